"""The smallest lab that has every kind of setting: a ball rolls into a valley while a wind shakes it.

With a rate above 2 the ball jumps over the valley and higher up at every step, until its numbers overflow.
"""

from typing import Any

import numpy as np

from playground.lab import Array, Challenge, Gradient, Lab, Prediction, Preset, SettingError, Source, settings
from playground.lab.journal import by_hand


class Toy(Lab):
    slug = "toy"
    title = "A ball in a valley"
    question = "Where does a ball come to rest?"
    invitation = "Press Play."
    story = "A ball rolls downhill."
    sources = (Source("I. Newton", "Principia", 1687),)
    presets = {
        "gentle": Preset("It rolls.", horizon=100),
        "wild": Preset("It flies.", horizon=100, rate=3.0),
        "other-seed": Preset("It starts elsewhere.", horizon=100, seed=7, hidden=(3,)),
    }
    aliases = {"haste": "rate", "wording": "note"}
    headline = ("height",)
    challenges = (
        Challenge(
            "low",
            "Get below 0.01.",
            passed=lambda lab: lab.reading["height"] < 0.01,
            hints=("Roll.",),
            why="It is steep enough.",
            warm_up=True,
        ),
        Challenge(
            "high",
            "Get above a million by hand.",
            passed=lambda lab: lab.reading["height"] > 1e6 and bool(lab.altered),
            hints=("Push.", "Push it far."),
            why="Nothing holds it back.",
            predict=Prediction(
                "Where will it be?", ("low", "high"), lambda lab: int(lab.reading["height"] > 1e6)
            ),
        ),
        Challenge(
            "slow",
            "Take your time.",
            passed=lambda lab: lab.steps >= 500,
            hints=("Wait.",),
            why="Time goes by.",
        ),
    )

    size = settings.Integer(
        2, bounds=(1, 9), label="Size", group="Valley", doc="How many directions there are."
    )
    shape = settings.Choice("bowl", ["bowl", "ditch"], label="Shape", group="Valley", doc="Which valley.")
    hidden = settings.Sizes(
        (2, 1), layers=3, width=5, label="Hidden", group="Valley", doc="More directions.",
    )  # fmt: skip
    note = settings.Text("a = b & c", longest=60, rows=2, label="Note", group="Valley", doc="Anything.")
    rate = settings.Log(
        0.1, bounds=(1e-3, 1e3), label="Rate", group="Rolling", live=True, doc="How fast it rolls.",
    )  # fmt: skip
    wind = settings.Number(
        0.01, bounds=(0, 1), step=0.01, label="Wind", group="Rolling", live=True, doc="How much it shakes.",
    )  # fmt: skip
    still = settings.Boolean(
        False, label="Still", group="Rolling", live=True, doc="No wind, whatever is set."
    )  # fmt: skip
    until = settings.Number(
        0.0, bounds=(0, 1), step=0.01, label="Until", group="Rolling", live=True, doc="Stop below this.",
    )  # fmt: skip

    arrays = (Array("ball"),)

    def check(self, values: dict[str, Any]) -> None:
        if values["shape"] == "ditch" and values["size"] < 2:
            raise SettingError("size", "a ditch needs a size of at least 2")

    def irrelevant(self) -> set[str]:
        return {"wind"} if self.still else set()

    def build(self) -> None:
        self.ball = self.rng.uniform(-1, 1, self.size + sum(self.hidden))  # [directions]
        self.slopes = np.ones(self.ball.size)  # how steep the valley is in each direction
        self.slopes[0] = 0.0 if self.shape == "ditch" else 1.0

    def learn(self) -> None:
        roll(self.ball, self.slopes, self.now.rate, 0.0 if self.now.still else self.now.wind, self.rng)

    def metrics(self) -> dict[str, float]:
        return {"height": float(self.slopes @ self.ball**2) / 2, "farthest": float(np.abs(self.ball).max())}

    def finished(self) -> str:
        return "It has come to rest." if self.reading["height"] < self.until else ""

    def due(self) -> bool:
        return bool(self.until > 0)

    def trouble(self) -> str:
        return "the ball flew away"

    def gradient(self, rng: np.random.RandomState) -> Gradient:
        return Gradient(self.ball, lambda x: float(self.slopes @ x**2) / 2, self.slopes * self.ball)

    @by_hand
    def push(self, direction: int, to: float) -> None:
        """Put the ball elsewhere by hand."""
        self.ball[direction] = to
        self.touch(f"push {direction}")

    def script(self, steps: int) -> str:
        return f"""\
# A ball rolls into a valley.
import numpy as np

rng = np.random.RandomState({self.seed})
ball = rng.uniform(-1, 1, {self.size + sum(self.hidden)})  # [directions]
slopes = np.ones(ball.size)
slopes[0] = {0.0 if self.shape == "ditch" else 1.0}
for step in range({steps}):
    ball -= {self.rate} * slopes * ball{"" if self.still else f" + {self.wind} * rng.randn(ball.size)"}
print("height", repr(float(slopes @ ball**2) / 2))
print("farthest", repr(float(np.abs(ball).max())))
"""


def roll(ball: np.ndarray, slopes: np.ndarray, rate: float, wind: float, rng: np.random.RandomState) -> None:
    """One step: downhill, and a gust."""
    ball -= rate * slopes * ball + wind * rng.randn(ball.size) if wind else rate * slopes * ball
