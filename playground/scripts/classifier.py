"""Writes the program behind a run of the lab `classifier`: plain numpy, and not a line more than it needs.

The program makes the very steps that the lab makes, in the same order of every addition, so that it prints
the same numbers to the last bit. What a setting does not ask for is not in it: without dropout there are no
masks, without a schedule the learning rate is a constant.
"""

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from playground.points import Dataset
from playground.problems import Problem
from playground.scripts import clouds

# An activation and its slope, the slope written with the output a.
BENDS = {
    "tanh": ("np.tanh(z)", "1 - a**2"),
    "relu": ("np.maximum(z, 0.0)", "np.sign(a)"),
    "leaky-relu": ("np.maximum(z, 0.01 * z)", "np.where(a > 0, 1.0, 0.01)"),
    "sigmoid": ("1 / (1 + np.exp(np.minimum(-z, 708.0)))", "a * (1 - a)"),
    "linear": ("z", "1.0"),
    "softmax": ("softmax(z)", "1.0"),  # its slope is folded into the loss
}
SOFTMAX = """
def softmax(z):
    shares = np.exp(z - z.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)
"""
# The loss of each output o with the target t, and the gradient with which the way back begins.
LOSSES = {
    "half-squared-error": ("0.5 * (o - t) ** 2", "(o - t)"),
    "absolute-error": ("np.abs(o - t)", "np.sign(o - t)"),
    "hinge": ("np.maximum(0.0, 1 - t * o)", "-t * (t * o < 1)"),
    "squared-hinge": ("np.maximum(0.0, 1 - t * o) ** 2", "-2 * t * np.maximum(0.0, 1 - t * o)"),
    "logistic": (
        "-t * np.log(np.maximum(o, np.exp(-100))) - (1 - t) * np.log(np.maximum(1 - o, np.exp(-100)))",
        "(o - t)",
    ),
    "softmax-cross-entropy": ("-t * np.log(np.maximum(o, np.exp(-100)))", "(o - t)"),
}
FUSED = ("logistic", "softmax-cross-entropy")  # whose gradient is already the one at the sum z
WEIGHTS = {
    "tf-playground": "rng.random_sample((n, m)) - 0.5",
    "uniform": "2 * rng.random_sample((n, m)) - 1",
    "xavier": "np.sqrt(6 / (n + m)) * (2 * rng.random_sample((n, m)) - 1)",
    "he": "rng.standard_normal((n, m)) * np.sqrt(2 / n)",
    "convnetjs": "rng.standard_normal((n, m)) * np.sqrt(1 / n)",
    "zeros": "np.zeros((n, m))",
    "too-large": "20 * rng.random_sample((n, m)) - 10",
}
# How a parameter p with the gradient g moves; m and s are what the optimiser remembers of it.
RULES = {
    "sgd": ["p -= g * {rate}"],
    "momentum": ["m *= {momentum}", "m += g", "p -= m * {rate}"],
    "nesterov": ["m *= {momentum}", "m += g", "p -= (m * {momentum} + g) * {rate}"],
    "adagrad": ["s += g * g", "p -= g / (np.sqrt(s) + 1e-10) * {rate}"],
    "rmsprop": ["s[...] = s * 0.99 + g * g * (1 - 0.99)", "p -= g / (np.sqrt(s) + 1e-8) * {rate}"],
    "adadelta": [
        "s[...] = s * 0.9 + g * g * (1 - 0.9)",
        "move = np.sqrt((m + 1e-6) / (s + 1e-6)) * g",
        "m[...] = m * 0.9 + move * move * (1 - 0.9)",
        "p -= move * {rate}",
    ],
    "adam": [
        "m[...] = m * 0.9 + g * (1 - 0.9)",
        "s[...] = s * 0.999 + g * g * (1 - 0.999)",
        "root = np.sqrt(s / (1 - 0.999 ** (step + 1))) + 1e-8",
        "p -= m / root / (1 - 0.9 ** (step + 1)) * {rate}",
    ],
}
SCHEDULES = {
    "step": "RATE * 0.5 ** (step // {period})",
    "cosine": "RATE * (0.0 + (1 - 0.0) * (1 + np.cos(np.pi * min(step / {period}, 1.0))) / 2)",
    "cyclic": "RATE * (0.1 + (1 - 0.1) * (1 - abs(step % (2 * {period}) / {period} - 1)))",
}


FEATURE_TEXTS = {"x2": "x * x", "y2": "y * y", "sinx": "np.sin(x)", "siny": "np.sin(y)", "xy": "x * y"}


