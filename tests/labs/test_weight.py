"""The lab `weight`, beside the closed form of what it does, and the numbers that its source prints."""

import math

import numpy as np
import pytest

from playground.lab import SettingError
from playground.labs.weight import Weight


def printed(lab: Weight, steps: int) -> list[tuple[float, float]]:
    """Error and prediction before each round, as the source prints them, and after the last one."""
    found = []
    for _ in range(steps + 1):
        found.append((lab.reading["error"], lab.reading["prediction"]))
        lab.run(1)
    return found


# --- A. Trask, Grokking Deep Learning, chapter 4 ----------------------------------------------------------


def test_hot_and_cold_takes_eleven_hundred_rounds() -> None:
    rounds = printed(Weight("hot-and-cold"), 1100)
    assert rounds[0] == pytest.approx((0.3025, 0.25), rel=1e-12)
    assert rounds[1] == pytest.approx((0.30195025, 0.2505), rel=1e-12)
    assert rounds[1099] == pytest.approx((2.50000000033e-07, 0.7995), rel=1e-11)
    assert rounds[1100] == pytest.approx((1.07995057925e-27, 0.8), rel=1e-11)


def test_gradient_descent_closes_in() -> None:
    rounds = printed(Weight("descent"), 19)
    errors, predictions = zip(*rounds[:3], strict=True)
    assert errors == pytest.approx((0.3025, 0.17015625, 0.095712890625), rel=1e-12)
    assert predictions == pytest.approx((0.25, 0.3875, 0.490625), rel=1e-12)
    for found, source in zip(
        rounds[17:],
        [
            (1.7092608064e-05, 0.79586567925),
            (9.61459203602e-06, 0.796899259437),
            (5.40820802026e-06, 0.797674444578),
        ],
        strict=True,
    ):
        assert found == pytest.approx(source, rel=1e-11)


def test_an_input_of_2_explodes() -> None:
    rounds = printed(Weight("exploding"), 19)
    assert [error for error, _ in rounds[:3]] == pytest.approx([0.04, 0.36, 3.24], rel=1e-12)
    errors, predictions = zip(*rounds[17:], strict=True)
    assert errors == pytest.approx((6.67087267987e14, 6.00378541188e15, 5.40340687069e16), rel=1e-11)
    assert predictions == pytest.approx((-25828031.8, 77484098.6, -232452292.6), rel=1e-8)


def test_a_smaller_learning_rate_tames_it() -> None:
    errors = [error for error, _ in printed(Weight("tamed"), 19)]
    assert errors[:3] == pytest.approx([0.04, 0.0144, 0.005184], rel=1e-12)
    assert errors[18] == pytest.approx(0.04 * 0.36**18, rel=1e-9)


# --- against the closed form ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_each_round_multiplies_the_distance_by_one_factor(seed: int) -> None:
    rng = np.random.RandomState(seed)
    given, goal, weight = rng.uniform(-2, 2), rng.uniform(-5, 5), rng.uniform(-5, 5)
    rate = float(10 ** rng.uniform(-3, 0))
    lab = Weight(method="descent", input=given, goal=goal, weight=weight, learning_rate=rate)
    first = given * weight - goal
    for n in range(30):
        delta = first * (1 - rate * given**2) ** n
        assert lab.reading["prediction"] - goal == pytest.approx(delta, rel=1e-6, abs=1e-12)
        lab.run(1)


@pytest.mark.parametrize(
    "given, rate, fate",
    [(1.0, 1.0, "hits"), (1.0, 1.99, "closes in"), (2.0, 0.5, "bounces"), (1.0, 2.01, "explodes")],
)
def test_where_the_limit_lies(given: float, rate: float, fate: str) -> None:
    lab = Weight(method="descent", input=given, learning_rate=rate)
    first = lab.reading["error"]
    lab.run(1)
    if fate == "hits":
        assert lab.reading["error"] < 1e-30
    lab.run(999)
    after = lab.reading["error"]
    assert {
        "hits": after < 1e-30,
        "closes in": after < first / 1e6,
        "bounces": math.isclose(after, first, rel_tol=1e-9),
        "explodes": after > 1e6 * first,
    }[fate]


