"""What the lab `streetlights` has to read: every row, what goes with what, and what goes wrong."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Table
from playground.nn.advice import ran_away

if TYPE_CHECKING:
    from playground.labs.streetlights.lab import Streetlights

SMALL = 1e-3


def tables(lab: "Streetlights") -> list[Table]:
    """Every row with its prediction, delta and error, what each input has to do with the answer, and the
    weights between the layers."""
    count = lab.X.shape[1]
    inputs, outputs = lab.table.columns[:count], lab.table.columns[count:]
    rows = []
    for i, (x, goal) in enumerate(zip(lab.X, lab.y, strict=True), start=1):
        said = lab.answer(i - 1)
        rows.append(
            [
                str(i),
                *(f"{v:g}" for v in x),
                *said,
                *(f"{v:g}" for v in goal),
                float(np.sum((said - goal) ** 2)),
            ]
        )
    goals = [f"goal {name}" for name in outputs]
    found = [
        Table("Every row", ["row", *inputs, *outputs, *goals, "error"], rows, "As the weights are now."),
        Table(
            "What goes with what",
            ["input", *(f"with {name}" for name in outputs)],
            [
                [name, *(_correlation(lab.X[:, i], lab.y[:, j]) for j in range(len(outputs)))]
                for i, name in enumerate(inputs)
            ],
            "The correlation over the rows: 1 is always together, −1 never; a dash where one does not vary.",
        ),
    ]
    if not lab.counts and len(lab.network.layers) > 1:
        first, last = lab.network.layers
        hidden = [f"h{j}" for j in range(1, first.shape[1] + 1)]
        found += [
            Table(
                "First layer",
                ["from", *hidden],
                [[name, *row] for name, row in zip(inputs, first, strict=True)],
                "",
            ),
            Table(
                "Second layer",
                ["from", *outputs],
                [[name, *row] for name, row in zip(hidden, last, strict=True)],
                "",
            ),
        ]
    return found


def _correlation(one: np.ndarray, other: np.ndarray) -> float | str:
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return "–"
    return float(np.corrcoef(one, other)[0, 1])


def trouble(lab: "Streetlights") -> str:
    """Why the numbers ran away."""
    largest = float(np.max(np.sum(lab.X**2, axis=1)))
    return (
        "the numbers ran away: the learning rate times the squared inputs of a row, "
        f"{lab.learning_rate * largest:.3g}, was too large; it must stay below 2"
    )


def findings(lab: "Streetlights") -> list[Finding]:
    """Steps that are too long, rows that contradict each other, and hidden neurons that say nothing."""
    found = ran_away(lab.stopped, lab.blew_up)
    if lab.counts:
        return found
    largest = float(np.max(np.sum(lab.X**2, axis=1)))
    if len(lab.network.layers) == 1 and lab.learning_rate * largest >= 2 and not found:
        found.append(
            Finding(
                "Too long a step", "problem", "the learning rate",
                f"α times the squared inputs of the longest row is {lab.learning_rate * largest:.3g}.",
                "A row then overshoots its own goal, by more than it was off.",
                f"Take a learning rate below {2 / largest:.3g}.",
            )
        )  # fmt: skip
    if len(lab.network.layers) == 1:
        best = np.linalg.lstsq(lab.X, lab.y, rcond=None)[0]
        left = float(np.sum((lab.X @ best - lab.y) ** 2))
        if left > SMALL:
            found.append(
                Finding(
                    "No weights will do", "note", "the rows",
                    f"The best weights of one layer leave an error of {left:.3g}.",
                    "The answer is not a weighted sum of these inputs.",
                    "Hidden neurons between inputs and answer can learn more.",
                )
            )  # fmt: skip
    elif lab.steps:
        said = np.array([lab.look(i).hidden for i in range(len(lab.X))])
        dead = [f"h{j}" for j in np.flatnonzero(~(said > 0).any(axis=0)) + 1]
        if dead:
            every = len(dead) == said.shape[1]
            found.append(
                Finding(
                    "Dead neurons", "problem" if every else "note", ", ".join(dead[:6]),
                    f"{len(dead)} of {said.shape[1]} hidden neurons say 0 to every row.",
                    "No delta reaches their weights, so they never learn again.",
                    "Take another seed, a smaller learning rate, or more hidden neurons.",
                )
            )  # fmt: skip
    return found
