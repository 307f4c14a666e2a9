"""What the lab `force` has to read: every point and every parameter, and what goes wrong."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Table
from playground.nn import force
from playground.nn.advice import ran_away

if TYPE_CHECKING:
    from playground.labs.force.lab import Force

STRONG = 0.5  # a spring from which on it may be to blame


def tables(lab: "Force") -> list[Table]:
    """Every point with its score and its pull, and every parameter with the forces on it."""
    points = zip(lab.X, lab.labels, lab.scores(), lab.pulls(), strict=True)
    pulled, sprung = lab.forces()
    parameters = zip(lab.machine.names, lab.machine.flat, pulled, sprung, strict=True)
    return [
        Table(
            "Every point",
            ("point", "x", "y", "label", "score", "pull"),
            [
                (str(i), f"{x:g}", f"{y:g}", f"{label:+g}", score, pull)
                for i, ((x, y), label, score, pull) in enumerate(points, start=1)
            ],
            "A point pulls while label · score is below 1.",
        ),
        Table(
            "Every parameter",
            ("parameter", "value", "pull of the points", "pull of the spring", "both"),
            [(name, value, pull, spring, pull + spring) for name, value, pull, spring in parameters],
            "The pull of the points is their mean. Both together are minus the gradient of the loss.",
        ),
    ]


def findings(lab: "Force") -> list[Finding]:
    """A spring that is too strong, neurons that say nothing, points of one kind only."""
    found = ran_away(lab.stopped, lab.blew_up)
    wrong = round(len(lab.X) * (1 - lab.reading["accuracy"]))
    if lab.spring >= STRONG and wrong and lab.steps >= 200:
        found.append(
            Finding(
                "Held by its springs", "note", "the spring",
                f"{wrong} of {len(lab.X)} points are on the wrong side, with springs of {lab.spring:g}.",
                "The springs pull the weights to 0 as hard as the points pull them away.",
                "Take a weaker spring.",
            )
        )  # fmt: skip
    if isinstance(lab.machine, force.Net):
        silent = [k for k in range(3) if not (lab.machine.sums(lab.X)[:, k] > 0).any()]
        if silent:
            found.append(
                Finding(
                    "Dead neurons", "problem" if len(silent) == 3 else "note",
                    ", ".join(f"n{k + 1}" for k in silent),
                    f"{len(silent)} of 3 neurons say 0 to every point.",
                    "No pull reaches their weights, so only their springs move them.",
                    "Take another seed, or a smaller learning rate.",
                )
            )  # fmt: skip
    if not np.ptp(lab.labels):
        found.append(
            Finding(
                "One kind of point", "warning", "the points", "All points have the same label.",
                "There is nothing to divide: a large c alone satisfies them all.",
                "Add points with the other label.",
            )
        )  # fmt: skip
    return found
