"""Where the gates of a circuit go on paper."""

from itertools import pairwise

import pytest
from hypothesis import given

from playground.circuits.circuit import Circuit
from playground.circuits.expressions import parse
from playground.circuits.layout import FAR, ROOM, Diagram, lay_out
from tests.strategies import smooth_expressions

NAMES = {name: 1.0 for name in "abcdxyzw"}


def draw(expression: str) -> tuple[Circuit, Diagram]:
    circuit = parse(expression, NAMES)
    return circuit, lay_out(circuit)


def at(diagram: Diagram) -> dict[str, tuple[int, float]]:
    return {place.unit.name: place.point for place in diagram.places}


def test_two_gates() -> None:
    _, diagram = draw("(x + y) * z")
    assert at(diagram) == {"x": (0, 0), "y": (0, 1), "z": (0, 2), "q1": (1, 0.5), "f": (2, 1.25)}
    assert [wire.path for wire in diagram.wires] == [
        [(0, 0), (1, 0.5)],
        [(0, 1), (1, 0.5)],
        [(1, 0.5), (2, 1.25)],
        [(0, 2), (1, 2), (2, 1.25)],
    ]
    assert not diagram.branches


def test_a_branching_wire_is_marked_where_it_parts() -> None:
    _, diagram = draw("x * x")
    assert [(unit.name, point) for unit, point in diagram.branches] == [("x", (0, 0))]
    _, diagram = draw("tanh(tanh(x)) * tanh(x) * x")
    assert ("x", 0) in [(unit.name, point[0]) for unit, point in diagram.branches]


def test_a_constant_stands_right_before_its_gate() -> None:
    _, diagram = draw("((a*b + c) * d)**2")
    assert at(diagram)["2"][0] == 3
    assert at(diagram)["f"][0] == 4


def test_wires_of_a_tree_do_not_cross() -> None:
    _, diagram = draw("(a + b) / (c + d) + 2 * x - tanh(y * (z - 1)) * w")
    for first in diagram.wires:
        for second in diagram.wires:
            for (c, r), (_, after) in pairwise(first.path):
                for (other, s), (_, end) in pairwise(second.path):
                    if other == c:
                        assert (r - s) * (after - end) >= 0, f"{first.source.unit} and {second.source.unit}"


CHAINS = ("x" + " + x" * 120, "tanh(" * 80 + "x" + ")" * 80, "2 - " * 120 + "x")
LONG = (*CHAINS, "+".join(["x*y"] * 90))


@pytest.mark.parametrize("expression", LONG)
def test_a_long_circuit_stays_flat(expression: str) -> None:
    circuit, diagram = draw(expression)
    assert diagram.columns == circuit.output.depth + 1
    assert diagram.rows < 12
    assert max(len(wire.path) for wire in diagram.wires) <= FAR + 1


@given(smooth_expressions())
def test_everything_has_a_place_and_room(expression: str) -> None:
    circuit, diagram = draw(expression)
    nodes = [place for place in diagram.places if place.kind == "node"]
    drawn = {unit for unit in circuit.wires if not unit.constant} | {circuit.output}
    assert {place.unit for place in nodes} == drawn
    assert [(wire.gate, wire.slot) for wire in diagram.wires] == [
        (gate, slot) for gate in circuit.gates for slot in range(len(gate.inputs))
    ]
    by_unit = {place.unit: place for place in nodes}
    for wire in diagram.wires:
        assert wire.source.unit is wire.gate.inputs[wire.slot]
        assert wire.path[0] == wire.source.point
        assert wire.path[-1] == by_unit[wire.gate.output].point
        assert all(there[0] == here[0] + 1 for here, there in pairwise(wire.path)), "one column at a time"
    for column in range(diagram.columns):
        rows = sorted((place.row, ROOM[place.kind]) for place in diagram.places if place.column == column)
        for (row, room), (below, needed) in pairwise(rows):
            assert below - row >= (room + needed) / 2 - 1e-9
    assert all(0 <= place.row <= diagram.rows + 1e-9 for place in diagram.places)
