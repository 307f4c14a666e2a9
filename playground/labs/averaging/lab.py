"""The lab `averaging`: networks are kept on the way, and their answers or their weights are averaged.

What is learnt, and the mean, are in `playground.nn.averaging`; how the loss is drawn around some networks, in
`playground.nn.loss_plane`; the cycles of the learning rate, in `playground.nn.schedules`.

    step by step     w ← w − η(step) · gradient of a mini-batch
    now and then     w is kept, or w̄ ← (n w̄ + w)/(n + 1)
"""

from collections.abc import Callable, Hashable

import numpy as np

from playground.data.minibatches import Batches
from playground.lab import Array, Gradient, Lab, SettingError, settings
from playground.lab.journal import by_hand
from playground.labs.averaging import content, report, script, teaching
from playground.labs.averaging.formulas import FORMULAS
from playground.labs.averaging.guide import GUIDE
from playground.nn import averaging, loss_plane, schedules
from playground.nn.averaging import LOW, POINTS, STEPS_PER_EPOCH
from playground.nn.loss_plane import Plane
from playground.nn.optimizers import SGD

KEPT = 10  # networks, the last ones
SIDE_BY_SIDE = 5  # networks of an ensemble
WARM = {"line": 2, "mirror": 2, "heaps": 2}  # epochs at the full rate before the first cycle of fge and swa
WARM_CLOUD = 10
FARTHEST = 100.0  # that a hand can put a network from the middle of the plane
GROUP = 5  # networks that are kept before the plane is laid anew
DESCENT = (40, 240, 1.0)  # two lengths of plain descent, and its rate: they span a plane before that
WINDOWS = {"line": ((0.8, 0.4), 0.8), "mirror": ((0.0, 0.0), 2.4), "heaps": ((0.0, 0.5), 3.0)}


