"""The formulas of `averaging`, in symbols and with the numbers of the run."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part

if TYPE_CHECKING:
    from playground.labs.averaging.lab import Averaging


NONE = r"\text{no network has been kept yet}"
RULES = {
    "snapshots": r"\frac{\eta_0}{2} (1 + \cos \pi t)",
    "fge": r"\eta_0 \, (|1 - 2 t| + 0.05 \, (1 - |1 - 2 t|))",
    "swa": r"\eta_0 \, (1 - t / 2)",
}


def rate(lab: "Averaging", looks: Looks) -> str:
    factor = lab.factor(lab.steps)
    shown = part("rate", num(float(lab.learning_rate) * factor, 4))
    return rf"{shown} = {exact(float(lab.learning_rate))} \cdot {num(factor, 4)}"


def rate_symbols(lab: "Averaging") -> str:
    rule = RULES.get(str(lab.built.method), r"\eta_0")
    return rf"{part('rate', r'\eta')} = {rule}"


def step(lab: "Averaging", looks: Looks) -> str:
    w = float(lab.last[0])
    slope = float(lab.slopes(lab.last, lab.batches.peek())[0])
    now = float(lab.learning_rate) * lab.factor(lab.steps)
    return (
        rf"{part('network', num(w - now * slope, 4))} \leftarrow {part('network', num(w, 4))}"
        rf" - {part('rate', num(now, 4))} \cdot {num(slope, 4)}"
    )


def mean(lab: "Averaging", looks: Looks) -> str:
    if not lab.taken:
        return NONE
    n, last = int(lab.taken), float(lab.networks[-1][0])
    after = float(lab.mean[0])
    before = (n * after - last) / (n - 1) if n > 1 else 0.0
    kept = part("kept", num(last, 4))
    shown = part("mean", num(after, 4))
    return rf"{shown} = \frac{{{exact(n - 1)} \cdot {num(before, 4)} + {kept}}}{{{exact(n)}}}"


def together(lab: "Averaging", looks: Looks) -> str:
    from playground.nn.averaging import answers

    if not len(lab.networks):
        return NONE
    said = answers(lab.judge, lab.networks, lab.lesson.test[0][:1])[:, 0, 0]
    total, count = float(np.sum(said)), len(said)
    return rf"{num(total / count, 4)} = \frac{{{num(total, 4)}}}{{{exact(count)}}}"


def barrier(lab: "Averaging", looks: Looks) -> str:
    if len(lab.networks) < 2:
        return r"\text{two networks are needed}"
    one, two = pair(lab, looks)
    ends = lab.losses(np.stack([lab.networks[one], lab.networks[two]]))
    middle = float(lab.losses((lab.networks[one] + lab.networks[two])[None] / 2)[0])
    worse = float(ends.max())
    return rf"{num(middle - worse, 4)} = {part('segment', num(middle, 4))} - {part('kept', num(worse, 4))}"


def pair(lab: "Averaging", looks: Looks) -> tuple[int, int]:
    """Which two of the networks are looked at: places in `lab.networks`. Else the last two."""
    count = len(lab.networks)
    gone = 0 if lab.built.method == "ensemble" else int(lab.taken) - count
    one, two = looks.get("pair", (-1, -1))
    if one != two and gone <= min(one, two) and max(one, two) < gone + count:
        return one - gone, two - gone
    return count - 2, count - 1


def _asks_several(lab: "Averaging") -> bool:
    return lab.built.method in ("snapshots", "fge", "ensemble")


W = part("network", "w")
MEAN = part("mean", r"\bar w")
FORMULAS = (
    Formula(
        "learning rate", rate_symbols, rate,
        "How far a step goes: t runs from 0 to 1 in every cycle, and starts again.",
        when=lambda lab: lab.averages,
    ),
    Formula(
        "step", rf"{W} \leftarrow {W} - {part('rate', r'\eta')} \, \frac{{\partial L}}{{\partial w}}", step,
        "A step goes against the gradient of the next mini-batch; in numbers, for the first weight.",
    ),
    Formula(
        "running mean", rf"{MEAN} \leftarrow \frac{{n \, {MEAN} + {part('kept', 'w')}}}{{n + 1}}", mean,
        "The mean of the weights takes in one more network; in numbers, for the first weight.",
        when=lambda lab: lab.averages,
    ),
    Formula(
        "mean of answers", r"\bar y = \frac{1}{K} \sum_k y_k", together,
        "An ensemble answers with the mean of its answers; in numbers, for the first test point.",
        when=_asks_several,
    ),
    Formula(
        "barrier", r"B = L\left(\tfrac{w_1 + w_2}{2}\right) - \max(L(w_1), L(w_2))", barrier,
        "By how much the test loss halfway between two networks is above that of the worse one.",
        when=lambda lab: lab.built.method != "none",
    ),
)  # fmt: skip
