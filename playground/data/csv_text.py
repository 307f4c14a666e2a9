"""Reading a few lines of numbers that a person has typed or pasted.

People paste from spreadsheets, from other programs, from a lesson sheet. The columns may be separated by
commas, semicolons or tabs, there may be a header line, blank lines, quotes around words. This module turns
such text into rows of trimmed fields, and a field into a number. What it cannot read it refuses with one
sentence that names the line and says what was expected, because the reader of that sentence is the person
who typed the line.
"""

import math
import re
from collections.abc import Sequence

LIMIT = 1e6  # the largest number, in either direction, that a pasted table may hold
NAME_LENGTH = 30  # the longest name of a class or of a column

# A plain decimal number. `float` alone would also read "1_000", "nan" and "infinity". No text matches in two
# ways, or else a line of 100,000 digits and a letter would take minutes to refuse.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


def read_rows(
    text: str | bytes, *, max_rows: int, max_bytes: int, expected: str, columns: int | None = None
) -> tuple[list[str] | None, list[tuple[int, list[str]]]]:
    """Split pasted text into its header, if it has one, and its rows, each with its line number from 1.

    A first line without a single number in it is the header. Blank lines are skipped. `expected` says in
    words what a line holds ("x, y, label") and appears in the messages. Every line must have `columns`
    fields; None means as many as the first line.

    Raises ValueError for text that is too long, has too many rows or none, or rows of unequal length.
    """
    lines = _decode(text, max_bytes).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    header: list[str] | None = None
    rows: list[tuple[int, list[str]]] = []
    separator = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        separator = separator or next((mark for mark in "\t;," if mark in line), ",")
        fields = [_unquote(field.strip()) for field in line.split(separator)]
        columns = columns or len(fields)
        if len(fields) != columns:
            found = "1 value" if len(fields) == 1 else f"{len(fields):,} values"
            raise ValueError(
                f"line {number}: {found} where {columns} are expected"
                f" ({expected}; separate them by commas, semicolons or tabs)"
            )
        if not rows and header is None and all(map(_is_word, fields)):
            header = fields
            continue
        if len(rows) == max_rows:
            raise ValueError(f"line {number}: at most {max_rows:,} rows are allowed")
        rows.append((number, fields))
    if not rows:
        raise ValueError(f"there are no rows: write one a line ({expected})")
    return header, rows


def to_number(field: str, line: int, expected: str, low: float = -LIMIT, high: float = LIMIT) -> float:
    """The number in a field; ValueError unless it is a plain decimal number from `low` to `high`."""
    if _NOT_FINITE.fullmatch(field):
        raise ValueError(f"line {line}: {quoted(field)} is not a finite number (expected {expected})")
    if not is_number(field):
        hint = "; write decimals with a point" if "," in field else ""
        raise ValueError(f"line {line}: {quoted(field)} is not a number (expected {expected}{hint})")
    value = read_number(field)
    if not low <= value <= high:
        allowed = f"{low:,.10g} to {high:,.10g} is allowed"
        raise ValueError(f"line {line}: {quoted(field)} is out of range ({allowed})")
    return value


def read_number(field: str) -> float:
    """The number in a field of which `is_number` is true."""
    return float(_plain_minus(field))


def is_number(field: str) -> bool:
    """Whether a field is a plain decimal number, such as -1, .5 or 2e-3."""
    return _NUMBER.fullmatch(_plain_minus(field)) is not None


def is_not_finite(field: str) -> bool:
    """Whether a field says nan or infinity: the mark that programs leave where a number is missing."""
    return _NOT_FINITE.fullmatch(field) is not None


def check_names(names: Sequence[str], what: str) -> None:
    """Raise ValueError unless all names (of classes, of columns) differ and can stand in a line of text."""
    for name in names:
        if not name or name != name.strip():
            raise ValueError(f"{what} {quoted(name)} is empty or has blanks around it; give it a plain name")
        if len(name) > NAME_LENGTH:
            raise ValueError(f"{what} {quoted(name)} has more than {NAME_LENGTH} characters; shorten it")
        if not name.isprintable() or any(mark in name for mark in ',;"'):
            raise ValueError(f"{what} {quoted(name)} may not contain commas, semicolons, quotes or tabs")
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValueError(f"{what} {quoted(name)} is there twice; every name must differ")


def quoted(field: str) -> str:
    """A field as it appears in a message: in quotes, short, with nothing unprintable in it."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in field[:21])
    return f"“{shown[:20]}…”" if len(shown) > 20 else f"“{shown}”"


def number_name(value: float) -> str:
    """The shortest text that reads back as exactly this number; whole numbers have no decimal point."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def _decode(text: str | bytes, max_bytes: int) -> str:
    size = len(text)  # a first look that costs nothing, however long the text is
    if isinstance(text, str) and size <= max_bytes:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise ValueError(f"the text has {size:,} bytes or more; at most {max_bytes:,} are allowed")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("this is not a plain text file; save it as CSV in UTF-8") from None
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")  # the byte order mark of some spreadsheets


def _unquote(field: str) -> str:
    return field[1:-1].strip() if len(field) >= 2 and field[0] == field[-1] == '"' else field


def _is_word(field: str) -> bool:
    return bool(field) and not is_number(field) and not is_not_finite(field)


def _plain_minus(field: str) -> str:
    return field.replace("\N{MINUS SIGN}", "-")  # what word processors make of a minus
