"""Penalties: the textbook's values and slopes, and TensorFlow Playground's way of charging them."""

import numpy as np
import pytest
from numpy.random import RandomState

from playground.nn.gradcheck import check
from playground.nn.losses import HalfSquaredError
from playground.nn.network import Network
from playground.nn.optimizers import SGD, Momentum
from playground.nn.regularization import Penalty

INPUTS, TARGETS = RandomState(0).standard_normal((10, 2)), RandomState(1).standard_normal((10, 1))


def make(**options) -> Network:
    return Network((2, 3, 1), "tanh", "uniform", RandomState(0), **options)


@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
def test_penalty_passes_the_numerical_check_and_leaves_biases_alone(kind: str) -> None:
    net = make()
    penalty = Penalty(kind, 0.3, net.is_weight)
    gradient = penalty.gradient(net.flat)
    assert check(lambda flat: float(penalty.value(flat)), gradient, net.flat).ok
    assert not gradient[net.is_weight == 0].any()


def test_values_by_hand() -> None:
    flat, is_weight = np.array([[3.0, -4.0, 7.0], [1.0, 0.0, 7.0]]), np.array([1.0, 1.0, 0.0])
    np.testing.assert_allclose(Penalty("l1", [0.1, 1.0], is_weight).value(flat), [0.7, 1.0])
    np.testing.assert_allclose(Penalty("l2", 0.1, is_weight).value(flat), [1.25, 0.05])


@pytest.mark.parametrize("kind", ["l1", "l2"])
def test_a_step_is_tensorflow_playgrounds(kind: str) -> None:
    """w ← w − lr·g, then w ← w − lr·rate·slope, the slope that of w before; under L1 no further than 0."""
    net, loss, lr, rate = make(), HalfSquaredError(), 0.1, 2.0
    before = net.flat.copy()
    net.forward(INPUTS)
    net.backward(TARGETS, loss)
    expected, dead = before.copy(), []
    for i in range(before.size):
        expected[i] -= lr * net.grad_flat[i]
        if net.is_weight[i]:
            slope = before[i] if kind == "l2" else np.sign(before[i])
            shrunk = expected[i] - lr * rate * slope
            if kind == "l1" and expected[i] * shrunk < 0:
                shrunk = 0.0
                dead.append(i)
            expected[i] = shrunk
    net.train_step(INPUTS, TARGETS, loss, SGD(lr), Penalty(kind, rate, net.is_weight))
    np.testing.assert_allclose(net.flat, expected, rtol=1e-14)
    assert bool(dead) == (kind == "l1")
    if dead:
        assert net.alive is not None
        np.testing.assert_array_equal(np.flatnonzero(net.alive == 0), dead)
        for _ in range(5):
            net.train_step(INPUTS, TARGETS, loss, Momentum(lr), Penalty("none", 0.0, net.is_weight))
        assert not net.flat[dead].any()


def test_charged_before_the_step_it_is_part_of_the_gradient() -> None:
    """As ConvNetJS does: with momentum, what L2 took off last time goes on pulling."""
    net, other, loss = make(), make(), HalfSquaredError()
    penalty = Penalty("l2", 0.5, net.is_weight, after_step=False)
    ours, theirs = Momentum(0.1), Momentum(0.1)
    for _ in range(3):
        net.train_step(INPUTS, TARGETS, loss, ours, penalty)
        other.forward(INPUTS)
        other.backward(TARGETS, loss)
        theirs.step(other.flat, other.grad_flat + 0.5 * other.flat * other.is_weight)
    np.testing.assert_allclose(net.flat, other.flat, rtol=1e-14)


def test_for_plain_sgd_and_l2_before_and_after_are_the_same() -> None:
    net, other = make(), make()
    for one, after in ((net, True), (other, False)):
        for _ in range(10):
            one.train_step(
                INPUTS, TARGETS, HalfSquaredError(), SGD(0.1), Penalty("l2", 0.5, one.is_weight, after)
            )
    np.testing.assert_allclose(net.flat, other.flat, rtol=1e-12)


def test_the_rate_may_change_at_any_time() -> None:
    net = make()
    penalty = Penalty("l2", 0.0, net.is_weight)
    assert not penalty.active
    penalty.rate = 0.1
    assert penalty.active
    assert penalty.value(net.flat) > 0


def test_what_is_no_penalty_is_said() -> None:
    with pytest.raises(ValueError, match="none, l1, l2, not “l3”"):
        Penalty("l3", 0.1, np.ones(3))
    with pytest.raises(ValueError, match="must not be negative"):
        Penalty("l2", -0.1, np.ones(3))
