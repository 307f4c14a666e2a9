"""Where the gates of a circuit go on paper, so that a person can follow the wires.

Every gate stands in the column of its depth, so that all wires run from left to right; one that is needed
only much later stands right before the gate that needs it. A wire that has to pass a column on its way takes
a place of its own there and never runs through a gate. Within the columns, gates stand as near to the middle
of their inputs as their neighbours let them.

Some wires would be a thicket rather than a help. A number written into the formula stands right before its
gate. A wire that would have to pass many columns is not drawn; its gate gets a small copy of its name
instead, as on the plan of an electric circuit.

Positions are counted in columns and rows, whole numbers and fractions; how long a row is, and whether the
columns go across or down, is for whoever draws.

Sources: K. Sugiyama, S. Tagawa and M. Toda, Methods for Visual Understanding of Hierarchical System
Structures, 1981 (columns, places for passing wires); R. E. Barlow et al., Statistical Inference under Order
Restrictions, 1972 (pool adjacent violators).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from playground.circuits.circuit import Circuit, Gate, Unit

FAR = 5  # columns; what goes further is drawn as a copy of its name
ROOM = {"node": 1.0, "copy": 0.75, "passing": 0.6}  # rows from one place to the next of its kind

type Point = tuple[int, float]  # column, row


@dataclass
class Place:
    """One place in a column: a node (an input or a gate), a copy (of a constant or of a far wire), or a wire
    that is passing."""

    kind: str
    unit: Unit
    column: int
    row: float = 0.0
    before: "list[Place]" = field(default_factory=list)  # the places in the column before that lead here
    beside: "tuple[Place, int] | None" = None  # where its gate's other input is, and −1 to stand above it

    @property
    def point(self) -> Point:
        return self.column, self.row


type Route = tuple[Gate, int, list[Place]]  # into which input of which gate, and by way of which places


@dataclass(frozen=True)
class Wire:
    """From `source` into input number `slot` of `gate`, by way of `path`, both ends included."""

    source: Place
    gate: Gate
    slot: int
    path: list[Point]


@dataclass(frozen=True)
class Diagram:
    """All that is to be drawn. `branches` are the points at which one wire becomes several."""

    places: list[Place]  # nodes and copies
    wires: list[Wire]  # in the order of the gates and of their inputs
    branches: list[tuple[Unit, Point]]
    columns: int
    rows: float


def lay_out(circuit: Circuit) -> Diagram:
    """Find a place for everything."""
    columns: list[list[Place]] = [[] for _ in range(circuit.output.depth + 1)]
    home = _homes(circuit)
    routes: list[Route] = []
    places: dict[tuple[Unit, int], Place] = {}  # where a unit stands, or passes through, by column

    def place(kind: str, unit: Unit, column: int) -> Place:
        columns[column].append(Place(kind, unit, column))
        return columns[column][-1]

    for unit in circuit.wires:
        if not unit.constant or unit is circuit.output:
            places[unit, home[unit]] = place("node", unit, home[unit])
    for gate in circuit.gates:
        for slot, unit in enumerate(gate.inputs):
            end = places[gate.output, home[gate.output]]
            if unit.constant or end.column - home[unit] > FAR:
                route = [place("copy", unit, end.column - 1), end]
            else:
                for column in range(home[unit] + 1, end.column):
                    if (unit, column) not in places:
                        places[unit, column] = place("passing", unit, column)
                        places[unit, column].before.append(places[unit, column - 1])
                route = [places[unit, column] for column in range(home[unit], end.column)] + [end]
            end.before.append(route[-2])
            routes.append((gate, slot, route))
        if len(gate.inputs) == 2:
            first, second = end.before
            first.beside, second.beside = (second, -1), (first, 1)
    _order(columns, circuit, routes)
    _spread(columns)
    wires = [Wire(route[0], gate, slot, [p.point for p in route]) for gate, slot, route in routes]
    drawn = [p for column in columns for p in column if p.kind != "passing"]
    rows = max(p.row for column in columns for p in column)
    return Diagram(drawn, wires, _branches(routes), len(columns), rows)


def _homes(circuit: Circuit) -> dict[Unit, int]:
    """The column of every unit: its depth, or right before its nearest gate if even that is far."""
    home: dict[Unit, int] = {}
    users = circuit.users
    for unit in reversed(circuit.wires):
        needed = min((home[gate.output] for gate in users[unit]), default=unit.depth + 1)
        home[unit] = needed - 1 if unit.gate and needed - unit.depth > FAR else unit.depth
    return home


def _order(columns: list[list[Place]], circuit: Circuit, routes: Sequence[Route]) -> None:
    """Sort every column, from top to bottom, as the formula goes from left to right."""
    number = _leaves(circuit)
    ranks: dict[Unit, list[float]] = {unit: [] for unit in circuit.wires}
    copies: dict[int, float] = {}
    for gate, slot, route in routes:
        if (gate, slot) not in number:
            continue
        if route[0].kind == "copy":
            copies[id(route[0])] = number[gate, slot]
        else:
            ranks[route[0].unit].append(number[gate, slot])
    for (gate, slot), leaf in number.items():  # what is drawn as copies only stands where it is met first
        ranks[gate.inputs[slot]] = ranks[gate.inputs[slot]] or [leaf]
    rank = {unit: sum(numbers) / len(numbers) if numbers else 0.0 for unit, numbers in ranks.items()}
    for gate in circuit.gates:  # in the middle of its inputs
        given = [number.get((gate, slot), rank[unit]) for slot, unit in enumerate(gate.inputs)]
        rank[gate.output] = sum(given) / len(given)
    for column in columns:
        column.sort(key=lambda p: copies.get(id(p), rank[p.unit]))


def _leaves(circuit: Circuit) -> dict[tuple[Gate, int], float]:
    """The inputs and constants of the formula numbered from left to right, by the gate's input they go to."""
    number: dict[tuple[Gate, int], float] = {}
    waiting = [(circuit.output.gate, 0, circuit.output)]
    met: set[Gate] = set()
    while waiting:
        user, slot, unit = waiting.pop()
        if unit.gate is None:
            if user is not None:
                number[user, slot] = float(len(number))
        elif unit.gate not in met:
            met.add(unit.gate)
            waiting += [(unit.gate, i, wire) for i, wire in reversed([*enumerate(unit.gate.inputs)])]
    return number


