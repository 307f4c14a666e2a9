"""How wrong a network is, as one number, and how that number changes with each output.

A loss is a pair: `value`, and `gradient`, with which backpropagation begins. Both take the outputs of a batch
and the targets, [..., batch, out]. The outputs of an example are added up; the examples of a batch are
averaged (`reduction="mean"`, so that the size of a step does not depend on the size of the batch) or added up
as well (`reduction="sum"`, as the thirteen-line network does). Axes in front are replicas, each with a loss
of its own.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]

# log 0 is −∞, and one hopeless example would hide all others: no probability counts as less than e⁻¹⁰⁰.
_LEAST_PROBABILITY = float(np.exp(-100.0))


class Loss:
    """What a loss has to say.

    `fused_with` names the activation of the last layer, if any, whose backward pass is folded into the
    gradient: then `gradient` is the one at the layer's sum z, else it is the one at its output. Raises
    ValueError for a reduction that there is not.
    """

    name: ClassVar[str] = ""
    fused_with: ClassVar[str | None] = None

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in ("mean", "sum"):
            raise ValueError(f"the examples of a batch are reduced by mean or sum, not “{reduction}”")
        self.reduction = reduction
        self._averages = reduction == "mean"

    def value(self, output: Array, target: Array) -> Array:
        """The loss of the batch [...]: a single number for one network, an array [R] for R replicas.

        output, target: [..., batch, out].

        Raises ValueError if outputs and targets are not of the same shape (but for replicas, which may share
        their targets).
        """
        output, target = np.asarray(output), np.asarray(target)
        if output.shape[-2:] != target.shape[-2:]:
            raise ValueError(f"outputs {output.shape} and targets {target.shape} are not of the same shape")
        examples = self.each(output, target).sum(axis=-1)  # [..., batch]
        loss: Array = examples.mean(axis=-1) if self._averages else examples.sum(axis=-1)
        return loss

    def gradient(self, output: Array, target: Array, out: Array | None = None) -> Array:
        """∂loss/∂output (or ∂loss/∂z, see `fused_with`) [..., batch, out], written into `out` if given.

        output, target: [..., batch, out].
        """
        out = np.empty(np.broadcast_shapes(output.shape, target.shape)) if out is None else out
        self.derivative(output, target, out)
        if self._averages:
            np.divide(out, output.shape[-2], out=out)
        return out

    def each(self, output: Array, target: Array) -> Array:
        """The loss of every output by itself; all three are [..., batch, out]."""
        raise NotImplementedError

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        """Write the derivative of `each` into `out`; all three are [..., batch, out]."""
        raise NotImplementedError


class HalfSquaredError(Loss):
    """½(o − t)²; derivative o − t. The ½ is there to make the derivative this simple. Any targets."""

    name = "half-squared-error"

    def each(self, output: Array, target: Array) -> Array:
        return 0.5 * (output - target) ** 2

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.subtract(output, target, out=out)


class AbsoluteError(Loss):
    """|o − t|; derivative ±1, however far off: an outlier counts no more than a near miss. Any targets."""

    name = "absolute-error"

    def each(self, output: Array, target: Array) -> Array:
        return np.abs(output - target)

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.subtract(output, target, out=out)
        np.sign(out, out=out)


class Hinge(Loss):
    """max(0, 1 − t·o); derivative −t until the output is beyond 1 on its target's side, then 0. Targets ±1.

    The loss of a support vector machine: content with every example that is right by a margin of 1.
    """

    name = "hinge"

    def each(self, output: Array, target: Array) -> Array:
        return np.maximum(0.0, 1 - target * output)

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.multiply(-target, target * output < 1, out=out)


class SquaredHinge(Loss):
    """max(0, 1 − t·o)²; derivative −2t·max(0, 1 − t·o): a gentle start at the margin. Targets ±1."""

    name = "squared-hinge"

    def each(self, output: Array, target: Array) -> Array:
        return np.maximum(0.0, 1 - target * output) ** 2

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.multiply(-2 * target, np.maximum(0.0, 1 - target * output), out=out)


class Logistic(Loss):
    """−t·log p − (1 − t)·log(1 − p), for the probability p that a sigmoid layer puts out. Targets 0 and 1.

    Fused with the sigmoid: (∂loss/∂p)(∂p/∂z) = (p − t)/(p(1 − p)) · p(1 − p) = p − t. The slope of the
    sigmoid, which dies away when the network is certain and wrong, has cancelled.
    """

    name = "logistic"
    fused_with = "sigmoid"

    def each(self, output: Array, target: Array) -> Array:
        log_p = np.log(np.maximum(output, _LEAST_PROBABILITY))
        log_not_p = np.log(np.maximum(1 - output, _LEAST_PROBABILITY))
        return -target * log_p - (1 - target) * log_not_p

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.subtract(output, target, out=out)


class SoftmaxCrossEntropy(Loss):
    """−Σᵢ tᵢ·log pᵢ, for the shares p that a softmax layer puts out. Targets: 1 for the class, else 0.

    Fused with the softmax: ∂loss/∂zⱼ = Σᵢ −(tᵢ/pᵢ)·pᵢ(δᵢⱼ − pⱼ) = pⱼ − tⱼ, as the targets add up to 1.
    """

    name = "softmax-cross-entropy"
    fused_with = "softmax"

    def each(self, output: Array, target: Array) -> Array:
        return -target * np.log(np.maximum(output, _LEAST_PROBABILITY))

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.subtract(output, target, out=out)


class LimitedLoss(Loss):
    """A loss of the miss δ = o − t, for which a δ beyond ±`limit` is not what it is before. Any targets."""

    def __init__(self, limit: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.limit = limit


class Huber(LimitedLoss):
    """½δ² up to `limit`, straight beyond; derivative δ, clipped: an outlier counts no more than the limit.

    P. Huber, Robust estimation of a location parameter, 1964.
    """

    name = "huber"

    def each(self, output: Array, target: Array) -> Array:
        delta = output - target
        size = np.abs(delta)
        return np.where(size <= self.limit, 0.5 * delta**2, self.limit * (size - 0.5 * self.limit))

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.subtract(output, target, out=out)
        np.clip(out, -self.limit, self.limit, out=out)


class ClippedSquaredError(LimitedLoss):
    """½ clip(δ)²: a bug that was taken for Huber's loss.

    A clipped δ does not move when the weights do: the derivative is δ up to `limit`, and 0 beyond. Where the
    mistake is largest, nothing is learnt. A. Karpathy, Yes you should understand backprop, 2016.
    """

    name = "clipped-squared-error"

    def each(self, output: Array, target: Array) -> Array:
        return np.asarray(0.5 * np.clip(output - target, -self.limit, self.limit) ** 2)

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        np.subtract(output, target, out=out)
        out[np.abs(out) >= self.limit] = 0.0


LOSSES: dict[str, type[Loss]] = {  # those that need no limit
    loss.name: loss
    for loss in (HalfSquaredError, AbsoluteError, Hinge, SquaredHinge, Logistic, SoftmaxCrossEntropy)
}


def mean_absolute_error(output: Array, target: Array) -> Array:
    """The mean of |target − output| [...] over all examples and outputs [..., n, out]: easy to read."""
    error: Array = np.abs(target - output).mean(axis=(-2, -1))
    return error


def accuracy(output: Array, target: Array, threshold: float = 0.0) -> Array:
    """The share of examples [...] whose class is right, by outputs and targets [..., n, out].

    With several outputs the largest one names the class; with one output, its side of `threshold` does (0 for
    targets ±1, ½ for targets 0 and 1).
    """
    if output.shape[-1] > 1:
        right = output.argmax(axis=-1) == target.argmax(axis=-1)  # [..., batch]
    else:
        right = ((output > threshold) == (target > threshold))[..., 0]  # [..., batch]
    share: Array = right.mean(axis=-1)
    return share