class Script:
    """The program for a run of `steps` steps with these settings.

    `data` are the points in the order in which they are drawn, `problem` is made from them, `activations` are
    those of the hidden layers.
    """

    def __init__(
        self, values: dict[str, Any], data: Dataset, problem: Problem, activations: Sequence[str], steps: int
    ) -> None:
        self.values, self.data, self.problem, self.activations, self.steps = values, data, problem, activations, steps
        self.rate = "RATE" if values["schedule"] == "constant" else "rate"
        self.dropout = values["dropout"] if activations else 0.0
        self.layers = len(activations) + 1
        self.frozen = sorted({int(part) - 1 for part in values["frozen"].split(",") if part.strip()})
        self.n = len(problem.train)

    @property
    def text(self) -> str:
        """The program."""
        sections = (self.head(), self.points(), self.network(), self.forward(), self.learning(), self.results())
        return "\n\n".join("\n".join(lines) for lines in sections) + "\n"

    def head(self) -> list[str]:
        v = self.values
        return [
            "import numpy as np\n",
            f"STEPS, BATCH, RATE = {self.steps}, {v['batch']}, {v['learning_rate']!r}",
            f"rng = np.random.RandomState({v['seed']})",
        ]

    def points(self) -> list[str]:
        v, data, problem = self.values, self.data, self.problem
        own = v["dataset"].startswith("own")
        lines = clouds.table(data) if own else clouds.recipe(v["dataset"], len(data), v["noise"] / 100)
        which = "labels" if problem.classes > 2 else "(labels > 0).astype(int)"
        targets = {"softmax": f"np.eye({problem.classes})[{which}]", "sigmoid": "(labels[:, None] + 1) / 2"}
        target = targets.get(problem.output, "labels[:, None]")
        if problem.names == ("x", "y"):
            lines += [f"inputs, targets = points, {target}  # [{len(data)}, 2], [{len(data)}, {problem.outputs}]"]
        else:
            columns = ", ".join(FEATURE_TEXTS.get(name, name) for name in problem.names)
            lines += [
                "x, y = points.T",
                f"inputs = np.stack([{columns}], axis=1)  # [{len(data)}, {len(problem.names)}]",
                f"targets = {target}  # [{len(data)}, {problem.outputs}]",
            ]
        lines += [f"train, test = np.split(rng.permutation({len(data)}), [{self.n}])"]
        if v["reshuffle"]:
            lines += [f"key = np.random.RandomState({v['seed']}).randint(2**31, dtype=np.int64)"]
        return lines

    def network(self) -> list[str]:
        v = self.values
        sizes = [len(self.problem.names), *v["hidden"], self.problem.outputs]
        bias = 0.1 if v["initialiser"] == "tf-playground" else 0.0
        lines = [
            f"sizes = {sizes}",
            f"weights = [{WEIGHTS[v['initialiser']]} for n, m in zip(sizes, sizes[1:])]  # [in, out]",
            f"biases = [np.full((1, m), {bias}) for m in sizes[1:]]",
            "parameters = [p for pair in zip(weights, biases) for p in pair]",
        ]
        rule = " ".join(RULES[v["optimizer"]])
        for name, slot in (("m", "means"), ("s", "squares")):
            if f"{name} *=" in rule or f"{name} +=" in rule or f"{name}[...]" in rule:
                lines += [f"{slot} = [np.zeros_like(p) for p in parameters]"]
        if self.charges == "l1":
            lines += ["alive = [np.ones_like(weight) for weight in weights]"]
        return lines

    @property
    def charges(self) -> str:
        """The penalty on the weights, if there is one to pay."""
        return self.values["regularisation"] if self.values["rate"] else "none"

    @property
    def mixed(self) -> bool:
        """Whether hidden layers differ in their activation."""
        return len(set(self.activations)) > 1

    def forward(self) -> list[str]:
        output, layers = self.problem.output, self.layers
        lines = SOFTMAX.strip().split("\n") + [""] if output == "softmax" else []
        bend = BENDS[output][0]
        if self.mixed:
            bends = ", ".join(f'"{kind}": lambda z: {BENDS[kind][0]}' for kind in dict.fromkeys([*self.activations, output]))
            slopes = ", ".join(f'"{kind}": lambda a: {BENDS[kind][1]}' for kind in dict.fromkeys(self.activations))
            lines += [f"layers = {[*self.activations, output]}", f"bends = {{{bends}}}", f"slopes = {{{slopes}}}", ""]
            bend = "bends[layers[len(outputs) - 1]](z)"
        elif self.activations and self.activations[0] != output:
            bend = f"{BENDS[self.activations[0]][0]} if len(outputs) < {layers} else {bend}"
        layer = [
            "    for weight, bias in zip(weights, biases):",
            "        z = outputs[-1] @ weight + bias  # [batch, in] @ [in, out] + [1, out]",
        ]
        if not self.dropout:
            return [
                *lines,
                "def forward(x):",
                "    outputs = [x]  # of every layer, the inputs first",
                *layer,
                f"        outputs.append({bend})",
                "    return outputs",
            ]
        stay = 1 - self.dropout
        return [
            *lines,
            "def forward(x, dropout=False):",
            "    outputs, fired, masks = [x], [x], [1.0]  # of every layer, the inputs first",
            *layer,
            f"        fired.append({bend})",
            f"        silence = dropout and len(outputs) < {layers}",
            f"        masks.append(rng.binomial(1, {stay!r}, z.shape) * (1 / {stay!r}) if silence else 1.0)",
            "        outputs.append(fired[-1] * masks[-1])",
            "    return outputs, fired, masks",
        ]

    def learning(self) -> list[str]:
        v, per_epoch = self.values, -(-self.n // self.values["batch"])
        loss, output = self.problem.loss_name, self.problem.output
        slope = "" if loss in FUSED or output == "linear" else f" * ({re.sub(r'\ba\b', 'o', BENDS[output][1])})"
        lines = [
            "for step in range(STEPS):",
            f"    first = step % {per_epoch} * BATCH  # {per_epoch} batches are an epoch",
        ]
        if v["reshuffle"]:
            lines += [
                "    if first == 0:",
                "        shuffled = np.arange(len(train))",
                f"        np.random.RandomState([key, step // {per_epoch}]).shuffle(shuffled)",
            ]
        rows = "train[shuffled[first : first + BATCH]]" if v["reshuffle"] else "train[first : first + BATCH]"
        lines += [f"    rows = {rows}", "    x, t = inputs[rows], targets[rows]  # [batch, in], [batch, out]"]
        lines += ["    outputs, fired, masks = forward(x, dropout=True)" if self.dropout else "    outputs = forward(x)"]
        a, mask = ("fired[layer]", " * masks[layer]") if self.dropout else ("outputs[layer]", "")
        if self.mixed:
            slope_before = f"slopes[layers[layer - 1]]({a})"
        elif self.activations:
            slope_before = f"({re.sub(r'\ba\b', a, BENDS[self.activations[0]][1])})"
        lines += [
            "    o, gradients, ones = outputs[-1], [], np.ones((1, len(x)))",
            f"    delta = {LOSSES[loss][1]} / len(x){slope}  # [batch, out]",
            f"    for layer in reversed(range({self.layers})):",
            "        gradients = [outputs[layer].T @ delta, ones @ delta, *gradients]",
        ]
        if self.activations:
            lines += [
                "        if layer > 0:",
                f"            delta = delta @ weights[layer].T{mask} * {slope_before}",
            ]
        return lines + textwrap.indent("\n".join(self.step()), "    ").split("\n")

    def step(self) -> list[str]:
        """From gradients to new parameters."""
        v, lines = self.values, []
        if self.rate == "rate":
            lines += [f"rate = {SCHEDULES[v['schedule']].format(period=v['period'])}"]
        if self.charges != "none":
            size = "np.sign(weight)" if self.charges == "l1" else "weight"
            lines += [f"costs = [{v['rate']!r} * {size} for weight in weights]"]
        rule = [line.format(rate=self.rate, momentum=v["momentum"]) for line in RULES[v["optimizer"]]]
        slots = [slot for slot in ("means", "squares") if any(f"{slot} =" in line for line in self.network())]
        names = ", ".join(["p", "g", *(slot[0] for slot in slots)])
        lists = ", ".join(["parameters", "gradients", *slots])
        if self.frozen:
            lines += [f"for k, ({names}) in enumerate(zip({lists})):"]
            lines += [f"    if k // 2 in {self.frozen}:", "        continue  # this layer is frozen"]
        else:
            lines += [f"for {names} in zip({lists}):"]
        lines += ["    " + line for line in rule]
        if self.charges == "none":
            return lines
        lines += ["for layer, (weight, cost) in enumerate(zip(weights, costs)):"]
        if self.frozen:
            lines += [f"    if layer in {self.frozen}:", "        continue"]
        if self.charges == "l2":
            return [*lines, f"    weight -= {self.rate} * cost"]
        return [
            *lines,
            f"    shrunk = weight - {self.rate} * cost",
            "    alive[layer][weight * shrunk < 0] = 0.0  # carried across 0: this link is cut for good",
            "    weight[...] = shrunk * alive[layer]",
        ]

    def results(self) -> list[str]:
        problem, per_epoch = self.problem, -(-self.n // self.values["batch"])
        loss = LOSSES[problem.loss_name][0]
        mean = f"np.mean({loss})" if problem.outputs == 1 else f"({loss}).sum(axis=1).mean()"
        lines = [
            'for part, rows in ("train", train), ("test", test):',
            f"    o, t = forward(inputs[rows]){'[0]' if self.dropout else ''}[-1], targets[rows]",
            f'    print(f"{{part}}_loss", {mean})',
        ]
        if problem.classes:
            middle = 0.5 if problem.output == "sigmoid" else 0
            right = f"(o > {middle}) == (t > {middle})" if problem.outputs == 1 else "o.argmax(axis=1) == t.argmax(axis=1)"
            lines += [f'    print(f"{{part}}_accuracy", np.mean({right}))']
        return [
            *lines,
            f'print("epoch", STEPS // {per_epoch} + STEPS % {per_epoch} * BATCH / {self.n})',
        ]
