"""The guide of the lab `descent`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.descent.lab import Descent

PLAIN = {"optimizer": "sgd", "schedule": "constant", "kick": 0.0}


def _rests(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "five-valleys" and lab.built.balls >= 20 and lab.steps >= 120)


def _is_down(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "bowl" and lab.steps > 0 and lab.reading["height"] < 1e-3)


def _flies(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "bowl" and lab.steps > 0 and lab.reading["height"] > 100)


def _is_caught(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "rut" and lab.at_rest() and lab.reading["height"] > 0.1)


def _is_out(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "rut" and lab.steps > 0 and lab.reading["height"] < 0.05)


def _races(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "narrow-valley" and lab.steps >= 60)


GUIDE = (
    GuideStep(
        "A hundred blind [balls](ball): each feels only its slope. Which [valleys](valleys) do they find?",
        button="Let them roll",
        settings=PLAIN | {"landscape": "five-valleys", "balls": 100, "learning_rate": 0.05},
        reset=True,
        steps=120,
        lights="valleys",
        done=_rests,
    ),
    GuideStep(
        "One ball in a bucket. The [arrow](next) is its next step: *learning rate* times [slope](slope).",
        button="Down it goes",
        settings=PLAIN | {"landscape": "bowl", "steepness": 1.0, "balls": 1, "learning_rate": 0.1},
        reset=True,
        steps=45,
        lights="next",
        done=_is_down,
    ),
    GuideStep(
        "A larger learning rate is not always faster. With 2.2 each [step](next) overshoots: *divergence*.",
        button="Too far",
        settings={"landscape": "bowl", "steepness": 1.0, "balls": 1, "learning_rate": 2.2},
        reset=True,
        steps=20,
        lights="learning_rate",
        done=_flies,
    ),
    GuideStep(
        "A small learning rate has its own trouble: a [rut](ground) holds the ball, beside a deep valley.",
        button="Small steps",
        settings=PLAIN | {"landscape": "rut", "balls": 1, "learning_rate": 0.05},
        reset=True,
        steps=80,
        lights="ground",
        done=_is_caught,
    ),
    GuideStep(
        "A heavy ball keeps its speed: with *momentum* it rolls through the rut on the same [slope](slope).",
        button="Heavy ball",
        settings={"landscape": "rut", "optimizer": "momentum", "momentum": 0.9, "learning_rate": 0.05},
        reset=True,
        steps=150,
        lights="optimizer",
        done=_is_out,
    ),
    GuideStep(
        "Over two numbers: *optimizers* [race](rivals) through a narrow valley from one start.",
        button="Race",
        settings=PLAIN | {"landscape": "narrow-valley", "balls": 1, "learning_rate": 0.01},
        reset=True,
        steps=60,
        lights="rivals",
        done=_races,
    ),
)
