"""Sequences to learn from, made so that each asks something else of a memory.

    recall     the first symbol must be named at the end, after a gap in which other symbols come and go
    echo       every symbol must be said again, some moments later
    addition   two binary numbers, digit by digit from the right; what is carried must be kept for a moment
    sunspots   the number of the next year, from those of the years before

A sequence has inputs x, answers wanted y, and moments that count: at the others, nobody listens.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.data import sunspots

type Array = NDArray[np.float64]

TASKS = ("recall", "echo", "addition", "sunspots")
INPUTS = {"recall": 2, "echo": 1, "addition": 2, "sunspots": 1}
EXAM = 100  # sequences that are asked in the exam
TO_COME = 4  # moments of an echo after the last symbol that must be said again


@dataclass(frozen=True, eq=False)
class Batch:
    """N sequences of T moments."""

    x: Array  # [T, N, in]
    y: Array  # [T, N, 1]
    counts: Array  # [T]: 1 where an answer is asked for, else 0


def batch(task: str, rng: RandomState, count: int, gap: int) -> Batch:
    """Random sequences; those of the sun are from the years before the split."""
    if task == "recall":
        x = np.zeros((gap + 2, count, 2))
        x[:-1, :, 0] = 2.0 * rng.randint(2, size=(gap + 1, count)) - 1
        x[0, :, 1] = x[-1, :, 1] = 1  # a bell: remember this, and: say it now
        return Batch(x, np.broadcast_to((x[0, :, :1] + 1) / 2, (gap + 2, count, 1)), _last(gap + 2))
    if task == "echo":
        bits = rng.randint(2, size=(2 * gap + TO_COME, count, 1)).astype(float)
        counts = (np.arange(len(bits)) >= gap).astype(float)
        return Batch(2 * bits - 1, np.roll(bits, gap, axis=0) * counts[:, None, None], counts)
    if task == "addition":
        x = rng.randint(2, size=(gap + 1, count, 2)).astype(float)
        x[-1] = 0  # no number is longer than its digits
        y, carried = np.zeros((gap + 1, count, 1)), np.zeros(count)
        for t in range(gap + 1):
            column = x[t].sum(axis=1) + carried
            y[t, :, 0], carried = column % 2, column // 2
        return Batch(x, y, np.ones(gap + 1))
    return _years(rng.randint(sunspots.SPLIT - sunspots.FIRST - gap, size=count), gap, np.ones(gap))


def exam(task: str, rng: RandomState, gap: int) -> Batch:
    """What the network is judged by: other random sequences, or all years after the split."""
    if task != "sunspots":
        return batch(task, rng, EXAM, gap)
    years = len(sunspots.NUMBERS)
    return _years(np.arange(sunspots.SPLIT - sunspots.FIRST - gap, years - gap), gap, _last(gap))


def _years(starts: NDArray[np.intp], gap: int, counts: Array) -> Batch:
    """Windows of `gap` years and, one year later, what should have been said."""
    scaled = sunspots.scaled()
    at = starts + np.arange(gap)[:, None]  # [T, N]
    return Batch(scaled[at][:, :, None], scaled[at + 1][:, :, None], counts)


def _last(moments: int) -> Array:
    counts = np.zeros(moments)
    counts[-1] = 1
    return counts
