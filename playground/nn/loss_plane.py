"""The loss around some places in the space of all weights: on a line, and on a plane.

A network with P weights is a point in P dimensions, which nobody can see. But any three of them lie in a
plane, and on a plane the loss can be drawn, as height lines on a map. What is seen is real; it is only very
little of all there is.

The plane through three networks is that of T. Garipov et al., Loss Surfaces, Mode Connectivity, and Fast
Ensembling of DNNs, 2018, section 2, and of P. Izmailov et al., 2018, section 3.3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]

LEAST = 1e-9  # shorter than this, a direction is none


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in the space of weights: `origin` [P], and two directions `u` and `v` [P] of length 1, at right
    angles; and the part of it that is looked at: around `middle` (x, y), `half` as far to each side.
    """

    origin: Array
    u: Array
    v: Array
    middle: tuple[float, float]
    half: float

    def places(self, flats: Array) -> Array:
        """Where weights [G, P] are in the plane, or rather straight above and below it: [G, 2]."""
        away = flats - self.origin
        return np.stack([away @ self.u, away @ self.v], axis=-1)

    def weights(self, places: Array) -> Array:
        """The weights [G, P] at places [G, 2] of the plane."""
        return self.origin + places[:, :1] * self.u + places[:, 1:] * self.v

    def grid(self, cells: int) -> Array:
        """The weights [G, P] at the G = cells · cells places of a grid, row by row from the top left."""
        across = np.linspace(-self.half, self.half, cells)
        x, y = np.meshgrid(self.middle[0] + across, self.middle[1] + across[::-1])
        return self.weights(np.stack([x.ravel(), y.ravel()], axis=1))


def of_two(middle: tuple[float, float], half: float) -> Plane:
    """All weights of a model that has two of them, around `middle`."""
    return Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), middle, half)


def through(a: Array, b: Array, c: Array, room: float = 1.0) -> Plane:
    """The plane through three networks [P]: u from a to b, v what is left of c − a at right angles to that.

    `room` is how much is seen around them, as a share of how far they are apart. Where two of them, or all,
    are the same or lie in a line, the missing direction is that of a weight.
    """
    u = _direction(b - a, [])
    v = _direction(c - a, [u])
    plane = Plane(a, u, v, (0.0, 0.0), 1.0)
    corners = plane.places(np.stack([a, b, c]))
    low, high = corners.min(axis=0), corners.max(axis=0)
    middle = (low + high) / 2
    half = float((high - low).max()) * (0.5 + room) or 1.0
    return Plane(a.copy(), u, v, (float(middle[0]), float(middle[1])), half)


def _direction(wanted: Array, taken: list[Array]) -> Array:
    """`wanted` [P] without its share of those `taken`, of length 1; else the first axis that is left."""
    for one in (wanted, *np.eye(len(wanted))):
        rest = one - sum((one @ u) * u for u in taken) if taken else one
        length = float(np.sqrt(rest @ rest))
        if length > LEAST:
            return np.asarray(rest / length)
    raise ValueError("a plane needs at least two weights")


def segment(a: Array, b: Array, at: Array) -> Array:
    """The weights [len(at), P] on the line from a (at 0) to b (at 1), both [P]."""
    return (1 - at[:, None]) * a + at[:, None] * b


def nearby(flat: Array, distance: float, directions: int, rng: np.random.RandomState) -> Array:
    """Networks [2 · directions, P] at a `distance` from `flat` [P], in random directions and their opposites.

    How much higher the loss is there, on average, says how narrow a valley is: P. Izmailov et al., 2018,
    section 4.3 and figure 4. With the opposites, what is only a slope does not count.
    """
    away = rng.standard_normal((directions, len(flat)))
    away /= np.sqrt((away * away).sum(axis=1, keepdims=True))
    return flat + distance * np.concatenate([away, -away])


def contours(heights: Array, level: float) -> Array:
    """Where a surface [rows, columns] has the height `level`: short lines [S, 4], each x, y and x, y.

    Places are counted in columns to the right and rows downwards. In each square of four neighbours the
    line crosses those sides whose ends lie on two sides of the level, at a place found by proportion
    (marching squares: W. Lorensen and H. Cline, 1987, in two dimensions).
    """
    rows, columns = np.indices((heights.shape[0] - 1, heights.shape[1] - 1))
    corner = [heights[:-1, :-1], heights[:-1, 1:], heights[1:, 1:], heights[1:, :-1]]  # clockwise
    place = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    crossings, crossed = [], []
    with np.errstate(all="ignore"):
        for side in range(4):
            one, two = corner[side], corner[(side + 1) % 4]
            share = (level - one) / (two - one)
            (x0, y0), (x1, y1) = place[side], place[(side + 1) % 4]
            crossed.append((one > level) != (two > level))
            crossings.append(
                np.stack([columns + x0 + share * (x1 - x0), rows + y0 + share * (y1 - y0)], axis=-1)
            )
    number = np.sum(crossed, axis=0)
    lines = []
    for first in range(4):
        for second in range(first + 1, 4):
            both = crossed[first] & crossed[second]
            both &= (number == 2) | ((number == 4) & ((first, second) in ((0, 1), (2, 3))))
            lines.append(np.concatenate([crossings[first][both], crossings[second][both]], axis=-1))
    return np.concatenate(lines)
