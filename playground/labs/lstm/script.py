"""The run of the lab `lstm` as a script: the gates forward and backward, Adam, and the exam at the end."""

from typing import TYPE_CHECKING

from playground.data import sunspots
from playground.data.sequences import EXAM, INPUTS, TO_COME
from playground.lab.listing import SIGMOID, fill

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

# Before the bar stand the flags that a line is for: the task, and whether there are peepholes.
PROGRAM = '''
          |import numpy as np
          |
          |gap, hidden, rate, rng = {gap}, {hidden}, {rate!r}, np.random.RandomState({seed})
sunspots  |spots = np.array("""
sunspots  |{spots}
sunspots  |""".split(), float)  # the years from 1700 on
sunspots  |split = {split}  # years to learn from, and to take the scale from
sunspots  |spots = (spots - spots[:split].mean()) / spots[:split].std()
          |
          |
          |{sigmoid}
          |
          |
recall    |def batch(count):  # a first symbol, others that do not matter, a bell at both ends
recall    |    x = np.zeros((gap + 2, count, 2))
recall    |    x[:-1, :, 0] = 2.0 * rng.randint(2, size=(gap + 1, count)) - 1
recall    |    x[0, :, 1] = x[-1, :, 1] = 1
recall    |    return x, (x[0, :, :1] + 1) / 2 * np.ones((gap + 2, 1, 1)), {last}
echo      |def batch(count):  # symbols, to be said again after the gap
echo      |    bits = rng.randint(2, size=(2 * gap + {to_come}, count, 1)).astype(float)
echo      |    counts = np.arange(len(bits))[:, None, None] >= gap
echo      |    return 2 * bits - 1, np.roll(bits, gap, axis=0) * counts, counts
addition  |def batch(count):  # two numbers, the last digits first
addition  |    x = rng.randint(2, size=(gap + 1, count, 2)).astype(float)
addition  |    x[-1] = 0
addition  |    y, carried = np.zeros((gap + 1, count, 1)), np.zeros(count)
addition  |    for t in range(gap + 1):
addition  |        column = x[t].sum(axis=1) + carried
addition  |        y[t, :, 0], carried = column % 2, column // 2
addition  |    return x, y, np.ones((gap + 1, 1, 1), bool)
sunspots  |def years(starts):  # windows of some years, and one year later
sunspots  |    at = starts + np.arange(gap)[:, None]
sunspots  |    return spots[at][:, :, None], spots[at + 1][:, :, None], np.ones((gap, 1, 1), bool)
sunspots  |
sunspots  |
sunspots  |def batch(count):
sunspots  |    return years(rng.randint(split - gap, size=count))
          |
          |
          |def forward(x):
          |    h, c, gates = *np.zeros((2, len(x) + 1, x.shape[1], hidden)), []
          |    for t in range(len(x)):
          |        i, f, g, o = np.split(x[t] @ W_x + h[t] @ W_h + b, 4, axis=1)
peephole  |        i, f = i + c[t] * peep[0], f + c[t] * peep[1]
          |        i, f, g = sigmoid(i), sigmoid(f), np.tanh(g)
          |        c[t + 1] = f * c[t] + i * g  # what is kept, and what is new
peephole  |        o = o + c[t + 1] * peep[2]
          |        gates.append((i, f, g, o := sigmoid(o)))
          |        h[t + 1] = o * np.tanh(c[t + 1])
          |    return h, c, gates, h[1:] @ W_out + b_out
          |
          |
sunspots  |exam = years(np.arange(split - gap, len(spots) - gap))
!sunspots |exam = batch({exam})
          |shapes = ({inputs}, 4 * hidden), (hidden, 4 * hidden), (hidden, 1){peep_shape}
          |W_x, W_h, W_out{peep_last} = ((2 * rng.random_sample(s) - 1) / np.sqrt(hidden) for s in shapes)
          |b, b_out = np.repeat([0, {forget_bias!r}, 0, 0], hidden) * 1.0, np.zeros(1)
          |kept = [(w, 0 * w, 0 * w) for w in (W_x, W_h, b, {peep}W_out, b_out)]  # two averages for Adam
          |
          |for step in range(1, {steps} + 1):
          |    x, y, counts = batch({batch})
          |    h, c, gates, out = forward(x)
          |    dy = ({answers} - y) * counts / ({batch} * counts.sum())
          |    dz, dh, dc, back = np.zeros((*h[1:].shape[:2], 4 * hidden)), 0, 0, dy @ W_out.T
          |    for t in reversed(range(len(x))):  # back through time
          |        (i, f, g, o), q, dh = gates[t], np.tanh(c[t + 1]), dh + back[t]
          |        do, dc = dh * q * (o * (1 - o)), dc + dh * o * (1 - q * q)
peephole  |        dc = dc + do * peep[2]
          |        di, df = dc * g * (i * (1 - i)), dc * c[t] * (f * (1 - f))
          |        dz[t] = np.concatenate([di, df, dc * i * (1 - g * g), do], axis=1)
          |        dh, dc = dz[t] @ W_h.T, dc * f
peephole  |        dc = dc + di * peep[0] + df * peep[1]
peephole  |    parts = dz.reshape(*dz.shape[:2], 4, hidden)
peephole  |    seen = (0, c[:-1]), (1, c[:-1]), (3, c[1:])
peephole  |    dp = np.stack([np.sum(parts[:, :, k] * state, axis=(0, 1)) for k, state in seen])
          |    x, h, before, dz, dy = (a.reshape(-1, a.shape[-1]) for a in (x, h[1:], h[:-1], dz, dy))
          |    for (w, m, s), g in zip(kept, (x.T @ dz, before.T @ dz, dz.sum(0), {dp}h.T @ dy, dy.sum(0))):
          |        m[...], s[...] = m * 0.9 + g * (1 - 0.9), s * 0.999 + g * g * (1 - 0.999)
          |        w -= m / (np.sqrt(s / (1 - 0.999**step)) + 1e-8) / (1 - 0.9**step) * rate
          |
sunspots  |x, y, counts = exam
sunspots  |missed, last_year = np.abs(forward(x)[3][-1] - y[-1]), np.abs(x[-1] - y[-1])
sunspots  |print("error", repr(float(missed.mean() / last_year.mean())))
!sunspots |wrong = (forward(exam[0])[3] > 0) != (exam[1] > 0.5)
!sunspots |print("error", repr(float(np.mean(wrong[exam[2][:, 0, 0]]))))
'''
A_LINE = 25  # numbers of sunspots


def script(lab: "Lstm", steps: int) -> str:
    """A script that needs only numpy, trains the LSTM for `steps` steps and prints its error in the exam."""
    numbers = [f"{number:g}" for number in sunspots.NUMBERS]
    peephole = lab.peephole
    return fill(
        PROGRAM,
        {lab.task, "peephole"} if peephole else {lab.task},
        sigmoid=SIGMOID,
        spots="\n".join("  " + " ".join(numbers[at : at + A_LINE]) for at in range(0, len(numbers), A_LINE)),
        split=sunspots.SPLIT - sunspots.FIRST,
        last="np.arange(len(x))[:, None, None] == len(x) - 1",  # the moments that count: only the last one
        to_come=TO_COME,
        exam=EXAM,
        inputs=INPUTS[lab.task],
        answers="out" if lab.task == "sunspots" else "sigmoid(out)",
        peep="peep, " if peephole else "",
        peep_last=", peep" if peephole else "",
        peep_shape=", (3, hidden)" if peephole else "",
        dp="dp, " if peephole else "",
        gap=lab.gap,
        hidden=lab.hidden,
        rate=lab.learning_rate,
        seed=lab.seed,
        forget_bias=lab.forget_bias,
        batch=lab.batch,
        steps=steps,
    )
