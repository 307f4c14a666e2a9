"""The gradient checker must accept a right gradient, and above all reject a wrong one."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from playground.nn.gradcheck import check, numerical_gradient, relative_error, some_indices
from tests.strategies import arrays, seeds, shapes

X = np.array([[0.5, -1.2, 2.0], [1.5, 0.3, -0.7]])


def f(x: np.ndarray) -> float:
    return float(np.sum(np.sin(x) * x**2))


def gradient(x: np.ndarray) -> np.ndarray:
    return np.cos(x) * x**2 + np.sin(x) * 2 * x


def one_element_off(g: np.ndarray) -> np.ndarray:
    wrong = g.copy()
    wrong[1, 2] += 1e-3
    return wrong


def one_element_nan(g: np.ndarray) -> np.ndarray:
    wrong = g.copy()
    wrong[0, 1] = np.nan
    return wrong


WRONG: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sign": lambda g: -g,
    "factor 2": lambda g: 2 * g,
    "a thousandth too large": lambda g: 1.001 * g,
    "one element": one_element_off,
    "missing term": lambda g: g - np.sin(X) * 2 * X,
    "two elements swapped": lambda g: g[:, [1, 0, 2]],
    "zero": np.zeros_like,
    "NaN": one_element_nan,
    "infinite": lambda g: g * np.inf,
}


def test_accepts_the_right_gradient() -> None:
    report = check(f, gradient(X), X)
    assert report.ok
    assert report.max_relative_error < 1e-8
    np.testing.assert_array_equal(report.indices, np.arange(6))
    np.testing.assert_array_equal(report.analytic, gradient(X).ravel())
    np.testing.assert_allclose(report.numerical, gradient(X).ravel(), rtol=1e-8)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_rejects_a_wrong_gradient(wrong: Callable[[np.ndarray], np.ndarray]) -> None:
    assert not check(f, wrong(gradient(X)), X).ok


@pytest.mark.parametrize("wrong", [one_element_off, one_element_nan])
def test_points_at_the_element_that_is_wrong(wrong: Callable[[np.ndarray], np.ndarray]) -> None:
    (expected,) = np.flatnonzero(wrong(gradient(X)) != gradient(X))
    assert check(f, wrong(gradient(X)), X).worst_index == expected


@pytest.mark.parametrize("scale", [1e-4, 1e6])
def test_a_small_or_large_gradient_is_judged_as_strictly(scale: float) -> None:
    assert check(lambda x: scale * f(x), scale * gradient(X), X).ok
    assert not check(lambda x: scale * f(x), scale * gradient(X) * 1.001, X).ok


@given(arrays(shapes()))
def test_any_shape(x: np.ndarray) -> None:
    report = check(f, gradient(x), x)
    assert report.ok, report
    assert numerical_gradient(f, x).shape == x.shape


@given(seeds())
def test_a_random_subset(seed: int) -> None:
    indices = some_indices(np.random.RandomState(seed), X.size, 3)
    assert len(set(indices)) == 3 and set(indices) <= set(range(X.size))
    report = check(f, gradient(X), X, indices=indices)
    assert report.ok
    np.testing.assert_array_equal(report.analytic, gradient(X).ravel()[indices])
    wrong = check(f, one_element_off(gradient(X)), X, indices=indices)
    assert wrong.ok == (5 not in indices)  # it can see only what it looks at


def test_asking_for_more_indices_than_there_are_gives_them_all() -> None:
    np.testing.assert_array_equal(some_indices(np.random.RandomState(0), 4, 10), np.arange(4))


def test_parameters_and_gradient_stay_as_they_are() -> None:
    x, g = X.copy(), gradient(X)

    def tampering(values: np.ndarray) -> float:
        assert values is not x
        return f(values)

    check(tampering, g, x)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(g, gradient(X))


def test_central_differences_are_closer_than_forward_ones() -> None:
    """The error of the forward difference shrinks with h, that of the central one with h²."""
    errors = {
        central: np.max(np.abs(numerical_gradient(f, X, h=1e-3, central=central) - gradient(X)))
        for central in (True, False)
    }
    assert errors[True] < 1e-5 < 1e-4 < errors[False]


def test_forward_difference_of_the_guide() -> None:
    """A. Karpathy, Hacker's guide to Neural Networks, "Numerical Gradient": x*y at (-2, 3) gives (3, -2)."""
    slopes = numerical_gradient(lambda x: x[0] * x[1], [-2.0, 3.0], h=1e-4, central=False)
    np.testing.assert_allclose(slopes, [3.0, -2.0], atol=1e-10)


def test_relative_error_is_that_of_cs231n() -> None:
    """|a − n| / max(|a|, |n|), with a floor for where both are next to nothing."""
    errors = relative_error(np.array([1.0, 2.0, 0.0, 1e-12]), np.array([1.0, 1.0, 0.0, -1e-12]), floor=1e-8)
    np.testing.assert_allclose(errors, [0.0, 0.5, 0.0, 2e-4])


def test_bad_input_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\), but the parameters have shape \(2, 3\)"):
        check(f, np.zeros(3), X)
    with pytest.raises(ValueError, match="nothing to check"):
        check(f, np.zeros(0), np.zeros(0))
