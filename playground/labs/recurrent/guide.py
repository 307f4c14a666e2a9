"""The guide of the lab `recurrent`: what to do first."""

from typing import TYPE_CHECKING, Any

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent

WIPED = 4  # the time step, counted from 0, before which the hidden state is wiped
# What the buttons count on, whatever has been set before.
ADDS: dict[str, Any] = {
    "bits": 8, "hidden": 16, "activation": "sigmoid", "loop": 1.0, "learning_rate": 1.0, "clip": False,
    "clip_norm": 1.0, "seed": 0,
}  # fmt: skip
EXPLODES = ADDS | {"bits": 16, "activation": "tanh", "learning_rate": 0.3}


def _adds(lab: "Recurrent") -> bool:
    return lab.steps >= 100 and lab.built.bits == 8 and lab.reading["accuracy"] == 1


def _vanishes(lab: "Recurrent") -> bool:
    """A step back leaves less than a tenth of the error signal."""
    return lab.built.loop <= 0.5 and lab.look().factor < 0.1


def _explodes(lab: "Recurrent") -> bool:
    """The error signal is ten times as long where it comes to as where it began."""
    norms = lab.look().norms
    return lab.built.activation == "tanh" and lab.steps > 0 and norms[0] > 10 * norms[-1]


def _is_tame(lab: "Recurrent") -> bool:
    return lab.clip and lab.built.bits == 16 and lab.steps >= 100 and lab.reading["accuracy"] >= 0.9


GUIDE = (
    GuideStep(
        "The network adds two numbers, *binary* digit by digit, from the right. Let it learn until its"
        " [answers](answers) are right.",
        button="Let it learn",
        settings=ADDS,
        steps=2500,
        lights="answers",
        done=_adds,
    ),
    GuideStep(
        "A column is a *time step*. Its [hidden state](memory) goes on to the next one, and can carry a 1."
        " Add 127 and 1.",
        button="Add 127 + 1",
        message={"type": "add", "a": "127", "b": "1"},
        lights="memory",
    ),
    GuideStep(
        "Wipe the hidden state at one [arrow](wipe): the 1 that was carried is lost, and the answer is"
        " wrong.",
        button="Wipe it",
        message={"type": "wipe", "moment": WIPED, "on": True},
        lights="wipe",
    ),
    GuideStep(
        "In learning, the [error signal](delta) of an answer goes back through time (*BPTT*). Each step makes"
        " it smaller.",
        button="Unwipe it",
        message={"type": "wipe", "moment": WIPED, "on": False},
        lights="delta",
    ),
    GuideStep(
        "Each step multiplies it by the [loop's weights](eigenvalues) and a slope. Make them small: it"
        " vanishes.",
        button="Weaken the loop",
        settings=ADDS | {"bits": 16, "loop": 0.1},
        lights="loop",
        done=_vanishes,
    ),
    GuideStep(
        "The slope of [tanh](activation) is up to four times as large. Now the error signal *grows* on its"
        " way back.",
        button="Let it explode",
        settings=EXPLODES,
        reset=True,
        steps=5,
        lights="delta",
        done=_explodes,
    ),
    GuideStep(
        "Such huge updates would ruin it. [Clipping](clip) shortens a gradient that is too long: now it can"
        " learn.",
        button="Clip it",
        settings=EXPLODES | {"clip": True},
        reset=True,
        steps=3000,
        lights="clip",
        done=_is_tame,
    ),
)
