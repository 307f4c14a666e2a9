"""The lab `averaging`, beside means and losses that are computed another way."""

import io
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest

from apps.views.averaging import Surface
from playground.lab import SettingError
from playground.labs.averaging import Averaging
from playground.labs.averaging.lab import KEPT
from playground.labs.averaging.report import rise
from playground.nn import averaging, loss_plane, schedules
from playground.nn.averaging import STEPS_PER_EPOCH
from playground.nn.losses import HalfSquaredError
from playground.nn.network import Network

DATA = ("line", "mirror", "heaps", "moons", "circle", "xor", "gauss")

# --- the two means ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_running_mean_is_the_mean(seed: int) -> None:
    rows = 10 * np.random.RandomState(seed).randn(50, 7)
    mean = np.zeros(7)
    for n, row in enumerate(rows):
        mean = averaging.running_mean(mean, n, row)
        assert mean == pytest.approx(rows[: n + 1].mean(axis=0), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_for_a_linear_model_swa_is_the_ensemble(seed: int) -> None:
    lab = Averaging(seed=seed)
    lab.run(200)
    x, t = lab.lesson.test
    said = np.mean([x @ w[:, None] for w in lab.networks], axis=0)
    assert averaging.answers(lab.judge, lab.mean[None], x)[0] == pytest.approx(said, abs=1e-13)
    assert lab.reading["averaged_loss"] == pytest.approx(lab.together(lab.networks), abs=1e-14)
    assert lab.reading["averaged_loss"] == pytest.approx(float(np.mean(0.5 * (said - t) ** 2)), abs=1e-14)


def test_for_a_bent_model_it_is_not() -> None:
    lab = Averaging("by-heart")
    lab.run(600)
    assert abs(lab.reading["averaged_loss"] - lab.together(lab.networks)) > 1e-3


def test_asked_together_no_network_is_worse_than_the_mean_of_their_losses() -> None:
    """Jensen: both losses are convex in the answer."""
    for data in DATA:
        lab = Averaging(data=data, method="snapshots", cycle=1)
        lab.run(120)
        assert lab.together(lab.networks) <= lab.losses(lab.networks).mean() + 1e-12, data


@pytest.mark.parametrize("method", ["snapshots", "fge", "swa"])
def test_what_is_kept_is_the_walk_where_its_rate_is_lowest(method: str) -> None:
    lab = Averaging(method=method, cycle=2)
    kept, rates = [], [lab.factor(0)]
    for step in range(1, 1200):
        lab.run(1)
        rates.append(lab.factor(step))
        if lab.taken > len(kept):
            kept.append(lab.last.copy())
            made = lab.factor(step - 1)  # the rate of the step just made
            assert made <= min(rates[max(0, step - 20) : step + 1]) + 1e-12
    assert len(kept) > KEPT
    assert np.array_equal(lab.networks, np.array(kept[-KEPT:]))
    assert lab.mean == pytest.approx(np.mean(kept, axis=0), rel=1e-12)


def test_the_schedules_are_those_of_the_sources() -> None:
    assert [schedules.restarts(s, 4) for s in (0, 2, 4)] == pytest.approx([1, 0.5, 1])
    for i in range(1, 41):  # Garipov et al., section 5, from alpha 1 to 2, with i from 1
        t, high, low = ((i - 1) % 10 + 1) / 10, 0.05, 0.0005
        alpha = (1 - 2 * t) * high + 2 * t * low if t <= 0.5 else (2 - 2 * t) * low + (2 * t - 1) * high
        assert high * schedules.vee(i - 1, 10, low / high) == pytest.approx(alpha)
        saw = (1 - t) * high + t * low  # Izmailov et al., section 3.2
        assert high * schedules.saw(i - 1, 10, low / high) == pytest.approx(saw)


# --- what learns --------------------------------------------------------------------------------------------


def test_five_side_by_side_are_five_alone() -> None:
    for data in DATA:
        lab = Averaging(data=data, method="ensemble", learning_rate=0.5)
        alone = Averaging(data=data, method="none", learning_rate=0.5)
        flats = [lab.walker.flat[i].copy() for i in range(5)]
        assert np.array_equal(flats[0], alone.last)
        for flat in flats:
            one = averaging.model(data, lab.hidden, np.random.RandomState(0))
            one.flat[:] = flat
            lab_batches = Averaging(data=data, method="ensemble", learning_rate=0.5).batches
            for _ in range(30):
                lab_alone_step(one, lab_batches.next(), lab.lesson.loss, 0.5)
            flat[:] = one.flat
        lab.run(30)
        assert lab.walker.flat == pytest.approx(np.array(flats), rel=1e-9, abs=1e-12), data


def lab_alone_step(one: Any, batch: Any, loss: Any, rate: float) -> None:
    one.forward(batch[0])
    one.backward(batch[1], loss)
    one.flat -= rate * one.grad_flat


@pytest.mark.parametrize("data", DATA)
def test_slopes_are_those_that_are_measured(data: str) -> None:
    lab = Averaging(data=data)
    lab.run(25)
    report = lab.gradient_check()
    assert report.ok, report


def test_the_bell_moves_towards_a_point() -> None:
    bell, loss = averaging.Bell((0.0, 0.0)), HalfSquaredError()
    bell.forward(np.array([[0.4, 0.0]]))
    bell.backward(np.ones((1, 1)), loss)
    p = np.exp(-0.16 / 0.5)
    assert bell.grad_flat == pytest.approx([-(1 - p) * p * 0.4 / 0.25, 0])


def test_many_are_asked_as_each_alone() -> None:
    rng = np.random.RandomState(2)
    for data in DATA:
        lab = Averaging(data=data)
        flats = rng.randn(70, len(lab.first))
        x, t = lab.lesson.test
        together = averaging.answers(lab.judge, flats, x)
        for flat, said, loss in zip(flats, together, lab.losses(flats), strict=True):
            lab.judge.flat[:] = flat
            assert np.array_equal(lab.judge.predict(x), said)
            assert loss == lab.lesson.loss.value(said, t)


def test_a_lesson_has_as_many_points_to_test_with_and_an_epoch_of_twenty_steps() -> None:
    for data in DATA:
        for noise in (0.0, 0.5):
            lesson = averaging.lesson(data, noise, np.random.RandomState(3))
            assert len(lesson.train[0]) == len(lesson.test[0]) == lesson.batch * STEPS_PER_EPOCH
    still, moved = (averaging.lesson("heaps", noise, np.random.RandomState(3)) for noise in (0.0, 0.3))
    assert moved.test[0] - still.test[0] == pytest.approx(np.tile([0, 0.9], (80, 1)))
    assert np.array_equal(moved.train[0], still.train[0])


# --- the plane ----------------------------------------------------------------------------------------------


def test_a_plane_goes_through_its_three_networks() -> None:
    rng = np.random.RandomState(4)
    three = rng.randn(3, 9)
    plane = loss_plane.through(*three)
    assert plane.u @ plane.v == pytest.approx(0, abs=1e-12)
    assert plane.u @ plane.u == pytest.approx(1) == plane.v @ plane.v
    assert plane.weights(plane.places(three)) == pytest.approx(three)
    apart = np.linalg.norm(three[1] - three[0])
    assert np.linalg.norm(np.diff(plane.places(three[:2]), axis=0)) == pytest.approx(apart)
    grid = plane.grid(5)
    assert plane.places(grid[:1])[0] == pytest.approx(
        (plane.middle[0] - plane.half, plane.middle[1] + plane.half)
    )


@pytest.mark.parametrize("alike", [(0, 0, 0), (0, 0, 1), (0, 1, 2)])
def test_a_plane_through_networks_in_a_line_is_a_plane_all_the_same(alike: tuple[int, ...]) -> None:
    plane = loss_plane.through(*(np.array([k, 2.0 * k, 0.0]) for k in alike))
    assert plane.u @ plane.v == pytest.approx(0, abs=1e-12)
    assert plane.v @ plane.v == pytest.approx(1) and plane.half > 0


def test_what_is_nearby_is_as_far_as_is_said_and_a_narrow_valley_rises_more() -> None:
    around = loss_plane.nearby(np.ones(6), 0.3, 40, np.random.RandomState(1))
    assert np.linalg.norm(around - 1, axis=1) == pytest.approx(np.full(80, 0.3))
    bowl = Averaging()
    assert rise(bowl, np.zeros(2)) == pytest.approx(rise(bowl, np.ones(2))), "bent alike everywhere"
    lab = Averaging("narrow-vs-wide")
    narrow, wide = (rise(lab, np.array(place)) for place in ((-1.45, 0.0), (1.4, 0.3)))
    assert narrow > 1.5 * wide > 0


def test_lines_of_height_lie_where_the_height_is() -> None:
    x, y = np.meshgrid(np.arange(12.0), np.arange(9.0))
    lines = loss_plane.contours(x + 2 * y, 7.3)
    for a, b in (lines[:, :2], lines[:, 2:]), (lines[:, 2:], lines[:, :2]):
        assert a[:, 0] + 2 * a[:, 1] == pytest.approx(np.full(len(a), 7.3))
        assert (np.abs(a - b) <= 1 + 1e-12).all()
    round_about = loss_plane.contours((x - 5) ** 2 + (y - 4) ** 2, 9.0)
    length = np.hypot(*(round_about[:, :2] - round_about[:, 2:]).T).sum()
    assert length == pytest.approx(2 * np.pi * 3, rel=0.05)
    assert len(loss_plane.contours(x, 100.0)) == 0
    saddle = loss_plane.contours(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.5)
    assert len(saddle) == 2


def test_the_plane_is_the_same_after_going_back() -> None:
    lab = Averaging("fge", cycle=1)
    seen = {}
    for _ in range(60):
        lab.run(10)
        seen[lab.steps] = lab.plane().origin.copy(), lab.plane().u.copy()
    for step in (600, 420, 300, 250, 450):
        lab.rewind(step)
        assert np.array_equal(lab.plane().origin, seen[step][0]) and np.array_equal(
            lab.plane().u, seen[step][1]
        )


def test_the_picture_shows_the_loss_of_each_place() -> None:
    for preset in ("swa", "by-heart"):
        lab, view = Averaging(preset), Surface()
        lab.run(400)
        frame = view._frame(lab)
        plane = lab.plane()
        train = lab.losses(plane.grid(33), test=False).reshape(33, 33)
        order = np.argsort(train.ravel())
        assert (np.diff(frame["field"].ravel()[order].astype(int)) <= 0).all(), "the lower, the bluer"
        assert frame["field"].ravel()[order[0]] == 255
        x, y = frame["here"]
        assert plane.places(lab.last[None])[0] == pytest.approx((x, y))
        way = frame["way"]
        one, two = lab.networks[-2:]
        assert way["test"][8] == pytest.approx(lab.losses(one[None])[0], rel=1e-5)
        assert way["test"][40] == pytest.approx(lab.losses(two[None])[0], rel=1e-5)
        assert float(way["middle"]) == pytest.approx(lab.losses((one + two)[None] / 2)[0], abs=6e-5)


def test_whoever_goes_back_sees_the_walk_until_there() -> None:
    lab, view = Averaging(), Surface()
    lab.run(900)
    lab.rewind(200)
    walk = view._frame(lab)["walk"]
    assert len(walk) == 30 and walk[-1] == pytest.approx(lab.plane().places(lab.last[None])[0], rel=1e-6)


# --- hands, words, challenges -------------------------------------------------------------------------------


def test_a_network_is_moved_in_the_plane_and_kept() -> None:
    lab = Averaging("narrow-vs-wide")
    lab.move(1.4, 0.3)
    assert lab.last == pytest.approx((1.4, 0.3)) and lab.altered
    lab.keep()
    assert lab.taken == 1 and lab.networks[0] == pytest.approx((1.4, 0.3))
    for x, y in ((1e3, 0.0), (0.0, float("nan")), (float("inf"), 0.0)):
        with pytest.raises(SettingError):
            lab.move(x, y)
    cloud = Averaging("by-heart")
    cloud.run(600)
    before = cloud.last - cloud.plane().origin
    cloud.move(0.1, -0.2)
    after = cloud.last - cloud.plane().origin
    assert cloud.plane().places(cloud.last[None])[0] == pytest.approx((0.1, -0.2))
    for out in (before, after):
        out -= (out @ cloud.plane().u) * cloud.plane().u + (out @ cloud.plane().v) * cloud.plane().v
    assert after == pytest.approx(before), "it is as far above the plane as before"


@pytest.mark.parametrize("method", ["none", "ensemble"])
def test_where_nothing_is_kept_nothing_can_be(method: str) -> None:
    lab = Averaging(method=method)
    with pytest.raises(SettingError, match="snapshots, FGE and SWA"):
        lab.keep()
    if method == "ensemble":
        with pytest.raises(SettingError, match="side by side"):
            lab.move(0, 0)


def test_what_an_answer_costs() -> None:
    costs = {}
    for method in ("none", "snapshots", "fge", "swa", "ensemble"):
        lab = Averaging(method=method)
        lab.run(400)
        costs[method] = lab.asked
    assert costs == {"none": 1, "snapshots": 10, "fge": 10, "swa": 1, "ensemble": 5}


def finding_names(*preset: str, steps: int, **settings: Any) -> list[str]:
    lab = Averaging(*preset, **settings)
    lab.run(steps)
    return [one.kind for one in lab.findings()]


def test_what_is_found() -> None:
    assert finding_names("swa", steps=240) == []
    assert "A bad middle" in finding_names("ensemble", steps=600)
    assert "Learnt by heart" in finding_names("by-heart", steps=800)
    assert "Too alike" in finding_names(method="fge", data="heaps", cycle=1, steps=400)


def test_what_the_presets_say_is_so() -> None:
    def played(preset: str) -> Averaging:
        lab = Averaging(preset)
        lab.run(lab.presets[preset].horizon)
        return lab

    for preset in ("cosine-snapshots", "fge", "ensemble"):
        lab = played(preset)
        assert lab.reading["averaged_loss"] < lab.losses(lab.networks).min(), preset
    five = played("ensemble")
    assert five.losses(five.centre[None])[0] > 1.3 * five.losses(five.networks).max()
    deep = played("narrow-vs-wide")
    assert deep.last[0] < -1 and deep.reading["train_loss"] < 0.33 < 0.43 < deep.reading["test_loss"]
    heart = played("by-heart")
    assert heart.reading["averaged_loss"] < heart.losses(heart.networks).min()


def test_the_challenges_can_be_met() -> None:
    lab = Averaging("swa")
    lab.run(240)
    assert [*lab.solved] == ["in-the-middle"]

    lab = Averaging("narrow-vs-wide")
    lab.run(100)
    lab.keep()
    lab.move(1.4, 0.3)
    lab.run(40)
    lab.keep()
    assert [*lab.solved] == ["narrow-and-wide"]

    lab = Averaging(data="mirror", method="snapshots", noise=20)
    lab.run(80)
    lab.keep()
    lab.move(*-lab.last)
    assert lab.solved == {}
    lab.keep()
    assert [*lab.solved] == ["barrier"]

    for rate in (1.0, 2.0):
        lab = Averaging(data="gauss", cycle=2, learning_rate=rate)
        lab.run(600)
        assert "at-a-fifth" in lab.solved

    lab = Averaging(learning_rate=0.01)
    lab.run(400)
    assert [*lab.solved] == ["too-early"]


def test_a_network_of_ones_own_shape_prints_what_it_measures() -> None:
    rng = np.random.RandomState(11)
    for _ in range(12):
        lab = Averaging(
            method=rng.choice(["none", "snapshots", "fge", "swa", "ensemble"]), data=rng.choice(DATA),
            noise=int(rng.randint(51)), cycle=int(rng.randint(1, 5)), hidden=int(rng.randint(1, 17)),
            learning_rate=float(rng.uniform(0.05, 2)), seed=int(rng.randint(1000)),
        )  # fmt: skip
        lab.run(int(rng.randint(0, 350)))
        out = io.StringIO()
        with redirect_stdout(out), np.errstate(all="ignore"):
            exec(lab.script(lab.steps), {})
        printed = dict(line.split() for line in out.getvalue().splitlines())
        assert {name: float(value) for name, value in printed.items()} == lab.metrics(), lab.settings


def test_networks_are_what_they_are_called() -> None:
    assert isinstance(averaging.model("line", 3, np.random.RandomState(1)), Network)
    assert averaging.model("moons", 3, np.random.RandomState(1)).flat.shape == (13,)
    assert averaging.model("heaps", 3, np.random.RandomState(1)).flat.shape == (2,)
