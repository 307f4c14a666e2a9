"""From a cloud of points to what a network is fed: features, a part to train on, mini-batches.

A network need not be given the bare coordinates: a circle is easy to see in x² + y², so one may hand it the
squares. It must not be judged by the points it has learnt from, so a part is kept back for testing. And it
does not look at all its training points before each step: a handful, a mini-batch, says well enough
which way is downhill.
"""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.point_set import Dataset, Floats, Ints
from playground.lab.numerals import quoted

# TensorFlow Playground's seven features: a short name, how it is written on a page, and what it is.
FEATURES: dict[str, tuple[str, Callable[[Floats, Floats], Floats]]] = {
    "x": ("x", lambda x, y: x),
    "y": ("y", lambda x, y: y),
    "x2": ("x²", lambda x, y: x * x),
    "y2": ("y²", lambda x, y: y * y),
    "xy": ("xy", lambda x, y: x * y),
    "sinx": ("sin x", lambda x, y: np.sin(x)),
    "siny": ("sin y", lambda x, y: np.sin(y)),
}


def features(x: Floats, names: Sequence[str] = ("x", "y")) -> Floats:
    """What the network sees of the points [..., n, 2]: one column a name, [..., n, f].

    Raises ValueError for no name at all, an unknown one, or one given twice.
    """
    if not names:
        raise ValueError("a network needs at least one feature to look at")
    for place, name in enumerate(names):
        if name not in FEATURES:
            raise ValueError(f"there is no feature {quoted(name)}; choose from {', '.join(FEATURES)}")
        if name in names[:place]:
            raise ValueError(f"the feature {quoted(name)} is there twice")
    return np.stack([FEATURES[name][1](x[..., 0], x[..., 1]) for name in names], axis=-1)


def split(dataset: Dataset, share: float, rng: np.random.RandomState) -> tuple[Dataset, Dataset]:
    """Shuffle the points, then cut: the first `share` of them (0 to 1) to train on, the rest to test with.

    As TensorFlow Playground does it (`generateData`): the number of training points is rounded down. Both
    parts get one point at least. Raises ValueError if that cannot be.
    """
    n = len(dataset)
    if not 0 < share < 1:
        raise ValueError(f"the share of training points must lie between 0 and 1, not {share}")
    if n < 2:
        raise ValueError("one point alone cannot be split into a training and a test part")
    order = rng.permutation(n)
    cut = min(max(int(n * share + 1e-9), 1), n - 1)  # 100 * 0.29 is 28.999999999999996, and 29 is meant
    return dataset.take(order[:cut]), dataset.take(order[cut:])


