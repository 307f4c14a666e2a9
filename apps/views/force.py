"""What the page of `force` shows: the plane with its points, the line with its margins, and every force.

The script is `static/js/views/force/plane.js`. A point may be dragged: the points are one's own then. The one
that is looked at is that of the formulas. In its other form the picture shows the loss over a and b.
"""

from typing import Any

import numpy as np

from apps.page.fields import Message, Number, OneOf, Whole, takes
from apps.page.views import Picture
from playground.lab.numerals import fixed, with_minus, written
from playground.labs.force import Force
from playground.nn import force

CELLS = 41  # of the plane and of the loss, each way
LEAST, MOST = 3.5, 12.0  # half of what is seen of the plane
VIEWS = ("forces", "loss")
RANGE = 3.0  # of a and b in the picture of the loss


class Plane(Picture[Force]):
    """The picture. `point` is the one that is looked at, `shown` what the plane is painted with."""

    remembers = ("point", "shown")

    def __init__(self) -> None:
        super().__init__(
            "force/plane",
            self._numbers,
            on={
                "set_parameter": takes(_set_parameter, settles=_which, index=Whole(0, 12), value=Number()),
            },
            undo="Move a parameter",
        )
        self.point, self.shown = 0, "forces"
        self.shell: Any = None

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.add(
            look_at=takes(self._look_at, settles="point", point=Whole(0, 39)),
            plane=takes(self._show, settles="plane", shown=OneOf(VIEWS)),
            move_point=takes(self._move, settles="point place", point=Whole(0, 39), x=Number(), y=Number()),
        )

    def _look_at(self, message: Message) -> None:
        self.point = message["point"]

    def _show(self, message: Message) -> None:
        self.shown = message["shown"]

    def _move(self, message: Message) -> None:
        self.shell.edit(_move_point, message, f"Move point {message['point'] + 1}")

    def _numbers(self, lab: Force) -> dict[str, Any]:
        self.point = min(self.point, len(lab.X) - 1)
        half = float(np.clip(1.25 * np.abs(lab.X).max(), LEAST, MOST))
        line, loss = isinstance(lab.machine, force.Line), self.shown == "loss"
        scores, pulls = lab.scores(), lab.pulls()
        pulled, sprung = lab.forces()
        names = lab.machine.names[:3] if line else lab.machine.names
        shown = loss and line
        return {
            "kind": "line" if line else "net",
            "shown": "loss" if shown else "forces",
            "half": half,
            "field": _loss_field(lab) if shown else _score_field(lab, half),
            "X": lab.X.tolist(),
            "labels": lab.labels.tolist(),
            "pulls": pulls.tolist(),
            "flat": lab.machine.flat.tolist(),
            "point": self.point,
            "last": int(lab.last),
            "names": list(names),
            "values": fixed(lab.machine.flat[: len(names)]),
            "by_points": fixed(pulled[: len(names)]),
            "by_springs": fixed(sprung[: len(names)]),
            "both": (pulled + sprung)[: len(names)].tolist(),
            "loss": with_minus(f"{lab.reading['loss']:.4f}"),
            "says": says(lab, scores, self.point),
            "words": alt_text(lab),
        }


def _score_field(lab: Force, half: float) -> np.ndarray:
    """The score over the plane as bytes [CELLS, CELLS], from −2 (0) to 2 (255), the first row at the top."""
    across = np.linspace(-half, half, CELLS)
    x, y = np.meshgrid(across, across[::-1])
    scores = lab.machine.scores(np.column_stack([x.ravel(), y.ravel()]))
    return np.clip(127.5 + 63.75 * np.nan_to_num(scores), 0, 255).astype(np.uint8).reshape(CELLS, CELLS)


def _loss_field(lab: Force) -> np.ndarray:
    """The loss over a (to the right) and b (upwards) with the present c: [CELLS, CELLS], 127 to 255."""
    across, c = np.linspace(-RANGE, RANGE, CELLS), float(lab.machine.flat[2])
    found = force.loss_over(across, c, lab.X, lab.labels, lab.spring, lab.squared)[::-1]
    low, high = float(found.min()), float(found.max())
    shades = np.sqrt((found - low) / (high - low)) if high > low else np.zeros_like(found)
    return (127.5 + 127.5 * shades).astype(np.uint8)


def _move_point(lab: Force, message: Message) -> None:
    """The points are one's own from now on, and what was learnt stays."""
    learnt = {"parameters": lab.state()["parameters"]}
    lab.update(data="own", own=lab.moved(message["point"], message["x"], message["y"]))
    lab.reset()
    lab.start_from(learnt, 0, "a point that was moved")


def _which(message: Message) -> set[tuple[str, int]]:
    return {("parameter", message["index"])}


def _set_parameter(lab: Force, message: Message) -> None:
    lab.set_parameter(message["index"], message["value"])


def says(lab: Force, scores: np.ndarray, point: int) -> str:
    """What the point that is looked at does."""
    (x, y), label, score, pull = lab.X[point], lab.labels[point], scores[point], lab.pulls()[point]
    place = f"({written(float(x), 3)}, {written(float(y), 3)})"
    kind = f"{label:+g}".replace("-", "−")
    act = f"it pulls with {written(round(float(pull), 3), 4)}" if pull else "it is content"
    said = (
        f"The point {place} has the label {kind} and the score {written(round(float(score), 3), 4)}: {act}."
    )
    if lab.built.data == "three" and lab.built.model == "line":
        said += f" Cost of the three: {lab.cost():.3f}."
    return said


def alt_text(lab: Force) -> str:
    """The picture for those who cannot see it."""
    right = round(len(lab.X) * lab.reading["accuracy"])
    return (
        f"{len(lab.X)} points in a plane, {right} of them on their side; {np.count_nonzero(lab.pulls())} "
        "pull. "
        f"The loss is {lab.reading['loss']:.4g}."
    )
