"""The clock of a page: as many steps as fit into a frame, one redraw, and then a breath for everybody else.

A lab is never asked for a fixed number of steps but for a slice of time, so that a slow machine shows
fewer steps, not fewer frames. The browser acknowledges frames; when it falls behind, or hides the page, or
is gone, the player waits and then stops, so nobody trains for an empty chair.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import panel as pn

FRAME = 0.008  # seconds of computing a frame, shared by all players of this process
BREATH = 0.002  # seconds between frames in which events are handled
IN_FLIGHT = 4  # frames on their way that the browser has not drawn yet
PATIENCE = 3.0  # seconds without a sign of life after which the player stops

SPEEDS = {"slow": 0.35, "fast": 1 / 30, "full speed": 0.0}  # seconds from frame to frame

GONE = {"WebSocketClosedError", "StreamClosedError"}

_playing: set["Player"] = set()


def how_many_play() -> int:
    """In this process."""
    return len(_playing)


class Player:
    """Calls `advance(seconds)` and then `draw()`, again and again, while it is playing.

    `advance` is given the time it may compute for (0 means one step) and returns False when there is
    nothing left to do. `draw` returns the number of the frame it sent, which `drawn` later acknowledges.
    """

    def __init__(
        self, advance: Callable[[float], bool], draw: Callable[[], int], ended: Callable[[], None]
    ) -> None:
        self.advance, self.draw, self.ended = advance, draw, ended
        self.speed = "fast"
        self.playing = False
        self._sent = self._drawn = 0
        self._heard = monotonic()

    def play(self) -> None:
        """Start, unless already playing."""
        if not self.playing:
            self.playing = True
            self._heard = monotonic()
            self._drawn = self._sent
            _playing.add(self)
            pn.state.execute(self._loop)

    def pause(self) -> None:
        """Stop after the frame that is being made."""
        self.playing = False
        _playing.discard(self)

    def drawn(self, frame: object, last: int) -> bool:
        """The browser says that it has drawn this frame; False if no such frame, up to `last`, was ever sent.

        One that has been told of before, or that a later one has overtaken, is no sign of life.
        """
        if type(frame) is not int or not 0 < frame <= last:
            return False
        if frame > self._drawn:
            self._drawn = frame
            self._heard = monotonic()
        return True

    def budget(self) -> float:
        """Seconds to compute for in this frame: a fair share when several people play on one server."""
        return FRAME / max(len(_playing), 1)

    async def _loop(self) -> None:
        try:
            while self.playing:
                started = monotonic()
                with pn.io.hold():
                    more = self.advance(0.0 if self.speed == "slow" else self.budget())
                    self._sent = self.draw()
                if not more:
                    break
                await asyncio.sleep(max(BREATH, SPEEDS[self.speed] - (monotonic() - started)))
                while self.playing and self._sent - self._drawn >= IN_FLIGHT:
                    if monotonic() - self._heard > PATIENCE:
                        self.pause()
                    await asyncio.sleep(BREATH)
        finally:
            self.pause()
            self.ended()


def expect_closed_tabs() -> None:
    """From now on, a tab that closes is no error of the event loop that runs, if one does."""
    with suppress(RuntimeError):
        asyncio.get_running_loop().set_exception_handler(_a_closed_tab_is_no_error)


def _a_closed_tab_is_no_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A tab that closes while a frame is being written to it leaves a failed task that nobody waits for."""
    if type(context.get("exception")).__name__ not in GONE:
        loop.default_exception_handler(context)
