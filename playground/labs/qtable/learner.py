"""What the agent of the lab `qtable` knows, and how a move teaches it more: as a table, or as a network."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import RandomState

from playground.lab import Arrays, Record
from playground.rl import q_network, td
from playground.rl.gridworlds import ACTIONS, World
from playground.rl.planning import model
from playground.rl.q_network import Array, Batch, ReplayBuffer, Transition

BATCH, CAPACITY = 16, 500  # transitions sampled in a step, of so many kept
RENEWED = 100  # steps after which the target network is copied anew


class Learner:
    """`q` [S, A] is the table, or the weights of the network; `frozen` [S, A] those of the target network."""

    def __init__(self, world: World, method: str, replay: bool, target: bool) -> None:
        self.method, self.is_network = method, method == "network"
        self.q: Array = np.zeros((world.size, len(ACTIONS)))
        self.frozen = self.q.copy()
        self.replay = ReplayBuffer(CAPACITY) if self.is_network and replay else None
        self.has_target = self.is_network and target

    @property
    def teacher(self) -> Array:
        """The values that targets are taken from. [S, A]"""
        return self.frozen if self.has_target else self.q

    def bootstrap_value(self, after: int, choices: Sequence[int], epsilon: float, planned: int) -> float:
        """What it thinks the place `after` is worth; see `playground.rl.td`."""
        return td.bootstrap_value(self.method, self.teacher[after].tolist(), choices, epsilon, planned)

    def learn(self, move: Transition, target: float, now: Record, world: World, rng: RandomState) -> None:
        """One step: of the table towards the target, or of the network down its loss."""
        s, a = move.state, move.action
        if not self.is_network:
            self.q[s, a] = td.updated(float(self.q[s, a]), now.learning_rate, target)
            return
        batch: Batch = np.array([s]), np.array([a]), np.array([target])
        if self.replay is not None:
            self.replay.add(move)
            batch = self._targets(*self.replay.sample(rng, BATCH), now.gamma, world)
        loss = q_network.loss_of(now.loss, now.clip_delta)
        self.q -= now.learning_rate * q_network.gradient(self.q, batch, loss)

    def _targets(self, moves: Any, rewards: Array, gamma: float, world: World) -> Batch:
        """What moves (s, a, s', done) [n, 4] that were seen before should be worth."""
        states, actions, after, done = moves.T
        best = (self.teacher + model(world).barred)[after].max(axis=1)
        return states, actions, rewards + gamma * (best * (1 - done))

    def renew(self) -> None:
        """The target network becomes what the network is."""
        self.frozen[...] = self.q

    def state(self) -> Arrays:
        """Copies of what it keeps besides its values, in the shapes of `ReplayBuffer.state`; else nothing."""
        return {} if self.replay is None else self.replay.state()

    def load_state(self, arrays: Arrays) -> None:
        """Put back what `state` gave, in the same shapes."""
        if self.replay is not None:
            self.replay.load_state(arrays)
