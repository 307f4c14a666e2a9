"""The guide of the lab `averaging`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.averaging.lab import Averaging

SWA = {"method": "swa", "data": "line", "noise": 40, "cycle": 1, "learning_rate": 1.0, "seed": 1}


def _has_a_middle(lab: "Averaging") -> bool:
    return bool(lab.built.method == "swa" and lab.taken >= 5)


def _goes_on(lab: "Averaging") -> bool:
    return bool(lab.built.method == "swa" and lab.taken >= 8)


def _is_small(lab: "Averaging") -> bool:
    return bool(lab.built.method == "none" and lab.steps >= 100)


def _fell(lab: "Averaging") -> bool:
    return bool(
        lab.built.data == "heaps" and lab.steps >= 60 and lab.losses(lab.last[None], test=False) < 0.36
    )


def _was_moved(lab: "Averaging") -> bool:
    return any(what == "the network" for _, what in lab.altered)


def _has_a_barrier(lab: "Averaging") -> bool:
    return bool(lab.built.method == "ensemble" and lab.steps >= 200)


def _cloud(lab: "Averaging") -> bool:
    return bool(lab.built.method == "swa" and lab.built.data == "moons" and lab.taken >= 10)


GUIDE = (
    GuideStep(
        "The [network](network) walks about a valley of the loss, and is [kept](kept) when its rate is low.",
        button="Let it walk",
        settings=SWA,
        reset=True,
        steps=160,
        lights="kept",
        done=_has_a_middle,
    ),
    GuideStep(
        "The diamond is the [mean](mean) of their weights: its test loss hardly moves, theirs do.",
        button="Walk on",
        steps=120,
        lights="mean",
        done=_goes_on,
    ),
    GuideStep(
        "A small, constant [rate](rate) comes near the bottom too, but slowly: nothing is averaged here.",
        button="A small rate",
        settings={**SWA, "method": "none", "learning_rate": 0.05},
        reset=True,
        steps=100,
        lights="rate",
        done=_is_small,
    ),
    GuideStep(
        "Two valleys: the deep one is narrow. The [test](contours) is shifted, and its loss there is high.",
        button="Narrow and wide",
        settings={
            "method": "snapshots", "data": "heaps", "noise": 30, "cycle": 2, "learning_rate": 0.5, "seed": 1,
        },
        reset=True,
        steps=120,
        lights="contours",
        done=_fell,
    ),
    GuideStep(
        "Drag the [network](network) into the wide valley: a higher training loss, a lower test loss.",
        button="Move it",
        do=lambda lab: lab.move(1.4, 0.4),
        lights="network",
        done=_was_moved,
    ),
    GuideStep(
        "Five nets from five starts: on the [way](segment) from one to another there is a *barrier*.",
        button="Five nets",
        settings={
            "method": "ensemble", "data": "moons", "noise": 30, "learning_rate": 1.0, "hidden": 4, "seed": 6,
        },
        reset=True,
        steps=300,
        lights="segment",
        done=_has_a_barrier,
    ),
    GuideStep(
        "One walk in one valley: there the [mean](mean) of weights is good, at the cost of one network.",
        button="One walk",
        settings={
            "method": "swa", "data": "moons", "noise": 30, "cycle": 2, "learning_rate": 1.0, "hidden": 10,
            "seed": 8,
        },
        reset=True,
        steps=700,
        lights="mean",
        done=_cloud,
    ),
)  # fmt: skip
