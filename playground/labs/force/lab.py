"""The lab `force`: points pull on a line until it divides them, and springs hold it back.

The forces, and the loss that they descend, are those of `playground.nn.force`. The points are those of A.
Karpathy's Hacker's guide to Neural Networks, chapter 2.
"""

from typing import Any

import numpy as np

from playground.data.truth_tables import TruthTable, parse_table
from playground.lab import Array, Gradient, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.force import content, report, script, teaching
from playground.labs.force.formulas import FORMULAS
from playground.labs.force.guide import GUIDE
from playground.nn import force

FARTHEST = 200.0  # that a point may be from the middle, along each axis
LARGEST = 100.0  # parameter that can be set by hand
KINK = 1e-3  # nearer to it a slope is not measured

POINTS = {  # x, y, label: as the guide's code has them, as its table has them, and the three of its cost
    "guide": content.GUIDE_POINTS,
    "table": ((1.2, 0.7, 1), (-0.3, 0.5, -1), (-3, -1, 1), (0.1, 1.0, -1), (3.0, 1.1, -1), (2.1, -3, 1)),
    "three": ((1.2, 0.7, 1), (-0.3, 0.5, -1), (3, 2.5, 1)),
}  # fmt: skip


def parse_points(text: str) -> TruthTable:
    """Points as text: x, y and a label of 1 or −1 on a line each. Raises ValueError."""
    table = parse_table(
        text, name="own points", inputs_in=(-FARTHEST, FARTHEST), outputs_in=(-1, 1), max_rows=40,
        max_inputs=2,
    )  # fmt: skip
    if table.X.shape[1] != 2:
        raise ValueError("each line takes x, y and a label")
    for line, label in enumerate(table.y[:, 0], start=1):
        if abs(label) != 1:
            raise ValueError(f"point {line}: a label is 1 or −1")
    return table


