"""Messages, spam or not: reading them, cutting them into words, keeping some for the test.

A message is taken as a bag of words: which ones, and how often, in any order. All numbers of so many digits
count as one word (a filter should learn that there is a phone number, not which one), and so does any sign of
money.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playground.data.csv_text import decode

MOST_MESSAGES, LONGEST_MESSAGE, MOST_BYTES = 400, 500, 20_000  # of one's own
EVERY = 5  # every fifth message of a kind is kept for the test
EXPECTED = "write spam or ham, a comma or a tab, and the message"

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[$£€¥]")
# A line of one's own, or of a table: a number that counts the rows, the kind, the message, empty columns.
_LINE = re.compile(r'(?:"?\d+"?\s*[\t,;])?\s*"?(spam|ham)"?\s*([\t,;:])\s*(.*)', re.IGNORECASE)
_HEADER = re.compile(  # of the tables in which such messages are passed round, such as v1,v2,,,
    r'("?(#|no|nr|id|row|index|unnamed: 0)?"?[\t,;])?\s*"?(v1|labels?|class|category|type|kind|target)"?\s*'
    r'([\t,;]\s*"?[\w ]{0,20}"?\s*)+',
    re.IGNORECASE,
)
_SEP_LINE = re.compile(r'"?sep=."?', re.IGNORECASE)
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


@dataclass(frozen=True)
class Message:
    """What somebody wrote, and whether it is spam."""

    text: str
    spam: bool


def words(text: str) -> list[str]:
    """The words of a text, in order and in small letters; `number3` is any number of three digits.

    A mark on a letter belongs to its word, be it an accent or, as in हिन्दी, a vowel; so does what joins two
    letters. An accent may be typed with its letter or after it: that is the same word.
    """
    text = unicodedata.normalize("NFC", text.lower().replace("’", "'").replace("\N{SOFT HYPHEN}", ""))
    shape = text if text.isascii() else _with_letters_for_marks(text)
    found = [text[word.start() : word.end()].rstrip(_JOINERS) for word in _WORD.finditer(shape)]
    return [_alike(word) for word in found]


def _with_letters_for_marks(text: str) -> str:
    """The text with an a for every mark on a letter and every joiner behind one: regular expressions know
    letters, but not what belongs to them."""
    shape, letter = [], False
    for sign in text:
        mark = letter and (sign in _JOINERS or unicodedata.category(sign).startswith("M"))
        letter = mark or sign.isalpha()
        shape.append("a" if mark else sign)
    return "".join(shape)


def _alike(word: str) -> str:
    return f"number{len(word)}" if word[0].isdecimal() else "money" if word in "$£€¥" else word


@cache
def built_in() -> tuple[Message, ...]:
    """The messages that were written for this project (see data/README.md)."""
    text = Path(__file__).with_name("messages.tsv").read_text(encoding="utf-8")
    return tuple(_messages(text))


def read(text: str | bytes) -> tuple[Message, ...]:
    """One's own messages, one a line. Raises ValueError in one sentence that names the line."""
    if len(text) > MOST_BYTES:
        raise ValueError(f"at most {MOST_BYTES:,} characters are allowed, not {len(text):,}")
    text = decode(text, 4 * MOST_BYTES, save_as="text")
    if "\0" in text:
        raise ValueError("this is not a plain text file; save it as text in UTF-8")
    found = _messages(text)
    if len(found) > MOST_MESSAGES:
        raise ValueError(f"at most {MOST_MESSAGES} messages are allowed, not {len(found):,}")
    for kind, name in ((True, "spam"), (False, "ham")):
        count = sum(message.spam is kind for message in found)
        if count < 2:
            raise ValueError(f"there must be at least 2 {name} messages, and there {_are(count)}")
    for name, part in zip(("spam", "ham"), split(found), strict=False):
        if not part:
            raise ValueError(f"every {name} message is the same as one that is kept for the test; add others")
    return tuple(found)


def _are(count: int) -> str:
    return f"is {count or 'none'}" if count < 2 else f"are {count}"


def _messages(text: str) -> list[Message]:
    found: list[Message] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line.strip("\t,; ")]  # an empty row has separators
    for sign in (_SEP_LINE, _HEADER):
        if lines and sign.fullmatch(lines[0][1]):
            del lines[0]
    for number, line in lines:
        parts = _LINE.fullmatch(line)
        if not parts:
            raise ValueError(f"line {number}: {EXPECTED}")
        label, content = parts[1].lower(), _content(parts[3], parts[2])
        if not words(content):
            raise ValueError(f"line {number}: the message is empty; {EXPECTED}")
        if len(content) > LONGEST_MESSAGE:
            raise ValueError(f"line {number}: a message has at most {LONGEST_MESSAGE} characters")
        found.append(Message(content, label == "spam"))
    return found


def _content(text: str, separator: str) -> str:
    """The message in the rest of a line: without empty columns behind it, and the quotes of a table."""
    text = text.rstrip(f"{separator} \t" if separator != ":" else None)
    if len(text) >= 2 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('""', ""):
        text = text[1:-1].replace('""', '"')
    return text.strip()


def split(found: Sequence[Message]) -> tuple[list[Message], list[Message], list[Message]]:
    """Spam to learn from, other messages to learn from, and every fifth of both kinds for the test.

    A message that is in the test is not learnt from, however often it was sent, as long as others remain.
    """
    learnt: list[list[Message]] = []
    tests: list[Message] = []
    for spam in (True, False):
        kind = [message for message in found if message.spam is spam]
        places = range(EVERY - 1, len(kind), EVERY) or [len(kind) - 1]
        test = [kind[place] for place in places]
        rest = [message for place, message in enumerate(kind) if place not in places]
        learnt.append([message for message in rest if message not in test] or rest)
        tests += test
    return learnt[0], learnt[1], tests
