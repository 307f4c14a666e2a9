"""The lab `lstm`: a memory behind gates learns sequences, beside a plain recurrent network of the same size.

One step is one batch of sequences and one update by Adam, for both networks. These are in
`playground.nn.lstm`, the tasks are `playground.data.sequences`. The error is that of an exam which is never
learnt from: the share of wrong answers, or for the sunspots the mean miss as a share of what
"as many as last year" misses.
"""

import math
from dataclasses import dataclass

import numpy as np

from playground.data import sequences
from playground.data.sequences import INPUTS, TASKS, Batch
from playground.lab import Array, Halt, Lab, Part, settings
from playground.labs.lstm import content, report, script, teaching
from playground.labs.lstm.formulas import FORMULAS
from playground.labs.lstm.guide import GUIDE
from playground.labs.lstm.phases import PHASES
from playground.nn.activations import sigmoid
from playground.nn.lstm import GATES, LSTM, PlainLoop, Trace
from playground.nn.lstm import Array as Floats
from playground.nn.optimizers import Adam


@dataclass(frozen=True, eq=False)
class Look:
    """One sequence of the exam on its way through the gates, and how memory weighs on the last answer."""

    task: str
    sequence: Batch
    trace: Trace
    answers: Floats  # [T]
    # how far the last answer moves with the memory of a time step; 1 at the last one
    sensitivity: Floats  # [T]
    plain_sensitivity: Floats  # [T], the same for the plain RNN

    def through(self, t: int, unit: int) -> dict[str, float]:
        """One unit at one time step: its gates, its cell state before and after, and what comes through."""
        i, f, g, o = (float(value) for value in self.trace.gates[t, 0, :, unit])
        old, now = (float(value) for value in self.trace.c[t : t + 2, 0, unit])
        out = float(self.trace.h[t + 1, 0, unit])
        after = {"kept": f * old, "added": i * g, "squashed": math.tanh(now)}
        return {"i": i, "f": f, "g": g, "o": o, "old": old, "now": now, "out": out} | after


