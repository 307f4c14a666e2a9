"""Turns: of all players of a process one computes at a time, and each gets the same share of it.

All pages of a process share one event loop, in which somebody who computes keeps everybody else waiting. So
whoever wants to make a frame waits for a turn. Between two turns the loop handles what has arrived meanwhile:
a click on Pause, and what it takes to send a frame. If all players who are due went one after the other, as
timers do, a click in a class of sixty would wait for sixty frames, several times over.

Turns go to whoever has had the least time so far, counted in time computed and not in turns: large networks
get rarer frames, and not more of the machine. Who comes back from a pause has saved nothing up meanwhile.
(This is start-time fair queueing: P. Goyal, H. M. Vin and H. Cheng, 1996.) A turn counts as long as those of
this player are on average, or one that took long by accident would have to be made up for all at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count
from weakref import WeakKeyDictionary

BREATHS = 4  # rounds of the event loop before each turn, in which is handled what has arrived
LONGEST_GAP = 0.05  # seconds between two turns that count: more is no frame's fault, but a new page's
FIRST = 0.01  # seconds that a first turn counts at most: it may have found nothing prepared
MOST_UNUSUAL = 2.0  # times the average turn: more does not count
WEIGHT = 1 / 8  # of the last turn, and the last gap, in their averages


class Turns:
    """The turns of one event loop: `async with turns.take(who): ...`.

    `gap` is the average time from one turn to the next while somebody waits: what it costs to send a frame
    and to hear that it was drawn, besides the making of it.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []  # a heap: least time first
        self._numbers = count()  # who has had the same time goes in order
        self._taken = False
        self._now = 0.0  # the time that whoever has the turn had had before
        self._had: WeakKeyDictionary[object, float] = WeakKeyDictionary()
        self._usual: WeakKeyDictionary[object, float] = WeakKeyDictionary()  # seconds of a turn
        self._ended = _time()
        self.gap = 0.0

    @asynccontextmanager
    async def take(self, who: object) -> AsyncIterator[None]:
        """Wait for a turn of `who`, and have it until the end of the block."""
        arrived, had = _time(), max(self._now, self._had.get(who, 0.0))
        if self._taken:
            await self._wait(had)
        self._taken = True
        try:
            for _ in range(BREATHS):
                await asyncio.sleep(0)
            began, self._now = _time(), had
            gap = min(began - max(arrived, self._ended), LONGEST_GAP)
            self.gap += (gap - self.gap) * WEIGHT
            try:
                yield
            finally:
                self._ended = _time()
                turn = self._ended - began
                usual = self._usual.get(who, min(turn, FIRST))
                usual += (min(turn, MOST_UNUSUAL * usual) - usual) * WEIGHT
                self._usual[who] = usual
                self._had[who] = had + usual
        finally:
            self._pass_on()

    async def _wait(self, had: float) -> None:
        mine = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (had, next(self._numbers), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it is our turn, and we are gone
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        self._taken = False
        while self._waiting and not self._taken:
            _, _, waiting = heappop(self._waiting)
            if not waiting.done():
                waiting.set_result(None)
                self._taken = True


def _time() -> float:
    return asyncio.get_running_loop().time()


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns_here() -> Turns:
    """The turns of the event loop that runs."""
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns[loop] = Turns()
    return _turns[loop]
