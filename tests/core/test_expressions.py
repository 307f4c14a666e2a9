"""Expressions and values as people type them: what is understood, and how everything else is refused."""

import math
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.circuits.ascent import position, run_at
from playground.circuits.circuit import Circuit
from playground.circuits.expressions import (
    FUNCTIONS,
    MAX_GATES,
    MAX_LENGTH,
    MAX_VARIABLES,
    ExpressionError,
    format_values,
    parse,
    parse_values,
)
from playground.nn.gradcheck import check
from tests.strategies import numbers, smooth_expressions

VALUES = {"x": -2.0, "y": 5.0, "z": -4.0, "é": 2.0, "α": 3.0, "x1": 11.0, "x12": 22.0}
PYTHON = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "square": lambda x: x * x,
    "power": lambda x, y: x**y,
    "max": max,
    "min": min,
    "abs": abs,
} | {name: getattr(np, name) for name in ("exp", "log", "sqrt", "tanh", "sin", "cos")}


# ---------------------------------------------------------------------------------------------- understood


@pytest.mark.parametrize(
    "text, value",
    [
        ("(x + y) * z", -12),
        ("x", -2),
        ("3", 3),
        ("-3", -3),
        ("2 - 3 - 4", -5),
        ("2 ** 3 ** 2", 512),
        ("-3 ** 2", -9),
        ("2 ** -1", 0.5),
        ("- -x", -2),
        ("+x", -2),
        ("y / x", -2.5),
        (".5 + 1e1 + 0x10", 26.5),
        ("max(x, y) + min(x, y)", 3),
        ("power(y, 2) + square(y)", 50),
        ("abs(x) * relu(x) + relu(y)", 5),
        ("((x))", -2),
        ("  ( x\n + y )\t* z ", -12),
        ("x·y ÷ z − 2 × y", -7.5),
        ("x² + y³", 129),
        ("-x²", -4),
        ("x^2*y", 20),
        ("é + α", 5),
        ("（x＋y）＊z", -12),  # full-width characters, as East Asian keyboards type them
        ("２０*x", -40),
        ("2⁴ * x", -32),
        ("10⁶*x", -2_000_000),
        ("x¹⁰ - x⁹", 1536),
        ("x⁻¹", -0.5),
        ("x⁺³", -8),
        ("y⁰² + x ²", 29),
        ("-(x + 1)⁴", -1),
        ("2^x²", 16),
        ("max(x, y)² * sqrt(4)³", 200),
        ("½*x", -1),
        ("2½*x", -5),
        ("4^½ + 2½² + ⅒", 8.35),
        ("1⁄4 + x∕2", -0.75),
        ("x₁ + x₁₂", 33),
        ("007*x", -14),
        ("1e-05 * 0x10", 0.00016),
        ("2 * e", 2 * math.e),
        ("pi - π", 0),
        ("e⁻² * exp(2)", 1),
        ("\ufeffx", -2),
    ],
)
def test_value(text: str, value: float) -> None:
    assert parse(text, VALUES).forward() == pytest.approx(value, rel=1e-15)


RAISED = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@given(smooth_expressions(), st.integers(-20, 20), st.booleans())
def test_a_run_of_raised_digits_is_one_exponent(text: str, power: int, signed: bool) -> None:
    raised = (f"{power:+}" if signed else str(power)).translate(RAISED)
    here, there = parse(f"3 - ({text}){raised} * y", VALUES), parse(f"3 - ({text})**({power}) * y", VALUES)
    assert here.forward().tobytes() == there.forward().tobytes()


def test_no_character_turns_into_digits_that_it_does_not_show() -> None:
    """①, ⁶, ₆, ½, ٣ and all of their kind: what stands behind a 1 is read as it looks, or refused."""
    tried = 0
    for character in map(chr, range(sys.maxunicode + 1)):
        plain = unicodedata.normalize("NFKC", character)
        if plain == character and not character.isdecimal():
            continue
        if not any(letter.isnumeric() for letter in plain):
            continue
        tried += 1
        try:
            value = parse(f"1{character}", VALUES).forward()
        except ExpressionError:
            continue
        if len(plain) == 1 and plain in "0123456789":
            how = unicodedata.decomposition(character).partition(" ")[0]
            assert value == 1 if how == "<super>" else value == 10 + int(plain), character
            assert how in ("", "<super>", "<wide>", "<font>"), "and looks like it"
        else:
            assert value == 1 + unicodedata.numeric(character), character
    assert tried > 900


