"""The memory of a run is small whatever happens, and knows which steps a replay can reach."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lab.history import History, Moment
from tests.toy import Toy


class Idle(Toy):
    """A toy that only counts."""

    def learn(self) -> None:
        pass

    def due(self) -> bool:
        return False


def moment(step: int, pinned: bool = False, **metrics: float) -> Moment:
    return Moment(step, {"x": np.array([step])}, None, {}, metrics, pinned)


def history(steps: Any, capacity: int = 400, pinned: Any = ()) -> History:
    """What a run records, when hands were in play at the steps `pinned`."""
    made = History(capacity)
    for step in steps:
        if step in pinned or step % made.stride == 0:
            made.add(moment(step, step in pinned))
    return made


def steps_of(made: History) -> list[int]:
    return [kept.step for kept in made]


# ---------------------------------------------------------------------------------------------- recording


def test_a_short_run_is_kept_whole() -> None:
    made = history(range(400))
    assert steps_of(made) == [*range(400)]
    assert (made.stride, len(made), made.last_step) == (1, 400, 399)


def test_a_longer_run_is_kept_at_every_second_step() -> None:
    made = history(range(401))
    assert steps_of(made) == [*range(0, 401, 2)]
    assert made.stride == 2


def test_the_last_moment_is_kept_when_it_falls_between_two_strides() -> None:
    made = history(range(400))
    made.add(moment(401))
    assert steps_of(made) == [*range(0, 400, 2), 401]


def test_nothing_is_in_an_empty_history() -> None:
    assert (len(History()), History().last_step, [*History()]) == (0, 0, [])


def test_a_hundred_thousand_steps() -> None:
    lab = Idle()
    sizes = []
    for _ in range(100):
        lab.run(1000)
        sizes.append(len(lab.history))
    assert max(sizes) <= lab.history.capacity
    assert min(sizes) > lab.history.capacity // 2 - 1
    assert lab.history.stride == 256
    steps = steps_of(lab.history)
    assert steps[0] == 0
    assert set(np.diff(steps)) == {256}, "evenly spread over the whole run"


def test_a_moment_takes_the_place_of_one_of_the_same_step() -> None:
    made = history(range(5))
    again = moment(3, pinned=True)
    made.add(again)
    assert steps_of(made) == [0, 1, 2, 3, 4]
    assert made.moments[3] is again


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=200), st.integers(4, 20))
def test_whatever_is_recorded_the_history_is_small_and_knows_what_it_can_replay(
    moves: list[tuple[int, bool]], capacity: int
) -> None:
    made, pinned, now = History(capacity), set(), 0
    made.add(moment(0))
    for steps, by_hand in moves:
        for _ in range(steps):
            now += 1
            if now % made.stride == 0:
                made.add(moment(now))
        if by_hand:
            pinned.add(now)
            made.add(moment(now, pinned=True))
        assert len(made) <= capacity
        assert len(made.interventions) <= 2 * capacity
        kept = steps_of(made)
        assert kept == sorted(set(kept)) and kept[0] == 0
        for step in range(0, now + 1, max(now // 20, 1)):
            found, exact = made.before(step)
            assert found.step == max(earlier for earlier in kept if earlier <= step)
            assert exact == (not any(found.step < change <= step for change in pinned))
    if pinned:
        assert made.last_step >= max(pinned), "a replay from the last moment reaches the present"


def test_pinned_moments_outlive_others() -> None:
    made = history(range(10_000), pinned={1, 777, 5003})
    assert {1, 777, 5003} < set(steps_of(made))
    assert made.before(778) == (made.before(777)[0], True)


def test_it_is_thinned_until_it_fits() -> None:
    made = history(range(9), capacity=8, pinned={1, 3, 5, 7})
    assert steps_of(made) == [0, 1, 3, 4, 5, 7, 8], "every second would leave nine"


def test_when_most_are_pinned_they_are_thinned_evenly() -> None:
    made = history(range(5000), capacity=100, pinned=range(1, 5000))
    assert 50 <= len(made) <= 100
    old = np.diff(steps_of(made))[:30]  # the latest ones still stand close together
    assert old.max() <= 3 * old.min()


# ------------------------------------------------------------------------------------------------ branches


def test_forgetting_what_came_after() -> None:
    made = history(range(100), pinned={20, 60})
    made.forget_after(60)
    assert (made.last_step, made.interventions) == (60, [20, 60])
    made.forget_after(59)
    assert (made.last_step, made.interventions) == (59, [20])


@pytest.mark.parametrize("step, stride", [(9_999, 32), (3_201, 32), (3_200, 16), (201, 2), (200, 1), (0, 1)])
def test_a_branch_is_recorded_as_densely_as_fits(step: int, stride: int) -> None:
    made = history(range(10_000))
    assert made.stride == 32
    made.forget_after(step)
    assert made.stride == stride
    for later in range(1, 100):
        made.add(moment((step // stride + later) * stride))
    assert made.stride == stride or step == 9_999, "and goes on so for a while"


def test_forgetting_in_an_empty_history() -> None:
    made = History()
    made.forget_after(5)
    assert len(made) == 0


def test_a_copy_goes_its_own_way() -> None:
    made = history(range(10), pinned={5})
    copied = made.copy()
    copied.add(moment(10, pinned=True))
    copied.forget_after(3)
    assert (len(made), made.last_step, made.interventions) == (10, 9, [5])


# ----------------------------------------------------------------------------------------- what is read off


def test_before_the_first_moment_there_is_the_first() -> None:
    made = history(range(1000, 1010))
    assert made.before(3)[0].step == 1000


def test_a_curve() -> None:
    made = History()
    for step in range(3):
        made.add(moment(step, error=step / 2))
    made.add(moment(3))
    steps, values = made.series("error")
    assert steps.tolist() == [0, 1, 2, 3]
    assert values[:3].tolist() == [0.0, 0.5, 1.0]
    assert np.isnan(values[3])


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_the_generator_s_keys_are_kept_once_while_they_stay_the_same(draws: int) -> None:
    rng = np.random.RandomState(3)
    made = History()
    made.add(Moment(0, {}, made.share_keys(rng.get_state()), {}, {}))
    rng.randn(draws)
    state = made.share_keys(rng.get_state())
    made.add(Moment(1, {}, state, {}, {}))
    assert (state[1] is made.moments[0].rng[1]) == bool(np.array_equal(state[1], made.moments[0].rng[1]))
    expected = rng.randn(5)
    rng.set_state(state)
    assert np.array_equal(rng.randn(5), expected)


def test_a_still_run_keeps_one_array_of_keys() -> None:
    lab = Toy(still=True)
    lab.run(300)
    assert len({id(kept.rng[1]) for kept in lab.history}) == 1
