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
from dataclasses import dataclass, field
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
        if len(self.moments) > self.capacity:
            self._thin()

    def _thin(self) -> None:
        first, last = self.moments[0], self.moments[-1]
        self.stride *= 2
        if sum(moment.pinned for moment in self.moments) > self.capacity // 2:
            kept = self.moments[::2]  # so many interventions that they must be thinned too
        else:
            kept = [m for m in self.moments if m.pinned or m is first or m.step % self.stride == 0]
        self.moments = kept if kept[-1] is last else [*kept, last]

    def forget_after(self, step: int) -> None:
        """Drop what came after `step`: the run takes another way from there."""
        self.moments = [m for m in self.moments if m.step <= step]
        self.interventions = [s for s in self.interventions if s <= step]

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
