"""What the lab `streetlights` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.streetlights.lab import Streetlights

GOALS = (
    "compute a weighted sum and the weight delta of each input by hand.",
    "explain why a lamp that is off learns nothing from a row.",
    "tell stochastic from full gradient descent.",
    "say why some rows need a hidden layer.",
)


def _game(kind: "type[Streetlights]") -> list[str]:
    lab = played(kind, 0, "three-inputs")
    return [written(lab.answer(0)[0], 2), written(lab.look(0).weight_deltas[0][0, 0], 2)]


def _after(kind: "type[Streetlights]") -> list[str]:
    return [written(played(kind, 20, "one-light-only").reading["w.middle"], 2)]


def _odd(kind: "type[Streetlights]") -> list[str]:
    lab = played(kind, 400, "odd-one-out", order="all-at-once", learning_rate=0.5)
    return [written(lab.answer(0)[0], 1), written(lab.reading["error"], 0)]


def _counted(kind: "type[Streetlights]") -> list[str]:
    return [written(played(kind, 1, "counting").reading["w.right"], 1)]


QUESTIONS = (
    Question(
        "Inputs 8.5, 0.65 and 1.2 have the weights 0.1, 0.2 and −0.1, and the goal is 1. What are the"
        " prediction and the first weight delta?",
        "The prediction is 0.86. The first weight delta is −1.19: the input times the delta.",
        _game,
    ),
    Question(
        "With the first row alone, what becomes of the weight of the middle lamp?",
        "It stays at 0.48: the middle lamp is off in that row, so its weight delta is always zero.",
        _after,
    ),
    Question(
        "People walk if exactly one of left and middle is on. Where does one layer end?",
        "Every answer ends at 0.5, and the error at 1, the least that one layer can reach.",
        _odd,
    ),
    Question(
        "How often do people walk while the right lamp is on?",
        "In a share of 0.5 of the rows, which is why the right lamp says nothing.",
        _counted,
    ),
)
