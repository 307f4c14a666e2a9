"""One comparison, a line of `playground check`: a number from outside beside our own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

WIDTHS = (34, 46, 21, 21, 11)


@dataclass(frozen=True)
class Line:
    """One comparison of numbers or arrays, which may be apart by `tolerance` (absolute)."""

    source: str
    what: str
    printed: ArrayLike
    ours: ArrayLike
    tolerance: float

    @property
    def off(self) -> float:
        """The largest difference; not finite if the two cannot be compared."""
        printed, ours = np.asarray(self.printed, float), np.asarray(self.ours, float)
        return float(np.abs(printed - ours).max()) if printed.shape == ours.shape else np.inf

    @property
    def ok(self) -> bool:
        return self.off <= self.tolerance  # False, too, if anything is NaN

    def __str__(self) -> str:
        numbers = _show(self.printed), _show(self.ours), f"{self.tolerance:.1g}"
        return columns(self.source, self.what, *numbers, "ok" if self.ok else "FAILED")


def columns(*texts: str) -> str:
    """The texts of one line, each under its heading."""
    return "  ".join(text.ljust(width) for text, width in zip(texts, (*WIDTHS, 0), strict=True)).rstrip()


def _show(value: ArrayLike) -> str:
    array = np.asarray(value, float)
    if array.ndim == 0:
        return f"{float(array):.12g}"
    return f"{array.size} numbers" if array.size > 3 else ", ".join(f"{x:.5g}" for x in array.ravel())
