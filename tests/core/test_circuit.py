"""Gates, circuits and the three ways uphill."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.circuits import ascent, gates
from playground.circuits.circuit import GATES, Circuit, Unit
from playground.circuits.expressions import parse, parse_values
from playground.circuits.wires import unbroadcast
from playground.nn.gradcheck import check
from tests.strategies import arrays, broadcastable, numbers, seeds, shapes

# ---------------------------------------------------------------------------------------------- every gate

ANY = numbers()
POSITIVE = numbers(0.2, 3.0)
OFF_ZERO = POSITIVE | numbers(-3.0, -0.2)  # away from a kink or a pole

ELEMENTWISE: dict[str, list[st.SearchStrategy[float]]] = {
    "+": [ANY, ANY],
    "−": [ANY, ANY],
    "×": [ANY, ANY],
    "÷": [ANY, OFF_ZERO],
    "power": [POSITIVE, ANY],
    "max": [ANY, ANY],
    "min": [ANY, ANY],
    "neg": [ANY],
    "square": [ANY],
    "sqrt": [POSITIVE],
    "exp": [ANY],
    "log": [POSITIVE],
    "sigmoid": [ANY],
    "tanh": [ANY],
    "relu": [OFF_ZERO],
    "abs": [OFF_ZERO],
    "sin": [ANY],
    "cos": [ANY],
}
WHOLE_ARRAYS = {"sum", "mean", "@"}


def test_every_gate_is_tested() -> None:
    assert set(GATES) == set(ELEMENTWISE) | WHOLE_ARRAYS


def agrees_with_central_differences(circuit: Circuit, pull: np.ndarray) -> bool:
    """For any pull on the output: compares all inputs at once, laid end to end in one flat array.

    Values and gradients up to 100 are exact to about 1e-9 absolute here, hence the floor.
    """
    sizes = np.cumsum([np.size(unit.value) for unit in circuit.inputs])[:-1]
    shapes = [np.shape(unit.value) for unit in circuit.inputs]

    def f(flat: np.ndarray) -> float:
        for unit, part, shape in zip(circuit.inputs, np.split(flat, sizes), shapes, strict=True):
            unit.value = part.reshape(shape)
        return float(np.sum(pull * circuit.forward()))

    start = np.concatenate([np.ravel(unit.value) for unit in circuit.inputs])
    f(start)
    circuit.backward(pull)
    for unit, shape in zip(circuit.inputs, shapes, strict=True):
        assert np.shape(unit.grad) == shape
    gradient = np.concatenate([np.ravel(unit.grad) for unit in circuit.inputs])
    return check(f, gradient, start, floor=0.1).ok


@pytest.mark.parametrize("symbol", ELEMENTWISE)
@given(data=st.data(), pull=ANY)
def test_gate_on_floats(symbol: str, data: st.DataObject, pull: float) -> None:
    values = [data.draw(domain) for domain in ELEMENTWISE[symbol]]
    assume(symbol not in ("max", "min") or abs(values[0] - values[1]) > 1e-3)
    circuit = Circuit(GATES[symbol].of(*map(Unit, values)))
    assert isinstance(circuit.forward(), np.float64)
    assert agrees_with_central_differences(circuit, np.float64(pull))


@pytest.mark.parametrize("symbol", ELEMENTWISE)
@settings(max_examples=25)
@given(data=st.data(), seed=seeds())
def test_gate_on_arrays_that_stretch_to_each_other(symbol: str, data: st.DataObject, seed: int) -> None:
    domains = ELEMENTWISE[symbol]
    drawn = data.draw(broadcastable(len(domains)))
    values = [data.draw(arrays(shape, domain)) for shape, domain in zip(drawn, domains, strict=True)]
    assume(symbol not in ("max", "min") or np.all(np.abs(values[0] - values[1]) > 1e-3))
    circuit = Circuit(GATES[symbol].of(*map(Unit, values)))
    pull = np.random.RandomState(seed).uniform(-1, 1, np.shape(circuit.output.value))
    assert agrees_with_central_differences(circuit, pull)


@pytest.mark.parametrize("symbol", ["sum", "mean"])
@given(value=arrays(shapes()), pull=ANY)
def test_sum_and_mean(symbol: str, value: np.ndarray, pull: float) -> None:
    circuit = Circuit(GATES[symbol].of(Unit(value)))
    assert circuit.forward() == pytest.approx(getattr(np, symbol)(value))
    assert agrees_with_central_differences(circuit, np.float64(pull))


@given(batch=shapes(max_dims=2), sides=st.tuples(*[st.integers(1, 3)] * 3), seed=seeds())
def test_matrix_product_with_leading_axes(
    batch: tuple[int, ...], sides: tuple[int, int, int], seed: int
) -> None:
    rng, (rows, inner, columns) = np.random.RandomState(seed), sides
    x, w = rng.uniform(-1, 1, (*batch, rows, inner)), rng.uniform(-1, 1, (inner, columns))
    circuit = Circuit(Unit(x) @ Unit(w))
    np.testing.assert_array_equal(circuit.forward(), x @ w)
    assert agrees_with_central_differences(circuit, rng.uniform(-1, 1, (*batch, rows, columns)))


def test_matrix_product_of_vectors_is_refused() -> None:
    with pytest.raises(ValueError, match="two axes"):
        Unit([1.0, 2.0]) @ Unit([3.0, 4.0])


def test_a_gate_with_a_wrong_backward_is_caught() -> None:
    class Unswapped(gates.Multiply):
        def backward(self, pull, x, y, out):
            return pull * x, pull * y

    assert agrees_with_central_differences(Circuit(gates.Multiply.of(Unit(2.0), Unit(3.0))), np.float64(1))
    assert not agrees_with_central_differences(Circuit(Unswapped.of(Unit(2.0), Unit(3.0))), np.float64(1))
    assert GATES["×"] is gates.Multiply


@pytest.mark.parametrize(
    "text, values, gradient",
    [
        ("relu(x)", {"x": 0}, {"x": 0}),
        ("abs(x)", {"x": 0}, {"x": 0}),
        ("max(x, y)", {"x": 3, "y": 3}, {"x": 1, "y": 0}),
        ("min(x, y)", {"x": 3, "y": 3}, {"x": 1, "y": 0}),
        ("x ** 0", {"x": 0}, {"x": 0}),
        ("x ** 1", {"x": 0}, {"x": 1}),
        ("x ** 2", {"x": -3}, {"x": -6}),
        ("x ** -1", {"x": -2}, {"x": -0.25}),
        ("x ** y", {"x": 0, "y": 2}, {"x": 0, "y": 0}),
        ("2 ** x", {"x": 3}, {"x": 8 * np.log(2)}),
    ],
)
def test_conventions_at_kinks_and_corners(text: str, values: dict, gradient: dict) -> None:
    circuit = parse(text, values)
    circuit.backward()
    assert circuit.gradient == gradient
    assert circuit.trouble is None


def test_python_operators_make_gates_with_numbers_and_arrays_on_either_side() -> None:
    x = Unit(3.0, "x")
    for result, value, slope in [
        (2 + x, 5, 1),
        (x + 2, 5, 1),
        (2 - x, -1, -1),
        (x - 2, 1, 1),
        (2 * x, 6, 2),
        (6 / x, 2, -6 / 9),
        (x / 2, 1.5, 0.5),
        (x**2, 9, 6),
        (2**x, 8, 8 * np.log(2)),
        (-x, -3, -1),
        (np.float64(2) * x, 6, 2),
    ]:
        circuit = Circuit(result)
        circuit.backward()
        assert (result.value, x.grad) == (pytest.approx(value), pytest.approx(slope))
    for stacked in (np.array([1.0, 2.0]) * x, x * [1.0, 2.0]):
        Circuit(stacked).backward()
        np.testing.assert_array_equal(stacked.value, [3.0, 6.0])
        assert x.grad == 3.0  # pulled by both elements
    row = np.ones((1, 2)) @ Unit(np.eye(2))
    np.testing.assert_array_equal(row.value, [[1.0, 1.0]])


@given(pull=arrays((2, 3, 4)), shape=st.sampled_from([(), (4,), (1,), (3, 1), (1, 4), (2, 1, 1), (2, 3, 4)]))
def test_unbroadcast_is_the_transpose_of_broadcasting(pull: np.ndarray, shape: tuple[int, ...]) -> None:
    """⟨pull, stretch(v)⟩ = ⟨unbroadcast(pull), v⟩ for every v."""
    v = np.arange(1.0, 1 + np.prod(shape, dtype=int)).reshape(shape)
    assert np.sum(unbroadcast(pull, shape) * v) == pytest.approx(np.sum(pull * v), abs=1e-9)
    assert np.shape(unbroadcast(pull, shape)) == shape


# ------------------------------------------------------------------------------------------ whole circuits


def test_a_wire_that_branches_adds_up_its_pulls() -> None:
    """Hacker's guide, "Becoming a Backprop Ninja": for x = a·a, da = 2·a·dx."""
    a = Unit(3.0, "a")
    circuit = Circuit(a * a)
    circuit.backward(0.5)
    assert a.grad == 2 * 3 * 0.5
    circuit.backward()
    assert a.grad == 6  # a new pull starts from nothing


