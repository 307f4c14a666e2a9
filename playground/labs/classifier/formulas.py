"""The formulas of `classifier`: a neuron at the first training point, forward and backward,
and its first weight.

The neuron is the one that the plane shows, or the first output. Dropout is left out: it is for training only.
"""

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part, total

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier
    from playground.nn.network import Network

FEW = 4  # terms that are written out
POINT = 0  # the training point whose numbers are shown

BENDS = {
    "tanh": r"\tanh({})",
    "relu": r"\max(0, {})",
    "leaky-relu": r"\operatorname{{leaky}}({})",
    "sigmoid": r"\sigma({})",
    "linear": "{}",
}
LOSSES = {
    "half-squared-error": r"\frac{1}{2} (a - y)^2",
    "absolute-error": r"\lvert a - y \rvert",
    "hinge": r"\max(0, 1 - y\, a)",
    "squared-hinge": r"\max(0, 1 - y\, a)^2",
    "logistic": r"- y \log a - (1 - y) \log(1 - a)",
    "softmax-cross-entropy": r"- \log p_y",
}


class Place(NamedTuple):
    """A neuron: layers are numbered as in `Network.weights`."""

    net: "Network"
    layer: int
    neuron: int


def looked_at(lab: "Classifier", looks: Looks) -> Place:
    net = lab.training.net
    column, row = looks.get("look", (-1, 0))
    known = 0 < column < len(net.sizes) and row < net.sizes[column]
    return Place(net, column - 1, row) if known else Place(net, len(net.weights) - 1, 0)


def hidden_one(lab: "Classifier", looks: Looks) -> Place:
    """The neuron that is looked at, if it is a hidden one; else the first of the last hidden layer."""
    at = looked_at(lab, looks)
    last = len(at.net.weights) - 1
    return at if at.layer < last else Place(at.net, last - 1, 0)


def output_one(lab: "Classifier", looks: Looks) -> Place:
    at = looked_at(lab, looks)
    last = len(at.net.weights) - 1
    return at if at.layer == last else Place(at.net, last, 0)


def one_point(lab: "Classifier") -> np.ndarray:
    """The first training point once through the network and back; returns its target [outputs]."""
    net, (inputs, targets) = lab.training.net, (lab.problem.inputs[0], lab.problem.targets[0])
    net.forward(inputs[POINT : POINT + 1])
    net.backward(targets[POINT : POINT + 1], lab.problem.loss)
    target: np.ndarray = targets[POINT]
    return target


# --- forward -----------------------------------------------------------------------------------------------


def neuron(lab: "Classifier", looks: Looks) -> str:
    one_point(lab)
    net, layer, j = looked_at(lab, looks)
    weights, values = net.weights[layer][:, j], net.activations[layer][0]
    bias = part("bias", num(net.biases[layer][0, j]))
    if len(weights) < FEW:
        terms = [rf"{part('weight', num(w))} \cdot {num(x)}" for w, x in zip(weights, values, strict=True)]
    else:
        terms = [num(float(weights @ values))]
    sum_of = total([*terms, bias])
    kind = net.activation_names[layer]
    if kind == "softmax":
        return rf"{num(net.preactivations[layer][0, j])} = {sum_of}"
    said = part("neuron", num(net.activations[layer + 1][0, j], 3))
    return rf"{said} = {BENDS[kind].format(sum_of)}"


def softmax(lab: "Classifier", looks: Looks) -> str:
    one_point(lab)
    net, _, k = output_one(lab, looks)
    z = net.preactivations[-1][0]
    share = part("neuron", num(net.activations[-1][0, k], 3))
    below = total(rf"e^{{{num(value)}}}" for value in z)
    return rf"{share} = \frac{{e^{{{num(z[k])}}}}}{{{below}}}"


def loss(lab: "Classifier", looks: Looks) -> str:
    target = one_point(lab)
    said = lab.training.net.activations[-1]
    value = num(float(lab.problem.loss.each(said, target[None]).sum()), 4)
    y, a = exact(float(target[0])), num(said[0, 0], 3)
    if lab.problem.loss_name == "softmax-cross-entropy":
        return rf"{value} = -\log({num(said[0, int(target.argmax())], 3)})"
    rule = {
        "half-squared-error": rf"\frac{{1}}{{2}} \cdot ({a} - {y})^2",
        "absolute-error": rf"\lvert {a} - {y} \rvert",
        "hinge": rf"\max(0, 1 - {y} \cdot {a})",
        "squared-hinge": rf"\max(0, 1 - {y} \cdot {a})^2",
        "logistic": rf"-{y} \cdot \log({a}) - (1 - {y}) \cdot \log(1 - {a})",
    }[lab.problem.loss_name]
    return rf"{value} = {rule}"


# --- backward ----------------------------------------------------------------------------------------------


