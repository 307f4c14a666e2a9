"""The lab `classifier`: a network draws a border between points in the plane, or a surface through them.

It does what TensorFlow Playground does, its default work exactly, and goes on from there. The settings are in
`_classifier_settings`, what a page shows in `_classifier_picture`, what hands can change in
`_classifier_edits`, the words in `_classifier_words`. Here the network is built and learns.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from playground import datasets, gradcheck
from playground.batches import FEATURES, split
from playground.history import Arrays
from playground.lab import Lab, Table
from playground.labs import _classifier_words as words
from playground.labs._classifier_edits import ClassifierEdits
from playground.labs._classifier_lockstep import Lockstep
from playground.labs._classifier_settings import OWN, activation_list, feature_list, own_points
from playground.problems import Problem, loss_for
from playground.scripts.classifier import script
from playground.settings import SettingError
from playground.training import Training

__all__ = ["FEATURES", "Classifier"]


class Classifier(ClassifierEdits):
    """Points in the plane, a network, and the border that it draws between them."""

    slug = "classifier"
    title = words.TITLE
    question = words.QUESTION
    invitation = words.INVITATION
    story = words.STORY
    sources = words.SOURCES
    presets = words.PRESETS
    about = words.ABOUT
    challenges = words.CHALLENGES
    headline = ("epoch", "train_loss", "test_loss", "test_accuracy")
    shared = ("flat", "alive", "batches")
    pace = 25

    def __init__(self, preset: str | None = None, **values: Any) -> None:
        super().__init__(preset, **values)
        self.param.watch(self._controls_moved, sorted(self.live))

    # ------------------------------------------------------------------------------------- model and steps

    def build(self) -> None:
        self.training = Training(
            self.make_problem(self.rng),
            self.hidden,
            activation_list(self.settings),
            self.initialiser,
            self.optimizer,
            self.rng,
            self.seed,
        )
        self._adopted = False

    def make_problem(self, rng: np.random.RandomState) -> Problem:
        """The points of the present settings: drawn (or read), shuffled and split, in this order."""
        if self.dataset in OWN:
            data = own_points(self.points, self.dataset)
        else:
            data = datasets.make(self.dataset, rng, noise=self.noise / 100)
        train, test = split(data, self.train_share / 100, rng)
        return Problem(train, test, feature_list(self.features), loss_for(data.classes, self.loss))

    def _controls_moved(self, *_: Any) -> None:
        self._adopted = False

    def prepare(self) -> None:
        """Be ready for the next step: with the live settings as they are, and not on a branch left behind."""
        if self._left_off:
            self._branch()
        if not self._adopted:
            self.training.take(self.controls())
            self._adopted = True

    def learn(self) -> None:
        """One mini-batch."""
        if not self._adopted:
            self.training.take(self.controls())
            self._adopted = True
        self.training.step(self.steps)

    def metrics(self) -> dict[str, float]:
        """Losses, for classes also the shares of points on the right side, and epochs learnt so far."""
        return {**self.training.scores(), "epoch": self.training.batches.epochs}
