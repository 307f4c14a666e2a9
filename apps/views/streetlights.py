"""What the page of `streetlights` shows: every row with its lamps, prediction and error, and the weights.

The script is `static/js/views/streetlights/lamps.js`. A row can be pointed at: the formulas then have its
numbers.
"""

from typing import Any

import numpy as np

from apps.page.fields import Message, Number, Whole, takes
from apps.page.views import Picture
from playground.data.truth_tables import MAX_ROWS
from playground.lab import settings
from playground.lab.numerals import fixed, written
from playground.labs.streetlights import Streetlights

DIGITS = 3  # of all numbers in the picture


class Rows(Picture[Streetlights]):
    """The picture. `row` is the one that is looked at."""

    remembers = ("row",)

    def __init__(self) -> None:
        super().__init__(
            "streetlights/lamps",
            self._numbers,
            on={"set_weight": takes(_set_weight, settles=_which, weight=Whole(0, 999), value=Number())},
            undo="Set a weight",
        )
        self.row = 0

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        shell.commands.add(look_at=takes(self._look_at, settles="row", row=Whole(0, MAX_ROWS)))

    def _look_at(self, message: Message) -> None:
        self.row = message["row"]

    def _numbers(self, lab: Streetlights) -> dict[str, Any]:
        count = lab.X.shape[1]
        self.row = min(self.row, len(lab.X) - 1)
        said = np.array([lab.answer(i) for i in range(len(lab.X))])
        looks = [] if lab.counts else [lab.look(i) for i in range(len(lab.X))]
        right = lab.right()
        two = not lab.counts and len(lab.network.layers) > 1
        weights = lab.counting.shares if lab.counts else lab.network.flat
        arrows = [] if two or lab.counts else [look.weight_deltas[0].ravel() for look in looks]
        return {
            "kind": "counting" if lab.counts else "two" if two else "one",
            "inputs": list(lab.table.columns[:count]),
            "outputs": list(lab.table.columns[count:]),
            "X": lab.X.tolist(),
            "goals": lab.y.tolist(),
            "lamps": bool(np.isin(lab.X, (0, 1)).all()),
            "weights": np.array(weights, np.float32),
            "weights_said": fixed(weights),
            "said": [fixed(row) for row in said],
            "right": [] if right is None else right.tolist(),
            "delta": [fixed(row) for row in said - lab.y],
            "errors": fixed(np.sum((said - lab.y) ** 2, axis=1)),
            "hidden": np.array([look.hidden for look in looks] if two else [], np.float32),
            "arrows": [fixed(row) for row in arrows],
            "ways": [np.sign(np.round(row, DIGITS)).astype(int).tolist() for row in arrows],
            "counts": _counts(lab),
            "row": self.row,
            "says": says(lab),
            "words": alt_text(lab, said),
        }


def _counts(lab: Streetlights) -> list[str]:
    """Of each input, in how many of the rows with it the answer came true: the same after every pass."""
    passes = max(lab.steps, 1)
    pairs = zip(lab.counting.came, lab.counting.seen, strict=True)
    return [f"{came / passes:.3g} of {seen / passes:.3g}" for came, seen in pairs]


def _which(message: Message) -> set[tuple[str, int]]:
    return {("weight", message["weight"])}


def _set_weight(lab: Streetlights, message: Message) -> None:
    lab.set_weight(message["weight"], message["value"])


def says(lab: Streetlights) -> str:
    """The state of things in a sentence."""
    if lab.counts:
        return (
            "Each lamp has a count: how often people walked while it was on."
            if lab.steps
            else "Nothing is counted yet."
        )
    now = f"Error with the weights as they are now: {settings.readable('error', lab.error_now())}."
    right = lab.right()
    if right is None:
        return now
    rows = "1 row" if len(lab.X) == 1 else f"{len(lab.X)} rows"
    return f"{int(right.sum())} of {rows} on the right side of ½. {now}"


def alt_text(lab: Streetlights, said: np.ndarray) -> str:
    """The picture for those who cannot see it."""
    values = lab.counting.shares if lab.counts else lab.network.flat
    named = ", ".join(
        f"{name} {written(round(float(v), 3), 3)}"
        for name, v in list(zip(lab.names, values, strict=True))[:6]
    )
    rows = "; ".join(
        f"row {i}: predicted {', '.join(fixed(p))}, goal {', '.join(fixed(y))}"
        for i, (p, y) in enumerate(zip(said, lab.y, strict=True), start=1)
    )
    kind = "Shares" if lab.counts else "Weights"
    return f"{kind}: {named}. {rows}. {says(lab)}"
