"""The lab `lstm`: two networks on the same sequences, an exam, valves in somebody's hand, and challenges."""

import numpy as np
import pytest

from playground.data import sequences, sunspots
from playground.data.sequences import TASKS
from playground.labs.lstm import Lstm
from playground.labs.lstm.lab import clamping
from playground.nn.lstm import GATES


@pytest.fixture(scope="module")
def recall() -> Lstm:
    lab = Lstm()
    lab.run(400)
    return lab


def test_the_lstm_recalls_what_the_plain_loop_has_lost(recall: Lstm) -> None:
    assert recall.metrics()["error"] == 0
    assert recall.plain_error() > 0.3
    assert set(recall.solved) == {"recall"}


def test_shut_valves_do_what_the_story_says(recall: Lstm) -> None:
    free = recall.clamped_error(clamping(12, {}))
    assert free == recall.metrics()["error"] == 0
    for moment in range(1, 12):
        assert recall.clamped_error(clamping(12, {"forget": 0.0}, moment)) < 0.1, "it is filled anew"
        assert recall.clamped_error(clamping(12, {"input": 0.0}, moment)) < 0.1, "what is there stays"
        assert recall.clamped_error(clamping(12, {"forget": 0.0, "input": 0.0}, moment)) > 0.35, "both"
    assert recall.clamped_error(clamping(12, {"input": 0.0}, 0)) > 0.35, "nothing was there yet"
    assert recall.clamped_error(clamping(12, {"output": 0.0}, 11)) > 0.4, "it remembers, but cannot say so"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_the_story_is_true_of_other_seeds(seed: int) -> None:
    lab = Lstm(seed=seed)
    lab.run(400)
    test_shut_valves_do_what_the_story_says(lab)


def test_clamping_is_only_looking(recall: Lstm) -> None:
    before = recall.net.flat.copy()
    clamped = clamping(12, {"forget": 0.0, "output": 1.0}, 3)
    seen = recall.look(2, clamped)
    assert not seen.trace.gates[3, 0, 1].any() and np.all(seen.trace.gates[3, 0, 3] == 1)
    assert seen.trace.gates[4, 0, 1].all()
    assert np.array_equal(recall.net.flat, before)


def test_gates_are_clamped_by_name() -> None:
    clamped = clamping(4, {"input": 1.0, "output": 0.0})
    assert (
        np.array_equal(clamped[:, 0], np.ones(4))
        and np.isnan(clamped[:, 1]).all()
        and not clamped[:, 2].any()
    )
    once = clamping(4, {"forget": 1.0}, 2)
    assert np.isnan(once).sum() == 11 and once[2, GATES.index("forget")] == 1


def test_the_sensitivity_is_the_slope_of_the_last_answer() -> None:
    lab = Lstm(gap=4, hidden=3, peephole=True)
    lab.run(20)
    seen = lab.look(1)
    assert seen.sensitivity[-1] == seen.plain_sensitivity[-1] == 1
    assert np.all(seen.sensitivity > 0) and len(seen.sensitivity) == 6
    wide, tight = Lstm(forget_bias=5.0).look(), Lstm(forget_bias=-3.0).look()
    assert wide.sensitivity[0] > 0.1 and tight.sensitivity[0] < 1e-6


def test_the_loss_of_a_forecast_is_a_distance_and_that_of_symbols_a_cross_entropy() -> None:
    for task in TASKS:
        lab = Lstm(task=task, gap=5)
        batch = sequences.batch(task, np.random.RandomState(3), 7, 5)
        trace = lab.net.forward(batch.x)
        counts = batch.counts > 0
        y, wanted = trace.y[counts], batch.y[counts]
        if task == "sunspots":
            expected = 0.5 * np.mean((y - wanted) ** 2)
        else:
            p = 1 / (1 + np.exp(-y))
            expected = -np.mean(wanted * np.log(p) + (1 - wanted) * np.log(1 - p))
        assert lab.loss(trace, batch) == pytest.approx(expected, rel=1e-12)


def test_an_error_of_one_is_that_of_last_year() -> None:
    lab = Lstm("sunspots")
    lab.net.flat[...] = 0  # says the mean of the years before the split
    says_mean = np.abs(lab.exam.y[-1]).mean() / np.abs(lab.exam.x[-1] - lab.exam.y[-1]).mean()
    assert lab.metrics()["error"] == pytest.approx(says_mean)
    truth = sunspots.NUMBERS
    last_year = np.abs(np.diff(truth))[-88:].mean()
    past = truth[: sunspots.SPLIT - sunspots.FIRST].mean()
    assert says_mean == pytest.approx(np.abs(truth[-88:] - past).mean() / last_year)


@pytest.mark.slow
def test_the_sunspots_are_forecast_better_than_by_last_year_and_by_the_plain_loop() -> None:
    lab = Lstm("sunspots")
    lab.run(400)
    assert lab.metrics()["error"] < lab.plain_error() < 0.8
    assert lab.solved == {}, "that took twenty years"


@pytest.mark.slow
def test_a_long_gap_is_crossed_when_the_forget_valves_begin_open() -> None:
    lab = Lstm("long-gap")
    lab.run(300)
    assert lab.metrics()["error"] == 0 and lab.plain_error() > 0.3
    assert set(lab.solved) == {"recall"}


@pytest.mark.slow
def test_every_challenge_takes_a_decision() -> None:
    far = Lstm(gap=40, forget_bias=4.0, learning_rate=0.03)
    far.run(100)
    assert far.solved["farthest"].happened == 2, "the valves began wide open"
    near = Lstm(gap=5)
    near.run(100)
    assert set(near.solved) == {"both"}
    few = Lstm(task="sunspots", gap=8)
    few.run(320)
    assert set(few.solved) == {"few-years"}


def test_both_networks_come_back_when_time_does() -> None:
    lab = Lstm(gap=3)
    lab.run(30)
    error = lab.plain_error()
    flat = lab.plain.flat.copy()
    lab.run(20)
    lab.rewind(30)
    assert lab.plain_error() == error and np.array_equal(lab.plain.flat, flat)


def test_what_goes_wrong_is_named(recall: Lstm) -> None:
    assert "Forget gates nearly shut" in {one.kind for one in Lstm("leaking").findings()}
    assert "Forget gates nearly shut" not in {one.kind for one in recall.findings()}
    assert "The plain RNN forgets" in {one.kind for one in Lstm("long-gap").findings()}


def test_weights_of_a_link_do_not_count_as_learnt(recall: Lstm) -> None:
    other = Lstm()
    state = recall.state()
    other.start_from({name: state[name] for name in Lstm.shared}, 10, "weights from a link")
    assert other.reading["error"] == 0 and not other.solved
