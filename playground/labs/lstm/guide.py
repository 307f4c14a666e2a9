"""The guide of the lab `lstm`: what to do first."""

from typing import TYPE_CHECKING, Any

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

STEP = 1  # the time step, counted from 0, at which gates are held: the second, so that there is a cell state
# What the buttons count on, whatever has been set before.
RECALL: dict[str, Any] = {
    "task": "recall", "gap": 10, "hidden": 8, "peephole": False, "forget_bias": 1.0,
    "learning_rate": 0.01, "batch": 16, "seed": 1,
}  # fmt: skip
OTHER = 2  # a sequence of the exam, counted from 0, whose first symbol is not that of the first one


def _recalls(lab: "Lstm") -> bool:
    """It names the first symbol without a mistake, and has learnt on for a moment."""
    return lab.built.task == "recall" and lab.steps >= 120 and lab.reading["error"] == 0


def _learns_nothing(lab: "Lstm") -> bool:
    return lab.built.forget_bias <= -2 and lab.steps >= 150 and lab.reading["error"] > 0.3


def _recalls_from_afar(lab: "Lstm") -> bool:
    return lab.built.gap >= 30 and lab.reading["error"] == 0


GUIDE = (
    GuideStep(
        "A sequence begins with a symbol, + or −. The network must [name it](answer) at the end. Let it"
        " learn.",
        button="Let it learn",
        settings=RECALL,
        steps=400,
        lights="answer",
        done=_recalls,
    ),
    GuideStep(
        "Each row of the [cell state](memory) is one unit. Those that keep their colour hold the symbol. See"
        " another one.",
        button="Another symbol",
        message={"type": "look_at", "sequence": OTHER},
        lights="memory",
    ),
    GuideStep(
        "The [forget gate](forget) keeps the cell state. Shut it at one time step: the hidden state fills it"
        " again.",
        button="Shut it",
        message={"type": "hold", "valve": "forget", "hand": "shut", "moment": STEP},
        lights="forget",
    ),
    GuideStep(
        "Shut the [input gate](input) there, too: nothing is kept, nothing is added. Half of the answers are"
        " wrong.",
        button="Shut both",
        message={"type": "hold", "valve": "input", "hand": "shut", "moment": STEP},
        lights="input",
    ),
    GuideStep(
        "An open forget gate also passes the *error signal* back. In a plain RNN it [vanishes](sensitivity)"
        " on the way.",
        button="Free the gates",
        message={"type": "let_go"},
        lights="sensitivity",
    ),
    GuideStep(
        "Begin with the forget gates nearly shut, at [bias](forget_bias) −3. Nothing stays, so nothing is"
        " learnt.",
        button="Begin shut",
        settings=RECALL | {"forget_bias": -3.0},
        steps=200,
        lights="forget_bias",
        done=_learns_nothing,
    ),
    GuideStep(
        "Begin with them wide open, at bias 4. Now the LSTM learns over a [distance](gap) of 30.",
        button="Begin open",
        settings=RECALL | {"gap": 30, "forget_bias": 4.0, "learning_rate": 0.02},
        steps=300,
        lights="gap",
        done=_recalls_from_afar,
    ),
)
