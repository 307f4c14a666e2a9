"""The lab `backprop`: rows, one hidden layer, and every number of a step of learning."""

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.truth_tables import tables
from playground.lab import share
from playground.lab.settings import SettingError
from playground.labs.backprop import Backprop
from playground.nn.backprop_trace import Pass
from playground.nn.sign_changes import SignChanges


def thirteen_lines(lab: Backprop, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The source's own arithmetic, two layers without biases: W1, W2 and the mean absolute error."""
    X, y = lab.table.X, lab.table.y
    rng = np.random.RandomState(lab.seed)
    W1 = 2 * rng.random_sample((X.shape[1], lab.hidden)) - 1
    W2 = 2 * rng.random_sample((lab.hidden, 1)) - 1
    for _ in range(steps):
        a1 = 1 / (1 + np.exp(-X @ W1))
        a2 = 1 / (1 + np.exp(-a1 @ W2))
        d2 = (a2 - y) * a2 * (1 - a2)
        d1 = d2 @ W2.T * a1 * (1 - a1)
        W2 -= lab.learning_rate * a1.T @ d2
        W1 -= lab.learning_rate * X.T @ d1
    a2 = 1 / (1 + np.exp(-1 / (1 + np.exp(-X @ W1)) @ W2))
    return W1, W2, np.abs(y - a2).mean()


@pytest.mark.parametrize("dataset", ["four-rows", "seven-rows", "xor", "streetlights"])
def test_it_learns_as_the_thirteen_lines_do(dataset: str) -> None:
    lab = Backprop(data=dataset, hidden=5, learning_rate=2.0, seed=3)
    lab.run(200)
    W1, W2, error = thirteen_lines(lab, 200)
    np.testing.assert_allclose(lab.network.flat, np.concatenate([W1.ravel(), W2.ravel()]), rtol=1e-10)
    assert lab.metrics()["error"] == pytest.approx(error, rel=1e-10)


def test_parameters_stay_views_of_the_flat_buffer() -> None:
    lab = Backprop(hidden=3, bias=True)
    for moved in (lambda: lab.run(5), lambda: lab.rewind(2), lambda: lab.set_weight(4, 0.5)):
        moved()
        layers = zip(lab.network.weights, lab.network.biases, strict=True)
        laid_out = np.concatenate([np.ravel(part) for layer in layers for part in layer])
        assert np.array_equal(lab.network.flat, laid_out)
        assert all(np.shares_memory(weight, lab.network.flat) for weight in lab.network.weights)


def test_sums_over_rows_are_not_divided() -> None:
    once = Backprop(data="own", own="0,1,1\n1,1,0")
    twice = Backprop(data="own", own="0,1,1\n1,1,0\n0,1,1\n1,1,0")
    np.testing.assert_allclose(2 * once.look().gradient, twice.look().gradient, rtol=1e-12)


# ---------------------------------------------------------------------------------------- names and looking


def test_links_are_named_in_the_order_of_the_buffer() -> None:
    lab = Backprop(data="xor", hidden=2, bias=True)
    names = "x1 → hidden 1, x1 → hidden 2, x2 → hidden 1, x2 → hidden 2, bias → hidden 1, bias → hidden 2, "
    names += "hidden 1 → y, hidden 2 → y, bias → y"
    assert [link.name for link in lab.links] == names.split(", ")
    assert [link.name for link in Backprop("single-neuron").links] == ["x1 → y", "x2 → y"]


@pytest.mark.parametrize("preset", Backprop.presets)
def test_looking_changes_nothing_and_shows_the_next_step(preset: str) -> None:
    lab, other = Backprop(preset, bias=True), Backprop(preset, bias=True)
    for _ in range(3):
        seen, before = lab.look(), lab.network.flat.copy()
        lab.look()
        lab.step()
        other.step()
        assert np.array_equal(lab.network.flat, other.network.flat)
        assert np.array_equal(lab.network.flat, before - lab.learning_rate * seen.gradient)


@pytest.mark.parametrize("preset", Backprop.presets)
def test_the_slope_of_a_weight_is_the_sum_of_its_terms(preset: str) -> None:
    lab = Backprop(preset, bias=True)
    lab.run(2)
    seen = lab.look()
    sums = [seen.terms(link).sum() for link in lab.links]
    np.testing.assert_allclose(sums, seen.gradient, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("preset", Backprop.presets)
def test_the_curve_of_a_weight_passes_through_the_ball_with_the_slope_of_the_gradient(preset: str) -> None:
    lab = Backprop(preset)
    lab.run(3)
    seen = lab.look()
    for index in (0, len(lab.links) - 1):
        here, h = lab.network.flat[index], 1e-4
        below, at, above = seen.error_curve(index, np.array([here - h, here, here + h]))
        assert at == pytest.approx(0.5 * np.sum((seen.outputs - lab.table.y) ** 2), rel=1e-12)
        assert (above - below) / (2 * h) == pytest.approx(seen.gradient[index], rel=1e-5, abs=1e-9)


def test_the_curve_moves_one_weight_and_leaves_all_others() -> None:
    lab = Backprop()
    curve = lab.look().error_curve(5, np.array([-3.0, 2.0]))
    lab.set_weight(5, 2.0)
    seen = lab.look()
    assert curve[1] == pytest.approx(0.5 * np.sum(seen.errors**2), rel=1e-12)


def test_dropout_silences_and_makes_up_for_it() -> None:
    lab = Backprop(hidden=64, dropout=0.5)
    seen = lab.look()
    with_all = lab.network.predict(lab.table.X)
    hidden = 1 / (1 + np.exp(-lab.table.X @ lab.network.weights[0]))
    assert 0.3 < seen.silenced.mean() < 0.7
    assert np.array_equal(seen.activations[1] == 0, seen.silenced)
    np.testing.assert_allclose(seen.activations[1][~seen.silenced], 2 * hidden[~seen.silenced], rtol=1e-12)
    assert lab.metrics()["error"] == np.abs(with_all - lab.table.y).mean()
    assert np.all(seen.deltas[0][seen.silenced] == 0)


@pytest.mark.parametrize("preset", Backprop.presets)
def test_the_live_gradient_check_holds_and_would_notice(preset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Backprop(preset)
    lab.run(7)
    assert lab.gradient_check().ok
    true = Pass.of

    def wrong(*args: object) -> Pass:
        seen = true(*args)  # type: ignore[arg-type]
        seen.gradient[0] += 0.01
        return seen

    monkeypatch.setattr(Pass, "of", wrong)
    report = lab.gradient_check()
    assert not report.ok and report.worst_index == 0


def test_tables_hold_every_number() -> None:
    lab = Backprop(hidden=3)
    lab.run(4)
    weights, forward, backward = lab.tables()
    seen = lab.look()
    assert [row[1] for row in weights.rows] == list(lab.network.flat)
    assert [row[2] for row in weights.rows] == list(seen.gradient)
    assert len(forward.rows) == len(backward.rows) == 4
    for table in (weights, forward, backward):
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert list(forward.rows[1][:4]) == ["2", "0", "1", "1"]
    assert forward.rows[1][-1] == seen.outputs[1, 0] - 1
    assert list(backward.rows[2][1:]) == [*seen.deltas[0][2], *seen.deltas[1][2]]


# ------------------------------------------------------------------------------------- changes of direction


@given(st.lists(st.lists(st.sampled_from([-1.0, 0.0, 0.5]), min_size=2, max_size=2), min_size=1, max_size=9))
def test_sign_changes_are_counted_as_the_source_does(gradients: list[list[float]]) -> None:
    sign_changes = SignChanges((2,))
    for gradient in gradients:
        sign_changes.add(np.array(gradient))
    up = np.array([[-slope > 0 for slope in gradient] for gradient in gradients])
    expected = np.abs(np.diff(up.astype(int), axis=0)).sum(axis=0)
    assert sign_changes.count.tolist() == expected.tolist()


def test_sign_changes_are_part_of_the_state() -> None:
    lab = Backprop("bold")
    lab.run(500)
    count = lab.sign_changes.count.copy()
    assert count.sum() > 0
    lab.rewind(20)
    assert lab.sign_changes.count.sum() < count.sum()
    lab.run(480)
    assert np.array_equal(lab.sign_changes.count, count)
    lab.reset()
    assert not lab.sign_changes.count.any() and set(lab.sign_changes.heading) == {-1}


def test_a_link_with_nonsense_in_it_leaves_whole_counts() -> None:
    lab = Backprop()
    size = lab.network.flat.size
    lab.start_from({"sign_changes": np.full(size, -3.7e300), "heading": np.full(size, 99.0)}, 5, "a link")
    assert not lab.sign_changes.count.any() and set(lab.sign_changes.heading) == {1}


def test_a_link_from_before_sign_changes_had_their_name_opens_the_same_run() -> None:
    lab, other = Backprop("bold"), Backprop("bold")
    lab.run(500)
    packed = zlib.decompress(base64.urlsafe_b64decode(share.pack(lab) + "=="))
    assert packed.count(b'"sign_changes"') == 1
    before = zlib.compress(packed.replace(b'"sign_changes"', b'"turns"'))
    share.adopt(other, base64.urlsafe_b64encode(before).decode().rstrip("="))
    assert lab.sign_changes.count.any() and other.steps == 500
    for name, array in lab.state().items():
        assert np.array_equal(other.state()[name], array), name


# ------------------------------------------------------------------------------------------------- by hand


def test_a_weight_set_by_hand_holds_and_can_be_undone() -> None:
    lab = Backprop()
    lab.run(10)
    mark, before = lab.bookmark(), lab.network.flat.copy()
    lab.set_weight(2, -4.5)
    assert lab.network.flat[2] == lab.network.weights[0][0, 2] == -4.5
    assert lab.altered == [(10, "x1 → hidden 3")]
    assert lab.reading == lab.metrics()
    lab.return_to(mark)
    assert np.array_equal(lab.network.flat, before) and lab.altered == []


@pytest.mark.parametrize("index, value", [(-1, 0.0), (16, 0.0), (0, 1001.0), (0, np.nan), (0, -np.inf)])
def test_a_weight_that_cannot_be_set_changes_nothing(index: int, value: float) -> None:
    lab = Backprop()
    before = lab.network.flat.copy()
    with pytest.raises(SettingError, match="weight"):
        lab.set_weight(index, value)
    assert np.array_equal(lab.network.flat, before) and lab.altered == []


# ------------------------------------------------------------------------------------------------ own rows


def test_own_rows_are_learnt_and_stand_in_the_script() -> None:
    lab = Backprop(data="own", own="rain, sun, rainbow\n0, 0.5, 0\n1, 1, 1\n-1e-3, 1, 0.25", hidden=2)
    assert lab.table.columns == ("rain", "sun", "rainbow")
    assert lab.links[0].name == "rain → hidden 1" and lab.links[-1].name == "hidden 2 → rainbow"
    assert "[[0, 0.5], [1, 1], [-0.001, 1]]" in lab.code(3)


@pytest.mark.parametrize(
    "rows, said",
    [
        ("0,1,1\n0,x,1", "line 2"),
        ("0,1,1\n0,1", "line 2"),
        ("0,1,1\n\n0,1,2", "line 3"),
        ("0,99,1", "line 1"),
        ("1", "line 1"),
        ("", "own rows"),
        ("\n".join(["0,1,1"] * 17), "16"),
        ("0,1,nan", "line 1"),
    ],
)
def test_own_rows_that_cannot_be_read_are_refused_at_their_line(rows: str, said: str) -> None:
    lab = Backprop()
    with pytest.raises(SettingError, match=said) as caught:
        lab.update(data="own", own=rows)
    assert caught.value.name == "own" and lab.data == "four-rows"
    assert "\n" not in str(caught.value)


def test_rows_are_asked_about_only_when_they_are_used() -> None:
    lab = Backprop(own="nonsense")
    assert "own" in lab.irrelevant() and "own" not in Backprop(data="own").irrelevant()
    assert "dropout" in Backprop(hidden=0).irrelevant() and "dropout" not in lab.irrelevant()


# ------------------------------------------------------------------------------------------------- lockstep


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, values, others",
    [
        ("learning_rate", [0.001, 1, 1000], {}),
        ("dropout", [0.0, 0.2, 0.9], {"hidden": 8, "bias": True}),
        ("seed", [1, 2, 3], {"hidden": 0}),
        ("hidden", [0, 1, 6], {}),  # not alike: these take turns
        ("data", ["and", "or"], {}),  # alike in shape, not in their rows
    ],
)
def test_a_sweep_equals_single_runs_to_the_last_bit(name: str, values: list, others: dict) -> None:
    sweep = Backprop(**others).sweep(name, values, seeds=2)
    for n in (1, 410, 7):  # 410: beyond what the history keeps at full density
        sweep.run(n)
    for row, value in zip(sweep.runs, values, strict=True):
        for run in row:
            alone = Backprop(**others | {"seed": run.seed} | {name: value})
            alone.run(418)
            assert run.steps == 418 and run.reading == alone.reading == run.metrics()
            for array, expected in zip(run.state().values(), alone.state().values(), strict=True):
                assert np.array_equal(array, expected)
            assert [m.step for m in run.history] == [m.step for m in alone.history]
            for moment, expected in zip(run.history, alone.history, strict=True):
                assert moment.metrics == expected.metrics
                assert np.array_equal(moment.state["flat"], expected.state["flat"])


def test_a_run_taken_out_of_lockstep_goes_on_alone() -> None:
    sweep = Backprop().sweep("learning_rate", [1, 10])
    sweep.run(50)
    adopted = Backprop()
    adopted.return_to(sweep.labs[1].bookmark())
    sweep.run(50)
    adopted.run(50)
    assert np.array_equal(adopted.network.flat, sweep.labs[1].network.flat)
    sweep.labs[1].set_weight(0, 1.0)  # in the array that both share, in its own row
    sweep.run(10)
    alone = Backprop()
    alone.run(110)
    assert np.array_equal(sweep.labs[0].network.flat, alone.network.flat)


def test_in_lockstep_a_live_setting_can_be_changed() -> None:
    labs = [Backprop(), Backprop(seed=2)]
    advance = Backprop.lockstep(labs)
    advance(5)
    labs[0].learning_rate, labs[1].dropout = 7.0, 0.3
    advance(5)
    alone = Backprop(), Backprop(seed=2)
    for lab in alone:
        lab.run(5)
    alone[0].learning_rate, alone[1].dropout = 7.0, 0.3
    for lab, other in zip(labs, alone, strict=True):
        other.run(5)
        assert np.array_equal(lab.network.flat, other.network.flat) and lab.steps == other.steps == 10


# ----------------------------------------------------------------------------------------------- challenges


def test_every_challenge_can_be_passed_and_is_not_passed_at_the_start() -> None:
    assert Backprop().solved == {}
    bold = Backprop(learning_rate=20.0)
    bold.run(1000)
    assert list(bold.solved) == ["below-001"]
    two = Backprop(data="xor", hidden=2, bias=True, learning_rate=5.0)
    two.run(3000)
    assert list(two.solved) == ["two-hidden"]
    broken = Backprop("overshooting")
    broken.run(500)
    assert list(broken.solved) == ["stuck"] and broken.solved["stuck"].happened == 2
    teacher = Backprop(data="xor", hidden=2, bias=True)
    for index, value in enumerate((12, 12, 12, 12, -6, -18, 10, -12, -4)):  # or, and; not both
        teacher.set_weight(index, value)
    assert list(teacher.solved) == ["teacher"] and teacher.steps == 0


def test_default_preset_is_what_is_printed_first() -> None:
    lab = Backprop()
    assert (lab.table.name, lab.learning_rate, lab.hidden, lab.bias) == ("four-rows", 1, 4, False)
    assert (lab.dropout, lab.seed) == (0, 1)
    assert lab.metrics()["error"] == pytest.approx(0.496410031903, abs=1e-12)
    assert lab.table is tables["four-rows"]
