"""How gradients become new weights.

The gradient says which way is downhill right here; an optimiser decides how far to go. The simplest takes
the gradient times a learning rate. The others remember: where they have been going (momentum), how large the
gradients of each weight usually are (AdaGrad, RMSProp, AdaDelta), or both (Adam). L-BFGS remembers how the
gradient has changed from place to place, and so knows how the ground bends.

All parameters of a network lie in one array `flat` [..., P], and so do their gradients, so each rule below
is written once for all of them. What a rule remembers lies in *slots*, arrays of the same shape. Axes in
front of P are replicas; learning rate and momentum may be arrays [R], one for each. The rules are those of
PyTorch (S. Ruder, An overview of gradient descent optimization algorithms, 2016, explains every one).
"""

import copy
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]
PerReplica = float | Sequence[float] | Array


def per_replica(value: PerReplica) -> Array:
    """A number, or one number per replica, in the shape that multiplies flat arrays: [] or [R, 1].

    Numbers are kept as arrays without axes because numpy would convert a plain one anew at every step.
    """
    array = np.array(value, float)
    return array[:, None] if array.ndim == 1 else array


class Optimizer:
    """A rule for the step from gradient to update, and what it remembers.

    `lr`, a number or [R], may be changed at any time and holds from the next step on. `steps` counts the
    steps taken.
    """

    name: ClassVar[str] = ""
    slot_names: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[tuple[str, ...]] = ()  # numbers besides the learning rate

    def __init__(self, lr: PerReplica) -> None:
        self.lr = lr
        self.steps = 0
        self.slots: dict[str, Array] = {}  # name -> [..., P]
        self._moved = False  # whether `_update` is that of the last step
        self._update = self._masked = np.empty(0)  # [..., P]

    @property
    def lr(self) -> Array:
        """The learning rate: an array without axes, or [R, 1] with one rate per replica."""
        return self._lr

    @lr.setter
    def lr(self, value: PerReplica) -> None:
        self._lr = per_replica(value)

    def step(self, flat: Array, gradient: Array, trainable: Array | None = None) -> None:
        """Move the parameters `flat` [..., P] by one update, in place; `gradient` is of the same shape.

        Where `trainable` (also of this shape) is 0, parameters stay exactly as they are.
        """
        if flat.shape != self._update.shape:
            self._allocate(flat.shape)
        if trainable is not None:
            gradient = np.multiply(gradient, trainable, out=self._masked)
        self.steps += 1
        self.update(gradient, self._update)
        if trainable is not None:
            np.multiply(self._update, trainable, out=self._update)
        np.subtract(flat, self._update, out=flat)
        self._moved = True

    def update(self, gradient: Array, out: Array) -> None:
        """Write what is to be subtracted from the parameters into `out` [..., P]; `self.steps` counts from 1.

        gradient: [..., P].
        """
        raise NotImplementedError

    @property
    def last_update(self) -> Array | None:
        """What the last step took off the parameters [..., P]; None before it, and after `load_state`."""
        return self._update if self._moved else None

    def _allocate(self, shape: tuple[int, ...]) -> None:
        self._update, self._masked = np.empty(shape), np.empty(shape)
        self.slots = {name: np.zeros(shape) for name in self.slot_names}

    def state(self) -> dict[str, Array]:
        """All that the rule remembers, as copies: `steps` [], and after the first step the slots [..., P]."""
        return {"steps": np.array(self.steps)} | {name: slot.copy() for name, slot in self.slots.items()}

    def load_state(self, state: dict[str, Array]) -> None:
        """Remember what `state` says, and nothing else: `steps` [], and slots [..., P] if it has any."""
        self.steps, self._moved = int(state["steps"]), False
        remembered = {name: state[name] for name in self.slot_names if name in state}
        for name, slot in remembered.items():
            if slot.shape != self._update.shape:
                self._allocate(slot.shape)
            self.slots[name][...] = slot
        if not remembered:
            for slot in self.slots.values():
                slot.fill(0.0)

    @classmethod
    def stack(cls, optimizers: Sequence[Self]) -> Self:
        """One optimiser for networks in lockstep, which goes on from what each of these remembers.

        Raises ValueError unless they are of one kind, have taken equally many steps, and differ in nothing
        but learning rate and momentum.
        """
        first = optimizers[0]
        own = {"lr", "momentum"} & {"lr", *first.settings}
        alike = {"steps", *first.settings} - own
        for one in optimizers:
            if type(one) is not type(first) or any(getattr(one, n) != getattr(first, n) for n in alike):
                raise ValueError("in lockstep, optimisers may differ in learning rate and momentum only")
        stacked = copy.copy(first)
        stacked._update, stacked.slots, stacked._moved = np.empty(0), {}, False
        for name in own:
            setattr(stacked, name, [float(getattr(one, name)) for one in optimizers])
        if first.slots:
            stacked._allocate((len(optimizers), *first._update.shape))
            for name, slot in stacked.slots.items():
                np.stack([one.slots[name] for one in optimizers], out=slot)
        return stacked

    def replica(self, index: int) -> Self:
        """An optimiser that goes on alone from what this one remembers of replica `index`."""
        one = copy.copy(self)
        one._update, one.slots, one._moved = np.empty(0), {}, False
        for name in {"lr", "momentum"} & {"lr", *self.settings}:
            value = getattr(self, name)
            setattr(one, name, value[index, 0] if value.ndim else value)
        if self.slots:
            one._allocate(self._update.shape[1:])
            for name, slot in one.slots.items():
                slot[...] = self.slots[name][index]
        return one