class Force(Lab):
    """See the module. `X` [N, 2] are the points, `labels` [N] is +1 or −1 each, `model` a line or a net."""

    slug = "force"
    title = "Forces on a line"
    question = "How do pulls turn into a classifier?"
    invitation = "Press Play: each point pulls on the line until it is on the right side."
    minutes = 15
    after = ("circuit",)
    for_whom = "For those who have pulled on the answer of a circuit."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide = FORMULAS, GUIDE
    opening = "weak-spring"
    essential = ("data", "model", "pull", "spring", "learning_rate")
    aliases = {"step_size": "learning_rate"}
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = ("gradient", "loss", "learning rate", "gradient descent", "regularization", "ReLU")
    healthy = "every point is on its side, or still pulls"
    headline = ("loss", "accuracy")
    pace = 10

    data = settings.Choice(
        "guide", ["guide", "table", "three", "own"], label="Points", group="Data",
        labels={"guide": "six points", "table": "six mixed", "three": "three"},
        doc="""The points to divide. A line divides the six mixed ones only by a hair. Choose own to type in
        points, or drag one in the picture.""",
    )  # fmt: skip
    own = settings.Text(
        "1.2, 0.7, 1\n-0.3, -0.5, -1\n3, 0.1, 1\n-1, 1.1, -1", longest=1500, rows=6, label="Own points",
        group="Data", parse=parse_points,
        doc="One point a line: x, y, and its label, 1 or −1, with commas between. Up to 40 points.",
    )  # fmt: skip
    model = settings.Choice(
        "line", ["line", "net"], label="Model", group="Model",
        doc="""A line has three parameters. A net has three hidden neurons, each a line of its own, that bend
        (ReLU), and a line on top of them.""",
    )  # fmt: skip
    pull = settings.Choice(
        "hinge", ["hinge", "squared-hinge"], label="Pull", group="Learning",
        labels={"hinge": "always 1 (hinge)", "squared-hinge": "grows (squared hinge)"},
        doc="""How hard a point pulls while it is on the wrong side of its margin: always with a force of 1,
        or the harder the farther it is from it.""",
    )  # fmt: skip
    spring = settings.Number(
        1.0, bounds=(0.0, 5.0), step=0.01, label="Spring", group="Learning", live=True,
        doc="""How hard the springs pull the weights towards 0: a regularization penalty. They keep the line
        from becoming too sure of itself.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.01, bounds=(1e-4, 1.0), label="Learning rate", group="Learning", live=True,
        doc="How far a step moves the parameters for a force of 1.",
    )  # fmt: skip

    arrays = (Array("parameters", of="machine.flat"), Array("last", low=-1, high=39))

    def check(self, values: dict[str, Any]) -> None:
        if values["data"] == "own":
            self.parsed("own", values)

    def irrelevant(self) -> set[str]:
        return set() if self.data == "own" else {"own"}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        if self.data == "own":
            table = self.parsed("own")
            self.X, self.labels = np.array(table.X), np.array(table.y[:, 0])
        else:
            points = np.array(POINTS[self.data], float)
            self.X, self.labels = points[:, :2], points[:, 2]
        self.squared = self.pull == "squared-hinge"
        self.machine: force.Model = force.Line() if self.model == "line" else force.Net(self.rng)
        self.last = -1.0  # the point of the last step

    def learn(self) -> None:
        """One point, drawn at random, pulls."""
        now, self.last = self.now, float(int(self.rng.random_sample() * len(self.X)))
        point = int(self.last)
        force.step(
            self.machine, self.X[point], self.labels[point], now.learning_rate, now.spring, self.squared
        )

    def metrics(self) -> dict[str, float]:
        """The `loss` with its springs, and the `accuracy`."""
        return {
            "loss": force.loss(self.machine, self.X, self.labels, self.spring, self.squared),
            "accuracy": force.accuracy(self.machine, self.X, self.labels),
        }

    tables, findings, script = report.tables, report.findings, script.script

    def gradient(self, rng: np.random.RandomState) -> Gradient | None:
        """Of the loss, over the points that are not at a kink; None if all are."""
        machine = self.machine
        far = np.abs(1 - self.labels * machine.scores(self.X)) > KINK
        if isinstance(machine, force.Net):
            far &= (np.abs(machine.sums(self.X)) > KINK).all(axis=1)
        X, labels = self.X[far], self.labels[far]
        if not len(X):
            return None
        copy: force.Model = (
            force.Line() if self.built.model == "line" else force.Net(np.random.RandomState(0))
        )

        def measured(flat: np.ndarray) -> float:
            copy.flat[:] = flat
            return force.loss(copy, X, labels, self.spring, self.squared)

        slopes = force.gradient(machine, X, labels, self.spring, self.squared)
        return Gradient(machine.flat, measured, slopes)

    # --- looking, and setting by hand --------------------------------------------------------------------

    def scores(self) -> np.ndarray:
        """Of every point, [N]."""
        return self.machine.scores(self.X)

    def pulls(self) -> np.ndarray:
        """How every point would pull now, [N]."""
        return force.pulls(self.scores(), self.labels, self.squared)

    def forces(self) -> tuple[np.ndarray, np.ndarray]:
        """On each parameter, [P] each: the mean pull of the points, and that of its spring."""
        springs = -self.spring * self.machine.held * self.machine.flat
        return -force.gradient(
            self.machine, self.X, self.labels, self.spring, self.squared
        ) - springs, springs

    @by_hand
    def set_parameter(self, index: int, value: float) -> None:
        """Put a parameter where a hand wants it. Raises `SettingError` for what cannot be."""
        names = self.machine.names
        if not 0 <= index < len(names):
            raise SettingError("parameter", f"there is no parameter {index}; there are {len(names)}")
        if not abs(value) <= LARGEST:
            said = f"a parameter can be set from −100 to 100, not to {settings.shorten(value)}"
            raise SettingError("parameter", said)
        self.machine.flat[index] = value
        self.touch(names[index])

    def moved(self, index: int, x: float, y: float) -> str:
        """The points as text for `own`, with one of them elsewhere. Raises `SettingError`."""
        if not 0 <= index < len(self.X):
            raise SettingError("point", f"there is no point {index}; there are {len(self.X)}")
        points = [[*p, label] for p, label in zip(self.X.tolist(), self.labels, strict=True)]
        points[index][:2] = float(np.clip(x, -FARTHEST, FARTHEST)), float(np.clip(y, -FARTHEST, FARTHEST))
        return "\n".join(f"{round(x, 2):g}, {round(y, 2):g}, {label:g}" for x, y, label in points)

    def by_itself(self) -> bool:
        """Whether no hand has set a parameter."""
        named = {name for _, what in self.altered for name in what.split(" and ")}
        return not named & {*self.machine.names}

    def cost(self) -> float:
        """The cost as the guide writes it for its three points: a sum, and 0.1 for the squares."""
        a, b, _ = self.machine.flat[:3]
        return float(np.sum(force.costs(self.scores(), self.labels, False)) + 0.1 * (a**2 + b**2))

    def swing(self, squared: bool) -> float:
        """By how many degrees the last point turns the best line of these points, with such a pull."""
        return force.swing(self.X, self.labels, self.spring, squared)
