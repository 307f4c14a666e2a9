"""One step of the lab `recurrent` in slow motion: the next sum, forward and back through time."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Phase
from playground.lab.numerals import with_minus
from playground.lab.phase import Before, moved
from playground.nn import recurrent

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent


def _forward(lab: "Recurrent", before: Before) -> str:
    look = lab.look()
    said = look.run.outputs.ravel()
    return with_minus(
        f"{look.sum.a} + {look.sum.b}, read from the right. At the first time step the network sees"
        f" {look.sum.inputs[0, 0]:g} and {look.sum.inputs[0, 1]:g}: its answer is {said[0]:.3f}; at the last"
        f" one {said[-1]:.3f}."
    )


def _loss(lab: "Recurrent", before: Before) -> str:
    look = lab.look()
    target, said = look.sum.targets.ravel()[-1], look.run.outputs.ravel()[-1]
    return with_minus(
        f"The last digit should be {target:g}: its error is |{target:g} − {said:.3f}| ="
        f" {abs(target - said):.3f}. All digits together: {look.error:.3f}."
    )


def _backward(lab: "Recurrent", before: Before) -> str:
    """The gradient is that of all answers, as the step takes it."""
    look = lab.look()
    gradient = _gradient(lab)
    return with_minus(
        f"The error signal δ goes back through {look.sum.bits} time steps: BPTT. That of the last answer is"
        f" multiplied by {look.factor:.3f} a step. The whole gradient has the norm {gradient:.4f}."
    )


def _update(lab: "Recurrent", before: Before) -> str:
    old, new = float(before["flat"][0]), float(lab.network.flat[0])
    length = float(np.linalg.norm(lab.network.flat - before["flat"]))
    return with_minus(
        f"Every weight moves once. The first one: {moved(old, new)}. All together they move by {length:.4f}."
    )


def _gradient(lab: "Recurrent") -> float:
    """The norm of the gradient of the next step, clipped if it is going to be."""
    problem = lab.next_sum()
    lab.network.backward(lab.network.forward(problem.inputs), problem.targets)
    gradient = lab.network.grad_flat
    if lab.now.clip:
        gradient = recurrent.clipped(gradient, lab.now.clip_norm)
    return float(np.linalg.norm(gradient))


PHASES = (
    Phase("forward", "forward", _forward),
    Phase("loss", "loss", _loss),
    Phase("backward", "backward", _backward),
    Phase("update", "update", _update),
)
