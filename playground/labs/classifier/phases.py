"""One step of the lab `classifier` in slow motion: what the next mini-batch does to the output neuron."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.lab import Phase
from playground.lab.numerals import with_minus
from playground.lab.phase import Before, moved

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

type Array = NDArray[np.float64]


def _next_pass(lab: "Classifier") -> tuple[Array, Array, Array]:
    """The mini-batch of the next step and its pass, dropout included: inputs [batch, features], targets
    and answers [batch, outputs]. Its gradients are left behind in the network."""
    net = lab.training.net
    inputs, targets = lab.training.batches.peek()
    with lab.peeking():
        net.forward(inputs, train=True)
    net.backward(targets, lab.problem.loss)
    return inputs, targets, net.activations[-1].copy()


def _forward(lab: "Classifier", before: Before) -> str:
    inputs, _, answers = _next_pass(lab)
    given = ", ".join(f"{name} = {value:.2f}" for name, value in zip(_features(lab), inputs[0], strict=True))
    said = ", ".join(f"{value:.3f}" for value in answers[0])
    return with_minus(
        f"A mini-batch of {len(inputs)}: each goes through the layers, left to right. The first one,"
        f" {given}: the answer is {said}."
    )


def _loss(lab: "Classifier", before: Before) -> str:
    _, targets, answers = _next_pass(lab)
    asked = ", ".join(f"{value:g}" for value in targets[0])
    value = float(lab.problem.loss.value(answers, targets))
    return with_minus(
        f"The first one's target is {asked}. The loss of the mini-batch, {lab.problem.loss_name}, is the mean"
        f" over its {len(targets)} points: {value:.4f}."
    )


def _backward(lab: "Classifier", before: Before) -> str:
    _next_pass(lab)
    slope = float(lab.training.net.weight_gradients[-1][0, 0])
    return with_minus(
        "From right to left: the error signal δ of each layer gives the gradient of every weight. For"
        f" {_first_weight(lab)}: ∂L/∂w = {slope:.4f}."
    )


def _update(lab: "Classifier", before: Before) -> str:
    weights, _ = lab.training.net.blueprint.views(np.asarray(before["flat"]))
    old, new = float(weights[-1][0, 0]), float(lab.training.net.weights[-1][0, 0])
    return with_minus(f"The step of {lab.optimizer} for {_first_weight(lab)}: {moved(old, new)}.")


def _features(lab: "Classifier") -> list[str]:
    return [lab.inspector.neuron(-1, i) for i in range(len(lab.problem.names))]


def _first_weight(lab: "Classifier") -> str:
    last = len(lab.training.net.weights) - 1
    return f"the weight {lab.inspector.neuron(last - 1, 0)} → {lab.inspector.neuron(last, 0)}"


PHASES = (
    Phase("forward", "forward", _forward),
    Phase("loss", "loss", _loss),
    Phase("backward", "backward", _backward),
    Phase("update", "update", _update),
)
