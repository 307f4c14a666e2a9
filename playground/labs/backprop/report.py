"""What the lab `backprop` has to read: every weight, every row forward and backward, and what ails it."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Gradient, Table
from playground.labs.backprop.content import ADVICE
from playground.nn.advice import ran_away
from playground.nn.backprop_trace import LOSS
from playground.nn.diagnose import diagnose

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop


def tables(lab: "Backprop") -> list[Table]:
    """Every weight with its slope and its next move, and every row on its way forward and backward."""
    seen, count, alpha = lab.look(), lab.table.X.shape[1], lab.learning_rate
    inputs, outputs = lab.table.columns[:count], lab.table.columns[count:]
    hidden = [f"hidden {j}" for j in range(1, 1 + sum(lab.network.sizes[1:-1]))]
    weights = zip(lab.links, lab.network.flat, seen.gradient, lab.sign_changes.count, strict=True)
    forward = zip(*seen.activations, lab.table.y, seen.errors, strict=True)
    backward = zip(*seen.deltas, strict=True)
    return [
        Table(
            "Every weight",
            ("weight", "value", "gradient", "next move", "changes of direction"),
            [(link.name, w, slope, -alpha * slope, f"{n:,}") for link, w, slope, n in weights],
            "The gradient is that of the loss, ½ Σ (answer − target)² over all rows; the move is minus the"
            " learning rate times it.",
        ),
        Table(
            "Forward pass: every row",
            ("row", *inputs, *hidden, *outputs, "target", "answer − target"),
            [
                (str(i), *(f"{x:g}" for x in row), *np.concatenate(said), f"{target[0]:g}", miss[0])
                for i, (row, *said, target, miss) in enumerate(forward, start=1)
            ],
            "As in the next step: a neuron that is left out gives 0." if lab.dropout else "",
        ),
        Table(
            "Backward pass: the error signals δ",
            ("row", *hidden, *outputs),
            [(str(i), *np.concatenate(row)) for i, row in enumerate(backward, start=1)],
            "How much the loss ½ (answer − target)² grows with the sum inside each neuron.",
        ),
    ]


def findings(lab: "Backprop") -> list[Finding]:
    """What `playground.nn.diagnose` sees, with what to try on this page."""
    update = lab.learning_rate * lab.look().gradient  # the one that comes next
    found = ran_away(lab.stopped, lab.blew_up)
    found += diagnose(lab.network, lab.table.X, lab.table.y, LOSS, lab.steps, update)
    return [replace(one, advice=ADVICE.get(one.kind, one.advice)) for one in found]


def gradient(lab: "Backprop", rng: np.random.RandomState) -> Gradient:
    """The slopes of the next step, beside the squared error written out anew."""
    seen = lab.look()
    return Gradient(lab.network.flat, lambda flat: seen.losses_at(flat[None])[0], seen.gradient)
