"""The run of the lab `lstm` as a script: the valves forward and backward, Adam, and the exam at the end."""

from collections.abc import Iterable

from playground.data import sunspots
from playground.data.sequences import EXAM, INPUTS, TO_COME

LAST = "np.arange(len(x))[:, None, None] == len(x) - 1"  # the moments that count: only the last one

BATCHES = {
    "recall": [
        "def batch(count):  # a first symbol, others that do not matter, a bell at both ends",
        "    x = np.zeros((gap + 2, count, 2))",
        "    x[:-1, :, 0] = 2.0 * rng.randint(2, size=(gap + 1, count)) - 1",
        "    x[0, :, 1] = x[-1, :, 1] = 1",
        f"    return x, (x[0, :, :1] + 1) / 2 * np.ones((gap + 2, 1, 1)), {LAST}",
    ],
    "echo": [
        "def batch(count):  # symbols, to be said again after the gap",
        f"    bits = rng.randint(2, size=(2 * gap + {TO_COME}, count, 1)).astype(float)",
        "    counts = np.arange(len(bits))[:, None, None] >= gap",
        "    return 2 * bits - 1, np.roll(bits, gap, axis=0) * counts, counts",
    ],
    "addition": [
        "def batch(count):  # two numbers, the last digits first",
        "    x = rng.randint(2, size=(gap + 1, count, 2)).astype(float)",
        "    x[-1] = 0",
        "    y, carried = np.zeros((gap + 1, count, 1)), np.zeros(count)",
        "    for t in range(gap + 1):",
        "        column = x[t].sum(axis=1) + carried",
        "        y[t, :, 0], carried = column % 2, column // 2",
        "    return x, y, np.ones((gap + 1, 1, 1), bool)",
    ],
    "sunspots": [
        "def years(starts):  # windows of some years, and one year later",
        "    at = starts + np.arange(gap)[:, None]",
        "    return spots[at][:, :, None], spots[at + 1][:, :, None], np.ones((gap, 1, 1), bool)",
        "",
        "",
        "def batch(count):",
        "    return years(rng.randint(split - gap, size=count))",
    ],
}  # fmt: skip


def script(
    *, task: str, gap: int, hidden: int, peephole: bool, forget_bias: float, rate: float, seed: int,
    steps: int, batch: int,
) -> str:  # fmt: skip
    """A script that needs only numpy, trains the LSTM for `steps` steps and prints its error in the exam."""
    size, years = INPUTS[task], task == "sunspots"
    lines = [
        "import numpy as np",
        "",
        f"gap, hidden, rate, rng = {gap}, {hidden}, {rate!r}, np.random.RandomState({seed})",
        *(_years() if years else []),
        "",
        "",
        "def sigmoid(z):",
        "    return 1 / (1 + np.exp(np.minimum(-z, 708)))",
        "",
        "",
        *BATCHES[task],
        "",
        "",
        *_forward(peephole),
        "",
        "",
        "exam = years(np.arange(split - gap, len(spots) - gap))" if years else f"exam = batch({EXAM})",
        f"shapes = ({size}, 4 * hidden), (hidden, 4 * hidden), (hidden, 1)"
        + (", (3, hidden)" if peephole else ""),
        f"W_x, W_h, W_out{', peep' if peephole else ''} = "
        + "((2 * rng.random_sample(s) - 1) / np.sqrt(hidden) for s in shapes)",
        f"b, b_out = np.repeat([0, {forget_bias!r}, 0, 0], hidden) * 1.0, np.zeros(1)",
        "kept = [(w, 0 * w, 0 * w) for w in "
        + f"(W_x, W_h, b, {'peep, ' if peephole else ''}W_out, b_out)]  # with two averages for Adam",
        "",
        f"for step in range(1, {steps} + 1):",
        f"    x, y, counts = batch({batch})",
        "    h, c, gates, out = forward(x)",
        f"    dy = ({'out' if years else 'sigmoid(out)'} - y) * counts / ({batch} * counts.sum())",
        *_backward(peephole),
        "    for (w, m, s), g in zip(kept, slopes):",
        "        m[...], s[...] = m * 0.9 + g * (1 - 0.9), s * 0.999 + g * g * (1 - 0.999)",
        "        w -= m / (np.sqrt(s / (1 - 0.999**step)) + 1e-8) / (1 - 0.9**step) * rate",
        "",
        *_exam(years),
    ]
    return "\n".join(lines) + "\n"


