"""What exactly a network is asked: which numbers it sees, what it should answer, and how wrong it is.

A cloud of points is not yet a problem for a network. The points must become inputs (the features), their
classes must become numbers to aim at (±1, or 0 and 1, or one output per class), the last layer needs an
activation that can reach those numbers, and a loss must say how far off they are. These choices belong
together, and this is where they are made.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.data.minibatches import features
from playground.data.point_set import Dataset
from playground.nn.losses import LOSSES, Loss, accuracy

type Array = NDArray[np.float64]

# The activation of the last layer, for each loss that two classes can be told apart with.
OUTPUTS = {
    "half-squared-error": "tanh",
    "absolute-error": "tanh",
    "hinge": "linear",
    "squared-hinge": "linear",
    "logistic": "sigmoid",
    "softmax-cross-entropy": "softmax",
}


def loss_for(classes: int, wanted: str) -> str:
    """The loss that fits so many classes (0: regression), which is the one `wanted` wherever that can be.

    Three classes or more take the softmax cross-entropy. A regression takes a distance, the half squared one
    unless the absolute one is wanted.
    """
    if classes > 2:
        return "softmax-cross-entropy"
    if classes == 0 and wanted != "absolute-error":
        return "half-squared-error"
    return wanted


@dataclass(frozen=True, eq=False)
class Problem:
    """Points to learn from, points to be judged by, the features the network sees, and the loss.

    `loss_name` is a name of `playground.nn.losses.LOSSES` that `loss_for` agrees with.
    """

    train: Dataset
    test: Dataset
    names: tuple[str, ...]  # of the features
    loss_name: str

    @cached_property
    def loss(self) -> Loss:
        return LOSSES[self.loss_name]()

    @property
    def classes(self) -> int:
        """How many classes there are; 0 for regression."""
        return self.train.classes

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the classes. With two, the first is −1 (orange), the second +1 (blue)."""
        return self.train.labels

    @property
    def output(self) -> str:
        """The activation of the last layer. A regression must be able to answer with any number."""
        return OUTPUTS[self.loss_name] if self.classes else "linear"

    @property
    def outputs(self) -> int:
        """Neurons in the last layer: one per class with softmax, else a single one."""
        return self.classes if self.output == "softmax" else 1

    @cached_property
    def inputs(self) -> tuple[Array, Array]:
        """What the network sees of the training and of the test points, [n, features] each."""
        return features(self.train.x, self.names), features(self.test.x, self.names)

    @cached_property
    def targets(self) -> tuple[Array, Array]:
        """What it should answer for the training and for the test points, [n, outputs] each."""
        return self._aims(self.train), self._aims(self.test)

    def _aims(self, data: Dataset) -> Array:
        if self.output == "softmax":
            return np.eye(self.classes)[data.class_index()]  # 1 for the class, else 0
        if self.output == "sigmoid":
            return (data.y.astype(np.float64) + 1.0) / 2.0  # -1, 1 -> 0, 1
        return data.y.astype(np.float64)  # ±1, or a number

    def score(self, answers: tuple[Array, Array], targets: tuple[Array, Array]) -> dict[str, Array]:
        """Losses and, with classes, accuracies [...], from what is said to all training and test points
        [..., n, outputs].
        """
        found: dict[str, Array] = {}
        for part, answer, target in zip(("train", "test"), answers, targets, strict=True):
            found[f"{part}_loss"] = self.loss.value(answer, target)
            if self.classes:
                found[f"{part}_accuracy"] = accuracy(answer, target, 0.5 if self.output == "sigmoid" else 0.0)
        return found

    def far_from_kinks(self, answers: Array) -> NDArray[np.intp]:
        """Which training points [k] lie where the loss has no kink, given the answers to them [n, outputs].

        At a kink the slope is not defined, and hinge drives points right there, to a margin of 1.
        """
        targets = self.targets[0]
        distance = {"hinge": 1 - targets * answers, "absolute-error": targets - answers}.get(self.loss_name)
        if distance is None:
            return np.arange(len(answers))
        return np.flatnonzero((np.abs(distance) > 1e-3).all(axis=1))

    def lean(self, output: NDArray[np.floating]) -> NDArray[np.floating]:
        """Outputs [outputs, ...] as one number from −1 to 1 [...]: which way the network leans, how firmly.

        Two classes: −1 is the first, 1 the second. Regression: the answer itself, cut off at ±1. Three
        classes or more: how sure the network is of the class it names, from 0 to 1.
        """
        if self.output == "softmax":
            lean = output[1] - output[0] if self.classes == 2 else output.max(axis=0)
        else:
            lean = 2 * output[0] - 1 if self.output == "sigmoid" else output[0]
        clipped: NDArray[np.floating] = np.clip(lean, -1, 1)
        return clipped
