"""What was done in a run, so that it can be done again: the log behind a challenge that is met.

A run is made by its settings, by what a hand has changed on the way, and by nothing else: randomness starts
from the seed. So its log is short: the settings that the model was built with, and after how many steps what
was done. What was taken back, by undo, by going back or by a reset, made nothing of the present state, and
does not stand in it.

As text it is JSON, deflated, in the alphabet of a link (base64url). A text may come from a stranger: sizes
are limited, every value is checked as one that is typed, and only methods that are marked as `by_hand` are
called.
"""

import base64
import json
import math
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from time import perf_counter
from typing import Any, Concatenate

import numpy as np

from playground.lab import settings
from playground.lab.history import Arrays
from playground.lab.settings import SettingError

VERSION = 1
LONGEST_TEXT = 1_000_000  # characters
LARGEST = 4_000_000  # bytes inflated
MOST_STEPS = 10**7  # that are made again: for what a stranger sends
SET, WEIGHTS = "set", "weights"  # live settings were changed; arrays came from elsewhere

Event = tuple[int, str, list[Any]]  # after how many steps, what was done, and with what


@dataclass(frozen=True)
class Journal:
    """`built`: the settings of the model; `events`: what was done since, of which the first `kept` stay."""

    built: dict[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    kept: int = 0  # what lies before arrays that came from elsewhere cannot be gone back to

    def with_settings(self, step: int, values: dict[str, Any]) -> "Journal":
        """Live settings were changed, by name; a drag is one change."""
        if self.events and self.events[-1][:2] == (step, SET):
            (before,) = self.events[-1][2]
            return replace(self, events=(*self.events[:-1], (step, SET, [before | values])))
        return replace(self, events=(*self.events, (step, SET, [values])))

    def with_edit(self, step: int, method: str, arguments: Sequence[Any]) -> "Journal":
        """A hand has changed something, by a method of the lab."""
        return replace(self, events=(*self.events, (step, method, [*arguments])))

    def with_weights(self, step: int, arrays: Arrays, steps: int, what: str) -> "Journal":
        """Arrays of any shape came from elsewhere, which are said to have learnt for `steps` steps."""
        packed = {name: _array_text(array) for name, array in arrays.items()}
        events = (*self.events, (step, WEIGHTS, [packed, steps, what]))
        return replace(self, events=events, kept=len(events))

    def until(self, step: int) -> "Journal":
        """As it was after so many steps."""
        later = (event for event in self.events[self.kept :] if event[0] <= step)
        return replace(self, events=(*self.events[: self.kept], *later))


def by_hand[L, **P, T](method: Callable[Concatenate[L, P], T]) -> Callable[Concatenate[L, P], T]:
    """For a method of a lab that changes its model by hand: what it was given stands in the log.

    What it is given are numbers and texts. It is noted first, as it may meet a challenge at once. If it
    builds the model anew, a new log begins, and what it did is in the settings.
    """

    @wraps(method)
    def noting(lab: L, /, *args: P.args, **kwargs: P.kwargs) -> T:
        run: Any = lab
        before = run.journal
        given = [_plain(value) for value in (*args, *kwargs.values())]
        run.journal = run.journal_here().with_edit(run.steps, method.__name__, given)
        try:
            return method(lab, *args, **kwargs)
        except SettingError:
            run.journal = before  # nothing was changed
            raise

    noting.is_by_hand = True  # type: ignore[attr-defined]
    return noting


# --- as text -----------------------------------------------------------------------------------------------


def pack(lab: Any) -> str:
    """The log of a run up to where it stands, as text safe in a URL."""
    journal, kind = lab.journal_here(), type(lab)
    found = {
        "version": VERSION,
        "lab": kind.slug,
        "built": _texts(kind, journal.built),
        "events": [
            [step, what, [_texts(kind, given[0])] if what == SET else given]
            for step, what, given in journal.events
        ],
        "steps": lab.steps,
        "stopped": bool(lab.stopped),
        "settings": _texts(kind, lab.settings),
        "reading": {name: _plain(value) for name, value in lab.reading.items()},
    }
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(json.dumps(found, separators=(",", ":")).encode()) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


class Replay:
    """All that a log tells, done again: at once, or piece by piece where somebody looks on and others wait.

    `steps` is what it leads to. Raises `SettingError` for a text that is damaged or of another lab than
    `kind`, and, from `go_on`, for more than `most_steps`.
    """

    def __init__(self, kind: Any, text: str, most_steps: int = MOST_STEPS) -> None:
        self._most = self._left = most_steps
        with _or_damaged():
            found = _unpacked(text)
            if found["version"] != VERSION or found["lab"] != kind.slug:
                raise SettingError("log", "this log belongs to another lab")
            self.built: dict[str, Any] = kind.parse(found["built"])
            self.steps, self._stopped = int(found["steps"]), bool(found["stopped"])
            self._settings: dict[str, Any] = kind.parse(found["settings"])
            self._events = deque(found["events"])
            read = found.get("reading", {})
            self.reading = {str(name): float(value) for name, value in read.items()}  # when it was packed

    def begin(self, lab: Any) -> None:
        """Build its model in `lab`. Raises `SettingError`, and then all is as it was."""
        with lab.attempt():
            lab.update(**self.built)
            lab.reset()

    def go_on(self, lab: Any, seconds: float = math.inf) -> bool:
        """Do more of it, for about so many seconds; False if all is done. Raises `SettingError`."""
        deadline = perf_counter() + seconds
        with _or_damaged():
            while self._events:
                step, what, given = self._events[0]
                if not self._run_to(lab, int(step), deadline):
                    return True
                _do_again(lab, what, given)
                self._events.popleft()
                if perf_counter() > deadline:
                    return True
            if not self._run_to(lab, self.steps, deadline):
                return True
            self._end(lab)
        return False

    def _run_to(self, lab: Any, step: int, deadline: float) -> bool:
        """Make the steps up to `step`, or as many as there is time for; whether all have been made."""
        wanted = step - lab.steps
        if wanted > self._left:
            raise SettingError("log", f"this log tells of more than {self._most:,} steps")
        if wanted > 0:
            seconds = deadline - perf_counter()
            self._left -= lab.run(wanted, None if math.isinf(seconds) else max(seconds, 0.0))
        return lab.steps >= step or bool(lab.stopped)

    def _end(self, lab: Any) -> None:
        if self._stopped and not lab.stopped:
            lab.run(1)  # which it cannot make
        values = self._settings
        lab.update(**{name: value for name, value in values.items() if value != lab.settings[name]})
        if lab.steps != self.steps:
            raise SettingError("log", f"this log tells of {self.steps} steps; there are {lab.steps}")

    def sameness(self, lab: Any) -> str:
        """How near the metrics of `lab`, in which all is done, come to those of the run that was packed.

        On one build of numpy they are the same. Another one, as in a browser, may round otherwise: then they
        agree to 1e−9, but for runs that are chaotic.
        """
        if not self.reading:
            return "its numbers are not in its log"
        pairs = [(value, lab.reading.get(name, math.nan)) for name, value in self.reading.items()]
        if all(one == other or (math.isnan(one) and math.isnan(other)) for one, other in pairs):
            return "the same to the last bit"
        if all(math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) for one, other in pairs):
            return "the same to 1e−9"
        return "with other numbers: this machine rounds otherwise"


