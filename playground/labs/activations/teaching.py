"""What the lab `activations` is good for in a class."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.teaching import Question, played, written
from playground.nn import stack

if TYPE_CHECKING:
    from playground.labs.activations.lab import Activations

GOALS = (
    "explain why layers without a bend are worth a single one.",
    "say what the slopes of many layers do to a gradient on its way back.",
    "tell a neuron that is sparse from one that is dead, and bring dead ones back.",
)


def _lines(kind: "type[Activations]") -> list[str]:
    deep = played(kind, 2000, "linear-stack")
    one = played(kind, 2000, "linear-stack", layers=1)
    assert round(deep.reading["error"], 2) == round(one.reading["error"], 2)
    return [written(deep.built.layers), written(deep.reading["error"], 2)]


def _sigmoid(kind: "type[Activations]") -> list[str]:
    slopes = stack.curve("sigmoid", np.array([0.0, 2.0]))[1]
    return [written(slopes[0], 2), written(slopes[1], 3), "0", "2"]


def _sparse(kind: "type[Activations]") -> list[str]:
    seeds = [kind("relu-sparse", seed=seed) for seed in range(20)]
    zeros = np.mean([np.mean(stack.hidden(lab.look())[0] == 0) for lab in seeds])
    assert abs(zeros - 0.5) < 0.05
    return []


def _dead(kind: "type[Activations]") -> list[str]:
    lab = played(kind, 150, "dying")
    return [written(round(lab.reading["dead"] * lab.neurons)), written(lab.neurons), "0"]


QUESTIONS = (
    Question(
        "Can five linear layers fit a sine better than one?",
        "No: 5 layers end at an error of 0.42, and so does a single one. Both are a line.",
        _lines,
    ),
    Question(
        "How steep is the sigmoid, and where?",
        "At z = 0 its slope is 0.25, and that is the most; at z = 2 it is 0.105 already.",
        _sigmoid,
    ),
    Question(
        "What share of the ReLUs of a layer is 0 when the stack begins, and why?",
        "About half, as a sum is as often below zero as above. That is sparse, not dead: others are on.",
        _sparse,
    ),
    Question(
        "How many neurons are dead after 150 steps of the preset dying, and why do they not come back?",
        "27 of 36. They are 0 for every x, so their slope is 0 and no gradient reaches their weights.",
        _dead,
    ),
)
