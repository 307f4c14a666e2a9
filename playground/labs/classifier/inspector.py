"""What can be seen of the classifier: pictures of neurons over the plane, weights, formulas, gradients.

Layers are numbered as in `Network.weights`: layer 0 leads from the features into the first hidden layer, the
last one into the output. Neurons are called a1, a2 … in the first hidden layer, b1, b2 … in the second.
Pictures are arrays [n, n] over x and y from −6 to 6; their row 0 is the top, y = 6.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.data.minibatches import FEATURES, features
from playground.labs.classifier.parse import EDGE
from playground.nn.activation_maps import Maps
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


class Inspector:
    """Looks at a network in training. Nothing here changes what it has learnt."""

    def __init__(self, training: Training) -> None:
        self.training, self.problem = training, training.problem

    def maps(self, n: int = 50) -> list[Image]:
        """What every neuron says all over the plane: for each layer, the features first, [neurons, n, n].

        The next call for the same n overwrites all but the first.
        """
        grid = plane(n, self.problem.names)
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
        inputs = features(np.array([[float(x), float(y)]]), self.problem.names)  # [1, features]
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

    # --- weights in words --------------------------------------------------------------------------------

    def neuron(self, layer: int, j: int) -> str:
        """The name of neuron `j` of layer `layer`: a1, b2 …; a feature for layer −1; out for the output."""
        if layer < 0:
            return FEATURES[self.problem.names[j]][0]
        if layer < len(self.training.net.weights) - 1:
            return f"{'abcdef'[layer]}{j + 1}"
        return "out" if self.problem.outputs == 1 else f"out {self.problem.labels[j]}"

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
        return [weight > 0 for weight in self.training.net.blueprint.views(self.training.alive)[0]]

    @property
    def gradients(self) -> list[Array]:
        """The size of the error signal at each neuron's sum z, for each layer [neurons].

        That is the mean of |∂loss/∂z| over the training points. The gradients of the weights and biases, for
        the same points, are left behind in the network.
        """
        net, count = self.training.net, len(self.problem.train)
        net.forward(self.problem.inputs[0])
        net.backward(self.problem.targets[0], self.problem.loss)
        return [np.abs(delta).mean(axis=0) * count for delta in net.deltas]  # the loss is a mean already