def test_numbers_with_a_name_are_inputs_where_the_values_say_so() -> None:
    circuit = parse("e * pi * x", {"x": 1.0})
    assert [unit.name for unit in circuit.constants] == ["e", "pi"]
    assert list(circuit.values) == ["x"]
    assert parse("e * pi * x", {"x": 1.0, "e": 2.0, "pi": 3.0}).values == {"x": 1, "e": 2, "pi": 3}
    assert parse("e**x", {"e": 5.0, "x": 2.0}).forward() == 25


def test_every_gate_has_a_name_that_python_can_check() -> None:
    assert set(PYTHON) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_gate_can_be_called(name: str) -> None:
    inputs = [0.7, 1.3][: FUNCTIONS[name]]
    circuit = parse(f"{name}({', '.join('xy'[: len(inputs)])})", dict(zip("xy", inputs, strict=False)))
    assert circuit.forward() == pytest.approx(PYTHON[name](*inputs), rel=1e-15)
    assert [gate.symbol for gate in circuit.gates] == [name]


@given(smooth_expressions(), numbers(), numbers(), numbers())
def test_any_expression_computes_what_python_computes_and_has_the_right_gradient(
    text: str, x: float, y: float, z: float
) -> None:
    values = {"x": x, "y": y, "z": z}
    circuit = parse(text, values)
    assert circuit.forward() == pytest.approx(eval(text, PYTHON | values), rel=1e-12, abs=1e-12)
    circuit.backward()
    if circuit.inputs:
        gradient = np.array(list(circuit.gradient.values()))
        at = position(circuit)
        assert check(lambda x: float(run_at(circuit, x)), gradient, at, tolerance=1e-5, floor=1e-2).ok


def test_inputs_keep_the_order_of_the_values_and_unused_ones_are_left_out() -> None:
    circuit = parse("z * x", {"x": 1, "y": 2, "z": 3})
    assert circuit.values == {"x": 1, "z": 3}


def test_a_variable_is_one_wire_and_a_repeated_expression_is_two_gates() -> None:
    circuit = parse("(x + y) * (x + y)", VALUES)
    x = circuit.inputs[0]
    assert len(circuit.users[x]) == 2
    assert [gate.symbol for gate in circuit.gates] == ["+", "+", "×"]


def test_a_negative_number_is_a_constant_without_a_gate() -> None:
    circuit = parse("x * -3", VALUES)
    assert [unit.name for unit in circuit.constants] == ["−3"]
    assert len(circuit.gates) == 1


