"""Whole numbers of 64 bits that never wrap around in silence.

numpy's integers are fast and exact, but short: add 1 to the largest of them, and it turns into the smallest,
without a word. A cipher on which this happened would decrypt to nonsense, and nobody would know why. So every
sum and product of the ciphers goes through this file, which first asks how large the answer could be, and
raises `IntegerOverflow` if that might not fit.
"""

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

LIMIT = 2**62  # half of what fits, so that one more sum of two numbers fits too
EXACT = 2**53  # up to here a float holds every whole number
HALF = 2**32


class IntegerOverflow(OverflowError, ValueError):
    """The answer may not fit into 64 bits, or into the bits that somebody keeps; nothing was computed."""

    def __init__(self, bits: int, most: int = 62) -> None:
        super().__init__(f"a number of about {bits} bits came up, and {most} are the most that is kept here")


def largest(array: Ints) -> int:
    """The size of the largest number in an array of any shape, as a Python integer, which has no limit."""
    return max(int(array.max()), -int(array.min())) if array.size else 0


def _ask(bound: int) -> None:
    if bound >= LIMIT:
        raise IntegerOverflow(bound.bit_length())


def add(a: Ints, b: Ints) -> Ints:
    """a + b [...], stretched as numpy does. Raises `IntegerOverflow` if that might not fit."""
    _ask(largest(a) + largest(b))
    return a + b


def multiply(a: Ints, b: Ints | int) -> Ints:
    """a * b [...], place by place; `b` may be a plain number. Raises `IntegerOverflow`."""
    _ask(largest(a) * (abs(b) if isinstance(b, int) else largest(b)))
    return a * b


def matmul(a: Ints, b: Ints) -> Ints:
    """a @ b: [..., k] and [k, n] to [..., n]. Raises `IntegerOverflow`.

    It is a sum over the last axis of `a`, of so many products at most as large as the largest two.
    """
    bound = largest(a) * largest(b) * a.shape[-1]
    if bound < EXACT:  # floats are exact here, and several times as fast
        product: Ints = (a.astype(np.float64) @ b.astype(np.float64)).astype(np.int64)
        return product
    if bound >= LIMIT:  # look closer: small numbers may meet the large ones
        _ask(int(np.max(np.abs(a).astype(np.float64) @ np.abs(b).astype(np.float64))))
    product = a @ b
    return product


def nearest(a: Ints, divisor: int) -> Ints:
    """a / divisor [...], to the nearest whole number; halves go up."""
    half: Ints = (a + divisor // 2) // divisor
    return half


def bits_needed(array: Ints) -> int:
    """How many binary digits the largest number in an array of any shape has."""
    return largest(array).bit_length()


# A history and a link hold floats, which keep only 53 bits of a number: it travels as two halves.


def to_halves(array: Ints) -> Floats:
    """[...] to [2, ...]: the high and the low 32 bits, each exact as a float."""
    high = array // HALF
    return np.stack([high, array - high * HALF]).astype(np.float64)


def from_halves(halves: Floats) -> Ints:
    """The numbers [...] that `to_halves` took apart. Raises ValueError for halves that it never makes."""
    high, low = halves
    if not (np.all(halves == np.rint(halves)) and np.all(np.abs(high) < HALF // 4) and np.all(low >= 0)):
        raise ValueError("these are no whole numbers of 62 bits")
    if not np.all(low < HALF):
        raise ValueError("these are no whole numbers of 62 bits")
    joined: Ints = high.astype(np.int64) * HALF + low.astype(np.int64)
    return joined