def test_at_the_root_of_two_it_oscillates_for_ever() -> None:
    lab = Weight(method="descent", input=math.sqrt(2))
    lab.run(1000)
    assert lab.reading["error"] == pytest.approx(0.008629150, rel=1e-6)
    creeping = Weight("knife-edge")
    before = creeping.reading["error"]
    creeping.run(20)
    assert before == pytest.approx(0.00863, abs=5e-6) and creeping.reading["error"] == pytest.approx(
        0.00862, abs=5e-6
    )


def test_it_runs_away_in_words() -> None:
    lab = Weight("exploding")
    lab.run(1000)
    assert "every round multiplied the distance from the goal by −3, which is beyond −1" in lab.stopped
    assert lab.reading["error"] <= lab.most and lab.findings()[0].kind == "Ran away"


# --- what is said, and hands ------------------------------------------------------------------------------


def test_what_is_found() -> None:
    def kinds(*preset: str, **settings: float | str) -> list[str]:
        lab = Weight(*preset, **settings)
        lab.run(3)
        return [one.kind for one in lab.findings()]

    assert kinds("descent") == kinds("hot-and-cold") == kinds("tamed") == []
    assert kinds("exploding") == kinds("knife-edge") == ["Overshooting"]
    assert kinds("too-coarse") == []
    assert kinds(method="descent", input=0.0) == kinds(input=0.0) == ["Input is 0"]
    assert kinds(method="descent", input=0.01, learning_rate=1e-3) == ["Hardly moving"]
    coarse = Weight("too-coarse")
    coarse.run(30)
    assert [one.kind for one in coarse.findings()] == ["Too coarse"]


def test_a_weight_is_set_by_hand() -> None:
    lab = Weight("descent")
    lab.set_weight(1.6)
    assert lab.reading["error"] < 1e-30 and not lab.untouched()
    for wrong in (2e6, math.nan, True, "1"):
        with pytest.raises(SettingError, match="a weight can be from"):
            lab.set_weight(wrong)  # type: ignore[arg-type]
    assert lab.reading["w"] == 1.6


def test_input_and_goal_may_be_moved_on_the_way() -> None:
    lab = Weight("descent")
    lab.run(20)
    lab.input = 2.0
    assert lab.reading["prediction"] == 2 * lab.reading["w"] and lab.untouched("weight", "goal")
    lab.run(40)
    assert lab.reading["error"] > 1e6 and not lab.untouched()
    closing = Weight("descent")
    closing.run(5)
    closing.goal = closing.reading["prediction"]  # which is no way to meet a challenge
    assert closing.reading["error"] == 0 and not closing.untouched()


# --- challenges -------------------------------------------------------------------------------------------


def test_the_challenges_can_be_met() -> None:
    def met(steps: int, **settings: float | str) -> list[str]:
        lab = Weight(**settings)
        lab.run(steps)
        return [*lab.solved]

    assert met(20, method="descent", input=2) == ["explode"]
    assert met(1, method="descent", input=2, learning_rate=0.25) == ["ten-rounds"]
    assert met(10, method="hot-cold", goal=1, amount=1) == ["miss-for-ever"]
    assert met(10, method="descent", learning_rate=8) == ["bounce"]


def test_challenges_are_not_met_by_hand_or_by_chance() -> None:
    by_hand = Weight(method="descent", input=2, learning_rate=0.1)
    by_hand.set_weight(0.4)
    by_hand.run(1)
    started_there = Weight(method="descent", input=2, weight=0.4)
    started_there.run(1)
    far = Weight(method="descent")
    far.set_weight(1e6)
    far.run(1)
    for lab in (by_hand, started_there, far):
        assert not lab.solved
