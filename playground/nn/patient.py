"""A patient: a small network in training, set up as a `Setup` says, well or ill.

It is to read the ten digits of `playground.data.digits`. Everything is the machinery of the lab `classifier`:
`Network`, `Batches`, the losses, plain gradient descent and the penalty on weights. What can go wrong is done
here, each in its place: what is loaded, what arrives, the loss, the backward pass.

All that changes while it learns is its parameters and its age in steps: batches and dropout masks follow from
the age, so a patient can be put back to any step by these two.
"""

import copy

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.data import digits
from playground.data.minibatches import Batches
from playground.nn.ills import Setup
from playground.nn.instruments import Case
from playground.nn.losses import Loss, SoftmaxCrossEntropy, accuracy
from playground.nn.network import Network
from playground.nn.optimizers import SGD
from playground.nn.regularization import Penalty

type Array = NDArray[np.float64]

TRAINING, TEST, CHUNK = (
    500,
    200,
    25,
)  # pictures; of one digit in a batch, where batches are cut from sorted ones
FIRST_BROKEN = 15  # batches of an epoch before the one with the broken picture


class NoLogarithm(Loss):
    """−Σᵢ tᵢ·pᵢ: a cross-entropy without its logarithm. At chance it is −1/k, at its best −1.

    Through the softmax ∂loss/∂zⱼ = pⱼ(gⱼ − Σᵢ gᵢpᵢ) with gᵢ = −tᵢ: next to nothing where p is close to 0.
    """

    name, fused_with = "no-logarithm", "softmax"

    def each(self, output: Array, target: Array) -> Array:
        return -target * output

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        right = (target * output).sum(axis=-1, keepdims=True)
        np.multiply(output, right - target, out=out)


class SoftmaxTwice(Loss):
    """−Σᵢ tᵢ·log qᵢ with q = softmax(p), though p is a softmax already: at its best log(1 + (k − 1)/e).

    ∂loss/∂pᵢ = qᵢ − tᵢ, and through the first softmax ∂loss/∂zⱼ = pⱼ(gⱼ − Σᵢ gᵢpᵢ).
    """

    name, fused_with = "softmax-twice", "softmax"

    def each(self, output: Array, target: Array) -> Array:
        return np.asarray(-target * np.log(_softmax(output)))

    def derivative(self, output: Array, target: Array, out: Array) -> None:
        g = _softmax(output) - target
        np.multiply(output, g - (g * output).sum(axis=-1, keepdims=True), out=out)


