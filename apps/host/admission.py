"""Who may open a page, and who may play: a server that is full says so, before it gets slow for everybody.

Each open page takes memory (a few megabytes), and each that plays takes time, of which a process has one
second a second. So both are counted. Past the first limit a newly opened page is a small one that offers to
wait (`apps/host/waiting.py`); past the second, Play answers with a sentence, and whoever was refused is told
when there is room again. A page that plays and that nobody touches for long pauses by itself, and makes room.

The counts are those of all processes that serve together: each has a slot in memory that all can read
(`apps/host/processes.py`), and writes only its own. Nobody waits for a lock that a process could take to its
grave: a process first writes down what it is about to let in and then adds up, so that two at once may both
refuse the last place, but never both give it away.

Without a server (in the browser, in a notebook, under `panel serve`) there is no house, and no limit.
"""

import asyncio
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from playground.lab.settings import SettingError, shorten

# For each process. Measured on one core of a small machine: an open page takes 1 MB (backprop) to 7 MB
# (classifier), and up to a fifth of a second to make; past 64 that play at once none gets anywhere.
SESSIONS = 200
PLAYING = 64
IDLE_MINUTES = 15

BETWEEN_LOOKS = 1.0  # seconds between two looks whether there is room to play
FREE = "There is room to play now: press Play."


@dataclass(frozen=True)
class Limits:
    """How many pages may be open and play in all processes together, and where else there is room."""

    sessions: int = SESSIONS
    playing: int = PLAYING
    idle_minutes: int = IDLE_MINUTES  # after which a page that plays untouched pauses; 0 for never
    static_site: str = ""


class House:
    """The counts of one process, and of all that serve with it.

    `open_pages` and `playing` say how many there are in this process. `slots` has two numbers for each
    process (open pages, pages that play), of which this one, the `number`th, writes its own.
    """

    def __init__(
        self,
        limits: Limits,
        open_pages: Callable[[], int],
        playing: Callable[[], int],
        slots: MutableSequence[int] | None = None,
        number: int = 1,
    ) -> None:
        self.limits = limits
        self._open_pages, self._playing = open_pages, playing
        self._slots = [0, 0] if slots is None else slots
        self._own = 2 * (number - 1)
        self._entering = 0  # pages that were let in and are still being made
        self._waiting: dict[object, None] = {}  # who wants to play, in the order in which they came

    def count(self) -> None:
        """Write down how many are here, for all processes to see."""
        self._slots[self._own] = self._open_pages() + self._entering
        self._slots[self._own + 1] = self._playing()

    def enter(self) -> bool:
        """Whether one more page may be opened. If so, `entered` is to be called once it is, or has failed."""
        self._entering += 1
        self.count()
        if sum(self._slots[0::2]) <= self.limits.sessions:
            return True
        self.entered()
        return False

    def entered(self) -> None:
        """A page that was let in counts as an open one from now on."""
        self._entering -= 1
        self.count()

    def room_to_play(self) -> int:
        """How many more may play."""
        self.count()
        return self.limits.playing - sum(self._slots[1::2])

    def may_play(self) -> bool:
        """Whether one more page may play, which it then does at once."""
        self.count()
        self._slots[self._own + 1] += 1
        if sum(self._slots[1::2]) <= self.limits.playing:
            return True
        self.count()
        return False

    def refusal(self) -> str:
        """Why a page may not play now, or an empty text."""
        if self.may_play():
            return ""
        most = self.limits.playing
        labs = "One lab plays" if most == 1 else f"{most:,} labs play"
        elsewhere = (
            f" At {self.limits.static_site} it plays in your own browser." if self.limits.static_site else ""
        )
        return (
            f"{labs} here already, and this server has no time for more. You will read here when it has."
            f"{elsewhere}"
        )

    async def until_there_is_room(self, page: object, wants: Callable[[], bool]) -> bool:
        """Wait in line until `page` may play; False as soon as it no longer `wants` to."""
        self._waiting[page] = None
        try:
            while wants():
                if [*self._waiting].index(page) < self.room_to_play():
                    return True
                await asyncio.sleep(BETWEEN_LOOKS)
            return False
        finally:
            del self._waiting[page]

    def too_idle(self, seconds: float) -> str:
        """What to say to a page that plays and was not touched for so long; an empty text if it may go on."""
        minutes = self.limits.idle_minutes
        if not minutes or seconds < 60 * minutes:
            return ""
        long = "a minute" if minutes == 1 else f"{minutes:,} minutes"
        return f"Paused, as nobody has touched this page for {long}. Play goes on from here."


USUAL = Limits()
house: House | None = None  # of this process, once it serves


def site(text: str) -> str:
    """The address of a static site, with a slash at its end. Raises `SettingError` if it is none."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or not text.isprintable() or " " in text or len(text) > 500:
        raise SettingError(
            "static-site",
            "--static-site takes the address of a static site, such as https://example.org/playground/, "
            f"not “{shorten(text)}”",
        )
    return text.rstrip("/") + "/"
