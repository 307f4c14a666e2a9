"""The guide of the lab `streetlights`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep
from playground.labs.streetlights.content import ODD

if TYPE_CHECKING:
    from playground.labs.streetlights.lab import Streetlights


def _found(lab: "Streetlights") -> bool:
    return bool(lab.built.task == "six-lights" and lab.steps > 0 and lab.reading["error"] < 0.05)


def _one_row(lab: "Streetlights") -> bool:
    return bool(lab.built.task == "own" and len(lab.X) == 1 and lab.steps > 0 and lab.reading["error"] < 0.01)


def _three(lab: "Streetlights") -> bool:
    return bool(lab.built.task == "three-predictions" and lab.steps > 0 and lab.reading["error"] < 0.5)


def _stays(lab: "Streetlights") -> bool:
    return bool(
        lab.built.task == "own" and len(lab.X) == 4 and lab.steps >= 40 and lab.reading["error"] > 0.9
    )


def _deep(lab: "Streetlights") -> bool:
    return bool(lab.built.task == "two-layers-odd" and lab.steps > 0 and lab.reading["error"] < 0.01)


GUIDE = (
    GuideStep(
        "Three lamps, six [rows](rows): when do people walk? Each [weight](weights) learns how much its lamp"
        " says.",
        button="Learn",
        settings={"task": "six-lights", "start": "", "order": "one-by-one", "learning_rate": 0.1},
        reset=True,
        steps=30,
        lights="weights",
        done=_found,
    ),
    GuideStep(
        "With one row alone, left and right only come to cancel: nothing is found out about the middle.",
        button="One row",
        settings={
            "task": "own", "own": "left, middle, right, walk\n1, 0, 1, 0", "start": "0.5, 0.48, -0.7",
            "learning_rate": 0.1, "order": "one-by-one",
        },
        reset=True,
        steps=20,
        lights="rows",
        done=_one_row,
    ),
    GuideStep(
        "One input can make three predictions: each has its own [delta](delta) and its own weight.",
        button="Predict three",
        settings={"task": "three-predictions", "start": "", "learning_rate": 0.3},
        reset=True,
        steps=30,
        lights="delta",
        done=_three,
    ),
    GuideStep(
        "These rows have no such lamp: one layer of weights stays in the middle between right and wrong.",
        button="Try",
        settings={"task": "own", "own": ODD, "start": "", "order": "all-at-once", "learning_rate": 0.2},
        reset=True,
        steps=40,
        lights="prediction",
        done=_stays,
    ),
    GuideStep(
        "A *hidden layer* can learn these rows. Its part of the blame is passed back: *backpropagation*.",
        button="Two layers",
        settings={"task": "two-layers-odd", "order": "one-by-one", "learning_rate": 0.2, "hidden": 4},
        reset=True,
        steps=60,
        lights="hidden",
        done=_deep,
    ),
)  # fmt: skip
