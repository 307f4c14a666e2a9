"""The lab `descent`, beside closed forms, the source's own loop, and what its words say."""

import io
import re
from contextlib import redirect_stdout

import numpy as np
import pytest

from playground.lab import SettingError
from playground.labs.descent import Descent
from playground.labs.descent.content import PLAIN
from playground.labs.descent.lab import RULES

# --- A. Trask, 13 lines, part 2 -----------------------------------------------------------------------------


def test_the_error_plane_is_descended_as_the_source_does_it() -> None:
    X, y = np.array([[0, 1], [0, 1], [1, 0], [1, 0]]), np.array([[0, 0, 1, 1]]).T
    np.random.seed(1)
    weights = 2 * np.random.random((2, 1)) - 1
    lab = Descent("error-plane")
    assert lab.positions[0] == pytest.approx(weights[:, 0], abs=1e-12)
    assert lab.positions[0] == pytest.approx((-0.16595599, 0.44064899), abs=5e-9)
    for _ in range(200):
        layer = 1 / (1 + np.exp(-X @ weights))
        weights -= X.T @ ((layer - y) * layer * (1 - layer))
    lab.run(200)
    assert lab.positions[0] == pytest.approx(weights[:, 0], rel=1e-12)
    lab.run(9800)
    assert lab.positions[0] == pytest.approx((5.28317, -5.28312), abs=5e-6)
    assert lab.ground.mean_errors(lab.positions)[0] == pytest.approx(0.0050508, abs=5e-8)


# --- closed forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [0.5, 1.0, 3.0, 8.0])
@pytest.mark.parametrize("share", [0.1, 0.9, 0.999, 1.001, 1.1])
def test_a_bowl_multiplies_the_distance_by_one_minus_rate_times_steepness(k: float, share: float) -> None:
    rate = share * 2 / k
    lab = Descent(steepness=k, learning_rate=rate)
    lab.run(30)
    assert lab.positions[0, 0] == pytest.approx(-3 * (1 - rate * k) ** 30, rel=1e-9)
    assert (abs(lab.positions[0, 0]) < 3) == (share < 1)


@pytest.mark.parametrize(
    "rule, rate, height",
    [
        ("sgd", 0.079, 0.0790),
        ("sgd", 0.0801, 20.6),
        ("momentum", 0.01, 5.6e-5),
        ("adam", 0.1, 3.4e-4),
    ],
)
def test_the_narrow_valley_after_a_hundred_steps(rule: str, rate: float, height: float) -> None:
    lab = Descent("narrow-valley", optimizer=rule, learning_rate=rate)
    lab.run(100)
    assert lab.reading["height"] == pytest.approx(height, rel=0.01)


def test_plain_descent_in_the_narrow_valley_is_what_the_challenge_says() -> None:
    lab = Descent("narrow-valley")
    lab.run(100)
    assert lab.reading["height"] == pytest.approx(PLAIN, rel=1e-9) == pytest.approx(1.07, abs=0.005)


def test_kicks_grow_weaker_by_two_percent_a_step() -> None:
    lab = Descent(kick=2.0, learning_rate=1e-4, balls=100)
    assert lab.temperature() == 2
    before = lab.positions.copy()
    lab.run(1)
    assert np.std(lab.positions - before) == pytest.approx(2, rel=0.2)
    lab.run(49)
    assert lab.temperature() == pytest.approx(2 * 0.98**50)


# --- what becomes of balls ----------------------------------------------------------------------------------


def test_the_hundred_balls_end_in_five_places() -> None:
    lab = Descent("hundred-balls")
    lab.run(400)
    assert lab.reading["valleys"] == 5 == len(np.unique(np.round(lab.positions, 4)))


