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


def hesitates(lab: "Clinic", looks: Looks) -> str:
    now = lab.reading["loss"]
    return rf"{num(math.exp(min(now, 700.0)), 2)} = e^{{{part('loss', num(now, 6))}}}"


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
        "hesitation", rf"n = e^{{{part('loss', 'L')}}}", hesitates,
        "Between how many classes it hesitates, on the average: k at chance, 1 when it is sure and right.",
    ),
)  # fmt: skip
