"""The lab `descent`: balls that feel nothing but the slope under them, and roll down.

A step moves every ball by what an optimizer makes of its slope; in the plainest case

    x ← x − learning rate · slope                    A. Trask, 13 lines, part 2: "improved gradient descent"

and, if they are kicked, by a random number that grows smaller from step to step (annealing). The landscapes
are in `playground.nn.landscapes`, the optimizers in `playground.nn.optimizers`.
"""

import copy
from typing import Any

import numpy as np

from playground.lab import Array, Gradient, Halt, Lab, Part, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.descent import content, ground, report, script, teaching
from playground.labs.descent.formulas import FORMULAS
from playground.labs.descent.guide import GUIDE
from playground.nn.optimizers import LBFGS, OPTIMIZERS, Momentum, Optimizer
from playground.nn.race import Race
from playground.nn.schedules import SCHEDULES

RULES: dict[str, type[Optimizer]] = OPTIMIZERS | {LBFGS.name: LBFGS}
NUDGE = 1e-5  # by which a ball is moved to measure its slope


class Descent(Lab):
    """See the module. `positions` [B, D] are the balls, over one number (D = 1) or two; `landscape_now` is
    what they roll on."""

    slug = "descent"
    title = "Roll downhill"
    question = "How does a ball that only feels its slope find the bottom?"
    invitation = "Press Play and let the balls roll; then put one of them elsewhere."
    minutes = 25
    after = ("weight",)
    for_whom = "For everybody who has played the lab of one weight."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide = FORMULAS, GUIDE
    opening = "hundred-balls"
    essential = ("landscape", "optimizer", "learning_rate", "balls", "kick")
    aliases = {"alpha": "learning_rate"}
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = ("gradient", "gradient descent", "learning rate", "divergence", "optimizer", "momentum")
    healthy = "no ball runs away, creeps, or has come to rest in a valley that is not the deepest"
    headline = ("height", "valleys")
    pace = 1
    cooling = 0.98  # what is left of the temperature after each step

    landscape = settings.Choice(
        "bowl", ["bowl", "five-valleys", "rut", "narrow-valley", "error-plane", "own"],
        label="Landscape", group="Ground",
        labels={
            "five-valleys": "five valleys", "narrow-valley": "narrow valley", "error-plane": "error plane",
        },
        doc="""What the balls roll on. Bowl, five valleys and rut are curves over one number. The narrow
        valley and the error plane, which is that of a neuron with two weights, lie over two.""",
    )  # fmt: skip
    own = settings.Text(
        "0.1*x**2 + cos(3*x)", longest=200, parse=ground.own_size, label="Own landscape", group="Ground",
        doc="""A formula in x, or in x and y, for the landscape own, such as (1-x)**2 + 10*(y-x**2)**2. It may
        use + - * / ** and sin, cos, exp, log, sqrt, abs, tanh, sigmoid, relu, max, min.""",
    )  # fmt: skip
    steepness = settings.Number(
        1.0, bounds=(0.1, 20.0), step=0.1, label="Steepness k", group="Ground",
        doc="How steep the bowl is: its height is ½ k x², and its slope k x.",
    )  # fmt: skip
    balls = settings.Integer(
        1, bounds=(1, 100), label="Balls", group="Ground",
        doc="""How many balls there are. A single one begins at a set place, on the error plane at one that
        the seed draws; several are thrown anywhere.""",
    )  # fmt: skip
    optimizer = settings.Choice(
        "sgd", RULES, label="Optimizer", group="Learning",
        labels={
            "sgd": "plain descent", "nesterov": "Nesterov", "adagrad": "AdaGrad", "adadelta": "AdaDelta",
            "rmsprop": "RMSProp", "adam": "Adam", "lbfgs": "L-BFGS",
        },
        doc="""How a slope becomes a step. Plain descent follows it as it is. Momentum and Nesterov gather
        speed. AdaGrad, AdaDelta, RMSProp and Adam give each direction a step of its own size. L-BFGS learns
        how the ground bends, which no batches could tell; it and AdaDelta want a learning rate of 1.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.1, bounds=(1e-4, 10.0), label="Learning rate η", group="Learning", live=True,
        doc="""How far a step goes for a slope of 1; the source calls it alpha. If it is too large, a ball
        overshoots; if it is too small, a ball hardly moves and any rut can hold it.""",
    )  # fmt: skip
    momentum = settings.Number(
        0.9, bounds=(0.0, 0.99), step=0.01, label="Momentum μ", group="Learning", live=True,
        doc="How much of its speed a ball keeps, with the optimizers momentum and Nesterov.",
    )  # fmt: skip
    schedule = settings.Choice(
        "constant", SCHEDULES, label="Schedule", group="Learning", live=True,
        doc="""How the learning rate changes with time: it halves with every period (step), falls to 0 within
        one period along a cosine, or swings up and down, a period each way (cyclic).""",
    )  # fmt: skip
    period = settings.Integer(
        50, bounds=(5, 10_000), label="Schedule period", group="Learning", live=True,
        doc="How many steps a period of the schedule has.",
    )  # fmt: skip
    kick = settings.Number(
        0.0, bounds=(0.0, 5.0), step=0.05, label="Kick", group="Learning", live=True,
        doc="""Annealing: how far each ball is kicked at random in the first step. With every step the kicks
        become weaker, by 2 %: the ground cools down.""",
    )  # fmt: skip

    arrays = (Array("positions", low=-ground.LOST, high=ground.LOST), Part("rule"))

    def check(self, values: dict[str, Any]) -> None:
        if values["landscape"] == "own":
            self.parsed("own", values)

    def irrelevant(self) -> set[str]:
        needless = set()
        if self.landscape != "own":
            needless.add("own")
        if self.landscape != "bowl":
            needless.add("steepness")
        if self.optimizer not in ("momentum", "nesterov"):
            needless.add("momentum")
        if self.schedule == "constant":
            needless.add("period")
        return needless

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        """Raises `Halt` where a formula of one's own has no height at a place where a ball begins."""
        self.ground = land = ground.landscape_of(self.landscape, self.own, self.steepness)
        if self.balls == 1 and land.start is not None:
            self.positions = land.start[None].copy()
        elif self.balls == 1:  # as the source draws its weights
            self.positions = 2 * self.rng.random_sample((1, land.size)) - 1
        else:
            spread = self.rng.random_sample((self.balls, land.size))
            self.positions = land.low + (land.high - land.low) * spread
        self.rule = RULES[self.optimizer](self.learning_rate)
        self._race: Race | None = None
        lost = ~np.isfinite(land.heights(self.positions))
        if lost.any():
            where = ground.place_text(self.positions[lost.argmax()])
            raise Halt(f"the formula has no height at {where}, where a ball begins", "own")

    def learn(self) -> None:
        """Every ball makes a step. Raises `Halt` if one of them gets lost."""
        now, before = self.now, self.positions.copy()
        self._prepare(self.rule)
        slopes = self.ground.slopes(self.positions)
        self.rule.step(self.positions, slopes)
        if now.kick:
            self.positions += self.temperature() * self.rng.standard_normal(self.positions.shape)
        why = ground.why_lost(self.ground, before, slopes, self.positions)
        if why:
            raise Halt(why)

    def _prepare(self, rule: Optimizer) -> None:
        """Give an optimizer the live settings, as they are for the next step."""
        rule.lr = self.now.learning_rate * self.schedule_factor()
        if isinstance(rule, Momentum):
            rule.momentum = self.now.momentum

    def schedule_factor(self) -> float:
        """What the learning rate is multiplied by in the next step."""
        if self.now.schedule == "constant":
            return 1.0
        chosen: Any = SCHEDULES[self.now.schedule]
        return float(chosen(self.steps, self.now.period))

    def temperature(self) -> float:
        """How far the kicks of the next step go: their standard deviation."""
        return float(self.now.kick * self.cooling**self.steps)

    def metrics(self) -> dict[str, float]:
        """`height`, the mean of what is descended, the `best` ball's, and how many `valleys` hold a ball."""
        heights = self.ground.heights(self.positions)
        return {
            "height": float(np.mean(heights)),
            "best": float(np.min(heights)),
            "valleys": float(len(np.unique(self.ground.valleys_of(self.positions)))),
        }

    tables, findings, script = report.tables, report.findings, script.script

    def gradient(self, rng: np.random.RandomState) -> Gradient | None:
        """Of the sum of heights, over the balls that do not lie on a kink; None if all do."""
        smooth = np.ones(len(self.positions), bool)
        here = self.ground.heights(self.positions)
        for axis in NUDGE * np.eye(self.ground.size):
            ahead, behind = (self.ground.heights(self.positions + way * axis) for way in (1, -1))
            bend = np.abs(ahead - 2 * here + behind)
            smooth &= bend <= 1e-3 * np.abs(ahead - behind) + 1e-9 * (1 + np.abs(here))
        if not smooth.any():
            return None
        places = self.positions[smooth]
        return Gradient(
            places,
            lambda at: float(np.sum(self.ground.heights(at))),
            self.ground.slopes(places),
            h=NUDGE,
        )

    # --- looking, and putting a ball elsewhere -----------------------------------------------------------

    def heights(self) -> np.ndarray:
        """Of the balls, [B]."""
        return self.ground.heights(self.positions)

    def slopes(self) -> np.ndarray:
        """Under the balls, [B, D]."""
        return self.ground.slopes(self.positions)

    def next_positions(self) -> np.ndarray:
        """Where the next step takes the balls, without its kicks, [B, D]."""
        rule, places = copy.deepcopy(self.rule), self.positions.copy()
        self._prepare(rule)
        rule.step(places, self.ground.slopes(places))
        return places

    def deepest(self) -> int:
        """The number of the valley with the lowest bottom."""
        heights = self.ground.heights(self.ground.bottoms)
        return int(np.where(np.isfinite(heights), heights, np.inf).argmin())

    def at_rest(self) -> bool:
        """Whether every ball lies on (almost) level ground."""
        return bool((np.abs(self.slopes()) < 1e-3).all())

    def race(self) -> tuple[tuple[tuple[str, float], ...], list[np.ndarray]]:
        """Other optimizers from where the first ball began: name and learning rate, and the path [n, D]."""
        first = self.history.moments[0] if self.history.moments else None
        start = first.state["positions"][0] if first else self.positions[0]
        rivals = ground.RIVALS[self.built.landscape]
        if self._race is None or not np.array_equal(self._race.start, start):
            self._race = Race(self.ground, start, [RULES[name](rate) for name, rate in rivals])
        return rivals, self._race.paths(self.steps - (first.step if first else 0))

    @by_hand
    def put(self, ball: int, x: float, y: float = 0.0) -> None:
        """Put a ball elsewhere and at rest. Raises `SettingError` for what cannot be."""
        if not 0 <= ball < len(self.positions):
            raise SettingError("ball", f"there is no ball {ball + 1}; there are {len(self.positions)}")
        wanted = np.array([[x, y]])[:, : self.ground.size]
        if not (np.abs(wanted) <= ground.LOST).all():
            raise SettingError("ball", f"a ball can be put from −{ground.LOST:,.0f} to {ground.LOST:,.0f}")
        with np.errstate(all="ignore"):
            found = np.isfinite([*self.ground.heights(wanted), *self.ground.slopes(wanted)[0]]).all()
        if not found:
            raise SettingError("ball", f"there is no ground at {ground.place_text(wanted[0])}")
        self.positions[ball] = wanted[0]
        for slot in self.rule.slots.values():
            slot[ball] = 0.0
        self.touch(f"ball {ball + 1}")

    def by_itself(self) -> bool:
        """Whether no hand has moved a ball, and no setting was changed on the way."""
        return not self.altered
