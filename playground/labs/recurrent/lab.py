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
from playground.labs.recurrent.guide import GUIDE
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
    invitation = "Press Play until it adds, then wipe its hidden state at one place: which digits go wrong?"
    minutes = 20
    after = ("backprop",)
    for_whom = "For those who know how a network learns, and ask how it reads a sequence."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = (
        "the error signal neither vanishes nor explodes, the gradient is not too long, and no neuron is "
        "saturated"
    )
    headline = ("last_error", "accuracy")
    pace = 12
    opening = "bolder"
    guide = GUIDE
    essential = ("bits", "activation", "loop", "learning_rate", "clip")
    teaches = (
        "recurrent network", "time step", "hidden state", "BPTT", "error signal", "vanishing gradient",
        "exploding gradient", "clipping", "activation", "learning rate",
    )  # fmt: skip
    phases = PHASES
    aliases = {"alpha": "learning_rate", "squash": "activation", "limit": "clip_norm"}

    bits = settings.Integer(
        8, bounds=(2, 16), label="Digits", group="Problem",
        doc="""How many binary digits the numbers have. A problem has as many time steps, and the error signal
        goes back through all of them.""",
    )  # fmt: skip
    hidden = settings.Integer(
        16, bounds=(1, 32), label="Hidden size", group="Network",
        doc="""The size of the hidden state. It must carry a single digit; with a few more neurons the network
        learns that more easily.""",
    )  # fmt: skip
    activation = settings.Choice(
        "sigmoid", STEEPEST, label="Activation", group="Network",
        doc="""The function that bends the sum in a hidden neuron. At each step back, a sigmoid passes on at
        most a quarter of the error signal, tanh at most all of it.""",
    )  # fmt: skip
    loop = settings.Number(
        1.0, bounds=(0.0, 3.0), step=0.1, label="Loop weight scale", group="Network",
        doc="""The initialization of the loop: its random weights are multiplied by this before the first
        step. It decides whether the error signal fades or grows on its way back.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.1, bounds=(1e-3, 10), label="Learning rate", group="Learning", live=True,
        doc="A step moves every weight by α times its gradient, downhill.",
    )  # fmt: skip
    clip = settings.Boolean(
        False, label="Clip the gradient", group="Learning", live=True,
        doc="""Whether a gradient that is longer than the clip norm is shortened to it. It keeps its
        direction, so the step still goes downhill, but less far.""",
    )  # fmt: skip
    clip_norm = settings.Log(
        1.0, bounds=(1e-2, 100), label="Clip norm", group="Learning", live=True,
        doc="The largest length that the gradient of all weights together may have.",
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
        return "a step was so long that the weights ran away; try a smaller α, or clip the gradient"

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
