"""A network with a loop, and adding as its task: against the source's lines, nudging, and sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.data import addition
from playground.lab.settings import SettingError
from playground.nn import gradcheck, recurrent
from playground.nn.recurrent import RecurrentNetwork
from tests.reference.binary_addition import the_post


@pytest.mark.parametrize("bits, hidden, alpha, seed", [(8, 16, 0.1, 0), (5, 3, 0.7, 4)])
def test_it_learns_as_the_source_does(bits: int, hidden: int, alpha: float, seed: int) -> None:
    rng = RandomState(seed)
    net = RecurrentNetwork(2, hidden, 1, rng)
    blocks = the_post(bits, hidden, alpha, seed, problems=300)
    for j, (a, b, error, digits) in enumerate(blocks.problems):
        problem = addition.draw(rng, bits)
        run = net.forward(problem.inputs)
        assert (problem.a, problem.b) == (a, b), j
        assert np.sum(np.abs(problem.targets - run.outputs)) == pytest.approx(error, rel=1e-10)
        assert [int(answer > 0.5) for answer in run.outputs[::-1, 0]] == digits
        net.backward(run, problem.targets)
        net.flat -= alpha * net.grad_flat
    for ours, theirs in zip((net.w_in, net.w_out, net.w_loop), blocks.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize("activation", recurrent.STEEPEST)
@pytest.mark.parametrize("wiped", [(), (2,), (1, 4)])
@pytest.mark.parametrize("shape", [(2, 5, 1), (1, 1, 1), (3, 4, 2)])
def test_the_gradient_through_time_is_right(
    activation: str, wiped: tuple[int, ...], shape: tuple[int, int, int]
) -> None:
    rng = RandomState(3)
    net = RecurrentNetwork(*shape, rng, activation, loop_scale=1.5)
    inputs, targets = rng.uniform(-1, 1, (6, shape[0])), rng.uniform(0, 1, (6, shape[2]))
    net.backward(net.forward(inputs, wiped), targets)
    gradient, here = net.grad_flat.copy(), net.flat.copy()

    def error(flat: np.ndarray) -> float:
        net.flat[...] = flat
        return recurrent.error(net.forward(inputs, wiped).outputs, targets)

    assert gradcheck.check(error, gradient, here).ok
    assert not gradcheck.check(error, gradient * 1.01, here).ok


def test_an_error_signal_crosses_a_memory_that_happens_to_be_empty_but_not_one_that_was_wiped() -> None:
    net = RecurrentNetwork(1, 3, 1, RandomState(0), "tanh")
    inputs, targets = np.zeros((4, 1)), np.ones((4, 1))  # tanh of nothing is nothing
    assert not net.forward(inputs).heard.any()
    assert np.all(net.backward(net.forward(inputs), targets, only=3).any(axis=1))
    deltas = net.backward(net.forward(inputs, wiped={2}), targets, only=3)
    assert deltas.any(axis=1).tolist() == [False, False, True, True]


def test_the_error_signal_of_all_answers_is_the_sum_of_each() -> None:
    rng = RandomState(1)
    net = RecurrentNetwork(2, 6, 1, rng)
    problem = addition.draw(rng, 8)
    run = net.forward(problem.inputs)
    parts = sum(net.backward(run, problem.targets, only=t) for t in range(8))
    np.testing.assert_allclose(net.backward(run, problem.targets), parts, rtol=1e-12, atol=1e-18)


def test_what_was_wiped_is_forgotten() -> None:
    net = RecurrentNetwork(2, 4, 1, RandomState(5))
    one, other = addition.Sum(1, 3, 6), addition.Sum(2, 1, 6)  # alike from the third digit on
    cut = [net.forward(problem.inputs, wiped={2}).outputs[2:] for problem in (one, other)]
    assert np.array_equal(*cut)
    assert not np.array_equal(*(net.forward(problem.inputs).outputs[2:] for problem in (one, other)))


@given(st.floats(1e-3, 1e3), st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8))
def test_clipping_keeps_the_direction(limit: float, numbers: list[float]) -> None:
    gradient = np.array(numbers)
    kept = recurrent.clipped(gradient, limit)
    assert recurrent.length(kept) <= limit * (1 + 1e-12)
    if recurrent.length(gradient) <= limit:
        assert np.array_equal(kept, gradient)
    else:
        long = recurrent.length(gradient)
        np.testing.assert_allclose(kept * long, gradient * limit, rtol=1e-9, atol=1e-300)


def test_eigenvalues_are_in_order_and_survive_large_weights() -> None:
    net = RecurrentNetwork(2, 3, 1, RandomState(0))
    net.w_loop[...] = np.diag([1.0, -3.0, 2.0])
    np.testing.assert_allclose(net.eigenvalues(), [-3, 2, 1])
    net.w_loop[...] = np.diag([1e300, 0, -1.0])
    assert net.eigenvalues()[0] == pytest.approx(1e300)
    net.w_loop[...] = 0
    assert not net.eigenvalues().any()


# ---------------------------------------------------------------------------------------------------- adding


@given(st.integers(2, 16), st.data())
def test_digits_carries_and_numbers_agree(bits: int, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, 2**bits - 1))
    b = data.draw(st.integers(0, 2**bits - 1 - a))
    problem, carry = addition.own(f" {a}", str(b), bits), 0
    for t in range(bits):
        assert problem.carried[t] == carry
        column = (a >> t & 1) + (b >> t & 1) + carry
        assert problem.targets[t, 0] == column % 2
        carry = column // 2
    assert addition.number(problem.targets) == a + b and carry == 0
    assert addition.number(problem.inputs[:, 0]) == a


@given(st.integers(2, 16), st.integers(0, 99))
def test_a_drawn_sum_has_no_more_digits_than_it_may(bits: int, seed: int) -> None:
    problem = addition.draw(RandomState(seed), bits)
    assert 0 <= problem.a < 2 ** (bits - 1) > problem.b >= 0


@pytest.mark.parametrize(
    "a, b, said",
    [
        ("x", "1", "whole numbers"),
        ("1", "-1", "whole numbers"),
        ("", "1", "whole numbers"),
        ("1.5", "1", "whole numbers"),
        ("²", "1", "whole numbers"),
        ("256", "0", "8 binary digits"),
        ("9" * 5000, "0", "8 binary digits"),
        ("200", "100", "more than 8 digits can say, 255"),
    ],
)
def test_what_is_no_sum_is_refused_in_words(a: str, b: str, said: str) -> None:
    with pytest.raises(SettingError, match=said) as caught:
        addition.own(a, b, 8)
    assert len(str(caught.value)) < 160
