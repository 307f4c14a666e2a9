"""The guide of the lab `classifier`: what to do first."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

THE_ANSWER = {"type": "look", "column": -1, "row": 0}  # what the plane shows
SILENT = 1  # the neuron of the first hidden layer that is silenced, counted from 0


def _closed(lab: "Classifier") -> bool:
    """The border is closed around the blue points of the circle."""
    return bool(lab.steps > 0 and lab.problem.train.name == "circle" and lab.reading["test_loss"] < 0.05)


def _silence(lab: "Classifier") -> None:
    """Nothing that this neuron says is heard by the next layer."""
    for j in range(lab.training.net.sizes[2]):
        lab.set_weight(1, SILENT, j, 0.0)


def _one_is_silent(lab: "Classifier") -> bool:
    layers = lab.training.net.weights
    return len(layers) > 1 and not layers[1].any(axis=1).all()


def _closed_again(lab: "Classifier") -> bool:
    return bool(lab.altered) and not _one_is_silent(lab) and _closed(lab)


def _stays_straight(lab: "Classifier") -> bool:
    return lab.activation == "linear" and lab.steps >= 500 and not _closed(lab)


def _closed_by_features(lab: "Classifier") -> bool:
    return not lab.hidden and _closed(lab)


GUIDE = (
    GuideStep(
        "The colours show the network's answer. Let it learn from half of the points: a *border* closes"
        " around the blue ones.",
        button="Let it learn",
        steps=1500,
        lights="side",
        done=_closed,
    ),
    GuideStep(
        "Each [tile](hidden) shows what one *neuron* answers everywhere: a soft step along a line."
        " Look at one.",
        button="Show one",
        message={"type": "look", "column": 1, "row": SILENT},
        lights="hidden",
    ),
    GuideStep(
        "Its two [weights](weights) to the next layer say how much it counts. Set them to 0: where does the"
        " border open?",
        button="Silence it",
        do=_silence,
        message=THE_ANSWER,
        lights="weights",
        done=_one_is_silent,
    ),
    GuideStep(
        "Each step moves every weight against its [gradient](gradient). Let it learn on: the network closes"
        " the gap.",
        button="Let it repair",
        steps=1500,
        lights="gradient",
        done=_closed_again,
    ),
    GuideStep(
        "The *activation* bends each neuron's sum. Make it linear: now no number of steps can close the"
        " border.",
        button="Unbend it",
        settings={"activation": "linear"},
        message=THE_ANSWER,
        steps=750,
        lights="activation",
        done=_stays_straight,
    ),
    GuideStep(
        "Bend the [inputs](inputs) instead: with x² and y² as *features*, no hidden layer is needed.",
        button="Bend the inputs",
        settings={"features": "x,y,x2,y2", "hidden": ()},
        steps=1500,
        lights="inputs",
        done=_closed_by_features,
    ),
)