@pytest.mark.parametrize(
    "text", ["a*a + b*b + c*c", "((a*b+c)*d)**2", "(a+b)/(c+d)", "1/a", "max(a, b)", "relu(a) + max(c, 0)"]
)
def test_the_guides_other_exercises(text: str) -> None:
    """Hacker's guide, "Becoming a Backprop Ninja", against central differences."""
    assert agrees_with_central_differences(parse(text, {"a": 1.5, "b": -2, "c": 3, "d": 0.7}), np.float64(1))


def test_a_chain_of_ten_thousand_gates() -> None:
    x = wire = Unit(1.0, "x")
    expected = 1.0
    for _ in range(5_000):
        wire = gates.Sin.of(wire + 0.0)
    circuit = Circuit(wire)
    assert len(circuit.gates) == circuit.output.depth == 10_000
    circuit.forward()
    circuit.backward()
    value = 1.0
    for _ in range(5_000):
        expected, value = expected * np.cos(value), np.sin(value)
    assert circuit.output.value == pytest.approx(value, rel=1e-12)
    assert x.grad == pytest.approx(expected, rel=1e-9)
    assert circuit.trouble is None


def test_ten_thousand_branches_of_one_wire() -> None:
    x = wire = Unit(2.0)
    for _ in range(10_000):
        wire = wire + x
    circuit = Circuit(wire)
    circuit.backward()
    assert (circuit.forward(), x.grad) == (20_002, 10_001)


