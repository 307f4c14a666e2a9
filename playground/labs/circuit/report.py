"""What the lab `circuit` has to read: the inputs with both gradients, every wire, and what ails them."""

from typing import TYPE_CHECKING

import numpy as np

from playground.circuits import ascent
from playground.circuits.diagnose import diagnose_circuit
from playground.circuits.wires import Unit, fill
from playground.lab import Finding, Gradient, Table
from playground.nn.advice import ran_away

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit


def slopes(lab: "Circuit") -> list[tuple[str, float, float, float]]:
    """For every input its name, its value, the pull on it, and the slope that a nudge by h measures."""
    measured = ascent.numerical_gradient(lab.circuit, lab.h)
    lab.circuit.backward()
    return [(u.name, float(u.value), float(u.grad), measured[u.name]) for u in lab.circuit.inputs]


def tables(lab: "Circuit") -> list[Table]:
    """The inputs with both gradients, and every wire."""
    inputs = [(*row, abs(row[2] - row[3])) for row in lab.slopes()]
    wires = [
        (unit.name, _written(unit), float(unit.value), float(unit.grad))
        for unit in lab.circuit.wires
        if not unit.constant
    ]
    columns = ("input", "value", "gradient", "numerical gradient", "difference")
    return [
        Table(
            "Inputs",
            columns,
            inputs,
            f"The numerical gradient is a finite difference: each input was nudged by h = {lab.h:g}.",
        ),
        Table("Wires", ("wire", "computed as", "value", "gradient"), wires),
    ]


def _written(unit: Unit) -> str:
    """How a wire is computed from others, such as x + y; nothing for an input."""
    return fill(unit.gate.formula, [wire.name for wire in unit.gate.inputs]) if unit.gate else ""


def findings(lab: "Circuit") -> list[Finding]:
    """A run that has run away, gates that stop the gradient, and steps that are too large."""
    lab.circuit.backward()
    since = lab.altered[-1][0] if lab.altered else 0
    outputs = [m.metrics["output"] for m in lab.history if since <= m.step <= lab.steps]
    if lab.strategy == "random":  # its steps follow no slope
        found = diagnose_circuit(lab.circuit, 0.0, [])
    else:
        found = diagnose_circuit(lab.circuit, lab.step_size, outputs)
    return [*ran_away(lab.stopped, lab.blew_up), *found]


def gradient(lab: "Circuit", rng: np.random.RandomState) -> Gradient:
    """The backward pass. All inputs are nudged, each by a part of its size; near 0 that may be too little."""
    circuit, here = lab.circuit, ascent.position(lab.circuit)
    circuit.backward()
    return Gradient(
        here,
        lambda x: float(ascent.run_at(circuit, x)),
        np.array([unit.grad for unit in circuit.inputs]),
        scales=[np.maximum(np.abs(here), least) for least in (1.0, 1e-4)],
    )
