"""The middle of several networks: of their answers, or of their weights.

A network that is trained by mini-batches never comes to rest: it wanders about a place of low loss. One may
keep it from time to time and ask all that were kept (an *ensemble*: the mean of the answers, which costs as
many forward passes as there are networks), or put a single network into the middle of them (*stochastic
weight averaging*: the mean of the weights, which costs one).

    w̄ ← (n w̄ + w) / (n + 1)                                                                          (1)

Sources: G. Huang et al., Snapshot Ensembles, 2017; T. Garipov et al., Loss Surfaces, Mode Connectivity, and
Fast Ensembling of DNNs, 2018; P. Izmailov et al., Averaging Weights Leads to Wider Optima and Better
Generalization, 2018 (algorithm 1 is equation 1 here).

The networks of this module are small, and their weights lie in one array, `flat` [P]. Several of them are
rows, [G, P], and are asked in one pass of numpy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.data import datasets
from playground.data.minibatches import split
from playground.nn.activations import ACTIVATIONS
from playground.nn.losses import HalfSquaredError, Logistic, Loss
from playground.nn.network import Network
from playground.nn.optimizers import Optimizer

type Array = NDArray[np.float64]

AT_A_TIME = 32  # networks that are asked together: more of them would not fit where memory is fast
BELL = 0.5  # s, how wide the bell of `Bell` is
POINTS = {"line": 80, "mirror": 80, "heaps": 80}  # to learn from, and as many to test with; else CLOUD
CLOUD = 100
STEPS_PER_EPOCH = 20  # whatever the data: a mini-batch is a twentieth of the points
LOW = {"fge": 0.05, "swa": 0.5}  # how far the learning rate falls in a cycle
SMALL, LARGE = ((-1.5, 0.0), 0.12), ((1.3, 0.0), 1.0)  # the two heaps: their middle, and how wide they are
SHIFT = 3.0  # how far up they move for the test, times the noise


def running_mean(mean: Array, n: int, w: Array) -> Array:
    """The mean of n + 1 arrays, from the mean of n of them and the last one: equation 1. All are [P]."""
    return (n * mean + w) / (n + 1)


class Model(Protocol):
    """What can be averaged: a `Network`, or a `Bell`."""

    flat: Array
    grad_flat: Array

    def forward(self, inputs: Array) -> Array:
        """What it says [..., n, 1] of inputs [n, in]."""

    def backward(self, targets: Array, loss: Loss) -> None:
        """Fill `grad_flat` [..., P] for the batch that `forward` has seen; targets [n, 1]."""

    def train_step(self, inputs: Array, targets: Array, loss: Loss, optimizer: Optimizer) -> None:
        """One step of learning from inputs [n, in] with targets [n, 1]."""

    def predict(self, inputs: Array) -> Array:
        """As `forward`, and nothing is left behind: [..., n, 1]."""


class Bell:
    """A single neuron whose activation is a bell: it says 1 where its two weights are, and 0 far from there.

        p = exp(−|x − w|² / 2s²)        ∂p/∂w = p (x − w) / s²                      s = 0.5

    D. Broomhead and D. Lowe, Multivariable Functional Interpolation and Adaptive Networks, 1988. `flat`
    [..., 2] is where it stands; axes in front are replicas, as those of `Network`.
    """

    def __init__(self, places: ArrayLike) -> None:
        self.flat = np.array(places, float)
        self.grad_flat = np.zeros_like(self.flat)

    def predict(self, inputs: Array) -> Array:
        """What it says [..., n, 1] of points [n, 2]."""
        away = inputs - self.flat[..., None, :]  # [..., n, 2]
        said: Array = np.exp(-(away * away).sum(axis=-1, keepdims=True) / (2 * BELL * BELL))
        return said

    def forward(self, inputs: Array) -> Array:
        """As `predict`, [..., n, 1] from [n, 2]; `backward` begins here."""
        self._inputs, self._said = inputs, self.predict(inputs)
        return self._said

    def backward(self, targets: Array, loss: Loss) -> None:
        """Fill `grad_flat` [..., 2] with the gradient of `loss` for the batch that `forward` has just seen.

        targets: [n, 1].
        """
        slopes = loss.gradient(self._said, targets) * self._said  # [..., n, 1]
        away = self._inputs - self.flat[..., None, :]
        self.grad_flat[...] = (slopes * away).sum(axis=-2) / (BELL * BELL)

    def train_step(self, inputs: Array, targets: Array, loss: Loss, optimizer: Optimizer) -> None:
        """One step of learning from points [n, 2] with targets [n, 1]."""
        self.forward(inputs)
        self.backward(targets, loss)
        optimizer.step(self.flat, self.grad_flat)


# --- what is learnt -----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Lesson:
    """Points to learn from and points to test with, [n, in] with targets [n, 1] each, and their loss."""

    train: tuple[Array, Array]
    test: tuple[Array, Array]
    loss: Loss

    @property
    def batch(self) -> int:
        """The points of a mini-batch."""
        return len(self.train[0]) // STEPS_PER_EPOCH


def lesson(data: str, noise: float, rng: np.random.RandomState) -> Lesson:
    """What `data` asks a model to learn; `noise` from 0 to 0.5.

    line    a plane over two inputs, 0.8 x + 0.4 y; noise moves the answers. The model is linear.
    mirror  a bend, tanh 1.5 x; noise moves the answers. The model is b tanh(a x): (a, b) says the same as
            (−a, −b).
    heaps   points in a small heap and in a large one, all with the answer 1; for the test everything has
            moved upwards, by three times the noise. The model is a `Bell`.
    others  clouds of `playground.data.datasets` with two classes, half of the points to test with.
    """
    if data not in POINTS:
        cloud = datasets.make(data, rng, 2 * CLOUD, noise)
        train, test = split(cloud, 0.5, rng)
        return Lesson((train.x, (train.y + 1) / 2), (test.x, (test.y + 1) / 2), Logistic())
    n = POINTS[data]
    if data == "heaps":
        small = np.arange(2 * n)[:, None] % 20 < 7  # seven of twenty
        x = np.where(small, SMALL[0], LARGE[0])
        x += np.where(small, SMALL[1], LARGE[1]) * rng.standard_normal((2 * n, 2))
        x[n:, 1] += SHIFT * noise
        t = np.ones((2 * n, 1))
    elif data == "line":
        x = rng.standard_normal((2 * n, 2)) * [1.0, 0.6]
        t = x @ [[0.8], [0.4]] + 2 * noise * rng.standard_normal((2 * n, 1))
    else:
        x = 2 * rng.standard_normal((2 * n, 1))
        t = np.tanh(1.5 * x) + 2 * noise * rng.standard_normal((2 * n, 1))
    return Lesson((x[:n], t[:n]), (x[n:], t[n:]), HalfSquaredError())


def model(data: str, hidden: int, rng: np.random.RandomState) -> Model:
    """A model for `data`, its first weights from `rng`; `hidden` neurons where there is a hidden layer."""
    if data == "line":
        return Network((2, 1), "linear", "uniform", rng, bias=False)
    if data == "mirror":
        return Network((1, 1, 1), ("tanh", "linear"), "uniform", rng, bias=False)
    if data == "heaps":
        return Bell(rng.uniform(-1, 1, 2) + np.array([0.0, 1.0]))
    return Network((2, hidden, 1), ("tanh", "sigmoid"), "xavier", rng, bias_init=0.0)


def side_by_side(models: Sequence[Model]) -> Model:
    """Models of one kind as one, with an axis of replicas in front: each step is one pass for all."""
    networks = [one for one in models if isinstance(one, Network)]
    return Network.stack(networks) if networks else Bell([one.flat for one in models])


# --- many at a time -----------------------------------------------------------------------------------------


def answers(of: Model, flats: Array, x: Array) -> Array:
    """What models like `of` say with the weights `flats` [G, P] of points x [n, in]: [G, n, 1]."""
    if not isinstance(of, Network):
        return Bell(flats).predict(x)
    found = np.empty((len(flats), len(x), 1))
    for start in range(0, len(flats), AT_A_TIME):
        weights, biases = of.blueprint.views(np.ascontiguousarray(flats[start : start + AT_A_TIME]))
        a: Array = x
        for layer, (w, name) in enumerate(zip(weights, of.activation_names, strict=True)):
            a = a @ w  # [G, n, in] @ [G, in, out]
            if biases:
                a += biases[layer]
            ACTIVATIONS[name].forward(a, a)
        found[start : start + AT_A_TIME] = a
    return found


def losses(of: Model, flats: Array, points: tuple[Array, Array], loss: Loss) -> Array:
    """The loss [G] over `points` with each of the weights `flats` [G, P]."""
    return loss.value(answers(of, flats, points[0]), points[1])
