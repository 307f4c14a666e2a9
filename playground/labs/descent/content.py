"""What the lab `descent` has to say: story, sources, presets, and challenges."""

from math import isclose

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source

STORY = """
A [ball](ball) lies in a bucket, and wants to be at the bottom. It cannot see the bucket. All it knows is the
[slope](slope) where it lies: does the ground rise to the right, or to the left, and how steeply? That is
enough. It goes against the slope, the farther the steeper it is, and asks again. This is *gradient descent*,
and *gradient* is the field's word for slope.

### Slopes that are too big
A steep slope makes a long step. In a [steep bucket](?preset=too-steep) the ball lands on the other side,
higher than before, where the slope is steeper still. This is *divergence*. The way out is to multiply every
slope by a small number, the *learning rate*, which the source calls alpha. In a bowl of steepness k it must
stay below 2/k.

### Other valleys
Nobody promises that the [valley](valleys) in which a ball comes to rest is the deepest one. Throw
[a hundred balls](?preset=hundred-balls) anywhere: they end in only five places, and each place has its own
stretch of ground, from which all balls roll into it. So a few random starts find what a blind search would
need many tries for.

### Slopes that are too small
With a small learning rate a ball can be caught in a [rut](?preset=rut), just beside a deep valley. A larger
learning rate jumps over it. *Momentum* rolls through it, as a heavy ball does. *Annealing* kicks the ball at
random, hard at first and ever more gently, [as hot metal cools down](?preset=annealing).

### Two directions at once
In a [narrow valley](?preset=narrow-valley) the walls are steep and the floor is nearly level. The walls allow
only small steps, and the floor would need large ones. Here *optimizers* differ: their [trails](rivals) race
from one start.

### And a network?
Its landscape is the loss over all of its weights. With two weights it can be drawn: the
[error plane](?preset=error-plane) is that of the single neuron with which the source begins, and the ball on
it is that neuron while it is trained.
"""

SOURCES = (
    Source(
        "A. Trask", "A Neural Network in 13 lines of Python (Part 2: Gradient Descent)", 2015,
        "the ball in the bucket, its three problems and their solutions, the error plane of a single neuron",
    ),
    Source(
        "D. Kingma and J. Ba", "Adam: A Method for Stochastic Optimization", 2014,
        "Adam, and a comparison of optimizers",
    ),
    Source(
        "D. Liu and J. Nocedal", "On the limited memory BFGS method for large scale optimization", 1989,
        "L-BFGS in two loops",
    ),
    Source("S. Kirkpatrick et al.", "Optimization by Simulated Annealing", 1983, "kicks that cool down"),
)  # fmt: skip

PRESETS = {  # the first is the default
    "bucket": Preset(
        "One ball in a round bucket: with every step it goes a tenth of the way to the bottom.",
        horizon=60,
    ),
    "too-steep": Preset(
        "A steeper bucket, and the learning rate is beyond 2/k: every step lands higher than the last.",
        horizon=60, label="too steep", steepness=4.0, learning_rate=0.52,
    ),
    "rut": Preset(
        "A deep valley, and a rut before it. The learning rate is so small that the ball stays in the rut.",
        horizon=200, landscape="rut", learning_rate=0.05,
    ),
    "hundred-balls": Preset(
        "A hundred balls thrown anywhere: after 100 steps they lie in five places.",
        horizon=100, label="a hundred balls", landscape="five-valleys", balls=100, learning_rate=0.05,
    ),
    "swing": Preset(
        "A heavy ball in the bucket: with momentum it swings to and fro before it lies still.",
        horizon=120, learning_rate=0.05, optimizer="momentum",
    ),
    "narrow-valley": Preset(
        "Steep walls and a floor that is nearly level. Four optimizers race beside the ball.",
        horizon=100, label="narrow valley", landscape="narrow-valley", learning_rate=0.01,
    ),
    "adam": Preset(
        "Adam in the narrow valley: first it goes straight for the corner, as if both slopes were alike.",
        horizon=100, label="Adam", landscape="narrow-valley", optimizer="adam", learning_rate=0.1,
    ),
    "error-plane": Preset(
        "A neuron with two weights, seen as a ball on the plane of its errors. It flattens, but never ends.",
        horizon=300, label="error plane", landscape="error-plane", learning_rate=1.0,
    ),
    "annealing": Preset(
        "Thirty balls that are kicked, ever more gently: most leave the high valleys and end lower.",
        horizon=200, landscape="five-valleys", balls=30, learning_rate=0.2, kick=0.8,
    ),
    "ripples": Preset(
        "A formula of one's own over two numbers: a bowl with ripples, and so with 25 valleys.",
        horizon=100, landscape="own", own="0.1*(x*x + y*y) - cos(2*x)*cos(2*y)", balls=100,
        learning_rate=0.05,
    ),
}  # fmt: skip

FAR = 40.0  # from the bottom: ten times as far as the bowl is shown at first
WITHIN = 200  # steps, for leaving the rut
RACE = 100  # steps, in the narrow valley
SLOW = 0.01  # the learning rate of that challenge
K = 3.0  # the steepness of the last challenge
PLAIN = 0.5 * 16 * (1 - SLOW) ** (2 * RACE) + 12.5 * (1 - 25 * SLOW) ** (2 * RACE)  # from (−4, 1)


