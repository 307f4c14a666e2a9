"""The formulas of `circuit`, with the numbers of the gate that is looked at (else the first) and of one
input.
"""

from typing import TYPE_CHECKING

import numpy as np

from playground.circuits import ascent
from playground.circuits.wires import Gate
from playground.lab.formula import Formula, Looks, exact, num, part

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit


def gate_of(lab: "Circuit") -> Gate:
    """The gate that is looked at, with the pulls of one backward pass at all wires."""
    stop = lab.stepper.stop()
    return lab.circuit.gates[max(stop.gate, 0)]


def has_gates(lab: "Circuit") -> bool:
    return bool(lab.circuit.gates)


def chain_rule(lab: "Circuit", looks: Looks) -> str:
    """For each input of the gate that can move: what it is handed, from the pull and its own slope."""
    gate = gate_of(lab)
    pull = float(gate.output.grad)
    slopes = [float(slope) for slope in gate.pulls(np.float64(1.0))]
    rules = [
        rf"{part('handed', num(pull * slope))} = {part('pull', num(pull))} \cdot {part('gate', num(slope))}"
        for unit, slope in zip(gate.inputs, slopes, strict=True)
        if not unit.constant
    ]
    return r" \qquad ".join(rules) or r"\text{no input of this gate can move}"


def climbs(lab: "Circuit", looks: Looks) -> str:
    """One step of the first input."""
    lab.stepper.stop()
    unit, step = lab.circuit.inputs[0], lab.step_size
    x, slope = float(unit.value), float(unit.grad)
    if lab.strategy == "numerical":
        slope = ascent.numerical_gradient(lab.circuit, lab.h)[unit.name]
    new, old, pull = num(x + step * slope, 4), num(x, 4), num(slope, 4)
    return rf"{new} \leftarrow {part('input', old)} + {exact(step)} \cdot {part('arrives', pull)}"


def difference(lab: "Circuit", looks: Looks) -> str:
    """The slope along the first input, measured."""
    here = ascent.position(lab.circuit)
    nudged = here.copy()
    nudged[0] += lab.h
    low, high = (float(ascent.run_at(lab.circuit, x)) for x in (here, nudged))
    ascent.run_at(lab.circuit, here)
    slope = (high - low) / lab.h
    return rf"{part('arrives', num(slope, 4))} = \frac{{{figures(high)} - {figures(low)}}}{{{exact(lab.h)}}}"


def figures(value: float) -> str:
    """With as many digits as it takes to see a small difference."""
    return rf"\num{{{value:.12g}}}"


FORMULAS = (
    Formula(
        "chain rule",
        rf"{part('handed', r'\frac{\partial f}{\partial x}')} ="
        rf" {part('pull', r'\frac{\partial f}{\partial q}')} \cdot"
        rf" {part('gate', r'\frac{\partial q}{\partial x}')}",
        chain_rule,
        "A gate hands on what arrives at its output q, times its own slope along its input x.",
        has_gates,
    ),
    Formula(
        "gradient ascent",
        rf"{part('input', 'x')} \leftarrow {part('input', 'x')} + \eta\,"
        rf" {part('arrives', r'\frac{\partial f}{\partial x}')}",
        climbs,
        "A step moves each input uphill, by the step size η times the derivative along it.",
        lambda lab: lab.strategy != "random",
    ),
    Formula(
        "finite difference",
        rf"{part('arrives', r'\frac{\partial f}{\partial x}')} \approx \frac{{f(x + h) - f(x)}}{{h}}",
        difference,
        "The same derivative, measured: nudge the input by h, and see how far the output moves.",
    ),
)
