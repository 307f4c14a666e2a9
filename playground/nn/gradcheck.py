"""Is a gradient right? Nudge every parameter and see.

A backward pass is easy to get slightly wrong, and a network with a slightly wrong gradient still learns,
only worse. So compare it with what needs no calculus: move one parameter a little up and a little down, and
divide the change of the result by the distance,

    df/dx_i  ≈  (f(x + h·e_i) − f(x − h·e_i)) / 2h        (central difference: its error shrinks with h²)

The two are compared by relative error, |a − n| / max(|a|, |n|): 1e-7 is right, 1e-2 is wrong. Mind the
kinks of relu, max and abs: if a nudge crosses one, the two differ although the gradient is right.

Sources: A. Karpathy, Hacker's guide to Neural Networks, chapter 1 (forward difference); CS231n, Neural
Networks Part 3, "Gradient Checks" (central difference, relative error).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Array = NDArray[np.float64]
type Function = Callable[[Array], float | np.floating]


@dataclass(frozen=True)
class Report:
    """The comparison, one entry for each parameter checked: `indices` are their places in `x.ravel()`."""

    indices: NDArray[np.intp]  # [checked]
    numerical: Array  # [checked]
    analytic: Array  # [checked]
    errors: Array  # [checked], relative
    tolerance: float

    @property
    def max_relative_error(self) -> float:
        return float(np.max(self.errors))

    @property
    def worst_index(self) -> int:
        """The place in `x.ravel()` where the two disagree most."""
        return int(self.indices[np.argmax(self.errors)])

    @property
    def ok(self) -> bool:
        return self.max_relative_error <= self.tolerance  # False, too, if anything is NaN


def numerical_gradient(f: Function, x: ArrayLike, h: float = 1e-5, central: bool = True) -> Array:
    """The slopes of f at x, in the shape of x; `central=False` is the guide's forward difference."""
    x = np.asarray(x, dtype=np.float64)
    return slopes(f, x, np.arange(x.size), h, central).reshape(x.shape)


def slopes(f: Function, x: Array, indices: NDArray[np.intp], h: float | Array, central: bool = True) -> Array:
    """The slopes [checked] of f at x [...], along the entries `indices` [checked] of `x.ravel()`.

    The nudge h is the same for all of these entries, or one for each [checked]. f is given a copy of x, which
    stays as it is.
    """
    moved, nudges = x.copy(), np.broadcast_to(h, len(indices))
    flat = moved.reshape(-1)  # a view, so that a change here is a change of `moved`
    here = 0.0 if central else float(f(moved))
    result = np.empty(len(indices))
    for k, i in enumerate(indices):
        before, h = flat[i], float(nudges[k])
        flat[i] = before + h
        above = float(f(moved))
        if central:
            flat[i] = before - h
            result[k] = (above - float(f(moved))) / (2 * h)
        else:
            result[k] = (above - here) / h
        flat[i] = before
    return result


def relative_error(analytic: Array, numerical: Array, floor: float | Array) -> Array:
    """|a − n| / max(|a|, |n|, floor) [n], element by element; `floor` is a number, or [n]."""
    with np.errstate(invalid="ignore"):  # an infinity on both sides is no agreement: NaN
        size = np.maximum(np.maximum(np.abs(analytic), np.abs(numerical)), floor)
        return np.abs(analytic - numerical) / size


def some_indices(rng: np.random.RandomState, size: int, count: int) -> NDArray[np.intp]:
    """At most `count` different places [checked] among `size`, in order: to check while a network learns."""
    return np.sort(rng.permutation(size)[:count]).astype(np.intp)


def check(
    f: Function,
    gradient: ArrayLike,
    x: ArrayLike,
    h: float = 1e-5,
    tolerance: float = 1e-6,
    floor: float | None = None,
    indices: NDArray[np.intp] | None = None,
    scale: ArrayLike = 1.0,
) -> Report:
    """Compare `gradient`, of the shape of x, with the numerical one, all or at `indices` of `x.ravel()`.

    f is given arrays of the shape of x and returns a number. Parameters of very different sizes want nudges
    of different sizes: `scale` says how large each is, and its nudge is h times that. Two things blur the
    numerical gradient: f is known only to about one part in 1e16, which is divided by h, and its curve strays
    from a straight line by about h². `floor` keeps this from counting as an error where both gradients are
    next to nothing. Raises ValueError if the shapes differ or there is nothing to check.
    """
    x, gradient = np.asarray(x, dtype=np.float64), np.asarray(gradient, dtype=np.float64)
    if gradient.shape != x.shape:
        raise ValueError(f"The gradient has shape {gradient.shape}, but the parameters have shape {x.shape}.")
    if indices is None:
        indices = np.arange(x.size)
    if len(indices) == 0:
        raise ValueError("There is nothing to check: give at least one parameter.")
    sizes = np.broadcast_to(np.asarray(scale, dtype=np.float64), x.shape).ravel()[indices]
    blur = (np.finfo(np.float64).eps / h + h * h) * max(1.0, abs(float(f(x.copy()))))
    least = 10 * blur / tolerance / sizes if floor is None else floor
    analytic, numerical = gradient.ravel()[indices], slopes(f, x, indices, h * sizes)
    return Report(indices, numerical, analytic, relative_error(analytic, numerical, least), tolerance)
