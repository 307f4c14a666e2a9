"""Numbers as people type them and as sentences have them, and how to quote what somebody has typed.

The same text is the same number wherever it is typed: in a table, in a formula, in the field of a setting. It
is a plain decimal number. Word processors turn its minus into a dash, East Asian keyboards widen its digits;
both are understood. `1_0`, which is 10 in Python, and digits of other scripts are not.
"""

import math
import re
from collections.abc import Iterable
from decimal import Decimal

# `float` alone would also read "1_000", "nan" and "infinity". No text matches in two ways, or else a line of
# 100,000 digits and a letter would take minutes to refuse.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE | re.ASCII)
# Their variants, each as the one character that is meant: the text keeps its length.
_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)}  # ！ to ～, as ! to ~
DASHES = "\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{SMALL HYPHEN-MINUS}"
PLAIN = _WIDE | dict.fromkeys(map(ord, DASHES), ord("-"))
_HYPHEN = re.compile(r"(?<![\w)\]-])-(?=\.?\d)|(?<=\d[eE])-(?=\d)")  # that stands for a minus
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # what some programs write before a text
# What joins letters and emoji to one sign. It has a width of nothing and no picture of its own.
JOINERS = {"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", *map(chr, range(0xE0020, 0xE0080))}


def is_number(text: str) -> bool:
    """Whether this is a plain decimal number, such as -1, .5 or 2e-3."""
    return _NUMBER.fullmatch(text.translate(PLAIN)) is not None


def read_number(text: str) -> float:
    """The number in a text; ValueError unless `is_number` is true of it."""
    if not is_number(text):  # or float would read what it reads besides
        raise ValueError("no number")
    return float(text.translate(PLAIN))


def read_whole(text: str) -> int:
    """The whole number in a text such as 12, 12.0 or 1e3; ValueError if there is none."""
    plain = text.translate(PLAIN)
    if not is_number(plain):
        raise ValueError("no number")
    if re.fullmatch(r"[+-]?\d+", plain):
        return int(plain)
    number = float(plain)
    if not number.is_integer() or abs(number) > 2**53:  # beyond, a float does not know its last digits
        raise ValueError("no whole number")
    return int(number)


def is_not_finite(text: str) -> bool:
    """Whether a text says nan or infinity: the mark that programs leave where a number is missing."""
    return _NOT_FINITE.fullmatch(text.translate(PLAIN)) is not None


def with_minus(text: str) -> str:
    """The text with a real minus in front of its numbers, and in their exponents."""
    return _HYPHEN.sub("\N{MINUS SIGN}", text)


def fixed(values: Iterable[float], digits: int = 3) -> list[str]:
    """Numbers with so many decimals each, so that a column of them does not move: −0.250, or 1.2e+04."""
    texts = [f"{value:.{digits}f}" if abs(value) < 1000 else f"{value:.1e}" for value in values]
    return [with_minus(text if float(text) else text.removeprefix("-")) for text in texts]


def written(value: float, digits: int = 17) -> str:
    """A number as it stands in a sentence: −12,345, 0.00001 or 2.5e−9, with so many digits at the most.

    Whole numbers are written whole, whatever they are kept as; of one too long to be read, that is said.
    """
    if not isinstance(value, int) and not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 10**15:
        return with_minus(f"{int(value):,}")
    if isinstance(value, int):
        return "so large a number"
    short = repr(float(f"{value:.{digits}g}"))
    if 1e-7 <= abs(value) < 1e15:
        return with_minus(f"{Decimal(short):,f}".removesuffix(".0"))
    return with_minus(re.sub(r"e\+?(-?)0*", r"e\1", short))


def raised(exponent: int) -> str:
    """An exponent as it stands beside its base: −3 is ⁻³."""
    return str(exponent).translate(_RAISED)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def printable(text: str) -> str:
    """The text without what cannot be seen: joiners are left out, anything else that is unprintable is �."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for letter in text
        if letter not in JOINERS
    )


def quoted(text: str) -> str:
    """A text as it appears in a message: in quotes, short, with nothing unprintable in it."""
    shown = printable(text[:100])
    return f"“{shown[:20]}…”" if len(shown) > 20 or len(text) > 100 else f"“{shown}”"