class Averaging(Lab):
    """See the module. `walker` is what learns: one network, its `flat` [P], or five side by side, [5, P].
    `kept` [10, P] are those that were kept last, `taken` how many there were in all, `mean` [P] is w̄.
    """

    slug = "averaging"
    title = "The middle way"
    question = "Is the middle of several good networks better than each?"
    invitation = "Press Play: a network walks about the valley, and the diamond is the middle of its places."
    minutes = 20
    after = ("classifier",)
    for_whom = "For those who have trained a network, and wonder which of its many moments to keep."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas, guide = FORMULAS, GUIDE
    essential = ("method", "data", "noise", "cycle", "learning_rate")
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    teaches = (
        "learning rate", "mini-batch", "epoch", "loss", "generalization", "overfitting", "ensemble",
        "weight averaging", "loss surface", "barrier", "flat minimum",
    )  # fmt: skip
    healthy = "the middle is no worse than what it is made of, and every number is finite"
    headline = ("test_loss", "averaged_loss")
    pace = 2

    method = settings.Choice(
        "swa", ["none", "snapshots", "fge", "swa", "ensemble"], label="Method", group="Averaging",
        labels={"none": "none", "fge": "FGE", "swa": "SWA", "ensemble": "five nets"},
        doc="""What is averaged. Snapshots and FGE keep the last ten networks and average their answers. SWA
        averages the weights of all that it met, and keeps only the mean. Five nets start from five places,
        and their answers are averaged.""",
    )  # fmt: skip
    data = settings.Choice(
        "line", [*POINTS, "moons", "circle", "xor", "gauss"], label="Data", group="Averaging",
        labels={
            "line": "line (2 weights)", "mirror": "mirror (2 weights)", "heaps": "heaps (2 weights)",
            "xor": "XOR", "gauss": "Gaussian",
        },
        doc="""What is learnt. The first three have a model of two weights, of which all can be seen: a line,
        a bend that has a mirror image, and a bell over two heaps of points. The others are clouds of two
        classes, for a network with a hidden layer.""",
    )  # fmt: skip
    noise = settings.Integer(
        40, bounds=(0, 50), label="Noise, %", group="Averaging",
        doc="""How unlike training and test points are. It blurs the answers of line and mirror, and the
        points or labels of the clouds; the heaps are moved upwards for the test.""",
    )  # fmt: skip
    cycle = settings.Integer(
        1, bounds=(1, 40), label="Cycle, epochs", group="Learning",
        doc="""After how many epochs the learning rate starts again and a network is kept. An epoch is 20
        steps. Snapshots are used to 20 to 40 epochs, FGE to 2 to 4.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        1.0, bounds=(0.01, 10.0), label="Learning rate", group="Learning", live=True,
        doc="""The highest that there is in a cycle: how far a step goes against the gradient of its
        mini-batch. It falls to 0 (snapshots), a twentieth (FGE) or a half (SWA).""",
    )  # fmt: skip
    hidden = settings.Integer(
        6, bounds=(1, 16), label="Hidden neurons", group="Learning",
        doc="Of the network for the clouds: one hidden layer of tanh neurons.",
    )  # fmt: skip

    arrays = (
        Array("flat", of="walker.flat"),
        Array("kept"),
        Array("mean"),
        Array("taken", low=0, high=1e9),
        Array(
            "batches",  # how far the points have been handed out
            get=lambda lab: lab.batches.state(),
            put=lambda lab, place: lab.batches.load_state(place),
        ),
    )

    def irrelevant(self) -> set[str]:
        unused = {"cycle": self.method in ("none", "ensemble"), "hidden": self.data in POINTS}
        return {name for name, so in unused.items() if so}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.lesson = averaging.lesson(self.data, self.noise / 100, self.rng)
        many = SIDE_BY_SIDE if self.method == "ensemble" else 1
        models = [averaging.model(self.data, self.hidden, self.rng) for _ in range(many)]
        self.first = models[0].flat.copy()  # [P], where the walk begins
        self.walker = averaging.side_by_side(models) if many > 1 else models[0]
        self.judge = averaging.model(self.data, self.hidden, np.random.RandomState(0))  # of its shape
        self.batches = Batches(*self.lesson.train, self.lesson.batch, self.rng, reshuffle=True)
        self.optimizer = SGD(self.learning_rate)
        self.kept, self.mean = np.zeros((KEPT, len(self.first))), np.zeros_like(self.first)
        self.taken = 0
        self._plane: tuple[Hashable, Plane] | None = None

    @property
    def averages(self) -> bool:
        """Whether networks are kept on the way."""
        return self.built.method in ("snapshots", "fge", "swa")

    @property
    def period(self) -> int:
        """How many steps a cycle has."""
        return int(self.built.cycle) * STEPS_PER_EPOCH

    @property
    def warm(self) -> int:
        """How many steps are made at the full rate before the first cycle."""
        warms = self.built.method in ("fge", "swa")
        return STEPS_PER_EPOCH * WARM.get(self.built.data, WARM_CLOUD) if warms else 0

    def factor(self, step: int) -> float:
        """What the learning rate is multiplied by in step number `step`, counted from 0."""
        method, turn = self.built.method, step - self.warm
        if not self.averages or turn < 0:
            return 1.0
        if method == "snapshots":
            return schedules.restarts(turn, self.period)
        rule: Callable[[int, int, float], float] = schedules.vee if method == "fge" else schedules.saw
        return rule(turn, self.period, LOW[method])

    def keeps_after(self, steps: int) -> bool:
        """Whether a network is kept after so many steps: where the rate is lowest."""
        turn = steps - self.warm
        end = self.period // 2 if self.built.method == "fge" else 0
        return self.averages and turn > 0 and turn % self.period == end

    def learn(self) -> None:
        """One mini-batch."""
        self.optimizer.lr = self.now.learning_rate * self.factor(self.steps)
        inputs, targets = self.batches.next()
        self.walker.train_step(inputs, targets, self.lesson.loss, self.optimizer)
        if self.keeps_after(self.steps + 1):
            self._keep()

    def _keep(self) -> None:
        self.mean[:] = averaging.running_mean(self.mean, self.taken, self.walker.flat)
        if self.taken >= KEPT:
            self.kept[:-1] = self.kept[1:].copy()
        self.kept[min(self.taken, KEPT - 1)] = self.walker.flat
        self.taken += 1

    def metrics(self) -> dict[str, float]:
        """Of the last network `train_loss` and `test_loss`, and the `averaged_loss`: over the test points,
        that of the mean of weights (SWA) or of the mean of answers; of the last network where nothing was
        averaged yet."""
        last = self.last[None]
        test = float(self.losses(last)[0])
        averaged = test
        if self.built.method == "swa" and self.taken:
            averaged = float(self.losses(self.mean[None])[0])
        elif len(self.networks) and self.built.method != "swa":
            averaged = self.together(self.networks)
        return {
            "train_loss": float(self.losses(last, test=False)[0]),
            "test_loss": test,
            "averaged_loss": averaged,
        }

    tables, findings, script = report.tables, report.findings, script.script

    def gradient(self, rng: np.random.RandomState) -> Gradient | None:
        """Of the last network, over the next mini-batch."""
        at, batch = self.last.copy(), self.batches.peek()

        def measured(flat: np.ndarray) -> float:
            return float(averaging.losses(self.judge, flat[None], batch, self.lesson.loss)[0])

        return Gradient(at, measured, self.slopes(at, batch))

    def slopes(self, flat: np.ndarray, batch: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """The gradient [P] of the loss over a batch, with the weights `flat` [P]."""
        self.judge.flat[:] = flat
        self.judge.forward(batch[0])
        self.judge.backward(batch[1], self.lesson.loss)
        return self.judge.grad_flat.copy()

    # --- looking -----------------------------------------------------------------------------------------

    @property
    def last(self) -> np.ndarray:
        """The weights [P] of the network that learns; of five, those of the last one."""
        flat = self.walker.flat
        return flat if flat.ndim == 1 else flat[-1]

    @property
    def networks(self) -> np.ndarray:
        """The networks [K, P] that are averaged: those that were kept, or the five."""
        flat = self.walker.flat
        return flat if flat.ndim == 2 else self.kept[: min(int(self.taken), KEPT)]

    @property
    def asked(self) -> int:
        """How many networks an answer costs."""
        return max(1, len(self.networks)) if self.built.method in ("snapshots", "fge", "ensemble") else 1

    @property
    def centre(self) -> np.ndarray | None:
        """The mean of the weights [P] of all that were averaged; None before there is any."""
        if self.built.method == "ensemble":
            return np.asarray(self.walker.flat.mean(axis=0))
        return self.mean if self.taken else None

    def losses(self, flats: np.ndarray, test: bool = True) -> np.ndarray:
        """The loss [G] of networks [G, P] over the test or the training points."""
        points = self.lesson.test if test else self.lesson.train
        return averaging.losses(self.judge, flats, points, self.lesson.loss)

    def together(self, flats: np.ndarray) -> float:
        """The test loss of the mean of the answers of networks [K, P]."""
        said = averaging.answers(self.judge, flats, self.lesson.test[0])  # [K, n, 1]
        total = np.zeros_like(said[0])
        for one in said:
            total += one
        return float(self.lesson.loss.value(total / len(said), self.lesson.test[1]))

    def plane(self) -> Plane:
        """Where the loss is drawn. For two weights it holds all there is. For more it goes through three of
        the networks that were kept, and is laid anew when five more were; before there are three, through
        the first network and two places of plain descent from there. The plane of five nets side by side
        goes through three of them, and is laid anew after every five epochs."""
        data, many = self.built.data, self.built.method == "ensemble"
        key: Hashable = data
        if many and data not in POINTS:
            key = self.steps // (GROUP * STEPS_PER_EPOCH)
        elif self.taken >= 3 and data not in POINTS:
            key = b"".join(corner.tobytes() for corner in self._kept_corners())
        if self._plane is None or self._plane[0] != key:
            window = WINDOWS.get(data)
            corners = () if window else self._kept_corners() if self.taken >= 3 else self._first_corners()
            self._plane = key, loss_plane.of_two(*window) if window else loss_plane.through(*corners)
        return self._plane[1]

    def _kept_corners(self) -> list[np.ndarray]:
        """Three networks to lay the plane through. Whoever goes back finds the same three again: all of them
        are still kept when the next plane is laid."""
        newest = max(3, int(self.taken) // GROUP * GROUP)  # counted from 1
        gone = max(0, int(self.taken) - KEPT)
        return [self.kept[newest - back - 1 - gone] for back in ((2, 1, 0) if newest < GROUP else (4, 2, 0))]

    def _first_corners(self) -> list[np.ndarray]:
        """Three of the five side by side; or where the walk begins, and where plain descent would go."""
        if self.built.method == "ensemble":
            return [*self.walker.flat[::2].copy()]
        corners, flat = [self.first], self.first.copy()
        for step in range(1, DESCENT[1] + 1):
            flat -= DESCENT[2] * self.slopes(flat, self.lesson.train)
            if step in DESCENT[:2]:
                corners.append(flat.copy())
        return corners

    def barrier(self, one: np.ndarray, two: np.ndarray) -> float:
        """By how much the test loss of the mean of two networks [P] is above that of the worse one."""
        ends = self.losses(np.stack([one, (one + two) / 2, two]))
        return float(ends[1] - max(ends[0], ends[2]))

    # --- by hand -----------------------------------------------------------------------------------------

    @by_hand
    def move(self, x: float, y: float) -> None:
        """Put the network above or below a place of the plane. Raises `SettingError` for what cannot be."""
        if self.built.method == "ensemble":
            raise SettingError("network", "five networks side by side cannot be moved")
        plane = self.plane()
        if not (abs(x - plane.middle[0]) <= FARTHEST and abs(y - plane.middle[1]) <= FARTHEST):
            raise SettingError("network", f"a network can be moved by up to {FARTHEST:g}")
        here = plane.places(self.last[None])[0]
        self.walker.flat += (x - here[0]) * plane.u + (y - here[1]) * plane.v
        self.touch("the network")

    @by_hand
    def keep(self) -> None:
        """Keep the network as it is now. Raises `SettingError` where none are kept."""
        if not self.averages:
            raise SettingError("method", "networks are kept by snapshots, FGE and SWA only")
        self._keep()
        self.touch("a network kept")
