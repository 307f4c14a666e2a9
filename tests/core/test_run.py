"""Running, going back, undoing: a run must be what somebody would get who made the same steps by hand."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache, partial
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from playground.lab import Lab, SettingError, run
from playground.lab.history import History
from playground.lab.run import MOST_ALTERED
from tests.toy import Toy, roll

SMALL = 12  # moments, so that thinning begins soon


@pytest.fixture
def small_history() -> Iterator[None]:
    with patch.object(run, "History", partial(History, SMALL)):
        yield


def ball_after(steps: int, **values: Any) -> np.ndarray:
    """Where the ball is after so many steps, without any run."""
    return path(**values)[steps]


@cache
def path(**values: Any) -> list[np.ndarray]:
    """Where the ball is after each of the first 300 steps."""
    lab = Toy(**values)
    balls = [lab.ball.copy()]
    with np.errstate(all="ignore"):
        for _ in range(300):
            lab.learn()
            balls.append(lab.ball.copy())
    return balls


# ------------------------------------------------------------------------------------------------- running


@given(st.lists(st.integers(0, 30), max_size=8))
@settings(max_examples=30)
def test_it_does_not_matter_how_a_run_is_cut(parts: list[int]) -> None:
    lab = Toy()
    assert [lab.run(n) for n in parts] == parts
    assert lab.steps == sum(parts)
    assert np.array_equal(lab.ball, ball_after(sum(parts)))
    assert lab.reading == lab.metrics()


def test_one_step_and_a_fresh_start() -> None:
    lab = Toy()
    fresh = lab.metrics()
    lab.step()
    assert lab.steps == 1
    assert lab.reading != fresh
    lab.reset()
    assert (lab.steps, lab.reading, len(lab.history)) == (0, fresh, 1)


def test_how_long_to_run_must_be_said() -> None:
    with pytest.raises(ValueError, match="say how many steps to run, or for how many seconds"):
        Toy().run()


@pytest.mark.parametrize("n, made", [(None, 11), (5, 5), (50, 11)])
def test_running_for_a_time(monkeypatch: pytest.MonkeyPatch, n: int | None, made: int) -> None:
    ticks = iter(range(1000))  # a clock on which every look at it takes a second
    monkeypatch.setattr(run, "perf_counter", lambda: next(ticks))
    lab = Toy()
    assert lab.run(n, seconds=10.5) == made
    assert lab.reading == lab.metrics()


def test_no_time_at_all_is_one_step() -> None:
    assert Toy().run(seconds=0) == 1


def test_a_finished_run_stops_and_can_be_told_to_go_on() -> None:
    lab = Toy(until=0.2, still=True)
    made = lab.run(1000)
    assert made == lab.steps < 1000
    assert lab.stopped == "It has come to rest."
    assert lab.metrics()["height"] < 0.2 <= lab.history.moments[-2].metrics["height"]
    assert lab.run(1000) == 0
    lab.until = 0.1
    assert lab.stopped == ""
    assert lab.run(1000) > 0


def test_a_run_finishes_at_the_same_step_however_coarse_its_history(small_history: None) -> None:
    cut, whole = Toy(until=0.0002, wind=0.001), Toy(until=0.0002, wind=0.001)
    whole.run(1000)
    while cut.run(1):
        pass
    assert whole.history.stride > 1
    assert whole.steps == cut.steps < 1000


# ------------------------------------------------------------------------------------------------ blow-ups


@pytest.fixture
def no_bound() -> Iterator[None]:
    """Runs that go on until a number overflows."""
    with patch.object(Toy, "most", np.inf):
        yield


@pytest.mark.parametrize("capacity", [12, 50, 400])
@pytest.mark.parametrize("n", [1, 7, 10_000])
def test_a_run_ends_before_numbers_are_too_large_to_mean_anything(capacity: int, n: int) -> None:
    with patch.object(run, "History", partial(History, capacity)):
        lab = Toy(rate=2.1, still=True)  # each step is a tenth longer than the one before
        while lab.run(n):
            pass
    last = lab.steps
    assert 100 < last < 400 and lab.blew_up
    assert lab.stopped == f"Stopped after step {last:,}: in the next one, the ball flew away."
    assert lab.reading == lab.metrics() and lab.reading["height"] <= lab.most
    lab.learn()
    assert lab.metrics()["height"] > lab.most


def test_what_ran_away_is_named() -> None:
    with patch.object(Toy, "trouble", Lab.trouble):
        lab = Toy(rate=2.1)
        lab.run(1000)
        assert "in the next one, height came to 1." in lab.stopped and "nothing holds it back" in lab.stopped
        with patch.object(Toy, "most", np.inf):
            lab = Toy(rate=2.1)
            lab.run(100_000)
            assert lab.stopped.endswith("a number left the range that floating point can hold.")


def test_whoever_starts_with_large_numbers_may_go_on() -> None:
    lab = Toy()
    lab.push(0, 1e17)
    assert lab.run(5) == 5 and not lab.stopped
    mark = lab.bookmark()
    lab.reset()
    assert lab.run(5) == 5
    lab.return_to(mark)
    assert lab.run(5) == 5 and not lab.stopped, "undo brings it back"
    lab.rate = 3.0
    lab.run(1000)
    assert lab.blew_up and lab.reading["height"] > 1e33


@pytest.mark.usefixtures("no_bound")
@pytest.mark.parametrize("capacity", [12, 50, 400])
@pytest.mark.parametrize("n", [1, 7, 10_000])
def test_a_blow_up_ends_at_the_last_finite_step(capacity: int, n: int) -> None:
    with patch.object(run, "History", partial(History, capacity)):
        lab = Toy(rate=20.0)
        while lab.run(n):
            pass
    last = lab.steps
    assert 50 < last < 1000
    assert lab.stopped == f"Stopped after step {last:,}: in the next one, the ball flew away."
    assert np.isfinite(lab.metrics()["height"])
    assert lab.reading == lab.metrics()
    assert np.array_equal(lab.ball, ball_after(last, rate=20.0))
    with np.errstate(over="ignore"):
        lab.learn()
        assert not np.isfinite(lab.metrics()["height"])
    assert all(np.isfinite(moment.metrics["height"]) for moment in lab.history)
    assert len(lab.history) > capacity // 4


@pytest.mark.usefixtures("no_bound")
def test_finding_the_last_finite_step_looks_at_few() -> None:
    lab = Toy(rate=2.03, still=True)  # it grows by three parts in a hundred
    lab.history.stride = 2**17
    looks = 0

    def metrics() -> dict[str, float]:
        nonlocal looks
        looks += 1
        return Toy.metrics(lab)

    lab.metrics = metrics  # type: ignore[method-assign]
    lab.run(15_000)
    assert lab.steps > 10_000
    assert looks < 500


def test_after_a_blow_up_one_can_go_back_and_do_better() -> None:
    lab = Toy(rate=20.0)
    lab.run(1000)
    last = lab.steps
    assert lab.rewind(last - 5) == last - 5
    assert lab.stopped == ""
    assert lab.run(3) == 3
    assert lab.run(1000) == 2  # the same end
    assert lab.steps == last and lab.stopped
    lab.rewind(10)
    lab.rate = 0.1
    assert lab.run(1000) == 1000 and not lab.stopped


def test_after_a_blow_up_a_live_setting_lets_it_go_on() -> None:
    lab = Toy(rate=20.0)
    lab.run(1000)
    lab.rate = 0.5
    assert lab.stopped == ""
    assert lab.run(100) == 100


def test_numbers_that_are_not_finite_from_the_start() -> None:
    lab = Toy()
    lab.run(5)
    lab.update(size=3, rate=0.2)
    with patch.object(Toy, "metrics", lambda self: {"height": np.inf, "farthest": 1.0}):
        with pytest.raises(
            SettingError, match=r"^With size 3 this cannot start: the ball flew away\.$"
        ) as caught:
            lab.reset()
        assert caught.value.name == "size", "what was changed and waits for a new model"
        with pytest.raises(SettingError) as caught:
            Toy(hidden=(3,), seed=4)
        assert caught.value.name == "hidden"
    assert (lab.steps, lab.stopped, lab.size, lab.rate) == (5, "", 2, 0.2)
    assert lab.pending() == [] and np.array_equal(lab.ball, ball_after(5))
    assert lab.run(3) == 3
    lab.reset()
    assert lab.steps == 0


def test_live_settings_that_lead_to_no_numbers_before_the_first_step() -> None:
    lab = Toy()
    with patch.object(Toy, "metrics", lambda self: {"height": np.inf, "farthest": 1.0}):
        lab.rate = 0.2
        assert lab.stopped == "This cannot start: the ball flew away."
        assert lab.run(10) == lab.steps == 0
    lab.rate = 0.3
    assert lab.stopped == "" and lab.run(10) == 10


@pytest.mark.parametrize("stride", [1, 4])
def test_what_hands_break_is_said_and_undone_by_going_back(stride: int) -> None:
    lab = Toy()
    lab.history.stride = stride
    lab.run(5)
    with np.errstate(over="ignore"):
        lab.push(0, 1e200)
    assert lab.stopped == "This cannot go on: the ball flew away."
    assert lab.steps == 5
    assert lab.ball[0] == 1e200
    assert lab.run(5) == 0
    assert lab.rewind(4) == 4
    assert lab.stopped == ""
    assert lab.run(10) == 10
    assert np.array_equal(lab.ball, ball_after(14))


# ---------------------------------------------------------------------------------------------- going back


@given(st.integers(0, 150), st.lists(st.integers(-5, 200), min_size=1, max_size=4))
@settings(max_examples=30)
def test_going_back_and_on_again_is_the_first_run(steps: int, back: list[int]) -> None:
    with patch.object(run, "History", partial(History, SMALL)):
        lab = Toy()
        lab.run(steps)
        for step in back:
            landed = lab.rewind(step)
            assert landed == lab.steps == min(max(step, 0), steps)
            assert np.array_equal(lab.ball, ball_after(landed))
            assert lab.reading == lab.metrics()
        lab.run(steps - lab.steps)
        assert np.array_equal(lab.ball, ball_after(steps))


@pytest.mark.usefixtures("small_history")
def test_looking_back_does_not_lose_the_future() -> None:
    lab = Toy()
    lab.run(101)
    stride = lab.history.stride
    assert 101 % stride, "the last step is not one that is kept anyway"
    steps = [moment.step for moment in lab.history]
    assert lab.rewind(3) == 3
    assert lab.rewind(101) == 101
    assert np.array_equal(lab.ball, ball_after(101))
    assert [moment.step for moment in lab.history] == [*steps, 101]
    lab.rewind(50)
    assert lab.run(0) == 0
    assert lab.history.last_step == 101, "no step was made"


def test_going_on_from_a_rewound_moment_starts_a_branch() -> None:
    lab = Toy()
    lab.run(30)
    lab.rewind(10)
    lab.push(0, 0.5)
    lab.run(5)
    assert lab.history.last_step == 15
    assert lab.altered == [(10, "push 0")]
    assert lab.rewind(30) == 15
    assert lab.rewind(10) == 10
    assert lab.ball[0] == 0.5
    assert lab.rewind(9) == 9
    assert np.array_equal(lab.ball, ball_after(9))


def test_what_was_altered_later_is_forgotten_on_a_new_branch() -> None:
    lab = Toy()
    for step, rate in ((5, 0.2), (10, 0.3), (15, 0.4)):
        lab.run(step - lab.steps)
        lab.rate = rate
    lab.run(5)
    lab.rewind(10)
    assert lab.altered == [(5, "rate"), (10, "rate"), (15, "rate")]  # as long as one only looks
    lab.run(1)
    assert lab.altered == [(5, "rate"), (10, "rate")]  # at 10 it is 0.4 now
    assert lab.history.moments[10].settings["rate"] == 0.4


def test_a_rewound_run_goes_on_with_the_settings_of_now() -> None:
    lab = Toy()
    lab.run(10)
    lab.rate = 0.5
    lab.run(10)
    assert lab.rewind(5) == 5
    assert lab.rate == 0.5
    assert np.array_equal(lab.ball, ball_after(5))
    lab.run(10)
    assert lab.altered == [(5, "rate")]
    expected = Toy()
    expected.run(5)
    expected.rate = 0.5
    expected.run(10)
    assert np.array_equal(lab.ball, expected.ball)


@pytest.mark.usefixtures("small_history")
@pytest.mark.parametrize("by_hand", [False, True])
def test_back_to_the_start_with_other_settings(by_hand: bool) -> None:
    """Step 0 is special: settings may change there without being an intervention."""
    lab = Toy()
    lab.run(50)
    if by_hand:
        lab.rewind(0)
        lab.rate = 0.5
        assert lab.history.last_step == 0, "the steps ahead were made with another rate"
    else:
        lab.rate = 0.5
        lab.rewind(0)
    lab.run(40)
    assert lab.altered == []
    for step in range(40, -1, -1):
        assert lab.rewind(step) == step
        assert np.array_equal(lab.ball, ball_after(step, rate=0.5))


@pytest.mark.usefixtures("small_history")
@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0.01, 1.5)), max_size=4), st.data())
@settings(max_examples=30)
def test_replay_is_exact_across_live_changes(changes: list[tuple[int, float]], data: st.DataObject) -> None:
    lab, balls = Toy(), []
    for n, rate in changes:
        lab.run(n)
        lab.rate = rate
    lab.run(20)
    plain = Toy()
    for n, rate in [*changes, (20, 0.1)]:
        for _ in range(n):
            balls.append(plain.ball.copy())
            plain.learn()
        plain.rate = rate
    step = data.draw(st.integers(0, len(balls) - 1))
    assert lab.rewind(step) == step
    assert np.array_equal(lab.ball, balls[step])


def test_a_run_that_is_over_stays_over_at_its_end_only() -> None:
    lab = Toy(until=0.2, still=True)
    lab.run(1000)
    end = lab.steps
    lab.rewind(end - 3)
    assert lab.stopped == ""
    lab.rewind(end)
    assert lab.stopped == "It has come to rest."
    assert lab.run(5) == 0
    lab.rewind(end - 3)
    assert lab.run(1000) == 3
    assert lab.stopped == "It has come to rest."


def test_where_nothing_is_left_to_do_the_future_is_kept() -> None:
    lab = Toy(still=True)
    lab.run(30)
    lab.until = 0.5  # from here on; it was below that long before
    assert lab.stopped
    lab.rewind(25)
    assert lab.stopped == "It has come to rest."
    assert lab.run(5) == 0
    assert lab.history.last_step == 30


# ------------------------------------------------------------------------------------------- interventions


def test_an_intervention_pins_its_moment() -> None:
    lab = Toy()
    lab.run(401)
    assert lab.history.stride == 2
    lab.run(2)
    lab.rate = 0.2
    assert lab.altered == [(403, "rate")]
    assert [moment.step for moment in lab.history if moment.pinned] == [403]
    lab.run(2000)
    assert [moment.step for moment in lab.history if moment.pinned] == [403]


def test_two_settings_at_once_are_one_intervention() -> None:
    lab = Toy()
    lab.run(3)
    lab.update(wind=0.5, rate=0.2)
    lab.update(rate=0.3, wind=0.4)
    assert lab.altered == [(3, "rate and wind")]


def test_before_the_first_step_nothing_is_an_intervention() -> None:
    lab = Toy()
    lab.update(rate=0.2)
    lab.run(5)
    assert lab.altered == []
    assert np.array_equal(lab.ball, ball_after(5, rate=0.2))


def test_a_setting_that_rebuilds_waits_for_the_reset() -> None:
    lab = Toy()
    lab.run(5)
    lab.update(size=4, note="new", seed=9)
    assert lab.pending() == ["size", "note", "seed"]
    lab.run(5)
    assert np.array_equal(lab.ball, ball_after(10))
    assert lab.altered == []
    lab.reset()
    assert lab.pending() == []
    assert np.array_equal(lab.ball, ball_after(0, size=4, seed=9))


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_a_thousand_slider_moves(gap: int) -> None:
    lab, balls = Toy(rate=0.5), {}
    for move in range(1000):
        lab.rate = 0.1 + 0.001 * (move % 500)
        balls[lab.steps] = lab.ball.copy()
        lab.run(gap)
    lab.run(100)
    capacity = lab.history.capacity
    assert len(lab.history) <= capacity
    assert len(lab.history.interventions) <= 2 * capacity
    assert lab.history.stride <= max(1, 4 * lab.steps // capacity), "and the curve stays smooth"
    recorded = {moment.step for moment in lab.history}
    for step in range(0, lab.steps, max(lab.steps // 60, 1)):
        landed = lab.rewind(step)
        assert landed <= step
        assert landed == step or landed in recorded
        if landed in balls:
            assert np.array_equal(lab.ball, balls[landed])


def test_the_list_of_interventions_is_bounded() -> None:
    lab = Toy()
    lab.run(1)
    for move in range(MOST_ALTERED + 500):
        lab.push(0, 0.001 * move)
        lab.step()
    assert len(lab.altered) == MOST_ALTERED
    assert lab.altered[-1] == (MOST_ALTERED + 500, "push 0")


# -------------------------------------------------------------------------------------- links and bookmarks


def test_going_on_from_arrays_that_came_from_elsewhere() -> None:
    lab = Toy()
    lab.run(7)
    lab.start_from({"ball": np.full(5, 0.25)}, 1000, "weights from a link")
    assert lab.steps == 1000
    assert lab.altered == [(1000, "weights from a link")]
    assert lab.rewind(0) == 1000, "nothing is known of the steps before"
    assert (lab.ball == 0.25).all()
    lab.run(10)
    assert lab.rewind(1003) == 1003


def test_arrays_that_overflow_are_left_out() -> None:
    lab = Toy()
    lab.run(7)
    before, reading = lab.ball.copy(), lab.reading
    with pytest.raises(SettingError, match="a gift: with these numbers the model overflows"):
        lab.start_from({"ball": np.full(5, 1e300)}, 1000, "a gift")
    assert np.array_equal(lab.ball, before)
    assert (lab.steps, lab.reading, lab.altered, lab.history.last_step) == (7, reading, [], 7)


def test_a_bookmark_can_be_returned_to_again_and_again() -> None:
    lab = Toy()
    lab.run(5)
    mark = lab.bookmark()
    for _ in range(2):
        lab.push(0, 0.5)
        lab.run(5)
        lab.return_to(mark)
        assert (lab.steps, lab.altered, lab.history.interventions, lab.history.last_step) == (5, [], [], 5)
        assert np.array_equal(lab.ball, ball_after(5))


def test_a_bookmark_of_another_run_is_taken_over() -> None:
    mine, theirs = Toy(size=3), Toy(size=5, rate=0.3, seed=8)
    mine.run(4)
    theirs.run(6)
    mine.return_to(theirs.bookmark())
    assert mine.settings == theirs.settings
    mine.run(10)
    theirs.run(10)
    assert np.array_equal(mine.ball, theirs.ball)


# ----------------------------------------------------------------------------------------------- challenges


def test_passing_a_challenge_is_an_event() -> None:
    lab = Toy()
    assert lab.solved == {}
    lab.run(400)
    assert set(lab.solved) == {"low"}
    assert lab.history.moments[lab.solved["low"].step].metrics["height"] < 0.01
    lab.run(200)
    assert lab.solved["slow"].step >= 500
    passed_at = lab.solved.copy()
    lab.reset()
    assert lab.solved == passed_at, "what was once achieved stays achieved"


def test_a_challenge_may_be_passed_by_hand() -> None:
    lab = Toy()
    lab.push(0, 1e6)
    assert {*lab.solved} == {"high"}
    assert (lab.solved["high"].step, lab.solved["high"].happened) == (0, 1), "the choice that came true"


def test_what_comes_from_elsewhere_passes_no_challenge() -> None:
    lab = Toy(still=True)
    lab.start_from({"ball": np.zeros(5)}, 1000, "a gift")
    assert (lab.solved, lab.given) == ({}, {"low", "slow"})
    lab.run(5)
    assert lab.solved == {}, "it is as it came"
    lab.reset()
    lab.run(400)
    assert set(lab.solved) == {"low"} and lab.given == set(), "now it was earned"
    lab.start_from({"ball": np.zeros(5)}, 1000, "a gift")
    assert set(lab.solved) == {"low"} and lab.given == {"slow"}, "what was achieved stays achieved"


def test_undo_passes_no_challenge() -> None:
    lab = Toy(seed=5)
    lab.run(3)
    mark = lab.bookmark()
    lab.reset()
    with patch.object(Toy, "finished", side_effect=AssertionError):  # nobody looks at the model in between
        lab.return_to(mark)
    assert lab.solved == {}


# --------------------------------------------------------------------------------------- all of it together


class Plain:
    """What a run must equal: the same ball without clock, history or undo; `path` holds it at every step."""

    def __init__(self, lab: Toy) -> None:
        self.rng = np.random.RandomState(lab.seed)
        self.size = lab.size
        ball = self.rng.uniform(-1, 1, lab.size + sum(lab.hidden))
        self.step = 0
        self.path: dict[int, tuple[np.ndarray, Any]] = {0: (ball, self.rng.get_state())}
        self.used = {0: lab.live_settings}  # what the step after this one was made with
        self.changed: set[int] = set()  # steps at which hands were in play

    @property
    def ball(self) -> np.ndarray:
        return self.path[self.step][0]

    def finite(self, ball: np.ndarray) -> bool:
        with np.errstate(over="ignore"):
            return bool(np.isfinite(ball @ ball / 2))

    def run(self, n: int, lab: Toy) -> None:
        """Up to n steps with the live settings of `lab`; if there is one, the path ahead is left."""
        if n and not self.at_rest(lab):
            if self.used[self.step] != lab.live_settings:
                self.setting_changed(lab)
            self.leave_future()
        for _ in range(n):
            if self.at_rest(lab):
                return
            ball, draws = self.path[self.step]
            ball = ball.copy()
            self.rng.set_state(draws)
            with np.errstate(over="ignore", invalid="ignore"):
                roll(ball, np.ones(ball.size), lab.rate, 0.0 if lab.still else lab.wind, self.rng)
            if not self.finite(ball):
                return
            self.step += 1
            self.path[self.step], self.used[self.step] = (ball, self.rng.get_state()), lab.live_settings

    def at_rest(self, lab: Toy) -> bool:
        return self.ball @ self.ball / 2 < lab.until

    def leave_future(self) -> None:
        self.path = {step: moment for step, moment in self.path.items() if step <= self.step}
        self.changed = {step for step in self.changed if step <= self.step}

    def push(self, direction: int, to: float) -> None:
        self.leave_future()
        self.ball[direction] = to
        self.changed.add(self.step)

    def setting_changed(self, lab: Toy) -> None:
        self.leave_future()
        self.used[self.step] = lab.live_settings
        if self.step:
            self.changed.add(self.step)


class Playing(RuleBasedStateMachine):
    """Somebody plays with the toy in every order of actions, while `Plain` keeps the truth."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = [
            patch.object(run, "History", partial(History, SMALL)),
            patch.object(Toy, "most", np.inf),  # `Plain` goes on until a number overflows
        ]
        for each in self.patches:
            each.start()
        self.lab = Toy()
        self.plain = Plain(self.lab)
        self.marks: list[Any] = []

    def teardown(self) -> None:
        for each in self.patches:
            each.stop()

    @rule(n=st.integers(0, 40))
    def run(self, n: int) -> None:
        before = self.lab.steps
        made = self.lab.run(n)
        self.plain.run(n, self.lab)
        assert made == self.lab.steps - before
        assert made == n or self.lab.stopped

    @rule(step=st.integers(0, 120))
    def rewind(self, step: int) -> None:
        last = max(self.plain.path)
        landed = self.lab.rewind(step)
        step = min(step, last)
        if landed != step:
            assert landed < step
            assert any(landed < changed <= step for changed in self.plain.changed)
            assert landed in {moment.step for moment in self.lab.history}
        assert self.lab.history.last_step == last
        self.plain.step = landed

    @rule(name=st.sampled_from(["rate", "wind", "until"]), value=st.sampled_from([0.01, 0.05, 0.3, 0.9]))
    def move_a_slider(self, name: str, value: float) -> None:
        if getattr(self.lab, name) != value:
            self.lab.update(**{name: value})
            self.plain.setting_changed(self.lab)

    @rule(rate=st.sampled_from([2.5, 50.0, 1000.0]))
    def move_it_too_far(self, rate: float) -> None:
        if self.lab.rate != rate:
            self.lab.rate = rate
            self.plain.setting_changed(self.lab)

    @rule()
    def switch(self) -> None:
        self.lab.still = not self.lab.still
        self.plain.setting_changed(self.lab)

    @rule(direction=st.integers(0, 3), to=st.floats(-1, 1))
    def push(self, direction: int, to: float) -> None:
        self.lab.push(direction, to)
        self.plain.push(direction, to)

    @rule(size=st.integers(1, 4))
    def ask_for_another_size(self, size: int) -> None:
        self.lab.size = size
        assert self.lab.pending() == ([] if size == self.plain.size else ["size"])

    @rule()
    def reset(self) -> None:
        self.lab.reset()
        self.plain = Plain(self.lab)

    @rule()
    def bookmark(self) -> None:
        self.marks.append((self.lab.bookmark(), deepcopy(self.plain), self.lab.settings, self.everything()))

    @precondition(lambda self: self.marks)
    @rule(number=st.integers(0, 9))
    def undo(self, number: int) -> None:
        mark, plain, values, everything = self.marks[number % len(self.marks)]
        self.lab.return_to(mark)
        self.plain = deepcopy(plain)
        assert self.lab.settings == values
        assert self.everything() == everything

    def everything(self) -> tuple[Any, ...]:
        lab, history = self.lab, self.lab.history
        moments = [id(moment) for moment in history]
        return lab.steps, lab.stopped, [*lab.altered], lab.reading, lab.pending(), moments, history.stride

    @invariant()
    def the_run_is_the_plain_one(self) -> None:
        assert self.lab.steps == self.plain.step
        assert np.array_equal(self.lab.ball, self.plain.ball)
        assert self.lab.reading == self.lab.metrics()
        self.plain.rng.set_state(self.plain.path[self.plain.step][1])
        assert self.lab.rng.get_state()[2] == self.plain.rng.get_state()[2]

    @invariant()
    def the_history_is_small_and_in_order(self) -> None:
        steps = [moment.step for moment in self.lab.history]
        assert steps == sorted(set(steps))
        assert steps[0] == 0
        assert len(steps) <= SMALL
        assert len(self.lab.history.interventions) <= 2 * SMALL
        for moment in self.lab.history:
            assert np.array_equal(moment.state["ball"], self.plain.path[moment.step][0])

    @invariant()
    def what_was_altered_is_listed(self) -> None:
        assert {step for step, _ in self.lab.altered} == self.plain.changed


Playing.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestPlaying = Playing.TestCase
