"""Reading a few lines of numbers that a person has typed or pasted.

People paste from spreadsheets, from other programs, from a lesson sheet. The columns may be separated by
commas, semicolons, tabs or blanks; there may be a header line, empty rows, quotes around words, a column that
only counts the rows. Where a comma does not separate, it may stand in numbers in the place of the point. This
module turns such text into rows of trimmed fields, and a field into a number. What it cannot read it refuses
with one sentence that names the line and says what was expected, because the reader of that sentence is the
person who typed the line.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from playground.data.files import read_file
from playground.lab.numerals import (
    BYTE_ORDER_MARK,
    JOINERS,
    is_not_finite,
    is_number,
    quoted,
    read_number,
    written,
)

LIMIT = 1e6  # the largest number, in either direction, that a pasted table may hold
NAME_LENGTH = 30  # the longest name of a class or of a column

_SEPARATORS = "\t;,"
_SEP_LINE = re.compile(r"\"?sep=(.)\"?", re.IGNORECASE)  # by which spreadsheets are told what separates
# The word of a header, such as "sepal length (cm)" or "x1". With a digit it must look like a name: "4,5" and
# "12 %" are numbers, though not as we write them.
_NAME = re.compile(r"[^\W\d][\w ()\[\]-]*")
_MISSING = ("na", "n/a", "null", "none")  # what programs write where nothing is, besides nan
_COUNTERS = ("", "#", "no", "nr", "id", "row", "index", "unnamed: 0")  # over a column that counts the rows
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)  # a number with a comma for its point
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)  # or does that comma part the thousands?


@dataclass(frozen=True)
class Row:
    """The fields of a line, and its number from 1."""

    line: int
    fields: list[str]


def read_rows(
    text: str | bytes, *, max_rows: int, max_bytes: int, expected: str, columns: int | None = None
) -> tuple[list[str] | None, list[tuple[int, list[str]]]]:
    """Split pasted text into its header, if it has one, and its rows, each with its line number from 1.

    A first line of words is the header. Rows without anything in them are skipped. `expected` says in words
    what a line holds ("x, y, label") and appears in the messages. Every line must have `columns` fields; None
    means as many as most lines. Left out are empty fields beyond that at the end of a line, and a column in
    front that counts the rows. A number with a decimal comma comes back with a point.

    Raises ValueError for text that is too long, has too many rows or none, or rows of unequal length.
    """
    separator, rows = _split(decode(text, max_bytes), columns or 2)
    header = rows.pop(0) if rows and _is_header(rows[0].fields) else None
    if not rows:
        raise ValueError(f"there are no rows: write one a line ({expected})")
    if len(rows) > max_rows:
        raise ValueError(f"line {rows[max_rows].line}: at most {max_rows:,} rows are allowed")
    header, rows = _without_count(header, rows, columns)
    width = columns or _usual_width(rows)
    for row in [header, *rows] if header else rows:
        while len(row.fields) > width and not row.fields[-1]:
            row.fields.pop()
        if len(row.fields) != width:
            found = "1 value" if len(row.fields) == 1 else f"{len(row.fields):,} values"
            raise ValueError(
                f"line {row.line}: {found} where {width} are expected"
                f" ({expected}; separate them by commas, semicolons or tabs)"
            )
    rows = _with_points(rows, separator)
    return header.fields if header else None, [(row.line, row.fields) for row in rows]


def _split(text: str, least: int) -> tuple[str, list[Row]]:
    """The separator, one that makes at least so many fields, and the rows that hold anything."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    written = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    told = _SEP_LINE.fullmatch(written[0][1].strip(" ")) if written else None
    if told:
        separator = told[1]
        del written[0]
    else:
        first = written[0][1] if written else ""
        marks = sorted(
            _SEPARATORS, key=lambda mark: -min(first.count(mark) + 1, least)
        )  # else in their order
        blanks = not any(mark in line for _, line in written for mark in _SEPARATORS)
        separator = " " if blanks else marks[0] if marks[0] in first else ","
    rows = [Row(number, _fields(line, separator)) for number, line in written]
    return separator, [row for row in rows if any(row.fields)]


def _fields(line: str, separator: str) -> list[str]:
    """The fields of a line, trimmed and without the quotes around them; in quotes, a separator is none."""
    if separator == " ":
        return [_unquote(field) for field in line.replace(BYTE_ORDER_MARK, " ").split()]
    mark = re.escape(separator)
    quoted_field = re.compile(rf'[^\S{mark}]*"((?:[^"]+|"")*+)"[^\S{mark}]*(?={mark}|$)')
    fields, start = [], 0
    while start <= len(line):
        whole = quoted_field.match(line, start)
        end = whole.end() if whole else line.find(separator, start) % (len(line) + 1)  # −1: at the end
        fields.append(_trim(whole[1].replace('""', '"')) if whole else _trim(line[start:end]))
        start = end + 1
    return fields


def _is_header(fields: list[str]) -> bool:
    """Whether a first row is one of words; the column that counts the rows need not have a name."""
    first, *others = fields[: _length(fields)]
    return all(map(_is_word, others)) and (_is_word(first) or (bool(others) and first.lower() in _COUNTERS))


