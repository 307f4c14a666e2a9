"""What can be changed in the classifier by hand: a weight, a bias, a point.

What does not fit raises `SettingError` and changes nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.data.point_set import LARGEST, Affine, format_points
from playground.lab.journal import by_hand
from playground.lab.numerals import written
from playground.lab.settings import SettingError, shorten
from playground.labs.classifier.parse import EDGE, units

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

type Array = NDArray[np.float64]

LARGEST_WEIGHT = 1000.0
DECIMALS = 2  # of points that become one's own: as fine as the picture, and short enough for a link

DIGITS = 7  # of numbers in the learner's own units


@by_hand
def set_weight(lab: "Classifier", layer: int, i: int, j: int, value: float) -> None:
    """Set the weight from `i` to neuron `j` of `layer`; a link that had been cut lives again.

    Raises `SettingError` for a weight that there is not, or a number that cannot be.
    """
    net = lab.training.net
    weight = _at(net.weights, layer)
    if not (0 <= i < weight.shape[0] and 0 <= j < weight.shape[1]):
        there = f"{weight.shape[0]} × {weight.shape[1]}"
        raise SettingError("weight", f"layer {layer + 1} has {there} weights, none at {i + 1}, {j + 1}")
    number = _number("weight", value)
    if net.alive is not None:
        mask = lab.training.alive
        net.blueprint.views(mask)[0][layer][i, j] = 1.0
        lab.training.set_alive(mask)
    weight[i, j] = number
    _changed(lab, f"weight {lab.inspector.neuron(layer - 1, i)}→{lab.inspector.neuron(layer, j)}")


@by_hand
def set_bias(lab: "Classifier", layer: int, j: int, value: float) -> None:
    """Set the bias of neuron `j` of `layer`.

    Raises `SettingError` for a neuron that there is not, or a number that cannot be.
    """
    bias = _at(lab.training.net.biases, layer)
    if not 0 <= j < bias.shape[1]:
        raise SettingError("bias", f"layer {layer + 1} has {bias.shape[1]} neurons, no neuron {j + 1}")
    bias[0, j] = _number("bias", value)
    _changed(lab, f"bias of {lab.inspector.neuron(layer, j)}")


def add_point(lab: "Classifier", x: float, y: float, label: str | float) -> None:
    """Put a point at (x, y); `label` is the name of its class or, for a regression, its value.

    All points at hand become one's own (settings `data` and `own`), and the run starts again. Raises
    `SettingError` for a point or an answer that cannot be.
    """
    x, y = (_number("point", value, EDGE) for value in (x, y))
    label = " ".join(str(label).split()) if lab.problem.classes else _number("value", label, LARGEST)
    if (change := units(lab.built.own, lab.built.data).place) is None:
        place = f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}"
    else:
        place = ",".join(map(repr, _in_units(np.array([x, y]), change).tolist()))
    _make_own(lab, [*_point_lines(lab), f"{place},{label}"])


def remove_point(lab: "Classifier", i: int) -> None:
    """Take away point `i` of the training points or, counting on, the test points; see `add_point`.

    Raises `SettingError` if there is no such point, or those that are left cannot be learnt.
    """
    lines = _point_lines(lab)
    if not 0 <= i < len(lines):
        raise SettingError("own", f"there are {len(lines)} points, and no point {i + 1}")
    _make_own(lab, lines[:i] + lines[i + 1 :])


def in_units(lab: "Classifier", answers: Sequence[float]) -> list[float]:
    """What the network says, in the learner's units: the prices, where prices are learnt."""
    change = units(lab.built.own, lab.built.data).answer
    return _in_units(np.array(answers)[:, None], change)[:, 0].tolist() if change else [*answers]


def _point_lines(lab: "Classifier") -> list[str]:
    """The points at hand as the setting `own` has them, the training points first, in the learner's units."""
    lines, change = [], units(lab.built.own, lab.built.data)
    for part in (lab.problem.train, lab.problem.test):
        y = part.y if part.classes else _in_units(part.y, change.answer)
        rounded = replace(part, x=_in_units(part.x, change.place), y=y)
        lines += format_points(rounded).split("\n")[1:-1]
    return lines


def _make_own(lab: "Classifier", lines: list[str]) -> None:
    data, answer = ("own", "label") if lab.problem.classes else ("own-values", "value")
    lab.update(data=data, own="\n".join([f"x,y,{answer}", *lines]))
    lab.reset()


def _changed(lab: "Classifier", what: str) -> None:
    lab.training.changes += 1
    lab.touch(what)


def _at(arrays: list[Array], layer: int) -> Array:
    if not 0 <= layer < len(arrays):
        raise SettingError("layer", f"this network has {len(arrays)} layers of weights, no layer {layer + 1}")
    return arrays[layer]


def _rounded(array: NDArray[Any]) -> Array:
    return np.round(array.astype(np.float64), DECIMALS) + 0.0  # + 0 makes −0 a 0


def _in_units(array: NDArray[Any], change: Affine | None) -> Array:
    """Places [..., 2] or values [..., 1] in the learner's units, with about as many digits as theirs have."""
    if change is None:
        return _rounded(array)
    rounded = [float(f"{value:.{DIGITS}g}") for value in change.inverse(array).ravel()]
    return np.array(rounded).reshape(array.shape) + 0.0


def _number(what: str, value: Any, most: float = LARGEST_WEIGHT) -> float:
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or abs(value) > most:
        raise SettingError(
            what, f"a {what} is a number from {written(-most)} to {written(most)}, not “{shorten(value)}”"
        )
    return float(value)
