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

And the bug: to clip δ itself before squaring, which looks the same on the way forward. The losses are in
`playground.nn.losses`.

Sources: V. Mnih et al., Human-level control through deep reinforcement learning, 2015 (replay, target
network); P. Huber, Robust estimation of a location parameter, 1964; A. Karpathy, Yes you should understand
backprop, 2016 (the bug).
"""

from typing import NamedTuple

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.nn.losses import ClippedSquaredError, HalfSquaredError, Huber, Loss

type Array = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Batch = tuple[Ints, Ints, Array]  # states, actions and targets, [n] each

LOSSES = ("squared", "huber", "clipped")


def loss_of(kind: str, limit: float) -> Loss:
    """The loss of that name among LOSSES, which is bounded, or clips, at `limit`."""
    match kind:
        case "huber":
            return Huber(limit)
        case "clipped":
            return ClippedSquaredError(limit)
    return HalfSquaredError()


def one_hot(states: Ints, size: int) -> Array:
    """`states` [n] to [n, S]: 1 at the state and 0 elsewhere."""
    x = np.zeros((len(states), size))
    x[np.arange(len(states)), states] = 1.0
    return x


def forward(weights: Array, batch: Batch) -> tuple[Array, Array, Array]:
    """The one-hot inputs [n, S], what comes out [n, A], and what should [n, A], by weights [S, A].

    It should be the target for the move that was made, and for the others what comes out.
    """
    states, actions, targets = batch
    x = one_hot(states, len(weights))
    y = x @ weights
    wanted = y.copy()
    wanted[np.arange(len(states)), actions] = targets
    return x, y, wanted


def gradient(weights: Array, batch: Batch, loss: Loss) -> Array:
    """Of the mean loss over the batch, by the weights [S, A]: [S, A]."""
    x, y, wanted = forward(weights, batch)
    return np.asarray(x.T @ loss.gradient(y, wanted))


def mean_loss(weights: Array, batch: Batch, loss: Loss) -> float:
    """What `gradient` is the gradient of, for weights [S, A]; the targets stay as they are."""
    _, y, wanted = forward(weights, batch)
    return float(loss.value(y, wanted))


class Transition(NamedTuple):
    """A move, and what came of it."""

    state: int
    action: int
    after: int
    done: bool
    reward: float


class ReplayBuffer:
    """The last moves and what came of them, to be seen again: a ring of `capacity` transitions."""

    def __init__(self, capacity: int) -> None:
        self.moves = np.zeros((capacity, 4), np.int16)  # s, a, s', done
        self.rewards = np.zeros(capacity)
        self.count = 0  # of all that were ever added

    def add(self, move: Transition) -> None:
        at = self.count % len(self.rewards)
        self.moves[at], self.rewards[at] = move[:-1], move.reward
        self.count += 1

    def sample(self, rng: RandomState, n: int) -> tuple[Ints, Array]:
        """n of them, drawn with replacement: (s, a, s', done) [n, 4] and rewards [n]."""
        full = min(self.count, len(self.rewards))
        places = (rng.random_sample(n) * full).astype(np.int64)
        return self.moves[places].astype(np.int64), self.rewards[places]

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Copies of all that it keeps: moves [capacity, 4], rewards [capacity] and count [1]."""
        return {"moves": self.moves.copy(), "rewards": self.rewards.copy(), "count": np.array([self.count])}

    def load_state(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Put back what `state` gave, in the same shapes."""
        self.moves[...], self.rewards[...] = arrays["moves"], arrays["rewards"]
        self.count = int(arrays["count"][0])
