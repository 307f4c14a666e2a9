"""`playground check`: are gradients right, do ciphers keep their promise, do agents find what there is to be
found, are printed results reproduced?

All parts are lists of lines. A line has a number from outside (printed in a source, or measured by nudging
parameters), our own number, and how far they may be apart, which is written down beside each of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

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
        return _columns(self.source, self.what, *numbers, "ok" if self.ok else "FAILED")


def check_everything(out: TextIO) -> bool:
    """Print every comparison, as it is made, to `out`; returns whether all of them hold."""
    from playground.check_agents import agents  # the labs need not be loaded to print help
    from playground.check_ciphers import ciphers
    from playground.check_gradients import gradients
    from playground.check_sources import CHAOTIC, printed_results

    right = _print_part(out, "Gradients: backward pass against nudging, largest relative error", gradients())
    read = _print_part(out, "Ciphers: what the key reads, against computing in the open", ciphers())
    found = _print_part(out, "Agents: what there is to be found, and what is found", agents())
    reproduced = _print_part(out, "Results that the sources print", printed_results())
    print(f"\n{CHAOTIC}", file=out)
    print(f"gradients right: {sum(right)} of {len(right)}", file=out)
    print(f"ciphers right: {sum(read)} of {len(read)}", file=out)
    print(f"agents right: {sum(found)} of {len(found)}", file=out)
    print(f"reproduced {sum(reproduced)} of {len(reproduced)}", file=out)
    return all(map(all, (right, read, found, reproduced)))


def _print_part(out: TextIO, title: str, lines: Iterable[Line]) -> Sequence[bool]:
    print(f"\n{title}\n{_columns('source', 'what', 'printed', 'ours', 'tolerance', '')}", file=out)
    held = []
    for line in lines:
        print(line, file=out, flush=True)
        held.append(line.ok)
    return held


def _columns(*texts: str) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, (*WIDTHS, 0), strict=True)).rstrip()


def _show(value: ArrayLike) -> str:
    array = np.asarray(value, float)
    if array.ndim == 0:
        return f"{float(array):.12g}"
    return f"{array.size} numbers" if array.size > 3 else ", ".join(f"{x:.5g}" for x in array.ravel())
