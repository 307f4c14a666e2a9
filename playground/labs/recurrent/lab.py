"""The lab `recurrent`: a network that adds two numbers digit by digit, and must remember what it carries.

One step is one problem: two random numbers are drawn, the network reads their digits from the right and says
the digits of the sum, the error goes back through time, and all weights move once. The network is
`playground.nn.recurrent`, the task `playground.data.addition`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import param

from playground.data import addition
from playground.data.addition import Sum
from playground.lab import Lab, Table, settings
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.labs.recurrent.content import ABOUT, CHALLENGES, PRESETS, SOURCES, STORY
from playground.labs.recurrent.script import script
from playground.nn import diagnose_recurrent, gradcheck, recurrent
from playground.nn.advice import ran_away
from playground.nn.recurrent import STEEPEST, Array, Pass, RecurrentNetwork

REMEMBERED = 100  # problems over which the accuracy is taken
NOT_YET = -1.0  # stands in for a problem that has not been seen
MOST_CHECKED = 32  # gradients, so that the check can go on while the network learns


@dataclass(frozen=True, eq=False)
class Look:
    """A problem on its way through the network and back."""

    sum: Sum
    run: Pass
    follow: int  # the moment whose answer's blame is followed back
    norms: Array  # [bits]: how long the blame is when it arrives at a moment; 0 after `follow`

    @property
    def said(self) -> int:
        """The number that the network answers."""
        return addition.number(self.run.outputs)

    @property
    def error(self) -> float:
        """How far all answers are from the digits, added up."""
        return float(np.sum(np.abs(self.sum.targets - self.run.outputs)))

    @property
    def factor(self) -> float:
        """By how much the blame grows with every step back, on the average; 1 where there is no step."""
        if not self.follow or not self.norms[self.follow]:
            return 1.0
        return float((self.norms[0] / self.norms[self.follow]) ** (1 / self.follow))


class Recurrent(Lab):
    """Binary addition with a hidden layer that hears itself."""

    slug = "recurrent"
    title = "Carry the one"
    question = "How can a network remember what it saw a moment ago?"
    invitation = "Press Play until it adds, then cut its memory at one place and see which digits go wrong."
    minutes = 20
    after = ("backprop",)
    for_whom = "For those who know how a network learns, and ask how it reads a sequence."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    bits = param.Integer(
        8, bounds=(2, 16), label="Digits",
        doc="""How many binary digits the numbers have. So many moments long is a problem, and so many steps
        back through time is the longest way of the blame.""",
    )  # fmt: skip
    hidden = param.Integer(
        16, bounds=(1, 32), label="Hidden neurons",
        doc="""How large the memory is. One digit must be carried; a few more neurons make it easier to find
        out how.""",
    )  # fmt: skip
    squash: Any = param.Selector(
        default="sigmoid", objects=[*STEEPEST], label="Squashing",
        doc="""What bends the sum inside a hidden neuron. A sigmoid passes on at most a quarter of the blame
        at each step back, a tanh up to all of it.""",
    )  # fmt: skip
    loop = param.Number(
        1.0, bounds=(0.0, 3.0), step=0.1, label="Loop at the start",
        doc="""The random weights from the memory to itself are multiplied by this before the first step. It
        decides whether blame fades or grows on its way back.""",
    )  # fmt: skip
    alpha = settings.Log(
        0.1, bounds=(1e-3, 10), label="Alpha",
        doc="The learning rate: a step moves every weight by alpha times its slope, downhill.",
    )  # fmt: skip
    clip = param.Boolean(
        False, label="Clip the gradient",
        doc="""Whether a gradient that is longer than the limit is shortened to it. It keeps its direction, so
        the step still goes downhill, but not so far.""",
    )  # fmt: skip
    limit = settings.Log(
        1.0, bounds=(1e-2, 100), label="Longest gradient",
        doc="How long the gradient may be, over all weights together, before it is clipped.",
    )  # fmt: skip
    seed = param.Integer(0)

    groups = {
        "Problem": ("bits",),
        "Network": ("hidden", "squash", "loop"),
        "Learning": ("alpha", "clip", "limit"),
    }
    live = frozenset({"alpha", "clip", "limit"})
    healthy = (
        "blame neither fades nor explodes on its way back, no step is too long, and the memory is not stuck"
    )
    headline = ("last_error", "accuracy")
    shared = ("flat", "recent", "last_error")
    pace = 8

    def irrelevant(self) -> set[str]:
        return set() if self.clip else {"limit"}

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.network = RecurrentNetwork(2, self.hidden, 1, self.rng, self.squash, self.loop)
        self.recent = np.full(REMEMBERED, NOT_YET)  # 1 for a problem with every digit right, else 0
        self.last_error = np.array([self.network_bits / 2])  # as if it had said ½ to every digit

    @property
    def network_bits(self) -> int:
        """How many digits this network adds, whatever the setting says for the next reset."""
        bits: int = self._built["bits"]
        return bits

    def learn(self) -> None:
        """One problem: answer, compare, go back through time, move all weights."""
        problem = addition.draw(self.rng, self.network_bits)
        run = self.network.forward(problem.inputs)
        self.last_error[0] = np.sum(np.abs(problem.targets - run.outputs))
        self.recent[self.steps % REMEMBERED] = np.all((run.outputs > 0.5) == (problem.targets > 0.5))
        self.network.backward(run, problem.targets)
        self.network.flat -= self.alpha * self._kept(self.network.grad_flat)

    def _kept(self, gradient: Array) -> Array:
        return recurrent.clipped(gradient, self.limit) if self.clip else gradient

    def metrics(self) -> dict[str, float]:
        """`last_error`: of the problem just seen, before its update, added up over its digits. `accuracy`:
        the share of the last hundred problems with every digit right.
        """
        seen = self.recent[self.recent != NOT_YET]
        return {
            "last_error": float(self.last_error[0]),
            "accuracy": float(seen.mean()) if seen.size else 0.0,
        }

    def state(self) -> Arrays:
        return {
            "flat": self.network.flat.copy(),
            "recent": self.recent.copy(),
            "last_error": self.last_error.copy(),
        }

    def load_state(self, arrays: Arrays) -> None:
        self.network.flat[...] = arrays["flat"]
        self.recent[...] = np.round(np.clip(arrays["recent"], NOT_YET, 1))  # whatever a link brings
        self.last_error[...] = np.clip(arrays["last_error"], 0, self.network_bits)

    def trouble(self) -> str:
        return "a step was so long that the weights ran away; try a smaller alpha, or clip the gradient"

    def code(self, steps: int | None = None) -> str:
        return script(**self.settings, steps=self.until_it_stops(steps))

    # --- looking -----------------------------------------------------------------------------------------

    def next_sum(self) -> Sum:
        """The problem that the next step will draw."""
        before = self.rng.get_state()
        problem = addition.draw(self.rng, self.network_bits)
        self.rng.set_state(before)
        return problem

    @np.errstate(all="ignore")
    def look(self, problem: Sum | None = None, wiped: Collection[int] = (), follow: int = -1) -> Look:
        """A problem, by default the next one, with its memory wiped before some moments; changes nothing.

        The blame for the answer at the moment `follow`, by default the last one, goes back through time.
        """
        problem = problem or self.next_sum()
        follow = follow if 0 <= follow < problem.bits else problem.bits - 1
        run = self.network.forward(problem.inputs, wiped)
        deltas = self.network.backward(run, problem.targets, only=follow)
        return Look(problem, run, follow, np.sqrt(np.sum(deltas**2, axis=1)))

    @np.errstate(all="ignore")
    def gradient_length(self) -> float:
        """How long the gradient of the next problem is, before any clipping."""
        problem = self.next_sum()
        self.network.backward(self.network.forward(problem.inputs), problem.targets)
        return recurrent.length(self.network.grad_flat)

    def rule_of_thumb(self) -> str:
        """What the loop's largest eigenvalue promises of the blame for the last answer, and what comes of it.

        They need not agree: blame travels in many directions, and through neurons that are flatter than most.
        """
        seen, squash = self.look(), self.network.squash
        largest = float(abs(self.network.eigenvalues()[0]))
        slope = float(self.network.slopes(seen.run.states[1:]).mean())
        start = f"Largest: {largest:.2f}. Times the mean slope of the {squash}, {slope:.2f}, that is"
        promised, found = largest * slope, seen.factor
        way = "grow" if promised > 1 else "fade"
        if (promised > 1) == (found > 1):
            return (
                f"{start} {promised:.2f}: by this rule of thumb blame {way}s on its way back. So it does: "
                f"× {found:.3f} a step."
            )
        why = "much of it comes to neurons that are flat" if found < 1 else "it takes the strongest ways"
        turned = "fades" if found < 1 else "grows"
        return (
            f"{start} {promised:.2f}: by this rule of thumb blame would {way} on its way back. In truth it "
            f"{turned}, × {found:.3f} a step: {why}."
        )

    def findings(self) -> list[Finding]:
        seen, slopes = self.look(), STEEPEST[self.network.squash]
        found = [
            *ran_away(self.stopped, self.blew_up),
            diagnose_recurrent.blame_through_time(seen.norms, self.clip, self.network.squash),
            diagnose_recurrent.long_gradient(self.gradient_length(), self.clip),
            diagnose_recurrent.stuck_memory(self.network.slopes(seen.run.states[1:]), slopes, self.clip),
        ]
        return [one for one in found if one is not None]

    def tables(self) -> list[Table]:
        seen = self.look()
        a, b = seen.sum.inputs.T
        places: list[tuple[str | float, ...]] = [
            (
                *(f"{whole:g}" for whole in (2.0**t, a[t], b[t], seen.sum.carried[t])),
                float(seen.run.outputs[t, 0]),
                f"{seen.sum.targets[t, 0]:g}",
                float(seen.norms[t]),
            )
            for t in range(seen.sum.bits)
        ]
        values = self.network.eigenvalues()
        return [
            Table(
                f"The next problem: {seen.sum.a} + {seen.sum.b}, answered {seen.said}",
                ("digit", "a", "b", "carried", "answer", "right", "blame for the last answer"),
                places,
                "The last column is how long the vector of deltas is at that moment.",
            ),
            Table(
                "Eigenvalues of the loop",
                ("size", "real", "imaginary"),
                [(float(abs(value)), float(value.real), float(value.imag)) for value in values],
                f"At every step back, blame is also multiplied by slopes of the {self.network.squash}, which "
                f"are {STEEPEST[self.network.squash]:g} at the most.",
            ),
        ]

    def gradient_check(self) -> gradcheck.Report:
        problem, network, here = self.next_sum(), self.network, self.network.flat.copy()

        def error(flat: Array) -> float:
            network.flat[...] = flat
            return recurrent.error(network.forward(problem.inputs).outputs, problem.targets)

        with np.errstate(all="ignore"):
            network.backward(network.forward(problem.inputs), problem.targets)
            some = np.unique(np.linspace(0, here.size - 1, min(here.size, MOST_CHECKED)).astype(np.intp))
            report = gradcheck.check(error, network.grad_flat.copy(), here, indices=some)
        network.flat[...] = here
        return report