# ------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    "text, column, says",
    [
        ("", 0, "There is no expression"),
        ("   ", 0, "There is no expression"),
        ("x.y", 0, "“x.y” is not allowed"),
        ("2 * x.real", 4, "“x.real” is not allowed"),
        ("2 × é × x.real", 8, "“x.real” is not allowed"),
        ("().__class__.__mro__", 0, "is not allowed"),
        ("__import__('os').system('x')", 0, "is not allowed"),
        ("__import__(x)", 0, "“__import__” is an unknown function"),
        ("eval(x)", 0, "“eval” is an unknown function"),
        ("x + foo(y)", 4, "“foo” is an unknown function: the gates are max, min, power"),
        ("x(y)", 0, "for a product write x * (…)"),
        ("exp(x)(y)", 0, "is not allowed"),
        ("max", 0, "“max” is a gate and needs inputs: write max(…, …)"),
        ("max(x)", 0, "gives 1 inputs to max, which takes 2"),
        ("max(x, y, z)", 0, "gives 3 inputs to max, which takes 2"),
        ("exp()", 0, "gives 0 inputs to exp, which takes 1"),
        ("max(*[x, y])", 0, "is not allowed"),
        ("max(**x)", 0, "is not allowed"),
        ("exp(x=1)", 0, "is not allowed"),
        ("x + w", 4, "“w” has no value"),
        ("x // y", 0, "is not allowed"),
        ("x % y", 0, "is not allowed"),
        ("x @ y", 0, "is not allowed"),
        ("x << y", 0, "is not allowed"),
        ("x | y", 0, "is not allowed"),
        ("~x", 0, "is not allowed"),
        ("not x", 0, "is not allowed"),
        ("x < y", 0, "is not allowed"),
        ("x == y", 0, "is not allowed"),
        ("x and y", 0, "is not allowed"),
        ("x if y else z", 0, "is not allowed"),
        ("1if x else y", 0, "is not allowed"),
        ("lambda: x", 0, "is not allowed"),
        ("(x := 1)", 1, "is not allowed"),
        ("(yield x)", 1, "is not allowed"),
        ("await x", 0, "is not allowed"),
        ("x[0]", 0, "is not allowed"),
        ("x[0:1]", 0, "is not allowed"),
        ("[x]", 0, "is not allowed"),
        ("{x: y}", 0, "is not allowed"),
        ("{x}", 0, "is not allowed"),
        ("x, y", 0, "is not allowed"),
        ("[x for x in y]", 0, "is not allowed"),
        ("'x' * 9", 0, "“'x'” is not allowed"),
        ("b'x'", 0, "is not allowed"),
        ("f'{x}'", 0, "is not allowed"),
        ("x + True", 4, "“True” is not allowed"),
        ("-True", 1, "“True” is not allowed"),
        ("None", 0, "is not allowed"),
        ("...", 0, "is not allowed"),
        ("2j", 0, "is not allowed"),
        ("x + 1e999", 4, "too large for a number"),
        ("-1e999", 1, "too large for a number"),
        ("9" * 400, 0, "too large for a number"),
        ("x +", 3, "stops where something should follow"),
        ("x y", 2, "cannot be read from “y” on"),
        ("x; y", 1, "cannot be read"),
        ("x = 1", 2, "cannot be read"),
        ("import os", 0, "cannot be read"),
        ("x $ y", 2, "cannot be read"),
        ("x \\ y", 0, "character that is not allowed"),
        ("2x", 0, "write 2 * x, not 2x"),
        ("2(x + 1)", 0, "“2(x + 1)” is not allowed: a product needs its sign, so write 2 * (…)"),
        ("(x + 1)(x + 2)", 0, "a product needs its sign, so write (…) * (…)"),
        ("x² (y - 1)", 1, "a product needs its sign"),
        ("e(x + 1)", 0, "for a product write e * (…)"),
        ("x + (y + 1)z", 11, "for a product write a * between its factors"),
        ("x²y", 2, "for a product write a * between its factors"),
        ("½x", 1, "for a product write a * between its factors"),
        ("max(x y, z)", 4, "for a product write a * between its factors"),
        ("x½", 1, "for a product write *"),
        ("2j", 0, "for a product write 2 * j"),
        ("1,5 * x", 0, "decimals have a point"),
        ("x + lambda", 4, "“lambda” is a word of Python, not a name"),
        ("in * x", 0, "“in” is a word of Python, not a name"),
        ("x * 1_0", 4, "“1_0” is not a number: write it without a _"),
        ("x * ٣", 4, "“٣” is not a number: write it with the digits 0 to 9"),
        ("2①", 1, "“①” is not allowed"),
        ("10₂", 2, "“₂” is not allowed"),
        ("x + ⁴", 4, "“⁴” raises nothing"),
        ("x⁻", 1, "“⁻” is not read as an exponent"),
        ("xⁿ", 1, "“ⁿ” is not read as an exponent"),
        ("e⁻ˣ", 1, "“⁻ˣ” is not read as an exponent"),
        ("x¹⁄²", 1, "“¹” is not read as an exponent"),
        ("x²^3", 1, "write brackets, such as (x²)³"),
        ("x² ³", 1, "write brackets, such as (x²)³"),
        ("x + __y", 4, "“__y” cannot be a name"),
        ("v" * 21, 0, "cannot be a name"),
        ("(x", 0, "never closed"),
        ("x)", 1, "never opened"),
        ("(x]", 2, "does not match"),
        ("x # y", 0, "character that is not allowed"),
        ("x\0", 0, "character that is not allowed"),
        ("\ud800", 0, "character that is not allowed"),
        ("(" * 240 + "x" + ")" * 240, 200, "nested too deeply"),
        ("-" * 490 + "x", 0, f"more than {MAX_GATES} gates"),
        ("x" + "+x" * (MAX_GATES + 1), 0, f"more than {MAX_GATES} gates"),
        ("x" * (MAX_LENGTH + 1), 0, f"the limit is {MAX_LENGTH}"),
    ],
)
def test_refused_with_one_sentence_that_points_at_the_place(text: str, column: int, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, VALUES)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    assert (text[caught.value.column :][:9], caught.value.column) == (text[column:][:9], column)


def test_the_error_is_a_value_error_without_a_chain_of_causes() -> None:
    with pytest.raises(ValueError) as caught:
        parse("x.y", VALUES)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_as_many_gates_and_variables_as_allowed() -> None:
    assert len(parse("x" + "+x" * MAX_GATES, VALUES).gates) == MAX_GATES
    names = [f"v{i}" for i in range(MAX_VARIABLES + 1)]
    values = dict.fromkeys(names, 1.0)
    assert parse("+".join(names[:-1]), values).forward() == MAX_VARIABLES
    with pytest.raises(ExpressionError, match=f"{MAX_VARIABLES} are allowed"):
        parse("+".join(names), values)


