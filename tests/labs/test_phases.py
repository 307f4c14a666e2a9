"""A step in slow motion: what is said of each phase is what the step does, and saying it changes nothing."""

import re

import numpy as np
import pytest

from playground.lab import Lab
from playground.labs import LABS, lab_class
from tests.labs.test_guides import parts_of

PHASED = [kind for kind in map(lab_class, LABS) if kind.phases]
WITH_PRESET = [(kind, preset) for kind in PHASED for preset in kind.presets]
NUMBER = r"\d+(?:\.\d+)?(?:e−?\d+)?"
SUM = re.compile(rf"(−?{NUMBER}) ([−+]) ({NUMBER}) = (−?{NUMBER})")

every_preset = pytest.mark.parametrize(
    "kind, preset", WITH_PRESET, ids=[f"{kind.slug}-{preset}" for kind, preset in WITH_PRESET]
)


def read(text: str) -> float:
    return float(text.replace("−", "-"))


def last_digit(text: str) -> float:
    """What a one in the last digit of a number is worth."""
    mantissa, _, exponent = text.partition("e")
    return float(10.0 ** (read(exponent or "0") - len(mantissa.partition(".")[2])))


def told(lab: Lab) -> list[str]:
    """What is said in each phase of the next step, which is made."""
    *parts, update = lab.phases
    texts = [phase.says(lab, {}) for phase in parts]
    before = {name: np.array(array) for name, array in lab.state().items()}
    lab.run(1)
    return [*texts, update.says(lab, before)]


def all_of(lab: Lab) -> object:
    state = {name: array.tolist() for name, array in lab.state().items()}
    draws = [part.tolist() if isinstance(part, np.ndarray) else part for part in lab.rng.get_state()]
    return state, draws, lab.steps, lab.metrics()


@every_preset
def test_what_is_said_is_finite_adds_up_and_changes_nothing(kind: type[Lab], preset: str) -> None:
    lab, whole = kind(preset), kind(preset)
    for _ in range(3):
        before = all_of(lab)
        texts = [phase.says(lab, {}) for phase in lab.phases[:-1]]
        assert all_of(lab) == before, "telling what the next step does has changed something"
        assert told(lab)[:-1] == texts
        whole.run(1)
        assert all_of(lab) == all_of(whole), "a step in slow motion is another one"


@every_preset
def test_every_sum_adds_up(kind: type[Lab], preset: str) -> None:
    lab = kind(preset)
    lab.run(5)
    texts = told(lab)
    assert not any(word in text for text in texts for word in ("nan", "inf"))
    sums = [found for text in texts for found in SUM.findall(text)]
    assert sums, "nothing that one can compute is said"
    for a, sign, b, c in sums:
        result = read(a) - read(b) if sign == "−" else read(a) + read(b)
        assert abs(result - read(c)) <= 1.6 * max(map(last_digit, (a, b, c))), (a, sign, b, c)


@pytest.mark.parametrize("slug", ["backprop", "classifier"])
def test_the_update_is_the_learning_rate_times_the_gradient_that_was_told(slug: str) -> None:
    """Of plain gradient descent, which the defaults of both are."""
    lab = lab_class(slug)()
    _, _, backward, update = told(lab)
    slope = read(re.findall(rf"= (−?{NUMBER})\.(?: |$)", backward)[-1])
    old, new = (read(part) for part in re.findall(rf": (−?{NUMBER}) [−+] {NUMBER} = (−?{NUMBER})", update)[0])
    assert abs((old - new) - lab.learning_rate * slope) < 2e-4  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", PHASED, ids=lambda kind: kind.slug)
def test_what_a_phase_lights_up_is_in_the_picture(kind: type[Lab]) -> None:
    assert {phase.lights for phase in kind.phases} <= parts_of(kind)


def test_the_loss_that_is_told_of_a_sum_is_the_error_of_the_step() -> None:
    lab = lab_class("recurrent")()
    _, loss, _, _ = told(lab)
    assert read(re.findall(NUMBER, loss)[-1]) == pytest.approx(lab.reading["last_error"], abs=1e-3)
