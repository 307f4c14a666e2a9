"""What the lab `descent` has to read: every ball, every valley, and what goes wrong."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Table
from playground.lab.numerals import written
from playground.nn.advice import ran_away
from playground.nn.landscapes import ErrorPlane

if TYPE_CHECKING:
    from playground.labs.descent.lab import Descent

MOST_ROWS = 40  # of valleys in a table
REST = 1e-3  # a slope that is level
CREEP = 1e-4  # of the width of the picture: a step that is hardly one

FAR = 0.02  # of that width: away from a bottom


def tables(lab: "Descent") -> list[Table]:
    """Every ball, and every valley with its balls."""
    names = lab.ground.names[: lab.ground.size]
    heights, slopes, later = lab.heights(), lab.slopes(), lab.next_positions()
    plane = isinstance(lab.ground, ErrorPlane)
    errors = lab.ground.mean_errors(lab.positions) if isinstance(lab.ground, ErrorPlane) else heights
    balls: list[tuple[str | float, ...]] = [
        (
            str(i + 1), *map(float, lab.positions[i]), float(heights[i]), *map(float, slopes[i]),
            *map(float, later[i]), *([float(errors[i])] if plane else []),
        )
        for i in range(len(lab.positions))
    ]  # fmt: skip
    inside = lab.ground.valleys_of(lab.positions)
    bottoms = lab.ground.bottoms
    deep = lab.ground.heights(bottoms)
    order = [int(i) for i in np.argsort(np.where(np.isfinite(deep), deep, np.inf)) if np.isfinite(deep[i])]
    return [
        Table(
            "Every ball",
            (
                "ball", *names, "height", *(f"slope along {name}" for name in names),
                *(f"next {name}" for name in names), *(["mean |error|"] if plane else []),
            ),
            balls,
            "Next is where a step leads without its kick."
            + (" What is descended is half the sum of the squared errors." if plane else ""),
        ),
        Table(
            "Every valley",
            (*names, "height", "balls"),
            [
                (*map(float, bottoms[i]), float(deep[i]), str(int((inside == i).sum())))
                for i in order[:MOST_ROWS]
            ],
            f"The deepest {MOST_ROWS} of {len(order)}, found on a grid." if len(order) > MOST_ROWS
            else "The deepest first, found on a grid.",
        ),
    ]  # fmt: skip


def _of(those: np.ndarray) -> str:
    """How many balls are found to be such; `those` says of each whether it is, [B]."""
    return f"{those.sum()} of {len(those)} balls found" if len(those) > 1 else "The ball was found"


def findings(lab: "Descent") -> list[Finding]:
    """A learning rate beyond the limit, balls in valleys that are not the deepest, balls that creep."""
    found = ran_away(lab.stopped, lab.blew_up)
    ground, rate = lab.ground, float(lab.learning_rate) * lab.schedule_factor()
    k = float(lab.built.steepness)
    if lab.built.landscape == "bowl" and lab.built.optimizer == "sgd" and rate * k >= 2:
        found.append(
            Finding(
                "Beyond the limit", "problem", "the learning rate",
                f"A step multiplies the distance to the bottom by {written(1 - rate * k, 3)}.",
                "Each step lands at least as far out as the last: a ball never comes down.",
                f"Take a learning rate below 2/k, which is {written(2 / k, 3)}.",
            )
        )  # fmt: skip
    level = (np.abs(lab.slopes()) < REST).all(axis=1)
    valleys = ground.valleys_of(lab.positions)
    high = level & (valleys != lab.deepest())
    if high.any() and lab.steps and not lab.temperature() > 0.01:
        found.append(
            Finding(
                "In a valley that is not the deepest", "note", "the balls",
                f"{_of(high)} on level ground, but not in the deepest valley.",
                "There is no slope that could tell them of a deeper one: a local minimum.",
                f"{'Throw more balls, t' if lab.built.balls < 100 else 'T'}ake momentum or a larger learning"
                f" rate{', or kick them' if not lab.now.kick else ''}.",
            )
        )  # fmt: skip
    step = np.abs(lab.next_positions() - lab.positions) / (ground.high - ground.low)
    away = np.abs(lab.positions - ground.bottoms[valleys]) / (ground.high - ground.low)
    slow = (step < CREEP).all(axis=1) & ~level & (away > FAR).any(axis=1)
    if slow.any() and lab.steps >= 20 and not lab.temperature() > 0.01:
        found.append(
            Finding(
                "Hardly moving", "warning", "the balls",
                f"{_of(slow)} on a slope, where a step is less than a ten-thousandth of the picture.",
                "The steps are so short that it takes thousands of them to get anywhere.",
                "Take a larger learning rate, or an optimizer that gathers speed.",
            )
        )  # fmt: skip
    return found