def _has_diverged(lab) -> bool:  # type: ignore[no-untyped-def]
    return bool(lab.built.landscape == "bowl" and lab.steps > 0 and np.abs(lab.positions).max() > FAR)


def _rests_in_five(lab) -> bool:  # type: ignore[no-untyped-def]
    return bool(
        lab.built.landscape == "five-valleys"
        and lab.built.balls == 20
        and lab.by_itself()
        and lab.steps > 0
        and lab.reading["valleys"] <= 5
        and lab.at_rest()
    )


def _has_left_the_rut(lab) -> bool:  # type: ignore[no-untyped-def]
    return bool(
        lab.built.landscape == "rut"
        and lab.built.optimizer == "sgd"
        and lab.built.balls == 1
        and lab.by_itself()
        and 0 < lab.steps <= WITHIN
        and lab.reading["height"] < 0.01
    )


def _is_tenfold(lab) -> bool:  # type: ignore[no-untyped-def]
    return bool(
        lab.built.landscape == "narrow-valley"
        and lab.built.balls == 1
        and lab.by_itself()
        and 0 < lab.steps <= RACE
        and lab.learning_rate <= SLOW
        and lab.now.schedule == "constant"
        and lab.reading["height"] < PLAIN / 10
    )


def _is_lower(lab) -> int:  # type: ignore[no-untyped-def]
    """Who is lower at the end of the race, momentum or Adam: both run it. 2: they are alike, to a tenth."""
    heights = []
    for optimizer in ("momentum", "adam"):
        racer = type(lab)(landscape="narrow-valley", balls=1, optimizer=optimizer, learning_rate=SLOW)
        racer.again = set()  # nobody solves anything by it
        racer.run(RACE)
        heights.append(racer.reading["height"])
    return 2 if isclose(*heights, rel_tol=0.1) else heights.index(min(heights))


def _is_at_the_limit(lab) -> bool:  # type: ignore[no-untyped-def]
    return bool(
        lab.built.landscape == "bowl"
        and lab.built.optimizer == "sgd"
        and lab.built.steepness == K
        and lab.now.schedule == "constant"
        and not lab.now.kick
        and lab.by_itself()
        and lab.steps >= 50
        and 0.99 * 2 / K <= lab.learning_rate < 2 / K
        and lab.reading["height"] < lab.ground.heights(lab.ground.start[None])[0]
    )


CHALLENGES = (
    Challenge(
        "diverge",
        "Make a ball leave the bowl: it begins at −3, and is to come farther than 40 from the bottom.",
        passed=_has_diverged,
        hints=(
            "What must a step do to end higher than it began?",
            "Take the bowl with a learning rate above 2/k, such as 2.2 for a steepness of 1, and press Play.",
        ),
        why="Each step lands farther out, where the slope is steeper, so that the next one is longer still.",
        warm_up=True,
    ),
    Challenge(
        "five-places",
        "Throw exactly 20 balls onto the five valleys, and let all of them come to rest.",
        passed=_rests_in_five,
        hints=(
            "A ball is at rest where its slope is 0. Which learning rates let it settle?",
            "Set 20 balls and a learning rate of 0.1, without kicks, and press Play.",
        ),
        why="Each stretch of ground drains into one valley, so 20 balls end in at most five places.",
        predict=Prediction(
            "In how many of the five valleys will there be a ball?",
            ("in all five", "in three or four", "in one or two"),
            lambda lab: 0 if lab.reading["valleys"] == 5 else 1 if lab.reading["valleys"] >= 3 else 2,
        ),
    ),
    Challenge(
        "out-of-the-rut",
        "By plain descent, get the ball out of the rut and to the bottom of the deep valley, in 200 steps.",
        passed=_has_left_the_rut,
        hints=(
            "A rut is narrow. What is long enough to get across it?",
            "Take plain descent with a learning rate of 1, and begin anew.",
        ),
        why="A long step lands beyond the rut; and where it is wide and flat, the same step is short enough.",
    ),
    Challenge(
        "tenfold",
        "In the narrow valley plain descent with a learning rate of 0.01 is at a height of 1.07 after 100"
        " steps. With a learning rate no larger, and in as many steps, get below a tenth of that.",
        passed=_is_tenfold,
        hints=(
            "Along the floor all slopes point the same way. Which optimizer adds them up?",
            "Choose momentum or Nesterov with a momentum of 0.9 and a learning rate of 0.01, and begin anew.",
        ),
        why="Along the floor the speed grows up to tenfold, while across it pushes to and fro cancel.",
        predict=Prediction(
            "Which will be lower after 100 steps with the learning rate 0.01?",
            ("momentum", "Adam", "both alike"),
            _is_lower,
        ),
    ),
    Challenge(
        "the-limit",
        "A bowl of steepness 3: find the largest learning rate with which plain descent still comes down, to"
        " 1 %, and let it roll for 50 steps.",
        passed=_is_at_the_limit,
        hints=(
            "What does a step multiply the distance to the bottom by? Look at the formulas.",
            "It is 1 − 3η, which must be more than −1: so η must be below 2/3. Type 0.665.",
        ),
        why="At η = 2/k a ball jumps to the other side and back for ever; below, each jump is a bit shorter.",
    ),
)
