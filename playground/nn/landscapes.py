"""Landscapes to roll down: a height over one number x, or over two, and its slope at any place.

The height is a formula, which becomes a circuit (`playground.circuits`). A forward pass gives the heights of
all places at once, and a backward pass their slopes: the gradient is that of the circuit and is written down
nowhere else. The error plane is the exception: its height is the error of a neuron, so its slope is
backpropagation through that neuron.

Water that runs down a landscape gathers in *valleys*. Which of them a place belongs to is found on a fine
grid, as geographers do it: each cell drains into its lowest neighbour.

Sources: A. Trask, A Neural Network in 13 lines of Python (Part 2: Gradient Descent), 2015: the bucket, the
ball in a rut, the hundred balls, the error plane. L. Vincent and P. Soille, Watersheds in Digital Spaces,
1991.
"""

from functools import cached_property
from itertools import product
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.circuits.circuit import Circuit
from playground.circuits.expressions import formula_in
from playground.data.truth_tables import TruthTable

type Array = NDArray[np.float64]

CELLS = {1: 2001, 2: 101}  # along each axis, of the grid on which valleys are found
NAMES = ("x", "y")
SMALL_SHARE = 1e-3  # of the picture, by which places are nudged to measure how a slope changes
ASIDE = np.array([0.1, 0.06])  # cells, by which that search begins beside what may be a saddle
ROUNDS = 60  # of the search for the bottom of a valley


class Landscape:
    """A height over D = 1 or 2 numbers; `low` and `high` [D] are the ends of what a picture shows of it.

    `start` [D] is where a single ball begins, if it is not drawn.
    """

    names: ClassVar[tuple[str, ...]] = NAMES

    def __init__(self, low: Array, high: Array, start: Array | None = None) -> None:
        self.low, self.high, self.start = low, high, start

    @property
    def size(self) -> int:
        """How many numbers a place has: D."""
        return len(self.low)

    def heights(self, places: Array) -> Array:
        """Of places [N, D]: [N]. Not finite where there is no height."""
        raise NotImplementedError

    def slopes(self, places: Array) -> Array:
        """d height / d place at places [N, D], of the same shape. Not finite where there is no slope."""
        raise NotImplementedError

    # --- valleys -----------------------------------------------------------------------------------------

    def grid(self, low: Array, high: Array, cells: int) -> Array:
        """Places between `low` and `high` [D], so many along each axis: [cells ** D, D], the last axis first
        to change."""
        axes = [np.linspace(*ends, cells) for ends in zip(low, high, strict=True)]
        return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(low))

    @cached_property
    def _drained(self) -> "tuple[NDArray[np.intp], Array, dict[int, int]]":
        """For each cell the number of its valley [cells ** D], the bottoms of the valleys [V, D], and which
        lowest cells belong to the valley of which other one.
        """
        cells = CELLS[self.size]
        with np.errstate(all="ignore"):
            places = self.grid(self.low, self.high, cells)
            ends = watershed(self.heights(places).reshape((cells,) * self.size))
            lowest, of_cell = np.unique(ends, return_inverse=True)
            bottoms, valley = places[lowest], np.arange(len(lowest))
            if self.size == 2 and len(lowest) > 1:
                bottoms, valley = self._merged(bottoms)
        first = {int(number): int(lowest[valley == number][0]) for number in np.unique(valley)}
        joined = {
            int(cell): first[int(number)]
            for cell, number in zip(lowest, valley, strict=True)
            if first[int(number)] != cell
        }
        return valley[of_cell], bottoms, joined

    def _merged(self, candidates: Array) -> tuple[Array, NDArray[np.intp]]:
        """The bottoms to which these places [K, D] roll, and for each of them, which.

        In a narrow valley that runs askew, cells have lowest neighbours where the ground itself goes on
        downhill. From each such place a damped Newton method (K. Levenberg, 1944) looks for the true bottom.
        """
        cell = (self.high - self.low) / (CELLS[2] - 1)
        nudge = SMALL_SHARE * cell
        at = np.clip(candidates + cell * ASIDE, self.low, self.high)  # a place between two valleys is level
        heights, damping = self.heights(at), np.ones(len(at))
        for _ in range(ROUNDS):
            slopes = self.slopes(at)  # [K, D]
            bend = np.stack(
                [
                    (self.slopes(at + step) - self.slopes(at - step)) / (2 * step.sum())
                    for step in np.diag(nudge)
                ],
                axis=-1,
            )  # [K, D, D]: how the slope changes along each axis
            size = np.abs(bend).max(axis=(1, 2)) + 1e-12
            held = np.nan_to_num(bend) + (damping * size)[:, None, None] * np.eye(2)
            usable = np.abs(np.linalg.det(held)) > 0
            held[~usable] = np.eye(2)
            step = np.linalg.solve(held, np.nan_to_num(slopes)[:, :, None])[:, :, 0]
            there = np.clip(at - step, self.low, self.high)
            found = self.heights(there)
            lower = found <= heights
            at[lower], heights[lower] = there[lower], found[lower]
            damping *= np.where(lower, 0.3, 4.0)
        of = np.full(len(at), -1)
        bottoms: list[Array] = []
        for i in np.argsort(heights, kind="stable"):
            near = [k for k, bottom in enumerate(bottoms) if (np.abs(at[i] - bottom) <= 2 * cell).all()]
            of[i] = near[0] if near else len(bottoms)
            if not near:
                bottoms.append(at[i])
        return np.array(bottoms), of

    @property
    def bottoms(self) -> Array:
        """The lowest places of the valleys, [V, D], to the cell."""
        return self._drained[1]

    def cells_of(self, places: Array) -> NDArray[np.intp]:
        """The number of the cell in which each of the places [N, D] lies, or the nearest one: [N]."""
        cells = CELLS[self.size]
        along = np.rint((places - self.low) / (self.high - self.low) * (cells - 1))
        rows = np.clip(along, 0, cells - 1).astype(np.intp)
        number = rows[:, 0]
        for axis in range(1, self.size):
            number = number * cells + rows[:, axis]
        return number

    def valleys_of(self, places: Array) -> NDArray[np.intp]:
        """The number of the valley that holds each of the places [N, D]: [N]."""
        found: NDArray[np.intp] = self._drained[0][self.cells_of(places)]
        return found

    @property
    def joined(self) -> dict[int, int]:
        """Of valleys with several lowest cells: each further one, by number, and the first of its valley."""
        return self._drained[2]


