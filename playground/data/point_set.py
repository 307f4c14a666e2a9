"""A dataset: points in the plane with their answers, and how to bring one's own.

One's own points come as text, one point a line: two numbers and a label, such as `1.5, -2, red`. The label
may be -1 or 1, 0 or 1, up to six numbers or names, or, for regression, any number. The text that
`format_points` writes is read back by `parse_points` to the same numbers, to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.csv_text import check_names, number_name, read_rows, to_number
from playground.lab.numerals import is_not_finite, is_number, quoted, read_number, written

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Task = Literal["classification", "regression"]

MAX_CLASSES = 6
LARGEST = 1e12  # coordinate or value, in either direction: years, and prices in any currency
MAX_ROWS = 2_000
MAX_BYTES = 200_000


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points with their answers; the arrays are copies that cannot be written to.

    x       [n, 2]   coordinates
    y       [n, 1]   -1.0 or +1.0 (two classes), or any real value (regression)
            [n]      class index 0, 1, 2... as int64 (three classes or more)
    labels  the name of each class; for two classes the first is y = -1. Empty for regression.

    Raises ValueError if shapes, values or names do not fit together.
    """

    name: str
    task: Task
    x: Floats
    y: Floats | Ints
    labels: tuple[str, ...] = ("-1", "1")

    def __post_init__(self) -> None:
        x = np.array(self.x, dtype=np.float64)
        y = np.array(self.y, dtype=np.int64 if self.classes > 2 else np.float64)
        if x.ndim != 2 or x.shape[1] != 2 or len(x) == 0:
            raise ValueError(f"a dataset needs points of shape [n, 2] with n at least 1, not {list(x.shape)}")
        if y.shape != (wanted := (len(x),) if self.classes > 2 else (len(x), 1)):
            raise ValueError(f"the answers must have the shape {list(wanted)}, not {list(y.shape)}")
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError("every coordinate and every answer must be a finite number")
        if self.task not in ("classification", "regression"):
            raise ValueError(f"the task must be classification or regression, not {quoted(str(self.task))}")
        if (self.task == "regression") != (self.classes == 0) or self.classes == 1:
            raise ValueError("classification needs the names of at least two classes, regression has none")
        if self.classes == 2 and not (abs(y) == 1).all():
            raise ValueError("with two classes every answer must be -1 or +1")
        if self.classes > 2 and not ((y >= 0) & (y < self.classes)).all():
            raise ValueError(f"with {self.classes} classes every answer must be 0 to {self.classes - 1}")
        check_names(self.labels, "the class")
        for name, array in (("x", x), ("y", y)):
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.x)

    @property
    def classes(self) -> int:
        """How many classes there are: 2 or more; 0 for regression."""
        return len(self.labels)

    @property
    def answers(self) -> NDArray[Any]:
        """-1 or 1 for two classes, a place in `labels` for more, the value for regression, [n]."""
        return self.y[:, 0] if self.y.ndim == 2 else self.y

    def class_index(self) -> Ints:
        """The class of every point as 0, 1, 2... [n] (what softmax wants, for two classes too).

        Raises ValueError for a regression.
        """
        if self.task == "regression":
            raise ValueError("a regression dataset has no classes")
        return (self.y[:, 0] > 0).astype(np.int64) if self.classes == 2 else self.y.astype(np.int64)

    def take(self, rows: Ints) -> "Dataset":
        """The dataset made of these rows [k] only, in this order. Raises ValueError if there are none."""
        return Dataset(self.name, self.task, self.x[rows], self.y[rows], self.labels)


