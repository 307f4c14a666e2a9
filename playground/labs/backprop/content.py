"""What the lab `backprop` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

STORY = """
A small table: the answer is 1 if exactly one of the first two columns is 1. No column alone tells the answer,
so a single neuron cannot learn it. A [hidden layer](hidden) can, with the right weights. Nobody sets them:
they start at random (*initialization*), and each step moves every weight a little, towards less error.

### Forward pass
Read the picture from left to right. A hidden neuron multiplies the inputs of a row by the weights above it,
and adds up. Its *activation*, a sigmoid, bends the sum to a number between 0 and 1. The [answer](forward)
does the same with the hidden values and the weights below them. The [last column](loss) is the error: the
answer minus the target. The *loss* is half of the sum of all squared errors.

### Backward pass
Then the error goes back, from right to left. The *error signal* δ of a neuron
([violet](backward)) says how much the loss would grow if the sum inside the neuron grew a little. At the
answer, δ is the error times the slope of the sigmoid there. A hidden neuron takes the δ of the answer, times
the weight between them, times the slope of its own sigmoid. The *gradient* of a [weight](gradients) is the
value in front of it times the δ behind it, added up over all rows. Choose a weight to see that sum term by
term. All this is *backpropagation*.

### Gradient descent
Hold all weights but one, and the loss is a [curve](curve) over that weight, with a ball on it. A step moves
the ball downhill, by its gradient times the *learning rate* (`alpha` in the thirteen lines). At
[0.001](?preset=too-slow) it has hardly moved after 60,000 steps. [10](?preset=bold) is better here than
[1](?preset=thirteen-lines); many tables do not allow that. At [100](?preset=jumping) the ball jumps across
the valley. [Raise the learning rate to 1000](?preset=overshooting), and it lands where the curve is flat:
every sigmoid is stuck at 0 or 1, every gradient is 0, and no step changes anything. The number beside ⇄
counts how often the update of a weight has changed its direction: hardly ever if steps are short, often if
they are long.

