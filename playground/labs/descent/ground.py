"""The ground of the lab `descent`: its landscapes by name, who races on them, and how a ball gets lost."""

import numpy as np

from playground.data.truth_tables import tables
from playground.lab.numerals import written
from playground.nn.landscapes import ErrorPlane, Formula, Landscape, circuit_of

REACH = 5.0  # of a formula of one's own, each way
LOST = 1e4  # from here on a ball has left for good

# A formula, the ends of what is shown of it along each axis, and where a single ball begins. The steepness of
# the bowl is a setting. Between −7.5 and 6.5 the second one has just five valleys.
LANDSCAPES: dict[str, tuple[str, tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = {
    "bowl": ("", (-4,), (4,), (-3,)),
    "five-valleys": ("0.05*x**2 + 0.6*sin(2*x)", (-7.5,), (6.5,), (-6.0,)),
    "rut": ("0.1*(x - 2)**2 - 0.7*exp(-5*(x + 1.5)**2)", (-5,), (6,), (-4,)),
    "narrow-valley": ("0.5*(x**2 + 25*y**2)", (-5, -2.5), (5, 2.5), (-4, 1)),
}  # fmt: skip

# Who races beside the ball over two numbers, with a learning rate that suits each: on the narrow valley, and
# elsewhere.
RIVALS: dict[str, tuple[tuple[str, float], ...]] = dict.fromkeys(("bowl", "five-valleys", "rut"), ())
RIVALS |= {
    "narrow-valley": (("sgd", 0.07), ("momentum", 0.01), ("adam", 0.1), ("lbfgs", 1.0)),
    "error-plane": (("sgd", 1.0), ("momentum", 0.3), ("adam", 0.1), ("lbfgs", 1.0)),
    "own": (("sgd", 0.01), ("momentum", 0.01), ("adam", 0.1), ("lbfgs", 1.0)),
}


def own_size(text: str) -> int:
    """Over how many numbers the formula in a text is: 1 or 2. Raises ValueError for what is none."""
    return len(circuit_of(text).inputs)


def landscape_of(name: str, own: str, steepness: float) -> Landscape:
    """The landscape of this name. Raises ValueError for a formula of one's own that is none."""
    if name == "error-plane":
        return ErrorPlane(tables["first-column"], np.full(2, -10.0), np.full(2, 10.0))
    if name == "own":
        size = own_size(own)
        low, high, start = np.full(size, -REACH), np.full(size, REACH), np.array([-3.0, 2.0][:size])
        return Formula(own, low, high, start)
    expression, *ends = LANDSCAPES[name]
    if name == "bowl":
        expression = f"{steepness / 2!r}*x**2"
    return Formula(expression, *(np.array(places, float) for places in ends))


def why_lost(ground: Landscape, before: np.ndarray, slopes: np.ndarray, now: np.ndarray) -> str:
    """Why a ball is lost of those that went from `before` to `now`, [B, D], by these slopes; or nothing."""
    for ball in np.flatnonzero(~np.isfinite(slopes).all(axis=1)):
        return f"ball {ball + 1} would need a slope at {place_text(before[ball])}, where there is none"
    for ball in np.flatnonzero(~(np.abs(now) <= LOST).all(axis=1)):
        turned = (before[ball] * now[ball] < 0).any()
        how = "each step overshoots the bottom farther than the last" if turned else "it goes on and on"
        return f"ball {ball + 1} would land at {place_text(now[ball])}, as {how} (divergence)"
    for ball in np.flatnonzero(~np.isfinite(ground.heights(now))):
        return f"ball {ball + 1} would land at {place_text(now[ball])}, where the formula has no height"
    return ""


def place_text(place: np.ndarray) -> str:
    """A place [D] as a sentence has it: x = −1.2, or (−1.2, 3)."""
    numbers = [written(float(value), 3) for value in place]
    return f"x = {numbers[0]}" if len(numbers) == 1 else f"({', '.join(numbers)})"
