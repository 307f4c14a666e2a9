"""The formulas of `clinic`, in symbols and with the numbers of the patient."""

import math
from typing import TYPE_CHECKING

from playground.data import digits
from playground.lab.formula import Formula, Looks, exact, num, part

if TYPE_CHECKING:
    from playground.labs.clinic.lab import Clinic


def chance(lab: "Clinic", looks: Looks) -> str:
    return rf"{part('chance', num(math.log(digits.CLASSES), 6))} = \ln {exact(digits.CLASSES)}"


def gap(lab: "Clinic", looks: Looks) -> str:
    now, blind = lab.reading["loss"], math.log(digits.CLASSES)
    return rf"{num(now / blind, 4)} = \frac{{{part('loss', num(now, 4))}}}{{{part('chance', num(blind, 4))}}}"


def checked(lab: "Clinic", looks: Looks) -> str:
    seen = lab.seen("gradients")
    layer = max(range(len(seen["errors"])), key=lambda one: seen["errors"][one])
    a, n = seen["worst"][layer]
    return (
        rf"{num(abs(a - n), 6)} = \left| {part('gradients', num(a, 6))} - {num(n, 6)} \right|"
    )


def is_checked(lab: "Clinic") -> bool:
    return lab.has_opened("gradients")


FORMULAS = (
    Formula(
        "chance", rf"{part('chance', r'L_0')} = -\ln \frac{{1}}{{k}} = \ln k", chance,
        "Who has no idea gives each of k classes the share 1/k, and that costs ln k.",
    ),
    Formula(
        "learnt", rf"r = \frac{{{part('loss', 'L')}}}{{{part('chance', r'L_0')}}}", gap,
        "The loss as a share of that at chance: 1 is no idea, 0 is knowing all.",
    ),
    Formula(
        "gradient check", rf"d = \left| {part('gradients', 'a')} - n \right|", checked,
        "The slope from backpropagation, a, and the one that nudging measures, n, should be the same.",
        when=is_checked,
    ),
)  # fmt: skip
