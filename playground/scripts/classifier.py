"""Writes the program behind a run of the lab `classifier`: plain numpy, and not a line more than it needs.

The program makes the very steps that the lab makes, in the same order of every addition, so that it prints
the same numbers to the last bit. What a setting does not ask for is not in it: without dropout there are no
masks, without a schedule the learning rate is a constant.
"""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.batches import FEATURES
from playground.points import Dataset
from playground.problems import Problem
from playground.scripts import clouds

# An activation and its slope, the slope written with the output a.
BENDS = {
    "tanh": ("np.tanh(z)", "1 - a**2"),
    "relu": ("np.maximum(z, 0.0)", "np.sign(a)"),
    "leaky-relu": ("np.maximum(z, 0.01 * z)", "np.where(a > 0, 1.0, 0.01)"),
    "sigmoid": ("1 / (1 + np.exp(np.minimum(-z, 708.0)))", "a * (1 - a)"),
    "linear": ("z", "1.0"),
    "softmax": ("softmax(z)", "1.0"),  # its slope is folded into the loss
}
SOFTMAX = """
def softmax(z):
    shares = np.exp(z - z.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)
"""
# The loss of each output o with the target t, and the gradient with which the way back begins.
LOSSES = {
    "half-squared-error": ("0.5 * (o - t) ** 2", "(o - t)"),
    "absolute-error": ("np.abs(o - t)", "np.sign(o - t)"),
    "hinge": ("np.maximum(0.0, 1 - t * o)", "-t * (t * o < 1)"),
    "squared-hinge": ("np.maximum(0.0, 1 - t * o) ** 2", "-2 * t * np.maximum(0.0, 1 - t * o)"),
    "logistic": (
        "-t * np.log(np.maximum(o, np.exp(-100))) - (1 - t) * np.log(np.maximum(1 - o, np.exp(-100)))",
        "(o - t)",
    ),
    "softmax-cross-entropy": ("-t * np.log(np.maximum(o, np.exp(-100)))", "(o - t)"),
}
FUSED = ("logistic", "softmax-cross-entropy")  # whose gradient is already the one at the sum z
WEIGHTS = {
    "tf-playground": "rng.random_sample((n, m)) - 0.5",
    "uniform": "2 * rng.random_sample((n, m)) - 1",
    "xavier": "np.sqrt(6 / (n + m)) * (2 * rng.random_sample((n, m)) - 1)",
    "he": "rng.standard_normal((n, m)) * np.sqrt(2 / n)",
    "convnetjs": "rng.standard_normal((n, m)) * np.sqrt(1 / n)",
    "zeros": "np.zeros((n, m))",
    "too-large": "20 * rng.random_sample((n, m)) - 10",
}
# How a parameter p with the gradient g moves; m and s are what the optimiser remembers of it.
RULES = {
    "sgd": ["p -= g * {rate}"],
    "momentum": ["m *= {momentum}", "m += g", "p -= m * {rate}"],
    "nesterov": ["m *= {momentum}", "m += g", "p -= (m * {momentum} + g) * {rate}"],
    "adagrad": ["s += g * g", "p -= g / (np.sqrt(s) + 1e-10) * {rate}"],
    "rmsprop": ["s[...] = s * 0.99 + g * g * (1 - 0.99)", "p -= g / (np.sqrt(s) + 1e-8) * {rate}"],
    "adadelta": [
        "s[...] = s * 0.9 + g * g * (1 - 0.9)",
        "move = np.sqrt((m + 1e-6) / (s + 1e-6)) * g",
        "m[...] = m * 0.9 + move * move * (1 - 0.9)",
        "p -= move * {rate}",
    ],
    "adam": [
        "m[...] = m * 0.9 + g * (1 - 0.9)",
        "s[...] = s * 0.999 + g * g * (1 - 0.999)",
        "root = np.sqrt(s / (1 - 0.999 ** (step + 1))) + 1e-8",
        "p -= m / root / (1 - 0.9 ** (step + 1)) * {rate}",
    ],
}
SCHEDULES = {
    "step": "RATE * 0.5 ** (step // {period})",
    "cosine": "RATE * (0.0 + (1 - 0.0) * (1 + np.cos(np.pi * min(step / {period}, 1.0))) / 2)",
    "cyclic": "RATE * (0.1 + (1 - 0.1) * (1 - abs(step % (2 * {period}) / {period} - 1)))",
}


class Script:
    """The program for these settings, as text; `problem` holds the points that they mean."""

    def __init__(self, values: dict[str, Any], problem: Problem, activations: Sequence[str], steps: int) -> None:
        self.values, self.problem, self.steps = values, problem, steps
        self.activations = [*activations, problem.output]
        self.points = len(problem.train) + len(problem.test)

    @property
    def text(self) -> str:
        parts = [self.head(), self.data(), self.network(), self.learning(), self.results()]
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def head(self) -> list[str]:
        v = self.values
        return [
            "import numpy as np",
            "",
            f"STEPS, BATCH, RATE = {self.steps}, {v['batch']}, {v['learning_rate']!r}",
            f"rng = np.random.RandomState({v['seed']})",
        ]

    def data(self) -> list[str]:
        v, problem = self.values, self.problem
        if v["dataset"].startswith("own"):
            lines = clouds.table(v["own"])
        else:
            lines = clouds.recipe(v["dataset"], self.points, v["noise"] / 100)
        ...
