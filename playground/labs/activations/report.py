"""What the lab `activations` has to read: every layer in numbers, and what goes wrong."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Table
from playground.nn import stack
from playground.nn.advice import WORDS, advise, ran_away
from playground.nn.diagnose import EXPLODING, VANISHING

if TYPE_CHECKING:
    from playground.labs.activations.lab import Activations

MOST_NEURONS = 8  # in a table
HALF = 0.5
IN_USE = {  # activation -> tags of `playground.nn.advice` for what needs no advice
    "relu": ("relu", "no sigmoid"),
    "leaky-relu": ("relu", "leaky-relu", "no sigmoid"),
    "elu": ("relu", "leaky-relu", "no sigmoid"),
    "tanh": ("no sigmoid",),
    "linear": ("no sigmoid", "relu"),
}


def tables(lab: "Activations") -> list[Table]:
    """Every layer with what it says and what it is told, the first neurons, and the line that they are."""
    net = lab.look()
    said, norms, quiet = stack.hidden(net), stack.gradient_norms(net), stack.silent(net)
    found = [
        Table(
            "Every layer",
            ("layer", "mean", "spread", "zeros", "dead", "gradient"),
            [
                (str(i), float(a.mean()), float(a.std()), f"{np.mean(a == 0):.0%}", f"{dead.sum()}", norm)
                for i, (a, norm, dead) in enumerate(zip(said, norms, quiet, strict=True), start=1)
            ],
            "Over all neurons and all 61 places; the gradient is its norm at the sums of the layer.",
        ),
        Table(
            "The first layer",
            ("neuron", "weight", "bias", "bends at x ="),
            [
                (str(j), float(w), float(b), f"{-b / w:.2f}" if w else "nowhere")
                for j, (w, b) in enumerate(
                    zip(net.weights[0][0, :MOST_NEURONS], net.biases[0][0, :MOST_NEURONS], strict=True),
                    start=1,
                )
            ],
            "A neuron's sum is 0 at minus its bias over its weight.",
        ),
    ]
    if lab.activation == "linear":
        weight, bias = lab.as_one()
        found.append(
            Table(
                "All layers as one",
                ("weight", "bias", "farthest from the stack"),
                [(weight, bias, f"{lab.apart():.1e}")],
                "The product of all matrices, and what becomes of all biases.",
            )
        )
    return found


def findings(lab: "Activations") -> list[Finding]:
    """A bend that is none, a slope that is none, gradients that do not arrive, neurons that are dead."""
    found = ran_away(lab.stopped, lab.blew_up)
    name, reading, layers = lab.activation, lab.reading, lab.built.layers
    if name == "step":
        found.append(
            Finding(
                "No slope", "problem", "the hidden layers",
                "The slope of a step is 0 everywhere, so the gradient at all hidden weights is exactly 0.",
                "The hidden layers stay as they were drawn. Only the output neuron learns what to add up.",
                "Take an activation with a slope: sigmoid, tanh or ReLU.",
            )
        )  # fmt: skip
    if name == "linear":
        weight, bias = lab.as_one()
        found.append(
            Finding(
                "Only a line", "warning", f"{layers} hidden layers" if layers > 1 else "the hidden layer",
                f"The whole stack is y = {weight:.4g} x {'+' if bias >= 0 else '-'} {abs(bias):.4g}.",
                "Layers that do not bend multiply to one matrix, and no training makes a curve of it.",
                "Take an activation that bends.",
            )
        )  # fmt: skip
    if name == "softmax" and lab.built.width == 1:
        found.append(
            Finding(
                "A share of one", "problem", "the hidden layers",
                "A softmax of a single neuron is 1, whatever its sum is.",
                "Shares add up to 1, so a neuron alone has all of it, and a slope of 0.",
                "Take more neurons per layer, or another activation.",
            )
        )  # fmt: skip
    if lab.built.initializer == "zeros" and lab.built.width > 1:
        found.append(
            _known("Neurons all alike", "problem", "every hidden layer", "All weights were 0 at the start.")
        )
    used = (*IN_USE.get(name, ()), *(("shallow",) if layers <= 2 else ()))
    share = reading["gradient_share"]
    dead_layer = name == "relu" and any(layer.all() for layer in stack.silent(lab.look()))  # told below
    if layers > 1 and share < VANISHING and name != "step" and not dead_layer:
        evidence = f"The first layer gets {share:.1e} of the gradient that the last hidden layer gets."
        found.append(_known("Vanishing gradient", "problem", "the first layer", evidence, used))
    if share > EXPLODING:
        evidence = f"The first layer gets {share:.2g} times the gradient that the last hidden layer gets."
        found.append(
            _known("Exploding gradient", "warning", "the first layer", evidence, ("scaled", "scaled targets"))
        )
    if reading["dead"] and name == "relu":
        silent = [int(layer.sum()) for layer in stack.silent(lab.look())]
        many = reading["dead"] >= 0.4
        where = ", ".join(f"layer {i}: {count}" for i, count in enumerate(silent, start=1) if count)
        evidence = f"{sum(silent)} of {lab.neurons} neurons are 0 for every x."
        used = ("he",) if lab.built.initializer == "he" else ()
        found.append(_known("Dead ReLUs", "warning" if many else "note", where, evidence, used))
    if name in ("sigmoid", "tanh") and reading["saturated"] >= HALF:
        evidence = f"{reading['saturated']:.0%} of what the hidden neurons say is on a flat part of {name}."
        found.append(_known("Saturated neurons", "warning", "the hidden layers", evidence, ("scaled",)))
    return found


def _known(kind: str, severity: str, where: str, evidence: str, in_use: tuple[str, ...] = ()) -> Finding:
    meaning, ways = WORDS[kind]
    return Finding(kind, severity, where, evidence, meaning, advise(ways, in_use))
