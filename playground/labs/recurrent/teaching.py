"""What the lab `recurrent` is good for in a class."""

from math import exp
from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent

GOALS = (
    "say how a network that hears itself carries a one from a column to the next.",
    "unroll a recurrent network in time, and follow an error signal back through it.",
    "explain why gradients vanish or explode over many time steps, and what clipping does.",
)


def _adds(kind: "type[Recurrent]") -> list[str]:
    return [written(100 * played(kind, 2000, "bolder").reading["accuracy"])]


def _fades(kind: "type[Recurrent]") -> list[str]:
    """The slope of a sigmoid is largest in its middle, at 0."""
    middle = 1 / (1 + exp(0))
    back = kind("vanishing").bits - 1
    slope = middle * (1 - middle)
    assert slope**back < 1e-9
    return [written(slope, 2), written(back)]


def _clipped(kind: "type[Recurrent]") -> list[str]:
    without, with_it = (played(kind, 3000, preset).reading["accuracy"] for preset in ("exploding", "clipped"))
    return [written(100 * without), *(["80"] if with_it > 0.8 else [])]


QUESTIONS = (
    Question(
        "An ordinary network sees the same two digits, one column at a time. Why can it not add?",
        "Whether a one is carried depends on the columns before. An ordinary network knows nothing of them;"
        " this one hears its own hidden layer of the column before.",
    ),
    Question(
        "How many of its last hundred problems does the preset bolder add without a mistake after 2,000"
        " problems?",
        "All of them: its accuracy is 100 %. Nobody told it to carry; the error is smaller when it does.",
        _adds,
    ),
    Question(
        "Why does the error signal fade on its way back if the activation is a sigmoid?",
        "At every time step it is multiplied by the slope of the sigmoid, which is 0.25 at most, and by the"
        " weights of the loop. In a number of sixteen digits the way back has 15 steps, and nearly nothing is"
        " left.",
        _fades,
    ),
    Question(
        "Let the presets exploding and clipped see 3,000 problems each. What does clipping change, and what"
        " not?",
        "Clipping shortens a gradient that is too long and keeps its direction. Without it a few long steps"
        " throw the weights to where nothing is learnt, and the accuracy is 0 %. With it more than 80 % are"
        " right.",
        _clipped,
    ),
)
