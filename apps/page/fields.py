"""What a message may bring: a command names its fields, and says of each what it can be.

    takes(self._rewind, step=Whole(), settles="moment")

Messages come from a browser, so from anybody: whatever JSON can hold may stand in any field. A field reads a
value, and gives a handler what was asked for, or refuses the message in one sentence, before anything has
been touched. Fields that a command does not name are left out.
"""

import math
from base64 import b64decode
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.lab.settings import SettingError

Message = dict[str, Any]

NAME, TEXT = 100, 100_000  # characters: of a name, and of the longest text of one's own with room to spare
LAST = 2**53 - 1  # the whole numbers that a browser can count


class Refused(SettingError):
    """A message that cannot be read; the text says why in one sentence."""

    def __init__(self, why: str) -> None:
        super().__init__("message", why)


class Field:
    """One value of a message: `read` returns what a handler gets, or raises `ValueError`."""

    @property
    def is_a(self) -> str:
        """What a sentence says of the value."""
        return "anything"

    def read(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Whole(Field):
    """A whole number."""

    low: int = 0
    high: int = LAST

    @property
    def is_a(self) -> str:
        return f"a whole number from {self.low:,} to {self.high:,}"

    def read(self, value: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is not int or not self.low <= value <= self.high:
            raise ValueError
        return value


@dataclass(frozen=True)
class Number(Field):
    """A finite number. How large it may be, is for the lab to say."""

    is_a = "a number"

    def read(self, value: Any) -> float:
        if type(value) not in (int, float) or abs(value) > 1e300 or math.isnan(value):
            raise ValueError
        return float(value)


@dataclass(frozen=True)
class Text(Field):
    """A text. Half a character, which no file can hold, comes from broken input only."""

    longest: int = TEXT

    @property
    def is_a(self) -> str:
        return f"a text of at most {self.longest:,} characters"

    def read(self, value: Any) -> str:
        if type(value) is not str or len(value) > self.longest:
            raise ValueError
        value.encode()
        return value


@dataclass(frozen=True)
class File(Field):
    """The bytes of a file, which come in base64."""

    most: int

    @property
    def is_a(self) -> str:
        return f"a file of at most {self.most:,} bytes, in base64"

    def read(self, value: Any) -> bytes:
        data = b64decode(Text(2 * self.most).read(value), validate=True)
        if len(data) > self.most:
            raise ValueError
        return data


@dataclass(frozen=True)
class Typed(Field):
    """A number as somebody has typed it, or as a control has it. The lab reads it."""

    is_a = "a number, or the text of one"

    def read(self, value: Any) -> float | str:
        return Text(NAME).read(value) if isinstance(value, str) else Number().read(value)


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no."""

    is_a = "true or false"

    def read(self, value: Any) -> bool:
        if type(value) is not bool:
            raise ValueError
        return value


@dataclass(frozen=True)
class OneOf(Field):
    """One of a few words."""

    words: Collection[str]

    @property
    def is_a(self) -> str:
        return f"one of {', '.join(self.words)}"

    def read(self, value: Any) -> str:
        if type(value) is not str or value not in self.words:
            raise ValueError
        return value


@dataclass(frozen=True)
class Texts(Field):
    """Texts by their names: the settings of a whole lab."""

    most: int = 50

    @property
    def is_a(self) -> str:
        return f"at most {self.most} names, each with a text of at most {TEXT:,} characters"

    def read(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > self.most:
            raise ValueError
        return {Text(NAME).read(name): Text().read(text) for name, text in value.items()}


@dataclass(frozen=True)
class AtMostOne(Field):
    """A list of one number, or of none, as Bokeh has the place of a crosshair."""

    is_a = "a list of one number, or of none"

    def read(self, value: Any) -> list[float]:
        if not hasattr(value, "__len__") or isinstance(value, str | dict) or len(value) > 1:
            raise ValueError
        return [Number().read(float(one)) for one in value]


@dataclass(frozen=True)
class Maybe(Field):
    """A field that may be left out: then a handler gets `instead`, or nothing if there is no such thing."""

    inside: Field
    instead: Any = None

    @property
    def is_a(self) -> str:
        return self.inside.is_a

    def read(self, value: Any) -> Any:
        return self.inside.read(value)


Settles = Callable[[Message], Collection[Hashable]]


@dataclass(frozen=True)
class Command:
    """What is done with one kind of message.

    `settles` names what a message decides: one that waits, and decides nothing that the next one does not
    decide as well, need not be done. A message that settles nothing is always done. `refuse` is where it is
    said why not, if not under the timeline.
    """

    do: Callable[..., Any]
    fields: Mapping[str, Field]
    settles: Settles = field(default=lambda message: ())
    refuse: Callable[[SettingError], None] | None = None

    def read(self, message: Mapping[Any, Any]) -> Message:
        """The fields of a message, checked. Raises `Refused`."""
        found: Message = {}
        for name, one in self.fields.items():
            if name in message:
                try:
                    found[name] = one.read(message[name])
                except (ValueError, TypeError, OverflowError):
                    raise Refused(f"{name} is {one.is_a}") from None
            elif not isinstance(one, Maybe):
                raise Refused(f"{name} is missing: it is {one.is_a}")
            elif one.instead is not None:
                found[name] = one.instead
        return found


def takes(
    do: Callable[..., Any],
    *,
    settles: str | Settles = lambda message: (),
    refuse: Callable[[SettingError], None] | None = None,
    **fields: Field,
) -> Command:
    """A command with these fields; if `settles` is a word, every message of it settles the same."""
    if isinstance(settles, str):
        word = settles
        return Command(do, fields, lambda message: (word,), refuse)
    return Command(do, fields, settles, refuse)
