"""The run of the lab `descent` as a script: the landscape, its slope, the rule, and the valleys."""

from typing import TYPE_CHECKING

from playground.circuits.codegen import name_wires, write_backward, write_forward
from playground.lab.listing import fill
from playground.nn import pieces
from playground.nn.landscapes import CELLS, ErrorPlane, Formula

if TYPE_CHECKING:
    from playground.labs.descent.lab import Descent

# Before the bar stand the flags that a line is for.
PROGRAM = """\
        |import numpy as np
        |
        |RATE, rng = {learning_rate!r}, np.random.RandomState({seed})
        |low, high = np.array({low}), np.array({high})
!several start|p = np.array([{start}])  # [balls, numbers]
!several !start|p = 2 * rng.random_sample((1, 2)) - 1  # [balls, numbers]
several |p = low + (high - low) * rng.random_sample(({balls}, {size}))  # [balls, numbers]
m       |m = np.zeros_like(p)
s       |s = np.zeros_like(p)
lbfgs   |moved, turned = [np.zeros_like(p)] * 5, [np.zeros_like(p)] * 5
        |
formula |def ground({arguments}):
formula |    {forward}
formula |    {backward}
formula |    return {output}, np.stack([np.broadcast_to(d, x.shape) for d in ({gradient},)], axis=-1)
plane   |X, y = np.array({X}), np.array({y})
plane   |def ground(w1, w2):  # the error of the neuron, and its slope
plane   |    o = 1 / (1 + np.exp(np.minimum(-(w1[:, None] * X[:, 0] + w2[:, None] * X[:, 1]), 708)))
plane   |    delta = (o - y) * o * (1 - o)
plane   |    slope = np.stack([(delta * X[:, 0]).sum(axis=1), (delta * X[:, 1]).sum(axis=1)], axis=-1)
plane   |    return 0.5 * ((o - y) ** 2).sum(axis=1), slope
lbfgs   |def dot(a, b):
lbfgs   |    return (a * b).sum(axis=-1, keepdims=True)
        |
        |for step in range({steps}):
        |    g = ground(*p.T)[1]
schedule|    rate = {schedule}
        |    {rule}
kick    |    p += {kick!r} * {cooling}**step * rng.standard_normal(p.shape)
        |
        |heights = ground(*p.T)[0]
        |# Valleys: each cell of a grid drains into its lowest neighbour, and so on until there is none.
        |n, axes = {cells}, [np.linspace(a, b, {cells}) for a, b in zip(low, high)]
        |with np.errstate(all="ignore"):
        |    h = ground(*[axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])[0]
        |lowest = np.where(np.isfinite(h), h, np.inf).reshape([n] * {size})
        |into = cell = np.arange(h.size).reshape(lowest.shape)
        |h, cell = np.pad(lowest, 1, constant_values=np.inf), np.pad(cell, 1, constant_values=cell.size)
        |for shift in np.ndindex(*[3] * {size}):
        |    there = tuple(slice(k, k + n) for k in shift)
        |    better = (h[there] < lowest) | ((h[there] == lowest) & (cell[there] < into))
        |    lowest, into = np.where(better, h[there], lowest), np.where(better, cell[there], into)
        |ends = into.ravel()
        |while (ends[ends] != ends).any():
        |    ends = ends[ends]
        |rows = np.clip(np.rint((p - low) / (high - low) * (n - 1)), 0, n - 1).astype(int)
        |held = ends[rows @ n ** np.arange({size})[::-1]]
joined  |joined = {joined}  # cells of the same valley
joined  |held = [joined.get(cell, cell) for cell in held.tolist()]
        |print("height", repr(float(np.mean(heights))))
        |print("best", repr(float(np.min(heights))))
        |print("valleys", repr(float(len(set(held)))))
"""

LBFGS = """\
if step > 0:
    news = p - place, g - before
    good = dot(*news) > 1e-10
    moved = [np.where(good, a, b) for a, b in zip([news[0], *moved], moved)]
    turned = [np.where(good, a, b) for a, b in zip([news[1], *turned], turned)]
place, before, q, shares = p.copy(), g, g.copy(), []
bends = [dot(a, b) for a, b in zip(moved, turned)]
inverses = [np.where(b > 0, 1 / np.where(b > 0, b, 1), 0.0) for b in bends]
for a, b, inverse in zip(moved, turned, inverses):  # back in time
    shares.append(inverse * dot(a, q))
    q -= shares[-1] * b
size = dot(turned[0], turned[0])
first = 1 / np.maximum(np.abs(g).sum(axis=-1, keepdims=True), 1)
q *= np.where(size > 0, bends[0] / np.where(size > 0, size, 1), first)
for a, b, inverse, share in reversed([*zip(moved, turned, inverses, shares)]):  # and forth again
    q += a * (share - inverse * dot(b, q))
p -= q * {rate}"""

RULES = pieces.RULES | {"lbfgs": LBFGS.split("\n")}


def script(lab: "Descent", steps: int) -> str:
    """A script that needs only numpy, makes `steps` steps and prints the metrics."""
    fresh = type(lab)(**lab.settings)
    ground = fresh.ground
    rate = "RATE" if fresh.schedule == "constant" else "rate"
    rule = [line.format(rate=rate, momentum=fresh.momentum) for line in RULES[fresh.optimizer]]
    flags = {
        "several": fresh.balls > 1,
        "start": ground.start is not None,
        "m": fresh.optimizer in ("momentum", "nesterov", "adadelta", "adam"),
        "s": fresh.optimizer in ("adagrad", "rmsprop", "adadelta", "adam"),
        "lbfgs": fresh.optimizer == "lbfgs",
        "formula": isinstance(ground, Formula),
        "plane": isinstance(ground, ErrorPlane),
        "schedule": rate == "rate",
        "kick": fresh.kick > 0,
        "joined": bool(ground.joined),
    }
    fields = {
        "low": ground.low.tolist(),
        "high": ground.high.tolist(),
        "start": None if ground.start is None else ground.start.tolist(),
        "size": ground.size,
        "steps": steps,
        "rule": "\n    ".join(rule),
        "schedule": pieces.SCHEDULES[fresh.schedule].format(period=fresh.period),
        "cooling": fresh.cooling,
        "cells": CELLS[ground.size],
        "joined": ground.joined,
    }
    if isinstance(ground, Formula):
        fields |= _written(ground)
    if isinstance(ground, ErrorPlane):
        fields |= {"X": ground.X.tolist(), "y": ground.y.tolist()}
    return fill(PROGRAM, {flag for flag, on in flags.items() if on}, **fresh.settings | fields)


def _written(ground: Formula) -> dict[str, str]:
    """The circuit of a formula, forward and backward, as lines of the function `ground`."""
    circuit = ground.circuit
    names = name_wires(circuit)
    return {
        "arguments": ", ".join(names[unit] for unit in circuit.inputs),
        "forward": "\n    ".join(write_forward(circuit, names) or ["pass"]),
        "backward": "\n    ".join(write_backward(circuit, names)),
        "output": names[circuit.output],
        "gradient": ", ".join(f"d{names[unit]}" for unit in circuit.inputs),
    }