class SGD(Optimizer):
    """θ ← θ − lr·g. Stochastic gradient descent: stochastic because g is the gradient of one batch only."""

    name = "sgd"

    def update(self, gradient: Array, out: Array) -> None:
        np.multiply(gradient, self._lr, out=out)


class Momentum(Optimizer):
    """v ← μ·v + g, θ ← θ − lr·v. A ball with mass keeps its speed and rolls through small dents.

    The heavy ball of B. Polyak, 1964, as PyTorch writes it. ConvNetJS keeps v ← μ·v − lr·g and adds it, which
    is the same while the learning rate is. When that changes, here the new one counts for all of v at once.
    """

    name = "momentum"
    slot_names = ("velocity",)
    settings = ("momentum",)

    def __init__(self, lr: PerReplica, momentum: PerReplica = 0.9) -> None:
        super().__init__(lr)
        self.momentum = momentum

    @property
    def momentum(self) -> Array:
        """How much of its speed the ball keeps: an array without axes, or [R, 1]. May be set."""
        return self._momentum

    @momentum.setter
    def momentum(self, value: PerReplica) -> None:
        self._momentum = per_replica(value)

    def update(self, gradient: Array, out: Array) -> None:
        velocity = self.slots["velocity"]
        np.multiply(velocity, self._momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, self._lr, out=out)


class Nesterov(Momentum):
    """v ← μ·v + g, θ ← θ − lr·(g + μ·v). Momentum that already looks from where it will be carried to.

    Y. Nesterov, 1983, in the form of I. Sutskever et al., On the importance of initialization and momentum,
    2013.
    """

    name = "nesterov"

    def update(self, gradient: Array, out: Array) -> None:
        velocity = self.slots["velocity"]
        np.multiply(velocity, self._momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, self._momentum, out=out)
        np.add(out, gradient, out=out)
        np.multiply(out, self._lr, out=out)


class AdaGrad(Optimizer):
    """s ← s + g², θ ← θ − lr·g/(√s + ε). Weights with large gradients take small steps, ever smaller ones.

    J. Duchi et al., Adaptive Subgradient Methods, 2011.
    """

    name = "adagrad"
    slot_names = ("squares",)
    settings = ("epsilon",)

    def __init__(self, lr: PerReplica, epsilon: float = 1e-10) -> None:
        super().__init__(lr)
        self.epsilon = epsilon

    def update(self, gradient: Array, out: Array) -> None:
        squares = self.slots["squares"]
        np.multiply(gradient, gradient, out=out)
        np.add(squares, out, out=squares)
        np.sqrt(squares, out=out)
        np.add(out, self.epsilon, out=out)
        np.divide(gradient, out, out=out)
        np.multiply(out, self._lr, out=out)