def test_deep_nesting_that_the_limits_allow() -> None:
    assert parse("(" * 150 + "x" + ")" * 150, VALUES).forward() == -2
    assert parse("-" * 150 + "x", VALUES).forward() == -2
    assert parse("x" + "**1" * 150, VALUES).forward() == -2


@given(
    st.text(max_size=40)
    | st.text("xy+-*/().,0123456789 e_=[]'\"\\{}:@#×÷²ﷺ\n", max_size=30)
    | st.lists(st.sampled_from(["x", "max", "(", ")", ",", "**", "-", "2", ".", "if", "for", "="])).map(
        " ".join
    )
)
@example("x\\")
@example("'''")
@example("x\x0c")
@example("1_0")
def test_any_text_is_a_circuit_or_an_expression_error(text: str) -> None:
    try:
        circuit = parse(text, VALUES)
    except ExpressionError as error:
        assert 0 <= error.column <= len(text)
        assert str(error).endswith(".")
    else:
        assert isinstance(circuit, Circuit)
        assert math.isfinite(circuit.forward()) or circuit.trouble


# -------------------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    "text, values",
    [
        ("x=-2, y=5", {"x": -2, "y": 5}),
        (" x = −2 ; y=.5e1\nz=0,", {"x": -2, "y": 5, "z": 0}),
        ("", {}),
        ("é=1, weight_1=2", {"é": 1, "weight_1": 2}),
        ("x₁=1, x=–2, y＝３", {"x1": 1, "x": -2, "y": 3}),
        ("\ufeffx=1", {"x": 1}),
        ("e=1, pi=2", {"e": 1, "pi": 2}),
    ],
)
def test_values(text: str, values: dict[str, float]) -> None:
    assert parse_values(text) == values
    assert list(parse_values(text)) == list(values)


@pytest.mark.parametrize(
    "text, column, says",
    [
        ("x", 0, "“x” is not a value: write name=number"),
        ("x=1,5", 4, "“5” is not a value"),
        ("x=", 0, "is not a number"),
        ("x=1, y=two", 5, "“two” is not a number"),
        ("x=1+1", 0, "is not a number"),
        ("x==1", 0, "is not a number"),
        ("x=nan", 0, "not a finite number"),
        ("x=-inf", 0, "not a finite number"),
        ("x=1e999", 0, "not a finite number"),
        ("x=1, x=2", 5, "“x” is given twice"),
        ("max=1", 0, "“max” is the name of a gate"),
        ("1x=2", 0, "cannot be a name"),
        ("=2", 0, "cannot be a name"),
        ("a.b=2", 0, "cannot be a name"),
        ("a b=2", 0, "cannot be a name"),
        ("_x=2", 0, "cannot be a name"),
        ("lambda=2", 0, "cannot be a name"),
        ("x²=2", 0, "“x²” cannot be a name"),
        ("x\0=2", 0, "“x\N{REPLACEMENT CHARACTER}” cannot be a name"),
        ("x=2⁴", 0, "“2⁴” is not a number"),
        ("x=1_0", 0, "“1_0” is not a number"),
        ("x=٣", 0, "“٣” is not a number"),
        ("x=" + "9" * 490, 0, "“99999999999999999999…” is not a finite number"),
        ("x=1" + "0" * 400 + "z", 0, "“10000000000000000000…” is not a number"),
        ("x" * 21 + "=2", 0, "cannot be a name"),
        (", ".join(f"v{i}=1" for i in range(13)), 74, "12 are allowed"),
        ("x=1" + " " * 500, 0, "the limit is 500"),
    ],
)
def test_values_refused(text: str, column: int, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_values(text)
    assert says in str(caught.value)
    assert caught.value.column == column
    assert str(caught.value).isprintable() and len(str(caught.value)) < 200


names = st.from_regex(r"[a-zA-Zα-ω][a-z0-9_]{0,5}", fullmatch=True)


@given(st.dictionaries(names, st.floats(allow_nan=False, allow_infinity=False), max_size=12))
def test_values_come_back_exactly(values: dict[str, float]) -> None:
    try:
        parse_values(", ".join(f"{name}=0" for name in values))
    except ExpressionError:
        return  # one of the names is a gate's or Python's
    text = format_values(values)
    if len(text) <= MAX_LENGTH:
        assert format_values(parse_values(text)) == text
        assert parse_values(text) == values


@given(st.text(max_size=40))
def test_any_text_is_values_or_an_expression_error(text: str) -> None:
    try:
        assert all(map(math.isfinite, parse_values(text).values()))
    except ExpressionError as error:
        assert 0 <= error.column <= len(text)


def test_format() -> None:
    assert format_values({"x": -2.0, "y": np.float64(5), "z": 0.1}) == "x=-2, y=5, z=0.1"
