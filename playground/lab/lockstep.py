"""Several labs of one kind that learn together: one pass of numpy for all of them, instead of one each.

A lab says which of its kind are *alike* (`Run.alike`) and how those are *joined* (`Run.join`). What is here
is the book-keeping that `Run.run` otherwise does: counting steps, remembering moments, and letting go of a
run that has come to its end. Every number is the same as if each lab had run by itself.
"""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from playground.lab.run import Halt, Run

type Learn = Callable[[int], None]


class Lockstep[L: Run]:
    """`advance(n)` takes `n` steps with all of `labs` that have not stopped.

    Those that are alike, and have made as many steps, learn as one; the others take turns. They are joined
    anew whenever one of them has stopped, or was touched: reset, rewound, changed by hand or by a setting.
    """

    def __init__(self, labs: Sequence[L]) -> None:
        self.labs = list(labs)
        self._kept: dict[tuple[int, ...], tuple[Learn, list[object]]] = {}  # by the places of the joined

    def advance(self, n: int) -> None:
        left = {place: n for place, lab in enumerate(self.labs) if n > 0 and not lab.stopped}
        for place in left:
            self.labs[place]._branch()  # whoever stands at a rewound moment leaves its old future behind
        while left:
            groups: dict[Hashable, list[int]] = {}
            for place, steps in left.items():
                groups.setdefault(self._group(place, steps), []).append(place)
            for places in groups.values():
                done = self._run(places, left[places[0]])
                for place in places:
                    left[place] -= done
            left = {place: steps for place, steps in left.items() if steps and not self.labs[place].stopped}

    def _group(self, place: int, steps: int) -> Hashable:
        """Labs with the same answer learn as one."""
        lab = self.labs[place]
        alike = lab.alike()
        return place if alike is None else (alike, lab.steps, lab.history.stride, steps)

    def _run(self, places: list[int], n: int) -> int:
        """Up to `n` steps for these labs, until they part; returns how many."""
        labs = [self.labs[place] for place in places]
        if len(labs) == 1:
            labs[0].run(n)
            return n
        learn, first, done = self._joined(places), labs[0], 0
        stride = first.history.stride
        with np.errstate(all="ignore"):  # what overflows is noticed by the lab, and said in words
            while done < n and not any(lab.stopped or lab.history.stride != stride for lab in labs):
                until_due = min(lab.steps_until_due() for lab in labs)
                hop = min(n - done, stride - first.steps % stride, until_due)
                try:
                    learn(hop)
                except Halt:  # whose it is will be seen when each goes on by itself
                    for lab in labs:
                        lab.make_again()
                        lab.run(n - done)
                    return n
                done += hop
                for lab in labs:
                    lab.advanced(hop, last=done == n)
        self._kept[tuple(places)] = learn, self._seen(places)
        return done

    def _joined(self, places: list[int]) -> Learn:
        """These labs as one: as the last time, unless somebody has touched one of them since."""
        learn, seen = self._kept.get(tuple(places), (None, []))
        if learn is None or seen != self._seen(places):
            labs = [self.labs[place] for place in places]
            learn = labs[0].join(labs)
        return learn

    def _seen(self, places: list[int]) -> list[object]:
        """What is different once a lab was touched."""
        return [part for place in places for part in (self.labs[place].now, self.labs[place].changes)]
