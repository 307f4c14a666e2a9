"""A circuit written out as a short numpy script, forward and backward pass by hand.

The lines of the script are kept nowhere. Each gate is run once on names in the place of numbers, and what it
would have computed is written down: run the × gate of gates.py on `x` and `y`, and it writes `x * y`; run it
backward on `df`, and it writes `df * y` and `df * x`. So the script can say nothing but what the gates do.

Source: A. Karpathy, Hacker's guide to Neural Networks, chapter 1, whose code it resembles: every wire `q` has
its pull `dq`, and the pulls of a wire that branches add up.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from playground.circuits.circuit import Circuit, Unit

# How tightly Python binds: what is looser than its surroundings needs brackets.
LOOSE, SUM, PRODUCT, SIGN, POWER, TIGHT = range(6)
OPERATORS = {
    np.add: ("+", SUM),
    np.subtract: ("-", SUM),
    np.multiply: ("*", PRODUCT),
    np.divide: ("/", PRODUCT),
    np.power: ("**", POWER),
    np.greater: (">", LOOSE),
    np.greater_equal: (">=", LOOSE),
    np.less: ("<", LOOSE),
    np.less_equal: ("<=", LOOSE),
    np.equal: ("==", LOOSE),
    np.not_equal: ("!=", LOOSE),
}


class Term(NDArrayOperatorsMixin):
    """A number of which only the writing is known: `2 * Term("x")` is the term `2 * x`."""

    def __init__(self, text: str, binding: int = TIGHT) -> None:
        self.text, self.binding = text, binding

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> "Term":
        """What numpy calls in the place of an operator or of a function such as np.exp."""
        if ufunc is np.negative:
            return Term(f"-{write(inputs[0], SIGN)}", SIGN)
        if ufunc not in OPERATORS:
            return call(ufunc, *inputs)
        symbol, binding = OPERATORS[ufunc]
        left, right = inputs
        left_first = ufunc is not np.power  # a - b - c is (a - b) - c, but a ** b ** c is a ** (b ** c)
        return Term(
            f"{write(left, binding if left_first else binding + 1)} {symbol} "
            f"{write(right, binding + 1 if left_first else SIGN)}",
            binding,
        )

    def __array_function__(self, function: Any, types: Any, inputs: Any, kwargs: Any) -> "Term":
        """The same for what is not a ufunc, such as np.where."""
        return call(function, *inputs)


def call(function: Any, *inputs: Any) -> Term:
    return Term(f"np.{function.__name__}({', '.join(write(value) for value in inputs)})")


def write(value: Any, binding: int = LOOSE) -> str:
    """A term or a number as Python reads it, in brackets if it binds looser than `binding` asks for."""
    if not isinstance(value, Term):
        text = repr(value) if isinstance(value, int) else repr(float(value))
        value = Term(text, SIGN if text.startswith("-") else TIGHT)
    return value.text if value.binding >= binding else f"({value.text})"


def write_forward(circuit: Circuit, names: Mapping[Unit, str]) -> list[str]:
    """One line a gate, inputs first."""
    terms = _terms(circuit, names)
    return [
        f"{names[gate.output]} = {write(gate.forward(*(terms[unit] for unit in gate.inputs)))}"
        for gate in circuit.gates
    ]


def write_backward(circuit: Circuit, names: Mapping[Unit, str]) -> list[str]:
    """One line for every pull that a gate hands on, the output's gate first."""
    terms = _terms(circuit, names)
    lines, pulled = [f"d{names[circuit.output]} = 1.0"], {circuit.output}
    for gate in reversed(circuit.gates):
        pull = Term(f"d{names[gate.output]}")
        pulls = gate.backward(pull, *(terms[unit] for unit in gate.inputs), terms[gate.output])
        for unit, part in zip(gate.inputs, pulls if isinstance(pulls, tuple) else (pulls,), strict=True):
            if not unit.constant:
                d = f"d{names[unit]}"
                lines.append(f"{d} = {f'{d} + ' if unit in pulled else ''}{write(part, SUM)}")
                pulled.add(unit)
    return lines


def _terms(circuit: Circuit, names: Mapping[Unit, str]) -> dict[Unit, Any]:
    return {unit: unit.value if unit.constant else Term(names[unit]) for unit in circuit.wires}


def name_wires(circuit: Circuit) -> dict[Unit, str]:
    """What every wire is called in the script: its own name, unless that or its pull's would be taken."""
    names, taken = {}, {"np"}
    for unit in circuit.inputs + [gate.output for gate in circuit.gates]:
        name = unit.name
        while name in taken or f"d{name}" in taken:
            name += "_"
        names[unit] = name
        taken |= {name, f"d{name}"}
    return names