@pytest.mark.parametrize("text", ["sigmoid(a*x + b*y + c)", "(x + y) * (x - y) / x", "a * a * a"])
def test_gate_by_gate_is_the_same_as_whole(text: str) -> None:
    values = parse_values("a=1, b=2, c=-3, x=-1, y=3")
    whole, steps = parse(text, values), parse(text, values)
    for circuit in (whole, steps):
        circuit.set({name: value + 0.5 for name, value in circuit.values.items()})
    whole.forward()
    whole.backward(-2.0)
    for i in range(len(steps.gates)):
        assert steps.step_forward(i) is steps.gates[i]
    steps.tug(-2.0)
    for i in reversed(range(len(steps.gates))):
        assert steps.step_backward(i) is steps.gates[i]
    assert [unit.value for unit in whole.wires] == [unit.value for unit in steps.wires]
    assert [unit.grad for unit in whole.wires] == [unit.grad for unit in steps.wires]


def test_pulling_down_is_pulling_up_turned_round() -> None:
    circuit = parse("(x + y) * z", parse_values("x=-2, y=5, z=-4"))
    circuit.backward(-1.0)
    assert circuit.gradient == {"x": 4, "y": 4, "z": -3}


def test_what_a_picture_needs() -> None:
    circuit = parse("sigmoid(a*x + 2*a + c)", parse_values("a=1, c=-3, x=-1"))
    assert [unit.name for unit in circuit.wires] == ["a", "x", "2", "c", "q1", "q2", "q3", "q4", "f"]
    assert [gate.symbol for gate in circuit.gates] == ["×", "×", "+", "+", "sigmoid"]
    assert [[unit.name for unit in column] for column in circuit.columns] == [
        ["a", "x", "2", "c"],
        ["q1", "q2"],
        ["q3"],
        ["q4"],
        ["f"],
    ]
    assert [unit.name for unit in circuit.inputs] == ["a", "c", "x"]
    assert [unit.name for unit in circuit.constants] == ["2"]
    a = circuit.inputs[0]
    assert a.gate is None and [gate.output.name for gate in circuit.users[a]] == ["q1", "q2"]
    assert circuit.users[circuit.output] == []
    assert circuit.output.gate is circuit.gates[-1]


