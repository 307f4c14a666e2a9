"""From what a person types, such as `(x + y) * z`, to a circuit.

Python's own parser turns the text into a tree; nothing of it is ever run. Every node of the tree must be of
one of the few kinds that `_read` knows: an operator, a gate's name with its inputs in brackets, a variable,
a number. Any other is refused with a sentence that points at it. Then the tree is wired up from its leaves
to its root, one gate for each operation. A variable is one wire however often it is used; an expression
written twice is two gates.
"""

import ast
import keyword
import math
import re
import sys
import unicodedata
import warnings
from collections.abc import Mapping

from playground.circuits.circuit import GATES, Circuit, Gate, Unit
from playground.circuits.spelling import ALLOWED, ExpressionError, spell
from playground.circuits.wires import constant
from playground.lab.numerals import PLAIN, is_not_finite, is_number, quoted, read_number
from playground.lab.settings import shorten

__all__ = ["FUNCTIONS", "ExpressionError", "format_values", "formula_in", "parse", "parse_values"]

MAX_LENGTH = 500  # characters
MAX_NAME = 20  # characters
MAX_GATES = 200
MAX_VARIABLES = 12

OPERATORS: dict[type[ast.operator], type[Gate]] = {
    ast.Add: GATES["+"],
    ast.Sub: GATES["−"],
    ast.Mult: GATES["×"],
    ast.Div: GATES["÷"],
    ast.Pow: GATES["power"],
}
# Gates that are called by name, with the number of their inputs.
FUNCTIONS: dict[str, int] = {"max": 2, "min": 2, "power": 2} | dict.fromkeys(
    ("square", "sqrt", "exp", "log", "sigmoid", "tanh", "relu", "abs", "sin", "cos"), 1
)
# Numbers with a name, unless the values give that name to an input.
CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}
NAME = f"a letter, then letters, digits or _, at most {MAX_NAME} in all, and no word of Python"


