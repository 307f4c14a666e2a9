"""Optimisers: against PyTorch for 50 steps, replicas against single ones, and the classic Adam mistake."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.nn.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Nesterov, Optimizer

PYTORCH = np.load(Path(__file__).parents[1] / "reference" / "pytorch.npz")
RATES = {"adadelta": 1.0}  # the rates with which PyTorch's numbers were made; 0.1 for all others
names = st.sampled_from(sorted(OPTIMIZERS))


def make(name: str) -> Optimizer:
    return OPTIMIZERS[name](RATES.get(name, 0.1))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimiser_equals_pytorch_for_fifty_steps(name: str) -> None:
    optimizer, flat = make(name), PYTORCH["optimizers/start"].copy()
    for gradient, expected in zip(
        PYTORCH["optimizers/gradients"], PYTORCH[f"optimizers/{name}/path"], strict=True
    ):
        optimizer.step(flat, gradient)
        np.testing.assert_allclose(flat, expected, rtol=1e-10, atol=1e-10)
    assert optimizer.steps == 50


def test_adam_divides_by_the_bias_correction() -> None:
    """The first step is then the learning rate, whatever the gradient; multiplied instead, ten times it."""
    flat = np.zeros(3)
    Adam(lr=0.1).step(flat, np.array([1e-3, -5.0, 200.0]))
    np.testing.assert_allclose(flat, [-0.1, 0.1, -0.1], rtol=1e-4)


def test_momentum_is_convnetjs_as_long_as_the_rate_is_constant() -> None:
    """ConvNetJS: v ← μ·v − lr·g, θ ← θ + v."""
    rng = RandomState(0)
    flat, theirs, v = np.zeros(5), np.zeros(5), np.zeros(5)
    optimizer = Momentum(lr=0.01, momentum=0.1)
    for _ in range(30):
        g = rng.standard_normal(5)
        optimizer.step(flat, g)
        v = 0.1 * v - 0.01 * g
        theirs += v
    np.testing.assert_allclose(flat, theirs, rtol=1e-12, atol=1e-15)


def test_the_rate_may_be_changed_between_steps() -> None:
    flat, optimizer = np.zeros(2), SGD(lr=0.5)
    optimizer.step(flat, np.ones(2))
    optimizer.lr = 0.25
    optimizer.step(flat, np.ones(2))
    np.testing.assert_array_equal(flat, [-0.75, -0.75])
    assert float(optimizer.lr) == 0.25


@given(names, st.integers(1, 5), st.integers(1, 9), st.integers(0, 2**31 - 1))
def test_replicas_do_exactly_what_single_ones_do(name: str, replicas: int, size: int, seed: int) -> None:
    rng = RandomState(seed)
    flat, rates = rng.standard_normal((replicas, size)), rng.uniform(0.001, 1, replicas)
    together, singles = OPTIMIZERS[name](rates), [OPTIMIZERS[name](rate) for rate in rates]
    alone = flat.copy()
    for _ in range(5):
        gradient = rng.standard_normal((replicas, size))
        together.step(flat, gradient)
        for single, row, row_gradient in zip(singles, alone, gradient, strict=True):
            single.step(row, row_gradient)
    np.testing.assert_array_equal(flat, alone)


@given(names, st.integers(0, 2**31 - 1))
def test_stacked_ones_go_on_where_single_ones_were_and_back(name: str, seed: int) -> None:
    rng = RandomState(seed)
    singles = [OPTIMIZERS[name](rate) for rate in (0.1, 0.2, 0.3)]
    alone = rng.standard_normal((3, 4))

    def step_alone(gradient: np.ndarray) -> None:
        for single, row, row_gradient in zip(singles, alone, gradient, strict=True):
            single.step(row, row_gradient)

    before, during, after = rng.standard_normal((3, 3, 4))
    step_alone(before)
    flat, together = alone.copy(), type(singles[0]).stack(singles)
    step_alone(during)
    together.step(flat, during)
    np.testing.assert_array_equal(flat, alone)
    step_alone(after)
    for replica in range(3):
        together.replica(replica).step(flat[replica], after[replica])
    np.testing.assert_array_equal(flat, alone)


@given(names, st.integers(0, 4), st.integers(0, 2**31 - 1))
def test_a_restored_memory_replays_the_same_steps(name: str, steps: int, seed: int) -> None:
    rng = RandomState(seed)
    optimizer, flat = make(name), rng.standard_normal(6)
    for _ in range(steps):
        optimizer.step(flat, rng.standard_normal(6))
    state, start, gradients = optimizer.state(), flat.copy(), rng.standard_normal((3, 6))
    for gradient in gradients:
        optimizer.step(flat, gradient)
    for other in (optimizer, make(name)):  # wound back, and restored into a fresh one
        again = start.copy()
        other.load_state(state)
        assert other.steps == steps
        for gradient in gradients:
            other.step(again, gradient)
        np.testing.assert_array_equal(again, flat)


def test_what_is_remembered_is_a_copy() -> None:
    optimizer = Momentum(lr=0.1)
    optimizer.step(np.zeros(2), np.ones(2))
    state = optimizer.state()
    optimizer.step(np.zeros(2), np.ones(2))
    np.testing.assert_array_equal(state["velocity"], [1, 1])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_is_not_trainable_does_not_move_and_gathers_no_speed(name: str) -> None:
    optimizer, flat = make(name), np.ones(2)
    for _ in range(10):
        optimizer.step(flat, np.ones(2), trainable=np.array([1.0, 0.0]))
    assert flat[0] < 1
    assert flat[1] == 1
    optimizer.step(
        flat, np.zeros(2)
    )  # released, with no gradient: what moved would have been gathered before
    assert flat[1] == 1


def test_momentum_may_differ_between_replicas() -> None:
    flat, optimizer = np.zeros((2, 1)), Nesterov(lr=1.0, momentum=[0.0, 0.5])
    for _ in range(2):
        optimizer.step(flat, np.ones((2, 1)))
    np.testing.assert_array_equal(flat, [[-2], [-(1.5 + 1.75)]])


def test_optimisers_that_differ_in_kind_cannot_run_in_lockstep() -> None:
    for other in (Momentum(0.1), SGD(0.1)):
        other.steps = 3
        with pytest.raises(ValueError, match="learning rate and momentum only"):
            Optimizer.stack([SGD(0.1), other])


def test_steps_make_no_new_arrays() -> None:
    optimizer, flat = Adam(0.1), np.zeros(4)
    optimizer.step(flat, np.ones(4))
    slots = {name: id(slot) for name, slot in optimizer.slots.items()}
    optimizer.step(flat, np.ones(4))
    assert {name: id(slot) for name, slot in optimizer.slots.items()} == slots
