"""What can be seen of the classifier: pictures of neurons over the plane, points, formulas, pulls.

Layers are numbered as in `Network.weights`: layer 0 leads from the features into the first hidden layer, the
last one into the output. Neurons are called a1, a2 … in the first hidden layer, b1, b2 … in the second.
Pictures are arrays [n, n] over x and y from −6 to 6; their row 0 is the top, y = 6.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.minibatches import FEATURES, features
from playground.data.point_set import Dataset
from playground.lab import Table
from playground.labs.classifier.parse import EDGE
from playground.labs.classifier.settings import ClassifierSettings
from playground.nn.activation_maps import Maps
from playground.nn.task import Problem
from playground.nn.trainer import Training

type Array = NDArray[np.float64]
type Image = NDArray[np.float32]

FORMULAS = {
    "tanh": "tanh({})",
    "relu": "max(0, {})",
    "leaky-relu": "leaky({})",
    "sigmoid": "σ({})",
    "linear": "{}",
    "softmax": "softmax({})",
}


@lru_cache(maxsize=16)
def plane(n: int, names: tuple[str, ...]) -> Array:
    """The features at n × n points of the plane, [n, n, features]."""
    along = np.linspace(-EDGE, EDGE, n)
    x, y = np.meshgrid(along, along[::-1])
    grid = features(np.stack([x, y], axis=-1), names)
    grid.flags.writeable = False
    return grid


class ClassifierPicture(ClassifierSettings):
    """What a page shows of the classifier. Nothing here changes what it has learnt."""

    training: Training

    @property
    def problem(self) -> Problem:
        return self.training.problem

    @property
    def classes(self) -> int:
        """How many classes the points have; 0 for a regression."""
        return self.problem.classes

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the classes. With two, the first is −1 (orange), the second +1 (blue)."""
        return self.problem.train.labels

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The features this network was built with, such as ("x", "y", "x2")."""
        return self.problem.names

    @property
    def train_points(self) -> tuple[Array, NDArray[Any]]:
        """Where the training points are [n, 2], and their answers [n]: see `_answers`."""
        return self.problem.train.x, _answers(self.problem.train)

    @property
    def test_points(self) -> tuple[Array, NDArray[Any]]:
        """The same for the points kept back for testing."""
        return self.problem.test.x, _answers(self.problem.test)

    def maps(self, n: int = 50) -> list[Image]:
        """What every neuron says all over the plane: for each layer, the features first, [neurons, n, n].

        The next call for the same n overwrites all but the first.
        """
        grid = plane(n, self.feature_names)
        seen = np.moveaxis(grid, -1, 0).astype(np.float32)
        return [seen, *self.training.net.maps(grid)]

    def surface(self, n: int = 100) -> Image:
        """The answer over the plane as one number from −1 to 1, [n, n]: see `Problem.lean`."""
        outputs = self.maps(n)[-1]
        return self.problem.lean(outputs).astype(np.float32)

    def territories(self, n: int = 100) -> NDArray[np.uint8]:
        """The class that the network names at each point of the plane, [n, n]: a place in `labels`."""
        outputs = self.maps(n)[-1]
        if len(outputs) > 1:
            return outputs.argmax(axis=0).astype(np.uint8)
        return (self.problem.lean(outputs) > 0).astype(np.uint8)

    def value_at(self, x: float, y: float) -> list[Array]:
        """What every neuron says to the point (x, y): for each layer, the features first, [neurons]."""
        inputs = features(np.array([[float(x), float(y)]]), self.feature_names)  # [1, features]
        return [inputs[0], *(answers[:, 0] for answers in self.answers(inputs))]

    def answers(self, inputs: Array) -> list[Array]:
        """What the neurons of each layer say to the inputs [n, features]: [neurons, n], in full precision."""
        net = self.training.net
        maps = Maps(net.weights, net.biases, net.activation_names).draw(inputs[:, None], np.float64)
        return [layer[:, :, 0].astype(np.float64) for layer in maps]

    @property
    def dead_relus(self) -> list[NDArray[np.bool_]]:
        """For each hidden layer, which neurons are ReLUs that fire for no training point, [neurons]."""
        kinds = self.training.net.activation_names[:-1]
        if "relu" not in kinds:
            return [np.zeros(size, bool) for size in self.training.net.sizes[1:-1]]
        layers = zip(kinds, self.answers(self.problem.inputs[0]), strict=False)  # without the output
        return [(kind == "relu") & (layer <= 0).all(axis=1) for kind, layer in layers]

    # ------------------------------------------------------------------------------------- weights in words

    def neuron(self, layer: int, j: int) -> str:
        """The name of neuron `j` of layer `layer`: a1, b2 …; a feature for layer −1; out for the output."""
        if layer < 0:
            return FEATURES[self.feature_names[j]][0]
        if layer < len(self.training.net.weights) - 1:
            return f"{'abcdef'[layer]}{j + 1}"
        return "out" if self.problem.outputs == 1 else f"out {self.labels[j]}"

    def formula(self, layer: int, j: int) -> str:
        """What neuron `j` of layer `layer` computes, such as "tanh(0.31·x − 1.20·y + 0.10)"."""
        net = self.training.net
        sources = [f"·{self.neuron(layer - 1, i)}" for i in range(net.sizes[layer])]
        numbers = [*net.weights[layer][:, j].tolist(), float(net.biases[layer][0, j])]
        text = ""
        for number, source in zip(numbers, [*sources, ""], strict=True):
            size = f"{abs(number):.2f}"
            minus, between = ("−", " − ") if number < 0 and float(size) else ("", " + ")
            text += f"{between if text else minus}{size}{source}"
        return FORMULAS[net.activation_names[layer]].format(text)

    @property
    def weight_list(self) -> list[Array]:
        """The weights of each layer, [in, out] (copies)."""
        return [weight.copy() for weight in self.training.net.weights]

    @property
    def bias_list(self) -> list[Array]:
        """The biases of each layer, [out] (copies)."""
        return [bias[0].copy() for bias in self.training.net.biases]

    @property
    def alive(self) -> list[NDArray[np.bool_]]:
        """Which links of each layer are alive, [in, out]; those that L1 has cut are not."""
        net = self.training.net
        mask = np.ones_like(net.flat) if net.alive is None else net.alive
        return [weight > 0 for weight in net.blueprint.views(mask)[0]]

    @property
    def gradients(self) -> list[Array]:
        """How hard the loss pulls at each neuron's sum, for each layer [neurons].

        That is the mean of |∂loss/∂z| over the training points. The gradients of the weights and biases, for
        the same points, are left behind in the network.
        """
        net, count = self.training.net, len(self.problem.train)
        net.forward(self.problem.inputs[0])
        net.backward(self.problem.targets[0], self.problem.loss)
        return [np.abs(delta).mean(axis=0) * count for delta in net.deltas]  # the loss is a mean already

    # -------------------------------------------------------------------------------------- numbers to read

    def tables(self) -> list[Table]:
        """The neurons, and what leads into each layer."""
        layers = range(len(self.training.net.weights))
        return [self._neurons(), *(self._links(layer) for layer in layers)]

    def _neurons(self) -> Table:
        net, rows = self.training.net, []
        pulls, answers = self.gradients, self.answers(self.problem.inputs[0])
        for layer, kind in enumerate(net.activation_names):
            for j, (pull, said) in enumerate(zip(pulls[layer].tolist(), answers[layer], strict=True)):
                spread = float(said.min()), float(said.mean()), float(said.max())
                rows.append([self.neuron(layer, j), kind, *spread, pull])
        note = "What each neuron says to the training points, and how hard the loss pulls at its sum."
        return Table("Neurons", ["neuron", "activation", "least", "mean", "most", "pull"], rows, note)

    def _links(self, layer: int) -> Table:
        weight, alive = self.weight_list[layer], self.alive[layer]
        rows: list[list[str | float]] = []
        for i, (numbers, living) in enumerate(zip(weight.tolist(), alive, strict=True)):
            values = [number if lives else "cut" for number, lives in zip(numbers, living, strict=True)]
            rows.append([self.neuron(layer - 1, i), *values])
        rows.append(["bias", *self.bias_list[layer].tolist()])
        columns = ["from", *(self.neuron(layer, j) for j in range(weight.shape[1]))]
        return Table(f"Weights of layer {layer + 1}", columns, rows)


def _answers(data: Dataset) -> NDArray[Any]:
    """−1 or 1 for two classes, a place in `labels` for more, the value for regression, [n]."""
    return data.y[:, 0] if data.y.ndim == 2 else data.y
