"""What the lab `clinic` is good for in a class."""

import math
from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.clinic.lab import Clinic

GOALS = (
    "name the usual reasons for which a network does not learn, and how each shows.",
    "look in a good order: data first, then loss, layers, steps.",
    "use a loss at chance, a gradient check and two examples as tests.",
)


def _chance(kind: "type[Clinic]") -> list[str]:
    return [written(played(kind, 0).patient_now.start, 6), "10"]


def _twice(kind: "type[Clinic]") -> list[str]:
    lab = played(kind, 0, patient="softmax-twice")
    return [written(lab.seen("loss")["perfect"], 2)]


def _rare(kind: "type[Clinic]") -> list[str]:
    lab = played(kind, 0, patient="class-imbalance")
    return [written(int(lab.seen("labels")["counts"].max())), "500"]


def _k(kind: "type[Clinic]") -> list[str]:
    return ["1,000", written(math.log(1000), 3)]


QUESTIONS = (
    Question(
        "What should the loss of a network for 10 classes be before it has learnt anything, and why?",
        "2.302585, which is ln 10: without an idea every class has the share of one in 10.",
        _chance,
    ),
    Question(
        "And with a thousand classes?",
        "The logarithm of 1,000, which is 6.908.",
        _k,
    ),
    Question(
        "Why can a network with softmax applied twice not get below a certain loss?",
        "Shares lie between zero and one, so their softmax is never sure: a perfect answer still costs 1.46.",
        _twice,
    ),
    Question(
        "A network has a loss near zero and an accuracy of one in ten. How can that be?",
        "Of its 500 pictures 491 show one digit: it is nearly always right with that one.",
        _rare,
    ),
    Question(
        "Why does one look at the data before anything else?",
        "What is wrong there makes all that comes after look wrong, too, and no setting mends it.",
    ),
)
