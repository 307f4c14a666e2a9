"""The memory of a run: moments to scrub back to, in a bounded ring that thins itself.

While a run is short every step is kept. When the ring is full, every second moment goes and from then on
only every second step is kept, and so on: an hour of training costs as much memory as a minute, evenly
spread over the whole run. A step between two moments is reached by replaying from the moment before it,
which gives the same numbers because every random draw comes from the recorded generator.

Moments at which somebody intervened (a setting changed, a weight was set by hand) are pinned: they are kept
when others are thinned, since no replay could cross them otherwise.
"""

from bisect import bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A run as it stood after `step` steps: all that is needed to go on from there."""

    step: int
    state: Arrays
    rng: Any  # what RandomState.get_state() gave
    settings: dict[str, Any]  # the live settings with which the next steps were made
    metrics: dict[str, float]
    pinned: bool = False


@dataclass
class History:
    """Moments in order of their step; at most `capacity` of them."""

    capacity: int = 400
    stride: int = 1
    moments: list[Moment] = field(default_factory=list)
    interventions: list[int] = field(default_factory=list)  # steps of all pinned moments, thinned or not

    def __len__(self) -> int:
        return len(self.moments)

    def __iter__(self) -> Iterator[Moment]:
        return iter(self.moments)

    @property
    def last_step(self) -> int:
        return self.moments[-1].step if self.moments else 0

    def add(self, moment: Moment) -> None:
        """Keep `moment`, in the place of one of the same step if there is one."""
        at = bisect_right(self.moments, moment.step, key=lambda kept: kept.step)
        if moment.pinned and moment.step not in self.interventions:
            insort(self.interventions, moment.step)
        if at and self.moments[at - 1].step == moment.step:
            self.moments[at - 1] = moment
        else:
            self.moments.insert(at, moment)
        while len(self.moments) > self.capacity:
            self._thin()

    def _thin(self) -> None:
        """Let every second moment go that nobody made by hand; if most were, those close together."""
        first, last = self.moments[0], self.moments[-1]
        if sum(moment.pinned for moment in self.moments) <= self.capacity // 2:
            self.stride *= 2
            kept = [m for m in self.moments if m.pinned or m is first or m.step % self.stride == 0]
        else:
            apart = (last.step - first.step) / (self.capacity // 2)
            kept = [first]
            for moment in self.moments:
                if moment.step - kept[-1].step >= apart:
                    kept.append(moment)
        self.moments = kept if kept[-1] is last else [*kept, last]
        self._thin_interventions()

    def _thin_interventions(self) -> None:
        """Of those after one moment and before the next only the first matters: no replay gets past it."""
        steps = [moment.step for moment in self.moments]
        kept: dict[tuple[int, bool], int] = {}
        for step in self.interventions:
            gap = bisect_right(steps, step)
            kept.setdefault((gap, step == steps[gap - 1]), step)
        self.interventions = [*kept.values()]

    def forget_after(self, step: int) -> None:
        """Drop what came after `step`: the run takes another way from there, recorded as densely as fits."""
        self.moments = [m for m in self.moments if m.step <= step]
        self.interventions = [s for s in self.interventions if s <= step]
        span = step - min((m.step for m in self.moments), default=step)
        while self.stride > 1 and 4 * span <= self.capacity * self.stride:
            self.stride //= 2

    def copy(self) -> "History":
        """The same moments in lists of their own."""
        return replace(self, moments=[*self.moments], interventions=[*self.interventions])

    def share_keys(self, rng: Any) -> Any:
        """What RandomState.get_state() gave, with the last moment's array of 2.5 kB if it is the same."""
        keys = self.moments[-1].rng[1] if self.moments else rng[1]
        return (rng[0], keys, *rng[2:]) if np.array_equal(keys, rng[1]) else rng

    def before(self, step: int) -> tuple[Moment, bool]:
        """The latest moment at or before `step`, and whether a replay from it to `step` is exact."""
        at = max(bisect_right(self.moments, step, key=lambda kept: kept.step) - 1, 0)
        moment = self.moments[at]
        exact = not any(moment.step < change <= step for change in self.interventions)
        return moment, exact

    def series(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The curve of one metric: steps `[n]` and values `[n]`."""
        steps = np.array([m.step for m in self.moments], float)
        values = np.array([m.metrics.get(name, np.nan) for m in self.moments], float)
        return steps, values
