"""One round of the lab `weight` in slow motion."""

from typing import TYPE_CHECKING

from playground.lab import Phase
from playground.lab.numerals import written
from playground.lab.phase import Before

if TYPE_CHECKING:
    from playground.labs.weight.lab import Weight


def _forward(lab: "Weight", before: Before) -> str:
    given, reading = lab.now.input, lab.reading
    return (
        f"Prediction = input · weight = {written(given, 4)} · {written(reading['w'], 4)}"
        f" = {written(reading['prediction'], 4)}."
    )


def _loss(lab: "Weight", before: Before) -> str:
    reading, goal = lab.reading, lab.now.goal
    delta = reading["prediction"] - goal
    return (
        f"delta = prediction − goal = {written(reading['prediction'], 4)} − {written(goal, 4)} ="
        f" {written(delta, 4)}. Error = delta² = {written(reading['error'], 4)}."
    )


def _backward(lab: "Weight", before: Before) -> str:
    w, given = lab.reading["w"], lab.now.input
    if lab.built.method == "descent":
        delta, slope = lab.reading["prediction"] - lab.now.goal, lab.slope
        return (
            f"Slope = input · delta = {written(given, 4)} · {written(delta, 4)} = {written(slope, 4)}:"
            f" {_downhill(slope)}."
        )
    down, up = (written(lab.error_at(w + way * lab.now.amount), 4) for way in (-1, 1))
    return f"No slope is asked. With a little less weight the error is {down}, with a little more {up}."


def _downhill(slope: float) -> str:
    return (
        "downhill is to the left" if slope > 0 else "downhill is to the right" if slope else "it is flat here"
    )


def _update(lab: "Weight", before: Before) -> str:
    old, new = float(before["weight_now"][0]), lab.reading["w"]
    if lab.built.method == "descent":
        return (
            f"Weight ← weight − α · slope: from {written(old, 4)} to {written(new, 4)},"
            f" with α = {written(lab.now.learning_rate, 4)}."
        )
    kept = "neither was better" if old == new else "more was better" if new > old else "less was better"
    return f"Weight: from {written(old, 4)} to {written(new, 4)}, since {kept}."


PHASES = (
    Phase("forward", "prediction", _forward),
    Phase("loss", "error", _loss),
    Phase("backward", "curve", _backward),
    Phase("update", "weight", _update),
)
