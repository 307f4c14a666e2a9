"""The guide of the lab `clinic`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep
from playground.nn.ills import BY_KEY

if TYPE_CHECKING:
    from playground.labs.clinic.lab import Clinic


def _is(lab: "Clinic", patient: str) -> bool:
    return bool(lab.built.patient == patient)


def _cures(lab: "Clinic", ill: str) -> bool:
    return _is(lab, ill) and lab.is_right and lab.cured is not None and lab.cured.age >= 40


GUIDE = (
    GuideStep(
        "This patient learns nothing: its [loss](loss) stays at [chance](chance), *ln 10*. Let it try.",
        button="Let it try",
        settings={"patient": "zero-inputs", "rate_factor": 1.0},
        reset=True,
        steps=30,
        lights="loss",
        done=lambda lab: _is(lab, "zero-inputs") and lab.steps >= 30,
    ),
    GuideStep(
        "Take a [look](instruments): what arrives at its first layer? A look costs *one*.",
        button="See a batch",
        do=lambda lab: lab.look("batch"),
        lights="instruments",
        done=lambda lab: lab.has_opened("batch") and _is(lab, "zero-inputs"),
    ),
    GuideStep(
        "The batch is blank. [Name the ill](name), and its cure runs *beside* it: the dashed curve falls.",
        button="All inputs are zero",
        do=lambda lab: lab.name_ill("zero-inputs"),
        steps=60,
        lights="name",
        done=lambda lab: _cures(lab, "zero-inputs"),
    ),
    GuideStep(
        "The next one learns, but worse than it should. [Look](instruments): are all *gradients* right?",
        button="Check its gradients",
        settings={"patient": "wrong-slope"},
        reset=True,
        do=lambda lab: lab.look("gradients"),
        steps=40,
        lights="panel",
        done=lambda lab: lab.has_opened("gradients") and _is(lab, "wrong-slope") and lab.steps >= 40,
    ),
    GuideStep(
        "One layer's slopes are not what nudging says. Name a *wrong backward pass*, and see it cured.",
        button=BY_KEY["wrong-slope"].name,
        do=lambda lab: lab.name_ill("wrong-slope"),
        steps=60,
        lights="name",
        done=lambda lab: _cures(lab, "wrong-slope"),
    ),
    GuideStep(
        "Now one that the seed has drawn. Nobody tells you what it has: [look](instruments), and name it.",
        button="Let it come in",
        settings={"patient": "drawn"},
        reset=True,
        steps=100,
        lights="patient",
        done=lambda lab: _is(lab, "drawn") and lab.steps >= 10,
    ),
)  # fmt: skip
