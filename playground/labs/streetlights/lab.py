"""The lab `streetlights`: several inputs and several outputs, learnt row by row.

The network is `playground.nn.row_by_row`: weighted sums, without biases and without a bend, or with one
hidden layer of ReLUs. What it is to learn are the games of a team and the lights of a crossing, after A.
Trask, Grokking Deep Learning, chapters 3 to 6.
"""

from typing import Any

import numpy as np

from playground.data import truth_tables
from playground.data.truth_tables import TruthTable
from playground.lab import Array, Gradient, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.streetlights import content, report, script, teaching
from playground.labs.streetlights.formulas import FORMULAS
from playground.labs.streetlights.guide import GUIDE
from playground.nn.row_by_row import Counting, Look, RowByRow

LARGEST_WEIGHT = 100.0  # that can be set by hand

GAME = "A. Trask, Grokking Deep Learning, 2019, chapter 5: the first game"
GAMES = {
    # what a record of 65 % says of players who are hurt, of winning, and of being sad
    "three-predictions": TruthTable(
        "three-predictions", np.array([[0.65]]), np.array([[0.1, 1.0, 0.1]]),
        ("record", "hurt", "win", "sad"), GAME,
    ),
    # toes a player, on average; the record; fans, in millions
    "three-inputs": TruthTable(
        "three-inputs", np.array([[8.5, 0.65, 1.2]]), np.array([[1.0]]),
        ("toes", "record", "fans", "win"), GAME,
    ),
}  # fmt: skip
LIGHTS = truth_tables.tables["streetlights"]
ROWS = GAMES | {"two-layers-odd": truth_tables.parse_table(content.ODD)}  # all others have the six lights
DEEP = ("two-layers", "two-layers-odd")
STARTS = {  # the weights that the source begins with
    "three-predictions": (0.3, 0.2, 0.9),
    "three-inputs": (0.1, 0.2, -0.1),
    "six-lights": (0.5, 0.48, -0.7),
}
OWN = "left, middle, right, walk\n1, 0, 1, 0\n0, 1, 1, 1\n0, 0, 1, 0\n1, 1, 1, 1"


def parse_start(text: str) -> tuple[float, ...]:
    """Weights with commas or spaces between; none for an empty text. Raises ValueError."""
    found = []
    for word in text.removeprefix("\ufeff").replace(",", " ").replace(";", " ").split():
        try:
            number = float(word.replace("−", "-"))
        except ValueError:
            raise ValueError(f"“{settings.shorten(word)}” is no number") from None
        if not abs(number) <= LARGEST_WEIGHT:
            raise ValueError(f"a weight can be from −100 to 100, not {settings.shorten(word)}")
        found.append(number)
    return tuple(found)


