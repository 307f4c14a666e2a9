"""A network with a loop: what its hidden layer says at one moment it hears again at the next.

Fed one input after the other, it can carry something along, such as the one in an addition:

    h_t = f(x_t W_in + h_(t-1) W_loop)             the memory: what comes in, and what was there before
    y_t = sigmoid(h_t W_out)                       the answer at this moment

Laid out in time ("unrolled") it is an ordinary network as deep as the sequence is long, in which every layer
has the same three matrices. So the gradient is found by the same walk backwards (backpropagation through
time). On this walk the error signal is multiplied by the same matrix again and again,

    delta_t = (dE/dy_t · y_t (1 - y_t) W_outᵀ  +  delta_(t+1) W_loopᵀ) · f'(h_t)

and therefore dies away, or explodes, with the distance, much as powers of W_loop's largest eigenvalue do.

Sources: A. Trask, Anyone Can Learn To Code an LSTM-RNN in Python (Part 1: RNN), 2015, whose error is
E = ½ Σ (y - target)² and whose order of random draws is kept; A. Karpathy, Yes you should understand
backprop, 2016, on the matrix that is multiplied again and again.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.nn.activations import ACTIVATIONS
from playground.nn.flat import views

type Array = NDArray[np.float64]

STEEPEST = {"sigmoid": 0.25, "tanh": 1.0}  # the activations f, and the largest slope that each has
# within this size of the loop's eigenvalues an error signal fades, whatever the slope happens to be
BORDER = {activation: 1 / slope for activation, slope in STEEPEST.items()}


@dataclass(frozen=True, eq=False)
class Pass:
    """A way forward through T moments, with all that the way back needs."""

    inputs: Array  # [T, in]
    states: Array  # [T + 1, hidden]: the first is before the first input, all zeros
    heard: Array  # [T, hidden]: the state as each moment hears it, zeros where it was wiped
    outputs: Array  # [T, out]
    wiped: frozenset[int]  # the moments before which the memory was set to nothing


class RecurrentNetwork:
    """Three matrices in one flat buffer, in the order in which they are drawn. No biases."""

    def __init__(
        self, inputs: int, hidden: int, outputs: int, rng: RandomState, activation: str = "sigmoid",
        loop_scale: float = 1.0,
    ) -> None:  # fmt: skip
        shapes = (inputs, hidden), (hidden, outputs), (hidden, hidden)
        self.activation = activation
        self.flat = np.concatenate([2 * rng.random_sample(shape).ravel() - 1 for shape in shapes])
        self.grad_flat = np.zeros_like(self.flat)
        self.w_in, self.w_out, self.w_loop = views(self.flat, shapes)
        self.grad_in, self.grad_out, self.grad_loop = views(self.grad_flat, shapes)
        self.w_loop *= loop_scale

    def forward(self, inputs: Array, wiped: Collection[int] = ()) -> Pass:
        """Answer a sequence [T, in]. Before the moments in `wiped` the memory is set to nothing."""
        states = np.zeros((len(inputs) + 1, len(self.w_loop)))
        heard = np.zeros((len(inputs), len(self.w_loop)))
        activation = ACTIVATIONS[self.activation]
        from_inputs = inputs @ self.w_in  # [T, hidden]
        for t in range(len(inputs)):
            if t not in wiped:
                heard[t] = states[t]
            activation.forward(from_inputs[t] + heard[t] @ self.w_loop, out=states[t + 1])
        outputs = states[1:] @ self.w_out
        ACTIVATIONS["sigmoid"].forward(outputs, out=outputs)
        return Pass(inputs, states, heard, outputs, frozenset(wiped))

    def backward(self, run: Pass, targets: Array, only: int | None = None) -> Array:
        """Back through time: fills `grad_flat` and returns the deltas [T, hidden].

        These are the slopes of E at the sums inside the hidden neurons. targets: [T, out]. `only` follows the
        error signal of the answer at a single moment.
        """
        y = run.outputs
        output_deltas = (y - targets) * (y * (1 - y))  # [T, out]
        if only is not None:
            output_deltas[np.arange(len(y)) != only] = 0.0
        deltas = output_deltas @ self.w_out.T  # [T, hidden]: so far only from the answers
        slopes = self.slopes(run.states[1:])
        for t in reversed(range(len(y))):
            if t + 1 < len(y) and t + 1 not in run.wiped:
                deltas[t] += deltas[t + 1] @ self.w_loop.T  # what the next moment hands back
            deltas[t] *= slopes[t]
        self.grad_in[...] = run.inputs.T @ deltas
        self.grad_out[...] = run.states[1:].T @ output_deltas
        self.grad_loop[...] = run.heard.T @ deltas
        return deltas

    def slopes(self, states: Array) -> Array:
        """The slope of the activation [..., hidden], from what came out of it: `states` [..., hidden]."""
        return states * (1 - states) if self.activation == "sigmoid" else 1 - states**2

    def eigenvalues(self) -> NDArray[np.complex128]:
        """Of the loop [hidden], the largest first."""
        scale = float(np.abs(self.w_loop).max()) or 1.0  # so that nothing overflows on the way
        found = np.linalg.eigvals(self.w_loop / scale) * scale
        return found[np.argsort(-np.abs(found), kind="stable")].astype(complex)


def error(outputs: Array, targets: Array) -> float:
    """E, the squared error whose gradient is followed; outputs and targets are [T, out]."""
    return float(0.5 * np.sum((outputs - targets) ** 2))


def length(vector: Array) -> float:
    """The Euclidean norm of a flat vector [n]."""
    return float(np.sqrt(vector @ vector))


def clipped(gradient: Array, limit: float) -> Array:
    """The gradient [P], made shorter (in the same direction) if it is longer than `limit`."""
    long = length(gradient)
    return gradient * (limit / long) if long > limit else gradient
