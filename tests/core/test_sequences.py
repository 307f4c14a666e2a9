"""What a memory is asked: each task wants what it says, and the years after the split stay unseen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.data import sequences, sunspots

gaps, seeds = st.integers(2, 40), st.integers(0, 99)


@pytest.mark.parametrize("task", sequences.TASKS)
@pytest.mark.parametrize("gap", [2, 9, 40])
def test_shapes_fit_together(task: str, gap: int) -> None:
    for made in (sequences.batch(task, RandomState(0), 5, gap), sequences.exam(task, RandomState(0), gap)):
        moments, count, inputs = made.x.shape
        assert inputs == sequences.INPUTS[task]
        assert made.y.shape == (moments, count, 1) and made.counts.shape == (moments,)
        assert made.counts[-1] == 1 and set(made.counts) <= {0, 1}


@given(gaps, seeds)
def test_recall_asks_for_the_first_symbol(gap: int, seed: int) -> None:
    made = sequences.batch("recall", RandomState(seed), 6, gap)
    assert np.array_equal(made.y[-1, :, 0], made.x[0, :, 0] > 0)
    assert np.array_equal(np.flatnonzero(made.x[:, 0, 1]), [0, gap + 1])
    assert not made.x[-1, :, 0].any() and made.counts.sum() == 1


@given(gaps, seeds)
def test_echo_asks_for_every_symbol_later(gap: int, seed: int) -> None:
    made = sequences.batch("echo", RandomState(seed), 3, gap)
    for t in np.flatnonzero(made.counts):
        assert np.array_equal(made.y[t, :, 0], made.x[t - gap, :, 0] > 0)
    assert made.counts.sum() == gap + sequences.TO_COME


@given(gaps, seeds)
def test_addition_adds(gap: int, seed: int) -> None:
    made = sequences.batch("addition", RandomState(seed), 4, gap)
    for n in range(4):
        a, b, c = (
            sum(int(digit) << place for place, digit in enumerate(digits))
            for digits in (made.x[:, n, 0], made.x[:, n, 1], made.y[:, n, 0])
        )
        assert a + b == c


@given(st.integers(2, 40), seeds)
def test_what_is_learnt_ends_before_the_split_and_the_exam_asks_for_every_year_after(
    gap: int, seed: int
) -> None:
    past = sunspots.scaled()[: sunspots.SPLIT - sunspots.FIRST]
    made = sequences.batch("sunspots", RandomState(seed), 50, gap)
    assert np.isin(made.y, past).all() and np.isin(made.x, past).all()
    exam = sequences.exam("sunspots", RandomState(seed), gap)
    assert np.array_equal(sunspots.unscaled(exam.y[-1, :, 0]).round(1), sunspots.NUMBERS[-88:])
    assert np.array_equal(exam.x[1:], exam.y[:-1])


def test_the_latest_year_to_learn_from_can_be_drawn() -> None:
    made = sequences.batch("sunspots", RandomState(0), 5000, 3)
    assert sunspots.scaled()[sunspots.SPLIT - sunspots.FIRST - 1] in made.y[-1]


def test_the_series_is_the_one_of_the_source() -> None:
    assert len(sunspots.NUMBERS) == 309 and sunspots.FIRST + 308 == 2008
    by_year = dict(zip(range(1700, 2009), sunspots.NUMBERS, strict=True))
    assert (by_year[1700], by_year[1816], by_year[1957], by_year[2008]) == (5, 45.8, 190.2, 2.9)
    past = sunspots.scaled()[: sunspots.SPLIT - 1700]
    assert abs(past.mean()) < 1e-12 and past.std() == pytest.approx(1)
    assert not sunspots.NUMBERS.flags.writeable
