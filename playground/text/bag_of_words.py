"""A filter that weighs words: logistic regression on bags of words.

Every word has a weight. The score of a message is the sum of the weights of its words, and a message with a
score above 0 is taken for spam. Learning goes message by message, as A. Trask does it in Safe Crime Detection
(2017):

    guess = sigmoid(Σ w)      w −= alpha · (guess − answer)      for every word of the message

The second is the slope of the logistic loss. At the end the sigmoid is not needed: it is above ½ exactly
where the sum is above 0, and sums are what can be computed under encryption.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.nn.activations import sigmoid

Array = NDArray[np.float64]
Places = NDArray[np.intp]


class Bags:
    """Several messages as places in the vocabulary; words that are not in it are passed over."""

    def __init__(self, messages: Sequence[Sequence[str]], place: dict[str, int]) -> None:
        self.each: list[Places] = [
            np.array([place[word] for word in words if word in place], np.intp) for words in messages
        ]
        self._rows = np.repeat(np.arange(len(self.each)), [len(places) for places in self.each])
        self._all = np.concatenate([*self.each, np.zeros(0, np.intp)])

    def __len__(self) -> int:
        return len(self.each)

    def scores(self, weights: Array) -> Array:
        """The sum of the weights [vocabulary] of the words of each message [messages]."""
        return np.bincount(self._rows, weights[self._all], len(self.each))


def learn(weights: Array, places: Places, answer: float, alpha: float) -> None:
    """Move the weights [vocabulary] at the `places` [words] of a message, each as often as it occurs."""
    guess = sigmoid(weights[places].sum())
    np.subtract.at(weights, places, alpha * (guess - answer))


def loss(weights: Array, bags: Bags, answers: Array) -> float:
    """The logistic loss, −log of the probability given to the right answer, on average over messages.

    weights: [vocabulary], answers: [messages], 1 for spam and else 0.
    """
    scores = bags.scores(weights)
    return float(np.mean(np.logaddexp(0, np.where(answers == 1, -scores, scores))))


def gradient(weights: Array, bags: Bags, answers: Array) -> Array:
    """The slope of `loss` along every weight [vocabulary]: what `learn` follows, message by message.

    weights: [vocabulary], answers: [messages].
    """
    slope = np.zeros_like(weights)
    deltas = (sigmoid(bags.scores(weights)) - answers) / len(bags)
    for places, delta in zip(bags.each, deltas, strict=True):
        np.add.at(slope, places, delta)
    return slope


def miss(weights: Array, bags: Bags, answers: Array) -> float:
    """How far the guess is from the answer, on average over messages: what the source prints as its loss.

    weights: [vocabulary], answers: [messages].
    """
    return float(np.mean(np.abs(sigmoid(bags.scores(weights)) - answers)))


def rates(reported: NDArray[np.bool_], spam: NDArray[np.bool_]) -> dict[str, float]:
    """How well the filter judges, as the source counts it; `reported` and `spam` are [messages].

    false_alarm_rate  of the messages it reports, the share that was innocent: privacy broken for nothing
    missed_rate       of the messages it lets through, the share that was spam: a risk to security
    """
    return {
        "test_accuracy": float(np.mean(reported == spam)),
        "false_alarm_rate": _share(reported & ~spam, reported),
        "missed_rate": _share(~reported & spam, ~reported),
    }


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    return float(part.sum() / max(int(whole.sum()), 1))


def innocent_words(weights: Array, excess: float, most: int) -> list[int]:
    """What somebody who can read the weights adds to a message to slip it past: the places of words.

    weights: [vocabulary]. `excess` is by how much its score is too high. The most innocent words come first;
    at most `most` of them.
    """
    chosen: list[int] = []
    for place in np.argsort(weights)[:most]:
        if excess <= 0 or weights[place] >= 0:
            break
        excess += float(weights[place])
        chosen.append(int(place))
    return chosen