def test_names_that_the_user_has_taken_are_not_given_again() -> None:
    circuit = parse("(q1 + f) * q1 * 2", {"q1": 1.0, "f": 2.0})
    assert [unit.name for unit in circuit.wires] == ["q1", "f", "2", "q2", "q3", "q4"]


def test_a_gate_that_takes_a_wire_twice_uses_it_twice() -> None:
    circuit = parse("x * x", {"x": 3.0})
    assert circuit.users[circuit.inputs[0]] == [circuit.gates[0], circuit.gates[0]]


def test_set_knows_only_the_inputs() -> None:
    circuit = parse("x * y", {"x": 3.0, "y": 2.0})
    circuit.set({"x": 4})
    assert circuit.forward() == 8
    with pytest.raises(ValueError, match="no input “z”: the inputs are x, y"):
        circuit.set({"z": 1})


# ------------------------------------------------------------------------------------------------ in words


def test_every_gate_explains_itself() -> None:
    circuit = parse("(x + y) * z", parse_values("x=-2, y=5, z=-4"))
    circuit.backward()
    add, multiply = circuit.gates
    assert add.explain_forward() == "The + gate gives q1 = x + y = −2 + 5 = 3."
    assert multiply.explain_forward() == "The × gate gives f = q1 × z = 3 × (−4) = −12."
    assert multiply.explain_backward() == (
        "The × gate multiplies the gradient by the other input: "
        "q1 receives 1 × (−4) = −4 and z receives 1 × 3 = 3."
    )
    assert add.explain_backward() == (
        "The + gate passes the gradient on unchanged to both inputs: "
        "x receives −4 × 1 = −4 and y receives −4 × 1 = −4."
    )


def test_a_branch_and_a_constant_in_words() -> None:
    circuit = parse("x * x", {"x": 3.0})
    circuit.backward()
    assert (
        circuit.gates[0]
        .explain_backward()
        .endswith("x receives 1 × 3 = 3 and x receives 1 × 3 = 3, which add up to 6.")
    )
    circuit = parse("x ** 2", {"x": -3.0})
    circuit.backward()
    assert circuit.gates[0].explain_forward() == "The power gate gives f = x ** 2 = (−3) ** 2 = 9."
    assert circuit.gates[0].explain_backward().endswith(": x receives 1 × (−6) = −6.")


@pytest.mark.parametrize("symbol", sorted({*ELEMENTWISE, *WHOLE_ARRAYS}))
def test_words_and_numbers_of_every_gate_agree(symbol: str) -> None:
    count = len(ELEMENTWISE.get(symbol, "@" if symbol != "@" else "@@"))
    units = [Unit([[1.0, 2.0], [3.0, 4.0]] if symbol in WHOLE_ARRAYS else 0.75 + i) for i in range(count)]
    gate = Circuit(GATES[symbol].of(*units)).gates[0]
    gate.output.receive(np.full_like(gate.output.value, 2.0)[()])
    gate.run_backward()
    for sentence in (gate.explain_forward(), gate.explain_backward()):
        assert sentence.startswith(f"The {symbol} gate ") and sentence.endswith(".") and "{" not in sentence
    for unit in units:
        received = gate.explain_backward().split(f"{unit.name} receives ")[1]
        number = f"= {unit.grad:.4g}" if np.ndim(unit.grad) == 0 else "[2 × 2]"
        assert number.replace("-", "−") in received