def _forward(peephole: bool) -> Iterable[str]:
    yield "def forward(x):"
    yield "    h, c, gates = *np.zeros((2, len(x) + 1, x.shape[1], hidden)), []"
    yield "    for t in range(len(x)):"
    yield "        z = x[t] @ W_x + h[t] @ W_h + b"
    if peephole:
        yield "        i, f, g, o = (z[:, k * hidden : (k + 1) * hidden] for k in range(4))"
        yield "        i, f, g = sigmoid(i + c[t] * peep[0]), sigmoid(f + c[t] * peep[1]), np.tanh(g)"
        yield "        c[t + 1] = f * c[t] + i * g  # what is kept, and what is new"
        yield "        o = sigmoid(o + c[t + 1] * peep[2])"
    else:
        bends = "enumerate((sigmoid, sigmoid, np.tanh, sigmoid))"
        yield f"        i, f, g, o = (bend(z[:, k * hidden : (k + 1) * hidden]) for k, bend in {bends})"
        yield "        c[t + 1] = f * c[t] + i * g  # what is kept, and what is new"
    yield "        h[t + 1] = o * np.tanh(c[t + 1])"
    yield "        gates.append((i, f, g, o))"
    yield "    return h, c, gates, h[1:] @ W_out + b_out"


def _backward(peephole: bool) -> Iterable[str]:
    yield "    dz, dh, dc, back = np.zeros((*h[1:].shape[:2], 4 * hidden)), 0, 0, dy @ W_out.T"
    yield "    for t in reversed(range(len(x))):  # back through time"
    yield "        (i, f, g, o), q, dh = gates[t], np.tanh(c[t + 1]), dh + back[t]"
    yield "        dc = dc + dh * o * (1 - q * q)"
    if peephole:
        yield "        do = dh * q * (o * (1 - o))"
        yield "        dc = dc + do * peep[2]"
        yield "        di, df = dc * g * (i * (1 - i)), dc * c[t] * (f * (1 - f))"
        yield "        dz[t] = np.concatenate([di, df, dc * i * (1 - g * g), do], axis=1)"
        yield "        dh, dc = dz[t] @ W_h.T, dc * f"
        yield "        dc = dc + di * peep[0] + df * peep[1]"
        yield "    parts = dz.reshape(*dz.shape[:2], 4, hidden)"
        yield "    seen = (0, c[:-1]), (1, c[:-1]), (3, c[1:])"
        yield "    dp = np.stack([np.sum(parts[:, :, k] * memory, axis=(0, 1)) for k, memory in seen])"
    else:
        first = "dc * g * (i * (1 - i)), dc * c[t] * (f * (1 - f))"
        last = "dc * i * (1 - g * g), dh * q * (o * (1 - o))"
        yield f"        dz[t] = np.concatenate([{first}, {last}], axis=1)"
        yield "        dh, dc = dz[t] @ W_h.T, dc * f"
    yield "    x, h, before, dz, dy = (a.reshape(-1, a.shape[-1]) for a in (x, h[1:], h[:-1], dz, dy))"
    dp = "dp, " if peephole else ""
    yield f"    slopes = x.T @ dz, before.T @ dz, dz.sum(axis=0), {dp}h.T @ dy, dy.sum(axis=0)"


def _years() -> Iterable[str]:
    numbers = [f"{number:g}" for number in sunspots.NUMBERS]
    yield 'spots = np.array("""'
    for at in range(0, len(numbers), 25):
        yield "  " + " ".join(numbers[at : at + 25])
    yield '""".split(), float)  # the years from 1700 on'
    yield f"split = {sunspots.SPLIT - sunspots.FIRST}  # years to learn from, and to take the scale from"
    yield "spots = (spots - spots[:split].mean()) / spots[:split].std()"


def _exam(years: bool) -> Iterable[str]:
    if years:
        yield "x, y, counts = exam"
        yield "missed, last_year = np.abs(forward(x)[3][-1] - y[-1]), np.abs(x[-1] - y[-1])"
        yield 'print("error", repr(float(missed.mean() / last_year.mean())))'
    else:
        yield "wrong = (forward(exam[0])[3] > 0) != (exam[1] > 0.5)"
        yield 'print("error", repr(float(np.mean(wrong[exam[2][:, 0, 0]]))))'
