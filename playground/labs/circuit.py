"""Lab: a circuit of real numbers, and three ways to move its inputs so that the output grows.

A formula such as (x + y) * z is drawn as gates on wires. A step moves every input a little, uphill: by trying
random moves, by nudging each input in turn, or along the pulls of one backward pass.

The circuit, its gates and the strategies are in circuits.py, gates.py and uphill.py; the walk from gate to
gate is in walk.py, the script in circuit_script.py.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import param

from playground import gradcheck, nudges, settings, uphill
from playground.circuit_script import script
from playground.circuits import Circuit as Gates
from playground.circuits import finite
from playground.expressions import ExpressionError, format_values, parse, parse_values
from playground.lab import Arrays, Challenge, Lab, SettingError, Source, Table
from playground.walk import Walk

STRATEGIES = ["random", "numerical", "analytic"]


class Circuit(Lab):
    slug = "circuit"
    chapter = "Circuits"
    title = "Pull on the answer"
    question = "A formula has an answer. Which way must each number in it move to make the answer larger?"
    invitation = "Press Play and watch the output climb, or walk through the gates one by one."
    story = """
A formula is a little machine. Numbers go in on the left and travel along wires; a gate takes one or two of them
and sends out one; on the right the answer appears. This is the *forward pass*, and every calculator does it.

Now turn the question round. Take hold of the answer and pull it upwards. Which way would each input like to
move? The pull goes back along the same wires, and every gate hands it on by a rule of its own. A `+` passes it
on as it is. A `×` multiplies it by the *other* input, for the larger the other one is, the more a small move of this
one matters. A `max` gives all of it to the larger input. This is the *backward pass*. What arrives at an input
is the derivative of the answer with respect to it: how many times as far the answer moves when that input moves
a little.

No gate knows what formula it sits in. It takes the pull that arrives and multiplies it by its own slope, and
that one multiplication is the chain rule. Learning in the largest networks is made of nothing else.

### Three ways up

*Random* tries many small moves and keeps the best. *Numerical* nudges the inputs by `h`, one after another, and
looks what the answer does. *Analytic* runs the circuit forward and backward once, however many inputs there
are; with a million of them that is the only one of the three that ever ends.

### What to try

