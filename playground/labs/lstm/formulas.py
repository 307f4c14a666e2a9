r"""The six equations of an LSTM, with the numbers of one unit at one moment.

A gate's sum has a term for the input, one for what the units said a moment ago, and its bias; with peepholes
one more, for the memory. In symbols they stand as PyTorch has them (see `playground.nn.lstm`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from playground.lab.formula import Formula, Looks, num, part, total
from playground.nn.lstm import GATES, Trace

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

PARTS = {"i": "input", "f": "forget", "g": "candidate", "o": "output"}


class Place(NamedTuple):
    """A pass through a sequence of the exam, and the moment and the unit that are looked at."""

    trace: Trace
    t: int
    unit: int

    def gate(self, name: str) -> float:
        """How far a gate is open, or the candidate."""
        return float(self.trace.gates[self.t, 0, "ifgo".index(name), self.unit])

    def memory(self, later: int = 0) -> float:
        """The cell state before this moment, or `later` 1 after it."""
        return float(self.trace.c[self.t + later, 0, self.unit])

    def out(self) -> float:
        """What the unit says."""
        return float(self.trace.h[self.t + 1, 0, self.unit])


def place(lab: "Lstm", looks: Looks) -> Place:
    """Where a page looks, with the gates that somebody holds there."""
    moments = len(lab.exam.x)
    t = min(max(looks.get("moment", 1), 0), moments - 1)
    unit = min(max(looks.get("unit", 0), 0), lab.net.hidden - 1)
    hands: dict[str, float] = looks.get("hands", {})
    clamped = np.full((moments, len(GATES)), np.nan)
    for gate, value in hands.items():
        clamped[t if looks.get("only_here", True) else slice(None), GATES.index(gate)] = value
    index = looks.get("index", 0) % lab.exam.x.shape[1]
    sequence = lab.exam.x[:, index : index + 1]
    return Place(lab.net.forward(sequence, clamped if hands else None), t, unit)


def layer(name: str) -> str:
    """A gate or the candidate in symbols."""
    bend = r"\tanh" if name == "g" else r"\sigma"
    return rf"{part(PARTS[name], f'{name}_t')} = {bend}(W_{name}\, x_t + U_{name}\, h_{{t-1}} + b_{name})"


def layer_in_numbers(name: str) -> Callable[["Lstm", Looks], str]:
    """The same with its three sums, or four with a peephole; a gate in somebody's hand has none."""

    def numbers(lab: "Lstm", looks: Looks) -> str:
        at = place(lab, looks)
        value = part(PARTS[name], num(at.gate(name)))
        if PARTS[name] in looks.get("hands", {}) and not at.trace.free[at.t, GATES.index(PARTS[name])]:
            return rf"{value} \quad \text{{held by hand}}"
        bend = r"\tanh" if name == "g" else r"\sigma"
        return rf"{value} = {bend}({total(map(num, sums(lab, at, name)))})"

    return numbers


def sums(lab: "Lstm", at: Place, name: str) -> list[float]:
    """What a layer adds up: from the input, from what the units said, its bias, and through a peephole."""
    net, column = lab.net, "ifgo".index(name) * lab.net.hidden + at.unit
    terms = [
        at.trace.x[at.t, 0] @ net.w_x[:, column],
        at.trace.h[at.t, 0] @ net.w_h[:, column],
        net.b[column],
    ]
    if net.peephole and name != "g":
        row, later = {"i": (0, 0), "f": (1, 0), "o": (2, 1)}[name]
        terms.append(at.memory(later) * net.peep[row, at.unit])
    return [float(term) for term in terms]


def cell_in_numbers(lab: "Lstm", looks: Looks) -> str:
    at = place(lab, looks)
    new = part("memory", num(at.memory(1), 3))
    kept = rf"{part('forget', num(at.gate('f')))} \cdot {part('old', num(at.memory()))}"
    added = rf"{part('input', num(at.gate('i')))} \cdot {part('candidate', num(at.gate('g')))}"
    return rf"{new} = {kept} + {added}"


def hidden_in_numbers(lab: "Lstm", looks: Looks) -> str:
    at = place(lab, looks)
    said, gate, memory = num(at.out(), 3), num(at.gate("o")), num(at.memory(1))
    return rf"{part('says', said)} = {part('output', gate)} \cdot \tanh({part('memory', memory)})"


FORMULAS = (
    Formula(
        "forget gate", layer("f"), layer_in_numbers("f"),
        "The forget gate says which share of the memory is kept: 0 is none, 1 is all.",
    ),
    Formula(
        "input gate", layer("i"), layer_in_numbers("i"),
        "The input gate says which share of the candidate is added to the memory.",
    ),
    Formula(
        "candidate", layer("g"), layer_in_numbers("g"),
        "The candidate is what could be added to the memory, from −1 to 1.",
    ),
    Formula(
        "cell state",
        rf"{part('memory', 'c_t')} = {part('forget', 'f_t')} \odot {part('old', 'c_{t-1}')}"
        rf" + {part('input', 'i_t')} \odot {part('candidate', 'g_t')}",
        cell_in_numbers,
        "The cell state is what is kept of the old one, and what is added.",
    ),
    Formula(
        "output gate", layer("o"), layer_in_numbers("o"),
        "The output gate says which share of the cell state is shown to the outside.",
    ),
    Formula(
        "hidden state",
        rf"{part('says', 'h_t')} = {part('output', 'o_t')} \odot \tanh({part('memory', 'c_t')})",
        hidden_in_numbers,
        "The hidden state is what the unit says: to the answer, and to all gates at the next time step.",
    ),
)  # fmt: skip
