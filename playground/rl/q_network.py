"""A Q-table as a network: one layer, a state goes in as a one-hot vector, the values of its moves come out.

    y = x W          x [n, S] has a 1 at the state and 0 elsewhere, W [S, A] are the weights

The row of W that a state picks out is its row of the table. The target of the move that was made is that of
Q-learning, r + γ max Q(s', a'); for the other moves it is what the network says anyway, so that nothing is
learnt about them. A step of gradient descent on ½ δ², with δ = y − target, is then the step of the table.

For large networks this is shaky, since every step changes the targets of all others, and what is seen in a
row is alike. Three remedies, each a switch:

- *Replay*: keep what was seen, and learn from a handful drawn from it.
- *Target network*: take targets from a copy of the network that is renewed only now and then.
- *Huber loss*: squared near 0 and straight beyond, so that its slope never exceeds a limit.

And the bug: to clip δ itself before squaring. It looks the same on the way forward. But a clipped δ does
not move when the weights do, so its slope is 0: where the mistake is largest, nothing is learnt at all.

Sources: V. Mnih et al., Human-level control through deep reinforcement learning, 2015 (replay, target
network); P. Huber, Robust estimation of a location parameter, 1964; A. Karpathy, Yes you should understand
backprop, 2016 (the bug).
"""

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

type Array = NDArray[np.float64]
type Ints = NDArray[np.int64]

LOSSES = ("squared", "huber", "clipped")


def loss(delta: Array, kind: str, limit: float) -> Array:
    """The loss of each miss δ: ½ δ², Huber's, or ½ clip(δ)²."""
    size = np.abs(delta)
    match kind:
        case "huber":
            return np.where(size <= limit, 0.5 * delta**2, limit * (size - 0.5 * limit))
        case "clipped":
            return np.asarray(0.5 * np.clip(delta, -limit, limit) ** 2)
    return np.asarray(0.5 * delta**2)


def slope(delta: Array, kind: str, limit: float) -> Array:
    """The derivative of `loss` by δ: δ, δ clipped, or δ where it was not clipped and 0 where it was."""
    match kind:
        case "huber":
            return np.clip(delta, -limit, limit)
        case "clipped":
            return np.where(np.abs(delta) < limit, delta, 0.0)
    return delta


def one_hot(states: Ints, size: int) -> Array:
    """[n, S]"""
    x = np.zeros((len(states), size))
    x[np.arange(len(states)), states] = 1.0
    return x


def misses(weights: Array, states: Ints, actions: Ints, targets: Array) -> tuple[Array, Array]:
    """Forward: the one-hot inputs [n, S], and δ [n, A], which is 0 for the moves that were not made."""
    x = one_hot(states, len(weights))
    y = x @ weights  # [n, A]
    delta = np.zeros_like(y)
    rows = np.arange(len(states))
    delta[rows, actions] = y[rows, actions] - targets
    return x, delta


def gradient(weights: Array, seen: tuple[Ints, Ints, Array], kind: str, limit: float) -> Array:
    """Backward: of the mean loss over states, actions and targets `seen`, by the weights. [S, A]"""
    x, delta = misses(weights, *seen)
    return np.asarray(x.T @ slope(delta, kind, limit) / len(x))


def mean_loss(weights: Array, seen: tuple[Ints, Ints, Array], kind: str, limit: float) -> float:
    """What `gradient` is the gradient of; the targets are held still."""
    _, delta = misses(weights, *seen)
    return float(loss(delta, kind, limit).sum() / len(delta))


class Memory:
    """The last moves and what came of them, to be seen again: a ring of `capacity` entries."""

    def __init__(self, capacity: int) -> None:
        self.moves = np.zeros((capacity, 4), np.int16)  # s, a, s', done
        self.rewards = np.zeros(capacity)
        self.count = 0  # of all that was ever kept

    def keep(self, s: int, a: int, reward: float, after: int, done: bool) -> None:
        at = self.count % len(self.rewards)
        self.moves[at] = s, a, after, done
        self.rewards[at] = reward
        self.count += 1

    def draw(self, rng: RandomState, n: int) -> tuple[Ints, Array]:
        """n of them, drawn with replacement: (s, a, s', done) [n, 4] and rewards [n]."""
        full = min(self.count, len(self.rewards))
        places = (rng.random_sample(n) * full).astype(np.int64)
        return self.moves[places].astype(np.int64), self.rewards[places]
