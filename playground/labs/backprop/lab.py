"""The lab `backprop`: a network with one hidden layer learns a few rows, small enough to see every number.

All rows go through the network at once, backpropagation tells every weight its slope, and gradient descent
moves it downhill by alpha times that. This is one step, and all there is to A. Trask's thirteen lines:

    hidden = sigmoid(X W1)                 delta2 = (answer − y) · answer (1 − answer)
    answer = sigmoid(hidden W2)            delta1 = (delta2 W2ᵀ) · hidden (1 − hidden)
    W2 −= alpha · hiddenᵀ delta2           W1 −= alpha · Xᵀ delta1

The network is `playground.nn.network`; the pass, taken apart to be looked at, is
`playground.nn.backprop_trace`.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from playground.data import truth_tables
from playground.lab import Array, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.backprop import content, report, script, teaching
from playground.labs.backprop.formulas import FORMULAS
from playground.labs.backprop.guide import GUIDE
from playground.labs.backprop.phases import PHASES
from playground.nn.backprop_trace import LOSS, Pass, links
from playground.nn.network import Network
from playground.nn.optimizers import SGD
from playground.nn.sign_changes import SignChanges

LARGEST_WEIGHT = 1000.0  # that can be set by hand


class Backprop(Lab):
    """Rows, a network for them, and every number of a step of learning."""

    slug = "backprop"
    title = "The thirteen lines"
    question = "How does a network find its weights?"
    invitation = "Press Play, and watch the errors in the last column fade; then raise the learning rate."
    minutes = 15
    after = ("circuit",)
    for_whom = "For everybody who wants to see each number of a network while it learns."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = "no unit is stuck, no gradient vanishes or explodes, and every number is finite"
    headline = ("error",)
    pace = 25
    guide = GUIDE
    essential = ("data", "hidden", "bias", "learning_rate")
    teaches = (
        "neuron", "weight", "hidden layer", "initialization", "activation", "sigmoid", "forward pass", "loss",
        "error signal", "backward pass", "backpropagation", "gradient", "gradient descent", "learning rate",
        "dropout",
    )  # fmt: skip
    phases = PHASES
    aliases = {"dataset": "data", "rows": "own", "alpha": "learning_rate"}

    data = settings.Choice(
        "four-rows", [*truth_tables.tables, "own"], label="Table", group="Data",
        labels={name: name.replace("-", " ") for name in truth_tables.tables} | {"xor": "XOR"},
        doc="""The rows to learn. In four rows the answer is 1 if exactly one of the first two columns is 1;
        the third column is always 1. First column needs no hidden layer, XOR does. Choose own to type in rows
        yourself.""",
    )  # fmt: skip
    own = settings.Text(
        "0, 0, 0, 0\n0, 1, 1, 1\n1, 0, 1, 1\n1, 1, 1, 1", longest=2000, rows=6, label="Own rows",
        group="Data", parse=truth_tables.parse_table,
        doc=f"""One row a line: up to {truth_tables.MAX_INPUTS} inputs from −10 to 10, and last the answer,
        from 0 to 1, with commas between. Up to {truth_tables.MAX_ROWS} rows; a first line may
        name the columns.""",
    )  # fmt: skip
    hidden = settings.Integer(
        4, bounds=(0, 64), label="Hidden neurons", group="Network",
        doc="""How many neurons there are between the inputs and the answer. With 0 there is only the neuron
        of the answer. Many neurons start in many different places, and some of them start well.""",
    )  # fmt: skip
    bias = settings.Boolean(
        False, label="Bias", group="Network",
        doc="""Whether each neuron has one more weight, which is added whatever the inputs are. The thirteen
        lines have none: a column that is always 1 does the same for the first layer.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        1.0, bounds=(1e-3, 1e3), label="Learning rate", group="Learning", live=True,
        doc="""A step moves each weight against its gradient, by the learning rate times the gradient. If it
        is too small, learning takes very long; if it is too large, steps jump across the valley. The thirteen
        lines call it alpha.""",
    )  # fmt: skip
    dropout = settings.Number(
        0.0, bounds=(0.0, 0.9), step=0.05, label="Dropout", group="Learning", live=True,
        doc="""The probability that a hidden neuron is left out of a row in a step of learning. The others are
        made larger to make up for it. The error is measured with all neurons in place.""",
    )  # fmt: skip

    arrays = (
        Array("flat", of="network.flat"),
        Array("sign_changes", of="sign_changes.count", low=0, high=1e9, formerly=("turns",)),
        Array("heading", of="sign_changes.heading", low=-1, high=1),
    )

    def check(self, values: dict[str, Any]) -> None:
        if values["data"] == "own":
            self.parsed("own", values)

    def irrelevant(self) -> set[str]:
        return ({"own"} if self.data != "own" else set()) | (set() if self.hidden else {"dropout"})

    # --- the model ---------------------------------------------------------------------------------------

    def rows_to_learn(self) -> truth_tables.TruthTable:
        """Those of the present settings; `table` has those of the model."""
        table: truth_tables.TruthTable
        table = self.parsed("own") if self.data == "own" else truth_tables.tables[self.data]
        return table

    def build(self) -> None:
        self.table = self.rows_to_learn()
        inputs, outputs = self.table.X.shape[1], self.table.y.shape[1]
        sizes = (inputs, self.hidden, outputs) if self.hidden else (inputs, outputs)
        self.network = Network(sizes, "sigmoid", "uniform", self.rng, bias=self.bias, bias_init=0.0)
        self.links = links(self.network, self.table)
        self.sign_changes = SignChanges(self.network.flat.shape)
        self.descent = SGD(self.learning_rate)
        self._heard: Any = None  # the live settings that the model has

    def learn(self) -> None:
        """One pass over all rows, one update."""
        self._listen()
        self.network.train_step(self.table.X, self.table.y, LOSS, self.descent)
        self.sign_changes.add(self.network.grad_flat)

    def _listen(self) -> None:
        """Take over the live settings, if they are other ones."""
        if self._heard is not self.now:
            self._heard = self.now
            self.descent.lr, self.network.dropout = self.now.learning_rate, self.now.dropout

    def metrics(self) -> dict[str, float]:
        """`error`: how far an answer is from its target, on average over the rows; all neurons in place."""
        return {"error": float(np.mean(np.abs(self.table.y - self.network.predict(self.table.X))))}

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script

    def alike(self) -> Hashable:
        """Networks of one shape that learn the same rows."""
        self._listen()
        return self.network.blueprint, self.table.X.tobytes(), self.table.y.tobytes()

    @staticmethod
    def join(labs: "list[Backprop]") -> Callable[[int], None]:
        table = labs[0].table
        network = Network.stack([lab.network for lab in labs])
        descent = SGD.stack([lab.descent for lab in labs])
        sign_changes = SignChanges.stack([lab.sign_changes for lab in labs])

        def learn(n: int) -> None:
            for _ in range(n):
                network.train_step(table.X, table.y, LOSS, descent)
                sign_changes.add(network.grad_flat)

        return learn

    # --- looking, and setting by hand --------------------------------------------------------------------

    def look(self) -> Pass:
        """The pass with which the next step will begin, dropout included. Changes nothing."""
        self._listen()
        with self.peeking(), np.errstate(all="ignore"):
            return Pass.of(self.network, self.table)

    def answer(self, row: Sequence[float]) -> float:
        """What the network says to a row of inputs, whether it is in the table or not."""
        return float(self.network.predict(np.array([row], float))[0, 0])

    @by_hand
    def set_weight(self, index: int, value: float) -> None:
        """Put a parameter (by its place in the flat buffer) where a hand wants it. Raises `SettingError`."""
        if not 0 <= index < len(self.links):
            raise SettingError("weight", f"there is no weight {index}; there are {len(self.links)}")
        if not abs(value) <= LARGEST_WEIGHT:
            allowed = f"from −{LARGEST_WEIGHT:,.0f} to {LARGEST_WEIGHT:,.0f}"
            raise SettingError("weight", f"a weight can be set {allowed}, not to {settings.shorten(value)}")
        self.network.flat[index] = value
        self.touch(self.links[index].name)

    # --- what the challenges ask -------------------------------------------------------------------------

    def differs_in(self) -> set[str]:
        """In what this run is not the default one: settings, and whatever was changed by hand."""
        default = self.preset_settings()
        changed = {name for name, value in self.settings.items() if value != default[name]}
        return changed | {name for _, what in self.altered for name in what.split(" and ")}

    def stuck(self) -> bool:
        """Whether all answers have run into 0 or 1, and half of them into the wrong one."""
        if abs(self.reading["error"] - 0.5) > 1e-3:
            return False
        answers = self.network.predict(self.table.X)
        return bool(np.minimum(answers, 1 - answers).max() < 1e-3)
