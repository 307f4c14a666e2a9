"""What the lab `recurrent` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent

STORY = """
Add two numbers on paper, and you go from right to left with one thing in mind: whether there is a one to
carry. An ordinary network could not do that. It answers what it is shown, and of the column before it knows
nothing.

### A layer that hears itself
This network sees two digits at a time, one column of the sum. Its hidden layer gets them, and it also gets
what *it said itself a moment ago*: that is the loop, sixteen neurons wired to the same sixteen, one column
later. So whatever it wants to know later, it must say now. Nobody tells it to carry. It finds out, because
the error is smaller when it does: for five thousand problems it guesses, and two thousand later it can add.

### Back through time
Draw the network once for every moment, and the loop is gone: there stands an ordinary network with as many
layers as the numbers have digits, all with the same weights. So the blame for a wrong digit, its *error
signal*, can go back as in any network, from right to left of the calculation, to all the moments that had a
part in it. There it is a *delta* for every hidden neuron; the violet bars show how long they are together.

### The same matrix, again and again
At every step back, the error signal is multiplied by the loop's weights and by the slope of the activation.
Multiply a number by 0.3 fifteen times and nothing is left; multiply it by 3, and it is fourteen million. For
a matrix the size of its *largest eigenvalue* plays that part, roughly, and the slope makes it smaller: by a
factor of four at least with the sigmoid, by nothing at best with tanh. With the sigmoid, the error signal
nearly always fades. With a tanh and a strong loop it can grow, and then a single step throws all weights to
where nothing is learnt any more. *Clipping* is the simple cure: keep the direction of a gradient that is too
long, and make it shorter. For fading there is no such cure, which is why the LSTM was invented.

### What to try
Press an arrow between two columns: the memory is wiped there, and with it what was carried. Press an answer
to follow its error signal back. Type a sum of your own in which a single one is carried through all digits.
"""

SOURCES = (
    Source(
        "A. Trask",
        "Anyone Can Learn To Code an LSTM-RNN in Python (Part 1: RNN)",
        2015,
        "the network, the task, and ten printed problems",
    ),
    Source(
        "A. Karpathy",
        "Yes you should understand backprop",
        2016,
        "the same matrix again and again, its largest eigenvalue, and clipping",
    ),
)

PRESETS = {
    "carry-the-one": Preset(
        "Eight digits, 16 hidden neurons: it guesses for 5,000 problems; after 7,000 it adds.", horizon=7000
    ),
    "bolder": Preset(
        "With ten times the alpha it has understood after 1,500 problems.",
        horizon=1500,
        learning_rate=1.0,
    ),
    "long-numbers": Preset(
        "Sixteen digits: a longer calculation, but still nothing older than one moment matters.",
        horizon=2500,
        learning_rate=1.0,
        bits=16,
    ),
    "vanishing": Preset(
        "A weak loop: of the last digit's error signal, next to nothing is left a few steps back.",
        horizon=500,
        bits=16,
        loop=0.1,
    ),
    "exploding": Preset(
        "A tanh and a strong loop: at first, the error signal grows on its way back. A few long steps "
        "throw the neurons to where they are flat; from then on it fades, and nothing is learnt.",
        horizon=1000,
        bits=16,
        activation="tanh",
        learning_rate=0.3,
    ),
    "clipped": Preset(
        "The same, but no step is longer than the clip norm allows: soon it adds sixteen digits.",
        horizon=2500,
        bits=16,
        activation="tanh",
        learning_rate=0.3,
        clip=True,
    ),
}


def unaided(lab: "Recurrent") -> bool:
    """Whether all weights are where learning has put them: nothing came from a link."""
    return all("link" not in what for _, what in lab.altered)


CHALLENGES = (
    Challenge(
        "adds",
        "Let it learn until it adds a hundred problems of eight digits or more without a mistake.",
        passed=lambda lab: lab.steps >= 100 and lab.built.bits >= 8 and lab.reading["accuracy"] == 1,
        hints=(
            (
                "It takes some 7,000 problems with the first preset. Full speed helps, and so does a bolder "
                "alpha."
            ),
        ),
        why=(
            "Nobody has told it to carry. The error is smaller when it does, and the gradient finds that out."
        ),
        warm_up=True,
    ),
    Challenge(
        "quick",
        "Let it add eight digits without a mistake within 1,300 problems.",
        passed=lambda lab: (
            100 <= lab.steps <= 1300 and lab.built.bits >= 8 and lab.reading["accuracy"] == 1 and unaided(lab)
        ),
        hints=(
            "The preset bolder takes 1,450. A bolder alpha still, but not so bold that it never settles.",
            "Try several values of alpha between 1 and 2 at once.",
        ),
        why=(
            "For most of the time the loop carries nothing yet and the slopes are small: there a longer "
            "step gets on faster. Too long a step throws away what was found."
        ),
    ),
    Challenge(
        "six-neurons",
        "Reach an accuracy of 90 % at eight digits with no more than six hidden neurons.",
        passed=lambda lab: (
            lab.steps >= 100
            and lab.built.bits >= 8
            and len(lab.network.w_loop) <= 6
            and lab.reading["accuracy"] >= 0.9
            and unaided(lab)
        ),
        hints=(
            "Alpha 1 is too bold for so few. Some seeds never find it; try several at once.",
            "Six hidden neurons, alpha 0.5, the first seed: some 4,000 problems.",
        ),
        why=(
            "One digit must be carried, and a few neurons can hold it. More neurons only make it likelier "
            "that some of them start near a solution."
        ),
    ),
    Challenge(
        "tame",
        "Tame it without clipping: sixteen digits, tanh, a loop of at least 1 at the start, and an accuracy "
        "of 90 %.",
        passed=lambda lab: (
            lab.steps >= 100
            and lab.built.bits == 16
            and lab.built.activation == "tanh"
            and lab.built.loop >= 1
            and not lab.clip
            and not any("clip" in what.split(" and ") for _, what in lab.altered)
            and lab.reading["accuracy"] >= 0.9
            and unaided(lab)
        ),
        hints=(
            "Start with the preset that explodes. What else keeps a step from being too long?",
            "An alpha of 0.1 with the preset exploding: about 1,500 problems.",
        ),
        why=(
            "A step is alpha times the gradient. Where the gradient is now and then very long, a smaller "
            "alpha shortens all steps, and clipping only the long ones."
        ),
        predict=Prediction(
            (
                "Clipping shortens the long steps only; a smaller alpha shortens all. Will that do without "
                "clipping?"
            ),
            ("no, it never learns", "yes, within 3,000 problems", "yes, but it takes far longer"),
            lambda lab: 1 if lab.steps <= 3000 else 2,
        ),
    ),
)
