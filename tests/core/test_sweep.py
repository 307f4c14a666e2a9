"""Runs side by side: every one of them must be the run that one would have made alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lab import SettingError
from playground.lab.sweep import MOST_RUNS, Sweep
from tests.toy import Toy


def recorded(lab: Toy) -> list[tuple[int, dict[str, float], list[float]]]:
    return [(moment.step, moment.metrics, moment.state["ball"].tolist()) for moment in lab.history]


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from([0.01, 0.1, 0.5, 1.9, 5.0, 1000.0]), min_size=1, max_size=4),
    st.integers(1, 3),
    st.lists(st.integers(0, 30), max_size=5),
)
def test_a_sweep_is_the_same_as_single_runs(rates: list[float], seeds: int, parts: list[int]) -> None:
    sweep = Toy("wild", seed=4).sweep("rate", rates, seeds)
    for n in parts:
        sweep.run(n)
    for rate, row in zip(rates, sweep.runs, strict=True):
        for seed, lab in zip(range(4, 4 + seeds), row, strict=True):
            alone = Toy(rate=rate, seed=seed)
            alone.run(sum(parts))
            assert lab.settings == alone.settings
            assert (lab.steps, lab.stopped, lab.reading) == (alone.steps, alone.stopped, alone.reading)
            assert recorded(lab) == recorded(alone)


@pytest.mark.parametrize(
    "name, values",
    [("size", [1, 2, 9]), ("shape", ["bowl", "ditch"]), ("hidden", [(), (3, 1)]), ("seed", [5, 6])],
)
def test_settings_that_rebuild_can_be_swept_too(name: str, values: list[object]) -> None:
    sweep = Toy().sweep(name, values)
    sweep.run(10)
    for value, (lab,) in zip(values, sweep.runs, strict=True):
        alone = Toy(**{name: value})
        alone.run(10)
        assert np.array_equal(lab.ball, alone.ball)


def test_the_lab_that_is_swept_stays_as_it_is() -> None:
    lab = Toy(wind=0.5)
    lab.run(7)
    ball = lab.ball.copy()
    sweep = lab.sweep("rate", [0.1, 0.2])
    sweep.run(5)
    assert lab.steps == 7 and np.array_equal(lab.ball, ball)
    assert [run.wind for run in sweep.labs] == [0.5, 0.5]
    assert sweep.steps == 5


def test_seeds_may_be_given() -> None:
    sweep = Sweep(Toy(), "rate", [0.1], seeds=[11, 3])
    assert [lab.seed for lab in sweep.labs] == [11, 3]


def test_a_run_that_ended_does_not_hold_up_the_others() -> None:
    sweep = Toy().sweep("rate", [0.1, 2.2])
    sweep.run(300)
    tame, wild = sweep.labs
    assert tame.steps == sweep.steps == 300
    assert 0 < wild.steps < 300 and wild.blew_up
    (steps, _), (steps_of_wild, heights) = sweep.curves("height")
    assert steps.tolist() == [*range(301)]
    assert steps_of_wild.tolist() == [*range(wild.steps + 1)]
    assert np.isfinite(heights).all()


def test_values_are_held_as_settings_are() -> None:
    values = Toy().sweep("size", [2.0, np.int64(3)]).values
    assert values == [2, 3] and all(type(value) is int for value in values)


def test_what_a_curve_is_called() -> None:
    assert Toy().sweep("rate", [0.1, 1, np.float64(2)]).label(1) == "rate 1"
    assert Toy().sweep("rate", [0.1, 1, np.float64(0.25)]).label(2) == "rate 0.25"
    assert Toy().sweep("hidden", [[4, 2], []]).label(0) == "hidden 4,2"
    assert Toy().sweep("hidden", [[4, 2], []]).label(1) == "hidden none"
    assert Toy().sweep("still", [True]).label(0) == "still true"


@pytest.mark.parametrize("steps", [0, 20, 1000])
def test_a_curve_is_the_median_over_seeds(steps: int) -> None:
    sweep = Toy().sweep("rate", [0.1, 0.2], seeds=3)
    sweep.run(steps)
    curves = sweep.curves("height")
    assert len(curves) == 2
    for row, (at, heights) in zip(sweep.runs, curves, strict=True):
        assert at.tolist() == [moment.step for moment in row[0].history]
        series = [lab.history.series("height")[1] for lab in row]
        assert np.array_equal(heights, np.median(series, axis=0))


def test_a_curve_has_only_what_all_seeds_have_recorded() -> None:
    sweep = Toy().sweep("rate", [0.1], seeds=2)
    sweep.run(390)
    sweep.labs[0].run(20)
    sweep.run(5)
    ((steps, _),) = sweep.curves("height")
    assert steps.tolist() == [*range(0, 395, 2)]


@pytest.mark.parametrize(
    "name, values, seeds, message",
    [
        ("rate", [], 1, f"a sweep makes from 1 to {MOST_RUNS} runs, not 0"),
        ("rate", [0.1], 0, f"a sweep makes from 1 to {MOST_RUNS} runs, not 0"),
        ("rate", [0.1], -3, f"a sweep makes from 1 to {MOST_RUNS} runs, not −3"),
        ("rate", [0.1] * 13, 5, f"a sweep makes from 1 to {MOST_RUNS} runs, not 65"),
        ("rate", [0.1] * 10**6, 10**9, f"a sweep makes from 1 to {MOST_RUNS} runs, not so large a number"),
        ("rate", [0.1, 0], 1, "rate goes from 0.001 to 1,000, not 0"),
        ("rate", [0.1, "x"], 1, "rate is a number from 0.001 to 1,000, not “x”"),
        ("size", [1, 2], 1, "a ditch needs a size of at least 2"),
        ("speed", [1], 1, "toy has no setting “speed”; did you mean “seed”?"),
    ],
)
def test_a_sweep_that_cannot_be(name: str, values: list[object], seeds: int, message: str) -> None:
    lab = Toy(shape="ditch")
    with pytest.raises(SettingError) as caught:
        lab.sweep(name, values, seeds)
    assert str(caught.value) == message


def test_seeds_beyond_the_last() -> None:
    lab = Toy(seed=2**32 - 2)
    assert [run.seed for run in lab.sweep("rate", [0.1], 2).labs] == [2**32 - 2, 2**32 - 1]
    with pytest.raises(SettingError, match="seed goes from 0 to 4,294,967,295, not 4,294,967,296"):
        lab.sweep("rate", [0.1], 3)
