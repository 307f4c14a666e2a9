"""Learning-rate schedules: against PyTorch, and what their sources say of them."""

from pathlib import Path

import numpy as np
import pytest

from playground.nn.schedules import SCHEDULES, constant, cosine, cyclic, stairs

PYTORCH = np.load(Path(__file__).parents[1] / "reference" / "pytorch.npz")


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("step", lambda step: stairs(step, every=7, drop=0.5)),
        ("cosine", lambda step: cosine(step, period=50, floor=0.1)),
        ("cyclic", lambda step: cyclic(step, half_cycle=8, low=0.1)),
    ],
)
def test_schedule_equals_pytorch(name: str, schedule) -> None:
    np.testing.assert_allclose(
        [schedule(step) for step in range(50)], PYTORCH[f"schedules/{name}"], rtol=1e-10
    )


def test_constant_is_one() -> None:
    assert {constant(step) for step in (0, 1, 10**6)} == {1.0}


def test_cosine_stays_down_after_its_period() -> None:
    assert cosine(0) == 1
    assert cosine(10_000, floor=0.2) == pytest.approx(0.2)
    assert cosine(25_000, floor=0.2) == pytest.approx(0.2)


def test_cyclic_repeats_itself_exactly() -> None:
    assert [cyclic(step, 5) for step in range(10)] == [cyclic(step, 5) for step in range(500, 510)]
    assert max(cyclic(step, 5) for step in range(10)) == cyclic(5, 5) == 1


@pytest.mark.parametrize("name", SCHEDULES)
def test_factors_are_never_negative_and_never_above_one(name: str) -> None:
    assert all(0 <= SCHEDULES[name](step) <= 1 for step in range(0, 30_000, 7))
