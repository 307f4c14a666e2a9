"""The cell with gates and the plain loop, against PyTorch and against nudging."""

from pathlib import Path

import numpy as np
import pytest
from numpy.random import RandomState

from playground.nn import gradcheck
from playground.nn.lstm import GATES, LSTM, Cell, PlainLoop

PYTORCH = np.load(Path(__file__).parents[1] / "reference" / "lstm.npz")
CLOSE = 1e-10


def as_in(name: str) -> tuple[Cell, np.ndarray, np.ndarray]:
    """A network with PyTorch's weights, whose answers are its h itself; inputs, and slopes of them."""
    x, w_x, w_h, b, pull = (PYTORCH[f"{name}/{key}"] for key in ("x", "w_x", "w_h", "b", "pull"))
    size = len(w_h)
    kind = LSTM if name == "lstm" else PlainLoop
    net = kind(x.shape[2], size, size, RandomState(0))
    net.w_x[...], net.w_h[...], net.b[...], net.w_out[...] = w_x, w_h, b, np.eye(size)
    return net, x, pull


@pytest.mark.parametrize("name", ["lstm", "plain"])
def test_forward_and_all_gradients_are_those_of_pytorch(name: str) -> None:
    net, x, pull = as_in(name)
    trace = net.forward(x)
    np.testing.assert_allclose(trace.h[1:], PYTORCH[f"{name}/h"], rtol=0, atol=CLOSE)
    np.testing.assert_allclose(trace.c[-1], PYTORCH[f"{name}/last_c"], rtol=0, atol=CLOSE)
    net.backward(trace, pull)
    for key, gradient in zip(("w_x", "w_h", "b"), net.gradients, strict=False):
        np.testing.assert_allclose(gradient, PYTORCH[f"{name}/{key}_gradient"], rtol=0, atol=CLOSE)


def nudged(net: Cell, x: np.ndarray, clamped: np.ndarray | None = None) -> gradcheck.Report:
    """All gradients of ½ Σ (y − target)² by nudging."""
    here = net.flat.copy()
    targets = RandomState(9).uniform(-1, 1, (*x.shape[:2], len(net.b_out)))

    def forward() -> object:
        return net.forward(x) if clamped is None else net.forward(x, clamped)

    def loss(flat: np.ndarray) -> float:
        net.flat[...] = flat
        return float(0.5 * np.sum((forward().y - targets) ** 2))

    trace = forward()
    net.backward(trace, trace.y - targets)
    report = gradcheck.check(loss, net.grad_flat.copy(), here)
    net.flat[...] = here
    return report


@pytest.mark.parametrize("peephole", [False, True])
@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 4, 2)])
def test_the_gradient_is_right_with_and_without_peepholes(
    peephole: bool, shape: tuple[int, int, int]
) -> None:
    rng = RandomState(2)
    net = LSTM(*shape, rng, forget_bias=0.5, peephole=peephole)
    assert nudged(net, rng.standard_normal((5, 3, shape[0]))).ok


def test_the_gradient_of_the_plain_loop_is_right() -> None:
    rng = RandomState(2)
    assert nudged(PlainLoop(2, 3, 1, rng), rng.standard_normal((6, 2, 2))).ok


@pytest.mark.parametrize("gate", range(3))
@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_the_gradient_is_right_while_gates_are_clamped(gate: int, value: float) -> None:
    rng = RandomState(4)
    net = LSTM(2, 3, 1, rng, peephole=True)
    clamped = np.full((6, 3), np.nan)
    clamped[2:5, gate] = value
    assert nudged(net, rng.standard_normal((6, 2, 2)), clamped).ok


def test_open_gates_keep_and_shut_gates_forget() -> None:
    rng = RandomState(5)
    net, x = LSTM(2, 4, 1, rng), rng.standard_normal((6, 3, 2))
    clamped = np.full((6, 3), np.nan)
    clamped[3:, GATES.index("forget")], clamped[3:, GATES.index("input")] = 1, 0
    kept = net.forward(x, clamped)
    for t in (4, 5, 6):
        assert np.array_equal(kept.c[t], kept.c[3])
    clamped[:] = np.nan
    clamped[3, GATES.index("forget")] = clamped[3, GATES.index("input")] = 0
    assert not net.forward(x, clamped).c[4].any()
    clamped[:] = np.nan
    clamped[:, GATES.index("output")] = 0
    silent = net.forward(x, clamped)
    assert not silent.h.any() and silent.c[-1].any()


def test_the_error_signal_passes_an_open_forget_gate_undiminished() -> None:
    rng = RandomState(6)
    net = LSTM(1, 3, 1, rng)
    net.w_h[...] = 0  # so that the pipe is the only way back
    clamped = np.full((20, 3), np.nan)
    clamped[:, GATES.index("forget")] = 1
    trace = net.forward(rng.standard_normal((20, 1, 1)), clamped)
    last = np.zeros_like(trace.y)
    last[-1] = 1
    dc = net.backward(trace, last)
    np.testing.assert_allclose(dc[0], dc[-1], rtol=1e-12)


def test_the_forget_gate_begins_as_open_as_its_bias_says() -> None:
    net = LSTM(1, 3, 1, RandomState(0), forget_bias=3.0)
    assert net.b.tolist() == [0, 0, 0, 3, 3, 3, 0, 0, 0, 0, 0, 0]
    trace = net.forward(np.zeros((1, 1, 1)))
    np.testing.assert_allclose(trace.gates[0, 0, 1], 1 / (1 + np.exp(-3)))


def test_large_numbers_do_not_overflow() -> None:
    net = LSTM(1, 2, 1, RandomState(0))
    net.w_x[...] = 1e6
    with np.errstate(all="raise", under="ignore"):
        trace = net.forward(np.array([[[1.0]], [[-1.0]]]))
    assert np.isfinite(trace.y).all()
