"""A circuit: gates in the order in which they compute.

Write a formula with units and the gates record themselves; a circuit collects every gate that its output
depends on. A forward pass runs the gates from the inputs to the output, a backward pass pulls at the output
and runs them in the opposite order, so that a gate hands its pull on only after every branch of its wire
has brought its own.

    x, y, z = Unit(-2, "x"), Unit(5, "y"), Unit(-4, "z")
    circuit = Circuit((x + y) * z)
    circuit.forward()       # -12
    circuit.backward()      # x.grad, y.grad, z.grad are now -4, -4, 3

Both passes can also be walked one gate at a time, and every gate can say in words what it does. What a unit
and a gate are is told in wires.py; gates.py has all the gates.

Source: A. Karpathy, Hacker's guide to Neural Networks, chapter 1.
"""

from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from playground.circuits import gates
from playground.circuits.wires import GATES, Gate, Unit, Value, show

__all__ = ["GATES", "Circuit", "Gate", "Unit", "Value", "gates", "show"]


class Circuit:
    """Everything upstream of one output unit.

    `gates` are in the order of a forward pass. `wires` are all units in that order too: first inputs and
    constants as they are met from left to right, then what each gate puts out. `inputs` are the units that a
    pull can move and no gate computes, in the order given, or else as they are met.
    """

    def __init__(self, output: Unit, inputs: Sequence[Unit] | None = None) -> None:
        self.output = output
        self.wires = sorted(_upstream(output), key=lambda unit: unit.depth)  # inputs before their gates
        self.gates = [unit.gate for unit in self.wires if unit.gate]
        sources = [unit for unit in self.wires if not unit.gate]
        self.constants = [unit for unit in sources if unit.constant]
        self.inputs = list(inputs) if inputs else [unit for unit in sources if not unit.constant]
        self._name_wires()

    def _name_wires(self) -> None:
        """Name what has no name yet: q1, q2, ... for what flows inside, f for the output."""
        taken = {unit.name for unit in self.wires}
        fresh = (name for name in (f"q{i}" for i in count(1)) if name not in taken)
        if not self.output.name and "f" not in taken:
            self.output.name = "f"
        for unit in self.wires:
            unit.name = unit.name or next(fresh)

    # --- values and gradients by name ----------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Value]:
        """What the inputs carry, by name: scalars, or arrays of any shape."""
        return {unit.name: unit.value for unit in self.inputs}

    @property
    def gradient(self) -> dict[str, Value]:
        """What the last backward pass brought to the inputs, by name, in the same shapes as `values`."""
        return {unit.name: unit.grad for unit in self.inputs}

    def set(self, values: Mapping[str, ArrayLike]) -> None:
        """Put new values, scalars or arrays of any shape, on inputs, by name. Run `forward` afterwards.

        Raises ValueError for a name that no input has.
        """
        units = {unit.name: unit for unit in self.inputs}
        for name, value in values.items():
            if name not in units:
                raise ValueError(f"There is no input “{name}”: the inputs are {', '.join(units) or 'none'}.")
            units[name].value = value

    # --- forward and backward ------------------------------------------------------------------------------

    def forward(self) -> Value:
        """Run every gate, inputs first, and return the output's value: a scalar, or an array of any shape."""
        for gate in self.gates:
            gate.run_forward()
        return self.output.value

    def backward(self, pull: ArrayLike = 1.0) -> None:
        """Pull at the output and run every gate backward, so that all grads are those of this one pull.

        The pull is a scalar, or is stretched to the shape of the output.
        """
        self.tug(pull)
        for gate in reversed(self.gates):
            gate.run_backward()

    def step_forward(self, i: int) -> Gate:
        """Run gate `i` forward and return it. Steps go i = 0, 1, ..., len(gates) − 1."""
        self.gates[i].run_forward()
        return self.gates[i]

    def tug(self, pull: ArrayLike = 1.0) -> None:
        """Forget all earlier pulls and give the output this one: where a way backward begins.

        The pull is a scalar, or is stretched to the shape of the output.
        """
        for unit in self.wires:
            unit.grad = np.zeros_like(unit.value)[()]
        self.output.receive(np.full(np.shape(self.output.value), pull, np.float64)[()])

    def step_backward(self, i: int) -> Gate:
        """Run gate `i` backward and return it. After `tug`, steps go i = len(gates) − 1, ..., 1, 0."""
        self.gates[i].run_backward()
        return self.gates[i]

    @property
    def trouble(self) -> str | None:
        """None, or one sentence on the first number of either pass that is not finite."""
        for unit in self.wires:
            if not finite(unit.value):
                if not unit.gate:
                    return f"The input {unit.name} is {show(unit.value)}, which is not a finite number."
                result = f"{unit.gate.calculation()} is {show(unit.value)}"
                return f"The {unit.gate.symbol} gate has no finite answer: {result}."
        for gate in reversed(self.gates):
            if all(finite(unit.grad) for unit in gate.inputs):
                continue
            for unit, pull in zip(gate.inputs, gate.pulls(gate.output.grad), strict=True):
                if not finite(unit.grad) and not finite(pull):
                    return f"The {gate.symbol} gate has no finite slope at {gate.calculation()}."
        return None

    # --- for the picture -----------------------------------------------------------------------------------

    @property
    def users(self) -> dict[Unit, list[Gate]]:
        """For each wire the gates it goes into; a gate that takes it twice, as in x × x, is there twice."""
        users: dict[Unit, list[Gate]] = {unit: [] for unit in self.wires}
        for gate in self.gates:
            for unit in gate.inputs:
                users[unit].append(gate)
        return users

    @property
    def columns(self) -> list[list[Unit]]:
        """The wires by depth: inputs and constants, then what each later column of gates puts out."""
        columns: list[list[Unit]] = [[] for _ in range(self.output.depth + 1)]
        for unit in self.wires:
            columns[unit.depth].append(unit)
        return columns


def finite(value: Value) -> bool:
    """Whether a scalar, or every number in an array of any shape, is finite."""
    return bool(np.isfinite(value).all())


def _upstream(output: Unit) -> dict[Unit, None]:
    """Every unit that the output depends on, as met from left to right: a set that keeps its order."""
    met: dict[Unit, None] = {}
    waiting = [output]
    while waiting:
        unit = waiting.pop()
        if unit not in met:
            met[unit] = None
            waiting += reversed(unit.gate.inputs) if unit.gate else ()
    return met
