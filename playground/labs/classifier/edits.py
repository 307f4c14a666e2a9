"""What can be changed in the classifier by hand: a weight, a bias, a point."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.point_set import format_points
from playground.lab.settings import SettingError, shorten
from playground.labs.classifier.parse import EDGE
from playground.labs.classifier.picture import ClassifierPicture

type Array = NDArray[np.float64]

LARGEST_WEIGHT = 1000.0
DECIMALS = 2  # of points that become one's own: as fine as the picture, and short enough for a link


class ClassifierEdits(ClassifierPicture):
    """Where hands reach into the classifier. What does not fit raises `SettingError` and changes nothing."""

    def set_weight(self, layer: int, i: int, j: int, value: float) -> None:
        """Set the weight from `i` to neuron `j` of `layer`; a link that had been cut lives again."""
        net = self.training.net
        weight = _at(net.weights, layer)
        if not (0 <= i < weight.shape[0] and 0 <= j < weight.shape[1]):
            there = f"{weight.shape[0]} × {weight.shape[1]}"
            raise SettingError("weight", f"layer {layer + 1} has {there} weights, none at {i + 1}, {j + 1}")
        number = _number("weight", value)
        if net.alive is not None:
            state = net.state()
            net.blueprint.views(state["alive"])[0][layer][i, j] = 1.0
            net.load_state(state)
        weight[i, j] = number
        self._changed(f"weight {self.neuron(layer - 1, i)}→{self.neuron(layer, j)}")

    def set_bias(self, layer: int, j: int, value: float) -> None:
        """Set the bias of neuron `j` of `layer`."""
        bias = _at(self.training.net.biases, layer)
        if not 0 <= j < bias.shape[1]:
            raise SettingError("bias", f"layer {layer + 1} has {bias.shape[1]} neurons, no neuron {j + 1}")
        bias[0, j] = _number("bias", value)
        self._changed(f"bias of {self.neuron(layer, j)}")

    def add_point(self, x: float, y: float, label: str | float) -> None:
        """Put a point at (x, y); `label` is the name of its class or, for a regression, its value.

        All points at hand become one's own (settings `dataset` and `points`), and the run starts again.
        """
        x, y = (_number("point", value, EDGE) for value in (x, y))
        label = " ".join(str(label).split()) if self.classes else _number("value", label, 1e6)
        self._own_points([*self._point_lines(), f"{x:.{DECIMALS}f},{y:.{DECIMALS}f},{label}"])

    def remove_point(self, i: int) -> None:
        """Take away point `i` of the training points or, counting on, the test points; see `add_point`."""
        lines = self._point_lines()
        if not 0 <= i < len(lines):
            raise SettingError("points", f"there are {len(lines)} points, and no point {i + 1}")
        self._own_points(lines[:i] + lines[i + 1 :])

    def _point_lines(self) -> list[str]:
        """The points at hand as the setting `points` has them, the training points first."""
        lines = []
        for part in (self.problem.train, self.problem.test):
            y = part.y if part.classes else _rounded(part.y)
            rounded = replace(part, x=_rounded(part.x), y=y)
            lines += format_points(rounded).split("\n")[1:-1]
        return lines

    def _own_points(self, lines: list[str]) -> None:
        header = "x,y,label" if self.classes else "x,y,value"
        self.update(dataset="own" if self.classes else "own-values", points="\n".join([header, *lines]))
        self.reset()

    def _changed(self, what: str) -> None:
        self.training.changes += 1
        self.touch(what)


def _at(arrays: list[Array], layer: int) -> Array:
    if not 0 <= layer < len(arrays):
        raise SettingError("layer", f"this network has {len(arrays)} layers of weights, no layer {layer + 1}")
    return arrays[layer]


def _rounded(array: NDArray[Any]) -> Array:
    return np.round(array.astype(np.float64), DECIMALS) + 0.0  # + 0 makes −0 a 0


def _number(what: str, value: Any, most: float = LARGEST_WEIGHT) -> float:
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or abs(value) > most:
        raise SettingError(what, f"a {what} is a number from −{most:g} to {most:g}, not “{shorten(value)}”")
    return float(value)
