"""Several labs of one kind that learn together: one pass of numpy for all instead of one each.

The lab says how its models are joined (`join`); what is here is the book-keeping that `Run.run` otherwise
does: counting steps, remembering moments, and letting go of a run that has come to its end. Every number is
the same as if each lab had run by itself.
"""

from collections.abc import Callable, Sequence

import numpy as np

from playground.lab import Lab
from playground.lab.run import Run

type Learn = Callable[[], None]
type Join[L: Lab] = Callable[[list[L]], Learn]


class Lockstep[L: Lab]:
    """`advance(n)` takes `n` steps with all of `labs` that have not stopped.

    `join(labs)` makes the function that takes one step with all of them. It is asked anew whenever one of
    them has stopped, was reset, or had a live setting changed. Labs that have made different numbers of steps
    take turns.
    """

    def __init__(self, labs: Sequence[L], join: Join[L]) -> None:
        self.labs, self._join = list(labs), join
        self._joined: list[object] = []  # what the present `_learn` was made for
        self._learn: Learn = lambda: None

    def advance(self, n: int) -> None:
        running = self._running() if n > 0 else []
        for lab in running:
            lab._branch()  # whoever stands at a rewound moment leaves its old future behind
        if len({lab.steps for lab in running}) > 1:
            for lab in running:
                lab.run(n)
            return
        with np.errstate(all="ignore"):  # what overflows is noticed by the lab, and said in words
            while n > 0 and running:
                steps = min(n, *(_steps_until_look(lab) for lab in running)) if n > 1 else 1
                self._learn_together(running, steps)
                n -= steps
                for lab in running:
                    lab.steps += steps
                    if lab.steps % lab.history.stride == 0:
                        lab._record()
                    elif n == 0 or lab.due():
                        lab._look()
                running = self._running()

    def _running(self) -> list[L]:
        return [lab for lab in self.labs if not lab.stopped]

    def _learn_together(self, running: list[L], steps: int) -> None:
        joined: list[object] = [part for lab in running for part in (lab, lab.rng, lab.live_settings)]
        if joined != self._joined:
            self._learn, self._joined = self._join(running), joined
        for _ in range(steps):
            self._learn()


def _steps_until_look(lab: Lab) -> int:
    """After how many steps somebody must look at how the lab stands."""
    if type(lab).due is not Run.due:
        return 1
    return lab.history.stride - lab.steps % lab.history.stride
