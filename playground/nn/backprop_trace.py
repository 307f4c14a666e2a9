"""One pass over all rows, kept whole, so that one can see where each number of backpropagation comes from.

Forward, every row of the table runs through the layers and comes out as an answer. Backward, every neuron is
handed a *delta*: how much the squared error would grow if the sum inside that neuron grew a little. A weight
joins a value in front of it to a neuron behind it, and its slope is that value times that delta, added up
over the rows. That is the whole of backpropagation, and `Pass.terms` shows it term by term.

The error that is rolled down is the squared one, ½ Σ (answer − target)². Seen over a single weight, with all
other weights held still, it is a curve, and the weight a ball on it: `Pass.losses_at` computes such curves,
for all places of the ball at once.

A. Trask, A Neural Network in 13 lines of Python (Part 2: Gradient Descent), 2015, part 4; R. Kapur and
L. Khazan, Neural Networks & The Backpropagation Algorithm, Explained, 2016.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.data.truth_tables import TruthTable
from playground.nn.activations import ACTIVATIONS
from playground.nn.losses import HalfSquaredError
from playground.nn.network import Network

type Array = NDArray[np.float64]

LOSS = HalfSquaredError("sum")  # added up over the rows: no division, as in the thirteen lines


@dataclass(frozen=True)
class Link:
    """One parameter of the network: what it joins to what. `source` is None for a bias."""

    name: str
    layer: int
    source: int | None
    target: int


def links(network: Network, table: TruthTable) -> list[Link]:
    """The parameters in the order of the flat buffer, with names such as "x1 → hidden 2"."""
    inputs, outputs = list(table.columns[: table.X.shape[1]]), list(table.columns[table.X.shape[1] :])
    names = [inputs, *([f"hidden {j}" for j in range(1, n + 1)] for n in network.sizes[1:-1]), outputs]
    found = []
    for layer, (before, behind) in enumerate(pairwise(names)):
        sources = [*enumerate(before), *([(None, "bias")] if network.biases else [])]
        found += [Link(f"{a} → {b}", layer, i, j) for i, a in sources for j, b in enumerate(behind)]
    return found


@dataclass(frozen=True)
class Pass:
    """What one pass over the table leaves behind; all arrays are copies.

    activations  [rows, n] for the inputs, then for each layer (after dropout)
    deltas       [rows, n] for each layer: ∂loss/∂z of the sum z inside each neuron
    errors       [rows, outputs]: answer − target
    gradient     [P]: ∂loss/∂parameter
    silenced     [rows, hidden]: the hidden neurons that dropout leaves out, row by row
    """

    network: Network
    table: TruthTable
    activations: list[Array]
    deltas: list[Array]
    errors: Array
    gradient: Array
    silenced: NDArray[np.bool_]

    @classmethod
    def of(cls, network: Network, table: TruthTable) -> "Pass":
        """The pass with which the next step of learning begins. It draws its dropout from the network's
        generator."""
        network.forward(table.X, train=True)
        network.backward(table.y, LOSS)
        activations = [a.copy() for a in network.activations]
        hidden = activations[1] if len(activations) > 2 else np.ones((len(table.X), 0))
        return cls(
            network,
            table,
            activations,
            [delta.copy() for delta in network.deltas],
            activations[-1] - table.y,
            network.grad_flat.copy(),
            hidden == 0.0,  # a sigmoid never says exactly 0
        )

    @property
    def outputs(self) -> Array:
        """What the network answers [rows, outputs]."""
        return self.activations[-1]

    def terms(self, link: Link) -> Array:
        """The slope of one weight, row by row [rows]: the value in front of it times the delta behind it."""
        behind = self.deltas[link.layer][:, link.target]
        return behind.copy() if link.source is None else self.activations[link.layer][:, link.source] * behind

    def losses_at(self, flat: Array) -> Array:
        """The squared error [n] that the network would have with the parameters `flat` [n, P].

        Written out anew, not with the network's own code, so that a gradient checked against it is checked
        against something. Neurons that are silenced in this pass stay so.
        """
        weights, biases = self.network.blueprint.views(flat)
        a = self.table.X  # [rows, inputs]
        for layer, weight in enumerate(weights):
            z = a @ weight + (biases[layer] if biases else 0.0)  # [n, rows, out]
            a = np.empty_like(z)
            ACTIVATIONS["sigmoid"].forward(z, a)
            if layer < len(weights) - 1:
                a *= np.where(self.silenced, 0.0, 1 / (1 - self.network.dropout[0]))
        return np.asarray(LOSS.value(a, self.table.y))

    def error_curve(self, index: int, places: Array) -> Array:
        """The squared error [n] if parameter `index` stood at `places` [n] and all others stayed."""
        flat = np.tile(self.network.flat, (len(places), 1))  # [n, P]
        flat[:, index] = places
        return self.losses_at(flat)