def _is_word(field: str) -> bool:
    if not any(letter.isalpha() and not letter.isnumeric() for letter in field):
        return False
    if is_number(field) or is_not_finite(field) or field.lower() in _MISSING:
        return False
    return not any(map(str.isnumeric, field)) or _NAME.fullmatch(field) is not None


def _without_count(header: Row | None, rows: list[Row], columns: int | None) -> tuple[Row | None, list[Row]]:
    """Without a column in front that counts the rows, if there is one."""
    lengths = {_length(row.fields) for row in rows}
    if len(lengths) > 1 or (columns and lengths != {columns + 1}):
        return header, rows
    counted = [row.fields[0] for row in rows]
    counts = any(counted == [str(i + start) for i in range(len(rows))] for start in (0, 1))
    names = header.fields if header else []
    nameless = header is not None and _length(names) == min(lengths) - 1
    named = header is not None and names[0].lower() in (_COUNTERS if columns else _COUNTERS[:2])
    if not (counts and (nameless or named or (columns and len(rows) > 2))):
        return header, rows
    if header and not nameless:
        header = Row(header.line, names[1:])
    return header, [Row(row.line, row.fields[1:]) for row in rows]


def _length(fields: list[str]) -> int:
    """How many fields there are, without the empty ones at the end."""
    return max((place for place, field in enumerate(fields, start=1) if field), default=0)


def _usual_width(rows: list[Row]) -> int:
    return Counter(_length(row.fields) for row in rows).most_common(1)[0][0]


def _with_points(rows: list[Row], separator: str) -> list[Row]:
    """The rows with a point in every number that has a comma; ValueError if that may part thousands."""
    fields = [field for row in rows for field in row.fields]
    commas = [field for field in fields if _COMMA.fullmatch(field)]
    points = any("." in field and is_number(field) for field in fields)
    decimal = separator == ";" or any(not _THOUSANDS.fullmatch(field) for field in commas)
    for row in rows if commas else ():
        for place, field in enumerate(row.fields):
            if _THOUSANDS.fullmatch(field) and (points or not decimal):
                sentence = f"{quoted(field)} can be read in two ways; write decimals with a point"
                raise ValueError(f"line {row.line}: {sentence}, and nothing between thousands")
            if _COMMA.fullmatch(field):
                row.fields[place] = field.replace(",", ".")
    return rows


def to_number(field: str, line: int, expected: str, low: float = -LIMIT, high: float = LIMIT) -> float:
    """The number in a field; ValueError unless it is a plain decimal number from `low` to `high`."""
    if is_not_finite(field):
        raise ValueError(f"line {line}: {quoted(field)} is not a finite number (expected {expected})")
    if not is_number(field):
        hint = "; write decimals with a point" if "," in field else ""
        raise ValueError(f"line {line}: {quoted(field)} is not a number (expected {expected}{hint})")
    value = read_number(field)
    if not low <= value <= high:
        allowed = f"{written(low)} to {written(high)} is allowed"
        raise ValueError(f"line {line}: {quoted(field)} is out of range ({allowed})")
    return value


def check_names(names: Sequence[str], what: str) -> None:
    """Raise ValueError unless all names (of classes, of columns) differ and can stand in a line of text."""
    for name in names:
        if not name or name != name.strip():
            raise ValueError(f"{what} {quoted(name)} is empty or has blanks around it; give it a plain name")
        if len(name) > NAME_LENGTH:
            raise ValueError(f"{what} {quoted(name)} has more than {NAME_LENGTH} characters; shorten it")
        if not "".join(c for c in name if c not in JOINERS).isprintable() or any(
            mark in name for mark in ',;"'
        ):
            raise ValueError(f"{what} {quoted(name)} may not contain commas, semicolons, quotes or tabs")
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValueError(f"{what} {quoted(name)} is there twice; every name must differ")


def number_name(value: float) -> str:
    """The shortest text that reads back as exactly this number; whole numbers have no decimal point."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def decode(text: str | bytes, max_bytes: int, save_as: str = "CSV") -> str:
    """The text of a file, without its byte order mark; ValueError if it is too long, or no text."""
    size = len(text)  # a first look that costs nothing, however long the text is
    if isinstance(text, str) and size <= max_bytes:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise ValueError(f"the text has {size:,} bytes or more; at most {max_bytes:,} are allowed")
    if isinstance(text, bytes):
        text, _ = read_file(text, save_as)
    if text.count("\0") > len(text) // 3:  # every other byte of what was taken for UTF-8
        raise ValueError(f"this looks like a text in UTF-16; save it as {save_as} in UTF-8")
    return text.lstrip(BYTE_ORDER_MARK)


def _trim(field: str) -> str:
    return field.strip().strip(BYTE_ORDER_MARK).strip()


def _unquote(field: str) -> str:
    if len(field) >= 2 and field[0] == field[-1] == '"':
        return _trim(field[1:-1].replace('""', '"'))
    return field