Walk forward, then backward, and guess each number before the next gate runs. Drag an input through zero and
see pulls turn round. Look at `x*x`, where one wire becomes two and the pulls of both branches add up. In the
neuron, raise `c` until the sigmoid is nearly flat: the pulls fade, and learning stalls. In the division, make
the step larger: a slope is only promised for small moves, and a bold one lands in a hole. Then type a formula
of your own.
"""
    sources = (
        Source("A. Karpathy", "Hacker's guide to Neural Networks, chapter 1", 2014, "circuits, pulls, the three strategies"),
        Source("A. Trask", "Grokking Deep Learning, chapter 13", 2019, "gradients that a program finds by itself"),
    )
    groups = {"Circuit": ("expression", "values"), "Moving uphill": ("strategy", "step_size", "samples", "h")}
    live = frozenset({"strategy", "step_size", "samples", "h"})
    presets: dict[str, dict[str, Any]] = {
        "two-gates": {},
        "one-gate": {"expression": "x * y", "values": "x=-2, y=3"},
        "neuron": {"expression": "sigmoid(a*x + b*y + c)", "values": "a=1, b=2, c=-3, x=-1, y=3"},
        "branch": {"expression": "x * x", "values": "x=3"},
        "division": {"expression": "(a + b) / (c + d)", "values": "a=2, b=4, c=1, d=2"},
        "switches": {"expression": "max(x, y) + relu(z)", "values": "x=2, y=1, z=-0.5"},
        "powers": {"expression": "((a*b + c) * d)**2", "values": "a=2, b=-1, c=3, d=0.5"},
    }
    about = {
        "two-gates": "Both x and y must go down to make the output go up. Walk backward to see why.",
        "one-gate": "A single ×: each input is pulled as hard as the other one is large.",
        "neuron": "A neuron is a circuit too: two inputs, two weights, a bias and a squashing gate.",
        "branch": "One wire becomes two. Each branch brings a pull of its own, and they add up.",
        "division": "Raise what is above, lower what is below. But near zero below, beware.",
        "switches": "max listens to its larger input only, and relu to nobody below zero: two inputs feel no pull.",
        "powers": "Four gates in a chain: every one multiplies the pull by its own slope.",
    }
    headline = ("output",)
    shared = ("inputs",)
    challenges = (
        Challenge(
            "Bring the output of (x + y) * z above zero.",
            lambda lab: lab.shows("two-gates") and lab.reading["output"] > 0,
            "Play, and wait. Or ask what the signs of x + y and of z must be.",
        ),
        Challenge(
            "In max(x, y) + relu(z), let all three inputs matter at once except x: the whole pull of max goes to y, and relu lets its pull through.",
            lambda lab: lab.shows("switches") and lab.pulls("x") == 0 < min(lab.pulls("y"), lab.pulls("z")),
            "Drag y above x, and z above zero.",
        ),
        Challenge(
            "Silence the neuron: bring the pull on x below 0.001 without touching a or x.",
            lambda lab: lab.shows("neuron") and 0 < lab.pulls("x") < 0.001 and lab.keeps("a") and lab.keeps("x"),
            "Where is a sigmoid flat? Drag c far to one side.",
        ),
        Challenge(
            "Find an h with which the numerical gradient of the neuron is wrong by more than 0.01.",
            lambda lab: lab.shows("neuron") and lab.h != 1e-4 and float(nudges.errors(lab.circuit, np.array([lab.h]))[0]) > 0.01,
            "It can be too large, and it can be too small.",
        ),
        Challenge(
            "Type a formula of your own with at least five gates, start it below zero, and bring it above.",
            lambda lab: len(lab.circuit.gates) >= 5 and lab.formula not in lab.known_formulas()
            and lab.reading["output"] > 0 and any(m.metrics["output"] < 0 for m in lab.history),
            "For example tanh(a*x + b*y) * c - d.",
        ),
    )  # fmt: skip

    expression = settings.Text(
        "(x + y) * z", longest=500, rows=2, label="Formula",
        doc="What the circuit computes. Use + - * / **, brackets, numbers, names of your own, and the gates max, min, "
        "square, sqrt, exp, log, sigmoid, tanh, relu, abs, sin and cos. A new name starts at 1.",
    )  # fmt: skip
    values = settings.Text(
        "x=-2, y=5, z=-4", longest=500, rows=2, label="Inputs at the start",
        doc="Where each input begins. Values of names that the formula does not use are ignored.",
    )  # fmt: skip
    strategy = param.Selector(
        default="analytic", objects=STRATEGIES, label="Strategy",
        doc="How a step finds the way up: by random moves, by a small nudge to every input in turn, or by one "
        "backward pass.",
    )  # fmt: skip
    step_size = settings.Log(
        0.01, bounds=(1e-5, 10), label="Step size",
        doc="How far the inputs move in one step, times the pull on them. For random moves: how far at most.",
    )  # fmt: skip
    samples = param.Integer(
        100, bounds=(1, 10_000), label="Samples", doc="How many random moves are tried in one step; the best one is made."
    )
    h = settings.Log(
        1e-4, bounds=(1e-15, 1), label="Nudge h",
        doc="How far an input is nudged to measure a slope. Too far, and the circuit bends on the way; too little, "
        "and rounding drowns the answer.",
    )  # fmt: skip

    # --- settings ----------------------------------------------------------------------------------------

    def update(self, **values: Any) -> None:
        """As for any lab; but a new formula keeps the values it can use and starts its new names at 1."""
        text = values.get("expression", self.expression)
        if text != self.expression and values.get("values", self.values) == self.values:
            values["values"] = _values_for(text, self.values)
        super().update(**values)

    def check(self, values: dict[str, Any]) -> None:
        """The formula and the values go together: every name has a value, and both passes finite numbers."""
        changed = "expression" if values["values"] == self.values else "values"
        try:
            given = parse_values(values["values"])
        except ExpressionError as error:
            raise SettingError("values", str(error)) from None
        try:
            complete, circuit = _read(values["expression"], given)
        except ExpressionError as error:
            raise SettingError("expression", str(error)) from None
        missing = [name for name in complete if name not in given]
        if missing:
            raise SettingError("values", f"“{missing[0]}” has no value: give it one, such as {missing[0]}=1.")
        if not circuit.inputs:
            raise SettingError("expression", "There is nothing to move: use at least one name, such as x, in the formula.")
        circuit.backward()
        if circuit.trouble:
            raise SettingError(changed, f"{circuit.trouble} Start from other values.")

    def irrelevant(self) -> set[str]:
        """Only random moves are sampled."""
        return set() if self.strategy == "random" else {"samples"}

    # --- running -----------------------------------------------------------------------------------------

    def build(self) -> None:
        """Wire up the formula, with the given values on its inputs."""
        self.formula = self.expression
        self.circuit = parse(self.expression, parse_values(self.values))
        self.walk = Walk(self.circuit)
        self._stuck: str | None = None  # why a step could not be made

    def learn(self) -> None:
        """Move all inputs uphill, once."""
        self.walk.rest()
        if self._stuck is None:
            self._stuck = self._climb()

    def _climb(self) -> str | None:
        if self.strategy == "random":
            return uphill.random_search(self.circuit, self.rng, self.samples, self.step_size)
        if self.strategy == "numerical":
            return uphill.numerical(self.circuit, self.step_size, self.h)
        return uphill.analytic(self.circuit, self.step_size)

    def metrics(self) -> dict[str, float]:
        """The output, and for every input its value and the pull on it; no number when a step failed."""
        circuit = self.circuit
        output = float(circuit.forward()) if self._stuck is None else np.nan
        circuit.backward()
        reading = {"output": output}
        for unit in circuit.inputs:
            reading |= {f"grad.{unit.name}": float(unit.grad), f"value.{unit.name}": float(unit.value)}
        return reading

    def state(self) -> Arrays:
        """The values of the inputs, [inputs]."""
        return {"inputs": uphill.position(self.circuit)}

    def load_state(self, arrays: Arrays) -> None:
        """Put values back on the inputs."""
        self._stuck = None
        uphill.run_at(self.circuit, arrays["inputs"].copy())

    def trouble(self) -> str:
        """What the circuit or the strategy says, fit to follow "in the next step"."""
        why = self._stuck or self.circuit.trouble or super().trouble()
        return why[0].lower() + why[1:].rstrip(".")

    def code(self, steps: int | None = None) -> str:
        """See `Lab.code`; the lines of both passes are written by the gates themselves."""
        constants: dict[str, float | str] = {"step_size": self.step_size}
        if self.strategy == "numerical":
            constants["h"] = self.h
        if self.strategy == "random":
            constants |= {"samples": self.samples, "rng": f"np.random.RandomState({self.seed})"}
        return script(
            parse(self.expression, parse_values(self.values)),
            f"Make {' '.join(self.expression.split())} larger, step by step: the {self.strategy} way.",
            self.strategy,
            self.steps if steps is None else steps,
            constants,
        )

    # --- by hand -----------------------------------------------------------------------------------------

    def set_input(self, name: str, value: float) -> None:
        """Put `value` on an input. Before the first step that is where the run starts, later a change on the way.

        Raises `SettingError` for an unknown name, or when the circuit has no finite answer there.
        """
        here = self.circuit.values
        if name not in here:
            raise SettingError("inputs", f"there is no input “{settings.shorten(name)}”{settings.did_you_mean(name, here)}")
        if not finite(np.float64(value)):
            raise SettingError("inputs", f"{name} takes a finite number")
        if self.steps == 0:
            walk = self.walk
            self.update(values=format_values(parse_values(self.values) | {k: float(v) for k, v in here.items()} | {name: value}))
            self.reset()
            self.walk = replace(walk, circuit=self.circuit)
        else:
            self._move(here | {name: np.float64(value)}, f"{name} moved")

    def give_way(self) -> None:
        """Let the inputs follow the tug at the output, upwards or downwards, by one step size."""
        pull = self.walk.pull
        self.circuit.forward()
        self.circuit.backward(pull)
        moved = {unit.name: unit.value + self.step_size * unit.grad for unit in self.circuit.inputs}
        self._move(moved, "tug upwards" if pull > 0 else "tug downwards")

    def _move(self, to: Mapping[str, Any], what: str) -> None:
        here = uphill.position(self.circuit)
        self.circuit.set(to)
        self.circuit.forward()
        self.circuit.backward()
        if self.circuit.trouble:
            why = self.circuit.trouble
            uphill.run_at(self.circuit, here)
            self.circuit.backward()
            raise SettingError("inputs", why)
        self.touch(what)

    # --- what the challenges ask -------------------------------------------------------------------------

    def shows(self, preset: str) -> bool:
        """Whether the circuit is that of a preset, whatever its values."""
        return _bare(self.formula) == _bare(self.preset_settings(preset)["expression"])

    def known_formulas(self) -> set[str]:
        return {self.preset_settings(name)["expression"] for name in self.presets}

    def pulls(self, name: str) -> float:
        """The pull on an input, its size only."""
        return abs(self.reading[f"grad.{name}"])

    def keeps(self, name: str) -> bool:
        """Whether an input still has the value that its preset gave it."""
        values = self.preset_settings(self.preset_like())["values"]
        return parse_values(values)[name] == self.reading[f"value.{name}"]