class Streetlights(Lab):
    """See the module. `table` holds the rows, `network` the weights, `counting` the counts."""

    slug = "streetlights"
    title = "Streetlights"
    question = "How are several inputs and several outputs learnt at once?"
    invitation = "Press Play: each row moves the weights a little, until the middle light is found."
    minutes = 15
    after = ("weight",)
    for_whom = "For everybody who has seen one weight learn."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide = FORMULAS, GUIDE
    opening = "six-lights"
    essential = ("task", "order", "learning_rate", "hidden")
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = (
        "weight", "error signal", "gradient descent", "learning rate", "hidden layer", "ReLU",
        "backpropagation",
    )  # fmt: skip
    healthy = "each pass leaves less of the error"
    headline = ("error",)
    aliases = {"alpha": "learning_rate", "hidden_size": "hidden"}

    task = settings.Choice(
        "three-predictions",
        [
            "three-predictions", "three-inputs", "six-lights", "two-layers", "two-layers-odd", "counting",
            "own",
        ],
        label="Task", group="Data",
        labels={
            "three-predictions": "three predictions", "three-inputs": "three inputs",
            "six-lights": "six lights", "two-layers": "two layers",
            "two-layers-odd": "two layers, odd rows", "own": "own rows",
        },
        doc="""What is learnt. Three predictions are made from one number, one prediction from three numbers;
        six lights are the rows of a crossing, for one layer of weights, for two, or for counting. The odd
        rows are four that one layer cannot learn.""",
    )  # fmt: skip
    own = settings.Text(
        OWN, longest=2000, rows=6, label="Own rows", group="Data", parse=truth_tables.parse_table,
        doc=f"""One row a line: up to {truth_tables.MAX_INPUTS} inputs from −10 to 10, and last the answer,
        from 0 to 1, with commas between. A first line may name the columns.""",
    )  # fmt: skip
    start = settings.Text(
        "", longest=200, label="Weights at the start", group="Network", parse=parse_start,
        doc="""One number for each weight, with commas between. Empty: where the source begins, and 0 for own
        rows.""",
    )  # fmt: skip
    hidden = settings.Integer(
        4, bounds=(1, 16), label="Hidden neurons", group="Network",
        doc="""How many neurons there are between the lights and the answer, in two layers. Their weights
        begin at random, as the seed has it.""",
    )  # fmt: skip
    order = settings.Choice(
        "one-by-one", ["one-by-one", "all-at-once"], label="Order", group="Learning",
        labels={"one-by-one": "one by one", "all-at-once": "all at once"},
        doc="""One by one: each row moves the weights as soon as it was looked at. All at once: the weights
        move at the end of a pass, by the average of what all rows ask for.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.1, bounds=(1e-3, 10.0), label="Learning rate α", group="Learning", live=True,
        doc="How much of its weight delta each weight takes off. The source calls it alpha.",
    )  # fmt: skip

    arrays = (
        Array("weights", of="network.flat"),
        Array("seen", of="counting.seen", low=0, high=1e9),
        Array("came", of="counting.came", low=0, high=1e9),
        Array("pass_error", low=0),
    )

    def check(self, values: dict[str, Any]) -> None:
        if values["task"] == "own":
            self.parsed("own", values)
        given = self.parsed("start", values)
        if given and values["task"] not in (*DEEP, "counting"):
            table = self._table(values)
            needed = table.X.shape[1] * table.y.shape[1]
            if len(given) != needed:
                said = f"there are {needed} weights here, and {len(given)} numbers"
                raise SettingError("start", said)

    def irrelevant(self) -> set[str]:
        task = self.task
        found = set() if task == "own" else {"own"}
        found |= set() if task in DEEP else {"hidden"}
        found |= {"start"} if task in (*DEEP, "counting") else set()
        found |= {"order", "learning_rate"} if task == "counting" else set()
        return found

    # --- the model ---------------------------------------------------------------------------------------

    def _table(self, values: dict[str, Any]) -> TruthTable:
        """The rows of a task."""
        if values["task"] == "own":
            table: TruthTable = self.parsed("own", values)
            return table
        return ROWS.get(values["task"], LIGHTS)

    def build(self) -> None:
        self.table = self._table(self.settings)
        self.X, self.y = self.table.X, self.table.y
        inputs, outputs = self.X.shape[1], self.y.shape[1]
        self.counts = self.task == "counting"
        self.network = RowByRow(inputs, self.hidden if self.task in DEEP else 0, outputs)
        self.counting = Counting(inputs)
        if self.task in DEEP:
            self.network.randomize(self.rng)
        elif not self.counts:
            self.network.flat[:] = self.parsed("start") or STARTS.get(self.task, 0.0)
        self.names = self._names()
        self.pass_error = self.error_now()

    def _names(self) -> list[str]:
        """What the weights are called, in the order of the flat buffer."""
        inputs, outputs = (*self.table.columns[: self.X.shape[1]],), (*self.table.columns[self.X.shape[1] :],)
        if self.built.task in DEEP:
            hidden = [f"h{j}" for j in range(1, self.built.hidden + 1)]
            return [f"{a}.{b}" for a in inputs for b in hidden] + [
                f"{b}.{c}" for b in hidden for c in outputs
            ]
        if len(outputs) == 1:
            return [*inputs]
        return [*outputs] if len(inputs) == 1 else [f"{a}.{b}" for a in inputs for b in outputs]

    def learn(self) -> None:
        """One pass over the rows."""
        if self.counts:
            self.counting.learn(self.X, self.y)
            self.pass_error = self.error_now()
            return
        one_by_one = self.built.order == "one-by-one"
        self.pass_error = self.network.learn(self.X, self.y, self.now.learning_rate, one_by_one)

    def metrics(self) -> dict[str, float]:
        """`error`, over the pass just made, each row before its own update; and each weight, or share that
        was counted, as `w.…`. The error is one without updates at step 0, after a change by hand, and where
        rows are counted."""
        values = self.counting.shares if self.counts else self.network.flat
        found = {f"w.{name}": float(value) for name, value in zip(self.names, values, strict=True)}
        return {"error": float(self.pass_error), **found}

    tables, findings, trouble, script = report.tables, report.findings, report.trouble, script.script

    def gradient(self, rng: np.random.RandomState) -> Gradient | None:
        """All weight deltas, added up, are the slope of half the error."""
        if self.counts:
            return None
        copy = RowByRow(self.X.shape[1], len(self.look(0).hidden), self.y.shape[1])

        def half_error(flat: np.ndarray) -> float:
            copy.flat[:] = flat
            return 0.5 * copy.error(self.X, self.y)

        return Gradient(self.network.flat, half_error, self.network.gradient(self.X, self.y))

    # --- looking, and setting by hand --------------------------------------------------------------------

    def look(self, row: int) -> Look:
        """What a row makes of the weights as they are now."""
        return self.network.look(self.X[row], self.y[row])

    def answer(self, row: int) -> np.ndarray:
        """The prediction for a row, [outputs]."""
        return np.array([self.counting.predict(self.X[row])]) if self.counts else self.look(row).prediction

    def error_now(self) -> float:
        """Over a pass without updates."""
        error = 0.0
        with np.errstate(all="ignore"):
            for row in range(len(self.X)):
                error += self.row_error(row)
        return error

    def right(self) -> np.ndarray | None:
        """Which rows are predicted on the right side of ½, [rows]; None where not all goals are 0 or 1."""
        if not np.isin(self.y, (0, 1)).all():
            return None
        said = np.array([self.answer(row) for row in range(len(self.X))])
        return np.asarray(((said > 0.5) == (self.y > 0.5)).all(axis=1))

    def row_error(self, row: int) -> float:
        """Of one row, as the weights are now."""
        return float(np.sum((self.answer(row) - self.y[row]) ** 2))

    @by_hand
    def set_weight(self, index: int, value: float) -> None:
        """Put a weight where a hand wants it. Raises `SettingError` for what cannot be."""
        if self.counts:
            raise SettingError("weight", "counting has no weights to set")
        if not 0 <= index < len(self.names):
            raise SettingError("weight", f"there is no weight {index}; there are {len(self.names)}")
        if not abs(value) <= LARGEST_WEIGHT:
            raise SettingError(
                "weight", f"a weight can be set from −100 to 100, not to {settings.shorten(value)}"
            )
        self.network.flat[index] = value
        self.pass_error = self.error_now()
        self.touch(self.names[index])

    def by_itself(self) -> bool:
        """Whether no hand has set a weight since step 0, and the start is that of the source."""
        named = {name for _, what in self.altered for name in what.split(" and ")}
        return not self.built.start and not named & {*self.names}
