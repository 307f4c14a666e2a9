"""Lab: a circuit of real numbers, and three ways to move its inputs so that the output grows.

A formula such as (x + y) * z is drawn as gates on wires. A step moves every input a little, uphill: by trying
random moves, by nudging each input in turn, or along the pulls of one backward pass.

In `playground.circuits`, `circuit` and `gates` are what it is made of, `ascent` has the three strategies, and
`stepper` goes from gate to gate; `codegen` writes the circuit down, and `script.py` the run.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from playground.circuits import ascent, step_error
from playground.circuits.expressions import ExpressionError, format_values, parse_values
from playground.circuits.formula import circuit_for, values_for
from playground.circuits.stepper import Stepper
from playground.lab import Array, Halt, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.lab.settings import did_you_mean, shorten
from playground.labs.circuit import content, report, script, teaching
from playground.labs.circuit.formulas import FORMULAS
from playground.labs.circuit.guide import GUIDE


class Circuit(Lab):
    """See the module. `circuit` is the circuit as it stands, `stepper` the place in it that is looked at."""

    slug = "circuit"
    title = "Pull on the answer"
    question = "Which way must each number in a formula move to make its answer larger?"
    invitation = "Let the gates compute one by one; then press Play, and watch the answer climb."
    minutes = 10
    for_whom = "For everybody who can add and multiply."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = "no gate is flat or closed, no step is too large, and the output has not diverged"
    headline = ("output",)
    guide = GUIDE
    opening = "with-a-top"
    essential = ("expression", "strategy", "step_size", "h")
    teaches = (
        "gate", "forward pass", "backward pass", "backpropagation", "derivative", "gradient", "chain rule",
        "finite difference", "numerical gradient", "divergence",
    )  # fmt: skip

    expression = settings.Text(
        "(x + y) * z", rows=2, label="Formula", group="Circuit",
        doc="""What the circuit computes. Use + - * / **, brackets, numbers, names of your own, and the gates
        max, min, square, sqrt, exp, log, sigmoid, tanh, relu, abs, sin and cos. A new name starts at 1;
        e and pi are the numbers, unless you give them a value.""",
    )  # fmt: skip
    values = settings.Text(
        "x=-2, y=5, z=-4", rows=2, label="Starting values", group="Circuit",
        doc="The number on each input before the first step. Names that are not in the formula are ignored.",
    )  # fmt: skip
    strategy = settings.Choice(
        "analytic", ["random", "numerical", "analytic"], label="Strategy", group="Steps", live=True,
        doc="""How a step finds the way up: random tries random moves, numerical measures the gradient by
        finite differences, analytic computes it in one backward pass.""",
    )  # fmt: skip
    step_size = settings.Log(
        0.01, bounds=(1e-5, 10), label="Step size", group="Steps", live=True,
        doc="""How far a step moves an input for each unit of its gradient. A random move changes
        each input by at most this much.""",
    )  # fmt: skip
    samples = settings.Integer(
        100, bounds=(1, 10_000), label="Random moves", group="Steps", live=True,
        doc="How many random moves a step tries. It makes the best of them, even if that one leads down.",
    )  # fmt: skip
    h = settings.Log(
        1e-4, bounds=(1e-15, 1), label="Nudge h", group="Steps", live=True,
        doc="""How far an input is nudged to measure its gradient, as a finite difference. With a large h the
        slope changes on the way; with a tiny h rounding errors are larger than the difference.""",
    )  # fmt: skip

    arrays = (
        Array(
            "inputs",
            get=lambda lab: ascent.position(lab.circuit),
            put=lambda lab, array: ascent.run_at(lab.circuit, array),
        ),
    )

    # --- settings ----------------------------------------------------------------------------------------

    def update(self, **values: Any) -> None:
        """As for any lab; but a new formula keeps those values that it uses, and its new names start at 1."""
        text = values.get("expression", self.expression)
        kept = values.get("values", self.values) == self.values
        if kept and isinstance(text, str) and text != self.expression:
            values["values"] = values_for(text, self.values)
            if len(values["values"]) > self.param["values"].longest:
                raise SettingError("expression", "the names in this formula are too long")
        super().update(**values)

    def check(self, values: dict[str, Any]) -> None:
        """The formula and the values go together, and both passes start with finite numbers."""
        trouble = circuit_for(values["expression"], values["values"]).trouble
        if trouble:
            name = "values" if values["expression"] == self.expression else "expression"
            raise SettingError(name, f"{trouble} Start with other values, or change the formula.")

    def irrelevant(self) -> set[str]:
        """Only random moves are sampled."""
        return set() if self.strategy == "random" else {"samples"}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        """Wire up the formula, with the given values on its inputs."""
        self.circuit = circuit_for(self.expression, self.values)
        self.stepper = Stepper(self.circuit)

    def learn(self) -> None:
        """Move all inputs uphill, once. Raises `Halt` if there is no way up, or none to a finite output."""
        self.stepper.rest()
        self.stepper.direction = 1.0  # a step goes up
        why = self._climb()
        if why:
            raise Halt(_clause(why))

    def _climb(self) -> str | None:
        now = self.now
        if now.strategy == "random":
            return ascent.random_search(self.circuit, self.rng, now.samples, now.step_size)
        if now.strategy == "numerical":
            return ascent.numerical(self.circuit, now.step_size, now.h)
        return ascent.analytic(self.circuit, now.step_size)

    def metrics(self) -> dict[str, float]:
        """The output, and for every input its gradient and its value."""
        reading = {"output": float(self.circuit.forward())}
        self.circuit.backward()
        for unit in self.circuit.inputs:
            reading |= {f"grad.{unit.name}": float(unit.grad), f"value.{unit.name}": float(unit.value)}
        return reading

    def trouble(self) -> str:
        """Which gate has no finite answer."""
        return _clause(self.circuit.trouble or super().trouble())

    def spoken(self, metric: str) -> str:
        """The output, the gradient of an input, or the input."""
        kind, _, name = metric.partition(".")
        return {"grad": "the gradient of ", "value": "the input "}.get(kind, "the ") + (name or kind)

    slopes, tables, findings, gradient = report.slopes, report.tables, report.findings, report.gradient
    script = script.script

    # --- by hand -----------------------------------------------------------------------------------------

    @by_hand
    def set_input(self, name: str, value: float | str) -> None:
        """Put a number on an input: before the first step a new start of the run, later a change on the way.

        Raises `SettingError` for an unknown name, for what is no number, and where the circuit has no finite
        answer.
        """
        here = {unit: float(number) for unit, number in self.circuit.values.items()}
        if name not in here:
            raise SettingError("inputs", f"there is no input “{shorten(name)}”{did_you_mean(name, here)}")
        try:
            given = parse_values(f"{name}={value}")
        except ExpressionError as error:
            raise SettingError("inputs", str(error)) from None
        here[name] = given.popitem()[1]
        if given:
            raise SettingError("inputs", f"{name} takes a single number, such as -2 or 0.5.")
        if self.steps:
            self._move(here, f"{name} moved")
        else:
            stepper = self.stepper
            self.update(values=format_values(parse_values(self.values) | here))
            self.reset()
            self.stepper = replace(stepper, circuit=self.circuit)

    def give_way(self) -> None:
        """Let the inputs follow the tug at the output, up or down, by one step; raises as `tug` does."""
        self.tug(self.stepper.direction)

    @by_hand
    def tug(self, pull: float) -> None:
        """Let the inputs follow a tug at the output by one step: up for a pull of 1, down for −1.

        Raises `SettingError` where that leads to no finite answer.
        """
        self.circuit.backward(pull)
        to = {unit.name: unit.value + self.step_size * unit.grad for unit in self.circuit.inputs}
        self._move(to, "tug up" if pull > 0 else "tug down")

    def _move(self, to: Mapping[str, Any], what: str) -> None:
        here = ascent.position(self.circuit)
        self.circuit.set(to)
        self.circuit.forward()
        self.circuit.backward()
        why = self.circuit.trouble
        if why:
            ascent.run_at(self.circuit, here)
            raise SettingError("inputs", f"{why} Nothing was moved.")
        self.stepper.rest()
        self.touch(what)

    # --- what the challenges ask -------------------------------------------------------------------------

    def shows(self, preset: str) -> bool:
        """Whether the circuit is that of a preset, whatever is on its inputs."""
        return _bare(self.built.expression) == _bare(self.preset_settings(preset)["expression"])

    def preset_shown(self) -> bool:
        """Whether the circuit is that of any preset."""
        return any(map(self.shows, self.presets))

    def feels(self, name: str) -> float:
        """How hard an input is pulled, whichever way."""
        return abs(self.reading[f"grad.{name}"])

    def values_now(self, *names: str) -> list[float]:
        """What is on these inputs."""
        return [self.reading[f"value.{name}"] for name in names]

    def misled_by(self, h: float | None = None) -> float:
        """How wrong the slopes are that nudges by h measure, by default by the present one."""
        return float(step_error.errors(self.circuit, np.array([self.h if h is None else h]))[0])

    def has_risen(self) -> bool:
        """Whether the output was below zero in this run, and is above it now."""
        return self.reading["output"] > 0 and any(m.metrics["output"] < 0 for m in self.history)


def _bare(text: str) -> str:
    return "".join(text.split())


def _clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")