def replay[L](kind: type[L], text: str, most_steps: int = MOST_STEPS) -> L:
    """A lab in which all was done again that `text` tells; it stands where that one stood, to the last bit.

    Raises `SettingError` for a text that is damaged or of another lab, and for more than `most_steps`.
    """
    whole = Replay(kind, text, most_steps)
    with _or_damaged():
        lab = kind(**whole.built)
    whole.go_on(lab)
    return lab


def holds(kind: Any, key: str, text: str, most_steps: int = MOST_STEPS) -> bool:
    """Whether doing again what `text` tells meets the challenge `key`. Raises as `replay` does."""
    return key in replay(kind, text, most_steps).solved


def _unpacked(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise SettingError("log", f"this log is too long (over {LONGEST_TEXT:,} characters)")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        stream = zlib.decompressobj(wbits=-15)
        found = json.loads(stream.decompress(packed, LARGEST))
        if not stream.eof or not isinstance(found, dict):
            raise ValueError("truncated or too large")
    except (ValueError, RecursionError, zlib.error):
        raise SettingError("log", "this log is damaged") from None
    return found


@contextmanager
def _or_damaged() -> Iterator[None]:
    """Whatever a text makes go wrong in here, it is damaged."""
    try:
        yield
    except SettingError:
        raise
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError):
        raise SettingError("log", "this log is damaged") from None


def _do_again(lab: Any, what: str, given: list[Any]) -> None:
    if what == SET:
        values = lab.parse(given[0])
        lab.update(**{name: value for name, value in values.items() if name in lab.live})
    elif what == WEIGHTS:
        arrays, steps, said = given
        lab.start_from({name: _array(text) for name, text in arrays.items()}, int(steps), str(said))
    elif getattr(getattr(type(lab), what, None), "is_by_hand", False):
        getattr(lab, what)(*given)
    else:
        raise ValueError(what)


def _texts(kind: Any, values: dict[str, Any]) -> dict[str, str]:
    """Settings as texts that are read back exactly."""
    return {name: settings.write(kind.param[name], value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _array_text(array: np.ndarray) -> list[Any]:
    """An array as its type, its shape and its bytes, little-endian."""
    little = np.asarray(array, array.dtype.newbyteorder("<"))
    return [little.dtype.str, [*little.shape], base64.b64encode(little.tobytes()).decode()]


def _array(text: list[Any]) -> np.ndarray:
    kind, shape, numbers = text
    dtype = np.dtype(str(kind))
    if dtype.kind not in "fiub":
        raise ValueError(kind)
    return np.frombuffer(base64.b64decode(numbers), dtype).reshape(shape).astype(dtype.newbyteorder("="))