# ------------------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize(
    "text, x, says",
    [
        ("log(x)", -1, "The log gate has no finite answer: log(−1) is undefined."),
        ("log(x)", 0, "The log gate has no finite answer: log(0) is −∞."),
        ("1 / x", 0, "The ÷ gate has no finite answer: 1 ÷ 0 is ∞."),
        ("exp(1 + x)", 999, "The exp gate has no finite answer: exp(1000) is ∞."),
        ("sqrt(x) + 1", -4, "The sqrt gate has no finite answer: sqrt(−4) is undefined."),
        ("x ** 0.5", -4, "The power gate has no finite answer: (−4) ** 0.5 is undefined."),
        ("x ** x", -2, "The power gate has no finite slope at (−2) ** (−2)."),
        ("sqrt(x)", 0, "The sqrt gate has no finite slope at sqrt(0)."),
        ("sin(x) + sqrt(x)", 0, "The sqrt gate has no finite slope at sqrt(0)."),
        ("x * 2", np.inf, "The input x is ∞, which is not a finite number."),
        ("sigmoid(x)", -1000, None),
        ("x ** 2", -2, None),
    ],
)
def test_trouble_names_the_gate_and_its_numbers(text: str, x: float, says: str | None) -> None:
    circuit = parse(text, {"x": x})
    circuit.forward()
    circuit.backward()
    assert circuit.trouble == says
    circuit.set({"x": 0.5})
    circuit.forward()
    circuit.backward()
    assert circuit.trouble is None  # it was in the numbers, not in the circuit


# ------------------------------------------------------------------------ the printed results of the guide

ONE_GATE = ("x * y", "x=-2, y=3", -6, [3, -2], -5.87)
TWO_GATES = ("(x + y) * z", "x=-2, y=5, z=-4", -12, [-4, -4, 3], -11.59)
NEURON = (
    "sigmoid(a*x + b*y + c)",
    "a=1, b=2, c=-3, x=-1, y=3",
    0.8808,
    [-0.105, 0.315, 0.105, 0.105, 0.210],
    0.8825,
)


@pytest.mark.parametrize("text, values, before, gradient, after", [ONE_GATE, TWO_GATES, NEURON])
@pytest.mark.parametrize("strategy", ["analytic", "forward differences", "central differences"])
def test_printed_results(
    strategy: str, text: str, values: str, before: float, gradient: list[float], after: float
) -> None:
    """A. Karpathy, Hacker's guide to Neural Networks, chapter 1, to half a unit of the last digit it prints.

    But a whole unit for outputs after the step: the guide cuts them off (0.8825502 is printed as 0.8825).
    """
    circuit = parse(text, parse_values(values))
    exact = text != NEURON[0]
    assert circuit.forward() == pytest.approx(before, abs=1e-12 if exact else 5e-5)
    if strategy == "analytic":
        circuit.backward()
        found = circuit.gradient
        assert ascent.analytic(circuit, step_size=0.01) is None
    else:
        central = strategy == "central differences"
        found = ascent.numerical_gradient(circuit, h=1e-4, central=central)
        assert ascent.numerical(circuit, step_size=0.01, h=1e-4, central=central) is None
    np.testing.assert_allclose(list(found.values()), gradient, rtol=0, atol=1e-9 if exact else 5e-4)
    assert circuit.output.value == pytest.approx(after, abs=1e-2 if exact else 1e-4)


def test_printed_inputs_after_one_step() -> None:
    """Same source: x = -2.04, y = 4.96, z = -3.97, q = 2.92 after the step on two gates."""
    circuit = parse("(x + y) * z", parse_values("x=-2, y=5, z=-4"))
    ascent.analytic(circuit, step_size=0.01)
    assert circuit.values == pytest.approx({"x": -2.04, "y": 4.96, "z": -3.97}, abs=1e-12)
    assert circuit.wires[3].value == pytest.approx(2.92, abs=1e-12)


# -------------------------------------------------------------------------------------------------- uphill


