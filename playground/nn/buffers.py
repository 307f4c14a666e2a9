"""The arrays that a pass through a network fills, kept for the next batch of the same size.

A step of learning on a small network is over in some 30 µs, and much of that would go into making arrays and
looking up what belongs where. So for each batch size there is one `Stage` per layer, made once, in which all
of it is at hand.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import RandomState
from numpy.typing import ArrayLike, NDArray

from playground.nn.activations import Activation
from playground.nn.layers import Dense, Dropout

type Array = NDArray[np.float64]

KEPT_BATCH_SIZES = 8


class Stage:
    """A layer at work on batches of one size: sums, activation and dropout, and the arrays they fill.

    Attributes [..., batch, in]: `x`, what goes in, and `dx`, which receives its gradient (None: not wanted).
    Attributes [..., batch, out]: the sums `z`, the activation's outputs `fired`, the outputs `a` (which are
    `fired` itself without dropout), and `delta`: the gradient at `a` before `backward`, and at `z` after it.
    """

    def __init__(
        self,
        dense: Dense,
        activation: Activation,
        dropout: Dropout | None,
        x: Array,
        shape: tuple[int, ...],
        ones: Array,
        dx: Array | None,
    ) -> None:
        self.dense, self.activation, self.dropout = dense, activation, dropout
        self.x, self.dx, self.ones = x, dx, ones
        self.z, self.fired, self.delta, self.scratch = (np.zeros(shape) for _ in range(4))
        self.a = self.fired if dropout is None else np.zeros(shape)

    def forward(self, train: bool) -> None:
        """From `x` to `a`."""
        self.dense.forward(self.x, self.z)
        self.activation.forward(self.z, self.fired)
        if self.dropout is not None:
            self.dropout.forward(self.fired, self.a, train)

    def backward(self, fused: bool = False) -> None:
        """From the gradient at `a`, in `delta`, to the gradients at `z`, of the weights and at `x`.

        If `fused`, `delta` already holds the gradient at `z` (see `playground.nn.losses`).
        """
        if self.dropout is not None:
            self.dropout.backward(self.delta)
        if not fused:
            self.activation.backward(self.fired, self.delta, self.scratch)
        self.dense.backward(self.x, self.delta, self.ones, self.dx)


class Passes:
    """The stages of a network, from the first layer to the last, for each batch size met lately.

    `rates` and `rngs` are for dropout after hidden layers, one per replica; rates of 0 make no dropout at
    all.
    """

    def __init__(
        self,
        dense: Sequence[Dense],
        activations: Sequence[Activation],
        rates: Sequence[float],
        rngs: Sequence[RandomState],
    ) -> None:
        self.dense, self.activations, self.rates, self.rngs = dense, activations, rates, rngs
        self.leading = dense[0].weight.shape[:-2]
        self.inputs = dense[0].weight.shape[-2]
        self.kept: dict[int, list[Stage]] = {}  # batch size -> stages

    def load(self, inputs: ArrayLike) -> list[Stage]:
        """The stages for a batch [..., batch, in], with `inputs` copied in.

        Copied, so that the arrays which are shown afterwards are the network's own, and lie in memory the
        same way whatever was handed in: how they lie can change the last bit of a product. Raises ValueError
        for inputs of another shape.
        """
        x = np.asarray(inputs, float)
        try:
            batch, width = x.shape[-2:]
            if width != self.inputs or not batch:
                raise ValueError
            stages = self.kept.get(batch) or self._new_stages(batch)
            stages[0].x[...] = x
        except ValueError:
            needed = "×".join(map(str, [*self.leading, "batch", self.inputs]))
            given = "×".join(map(str, x.shape)) or "a number"
            raise ValueError(f"inputs must be {needed}, not {given}") from None
        return stages

    def _new_stages(self, batch: int) -> list[Stage]:
        if len(self.kept) == KEPT_BATCH_SIZES:
            del self.kept[next(iter(self.kept))]  # the one made first
        stages: list[Stage] = []
        ones = np.ones((1, batch))
        x: Array = np.zeros((*self.leading, batch, self.inputs))
        dx: Array | None = None
        for dense, activation in zip(self.dense, self.activations, strict=True):
            shape = (*self.leading, batch, dense.weight.shape[-1])
            hidden = dense is not self.dense[-1]
            dropout = Dropout(self.rates, self.rngs, shape) if hidden and any(self.rates) else None
            stages.append(Stage(dense, activation, dropout, x, shape, ones, dx))
            x, dx = stages[-1].a, stages[-1].delta
        self.kept[batch] = stages
        return stages
