"""What the lab `recurrent` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent

STORY = """
When you add two numbers on paper, you go from right to left and keep one thing in mind: whether there is a 1
to carry. An ordinary network cannot do that. It sees one column, answers, and knows nothing of the column
before.

### A layer that hears itself
A *recurrent network* reads a sequence *time step* by time step. Here a time step is one column of the sum, in
binary digits: they are worth 1, 2, 4, 8 and so on, from the right.
The hidden layer gets the two digits of the column. It also gets its own values of the time step before, the
[hidden state](memory). That is the loop: the hidden neurons are connected to themselves, one time step later.
Whatever the network needs later, the hidden state must hold now.

Nobody tells the network to carry. The error is smaller when it does, so learning finds out.
[With a learning rate of 1](?preset=bolder) it adds after 1,500 problems. [With 0.1](?preset=carry-the-one) it
guesses for five thousand problems, and adds after seven thousand.

### Back through time
Draw the network once for every time step, and the loop is gone: what you see is an ordinary network with as
many layers as the numbers have digits, all with the same weights. So backpropagation works as in any network.
Here it is called backpropagation through time, BPTT. The *error signal* δ of a wrong answer goes back, in the
picture to the right, to all time steps that had a part in it. The [violet bars](delta) show how long the
vector of all δ is at each time step.

### The same matrix, again and again
Each step back multiplies the error signal by the weights of the loop and by the slope of the activation.
Multiply a number by 0.3 fifteen times, and nothing is left. Multiply it by 3 fifteen times, and it is
fourteen million. For a matrix, the size of its [largest eigenvalue](eigenvalues) says roughly by how much it
multiplies. The slope makes that smaller: it is ¼ at most for the sigmoid, and 1 at most for tanh.

With the sigmoid the error signal nearly always fades: this is the [vanishing gradient](?preset=vanishing).
With tanh and a strong loop it can grow: this is the [exploding gradient](?preset=exploding). Then a few huge
updates move the neurons to where their activation is flat, and the network learns nothing any more.
[Clipping](?preset=clipped) is the simple cure: a gradient that is too long keeps its direction, and is made
shorter. Clipping does not help a gradient that vanishes. For that the LSTM was invented.

### What to try
Press an [arrow](wipe) between two columns: the hidden state is wiped there, and a carried 1 is lost. Press an
[answer](answers) to follow its error signal back. Type a sum of your own in which a single 1 is carried
through all digits.
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
        "Eight digits, 16 hidden neurons: it guesses for 5,000 problems; after 7,000 it adds.",
        horizon=7000,
        label="learning rate 0.1",
    ),
    "bolder": Preset(
        "With ten times the learning rate it adds after 1,500 problems.",
        horizon=1500,
        label="learning rate 1",
        learning_rate=1.0,
    ),
    "long-numbers": Preset(
        "Sixteen digits: a longer sequence, but each time step still depends on the one before only.",
        horizon=2500,
        label="sixteen digits",
        learning_rate=1.0,
        bits=16,
    ),
    "vanishing": Preset(
        "A weak loop: a few steps back, next to nothing is left of the last answer's error signal.",
        horizon=500,
        label="vanishing gradient",
        bits=16,
        loop=0.1,
    ),
    "exploding": Preset(
        "Tanh and a strong loop: at first the error signal grows on its way back. A few huge updates move "
        "the neurons to where they are flat; from then on it fades, and the network learns nothing.",
        horizon=1000,
        label="exploding gradient",
        bits=16,
        activation="tanh",
        learning_rate=0.3,
    ),
    "clipped": Preset(
        "The same, but the gradient is never longer than the clip norm: soon it adds sixteen digits.",
        horizon=2500,
        label="clipped gradient",
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
                "It takes some 7,000 problems with the first preset. Full speed helps, and so does a larger "
                "learning rate."
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
            "The preset “learning rate 1” takes 1,450. A larger one is faster, up to where it never settles.",
            "Try several learning rates between 1 and 2 at once.",
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
            "A learning rate of 1 is too large for so few. Some seeds never find it; try several at once.",
            "Six hidden neurons, learning rate 0.5, the first seed: some 4,000 problems.",
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
            "The preset “exploding gradient” with a learning rate of 0.1: about 1,500 problems.",
        ),
        why=(
            "A step is the learning rate times the gradient. Where the gradient is now and then very long, a "
            "smaller learning rate shortens all steps, and clipping only the long ones."
        ),
        predict=Prediction(
            (
                "Clipping shortens the long steps only; a smaller learning rate shortens all. Will that do "
                "without clipping?"
            ),
            ("no, it never learns", "yes, within 3,000 problems", "yes, but it takes far longer"),
            lambda lab: 1 if lab.steps <= 3000 else 2,
        ),
    ),
)
