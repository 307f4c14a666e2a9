"""What the lab `force` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.force.lab import Force

GOALS = (
    "say when a point pulls on a classifier, and how that reaches each weight.",
    "explain forces and a loss as two ways of saying the same thing.",
    "tell what a regularization penalty does to a line.",
)


def _first(kind: "type[Force]") -> list[str]:
    lab = played(kind, 0)
    return [written(lab.scores()[0], 1), written(lab.pulls()[0], 0)]


def _springs(kind: "type[Force]") -> list[str]:
    lab = played(kind, 0)
    return [written(value, 0) for value in lab.forces()[1][:2]]


def _held(kind: "type[Force]") -> list[str]:
    lab = played(kind, 400)
    return [written(round(6 * lab.reading["accuracy"]), 0)]


QUESTIONS = (
    Question(
        "With a = 1, b = −2 and c = −1, what is the score of the point (1.2, 0.7), and does it pull?",
        "The score is −1.2. Its label is +1, so it pulls with 1.",
        _first,
    ),
    Question(
        "How do springs of strength 1 pull on a = 1 and b = −2?",
        "With −1 on a and with 2 on b: towards zero, in proportion to each.",
        _springs,
    ),
    Question(
        "Why are not all six points divided after 400 steps with springs of 1?",
        "5 of them are: the springs keep a and b too small for the last one.",
        _held,
    ),
    Question(
        "Why is the squared hinge less robust to outliers?",
        "Its pull grows with the distance from the margin, so one far point can outdo all others.",
    ),
)
