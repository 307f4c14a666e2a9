"""Layers and activations: against PyTorch, against nudging, and dropout against its classic mistakes."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.random import RandomState

from playground.nn.activations import ACTIVATIONS
from playground.nn.gradcheck import check
from playground.nn.initializers import INITIALIZERS
from playground.nn.layers import Dense, Dropout

PYTORCH = np.load(Path(__file__).parents[1] / "reference" / "pytorch.npz")
CLOSE = {"rtol": 1e-10, "atol": 1e-12}  # double precision, a few operations deep


def dense(weight: np.ndarray, bias: np.ndarray | None) -> Dense:
    return Dense(weight, bias, np.zeros_like(weight), None if bias is None else np.zeros_like(bias))


# ------------------------------------------------------------------------------------------------ activations


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if f"activations/{name}/out" in PYTORCH])
def test_activation_equals_pytorch(name: str) -> None:
    z, gradient = PYTORCH["activations/z"], PYTORCH["activations/pull"].copy()
    a, scratch = np.empty_like(z), np.empty_like(z)
    ACTIVATIONS[name].forward(z, a)
    ACTIVATIONS[name].backward(a, gradient, scratch)
    np.testing.assert_allclose(a, PYTORCH[f"activations/{name}/out"], **CLOSE)
    np.testing.assert_allclose(gradient, PYTORCH[f"activations/{name}/gradient"], **CLOSE)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(1, 1), (4, 3), (3, 2, 5)])
def test_activation_passes_the_numerical_check(name: str, shape: tuple[int, ...]) -> None:
    rng = RandomState(3)
    z, pull = rng.uniform(0.1, 2, shape) * rng.choice([-1, 1], shape), rng.standard_normal(shape)

    def pulled(z: np.ndarray) -> float:
        a = np.empty_like(z)
        ACTIVATIONS[name].forward(z, a)
        return float((a * pull).sum())

    a, gradient, scratch = np.empty_like(z), pull.copy(), np.empty_like(z)
    ACTIVATIONS[name].forward(z, a)
    ACTIVATIONS[name].backward(a, gradient, scratch)
    assert check(pulled, gradient, z).ok


def test_the_check_rejects_a_slope_that_forgets_the_square() -> None:
    z = RandomState(0).standard_normal((3, 4))
    assert not check(lambda z: float(np.tanh(z).sum()), 1 - np.tanh(z), z).ok


def test_relu_and_leaky_relu_at_the_kink_have_the_slope_of_the_left() -> None:
    for name, slope in (("relu", 0.0), ("leaky-relu", 0.01)):
        a, gradient = np.zeros((1, 1)), np.ones((1, 1))
        ACTIVATIONS[name].backward(a, gradient, np.empty((1, 1)))
        assert gradient == slope


def test_elu_is_its_closed_form_and_step_has_no_slope() -> None:
    z = RandomState(2).standard_normal((40, 6)) * 3
    for name, says, slope in (
        ("elu", [v if v > 0 else math.exp(v) - 1 for v in z.flat], [min(1.0, math.exp(v)) for v in z.flat]),
        ("step", [float(v > 0) for v in z.flat], [0.0] * z.size),
    ):
        a, gradient = np.empty_like(z), np.full_like(z, 2.0)
        ACTIVATIONS[name].forward(z, a)
        np.testing.assert_allclose(a.ravel(), says, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(ACTIVATIONS[name].slope(a).ravel(), slope, rtol=1e-12, atol=1e-14)
        ACTIVATIONS[name].backward(a, gradient, np.empty_like(z))
        np.testing.assert_allclose(gradient.ravel(), 2 * np.array(slope), rtol=1e-12, atol=1e-14)


def test_step_and_elu_at_their_border() -> None:
    for name, value, slope in (("step", 0.0, 0.0), ("elu", 0.0, 1.0)):
        a = np.zeros((1, 1))
        ACTIVATIONS[name].forward(np.zeros((1, 1)), a)
        assert (a.item(), ACTIVATIONS[name].slope(a).item()) == (value, slope)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_slope_is_steeper_than_the_steepest(name: str) -> None:
    z = np.zeros((2001, 2))
    z[:, 0] = np.linspace(-10, 10, 2001)
    a = np.empty_like(z)
    ACTIVATIONS[name].forward(z, a)
    assert ACTIVATIONS[name].slope(a)[:, 0].max() == pytest.approx(ACTIVATIONS[name].steepest, abs=1e-4)


def test_sigmoid_is_the_textbook_formula_to_the_last_bit() -> None:
    z = RandomState(1).uniform(-700, 700, (100, 100))
    a = np.empty_like(z)
    ACTIVATIONS["sigmoid"].forward(z, a)
    np.testing.assert_array_equal(a, 1 / (1 + np.exp(-z)))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_of_extreme_sums_are_finite_and_warn_of_nothing(name: str, dtype: type) -> None:
    z = np.array([[-1e30, -1000, -100, -1, 0, 1, 100, 1000, 1e30]], dtype)
    a = np.empty_like(z)
    ACTIVATIONS[name].forward(z, a)  # a warning would be an error here
    assert np.isfinite(a).all()
    assert a.dtype == dtype


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_may_overwrite_its_sums(name: str) -> None:
    z = RandomState(4).standard_normal((5, 3))
    apart = np.empty_like(z)
    ACTIVATIONS[name].forward(z, apart)
    ACTIVATIONS[name].forward(z, z)
    np.testing.assert_array_equal(z, apart)


# ------------------------------------------------------------------------------------------------------ dense


def test_dense_equals_pytorch() -> None:
    x, pull = PYTORCH["dense/x"], PYTORCH["dense/pull"]  # 3 replicas
    layer = dense(PYTORCH["dense/weight"], PYTORCH["dense/bias"])
    out, dx = np.empty_like(pull), np.empty_like(x)
    layer.forward(x, out)
    layer.backward(x, pull, np.ones((1, x.shape[-2])), dx)
    np.testing.assert_allclose(out, PYTORCH["dense/out"], **CLOSE)
    np.testing.assert_allclose(dx, PYTORCH["dense/x_gradient"], **CLOSE)
    np.testing.assert_allclose(layer.weight_gradient, PYTORCH["dense/weight_gradient"], **CLOSE)
    np.testing.assert_allclose(layer.bias_gradient, PYTORCH["dense/bias_gradient"], **CLOSE)


def test_dense_overwrites_the_gradients_of_an_earlier_batch() -> None:
    rng = RandomState(5)
    layer = dense(rng.standard_normal((3, 2)), rng.standard_normal((1, 2)))
    x, pull, ones = rng.standard_normal((4, 3)), rng.standard_normal((4, 2)), np.ones((1, 4))
    layer.backward(x, pull, ones)
    once = layer.weight_gradient.copy()
    layer.backward(x, pull, ones)
    np.testing.assert_array_equal(layer.weight_gradient, once)


def test_dense_without_bias_is_a_product() -> None:
    rng = RandomState(6)
    layer = dense(rng.standard_normal((3, 2)), None)
    x, out = rng.standard_normal((4, 3)), np.empty((4, 2))
    layer.forward(x, out)
    layer.backward(x, out, np.ones((1, 4)))
    np.testing.assert_array_equal(out, x @ layer.weight)
    assert layer.bias_gradient is None


# ---------------------------------------------------------------------------------------------------- dropout


def test_dropout_in_training_silences_some_and_makes_the_rest_louder() -> None:
    a, out = np.ones((400, 100)), np.empty((400, 100))
    Dropout([0.2], [RandomState(0)], a.shape).forward(a, out, train=True)
    assert set(np.unique(out)) == {0.0, 1 / 0.8}
    assert abs((out == 0).mean() - 0.2) < 0.01  # 40,000 draws: five standard deviations
    assert abs(out.mean() - 1) < 0.0125


def test_dropout_at_test_time_changes_nothing() -> None:
    """The classic mistake is to scale by the rate, or by 1 − rate: training has already made up for it."""
    rng = RandomState(0)
    a = rng.standard_normal((50, 10))
    out = np.empty_like(a)
    before = rng.get_state()[1].copy()
    Dropout([0.2], [rng], a.shape).forward(a, out, train=False)
    np.testing.assert_array_equal(out, a)
    np.testing.assert_array_equal(rng.get_state()[1], before)  # and draws nothing


def test_dropout_passes_back_just_what_it_let_through() -> None:
    rng = RandomState(1)
    a, pull = rng.standard_normal((6, 5)), rng.standard_normal((6, 5))
    dropout, out = Dropout([0.5], [rng], a.shape), np.empty((6, 5))
    dropout.forward(a, out, train=True)
    gradient = pull.copy()
    dropout.backward(gradient)
    assert check(lambda a: float((a * dropout.mask * pull).sum()), gradient, a).ok
    assert (gradient[out == 0] == 0).all()


def test_dropout_draws_the_mask_as_the_three_lines_do() -> None:
    """A. Trask, Hinton's Dropout in 3 Lines of Python, 2015."""
    mask = RandomState(1).binomial([np.ones((4, 3))], 1 - 0.2)[0] * (1.0 / (1 - 0.2))
    out = np.empty((4, 3))
    Dropout([0.2], [RandomState(1)], (4, 3)).forward(np.ones((4, 3)), out, train=True)
    np.testing.assert_array_equal(out, mask)


