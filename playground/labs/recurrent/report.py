"""What the lab `recurrent` has to read: the next problem, the loop's eigenvalues, and what is wrong."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Gradient, Table
from playground.lab.numerals import written
from playground.nn import diagnose_recurrent, recurrent
from playground.nn.advice import ran_away
from playground.nn.recurrent import STEEPEST

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent
    from playground.labs.recurrent.look import Look


def tables(lab: "Recurrent") -> list[Table]:
    """The next problem digit by digit, and the eigenvalues of the loop."""
    seen = lab.look()
    a, b = seen.sum.inputs.T
    places: list[tuple[str | float, ...]] = [
        (
            *(f"{whole:g}" for whole in (2.0**t, a[t], b[t], seen.sum.carried[t])),
            float(seen.run.outputs[t, 0]),
            f"{seen.sum.targets[t, 0]:g}",
            float(seen.norms[t]),
        )
        for t in range(seen.sum.bits)
    ]
    values, activation = lab.network.eigenvalues(), lab.network.activation
    return [
        Table(
            f"The next problem: {seen.sum.a} + {seen.sum.b}, answer {seen.said}",
            ("digit", "a", "b", "carried", "answer", "target", "δ of the last answer"),
            places,
            "δ is the error signal: the length of its vector at this time step.",
        ),
        Table(
            "Eigenvalues of the loop",
            ("size", "real", "imaginary"),
            [(float(abs(value)), float(value.real), float(value.imag)) for value in values],
            f"Each step back also multiplies the error signal by slopes of the {activation}, which are "
            f"{STEEPEST[activation]:g} at most.",
        ),
    ]


def findings(lab: "Recurrent") -> list[Finding]:
    """What becomes of the error signal and of the hidden state, on the next problem."""
    seen, network = lab.look(), lab.network
    found = [
        *ran_away(lab.stopped, lab.blew_up),
        diagnose_recurrent.error_signal_through_time(seen.norms, lab.clip, network.activation),
        diagnose_recurrent.long_gradient(lab.gradient_length(), lab.clip),
        diagnose_recurrent.stuck_memory(
            network.slopes(seen.run.states[1:]), STEEPEST[network.activation], lab.clip
        ),
    ]
    return [one for one in found if one is not None]


def gradient(lab: "Recurrent", rng: np.random.RandomState) -> Gradient:
    """The slopes of the next problem, before any clipping."""
    network, problem = lab.network, lab.next_sum()
    network.backward(network.forward(problem.inputs), problem.targets)
    return Gradient(
        network.flat,
        lambda flat: recurrent.error(network.forward(problem.inputs).outputs, problem.targets),
        network.grad_flat,
    )


@np.errstate(all="ignore")
def gradient_length(lab: "Recurrent") -> float:
    """How long the gradient of the next problem is, before any clipping."""
    problem = lab.next_sum()
    lab.network.backward(lab.network.forward(problem.inputs), problem.targets)
    return recurrent.length(lab.network.grad_flat)


def rule_of_thumb(lab: "Recurrent", seen: "Look | None" = None) -> str:
    """What the loop's largest eigenvalue promises of an answer's error signal, and what comes of it.

    They need not agree: it travels in many directions, and through neurons that are flatter than most. By
    default it is that of the last answer of the next problem.
    """
    seen, activation = seen or lab.look(), lab.network.activation
    largest = float(abs(lab.network.eigenvalues()[0]))
    slope = float(lab.network.slopes(seen.run.states[1:]).mean())
    start = f"Largest eigenvalue {written(largest, 3)} × mean slope of the {activation} {written(slope, 3)} ≈"
    promised, found = largest * slope, seen.factor
    way = "grow" if promised > 1 else "fade"
    if (promised > 1) == (found > 1):
        return (
            f"{start} {written(promised, 3)}: as a rule of thumb, the error signal {way}s on its way back. "
            f"So it does: × {written(found, 3)} a step."
        )
    why = "many neurons are flat" if found < 1 else "it takes the strongest weights"
    turned = "fades" if found < 1 else "grows"
    return (
        f"{start} {written(promised, 3)}: as a rule of thumb, the error signal {way}s on its way back. "
        f"In truth it {turned}, × {written(found, 3)} a step: {why}."
    )
