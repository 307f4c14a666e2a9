"""What the lab `lstm` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source
from playground.nn.activations import sigmoid

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

STORY = """
A recurrent network reads a sequence *time step* by time step. All that it knows of earlier steps is its
*hidden state*, and a plain recurrent network (RNN) writes it anew at every step. In learning, BPTT
sends the error signal back through time and multiplies it by the same matrix at every step, until nothing is
left: this is the *vanishing gradient*. A plain RNN hardly learns from what happened ten steps ago.

### A pipe with three valves
An LSTM has a second memory, the [cell state](memory). Think of water in a pipe that runs from left to right,
from one time step to the next. Three *gates* are the valves of this pipe. Each gate has a value from 0, shut,
to 1, open.

The [forget gate](forget) says how much of the old cell state is kept. The [input gate](input) says how much
of the *candidate*, which comes from below, is added. The [output gate](output) says how much of the cell
state leaves the pipe as the hidden state. The hidden state makes the answer, and the network gets it as an
input at the next time step. Each gate is a small layer of its own: it sees the input and the last hidden
state, and learns when to open.

### Why an LSTM learns what a plain RNN cannot
Where the forget gate is 1, the new cell state is the old one times 1. On the way back the error signal is
multiplied by 1 as well, so it arrives as it was sent. The [curves beside the picture](sensitivity) show how
much the last answer depends on the memory of each time step. They compare the LSTM with a plain RNN of
the same size, which learns from the same sequences.

Before learning, the *bias* of the forget gates decides. [Begin with a bias of −3](?preset=leaking) and they
are nearly shut: nothing stays. [Begin with a bias of 4](?preset=long-gap) and they are wide open: the LSTM
learns to keep a symbol for thirty time steps.

### The tasks
[Recall](?preset=recall): a bell marks the first symbol; when it rings again, at the end, name that symbol.
The symbols between mean nothing. [Echo](?preset=echo): say every symbol again, some steps later.
[Addition](?preset=addition): add two binary numbers, and carry the one. [Sunspots](?preset=sunspots): see the
numbers of some years, and forecast the next year. The years are split by date: the networks learn nothing
from the years after 1920, and the scale comes from the years before, too. The simplest forecast is "as many
as last year"; an error of 1 means to be no better than that.

### What to try
Let *recall* learn until the error is 0. Then shut the [forget gate](forget) at one time step. Few answers
change, because the hidden state fills the cell state again. Shut the [input gate](input) instead. Few answers
change again, because the cell state stays as it was. Shut both at the same time step, and the symbol is lost.
At the first time step the input gate alone is enough, because the cell state is still empty. Shut the [output
gate](output) at the last time step: the cell state still holds the symbol, and the answer does not show it.
A gate that you hold changes what you see. Learning goes on with free gates.
"""

SOURCES = (
    Source(
        "S. Yan", "Understanding LSTM and its diagrams", 2016, "the cell state as water, the gates as valves"
    ),
    Source(
        "N. Pant",
        "A Guide For Time Series Prediction Using Recurrent Neural Networks (LSTMs)",
        2017,
        "a real series, split by date and scaled on its first part, against repeating the last value",
    ),
    Source("A. Karpathy", "Yes you should understand backprop", 2016, "why the error signal fades in a loop"),
    Source("S. Hochreiter and J. Schmidhuber", "Long Short-Term Memory", 1997, "the memory that keeps"),
    Source("F. A. Gers and J. Schmidhuber", "Recurrent nets that time and count", 2000, "peepholes"),
    Source(
        "National Geophysical Data Center",
        "Yearly mean sunspot numbers, 1700 to 2008",
        note="in the public domain",
    ),
)

PRESETS = {
    "recall": Preset(
        "Name the first of twelve symbols at the end. A plain RNN takes far longer.", horizon=100
    ),
    "long-gap": Preset(
        "Thirty symbols lie between. The forget gates begin wide open, so the error signal arrives.",
        horizon=100,
        gap=30,
        forget_bias=4.0,
        learning_rate=0.02,
    ),
    "leaking": Preset(
        "The forget gates begin nearly shut: the cell state is lost within a few time steps.",
        horizon=200,
        forget_bias=-3.0,
    ),
    "echo": Preset(
        "Say every symbol again three time steps later: the cell state holds three symbols at a time.",
        horizon=300,
        task="echo",
        gap=3,
    ),
    "addition": Preset(
        "Add nine binary digits: a carried one is kept for one time step, and then forgotten.",
        horizon=500,
        task="addition",
        gap=8,
    ),
    "sunspots": Preset(
        "See twenty years of sunspots, and forecast the number of the next year.",
        horizon=200,
        task="sunspots",
        gap=20,
    ),
    "peepholes": Preset("The gates also see the cell state of their own unit.", peephole=True, horizon=100),
}


def learnt(lab: "Lstm") -> bool:
    """Whether the weights are where learning has put them: nothing came from a link."""
    return lab.steps > 0 and all("link" not in what for _, what in lab.altered)


def recalls(lab: "Lstm") -> bool:
    """Whether it has learnt to recall without a mistake."""
    return bool(lab.built.task == "recall" and lab.reading["error"] == 0 and learnt(lab))


CHALLENGES = (
    Challenge(
        "recall",
        "Recall over a distance of 10 or more without a mistake, within 400 steps.",
        passed=lambda lab: recalls(lab) and lab.built.gap >= 10 and lab.steps <= 400,
        hints=("The first preset does it. So do many others, if the forget gate begins open.",),
        why=(
            "Where the forget gate is open, the cell state of one time step is that of the one before, and "
            "so is the error signal."
        ),
        warm_up=True,
    ),
    Challenge(
        "farthest",
        "Recall over the farthest distance there is, 40, without a mistake.",
        passed=lambda lab: recalls(lab) and lab.built.gap == 40,
        hints=(
            "How far open must the forget gate begin, so that the error signal crosses 40 time steps?",
            "Forget gate bias 4, learning rate 0.03: less than 100 steps.",
        ),
        why=(
            "What is multiplied 40 times by a forget gate must be multiplied by nearly 1 each time. A gate "
            "that begins wide open does that before anything is learnt."
        ),
        predict=Prediction(
            "How must the forget gates begin?",
            ("nearly shut", "half open", "wide open"),
            lambda lab: int(np.digitize(sigmoid(np.array(lab.built.forget_bias)), (0.25, 0.75))),
        ),
    ),
    Challenge(
        "both",
        "Find a distance of 5 or more at which the plain RNN is as good as the LSTM: both recall without a "
        "mistake within 200 steps.",
        passed=lambda lab: (
            recalls(lab) and lab.built.gap >= 5 and lab.steps <= 200 and lab.plain_error() == 0
        ),
        hints=(
            "The plain RNN forgets step by step. How far may it have to remember?",
            "Task recall, distance 5 or 6.",
        ),
        why=(
            "A plain RNN can carry a symbol, but its error signal fades with every time step. Over a short "
            "distance enough of it arrives."
        ),
    ),
    Challenge(
        "few-years",
        "Forecast the sunspots from ten years or fewer, with an error below 0.55: almost half as far off as "
        "last year's number.",
        passed=lambda lab: (
            lab.built.task == "sunspots"
            and lab.built.gap <= 10
            and lab.reading["error"] < 0.55
            and learnt(lab)
        ),
        hints=(
            "The distance is the number of years that are shown.",
            (
                "Task sunspots, distance 8: some 300 steps. Stop in time: it may come to know the old years "
                "by heart."
            ),
        ),
        why=(
            "Sunspots rise and fall in about eleven years: where they are on that way shows in the last few "
            "years."
        ),
    ),
)
