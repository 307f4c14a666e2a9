"""The layers of a network, each with its way forward and its way back.

Forward, a layer takes the outputs of the layer before (one row per example) and makes its own. Back, it is
told how the loss changes with each of *its* outputs, and works out two things: how the loss changes with its
own weights, which is what training needs, and how it changes with its inputs, which is what the layer before
needs to be told. That hand-over from layer to layer is backpropagation.

Any axes in front are replicas: with weights [in, out] one network is trained, with weights [64, in, out] the
very same lines train 64 networks side by side. `x.mT` is x with its last two axes swapped. Results are
written into arrays that the caller keeps (`out=`), because making new ones costs more than filling old ones.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

type Array = NDArray[np.float64]


class Dense:
    """Every input connected to every output: z = x W + b.

    Attributes: `weight` [..., in, out], `bias` [..., 1, out] or None, and `weight_gradient`, `bias_gradient`
    of the same shapes, which `backward` overwrites (it never adds to what an earlier batch has left there).
    """

    def __init__(
        self, weight: Array, bias: Array | None, weight_gradient: Array, bias_gradient: Array | None
    ) -> None:
        self.weight, self.bias = weight, bias
        self.weight_gradient, self.bias_gradient = weight_gradient, bias_gradient

    def forward(self, x: Array, out: Array) -> None:
        """Write z = x W + b into `out` [..., batch, out], from x [..., batch, in]."""
        np.matmul(x, self.weight, out=out)  # [batch, in] @ [in, out] -> [batch, out]
        if self.bias is not None:
            np.add(out, self.bias, out=out)  # [batch, out] + [1, out]

    def backward(self, x: Array, delta: Array, ones: Array, out: Array | None = None) -> None:
        """From `delta`, the gradient at z, to the gradients of W, of b and (into `out`, if wanted) of x.

        In one example zⱼ = Σᵢ xᵢ Wᵢⱼ + bⱼ, so ∂zⱼ/∂Wᵢⱼ = xᵢ, ∂zⱼ/∂bⱼ = 1 and ∂zⱼ/∂xᵢ = Wᵢⱼ; a batch adds up
        its examples. `ones` is a row of ones [1, batch]: the product with it is the quickest sum.
        x, out: [..., batch, in], delta: [..., batch, out].
        """
        np.matmul(x.mT, delta, out=self.weight_gradient)  # [in, batch] @ [batch, out] -> [in, out]
        if self.bias_gradient is not None:
            np.matmul(ones, delta, out=self.bias_gradient)  # [1, batch] @ [batch, out] -> [1, out]
        if out is not None:
            np.matmul(delta, self.weight.mT, out=out)  # [batch, out] @ [out, in] -> [batch, in]


class Dropout:
    """Silences each neuron with probability `rate` while training, so that none can be relied upon.

    *Inverted* dropout: those that stay are made louder by 1/(1 − rate), which keeps the sum that the next
    layer sees the same on average. At test time there is then nothing to do (and nothing to scale).
    N. Srivastava et al., Dropout, 2014, section 10.

    The mask is drawn as A. Trask does (Hinton's Dropout in 3 Lines of Python, 2015): one `binomial` for the
    whole batch, from each replica's own generator.
    """

    def __init__(self, rates: Sequence[float], rngs: Sequence[RandomState], shape: tuple[int, ...]) -> None:
        self.rates, self.rngs = rates, rngs  # one of each per replica
        self.mask = np.ones(shape)  # [..., batch, n]

    def forward(self, a: Array, out: Array, train: bool) -> None:
        """Write `a` [..., batch, n], thinned out if `train`, into `out`, of the same shape."""
        if not train:
            self.mask.fill(1.0)
            np.copyto(out, a)
            return
        batch, n = self.mask.shape[-2:]
        for mask, rate, rng in zip(self.mask.reshape(-1, batch, n), self.rates, self.rngs, strict=True):
            if rate > 0:
                np.multiply(rng.binomial(1, 1 - rate, (batch, n)), 1 / (1 - rate), out=mask)
            else:
                mask.fill(1.0)
        np.multiply(a, self.mask, out=out)

    def backward(self, gradient: Array) -> None:
        """Turn the gradient at the output into that at the input, in place: what was silenced learns nothing.

        gradient: [..., batch, n].
        """
        np.multiply(gradient, self.mask, out=gradient)
