"""Drawing one's own points on the plane: what a point may be, putting it there, and points from a file."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from apps.page.fields import Message
from apps.views.palette import MOST_CLASSES
from playground.data.files import read_file, remark
from playground.lab import SettingError
from playground.nn.task import Problem

REACH = 0.25  # a tap this near to a point means that point
VALUES = (-1.0, -0.5, 0.5, 1.0)  # that can be drawn in a regression
TO_BEGIN_WITH = "-3,0,a\n-2,0,a\n2,0,b\n3,0,b"


class WithPoints(Protocol):
    """What drawing needs of a lab."""

    problem: Problem

    def in_units(self, answers: Sequence[float]) -> list[float]: ...
    def add_point(self, x: float, y: float, label: str | float) -> None: ...
    def remove_point(self, i: int) -> None: ...
    def update(self, **values: Any) -> None: ...
    def reset(self) -> None: ...


def pens(lab: WithPoints) -> list[Any]:
    """The labels, or values in the learner's units, that a drawn point may have.

    After the classes at hand comes a new one whose name sorts after theirs, so that they keep their colours.
    """
    if not lab.problem.classes:
        return lab.in_units(VALUES)
    labels = lab.problem.labels
    return [*labels, *([_next_label(labels)] if len(labels) < MOST_CLASSES else [])]


def _next_label(labels: tuple[str, ...]) -> str:
    try:
        return str(int(max(map(float, labels))) + 1)
    except ValueError:
        last = max(labels)
        return chr(ord(last) + 1) if len(last) == 1 and last < "z" else last + "2"


def draw_point(lab: WithPoints, x: float, y: float, pen: int) -> None:
    """Put a point at (x, y); or, if there is a point already, take that one away."""
    places = np.concatenate([lab.problem.train.x, lab.problem.test.x])  # [n, 2]
    distance = np.hypot(*(places - (x, y)).T)
    if distance.min() < REACH:
        lab.remove_point(int(distance.argmin()))
    else:
        lab.add_point(x, y, pens(lab)[pen])


def start_from_scratch(lab: WithPoints, message: Message) -> None:
    """Two points of each of two classes, the fewest that can be learnt from and tested with.

    Nothing is said of it: a notice that goes with the first point drawn would move the plane under the hand.
    """
    _take(lab, "own", TO_BEGIN_WITH)


def take_file(lab: WithPoints, message: Message) -> str:
    """The points in the bytes of a file: numbers as answers if the points at hand have them, else classes."""
    try:
        text, encoding = read_file(message["file"])
    except ValueError as error:
        raise SettingError("file", str(error)) from None
    _take(lab, "own" if lab.problem.classes else "own-values", text)
    count = len(lab.problem.train) + len(lab.problem.test)
    return f"{count:,} points from the file. {remark(encoding)}".rstrip()


def _take(lab: WithPoints, data: str, text: str) -> None:
    try:
        lab.update(data=data, own=text)
    except SettingError as error:
        raise SettingError("file", str(error)) from None  # the setting `own` may be hidden: say it above
    lab.reset()
