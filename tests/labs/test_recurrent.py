"""The lab `recurrent`: problems seen one by one, what is looked at, challenges, and what goes wrong."""

import numpy as np
import pytest

from playground.data import addition
from playground.data.addition import Sum
from playground.lab.numerals import written
from playground.lab.settings import SettingError
from playground.labs.recurrent import Recurrent
from playground.nn import recurrent
from tests.reference.binary_addition import the_post


def test_the_first_preset_is_the_source_and_begins_with_its_first_block() -> None:
    lab = Recurrent()
    assert (lab.bits, lab.hidden, lab.learning_rate, lab.seed, lab.activation) == (8, 16, 0.1, 0, "sigmoid")
    seen = lab.look()
    assert (seen.sum.a, seen.sum.b, seen.said) == (9, 60, 1)
    assert seen.error == pytest.approx(3.45638663, abs=5e-9)
    lab.step()
    assert lab.metrics()["last_error"] == seen.error


def test_metrics_are_of_problems_before_their_updates() -> None:
    lab = Recurrent(bits=4, learning_rate=1.0, seed=3)
    blocks = the_post(4, 16, 1.0, 3, problems=250)
    lab.run(250)
    right = [int("".join(map(str, digits)), 2) == a + b for a, b, _, digits in blocks.problems]
    assert lab.metrics()["accuracy"] == np.mean(right[-100:])
    assert lab.metrics()["last_error"] == pytest.approx(blocks.problems[-1][2], rel=1e-9)
    lab.rewind(30)
    assert lab.metrics()["accuracy"] == np.mean(right[:30])


def test_before_the_first_problem_the_error_is_that_of_a_shrug() -> None:
    assert Recurrent(bits=6).metrics() == {"last_error": 3.0, "accuracy": 0.0}


def test_looking_shows_the_next_problem_and_changes_nothing() -> None:
    lab, plain = Recurrent(), Recurrent()
    for _ in range(5):
        lab.look(wiped={2}, follow=3)
        lab.look(Sum(3, 4, 8))
        lab.tables(), lab.findings(), lab.gradient_length()
        lab.step()
        plain.step()
        assert lab.last_error == plain.last_error == lab.metrics()["last_error"]
    assert np.array_equal(lab.network.flat, plain.network.flat)


def test_a_wiped_memory_answers_otherwise_from_there_on_only() -> None:
    lab = Recurrent("bolder")
    lab.run(2500)
    carry = Sum(0b01111111, 1, 8)
    assert lab.look(carry).said == 128
    cut = lab.look(carry, wiped={4})
    whole = lab.look(carry)
    assert np.array_equal(cut.run.outputs[:4], whole.run.outputs[:4])
    assert cut.said != 128 and not cut.norms[:4].any() and whole.norms[:4].all()


def test_the_error_signal_is_followed_from_one_answer() -> None:
    lab = Recurrent()
    for follow in range(8):
        norms = lab.look(follow=follow).norms
        assert norms[: follow + 1].all() and not norms[follow + 1 :].any()
    assert lab.look(follow=99).follow == lab.look().follow == 7
    assert lab.look(follow=0).factor == 1.0
    seen = lab.look()
    assert seen.norms[7] * seen.factor**7 == pytest.approx(seen.norms[0])


def test_the_error_signal_fades_explodes_and_is_clipped_as_the_presets_say() -> None:
    assert Recurrent("vanishing").look().norms[0] < 1e-9 * Recurrent("vanishing").look().norms[-1]
    exploding = Recurrent("exploding").look()
    assert exploding.norms[0] > 5 * exploding.norms[-1]
    wild, tame = Recurrent("exploding"), Recurrent("clipped")
    wild.run(3000)
    tame.run(3000)
    assert wild.metrics()["accuracy"] < 0.05 and tame.metrics()["accuracy"] > 0.9
    assert not {"tame"} & (tame.solved.keys() | wild.solved.keys()), "to clip was not asked"


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_where_the_error_signal_explodes_it_fades_once_the_neurons_are_flat(seed: int) -> None:
    lab = Recurrent("exploding", seed=seed)
    rng = np.random.RandomState(seed)
    factors = [lab.look(addition.draw(rng, 16)).factor for _ in range(9)]
    assert np.median(factors) > 1, "at first"
    lab.run(3000)
    assert np.median([lab.look(addition.draw(rng, 16)).factor for _ in range(9)]) < 0.8, "and then fades"
    assert {"Saturated neurons"} <= {one.kind for one in lab.findings()}
    assert lab.metrics()["accuracy"] < 0.05, "nothing is learnt"


