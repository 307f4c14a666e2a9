"""The lab `classifier`: a network draws a border between points in the plane, or a surface through them.

It does what TensorFlow Playground does, its default work exactly, and goes on from there. Here are the
settings, and here the network is built and learns. What can be seen of it is in `inspector.py`, what hands
can change in `edits.py`, numbers and advice in `report.py`, the words in `content.py`.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from playground.data import datasets
from playground.data.minibatches import split
from playground.data.point_set import Dataset
from playground.lab import Array, Lab, Part, settings
from playground.lab.run import NEVER
from playground.labs.classifier import content, edits, report, script, teaching, tensorflow_playground
from playground.labs.classifier.formulas import FORMULAS
from playground.labs.classifier.guide import GUIDE
from playground.labs.classifier.inspector import Inspector
from playground.labs.classifier.parse import (
    EXAMPLE_POINTS,
    HIDDEN_ACTIVATIONS,
    OWN,
    activation_names,
    classes_of,
    feature_names,
    layer_numbers,
    own_points,
)
from playground.labs.classifier.phases import PHASES
from playground.nn.initializers import INITIALIZERS
from playground.nn.losses import LOSSES
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.regularization import PENALTIES
from playground.nn.schedules import SCHEDULES
from playground.nn.task import Problem, loss_for
from playground.nn.trainer import Controls, Together, Training


class Classifier(Lab):
    """Points in the plane, a network, and the border that it draws between them."""

    slug = "classifier"
    title = "Drawing a border"
    question = "How does a network find a border that no straight line can be?"
    invitation = "Press Play and watch the border close around the blue points."
    minutes = 20
    after = ("backprop",)
    for_whom = "For everybody who wants to see what hidden layers do, and what can go wrong."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = "no unit is stuck, no gradient vanishes or explodes, and every number is finite"
    headline = ("epoch", "test_loss", "test_accuracy")
    pace = 25
    phases = PHASES
    guide = GUIDE
    teaches = (
        "neuron", "weight", "activation", "hidden layer", "feature", "gradient", "loss", "mini-batch",
        "epoch", "learning rate", "dropout", "ReLU",
    )  # fmt: skip
    essential = ("learning_rate", "activation", "regularization", "regularization_rate", "batch", "optimizer")
    aliases = {
        "dataset": "data", "points": "own", "regularisation": "regularization",
        "rate": "regularization_rate", "initialiser": "initializer",
    }  # fmt: skip

    data = settings.Choice(
        "circle", [*datasets.generators, *OWN], label="Data set", group="Data",
        labels={
            "xor": "XOR", "gauss": "Gaussian", "multi-gauss": "hills", "convnetjs-circle": "ConvNetJS circle",
            "convnetjs-spiral": "ConvNetJS spiral", "three-gauss": "three blobs", "four-gauss": "four blobs",
            "three-spiral": "three arms", "own": "own classes", "own-values": "own values",
        },
        doc="""The cloud of points to learn from. Most have two classes, blue and orange; some have three or
        four; plane and multi-gauss ask for a number at every place (regression). With own, the points are
        yours and have classes; with own-values they have numbers.""",
    )  # fmt: skip
    own = settings.Text(
        EXAMPLE_POINTS, longest=60_000, rows=6, label="Own points", group="Data",
        doc="""Your own points, one a line: x, y and the name of a class, or a number for own-values. Paste
        them from a spreadsheet, up to 2,000 lines and six classes. What lies beyond ±6 is scaled to fit, and
        a run's picture still tells your units.""",
    )  # fmt: skip
    noise = settings.Integer(
        0, bounds=(0, 50), label="Noise, %", group="Data",
        doc="""How noisy the data are. In some data sets noise moves the points, in others it makes labels
        near the border wrong. The more noise, the more a network tends to overfit.""",
    )  # fmt: skip
    train_share = settings.Integer(
        50, bounds=(10, 90), label="Training, %", group="Data",
        doc="""The share of the points that the network learns from. The others test it: they show whether it
        generalizes or only remembers its training points.""",
    )  # fmt: skip
    hidden = settings.Sizes(
        (4, 2), layers=6, width=16, label="Hidden layers", group="Network",
        doc="""How many neurons each hidden layer has, from the inputs to the output, up to six layers of 16.
        In the first layer every neuron can draw one line; later layers combine what the earlier ones have
        drawn.""",
    )  # fmt: skip
    activation = settings.Choice(
        "tanh", HIDDEN_ACTIVATIONS, label="Activation", group="Network",
        labels={"relu": "ReLU", "leaky-relu": "leaky ReLU"},
        doc="""The function that bends the sum of a hidden neuron. Tanh and sigmoid are smooth and flat for
        large sums. ReLU is straight, and 0 below 0. Linear does not bend at all: then more layers can do no
        more than one.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.03, bounds=(1e-5, 10), label="Learning rate η", group="Learning", live=True,
        doc="""How far each step goes against the gradient. If it is too small, the loss hardly changes. If it
        is too large, the loss jumps up and down, or grows without end.""",
    )  # fmt: skip
    batch = settings.Integer(
        10, bounds=(1, 30), label="Batch size", group="Learning", live=True,
        doc="""How many points a mini-batch has, from which one step takes its gradient. Few points make a
        step cheap and noisy. Many points make it more reliable, but an epoch then has fewer steps.""",
    )  # fmt: skip
    optimizer = settings.Choice(
        "sgd", OPTIMIZERS, label="Optimizer", group="Learning",
        labels={
            "sgd": "SGD", "nesterov": "Nesterov", "adagrad": "AdaGrad", "adadelta": "AdaDelta",
            "rmsprop": "RMSProp", "adam": "Adam",
        },
        doc="""How a gradient becomes a step. SGD follows it as it is. Momentum and Nesterov gather speed.
        AdaGrad, AdaDelta, RMSProp and Adam give every weight a step of its own size. AdaDelta needs a
        learning rate near 1.""",
    )  # fmt: skip
    momentum = settings.Number(
        0.9, bounds=(0.0, 0.99), step=0.01, label="Momentum", group="Learning", live=True,
        doc="How much of the last step's speed the optimizers momentum and Nesterov keep.",
    )  # fmt: skip
    regularization = settings.Choice(
        "none", PENALTIES, label="Regularization", group="Learning", live=True,
        labels={"l1": "L1", "l2": "L2"},
        doc="""A penalty on large weights, taken off after each step. L2 shrinks large weights most. L1 takes
        the same off all of them, and a weight that would change its sign is cut for good.""",
    )  # fmt: skip
    regularization_rate = settings.Number(
        0.0, bounds=(0.0, 10.0), step=0.001, label="Penalty rate λ", group="Learning", live=True,
        doc="How strong the penalty is. Useful values are small: from 0.001 to 0.1.",
    )  # fmt: skip
    features = settings.Text(
        "x,y", longest=40, parse=feature_names, label="Features", group="Network, in detail",
        doc="""What the network is given of each point: any of x, y, x2, y2 (the squares), xy (the product),
        sinx, siny. With the right feature a hard border becomes a straight line.""",
    )  # fmt: skip
    activations = settings.Text(
        "", longest=80, parse=activation_names, label="Activations", group="Network, in detail",
        doc="""Of each hidden layer. A list such as relu,tanh gives every layer its own. Empty: all alike.""",
    )  # fmt: skip
    initializer = settings.Choice(
        "tf-playground", INITIALIZERS, label="Initialization", group="Network, in detail",
        labels={
            "tf-playground": "TF Playground", "xavier": "Xavier", "he": "He", "convnetjs": "ConvNetJS",
            "too-large": "too large",
        },
        doc="""How the weights are drawn before the first step. TF Playground: from −½ to ½, biases 0.1.
        Xavier suits tanh, He suits ReLU. Zeros and too large are there to see what goes wrong. All but the
        first start with biases of 0.""",
    )  # fmt: skip
    dropout = settings.Number(
        0.0, bounds=(0.0, 0.8), step=0.05, label="Dropout", group="Network, in detail", live=True,
        doc="""The probability with which each hidden neuron is silenced for a training step, so that none can
        be relied upon. It works against overfitting, and needs more neurons. Tests use all of them.""",
    )  # fmt: skip
    frozen = settings.Text(
        "", longest=40, parse=layer_numbers, label="Frozen layers", group="Network, in detail", live=True,
        doc="""The layers that stop learning, such as 1 or 1,3. Layer 1 holds the weights into the first
        hidden layer, the last one those into the output.""",
    )  # fmt: skip
    loss = settings.Choice(
        "half-squared-error", LOSSES, label="Loss", group="Learning, in detail",
        labels={name: name.replace("-", " ") for name in LOSSES},
        doc="""What learning makes small. Half the squared error is TensorFlow Playground's, with a tanh
        output. Hinge asks for a margin. Logistic and softmax cross entropy take probabilities. Three classes
        or more always take the last one; regression takes the half squared or the absolute error.""",
    )  # fmt: skip
    reshuffle = settings.Boolean(
        False, label="Shuffle every epoch", group="Learning, in detail", live=True,
        doc="""Whether the training points come in a new order in every epoch, which makes batches differ.
        TensorFlow Playground never reshuffles.""",
    )  # fmt: skip
    schedule = settings.Choice(
        "constant", SCHEDULES, label="Schedule", group="Learning, in detail", live=True,
        doc="""How the learning rate changes with time: it halves with every period (step), falls to 0 within
        one period along a cosine, or swings up and down, a period each way (cyclic).""",
    )  # fmt: skip
    period = settings.Integer(
        2_000, bounds=(10, 100_000), label="Schedule period", group="Learning, in detail", live=True,
        doc="In steps. With 250 training points and batches of 10, an epoch is 25 steps.",
    )  # fmt: skip
    stop_loss = settings.Number(
        0.0, bounds=(0.0, 1.0), step=0.001, label="Stop at loss", group="Stop", live=True,
        doc="The run stops at the end of the first epoch with a test loss of this or less. 0: never.",
    )  # fmt: skip
    stop_epochs = settings.Integer(
        0, bounds=(0, 1_000_000), label="Stop at epoch", group="Stop", live=True,
        doc="The run stops after so many epochs. 0: never.",
    )  # fmt: skip

    arrays = (
        Array("flat", of="training.net.flat"),
        Array(
            "alive",  # which links L1 has not cut
            get=lambda lab: lab.training.alive,
            put=lambda lab, mask: lab.training.set_alive(mask),
        ),
        Array(
            "batches",  # how far the points have been handed out
            get=lambda lab: lab.training.batches.state(),
            put=lambda lab, place: lab.training.batches.load_state(place),
        ),
        Part("optimizer", of="training.optimizer"),
    )

    @classmethod
    def translated(cls, query: Mapping[str, str]) -> tuple[dict[str, str], str]:
        if not tensorflow_playground.is_address(query):
            return super().translated(query)
        texts, missing = tensorflow_playground.translate(query)
        return texts, tensorflow_playground.complaint(missing)

    def check(self, values: dict[str, Any]) -> None:
        """Raises `SettingError` for lists that do not fit the layers, and for what are no points."""
        self.parsed("features", values)
        count = len(values["hidden"])
        names = self.parsed("activations", values) if count else ()
        if names and len(names) != count:
            sentence = f"lists one for each hidden layer, so {count} of them, not {len(names)}"
            at = self._changed_of("activations", values)
            raise settings.refusal(self.param["activations"], sentence, at)
        if not all(1 <= layer <= count + 1 for layer in self.parsed("frozen", values)):
            sentence = f"takes the numbers of layers, here 1 to {count + 1}, not {values['frozen']}"
            at = self._changed_of("frozen", values)
            raise settings.refusal(self.param["frozen"], sentence, at)
        if values["data"] in OWN:
            own_points(values["own"], values["data"])

    def _changed_of(self, name: str, values: dict[str, Any]) -> str:
        """Which does not go with the other: the list of layers, or the layers."""
        return name if values[name] != getattr(self, name) else "hidden"

    def irrelevant(self) -> set[str]:
        own = self.data in OWN
        unused = {
            "own": not own,
            "noise": own,
            "activation": not self.hidden or bool(self.activations),
            "activations": not self.hidden,
            "dropout": not self.hidden,
            "momentum": "momentum" not in OPTIMIZERS[self.optimizer].settings,
            "period": self.schedule == "constant",
            "regularization_rate": self.regularization == "none",
            "loss": (own_points(self.own, self.data).classes if own else classes_of(self.data)) > 2,
        }
        return {name for name, so in unused.items() if so}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.problem = self.posed(self.rng)[1]
        self.training = Training(
            self.problem, self.hidden, self.hidden_activations(), self.initializer, self.optimizer,
            self.rng, self.seed, self.controls(),
        )  # fmt: skip
        self.inspector = Inspector(self.training)
        self._heard: Any = None  # the live settings that the training has

    def posed(self, rng: np.random.RandomState) -> tuple[Dataset, Problem]:
        """The points that the settings mean, as they are drawn (or typed), and what they ask of a network."""
        if self.data in OWN:
            points = own_points(self.own, self.data)
        else:
            points = datasets.make(self.data, rng, noise=self.noise / 100)
        train, test = split(points, self.train_share / 100, rng)
        return points, Problem(train, test, self.parsed("features"), loss_for(points.classes, self.loss))

    def hidden_activations(self) -> tuple[str, ...]:
        """The activation of every hidden layer: all alike, or as they are listed."""
        listed: tuple[str, ...] = self.parsed("activations") if self.hidden else ()
        return listed or (self.activation,) * len(self.hidden)

    def controls(self) -> Controls:
        """The settings that can be changed while the network learns, for it."""
        same = {one.name: vars(self.now)[one.name] for one in fields(Controls) if one.name != "frozen"}
        return Controls(**same, frozen=frozenset(layer - 1 for layer in self.parsed("frozen", self.now)))

    def _listen(self) -> None:
        """Take over the live settings, if they are other ones."""
        now = self.now
        if self._heard is not now:
            self._heard, self._may_stop = now, bool(now.stop_loss or now.stop_epochs)
            self.training.take(self.controls())

    def learn(self) -> None:
        """One mini-batch."""
        self._listen()
        self.training.step(self.steps)

    def metrics(self) -> dict[str, float]:
        """Losses, for classes also the shares of points on the right side, and epochs learnt so far."""
        return {**self.training.scores(), "epoch": self.training.batches.epochs}

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script
    trouble = report.trouble

    def load_state(self, arrays: dict[str, np.ndarray]) -> None:
        super().load_state(arrays)
        self.training.changes += 1  # it has other scores now, and other pictures

    # --- when it is over ---------------------------------------------------------------------------------

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
        return self._may_stop and self.training.batches.epochs % 1 == 0

    def steps_until_due(self) -> int:
        """How many steps may be made before `due` is true again."""
        return self.training.steps_left_in_epoch if self._may_stop else NEVER

    # --- many at a time ----------------------------------------------------------------------------------

    def alike(self) -> Hashable:
        """Networks of one shape that are at the same place of their epoch, and learn by the same rules."""
        self._listen()
        return self.training.kind()

    @staticmethod
    def join(labs: "list[Classifier]") -> Callable[[int], None]:
        """One network with an axis of replicas in front learns for all."""
        first, together = labs[0], Together([lab.training for lab in labs])

        def learn(n: int) -> None:
            for number in range(first.steps, first.steps + n):
                together.step(number)
            together.hand_back()

        return learn

    # --- by hand -----------------------------------------------------------------------------------------

    set_weight, set_bias = edits.set_weight, edits.set_bias
    add_point, remove_point, in_units = edits.add_point, edits.remove_point, edits.in_units
