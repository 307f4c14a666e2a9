"""The guide of the lab `force`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep
from playground.labs.force.content import CLUSTERS, CORNERS

if TYPE_CHECKING:
    from playground.labs.force.lab import Force


def _divides(lab: "Force") -> bool:
    return bool(lab.built.data == "guide" and lab.built.model == "line" and lab.reading["accuracy"] == 1)


def _is_held(lab: "Force") -> bool:
    return bool(lab.built.data == "guide" and lab.spring >= 1 and lab.steps >= 200)


def _was_moved(lab: "Force") -> bool:
    return any(what in lab.machine.names for _, what in lab.altered)


def _is_turned(lab: "Force") -> bool:
    return bool(lab.built.data == "own" and lab.squared and lab.steps >= 200)


def _net(lab: "Force") -> bool:
    return bool(lab.built.model == "net" and lab.steps > 0 and lab.reading["accuracy"] == 1)


GUIDE = (
    GuideStep(
        "Each [point](points) on the wrong side of its [margin](margin) *pulls*. In each step one of"
        " them moves the line.",
        button="Let them pull",
        settings={"data": "guide", "model": "line", "pull": "hinge", "spring": 0.1, "learning_rate": 0.01},
        reset=True,
        steps=400,
        lights="points",
        done=_divides,
    ),
    GuideStep(
        "[Springs](springs) pull a and b to 0. Strong ones keep scores small: a point is still wrong.",
        button="Strong springs",
        settings={"data": "guide", "model": "line", "spring": 1.0},
        reset=True,
        steps=300,
        lights="springs",
        done=_is_held,
    ),
    GuideStep(
        "A [parameter](parameters) can be moved by hand: its forces say where it would rather be.",
        button="Move a",
        do=lambda lab: lab.set_parameter(0, -1.0),
        lights="parameters",
        done=_was_moved,
    ),
    GuideStep(
        "With the *squared hinge* a far point pulls hard: one with the wrong label turns the [line](line).",
        button="An outlier",
        settings={"data": "own", "own": CLUSTERS, "model": "line", "pull": "squared-hinge", "spring": 0.1},
        reset=True,
        steps=400,
        lights="line",
        done=_is_turned,
    ),
    GuideStep(
        "No line divides these four. A *net* of three neurons that bend can, by the same [pulls](pull).",
        button="Train a net",
        settings={
            "data": "own", "own": CORNERS, "model": "net", "pull": "hinge", "spring": 0.01,
            "learning_rate": 0.03, "seed": 2,
        },
        reset=True,
        steps=600,
        lights="pull",
        done=_net,
    ),
)  # fmt: skip