def test_dropout_of_replicas_may_differ() -> None:
    out = np.empty((3, 100, 10))
    Dropout([0.0, 0.2, 0.8], [RandomState(s) for s in range(3)], out.shape).forward(
        np.ones(out.shape), out, True
    )
    silenced = (out == 0).mean(axis=(1, 2))
    assert silenced[0] == 0
    assert np.abs(silenced[1:] - [0.2, 0.8]).max() < 0.05


# ----------------------------------------------------------------------------------------------- initialisers


def test_uniform_weights_are_those_of_the_thirteen_lines() -> None:
    """A. Trask, A Neural Network in 13 lines of Python, 2015: `2*np.random.random((3,4)) - 1`, seed 1."""
    expected = 2 * RandomState(1).random_sample((3, 4)) - 1
    np.testing.assert_array_equal(INITIALIZERS["uniform"](RandomState(1), 3, 4), expected)
    assert expected[0, 0] == pytest.approx(-0.16595599, abs=1e-8)


@pytest.mark.parametrize(
    ("name", "deviation", "limit"),
    [
        ("tf-playground", 1 / 12**0.5, 0.5),
        ("uniform", 2 / 12**0.5, 1),
        ("xavier", (2 / 100) ** 0.5, (6 / 100) ** 0.5),
        ("he", (2 / 40) ** 0.5, np.inf),
        ("convnetjs", (1 / 40) ** 0.5, np.inf),
        ("zeros", 0, 0),
        ("too-large", 20 / 12**0.5, 10),
    ],
)
def test_initialisers_have_the_spread_their_source_states(name: str, deviation: float, limit: float) -> None:
    rng = RandomState(7)
    weights = np.stack([INITIALIZERS[name](rng, 40, 60) for _ in range(20)])
    assert weights.std() == pytest.approx(deviation, rel=0.02)
    assert abs(weights.mean()) <= deviation / 40
    assert np.abs(weights).max() <= limit


def test_every_initialiser_is_covered_above() -> None:
    assert set(INITIALIZERS) == {
        "tf-playground",
        "uniform",
        "xavier",
        "he",
        "convnetjs",
        "zeros",
        "too-large",
    }
