"""What the page of `descent` shows: the ground with its balls, where their next steps lead, and trails.

The script is `static/js/views/descent/ground.js`. Over one number the ground is a curve, over two a plane
with bands of equal height; all places are sent as shares of the picture, from 0 to 1, to the right and
upwards. A ball may be dragged. The one that was taken last is that of the formulas.
"""

from typing import Any

import numpy as np

from apps.page.fields import Message, Number, Whole, takes
from apps.page.views import Picture
from playground.lab import settings
from playground.lab.numerals import fixed, written
from playground.labs.descent import Descent
from playground.labs.descent.ground import place_text
from playground.nn.landscapes import ErrorPlane

PLACES = 321  # of a curve
CELLS = 121  # of a plane, each way
BANDS = 14  # of equal height, on a plane
WIDER = 2.0**0.5  # by which more is shown when a ball leaves the picture
MOST_WIDER = 4096  # times: as far as a ball goes before it is lost
TRAIL = 120  # places of a trail
FEW = 12  # balls, each of which has an arrow
MOST_COUNTED = 12  # valleys, in which there is room for a number
NAMES = {
    "sgd": "plain", "momentum": "momentum", "adam": "Adam", "lbfgs": "L-BFGS",
}  # fmt: skip


class Ground(Picture[Descent]):
    """The picture. `ball` is the one that is looked at, `rivals` whether the trails of others are shown."""

    remembers = ("ball", "rivals")

    def __init__(self) -> None:
        super().__init__(
            "descent/ground",
            self._numbers,
            on={"put": takes(_put, settles=_which, ball=Whole(0, 99), x=Number(), y=Number())},
            undo="Move a ball",
        )
        self.ball, self.rivals = 0, True
        self.shell: Any = None
        self._of: tuple[Any, ...] = ()
        self._scene: dict[str, Any] = {}

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.add(
            look_at=takes(self._look_at, settles="ball", ball=Whole(0, 99)),
            rivals=takes(self._show_rivals, settles="rivals", shown=Whole(0, 1)),
        )

    def _look_at(self, message: Message) -> None:
        self.ball = message["ball"]

    def _show_rivals(self, message: Message) -> None:
        self.rivals = bool(message["shown"])

    @np.errstate(all="ignore")
    def _numbers(self, lab: Descent) -> dict[str, Any]:
        self.ball = ball = min(self.ball, len(lab.positions) - 1)
        heights, slopes, later = lab.heights(), lab.slopes(), lab.next_positions()
        scene = self._look_around(lab, np.concatenate([lab.positions, later]))
        line = lab.ground.size == 1
        some = slice(None) if len(lab.positions) <= FEW else slice(ball, ball + 1)
        racing = not line and len(lab.positions) <= FEW
        rivals, paths = lab.race() if racing and self.rivals else ((), [])
        shown = {
            "balls": self._shares(lab, lab.positions, heights),
            "valleys": lab.ground.valleys_of(lab.positions).astype(np.uint8),
            "starts": self._shares(lab, lab.positions[some], heights[some]),
            "next": self._shares(lab, later[some], lab.ground.heights(later[some])),
            "trail": self._trail(lab, ball),
            "rivals": [self._thinned(lab, path) for path in paths],
            "rival_names": [
                f"{NAMES[name]}, η {written(rate, 3)}" for name, rate in rivals
            ],
            "rival_heights": [_standing(lab, path) for path in paths],
            "racing": racing,
            "raced": self.rivals,
            "ball": ball,
            "x": lab.positions[ball].tolist(),
            "held": self._held(lab) if line and len(lab.positions) > 1 else [],
            "tangent": self._tangent(lab, ball, slopes) if line else [],
            "place": ", ".join(fixed(lab.positions[ball])),
            "height": fixed(heights[ball : ball + 1], 4)[0],
            "slope": ", ".join(fixed(slopes[ball])),
            "step": ", ".join(fixed(later[ball] - lab.positions[ball])),
            "says": says(lab, ball),
            "words": alt_text(lab),
        }  # fmt: skip
        return scene | shown

    # --- the ground --------------------------------------------------------------------------------------

    def _look_around(self, lab: Descent, places: np.ndarray) -> dict[str, Any]:
        """The ground as far as it must be seen: it grows in leaps, until these places [N, D] are in it."""
        low, high = lab.ground.low, lab.ground.high
        middle, half = (low + high) / 2, (high - low) / 2
        share = float(np.nan_to_num(np.abs(places - middle) / half).max())
        leaps = 0 if share <= 1.0 else int(np.ceil(np.log(share) / np.log(WIDER) - 1e-9))
        wider = min(WIDER**leaps, float(MOST_WIDER))
        of = (lab.built.landscape, lab.built.own, lab.built.steepness, wider)
        if of == self._of:
            return self._scene
        self._of, self._low, self._high = of, middle - wider * half, middle + wider * half
        line = lab.ground.size == 1
        cells = PLACES if line else CELLS
        grid = lab.ground.grid(self._low, self._high, cells)
        if not line:  # rows from the top, columns from the left
            grid = grid.reshape(cells, cells, 2).transpose(1, 0, 2)[::-1].reshape(-1, 2)
        heights = lab.ground.heights(grid)
        seen = heights[np.isfinite(heights)]
        self._bottom, top = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 1.0)
        self._rise = top - self._bottom or 1.0
        valleys = lab.ground.valleys_of(grid).astype(np.uint8)
        self._scene = {
            "kind": "line" if line else "plane",
            "low": self._low.tolist(),
            "high": self._high.tolist(),
            "aspect": 1.0 if line else float(half[0] / half[1]),
            "curve": self._up(heights).astype(np.float32) if line else np.zeros(0, np.float32),
            "basins": valleys if line else np.zeros(0, np.uint8),
            "field": np.zeros(0, np.uint8) if line else _bands(self._up(heights)),
            "marks": [
                [settings.shorten(float(f"{value:.3g}")) for value in (a, (a + b) / 2, b)]
                for a, b in zip(self._low, self._high, strict=True)
            ],
            "top": settings.shorten(float(f"{top:.3g}")),
            "cells": cells,
        }
        return self._scene

    def _up(self, heights: np.ndarray) -> np.ndarray:
        """Heights [N] as shares of the picture; −1 where there are none."""
        shares = (heights - self._bottom) / self._rise
        return np.asarray(np.where(np.isfinite(shares), np.clip(shares, 0, 2), -1))

    def _shares(self, lab: Descent, places: np.ndarray, heights: np.ndarray) -> np.ndarray:
        """Where places [N, D] are in the picture: [2 N] shares, to the right and upwards in turn."""
        shares = np.clip((places - self._low) / (self._high - self._low), -1, 2)
        up = self._up(heights) if lab.ground.size == 1 else shares[:, 1]
        pairs: np.ndarray = np.nan_to_num(np.column_stack([shares[:, 0], up])).astype(np.float32).ravel()
        return pairs

    def _held(self, lab: Descent) -> list[list[float]]:
        """How many balls each valley holds, and how far to the right it lies; nothing of very many."""
        bottoms = lab.ground.bottoms[:, 0]
        if len(bottoms) > MOST_COUNTED:
            return []
        held = np.bincount(lab.ground.valleys_of(lab.positions), minlength=len(bottoms)).tolist()
        places = ((bottoms - self._low) / (self._high - self._low)).tolist()
        return [[place, count] for place, count in zip(places, held, strict=True)]

    def _trail(self, lab: Descent, ball: int) -> np.ndarray:
        """Where a ball has been, as `_shares`."""
        moments = [moment for moment in lab.history.moments if moment.step < lab.steps]
        path = np.array([moment.state["positions"][ball] for moment in moments[-TRAIL:]])
        if not len(path) or (len(lab.positions) > FEW and lab.ground.size == 1):
            return np.zeros(0, np.float32)
        return self._shares(lab, path, lab.ground.heights(path))

    def _thinned(self, lab: Descent, path: np.ndarray) -> np.ndarray:
        """A path [n, D] as `_shares`, of not too many places; the last one is among them."""
        some = path[:: -max(1, len(path) // TRAIL)][::-1]
        return self._shares(lab, some, np.zeros(len(some)))

    def _tangent(self, lab: Descent, ball: int, slopes: np.ndarray) -> list[float]:
        """By how much the ground rises to the right, in shares, for one share to the right."""
        rise = float(slopes[ball, 0]) * float(self._high[0] - self._low[0]) / self._rise
        return [rise] if np.isfinite(rise) else []


def _bands(shares: np.ndarray) -> np.ndarray:
    """Heights over a plane as bytes [CELLS, CELLS]: bands, the narrower the nearer to the bottom."""
    level = np.sqrt(np.clip(shares, 0, 1))
    steps = (np.floor(BANDS * level) / BANDS + level) / 2
    shades = np.where(shares < 0, 90, 127.5 + 110 * steps)
    return shades.astype(np.uint8).reshape(CELLS, CELLS)


def _standing(lab: Descent, path: np.ndarray) -> str:
    """How high a runner is at the end of its path [n, D]."""
    if len(path) <= lab.steps - lab.history.moments[0].step:
        return "ran away"
    return fixed(lab.ground.heights(path[-1:]), 4)[0]


def _which(message: Message) -> set[tuple[str, int]]:
    return {("ball", message["ball"])}


def _put(lab: Descent, message: Message) -> None:
    lab.put(message["ball"], message["x"], message["y"])


def says(lab: Descent, ball: int) -> str:
    """What becomes of the balls, in a sentence."""
    count, valleys = len(lab.positions), int(lab.reading["valleys"])
    if isinstance(lab.ground, ErrorPlane):
        error = float(lab.ground.mean_errors(lab.positions[ball : ball + 1])[0])
        return f"The neuron with these two weights is off by {error:.5f} on average."
    if count > 1:
        rest = int((np.abs(lab.slopes()) < 1e-3).all(axis=1).sum())
        held, mean = (
            "1 valley holds" if valleys == 1 else f"{valleys} valleys hold",
            settings.readable("height", lab.reading["height"]),
        )
        return f"{held} the {count} balls, at a mean height of {mean}; {rest} lie still."
    slope, move = float(lab.slopes()[0, 0]), float((lab.next_positions() - lab.positions)[0, 0])
    if lab.ground.size == 2 and lab.built.optimizer == "sgd":
        return "The ball goes against its slope, straight across the bands of equal height."
    if lab.ground.size == 2:
        return "With this optimizer a step need not go straight across the bands of equal height."
    if abs(slope) < 1e-3:
        return "The ground is level here: the slope says nothing more."
    rises, goes = ("to the right", "to the left") if slope > 0 else ("to the left", "to the right")
    if move * slope > 0:
        return f"The ground rises {rises}, but the ball still has speed, and goes on."
    return f"The ground rises {rises}, so the ball goes {goes}."


def alt_text(lab: Descent) -> str:
    """The picture for those who cannot see it."""
    where = "; ".join(place_text(place) for place in lab.positions[:3])
    height = settings.readable("height", lab.reading["height"])
    if len(lab.positions) == 1:
        return f"A landscape with a ball at {where}. Its height is {height}."
    return (
        f"A landscape with {len(lab.positions)} balls, the first at {where}. Their mean height is "
        f"{height}; balls lie in {lab.reading['valleys']:.0f} of {written(len(lab.ground.bottoms))} valleys."
    )