def _softmax(p: Array) -> Array:
    powers = np.exp(p - p.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


LOSSES: dict[str, type[Loss]] = {
    "cross-entropy": SoftmaxCrossEntropy,
    "no-logarithm": NoLogarithm,
    "softmax-twice": SoftmaxTwice,
}


class Slipped(Network):
    """A network whose backward pass is wrong in one place: layer `wrong` (None: in none).

    There each neuron gets the weights' gradient of its neighbour.
    """

    wrong: int | None = None

    def copy(self) -> "Slipped":
        """Another that goes on from here by itself, and is wrong in the same place."""
        rng = copy.deepcopy(self.rngs[0])
        like = Slipped(self.sizes, self.activation_names, "zeros", rng, dropout=self.dropout)
        like.load_state(self.state())
        like.frozen, like.wrong = self.frozen, self.wrong
        return like

    def backward(self, targets: Array, loss: Loss) -> None:
        super().backward(targets, loss)
        if self.wrong is not None:
            gradient = self.weight_gradients[self.wrong]  # [in, out]
            gradient[...] = np.roll(gradient, 1, axis=-1)


class Patient:
    """A network for digits, trained as `setup` says, with data and weights that follow from `key`.

    data    the pictures [500, 35], standardised, and their labels [500, 10], as they are stored
    fed     the same as they arrive: what the loader makes of them
    test    pictures [200, 35] as they arrive when they are asked for, and their right labels [200, 10]
    start   the loss before the first step
    age     how many steps it has learnt
    """

    def __init__(self, setup: Setup, key: int) -> None:
        self.setup, self.key, self.age = setup, key, 0
        rng = RandomState(key)
        self._load(rng)
        self._feed(rng)
        self._make(rng)
        self.start = self.scores()["loss"]

    # --- what is loaded ----------------------------------------------------------------------------------

    def _load(self, rng: RandomState) -> None:
        """Draw the pictures and their labels. Mean and spread are of the training pictures alone."""
        equal = np.repeat(np.arange(digits.CLASSES), TRAINING // digits.CLASSES)
        common, others = rng.randint(digits.CLASSES, dtype=np.int64), np.arange(digits.CLASSES)
        rare = np.concatenate([np.full(TRAINING - 9, common), others[others != common]])
        drawn = rare if self.setup.balance == "one" else equal  # [500], in the order of the digits
        asked = np.repeat(np.arange(digits.CLASSES), TEST // digits.CLASSES)
        pixels, test = digits.draw(drawn, rng), digits.draw(asked, rng)
        self.mean, self.spread = digits.standardizer(pixels)
        careless = rng.random_sample(TRAINING) < 0.5
        drawn_anew = rng.randint(digits.CLASSES, size=TRAINING, dtype=np.int64)
        labels = np.where(careless, drawn_anew, drawn) if self.setup.labels == "noisy" else drawn  # [500]
        self.data = self._standard(pixels), np.eye(digits.CLASSES)[labels]
        self._pixels, self._test_pixels, self._asked = pixels, test, asked

    def _standard(self, pixels: Array) -> Array:
        return np.asarray((pixels - self.mean) / self.spread)

    # --- what of it arrives ------------------------------------------------------------------------------

    def _feed(self, rng: RandomState) -> None:
        """What the loader makes of the data, and in which order it hands them out."""
        setup, (inputs, targets) = self.setup, self.data
        other_order, chunks = rng.permutation(TRAINING), rng.permutation(TRAINING // CHUNK)
        noise, self.wrong = rng.standard_normal(inputs.shape), int(rng.randint(2, dtype=np.int64))
        arrives = {"raw": self._pixels, "zeros": np.zeros_like(inputs), "random": noise}.get(
            setup.inputs, inputs
        )
        if setup.inputs == "turned":
            turned = inputs.reshape(-1, digits.COLUMNS, digits.ROWS)  # 5 rows of 7, though it is 7 of 5
            arrives = turned.swapaxes(1, 2).reshape(inputs.shape)
        if setup.labels == "shuffled":
            targets = targets[other_order]
        rows = np.arange(TRAINING)
        if setup.order == "by class":
            rows = rows.reshape(-1, CHUNK)[chunks].ravel()  # the data are sorted
        if setup.order == "stuck":
            rows = other_order[:CHUNK]
        arrives, targets = np.array(arrives[rows]), targets[rows]
        shuffled = setup.order == "shuffled"
        self.batches = Batches(arrives, targets, setup.batch, RandomState(self.key), shuffled)
        self._places = self.batches.state()
        if setup.inputs == "broken":
            broken = _row_of(self.batches, FIRST_BROKEN, arrives)
            arrives[broken, arrives.shape[1] // 2] = np.nan
            self.batches = Batches(arrives, targets, setup.batch, RandomState(self.key), shuffled)
        self.fed = arrives, targets
        self._whole = np.isfinite(arrives).all(axis=1)
        asked = self._standard(self._test_pixels)
        if setup.inputs in ("raw", "zeros"):
            asked = self._test_pixels if setup.inputs == "raw" else np.zeros_like(asked)
        self.test = asked, np.eye(digits.CLASSES)[self._asked]

    # --- the network, and a step -------------------------------------------------------------------------

    def _make(self, rng: RandomState) -> None:
        setup = self.setup
        small = setup.initializer == "small-last"
        self.net = Slipped(
            (digits.SHAPES.shape[1], *setup.hidden, digits.CLASSES),
            (*("tanh",) * len(setup.hidden), "softmax"),
            "xavier" if small else setup.initializer,
            rng,
            bias_init=0.0,
            dropout=setup.dropout,
        )
        if small:
            self.net.weights[-1][...] = 0.0
        self.net.frozen = setup.frozen
        self.net.wrong = self.wrong if setup.slopes == "wrong" else None
        self.loss, self.optimizer = LOSSES[setup.loss](), SGD(setup.learning_rate)
        self.penalty = Penalty("l2", setup.price, self.net.is_weight)

    def step(self) -> None:
        """Learn from one batch."""
        self.net.rngs[0].seed([self.key, self.age])  # dropout masks of this step
        inputs, targets = self.batches.next()  # [batch, 35], [batch, 10]
        self.net.train_step(inputs, targets, self.loss, self.optimizer, self.penalty)
        self.age += 1

    def go_to(self, age: int, flat: Array) -> None:
        """Be as it was after `age` steps, when its parameters were `flat` [P]."""
        self.age, self.net.flat[...] = age, flat
        each = -(-self.batches.n // self.batches.batch)  # steps of an epoch
        epoch, place = divmod(age, each)
        key, *_, shuffled = self._places
        self.batches.load_state(np.array([key, epoch, place * self.batches.batch, shuffled]))

    # --- how it does, and what can be seen of it ---------------------------------------------------------

    def answer(self, inputs: Array) -> Array:
        """What it answers to pictures [n, 35] as it is asked: [n, 10]. In training mode with dropout."""
        if self.setup.answers == "test":
            return self.net.predict(inputs)
        rng, a = RandomState([self.key, self.age, 1]), inputs
        for layer, (weight, bias) in enumerate(zip(self.net.weights, self.net.biases, strict=True)):
            z = a @ weight + bias
            if layer == len(self.net.weights) - 1:
                return _softmax(z)
            loud = 1 / (1 - self.setup.dropout)
            a = np.tanh(z) * (rng.binomial(1, 1 - self.setup.dropout, z.shape) * loud)
        return a

    def case(self) -> Case:
        """What may be read of it: never what it was set up with."""
        place = self.batches.state()
        count = -(-self.data[0].shape[0] // self.batches.batch)
        handed = [(x.copy(), y.copy()) for x, y in (self.batches.next() for _ in range(count))]
        self.batches.load_state(place)
        return Case(
            self.net, self.loss, self.optimizer, self.penalty, self.data, handed, self.test, self.answer,
            self.age, self.start,
        )  # fmt: skip

    def scores(self) -> dict[str, float]:
        """The `loss` over the training pictures as they are fed, and the `accuracy` on those for testing."""
        inputs, targets = self.fed[0][self._whole], self.fed[1][self._whole]
        return {
            "loss": float(self.loss.value(self.answer(inputs), targets)),
            "accuracy": float(accuracy(self.answer(self.test[0]), self.test[1])),
        }


def _row_of(batches: Batches, number: int, inputs: Array) -> int:
    """Which row of `inputs` [n, in] comes first in batch `number` of the first epoch."""
    place = batches.state()
    for _ in range(number):
        batches.next()
    first = batches.next()[0][0].copy()
    batches.load_state(place)
    return int(np.flatnonzero((inputs == first).all(axis=1))[0])
