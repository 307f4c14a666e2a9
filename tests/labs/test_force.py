"""The lab `force`, beside what its source says, its own loss, and a network that is written out."""

import numpy as np
import pytest

from playground.lab import SettingError
from playground.labs.force import Force
from playground.nn import force

# --- A. Karpathy, Hacker's guide to Neural Networks, chapter 2 ---------------------------------------------


def test_the_first_forces_are_those_of_the_source() -> None:
    lab = Force(data="table")
    assert lab.scores()[:2] == pytest.approx((-1.2, -2.3))
    assert tuple(lab.pulls()[:2]) == (1, 0)
    springs = lab.forces()[1]
    assert tuple(springs) == (-1, 2, 0)
    force.step(lab.machine, lab.X[0], 1.0, 0.01, 1.0, squared=False)
    assert lab.machine.flat == pytest.approx((1 + 0.01 * (1.2 - 1), -2 + 0.01 * (0.7 + 2), -1 + 0.01))


def test_the_cost_of_three_points() -> None:
    lab = Force(data="three")
    for index, value in enumerate((0.1, 0.2, 0.3)):
        lab.set_parameter(index, value)
    assert lab.scores() == pytest.approx((0.56, 0.37, 1.1))
    assert force.costs(lab.scores(), lab.labels, False) == pytest.approx((0.44, 1.37, 0))
    assert lab.cost() == pytest.approx(1.815)


@pytest.mark.slow
def test_at_the_start_four_of_six_are_right_and_a_strong_spring_keeps_one_wrong() -> None:
    lab = Force("guide")
    assert lab.reading["accuracy"] == pytest.approx(4 / 6)
    perfect = {spring: 0 for spring in (1.0, 0.1)}
    for spring in perfect:
        for seed in range(50):
            run = Force("guide", spring=spring, seed=seed)
            run.run(400)
            perfect[spring] += run.reading["accuracy"] == 1
    assert perfect[1.0] <= 10 and perfect[0.1] >= 40, perfect


# --- forces and loss are one --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["line", "net"])
@pytest.mark.parametrize("pull", ["hinge", "squared-hinge"])
@pytest.mark.parametrize("seed", range(5))
def test_the_mean_force_is_minus_the_gradient_of_the_loss(model: str, pull: str, seed: int) -> None:
    rng = np.random.RandomState(seed)
    machine: force.Model = force.Line() if model == "line" else force.Net(rng)
    machine.flat[:] = rng.randn(len(machine.flat))
    X, labels, spring, squared = rng.randn(9, 2), rng.choice([-1.0, 1.0], 9), 0.3, pull == "squared-hinge"
    moved = np.zeros_like(machine.flat)
    for x, label in zip(X, labels, strict=True):
        before = machine.flat.copy()
        force.step(machine, x, label, 1e-3, spring, squared)
        moved += (machine.flat - before) / 1e-3 / len(X)
        machine.flat[:] = before
    assert moved == pytest.approx(-force.gradient(machine, X, labels, spring, squared), abs=1e-9)

    def loss(flat: np.ndarray) -> float:
        machine.flat[:] = flat
        return force.loss(machine, X, labels, spring, squared)

    here = machine.flat.copy()
    for i in range(len(here)):
        nudge = 1e-6 * (np.arange(len(here)) == i)
        slope = (loss(here + nudge) - loss(here - nudge)) / 2e-6
        assert slope == pytest.approx(-moved[i], abs=1e-6)


def test_a_net_as_it_is_written_out() -> None:
    lab = Force(model="net", spring=0.02, learning_rate=0.05, seed=5)
    rng = np.random.RandomState(5)
    a1, b1, c1, a2, b2, c2, a3, b3, c3, a4, b4, c4, d4 = rng.random_sample(13) - 0.5
    for _ in range(60):
        i = int(rng.random_sample() * 6)
        (x, y), label = lab.X[i], lab.labels[i]
        n = [max(0, a * x + b * y + c) for a, b, c in ((a1, b1, c1), (a2, b2, c2), (a3, b3, c3))]
        score = a4 * n[0] + b4 * n[1] + c4 * n[2] + d4
        pull = label if label * score < 1 else 0.0
        d = [pull * w * (k > 0) for w, k in zip((a4, b4, c4), n, strict=True)]
        r, s = 0.05, 0.02
        a4, b4, c4 = (w + r * (pull * k - s * w) for w, k in zip((a4, b4, c4), n, strict=True))
        d4 += r * pull
        a1, b1, c1 = a1 + r * (x * d[0] - s * a1), b1 + r * (y * d[0] - s * b1), c1 + r * d[0]
        a2, b2, c2 = a2 + r * (x * d[1] - s * a2), b2 + r * (y * d[1] - s * b2), c2 + r * d[1]
        a3, b3, c3 = a3 + r * (x * d[2] - s * a3), b3 + r * (y * d[2] - s * b3), c3 + r * d[2]
    lab.run(60)
    written = (a1, b1, c1, a2, b2, c2, a3, b3, c3, a4, b4, c4, d4)
    assert lab.machine.flat == pytest.approx(written, rel=1e-9)


