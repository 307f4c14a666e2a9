"""The lab `clinic`: every planted ill is found by the program, and a healthy training is left in peace."""

import math
import re

import numpy as np
import pytest

from apps.page.tabs import TABS
from playground.lab import SettingError
from playground.labs import lab_class
from playground.labs.clinic import Clinic
from playground.labs.clinic.content import DATA
from playground.labs.clinic.lab import ANSWERS
from playground.nn import ills, instruments
from playground.nn.diagnose_training import diagnose
from playground.nn.gradcheck import numerical_gradient
from playground.nn.ills import BY_KEY, HEALTHY, ILLS, Setup
from playground.nn.instruments import Case
from playground.nn.losses import SoftmaxCrossEntropy
from playground.nn.patient import LOSSES, Patient
from playground.nn.regularization import Penalty
from tests.apps import pages

REASONS = {1, 2, 4, 6, 7, 8, 10, 11, 12, 18, 19, 23, 24, 26, 28, 30, 32, 36, 37}  # that can be planted


def trained(setup: Setup, key: int, steps: int) -> Patient:
    """A patient after so many steps, or after the last one with which its weights are numbers."""
    patient = Patient(setup, key)
    with np.errstate(all="ignore"):
        while patient.age < steps:
            age, flat = patient.age, patient.net.flat.copy()
            patient.step()
            if np.isnan(patient.net.flat).any():
                patient.go_to(age, flat)
                break
    return patient


def kinds(patient: Patient) -> list[str]:
    return [finding.kind for finding in diagnose(patient.case())]


# --- the program --------------------------------------------------------------------------------------------


def test_all_that_can_be_planted_is_there() -> None:
    assert {ill.reason for ill in ILLS} >= REASONS
    for ill in ILLS:
        assert ill.plant(HEALTHY) != HEALTHY and ill.heal(ill.plant(HEALTHY)) == HEALTHY
        assert ill.heal(HEALTHY) == HEALTHY, "a cure of what it has not got changes nothing"


@pytest.mark.slow
@pytest.mark.parametrize("key", range(101, 105))
@pytest.mark.parametrize("ill", ILLS, ids=lambda ill: ill.key)
def test_every_planted_ill_is_named_within_500_steps(ill: ills.Ill, key: int) -> None:
    for steps in (20, 100, 500):
        assert kinds(trained(ill.plant(HEALTHY), key, steps))[:1] == [ill.name], steps


@pytest.mark.parametrize("key", range(201, 211))
def test_a_healthy_patient_is_left_in_peace(key: int) -> None:
    for steps in (0, 20, 100, 500):
        patient = trained(HEALTHY, key, steps)
        assert kinds(patient) == []
    assert patient.scores()["accuracy"] > 0.9


def test_looking_changes_nothing() -> None:
    one, other = trained(HEALTHY, 3, 30), trained(HEALTHY, 3, 30)
    diagnose(one.case())
    for patient in (one, other):
        patient.step()
    assert np.array_equal(one.net.flat, other.net.flat) and one.scores() == other.scores()


