"""One step of the lab `lstm` in slow motion: what the next batch does to one weight of the LSTM."""

from typing import TYPE_CHECKING

import numpy as np

from playground.data import sequences
from playground.data.sequences import Batch
from playground.lab import Phase
from playground.lab.numerals import with_minus
from playground.lab.phase import Before, moved
from playground.nn.lstm import Trace

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm


def _next_pass(lab: "Lstm") -> tuple[Batch, Trace]:
    """The batch that the next step will draw, and the pass of the LSTM through it."""
    with lab.peeking():
        batch = sequences.batch(lab.built.task, lab.rng, lab.now.batch, lab.built.gap)
    return batch, lab.net.forward(batch.x)


def _asked(batch: Batch) -> int:
    """The last time step whose answer counts."""
    return int(np.flatnonzero(batch.counts)[-1])


def _forward(lab: "Lstm", before: Before) -> str:
    batch, trace = _next_pass(lab)
    at = _asked(batch)
    return with_minus(
        f"{batch.x.shape[1]} sequences of {len(batch.x)} time steps go through the gates, first to last. At"
        f" time step {at + 1} the first one is answered with {lab.answers(trace)[at, 0, 0]:.3f}."
    )


def _loss(lab: "Lstm", before: Before) -> str:
    batch, trace = _next_pass(lab)
    at = _asked(batch)
    return with_minus(
        f"The target there is {batch.y[at, 0, 0]:.3g}. The loss, over all answers that count:"
        f" {lab.loss(trace, batch):.4f}."
    )


def _backward(lab: "Lstm", before: Before) -> str:
    batch, trace = _next_pass(lab)
    lab.net.backward(trace, lab.slopes(trace, batch))
    gradient = lab.net.grad_flat
    return with_minus(
        f"The error signal goes back from time step {len(batch.x)} to 1, through the gates: BPTT. The"
        f" gradient has the norm {np.linalg.norm(gradient):.4f}; of the first weight it is {gradient[0]:.5f}."
    )


def _update(lab: "Lstm", before: Before) -> str:
    old, new = float(before["flat"][0]), float(lab.net.flat[0])
    return with_minus(
        f"Adam moves every weight by at most about the learning rate, {lab.learning_rate:g}. The first one:"
        f" {moved(old, new)}."
    )


PHASES = (
    Phase("forward", "forward", _forward),
    Phase("loss", "loss", _loss),
    Phase("backward", "backward", _backward),
    Phase("update", "update", _update),
)
