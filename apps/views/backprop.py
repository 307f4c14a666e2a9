"""What the page of `backprop` shows: rows in the network, weights as tiles, and one weight on its curve.

One weight and one row are chosen at any time: the weight is the one whose slope is explained term by term and
whose curve is drawn, the row is the one that is followed through the network. Choosing changes nothing in the
lab. The scripts are `static/js/views/backprop/rows.js` and `one_weight.js`.
"""

from typing import Any

import numpy as np

from apps.page.fields import Maybe, Message, Number, Whole, takes
from apps.page.views import Picture, View, as_bytes, round_up
from playground.lab import SettingError
from playground.labs.backprop import Backprop
from playground.nn.backprop_trace import Pass

PLACES = 161  # of the weight, all along its axis
NEAR = 41  # more of them, close to the ball, where the curve may be steep
TERMS = 16  # of a slope, one for each row


class Tiles(View[Backprop]):
    """The picture in the middle; `curve` is the one beside it."""

    name = "rows"
    remembers = ("weight", "row")

    def __init__(self) -> None:
        self.weight, self.row = -1, 0  # −1 until one is chosen: then the first weight of the last layer
        self.picture = Picture("backprop/rows", self._rows)
        self.curve = Picture("backprop/one_weight", self._one_weight)
        self.panel = self.picture.panel
        self._seen: tuple[Any, ...] = ()
        self._half = self._top = 0.0  # the axes of the curve: from −half to half, and up to top
        self._axes_of: tuple[Any, ...] = ()

    def attach(self, shell: Any) -> None:
        self.shell = shell
        self.picture.attach(shell)
        shell.commands.add(
            choose=takes(self._choose, settles=set, weight=Maybe(Whole()), row=Maybe(Whole())),
            set_weight=takes(
                self._set_weight,
                settles=lambda message: {message["index"], "weight"},
                index=Whole(),
                value=Number(),
            ),
        )

    def draw(self, lab: Backprop) -> None:
        self.picture.draw(lab)

    def small(self, lab: Backprop) -> np.ndarray:
        """The answer to each row beside what it should be, 0 to 1."""
        answers = lab.network.predict(lab.table.X)[:, 0]
        return as_bytes(2 * np.stack([answers, lab.table.y[:, 0]], axis=1) - 1)

    # --- what arrives ------------------------------------------------------------------------------------

    def _choose(self, message: Message) -> None:
        lab = self.shell.lab
        for name, there in (("weight", len(lab.links)), ("row", len(lab.table.X))):
            if message.get(name, 0) >= there:
                raise SettingError("choice", f"there is no {name} {message[name] + 1}; there are {there}")
        self.weight = message.get("weight", self.weight)
        self.row = message.get("row", self.row)

    def _set_weight(self, message: Message) -> None:
        lab, index = self.shell.lab, message["index"]
        name = lab.links[index].name if index < len(lab.links) else "weight"
        self.shell.edit(lambda lab, message: lab.set_weight(index, message["value"]), message, name)
        self.weight = index

    # --- what is shown -----------------------------------------------------------------------------------

    def _look(self, lab: Backprop) -> Pass:
        """The next pass; both pictures show the same one."""
        key = (lab, lab.network, lab.steps, lab.learning_rate, lab.dropout, lab.network.flat.tobytes())
        if self._seen[:-1] != key:
            self._seen = (*key, lab.look())
            first = next(i for i, link in enumerate(lab.links) if link.layer == len(lab.network.weights) - 1)
            self.weight = first if self.weight < 0 else min(self.weight, len(lab.links) - 1)
            self.row = min(self.row, len(lab.table.X) - 1)
        seen: Pass = self._seen[-1]
        return seen

    def _rows(self, lab: Backprop) -> dict[str, Any]:
        seen, inputs = self._look(lab), lab.table.X.shape[1]
        link = lab.links[self.weight]
        unseen = lab.table.unseen
        return {
            "inputs": list(lab.table.columns[:inputs]),
            "output": lab.table.columns[-1],
            "hidden": sum(lab.network.sizes[1:-1]),
            "bias": bool(lab.network.biases),
            "dropout": lab.dropout > 0,
            "X": lab.table.X.astype(np.float32),
            "targets": lab.table.y[:, 0].astype(np.float32),
            "values": np.concatenate(seen.activations[1:], axis=1).astype(np.float32),  # [rows, hidden + 1]
            "deltas": np.concatenate(seen.deltas, axis=1).astype(np.float32),  # [rows, hidden + 1]
            "silenced": seen.silenced.astype(np.uint8) if lab.dropout else [],
            "errors": seen.errors[:, 0].astype(np.float32),
            "unseen": [*unseen[0], lab.answer(unseen[0]), unseen[1][0]] if unseen else [],
            "weights": lab.network.flat.astype(np.float32),
            "slopes": seen.gradient.astype(np.float32),
            "turns": lab.sign_changes.count.astype(np.float32),
            "weight": self.weight,
            "row": self.row,
            "name": link.name,
            "link": [link.layer, -1 if link.source is None else link.source, link.target],
            "value": float(lab.network.flat[self.weight]),
            "slope": float(seen.gradient[self.weight]),
            "move": float(-lab.learning_rate * seen.gradient[self.weight]),
            "turned": int(lab.sign_changes.count[self.weight]),
            "terms": _terms(seen, link),
            "words": self._alt_text(lab, seen),
        }

    def _alt_text(self, lab: Backprop, seen: Pass) -> str:
        row, target = self.row, lab.table.y[self.row, 0]
        inputs = " ".join(f"{x:g}" for x in lab.table.X[row])
        return (
            f"{len(lab.table.X)} rows run through {sum(lab.network.sizes[1:-1]) or 'no'} hidden neurons. "
            f"Row {row + 1}, {inputs}: the answer is {seen.outputs[row, 0]:.3f}, the target {target:g}. "
            f"The chosen weight, {lab.links[self.weight].name}, is {lab.network.flat[self.weight]:.3f}; "
            f"its gradient is {seen.gradient[self.weight]:.3g}."
        )

    def _one_weight(self, lab: Backprop) -> dict[str, Any]:
        seen = self._look(lab)
        here = float(lab.network.flat[self.weight])
        move = float(-lab.learning_rate * seen.gradient[self.weight])
        self._fit_width(lab, max(5.0, abs(here), abs(here + move)))
        places = np.linspace(-self._half, self._half, PLACES)
        close = here + np.linspace(-1, 1, NEAR) * min(4.0, self._half / 4)
        places = np.unique(np.concatenate([places, close, [here, here + move]]))
        losses = seen.error_curve(self.weight, places)
        self._fit_height(float(losses.max()))
        at, there = (float(losses[np.searchsorted(places, place)]) for place in (here, here + move))
        name = lab.links[self.weight].name
        return {
            "index": self.weight,
            "name": name,
            "places": places.astype(np.float32),
            "losses": losses.astype(np.float32),
            "half": self._half,
            "top": self._top,
            "value": here,
            "loss": at,
            "slope": float(seen.gradient[self.weight]),
            "alpha": lab.learning_rate,
            "move": move,
            "there": there,
            "dropout": lab.dropout > 0,
            "words": (
                f"The loss over the weight {name}, all others held still. It is {at:.4g} where the "
                f"weight is now, at {here:.3f}. The next step moves the weight by {move:.3g}; by itself this "
                f"would bring the loss to {there:.4g}."
            ),
        }

    def _fit_width(self, lab: Backprop, needed: float) -> None:
        """An axis that grows when it must, and shrinks only when it has become much too long."""
        of = (lab.network, self.weight)
        if self._axes_of != of:
            self._axes_of, self._half, self._top = of, 0.0, 0.0
        if not self._half / 8 < needed <= self._half:
            self._half = round_up(1.1 * needed)

    def _fit_height(self, needed: float) -> None:
        if not self._top / 4 < needed <= self._top:
            self._top = round_up(1.02 * needed) or 1.0


def _terms(seen: Pass, link: Any) -> list[list[float]]:
    """The slope of a weight as a sum over the rows: the value in front of it, and the delta behind it."""
    behind = seen.deltas[link.layer][:TERMS, link.target]
    front = np.ones(len(behind)) if link.source is None else seen.activations[link.layer][:TERMS, link.source]
    return [[float(value), float(delta)] for value, delta in zip(front, behind, strict=True)]
