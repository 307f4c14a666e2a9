"""Agents: each rule by hand, the network beside the table, its gradients, the clipped miss, its memory."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.nn import gradcheck
from playground.rl import q_network, td
from playground.rl.q_network import LOSSES, Memory

VALUES = [0.5, -1.0, 2.0, 2.0]
EVERY = [0, 1, 2, 3]


def test_what_each_method_expects_to_follow() -> None:
    assert td.following("q-learning", VALUES, EVERY, 0.4, None) == 2.0
    assert td.following("network", VALUES, EVERY, 0.4, None) == 2.0
    assert td.following("q-learning", VALUES, [0, 1], 0.4, None) == 0.5
    assert td.following("sarsa", VALUES, EVERY, 0.4, 1) == -1.0
    chances = 0.4 / 4 + np.array([0, 0, 0.3, 0.3])
    expected = td.following("expected-sarsa", VALUES, EVERY, 0.4, None)
    assert expected == pytest.approx(chances @ VALUES)
    assert td.following("expected-sarsa", VALUES, [0, 1], 1.0, None) == pytest.approx(-0.25)


def test_a_target_and_a_step_towards_it() -> None:
    assert td.bellman(1.0, 0.9, 2.0) == 2.8
    assert td.updated(2.0, 0.25, 4.0) == 2.5
    assert td.updated(2.0, 1.0, 4.0) == 4.0


def test_choices_are_greedy_but_for_epsilon() -> None:
    rng, n = RandomState(1), 8000
    chosen = [td.choose(VALUES, EVERY, 0.4, rng) for _ in range(n)]
    shares = np.bincount([a for a, _ in chosen], minlength=4) / n
    assert shares == pytest.approx([0.1, 0.1, 0.4, 0.4], abs=0.02)
    assert np.mean([explored for _, explored in chosen]) == pytest.approx(0.4, abs=0.02)
    assert {td.choose(VALUES, [0, 1], 0.0, rng) for _ in range(50)} == {(0, False)}
    assert {td.choose(VALUES, [0, 1], 1.0, rng) for _ in range(50)} == {(0, True), (1, True)}


def test_a_choice_draws_two_numbers_whatever_comes_of_it() -> None:
    for epsilon in (0.0, 0.5, 1.0):
        rng, other = RandomState(5), RandomState(5)
        td.choose(VALUES, EVERY, epsilon, rng)
        other.random_sample(2)
        assert rng.random_sample() == other.random_sample()


# ------------------------------------------------------------------------------------------------ the network


@pytest.mark.parametrize("kind", LOSSES)
@given(delta=st.floats(-5, 5), limit=st.floats(0.1, 4))
def test_the_slope_of_a_loss_is_measured(kind: str, delta: float, limit: float) -> None:
    if abs(abs(delta) - limit) < 1e-3:
        return  # at the bend
    h, at = 1e-6, np.array([delta])
    above, below = (q_network.loss(at + step, kind, limit)[0] for step in (h, -h))
    assert q_network.slope(at, kind, limit)[0] == pytest.approx((above - below) / (2 * h), abs=1e-6)


def test_losses_beyond_the_limit() -> None:
    far = np.array([-3.0, 0.5, 3.0])
    assert q_network.loss(far, "huber", 1.0).tolist() == [2.5, 0.125, 2.5]
    assert q_network.slope(far, "huber", 1.0).tolist() == [-1.0, 0.5, 1.0]
    assert q_network.loss(far, "clipped", 1.0).tolist() == [0.5, 0.125, 0.5]
    assert q_network.slope(far, "clipped", 1.0).tolist() == [0.0, 0.5, 0.0], "the bug: no slope"


@pytest.mark.parametrize("kind", LOSSES)
def test_the_gradient_of_the_network_is_right(kind: str) -> None:
    rng = RandomState(2)
    weights = rng.uniform(-2, 2, (6, 4))
    seen = rng.randint(6, size=9), rng.randint(4, size=9), rng.uniform(-2, 2, 9)
    gradient = q_network.gradient(weights, seen, kind, 0.8)
    report = gradcheck.check(lambda w: q_network.mean_loss(w, seen, kind, 0.8), gradient, weights)
    assert report.ok and np.any(gradient)


def test_a_step_of_the_network_is_that_of_the_table() -> None:
    rng = RandomState(4)
    table = rng.uniform(-1, 1, (5, 4))
    seen = np.array([3]), np.array([1]), np.array([0.7])
    weights = table - 0.3 * q_network.gradient(table, seen, "squared", 1.0)
    table[3, 1] = td.updated(table[3, 1], 0.3, 0.7)
    assert np.array_equal(weights, table)


def test_a_memory_keeps_the_last_moves() -> None:
    memory, rng = Memory(4), RandomState(0)
    memory.keep(9, 3, 0.5, 8, True)
    moves, rewards = memory.draw(rng, 3)
    assert moves.tolist() == [[9, 3, 8, 1]] * 3 and rewards.tolist() == [0.5] * 3
    for s in range(6):
        memory.keep(s, 0, float(s), s + 1, False)
    moves, rewards = memory.draw(rng, 100)
    assert set(rewards) == {2.0, 3.0, 4.0, 5.0} and set(moves[:, 0]) == {2, 3, 4, 5}
    assert np.array_equal(moves[:, 2], moves[:, 0] + 1)