@pytest.mark.slow
def test_a_rut_holds_small_steps_and_neither_large_ones_nor_a_heavy_ball() -> None:
    for rate in (0.01, 0.02, 0.05, 0.1):
        assert trained(400, "rut", learning_rate=rate).positions[0, 0] < 0
    for settings in (
        {"learning_rate": 1.0}, {"optimizer": "momentum"}, {"optimizer": "nesterov"},
    ):  # fmt: skip
        assert trained(200, "rut", **settings).positions[0, 0] == pytest.approx(2, abs=0.1), settings


def test_annealing_ends_lower_than_plain_descent() -> None:
    gains = []
    for seed in range(1, 6):
        kicked = trained(200, "annealing", seed=seed)
        gains.append(
            trained(200, "annealing", seed=seed, kick=0.0).reading["height"] - kicked.reading["height"]
        )
    assert min(gains) > 0.05, gains


def trained(steps: int, preset: str | None = None, **settings: object) -> Descent:
    lab = Descent(preset, **settings)
    lab.run(steps)
    return lab


@pytest.mark.parametrize(
    "settings, said",
    [
        ({"learning_rate": 2.5}, r"ball 1 would land at x = .* each step overshoots .* \(divergence\)"),
        (
            {"own": "-x*x", "learning_rate": 1.0},
            r"ball 1 would land at .* goes on and on \(divergence\)",
        ),
        ({"own": "sqrt(x + 5)", "learning_rate": 9.0}, r"ball 1 would land at x = .*, where .* no height"),
        ({"own": "abs(x + 3)**0.5"}, r"ball 1 would need a slope at x = −3, where there is none"),
        ({"own": "(1-x)**2 + 100*(y-x**2)**2"}, r"height came to|divergence"),
    ],
)
def test_divergence_ends_in_a_sentence(settings: dict[str, object], said: str) -> None:
    if "own" in settings:
        settings["landscape"] = "own"
    lab = trained(500, **settings)
    assert lab.blew_up and np.isfinite(list(lab.reading.values())).all()
    assert re.search(said, lab.stopped), lab.stopped
    assert np.isfinite(lab.positions).all()