def fused(lab: "Classifier") -> bool:
    """Whether the slope of the last activation has cancelled with that of the loss."""
    return lab.problem.loss.fused_with is not None


def slope_at(net: "Network", layer: int, j: int) -> float:
    """The slope of a neuron's activation, from what it said."""
    a = float(net.activations[layer + 1][0, j])
    slopes = {
        "tanh": 1 - a**2,
        "relu": float(a > 0),
        "leaky-relu": 1.0 if a > 0 else 0.01,
        "sigmoid": a * (1 - a),
        "linear": 1.0,
    }
    return slopes[net.activation_names[layer]]


def output_delta(lab: "Classifier", looks: Looks) -> str:
    target = one_point(lab)
    net, layer, k = output_one(lab, looks)
    said, y = float(net.activations[-1][0, k]), float(target[k])
    delta = part("delta", num(net.deltas[-1][0, k], 4))
    if fused(lab):
        return rf"{delta} = {part('neuron', num(said, 4))} - {exact(y)}"
    pull = float(lab.problem.loss.gradient(net.activations[-1], target[None])[0, k])
    return rf"{delta} = {num(pull, 4)} \cdot {num(slope_at(net, layer, k), 4)}"


def hidden_delta(lab: "Classifier", looks: Looks) -> str:
    one_point(lab)
    net, layer, j = hidden_one(lab, looks)
    weights, deltas = net.weights[layer + 1][j], net.deltas[layer + 1][0]
    if len(weights) <= FEW:
        handed = total(rf"{num(w)} \cdot {num(d, 4)}" for w, d in zip(weights, deltas, strict=True))
    else:
        handed = num(float(weights @ deltas), 4)
    delta = part("delta", num(net.deltas[layer][0, j], 4))
    return rf"{delta} = {num(slope_at(net, layer, j), 4)} \cdot ({handed})"


def descent(lab: "Classifier", looks: Looks) -> str:
    """The first weight into the neuron, and the next mini-batch; nothing is handed out by looking at it."""
    training = lab.training
    net, layer, j = looked_at(lab, looks)
    inputs, targets = deepcopy(training.batches).next()
    net.forward(inputs)
    net.backward(targets, lab.problem.loss)
    w, gradient = float(net.weights[layer][0, j]), float(net.weight_gradients[layer][0, j])
    rate = lab.learning_rate * training.controls.factor(lab.steps)
    new, old, slope = num(w - rate * gradient, 4), num(w, 4), num(gradient, 4)
    return rf"{new} \leftarrow {part('weight', old)} - {exact(rate)} \cdot {slope}"


def plain_descent(lab: "Classifier") -> bool:
    """Whether a step is nothing but this."""
    controls, net = lab.training.controls, lab.training.net
    plain = lab.built.optimizer == "sgd" and controls.regularization == "none" and not controls.dropout
    return plain and net.trainable is None


FORMULAS = (
    Formula(
        "activation",
        rf"{part('neuron', 'a')} = f(z), \quad"
        rf" z = \sum_i {part('weight', 'w_i')}\, x_i + {part('bias', 'b')}",
        neuron,
        "A neuron adds up its inputs, each times a weight, and a bias; the activation f bends the sum z.",
    ),
    Formula(
        "softmax",
        rf"{part('neuron', 'p_k')} = \frac{{e^{{z_k}}}}{{\sum_j e^{{z_j}}}}",
        softmax,
        "The softmax turns the sums of the output neurons into shares that add up to 1.",
        lambda lab: lab.problem.output == "softmax",
    ),
    Formula(
        "loss",
        lambda lab: rf"L = {LOSSES[lab.problem.loss_name]}",
        loss,
        "The loss says how wrong the answer to a point is.",
    ),
    Formula(
        "output δ",
        lambda lab: (
            rf"{part('delta', r'\delta')} = {part('neuron', 'a')} - y"
            if fused(lab)
            else rf"{part('delta', r'\delta')} = \frac{{\partial L}}{{\partial a}}\, f'(z)"
        ),
        output_delta,
        "The error signal δ of an output says how the loss grows with the sum z inside it.",
    ),
    Formula(
        "hidden δ",
        rf"{part('delta', r'\delta_j')} = f'(z_j) \sum_k w_{{jk}}\, \delta_k",
        hidden_delta,
        "A hidden neuron gets the error signals of the next layer, each through its weight.",
        lambda lab: len(lab.training.net.weights) > 1,
    ),
    Formula(
        "gradient descent",
        rf"{part('weight', 'w')} \leftarrow {part('weight', 'w')} - \eta\, \frac{{\partial L}}{{\partial w}}",
        descent,
        "The next step moves a weight downhill, by the learning rate η times its slope over the mini-batch.",
        plain_descent,
    ),
)
