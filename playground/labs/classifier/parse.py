"""What the texts among the settings of the lab `classifier` mean: lists of features or layers, own points."""

from functools import lru_cache
from typing import Any

import numpy as np

from playground.data.datasets import generators
from playground.data.minibatches import features
from playground.data.point_set import Dataset, parse_points, scale_to
from playground.lab import settings
from playground.lab.numerals import BYTE_ORDER_MARK, read_whole
from playground.lab.settings import SettingError
from playground.nn.activations import ACTIVATIONS

HIDDEN_ACTIVATIONS = [name for name in ACTIVATIONS if name != "softmax"]
OWN = ("own", "own-values")  # datasets that come from the setting `points`: with classes, with numbers
EDGE = 6.0  # the plane goes from −6 to 6
EXAMPLE_POINTS = """\
x,y,label
-4,3,-1
-3,2,-1
-2,4,-1
-4,1,-1
3,3,1
4,2,1
2,2,1
3,1,1
2,-3,-1
4,-4,-1
3,-2,-1
1,-4,-1
-2,-2,1
-3,-4,1
-1,-3,1
-4,-2,1"""


def feature_list(text: str) -> tuple[str, ...]:
    """The names in the setting `features`, such as "x,y,x2"."""
    names = tuple(_parts(text))
    try:
        features(np.zeros((1, 2)), names)
    except ValueError as error:
        raise SettingError("features", str(error)) from None
    return names


def activation_list(values: dict[str, Any]) -> list[str]:
    """The activation of every hidden layer: all alike, or as the setting `activations` lists them."""
    hidden, names = values["hidden"], _parts(values["activations"])
    if not names:
        return [values["activation"]] * len(hidden)
    for name in names:
        if name not in HIDDEN_ACTIVATIONS:
            near = settings.did_you_mean(name, HIDDEN_ACTIVATIONS)
            raise SettingError("activations", f"activations cannot have “{settings.shorten(name)}”{near}")
    if len(names) != len(hidden):
        raise SettingError(
            "activations",
            f"activations lists one for each hidden layer, so {len(hidden)} of them, not {len(names)}",
        )
    return names


def layer_list(text: str) -> list[int]:
    """The numbers in the setting `frozen`, such as "1,3"."""
    try:
        return [read_whole(part) for part in _parts(text)]
    except ValueError:
        raise SettingError(
            "frozen", f"frozen is a list of layers such as 1,3, not “{settings.shorten(text)}”"
        ) from None


@lru_cache(maxsize=8)
def own_points(text: str, dataset: str) -> Dataset:
    """The points in a text, stretched to fit the plane if any of them lies beyond ±6."""
    try:
        data = parse_points(text, "regression" if dataset == "own-values" else "classification")
    except ValueError as error:
        raise SettingError("points", f"own points: {error}") from None
    if len(data) < 2:
        raise SettingError(
            "points", "own points: at least two are needed, one to learn from and one to test with"
        )
    return data if (np.abs(data.x) <= EDGE).all() else scale_to(data, EDGE)[0]


@lru_cache(maxsize=32)
def classes_of(dataset: str) -> int:
    """How many classes a generated cloud has; 0 for a regression."""
    return generators[dataset](np.random.RandomState(0), n=10).classes


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(BYTE_ORDER_MARK, "").split(",") if part.strip()]
