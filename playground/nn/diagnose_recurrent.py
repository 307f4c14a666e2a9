"""What becomes of the error signal on its way back through time, and of the hidden state on its way forward?

Each check is a pure function from numbers to a `Finding`, or to None, as in `playground.nn.diagnose`.
"""

import numpy as np
from numpy.typing import NDArray

from playground.lab.finding import Finding

type Array = NDArray[np.float64]

FADED, GROWN = 1e-3, 3.0  # the error signal at the first time step over that at the last one
FLAT = 0.02  # of the steepest slope: flatter is stuck
FLAT_SHARE = 0.5  # of all neurons at all moments
LONG = 3.0  # a gradient as long as this throws weights of about 1 far away
SHUT = 0.3  # of the cell state is kept at a time step: less is soon nothing


def error_signal_through_time(norms: Array, clip: bool, activation: str) -> Finding | None:
    """Too little, or too much, of the last answer's error signal reaches the first time step; `norms` [T]."""
    if len(norms) < 4 or norms[-1] == 0:
        return None
    ratio = float(norms[0] / norms[-1])
    evidence = (
        f"The error signal of the last answer has length {norms[-1]:.2g} at the last time step and "
        f"{norms[0]:.2g} at the first: {ratio:.2g} of it after {len(norms) - 1} steps back."
    )
    if ratio < FADED:
        return Finding(
            "Vanishing gradient",
            "note",
            "the way back through time",
            evidence,
            "The network hardly learns what matters over so many time steps. To add, one step back may do.",
            f"Larger loop weights {'or tanh ' if activation != 'tanh' else ''}carry it further; the lab "
            "about the LSTM shows a better way.",
        )
    if ratio > GROWN:
        return Finding(
            "Exploding gradient",
            "warning",
            "the way back through time",
            evidence,
            "The first time steps outweigh all others"
            + (
                ", though clipping keeps the update short."
                if clip
                else ", and one update throws the weights far away."
            ),
            f"{'Start' if clip else 'Switch clipping on, or start'} with smaller loop weights.",
        )
    return None


def long_gradient(long: float, clip: bool) -> Finding | None:
    """The whole gradient is long enough to throw the weights away, and nothing shortens it."""
    if clip or long < LONG:
        return None
    return Finding(
        "A long gradient",
        "warning",
        "all weights",
        f"The gradient of the next problem has length {long:.2g}.",
        "A single problem can undo what the network has learnt from a thousand.",
        "Switch clipping on: it keeps the direction of the gradient, and shortens it.",
    )


def stuck_memory(slopes: Array, steepest: float, clip: bool) -> Finding | None:
    """Most of the hidden state sits where its activation is flat; `slopes` [T, hidden]."""
    flat = float((slopes < FLAT * steepest).mean())
    if flat < FLAT_SHARE:
        return None
    return Finding(
        "Saturated neurons",
        "warning",
        "the hidden state",
        f"{flat:.0%} of all hidden values, over all time steps, lie where the activation is flat.",
        "Where the slope is near 0, hardly any error signal gets through: these neurons stop learning.",
        "Reset with a smaller learning rate or smaller loop weights"
        f"{'' if clip else ', or switch clipping on'}.",
    )


def shut_forget_gates(forget: Array) -> Finding | None:
    """The forget gates [T, H] let so little pass that nothing stays for long."""
    widest = float(forget.mean(axis=0).max())
    if widest > SHUT:
        return None
    return Finding(
        "Forget gates nearly shut",
        "warning",
        "the forget gates",
        f"The one that is open widest keeps {widest:.0%} of its cell state at a time step, on average.",
        "After a few steps nothing of it is left, nor of the error signal on its way back.",
        "Reset with a larger forget gate bias, so that the gates begin open.",
    )


def plain_rnn_fades(sensitivity: Array, plain: Array) -> Finding | None:
    """The LSTM's memory of the first time step still matters, and the plain RNN's does not.

    sensitivity, plain [T]: how far the last answer moves with the memory of each time step; 1 at the last.
    """
    if len(sensitivity) < 4 or not sensitivity[0] > 100 * plain[0]:
        return None
    return Finding(
        "The plain RNN forgets",
        "note",
        "the plain RNN",
        f"The last answer depends {sensitivity[0]:.2g} times as much on the first memory as on the last one "
        f"in the LSTM, {plain[0]:.2g} times in the plain RNN.",
        "Hardly any error signal of the plain RNN reaches the first time step: it cannot learn from there.",
        "Make the distance shorter, and find out where the plain RNN can learn.",
    )
