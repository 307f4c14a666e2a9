"""The lab `streetlights`, beside what its source prints, least squares, and a network that is written out."""

import numpy as np
import pytest

from playground.lab import SettingError
from playground.labs.streetlights import Streetlights
from playground.labs.streetlights.lab import LIGHTS
from playground.nn.row_by_row import Counting, RowByRow

# --- A. Trask, Grokking Deep Learning, chapters 3, 5 and 6 -------------------------------------------------


def test_three_predictions_from_one_number() -> None:
    lab = Streetlights("three-predictions")
    assert lab.answer(0) == pytest.approx((0.195, 0.13, 0.585), rel=1e-12)
    lab.run(1)
    assert lab.reading["error"] == pytest.approx(0.009025 + 0.7569 + 0.235225, rel=1e-12)
    assert [lab.reading[f"w.{name}"] for name in ("hurt", "win", "sad")] == pytest.approx(
        (0.293825, 0.25655, 0.868475), rel=1e-12
    )


def test_three_inputs_make_one_prediction() -> None:
    lab = Streetlights("three-inputs")
    seen = lab.look(0)
    assert (seen.prediction[0], seen.error) == pytest.approx((0.86, 0.0196), rel=1e-9)
    assert seen.weight_deltas[0][:, 0] == pytest.approx((-1.19, -0.091, -0.168), rel=1e-9)
    lab.run(1)
    assert lab.network.flat == pytest.approx((0.1119, 0.20091, -0.09832), rel=1e-9)


def test_the_six_lights_over_forty_passes() -> None:
    lab, errors = Streetlights("six-lights"), []
    for _ in range(40):
        lab.run(1)
        errors.append(lab.reading["error"])
    assert errors[:2] == pytest.approx((2.6561231104, 0.962870177672), rel=1e-11)
    assert errors[-2:] == pytest.approx((0.000614343567483, 0.000533736773285), rel=1e-11)
    assert lab.network.flat == pytest.approx((0.013892276, 1.0138147, -0.0159927715), rel=1e-7)


def test_one_row_alone() -> None:
    lab = Streetlights("one-light-only")
    lab.run(20)
    assert lab.reading["error"] == pytest.approx(8.3e-06, rel=1e-2)
    assert lab.network.flat == pytest.approx((0.599, 0.48, -0.601), abs=5e-4)


def test_weights_that_are_right_by_accident_learn_nothing_from_their_row() -> None:
    lab = Streetlights("edge-case")
    assert lab.row_error(0) == 0 and not lab.look(0).weight_deltas[0].any() and lab.row_error(1) > 0.5


def test_two_layers_of_weights() -> None:
    lab, errors = Streetlights("two-layers"), []
    for _ in range(6):
        lab.run(10)
        errors.append(lab.reading["error"])
    computed = (0.31298811341557736, 0.0432723853, 0.0034372657, 0.00019649599, 1.015593e-05, 5.1221e-07)
    assert errors == pytest.approx(computed, rel=1e-6) and errors[0] == pytest.approx(computed[0], rel=1e-12)


def test_two_layers_learn_the_rows_that_one_cannot() -> None:
    """The source prints these of its four rows with two layers."""
    lab, errors = Streetlights("two-layers-odd"), []
    for _ in range(6):
        lab.run(10)
        errors.append(lab.reading["error"])
    printed = (0.634231159844, 0.358384076763, 0.0830183113303, 0.0064670549571, 0.000329266900075)
    assert errors[:5] == pytest.approx(printed, rel=1e-9) and errors[5] == pytest.approx(1.50556226651e-05)
    assert lab.right() is not None and lab.right().all()  # type: ignore[union-attr]


def test_a_row_is_right_on_the_right_side_of_a_half() -> None:
    lab = Streetlights("six-lights")
    right = lab.right()
    assert right is not None and right.tolist() == [(lab.answer(i)[0] > 0.5) == lab.y[i, 0] for i in range(6)]
    lab.set_weight(1, 2.0)  # far above 1 is still on its side
    assert lab.right().sum() >= 4  # type: ignore[union-attr]
    assert Streetlights("three-predictions").right() is None


def test_counting() -> None:
    lab = Streetlights("counting")
    assert [lab.reading[f"w.{name}"] for name in ("left", "middle", "right")] == [0, 0, 0]
    lab.run(1)
    assert (*lab.counting.came, *lab.counting.seen) == (1, 3, 3, 3, 3, 6)
    lab.run(4)  # counting more passes changes nothing
    assert [lab.reading[f"w.{name}"] for name in ("left", "middle", "right")] == pytest.approx(
        (1 / 3, 1, 0.5)
    )


# --- independent references --------------------------------------------------------------------------------


def test_the_limit_is_that_of_least_squares() -> None:
    lab = Streetlights("six-lights", order="all-at-once", learning_rate=0.5)
    lab.run(2000)
    best = np.linalg.lstsq(LIGHTS.X, LIGHTS.y, rcond=None)[0][:, 0]
    assert best == pytest.approx((0, 1, 0), abs=1e-12)
    assert lab.network.flat == pytest.approx(best, abs=1e-9) and lab.reading["error"] < 1e-15
    odd = Streetlights("odd-one-out", order="all-at-once", learning_rate=0.5)
    odd.run(2000)
    assert odd.reading["error"] == pytest.approx(1, abs=1e-9)
    assert odd.network.flat == pytest.approx((0, 0, 0.5), abs=1e-9)


