"""How long may a frame learn, and for how many steps? What a frame costs is measured; learning gets as much.

A frame is learning and drawing. When there is time for all, thirty frames a second make the steps that the
speed asks for. When there is not, drawing must not eat the time of learning: a frame may always learn for as
long as one takes to draw and to send, so that at most half of a busy process draws. Frames become rarer that
way, and a rarer frame is given the steps of all the time since the last one.
"""

from collections.abc import Callable
from time import monotonic

BEAT = 1 / 30  # seconds from frame to frame at a speed of so many steps a second
FULL = 1 / 40  # and at full speed, when one alone plays: the rest of it learns
RAREST = 1 / 20  # a single page's frames do not become rarer for learning's sake
LEAST = 0.008  # seconds that a single page's frame learns for, whatever drawing costs
MOST_BEATS = 30  # that a frame makes up for: what is more than a second late is forgotten
WEIGHT = 1 / 8  # of the last frame in the average cost
MOST_UNUSUAL = 4.0  # times the average: more does not count


class Pace:
    """The pace of one player: it is told what frames cost, and says what the next one may do."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self.cost = LEAST / 2  # seconds to draw a frame, on average
        self._frames = 0  # that were drawn
        self._last: float | None = None  # when the last frame began
        self._owed = 0.0  # beats that have passed, and were not made

    def start(self) -> None:
        """From now on time counts."""
        self._last, self._owed = None, 0.0

    def drew(self, seconds: float) -> None:
        """Drawing took so long."""
        weight = max(WEIGHT, 1 / (self._frames + 1))
        if weight == WEIGHT:  # one that took long by accident is not made up for
            seconds = min(seconds, MOST_UNUSUAL * self.cost)
        self._frames += 1
        self.cost += (seconds - self.cost) * weight

    def beats(self) -> int:
        """A frame begins: for how many beats of time it stands, at least one."""
        now = self._clock()
        self._owed += 1.0 if self._last is None else (now - self._last) / BEAT
        self._last = now
        beats = min(max(round(self._owed), 1), MOST_BEATS)
        self._owed = min(max(self._owed - beats, -1.0), 0.5)
        return beats

    def seconds(self, players: int, gap: float, frame: float = BEAT) -> float:
        """For how long a frame may learn while so many play, with `gap` between two frames of the process."""
        cost = self.cost + min(gap, self.cost)
        seconds = max(cost, frame / max(players, 1) - cost)
        if players <= 1:
            seconds = min(seconds, max(RAREST - cost, LEAST))
        return seconds
