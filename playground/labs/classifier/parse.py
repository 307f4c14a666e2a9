"""What the texts among the settings of the lab `classifier` mean: lists of features or layers, own points."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from playground.data.datasets import generators
from playground.data.minibatches import features
from playground.data.point_set import Affine, Dataset, parse_points, scale_answers_to, scale_to
from playground.lab import settings
from playground.lab.numerals import BYTE_ORDER_MARK, read_whole
from playground.lab.settings import SettingError

# Those that its formulas, its inspector and its script can write out; `playground.nn` has more.
HIDDEN_ACTIVATIONS = ["tanh", "relu", "leaky-relu", "sigmoid", "linear"]
OWN = ("own", "own-values")  # data sets that are typed into the setting `own`: with classes, with numbers
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


def feature_names(text: str) -> tuple[str, ...]:
    """The names in the setting `features`, such as "x,y,x2"; ValueError if they cannot be."""
    names = tuple(_parts(text))
    features(np.zeros((1, 2)), names)
    return names


def activation_names(text: str) -> tuple[str, ...]:
    """The names in the setting `activations`, such as "relu,tanh"; ValueError if there is no such one."""
    names = tuple(_parts(text))
    for name in names:
        if name not in HIDDEN_ACTIVATIONS:
            near = settings.did_you_mean(name, HIDDEN_ACTIVATIONS)
            raise ValueError(f"there is no “{settings.shorten(name)}”{near}")
    return names


def layer_numbers(text: str) -> tuple[int, ...]:
    """The numbers in the setting `frozen`, such as "1,3"; ValueError if they are none."""
    try:
        return tuple(read_whole(part) for part in _parts(text))
    except ValueError:
        raise ValueError(f"a list of layers is such as 1,3, not “{settings.shorten(text)}”") from None


@dataclass(frozen=True)
class Units:
    """From the units of a learner, such as years and prices, to those of the plane and of the network.

    None where they are the same.
    """

    place: Affine | None = None  # x and y
    answer: Affine | None = None  # the value of a regression

    def __str__(self) -> str:
        return ", ".join(str(change) for change in (self.place, self.answer) if change)


def own_points(text: str, data: str) -> Dataset:
    """The points in a text, stretched to fit the plane if any of them lies beyond ±6; values likewise, to ±1.

    What they mean depends on the setting `data`, too. Raises `SettingError` for what is no such text.
    """
    return _own(text, data)[0]


def units(text: str, data: str) -> Units:
    """What `own_points` has stretched, and how."""
    return _own(text, data)[1] if data in OWN else Units()


@lru_cache(maxsize=8)
def _own(text: str, data: str) -> tuple[Dataset, Units]:
    try:
        points = parse_points(text, "regression" if data == "own-values" else "classification")
    except ValueError as error:
        raise SettingError("own", f"own points: {error}") from None
    if len(points) < 2:
        raise SettingError(
            "own", "own points: at least two are needed, one to learn from and one to test with"
        )
    place = answer = None
    if (np.abs(points.x) > EDGE).any():
        points, place = scale_to(points, EDGE)
    if not points.classes and (np.abs(points.y) > EDGE).any():
        points, answer = scale_answers_to(points)
    return points, Units(place, answer)


@lru_cache(maxsize=32)
def classes_of(cloud: str) -> int:
    """How many classes a generated cloud has; 0 for a regression."""
    return generators[cloud](np.random.RandomState(0), n=10).classes


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(BYTE_ORDER_MARK, "").split(",") if part.strip()]
