"""Many classifiers at once: those that are alike in shape learn in one pass of numpy, the rest take turns."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.nn.trainer import Together


class Lockstep:
    """Advances `labs` (classifiers), all by the same number of steps, as each would have gone by itself.

    Every lab keeps its own history and stops when it must.
    """

    def __init__(self, labs: Sequence[Any]) -> None:
        self.labs = labs
        self._kept: dict[tuple[int, ...], tuple[Together, list[int]]] = {}  # by the places of the members

    def __call__(self, n: int) -> None:
        """`n` more steps for every lab."""
        left = {place: n for place, lab in enumerate(self.labs) if n and not lab.stopped}  # steps to be made
        while left:
            groups: dict[object, list[int]] = {}
            for place, steps in left.items():
                lab = self.labs[place]
                lab.prepare()
                kind = lab.training.kind(), lab.steps, lab.history.stride, steps
                groups.setdefault(kind, []).append(place)
            for places in groups.values():
                done = self._run(places, left[places[0]])
                for place in places:
                    left[place] -= done
            left = {place: steps for place, steps in left.items() if steps and not self.labs[place].stopped}

    def _run(self, places: list[int], n: int) -> int:
        """Up to `n` steps for these labs, until they part; returns how many."""
        labs = [self.labs[place] for place in places]
        if len(labs) == 1:
            labs[0].run(n)
            return n
        together = self._together(places)
        done, parted = 0, False
        with np.errstate(all="ignore"):
            while done < n and not parted:
                steps, stride = labs[0].steps, labs[0].history.stride
                hop = min(n - done, stride - steps % stride, *(lab.steps_until_due() for lab in labs))
                for number in range(steps, steps + hop):
                    together.step(number)
                together.hand_back()
                done += hop
                for lab in labs:
                    lab.steps += hop
                    lab.look(done == n)
                parted = any(lab.stopped or lab.history.stride != labs[0].history.stride for lab in labs)
        self._kept[tuple(places)] = together, [lab.training.changes for lab in labs]
        return done

    def _together(self, places: list[int]) -> Together:
        """The members in one stack: the one of the last time, unless somebody has touched a member since."""
        trainings = [self.labs[place].training for place in places]
        together, changes = self._kept.get(tuple(places), (None, []))
        if together is None or together.members != trainings or changes != [one.changes for one in trainings]:
            together = Together(trainings)
        return together