def case_of(lab: object) -> Case:
    """What may be read of a training of the lab `classifier`."""
    training = lab.training  # type: ignore[attr-defined]
    batches, place = training.batches, training.batches.state()
    count = min(40, -(-batches.n // batches.batch))
    handed = [tuple(part.copy() for part in batches.next()) for _ in range(count)]
    batches.load_state(place)
    problem = training.problem
    fresh = type(lab)(**lab.settings)  # type: ignore[attr-defined, call-arg]
    return Case(
        training.net, problem.loss, training.optimizer, training.penalty,
        (problem.inputs[0], problem.targets[0]), handed, (problem.inputs[1], problem.targets[1]),  # type: ignore[arg-type]
        training.net.predict, lab.steps, fresh.reading["train_loss"],  # type: ignore[attr-defined]
    )  # fmt: skip


def case_of_rows(lab: object) -> Case:
    """The same of the lab `backprop`, which sees all rows at every step."""
    from playground.labs.backprop.lab import LOSS

    network, table = lab.network, lab.table  # type: ignore[attr-defined]
    rows = (np.array(table.X, float), np.array(table.y, float))
    none = Penalty("none", 0.0, network.is_weight)
    return Case(
        network, LOSS, lab.descent, none, rows, [rows], rows, network.predict, lab.steps, 1.0,  # type: ignore[attr-defined]
    )  # fmt: skip


HEALTHY_RUNS = [
    (slug, preset, seed)
    for slug, presets in {
        "classifier": ("tensorflow-playground", "xor", "three-classes", "three-arms", "plane"),
        "backprop": ("single-neuron", "multi-layer", "thirteen-lines", "xor", "wide"),
    }.items()
    for preset in presets
    for seed in range(1, 7)
]


@pytest.mark.parametrize("slug, preset, seed", HEALTHY_RUNS)
def test_no_false_alarm_in_healthy_runs_of_other_labs(slug: str, preset: str, seed: int) -> None:
    kind = lab_class(slug)
    lab = kind(preset, seed=seed)
    lab.run(150)
    case = case_of(lab) if slug == "classifier" else case_of_rows(lab)
    assert [one.kind for one in diagnose(case) if one.severity == "problem"] == []


# --- exact figures, and gradients ---------------------------------------------------------------------------


@pytest.mark.parametrize("k", [2, 3, 10, 1000])
def test_at_chance_the_loss_is_ln_k(k: int) -> None:
    blind, targets = np.full((5, k), 1 / k), np.eye(k)[np.arange(5) % k]
    assert float(SoftmaxCrossEntropy().value(blind, targets)) == pytest.approx(math.log(k), abs=1e-12)


def test_a_healthy_patient_starts_at_chance() -> None:
    assert f"{Clinic().reading['loss']:.6f}" == "2.302585"


def test_what_a_perfect_answer_costs() -> None:
    targets = np.eye(10)
    costs = {name: float(loss().value(targets, targets)) for name, loss in LOSSES.items()}
    assert costs["cross-entropy"] == 0 and costs["no-logarithm"] == -1
    assert costs["softmax-twice"] == pytest.approx(math.log(1 + 9 / math.e), abs=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_of_every_loss_is_its_own(name: str) -> None:
    patient = trained(Setup(loss=name, dropout=0.0), 4, 12)
    x, t = patient.fed[0][::25], patient.fed[1][::25]
    patient.net.forward(x)
    patient.net.backward(t, patient.loss)
    analytic = patient.net.grad_flat.copy()

    def loss(flat: np.ndarray) -> float:
        patient.net.flat[...] = flat
        return float(patient.loss.value(patient.net.predict(x), t))

    here = patient.net.flat.copy()
    assert analytic == pytest.approx(numerical_gradient(loss, here), abs=1e-7)


def test_a_wrong_slope_is_wrong_in_its_layer_only() -> None:
    for key in range(6):
        patient = trained(BY_KEY["wrong-slope"].plant(HEALTHY), key, 40)
        errors = instruments.gradients(patient.case())["errors"]
        assert [error > 0.1 for error in errors] == [layer == patient.wrong for layer in range(3)]
        assert all(error < 1e-5 for layer, error in enumerate(errors) if layer != patient.wrong)


def test_statistics_are_of_the_training_pictures_alone() -> None:
    patient = Patient(HEALTHY, 1)
    assert patient.data[0].mean() == pytest.approx(0, abs=1e-12)
    assert patient.data[0].std() == pytest.approx(1)
    assert abs(patient.test[0].mean()) > 1e-6, "those for testing are not exactly centred"


# --- the game -----------------------------------------------------------------------------------------------


def test_a_name_is_judged_once_and_its_cure_runs_beside() -> None:
    lab = Clinic(patient="frozen-layers")
    lab.run(20)
    lab.name_ill("frozen-layers")
    assert lab.reading["named"] == 1 and lab.cured and lab.cured.setup == HEALTHY
    with pytest.raises(SettingError, match="has been named"):
        lab.name_ill("too-small")
    lab.run(150)
    assert lab.reading["cured_loss"] < 0.2 < lab.reading["loss"]
    lab.call_next()
    assert (lab.round, lab.said, lab.here, lab.patient_now.age) == (1, -1, 0, 0) and lab.cured is None


def test_the_cure_of_what_it_has_not_got_changes_nothing() -> None:
    lab = Clinic(patient="frozen-layers")
    lab.name_ill("over-regularized")
    lab.run(50)
    assert lab.reading["named"] == 0 and lab.reading["cured_loss"] == lab.reading["loss"]


def test_looks_are_counted_once_each() -> None:
    lab = Clinic("drawn")
    for instrument in ("batch", "labels", "batch"):
        lab.look(instrument)
    assert lab.reading["looks"] == 2
    with pytest.raises(SettingError, match="did you mean “labels”"):
        lab.look("label")
    with pytest.raises(SettingError):
        lab.name_ill("a cold")


def test_a_run_that_ended_in_nan_goes_on_with_a_cure_or_the_next() -> None:
    lab = Clinic(patient="not-a-number")
    lab.run(40)
    assert lab.steps == 15 and "breaks down" in lab.stopped
    assert "NaN" not in lab.stopped, "that would name the ill"
    lab.name_ill("not-a-number")
    lab.run(60)
    assert lab.steps == 75 and lab.cured and lab.cured.age == 60 and lab.patient_now.age == 15
    lab.call_next()
    lab.run(10)
    assert lab.patient_now.age == 10


def test_drawn_patients_are_all_met_before_one_comes_again() -> None:
    lab = Clinic("drawn", seed=5)
    met = [lab.ill]
    for _ in ILLS[1:]:
        lab.call_next()
        met.append(lab.ill)
    assert {*met} == {ill.key for ill in ILLS}


def test_going_back_over_several_patients_is_exact() -> None:
    lab = Clinic("drawn", seed=2)
    lab.run(12)
    lab.look("batch")
    lab.name_ill(lab.ill)
    lab.run(7)
    then, state = lab.steps, {name: array.copy() for name, array in lab.state().items()}
    lab.call_next()
    lab.run(9)
    lab.rewind(then - 3)
    lab.run(3)
    assert all(np.array_equal(array, lab.state()[name]) for name, array in state.items())


def test_nothing_that_is_told_gives_a_drawn_ill_away() -> None:
    """Of two drawn patients, all texts that are told before the naming are alike but for their numbers."""
    told = set()
    for seed in range(2, 40):
        lab = Clinic("drawn", seed=seed)
        lab.run(5)
        tables = [(t.title, t.columns, len(t.rows), t.rows[0][0]) for t in lab.tables()]
        query = {name: text for name, text in lab.to_query().items() if name != "seed"}
        code = re.sub(r"RandomState\(\d+\)", "", lab.script(5))
        told.add(repr((lab.findings(), tables, query, code, lab.stopped)))
    assert len(told) == 1


def test_no_frame_gives_a_drawn_ill_away() -> None:
    """On a page with a drawn patient its ill is named, explained and cured as often as any other."""
    for seed in range(2, 8):
        with pages.page("clinic", preset="drawn", seed=str(seed)) as shell:
            for tab in TABS:
                pages.say(shell, "tab", tab=tab)
                pages.say(shell, "step")
                told = repr([one.frame for one in pages.components(shell)])
                mine, others = BY_KEY[shell.lab.ill], [ill for ill in ILLS if ill.key != shell.lab.ill]
                for word in ("name", "what", "shows", "cure"):
                    counts = {told.count(getattr(ill, word)) for ill in others}
                    assert told.count(getattr(mine, word)) in counts and len(counts) == 1, (tab, word)


# --- challenges ---------------------------------------------------------------------------------------------


def test_three_in_a_row_with_few_looks() -> None:
    lab = Clinic("drawn")
    for _ in range(3):
        lab.run(3)
        lab.look("batch")
        lab.name_ill(lab.ill)
        lab.call_next()
    assert {"name-one", "three-looks"} <= lab.solved.keys()
    lab = Clinic("drawn")
    for number in range(3):
        for instrument in ("batch", "labels", "loss", "changes")[: 4 if number == 1 else 1]:
            lab.look(instrument)
        lab.name_ill(lab.ill)
        lab.call_next()
    assert "three-looks" not in lab.solved


def test_two_examples_are_learnt_with_a_larger_rate() -> None:
    lab = Clinic(patient="rate-too-small")
    lab.look("alone")
    lab.run(5)
    assert "two-examples" not in lab.solved
    lab.update(rate_factor=100.0)
    lab.run(1)
    assert "two-examples" in lab.solved
    for key in range(5):
        assert instruments.alone(Patient(HEALTHY, key).case())["end"] < 1e-3


def test_the_wrong_layer_is_pointed_at() -> None:
    for right in (True, False):
        lab = Clinic("wrong-slope")
        lab.run(40)
        lab.look("gradients")
        worst = int(np.argmax(lab.seen("gradients")["errors"]))
        lab.suspect(worst if right else (worst + 1) % 3)
        assert ("wrong-layer" in lab.solved) == right
        with pytest.raises(SettingError):
            lab.suspect(worst)


def test_a_cure_without_new_data() -> None:
    for about_data in (True, False):
        lab = Clinic("drawn")
        while bool(BY_KEY[lab.ill].planted.keys() & DATA) != about_data:
            lab.call_next()
        lab.name_ill(lab.ill)
        lab.run(150)
        assert lab.cured and lab.cured.scores()["accuracy"] > 0.9
        assert ("no-new-data" in lab.solved) != about_data
    assert vars(HEALTHY).keys() >= DATA and len(ANSWERS) == len(ILLS) + 1


def test_who_goes_back_after_being_told_solves_nothing_by_it() -> None:
    lab = Clinic(patient="drawn", seed=1)
    for _ in range(3):
        before = lab.bookmark()
        lab.name_ill("not-a-number" if lab.ill != "not-a-number" else "zero-inputs")
        assert not lab.is_right
        lab.return_to(before)
        lab.name_ill(lab.ill)
        assert lab.is_right and lab.was_told()
        lab.call_next()
    assert not lab.solved
    for _ in range(3):
        lab.name_ill(lab.ill)
        assert not lab.was_told()
        lab.call_next()
    assert {"name-one", "three-looks"} <= {*lab.solved}
