"""Where does the gradient get lost? What one who knows gates looks at in a circuit that stands still.

Each check is a pure function from the circuit as it stands, both passes run, to findings, as in
`playground.nn.diagnose`.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from playground.circuits.circuit import Circuit, Gate, show
from playground.lab.finding import Finding

FLAT = {"sigmoid": 0.005, "tanh": 0.02}  # slopes below are flat; the steepest are 0.25 and 1
FEW, FAR = 6, 1000.0  # steps that get steeper and steeper, up to so many times the start
BOLD = 0.5  # a step that moves an input by more than this share of it (or of 1)


def diagnose_circuit(circuit: Circuit, step_size: float, outputs: Sequence[float]) -> list[Finding]:
    """All findings. `outputs` are what the output was at the steps of this run, one after another."""
    return [
        *no_pull(circuit),
        *stopping_gates(circuit),
        *bold_step(circuit, step_size),
        *no_top(outputs),
        *hole(outputs),
    ]


def no_pull(circuit: Circuit) -> Iterator[Finding]:
    """Nothing arrives anywhere: no small move of the inputs changes the output."""
    if not any(unit.grad for unit in circuit.inputs):
        yield Finding(
            "No gradient",
            "problem",
            "all inputs",
            "The gradient of every input is 0.",
            "The output is flat here: no small move changes it, so the gradient shows no way up.",
            "Move an input by hand, to where the output is not flat, or try large random moves.",
        )


def stopping_gates(circuit: Circuit) -> Iterator[Finding]:
    """Gates that let nothing through, or next to nothing."""
    for gate in circuit.gates:
        slope = float(gate.pulls(np.float64(1))[0])
        if gate.symbol == "relu" and slope == 0:
            yield _stopped(gate, "Closed ReLU", "A ReLU has slope 0 below zero: it stops every gradient.")
        if abs(slope) < FLAT.get(gate.symbol, 0.0):
            yield _stopped(
                gate,
                f"Flat {gate.symbol}",
                f"So far from zero a {gate.symbol} hardly rises any more: the gradient vanishes.",
            )


def _stopped(gate: Gate, kind: str, meaning: str) -> Finding:
    slope = float(gate.pulls(np.float64(1))[0])
    return Finding(
        kind,
        "warning",
        f"the gate that gives {gate.output.name}",
        f"{gate.calculation()} is {show(gate.output.value)}; the slope there is {show(np.float64(slope))}.",
        f"{meaning} What lies before it does not learn.",
        f"Bring {gate.inputs[0].name} nearer to zero, or above it, by hand.",
    )


def bold_step(circuit: Circuit, step_size: float) -> Iterator[Finding]:
    """The next step goes further than a slope can promise anything for."""
    moves = {unit: step_size * float(unit.grad) for unit in circuit.inputs}
    unit = max(moves, key=lambda unit: abs(moves[unit]) / max(1.0, abs(float(unit.value))))
    if abs(moves[unit]) > BOLD * max(1.0, abs(float(unit.value))):
        yield Finding(
            "Step too large",
            "warning",
            f"input {unit.name}",
            f"A step now moves {unit.name} from {show(unit.value)} by {show(np.float64(moves[unit]))}.",
            "A slope says what the output does for a small move. So far away it may do anything.",
            "Divide the step size by 10.",
        )


def no_top(outputs: Sequence[float]) -> Iterator[Finding]:
    """A climb that gets steeper and steeper."""
    rises = np.diff(outputs[-FEW:])
    if len(rises) < FEW - 1 or rises[0] <= 0 or not (np.diff(rises) > 0).all():
        return
    first, last = np.float64(outputs[0]), np.float64(outputs[-1])
    if last > FAR * max(1.0, abs(first)):
        yield Finding(
            "Divergence",
            "warning",
            "this run",
            f"The output rose from {show(first)} to {show(last)}; each step adds more than the last one.",
            "The higher it is, the steeper it gets: the numbers grow without end.",
            "Start with other values, or type a formula with a top, such as a tanh or a minus square.",
        )


def hole(outputs: Sequence[float]) -> Iterator[Finding]:
    """A step uphill that went down."""
    falls = -np.diff(outputs)
    if len(falls) and falls.max() > 1e-6 * max(1.0, float(np.abs(outputs).max())):
        worst = int(np.argmax(falls))
        before, after = (show(np.float64(output)) for output in outputs[worst : worst + 2])
        yield Finding(
            "Overshooting",
            "warning",
            "this run",
            f"One step took the output from {before} down to {after}.",
            "The gradient pointed uphill, but the step went on past the top, or over an edge.",
            "Go back to before it on the timeline, and divide the step size by 10.",
        )