def test_two_layers_as_they_are_written_out() -> None:
    rng = np.random.RandomState(3)
    W1, W2 = 2 * rng.random_sample((3, 5)) - 1, 2 * rng.random_sample((5, 1)) - 1
    lab = Streetlights(task="two-layers", hidden=5, seed=3, learning_rate=0.1)
    for _ in range(7):
        for i in range(6):
            x, y = LIGHTS.X[i : i + 1], LIGHTS.y[i : i + 1]
            hidden = np.maximum(x @ W1, 0)
            delta = y - hidden @ W2
            back = (delta @ W2.T) * (hidden > 0)
            W2, W1 = W2 + 0.1 * hidden.T @ delta, W1 + 0.1 * x.T @ back
    lab.run(7)
    assert lab.network.flat == pytest.approx([*W1.ravel(), *W2.ravel()], rel=1e-12)


def test_all_at_once_moves_by_the_average() -> None:
    net, X, y = RowByRow(3, 0, 1), LIGHTS.X, LIGHTS.y
    net.flat[:] = 0.3, -0.2, 0.6
    before = net.flat.copy()
    net.learn(X, y, 0.2, one_by_one=False)
    assert net.flat == pytest.approx(before - 0.2 * ((X @ before - y[:, 0]) @ X) / len(X), rel=1e-12)


def test_counting_is_counting() -> None:
    rng = np.random.RandomState(0)
    X, y = rng.randint(0, 2, (40, 4)).astype(float), rng.randint(0, 2, (40, 1)).astype(float)
    count = Counting(4)
    count.learn(X, y)
    for i in range(4):
        assert count.shares[i] == pytest.approx(y[X[:, i] == 1].mean())
    assert Counting(2).predict(np.zeros(2)) == 0 == Counting(2).predict(np.ones(2))


# --- settings, hands and words ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings, said",
    [
        ({"start": "1, 2"}, "there are 3 weights here, and 2 numbers"),
        ({"start": "1, x, 2"}, "“x” is no number"),
        ({"start": "1, 200, 2"}, "a weight can be from −100 to 100, not 200"),
        ({"task": "own", "own": "1, 2"}, "line 1: “2” is out of range (0 to 1 is allowed)"),
        ({"task": "own", "own": "1, 0, 1\n1, 2, x"}, "line 2: “x”"),
    ],
)
def test_what_cannot_be_is_said_at_its_setting(settings: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError) as caught:
        Streetlights(**settings)
    assert said in str(caught.value) and caught.value.name == ("start" if "start" in settings else "own")


def test_a_weight_is_set_by_hand() -> None:
    lab = Streetlights("six-lights")
    lab.set_weight(1, 1.0)
    assert lab.reading["w.middle"] == 1 and not lab.by_itself()
    assert lab.reading["error"] == pytest.approx(lab.error_now())
    for index, value in ((3, 0.0), (-1, 0.0), (0, 1e3), (0, float("nan"))):
        with pytest.raises(SettingError):
            lab.set_weight(index, value)
    with pytest.raises(SettingError, match="counting has no weights"):
        Streetlights("counting").set_weight(0, 1.0)


def test_what_is_found() -> None:
    def kinds(*preset: str, **settings: object) -> list[str]:
        lab = Streetlights(*preset, **settings)
        lab.run(30)
        return [one.kind for one in lab.findings()]

    assert kinds("six-lights") == kinds("counting") == []
    assert kinds("two-layers") == ["Dead neurons"], "one of four, which is no illness"
    assert Streetlights("two-layers").findings() == []
    assert kinds("odd-one-out") == ["No weights will do"]
    assert kinds("six-lights", learning_rate=0.9)[:1] == ["Too long a step"]
    assert kinds("three-inputs", learning_rate=0.5)[:1] == ["Ran away"]
    assert "Dead neurons" in kinds("two-layers", hidden=2, seed=1, learning_rate=0.2)


# --- challenges -------------------------------------------------------------------------------------------


def test_the_challenges_can_be_met() -> None:
    def met(steps: int, *preset: str, **settings: object) -> list[str]:
        lab = Streetlights(*preset, **settings)
        lab.run(steps)
        return [*lab.solved]

    assert met(40, "six-lights") == ["agree"]
    assert "fifteen-passes" in met(15, "six-lights", learning_rate=0.35)
    assert "fifteen-passes" in met(15, "six-lights", learning_rate=0.7)
    assert met(100, "odd-one-out", order="all-at-once", learning_rate=0.5) == ["best-there-is"]
    assert met(30, "two-layers", learning_rate=0.3) == ["deeper"]
    lucky = Streetlights("six-lights")
    for index, value in enumerate((-0.5, 0.5, 0.5)):
        lucky.set_weight(index, value)
    assert [*lucky.solved] == ["right-by-luck"]


def test_challenges_are_not_met_by_weights_that_a_hand_has_set() -> None:
    lab = Streetlights("six-lights")
    for index, value in enumerate((0.0, 1.0, 0.0)):
        lab.set_weight(index, value)
    lab.run(10)
    assert not lab.solved
    assert not Streetlights(task="six-lights", start="0, 1, 0").solved