@given(seeds())
def test_random_search_keeps_the_best_of_its_tries(seed: int) -> None:
    """The loop of the guide's strategy 1, written out, on the same random numbers."""
    circuit = parse("(x + y) * z", parse_values("x=-2, y=5, z=-4"))
    assert ascent.random_search(circuit, np.random.RandomState(seed), samples=20, step_size=0.01) is None

    rng, best_out, best = np.random.RandomState(seed), -np.inf, (0.0, 0.0, 0.0)
    for _ in range(20):
        x, y, z = (start + 0.01 * (rng.random_sample() * 2 - 1) for start in (-2.0, 5.0, -4.0))
        out = (x + y) * z
        if out > best_out:
            best_out, best = out, (x, y, z)
    assert tuple(circuit.values.values()) == best
    assert circuit.output.value == best_out


def test_random_search_on_one_gate() -> None:
    """The guide prints -5.9588 for its hundred tries; the best that ±0.01 can reach from -6 is -5.9501."""
    circuit = parse("x * y", parse_values("x=-2, y=3"))
    ascent.random_search(circuit, np.random.RandomState(0))
    assert -5.97 < circuit.output.value <= -1.99 * 2.99 + 1e-12


@pytest.mark.parametrize("strategy", ["random", "numerical", "analytic"])
def test_every_strategy_climbs(strategy: str) -> None:
    """1 − (x − 1)² − (y + 2)² has its top, 1, at (1, −2)."""
    circuit = parse("1 - (x - 1)**2 - (y + 2)**2", {"x": 0.0, "y": 0.0})
    rng = np.random.RandomState(1)
    for _ in range(300):
        if strategy == "random":
            ascent.random_search(circuit, rng, samples=10, step_size=0.05)
        elif strategy == "numerical":
            ascent.numerical(circuit, step_size=0.05)
        else:
            ascent.analytic(circuit, step_size=0.05)
    assert circuit.output.value == pytest.approx(1, abs=1e-2)
    assert circuit.values == pytest.approx({"x": 1, "y": -2}, abs=0.1)


@pytest.mark.parametrize(
    "text, x, says",
    [
        ("log(x)", -1, "The log gate has no finite answer: log(−1) is undefined."),
        ("sqrt(x)", 0, "The sqrt gate has no finite slope at sqrt(0)."),
        ("exp(exp(x))", 6, "The exp gate has no finite answer"),  # the step overshoots
    ],
)
def test_analytic_step_without_a_finite_way_up_stays(text: str, x: float, says: str) -> None:
    circuit = parse(text, {"x": x})
    before = circuit.forward()
    trouble = ascent.analytic(circuit, step_size=0.01)
    assert trouble is not None and trouble.startswith(says)
    assert circuit.values == {"x": x}
    np.testing.assert_equal(circuit.output.value, before)


def test_other_steps_without_a_finite_way_up_stay() -> None:
    circuit = parse("log(x)", {"x": -1.0})
    assert "slope here is not finite" in (ascent.numerical(circuit) or "")
    assert "None of the random moves" in (ascent.random_search(circuit, np.random.RandomState(0)) or "")
    assert circuit.values == {"x": -1}


def test_random_search_passes_over_tries_that_are_not_finite() -> None:
    circuit = parse("0 - log(x)", {"x": 0.001})  # about half of the tries are below 0
    assert ascent.random_search(circuit, np.random.RandomState(0), step_size=0.01) is None
    assert circuit.values["x"] > 0 and np.isfinite(circuit.output.value)


def test_an_infinite_slope_left_from_before_does_not_stop_a_numerical_step() -> None:
    circuit = parse("sqrt(x)", {"x": 0.0})
    circuit.backward()
    assert circuit.trouble
    assert ascent.numerical(circuit, step_size=0.01) is None
    assert circuit.values["x"] > 0


@pytest.mark.parametrize("step", [ascent.analytic, ascent.numerical])
def test_a_circuit_without_inputs_stays(step) -> None:
    circuit = parse("2 + 3", {})
    assert step(circuit) is None
    assert ascent.random_search(circuit, np.random.RandomState(0)) is None
    assert circuit.output.value == 5


# ----------------------------------------------------------------------- on arrays: learning with the tape

LIGHTS = np.array([[1, 0, 1], [0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 1, 1], [1, 0, 1]], dtype=float)
WALK = np.array([[0], [1], [0], [1], [1], [0]], dtype=float)