def test_a_long_run_comes_near_the_least_loss_on_a_grid() -> None:
    lab = Force("weak-spring", learning_rate=0.003)
    lab.run(20_000)
    line, least = force.Line(), np.inf
    for a in np.linspace(-2, 2, 21):
        for b in np.linspace(-2, 2, 21):
            for c in np.linspace(-2, 2, 21):
                line.flat[:] = a, b, c
                least = min(least, force.loss(line, lab.X, lab.labels, lab.spring, False))
    assert lab.reading["loss"] < least + 0.05


def test_the_loss_over_a_and_b_is_the_loss_of_each_line() -> None:
    lab, across = Force("outlier"), np.linspace(-3, 3, 7)
    line = force.Line()
    for squared in (False, True):
        found = force.loss_over(across, 0.4, lab.X, lab.labels, 0.3, squared)
        for row, b in enumerate(across):
            for column, a in enumerate(across):
                line.flat[:] = a, b, 0.4
                one = force.loss(line, lab.X, lab.labels, 0.3, squared)
                assert found[row, column] == pytest.approx(one, rel=1e-12)


def test_what_the_presets_say_is_so() -> None:
    strong, net, table = Force("guide"), Force("two-layer"), Force("first-table")
    for lab, steps in ((strong, 400), (net, 1000), (table, 400)):
        lab.run(steps)
    assert strong.reading["accuracy"] == pytest.approx(5 / 6) == table.reading["accuracy"]
    assert net.reading["accuracy"] == 1
    outlier = Force("outlier")
    assert outlier.swing(True) > 30 > 10 > outlier.swing(False)
    angles, offsets = np.linspace(0, 2 * np.pi, 721), np.linspace(-5, 5, 401)
    along = table.X @ np.array([np.cos(angles), np.sin(angles)])  # [points, angles]
    sides = np.where(along[:, :, None] > offsets, 1, -1) == table.labels[:, None, None]
    assert 0 < sides.all(axis=0).mean() < 1e-3, "there are lines that divide them, but hardly any"


# --- hands, words, challenges -------------------------------------------------------------------------------


def test_points_of_ones_own() -> None:
    for own, said in (
        ("1, 0.5", "each line takes x, y and a label"),
        ("1, 2, 0.5", "a label is 1 or −1"),
        ("1, 300, 1", "out of range"),
    ):
        with pytest.raises(SettingError, match=said):
            Force(data="own", own=own)
    lab = Force()
    text = lab.moved(1, 0.5, -0.25)
    assert Force(data="own", own=text).X[1].tolist() == [0.5, -0.25]
    with pytest.raises(SettingError):
        lab.moved(6, 0, 0)


def test_parameters_are_set_by_hand_within_bounds() -> None:
    lab = Force()
    lab.set_parameter(2, 0.5)
    assert lab.machine.flat[2] == 0.5 and not lab.by_itself()
    for index, value in ((3, 0.0), (0, 1e3), (0, float("nan"))):
        with pytest.raises(SettingError):
            lab.set_parameter(index, value)


def test_what_is_found() -> None:
    def kinds(*preset: str, steps: int = 400, **settings: object) -> list[str]:
        lab = Force(*preset, **settings)
        lab.run(steps)
        return [one.kind for one in lab.findings()]

    assert kinds("guide") == ["Held by its springs"]
    assert kinds("weak-spring") == []
    assert kinds(data="own", own="1, 2, 1\n2, 1, 1") == ["One kind of point"]


def test_the_challenges_can_be_met() -> None:
    def met(steps: int, *preset: str, **settings: object) -> list[str]:
        lab = Force(*preset, **settings)
        lab.run(steps)
        return [*lab.solved]

    assert met(400, "weak-spring") == ["all-six"]
    for seed in (3, 5):
        assert met(400, data="table", model="net", spring=0.001, learning_rate=0.1, seed=seed) == ["mixed"]
    own = Force().moved(0, 1.2, 0.7) + "\n-4, 2, 1"
    assert met(1, data="own", own=own, spring=0.1) == ["robust"]
    assert met(1, data="own", own=own.replace("-4, 2, 1", "-4, 2, -1"), spring=0.1) == []
    lab = Force(data="three")
    for index, value in enumerate((1.2, 0.0, -0.5)):
        lab.set_parameter(index, value)
    assert "cheap" in lab.solved, lab.cost()
