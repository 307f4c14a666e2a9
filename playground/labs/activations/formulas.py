"""The formulas of `activations`, in symbols and with the numbers under the finger."""

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part
from playground.nn import stack

if TYPE_CHECKING:
    from playground.labs.activations.lab import Activations

SUM, PLACE = 1.0, 1.0  # z and x, where nobody has put them elsewhere


def at(lab: "Activations", looks: Looks) -> tuple[float, float, float]:
    """z, f(z) and f′(z) under the finger."""
    z = round(float(looks.get("z", SUM)), 2)
    value, slope = stack.curve(lab.activation, np.array([z]), lab.built.width)
    return z, float(value[0]), float(slope[0])


BENDS = {
    "step": r"[\, z > 0 \,]",
    "linear": "z",
    "sigmoid": r"\sigma(z)",
    "tanh": r"\tanh z",
    "relu": r"\max(0, z)",
    "leaky-relu": r"\max(0.01 \, z, z)",
    "elu": r"z \;\text{or}\; e^{z} - 1",
    "softmax": r"\frac{e^{z}}{e^{z} + n - 1}",
}
SLOPES = {
    "step": "0",
    "linear": "1",
    "sigmoid": "a \\, (1 - a)",
    "tanh": "1 - a^2",
    "relu": r"[\, z > 0 \,]",
    "leaky-relu": r"1 \;\text{or}\; 0.01",
    "elu": r"1 \;\text{or}\; a + 1",
    "softmax": "a \\, (1 - a)",
}


def bend(lab: "Activations", looks: Looks) -> str:
    z, a, _ = at(lab, looks)
    said, given, name = part("bend", num(a, 4)), exact(z), lab.activation
    if name == "step":
        return rf"\text{{from}} \; {given} \mapsto {said}"
    if name == "softmax":
        return rf"{said} = \frac{{e^{{{given}}}}}{{e^{{{given}}} + {exact(lab.built.width - 1)}}}"
    if name == "elu":
        return rf"{said} = {given}" if z > 0 else rf"{said} = e^{{{given}}} - 1"
    if name == "leaky-relu":
        return rf"{said} = \max(0.01 \cdot {given}, {given})"
    wrap = {"sigmoid": r"\sigma({})", "tanh": r"\tanh({})", "relu": r"\max(0, {})", "linear": "{}"}[name]
    return f"{said} = {wrap.format(given)}"


def slope(lab: "Activations", looks: Looks) -> str:
    z, a, s = at(lab, looks)
    said, shown, name = part("slope", num(s, 4)), num(a, 4), lab.activation
    if name in ("sigmoid", "softmax"):
        return rf"{said} = {shown} \cdot (1 - {shown})"
    if name == "tanh":
        return rf"{said} = 1 - {shown}^2"
    if name == "elu" and z <= 0:
        return rf"{said} = {shown} + 1"
    return part("slope", exact(round(s, 2)))


def through(lab: "Activations", looks: Looks) -> str:
    s, n = at(lab, looks)[2], lab.built.layers
    return rf"{num(s**n, 4)} = {part('slope', num(s, 5))}^{{{exact(n)}}}"


def one(lab: "Activations", looks: Looks) -> str:
    x = round(float(looks.get("x", PLACE)), 1)
    weight, bias = lab.as_one()
    said = float(lab.net.predict(np.array([[x]]))[0, 0])
    line = part("one", num(weight, 3))
    return rf"{part('curve', num(said, 3))} = {line} \cdot {exact(x)} + {part('one', num(bias, 3))}"


def share(lab: "Activations", looks: Looks) -> str:
    norms = stack.gradient_norms(lab.look())
    if not norms[-1] or not math.isfinite(norms[-1]):
        return exact(0)
    first, last = (part("gradients", num(norm, 4)) for norm in (norms[0], norms[-1]))
    return rf"{num(norms[0] / norms[-1], 4)} = \frac{{{first}}}{{{last}}}"


def is_deep(lab: "Activations") -> bool:
    return bool(lab.built.layers > 1)


A, S = part("bend", "a"), part("slope", "f'(z)")
FORMULAS = (
    Formula(
        "activation", lambda lab: f"{A} = {BENDS[lab.activation]}", bend,
        "What a hidden neuron makes of its sum z. Drag the dot along the curve.",
    ),
    Formula(
        "slope", lambda lab: f"{S} = {SLOPES[lab.activation]}", slope,
        "How much its output changes with the sum: what the gradient is multiplied by.",
    ),
    Formula(
        "n layers", rf"{S}^{{n}}", through,
        "What as many such slopes as there are layers leave of a gradient.",
        when=is_deep,
    ),
    Formula(
        "gradient share",
        rf"g = \frac{{{part('gradients', r'\lVert \delta_1 \rVert')}}}"
        rf"{{{part('gradients', r'\lVert \delta_n \rVert')}}}",
        share,
        "The gradient at the first layer's sums, over that at the last hidden layer's.",
        when=is_deep,
    ),
    Formula(
        "one line",
        rf"{part('curve', 'y')} = {part('one', r'W_1 W_2 \cdots W_{n+1}')} \, x + {part('one', 'b')}", one,
        "Layers that do not bend are one weight and one bias: their product.",
        when=lambda lab: lab.activation == "linear",
    ),
)  # fmt: skip
