"""A formula as one writes it on paper, spelled as Python's parser reads it.

Paper has × and −, raised exponents, ½ and 2½, small digits below a letter. Each has one meaning here, or is
refused by name: a sign that Python would quietly take for another (10⁶ for 106, ① for 1) changes what the
formula says.
"""

import re
import unicodedata
from itertools import groupby

from playground.lab.numerals import BYTE_ORDER_MARK, DASHES, quoted

ALLOWED = "use + − × ÷ **, brackets, numbers, your own names, and gates such as max(x, y) or exp(x)"

# What looks right on paper, and what Python calls it.
PAPER = (
    dict.fromkeys("×·⋅∙∗", "*")
    | dict.fromkeys("÷∕\N{FRACTION SLASH}", "/")
    | dict.fromkeys(DASHES, "-")
    | {"^": "**"}
)
INVISIBLE = BYTE_ORDER_MARK + "\N{ZERO WIDTH SPACE}\N{WORD JOINER}"
SAME = ("<wide>", "<narrow>", "<font>", "<noBreak>")  # variants of a character that look like it

type Spelled = list[tuple[str, int]]  # a character of Python, and the column in the text that it came from


class ExpressionError(ValueError):
    """One sentence on what is wrong with a text; `column` says where, counted from 0."""

    def __init__(self, sentence: str, column: int = 0) -> None:
        super().__init__(sentence)
        self.column = column


def spell(text: str) -> tuple[str, list[int]]:
    """The text as Python spells it, and for each of its characters, and its end, the column in `text`.

    Raises ExpressionError for a character that means nothing here, or something else than it shows.
    """
    spelled: Spelled = []
    column = 0
    for kind, letters in groupby(text, _kind):
        piece = "".join(letters)
        before, after = text[:column], text[column + len(piece) :]
        match kind:
            case "raised":
                spelled += _exponent(piece, before.rstrip(), after.lstrip(), column)
            case "fraction":
                whole = _whole_part(before)  # the 2 of 2½
                spelled = spelled[: len(spelled) - len(whole)]
                spelled += _fraction(whole, piece, before, column)
            case "word":
                spelled += _word(piece, column)
            case _:
                spelled += _plain(piece, column)
        column += len(piece)
    python = "".join(character for character, _ in spelled)
    if not python.isprintable() or "#" in python or "\\" in python:  # a null character, a comment, ...
        raise ExpressionError(f"The expression holds a character that is not allowed: {ALLOWED}.")
    columns = [column for _, column in spelled]
    indent = len(python) - len(python.lstrip())
    return python[indent:], [*columns[indent:], len(text)]


def _kind(character: str) -> str:
    """Of which kind of piece a character is a part."""
    how = unicodedata.decomposition(character)
    if how.startswith("<super>"):
        return "raised"
    if how.startswith("<fraction>"):
        return "fraction"
    return "word" if _is_letter(character) or character in "_." else "sign"


def _is_letter(character: str) -> bool:
    """Whether it is a part of a word: a letter, a digit, or a mark on one."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


def _plain(piece: str, column: int, low: bool = False) -> Spelled:
    """Characters as Python spells them; `low` allows for small digits below."""
    spelled: Spelled = []
    for place, character in enumerate(piece, column):
        plain = unicodedata.normalize("NFKC", character)
        how = unicodedata.decomposition(character).partition(" ")[0]
        if character.isspace() or character in INVISIBLE:
            plain = " "
        elif character in PAPER:
            plain = PAPER[character]
        elif plain == character or plain.isalpha() or how in SAME or (low and how == "<sub>"):
            plain = PAPER.get(plain, plain)
        else:
            raise ExpressionError(f"{quoted(character)} is not allowed: {ALLOWED}.", place)
        spelled += [(part, place) for part in plain]
    return spelled


def _word(piece: str, column: int) -> Spelled:
    """A name or a number; 007 is 7, as it is in a table."""
    if not re.match(r"\.?\d", piece):
        return _plain(piece, column, low=True)
    spelled = _plain(piece, column)
    plain = "".join(part for part, _ in spelled)
    if any(c.isdecimal() and not c.isascii() for c in plain):
        raise ExpressionError(f"{quoted(piece)} is not a number: write it with the digits 0 to 9.", column)
    if "_" in plain:
        raise ExpressionError(f"{quoted(piece)} is not a number: write it without a _.", column)
    decimal = re.fullmatch(r"\d[\d.]*([eE]\d*)?", plain)
    return spelled[len(plain) - len(re.sub(r"^0+(?=\d)", "", plain)) if decimal else 0 :]


def _exponent(piece: str, before: str, after: str, column: int) -> Spelled:
    """A run of raised characters: one whole number."""
    if not before or not (_is_letter(before[-1]) or before[-1] in ")]}."):
        sentence = f"{quoted(piece)} raises nothing: it belongs behind a name, a number or a bracket."
        raise ExpressionError(sentence, column)
    digits = unicodedata.normalize("NFKC", piece).replace("−", "-")
    if not re.fullmatch(r"[+-]?\d+", digits, re.ASCII) or after.startswith("\N{FRACTION SLASH}"):
        sentence = f"{quoted(piece)} is not read as an exponent: write ^ and the exponent in brackets."
        raise ExpressionError(sentence, column)
    if after.startswith(("**", "^", "＾")) or (after and _kind(after[0]) == "raised"):
        sentence = f"What is raised by {quoted(piece)} is raised again: write brackets, such as (x²)³."
        raise ExpressionError(sentence, column)
    return _spread("**(", str(int(digits)), column, len(piece))


def _whole_part(before: str) -> str:
    """The digits right before a fraction, if they are a number by themselves."""
    word = re.search(r"[\w.]*$", before)
    return word[0] if word and re.fullmatch(r"[0-9]+", word[0]) else ""


def _fraction(whole: str, piece: str, before: str, column: int) -> Spelled:
    """½, or the 2½ that it makes of a whole number, in brackets, for what follows is no part of it."""
    if len(piece) > 1 or (not whole and before and (_is_letter(before[-1]) or before[-1] in ").")):
        raise ExpressionError(
            f"{quoted(piece)} stands behind a number or name: for a product write *.", column
        )
    above, below = unicodedata.normalize("NFKC", piece).split("\N{FRACTION SLASH}")
    if not below:
        raise ExpressionError(f"{quoted(piece)} is not a number: write the fraction with a /.", column)
    number = repr(int(whole or 0) + int(above) / int(below))
    return _spread("(", number, column - len(whole), len(whole) + 1)


def _spread(opening: str, number: str, start: int, length: int) -> Spelled:
    """A number in brackets that stands for a piece of text, from its first column to its last."""
    places = [start] * len(opening) + [start + min(i, length - 1) for i in range(len(number) - 1)]
    return [*zip(f"{opening}{number})", [*places, start + length - 1, start + length - 1], strict=True)]