@pytest.mark.parametrize("preset", Recurrent.presets)
def test_what_is_said_of_the_loop_is_what_is_measured(preset: str) -> None:
    lab, told = Recurrent(preset), set()
    for steps in (0, 1, 2, 5, 10, *range(20, 600, 20)):
        lab.run(steps - lab.steps)
        says, factor = lab.rule_of_thumb(), lab.look().factor
        assert f"× {written(factor, 3)} a step" in says
        verb = "grow" if factor > 1 else "fade"
        assert f"error signal {verb}s on its way back. So it does" in says or f"In truth it {verb}s" in says
        told |= {"In truth" in says}
    assert told == ({True, False} if preset == "exploding" else told)


def test_no_finding_advises_what_is_in_use() -> None:
    for clip in (False, True):
        for activation in ("sigmoid", "tanh"):
            for loop in (0.1, 1.0, 3.0):
                lab = Recurrent(bits=16, clip=clip, activation=activation, loop=loop, learning_rate=1.0)
                for _ in range(6):
                    for one in lab.findings():
                        assert not (clip and "clipping on" in one.advice)
                        assert not (activation == "tanh" and "or tanh" in one.advice)
                    lab.run(40)


def test_no_step_is_longer_than_the_limit() -> None:
    lab = Recurrent("exploding", clip=True, clip_norm=0.5)
    for _ in range(50):
        before, long = lab.network.flat.copy(), lab.gradient_length()
        lab.step()
        step = recurrent.length(lab.network.flat - before)
        assert step == pytest.approx(lab.learning_rate * min(0.5, long), rel=1e-9)


def test_what_goes_wrong_is_named() -> None:
    def kinds(lab: Recurrent) -> set[str]:
        return {one.kind for one in lab.findings()}

    assert kinds(Recurrent("vanishing")) == {"Vanishing gradient"}
    assert "Exploding gradient" in kinds(Recurrent("exploding"))
    wild = Recurrent("exploding", learning_rate=5.0)
    wild.run(200)
    assert "Saturated neurons" in kinds(wild)
    long = Recurrent("exploding", loop=3.0, hidden=32)
    assert ("A long gradient" in kinds(long)) == (long.gradient_length() >= 3)


@pytest.mark.slow
def test_every_challenge_can_be_passed() -> None:
    patient = Recurrent()
    patient.run(7000)
    assert set(patient.solved) == {"adds"}
    bold = Recurrent("bolder", learning_rate=1.6)
    bold.run(1300)
    assert set(bold.solved) == {"adds", "quick"}
    small = Recurrent(hidden=6, learning_rate=0.5)
    small.run(4000)
    assert "six-neurons" in small.solved
    tamed = Recurrent("exploding", learning_rate=0.1)
    tamed.run(2000)
    assert tamed.solved["tame"].happened == 1


def test_weights_of_a_link_do_not_count_as_learnt() -> None:
    lab = Recurrent(learning_rate=0.001)
    taught = Recurrent("bolder")
    taught.run(2000)
    state = taught.state()
    lab.start_from({name: state[name] for name in Recurrent.shared}, 500, "weights from a link")
    assert lab.reading["accuracy"] == 1 and "quick" not in lab.solved


def test_a_link_with_nonsense_in_it_leaves_a_sensible_record() -> None:
    lab = Recurrent()
    lab.start_from({"recent": np.full(100, 0.7), "last_error": np.array([-4.0])}, 5, "a link")
    assert lab.metrics() == {"last_error": 0.0, "accuracy": 1.0}
    lab.start_from({"recent": np.full(100, -9.0), "last_error": np.array([99.0])}, 5, "a link")
    assert lab.metrics() == {"last_error": 8.0, "accuracy": 0.0}


def test_a_sum_of_ones_own_may_have_wide_digits_and_no_others() -> None:
    assert addition.own(" １２ ", "3", 8) == Sum(12, 3, 8)
    for text in ("٣", "1_0", "-1", "1.5", "9" * 490, "1\0"):
        with pytest.raises(SettingError) as refused:
            addition.own(text, "3", 8)
        assert str(refused.value).isprintable() and len(str(refused.value)) < 120
