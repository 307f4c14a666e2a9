"""What the lab `lstm` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source
from playground.nn.activations import sigmoid

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

STORY = """
A loop that hears itself has a bad memory. At every moment it writes down anew all that it knows. On the way
back the *error signal*, which says how much each moment is to blame, is multiplied by the same matrix, again
and again, until nothing is left. What happened ten moments ago it cannot learn from.

### A pipe with valves
An LSTM keeps its memory, the *cell state*, like water in a pipe. From left to right it passes the *forget
valve*: open, all of it goes on; shut, it is gone. Then a joint, where new memory comes in from below, through
the *new-memory valve*. What is now in the pipe goes on to the next moment, and some of it leaves through the
*output valve*, to make the answer and to be heard at the next moment. Nobody works the valves. Each is opened
by a small layer of its own, which sees the input and what came out a moment ago, and learns when to open. In
other texts they are called *gates*: the forget gate, the input gate and the output gate.

### Why it learns what a plain loop cannot
In the open pipe the memory of a moment is the memory of the moment before, times one. So on the way back the
error signal is multiplied by one as well: it arrives as it was sent. The curves beside the picture compare
how much the last answer depends on the memory of each moment, for the LSTM and for a plain loop of the same
size that learns from the same sequences.

### The tasks
*Recall*: name the first symbol at the end, when a bell rings; what lies between means nothing. *Echo*: say
every symbol again some moments later. *Addition*: carry the one. *Sunspots*: from the numbers of some years,
say next year's. The years are split by date: nothing after 1920 is learnt from, and the scale is taken from
the years before, too. The simplest forecast is "as many as last year", and an error of 1 means to be no
better than that.

### What to try
Let *recall* learn until the error is 0. Then hold the forget valve shut at one moment, and be surprised: it
hardly matters, because what came out a moment before is heard again and fills the pipe anew. Hold the
new-memory valve shut instead, and it hardly matters either: what is in the pipe stays there. Hold both shut
at the same moment, and the symbol is gone for good. At the first moment the new-memory valve alone is enough:
nothing was in the pipe yet. Hold the output valve shut at the last moment, and it still remembers but cannot
say so. Your hand changes what you look at; the learning goes on with free valves.
"""

SOURCES = (
    Source("S. Yan", "Understanding LSTM and its diagrams", 2016, "memory as water, gates as valves"),
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
        "The first of twelve symbols must be named at the end. The plain loop takes far longer.", horizon=100
    ),
    "long-gap": Preset(
        "Thirty symbols lie between. The forget valves begin wide open, so the error signal gets through.",
        horizon=100,
        gap=30,
        forget_bias=4.0,
        learning_rate=0.02,
    ),
    "leaking": Preset(
        "The forget valves begin nearly shut: nothing stays in the pipe for long.",
        horizon=200,
        forget_bias=-3.0,
    ),
    "echo": Preset(
        "Every symbol must be said again three moments later: three of them are on their way at a time.",
        horizon=300,
        task="echo",
        gap=3,
    ),
    "addition": Preset(
        "Nine binary digits: what is carried must be kept for one moment, and then let go.",
        horizon=500,
        task="addition",
        gap=8,
    ),
    "sunspots": Preset(
        "Twenty years of sunspots, and the question how many there will be in the next.",
        horizon=200,
        task="sunspots",
        gap=20,
    ),
    "peepholes": Preset(
        "The valves see the memory in their own pipe, as well as what came out of it.",
        horizon=100,
        peephole=True,
    ),
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
        hints=("The first preset does it. So do many others, if the forget valve begins open.",),
        why=(
            "In an open pipe the memory of one moment is that of the moment before, and so is the error "
            "signal."
        ),
        warm_up=True,
    ),
    Challenge(
        "farthest",
        "Recall over the farthest distance there is, 40, without a mistake.",
        passed=lambda lab: recalls(lab) and lab.built.gap == 40,
        hints=(
            "How far open must the forget valve begin, so that the error signal comes back over 40 moments?",
            "Forget valve at the start 4, learning rate 0.03: less than 100 steps.",
        ),
        why=(
            "What is multiplied 40 times by a forget valve must be multiplied by nearly 1 each time. A "
            "valve that begins wide open does that before anything is learnt."
        ),
        predict=Prediction(
            "How must the forget valves begin?",
            ("nearly shut", "half open", "wide open"),
            lambda lab: int(np.digitize(sigmoid(np.array(lab.built.forget_bias)), (0.25, 0.75))),
        ),
    ),
    Challenge(
        "both",
        "Find a distance of 5 or more at which the plain loop is as good as the LSTM: both recall without a "
        "mistake within 200 steps.",
        passed=lambda lab: (
            recalls(lab) and lab.built.gap >= 5 and lab.steps <= 200 and lab.plain_error() == 0
        ),
        hints=(
            "The plain loop forgets step by step. How far may it have to remember?",
            "Task recall, distance 5 or 6.",
        ),
        why=(
            "A plain loop can carry a symbol, and its error signal fades with every moment. Over a short "
            "way enough of it arrives."
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
