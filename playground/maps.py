"""What every neuron says all over the plane: the little pictures inside the nodes of a network diagram.

A picture of 100 × 100 points is a batch of 10,000, much more than training ever sees at once, and a page
wants it again for every frame. So it is computed in single precision, which is plenty for a picture and
several times as fast, and with the points in columns, so that the picture of a neuron lies in one piece.
"""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.activations import ACTIVATIONS

type Array = NDArray[np.float64]
type Pictures = NDArray[np.floating]

# Multiplications in one call. With more, a multi-threaded BLAS starts its threads, which cost far more than
# they save on pictures this small when the processor has other things to do (say, other people's networks).
MOST_AT_ONCE = 2**19

# In WebAssembly numpy's exp computes several numbers at once and its tanh does not: 3 and 17 ns a number.
# Elsewhere both do.
TANH_BY_EXP = sys.platform == "emscripten"


class Maps:
    """Pictures of the neurons of a network: `weights` [..., in, out], `biases` [..., 1, out] (or none)."""

    def __init__(self, weights: Sequence[Array], biases: Sequence[Array], activations: Sequence[str]) -> None:
        self.weights, self.biases, self.activations = weights, biases, activations
        self._kept: tuple[object, list[Pictures]] = (None, [])  # the kind of grid, and arrays for it

    def draw(self, grid: Array, dtype: type[np.floating] = np.float32) -> list[Pictures]:
        """For inputs [height, width, in], what each layer says there, [..., neurons, height, width].

        The next call for a grid of this size overwrites the arrays returned. Raises ValueError for a grid of
        another shape.
        """
        if grid.ndim != 3 or grid.shape[-1] != self.weights[0].shape[-2]:
            raise ValueError(f"a grid is height×width×{self.weights[0].shape[-2]}, not {grid.shape}")
        height, width, _ = grid.shape
        if self._kept[0] != (height, width, dtype):
            layers = [(*weight.shape[:-2], weight.shape[-1], height * width) for weight in self.weights]
            self._kept = (height, width, dtype), [np.empty(shape, dtype) for shape in layers]
        x: Pictures = np.ascontiguousarray(grid.reshape(height * width, -1).T, dtype)  # [in, points]
        some = max(1, MOST_AT_ONCE // max(weight.shape[-1] * weight.shape[-2] for weight in self.weights))
        with np.errstate(over="ignore", invalid="ignore"):  # a network that has blown up is drawn as it is
            weights = [weight.mT.astype(dtype) for weight in self.weights]  # [..., out, in]
            biases = [bias.mT.astype(dtype) for bias in self.biases]  # [..., out, 1]
            for start in range(0, height * width, some):
                here = slice(start, start + some)
                seen = x[:, here]
                for layer, picture in enumerate(self._kept[1]):
                    out = picture[..., here]
                    np.matmul(weights[layer], seen, out=out)  # [out, in] @ [in, points]
                    if biases:
                        np.add(out, biases[layer], out=out)  # [out, points] + [out, 1]
                    _bend(self.activations[layer], out)
                    seen = out
        return [out.reshape(*out.shape[:-1], height, width) for out in self._kept[1]]


def _bend(activation: str, sums: Pictures) -> None:
    """What neurons make of their sums [..., neurons, points], in place."""
    if activation == "tanh" and TANH_BY_EXP and sums.dtype == np.float32:
        np.multiply(sums, 2, out=sums)
        np.exp(sums, out=sums)  # infinite for a large sum, and then the rest gives 1
        np.add(sums, 1, out=sums)
        np.divide(-2, sums, out=sums)
        np.add(sums, 1, out=sums)  # tanh z = 1 − 2/(e²ᶻ + 1), right to 1e−7
    else:
        ACTIVATIONS[activation].forward(sums, sums, axis=-2)