def parse(text: str, values: Mapping[str, float]) -> Circuit:
    """The circuit that computes `text` with these values on its variables.

    Values that the text does not use are left out; the circuit's inputs keep the order of `values`. Raises
    ExpressionError for anything but arithmetic, and for texts beyond the limits above.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"The expression is {len(text)} characters long; the limit is {MAX_LENGTH}.")
    python, columns = spell(text)
    root = _tree(text, python, columns)
    try:
        output, variables = _wire(root, values)
    except _Refusal as refusal:
        line, node = python.encode(), refusal.node  # ast counts columns in bytes of UTF-8
        start = len(line[: node.col_offset].decode())
        end = len(line[: node.end_col_offset].decode())
        quote = shorten(text[columns[start] : columns[end - 1] + 1])
        raise ExpressionError(f"“{quote}” {refusal.sentence}.", columns[start]) from None
    return Circuit(output, [variables[name] for name in values if name in variables])


def formula_in(text: str, *names: str) -> Circuit:
    """The circuit of a formula in some of these names, each of which is 1 at first.

    Raises ValueError, with a clause for the place that the text was typed in, for any other text.
    """
    try:
        return parse(text, dict.fromkeys(names, 1.0))
    except ExpressionError as error:
        said = str(error).rstrip(".")
        unknown, is_unknown, _ = said.partition(" has no value")
        raise ValueError(
            f"{unknown} is no name here: use {' and '.join(names)}" if is_unknown else said
        ) from None


# What a node of the tree can be: a variable's name, a number, or a gate and its operands (None: a plus sign).
type Reading = str | float | tuple[type[Gate] | None, list[ast.expr]]


class _Refusal(Exception):
    def __init__(self, node: ast.expr, sentence: str) -> None:
        self.node, self.sentence = node, sentence


def _wire(root: ast.expr, values: Mapping[str, float]) -> tuple[Unit, dict[str, Unit]]:
    """Read the tree from the root down, then wire it from the leaves up: no recursion, however deep it is."""
    variables: dict[str, Unit] = {}
    wires: dict[ast.expr, Unit] = {}
    operations: list[tuple[ast.expr, type[Gate] | None, list[ast.expr]]] = []  # parents before their operands
    waiting = [root]
    for node in waiting:
        match _read(node, values):
            case str(name):
                wires[node] = variables.setdefault(name, Unit(values[name], name))
            case float(number):
                wires[node] = constant(number, node.id if isinstance(node, ast.Name) else "")
            case gate, operands:
                operations.append((node, gate, operands))
                waiting += operands
        if len(operations) > MAX_GATES:
            raise _Refusal(root, f"has more than {MAX_GATES} gates, which is the limit")
        if len(variables) > MAX_VARIABLES:
            raise _Refusal(node, f"is one variable too many: {MAX_VARIABLES} are allowed")
    for node, gate, operands in reversed(operations):
        inputs = [wires[operand] for operand in operands]
        wires[node] = gate.of(*inputs) if gate else inputs[0]
    return wires[root], variables


def _read(node: ast.expr, values: Mapping[str, float]) -> Reading:
    """What one node of the tree is; raises _Refusal for what is none of it."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            return OPERATORS[type(op)], [left, right]
        case ast.UnaryOp(ast.USub(), ast.Constant() as number):
            return -_number(number)
        case ast.UnaryOp(ast.USub(), operand):
            return GATES["neg"], [operand]
        case ast.UnaryOp(ast.UAdd(), operand):
            return None, [operand]
        case ast.Constant():
            return _number(node)
        case ast.Name(name) if name in FUNCTIONS:
            example = f"{name}({', '.join('…' * FUNCTIONS[name])})"
            raise _Refusal(node, f"is a gate and needs inputs: write {example}")
        case ast.Name(name) if name in CONSTANTS and name not in values:
            return CONSTANTS[name]
        case ast.Name(name):
            if not _is_name(name):
                raise _Refusal(node, f"cannot be a name: use {NAME}")
            if name not in values:
                raise _Refusal(node, f"has no value: give it one, such as {name}=1")
            return name
        case ast.Call(ast.Name(name) as function, inputs, keywords):
            if (name in values or name in CONSTANTS) and name not in FUNCTIONS:
                raise _Refusal(node, f"uses {name} as a gate: for a product write {name} * (…)")
            if name not in FUNCTIONS:
                raise _Refusal(function, f"is an unknown function: the gates are {', '.join(FUNCTIONS)}")
            if keywords or any(isinstance(x, ast.Starred) for x in inputs):
                raise _Refusal(node, "is not allowed: separate the inputs of a gate by commas, nothing else")
            if len(inputs) != FUNCTIONS[name]:
                raise _Refusal(node, f"gives {len(inputs)} inputs to {name}, which takes {FUNCTIONS[name]}")
            return GATES[name], inputs
        case ast.Call(ast.Constant(int() | float()) | ast.BinOp() | ast.UnaryOp() | ast.Call() as factor):
            first = shorten(ast.unparse(factor), 10) if isinstance(factor, ast.Constant) else "(…)"
            raise _Refusal(node, f"is not allowed: a product needs its sign, so write {first} * (…)")
        case ast.Tuple():
            raise _Refusal(node, "is not allowed: commas are for gates, and decimals have a point")
        case _:
            raise _Refusal(node, f"is not allowed: {ALLOWED}")


def _number(node: ast.Constant) -> float:
    number = node.value
    if isinstance(number, complex):  # which Python writes with a j
        raise _Refusal(node, f"is not allowed: for a product write {number.imag:g} * j")
    if isinstance(number, bool) or not isinstance(number, int | float):  # nor texts, ...
        raise _Refusal(node, f"is not allowed: {ALLOWED}")
    if abs(number) > sys.float_info.max:
        raise _Refusal(node, "is too large for a number")
    return float(number)


def _is_name(text: str) -> bool:
    return text.isidentifier() and text[0] != "_" and not keyword.iskeyword(text) and len(text) <= MAX_NAME


