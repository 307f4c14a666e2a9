"""What the lab `weight` has to say: story, sources, presets with what they are for, and challenges."""

from playground.lab import Challenge, Prediction, Preset, Source

STORY = """
Here is the smallest network there is. One number goes in, the *input*. It is multiplied by one number, the
[weight](weight). What comes out is the [prediction](prediction). It should be the [goal](goal), and it is
not. To learn means to change the weight until it is.

### How wrong is it?
The [error](error) is the distance between prediction and goal, multiplied by itself. It is never below 0, and
a large miss counts more than several small ones. Draw the error over every weight there could be, and you get
a valley, the [curve](curve) in the picture. The ball is the weight of this moment. At the bottom of the
valley the prediction is right.

### Hot and cold
The simplest way down: try a little more weight and a little less, and keep what is better.
[Hot and cold](?preset=hot-and-cold) needs no mathematics. But each round takes the same small amount, however
far the goal is: eleven hundred rounds for one weight. With [larger steps](?preset=too-coarse) it is faster,
and never settles: each round takes a whole step, also from the goal itself. A large network has millions of
weights, and would have to try each of them.

### Gradient descent
There is a better question: how steep is the valley here? The *slope* tells which way is down, and also how
far it may be, since the valley is steep far from the goal and flat near it. A round of
[gradient descent](?preset=descent) moves the weight against the slope, by the slope times the
*learning rate* α. Steps become shorter by themselves.

### How it breaks
With an [input of 2](?preset=exploding) the same rule goes wild: each step lands on the other side of the
valley, higher than before. This is *divergence*. The reason stands in the formulas: a round multiplies the
distance from the goal by 1 − α · input². With an input of 2 and α = 1 that is 1 − 4 = −3, so each miss is
three times the last one. [A smaller learning rate](?preset=tamed) makes it −3 no longer but 0.6, and all is
well. At exactly −1, with an input of [nearly √2](?preset=knife-edge), it bounces for ever. All large networks
live with this limit: their learning rates are small because somewhere in them an input is large.
"""

SOURCES = (
    Source(
        "A. Trask", "Grokking Deep Learning, chapter 4", 2019,
        "hot and cold learning, gradient descent with one weight, and how a large input breaks it",
    ),
    Source("B. Widrow and M. E. Hoff", "Adaptive Switching Circuits", 1960, "the rule of gradient descent"),
)  # fmt: skip

PRESETS = {  # the first is the default
    "hot-and-cold": Preset(
        "A little more or a little less in each round: it takes 1,100 of them.",
        horizon=1100, label="hot and cold",
    ),
    "descent": Preset(
        "Gradient descent: long steps where it is steep, short ones near the goal.",
        horizon=20, label="gradient descent", method="descent",
    ),
    "exploding": Preset(
        "An input of 2: each round lands three times as far from the goal as the one before.",
        horizon=20, method="descent", input=2.0,
    ),
    "tamed": Preset(
        "The same input of 2 with a learning rate of 0.1: it closes in on the goal.",
        horizon=20, method="descent", input=2.0, learning_rate=0.1,
    ),
    "knife-edge": Preset(
        "An input of 1.4142, a hair below √2: it bounces across the valley, hardly any lower each time.",
        horizon=20, label="knife edge", method="descent", input=1.4142,
    ),
    "too-coarse": Preset(
        "Hot and cold in steps of 0.05: fast, but it never settles.",
        horizon=30, label="too coarse", amount=0.05,
    ),
}  # fmt: skip

MILLION = 1e6
FINE = 1e-6
MISS = 0.1
EDGE = 1e-9


CHALLENGES = (
    Challenge(
        "explode",
        "Make it explode: bring the error beyond a million.",
        passed=lambda lab: (
            lab.built.method == "descent" and lab.reading["error"] > MILLION and lab.untouched("weight")
        ),
        hints=(
            "What makes a round of gradient descent step too far?",
            "Take gradient descent, set the input to 2, and press Play.",
        ),
        why=(
            "The factor 1 − α · input² was below −1: each round landed beyond the goal, and farther away than"
            " before."
        ),
        warm_up=True,
    ),
    Challenge(
        "ten-rounds",
        "With an input of 2, let gradient descent bring the error below 0.000001 within ten rounds.",
        passed=lambda lab: (
            lab.built.method == "descent"
            and lab.now.input == 2
            and 0 < lab.steps <= 10
            and lab.reading["error"] < FINE
            and lab.error_at(lab.built.weight) > MISS**2
            and lab.untouched()
        ),
        hints=(
            "Which learning rate makes the factor 1 − α · input² small?",
            "With an input of 2 the square is 4: try α = 0.25, start again, and press Step.",
        ),
        why="With α = 1 / input² the factor is 0: the first round hits the goal.",
    ),
    Challenge(
        "miss-for-ever",
        "Make hot and cold miss the goal by more than 0.1 for ever.",
        passed=lambda lab: (
            lab.bounces()
            and lab.steps >= 10
            and min(lab.error_at(float(lab.weight_now[0])), lab.error_at(lab.next_weight)) > MISS**2
        ),
        hints=(
            "It stops no closer to the goal than its steps are. How far does a step move the prediction?",
            "Take hot and cold with an input of 0.5, a goal of 1 and a step amount of 1. Play ten rounds.",
        ),
        why=(
            "A step moves the prediction by input · amount. On both sides of the goal that ends more than 0.1"
            " away from it."
        ),
    ),
    Challenge(
        "bounce",
        "With the input at 0.5, find the learning rate at which the error neither falls nor grows.",
        passed=lambda lab: (
            lab.built.method == "descent"
            and lab.now.input == 0.5
            and abs(lab.factor + 1) < EDGE
            and lab.steps >= 10
            and lab.reading["error"] > FINE
            and lab.untouched()
        ),
        hints=(
            "Then the factor 1 − α · input² is −1: what must α · input² be?",
            "Input² is 0.25, so α = 8: type it beside the slider, and play ten rounds.",
        ),
        why="At α · input² = 2 the factor is −1: each round lands as far beyond the goal as it began.",
        predict=Prediction(
            "With this input, what happens at the largest learning rate, 10?",
            ("it closes in on the goal", "it bounces for ever", "it explodes"),
            lambda lab: 2 if abs(1 - 10 * lab.now.input**2) > 1 + EDGE else 0,
        ),
    ),
)
