"""The LSTM: a memory cell behind gates, and beside it the plain loop that it was invented to replace.

A plain loop writes its whole memory anew at every moment, and the error signal on its way back is multiplied
by the same matrix each time. An LSTM keeps its memory in a cell state c. Three gates, each opened from 0 to 1
by a small layer of its own, decide what happens to it (PyTorch's equations; · is unit by unit):

    i = sigmoid(x Wxi + h Whi + bi)      the input gate           c_t = f · c_(t-1) + i · g
    f = sigmoid(x Wxf + h Whf + bf)      the forget gate          h_t = o · tanh(c_t)
    g = tanh(x Wxg + h Whg + bg)         the candidate            y_t = h_t W_out + b_out
    o = sigmoid(x Wxo + h Who + bo)      the output gate

With peepholes the gates also see the cell state: i and f the old one, o the new one. Backwards, the delta of
the cell state is handed from moment to moment by dc_(t-1) = f · dc_t: where that gate is open, nothing of it
is lost.

A gate may be clamped: kept at a value, whatever its layer says.

Sources: S. Hochreiter and J. Schmidhuber, Long Short-Term Memory, 1997; F. A. Gers and J. Schmidhuber,
Recurrent nets that time and count, 2000 (peepholes); S. Yan, Understanding LSTM and its diagrams, 2016.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.nn.activations import sigmoid
from playground.nn.flat import views

type Array = NDArray[np.float64]

GATES = ("input", "forget", "output")  # the order in which they are clamped


@dataclass(frozen=True, eq=False)
class Trace:
    """What a pass leaves behind: T moments, N sequences side by side, H units."""

    x: Array  # [T, N, in]
    h: Array  # [T + 1, N, H]: what goes out to the next moment; zeros at first
    c: Array  # [T + 1, N, H]: the cell state; a plain loop's is its h
    y: Array  # [T, N, out]: the answers, before any activation
    gates: Array  # [T, N, 4, H]: i, f, g, o; a plain loop has none of them
    free: Array  # [T, 3]: 1 where a gate moves by itself, 0 where it is clamped


class Cell:
    """A recurrent cell: its parameters in one flat buffer, and a layer of answers behind it."""

    def __init__(self, inputs: int, hidden: int, outputs: int, rng: RandomState, extra: int = 0) -> None:
        width = self.blocks * hidden
        self.hidden = hidden
        self.shapes = (
            (inputs, width), (hidden, width), (width,), (extra, hidden), (hidden, outputs), (outputs,)
        )  # fmt: skip
        self.flat = np.zeros(sum(int(np.prod(shape)) for shape in self.shapes))
        self.grad_flat = np.zeros_like(self.flat)
        self.w_x, self.w_h, self.b, self.peep, self.w_out, self.b_out = views(self.flat, self.shapes)
        self.gradients = views(self.grad_flat, self.shapes)
        for weights in (self.w_x, self.w_h, self.w_out):
            weights[...] = (2 * rng.random_sample(weights.shape) - 1) / np.sqrt(hidden)

    blocks = 1  # how many layers look at the input

    def _finish(self, trace: Trace, dz: Array, dy: Array) -> None:
        """Gradients of the weights, from the deltas of all sums `dz` [T, N, width] and answers `dy`."""
        flat_z, flat_y = dz.reshape(-1, dz.shape[-1]), dy.reshape(-1, dy.shape[-1])
        g_x, g_h, g_b, _, g_out, g_b_out = self.gradients
        g_x[...] = trace.x.reshape(-1, trace.x.shape[-1]).T @ flat_z
        g_h[...] = trace.h[:-1].reshape(-1, self.hidden).T @ flat_z
        g_b[...] = flat_z.sum(axis=0)
        g_out[...] = trace.h[1:].reshape(-1, self.hidden).T @ flat_y
        g_b_out[...] = flat_y.sum(axis=0)


class LSTM(Cell):
    """The cell with gates. `forget_bias` is added to the forget gate's sum, so that it begins open."""

    blocks = 4

    def __init__(
        self, inputs: int, hidden: int, outputs: int, rng: RandomState, forget_bias: float = 1.0,
        peephole: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(inputs, hidden, outputs, rng, 3 if peephole else 0)
        self.peephole = peephole
        self.b[hidden : 2 * hidden] = forget_bias
        self.peep[...] = (2 * rng.random_sample(self.peep.shape) - 1) / np.sqrt(hidden)

    def forward(self, x: Array, clamped: Array | None = None) -> Trace:
        """Of sequences x [T, N, in]. `clamped` [T, 3] has values for gates; NaN leaves a gate free."""
        moments, count, size = len(x), x.shape[1], self.hidden
        clamped = np.full((moments, 3), np.nan) if clamped is None else clamped
        h, c = np.zeros((moments + 1, count, size)), np.zeros((moments + 1, count, size))
        gates = np.empty((moments, count, 4, size))
        for t in range(moments):
            z = x[t] @ self.w_x + h[t] @ self.w_h + self.b  # [N, 4 H]
            i, f, g, o = (z[:, k * size : (k + 1) * size] for k in range(4))
            if self.peephole:
                i, f = i + c[t] * self.peep[0], f + c[t] * self.peep[1]
            i, f, g = self._gate(i, clamped[t, 0]), self._gate(f, clamped[t, 1]), np.tanh(g)
            c[t + 1] = f * c[t] + i * g
            if self.peephole:
                o = o + c[t + 1] * self.peep[2]
            o = self._gate(o, clamped[t, 2])
            h[t + 1] = o * np.tanh(c[t + 1])
            gates[t] = np.stack([i, f, g, o], axis=1)
        return Trace(x, h, c, h[1:] @ self.w_out + self.b_out, gates, np.isnan(clamped).astype(float))

    def backward(self, trace: Trace, dy: Array) -> Array:
        """From the slopes at the answers `dy` [T, N, out] to those at c [T, N, H]; fills `grad_flat`."""
        moments, count, size = len(dy), dy.shape[1], self.hidden
        dz, dcs = np.zeros((moments, count, 4 * size)), np.zeros((moments, count, size))
        dh, dc = np.zeros((count, size)), np.zeros((count, size))
        from_answers = dy @ self.w_out.T
        for t in reversed(range(moments)):
            i, f, g, o = trace.gates[t].transpose(1, 0, 2)
            free_i, free_f, free_o = trace.free[t]
            q = np.tanh(trace.c[t + 1])
            dh = dh + from_answers[t]
            do = dh * q * (o * (1 - o)) * free_o
            dc = dc + dh * o * (1 - q * q)
            if self.peephole:
                dc = dc + do * self.peep[2]
            di = dc * g * (i * (1 - i)) * free_i
            df = dc * trace.c[t] * (f * (1 - f)) * free_f
            dz[t] = np.concatenate([di, df, dc * i * (1 - g * g), do], axis=1)
            dcs[t] = dc
            dh, dc = dz[t] @ self.w_h.T, dc * f
            if self.peephole:
                dc = dc + di * self.peep[0] + df * self.peep[1]
        self._finish(trace, dz, dy)
        if self.peephole:
            parts = dz.reshape(moments, count, 4, size)
            for row, k, seen in ((0, 0, trace.c[:-1]), (1, 1, trace.c[:-1]), (2, 3, trace.c[1:])):
                self.gradients[3][row] = np.sum(parts[:, :, k] * seen, axis=(0, 1))
        return dcs

    @staticmethod
    def _gate(z: Array, clamped: float) -> Array:
        return sigmoid(z) if np.isnan(clamped) else np.full(z.shape, clamped)


class PlainLoop(Cell):
    """h_t = tanh(x W_x + h_(t-1) W_h + b): no gates."""

    def forward(self, x: Array) -> Trace:
        """Of sequences x [T, N, in]."""
        moments, count = x.shape[:2]
        h = np.zeros((moments + 1, count, self.hidden))
        for t in range(moments):
            h[t + 1] = np.tanh(x[t] @ self.w_x + h[t] @ self.w_h + self.b)
        no_gates, none_free = np.zeros((moments, count, 0, self.hidden)), np.zeros((moments, 0))
        return Trace(x, h, h, h[1:] @ self.w_out + self.b_out, no_gates, none_free)

    def backward(self, trace: Trace, dy: Array) -> Array:
        """As for the LSTM, from `dy` [T, N, out]; returns the slopes at h [T, N, H]."""
        from_answers = dy @ self.w_out.T
        dz, dhs = np.zeros_like(from_answers), np.zeros_like(from_answers)
        dh = np.zeros_like(from_answers[0])
        for t in reversed(range(len(dy))):
            dhs[t] = dh + from_answers[t]
            dz[t] = dhs[t] * (1 - trace.h[t + 1] * trace.h[t + 1])
            dh = dz[t] @ self.w_h.T
        self._finish(trace, dz, dy)
        return dhs