# What Python's parser says (in part), and what to say instead.
SYNTAX = {
    "never closed": "This bracket is never closed.",
    "unmatched": "This bracket was never opened.",
    "does not match": "This bracket does not match the one that it closes.",
    "nested": "The expression is nested too deeply.",
    "decimal literal": "This is not a number: for a product write 2 * x, not 2x.",
}


def _tree(text: str, python: str, columns: list[int]) -> ast.expr:
    """Python's tree for the text."""
    if not python:
        raise ExpressionError("There is no expression: write one, such as (x + y) * z.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of texts like "1if x else 2", which are refused anyway
            return ast.parse(python, mode="eval").body
    except SyntaxError as error:
        at = min(error.offset - 1 if error.offset else len(python), len(python))
        for part, sentence in SYNTAX.items():
            if part in error.msg:
                raise ExpressionError(sentence, columns[at]) from None
        for word in re.finditer(r"[^\W\d]\w*", python):
            if keyword.iskeyword(word[0]):
                sentence = (
                    f"The expression cannot be read: {quoted(word[0])} is a word of Python, not a name."
                )
                raise ExpressionError(sentence, columns[word.start()]) from None
        if not text[columns[at] :].strip():
            raise ExpressionError(
                "The expression stops where something should follow.", columns[at]
            ) from None
        product = "forgot a comma" in error.msg or _side_by_side(python[:at].rstrip(), python[at:])
        how = "for a product write a * between its factors" if product else ALLOWED
        sentence = f"The expression cannot be read from “{shorten(text[columns[at] :], 21)}” on: {how}."
        raise ExpressionError(sentence, columns[at]) from None
    except (RecursionError, MemoryError):
        raise ExpressionError("The expression is nested too deeply.") from None


def _side_by_side(before: str, after: str) -> bool:
    """Whether a factor ends where another begins."""
    ends, begins = before[-1:], after[:1]
    return (ends.isalnum() or ends == ")") and (begins.isalnum() or begins == "(")


def parse_values(text: str) -> dict[str, float]:
    """The values in a text such as "x=-2, y=5"; raises ExpressionError if it is anything else."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"The values are {len(text)} characters long; the limit is {MAX_LENGTH}.")
    values: dict[str, float] = {}
    column = 0
    for part in text.translate(PLAIN).replace(";", ",").replace("\n", ",").split(","):
        start, column = column + len(part) - len(part.lstrip()), column + len(part) + 1
        if not part.strip():
            continue
        written, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals:
            comma = ", and decimals with a point" if is_number(written) else ""
            sentence = f"{quoted(written)} is not a value: write name=number, such as x=-2{comma}."
            raise ExpressionError(sentence, start)
        name = _name_in(written)
        if not _is_name(name):
            raise ExpressionError(f"{quoted(written)} cannot be a name: use {NAME}.", start)
        if name in FUNCTIONS:
            raise ExpressionError(f"“{name}” is the name of a gate: choose another for your value.", start)
        if name in values:
            raise ExpressionError(f"“{name}” is given twice: give each name one value.", start)
        if is_not_finite(number) or (is_number(number) and math.isinf(read_number(number))):
            raise ExpressionError(f"{quoted(number)} is not a finite number: write one for {name}.", start)
        if not is_number(number):
            sentence = f"{quoted(number)} is not a number: write one for {name}, such as -2 or 0.5."
            raise ExpressionError(sentence, start)
        values[name] = read_number(number)
        if len(values) > MAX_VARIABLES:
            raise ExpressionError(f"“{name}” is one value too many: {MAX_VARIABLES} are allowed.", start)
    return values


def _name_in(written: str) -> str:
    """A name as the formula has it, in which x² is none and x₁ is x1; an empty text for what is none."""
    try:
        return unicodedata.normalize("NFKC", spell(written)[0])
    except ExpressionError:
        return ""


def format_values(values: Mapping[str, float]) -> str:
    """The text that `parse_values` reads back to exactly these values."""
    return ", ".join(f"{name}={float(value)!r}".removesuffix(".0") for name, value in values.items())
