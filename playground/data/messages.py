"""Messages, spam or not: reading them, cutting them into words, keeping some for the test.

A message is taken as a bag of words: which ones, and how often, in any order. All numbers of so many digits
count as one word (a filter should learn that there is a phone number, not which one), and so does any sign of
money.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOST_MESSAGES, LONGEST_MESSAGE, MOST_BYTES = 400, 500, 20_000  # of one's own
EVERY = 5  # every fifth message of a kind is kept for the test
EXPECTED = "write spam or ham, a comma or a tab, and the message"

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[$£€¥]")
_LINE = re.compile(r"\s*(spam|ham)\s*[\t,;:]\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Message:
    """What somebody wrote, and whether it is spam."""

    text: str
    spam: bool


def words(text: str) -> list[str]:
    """The words of a text, in order and in small letters; `number3` is any number of three digits."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return [_alike(word) for word in found]


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
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("this is not a plain text file; save it as text in UTF-8") from None
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
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = _LINE.fullmatch(line)
        if not parts:
            raise ValueError(f"line {number}: {EXPECTED}")
        label, content = parts[1].lower(), parts[2].strip()
        if not words(content):
            raise ValueError(f"line {number}: the message is empty; {EXPECTED}")
        if len(content) > LONGEST_MESSAGE:
            raise ValueError(f"line {number}: a message has at most {LONGEST_MESSAGE} characters")
        found.append(Message(content, label == "spam"))
    return found


def split(found: Sequence[Message]) -> tuple[list[Message], list[Message], list[Message]]:
    """Spam to learn from, other messages to learn from, and every fifth of both kinds for the test."""
    kinds: list[list[Message]] = [[m for m in found if m.spam], [m for m in found if not m.spam]]
    tests = [kind[EVERY - 1 :: EVERY] or kind[-1:] for kind in kinds]
    learnt = [[m for m in kind if m not in test] for kind, test in zip(kinds, tests, strict=True)]
    return learnt[0], learnt[1], tests[0] + tests[1]
