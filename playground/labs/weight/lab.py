"""The lab `weight`: one weight learns one thing, by trial or by its slope, and can be made to explode.

The smallest network there is multiplies its input by a weight. That is its prediction, and how wrong it is
is the error:

    prediction = input · weight                                                    (1)
    error = (prediction − goal)²                                                   (2)

*Hot and cold* tries a little more weight and a little less, and keeps what is better. *Gradient descent*
asks the slope of the error instead, which tells both the direction and how far to go:

    delta = prediction − goal
    weight −= learning_rate · input · delta                                        (3)

(The slope of the error is twice input · delta; the 2 is left to the learning rate, as in A. Trask, Grokking
Deep Learning, chapter 4, whose numbers these are.) Each round multiplies delta by one and the same factor:

    delta ← (1 − learning_rate · input²) · delta                                   (4)

so a run closes in on the goal where the factor lies between −1 and 1, bounces for ever at −1, and explodes
beyond.
"""

import numpy as np

from playground.lab import Array, Gradient, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.weight import content, report, script, teaching
from playground.labs.weight.formulas import FORMULAS
from playground.labs.weight.guide import GUIDE
from playground.labs.weight.phases import PHASES

ENOUGH = 10  # rounds, before a weight that stands still ends the run
LARGEST_WEIGHT = 1e6  # that can be set by hand


