"""What stands beside an axis: where its marks are, and how their numbers are written.

Bokeh's own marks say "5.000e+43", and that only in the browser. These are computed with the range they belong
to, so that a chart, its range and its numbers arrive together.
"""

from collections.abc import Callable
from math import ceil, floor, isclose, log10

from playground.lab.numerals import raised

MOST = 5  # marks on an axis


def marks(start: float, end: float, most: int = MOST) -> dict[float, str]:
    """Round numbers from `start` to `end`, at most so many, each with its text.

    They are whole multiples of 1, 2 or 5 times a power of ten. Raises ValueError unless `start` is below
    `end`.
    """
    if not start < end:
        raise ValueError("an axis must end above its start")
    power = 10.0 ** floor(log10(end / most - start / most))
    for step in (1 * power, 2 * power, 5 * power, 10 * power, 20 * power):
        first, last = _whole(start / step, ceil), _whole(end / step, floor)
        if last - first < most:
            break
    values = [float(f"{times * step:.12g}") for times in range(first, last + 1)]
    largest = max(map(abs, values))
    return {value: text(value, powers=not 1e-3 <= largest < 1e6) for value in values}


def text(value: float, *, powers: bool) -> str:
    """A number as an axis has it: 0.25, 1,500 or, with `powers`, 5·10⁴³; with a real minus."""
    if value == 0:
        return "0"
    if not powers:
        return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")
    digits, exponent = f"{value:.12e}".split("e")
    factor = f"{float(digits):g}".replace("-", "\N{MINUS SIGN}")
    return f"{factor}·10{raised(int(exponent))}"


def _whole(ratio: float, towards: Callable[[float], int]) -> int:
    """`ratio` rounded up or down, but for what floating point has added to a whole number."""
    nearest = round(ratio)
    return nearest if isclose(ratio, nearest, rel_tol=1e-9, abs_tol=1e-9) else towards(ratio)
