"""The lab `classifier`: a network draws a border between points in the plane, or a surface through them.

It does what TensorFlow Playground does, its default work exactly, and goes on from there. The settings are in
`settings.py`, what a page shows in `picture.py`, what hands can change in `edits.py`, the words in
`content.py`. Here the network is built and learns.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import datasets
from playground.data.minibatches import FEATURES, split
from playground.data.point_set import Dataset
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.lab.settings import SettingError
from playground.labs.classifier import content
from playground.labs.classifier.edits import ClassifierEdits
from playground.labs.classifier.parse import OWN, activation_list, feature_list, own_points
from playground.labs.classifier.script import script
from playground.nn import gradcheck
from playground.nn.advice import ran_away
from playground.nn.diagnose import diagnose, unscaled_targets
from playground.nn.task import Problem, loss_for
from playground.nn.trainer import Together, Training

__all__ = ["FEATURES", "Classifier"]

PRICE_ADVICE = (
    "Go back on the timeline to before it began, and take a lower regularisation rate there, or a lower "
    "learning rate."
)


class Classifier(ClassifierEdits):
    """Points in the plane, a network, and the border that it draws between them."""

    slug = "classifier"
    title = "Drawing a border"
    question = "How does a network find a border that no straight line can be?"
    invitation = "Press Play and watch the border close around the blue points."
    minutes = 20
    after = ("backprop",)
    for_whom = "For everybody who wants to see what hidden layers do, and what can go wrong."
    story = content.STORY
    sources = content.SOURCES
    presets = content.PRESETS
    about = content.ABOUT
    challenges = content.CHALLENGES
    healthy = "no unit is stuck, no gradient vanishes or explodes, and every number is finite"
    headline = ("epoch", "test_loss", "test_accuracy")
    shared = ("flat", "alive", "batches")
    pace = 25

    def __init__(self, preset: str | None = None, **values: Any) -> None:
        super().__init__(preset, **values)
        self.param.watch(self._controls_moved, sorted(self.live))

    # ------------------------------------------------------------------------------------- model and steps

    def build(self) -> None:
        self.training = Training(
            self.make_problem(self.rng)[1],
            self.hidden,
            activation_list(self.settings),
            self.initialiser,
            self.optimizer,
            self.rng,
            self.seed,
            self.controls(),
        )
        self._controls_moved()

    def make_problem(self, rng: np.random.RandomState) -> tuple[Dataset, Problem]:
        """The points that the settings mean, as they are drawn (or read), and what they ask of a network."""
        if self.dataset in OWN:
            data = own_points(self.points, self.dataset)
        else:
            data = datasets.make(self.dataset, rng, noise=self.noise / 100)
        train, test = split(data, self.train_share / 100, rng)
        return data, Problem(train, test, feature_list(self.features), loss_for(data.classes, self.loss))

    def _controls_moved(self, *_: Any) -> None:
        self._adopted = False

    def _adopt(self) -> None:
        """Hand over the live settings, once and not at every step."""
        self.training.take(self.controls())
        self._stops = bool(self.stop_loss or self.stop_epochs)
        self._adopted = True

    def learn(self) -> None:
        """One mini-batch."""
        if not self._adopted:
            self._adopt()
        self.training.step(self.steps)

    def metrics(self) -> dict[str, float]:
        """Losses, for classes also the shares of points on the right side, and epochs learnt so far."""
        return {**self.training.scores(), "epoch": self.training.batches.epochs}

    def state(self) -> Arrays:
        return self.training.state()

    def load_state(self, arrays: Arrays) -> None:
        try:
            self.training.load_state(arrays)
        except ValueError as error:
            raise SettingError("#w", str(error)) from None

    # -------------------------------------------------------------------------------------- when it is over

    def finished(self) -> str:
        """Only at the end of an epoch, so that a run stops at the same step however it is cut into frames."""
        epochs = self.training.batches.epochs
        if self.steps == 0 or epochs % 1:
            return ""
        if 0 < self.stop_epochs <= epochs:
            return f"Stopped after {epochs:,.0f} epochs, as you asked; raise the limit to go on."
        if self.stop_loss > 0 and self.reading["test_loss"] <= self.stop_loss:
            loss = f"{self.reading['test_loss']:.3g}"
            return f"Stopped at a test loss of {loss}, as you asked; lower the limit to go on."
        return ""

    def due(self) -> bool:
        return self._stops and self.training.batches.epochs % 1 == 0

    def steps_until_due(self) -> int:
        """How many steps may be made before `due` is true again."""
        return self.training.steps_left_in_epoch if self._stops else 10**9

    def trouble(self) -> str:
        rate = f"{self.learning_rate:g}"
        flips = self._price_of_a_step()
        if flips > 2:
            return (
                f"the numbers ran away: an L2 rate of {self.rate:g} and a learning rate of {rate} multiply "
                f"every weight by {1 - flips:.3g} in each step; their product must stay below 2"
            )
        targets = self.problem.targets[0]
        if unscaled_targets(targets) is not None:
            return (
                f"the numbers ran away: the targets have sizes up to {np.abs(targets).max():.3g}, and with a "
                f"learning rate of {rate} each step overshot further than the one before; scale the targets"
            )
        return (
            f"the numbers ran away: with a learning rate of {rate} each step overshot further than the one "
            "before; a tenth of it may do"
        )

    def _price_of_a_step(self) -> float:
        """The share of a weight that L2 takes off in a step; beyond 2, more is left than there was."""
        return float(self.training.optimizer.lr) * self.rate if self.regularisation == "l2" else 0.0

    # ------------------------------------------------------------------------------------------ looking in

    def gradient_check(self) -> gradcheck.Report:
        """Backpropagation beside nudging, for some parameters and ten training points, chosen by the step.

        A nudge across a kink (of a ReLU, say) makes a right gradient look wrong; with other points it will
        look right again, and a wrong one will not.
        """
        for attempt in range(3):
            report = self._check_gradient(np.random.RandomState([self.steps % 2**32, attempt]))
            if report.ok:
                break
        return report

    def _check_gradient(self, rng: np.random.RandomState) -> gradcheck.Report:
        net, problem = self.training.net, self.problem
        points = problem.far_from_kinks(net.predict(problem.inputs[0]))
        points = points[gradcheck.some_indices(rng, len(points), 10)] if len(points) else np.arange(1)
        inputs, targets = problem.inputs[0][points], problem.targets[0][points]
        net.forward(inputs)
        net.backward(targets, problem.loss)
        before = net.flat.copy()

        def loss(flat: NDArray[np.float64]) -> float:
            net.flat[...] = flat
            return float(problem.loss.value(net.predict(inputs), targets))

        some = gradcheck.some_indices(rng, before.size, 12)
        try:
            return gradcheck.check(loss, net.grad_flat, before, h=1e-6, indices=some)
        finally:
            net.flat[...] = before

    def findings(self) -> list[Finding]:
        net, problem, update = self.training.net, self.problem, self.training.optimizer.last_update
        data, targets = problem.inputs[0], problem.targets[0]
        lost = [
            replace(one, advice=PRICE_ADVICE) if self._price_of_a_step() > 2 else one
            for one in ran_away(self.stopped, self.blew_up)
        ]
        return lost + diagnose(net, data, targets, problem.loss, self.steps, update, self._in_use())

    def _in_use(self) -> set[str]:
        """What needs no advice any more, as tags of `playground.nn.advice`."""
        low, high = self.param.learning_rate.bounds
        hidden = {*self.training.net.activation_names[:-1]}
        fits = {"xavier": {"tanh", "sigmoid", "linear"}, "he": {"relu", "leaky-relu"}}
        tags = {
            "slowest": self.learning_rate <= low,
            "fastest": self.learning_rate >= high,
            "schedule": self.schedule != "constant",
            "scaled": True,  # the plane ends at ±6, and points beyond are scaled
            "scaled targets": unscaled_targets(self.problem.targets[0]) is None,
            "small weights": self._built["initialiser"] in ("tf-playground", "xavier", "convnetjs", "zeros"),
            "he": self._built["initialiser"] == "he",
            "fitting weights": hidden <= fits.get(self._built["initialiser"], set()),
            "momentum": self._built["optimizer"] != "sgd",
            "adam": self._built["optimizer"] not in ("sgd", "momentum", "nesterov"),
            "no price": self.regularisation == "none" or not self.rate,
        }
        return {tag for tag, so in tags.items() if so}

    def code(self, steps: int | None = None) -> str:
        steps = self.until_it_stops(steps)
        data, problem = self.make_problem(np.random.RandomState(self.seed))
        frozen = sorted(self.controls().frozen)
        return script(self.settings, data, problem, activation_list(self.settings), frozen, steps)

    # -------------------------------------------------------------------------------------------- lockstep

    def alike(self) -> Hashable:
        """Networks of one shape that are at the same place of their epoch, and learn by the same rules."""
        if not self._adopted:
            self._adopt()
        return self.training.kind()

    @staticmethod
    def join(labs: list[Any]) -> Callable[[int], None]:
        """One network with an axis of replicas in front learns for all."""
        first, together = labs[0], Together([lab.training for lab in labs])

        def learn(n: int) -> None:
            for number in range(first.steps, first.steps + n):
                together.step(number)
            together.hand_back()

        return learn