def _spread(columns: list[list[Place]]) -> None:
    """Give every place its row, column by column from the inputs on, and begin at row 0."""
    for column in columns:
        gaps = [0.0] + [(ROOM[a.kind] + ROOM[b.kind]) / 2 for a, b in pairwise(column)]
        for i, p in enumerate(column):  # what nothing leads to stands in the order of its column
            leading = [q for q in p.before if q.kind != "copy"] or p.before  # copies come to their gate
            p.row = sum(q.row for q in leading) / len(leading) if leading else float(i)
        for p in column:
            if p.kind == "copy" and p.beside and p.beside[0].kind != "copy":
                p.row = p.beside[0].row + p.beside[1] * ROOM["copy"]
        for p, row in zip(column, _apart([p.row for p in column], gaps), strict=True):
            p.row = row
    first = min(p.row for column in columns for p in column)
    for column in columns:
        for p in column:
            p.row -= first


def _apart(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The rows nearest to those wanted (least squares) of which each is at least its gap below the last."""
    below = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    blocks: list[tuple[float, int]] = []  # neighbours that touch: their common offset, and how many they are
    for offset in (row - b for row, b in zip(wanted, below, strict=True)):
        block = (offset, 1)
        while blocks and blocks[-1][0] >= block[0]:
            other, many = blocks.pop()
            block = ((other * many + block[0] * block[1]) / (many + block[1]), many + block[1])
        blocks.append(block)
    offsets = [offset for offset, many in blocks for _ in range(many)]
    return [offset + b for offset, b in zip(offsets, below, strict=True)]


def _branches(routes: Sequence[Route]) -> list[tuple[Unit, Point]]:
    """Where the ways of one wire part: at places that lead to more than one place or input."""
    ways: dict[int, tuple[Place, set[tuple[int, int]]]] = {}
    for _, slot, route in routes:
        for here, there in pairwise(route):
            onward = ways.setdefault(id(here), (here, set()))[1]
            onward.add((id(there), slot if there is route[-1] else -1))
    return [(here.unit, here.point) for here, onward in ways.values() if len(onward) > 1]
