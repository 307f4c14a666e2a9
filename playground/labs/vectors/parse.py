"""Small vectors and matrices of whole numbers, as somebody types them: `1, 2, 3` and `0 1; 1 0`.

What cannot be read raises ValueError with the reason; nothing is guessed.
"""

import re
from typing import Any

import numpy as np

from playground.crypto.int64 import Ints
from playground.lab.numerals import BYTE_ORDER_MARK, PLAIN, written
from playground.lab.settings import shorten

FEWEST, MOST = 2, 6  # numbers in a vector
LARGEST = 1000  # and how large they may be
LARGEST_WEIGHT = 9  # in a matrix

NAMED = ("turn", "mirror", "differences", "sums")


def vector_from(text: str) -> Ints:
    """The vector [m] in `text`. Raises ValueError if there is none."""
    parts = [part for part in re.split(r"[,;\s]+", text.replace(BYTE_ORDER_MARK, " ")) if part]
    if not FEWEST <= len(parts) <= MOST:
        raise ValueError(f"it is {FEWEST} to {MOST} whole numbers, such as 1, 2, 3; not {len(parts)}")
    return _fixed([_number(part, LARGEST) for part in parts])


def matrix_from(text: str) -> str | Ints:
    """The matrix [rows, columns] in `text`, or its name, of which there are matrices of any size.

    Raises ValueError if there is none.
    """
    text = text.replace(BYTE_ORDER_MARK, " ").strip()
    if text in NAMED:
        return text
    if not re.search(r"\d", text):
        raise ValueError(f"it is {', '.join(NAMED)} or rows of numbers, not “{shorten(text)}”")
    lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
    rows = [[_number(part, LARGEST_WEIGHT) for part in re.split(r"[,\s]+", line.strip())] for line in lines]
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"its rows must be of one length, not {' and '.join(str(len(row)) for row in rows)}")
    return _fixed(rows)


def square(matrix: str | Ints, size: int) -> Ints:
    """What `matrix_from` gave, as [size, size]. Raises ValueError if it has another size."""
    ones = np.eye(size, dtype=np.int64)
    if isinstance(matrix, np.ndarray):
        if matrix.shape != (size, size):
            given = " × ".join(map(str, matrix.shape))
            raise ValueError(f"matrix must be {size} × {size}, as x has {size} numbers; this is {given}")
        return matrix
    return {
        "turn": np.roll(ones, 1, axis=0),
        "mirror": ones[::-1].copy(),
        "differences": ones - np.roll(ones, 1, axis=0),
        "sums": np.tril(np.ones_like(ones)),
    }[matrix]


def _fixed(numbers: Any) -> Ints:
    array = np.array(numbers, np.int64)
    array.flags.writeable = False  # it is kept for the next who types the same
    return array


def _number(text: str, limit: int) -> int:
    plain = text.translate(PLAIN)
    if not re.fullmatch(r"[-+]?\d{1,9}", plain, re.ASCII):
        raise ValueError(f"it has whole numbers only, and “{shorten(text)}” is none")
    number = int(plain)
    if abs(number) > limit:
        raise ValueError(f"it has numbers from {written(-limit)} to {written(limit)}, not {written(number)}")
    return number