class Weight(Lab):
    """See the module. `weight_now` [1] is the weight as it is by now."""

    slug = "weight"
    title = "One weight"
    question = "What is the simplest thing that learns, and how does it break?"
    invitation = "Press Play: the ball looks for the lowest error. Then make it explode."
    minutes = 10
    after = ()
    for_whom = "For everybody: this is where to begin."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide, phases = FORMULAS, GUIDE, PHASES
    opening = "descent"
    essential = ("method", "input", "goal", "learning_rate")
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = ("weight", "gradient", "gradient descent", "learning rate", "divergence")
    healthy = "the prediction comes closer to the goal, until it is there"
    headline = ("error", "prediction")
    aliases = {"alpha": "learning_rate", "step_amount": "amount", "goal_prediction": "goal"}
    most = 1e100  # an explosion may be seen for some seconds

    method = settings.Choice(
        "hot-cold", ["hot-cold", "descent"], label="Method", group="Learning",
        labels={"hot-cold": "hot and cold", "descent": "gradient descent"},
        doc="""How the weight learns. Hot and cold tries a little more and a little less in each round, and
        keeps what is better. Gradient descent goes downhill, the farther the steeper it is.""",
    )  # fmt: skip
    weight = settings.Number(
        0.5, bounds=(-10.0, 10.0), step=0.01, label="Weight at the start", group="The neuron",
        doc="The weight before the first round. You can also drag the ball.",
    )  # fmt: skip
    input = settings.Number(
        0.5, bounds=(-4.0, 4.0), step=0.01, label="Input", group="The neuron", live=True,
        doc="""The number that goes in. It is multiplied by the weight. The larger it is, the steeper the
        error rises on both sides. It may be changed while the run goes on.""",
    )  # fmt: skip
    goal = settings.Number(
        0.8, bounds=(-10.0, 10.0), step=0.01, label="Goal", group="The neuron", live=True,
        doc="The number that should come out. You can also drag the flag.",
    )  # fmt: skip
    learning_rate = settings.Log(
        1.0, bounds=(1e-3, 10.0), label="Learning rate α", group="Learning", live=True,
        doc="""How far a round of gradient descent goes, for a slope of 1. Beyond 2 / input² each round
        overshoots the goal by more than the one before.""",
    )  # fmt: skip
    amount = settings.Log(
        0.001, bounds=(1e-4, 1.0), label="Step amount", group="Learning", live=True,
        doc="""How much hot and cold adds to the weight or takes off in a round. It cannot stop closer to the
        goal than its steps are.""",
    )  # fmt: skip

    arrays = (Array("weight_now"),)

    @property
    def pace(self) -> int:  # type: ignore[override]
        """Rounds in a thirtieth of a second: hot and cold needs a thousand, an explosion is to be seen."""
        return 4 if self.method == "hot-cold" else 1

    def irrelevant(self) -> set[str]:
        return {"learning_rate"} if self.method == "hot-cold" else {"amount"}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.weight_now = np.array([float(self.weight)])

    def learn(self) -> None:
        """One round."""
        now = self.now
        self.weight_now[0] = self.after_a_round(float(self.weight_now[0]), now.learning_rate, now.amount)

    def after_a_round(self, weight: float, learning_rate: float, amount: float) -> float:
        """Where a round takes a weight."""
        given, goal = self.now.input, self.now.goal
        if self.built.method == "descent":
            return float(weight - learning_rate * (given * (given * weight - goal)))  # (3)
        up, down = self.error_at(weight + amount), self.error_at(weight - amount)
        return weight - amount if down < up else weight + amount if down > up else weight

    def finished(self) -> str:
        """Where a round changes nothing any more: the slope is 0, or too small for the computer's numbers."""
        if self.steps < ENOUGH or self.next_weight != self.weight_now[0]:
            return ""
        return f"The weight does not move any more: after {self.steps:,} rounds this is as close as it gets."

    def error_at(self, weight: float) -> float:
        """(2) of a weight."""
        prediction = np.float64(self.now.input * weight)  # (1); numpy's numbers may become infinite
        with np.errstate(over="ignore"):
            return float((prediction - self.now.goal) ** 2)

    def metrics(self) -> dict[str, float]:
        """`error`, the `prediction`, and the weight `w`."""
        w = float(self.weight_now[0])
        return {"error": self.error_at(w), "prediction": self.now.input * w, "w": w}

    tables, findings, trouble, script = report.tables, report.findings, report.trouble, script.script

    def gradient(self, rng: np.random.RandomState) -> Gradient:
        """input · delta is the slope of half the error."""
        given, goal = self.now.input, self.now.goal
        slope = given * (given * self.weight_now - goal)
        return Gradient(self.weight_now, lambda w: 0.5 * float((given * w[0] - goal) ** 2), slope)

    # --- what is known of it -----------------------------------------------------------------------------

    @property
    def factor(self) -> float:
        """(4) What a round of gradient descent multiplies the distance from the goal by."""
        return float(1 - self.now.learning_rate * self.now.input**2)

    @property
    def slope(self) -> float:
        """input · delta, of the weight as it is by now: the slope of half the error."""
        given = self.now.input
        return float(given * (given * self.weight_now[0] - self.now.goal))

    def rise_to(self, error: float) -> float:
        """The prediction on the right wall of the valley where the error is this: input · weight there."""
        return float(self.now.goal + (-1.0 if self.now.input < 0 else 1.0) * error**0.5)

    @property
    def next_weight(self) -> float:
        """The weight after the next round."""
        return self.after_a_round(float(self.weight_now[0]), self.learning_rate, self.amount)

    @property
    def best_weight(self) -> float | None:
        """The weight without an error; None where no weight can help, as with an input of 0."""
        return self.now.goal / self.now.input if self.now.input else None

    def bounces(self) -> bool:
        """Whether two rounds of hot and cold lead back, so that it goes on like this for ever."""
        if self.built.method != "hot-cold":
            return False
        back = self.after_a_round(self.next_weight, self.learning_rate, self.amount)
        return self.next_weight != self.weight_now[0] and bool(
            np.isclose(back, self.weight_now[0], rtol=1e-9)
        )

    # --- by hand -----------------------------------------------------------------------------------------

    @by_hand
    def set_weight(self, value: float) -> None:
        """Put the weight where a hand wants it. Raises `SettingError` for what is no such number."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST_WEIGHT:
            said = f"a weight can be from −1,000,000 to 1,000,000, not {settings.shorten(value)}"
            raise SettingError("w", said)
        self.weight_now[0] = value
        self.touch("weight")

    def untouched(self, *names: str) -> bool:
        """Whether none of these was moved on the way: the weight, input and goal, where none is named."""
        moved = {name for _, what in self.altered for name in what.split(" and ")}
        return moved.isdisjoint(names or ("weight", "input", "goal"))
