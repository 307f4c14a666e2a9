"""Small vectors and matrices of whole numbers, as somebody types them: `1, 2, 3` and `0 1; 1 0`.

What cannot be read raises `SettingError` with the reason; nothing is guessed.
"""

import re

import numpy as np

from playground.crypto.int64 import Ints
from playground.lab.numerals import BYTE_ORDER_MARK, PLAIN
from playground.lab.settings import SettingError, shorten

FEWEST, MOST = 2, 6  # numbers in a vector
LARGEST = 1000  # and how large they may be
LARGEST_WEIGHT = 9  # in a matrix

NAMED = ("turn", "mirror", "differences", "sums")


def vector_from(text: str, name: str) -> Ints:
    """The vector in `text`."""
    parts = [part for part in re.split(r"[,;\s]+", text.replace(BYTE_ORDER_MARK, " ")) if part]
    if not FEWEST <= len(parts) <= MOST:
        raise SettingError(
            name, f"{name} is {FEWEST} to {MOST} whole numbers, such as 1, 2, 3; not {len(parts)}"
        )
    return np.array([_number(part, name, LARGEST) for part in parts], np.int64)


def matrix_from(text: str, size: int) -> Ints:
    """The matrix that `text` names or spells out, of `size` rows and columns."""
    text = text.replace(BYTE_ORDER_MARK, " ")
    ones = np.eye(size, dtype=np.int64)
    known = {
        "turn": np.roll(ones, 1, axis=0),
        "mirror": ones[::-1].copy(),
        "differences": ones - np.roll(ones, 1, axis=0),
        "sums": np.tril(np.ones_like(ones)),
    }
    if text.strip() in known:
        return known[text.strip()]
    if not re.search(r"\d", text):
        raise SettingError(
            "matrix", f"matrix is {', '.join(NAMED)} or rows of numbers, not “{shorten(text)}”"
        )
    lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
    rows = [
        [_number(part, "matrix", LARGEST_WEIGHT) for part in re.split(r"[,\s]+", line.strip())]
        for line in lines
    ]
    if len(rows) != size or any(len(row) != size for row in rows):
        given = f"{len(rows)} × {max(map(len, rows))}"
        raise SettingError(
            "matrix", f"matrix must be {size} × {size}, as x has {size} numbers; this is {given}"
        )
    return np.array(rows, np.int64)


def _number(text: str, name: str, limit: int) -> int:
    plain = text.translate(PLAIN)
    if not re.fullmatch(r"[-+]?\d{1,9}", plain, re.ASCII):
        raise SettingError(name, f"{name} has whole numbers only, and “{shorten(text)}” is none")
    number = int(plain)
    if abs(number) > limit:
        raise SettingError(name, f"{name} has numbers from −{limit:,} to {limit:,}, not {number:,}")
    return number