def parse_points(
    text: str | bytes,
    task: Task = "classification",
    *,
    labels: Sequence[str] | None = None,
    name: str = "own points",
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Dataset:
    """Read points from text: x, y and a label on each line, between commas, semicolons or tabs.

    A first line without numbers is a header, and skipped. Classes are numbered in the order of their numbers
    or, if any of them is a word, of the alphabet, so that the order of the lines does not matter; lines with
    nothing but -1, nothing but 0 or nothing but 1 are two classes of which one is still empty. `labels` fixes
    the classes and their order instead.

    Raises ValueError, with the line, for anything that is not such a point; for coordinates or values beyond
    ±10¹²; for more than six classes or fewer than two; for text that is too long.
    """
    expected = "x, y, label" if task == "classification" else "x, y, value"
    _, rows = read_rows(text, max_rows=max_rows, max_bytes=max_bytes, expected=expected, columns=3)

    def number(field: str, line: int) -> float:
        return to_number(field, line, expected, -LARGEST, LARGEST)

    coordinates = [[number(field, line) for field in fields[:2]] for line, fields in rows]
    x = np.array(coordinates)  # [n, 2]
    if task == "regression":
        values = [[number(fields[2], line)] for line, fields in rows]
        return Dataset(name, task, x, np.array(values), labels=())
    for line, (_, _, label) in rows:
        _check_label(label, line)
    answers = _plain_names([fields[2] for _, fields in rows])
    if labels is None:
        labels = _classes_of(answers)
    index = np.array([_find(answer, line, labels) for answer, (line, _) in zip(answers, rows, strict=True)])
    y = index if len(labels) > 2 else np.where(index == 1, 1.0, -1.0)[:, None]
    return Dataset(name, task, x, y, tuple(labels))


def format_points(dataset: Dataset) -> str:
    """The dataset as text that `parse_points` reads back exactly, with a header line."""
    if dataset.task == "regression":
        header, answers = "x,y,value", [repr(value) for value in dataset.y[:, 0].tolist()]
    else:
        header, answers = "x,y,label", [dataset.labels[number] for number in dataset.class_index()]
    lines = [f"{x!r},{y!r},{answer}" for (x, y), answer in zip(dataset.x.tolist(), answers, strict=True)]
    return "\n".join([header, *lines]) + "\n"


def _check_label(label: str, line: int) -> None:
    if not label:
        raise ValueError(f"line {line}: the label is missing (expected x, y, label)")
    if is_not_finite(label):
        raise ValueError(f"line {line}: {quoted(label)} is not a label (a number must be finite)")
    if is_number(label):
        to_number(label, line, "x, y, label")
    else:
        try:
            check_names([label], "the label")
        except ValueError as error:
            raise ValueError(f"line {line}: {error}") from None


def _plain_names(labels: Sequence[str]) -> list[str]:
    """If all labels are numbers, each by its shortest name, so that 1, 1.0 and +1 are one class."""
    if not all(map(is_number, labels)):
        return list(labels)
    return [number_name(read_number(label)) for label in labels]


def _find(answer: str, line: int, labels: Sequence[str]) -> int:
    """The number of the class that an answer names."""
    for number, label in enumerate(labels):
        numbers = is_number(answer) and is_number(label)
        if answer == label or (numbers and read_number(answer) == read_number(label)):  # 1.0 is 1
            return number
    raise ValueError(f"line {line}: {quoted(answer)} is none of the classes {', '.join(labels)}")


def _classes_of(answers: list[str]) -> list[str]:
    """The classes that these answers name, in order."""
    found = set(answers)
    for usual in (["-1", "1"], ["0", "1"]):
        if found <= set(usual):
            return usual
    if len(found) < 2:
        raise ValueError(f"there is only one label, {quoted(answers[0])}; a classifier needs at least two")
    numbers = all(map(is_number, found))
    if len(found) > MAX_CLASSES:
        hint = " (for any number as the answer, choose regression)" if numbers else ""
        raise ValueError(f"there are {len(found)} different labels; at most {MAX_CLASSES} are allowed{hint}")
    return sorted(found, key=float) if numbers else sorted(found)


@dataclass(frozen=True)
class Affine:
    """A map of each coordinate, or of the one answer, onto another scale: new = (old - centre) * factor."""

    centre: tuple[float, ...]
    factor: tuple[float, ...]

    def __call__(self, x: Floats) -> Floats:
        """Old numbers [..., 2], or answers [..., 1], to new ones of that shape."""
        new: Floats = (x - np.array(self.centre)) * np.array(self.factor)
        return new

    def inverse(self, x: Floats) -> Floats:
        """New numbers [..., 2], or answers [..., 1], to old ones of that shape."""
        old: Floats = x / np.array(self.factor) + np.array(self.centre)
        return old

    def __str__(self) -> str:
        return ", ".join(
            f"{axis} → ({axis} {sign} {written(abs(centre), 4)}) × {written(factor, 4)}"
            for axis, centre, factor in zip(AXES[len(self.centre)], self.centre, self.factor, strict=True)
            for sign in ("−" if centre >= 0 else "+")
        )


AXES = {2: ("x", "y"), 1: ("value",)}


def scale_to(dataset: Dataset, limit: float = 6.0) -> tuple[Dataset, Affine]:
    """The points moved and stretched so that each coordinate goes from -limit to limit, and the map used.

    Each coordinate has its own factor, as they may be of different kinds (years, and millions). A coordinate
    that is the same in all points becomes 0.
    """
    change = _onto(dataset.x, limit)
    return Dataset(dataset.name, dataset.task, change(dataset.x), dataset.y, dataset.labels), change


def scale_answers_to(dataset: Dataset, limit: float = 1.0) -> tuple[Dataset, Affine]:
    """The points of a regression with answers that go from -limit to limit, and the map used.

    An answer that is the same in all points becomes 0. Raises ValueError for classes.
    """
    if dataset.classes:
        raise ValueError("classes have names, and no scale")
    answers = dataset.y.astype(np.float64)
    change = _onto(answers, limit)
    return Dataset(dataset.name, dataset.task, dataset.x, change(answers), ()), change


def _onto(numbers: Floats, limit: float) -> Affine:
    """What maps each column of [n, k] onto -limit to limit."""
    low, high = numbers.min(axis=0), numbers.max(axis=0)
    centre, half = low / 2 + high / 2, high / 2 - low / 2  # no overflow
    constant = half <= 1e-12 * np.maximum(1, abs(centre))  # no more than rounding
    factor = np.where(constant, 1.0, limit / np.where(constant, 1.0, half))
    return Affine(tuple(map(float, centre)), tuple(map(float, factor)))