def test_a_landscape_of_ones_own() -> None:
    for own, said in (("log(x)", "no height at x = −3"), ("x + q", "is no name here"), ("7", "depend on x")):
        with pytest.raises(SettingError, match=said) as caught:
            Descent(landscape="own", own=own)
        assert caught.value.name == "own"
    lab = trained(100, landscape="own", own="(x - 1)**2 + (y + 2)**2", learning_rate=0.2)
    assert lab.positions[0] == pytest.approx((1, -2), abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("landscape", ["bowl", "five-valleys", "rut", "narrow-valley", "error-plane", "own"])
def test_the_script_prints_the_same_with_every_rule(rule: str, landscape: str) -> None:
    rng = np.random.RandomState(len(rule) * len(landscape))
    for _ in range(3):
        lab = Descent(
            landscape=landscape, optimizer=rule, own=rng.choice(["(1-x)**2 + 3*(y-x*x)**2", "x*sin(x)", "x"]),
            balls=int(rng.choice([1, 2, 17])), learning_rate=float(rng.choice([0.003, 0.04, 1.0])),
            kick=float(rng.choice([0, 0.3])), seed=int(rng.randint(100)),
            schedule=str(rng.choice(["constant", "step", "cosine", "cyclic"])), period=7, momentum=0.7,
        )  # fmt: skip
        lab.run(15)
        said = io.StringIO()
        with redirect_stdout(said):
            exec(lab.code(), {})
        printed = dict(line.split() for line in said.getvalue().splitlines())
        assert {name: float(value) for name, value in printed.items()} == lab.reading
        check = lab.gradient_check()
        assert check is None or check.ok, check


# --- by hand ------------------------------------------------------------------------------------------------


def test_a_ball_that_is_put_elsewhere_is_at_rest() -> None:
    for rule in RULES:
        lab = Descent("narrow-valley", optimizer=rule, balls=2)
        lab.run(5)
        lab.put(1, 2.0, -1.0)
        assert lab.positions[1].tolist() == [2, -1] and not lab.by_itself()
        assert all(not slot[1].any() for slot in lab.rule.slots.values())
        lab.run(5)
        assert np.isfinite(lab.positions).all()
    lab = Descent()
    for ball, x in ((1, 0.0), (-1, 0.0), (0, 1e5), (0, float("nan"))):
        with pytest.raises(SettingError):
            lab.put(ball, x)
    own = Descent(landscape="own", own="log(x + 4)")
    with pytest.raises(SettingError, match=r"there is no ground at x = −4\.5"):
        own.put(0, -4.5)


def test_a_look_at_the_next_step_is_that_step_and_changes_nothing() -> None:
    for rule in RULES:
        lab = Descent("hundred-balls", optimizer=rule, balls=5)
        lab.run(7)
        expected, state = lab.next_positions(), lab.state()
        assert all(np.array_equal(array, state[name]) for name, array in lab.state().items())
        lab.run(1)
        np.testing.assert_array_equal(lab.positions, expected)


def test_rivals_race_from_where_the_ball_began() -> None:
    lab = Descent("narrow-valley")
    lab.put(0, 3.0, 2.0)
    lab.run(20)
    rivals, paths = lab.race()
    assert len(rivals) == len(paths) == 4
    assert all(path[0].tolist() == [3, 2] and len(path) == 21 for path in paths)
    plain = Descent("narrow-valley", learning_rate=rivals[0][1])
    plain.put(0, 3.0, 2.0)
    plain.run(20)
    assert paths[0][-1] == pytest.approx(plain.positions[0])
    lab.rewind(5)
    assert len(lab.race()[1][0]) == 6


def test_what_is_found() -> None:
    def kinds(steps: int, *preset: str, **settings: object) -> list[str]:
        return [one.kind for one in trained(steps, *preset, **settings).findings()]

    assert kinds(60, "bucket") == []
    assert kinds(10, "too-steep") == ["Beyond the limit"]
    assert kinds(200, "rut") == kinds(100, "hundred-balls") == ["In a valley that is not the deepest"]
    assert kinds(30, learning_rate=1e-4) == ["Hardly moving"]
    assert kinds(500, learning_rate=2.5) == ["Ran away", "Beyond the limit"]


# --- challenges ---------------------------------------------------------------------------------------------


def test_the_challenges_can_be_met() -> None:
    def met(steps: int, *preset: str, **settings: object) -> list[str]:
        return [*trained(steps, *preset, **settings).solved]

    assert met(60, learning_rate=2.2) == ["diverge"]
    assert met(100, landscape="five-valleys", balls=20, learning_rate=0.1) == ["five-places"]
    assert met(200, "rut", learning_rate=1.0) == ["out-of-the-rut"]
    assert met(200, "rut", optimizer="momentum") == []
    for rule in ("momentum", "nesterov"):
        assert met(100, "narrow-valley", optimizer=rule) == ["tenfold"]
    assert met(100, "narrow-valley", learning_rate=0.07) == [], "that rate is too large"
    assert met(60, steepness=3.0, learning_rate=0.665) == ["the-limit"]
    for rate in (0.65, 2 / 3, 0.67):
        assert "the-limit" not in met(60, steepness=3.0, learning_rate=rate)


@pytest.mark.parametrize("optimizer", Descent.param.optimizer.objects)
def test_the_formula_of_an_optimizer_leads_where_its_step_leads(optimizer: str) -> None:
    lab = Descent(landscape="rut", optimizer=optimizer, balls=1, learning_rate=0.05)
    lab.run(5)
    to = float(lab.next_positions()[0, 0])
    step = next(one for one in reversed(lab.formulas) if one.when(lab) and "part-next" in one.latex)
    said = step.numbers(lab, {}).partition(r"\leftarrow")[0]
    found = re.search(r"\\num\{([^}]*)\}", said)
    assert found and float(found[1]) == pytest.approx(to, abs=1e-3)
