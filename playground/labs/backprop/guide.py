"""The guide of the lab `backprop`: what to do first."""

from typing import TYPE_CHECKING, Any

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

# The network that the steps speak of: that of the thirteen lines.
HERE: dict[str, Any] = {"data": "four-rows", "hidden": 4, "bias": False, "dropout": 0.0}
INTO_ANSWER = 14  # hidden 3 → y, by its place in the flat buffer
ROW = 1  # the one that is followed, counted from 0
USUAL, FAST, TOO_LARGE = 1.0, 10.0, 100.0  # learning rates


def _four_rows(lab: "Backprop") -> bool:
    return bool(lab.steps > 0 and lab.table.name == "four-rows")


def _learnt(lab: "Backprop") -> bool:
    return _four_rows(lab) and lab.reading["error"] < 0.05


def _learnt_fast(lab: "Backprop") -> bool:
    return _learnt(lab) and lab.learning_rate == FAST and lab.reading["error"] < 0.01


def _jumps(lab: "Backprop") -> bool:
    return _four_rows(lab) and lab.learning_rate == TOO_LARGE and lab.steps >= 500


def _says_one_half(lab: "Backprop") -> bool:
    return _four_rows(lab) and not lab.hidden and lab.steps >= 200 and abs(lab.reading["error"] - 0.5) < 0.01


GUIDE = (
    GuideStep(
        "Four rows to learn: y is 1 if exactly one of x1 and x2 is 1. Let it learn: the [errors](loss) fade.",
        button="Let it learn",
        settings=HERE | {"learning_rate": USUAL},
        steps=3000,
        lights="loss",
        done=_learnt,
    ),
    GuideStep(
        "*Forward pass*: a [hidden neuron](hidden) multiplies the inputs by its weights, adds up, applies a"
        " sigmoid.",
        button="Follow a row",
        settings=HERE,
        message={"type": "choose", "row": ROW},
        lights="forward",
    ),
    GuideStep(
        "*Backward pass*: each neuron gets an [error signal](backward) δ: how much the loss grows with its"
        " sum.",
        button="Begin anew",
        settings=HERE,
        reset=True,
        lights="backward",
    ),
    GuideStep(
        "The [gradient](gradients) of a weight: the value in front of it times the δ behind it, over all"
        " rows.",
        button="Show one",
        settings=HERE,
        message={"type": "choose", "weight": INTO_ANSWER},
        lights="sum",
    ),
    GuideStep(
        "*Gradient descent*: a step is minus the *learning rate* times the gradient. Raise the rate to 10.",
        button="Raise it",
        settings=HERE | {"learning_rate": FAST},
        reset=True,
        steps=2000,
        lights="learning_rate",
        done=_learnt_fast,
    ),
    GuideStep(
        "100 is too much: the steps jump across the [valley](curve), to where it is flat, and rows stay"
        " wrong.",
        button="Raise it to 100",
        settings=HERE | {"learning_rate": TOO_LARGE},
        reset=True,
        steps=500,
        lights="curve",
        done=_jumps,
    ),
    GuideStep(
        "Take the *hidden layer* away: a single neuron cannot learn this table. Its best answer is always ½.",
        button="Take it away",
        settings=HERE | {"hidden": 0, "learning_rate": USUAL},
        reset=True,
        steps=1000,
        lights="loss",
        done=_says_one_half,
    ),
)
