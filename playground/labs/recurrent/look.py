"""One problem on its way through the network of the lab `recurrent`, and back."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from playground.data import addition
from playground.data.addition import Sum
from playground.nn.recurrent import Array, Pass, RecurrentNetwork


@dataclass(frozen=True, eq=False)
class Look:
    """What the network makes of a problem, and what becomes of the error signal of one of its answers."""

    sum: Sum
    run: Pass
    follow: int  # the moment whose answer's error signal is followed back
    norms: Array  # [bits]: how long the vector of deltas is at a moment; 0 after `follow`

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, network: RecurrentNetwork, problem: Sum, wiped: Collection[int], follow: int) -> "Look":
        """Of the answer at the moment `follow`, or of the last one if there is no such moment.

        The memory is wiped before the moments in `wiped`. Changes nothing but the gradient's buffer.
        """
        follow = follow if 0 <= follow < problem.bits else problem.bits - 1
        run = network.forward(problem.inputs, wiped)
        deltas = network.backward(run, problem.targets, only=follow)
        return cls(problem, run, follow, np.sqrt(np.sum(deltas**2, axis=1)))

    @property
    def said(self) -> int:
        """The number that the network answers."""
        return addition.number(self.run.outputs)

    @property
    def error(self) -> float:
        """How far all answers are from the digits, added up."""
        return float(np.sum(np.abs(self.sum.targets - self.run.outputs)))

    @property
    def factor(self) -> float:
        """By how much the error signal grows at every step back, on average; 1 where there is none."""
        if not self.follow or not self.norms[self.follow]:
            return 1.0
        return float((self.norms[0] / self.norms[self.follow]) ** (1 / self.follow))
