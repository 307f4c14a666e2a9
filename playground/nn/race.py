"""Optimizers that race down a landscape from the same place, each with a learning rate that suits it.

A lap is a step. What has been run is kept, so that a look at any moment of the race costs nothing.
"""

from dataclasses import dataclass, field

import numpy as np

from playground.nn.landscapes import Array, Landscape
from playground.nn.optimizers import Optimizer

FAR = 1e4  # from here on a runner has left for good


@dataclass
class Runner:
    """An optimizer that has been at the places of `path`, [D] each, the start first."""

    optimizer: Optimizer
    path: list[Array] = field(default_factory=list)


class Race:
    """All `optimizers` start at `start` [D]."""

    def __init__(self, landscape: Landscape, start: Array, optimizers: list[Optimizer]) -> None:
        self.landscape, self.start = landscape, start.copy()
        self.runners = [Runner(optimizer, [start.copy()]) for optimizer in optimizers]

    def paths(self, steps: int) -> list[Array]:
        """Where each optimizer has been, [steps + 1, D], or fewer places if it ran away."""
        with np.errstate(all="ignore"):
            for runner in self.runners:
                while len(runner.path) <= steps and _is_near(runner.path[-1]):
                    place = runner.path[-1][None].copy()
                    runner.optimizer.step(place, self.landscape.slopes(place))
                    runner.path.append(place[0])
        found = [np.array(runner.path[: steps + 1]) for runner in self.runners]
        return [path if _is_near(path[-1]) else path[:-1] for path in found]


def _is_near(place: Array) -> bool:
    return bool((np.abs(place) <= FAR).all())  # False, too, for what is no number
