"""Wires and gates: what a circuit is made of.

Take a sum you could do in your head, (x + y) × z, and draw it. The numbers travel along wires; every little
operation is a gate, with one or two wires going in and one coming out. Run it forwards and the answer appears
at the end. Now take hold of the answer and pull it upwards a little. The pull travels back along the same
wires, and each gate hands it on to its inputs: unchanged, stronger, weaker or turned round. What arrives at x
is the derivative of the answer with respect to x. That is backpropagation, all of it.

This file has the wire (`Unit`) and what all gates share (`Gate`); the gates themselves are in gates.py, and
circuit.py puts them in order. A wire carries a float or an array: where numpy stretches a small input to
meet a large one, the pull is summed again on the way back. So the same gates make circuits of real numbers
and the automatic gradients of deep learning frameworks.

Sources: A. Karpathy, Hacker's guide to Neural Networks, chapter 1 (Unit, gate, pull); A. Trask, Grokking Deep
Learning, chapter 13 (the same on arrays).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Value = np.float64 | NDArray[np.float64]


class Unit:
    """A wire: the value it carries forward, and the pull (`grad`) that has arrived on it on the way back.

    Both are scalars, or arrays of one shape. `gate` is the gate it comes out of, None for an input or a
    constant. `depth` is the longest way to it from any input, counted in gates. A constant is a peg in the
    ground: no pull moves it.
    """

    __slots__ = ("_value", "constant", "depth", "gate", "grad", "name")
    __array_ufunc__ = None  # so that `array * unit` makes a gate and not an array of objects

    def __init__(
        self, value: ArrayLike, name: str = "", *, constant: bool = False, gate: Gate | None = None
    ) -> None:
        self.value = value
        self.grad: Value = np.zeros_like(self.value)[()]
        self.name = name
        self.constant = constant
        self.gate = gate
        self.depth: int = 1 + max(unit.depth for unit in gate.inputs) if gate else 0

    @property
    def value(self) -> Value:
        """A scalar, or an array of any shape. May be set."""
        return self._value

    @value.setter
    def value(self, value: ArrayLike) -> None:
        self._value: Value = np.asarray(value, dtype=np.float64)[()]  # [()]: a lone number becomes a float64

    def receive(self, pull: Value) -> None:
        """Add a pull to those that other branches of this wire have brought already.

        It is of the shape of the value, or of one to which numpy has stretched the value.
        """
        if not self.constant:
            self.grad = self.grad + unbroadcast(pull, np.shape(self.value))

    def __add__(self, other: Unit | ArrayLike) -> Unit:
        return GATES["+"].of(self, other)

    def __radd__(self, other: ArrayLike) -> Unit:
        return GATES["+"].of(other, self)

    def __sub__(self, other: Unit | ArrayLike) -> Unit:
        return GATES["−"].of(self, other)

    def __rsub__(self, other: ArrayLike) -> Unit:
        return GATES["−"].of(other, self)

    def __mul__(self, other: Unit | ArrayLike) -> Unit:
        return GATES["×"].of(self, other)

    def __rmul__(self, other: ArrayLike) -> Unit:
        return GATES["×"].of(other, self)

    def __truediv__(self, other: Unit | ArrayLike) -> Unit:
        return GATES["÷"].of(self, other)

    def __rtruediv__(self, other: ArrayLike) -> Unit:
        return GATES["÷"].of(other, self)

    def __pow__(self, other: Unit | ArrayLike) -> Unit:
        return GATES["power"].of(self, other)

    def __rpow__(self, other: ArrayLike) -> Unit:
        return GATES["power"].of(other, self)

    def __matmul__(self, other: Unit | ArrayLike) -> Unit:
        return GATES["@"].of(self, other)

    def __rmatmul__(self, other: ArrayLike) -> Unit:
        return GATES["@"].of(other, self)

    def __neg__(self) -> Unit:
        return GATES["neg"].of(self)

    def __repr__(self) -> str:
        return f"Unit({self.name or '?'} = {show(self.value)}, grad {show(self.grad)})"


def constant(value: ArrayLike, name: str = "") -> Unit:
    """A scalar, or an array, written into the circuit, such as the 2 of x ** 2; pi has a name of its own."""
    unit = Unit(value, name, constant=True)
    unit.name = name or show(unit.value)
    return unit


def unbroadcast(pull: Value, shape: tuple[int, ...]) -> Value:
    """Sum a pull of any shape down to `shape`: what was copied to many places receives the pulls of all."""
    if np.shape(pull) == shape:
        return pull
    added = tuple(range(np.ndim(pull) - len(shape)))  # leading axes that the value does not have
    stretched = tuple(len(added) + axis for axis, size in enumerate(shape) if size == 1)
    total: Value = np.sum(pull, axis=added + stretched).reshape(shape)[()]
    return total


class Gate:
    """One operation wired to its input units; making a gate computes its output once.

    `symbol` and `formula` are for the picture, `says` tells in words what the gate does to its pull. Numpy's
    warnings are off in here: a result that is not finite stays on its wire, where `Circuit.trouble` finds it.

    `forward` and `backward` are its two rules. Values are scalars, or arrays of any shape. The pull that
    comes in has the shape of the output; those that go out have the shapes of the inputs, or ones to which
    numpy has stretched them.
    """

    symbol: ClassVar[str]
    formula: ClassVar[str]
    says: ClassVar[str]

    # The two rules, which each gate writes side by side:
    #   forward(x, y) -> the output's value                        (one argument for each input)
    #   backward(pull, x, y, output) -> the pulls on the inputs    (one value, or a pair)
    forward: Callable[..., Value]
    backward: Callable[..., Any]

    def __init_subclass__(cls) -> None:
        GATES.setdefault(cls.symbol, cls)

    @np.errstate(all="ignore")
    def __init__(self, *inputs: Unit) -> None:
        self.inputs = inputs
        self.output = Unit(self.forward(*(unit.value for unit in inputs)), gate=self)

    @classmethod
    def of(cls, *inputs: Unit | ArrayLike) -> Unit:
        """Wire up a new gate and return its output unit; scalars or arrays are made constants first."""
        return cls(*(x if isinstance(x, Unit) else constant(x) for x in inputs)).output

    @np.errstate(all="ignore")
    def run_forward(self) -> None:
        """Compute the output anew from what the inputs carry."""
        self.output.value = self.forward(*(unit.value for unit in self.inputs))

    @np.errstate(all="ignore")
    def run_backward(self) -> None:
        """Hand the pull that has arrived at the output on to the inputs."""
        for unit, pull in zip(self.inputs, self.pulls(self.output.grad), strict=True):
            unit.receive(pull)

    @np.errstate(all="ignore")
    def pulls(self, pull: Value) -> tuple[Value, ...]:
        """What each input would receive for this pull on the output, which is of the shape of the output.

        Each is of the shape of its input, or of one to which numpy has stretched it: see `unbroadcast`.
        """
        pulls = self.backward(pull, *(unit.value for unit in self.inputs), self.output.value)
        return pulls if isinstance(pulls, tuple) else (pulls,)

    def explain_forward(self) -> str:
        """What the gate computes, in one sentence with its numbers."""
        names = fill(self.formula, [unit.name for unit in self.inputs])
        return (
            f"The {self.symbol} gate gives {self.output.name} = {names} = {self.calculation()}"
            f" = {show(self.output.value)}."
        )

    def explain_backward(self) -> str:
        """What the gate does to its pull, in one sentence with its numbers: pull × slope for every input."""
        pull = self.output.grad
        slopes, parts = self.pulls(np.ones_like(pull)[()]), self.pulls(pull)
        received = [
            f"{unit.name} receives {chain(pull, slope, unbroadcast(part, np.shape(unit.value)))}"
            for unit, slope, part in zip(self.inputs, slopes, parts, strict=True)
            if not unit.constant
        ]
        branches = len(received) == 2 and len(set(self.inputs)) == 1
        together = f", which add up to {show(parts[0] + parts[1])}" if branches else ""
        return f"The {self.symbol} gate {self.says}: {' and '.join(received) or 'no input moves'}{together}."

    def calculation(self) -> str:
        """The formula with the inputs' numbers in it, such as “3 × (−4)”."""
        return fill(self.formula, [show(unit.value) for unit in self.inputs])


GATES: dict[str, type[Gate]] = {}  # symbol -> gate, filled as gates.py defines them


def show(value: Value) -> str:
    """A value for people: four digits and a proper minus for a scalar; of an array of any shape, its size."""
    if np.ndim(value):
        return f"[{' × '.join(map(str, np.shape(value)))}]"
    return f"{value:.4g}".replace("-", "−").replace("inf", "∞").replace("nan", "undefined")


def fill(formula: str, parts: Sequence[str]) -> str:
    """Put names or numbers into a formula; a negative number that follows an operator gets brackets."""
    front_is_clear = formula.startswith("{} ") and "**" not in formula
    for i, part in enumerate(parts):
        clear = formula.endswith(")") or (i == 0 and front_is_clear)
        formula = formula.replace("{}", f"({part})" if part.startswith("−") and not clear else part, 1)
    return formula


def chain(pull: Value, slope: Value, part: Value) -> str:
    """The chain rule for scalars, “1 × (−4) = −4”; of arrays, of any shape, only what comes out of it."""
    lone_numbers = np.ndim(pull) == np.ndim(slope) == 0
    return (fill("{} × {} = ", [show(pull), show(slope)]) if lone_numbers else "") + show(part)
