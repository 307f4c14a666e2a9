"""A network in training, at one place of its run: what it has learnt, and what it will look at next.

One step is one mini-batch. All that a step depends on is kept together here (parameters, links that have been
cut, what the optimiser remembers, how far the points have been handed out), so that a run can be put back to
any place it has been at and goes on exactly as it did.

`Together` is several of them that learn in lockstep, as one network with an axis of replicas in front. Their
numbers are those of the single runs, to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.data.minibatches import Batches
from playground.nn.network import Network
from playground.nn.optimizers import OPTIMIZERS, Momentum, Optimizer
from playground.nn.regularization import Penalty
from playground.nn.schedules import SCHEDULES
from playground.nn.task import Problem

type Array = NDArray[np.float64]

TF_PLAYGROUND_BIAS = 0.1  # with all other initializers, biases start at 0


@dataclass(frozen=True)
class Controls:
    """What may be changed while a network learns. `frozen` are layers, numbered as `Network.weights`."""

    learning_rate: float = 0.03
    momentum: float = 0.9
    schedule: str = "constant"
    period: int = 2000  # the second argument of the schedule, in steps
    regularization: str = "none"
    regularization_rate: float = 0.0
    batch: int = 10
    reshuffle: bool = False
    dropout: float = 0.0
    frozen: frozenset[int] = frozenset()

    def factor(self, step: int) -> float:
        """What the learning rate is multiplied by in step number `step`, counted from 0."""
        if self.schedule == "constant":
            return 1.0
        schedule: Any = SCHEDULES[self.schedule]
        factor: float = schedule(step, self.period)
        return factor


class Training:
    """A network for `problem` with these `hidden` layers and their `activations`, ready for its first step.

    `initializer` and `optimizer` are names of their tables. `rng` gives the weights and any dropout masks;
    `order_key` decides in which order points are handed out if they are reshuffled.

    `changes` counts whatever has happened to the model, so that one can tell whether it is still the same.
    """

    def __init__(
        self,
        problem: Problem,
        hidden: Sequence[int],
        activations: Sequence[str],
        initializer: str,
        optimizer: str,
        rng: RandomState,
        order_key: int,
        controls: Controls,
    ) -> None:
        self.problem = problem
        self.net = Network(
            (len(problem.names), *hidden, problem.outputs),
            (*activations, problem.output),
            initializer,
            rng,
            bias_init=TF_PLAYGROUND_BIAS if initializer == "tf-playground" else 0.0,
        )
        self.optimizer: Optimizer = OPTIMIZERS[optimizer](0.0)
        # A generator of its own: whether points are reshuffled shall not change anything else.
        order, (inputs, targets) = RandomState(order_key), (problem.inputs[0], problem.targets[0])
        self.batches = Batches(inputs, targets, controls.batch, order, controls.reshuffle)
        self.changes = 0
        self._scored: tuple[int, dict[str, float]] = (-1, {})
        self.take(controls)

    def take(self, controls: Controls) -> None:
        """Learn in this way from the next step on."""
        self.controls = controls
        self.changes += 1
        self.optimizer.lr = controls.learning_rate
        if isinstance(self.optimizer, Momentum):
            self.optimizer.momentum = controls.momentum
        self.penalty = Penalty(controls.regularization, controls.regularization_rate, self.net.is_weight)
        self.batches.batch, self.batches.reshuffle = controls.batch, controls.reshuffle
        self.net.dropout = controls.dropout
        frozen = controls.frozen & frozenset(range(len(self.net.weights)))
        if frozen != self.net.frozen:
            self.net.frozen = frozen

    def step(self, number: int) -> None:
        """Learn from one mini-batch. `number` counts the steps made before; only a schedule asks for it."""
        controls = self.controls
        if controls.schedule != "constant":
            self.optimizer.lr = controls.learning_rate * controls.factor(number)
        inputs, targets = self.batches.next()  # [batch, features], [batch, outputs]
        self.net.train_step(inputs, targets, self.problem.loss, self.optimizer, self.penalty)
        self.changes += 1

    def scores(self) -> dict[str, float]:
        """Losses and accuracies over all training and all test points, as the network stands."""
        if self._scored[0] != self.changes:
            inputs = self.problem.inputs
            answers = self.net.predict(inputs[0]), self.net.predict(inputs[1])
            scores = self.problem.score(answers, self.problem.targets)
            self.remember({name: float(value) for name, value in scores.items()})
        return self._scored[1]

    def remember(self, scores: dict[str, float]) -> None:
        """These are the scores of the network as it stands."""
        self._scored = self.changes, scores

    @property
    def steps_left_in_epoch(self) -> int:
        """How many steps there are until the end of this epoch or, at its end, of the next one."""
        _, _, done, _ = self.batches.state().tolist()
        points = self.batches.n - done or self.batches.n
        return -(-points // self.batches.batch)

    @property
    def alive(self) -> Array:
        """[P], a copy: 0 where L1 has cut a link for good, 1 everywhere else."""
        return np.ones_like(self.net.flat) if self.net.alive is None else self.net.alive.copy()

    def set_alive(self, mask: Array) -> None:
        """Take over what `alive` gave [P]. Raises ValueError if it comes from a network of another shape."""
        if mask.shape != self.net.flat.shape:
            raise ValueError("these links belong to a network of another shape")
        lives = mask != 0
        links = {} if lives.all() else {"alive": lives.astype(float)}
        self.net.load_state({"flat": self.net.flat} | links)
        self.changes += 1

    def kind(self) -> tuple[object, ...]:
        """Trainings with the same answer can learn in lockstep, until one is changed from outside."""
        alike = replace(self.controls, learning_rate=0.0, momentum=0.0, regularization_rate=0.0, dropout=0.0)
        place = tuple(self.batches.state()[1:].tolist())
        points = len(self.problem.train), len(self.problem.test)
        optimizer = type(self.optimizer), self.optimizer.steps, bool(self.optimizer.slots)
        return (self.net.blueprint, self.problem.loss_name, points, place, optimizer, alike)


class Together:
    """Trainings of one kind (`Training.kind`) that learn in lockstep, each step one pass of numpy for all.

    Their networks live in the rows of one from now on; call `hand_back` before looking at the rest of them.
    """

    def __init__(self, members: Sequence[Training]) -> None:
        self.members = members
        controls = [one.controls for one in members]
        first = members[0]
        self.net = Network.stack([one.net for one in members])
        self.optimizer = type(first.optimizer).stack([one.optimizer for one in members])
        self.batches = Batches.together([one.batches for one in members])
        prices = [one.regularization_rate for one in controls]
        self.penalty = Penalty(first.controls.regularization, prices, self.net.is_weight)
        self.rates = np.array([one.learning_rate for one in controls])  # [R]
        self.problem = first.problem  # its loss and its kind of targets are everybody's
        problems = [one.problem for one in members]
        self.inputs = _stack([one.inputs for one in problems])  # [R, n, features], for training and for test
        self.targets = _stack([one.targets for one in problems])  # [R, n, outputs]

    def step(self, number: int) -> None:
        """One mini-batch for every member."""
        self.optimizer.lr = self.rates * self.members[0].controls.factor(number)
        inputs, targets = self.batches.next()  # [R, batch, features], [R, batch, outputs]
        self.net.train_step(inputs, targets, self.problem.loss, self.optimizer, self.penalty)

    def hand_back(self) -> None:
        """Bring every member up to date: its place among the points, its optimiser, its scores."""
        answers = self.net.predict(self.inputs[0]), self.net.predict(self.inputs[1])
        scores = self.problem.score(answers, self.targets)  # [R] each
        steps, slots = np.array(self.optimizer.steps), self.optimizer.slots
        for index, one in enumerate(self.members):
            one.batches.load_state(self.batches.state(index))
            one.optimizer.load_state({"steps": steps} | {name: slot[index] for name, slot in slots.items()})
            one.changes += 1
            one.remember({name: float(value[index]) for name, value in scores.items()})


def _stack(pairs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    return np.stack([first for first, _ in pairs]), np.stack([second for _, second in pairs])
