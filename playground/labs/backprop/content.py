"""What the lab `backprop` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

STORY = """
The four rows hold a small riddle: the answer is 1 if exactly one of the first two columns is 1. No column
tells it by itself, so a single neuron cannot. A hidden layer can, if its weights are right, and nobody sets
them: they start at random, and every step moves each of them a little, towards less error.

### Forward
Read the picture from left to right. The inputs of a row are multiplied by the weights above a hidden neuron,
added up, and squashed to between 0 and 1 by a sigmoid. The hidden values are multiplied by the weights below
them, added up, and squashed again: that is the answer. The last column says how far it is from the target.

### Backward
Then the blame travels from right to left. The *delta* of a neuron (violet) says how much the error would
grow if the sum inside it grew a little. At the output it is the miss times the slope of the sigmoid there. A
hidden neuron gets the output's delta, times the weight between them, times the slope of its own sigmoid. And
the slope of a weight is the value in front of it times the delta behind it, added up over all rows. Pick a
weight, and you see that sum term by term.

### Downhill
Hold all weights still but one, and the error is a curve over that one, with a ball on it. A step moves the
ball by its slope times *alpha*. With an alpha of 0.001 it has hardly left after 60,000 steps. 10 does better
here than 1, which is not to be had everywhere. At 100 the ball jumps across the valley, and at 1000 it lands
where the curve is flat: all sigmoids are stuck at 0 or 1, all slopes are 0, and nothing ever moves again.
How often the update of a weight *changed direction* (⇄) tells these cases apart: hardly ever when steps are
short, often when they are bold, and only for a while when they have thrown the weights out of the valley.

### Dropout
With dropout every hidden neuron is left out of a row with the probability you choose, and those that stay
count for more, so that none can rely on another. When the error is measured, all are back in place.
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
        "Four rows, three inputs, four hidden neurons, alpha 1: as in the thirteen lines.", horizon=1000
    ),
    "too-slow": Preset(
        "Alpha 0.001: the balls roll the right way, but after 60,000 steps they have hardly left.",
        horizon=60_000,
        learning_rate=0.001,
    ),
    "bold": Preset(
        "Alpha 10 steps over the lowest point now and then, and gets lower than all smaller ones.",
        horizon=1000,
        learning_rate=10.0,
    ),
    "jumping": Preset(
        "Alpha 100 jumps across the valley: the network gives up two rows, and the error stays at ⅛.",
        horizon=1000,
        learning_rate=100.0,
    ),
    "overshooting": Preset(
        "Alpha 1000: soon every sigmoid is stuck at 0 or 1, and half of the answers stay wrong.",
        horizon=100,
        learning_rate=1000.0,
    ),
    "wide": Preset(
        "32 hidden neurons start in 32 different places, and some of them start well.",
        horizon=750,
        hidden=32,
        learning_rate=10.0,
    ),
    "single-neuron": Preset(
        "The answer is the first column, so a single neuron with two weights can learn it.",
        horizon=300,
        data="first-column",
        hidden=0,
    ),
    "one-is-not-enough": Preset(
        "The four rows without a hidden layer: the best a single neuron can do is to say ½.",
        horizon=500,
        hidden=0,
    ),
    "xor": Preset(
        "Either but not both, with biases instead of a column that is always 1.",
        horizon=1000,
        data="xor",
        bias=True,
    ),
    "multi-layer": Preset(
        "Seven rows, in which the third column means nothing. The eighth, 1 1 0, is never shown.",
        horizon=2000,
        data="seven-rows",
    ),
    "dropout": Preset(
        "Alpha and dropout of the post on dropout, with a hidden layer that can spare a few.",
        horizon=2000,
        learning_rate=0.5,
        hidden=32,
        dropout=0.2,
    ),
}

XOR = ("four-rows", "xor")  # the tables whose answer is: either, but not both


def only_alpha(lab: "Backprop") -> bool:
    """Whether nothing but alpha (and the seed) is different from the first preset."""
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
        "Break it: find an alpha with which every answer gets stuck at 0 or 1, half of them wrong.",
        passed=lambda lab: lab.steps > 0 and lab.stuck() and only_alpha(lab),
        hints=(
            "A step is alpha times the slope. What happens where the step is far too long?",
            "Set alpha to its largest value, 1000, reset, and play for a few steps.",
        ),
        why=(
            "One huge step throws the weights to where all sigmoids are flat. There all slopes are 0, so no "
            "later step moves anything."
        ),
        warm_up=True,
        predict=Prediction(
            "What will the error do at alpha 1000?",
            ("fall faster than at 1", "jump up and down", "stay at ½"),
            course_of_error,
        ),
    ),
    Challenge(
        "below-001",
        "Change nothing but alpha, and bring the error of the four rows below 0.01 within 1,000 steps.",
        passed=lambda lab: lab.reading["error"] < 0.01 and lab.steps <= 1000 and only_alpha(lab),
        hints=(
            "Bolder than 10, but not so bold that it is thrown out of the valley.",
            "Try several values at once: 10, 20, 40. Each of them needs a reset.",
        ),
        why=(
            "With these four rows the slopes are small, so a large alpha still makes steps of a good "
            "length. With other rows the same alpha may be too large."
        ),
    ),
    Challenge(
        "two-hidden",
        "Teach a network with only two hidden neurons the table xor: an error below 0.05.",
        passed=lambda lab: lab.reading["error"] < 0.05 and lab.network.sizes == (2, 2, 1) and xor_learnt(lab),
        hints=(
            "Without a bias, all a neuron can say to a row of zeros is ½.",
            "Take the preset xor, two hidden neurons and an alpha of 5. Some seeds never get there.",
        ),
        why=(
            "Two neurons draw two lines, and xor needs no more: the answer lies between them. With so few, "
            "a bad start has no second chance."
        ),
    ),
    Challenge(
        "teacher",
        "Be the teacher: set weights, without a step, until the error of four-rows or xor is below 0.1.",
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
    "Saturated neurons": "Reset with a smaller alpha or another seed; or set their weights nearer to 0.",
    "Certain and wrong": "Reset with a smaller alpha. From here there is no way back but by hand.",
    "Vanishing gradient": "Reset with a smaller alpha, so that the hidden neurons stay off the flat parts.",
    "Exploding gradient": "Divide alpha by 10, and keep the inputs of your own rows near ±1.",
    "Steps too large": "Divide alpha by 10; or play on, and see whether the error falls all the same.",
    "Steps too small": "Multiply alpha by 10; if the sigmoids are stuck, reset with a smaller one.",
    "No better than guessing": "Try an alpha ten times larger or smaller, more hidden neurons, another seed.",
    "A bad start": "Bring the inputs of your own rows to about ±1, or set large weights nearer to 0.",
}
