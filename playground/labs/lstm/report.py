"""What the lab `lstm` has to read: a sequence step by step, both errors, and what ails the memory."""

from typing import TYPE_CHECKING

import numpy as np

from playground.data import sequences, sunspots
from playground.data.sequences import Batch
from playground.lab import Finding, Gradient, Table
from playground.nn import diagnose_recurrent
from playground.nn.advice import ran_away
from playground.nn.lstm import Array

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

GATES = ("input gate", "forget gate", "output gate")  # i, f and o
CHECKED = 4  # sequences of the exam whose gradient is measured


def tables(lab: "Lstm") -> list[Table]:
    """The first sequence of the exam, with gates and answers, and the errors of both networks."""
    seen = lab.look()
    means = seen.trace.gates[:, 0].mean(axis=2)  # [T, 4]
    rows: list[tuple[str | float, ...]] = [
        (
            str(t + 1),
            " ".join(f"{x:.3g}" for x in seen.sequence.x[t, 0]),
            *(float(means[t, k]) for k in (0, 1, 3)),
            float(seen.answers[t]),
            f"{seen.sequence.y[t, 0, 0]:.3g}" if seen.sequence.counts[t] else "–",
            float(seen.sensitivity[t]),
            float(seen.plain_sensitivity[t]),
        )
        for t in range(len(seen.answers))
    ]
    columns = ("time step", "input", *GATES, "answer", "target", "sensitivity", "of the plain RNN")
    note = (
        "The gates are means over all units. The sensitivity says how far the last answer moves with the "
        "memory of a time step, compared with that of the last one."
    )
    errors = [("LSTM", float(lab.reading["error"])), ("plain RNN", lab.plain_error())]
    if lab.built.task == "sunspots":
        means_what = (
            f"The mean error from {sunspots.SPLIT} on, as a share of what “as many as last year” would have."
        )
    else:
        means_what = f"The share of wrong answers in {sequences.EXAM} sequences that no network learns from."
    return [
        Table("The first sequence of the exam", columns, rows, note),
        Table("Errors in the exam", ("network", "error"), errors, means_what),
    ]


def findings(lab: "Lstm") -> list[Finding]:
    """Forget gates that let nothing stay, and a plain RNN that has lost the first time step."""
    seen = lab.look()
    found = [
        *ran_away(lab.stopped, lab.blew_up),
        diagnose_recurrent.shut_forget_gates(seen.trace.gates[:, 0, 1]),
        diagnose_recurrent.plain_rnn_fades(seen.sensitivity, seen.plain_sensitivity),
    ]
    return [one for one in found if one is not None]


def gradient(lab: "Lstm", rng: np.random.RandomState) -> Gradient:
    """The slopes of the LSTM's loss over some sequences of the exam."""
    batch = Batch(lab.exam.x[:, :CHECKED], lab.exam.y[:, :CHECKED], lab.exam.counts)

    def loss(flat: Array) -> float:
        return float(lab.loss(lab.net.forward(batch.x), batch))

    trace = lab.net.forward(batch.x)
    lab.net.backward(trace, lab.slopes(trace, batch))
    return Gradient(lab.net.flat, loss, lab.net.grad_flat)