### Dropout
With *dropout* each hidden neuron is left out of a row with the probability that you choose. The remaining
ones are made larger to make up for it. So no neuron can rely on another one. The error is measured with all
of them in place.
"""

SOURCES = (
    Source(
        "A. Trask",
        "A Neural Network in 13 lines of Python (Part 2: Gradient Descent)",
        2015,
        "the network, alpha from 0.001 to 1000, changes of direction, the error over a single weight",
    ),
    Source("A. Trask", "Hinton's Dropout in 3 Lines of Python", 2015, "dropout in the hidden layer"),
    Source("A. Trask", "Tutorial: Deep Learning in PyTorch", 2017, "the same network made of layers"),
    Source(
        "M. Spencer-Harper",
        "How to build a multi-layered neural network in Python",
        2015,
        "the table of seven rows, and a row that the network has not seen",
    ),
    Source(
        "R. Kapur and L. Khazan",
        "Neural Networks & The Backpropagation Algorithm, Explained",
        2016,
        "why slopes rather than trials, and where they come from",
    ),
    Source("P. H. Borgen", "Learning How To Code Neural Networks", None, "a neuron worked out by hand"),
)

PRESETS = {
    "thirteen-lines": Preset(
        "Four rows, three inputs, four hidden neurons, learning rate 1: as in the thirteen lines.",
        horizon=1000,
    ),
    "bold": Preset(
        "Learning rate 10: a step goes past the lowest point now and then, and yet the error falls faster.",
        horizon=1000,
        label="rate 10: fast",
        learning_rate=10.0,
    ),
    "overshooting": Preset(
        "Learning rate 1000: soon every sigmoid is stuck at 0 or 1, and half of the answers stay wrong.",
        horizon=100,
        label="rate 1000: stuck",
        learning_rate=1000.0,
    ),
    "one-is-not-enough": Preset(
        "The four rows without a hidden layer: the best that a single neuron can answer is ½.",
        horizon=500,
        label="no hidden layer",
        hidden=0,
    ),
    "xor": Preset(
        "XOR: one or the other, but not both. Biases take the place of the column that is always 1.",
        horizon=1000,
        label="XOR",
        data="xor",
        bias=True,
    ),
    "too-slow": Preset(
        "Learning rate 0.001: the balls roll the right way, but after 60,000 steps they have hardly moved.",
        horizon=60_000,
        label="rate 0.001: slow",
        learning_rate=0.001,
    ),
    "jumping": Preset(
        "Learning rate 100: steps jump across the valley. One row stays at ½, so the error stays at ⅛.",
        horizon=1000,
        label="rate 100: jumps",
        learning_rate=100.0,
    ),
    "wide": Preset(
        "32 hidden neurons start in 32 different places, and some of them start well.",
        horizon=750,
        label="32 neurons",
        hidden=32,
        learning_rate=10.0,
    ),
    "single-neuron": Preset(
        "The answer is the first column, so a single neuron with two weights can learn it.",
        horizon=300,
        data="first-column",
        hidden=0,
    ),
    "multi-layer": Preset(
        "Seven rows, in which the third column means nothing. The eighth row, 1 1 0, is never shown:"
        " is the answer to it right (generalization)?",
        horizon=2000,
        label="an unseen row",
        data="seven-rows",
    ),
    "dropout": Preset(
        "Learning rate and dropout of the post on dropout, with a hidden layer that can spare some neurons.",
        horizon=2000,
        learning_rate=0.5,
        hidden=32,
        dropout=0.2,
    ),
}

XOR = ("four-rows", "xor")  # the tables whose answer is: either, but not both


def only_learning_rate(lab: "Backprop") -> bool:
    """Whether nothing but the learning rate (and the seed) is different from the first preset."""
    return bool(lab.differs_in() <= {"learning_rate", "seed"})


def xor_learnt(lab: "Backprop") -> bool:
    """Whether the table is xor, and all weights are where learning has put them, not a hand or a link."""
    return bool(lab.table.name == "xor" and lab.steps > 0 and lab.differs_in() <= set(lab.setting_names()))


def course_of_error(lab: "Backprop") -> int:
    """What the error does: 0 it falls, 1 it moves on, 2 it has come to rest at ½."""
    error = lab.reading["error"]
    if error < 0.4:
        return 0
    return 2 if lab.stuck() else 1


CHALLENGES = (
    Challenge(
        "stuck",
        "Break it: find a learning rate with which every answer gets stuck at 0 or 1, half of them wrong.",
        passed=lambda lab: lab.steps > 0 and lab.stuck() and only_learning_rate(lab),
        hints=(
            "A step is the learning rate times the gradient. What happens if it is far too long?",
            "Set the learning rate to its largest value, 1000, reset, and play for a few steps.",
        ),
        why=(
            "One huge step throws the weights to where all sigmoids are flat. There all gradients are 0, so "
            "no later step moves anything."
        ),
        warm_up=True,
        predict=Prediction(
            "What will the error do at a learning rate of 1000?",
            ("fall faster than at 1", "jump up and down", "stay at ½"),
            course_of_error,
        ),
    ),
    Challenge(
        "below-001",
        "Change nothing but the learning rate, and bring the error of the four rows below 0.01 within 1,000 "
        "steps.",
        passed=lambda lab: lab.reading["error"] < 0.01 and lab.steps <= 1000 and only_learning_rate(lab),
        hints=(
            "Larger than 10, but not so large that steps jump out of the valley.",
            "Try several values at once: 10, 20, 40. Each of them needs a reset.",
        ),
        why=(
            "With these four rows the gradients are small, so a large learning rate still makes steps of a "
            "good length. With other rows the same one may be too large."
        ),
    ),
    Challenge(
        "two-hidden",
        "Teach a network with only two hidden neurons the table XOR: an error below 0.05.",
        passed=lambda lab: lab.reading["error"] < 0.05 and lab.network.sizes == (2, 2, 1) and xor_learnt(lab),
        hints=(
            "Without a bias, all a neuron can say to a row of zeros is ½.",
            "Take the preset XOR, two hidden neurons and a learning rate of 5. Some seeds never get there.",
        ),
        why=(
            "Two neurons draw two lines, and XOR needs no more: the answer lies between them. With so few, "
            "a bad start has no second chance."
        ),
    ),
    Challenge(
        "teacher",
        "Be the teacher: set weights, without steps, till the error of the four rows or of XOR is below 0.1.",
        passed=lambda lab: lab.steps == 0 and lab.reading["error"] < 0.1 and lab.table.name in XOR,
        hints=(
            "One hidden neuron says “at least one”, another “both”.",
            "The answer is the first of them, but not the second: a large weight, and a large negative one.",
            "Table xor, two hidden neurons, bias. Into the first: 12, 12, bias −6. Into the second: 12, 12, "
            "bias −18. Into the answer: 10, −12, bias −4.",
        ),
        why="“Either but not both” is “at least one” without “both”, and each of these is a single line.",
    ),
)

# What to try on this page, by kind of finding; see `playground.nn.diagnose`.
ADVICE = {
    "Saturated neurons": "Reset with a smaller learning rate or another seed, or set weights nearer to 0.",
    "Certain and wrong": "Reset with a smaller learning rate. From here, only weights set by hand help.",
    "Vanishing gradient": "Reset with a smaller learning rate, so that the hidden neurons do not saturate.",
    "Exploding gradient": "Divide the learning rate by 10, and keep the inputs of your own rows near ±1.",
    "Steps too large": "Divide the learning rate by 10; or play on, if the error falls all the same.",
    "Steps too small": "Raise the learning rate tenfold; if sigmoids are stuck, reset with a smaller one.",
    "No better than guessing": "Try another learning rate, more hidden neurons, another seed.",
    "A bad start": "Bring the inputs of your own rows to about ±1, or set large weights nearer to 0.",
}
