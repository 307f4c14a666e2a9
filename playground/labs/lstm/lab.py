"""The lab `lstm`: a memory with valves learns sequences, beside a plain loop of the same size.

One step is one batch of sequences and one update by Adam, for both networks. The memory is
`playground.nn.lstm`, the tasks are `playground.data.sequences`. The error is that of an exam which is never
learnt from: the share of wrong answers, or for the sunspots the mean miss as a share of what
"as many as last year" misses.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import param

from playground.data import sequences, sunspots
from playground.data.sequences import INPUTS, TASKS, Batch
from playground.lab import Lab, Table, settings
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.labs.lstm.content import ABOUT, CHALLENGES, PRESETS, SOURCES, STORY
from playground.labs.lstm.script import script
from playground.nn import diagnose_recurrent, gradcheck
from playground.nn.activations import sigmoid
from playground.nn.advice import ran_away
from playground.nn.lstm import LSTM, VALVES, Array, PlainLoop, Trace
from playground.nn.optimizers import Adam

MOST_CHECKED = 32  # gradients, so that the check can go on while the network learns


@dataclass(frozen=True, eq=False)
class Look:
    """One sequence of the exam on its way through the valves, and how memory weighs on the last answer."""

    task: str
    sequence: Batch
    trace: Trace
    answers: Array  # [T]
    pull: Array  # [T]: how far the last answer moves with the memory of a moment; 1 at the last moment
    plain_pull: Array  # [T]: the same for the plain loop


class Lstm(Lab):
    """Recall, echo, addition or sunspots, with valves that a hand may hold."""

    slug = "lstm"
    title = "Hold the valves"
    question = "How can a network remember something for as long as it likes?"
    invitation = "Press Play until the error is 0, then shut valves and see when it forgets."
    minutes = 20
    after = ("recurrent",)
    for_whom = "For those who have seen a plain recurrent network forget."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    task: Any = param.Selector(
        default="recall", objects=[*TASKS], label="Task",
        doc="""What is to be remembered: the first symbol until the end, every symbol for some moments, what
        is carried in an addition, or how the number of sunspots has moved in the last years.""",
    )  # fmt: skip
    gap = param.Integer(
        10, bounds=(2, 40), label="Distance",
        doc="""How many moments lie between what is seen and what is asked for. For the addition it is the
        number of digits, for the sunspots the number of years that are shown.""",
    )  # fmt: skip
    hidden = param.Integer(
        8, bounds=(1, 16), label="Units",
        doc="How many pipes there are, each with three valves; the plain loop has as many neurons.",
    )  # fmt: skip
    peephole = param.Boolean(
        False, label="Peepholes",
        doc="Whether the valves also see the memory in their own pipe, not only what has come out of it.",
    )  # fmt: skip
    forget_bias = param.Number(
        1.0, bounds=(-3.0, 5.0), step=0.5, label="Forget valve at the start",
        doc="""Is added to the sum of every forget valve before the first step. Above 0 it begins open and
        keeps what it has, below 0 it begins nearly shut.""",
    )  # fmt: skip
    rate = settings.Log(
        0.01, bounds=(1e-4, 0.3), label="Learning rate",
        doc="How far Adam moves a weight in a step, at the most, for both networks.",
    )  # fmt: skip

    batch = param.Integer(
        16, bounds=(1, 64), label="Sequences in a step",
        doc="Over how many random sequences the gradient of a step is averaged.",
    )  # fmt: skip

    groups = {
        "Task": ("task", "gap"),
        "Network": ("hidden", "peephole", "forget_bias"),
        "Learning": ("rate", "batch"),
    }
    live = frozenset({"rate", "batch"})
    healthy = "the pipe keeps its memory, and the plain loop has not lost the first moment"
    headline = ("error",)
    shared = ("flat", "plain")
    pace = 2

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.built_task, self.built_gap = self.task, self.gap  # whatever is set for the next reset
        self.exam = sequences.exam(self.task, self.rng, self.gap)
        inputs = INPUTS[self.task]
        self.net = LSTM(inputs, self.hidden, 1, self.rng, self.forget_bias, self.peephole)
        self.plain = PlainLoop(inputs, self.hidden, 1, np.random.RandomState(self.seed))
        self._adams = Adam(self.rate), Adam(self.rate)

    def learn(self) -> None:
        """One batch; the plain loop learns from the same one."""
        batch = sequences.batch(self.built_task, self.rng, self.batch, self.built_gap)
        nets: tuple[LSTM | PlainLoop, ...] = self.net, self.plain
        for net, adam in zip(nets, self._adams, strict=True):
            trace = net.forward(batch.x)
            net.backward(trace, self._slopes(trace, batch))
            adam.lr = self.rate
            adam.step(net.flat, net.grad_flat)

    def _slopes(self, trace: Trace, batch: Batch) -> Array:
        """Of the loss, at the answers [T, N, 1]: for both losses, what was said less what was wanted."""
        said = self._said(trace)
        counts = batch.counts[:, None, None]
        slopes: Array = (said - batch.y) * counts / (batch.x.shape[1] * counts.sum())
        return slopes

    def _said(self, trace: Trace) -> Array:
        return trace.y if self.built_task == "sunspots" else sigmoid(trace.y)

    def loss(self, trace: Trace, batch: Batch) -> float:
        """The mean over all answers that count: half squared error for the sunspots, else cross-entropy."""
        if self.built_task == "sunspots":
            losses = 0.5 * (trace.y - batch.y) ** 2
        else:
            losses = np.logaddexp(0, trace.y) - batch.y * trace.y
        counts = batch.counts[:, None, None]
        return float(np.sum(losses * counts) / (batch.x.shape[1] * counts.sum()))

    def mistakes(self, trace: Trace) -> float:
        """The error in the exam, from the pass of a network through it; NaN once its numbers are."""
        if not np.isfinite(trace.y).all():
            return float("nan")
        x, y = self.exam.x, self.exam.y
        if self.built_task == "sunspots":
            return float(np.abs(trace.y[-1] - y[-1]).mean() / np.abs(x[-1] - y[-1]).mean())
        return float(np.mean(((trace.y > 0) != (y > 0.5))[self.exam.counts > 0]))

    def metrics(self) -> dict[str, float]:
        """`error`: of the LSTM in the exam, with all valves free."""
        return {"error": self.mistakes(self.net.forward(self.exam.x))}

    def plain_error(self) -> float:
        """The error of the plain loop in the same exam, after the same batches."""
        return self.mistakes(self.plain.forward(self.exam.x))

    def held_error(self, held: Array) -> float:
        """The error of the LSTM with valves held, [T, 3] as in `LSTM.forward`."""
        return self.mistakes(self.net.forward(self.exam.x, held))

    def state(self) -> Arrays:
        arrays = {"flat": self.net.flat.copy(), "plain": self.plain.flat.copy()}
        for name, adam in zip(("adam", "plain_adam"), self._adams, strict=True):
            arrays |= {f"{name}.{key}": array for key, array in adam.state().items()}
        return arrays

    def load_state(self, arrays: Arrays) -> None:
        self.net.flat[...], self.plain.flat[...] = arrays["flat"], arrays["plain"]
        for name, adam in zip(("adam", "plain_adam"), self._adams, strict=True):
            mine = {key.partition(".")[2]: a for key, a in arrays.items() if key.startswith(f"{name}.")}
            adam.load_state(mine)

    def code(self, steps: int | None = None) -> str:
        return script(**self.settings, steps=self.until_it_stops(steps))

    # --- looking -----------------------------------------------------------------------------------------

    @np.errstate(all="ignore")
    def look(self, index: int = 0, held: Array | None = None) -> Look:
        """A sequence of the exam, with valves held or free; changes nothing."""
        index %= self.exam.x.shape[1]
        one = slice(index, index + 1)
        sequence = Batch(self.exam.x[:, one], self.exam.y[:, one], self.exam.counts)
        trace = self.net.forward(sequence.x, held)
        last = np.zeros_like(trace.y)
        last[-1] = 1
        pulls = self.net.backward(trace, last), self.plain.backward(self.plain.forward(sequence.x), last)
        sizes = [np.sqrt(np.sum(pull[:, 0] ** 2, axis=1)) for pull in pulls]
        scaled = [size / size[-1] if size[-1] else size for size in sizes]
        return Look(self.built_task, sequence, trace, self._said(trace)[:, 0, 0], *scaled)

    def in_words(self, value: float) -> str:
        """An error as one says it."""
        return f"{value:.2f} of last year's" if self.built_task == "sunspots" else f"{value:.0%} wrong"

    def findings(self) -> list[Finding]:
        seen = self.look()
        found = [
            *ran_away(self.stopped, self.blew_up),
            diagnose_recurrent.leaking_pipe(seen.trace.gates[:, 0, 1]),
            diagnose_recurrent.plain_loop_fades(seen.pull, seen.plain_pull),
        ]
        return [one for one in found if one is not None]

    def tables(self) -> list[Table]:
        seen = self.look()
        names = ("new memory", "forget", "output")
        means = seen.trace.gates[:, 0].mean(axis=2)  # [T, 4]
        rows: list[tuple[str | float, ...]] = [
            (
                str(t + 1),
                " ".join(f"{x:.3g}" for x in seen.sequence.x[t, 0]),
                *(float(means[t, k]) for k in (0, 1, 3)),
                float(seen.answers[t]),
                f"{seen.sequence.y[t, 0, 0]:.3g}" if seen.sequence.counts[t] else "–",
                float(seen.pull[t]),
                float(seen.plain_pull[t]),
            )
            for t in range(len(seen.answers))
        ]
        pulls = "pull of the memory", "of the plain loop"
        columns = ("moment", "sees", *names, "answer", "wanted", *pulls)
        note = "Openings are means over all units. The pull is that on the last answer; 1 at the last moment."
        errors = [("LSTM", float(self.reading["error"])), ("plain loop", self.plain_error())]
        return [
            Table("The first sequence of the exam", columns, rows, note),
            Table("Errors in the exam", ("network", "error"), errors, self._about_error()),
        ]

    def _about_error(self) -> str:
        if self.built_task == "sunspots":
            return f"The mean miss from {sunspots.SPLIT} on, as a share of what last year's number misses."
        return f"The share of wrong answers in {sequences.EXAM} sequences that are never learnt from."

    def gradient_check(self) -> gradcheck.Report:
        net = self.net
        here = net.flat.copy()
        batch = Batch(self.exam.x[:, :4], self.exam.y[:, :4], self.exam.counts)

        def loss(flat: Array) -> float:
            net.flat[...] = flat
            return self.loss(net.forward(batch.x), batch)

        with np.errstate(all="ignore"):
            trace = net.forward(batch.x)
            net.backward(trace, self._slopes(trace, batch))
            some = np.unique(np.linspace(0, here.size - 1, min(here.size, MOST_CHECKED)).astype(np.intp))
            report = gradcheck.check(loss, net.grad_flat.copy(), here, indices=some)
        net.flat[...] = here
        return report


def holding(moments: int, hands: dict[str, float], moment: int | None = None) -> Array:
    """What `LSTM.forward` wants to be told [T, 3]: valves by name, held always or at one moment."""
    held = np.full((moments, 3), np.nan)
    for valve, value in hands.items():
        held[slice(None) if moment is None else moment, VALVES.index(valve)] = value
    return held
