"""The guide of the lab `activations`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep
from playground.labs.activations.content import MANY_DEAD

if TYPE_CHECKING:
    from playground.labs.activations.lab import Activations


def _fits(lab: "Activations") -> bool:
    return bool(lab.activation == "relu" and lab.steps > 0 and lab.reading["error"] < 0.2)


def _was_bent(lab: "Activations") -> bool:
    return any("a bend" in what for _, what in lab.altered)


def _is_a_line(lab: "Activations") -> bool:
    return bool(lab.activation == "linear" and lab.built.layers > 1 and lab.steps >= 100)


def _has_sigmoids(lab: "Activations") -> bool:
    return bool(lab.activation == "sigmoid" and lab.built.layers == 1 and lab.steps >= 200)


def _vanishes(lab: "Activations") -> bool:
    return bool(lab.activation == "sigmoid" and lab.steps >= 100 and lab.reading["gradient_share"] < 1e-3)


def _dies(lab: "Activations") -> bool:
    return bool(lab.activation == "relu" and lab.steps >= 100 and lab.reading["dead"] >= MANY_DEAD)


def _revives(lab: "Activations") -> bool:
    return bool(lab.activation == "leaky-relu" and lab.revived() >= 1.2)


AFRESH = {"target": "sin", "initializer": "xavier", "scale": 1.0, "seed": 1}  # whatever was played before

GUIDE = (
    GuideStep(
        "Five neurons bend the line, each once. Watch [the curve](curve) find its [target](target).",
        button="Let it bend",
        settings=AFRESH | {"activation": "relu", "layers": 1, "width": 5, "learning_rate": 0.1},
        reset=True,
        steps=400,
        lights="curve",
        done=_fits,
    ),
    GuideStep(
        "Each [diamond](knees) is where a neuron bends. Drag one: the curve bends there now.",
        button="Move one",
        do=lambda lab: lab.set_knee(0, 2.0),
        lights="knees",
        done=_was_bent,
    ),
    GuideStep(
        "Three *linear* layers have many more weights, and yet they are [one line](one). They never bend.",
        button="Take the bends away",
        settings=AFRESH | {"activation": "linear", "layers": 3, "width": 6, "learning_rate": 0.05},
        reset=True,
        steps=150,
        lights="one",
        done=_is_a_line,
    ),
    GuideStep(
        "The *sigmoid* bends. Drag the dot on [it](bend): the [slope](slope) is never more than ¼.",
        button="Show the sigmoid",
        settings=AFRESH | {"activation": "sigmoid", "layers": 1, "width": 8, "learning_rate": 0.2},
        reset=True,
        steps=200,
        lights="bend",
        done=_has_sigmoids,
    ),
    GuideStep(
        "Ten layers multiply ten such slopes: look at the [bars](gradients). It is a *vanishing gradient*.",
        button="Go deep",
        settings=AFRESH | {"activation": "sigmoid", "layers": 10, "width": 8, "learning_rate": 0.2},
        reset=True,
        steps=100,
        lights="gradients",
        done=_vanishes,
    ),
    GuideStep(
        "A *ReLU* passes all or nothing. In three layers this rate is too high: many are [dead](histograms),"
        " 0 for all x.",
        button="Let them die",
        settings=AFRESH
        | {
            "activation": "relu", "layers": 3, "width": 12, "initializer": "he", "learning_rate": 0.1,
            "seed": 6,
        },
        reset=True,
        steps=150,
        lights="histograms",
        done=_dies,
    ),
    GuideStep(
        "A leaky ReLU lets a hundredth through. Change it on the way, at half the rate: [the curve](curve)"
        " moves again.",
        button="Make them leak",
        settings={"activation": "leaky-relu", "learning_rate": 0.05},
        steps=800,
        lights="curve",
        done=_revives,
    ),
)  # fmt: skip
