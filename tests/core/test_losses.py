"""Losses: against PyTorch, against nudging, and the metrics by hand."""

from pathlib import Path

import numpy as np
import pytest
from numpy.random import RandomState

from playground.nn.activations import ACTIVATIONS
from playground.nn.gradcheck import check
from playground.nn.losses import LOSSES, HalfSquaredError, Loss, accuracy, mean_absolute_error

PYTORCH = np.load(Path(__file__).parents[1] / "reference" / "pytorch.npz")


def last_layer(loss: Loss, z: np.ndarray) -> np.ndarray:
    """What the loss is given for sums z: the output of the activation it is fused with, or z itself."""
    if loss.fused_with is None:
        return z
    output = np.empty_like(z)
    ACTIVATIONS[loss.fused_with].forward(z, output)
    return output


def targets_for(name: str, rng: RandomState, shape: tuple[int, ...]) -> np.ndarray:
    if name == "softmax-cross-entropy":
        return np.eye(shape[-1])[rng.randint(shape[-1], size=shape[:-1])]
    if name == "logistic":
        return rng.randint(2, size=shape).astype(float)
    return 2.0 * rng.randint(2, size=shape) - 1


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", LOSSES)
def test_loss_equals_pytorch(name: str, reduction: str) -> None:
    loss, target = LOSSES[name](reduction), PYTORCH[f"losses/{name}/target"]
    output = last_layer(loss, PYTORCH["losses/output"])
    value, gradient = (
        PYTORCH[f"losses/{name}/{reduction}/value"],
        PYTORCH[f"losses/{name}/{reduction}/gradient"],
    )
    np.testing.assert_allclose(loss.value(output, target), value, rtol=1e-10)
    np.testing.assert_allclose(loss.gradient(output, target), gradient, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("shape", [(1, 1), (5, 3)])
def test_loss_passes_the_numerical_check(name: str, reduction: str, shape: tuple[int, int]) -> None:
    rng = RandomState(2)
    loss, z, target = LOSSES[name](reduction), 0.7 * rng.standard_normal(shape), targets_for(name, rng, shape)
    gradient = loss.gradient(last_layer(loss, z), target)
    assert check(lambda z: float(loss.value(last_layer(loss, z), target)), gradient, z).ok


@pytest.mark.parametrize("name", LOSSES)
def test_replicas_have_a_loss_each_and_may_share_targets(name: str) -> None:
    rng = RandomState(3)
    loss, z, target = LOSSES[name](), rng.standard_normal((4, 6, 2)), targets_for(name, rng, (6, 2))
    output = last_layer(loss, z)
    values, gradients = loss.value(output, target), loss.gradient(output, target)
    assert values.shape == (4,)
    for replica in range(4):
        assert values[replica] == loss.value(output[replica], target)
        np.testing.assert_array_equal(gradients[replica], loss.gradient(output[replica], target))


def test_half_squared_error_is_tensorflow_playgrounds() -> None:
    """The mean over the points of ½(output − label)²."""
    output, target = np.array([[0.5], [-1.0], [0.0]]), np.array([[1.0], [-1.0], [-1.0]])
    assert HalfSquaredError().value(output, target) == pytest.approx((0.125 + 0 + 0.5) / 3)
    np.testing.assert_allclose(HalfSquaredError().gradient(output, target), [[-0.5 / 3], [0], [1 / 3]])
    np.testing.assert_array_equal(HalfSquaredError("sum").gradient(output, target), [[-0.5], [0], [1]])


@pytest.mark.parametrize("name", LOSSES)
def test_loss_of_the_certain_and_wrong_is_large_but_finite(name: str) -> None:
    loss = LOSSES[name]()
    output = last_layer(loss, np.array([[1000.0, -1000.0]]))
    target = np.array([[0.0, 1.0]]) if loss.fused_with else np.array([[-1.0, 1.0]])
    assert 50 < loss.value(output, target) < np.inf
    assert np.isfinite(loss.gradient(output, target)).all()


def test_gradient_is_written_where_it_is_wanted() -> None:
    out = np.empty((2, 1))
    assert HalfSquaredError().gradient(np.ones((2, 1)), np.zeros((2, 1)), out=out) is out
    np.testing.assert_array_equal(out, [[0.5], [0.5]])


def test_losses_say_what_they_cannot_take() -> None:
    with pytest.raises(ValueError, match="not of the same shape"):
        HalfSquaredError().value(np.zeros((3, 1)), np.zeros(3))
    with pytest.raises(ValueError, match="mean or sum, not “median”"):
        HalfSquaredError("median")


def test_metrics() -> None:
    output, target = np.array([[[0.2], [-0.4], [0.9], [0.1]]]), np.array([[1.0], [-1.0], [-1.0], [1.0]])
    np.testing.assert_allclose(mean_absolute_error(output, target), [(0.8 + 0.6 + 1.9 + 0.9) / 4])
    np.testing.assert_array_equal(accuracy(output, target), [0.75])
    shares, classes = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]]), np.array([[0, 1, 0], [0, 0, 1]])
    assert accuracy(shares, classes) == 0.5
    assert accuracy(np.array([[0.4], [0.6]]), np.array([[0], [1]]), threshold=0.5) == 1