class RMSProp(Optimizer):
    """s ← ρ·s + (1 − ρ)·g², θ ← θ − lr·g/(√s + ε). AdaGrad that forgets, so that it never grinds to a halt.

    T. Tieleman and G. Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012.
    """

    name = "rmsprop"
    slot_names = ("squares",)
    settings = ("decay", "epsilon")

    def __init__(self, lr: PerReplica, decay: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(lr)
        self.decay, self.epsilon = decay, epsilon

    def update(self, gradient: Array, out: Array) -> None:
        squares = self.slots["squares"]
        _fade(squares, self.decay, np.multiply(gradient, gradient, out=out))
        np.sqrt(squares, out=out)
        np.add(out, self.epsilon, out=out)
        np.divide(gradient, out, out=out)
        np.multiply(out, self._lr, out=out)


class AdaDelta(Optimizer):
    """s ← ρ·s + (1 − ρ)·g², d = g·√(u + ε)/√(s + ε), u ← ρ·u + (1 − ρ)·d², θ ← θ − lr·d.

    The size of a step is taken from the steps made so far, so a learning rate of 1 usually does.
    M. Zeiler, ADADELTA, 2012, algorithm 1.
    """

    name = "adadelta"
    slot_names = ("squares", "squared_steps")
    settings = ("decay", "epsilon")

    def __init__(self, lr: PerReplica = 1.0, decay: float = 0.9, epsilon: float = 1e-6) -> None:
        super().__init__(lr)
        self.decay, self.epsilon = decay, epsilon

    def update(self, gradient: Array, out: Array) -> None:
        squares, squared_steps = self.slots["squares"], self.slots["squared_steps"]
        _fade(squares, self.decay, np.multiply(gradient, gradient, out=out))
        np.divide(squared_steps + self.epsilon, squares + self.epsilon, out=out)
        np.sqrt(out, out=out)
        np.multiply(out, gradient, out=out)
        _fade(squared_steps, self.decay, out * out)
        np.multiply(out, self._lr, out=out)


class Adam(Optimizer):
    """m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g², θ ← θ − lr·m̂/(√ŝ + ε): momentum and RMSProp in one.

    Both averages start at 0 and are too small at first, by the factors 1 − β₁ᵗ and 1 − β₂ᵗ. So they are
    *divided* by them: m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ). D. Kingma and J. Ba, Adam, 2014, algorithm 1.
    """

    name = "adam"
    slot_names = ("mean", "squares")
    settings = ("beta1", "beta2", "epsilon")

    def __init__(
        self, lr: PerReplica, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(lr)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def update(self, gradient: Array, out: Array) -> None:
        mean, squares = self.slots["mean"], self.slots["squares"]
        np.copyto(out, gradient)
        _fade(mean, self.beta1, out)
        _fade(squares, self.beta2, np.multiply(gradient, gradient, out=out))
        np.divide(squares, 1 - self.beta2**self.steps, out=out)  # ŝ
        np.sqrt(out, out=out)
        np.add(out, self.epsilon, out=out)
        np.divide(mean, out, out=out)
        np.divide(out, 1 - self.beta1**self.steps, out=out)  # m̂ in the place of m
        np.multiply(out, self._lr, out=out)


class LBFGS(Optimizer):
    """θ ← θ − lr·H·g, where H, the inverse of the curvature, is gathered from the last five steps.

    Each step leaves a pair: how far it went, s, and how the gradient has changed on the way, y. In two loops
    over the pairs, back in time and forth again, H·g comes about without H ever being written down: D. Liu
    and J. Nocedal, On the limited memory BFGS method for large scale optimization, 1989, algorithm 2.1. A
    pair without positive curvature, s·y ≤ 1e−10, is left out. Before the first pair H is min(1, 1/Σ|g|).
    There is no line search, as in PyTorch's L-BFGS by default.

    The changes of a gradient say how the ground bends only if all gradients are of the same ground. Those of
    batches are not, so it is none of OPTIMIZERS. Each replica [..., P] has pairs of its own.
    """

    name = "lbfgs"
    pairs = 5
    slot_names = (
        "place", "gradient",
        *(f"moved_{age}" for age in range(pairs)), *(f"turned_{age}" for age in range(pairs)),
    )  # fmt: skip

    def step(self, flat: Array, gradient: Array, trainable: Array | None = None) -> None:
        self._here = flat  # a pair is made of where the parameters are, whatever has brought them there
        super().step(flat, gradient, trainable)

    def update(self, gradient: Array, out: Array) -> None:
        slots, ages = self.slots, range(self.pairs)
        if self.steps > 1:
            self._remember(self._here - slots["place"], gradient - slots["gradient"])
        slots["place"][...], slots["gradient"][...] = self._here, gradient
        moved, turned = ([slots[f"{what}_{age}"] for age in ages] for what in ("moved", "turned"))
        curvatures = [_dot(s, y) for s, y in zip(moved, turned, strict=True)]  # 0: there is no such pair
        inverses = [np.where(c > 0, 1 / np.where(c > 0, c, 1), 0.0) for c in curvatures]
        np.copyto(out, gradient)
        shares = []
        for age in ages:
            shares.append(inverses[age] * _dot(moved[age], out))
            out -= shares[age] * turned[age]
        bends = _dot(turned[0], turned[0])
        size = np.abs(gradient).sum(axis=-1, keepdims=True)
        first = 1 / np.maximum(size, 1)
        out *= np.where(bends > 0, curvatures[0] / np.where(bends > 0, bends, 1), first)
        for age in reversed(ages):
            out += moved[age] * (shares[age] - inverses[age] * _dot(turned[age], out))
        np.multiply(out, self._lr, out=out)

    def _remember(self, moved: Array, turned: Array) -> None:
        """Put a pair [..., P] in front of the others, for the replicas in which it has positive curvature."""
        good = _dot(moved, turned) > 1e-10
        for what, news in (("moved", moved), ("turned", turned)):
            kept = [self.slots[f"{what}_{age}"] for age in range(self.pairs)]
            for old, new in zip(reversed(kept), reversed([news, *kept[:-1]]), strict=True):
                np.copyto(old, new, where=good)


def _dot(a: Array, b: Array) -> Array:
    """The scalar products of [..., P] and [..., P]: [..., 1]."""
    return np.asarray((a * b).sum(axis=-1, keepdims=True))


def _fade(average: Array, decay: float, news: Array) -> None:
    """average ← decay·average + (1 − decay)·news, in place. Overwrites `news`."""
    np.multiply(average, decay, out=average)
    np.multiply(news, 1 - decay, out=news)
    np.add(average, news, out=average)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.name: optimizer for optimizer in (SGD, Momentum, Nesterov, AdaGrad, AdaDelta, RMSProp, Adam)
}
