"""Agents: each rule by hand, the network beside the table, its gradients, the clipped miss, replay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.nn import gradcheck
from playground.rl import q_network, td
from playground.rl.q_network import LOSSES, ReplayBuffer, Transition, loss_of

VALUES = [0.5, -1.0, 2.0, 2.0]
EVERY = [0, 1, 2, 3]


def test_what_each_method_expects_to_follow() -> None:
    assert td.bootstrap_value("q-learning", VALUES, EVERY, 0.4, None) == 2.0
    assert td.bootstrap_value("network", VALUES, EVERY, 0.4, None) == 2.0
    assert td.bootstrap_value("q-learning", VALUES, [0, 1], 0.4, None) == 0.5
    assert td.bootstrap_value("sarsa", VALUES, EVERY, 0.4, 1) == -1.0
    chances = 0.4 / 4 + np.array([0, 0, 0.3, 0.3])
    expected = td.bootstrap_value("expected-sarsa", VALUES, EVERY, 0.4, None)
    assert expected == pytest.approx(chances @ VALUES)
    assert td.bootstrap_value("expected-sarsa", VALUES, [0, 1], 1.0, None) == pytest.approx(-0.25)


def test_a_target_and_a_step_towards_it() -> None:
    assert td.td_target(1.0, 0.9, 2.0) == 2.8
    assert td.td_error(2.8, 3.0) == pytest.approx(-0.2)
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
    loss, h, at, nothing = loss_of(kind, limit), 1e-6, np.array([[delta]]), np.zeros((1, 1))
    above, below = (loss.value(at + step, nothing) for step in (h, -h))
    assert loss.gradient(at, nothing)[0, 0] == pytest.approx((above - below) / (2 * h), abs=1e-6)


def test_losses_beyond_the_limit() -> None:
    far, nothing = np.array([[-3.0, 0.5, 3.0]]), np.zeros((1, 3))
    huber, clipped = loss_of("huber", 1.0), loss_of("clipped", 1.0)
    assert huber.each(far, nothing).tolist() == [[2.5, 0.125, 2.5]]
    assert huber.gradient(far, nothing).tolist() == [[-1.0, 0.5, 1.0]]
    assert clipped.each(far, nothing).tolist() == [[0.5, 0.125, 0.5]]
    assert clipped.gradient(far, nothing).tolist() == [[0.0, 0.5, 0.0]], "the bug: no slope"


@pytest.mark.parametrize("kind", LOSSES)
def test_the_gradient_of_the_network_is_right(kind: str) -> None:
    rng, loss = RandomState(2), loss_of(kind, 0.8)
    weights = rng.uniform(-2, 2, (6, 4))
    seen = rng.randint(6, size=9), rng.randint(4, size=9), rng.uniform(-2, 2, 9)
    gradient = q_network.gradient(weights, seen, loss)
    report = gradcheck.check(lambda w: q_network.mean_loss(w, seen, loss), gradient, weights)
    assert report.ok and np.any(gradient)


def test_a_step_of_the_network_is_that_of_the_table() -> None:
    rng = RandomState(4)
    table = rng.uniform(-1, 1, (5, 4))
    seen = np.array([3]), np.array([1]), np.array([0.7])
    weights = table - 0.3 * q_network.gradient(table, seen, loss_of("squared", 1.0))
    table[3, 1] = td.updated(table[3, 1], 0.3, 0.7)
    assert np.array_equal(weights, table)


def test_a_replay_buffer_keeps_the_last_moves() -> None:
    buffer, rng = ReplayBuffer(4), RandomState(0)
    buffer.add(Transition(9, 3, 8, True, 0.5))
    moves, rewards = buffer.sample(rng, 3)
    assert moves.tolist() == [[9, 3, 8, 1]] * 3 and rewards.tolist() == [0.5] * 3
    for s in range(6):
        buffer.add(Transition(s, 0, s + 1, False, float(s)))
    moves, rewards = buffer.sample(rng, 100)
    assert set(rewards) == {2.0, 3.0, 4.0, 5.0} and set(moves[:, 0]) == {2, 3, 4, 5}
    assert np.array_equal(moves[:, 2], moves[:, 0] + 1)
    other = ReplayBuffer(4)
    other.load_state(buffer.state())
    buffer.add(Transition(7, 1, 8, False, 9.0))
    assert other.count == 7 and not np.any(other.rewards == 9.0), "a copy of its own"
