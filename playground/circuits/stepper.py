"""Walking through a circuit one gate at a time.

A program runs both passes of a circuit in one go, and nothing is to be seen. A stepper stops after each gate:
first forward, until the output is computed, then one tug at the output, then backward, until a pull has
arrived at every input. At each stop it says which wires carry a value and a pull by now, and in a sentence
what the gate has just done.

Source: A. Karpathy, Hacker's guide to Neural Networks, chapter 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.circuits.circuit import Circuit, show

type Bools = NDArray[np.bool_]
type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stop:
    """What there is to see at one stop. Wires are in the order of `circuit.wires`; `parts` and `handed` go
    over the inputs of the first gate, then those of the second, and so on: a wire that branches is there
    once for every branch."""

    values: Floats  # [wires]
    computed: Bools  # [wires], whether the value has been computed by now
    pulls: Floats  # [wires], what has arrived by now, of a branching wire perhaps from one branch only
    pulled: Bools  # [wires], whether any pull has arrived by now
    parts: Floats  # [gate inputs], the pull that each gate hands to each of its inputs
    handed: Bools  # [gate inputs], whether it has done so by now
    gate: int  # the gate that is looked at, or −1
    says: str  # what this stop shows, in a sentence or two


@dataclass
class Stepper:
    """Where on the way through a circuit we stand.

    `at` counts stops: 0 is before the first gate, then comes one for each gate forward, then the tug, then
    one for each gate backward. None means that nobody walks: everything is computed. `chosen` is a gate that
    somebody wants explained, `direction` that of the tug at the output: 1 for up, −1 for down.
    """

    circuit: Circuit
    at: int | None = None
    chosen: int | None = None
    direction: float = 1.0

    @property
    def tug(self) -> int:
        """The stop at which the output is pulled."""
        return len(self.circuit.gates) + 1

    @property
    def end(self) -> int:
        """The last stop."""
        return self.tug + len(self.circuit.gates)

    def clear(self) -> None:
        """To the first stop: only the inputs are known."""
        self.at, self.chosen = 0, None

    def forward(self) -> None:
        """Run the next gate forward; after the last one, begin again with the first."""
        before_last = self.at is not None and self.at < self.tug - 1
        self.at, self.chosen = min(self.at + 1 if self.at and before_last else 1, self.tug - 1), None

    def backward(self) -> None:
        """Tug at the output, after computing what is not computed yet; then run the next gate backward."""
        tugged = self.at is not None and self.at >= self.tug
        self.at, self.chosen = min(self.at + 1, self.end) if self.at and tugged else self.tug, None

    def rest(self) -> None:
        """Stop walking: everything is computed."""
        self.at = None

    def stop(self) -> Stop:
        """What there is to see here. Leaves the circuit run both ways, its output pulled upwards by 1."""
        circuit, n = self.circuit, len(self.circuit.gates)
        ahead = n if self.at is None else min(self.at, n)  # gates that have run forward
        back = n if self.at is None else self.at - self.tug  # gates that have run backward; −1: no tug yet
        circuit.forward()
        circuit.tug(self.direction if back >= 0 else 0.0)
        arrived = {circuit.output} if back >= 0 else set()
        parts = [[0.0] * len(gate.inputs) for gate in circuit.gates]
        for i in reversed(range(n - max(back, 0), n)):
            gate = circuit.gates[i]
            parts[i] = [float(part) for part in gate.pulls(gate.output.grad)]
            circuit.step_backward(i)
            arrived |= {unit for unit in gate.inputs if not unit.constant}
        empty = {gate.output for gate in circuit.gates[ahead:]}
        stop = Stop(
            values=np.array([unit.value for unit in circuit.wires]),
            computed=np.array([unit not in empty for unit in circuit.wires]),
            pulls=np.array([unit.grad for unit in circuit.wires]),
            pulled=np.array([unit in arrived for unit in circuit.wires]),
            parts=np.array([part for handed in parts for part in handed]),
            handed=np.array([i >= n - back for i in range(n) for _ in circuit.gates[i].inputs], bool),
            gate=self._gate(),
            says=self._sentences(ahead, back),
        )
        circuit.backward()
        return stop

    def _gate(self) -> int:
        if self.chosen is not None:
            return self.chosen
        if self.at is None or self.at in (0, self.tug):
            return -1
        return self.at - 1 if self.at < self.tug else self.end - self.at

    def _sentences(self, ahead: int, back: int) -> str:
        output, number = self.circuit.output, self._gate()
        if number >= 0:
            gate = self.circuit.gates[number]
            walked_back = back > 0 and self.chosen is None  # it said forward what it does when it did so
            told = [gate.explain_forward()] if number < ahead and not walked_back else []
            told += [gate.explain_backward()] if number >= len(self.circuit.gates) - back else []
            return " ".join(told) or f"The {gate.symbol} gate waits for its inputs."
        if self.at == 0:
            return "Only the inputs are known. Let the gates compute, one after another."
        if self.at == self.tug:
            now = "upwards: its gradient is 1." if self.direction > 0 else "downwards: its gradient is −1."
            return f"The output {output.name} is {show(output.value)}. Now it is pulled {now}"
        return self._ways()

    def _ways(self) -> str:
        """Which way every input is pulled."""
        output, rise = self.circuit.output, "raise" if self.direction > 0 else "lower"
        ways = [
            f"{unit.name} {'up' if unit.grad > 0 else 'down'} (gradient {show(unit.grad)})"
            for unit in self.circuit.inputs
            if unit.grad
        ]
        still = [unit.name for unit in self.circuit.inputs if not unit.grad]
        start = f"The output {output.name} is {show(output.value)}."
        if not ways:
            return f"{start} The gradient of every input is 0: no small move can {rise} it."
        moved = f"{start} To {rise} it, move {listed(ways, 'and')}."
        return f"{moved} A small move of {listed(still, 'or')} changes nothing." if still else moved


def listed(parts: Sequence[str], word: str) -> str:
    """a, b and c"""
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
