"""What the lab `descent` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.descent.lab import Descent

GOALS = (
    "say what a ball knows of its landscape, and what a step of gradient descent makes of it.",
    "name three ways in which descent goes wrong, and a way out of each.",
    "tell what momentum changes, and where it helps.",
    "recognize the training of a network as a ball on its loss.",
)


def _tenth(kind: "type[Descent]") -> list[str]:
    lab = played(kind, 1)
    return [written(-3, 0), written(lab.positions[0, 0], 1)]


def _limit(kind: "type[Descent]") -> list[str]:
    below, above = (played(kind, 60, "too-steep", learning_rate=rate) for rate in (0.49, 0.51))
    assert below.reading["height"] < 18 < above.reading["height"]  # where they began
    return [written(2 / 4, 1)]


def _five(kind: "type[Descent]") -> list[str]:
    lab = played(kind, 100, "hundred-balls")
    return [written(lab.reading["valleys"], 0), written(len(lab.ground.bottoms), 0)]


def _narrow(kind: "type[Descent]") -> list[str]:
    plain = played(kind, 100, "narrow-valley")
    heavy = played(kind, 100, "narrow-valley", optimizer="momentum")
    return [written(plain.reading["height"], 2), written(heavy.reading["height"], 5)]


QUESTIONS = (
    Question(
        "A ball begins at −3 in a bowl of steepness 1; the learning rate is 0.1. Where is it after one step?",
        "The slope at −3 is −3, a tenth of it is taken off: it is at −2.7.",
        _tenth,
    ),
    Question(
        "In a bowl of steepness 4, from which learning rate on does the ball run away, and why?",
        "From 0.5 on, which is 2/k: then each step lands at least as far out as it began.",
        lambda kind: [*_limit(kind), "2"],
    ),
    Question(
        "A hundred balls are thrown at random. In how many places do they end, and what decides it?",
        "In 5: the ground has 5 valleys, and a ball rolls into the one between whose ridges it was thrown.",
        _five,
    ),
    Question(
        "With a learning rate of 0.01 in the narrow valley: how much lower than plain descent is momentum?",
        "After 100 steps plain descent is at 1.07, momentum at 0.00006.",
        lambda kind: [*_narrow(kind), "100"],
    ),
    Question(
        "Why does nobody look for the best weights of a network by trying all?",
        "There are far too many places, and the slope says at each of them which way is down.",
    ),
)
