"""Points in the plane to learn from.

A dataset here is a cloud of points, each with an answer: which class it belongs to, or a number. The clouds
are drawn by small recipes ("put half the points in a disc and half in a ring around it"), so there is no
file to load, and every one of them asks something of a network: a disc in a ring cannot be separated by a
straight line, two spirals need many bends, overlapping blobs cannot be separated at all.

The recipes are those of TensorFlow Playground and of ConvNetJS's two-dimensional demo, to the digit, and some
with more than two classes. All of them keep to about ±6. Randomness comes only from the `rng` handed in, and
a recipe draws the same amount of it whatever the noise: with the same seed, moving the noise slider keeps
the points and changes only what noise is meant to change.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.data.point_set import Dataset, Floats, Ints
from playground.lab.numerals import quoted

__all__ = ["Dataset", "Generator", "generators", "make"]

MAX_POINTS = 20_000
MAX_NOISE = 0.5  # TensorFlow Playground's 50 %


class Generator(Protocol):
    """A recipe: draws `n` points, 20,000 at most, with `noise` between 0 and 0.5.

    Raises ValueError for another noise, and for more points than that or fewer than it has parts.
    """

    def __call__(self, rng: np.random.RandomState, n: int = ..., noise: float = ...) -> Dataset: ...


# TensorFlow Playground --------------------------------------------------------------------------------------


def circle(rng: np.random.RandomState, n: int = 500, noise: float = 0.0) -> Dataset:
    """A disc (+1) in a ring (-1). Noise moves the point that is asked for its label, not the point shown.

    Radius U(0, 2.5) or U(3.5, 5), angle U(0, 2π); +1 if (point + U(-5, 5) * noise) is nearer than 2.5.
    Source: TensorFlow Playground, `classifyCircleData`.
    """
    inner, outer = _shares(n, 2, noise)
    radius = np.concatenate([rng.uniform(0, 2.5, inner), rng.uniform(3.5, 5, outer)])
    x = _polar(radius, rng.uniform(0, 2 * np.pi, n))
    asked = x + rng.uniform(-5, 5, (n, 2)) * noise
    return Dataset("circle", "classification", x, _sign(_distance(asked) < 2.5))


def xor(rng: np.random.RandomState, n: int = 500, noise: float = 0.0) -> Dataset:
    """Four squares like a chessboard: +1 where x and y have the same sign. Noise moves the label.

    U(-5, 5), pushed 0.3 away from both axes; the sign of the product of (point + U(-5, 5) * noise).
    Source: TensorFlow Playground, `classifyXORData`.
    """
    _shares(n, 2, noise)
    x = rng.uniform(-5, 5, (n, 2))
    x += np.where(x > 0, 0.3, -0.3)
    asked = x + rng.uniform(-5, 5, (n, 2)) * noise
    return Dataset("xor", "classification", x, _sign(asked[:, 0] * asked[:, 1] >= 0))


def gauss(rng: np.random.RandomState, n: int = 500, noise: float = 0.0) -> Dataset:
    """Two blobs, +1 around (2, 2) and -1 around (-2, -2). Noise widens them until they overlap.

    Normal in each coordinate, with variance 0.5 + 7 * noise (0.5 to 4).
    Source: TensorFlow Playground, `classifyTwoGaussData`.
    """
    x, blob = _blobs(rng, n, noise, [(2, 2), (-2, -2)])
    return Dataset("gauss", "classification", x, _sign(blob == 0))


def spiral(rng: np.random.RandomState, n: int = 500, noise: float = 0.0) -> Dataset:
    """Two arms of 1¾ turns, wound into each other. Noise moves the points.

    r = 5i/N, t = 1.75 * 2πi/N (+ π for the second arm, -1), i = 0...N-1; plus U(-1, 1) * noise.
    Source: TensorFlow Playground, `classifySpiralData`.
    """
    x, arm = _spiral_arms(rng, n, noise, arms=2, turns=1.75)
    return Dataset("spiral", "classification", x, _sign(arm == 0))


def plane(rng: np.random.RandomState, n: int = 1200, noise: float = 0.0) -> Dataset:
    """Regression: a tilted plane, (x + y) / 10. Noise moves the answer.

    Points U(-6, 6); the plane's height at (point + U(-6, 6) * noise).
    Source: TensorFlow Playground, `regressPlane` (1200 points there).
    """
    _shares(n, 1, noise)
    x = rng.uniform(-6, 6, (n, 2))
    asked = x + rng.uniform(-6, 6, (n, 2)) * noise
    return Dataset("plane", "regression", x, asked.sum(axis=1, keepdims=True) / 10, labels=())


def multi_gauss(rng: np.random.RandomState, n: int = 1200, noise: float = 0.0) -> Dataset:
    """Regression: three hills and three hollows, in turn. Noise moves the answer.

    Points U(-6, 6); cones of height ±1 at x = -4, 0, 4 and y = ±2.5 that fall linearly to 0 at distance 2,
    measured at (point + U(-6, 6) * noise).
    Source: TensorFlow Playground, `regressGaussian` (1200 points there).
    """
    _shares(n, 1, noise)
    x = rng.uniform(-6, 6, (n, 2))
    asked = x + rng.uniform(-6, 6, (n, 2)) * noise
    y = np.zeros(n)
    for centre, sign in zip(BUMPS, BUMP_SIGNS, strict=True):
        y += sign * np.clip(1 - _distance(asked - centre) / 2, 0, 1)  # the cones do not overlap
    return Dataset("multi-gauss", "regression", x, y[:, None], labels=())


BUMPS = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
BUMP_SIGNS = (1, -1, 1, -1, 1, -1)


# ConvNetJS --------------------------------------------------------------------------------------------------


def convnetjs_circle(rng: np.random.RandomState, n: int = 100, noise: float = 0.0) -> Dataset:
    """A disc (+1) in a ring (-1), whose points lie evenly around. Noise, not in the source, moves the points.

    50 points with radius U(0, 2) and angle U(0, 2π); 50 with radius U(3, 5) at angles 2πi/50.
    Source: ConvNetJS, classify2d demo, `circle_data` (labels 1 and 0 there).
    """
    inner, outer = _shares(n, 2, noise)
    radius = np.concatenate([rng.uniform(0, 2, inner), rng.uniform(3, 5, outer)])
    angle = np.concatenate([rng.uniform(0, 2 * np.pi, inner), 2 * np.pi * np.arange(outer) / outer])
    x = _polar(radius, angle) + rng.uniform(-1, 1, (n, 2)) * noise
    return Dataset("convnetjs-circle", "classification", x, _sign(np.arange(n) < inner))


def convnetjs_spiral(rng: np.random.RandomState, n: int = 200, noise: float = 0.0) -> Dataset:
    """Two shaky arms of 1¼ turns. Noise, not in the source, moves the points further.

    100 points an arm: r = 5i/100 + U(-0.1, 0.1), t = 1.25 * 2πi/100 + U(-0.1, 0.1) (+ π for the second, -1).
    Source: ConvNetJS, classify2d demo, `spiral_data` (labels 1 and 0 there).
    """
    x, arm = _spiral_arms(rng, n, noise, arms=2, turns=1.25, shake=0.1)
    return Dataset("convnetjs-spiral", "classification", x, _sign(arm == 0))


# Others, two of them with more than two classes -------------------------------------------------------------


def moons(rng: np.random.RandomState, n: int = 500, noise: float = 0.0) -> Dataset:
    """Two half circles, each with an end in the other's hollow. Noise is the points' standard deviation.

    (cos t, sin t) is -1 and (1 - cos t, ½ - sin t) is +1, t evenly from 0 to π; plus N(0, noise²). These are
    scikit-learn's `make_moons`, then centred and stretched by 10/3 to fill ±5.
    """
    upper, lower = (np.linspace(0, np.pi, size) for size in _shares(n, 2, noise))
    x = _columns(
        np.concatenate([np.cos(upper), 1 - np.cos(lower)]),
        np.concatenate([np.sin(upper), 0.5 - np.sin(lower)]),
    )
    x = (x + rng.normal(size=(n, 2)) * noise - [0.5, 0.25]) * 10 / 3
    return Dataset("moons", "classification", x, _sign(np.arange(n) >= len(upper)))


def three_gauss(rng: np.random.RandomState, n: int = 501, noise: float = 0.0) -> Dataset:
    """Three classes: blobs at the corners of a triangle, as wide as those of `gauss`."""
    x, blob = _blobs(rng, n, noise, [(0, 3.5), (-3, -1.75), (3, -1.75)])
    return Dataset("three-gauss", "classification", x, blob, ("0", "1", "2"))


def four_gauss(rng: np.random.RandomState, n: int = 500, noise: float = 0.0) -> Dataset:
    """Four classes: blobs at the corners of a square, as wide as those of `gauss`."""
    x, blob = _blobs(rng, n, noise, [(2.5, 2.5), (-2.5, 2.5), (-2.5, -2.5), (2.5, -2.5)])
    return Dataset("four-gauss", "classification", x, blob, ("0", "1", "2", "3"))


def three_spiral(rng: np.random.RandomState, n: int = 501, noise: float = 0.0) -> Dataset:
    """Three classes: three arms of one turn each. Noise moves the points, as in `spiral`."""
    x, arm = _spiral_arms(rng, n, noise, arms=3, turns=1.0)
    return Dataset("three-spiral", "classification", x, arm, ("0", "1", "2"))


generators: dict[str, Generator] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
    "plane": plane,
    "multi-gauss": multi_gauss,
    "convnetjs-circle": convnetjs_circle,
    "convnetjs-spiral": convnetjs_spiral,
    "moons": moons,
    "three-gauss": three_gauss,
    "four-gauss": four_gauss,
    "three-spiral": three_spiral,
}


def make(name: str, rng: np.random.RandomState, n: int | None = None, noise: float = 0.0) -> Dataset:
    """Draw the dataset of this name; `n` None means as many points as its source has.

    Raises ValueError for an unknown name, a number of points or a noise out of range.
    """
    if name not in generators:
        raise ValueError(f"there is no dataset {quoted(name)}; choose one of {', '.join(generators)}")
    return generators[name](rng, noise=noise) if n is None else generators[name](rng, n, noise)


# What the recipes share -------------------------------------------------------------------------------------


def _shares(n: int, parts: int, noise: float) -> list[int]:
    """`n` points in `parts` shares that differ by one at most; checks both numbers of a recipe."""
    if not isinstance(n, int | np.integer) or not parts <= n <= MAX_POINTS:
        raise ValueError(f"a dataset has a whole number of points from {parts} to {MAX_POINTS:,}, not {n}")
    if not 0 <= noise <= MAX_NOISE:  # also refuses nan
        raise ValueError(f"noise must be from 0 to {MAX_NOISE}, not {noise}")
    return [(n + part) // parts for part in range(parts)]


def _blobs(
    rng: np.random.RandomState, n: int, noise: float, centres: list[tuple[float, float]]
) -> tuple[Floats, Ints]:
    """Points [n, 2] normally distributed around the centres, and the number of each one's blob [n]."""
    blob = np.repeat(np.arange(len(centres)), _shares(n, len(centres), noise))
    variance = 0.5 + 7 * noise  # 0.5 without noise, 4 at its most
    return np.array(centres, dtype=np.float64)[blob] + np.sqrt(variance) * rng.normal(size=(n, 2)), blob


