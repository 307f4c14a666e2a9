"""Optimisers: against PyTorch for 50 steps, replicas against single ones, and the classic Adam mistake."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.nn.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Momentum, Nesterov, Optimizer

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


# --- L-BFGS ------------------------------------------------------------------------------------------------


def hills(places: np.ndarray) -> np.ndarray:
    """The gradient at places [..., 4] of a ground that bends everywhere, and not alike."""
    size = np.array([1.0, 4.0, 9.0, 0.5])
    return size * places + 0.3 * np.cos(places) + 0.1 * places.sum(axis=-1, keepdims=True)


def test_lbfgs_is_the_inverse_of_the_curvature_built_up_by_the_formula_of_bfgs() -> None:
    """H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ over the last five pairs, from (s·y / y·y) I, as matrices.

    J. Nocedal and S. Wright, Numerical Optimization, 2006, equations 7.16 and 7.20.
    """
    optimizer, place = LBFGS(0.7), np.array([2.0, -1.0, 1.5, 3.0])
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(30):
        gradient = hills(place)
        H = np.eye(4) * min(1, 1 / np.abs(gradient).sum())
        if pairs:
            H = np.eye(4) * (pairs[-1][0] @ pairs[-1][1]) / (pairs[-1][1] @ pairs[-1][1])
        for s, y in pairs[-5:]:
            turn = np.eye(4) - np.outer(s, y) / (s @ y)
            H = turn @ H @ turn.T + np.outer(s, s) / (s @ y)
        expected, before = place - 0.7 * H @ gradient, place.copy()
        optimizer.step(place, gradient)
        np.testing.assert_allclose(place, expected, rtol=1e-7, atol=1e-10)
        if (place - before) @ (hills(place) - gradient) > 1e-10:
            pairs.append((place - before, hills(place) - gradient))
    assert np.abs(hills(place)).max() < 1e-3


def test_lbfgs_replicas_have_pairs_of_their_own_and_are_restored() -> None:
    rng = RandomState(0)
    starts = rng.standard_normal((3, 4))
    together, places = LBFGS(0.5), starts.copy()
    singles, alone = [LBFGS(0.5) for _ in starts], starts.copy()
    for step in range(8):
        if step == 4:  # wound back, into a fresh one
            state, together = together.state(), LBFGS(0.5)
            together.load_state(state)
        together.step(places, hills(places))
        for single, row in zip(singles, alone, strict=True):
            single.step(row, hills(row))
        np.testing.assert_allclose(places, alone, rtol=1e-12)


def test_lbfgs_leaves_out_what_bends_the_wrong_way() -> None:
    """On top of a hill the pairs have s·y < 0: it goes on as if there were none, and downhill."""
    optimizer, place = LBFGS(0.1), np.array([0.1])
    heights = []
    for _ in range(10):
        heights.append(float(np.cos(place[0])))
        optimizer.step(place, -np.sin(place))
    assert all(later < earlier for earlier, later in pairwise(heights))
    np.testing.assert_array_equal(optimizer.slots["moved_0"], [0.0])


def test_lbfgs_knows_nothing_of_batches() -> None:
    assert "lbfgs" not in OPTIMIZERS
