"""The guide of the lab `circuit`: what to do first."""

from typing import TYPE_CHECKING, Any

from playground.lab import GuideStep
from playground.labs.circuit.content import PRESETS

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit

TOP, NO_TOP = PRESETS["with-a-top"], PRESETS["without-a-top"]
HERE: dict[str, Any] = {"expression": TOP["expression"]}  # the formula that the steps speak of
FIRST = 0  # its first gate, ×
HIGH = 9.0  # its top
NEAR = 0.01  # and how close to it is there
LARGE = 0.1  # a nudge that is too large


def _here(lab: "Circuit") -> bool:
    return lab.shows("with-a-top")


def _first_gate(lab: "Circuit") -> None:
    lab.stepper.clear()
    lab.stepper.forward()


def _all_gates(lab: "Circuit") -> None:
    lab.stepper.clear()
    for _ in lab.circuit.gates:
        lab.stepper.forward()


def _all_the_way_back(lab: "Circuit") -> None:
    lab.stepper.backward()
    while lab.stepper.at != lab.stepper.end:
        lab.stepper.backward()


def _explain_first(lab: "Circuit") -> None:
    lab.stepper.rest()
    lab.stepper.chosen = FIRST


def _walked(lab: "Circuit") -> int:
    """How many stops somebody has walked; 0 if nobody walks."""
    return (lab.stepper.at or 0) if _here(lab) else 0


def _is_at_the_top(lab: "Circuit") -> bool:
    return _here(lab) and lab.steps > 0 and lab.reading["output"] > HIGH - NEAR


def _has_diverged(lab: "Circuit") -> bool:
    return not _here(lab) and bool(lab.blew_up)


GUIDE = (
    GuideStep(
        "The [inputs](inputs) are numbers. A *gate* makes one new number of them: let the [× gate](gates)"
        " compute.",
        button="Compute ×",
        settings=HERE,
        do=_first_gate,
        lights="inputs",
        done=lambda lab: _walked(lab) >= 1,
    ),
    GuideStep(
        "The next gates go on from there, up to the [answer](answer). This is the *forward pass*.",
        button="Forward",
        settings=HERE,
        do=_all_gates,
        lights="answer",
        done=lambda lab: _walked(lab) >= len(lab.circuit.gates),
    ),
    GuideStep(
        "Pull the answer up by 1. The *backward pass* hands that back as [gradients](gradients), in violet.",
        button="Backward",
        settings=HERE,
        do=_all_the_way_back,
        lights="gradients",
        done=lambda lab: _walked(lab) == lab.stepper.end,
    ),
    GuideStep(
        "Each gate multiplies the gradient that arrives by its own slope: the *chain rule*. Ask the × gate.",
        button="Ask it",
        settings=HERE,
        do=_explain_first,
        lights="gates",
        done=lambda lab: _here(lab) and lab.stepper.at is None and lab.stepper.chosen == FIRST,
    ),
    GuideStep(
        "*Gradient ascent*: move each input along its gradient, again and again. The answer climbs to"
        " its top, 9.",
        button="Let it climb",
        settings=HERE | {"strategy": "analytic", "step_size": TOP["step_size"]},
        steps=1000,
        lights="answer",
        done=_is_at_the_top,
    ),
    GuideStep(
        "Gradients can be measured: nudge an input by *h*. If h is large, the [measured](numerical) ones are"
        " wrong.",
        button="Make h large",
        settings=HERE | {"h": LARGE},
        lights="numerical",
        done=lambda lab: _here(lab) and lab.h >= LARGE,
    ),
    GuideStep(
        "Not every formula has a top. The answer of x × y *diverges*: each step is larger than the last.",
        button="Let it diverge",
        settings={**NO_TOP, "strategy": "analytic"},
        reset=True,
        steps=1000,
        lights="answer",
        done=_has_diverged,
    ),
)
