"""A formula and the values on its inputs: two texts that somebody types, and that must go together.

Whoever types a new formula should not be scolded for a name that has no value yet: it starts at 1. Nor for a
value left over from the last formula that the new one cannot take, such as −2 under a root. Whoever takes a
value away that the formula needs is told which one.
"""

from collections.abc import Mapping

from playground.circuits.circuit import Circuit
from playground.circuits.expressions import CONSTANTS, ExpressionError, format_values, parse, parse_values
from playground.lab.settings import SettingError, shorten


def circuit_for(expression: str, values: str) -> Circuit:
    """The circuit of `expression` with `values` on its inputs, run both ways.

    Raises `SettingError` for "expression" or "values", whichever is to blame: it cannot be read, a name has
    no value, nothing can move.
    """
    try:
        given = parse_values(values)
    except ExpressionError as error:
        raise SettingError("values", str(error)) from None
    try:
        circuit = _with_ones(expression, given)
    except ExpressionError as error:
        raise SettingError("expression", str(error)) from None
    missing = [unit.name for unit in circuit.inputs if unit.name not in given]
    if missing:
        name = shorten(missing[0])
        raise SettingError("values", f"“{name}” has no value: give it one, such as {name}=1.")
    if not circuit.inputs:
        raise SettingError("expression", "Nothing here can move: use at least one name, such as x.")
    circuit.backward()
    return circuit


def values_for(expression: str, values: str) -> str:
    """The values that a new formula needs: those of `values` that it uses, then its new names at 1.

    Where that leads to no finite answer, all are 1. Where one of the two texts cannot be read, `values` comes
    back as it is.
    """
    try:
        given = parse_values(values)
        circuit = _with_ones(expression, given)
    except ExpressionError:
        return values
    names = [unit.name for unit in circuit.wires if not unit.gate and not unit.constant]  # from left to right
    kept = {name: value for name, value in given.items() if name in names}
    ones = dict.fromkeys([*kept, *names], 1.0)
    circuit.backward()
    return format_values(ones if circuit.trouble else ones | kept)


class _Ones(dict[str, float]):
    """Values in which every name is found, but e and pi: a missing one comes into being as 1."""

    def __contains__(self, name: object) -> bool:
        return name not in CONSTANTS or super().__contains__(name)

    def __missing__(self, name: str) -> float:
        self[name] = 1.0
        return 1.0


def _with_ones(expression: str, given: Mapping[str, float]) -> Circuit:
    """The circuit of `expression`, with 1 on every name that has no value. Raises `ExpressionError`."""
    values = _Ones(given)
    try:
        return parse(expression, values)
    except ExpressionError:
        return parse(expression, dict(values))  # for its message, which depends on what names there are
