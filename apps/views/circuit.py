"""The picture of a circuit: where everything stands, and the numbers on the wires, as far as one has walked.

What stands where is sent once for a formula, the numbers at every frame. Walking, asking a gate what it does
and pulling at the output change what is looked at, not the run: there is nothing to undo.
"""

from typing import Any

import numpy as np

from apps.page import url
from apps.page.fields import NAME, Message, Number, OneOf, Text, Typed, Whole, takes
from apps.page.views import Picture
from playground.circuits.layout import lay_out
from playground.lab import SettingError
from playground.labs.circuit import Circuit

WALKS = {"clear": "clear", "forward": "forward", "backward": "backward", "all": "rest"}


class Wiring(Picture[Circuit]):
    """Shows `lab.circuit` at `lab.stepper`; inputs are moved by `lab.set_input` and `lab.give_way`."""

    def __init__(self) -> None:
        on = {
            "set_input": takes(
                lambda lab, message: lab.set_input(message["name"], message["value"]),
                settles=lambda message: {message["name"]},
                name=Text(NAME),
                value=Typed(),
            ),
            "give_way": takes(lambda lab, message: lab.give_way()),
        }
        super().__init__("circuit/circuit", numbers, on, undo="Moving inputs")

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        if not url.asks_for_something(shell.page) and "embed" not in shell.page:
            shell.lab.stepper.clear()  # a new page is filled gate by gate, as its guide says
        shell.commands.add(
            walk=takes(self._walk, where=OneOf(WALKS)),
            explain=takes(self._explain, gate=Whole()),
            tug=takes(self._tug, settles="tug", pull=Number()),
        )

    def looks(self) -> dict[str, Any]:
        stepper = self.shell.lab.stepper
        return {"at": stepper.at, "chosen": stepper.chosen, "pull": stepper.direction}

    def look_back(self, looks: dict[str, Any]) -> None:
        vars(self.shell.lab.stepper).update(looks)

    def _walk(self, message: Message) -> None:
        self.shell.player.pause()
        getattr(self.shell.lab.stepper, WALKS[message["where"]])()

    def _explain(self, message: Message) -> None:
        stepper, gate = self.shell.lab.stepper, message["gate"]
        if gate >= (there := len(stepper.circuit.gates)):
            raise SettingError("gate", f"there is no gate {gate + 1}; there are {there}")
        stepper.chosen = None if stepper.chosen == gate else gate

    def _tug(self, message: Message) -> None:
        self.shell.lab.stepper.direction = 1.0 if message["pull"] > 0 else -1.0

    def draw(self, lab: Circuit) -> None:
        if self.panel.fixed.get("key") != key(lab):
            self.panel.fixed = plan(lab)
        super().draw(lab)


def key(lab: Circuit) -> str:
    """The same for circuits that differ in nothing but their numbers."""
    return f"{lab.built.expression} with {', '.join(unit.name for unit in lab.circuit.inputs)}"


def plan(lab: Circuit) -> dict[str, Any]:
    """What stands where. Wires and gates are numbered as in the circuit, parts as in `Stop.parts`."""
    circuit, diagram = lab.circuit, lay_out(lab.circuit)
    wire = {unit: i for i, unit in enumerate(circuit.wires)}
    gate = {gate: i for i, gate in enumerate(circuit.gates)}
    places = []
    for place in diagram.places:
        unit, made_by = place.unit, place.unit.gate if place.kind == "node" else None
        kinds = {"constant": unit.constant, "copy": place.kind == "copy", "gate": made_by, "input": True}
        places.append(
            {
                "kind": next(kind for kind, true in kinds.items() if true),
                "wire": wire[unit],
                "gate": gate[made_by] if made_by else -1,
                "text": made_by.symbol if made_by else unit.name,
                "column": place.column,
                "row": place.row,
            }
        )
    wires = [
        {
            "wire": wire[drawn.source.unit],
            "pulled": not drawn.source.unit.constant,
            "copy": drawn.source.kind == "copy",
            "gate": gate[drawn.gate],
            "slot": drawn.slot,
            "inputs": len(drawn.gate.inputs),
            "path": [list(point) for point in drawn.path],
        }
        for drawn in diagram.wires  # one for each of `Stop.parts`
    ]
    return {
        "key": key(lab),
        "formula": lab.built.expression,
        "names": [unit.name for unit in circuit.wires],
        "output": wire[circuit.output],
        "first": wire[circuit.inputs[0]],  # the input whose numbers stand in the formulas
        "places": places,
        "wires": wires,
        "branches": [list(point) for _, point in diagram.branches],
        "columns": diagram.columns,
        "rows": diagram.rows,
    }


def numbers(lab: Circuit) -> dict[str, Any]:
    """The frame: the numbers on the wires, and what they mean."""
    stepper, stop = lab.stepper, lab.stepper.stop()
    formula = lab.built.expression
    return {
        "key": key(lab),
        "values": stop.values,
        "computed": stop.computed.astype(np.uint8),
        "pulls": stop.pulls,
        "pulled": stop.pulled.astype(np.uint8),
        "parts": stop.parts,
        "handed": stop.handed.astype(np.uint8),
        "gate": stop.gate,
        "pull": stepper.direction,
        "where": where(stepper),
        "done": stepper.at == stepper.end,
        "says": stop.says,
        "words": f"A circuit of {_gates(stepper)} computes {formula}. {stop.says}",
    }


def _gates(stepper: Any) -> str:
    count = len(stepper.circuit.gates)
    return "1 gate" if count == 1 else f"{count} gates"


def where(stepper: Any) -> str:
    """How far somebody has walked, in a few words; nothing if nobody does."""
    gates = len(stepper.circuit.gates)
    if stepper.at is None:
        return ""
    if stepper.at < stepper.tug:
        return f"forward {stepper.at} of {gates}"
    return f"backward {stepper.at - stepper.tug} of {gates}"
