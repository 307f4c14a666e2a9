"""The weights a network starts from.

Learning only ever changes weights a little at a time, so where they start decides a lot. All zeros, and every
neuron of a layer computes and learns the same thing for ever. Too large, and tanh and sigmoid are flat
everywhere: no gradient, no learning. In between, the right size depends on how many inputs a neuron adds up
(its *fan-in*): the sum of n independent terms is about √n times as large as one of them.

Every initialiser gives the weights [in, out] of a layer; `in` is `fan_in`, `out` is `fan_out`. It draws from
the `RandomState` it is handed, and draws nothing else, so that a seed always means the same weights.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

type Array = NDArray[np.float64]
Initializer = Callable[[RandomState, int, int], Array]


def uniform(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """U(−1, 1) [in, out]. A. Trask, A Neural Network in 13 lines of Python, 2015: one draw for the layer."""
    return 2 * rng.random_sample((fan_in, fan_out)) - 1  # [in, out]


def tf_playground(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """U(−½, ½) [in, out], as TensorFlow Playground draws its links."""
    return rng.random_sample((fan_in, fan_out)) - 0.5  # [in, out]


def convnetjs(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """N(0, 1/√fan_in) [in, out], as ConvNetJS draws its volumes: a sum of inputs of size 1 has size 1."""
    return rng.standard_normal((fan_in, fan_out)) * math.sqrt(1 / fan_in)  # [in, out]


def xavier(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """U(±√(6/(fan_in + fan_out))) [in, out]: keeps the size of values on the way forward and of gradients on
    the way back, if the activation is about linear around 0, as tanh is. X. Glorot and Y. Bengio, 2010,
    equation 16.
    """
    limit = math.sqrt(6 / (fan_in + fan_out))
    return limit * (2 * rng.random_sample((fan_in, fan_out)) - 1)  # [in, out]


def he(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """N(0, √(2/fan_in)) [in, out]: twice the variance of `convnetjs`, because a ReLU passes only half of its
    inputs. K. He et al., Delving Deep into Rectifiers, 2015, equation 10.
    """
    return rng.standard_normal((fan_in, fan_out)) * math.sqrt(2 / fan_in)  # [in, out]


def zeros(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """All 0 [in, out], to see what goes wrong: the neurons of a layer stay alike for ever. Draws nothing."""
    return np.zeros((fan_in, fan_out))  # [in, out]


def too_large(rng: RandomState, fan_in: int, fan_out: int) -> Array:
    """U(−10, 10) [in, out], to see what goes wrong: tanh and sigmoid saturate, hardly any gradient passes."""
    return 20 * rng.random_sample((fan_in, fan_out)) - 10  # [in, out]


INITIALIZERS: dict[str, Initializer] = {
    "tf-playground": tf_playground,
    "uniform": uniform,
    "xavier": xavier,
    "he": he,
    "convnetjs": convnetjs,
    "zeros": zeros,
    "too-large": too_large,
}
