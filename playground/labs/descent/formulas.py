"""The formulas of `descent`, in symbols and with the numbers of a ball."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part
from playground.nn.optimizers import Adam

if TYPE_CHECKING:
    from playground.labs.descent.lab import Descent


def _ball(lab: "Descent", looks: Looks) -> int:
    return min(int(looks.get("ball", 0)), len(lab.positions) - 1)


def _here(lab: "Descent", looks: Looks) -> tuple[float, float, float]:
    """Where the ball is along x, its slope, and the learning rate of its next step."""
    ball = _ball(lab, looks)
    x, g = float(lab.positions[ball, 0]), float(lab.slopes()[ball, 0])
    return x, g, float(lab.learning_rate) * lab.schedule_factor()


def _slot(lab: "Descent", name: str, looks: Looks) -> float:
    """What the optimizer remembers of the ball along x."""
    slot = lab.rule.slots.get(name)
    return 0.0 if slot is None else float(slot[_ball(lab, looks), 0])


def _digits(value: float) -> str:
    return num(value, 4)


def slope(lab: "Descent", looks: Looks) -> str:
    x, g, _ = _here(lab, looks)
    return (
        rf"{part('slope', _digits(g))} = {exact(float(lab.built.steepness))} \cdot {part('ball', _digits(x))}"
    )


def jump(lab: "Descent", looks: Looks) -> str:
    x, _, rate = _here(lab, looks)
    k = float(lab.built.steepness)
    later = part("next", _digits((1 - rate * k) * x))
    return rf"{later} = ({exact(1)} - {_digits(rate)} \cdot {exact(k)}) \cdot {part('ball', _digits(x))}"


def step(lab: "Descent", looks: Looks) -> str:
    x, g, rate = _here(lab, looks)
    later, now = part("next", _digits(x - rate * g)), part("ball", _digits(x))
    return rf"{later} \leftarrow {now} - {_digits(rate)} \cdot {part('slope', _digits(g))}"


def speed(lab: "Descent", looks: Looks) -> str:
    _, g, _ = _here(lab, looks)
    mu, v = float(lab.momentum), _slot(lab, "velocity", looks)
    now = part("slope", _digits(g))
    return rf"{_digits(mu * v + g)} \leftarrow {exact(mu)} \cdot {_digits(v)} + {now}"


def speed_step(lab: "Descent", looks: Looks) -> str:
    x, g, rate = _here(lab, looks)
    v = float(lab.momentum) * _slot(lab, "velocity", looks) + g
    later, now = part("next", _digits(x - rate * v)), part("ball", _digits(x))
    return rf"{later} \leftarrow {now} - {_digits(rate)} \cdot {_digits(v)}"


def adam(lab: "Descent", looks: Looks) -> str:
    x, g, rate = _here(lab, looks)
    rule, t = lab.rule, lab.rule.steps + 1
    assert isinstance(rule, Adam)
    mean = rule.beta1 * _slot(lab, "mean", looks) + (1 - rule.beta1) * g
    square = rule.beta2 * _slot(lab, "squares", looks) + (1 - rule.beta2) * g * g
    m, root = mean / (1 - rule.beta1**t), float(np.sqrt(square / (1 - rule.beta2**t))) + rule.epsilon
    later, now = part("next", _digits(x - rate * m / root)), part("ball", _digits(x))
    return rf"{later} \leftarrow {now} - {_digits(rate)} \cdot \frac{{{num(m, 5)}}}{{{num(root, 5)}}}"


def _runs(*optimizers: str):  # type: ignore[no-untyped-def]
    return lambda lab: lab.built.optimizer in optimizers


def _is_bowl(lab: "Descent") -> bool:
    return bool(lab.built.landscape == "bowl")


X, G, LATER = part("ball", "x"), part("slope", "g"), part("next", "x")
FORMULAS = (
    Formula(
        "slope", rf"{G} = k \, {X}", slope,
        "In the bowl the slope grows with the distance from the bottom: it is k times x.",
        when=_is_bowl,
    ),
    Formula(
        "gradient descent", rf"{LATER} \leftarrow {X} - \eta \, {G}", step,
        "A step goes against the slope, as far as the learning rate η says.",
        when=_runs("sgd"),
    ),
    Formula(
        "every step in the bowl", rf"{LATER} = (1 - \eta \, k) \, {X}", jump,
        "A step multiplies x by 1 − ηk. Beyond η = 2/k that is less than −1, and the ball runs away.",
        when=lambda lab: _is_bowl(lab) and _runs("sgd")(lab),
    ),
    Formula(
        "speed", rf"v \leftarrow \mu \, v + {G}", speed,
        "A heavy ball keeps the share μ of its speed, and the slope adds to it.",
        when=_runs("momentum"),
    ),
    Formula(
        "momentum", rf"{LATER} \leftarrow {X} - \eta \, v", speed_step,
        "A step goes as the speed says, and no longer as the slope alone.",
        when=_runs("momentum"),
    ),
    Formula(
        "Adam", rf"{LATER} \leftarrow {X} - \eta \, \frac{{m}}{{\sqrt{{s}} + \epsilon}}", adam,
        "m is a mean of the slopes, s one of their squares, both made up for having begun at 0.",
        when=_runs("adam"),
    ),
)  # fmt: skip