def test_one_weight_learns_and_explodes() -> None:
    """A. Trask, Grokking Deep Learning, chapter 5, "Breaking gradient descent": its printed errors."""

    def errors(x: float, weight: float, steps: int) -> list[float]:
        w = Unit(weight, "w")
        circuit = Circuit((w * x - 0.8) ** 2)
        found = []
        for _ in range(steps):
            found.append(float(circuit.forward()))
            circuit.backward(-0.5)  # down, and by half: the book leaves the 2 of the square's slope out
            w.value = w.value + w.grad
        return found

    learning = errors(x=0.5, weight=0.5, steps=20)
    assert learning[:3] == pytest.approx([0.3025, 0.17015625, 0.095712890625], rel=1e-12)
    assert learning[-3:] == pytest.approx([1.7092608064e-05, 9.61459203602e-06, 5.40820802026e-06], rel=1e-11)
    exploding = errors(x=2.0, weight=0.5, steps=20)
    assert exploding[:3] == pytest.approx([0.04, 0.36, 3.24], rel=1e-12)


def test_streetlights_with_one_layer() -> None:
    """A. Trask, Grokking Deep Learning, chapter 6, "Learning the whole dataset": its printed errors."""
    w = Unit(np.array([[0.5], [0.48], [-0.7]]))
    errors = []
    for _ in range(40):
        total = 0.0
        for row in range(6):
            circuit = Circuit(gates.Sum.of((LIGHTS[row : row + 1] @ w - WALK[row : row + 1]) ** 2))
            total += float(circuit.output.value)
            circuit.backward(-0.5)
            w.value = w.value + 0.1 * w.grad
        errors.append(total)
    assert errors[:2] == pytest.approx([2.6561231104, 0.962870177672], rel=1e-11)
    assert errors[-2:] == pytest.approx([0.000614343567483, 0.000533736773285], rel=1e-11)


def test_streetlights_with_two_layers() -> None:
    """Same book, chapter 6, "Backpropagation in code": relu, 4 hidden units, errors at every tenth pass."""
    rng = np.random.RandomState(1)
    w1, w2 = Unit(2 * rng.random_sample((3, 4)) - 1, "w1"), Unit(2 * rng.random_sample((4, 1)) - 1, "w2")
    odd_one_out = np.array([[1.0], [1.0], [0.0], [0.0]])  # walk if just one of the first two lights is on
    errors = []
    for _ in range(60):
        total = 0.0
        for row in range(4):
            hidden = gates.Relu.of(LIGHTS[row : row + 1] @ w1)  # [1, 4]
            circuit = Circuit(gates.Sum.of((hidden @ w2 - odd_one_out[row : row + 1]) ** 2))
            total += float(circuit.output.value)
            circuit.backward(-0.5)
            w1.value, w2.value = w1.value + 0.2 * w1.grad, w2.value + 0.2 * w2.grad
        errors.append(total)
    printed = [0.634231159844, 0.358384076763, 0.0830183113303]
    printed += [0.0064670549571, 0.000329266900075, 1.50556226651e-05]
    assert errors[9::10] == pytest.approx(printed, rel=1e-11)


def test_a_net_with_biases_learns_xor_on_a_recorded_circuit() -> None:
    """Recorded once, run forward and backward many times: 2 inputs, 4 tanh units, 1 sigmoid, mean square."""
    rng = np.random.RandomState(0)
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    parameters = [Unit(rng.uniform(-1, 1, shape)) for shape in [(2, 4), (4,), (4, 1), (1,)]]
    w1, b1, w2, b2 = parameters
    hidden = gates.Tanh.of(x @ w1 + b1)  # [4 rows, 4 units]
    loss = Circuit(gates.Mean.of(gates.Square.of(gates.Sigmoid.of(hidden @ w2 + b2) - y)))
    start = float(loss.forward())
    assert agrees_with_central_differences(loss, np.float64(1))
    for _ in range(300):
        loss.forward()
        loss.backward(-1.0)
        for unit in parameters:
            unit.value = unit.value + 1.0 * unit.grad
    assert start > 0.2
    assert loss.forward() < 0.01
