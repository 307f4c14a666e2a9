"""How often the update of each weight has changed its sign while it was learning.

A weight that always moves the same way has probably not gone far enough. One that keeps turning round jumps
over the lowest point again and again: its steps are too long, or it has arrived and dances around the bottom.
So the number of sign changes says about the size of the steps what the error alone does not.

A. Trask, A Neural Network in 13 lines of Python (Part 2: Gradient Descent), 2015, counts the same way: an
update goes up or it does not (an update of exactly 0 does not), and it changes from one to the other.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class SignChanges:
    """Counts the sign changes of P parameters; axes in front of P are replicas.

    count    [..., P]: how often the update of each parameter has changed direction so far
    heading  [..., P]: the direction of the last update, 1 up, 0 not up, −1 before the first
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.count = np.zeros(shape, np.int64)
        self.heading = np.full(shape, -1, np.int8)

    def add(self, gradient: NDArray[np.float64]) -> None:
        """Count one more update: it goes against the `gradient` [..., P], so up where that is below 0."""
        up = gradient < 0
        self.count += self.heading == ~up  # the opposite of now; neither of the two before the first
        self.heading[...] = up

    @classmethod
    def stack(cls, several: Sequence["SignChanges"]) -> "SignChanges":
        """One for networks in lockstep [R, P]; the given ones become its rows and count along."""
        stacked = cls((len(several), *several[0].count.shape))
        for index, one in enumerate(several):
            stacked.count[index], stacked.heading[index] = one.count, one.heading
            one.count, one.heading = stacked.count[index], stacked.heading[index]
        return stacked