def _spiral_arms(
    rng: np.random.RandomState, n: int, noise: float, arms: int, turns: float, shake: float = 0.0
) -> tuple[Floats, Ints]:
    """Points [n, 2] along spirals from the middle to radius 5, and the number of each one's arm [n].

    To radius and angle U(-shake, shake) is added, then U(-1, 1) * noise to the point.
    """
    sizes = _shares(n, arms, noise)
    arm = np.repeat(np.arange(arms), sizes)
    along = np.concatenate([np.arange(size) / size for size in sizes])  # 0 in the middle, towards 1 outside
    radius, angle = 5 * along, turns * 2 * np.pi * along + 2 * np.pi * arm / arms
    if shake:
        radius = radius + rng.uniform(-shake, shake, n)
        angle = angle + rng.uniform(-shake, shake, n)
    return _polar(radius, angle) + rng.uniform(-1, 1, (n, 2)) * noise, arm


def _polar(radius: Floats, angle: Floats) -> Floats:
    return _columns(radius * np.sin(angle), radius * np.cos(angle))  # [n, 2]; clockwise from the top


def _columns(*columns: Floats) -> Floats:
    return np.stack(columns, axis=1)


def _distance(x: Floats) -> Floats:
    return np.sqrt(x[:, 0] ** 2 + x[:, 1] ** 2)  # [n]; from the origin


def _sign(positive: NDArray[np.bool_]) -> Floats:
    return np.where(positive, 1.0, -1.0)[:, None]  # [n, 1]
