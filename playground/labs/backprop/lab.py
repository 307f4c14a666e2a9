"""The lab `backprop`: a network with one hidden layer learns a few rows, small enough to see every number.

All rows go through the network at once, backpropagation tells every weight its slope, and gradient descent
moves it downhill by alpha times that. This is one step, and all there is to A. Trask's thirteen lines:

    hidden = sigmoid(X W1)                 delta2 = (answer − y) · answer (1 − answer)
    answer = sigmoid(hidden W2)            delta1 = (delta2 W2ᵀ) · hidden (1 − hidden)
    W2 −= alpha · hiddenᵀ delta2           W1 −= alpha · Xᵀ delta1

The network is `playground.nn.network`; the pass, taken apart to be looked at, is
`playground.nn.backprop_trace`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import param

from playground.data import truth_tables
from playground.lab import Lab, Table, settings
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.lab.lockstep import Lockstep
from playground.lab.settings import SettingError
from playground.labs.backprop.content import ABOUT, ADVICE, CHALLENGES, PRESETS, SOURCES, STORY
from playground.labs.backprop.script import script
from playground.nn import gradcheck
from playground.nn.advice import ran_away
from playground.nn.backprop_trace import LOSS, Pass, links
from playground.nn.diagnose import diagnose
from playground.nn.network import Network
from playground.nn.optimizers import SGD
from playground.nn.sign_changes import Turns

LARGEST_WEIGHT = 1000.0  # that can be set by hand
MOST_CHECKED = 32  # gradients, so that the check can go on while the network learns


class Backprop(Lab):
    """Rows, a network for them, and every number of a step of learning."""

    slug = "backprop"
    title = "The thirteen lines"
    question = "How does a network find its weights?"
    invitation = "Press Play and watch the last column go pale; then set alpha to 1000 and start again."
    minutes = 15
    after = ("circuit",)
    for_whom = "For everybody who wants to see each number of a network while it learns."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    dataset: Any = param.Selector(
        default="four-rows", objects=[*truth_tables.tables, "own"], label="Table",
        doc="""The rows to learn. In `four-rows` the answer says whether exactly one of the first two columns
        is 1; the third is always 1. `first-column` needs no hidden layer, `xor` does. Choose `own` to type in
        rows yourself.""",
    )  # fmt: skip
    rows = settings.Text(
        "0, 0, 0, 0\n0, 1, 1, 1\n1, 0, 1, 1\n1, 1, 1, 1", longest=2000, rows=6, label="Own rows",
        doc=f"""A row a line: up to {truth_tables.MAX_INPUTS} inputs from −10 to 10, and last the answer, from
        0 to 1, with commas between. Up to {truth_tables.MAX_ROWS} rows; a first line may
        name the columns.""",
    )  # fmt: skip
    hidden = param.Integer(
        4, bounds=(0, 64), label="Hidden neurons",
        doc="""How many neurons stand between the inputs and the answer. With 0 the inputs go straight to a
        single neuron. Many neurons start in many different places, and one of them may start well.""",
    )  # fmt: skip
    bias = param.Boolean(
        False, label="Bias",
        doc="""Whether each neuron has one more weight, which is added whatever the inputs are. The thirteen
        lines do without: a column that is always 1 serves the first layer just as well.""",
    )  # fmt: skip
    alpha = settings.Log(
        1.0, bounds=(1e-3, 1e3), label="Alpha",
        doc="""The learning rate: a step moves every weight by alpha times its slope, downhill. Too small, and
        nothing happens for long; too large, and the weights are thrown across the valley.""",
    )  # fmt: skip
    dropout = param.Number(
        0.0, bounds=(0.0, 0.9), step=0.05, label="Dropout",
        doc="""The probability with which a hidden neuron is left out of a row during a step of learning;
        those that stay are made louder to make up for it. The error is measured with all in place.""",
    )  # fmt: skip

    groups = {"Data": ("dataset", "rows"), "Network": ("hidden", "bias"), "Learning": ("alpha", "dropout")}
    live = frozenset({"alpha", "dropout"})
    healthy = "no unit is stuck, no gradient vanishes or explodes, and every number is finite"
    headline = ("error",)
    shared = ("flat", "turns", "heading")
    pace = 25

    # --- settings ----------------------------------------------------------------------------------------

    def check(self, values: dict[str, Any]) -> None:
        if values["dataset"] == "own":
            own_rows(values["rows"])

    def irrelevant(self) -> set[str]:
        return ({"rows"} if self.dataset != "own" else set()) | (set() if self.hidden else {"dropout"})

    def differs_in(self) -> set[str]:
        """In what this run is not the default one: settings, and whatever was changed by hand."""
        default = self.preset_settings()
        changed = {name for name, value in self.settings.items() if value != default[name]}
        return changed | {name for _, what in self.altered for name in what.split(" and ")}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.table = own_rows(self.rows) if self.dataset == "own" else truth_tables.tables[self.dataset]
        inputs, outputs = self.table.X.shape[1], self.table.y.shape[1]
        sizes = (inputs, self.hidden, outputs) if self.hidden else (inputs, outputs)
        self.network = Network(sizes, "sigmoid", "uniform", self.rng, bias=self.bias, bias_init=0.0)
        self.links = links(self.network, self.table)
        self.turns = Turns(self.network.flat.shape)
        self._sgd = SGD(self.alpha)
        self._in_use: tuple[float, ...] = ()  # the live settings as the model has them

    def learn(self) -> None:
        """One pass over all rows, one update."""
        self._use_live_settings()
        self.network.train_step(self.table.X, self.table.y, LOSS, self._sgd)
        self.turns.add(self.network.grad_flat)

    def _use_live_settings(self) -> None:
        now = (self.alpha, self.dropout)
        if self._in_use != now:
            self._in_use = now
            self._sgd.lr, self.network.dropout = now

    @staticmethod
    def lockstep(labs: list["Backprop"]) -> Callable[[int], None]:
        return Lockstep(labs, join).advance

    def metrics(self) -> dict[str, float]:
        """`error`: how far an answer is from its target, on average over the rows; all neurons in place."""
        return {"error": float(np.mean(np.abs(self.table.y - self.network.predict(self.table.X))))}

    def state(self) -> Arrays:
        return {
            "flat": self.network.flat.copy(),
            "turns": self.turns.count.copy(),
            "heading": self.turns.heading.copy(),
        }

    def load_state(self, arrays: Arrays) -> None:
        self.network.flat[...] = arrays["flat"]
        self.turns.count[...] = np.clip(arrays["turns"], 0, 10**9)  # whole numbers, whatever a link brings
        self.turns.heading[...] = np.clip(arrays["heading"], -1, 1)

    def code(self, steps: int | None = None) -> str:
        wanted = {name: getattr(self, name) for name in ("hidden", "bias", "alpha", "dropout", "seed")}
        table = own_rows(self.rows) if self.dataset == "own" else truth_tables.tables[self.dataset]
        return script(table, **wanted, steps=self.until_it_stops(steps))

    # --- looking -----------------------------------------------------------------------------------------

    def look(self) -> Pass:
        """The pass with which the next step would begin, without taking that step."""
        self._use_live_settings()
        before = self.rng.get_state() if self.dropout else None
        with np.errstate(all="ignore"):
            seen = Pass.of(self.network, self.table)
        if before:
            self.rng.set_state(before)  # so that the step itself draws the same dropout
        return seen

    def stuck(self) -> bool:
        """Whether all answers have run into 0 or 1, and half of them into the wrong one."""
        if abs(self.reading["error"] - 0.5) > 1e-3:
            return False
        answers = self.network.predict(self.table.X)
        return bool(np.minimum(answers, 1 - answers).max() < 1e-3)

    def findings(self) -> list[Finding]:
        update = self.alpha * self.look().gradient  # the one that comes next
        found = ran_away(self.stopped, self.blew_up)
        found += diagnose(self.network, self.table.X, self.table.y, LOSS, self.steps, update)
        return [replace(one, advice=ADVICE.get(one.kind, one.advice)) for one in found]

    def answer(self, row: Sequence[float]) -> float:
        """What the network says to a row of inputs, whether it is in the table or not."""
        return float(self.network.predict(np.array([row], float))[0, 0])

    def tables(self) -> list[Table]:
        seen, count = self.look(), self.table.X.shape[1]
        inputs, outputs = self.table.columns[:count], self.table.columns[count:]
        hidden = [f"hidden {j}" for j in range(1, 1 + sum(self.network.sizes[1:-1]))]
        weights = zip(self.links, self.network.flat, seen.gradient, self.turns.count, strict=True)
        forward = zip(*seen.activations, self.table.y, seen.errors, strict=True)
        backward = zip(*seen.deltas, strict=True)
        return [
            Table(
                "Every weight",
                ("weight", "value", "slope", "next move", "changes of direction"),
                [(link.name, w, slope, -self.alpha * slope, f"{n:,}") for link, w, slope, n in weights],
                "The slope is that of ½ Σ (answer − target)² over all rows; the move is −alpha times it.",
            ),
            Table(
                "Every row, forward",
                ("row", *inputs, *hidden, *outputs, "target", "answer − target"),
                [
                    (str(i), *(f"{x:g}" for x in row), *np.concatenate(said), f"{target[0]:g}", miss[0])
                    for i, (row, *said, target, miss) in enumerate(forward, start=1)
                ],
                "As the next step will see it: a neuron that is left out says 0." if self.dropout else "",
            ),
            Table(
                "Every row, backward: the deltas",
                ("row", *hidden, *outputs),
                [(str(i), *np.concatenate(row)) for i, row in enumerate(backward, start=1)],
                "How much ½ (answer − target)² grows with the sum inside each neuron.",
            ),
        ]

    def gradient_check(self) -> gradcheck.Report:
        seen, size = self.look(), self.network.flat.size
        some = np.unique(np.linspace(0, size - 1, min(size, MOST_CHECKED)).astype(np.intp))
        return gradcheck.check(
            lambda flat: seen.losses_at(flat[None])[0], seen.gradient, self.network.flat, indices=some
        )

    # --- by hand -----------------------------------------------------------------------------------------

    def set_weight(self, index: int, value: float) -> None:
        """Put a parameter (by its place in the flat buffer) where a hand wants it. Raises `SettingError`."""
        if not 0 <= index < len(self.links):
            raise SettingError("weight", f"there is no weight {index}; there are {len(self.links)}")
        if not abs(value) <= LARGEST_WEIGHT:
            allowed = f"from −{LARGEST_WEIGHT:,.0f} to {LARGEST_WEIGHT:,.0f}"
            raise SettingError("weight", f"a weight can be set {allowed}, not to {settings.shorten(value)}")
        self.network.flat[index] = value
        self.touch(self.links[index].name)


def own_rows(text: str) -> truth_tables.Table:
    """The table in a text. Raises `SettingError` that names the line."""
    try:
        return truth_tables.parse_table(text)
    except ValueError as error:
        raise SettingError("rows", f"own rows: {error}") from None


def join(labs: list[Backprop]) -> Callable[[], None]:
    """How to take one step with all of these: as one network if they are alike, else one after the other."""
    first = labs[0]
    for lab in labs:
        lab._use_live_settings()
    if all(_alike(lab, first) for lab in labs):
        together = Network.stack([lab.network for lab in labs])
        sgd, turns = SGD.stack([lab._sgd for lab in labs]), Turns.stack([lab.turns for lab in labs])

        def learn() -> None:
            together.train_step(first.table.X, first.table.y, LOSS, sgd)
            turns.add(together.grad_flat)

    else:

        def learn() -> None:
            for lab in labs:
                lab.learn()

    return learn


def _alike(one: Backprop, other: Backprop) -> bool:
    return (
        one.network.blueprint == other.network.blueprint
        and np.array_equal(one.table.X, other.table.X)
        and np.array_equal(one.table.y, other.table.y)
    )
