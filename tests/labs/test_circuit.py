"""The lab `circuit`: a formula, its gates, and three ways to make it larger."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.circuits import ascent, step_error
from playground.lab.settings import SettingError
from playground.labs.circuit import Circuit
from tests.strategies import numbers, smooth_expressions

STRATEGIES = Circuit.param.strategy.objects


def named(lab: Circuit, what: str) -> list[float]:
    """The metrics `grad.…` or `value.…`, in the order of the inputs."""
    return [value for name, value in lab.metrics().items() if name.startswith(f"{what}.")]


def circuit(expression: str, values: str, **settings: object) -> Circuit:
    return Circuit(expression=expression, values=values, **settings)


# ------------------------------------------------------------------------------------- what the guide prints

# A. Karpathy, Hacker's guide to Neural Networks, chapter 1: the output, the gradient, and the output after
# one step of 0.01. Tolerances: half a unit of the last printed digit; 0.8825 is 0.88255, cut off.
GUIDE = {
    "one-gate": (-6, 0, [3, -2], 0, -5.87, 5e-3),
    "two-gates": (-12, 0, [-4, -4, 3], 0, -11.59, 5e-3),
    "neuron": (0.8808, 5e-5, [-0.105, 0.315, 0.105, 0.105, 0.210], 5e-4, 0.8825, 1e-4),
}


@pytest.mark.parametrize("preset", GUIDE)
@pytest.mark.parametrize("strategy", ["numerical", "analytic"])
def test_it_reproduces_the_guide(preset: str, strategy: str) -> None:
    output, near, gradient, close, moved, nearer = GUIDE[preset]
    lab = Circuit(preset, strategy=strategy)
    assert lab.reading["output"] == pytest.approx(output, abs=near)
    assert named(lab, "grad") == pytest.approx(gradient, abs=close)
    lab.step()
    assert lab.reading["output"] == pytest.approx(moved, abs=nearer)


def test_the_neurons_inputs_are_those_of_the_guide() -> None:
    lab = Circuit("neuron")
    assert [unit.name for unit in lab.circuit.inputs] == ["a", "b", "c", "x", "y"]
    assert named(lab, "value") == [1, 2, -3, -1, 3]


def test_the_default_is_two_gates() -> None:
    lab = Circuit()
    assert lab.preset_name() == "two-gates"
    assert (lab.expression, lab.values) == ("(x + y) * z", "x=-2, y=5, z=-4")
    assert (lab.strategy, lab.step_size, lab.samples, lab.h) == ("analytic", 0.01, 100, 1e-4)


# ------------------------------------------------------------------------------------------------- learning


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("preset", Circuit.presets)
def test_a_small_step_goes_up(preset: str, strategy: str) -> None:
    lab = Circuit(preset, strategy=strategy, step_size=1e-3)
    before = lab.reading["output"]
    lab.step()
    assert lab.reading["output"] > before


def test_random_steps_are_the_guides() -> None:
    lab = Circuit("one-gate", strategy="random", samples=7, step_size=0.3, seed=5)
    rng, here = np.random.RandomState(5), np.array([-2.0, 3.0])
    for _ in range(4):
        tries = here + 0.3 * (2 * rng.random_sample((7, 2)) - 1)
        here = max(tries, key=np.prod)
    lab.run(4)
    assert named(lab, "value") == list(here)


def test_live_settings_take_effect_at_the_next_step() -> None:
    lab = Circuit("one-gate")
    lab.run(3)
    before, pull = np.array(named(lab, "value")), np.array(named(lab, "grad"))
    lab.update(step_size=0.5)
    lab.step()
    assert named(lab, "value") == list(before + 0.5 * pull)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_replaying_gives_the_first_run(strategy: str) -> None:
    lab = Circuit("neuron", strategy=strategy)
    first = []
    for _ in range(12):
        lab.step()
        first.append(dict(lab.reading))
    for step in (3, 8, 1):
        lab.rewind(step)
        assert lab.metrics() == first[step - 1]
    lab.rewind(4)
    lab.run(8)
    assert lab.reading == first[-1]


def test_a_sweep_over_strategies_is_three_single_runs() -> None:
    sweep = Circuit("division").sweep("strategy", STRATEGIES)
    sweep.run(20)
    for (swept,), strategy in zip(sweep.runs, STRATEGIES, strict=True):
        alone = Circuit("division", strategy=strategy)
        alone.run(20)
        assert swept.metrics() == alone.metrics()


# ------------------------------------------------------------------------------------------------ the script


def printed(script: str) -> dict[str, float]:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(script, "script", "exec"), {})
    return {name: float(value) for name, value in (line.split(" ") for line in out.getvalue().splitlines())}


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("preset", Circuit.presets)
def test_the_script_prints_the_labs_numbers(preset: str, strategy: str) -> None:
    lab = Circuit(preset, strategy=strategy, samples=20, seed=3)
    lab.run(25)
    assert printed(lab.code()) == lab.metrics()
    assert len(lab.code().splitlines()) <= 42


@given(smooth_expressions(), st.tuples(numbers(), numbers(), numbers()))
def test_the_script_of_any_formula_prints_the_labs_numbers(expression: str, at: tuple[float, ...]) -> None:
    values = ", ".join(f"{name}={value!r}" for name, value in zip("xyz", at, strict=True))
    lab = circuit(f"{expression} + x", values)
    lab.run(3)
    if not lab.stopped:
        assert printed(lab.code()) == lab.metrics()


BRACKETS = ("a - (b - c) - a/(b/c)", "(-a)**2 - 2**-b", "a**b**c", "(a**b)**c", "-(a*b)*-c", "a*a*a")


@pytest.mark.parametrize("expression", BRACKETS)
def test_the_script_keeps_the_brackets_that_it_needs(expression: str) -> None:
    lab = circuit(expression, "a=1.5, b=2, c=0.5")
    lab.run(2)
    assert printed(lab.code()) == lab.metrics()


def test_names_of_the_script_do_not_clash_with_the_formulas() -> None:
    lab = circuit("x*dx + np*q1 + f*df*inputs", "x=1, dx=2, np=3, q1=4, f=5, df=6, inputs=7")
    lab.run(3)
    assert printed(lab.code()) == lab.metrics()


def test_the_script_is_readable() -> None:
    lines = [line.strip() for line in Circuit("neuron").code(7).splitlines()]
    for line in ("q3 = q1 + q2", "f = 1 / (1 + np.exp(-q4))", "dq4 = df * f * (1 - f)", "da = dq1 * x"):
        assert line in lines
    assert "for step in range(7):" in lines
    assert "dx = dx + df * x" in Circuit("branch").code(), "a wire that branches adds up its pulls"


# ----------------------------------------------------------------------------- the formula and its values


def test_e_and_pi_are_numbers_unless_a_link_names_them() -> None:
    lab = Circuit()
    lab.update(expression="exp(x) - e**x + pi*y")
    assert lab.values == "x=-2, y=5"
    lab.reset()
    assert lab.reading["output"] == pytest.approx(5 * np.pi)
    old = Circuit(**Circuit.parse({"expression": "e*x + pi", "values": "x=2, e=3"}))
    assert old.reading["output"] == pytest.approx(6 + np.pi)
    assert old.reading["grad.e"] == 2
    old.update(values="x=2")
    old.reset()
    assert old.reading["output"] == pytest.approx(2 * np.e + np.pi)


def test_new_names_start_at_one_and_old_ones_keep_their_values() -> None:
    lab = Circuit()
    lab.update(expression="tanh(z*w) + x*v")
    assert lab.values == "x=-2, z=-4, w=1, v=1"
    assert lab.pending() == ["expression", "values"]
    lab.reset()
    assert [unit.name for unit in lab.circuit.inputs] == ["x", "z", "w", "v"]
    assert Circuit(expression="a*b").values == "a=1, b=1"


def test_old_values_that_a_new_formula_cannot_take_are_left_behind() -> None:
    lab = Circuit()
    lab.update(expression="log(x) + y")
    assert lab.values == "x=1, y=1"


def test_values_given_beside_a_formula_are_taken_as_they_are() -> None:
    lab = Circuit()
    lab.update(expression="a*b", values="b=3, a=2, unused=7")
    lab.reset()
    assert lab.circuit.values == {"b": 3, "a": 2}
    assert lab.values == "b=3, a=2, unused=7"


@pytest.mark.parametrize(
    "changes, name, part",
    [
        ({"expression": "x + foo(y)"}, "expression", "“foo” is an unknown function"),
        ({"expression": "w + foo(y)"}, "expression", "“foo” is an unknown function"),
        ({"expression": "(x + y"}, "expression", "never closed"),
        ({"expression": "x.real"}, "expression", "“x.real” is not allowed"),
        ({"expression": ""}, "expression", "no expression"),
        ({"expression": "2 * 3"}, "expression", "Nothing here can move"),
        ({"expression": "log(x - x)"}, "expression", "log gate has no finite answer"),
        ({"expression": "1/a", "values": "a=0"}, "expression", "÷ gate has no finite answer"),
        ({"values": "x=1, y=2"}, "values", "“z” has no value"),
        ({"values": "x=1, y=2, z=many"}, "values", "“many” is not a number"),
        ({"values": "x=1e999, y=2, z=3"}, "values", "not a finite number"),
        ({"values": "x=1e200, y=0, z=1e200"}, "values", "× gate has no finite answer"),
        ({"expression": "sqrt(a)", "values": "a=0"}, "expression", "sqrt gate has no finite slope"),
        ({"strategy": "luck"}, "strategy", "cannot be “luck”"),
        ({"h": 0.0}, "h", "goes from"),
        ({"samples": 0}, "samples", "goes from"),
    ],
)
def test_what_is_not_allowed_is_said_and_changes_nothing(changes: dict, name: str, part: str) -> None:
    lab = Circuit()
    lab.run(5)
    settings, metrics = lab.settings, lab.metrics()
    with pytest.raises(SettingError) as caught:
        lab.update(**changes)
    assert caught.value.name == name
    assert part in str(caught.value)
    assert lab.settings == settings
    assert lab.metrics() == metrics


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_is_taken_or_refused_in_words(expression: str, values: str) -> None:
    for changes in ({"expression": expression}, {"values": values}):
        try:
            Circuit(**changes)
        except SettingError as error:
            assert error.name in ("expression", "values")


# -------------------------------------------------------------------------------------------------- stopping


def test_a_run_that_blows_up_stops_and_says_why() -> None:
    lab = Circuit("one-gate", step_size=10)
    lab.run(1000)
    assert lab.stopped.startswith(f"Stopped after step {lab.steps}")
    assert "in the next one, the output came to 4.5e+17" in lab.stopped
    assert lab.findings()[0].kind == "Ran away" and lab.findings()[0].evidence == lab.stopped
    assert max(map(abs, lab.metrics().values())) <= lab.most
    assert lab.history.last_step == lab.steps
    lab.rewind(2)
    assert not lab.stopped


def test_a_step_that_overflows_at_once_names_its_gate() -> None:
    lab = circuit("exp(exp(x))", "x=6", step_size=1)
    lab.run(1000)
    assert lab.steps == 0 and "exp gate has no finite answer" in lab.stopped


@pytest.mark.parametrize(
    "expression, values, settings",
    [
        ("x * y", "x=-2, y=3", {}),  # e times as much after every hundred steps, for ever
        ("x * x", "x=3", {"strategy": "numerical"}),
        ("x**3", "x=1", {}),
        ("exp(x)", "x=0", {"step_size": 1.0}),
        ("x * y * z", "x=1, y=1, z=1", {"strategy": "random", "step_size": 10.0}),
        ("square(a + b) - c", "a=1, b=1, c=1", {}),
    ],
)
def test_what_runs_away_is_seen_said_and_stopped(
    expression: str, values: str, settings: dict[str, object]
) -> None:
    lab = circuit(expression, values, **settings)
    named = 0
    while lab.run(50) and lab.steps < 50_000:
        named += "Divergence" in [finding.kind for finding in lab.findings()]
    assert lab.blew_up and lab.steps < 50_000
    assert max(map(abs, lab.reading.values())) <= lab.most
    assert named or lab.steps < 100 or lab.strategy == "random", "it is named while it goes on"
    assert lab.findings()[0].kind == "Ran away"


def test_the_presets_with_and_without_a_top_do_what_they_say() -> None:
    top, none = Circuit("with-a-top"), Circuit("without-a-top")
    top.run(1000)
    assert max(moment.metrics["output"] for moment in top.history) <= 9
    assert top.reading["output"] == pytest.approx(9, abs=1e-6)
    none.run(1000)
    outputs = np.array([moment.metrics["output"] for moment in none.history])
    assert none.blew_up and (np.diff(outputs, 2) > 0).all()


def test_a_climb_with_a_top_is_no_running_away() -> None:
    lab = circuit("5 - (x - 3)**2 - (y + 1)**2", "x=-2, y=5")
    for _ in range(20):
        lab.run(50)
        assert lab.findings() == [] and not lab.stopped
    assert lab.reading["output"] == pytest.approx(5)


@pytest.mark.parametrize(
    "expression, values",
    [
        ("x * y", "x=3e10, y=2"),  # one nudge for both would be too coarse for y
        ("x * y + z", "x=1e7, y=0.001, z=-5"),
        ("x**3 * y", "x=20000, y=3e-6"),
        ("exp(x) / y", "x=25, y=1e9"),
        ("1 / x", "x=0.0003"),
        ("sin(x) + cos(y)", "x=0.0001, y=40"),
        ("(x + y) * z", "x=-2, y=5, z=-4"),
    ],
)
def test_the_check_scales_its_nudge(monkeypatch: pytest.MonkeyPatch, expression: str, values: str) -> None:
    lab = circuit(expression, values)
    report = lab.gradient_check()
    assert report.ok, report
    np.testing.assert_allclose(report.numerical, report.analytic, rtol=1e-4)

    def wrong(backward: Callable[[], None] = lab.circuit.backward) -> None:
        backward()
        for unit in lab.circuit.inputs:
            unit.grad = 1.01 * unit.grad

    monkeypatch.setattr(lab.circuit, "backward", wrong)
    assert not lab.gradient_check().ok, "a backward pass that is wrong is still found out"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_step_that_leads_nowhere_is_not_made(strategy: str) -> None:
    lab = circuit("-sqrt(x)", "x=0.001", strategy=strategy, step_size=0.05)
    lab.run(50)
    if strategy == "random":  # it tries, and takes the best of what there is
        assert not lab.stopped
        assert lab.steps == 50
    else:
        assert lab.steps == 0
        assert "sqrt gate has no finite answer" in lab.stopped
        assert named(lab, "value") == [0.001]


def test_the_numerical_slope_may_be_missing_too() -> None:
    lab = circuit("log(1 - x)", "x=0.5", strategy="numerical", h=0.6)
    lab.run(3)
    assert lab.steps == 0
    assert "slope here is not finite" in lab.stopped


def test_after_a_change_by_hand_a_stopped_run_goes_on() -> None:
    lab = circuit("-sqrt(x)", "x=0.001", step_size=0.05)
    lab.run(1)
    lab.set_input("x", 4)
    assert not lab.stopped
    lab.run(2)
    assert lab.steps == 2


# --------------------------------------------------------------------------------------------------- by hand


def test_before_the_first_step_moving_an_input_moves_the_start() -> None:
    lab = Circuit()
    lab.stepper.forward()
    lab.set_input("y", 4.5)
    assert lab.values == "x=-2, y=4.5, z=-4"
    assert lab.reading["output"] == -10
    assert lab.stepper.at == 1, "somebody is walking"
    assert not lab.altered
    lab.reset()
    assert lab.reading["output"] == -10
    assert printed(lab.code()) == lab.metrics()


def test_later_it_is_a_change_on_the_way_that_a_rewind_knows() -> None:
    lab = Circuit()
    lab.run(5)
    lab.set_input("z", 1)
    assert lab.values == "x=-2, y=5, z=-4"
    assert lab.altered == [(5, "z moved")]
    lab.run(5)
    end = dict(lab.reading)
    lab.rewind(7)
    lab.run(3)
    assert lab.reading == end


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "3x", "", "1, y=2", 0])
def test_an_input_cannot_take_anything(value: float | str) -> None:
    lab = circuit("y/x", "x=1, y=1")
    for steps in (0, 3):
        lab.run(steps - lab.steps)
        before = lab.settings, lab.metrics()
        with pytest.raises(SettingError):
            lab.set_input("x", value)
        with pytest.raises(SettingError, match="no input “w”"):
            lab.set_input("w", 1)
        assert (lab.settings, lab.metrics()) == before


def test_following_the_pull_upwards_is_an_analytic_step() -> None:
    lab, other = Circuit("neuron"), Circuit("neuron")
    lab.give_way()
    other.step()
    assert lab.metrics() == other.metrics()
    assert lab.altered == [(0, "tug up")]


def test_following_the_pull_downwards_goes_down() -> None:
    lab = Circuit()
    lab.stepper.direction = -1.0
    lab.give_way()
    assert named(lab, "value") == [-2 + 0.04, 5 + 0.04, -4 - 0.03]
    assert lab.reading["output"] < -12
    lab.reset()
    assert lab.reading["output"] == -12


def test_following_the_pull_into_the_void_is_refused() -> None:
    lab = circuit("-sqrt(x)", "x=0.001", step_size=0.05)
    before = lab.metrics()
    with pytest.raises(SettingError, match="Nothing was moved"):
        lab.give_way()
    assert lab.metrics() == before


def test_a_step_ends_a_walk() -> None:
    lab = Circuit()
    lab.stepper.forward()
    lab.step()
    assert lab.stepper.at is None


# -------------------------------------------------------------------------------------- what there is to read


@pytest.mark.parametrize("preset", Circuit.presets)
def test_both_gradients_agree(preset: str) -> None:
    lab = Circuit(preset)
    for steps in (0, 10):
        lab.run(steps)
        before = lab.metrics()
        report = lab.gradient_check()
        assert report.ok
        assert list(report.analytic) == named(lab, "grad")
        for name, value, pull, slope in lab.slopes():
            assert (value, pull) == (before[f"value.{name}"], before[f"grad.{name}"])
            assert slope == pytest.approx(pull, rel=1e-2, abs=1e-3)
        lab.tables()
        assert lab.metrics() == before


def test_the_tables_have_every_input_and_every_wire() -> None:
    inputs, wires = Circuit().tables()
    assert [row[:3] for row in inputs.rows] == [("x", -2.0, -4.0), ("y", 5.0, -4.0), ("z", -4.0, 3.0)]
    assert wires.rows[-2:] == [("q1", "x + y", 3.0, -4.0), ("f", "q1 × z", -12.0, 1.0)]


@pytest.mark.parametrize("preset", ["two-gates", "neuron", "division"])
def test_the_errors_of_nudging_are_those_of_the_numerical_gradient(preset: str) -> None:
    circuit = Circuit(preset).circuit
    before = dict(circuit.values), dict(circuit.gradient)
    hs = np.array([1e-1, 1e-3, 1e-6])
    for h, error in zip(hs, step_error.errors(circuit, hs), strict=True):
        slopes = ascent.numerical_gradient(circuit, h)
        expected = max(abs(slopes[name] - pull) for name, pull in circuit.gradient.items())
        assert error == pytest.approx(expected, rel=1e-6, abs=1e-12 / h)
    assert (dict(circuit.values), dict(circuit.gradient)) == before


def test_a_nudge_can_be_too_large_and_too_small() -> None:
    errors = step_error.errors(Circuit("neuron").circuit)
    best = int(np.argmin(errors))
    assert 0 < best < len(errors) - 1
    assert errors[best] < 1e-6 < min(errors[0], errors[-1])


def test_the_diagnosis_finds_what_stops_the_pull() -> None:
    def kinds(lab: Circuit) -> set[str]:
        return {finding.kind for finding in lab.findings()}

    assert kinds(Circuit()) == set()
    assert kinds(Circuit("switches")) == {"Closed ReLU"}
    assert kinds(Circuit("neuron", values="a=1, b=2, c=9, x=-1, y=3")) == {"Flat sigmoid"}
    assert kinds(circuit("relu(x)", "x=-1")) == {"No gradient", "Closed ReLU"}
    division = Circuit("division")
    division.run(200)
    assert kinds(division) == {"Overshooting"}
    division.rewind(60)
    assert kinds(division) == set()
    assert "Step too large" in kinds(Circuit(step_size=1))


# ------------------------------------------------------------------------------------------------ challenges


def test_no_preset_has_solved_a_challenge() -> None:
    assert all(not Circuit(preset).solved for preset in Circuit.presets)


def test_every_challenge_can_be_solved() -> None:
    positive, switched, silent, misled = Circuit(), Circuit("switches"), Circuit("neuron"), Circuit("neuron")
    positive.run(60)
    switched.set_input("y", 3)
    switched.set_input("z", 1)
    silent.set_input("c", 4)
    misled.update(h=0.1)
    own = circuit("tanh(a*x + b*y) * c - d", "a=1, x=1, b=1, y=1, c=1, d=2", step_size=0.1)
    own.run(50)
    solved = [set(lab.solved) for lab in (positive, switched, silent, misled, own)]
    assert solved == [{challenge.key} for challenge in Circuit.challenges]
    assert misled.solved["misleading-h"].happened == 2, "a large h misleads, and a tiny one"
