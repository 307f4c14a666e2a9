"""The formulas of `descent`, in symbols and with the numbers of a ball."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab.formula import Formula, Looks, exact, num, part
from playground.nn.optimizers import AdaDelta, AdaGrad, Adam, RMSProp

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


def nesterov(lab: "Descent", looks: Looks) -> str:
    x, g, rate = _here(lab, looks)
    mu = float(lab.momentum)
    v = mu * _slot(lab, "velocity", looks) + g
    later, now, here = part("next", _digits(x - rate * (g + mu * v))), part("ball", _digits(x)), _digits(g)
    return (
        rf"{later} \leftarrow {now} - {_digits(rate)} \cdot"
        rf" ({part('slope', here)} + {exact(mu)} \cdot {_digits(v)})"
    )


def scaled(lab: "Descent", looks: Looks) -> str:
    """AdaGrad and RMSProp: the slope over the root of what its squares have come to."""
    x, g, rate = _here(lab, looks)
    rule, squares = lab.rule, _slot(lab, "squares", looks)
    if isinstance(rule, RMSProp):
        squares = rule.decay * squares + (1 - rule.decay) * g * g
    else:
        assert isinstance(rule, AdaGrad)
        squares += g * g
    root = float(np.sqrt(squares)) + rule.epsilon
    later, now, here = part("next", _digits(x - rate * g / root)), part("ball", _digits(x)), num(g, 5)
    return (
        rf"{later} \leftarrow {now} - {_digits(rate)} \cdot"
        rf" \frac{{{part('slope', here)}}}{{{num(root, 5)}}}"
    )


def adadelta(lab: "Descent", looks: Looks) -> str:
    x, g, rate = _here(lab, looks)
    rule = lab.rule
    assert isinstance(rule, AdaDelta)
    squares = rule.decay * _slot(lab, "squares", looks) + (1 - rule.decay) * g * g
    steps, slopes = (
        float(np.sqrt(value + rule.epsilon)) for value in (_slot(lab, "squared_steps", looks), squares)
    )
    later, now = part("next", _digits(x - rate * g * steps / slopes)), part("ball", _digits(x))
    return (
        rf"{later} \leftarrow {now} - {_digits(rate)} \cdot"
        rf" \frac{{{num(steps, 5)}}}{{{num(slopes, 5)}}} \cdot {part('slope', num(g, 5))}"
    )


def direction(lab: "Descent", looks: Looks) -> str:
    """L-BFGS: what its two loops make of the slope is read off the step."""
    x, _, rate = _here(lab, looks)
    to = float(lab.next_positions()[_ball(lab, looks), 0])
    d = (x - to) / rate if rate else 0.0
    later, now = part("next", _digits(to)), part("ball", _digits(x))
    return rf"{later} \leftarrow {now} - {_digits(rate)} \cdot {num(d, 5)}"


def temperature(lab: "Descent", _looks: Looks) -> str:
    start, factor = exact(float(lab.now.kick)), exact(lab.cooling)
    return rf"{num(lab.temperature(), 5)} = {start} \cdot {factor}^{{{lab.steps}}}"


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
        when=_runs("momentum", "nesterov"),
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
    Formula(
        "Nesterov", rf"{LATER} \leftarrow {X} - \eta \, ({G} + \mu \, v)", nesterov,
        "The step of the speed, and of the slope once more: it looks ahead to where the speed carries it.",
        when=_runs("nesterov"),
    ),
    Formula(
        "AdaGrad", rf"{LATER} \leftarrow {X} - \eta \, \frac{{{G}}}{{\sqrt{{s}} + \epsilon}}", scaled,
        "s is the sum of all squared slopes so far: steps become smaller and smaller.",
        when=_runs("adagrad"),
    ),
    Formula(
        "RMSProp", rf"{LATER} \leftarrow {X} - \eta \, \frac{{{G}}}{{\sqrt{{s}} + \epsilon}}", scaled,
        "s is a mean of the last squared slopes: steep or flat, a step is about as long.",
        when=_runs("rmsprop"),
    ),
    Formula(
        "AdaDelta",
        rf"{LATER} \leftarrow {X} - \eta \, \frac{{\sqrt{{u + \epsilon}}}}{{\sqrt{{s + \epsilon}}}} \, {G}",
        adadelta,
        "s is a mean of the squared slopes, u of the squared steps: a step is as long as those before.",
        when=_runs("adadelta"),
    ),
    Formula(
        "L-BFGS", rf"{LATER} \leftarrow {X} - \eta \, d", direction,
        "d is the slope, turned and stretched by the curvature that the last five steps have shown.",
        when=_runs("lbfgs"),
    ),
    Formula(
        "kicks", r"T = T_0 \cdot 0.98^n", temperature,
        "A step also kicks each ball at random, about T far, less and less. The arrow leaves that out.",
        when=lambda lab: lab.now.kick > 0,
    ),
)  # fmt: skip
