"""The lab `activations`: why a neuron must bend the line, and what each bend does to a stack of layers.

One number goes through a stack of hidden layers, all with the same activation, and comes out as a curve
(`playground.nn.stack`), which gradient descent fits to a function that is known at 61 places. Without a bend
the curve stays a line, however many layers there are. With some bends the gradient does not reach the first
layer, with others neurons die.
"""

from typing import Any

import numpy as np

from playground.lab import Array, Gradient, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.activations import content, report, script, teaching
from playground.labs.activations.formulas import FORMULAS
from playground.labs.activations.guide import GUIDE
from playground.nn import stack
from playground.nn.initializers import INITIALIZERS
from playground.nn.losses import HalfSquaredError
from playground.nn.network import Network

ACTIVATIONS = ["step", "linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "softmax"]
KINKED = ("relu", "leaky-relu", "step")
KINK = 1e-3  # nearer to it a slope is not measured


class Activations(Lab):
    """See the module. `X` and `y` [61, 1] are what is known, `net` the stack."""

    slug = "activations"
    title = "Bend the line"
    question = "Why must a neuron bend the line, and which bend?"
    invitation = "Press Play: a few bends become a curve. Then take the bends away."
    minutes = 15
    after = ("classifier",)
    for_whom = "For those who have seen a network learn, and wonder what the activation is for."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide = FORMULAS, GUIDE
    essential = ("activation", "layers", "width", "target", "learning_rate")
    aliases = {"alpha": "learning_rate"}
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = (
        "activation", "sigmoid", "ReLU", "softmax", "derivative", "gradient", "vanishing gradient",
        "exploding gradient", "backpropagation", "initialization",
    )  # fmt: skip
    healthy = "the gradient reaches the first layer, and no neuron is dead"
    headline = ("error", "gradient_share")
    pace = 8

    activation = settings.Choice(
        "relu", ACTIVATIONS, label="Activation", group="The stack", live=True,
        labels={"relu": "ReLU", "leaky-relu": "leaky ReLU", "elu": "ELU"},
        doc="""The function that every hidden neuron puts its sum through. It can be changed while the stack
        learns: the weights stay.""",
    )  # fmt: skip
    layers = settings.Integer(
        1, bounds=(1, 12), label="Hidden layers", group="The stack",
        doc="How many layers bend, one after the other. After them one output neuron adds up.",
    )  # fmt: skip
    width = settings.Integer(
        5, bounds=(1, 32), label="Neurons per layer", group="The stack",
        doc="How many neurons each hidden layer has.",
    )  # fmt: skip
    initializer = settings.Choice(
        "xavier", INITIALIZERS, label="Weights", group="The start",
        labels={"he": "He", "xavier": "Xavier"},
        doc="""How weights and biases are drawn. He suits ReLU, Xavier suits tanh; with zeros all neurons of a
        layer are alike.""",
    )  # fmt: skip
    scale = settings.Log(
        1.0, bounds=(0.05, 5.0), label="Scale", group="The start",
        doc="What all weights and biases are multiplied by before the first step.",
    )  # fmt: skip
    target = settings.Choice(
        "sin", [*stack.TARGETS, "own"], label="Target", group="The target",
        labels={"sin": "sin x", "abs": "|x|"},
        doc="The function that the stack is to become, for x from −3 to 3.",
    )  # fmt: skip
    own = settings.Text(
        "x * sin(2 * x) / 2", longest=120, label="Own formula", group="The target", parse=stack.read_target,
        doc="""A formula in x, such as abs(x) - 1 or exp(-x * x). It must stay between −10 and 10 for x from
        −3 to 3.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.1, bounds=(1e-4, 2.0), label="Learning rate", group="Learning", live=True,
        doc="""How far a step moves the weights, for a gradient of 1. Large steps push ReLUs to where they
        are 0 for every x.""",
    )  # fmt: skip

    arrays = (Array("parameters", of="stack.flat"),)

    def check(self, values: dict[str, Any]) -> None:
        if values["target"] == "own":
            self.parsed("own", values)

    def irrelevant(self) -> set[str]:
        return set() if self.target == "own" else {"own"}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        x = stack.places()
        self.X = x[:, None]
        y = self.parsed("own") if self.target == "own" else stack.TARGETS[self.target](x)
        self.y = np.array(y)[:, None]
        self.loss = HalfSquaredError()
        self.stack = stack.build(
            self.activation, self.layers, self.width, self.initializer, float(self.scale), self.rng
        )

    @property
    def net(self) -> Network:
        """The stack, with the activation that is set by now."""
        if self.stack.activation_names[0] != self.now.activation:
            self.stack = stack.rebent(self.stack, self.now.activation)
        return self.stack

    def learn(self) -> None:
        """One step of gradient descent, with all places at once."""
        net = self.look()
        net.flat -= self.now.learning_rate * net.grad_flat

    def look(self) -> Network:
        """The stack after a pass forward and back through all places."""
        net = self.net
        net.forward(self.X)
        net.backward(self.y, self.loss)
        return net

    def metrics(self) -> dict[str, float]:
        """The `error` (the root of the mean squared error), `gradient_share`, and what is `dead` or
        `saturated` of the hidden neurons: see `playground.nn.stack`.
        """
        net = self.look()
        return {
            "error": float(np.sqrt(np.mean((net.activations[-1] - self.y) ** 2))),
            "gradient_share": stack.gradient_share(net),
            "dead": stack.dead(net),
            "saturated": stack.saturated(net),
        }

    tables, findings, script = report.tables, report.findings, script.script

    def gradient(self, rng: np.random.RandomState) -> Gradient | None:
        """Of the loss, over some of the places: those where no neuron is at a kink. None if all are."""
        net = self.net.copy()
        net.forward(self.X)
        far = rng.random_sample(len(self.X)) < 0.7
        if self.activation in KINKED:
            far &= np.all([(np.abs(z) > KINK).all(axis=1) for z in net.preactivations[:-1]], axis=0)
        X, y = self.X[far], self.y[far]
        if not len(X):
            return None
        net.forward(X)
        net.backward(y, self.loss)

        def measured(flat: np.ndarray) -> float:
            net.flat[...] = flat
            return float(self.loss.value(net.predict(X), y))

        return Gradient(net.flat, measured, net.grad_flat.copy())

    # --- by hand -----------------------------------------------------------------------------------------

    def knees(self) -> list[float | None]:
        """Where the sum of each neuron of the first layer is 0, so that it bends there; None: nowhere."""
        net = self.net
        pairs = zip(net.weights[0][0].tolist(), net.biases[0][0].tolist(), strict=True)
        return [-bias / weight if weight else None for weight, bias in pairs]

    @by_hand
    def set_knee(self, neuron: int, x: float) -> None:
        """Let a neuron of the first layer bend at x, by its bias. Raises `SettingError` if it cannot."""
        weights = self.net.weights[0][0]
        if not 0 <= neuron < len(weights):
            raise SettingError("bend", f"there is no neuron {neuron}; there are {len(weights)}")
        if not abs(x) <= stack.EDGE:
            raise SettingError("bend", f"a neuron can bend from −3 to 3, not at {settings.shorten(x)}")
        if not weights[neuron]:
            raise SettingError("bend", "the weight of this neuron is 0: it bends nowhere")
        self.net.biases[0][0, neuron] = -x * weights[neuron]
        self.touch("a bend")

    # --- what is known of it -----------------------------------------------------------------------------

    @property
    def neurons(self) -> int:
        """How many neurons there are in the hidden layers."""
        return int(self.built.layers * self.built.width)

    def as_one(self) -> tuple[float, float]:
        """The one weight and bias that all layers are worth, if they do not bend."""
        return stack.as_one(self.net)

    def apart(self) -> float:
        """How far the stack is from that one line, at the worst place."""
        return stack.apart(self.net, self.X[:, 0])

    def best_line(self) -> float:
        """The error of the straight line that is closest to the target."""
        line = np.column_stack([self.X, np.ones(len(self.X))])
        best = np.linalg.lstsq(line, self.y, rcond=None)[0]
        return float(np.sqrt(np.mean((line @ best - self.y) ** 2)))

    def revived(self) -> float:
        """By which factor the error has become smaller since ReLUs were dead, 40 % or more, in this run."""
        for moment in reversed(self.history.moments):
            if moment.step > self.steps:
                continue  # of the future, for whoever has gone back
            if moment.settings["activation"] == "relu" and moment.metrics["dead"] >= content.MANY_DEAD:
                return float(moment.metrics["error"] / max(self.reading["error"], 1e-300))
        return 0.0
