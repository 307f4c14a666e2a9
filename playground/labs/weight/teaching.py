"""What the lab `weight` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.weight.lab import Weight

GOALS = (
    "say what a weight, a prediction and an error are.",
    "explain why gradient descent takes long steps where the error is steep.",
    "tell from the input and the learning rate whether a run closes in, bounces or explodes.",
)


def _five_rounds(kind: "type[Weight]") -> list[str]:
    return [written(played(kind, 3, "exploding").reading["prediction"], 1), written(1 - 1.0 * 2**2, 0)]


def _at_once(kind: "type[Weight]") -> list[str]:
    lab = played(kind, 1, "tamed", learning_rate=0.25)
    return [written(0.25, 2), written(lab.reading["prediction"], 1)]


def _coarse(kind: "type[Weight]") -> list[str]:
    return [written(played(kind, 30, "too-coarse").amount * 0.5, 3)]


QUESTIONS = (
    Question(
        "With an input of 2 and a learning rate of 1, what is the prediction after three rounds?",
        "It is −4.6: each round multiplies the distance from the goal by −3.",
        _five_rounds,
    ),
    Question(
        "Which learning rate hits the goal in one round if the input is 2?",
        "With 0.25 the factor is zero, and the prediction is 0.8 after one round.",
        _at_once,
    ),
    Question(
        "Why does hot and cold with a step amount of 0.05 never settle?",
        "Every round takes a whole step, which moves the prediction by 0.025, also away from the goal.",
        _coarse,
    ),
    Question(
        "Why are the steps of gradient descent short near the goal?",
        "A step is the learning rate times the slope, and the valley is flat at its bottom.",
    ),
)
