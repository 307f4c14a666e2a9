"""The formulas of `backprop`, with the numbers of one weight and of one row.

The weight is the one that is chosen in the picture, or the first into the answer; the row is the one that is
followed, or the first. A hidden neuron that dropout leaves out is multiplied by 0, the others by more than 1.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part, total
from playground.nn.backprop_trace import Link, Pass

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

FEW = 4  # terms that are written out


class Place(NamedTuple):
    """The next pass, and which weight and which row are looked at."""

    seen: Pass
    link: Link
    row: int
    weight: int  # its place in the flat buffer


def place(lab: "Backprop", looks: Looks) -> Place:
    weight, last = looks.get("weight", -1), len(lab.network.weights) - 1
    if not 0 <= weight < len(lab.links):
        weight = next(i for i, link in enumerate(lab.links) if link.layer == last)
    row = min(looks.get("row", 0), len(lab.table.X) - 1)
    return Place(lab.look(), lab.links[weight], row, weight)


def kept(lab: "Backprop", at: Place, layer: int, neuron: int) -> str:
    """What dropout multiplies a neuron by, with its sign of multiplication; nothing where there is none."""
    if not lab.dropout or layer == len(lab.network.weights) - 1:
        return ""
    factor = 0.0 if at.seen.silenced[at.row, neuron] else 1 / (1 - lab.dropout)
    return rf"{num(factor)} \cdot "


def activation(lab: "Backprop", looks: Looks) -> str:
    """Of the neuron that the weight leads to."""
    at, net = place(lab, looks), lab.network
    layer, j = at.link.layer, at.link.target
    values, weights = at.seen.activations[layer][at.row], net.weights[layer][:, j]
    bias = [float(net.biases[layer][0, j])] if net.biases else []
    terms = [
        rf"{part('weight', num(w)) if i == at.link.source else num(w)} \cdot {num(x)}"
        for i, (w, x) in enumerate(zip(weights, values, strict=True))
    ]
    if len(terms) + len(bias) > FEW:
        terms, bias = [num(float(values @ weights) + sum(bias))], []
    said = part("activation", num(at.seen.activations[layer + 1][at.row, j], 3))
    return rf"{said} = {kept(lab, at, layer, j)}\sigma({total([*terms, *map(num, bias)])})"


def answers_delta(lab: "Backprop", looks: Looks) -> str:
    at = place(lab, looks)
    a, y = float(at.seen.outputs[at.row, 0]), float(lab.table.y[at.row, 0])
    delta, said = part("delta", num(at.seen.deltas[-1][at.row, 0], 4)), num(a, 3)
    return rf"{delta} = ({part('answer', said)} - {part('target', exact(y))}) \cdot {said} \cdot (1 - {said})"


def hidden_delta(lab: "Backprop", looks: Looks) -> str:
    """Of the hidden neuron that the weight leads to, or comes from."""
    at, net = place(lab, looks), lab.network
    j = at.link.target if at.link.layer == 0 else at.link.source or 0
    factor = 0.0 if at.seen.silenced[at.row, j] else 1 / (1 - lab.dropout)
    z = at.seen.activations[0][at.row] @ net.weights[0][:, j] + (net.biases[0][0, j] if net.biases else 0.0)
    fired = num(float(1 / (1 + np.exp(-np.clip(z, -700, 700)))), 3)
    delta, behind = at.seen.deltas[0][at.row, j], at.seen.deltas[1][at.row, 0]
    return (
        rf"{part('hidden-delta', num(delta, 4))} = {num(net.weights[1][j, 0])} \cdot"
        rf" {part('delta', num(behind, 4))} \cdot "
        rf"{rf'{num(factor)} \cdot ' if lab.dropout else ''}{fired} \cdot (1 - {fired})"
    )


def slope(lab: "Backprop", looks: Looks) -> str:
    at = place(lab, looks)
    values = np.ones(len(lab.table.X))
    if at.link.source is not None:
        values = at.seen.activations[at.link.layer][:, at.link.source]
    deltas = at.seen.deltas[at.link.layer][:, at.link.target]
    few = FEW if len(values) <= FEW else FEW - 1
    terms = [rf"{num(a)} \cdot {num(d, 4)}" for a, d in zip(values[:few], deltas[:few], strict=True)]
    rest = [num(float(values[few:] @ deltas[few:]), 4)] if len(values) > few else []
    return rf"{part('slope', num(at.seen.gradient[at.weight], 4))} = {total([*terms, *rest])}"


def descent(lab: "Backprop", looks: Looks) -> str:
    at = place(lab, looks)
    w, gradient = float(lab.network.flat[at.weight]), float(at.seen.gradient[at.weight])
    new = num(w - lab.learning_rate * gradient, 4)
    rate, moves = exact(lab.learning_rate), part("slope", num(gradient, 4))
    return rf"{new} \leftarrow {part('weight', num(w, 4))} - {rate} \cdot {moves}"


def has_hidden(lab: "Backprop") -> bool:
    return len(lab.network.weights) > 1


FORMULAS = (
    Formula(
        "activation",
        rf"{part('activation', 'a_j')} = \sigma(z_j), \quad z_j = \sum_i {part('weight', 'w_{ij}')}\, a_i",
        activation,
        "A neuron adds up what comes in, each times its weight; the sigmoid brings the sum between 0 and 1.",
    ),
    Formula(
        "output δ",
        rf"{part('delta', r'\delta')} = ({part('answer', 'a')} - {part('target', 'y')})\, a\, (1 - a)",
        answers_delta,
        "The error signal δ of the answer is its error times the slope of the sigmoid.",
    ),
    Formula(
        "hidden δ",
        rf"{part('hidden-delta', r'\delta_j')} = w_j\, {part('delta', r'\delta')}\, a_j\, (1 - a_j)",
        hidden_delta,
        "A hidden neuron gets its share of the error signal through the weight that leads on from it.",
        has_hidden,
    ),
    Formula(
        "gradient",
        rf"{part('slope', r'\frac{\partial L}{\partial w_{ij}}')} = \sum_{{\text{{rows}}}} a_i\, \delta_j",
        slope,
        "The slope of a weight is the value in front of it times the error signal behind it, over all rows.",
    ),
    Formula(
        "gradient descent",
        rf"{part('weight', 'w')} \leftarrow {part('weight', 'w')} - \eta\,"
        rf" {part('slope', r'\frac{\partial L}{\partial w}')}",
        descent,
        "The next step moves the weight downhill, by the learning rate η times its slope.",
    ),
)
