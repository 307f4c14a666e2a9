"""The lab `recurrent`: a network that adds two numbers digit by digit, and must remember what it carries.

One step is one problem: two random numbers are drawn, the network reads their digits from the right and says
the digits of the sum, the error goes back through time, and all weights move once. The network is
`playground.nn.recurrent`, the task `playground.data.addition`.
"""

from collections.abc import Collection

import numpy as np

from playground.data import addition
from playground.data.addition import Sum
from playground.lab import Array, Lab, settings
from playground.labs.recurrent import content, report, script, teaching
from playground.labs.recurrent.formulas import FORMULAS
from playground.labs.recurrent.look import Look
from playground.labs.recurrent.phases import PHASES
from playground.nn import recurrent
from playground.nn.recurrent import STEEPEST, RecurrentNetwork

REMEMBERED = 100  # problems over which the accuracy is taken
NOT_YET = -1.0  # stands in for a problem that has not been seen


def put_error(lab: "Recurrent", array: np.ndarray) -> None:
    """A stranger's error [1] is brought to what so many digits can have."""
    lab.last_error = float(np.clip(array[0], 0, lab.built.bits))


class Recurrent(Lab):
    """Binary addition with a hidden layer that hears itself."""

    slug = "recurrent"
    title = "Carry the one"
    question = "How can a network remember what it saw a moment ago?"
    invitation = "Press Play until it adds, then cut its memory at one place and see which digits go wrong."
    minutes = 20
    after = ("backprop",)
    for_whom = "For those who know how a network learns, and ask how it reads a sequence."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = (
        "the error signal neither fades nor explodes on its way back, no step is too long, and the memory is "
        "not stuck"
    )
    headline = ("last_error", "accuracy")
    pace = 8
    phases = PHASES
    aliases = {"alpha": "learning_rate", "squash": "activation", "limit": "clip_norm"}

    bits = settings.Integer(
        8, bounds=(2, 16), label="Digits", group="Problem",
        doc="""How many binary digits the numbers have. So many moments long is a problem, and so many steps
        back through time is the longest way of the error signal.""",
    )  # fmt: skip
    hidden = settings.Integer(
        16, bounds=(1, 32), label="Hidden neurons", group="Network",
        doc="""How large the memory is. One digit must be carried; a few more neurons make it easier to find
        out how.""",
    )  # fmt: skip
    activation = settings.Choice(
        "sigmoid", STEEPEST, label="Activation", group="Network",
        doc="""What bends the sum inside a hidden neuron. A sigmoid passes on at most a quarter of the error
        signal at each step back, a tanh up to all of it.""",
    )  # fmt: skip
    loop = settings.Number(
        1.0, bounds=(0.0, 3.0), step=0.1, label="Loop at the start", group="Network",
        doc="""The random weights from the memory to itself are multiplied by this before the first step. It
        decides whether the error signal fades or grows on its way back.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.1, bounds=(1e-3, 10), label="Learning rate α", group="Learning", live=True,
        doc="A step moves every weight by alpha times its slope, downhill.",
    )  # fmt: skip
    clip = settings.Boolean(
        False, label="Clip the gradient", group="Learning", live=True,
        doc="""Whether a gradient that is longer than the clip norm is shortened to it. It keeps its
        direction, so the step still goes downhill, but not so far.""",
    )  # fmt: skip
    clip_norm = settings.Log(
        1.0, bounds=(1e-2, 100), label="Clip norm", group="Learning", live=True,
        doc="The largest norm of the gradient: how long it may be, over all weights together, unclipped.",
    )  # fmt: skip
    seed = settings.Integer(0)

    arrays = (
        Array("flat", of="network.flat"),
        Array("recent", low=NOT_YET, high=1, encode=np.copy, decode=np.round),  # whatever a link brings
        Array("last_error", get=lambda lab: np.array([lab.last_error]), put=put_error),
    )

    def irrelevant(self) -> set[str]:
        return set() if self.clip else {"clip_norm"}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.network = RecurrentNetwork(2, self.hidden, 1, self.rng, self.activation, self.loop)
        self.recent = np.full(REMEMBERED, NOT_YET)  # 1 for a problem with every digit right, else 0
        self.last_error = self.bits / 2  # as if it had said ½ to every digit

    def learn(self) -> None:
        """One problem: answer, compare, go back through time, move all weights."""
        problem, now = addition.draw(self.rng, self.built.bits), self.now
        run = self.network.forward(problem.inputs)
        self.last_error = float(np.sum(np.abs(problem.targets - run.outputs)))
        self.recent[self.steps % REMEMBERED] = np.all((run.outputs > 0.5) == (problem.targets > 0.5))
        self.network.backward(run, problem.targets)
        gradient = self.network.grad_flat
        if now.clip:
            gradient = recurrent.clipped(gradient, now.clip_norm)
        self.network.flat -= now.learning_rate * gradient

    def metrics(self) -> dict[str, float]:
        """`last_error`: of the problem just seen, before its update, added up over its digits. `accuracy`:
        the share of the last hundred problems with every digit right.
        """
        seen = self.recent[self.recent != NOT_YET]
        return {"last_error": self.last_error, "accuracy": float(seen.mean()) if seen.size else 0.0}

    def trouble(self) -> str:
        return "a step was so long that the weights ran away; try a smaller alpha, or clip the gradient"

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script

    # --- looking -----------------------------------------------------------------------------------------

    def next_sum(self) -> Sum:
        """The problem that the next step will draw."""
        with self.peeking():
            return addition.draw(self.rng, self.built.bits)

    def look(self, problem: Sum | None = None, wiped: Collection[int] = (), follow: int = -1) -> Look:
        """A problem, by default the next one, with its memory wiped before some moments; changes nothing.

        The error signal of the answer at the moment `follow`, by default the last one, goes back in time.
        """
        return Look.of(self.network, problem or self.next_sum(), wiped, follow)

    gradient_length, rule_of_thumb = report.gradient_length, report.rule_of_thumb
