"""The filter that weighs words: beside logistic regression on whole tables, and what its rates mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.nn import gradcheck
from playground.nn.activations import sigmoid
from playground.text import bag_of_words
from playground.text.bag_of_words import Bags

WORDS = "abcdef"
PLACE = {word: i for i, word in enumerate(WORDS)}

texts = st.lists(st.text(WORDS + "?", max_size=8), min_size=1, max_size=8)
some_weights = st.lists(st.floats(-5, 5), min_size=6, max_size=6).map(np.array)


def table(found: list[str]) -> np.ndarray:
    """How often each word is in each message [messages, vocabulary]."""
    return np.array([[text.count(word) for word in WORDS] for text in found], float)


@given(texts, some_weights)
def test_scores_loss_and_gradient_are_those_of_the_table(found: list[str], weights: np.ndarray) -> None:
    X, bags = table(found), Bags(found, PLACE)
    answers = np.arange(len(found)) % 2.0
    guesses = 1 / (1 + np.exp(-X @ weights))
    np.testing.assert_allclose(bags.scores(weights), X @ weights, atol=1e-12)
    loss = np.mean(np.log1p(np.exp(np.where(answers == 1, -1, 1) * (X @ weights))))
    assert bag_of_words.loss(weights, bags, answers) == pytest.approx(loss, abs=1e-9)
    gradient = X.T @ (guesses - answers) / len(found)
    np.testing.assert_allclose(bag_of_words.gradient(weights, bags, answers), gradient, atol=1e-12)
    assert bag_of_words.miss(weights, bags, answers) == pytest.approx(np.abs(guesses - answers).mean())


@given(texts, some_weights)
def test_the_gradient_is_that_of_nudging(found: list[str], weights: np.ndarray) -> None:
    bags, answers = Bags(found, PLACE), np.arange(len(found)) % 2.0
    gradient = bag_of_words.gradient(weights, bags, answers)
    assert gradcheck.check(lambda w: bag_of_words.loss(w, bags, answers), gradient, weights).ok


@given(st.text(WORDS, max_size=8), some_weights, st.sampled_from([0.0, 1.0]), st.floats(0.01, 2))
def test_learning_follows_the_gradient_of_one_message(
    text: str, weights: np.ndarray, answer: float, alpha: float
) -> None:
    bags = Bags([text], PLACE)
    expected = weights - alpha * bag_of_words.gradient(weights, bags, np.array([answer]))
    bag_of_words.learn(weights, bags.each[0], answer, alpha)
    np.testing.assert_allclose(weights, expected, atol=1e-12)


def test_huge_scores_overflow_nothing() -> None:
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(sigmoid(np.array([-1e6, 0, 1e6])).round(12), [0, 0.5, 1])
        assert bag_of_words.loss(np.full(6, 1e5), Bags(["abc"], PLACE), np.zeros(1)) == pytest.approx(3e5)


def test_the_rates_are_counted_as_the_source_counts() -> None:
    reported = np.array([True, True, True, False, False, False, False])
    spam = np.array([True, True, False, True, False, False, False])
    assert bag_of_words.rates(reported, spam) == {
        "test_accuracy": 5 / 7,
        "false_alarm_rate": 1 / 3,
        "missed_rate": 1 / 4,
    }
    nobody = np.zeros(7, bool)
    assert bag_of_words.rates(nobody, spam)["false_alarm_rate"] == 0


@given(some_weights, st.floats(0, 10), st.integers(0, 6))
def test_innocent_words_are_as_few_as_will_do(weights: np.ndarray, excess: float, most: int) -> None:
    chosen = bag_of_words.innocent_words(weights, excess, most)
    pulled = [float(weights[place]) for place in chosen]
    assert len(chosen) == len({*chosen}) <= most and all(weight < 0 for weight in pulled)
    assert pulled == sorted(pulled)
    assert not chosen or excess + sum(pulled[:-1]) > 0, "one word less would not do"
    left = excess + sum(pulled)
    assert left <= 0 or len(chosen) == min(most, int((weights < 0).sum()))
