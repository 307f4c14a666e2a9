"""The guide of the lab `weight`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.weight.lab import Weight

CLOSE = 1e-4  # an error that is as good as none
HIGH = 1e6


def _descends(lab: "Weight", *, given: float) -> bool:
    return bool(lab.built.method == "descent" and lab.now.input == given)


def _is_close(lab: "Weight") -> bool:
    return _descends(lab, given=0.5) and lab.steps > 0 and lab.reading["error"] < CLOSE


def _explodes(lab: "Weight") -> bool:
    return _descends(lab, given=2) and lab.reading["error"] > HIGH


def _is_tamed(lab: "Weight") -> bool:
    return (
        _descends(lab, given=2) and lab.learning_rate < 0.5 and lab.steps > 0 and lab.reading["error"] < CLOSE
    )


def _hits(lab: "Weight") -> bool:
    at_once = _descends(lab, given=1) and lab.learning_rate == 1
    return at_once and lab.steps > 0 and lab.reading["error"] < CLOSE


def _was_dragged(lab: "Weight") -> bool:
    return any("weight" in what for _, what in lab.altered)


GUIDE = (
    GuideStep(
        "The ball is the *weight*, the valley is the [error](curve). Let it roll: steep places make long"
        " steps.",
        button="Let it roll",
        settings={"method": "descent", "input": 0.5, "learning_rate": 1.0},
        steps=20,
        lights="curve",
        done=_is_close,
    ),
    GuideStep(
        "Input times weight is the [prediction](prediction). Drag the ball to the right: the prediction goes"
        " with it.",
        button="Move it",
        do=lambda lab: lab.set_weight(3.0),
        lights="weight",
        done=_was_dragged,
    ),
    GuideStep(
        "Now break it. With an *input* of 2, each step lands on the other side, higher up: it *diverges*.",
        button="Set 2",
        settings={"method": "descent", "input": 2.0, "learning_rate": 1.0},
        reset=True,
        steps=40,
        lights="input",
        done=_explodes,
    ),
    GuideStep(
        "A smaller *learning rate* α tames it: the same input, with α = 0.1.",
        button="Tame it",
        settings={"method": "descent", "input": 2.0, "learning_rate": 0.1},
        reset=True,
        steps=30,
        lights="learning_rate",
        done=_is_tamed,
    ),
    GuideStep(
        "A round multiplies the distance to the [goal](goal) by 1 − α · input². With 1 and 1 that is 0.",
        button="Hit at once",
        settings={"method": "descent", "input": 1.0, "learning_rate": 1.0},
        reset=True,
        steps=1,
        lights="goal",
        done=_hits,
    ),
)
