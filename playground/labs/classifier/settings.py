"""What can be set in the lab `classifier`, with bounds and explanations, and what goes together."""

from collections.abc import Mapping
from typing import Any, ClassVar

import param

from playground.data.datasets import generators
from playground.lab import Lab, settings
from playground.lab.settings import SettingError
from playground.labs.classifier import tensorflow_playground
from playground.labs.classifier.parse import (
    EXAMPLE_POINTS,
    HIDDEN_ACTIVATIONS,
    OWN,
    activation_list,
    classes_of,
    feature_list,
    layer_list,
    own_points,
)
from playground.nn.initializers import INITIALIZERS
from playground.nn.losses import LOSSES
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.regularization import PENALTIES
from playground.nn.schedules import SCHEDULES
from playground.nn.trainer import Controls


class ClassifierSettings(Lab):
    """The settings of the classifier; names are those of its links."""

    groups: ClassVar[dict[str, tuple[str, ...]]] = {
        "Data": ("dataset", "points", "noise", "train_share"),
        "Network": ("hidden", "activation"),
        "Learning": ("learning_rate", "batch", "optimizer", "momentum", "regularisation", "rate"),
        "Network, in detail": ("features", "activations", "initialiser", "dropout", "frozen"),
        "Learning, in detail": ("loss", "reshuffle", "schedule", "period"),
        "Stop": ("stop_loss", "stop_epochs"),
    }
    live = frozenset(
        {"learning_rate", "batch", "reshuffle", "momentum", "schedule", "period", "regularisation", "rate"}
        | {"dropout", "frozen", "stop_loss", "stop_epochs"}
    )

    dataset: Any = param.Selector(
        default="circle",
        objects=[*generators, *OWN],
        label="Points",
        doc="""The cloud of points to learn from. Most have two classes, blue and orange; some have three or
        four; plane and multi-gauss ask for a number at every place (regression). With own, the points are
        yours and have classes; with own-values they have numbers.""",
    )
    points = settings.Text(
        EXAMPLE_POINTS,
        longest=60_000,
        rows=6,
        label="Own points",
        doc="""Your own points, one a line: x, y and the name of a class, or a number for own-values. Paste
        them from a spreadsheet, up to 2,000 lines and six classes. What lies beyond ±6 is scaled to fit.""",
    )
    noise = param.Integer(
        0,
        bounds=(0, 50),
        label="Noise, %",
        doc="""How blurred the truth is. In some clouds noise moves the points, in others it only makes labels
        near the border wrong. The more noise, the more a network is tempted to learn single points by
        heart.""",
    )
    train_share = param.Integer(
        50,
        bounds=(10, 90),
        label="Training points, %",
        doc="""The share of the points that the network learns from. The others are kept back to test it with:
        they tell whether it has understood the pattern or only remembers the points.""",
    )
    features = settings.Text(
        "x,y",
        longest=40,
        label="Features",
        doc="""What the network is given of each point: any of x, y, x2, y2 (the squares), xy (the product),
        sinx, siny. With the right feature a hard border becomes a straight line.""",
    )
    hidden = settings.Sizes(
        (4, 2),
        layers=6,
        width=16,
        label="Hidden layers",
        doc="""How many neurons each hidden layer has, from the inputs to the output, up to six layers of 16.
        In the first layer every neuron can draw one line; later layers combine what the earlier ones have
        drawn.""",
    )
    activation: Any = param.Selector(
        default="tanh",
        objects=HIDDEN_ACTIVATIONS,
        label="Activation",
        doc="""How a hidden neuron bends the sum of its inputs. Tanh and sigmoid are smooth and go flat for
        large sums, relu is straight and off below 0, linear does not bend at all, and then depth is worth
        nothing.""",
    )
    activations = settings.Text(
        "",
        longest=80,
        label="Activation by layer",
        doc="""A list such as relu,tanh gives every hidden layer an activation of its own. Empty: all
        alike.""",
    )
    initialiser: Any = param.Selector(
        default="tf-playground",
        objects=[*INITIALIZERS],
        label="First weights",
        doc="""How the weights are drawn before the first step. Tf-playground: from −½ to ½, biases 0.1.
        Xavier suits tanh, he suits relu. Zeros and too-large are there to see what goes wrong. All but the
        first start with biases of 0.""",
    )
    dropout = param.Number(
        0.0,
        bounds=(0.0, 0.8),
        step=0.05,
        label="Dropout",
        doc="""The probability with which each hidden neuron is silenced for a training step, so that none can
        be relied upon. It works against learning by heart, and needs more neurons. Tests use all of them.""",
    )
    learning_rate = settings.Log(
        0.03,
        bounds=(1e-5, 10),
        label="Learning rate",
        doc="""How far each step goes against the gradient. Too small and nothing seems to happen; too large
        and the steps jump across the valley.""",
    )
    batch = param.Integer(
        10,
        bounds=(1, 30),
        label="Batch size",
        doc="""How many points a step looks at. Few: cheap, shaky steps. Many: the direction is more reliable,
        but there are fewer steps in an epoch.""",
    )
    reshuffle = param.Boolean(
        False,
        label="Shuffle every epoch",
        doc="""Whether the training points come in a new order in every epoch, which makes batches differ.
        TensorFlow Playground never reshuffles.""",
    )
    loss: Any = param.Selector(
        default="half-squared-error",
        objects=[*LOSSES],
        label="Loss",
        doc="""What is made small. Half the squared error is TensorFlow Playground's, with a tanh output;
        hinge wants a margin; logistic and softmax cross-entropy take probabilities. Three classes or more
        always take the last one, and regression takes the half squared or the absolute error.""",
    )
    optimizer: Any = param.Selector(
        default="sgd",
        objects=[*OPTIMIZERS],
        label="Optimiser",
        doc="""How a gradient becomes a step. Sgd follows it as it is; momentum and nesterov gather speed;
        adagrad, adadelta, rmsprop and adam give every weight a step of its own size. Adadelta wants a
        learning rate near 1.""",
    )
    momentum = param.Number(
        0.9,
        bounds=(0.0, 0.99),
        step=0.01,
        label="Momentum",
        doc="""How much of the last step's speed the momentum and nesterov optimisers keep.""",
    )
    schedule: Any = param.Selector(
        default="constant",
        objects=[*SCHEDULES],
        label="Schedule",
        doc="""How the learning rate changes with time: it halves with every period (step), falls to 0 within
        one period along a cosine, or swings up and down, a period each way (cyclic).""",
    )
    period = param.Integer(
        2_000,
        bounds=(10, 100_000),
        label="Period of the schedule",
        doc="""In steps. With 250 training points and batches of 10, an epoch is 25 steps.""",
    )
    regularisation: Any = param.Selector(
        default="none",
        objects=[*PENALTIES],
        label="Regularisation",
        doc="""A price on large weights, taken off after each step. L2 shrinks large weights most; L1 takes
        the same off all of them, and a link that would change its sign is cut for good.""",
    )
    rate = param.Number(
        0.0,
        bounds=(0.0, 10.0),
        step=0.001,
        label="Regularisation rate",
        doc="""How high the price is. Useful values are small: from 0.001 to 0.1.""",
    )
    frozen = settings.Text(
        "",
        longest=40,
        label="Frozen layers",
        doc="""The layers that stop learning, such as 1 or 1,3. Layer 1 holds the weights into the first
        hidden layer, the last one those into the output.""",
    )
    stop_loss = param.Number(
        0.0,
        bounds=(0.0, 1.0),
        step=0.001,
        label="Stop at test loss",
        doc="""The run stops at the end of the first epoch with a test loss of this or less. 0: never.""",
    )
    stop_epochs = param.Integer(
        0,
        bounds=(0, 1_000_000),
        label="Stop after epochs",
        doc="""The run stops after so many epochs. 0: never.""",
    )

    @classmethod
    def translated(cls, query: Mapping[str, str]) -> tuple[dict[str, str], str]:
        if not tensorflow_playground.is_address(query):
            return super().translated(query)
        texts, missing = tensorflow_playground.translate(query)
        return texts, tensorflow_playground.complaint(missing)

    def check(self, values: dict[str, Any]) -> None:
        feature_list(values["features"])
        activation_list(values)
        layers = len(values["hidden"]) + 1
        if not all(1 <= layer <= layers for layer in layer_list(values["frozen"])):
            raise SettingError(
                "frozen", f"frozen takes the numbers of layers, here 1 to {layers}, not {values['frozen']}"
            )
        if values["dataset"] in OWN:
            own_points(values["points"], values["dataset"])

    def irrelevant(self) -> set[str]:
        own = self.dataset in OWN
        unused = {
            "points": not own,
            "noise": own,
            "activation": not self.hidden or bool(self.activations),
            "activations": not self.hidden,
            "dropout": not self.hidden,
            "momentum": "momentum" not in OPTIMIZERS[self.optimizer].settings,
            "period": self.schedule == "constant",
            "rate": self.regularisation == "none",
            "loss": self.classes_wanted() > 2,
        }
        return {name for name, so in unused.items() if so}

    def classes_wanted(self) -> int:
        """How many classes the points of the present settings have; 0 for a regression."""
        if self.dataset in OWN:
            return own_points(self.points, self.dataset).classes
        return classes_of(self.dataset)

    def controls(self) -> Controls:
        """The settings that can be changed while the network learns, for it."""
        return Controls(
            learning_rate=self.learning_rate,
            momentum=self.momentum,
            schedule=self.schedule,
            period=self.period,
            penalty=self.regularisation,
            rate=self.rate,
            batch=self.batch,
            reshuffle=self.reshuffle,
            dropout=self.dropout,
            frozen=frozenset(layer - 1 for layer in layer_list(self.frozen)),
        )
