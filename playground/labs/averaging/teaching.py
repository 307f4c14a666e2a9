"""What the lab `averaging` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.averaging.lab import Averaging

GOALS = (
    "explain why a network trained by mini-batches does not come to rest, and what its mean is good for.",
    "tell the mean of answers from the mean of weights, by what they cost and by when they fail.",
    "say why a wide valley of the loss generalizes better than a narrow one.",
)


def _swa(kind: "type[Averaging]") -> list[str]:
    lab = played(kind, 200, "swa")
    each = lab.losses(lab.networks)
    return [written(lab.reading["averaged_loss"], 3), written(each.mean(), 3), written(each.max(), 3)]


def _narrow(kind: "type[Averaging]") -> list[str]:
    lab = played(kind, 200, "narrow-vs-wide")
    return [written(lab.reading["train_loss"], 2), written(lab.reading["test_loss"], 2)]


def _five(kind: "type[Averaging]") -> list[str]:
    lab = played(kind, 600, "ensemble")
    together, middle = lab.reading["averaged_loss"], float(lab.losses(lab.centre[None])[0])
    return [written(together, 2), written(middle, 2)]


QUESTIONS = (
    Question(
        "Play the preset SWA. How does the mean of the weights compare with the networks it was made of?",
        "After ten epochs its test loss is 0.340; theirs are 0.357 on average, and 0.403 at most.",
        _swa,
    ),
    Question(
        "In the preset “narrow and wide”, why is the test loss so much higher than the training loss?",
        "It is 0.43 in place of 0.33. The valley is narrow, and the shift puts the network onto its slope.",
        _narrow,
    ),
    Question(
        "Five nets start from five places. Which is better, the mean of their answers or of their weights?",
        "Asked together they have a test loss of 0.37; the mean of their weights has 0.63.",
        _five,
    ),
    Question(
        "For which models are the mean of the weights and the mean of the answers one and the same?",
        "For those whose answer is a weighted sum of the inputs, without a bend: the mean of sums is the sum "
        "with the mean of the weights.",
    ),
)
