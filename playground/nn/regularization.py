"""A price on large weights.

A network that may make its weights as large as it likes can bend its answer around every single example. A
penalty on the weights (never on the biases) keeps it simple. **L2** makes each weight shrink in proportion to
its size; **L1** takes the same amount off every weight, however small, until it is 0.

There are two places to charge the price. TensorFlow Playground takes it off the weights *after the step*, and
a link whose weight L1 would carry across 0 is cut for good. Most other programs, such as ConvNetJS, add it to
the gradient *before* the step, where momentum and the like act on it too. For plain SGD and L2 both are the
same.
"""

import numpy as np
from numpy.typing import NDArray

from playground.nn.optimizers import PerReplica, per_replica

type Array = NDArray[np.float64]

PENALTIES = ("none", "l1", "l2")


class Penalty:
    """L1: rate·Σ|w|, with slope rate·sign(w). L2: ½·rate·Σw², with slope rate·w.

    `rate` is a number, or one per replica, and may be changed at any time. `is_weight` [..., P] is 1 where a
    flat buffer of parameters holds weights and 0 where it holds biases. Raises ValueError for a kind that is
    none of `PENALTIES`, and for a negative rate.
    """

    def __init__(self, kind: str, rate: PerReplica, is_weight: Array, after_step: bool = True) -> None:
        if kind not in PENALTIES:
            raise ValueError(f"a penalty on the weights is one of {', '.join(PENALTIES)}, not “{kind}”")
        self.kind, self.is_weight, self.after_step = kind, is_weight, after_step
        self.rate = rate

    @property
    def rate(self) -> Array:
        """The price: an array without axes, or [R, 1] with one rate per replica.

        May be set, to a number or [R]. Raises ValueError for a negative one.
        """
        return self._rate

    @rate.setter
    def rate(self, value: PerReplica) -> None:
        self._rate = per_replica(value)
        if (self._rate < 0).any():
            raise ValueError("the regularisation rate must not be negative")
        self.active = self.kind != "none" and bool(self._rate.any())  # whether there is anything to do

    def value(self, flat: Array) -> Array:
        """What the weights in `flat` [..., P] cost [...]."""
        if self.kind == "none":
            return np.zeros(flat.shape[:-1])
        each = np.abs(flat) if self.kind == "l1" else 0.5 * flat**2
        cost: Array = (self._rate * each * self.is_weight).sum(axis=-1)
        return cost

    def gradient(self, flat: Array) -> Array:
        """∂value/∂flat [..., P], for `flat` [..., P]."""
        if self.kind == "none":
            return np.zeros(flat.shape)
        slope = np.sign(flat) if self.kind == "l1" else flat
        return np.asarray(self._rate * slope * self.is_weight)

    def shrink(self, flat: Array, gradient: Array, lr: Array) -> NDArray[np.bool_] | None:
        """Take lr·`gradient` off `flat`, in place, where `gradient` is the one from before the step.

        flat, gradient: [..., P]; lr: [], or [R, 1] with one per replica. Returns which links have died of
        it, as a boolean array [..., P], or None if none has: those that L1 has carried across 0. They are
        left at exactly 0.
        """
        shrunk = flat - lr * gradient
        died = flat * shrunk < 0 if self.kind == "l1" else None
        np.copyto(flat, shrunk)
        if died is None or not died.any():
            return None
        flat[died] = 0.0
        return died
