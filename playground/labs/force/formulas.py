"""The formulas of `force`, in symbols and with the numbers of a point."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part, total

if TYPE_CHECKING:
    from playground.labs.force.lab import Force


def _point(lab: "Force", looks: Looks) -> int:
    return min(int(looks.get("point", 0)), len(lab.X) - 1)


def score(lab: "Force", looks: Looks) -> str:
    i = _point(lab, looks)
    (a, b, c), (x, y) = lab.machine.flat[:3], lab.X[i]
    a, b, c = (part("parameters", num(float(value), 3)) for value in (a, b, c))
    said = part("line", num(float(lab.scores()[i]), 3))
    return rf"{said} = {a} \cdot {exact(float(x))} + {b} \cdot {exact(float(y))} + {c}"


def pull(lab: "Force", looks: Looks) -> str:
    i = _point(lab, looks)
    label, said = float(lab.labels[i]), float(lab.scores()[i])
    short = max(0.0, 1 - label * said)
    shown = part("pull", num(float(lab.pulls()[i]), 3))
    if lab.squared:
        return rf"{shown} = {exact(label)} \cdot {num(short, 3)}"
    return rf"{shown} = {exact(label)} \cdot {exact(1 if short > 0 else 0)}"


def force(lab: "Force", looks: Looks) -> str:
    i = _point(lab, looks)
    a, x, felt = float(lab.machine.flat[0]), float(lab.X[i, 0]), float(lab.pulls()[i])
    spring, rate = float(lab.spring), float(lab.learning_rate)
    later = a + rate * (felt * x - spring * a)
    pulled = part("pull", rf"{num(felt, 3)} \cdot {exact(x)}")
    held = part("springs", rf"{exact(spring)} \cdot {num(a, 4)}")
    return rf"{num(later, 4)} \leftarrow {num(a, 4)} + {exact(rate)} \cdot ({pulled} - {held})"


def loss(lab: "Force", looks: Looks) -> str:
    from playground.nn.force import costs

    points = float(np.mean(costs(lab.scores(), lab.labels, lab.squared)))
    springs = lab.reading["loss"] - points
    return rf"{part('loss', num(lab.reading['loss'], 4))} = {total([num(points, 4), num(springs, 4)])}"


def is_line(lab: "Force") -> bool:
    return bool(lab.built.model == "line")


A = part("parameters", "a")
FORMULAS = (
    Formula(
        "score", rf"{part('line', 's')} = a \, x + b \, y + c", score,
        "The score of a point is a weighted sum of its place.",
        when=is_line,
    ),
    Formula(
        "hinge", rf"{part('pull', 'p')} = t \, [\, t \, s < 1 \,]", pull,
        "A point with the label t pulls with t while its score is short of the margin, and else not.",
        when=lambda lab: not lab.squared,
    ),
    Formula(
        "squared hinge", rf"{part('pull', 'p')} = t \cdot \max(0, 1 - t \, s)", pull,
        "A point with the label t pulls the harder, the more its score is short of the margin.",
        when=lambda lab: lab.squared,
    ),
    Formula(
        "force",
        rf"{A} \leftarrow {A} + \eta \, ({part('pull', r'p \, x')} - {part('springs', r'r \, a')})",
        force,
        "A step moves a where the pull p and the spring r move it; b and c likewise.",
        when=is_line,
    ),
    Formula(
        "loss", r"L = \frac{1}{N} \sum_i \ell_i + \frac{r}{2} \sum_j w_j^2", loss,
        "What the forces descend: how far the points are from their margins, and the springs.",
    ),
)  # fmt: skip
