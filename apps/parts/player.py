"""The clock of a page: as many steps as are due, one redraw, and then a breath for everybody else.

A lab is never asked for more steps than fit into a slice of time, so that a slow machine shows fewer steps,
not a dead page. Who computes when is a matter of turns (`turns.py`), how long a frame may learn one of pace
(`pace.py`). The browser acknowledges frames; when it falls behind, or hides the page, or is gone, the player
waits and then stops, so nobody trains for an empty chair.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import panel as pn

from apps.parts.pace import BEAT, FULL, Pace
from apps.parts.turns import turns_here

LOOK = 0.005  # seconds after which a player that waits for its browser looks again
IN_FLIGHT = 4  # frames on their way that the browser has not drawn yet
PATIENCE = 3.0  # seconds without a sign of life after which the player stops

SPEEDS = {"slow": 0.35, "fast": BEAT, "full speed": 0.0}  # seconds from frame to frame

GONE = {"WebSocketClosedError", "StreamClosedError"}

_playing: set["Player"] = set()


class Player:
    """Calls `advance(seconds, beats)` and then `draw()`, again and again, while it is playing.

    `advance` is given the time it may compute for and how many paces of steps are due in it (None: as many as
    fit; 0: one step), and returns False when there is nothing left to do. `draw` returns the number of the
    frame it sent, which `drawn` later acknowledges.
    """

    def __init__(
        self,
        advance: Callable[[float, int | None], bool],
        draw: Callable[[], int],
        ended: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.advance, self.draw, self.ended = advance, draw, ended
        self.speed = "fast"
        self.playing = False
        self._clock = clock
        self._pace = Pace(clock)
        self._sent = self._drawn = self._plays = 0
        self._heard = clock()

    def play(self) -> None:
        """Start, unless already playing."""
        if not self.playing:
            self.playing = True
            self._heard = self._clock()
            self._drawn = self._sent
            _playing.add(self)
            pn.state.execute(self._loop)

    def pause(self) -> None:
        """Stop after the frame that is being made."""
        self.playing = False
        _playing.discard(self)

    def drawn(self, frame: object) -> None:
        """The browser says that it has drawn this frame."""
        if isinstance(frame, int):
            self._drawn = max(self._drawn, frame)
            self._heard = self._clock()

    async def _loop(self) -> None:
        self._plays += 1
        turns, play, due = turns_here(), self._plays, self._clock()
        self._pace.start()
        try:
            while self._goes_on(play):
                async with turns.take(self):
                    if not self._goes_on(play):  # somebody has pressed Pause while we waited
                        break
                    began = self._clock()
                    if not self._make_frame(turns.gap):
                        break
                # after a frame that had to wait for its turn the next ones are on time again
                due = SPEEDS[self.speed] + max(due, began - BEAT)
                if (early := due - self._clock()) > 0:
                    await asyncio.sleep(early)
                await self._wait_for_the_browser(play)
        finally:
            if play == self._plays:
                self.pause()
                self.ended()

    def _goes_on(self, play: int) -> bool:
        """Whether this play has neither been stopped nor, after that, followed by another."""
        return self.playing and play == self._plays

    def _make_frame(self, gap: float) -> bool:
        """Learn and draw; False if there is nothing left to learn."""
        with pn.io.hold():
            more = self.advance(*self._due(gap))
            learnt = self._clock()
            self._sent = self.draw()
        self._pace.drew(self._clock() - learnt)
        return more

    def _due(self, gap: float) -> tuple[float, int | None]:
        """What the next frame may do: for so many seconds, so many paces of steps."""
        beats = self._pace.beats()
        if self.speed == "slow":
            return 0.0, 0
        players = sum(player.speed != "slow" for player in _playing)
        if self.speed == "fast":
            return self._pace.seconds(players, gap), beats
        return self._pace.seconds(players, gap, FULL), None

    async def _wait_for_the_browser(self, play: int) -> None:
        while self._goes_on(play) and self._sent - self._drawn >= IN_FLIGHT:
            if self._clock() - self._heard > PATIENCE:
                self.pause()
            await asyncio.sleep(LOOK)


def expect_closed_tabs() -> None:
    """From now on, a tab that closes is no error of the event loop that runs, if one does."""
    with suppress(RuntimeError):
        asyncio.get_running_loop().set_exception_handler(_a_closed_tab_is_no_error)


def _a_closed_tab_is_no_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A tab that closes while a frame is being written to it leaves a failed task that nobody waits for."""
    if type(context.get("exception")).__name__ not in GONE:
        loop.default_exception_handler(context)
