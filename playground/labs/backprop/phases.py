"""One step of the lab `backprop` in slow motion: the first row, and the first weight of the last layer."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Phase
from playground.lab.numerals import with_minus
from playground.lab.phase import Before, moved
from playground.nn.backprop_trace import Link

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

MOST_TERMS = 4  # of a sum that are written out


def _followed(lab: "Backprop") -> tuple[int, Link]:
    """The weight that is told of, and its place in the flat buffer: the first one of the last layer."""
    last = len(lab.network.weights) - 1
    return next((index, link) for index, link in enumerate(lab.links) if link.layer == last)


def _forward(lab: "Backprop", before: Before) -> str:
    seen = lab.look()
    values, weights = seen.activations[-2][0], lab.network.weights[-1][:, 0]
    terms = [
        f"{value:.2f}·({weight:.2f})" if weight < 0 else f"{value:.2f}·{weight:.2f}"
        for value, weight in zip(values, weights, strict=True)
    ]
    told = " + ".join(terms[:MOST_TERMS] + (["…"] if len(terms) > MOST_TERMS else []))
    if lab.network.biases:
        told += f" + {lab.network.biases[-1][0, 0]:.2f}"
    return with_minus(f"Row 1, the answer: σ({told}) = {seen.outputs[0, 0]:.3f}.")


def _loss(lab: "Backprop", before: Before) -> str:
    seen = lab.look()
    target, answer = lab.table.y[0, 0], seen.outputs[0, 0]
    whole = 0.5 * float(np.sum(seen.errors**2))
    return with_minus(
        f"Row 1, the error: {answer:.3f} − {target:g} = {seen.errors[0, 0]:.3f}."
        f" The loss of all rows: ½ Σ error² = {whole:.4f}."
    )


def _backward(lab: "Backprop", before: Before) -> str:
    seen, (index, link) = lab.look(), _followed(lab)
    answer, error, delta = seen.outputs[0, 0], seen.errors[0, 0], seen.deltas[-1][0, 0]
    return with_minus(
        f"Row 1: δ = error · answer · (1 − answer) = {error:.3f} · {answer:.3f} · {1 - answer:.3f} ="
        f" {delta:.3f}. Gradient of {link.name}: Σ value · δ = {seen.gradient[index]:.4f}."
    )


def _update(lab: "Backprop", before: Before) -> str:
    index, link = _followed(lab)
    old, new = float(before["flat"][index]), float(lab.network.flat[index])
    return with_minus(
        f"{link.name}: w ← w − η · gradient: {moved(old, new)}. All other weights move by the same rule."
    )


PHASES = (
    Phase("forward", "forward", _forward),
    Phase("loss", "loss", _loss),
    Phase("backward", "backward", _backward),
    Phase("update", "update", _update),
)
