"""Walking through a circuit gate by gate."""

import numpy as np
from hypothesis import given

from playground.circuits.circuit import Circuit
from playground.circuits.expressions import parse
from playground.circuits.stepper import Stepper, Stop
from tests.strategies import smooth_expressions


def two_gates() -> Stepper:
    circuit = parse("(x + y) * z", {"x": -2, "y": 5, "z": -4})
    circuit.backward()
    return Stepper(circuit)


def known(stepper: Stepper, stop: Stop) -> tuple[dict[str, float], dict[str, float]]:
    """Values and pulls by name, as far as they are there to be seen."""
    names = [unit.name for unit in stepper.circuit.wires]
    values = {name: stop.values[i] for i, name in enumerate(names) if stop.computed[i]}
    return values, {name: stop.pulls[i] for i, name in enumerate(names) if stop.pulled[i]}


def test_a_walk_there_and_back() -> None:
    stepper = two_gates()
    inputs = {"x": -2, "y": 5, "z": -4}
    stepper.clear()
    assert known(stepper, stepper.stop()) == (inputs, {})
    stepper.forward()
    assert known(stepper, stepper.stop()) == (inputs | {"q1": 3}, {})
    assert stepper.stop().says == "The + gate gives q1 = x + y = −2 + 5 = 3."
    stepper.forward()
    everything = inputs | {"q1": 3, "f": -12}
    assert known(stepper, stepper.stop()) == (everything, {})
    stepper.backward()
    assert known(stepper, stepper.stop()) == (everything, {"f": 1})
    assert stepper.stop().says == "The output f is −12. Now it is pulled upwards: its gradient is 1."
    stepper.backward()
    assert known(stepper, stepper.stop()) == (everything, {"f": 1, "q1": -4, "z": 3})
    assert "q1 receives 1 × (−4) = −4" in stepper.stop().says
    stepper.backward()
    assert known(stepper, stepper.stop()) == (everything, {"f": 1, "q1": -4, "z": 3, "x": -4, "y": -4})
    assert stepper.at == stepper.end


def test_backward_computes_first_what_is_missing() -> None:
    stepper = two_gates()
    stepper.clear()
    stepper.forward()
    stepper.backward()
    assert stepper.at == stepper.tug
    assert stepper.stop().computed.all()


def test_forward_begins_anew_after_the_last_gate() -> None:
    stepper = two_gates()
    for expected in (1, 2, 1):
        stepper.forward()
        assert stepper.at == expected
    stepper.backward()
    stepper.forward()
    assert stepper.at == 1


def test_backward_stays_at_the_end() -> None:
    stepper = two_gates()
    for _ in range(9):
        stepper.backward()
    assert stepper.at == stepper.end


def test_at_rest_everything_is_there_and_the_way_up_is_told() -> None:
    stepper = two_gates()
    stop = stepper.stop()
    assert stop.computed.all()
    assert stop.gate == -1
    assert stop.says == (
        "The output f is −12. "
        "To raise it, move x down (gradient −4), y down (gradient −4) and z up (gradient 3)."
    )


def test_a_pull_downwards_turns_everything_round() -> None:
    stepper = two_gates()
    up = stepper.stop()
    stepper.direction = -1.0
    down = stepper.stop()
    assert np.array_equal(down.pulls, -up.pulls)
    assert np.array_equal(down.parts, -up.parts)
    assert down.says.startswith("The output f is −12. To lower it, move x up (gradient 4)")
    stepper.backward()
    assert stepper.stop().says.endswith("Now it is pulled downwards: its gradient is −1.")


def test_inputs_without_a_pull_are_named() -> None:
    circuit = parse("max(x, y) + relu(z)", {"x": 2, "y": 1, "z": -1})
    assert Stepper(circuit).stop().says.endswith("A small move of y or z changes nothing.")
    dead = parse("relu(z)", {"z": -1})
    assert "The gradient of every input is 0" in Stepper(dead).stop().says


def test_a_gate_can_be_asked_what_it_does() -> None:
    stepper = two_gates()
    stepper.chosen = 1
    stop = stepper.stop()
    assert stop.gate == 1
    assert stop.says.startswith(
        "The × gate gives f = q1 × z = 3 × (−4) = −12. The × gate multiplies the gradient"
    )
    stepper.clear()
    stepper.chosen = 1
    assert stepper.stop().says == "The × gate waits for its inputs."
    stepper.forward()
    assert stepper.chosen is None


def test_of_a_branching_wire_every_branch_hands_over_its_part() -> None:
    stepper = Stepper(parse("x * x", {"x": 3}))
    stop = stepper.stop()
    assert list(stop.parts) == [3, 3]
    assert known(stepper, stop)[1] == {"x": 6, "f": 1}


def test_a_circuit_without_gates_can_be_walked() -> None:
    stepper = Stepper(parse("x", {"x": 2}))
    for step in (stepper.clear, stepper.forward, stepper.backward, stepper.backward, stepper.rest):
        step()
        stepper.stop()
    assert list(stepper.stop().pulls) == [1]


@given(smooth_expressions())
def test_any_walk_ends_where_one_go_does(expression: str) -> None:
    circuit: Circuit = parse(expression + " + x", {"x": 0.3, "y": -1.2, "z": 2.0})
    circuit.backward()
    values, grads = circuit.values, circuit.gradient
    stepper = Stepper(circuit)
    stepper.clear()
    before = (0, False, 0)
    for _ in range(2 * len(circuit.gates) + 1):
        stepper.forward() if stepper.at < len(circuit.gates) else stepper.backward()
        stop = stepper.stop()
        progress = (int(stop.computed.sum()), bool(stop.pulled.any()), int(stop.handed.sum()))
        assert progress > before, "every stop shows something new"
        before = progress
        assert (circuit.values, circuit.gradient) == (values, grads), "looking changes nothing"
    assert stepper.at == stepper.end
    rest = Stepper(circuit).stop()
    assert np.array_equal(stop.pulls, rest.pulls)
    received = {unit: 0.0 for unit in circuit.wires} | {circuit.output: 1.0}
    ends = [unit for gate in circuit.gates for unit in gate.inputs]
    for unit, part in zip(ends, rest.parts, strict=True):
        received[unit] += 0.0 if unit.constant else part
    np.testing.assert_allclose([received[unit] for unit in circuit.wires], rest.pulls, rtol=1e-9, atol=1e-12)