class Batches:
    """Hands out training points, one mini-batch after another, pass after pass (epoch after epoch).

    x [n, f] and y [n, k] or, for class indices, [n]. What `next` gives are views of `batch` rows of a copy,
    valid until the next call; the last batch of an epoch is smaller if `batch` does not divide n. (TensorFlow
    Playground instead carries the gradient of those last points over into the next epoch.)

    With `reshuffle` False the order is the one given, in every epoch, as in TensorFlow Playground, which
    shuffles only when it draws the data. With True every epoch has an order of its own. That order depends
    only on a key (drawn from `rng` once, here) and on the number of the epoch, so four integers say where a
    run stands. `batch` may be changed at any time, `reshuffle` too; the latter waits for the next epoch.

    `together` joins several for networks that train in lockstep: an axis of replicas comes in front.

    Raises ValueError if there is no point, or not one answer for each, or a batch without a point.
    """

    def __init__(
        self, x: Floats, y: NDArray[Any], batch: int, rng: np.random.RandomState, reshuffle: bool = False
    ) -> None:
        if len(x) == 0 or len(x) != len(y):
            raise ValueError(f"batches need points with their answers, not {len(x)} points, {len(y)} answers")
        self.n = len(x)
        self.batch = batch
        self.reshuffle = reshuffle
        key = int(rng.randint(2**31, dtype=np.int64))
        self._given = [(x, y, key)]  # of each replica
        self._x, self._y = np.array(x), np.array(y)  # the same in the order of this epoch, [..., n, f]
        self._shuffler = np.random.RandomState(0)  # seeded anew for every epoch
        self._epoch = 0
        self._start = 0  # how many points of this epoch have been handed out
        self._shuffled = False
        self._begin(epoch=0, shuffled=reshuffle)

    @classmethod
    def together(cls, several: "Sequence[Batches]") -> "Batches":
        """One for all of these: x [replicas, n, f]. They must be alike in size and stand at the same place.

        Raises ValueError otherwise.
        """
        first = several[0]
        for other in several:
            if (other.n, other.batch, other.reshuffle) != (first.n, first.batch, first.reshuffle):
                raise ValueError("only batches of the same size, from equally many points, can be joined")
            if (other.state()[1:] != first.state()[1:]).any():
                raise ValueError("only batches that stand at the same place of the same epoch can be joined")
        joined = copy(first)
        joined._given = [given for each in several for given in each._given]
        joined._x = np.stack([each._x for each in several])  # [replicas, n, f]
        joined._y = np.stack([each._y for each in several])
        return joined

    @property
    def batch(self) -> int:
        """Points in a batch; 1 or more. May be set. Raises ValueError for fewer."""
        return self._batch

    @batch.setter
    def batch(self, points: int) -> None:
        if points < 1:
            raise ValueError(f"a batch must have at least one point, not {points}")
        self._batch = int(points)

    @property
    def epochs(self) -> float:
        """How many times all points have been handed out so far; a fraction within an epoch."""
        return self._epoch + self._start / self.n

    def next(self) -> tuple[Floats, NDArray[Any]]:
        """The next batch: x [..., batch, f] and y [..., batch, k] or [..., batch]."""
        if self._start == self.n:  # not sooner: reordering would change the batch handed out last
            self._begin(self._epoch + 1, self.reshuffle)
        start = self._start
        stop = self._start = min(start + self._batch, self.n)
        if self._x.ndim == 2:
            return self._x[start:stop], self._y[start:stop]
        return self._x[:, start:stop], self._y[:, start:stop]  # joined

    def peek(self) -> tuple[Floats, NDArray[Any]]:
        """What `next` will give, as copies x [batch, f] and y [batch, k]; nothing is handed out.

        Raises ValueError for joined ones.
        """
        place = self.state()
        x, y = self.next()
        batch = x.copy(), y.copy()
        self.load_state(place)
        return batch

    def state(self, replica: int = 0) -> Ints:
        """Where this stands, [4]: key, epoch, points handed out in it, 1 if it has an order of its own."""
        return np.array([self._given[replica][2], self._epoch, self._start, self._shuffled], dtype=np.int64)

    def load_state(self, state: Ints) -> None:
        """Go to where `state` [4] was taken. Not for joined ones: put each in its place, then join them.

        Raises ValueError, and changes nothing, for joined ones and for a place that there is not.
        """
        if self._x.ndim == 3 or np.shape(state) != (4,):
            raise ValueError("the place within the batches is four numbers, for one run")
        key, epoch, start, shuffled = (int(number) for number in state)
        if not (0 <= key < 2**31 and 0 <= epoch < 2**32 and 0 <= start <= self.n and shuffled in (0, 1)):
            place = [key, epoch, start, shuffled]
            raise ValueError(f"there is no such place within batches from {self.n} points: {place}")
        x, y, old_key = self._given[0]
        self._given = [(x, y, key)]
        if (key, epoch, shuffled) != (old_key, self._epoch, self._shuffled):
            self._begin(epoch, bool(shuffled))
        self._start = start

    def _begin(self, epoch: int, shuffled: bool) -> None:
        """Put all points in the order of this epoch."""
        self._epoch, self._start = epoch, 0
        if shuffled or self._shuffled:  # otherwise they are in the given order already
            several = self._x.ndim == 3
            for replica, (x, y, key) in enumerate(self._given):
                order = np.arange(self.n)
                if shuffled:
                    self._shuffler.seed([key, epoch])
                    self._shuffler.shuffle(order)
                np.take(x, order, axis=0, out=self._x[replica] if several else self._x)
                np.take(y, order, axis=0, out=self._y[replica] if several else self._y)
        self._shuffled = shuffled