class Lstm(Lab):
    """Recall, echo, addition or sunspots, with gates that a hand may clamp."""

    slug = "lstm"
    title = "Hold the valves"
    question = "How can a network remember something for as long as it likes?"
    invitation = "Press Play until the error is 0, then shut gates and see when it forgets."
    minutes = 20
    after = ("recurrent",)
    for_whom = "For those who know how a plain recurrent network learns, and what it forgets."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = "the cell state is kept, and the plain RNN still feels the first time step"
    headline = ("error",)
    pace = 2
    guide = GUIDE
    essential = ("task", "gap", "forget_bias", "learning_rate")
    teaches = (
        "LSTM", "cell state", "forget gate", "input gate", "output gate", "candidate", "hidden state",
        "time step", "error signal", "vanishing gradient", "BPTT", "recurrent network", "bias",
    )  # fmt: skip
    phases = PHASES
    aliases = {"rate": "learning_rate"}

    task = settings.Choice(
        "recall", TASKS, label="Task", group="Task",
        doc="""What is to be learnt. Recall: name the first symbol at the end. Echo: say every symbol again
        some time steps later. Addition: add two binary numbers. Sunspots: forecast the next year.""",
    )  # fmt: skip
    gap = settings.Integer(
        10, bounds=(2, 40), label="Distance", group="Task",
        doc="""How many time steps lie between what the network sees and when it must answer. For the addition
        it is the number of digits, for the sunspots the number of years that the network sees.""",
    )  # fmt: skip
    hidden = settings.Integer(
        8, bounds=(1, 16), label="Units", group="Network",
        doc="""How many units the LSTM has. Each has one number of the cell state and three gates. The plain
        RNN has as many neurons.""",
    )  # fmt: skip
    peephole = settings.Boolean(
        False, label="Peepholes", group="Network",
        doc="Whether each gate also sees the cell state of its own unit, besides the last hidden state.",
    )  # fmt: skip
    forget_bias = settings.Number(
        1.0, bounds=(-3.0, 5.0), step=0.5, label="Forget gate bias", group="Network",
        doc="""The bias of every forget gate before the first step. Above 0 the gates begin open and keep the
        cell state, below 0 they begin nearly shut.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.01, bounds=(1e-4, 0.3), label="Learning rate", group="Learning", live=True,
        doc="The most by which Adam changes a weight in a step, in both networks.",
    )  # fmt: skip
    batch = settings.Integer(
        16, bounds=(1, 64), label="Batch size", group="Learning", live=True,
        doc="The number of random sequences over which a step averages the gradient.",
    )  # fmt: skip

    arrays = (
        Array("flat", of="net.flat"),
        Array("plain", of="plain.flat"),
        Part("adam"),
        Part("plain_adam"),
    )

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        self.exam = sequences.exam(self.task, self.rng, self.gap)
        inputs = INPUTS[self.task]
        self.net = LSTM(inputs, self.hidden, 1, self.rng, self.forget_bias, self.peephole)
        self.plain = PlainLoop(inputs, self.hidden, 1, np.random.RandomState(self.seed))
        self.adam, self.plain_adam = Adam(self.learning_rate), Adam(self.learning_rate)

    def learn(self) -> None:
        """One batch; the plain RNN learns from the same one."""
        batch = sequences.batch(self.built.task, self.rng, self.now.batch, self.built.gap)
        nets: tuple[LSTM | PlainLoop, ...] = self.net, self.plain
        for net, adam in zip(nets, (self.adam, self.plain_adam), strict=True):
            trace = net.forward(batch.x)
            net.backward(trace, self.slopes(trace, batch))
            adam.lr = self.now.learning_rate
            adam.step(net.flat, net.grad_flat)

    def slopes(self, trace: Trace, batch: Batch) -> Floats:
        """Of the loss, at the answers [T, N, 1]: for both losses, what was said less what was wanted."""
        said = self.answers(trace)
        counts = batch.counts[:, None, None]
        slopes: Floats = (said - batch.y) * counts / (batch.x.shape[1] * counts.sum())
        return slopes

    def answers(self, trace: Trace) -> Floats:
        """What the network says at every time step [T, N, 1]: a probability, or a number of sunspots."""
        return trace.y if self.built.task == "sunspots" else sigmoid(trace.y)

    def loss(self, trace: Trace, batch: Batch) -> float:
        """The mean over all answers that count: half squared error for the sunspots, else cross-entropy."""
        if self.built.task == "sunspots":
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
        if self.built.task == "sunspots":
            return float(np.abs(trace.y[-1] - y[-1]).mean() / np.abs(x[-1] - y[-1]).mean())
        return float(np.mean(((trace.y > 0) != (y > 0.5))[self.exam.counts > 0]))

    def metrics(self) -> dict[str, float]:
        """`error`: of the LSTM in the exam, with all gates free. Raises `Halt` if it is not a number."""
        error = self.mistakes(self.net.forward(self.exam.x))
        if np.isnan(error):
            raise Halt("an answer left the range that floating point can hold")
        return {"error": error}

    def plain_error(self) -> float:
        """The error of the plain RNN in the same exam, after the same batches."""
        return self.mistakes(self.plain.forward(self.exam.x))

    def clamped_error(self, clamped: Floats) -> float:
        """The error of the LSTM with gates clamped, [T, 3] as in `LSTM.forward`."""
        return self.mistakes(self.net.forward(self.exam.x, clamped))

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script

    # --- looking -----------------------------------------------------------------------------------------

    @np.errstate(all="ignore")
    def look(self, index: int = 0, clamped: Floats | None = None) -> Look:
        """A sequence of the exam, with gates `clamped` [T, 3] (NaN where free); changes nothing."""
        index %= self.exam.x.shape[1]
        one = slice(index, index + 1)
        sequence = Batch(self.exam.x[:, one], self.exam.y[:, one], self.exam.counts)
        trace = self.net.forward(sequence.x, clamped)
        last = np.zeros_like(trace.y)
        last[-1] = 1
        slopes = self.net.backward(trace, last), self.plain.backward(self.plain.forward(sequence.x), last)
        sizes = [np.sqrt(np.sum(slope[:, 0] ** 2, axis=1)) for slope in slopes]
        scaled = [size / size[-1] if size[-1] else size for size in sizes]
        return Look(self.built.task, sequence, trace, self.answers(trace)[:, 0, 0], *scaled)

    def in_words(self, value: float) -> str:
        """An error as one says it."""
        return f"error {value:.2f}" if self.built.task == "sunspots" else f"{100 * value:.0f} % wrong"


def clamping(moments: int, values: dict[str, float], moment: int | None = None) -> Floats:
    """What `LSTM.forward` wants to be told [T, 3]: values of gates by name, always or at one time step."""
    clamped = np.full((moments, len(GATES)), np.nan)
    for gate, value in values.items():
        clamped[slice(None) if moment is None else moment, GATES.index(gate)] = value
    return clamped