def watershed(heights: Array) -> NDArray[np.intp]:
    """Where water runs from each cell of `heights` [cells] or [cells, cells]: numbers of cells, flat.

    Each cell drains into the lowest of its neighbours, of equal ones into the first, until there is none.
    What is not finite is a wall.
    """
    walled = np.where(np.isfinite(heights), heights, np.inf)
    padded = np.pad(walled, 1, constant_values=np.inf)
    numbers = np.pad(np.arange(heights.size).reshape(heights.shape), 1, constant_values=heights.size)
    lowest, into = walled, np.arange(heights.size).reshape(heights.shape)
    for shift in product((0, 1, 2), repeat=heights.ndim):
        there = tuple(slice(s, s + n) for s, n in zip(shift, heights.shape, strict=True))
        better = (padded[there] < lowest) | ((padded[there] == lowest) & (numbers[there] < into))
        lowest, into = np.where(better, padded[there], lowest), np.where(better, numbers[there], into)
    ends = into.ravel()
    while (ends[ends] != ends).any():
        ends = ends[ends]
    return ends


class Formula(Landscape):
    """The height is a formula in x, or in x and y, as `playground.circuits.expressions` reads it."""

    def __init__(self, expression: str, low: Array, high: Array, start: Array | None = None) -> None:
        super().__init__(low, high, start)
        self.expression = expression
        self.circuit = circuit_of(expression)

    def heights(self, places: Array) -> Array:
        self.circuit.set(dict(zip(NAMES, places.T, strict=False)))
        return np.array(self.circuit.forward(), float)

    def slopes(self, places: Array) -> Array:
        self.heights(places)
        self.circuit.backward()
        gradient = self.circuit.gradient
        return np.stack([gradient[name] for name in NAMES[: self.size]], axis=-1)


def circuit_of(expression: str) -> Circuit:
    """The circuit of a formula in x, or in x and y. Raises ValueError for any other."""
    circuit = formula_in(expression, "x", "y")
    names = [unit.name for unit in circuit.inputs]
    if names not in (["x"], ["x", "y"]):
        raise ValueError("the height is to depend on x, or on x and y")
    return circuit


class ErrorPlane(Landscape):
    """The error of a single neuron without a bias, over its two weights: ½ Σ e² over all rows of a table.

    Source: A. Trask, A Neural Network in 13 lines of Python (Part 2), part 4, where the neuron descends just
    this with a learning rate of 1, while what is printed is the mean of |e|.
    """

    def __init__(self, table: TruthTable, low: Array, high: Array) -> None:
        super().__init__(low, high)
        self.X, self.y = np.array(table.X), np.array(table.y[:, 0])  # [rows, 2], [rows]

    def outputs(self, places: Array) -> Array:
        """What neurons with these weights [N, 2] answer to every row: [N, rows]."""
        sums = places[:, :1] * self.X[:, 0] + places[:, 1:] * self.X[:, 1]
        return np.asarray(1 / (1 + np.exp(np.minimum(-sums, 708))))

    def heights(self, places: Array) -> Array:
        return np.asarray(0.5 * ((self.outputs(places) - self.y) ** 2).sum(axis=1))

    def slopes(self, places: Array) -> Array:
        outputs = self.outputs(places)
        delta = (outputs - self.y) * outputs * (1 - outputs)  # [N, rows]
        return np.stack([(delta * self.X[:, 0]).sum(axis=1), (delta * self.X[:, 1]).sum(axis=1)], axis=-1)

    def mean_errors(self, places: Array) -> Array:
        """The mean of |e| over all rows, as the source prints it, with these weights [N, 2]: [N]."""
        return np.asarray(np.abs(self.outputs(places) - self.y).mean(axis=1))
