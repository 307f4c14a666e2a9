"""What becomes of the error signal on its way back through time, and of the memory on its way forward?

Each check is a pure function from numbers to a `Finding`, or to None, as in `playground.nn.diagnose`.
"""

import numpy as np
from numpy.typing import NDArray

from playground.lab.finding import Finding

type Array = NDArray[np.float64]

FADED, GROWN = 1e-3, 3.0  # the error signal at the first moment over that at the last one
FLAT = 0.02  # of the steepest slope: flatter is stuck
FLAT_SHARE = 0.5  # of all neurons at all moments
LONG = 3.0  # a gradient as long as this throws weights of about 1 far away
LEAKING = 0.3  # of the memory, at every moment


def error_signal_through_time(norms: Array, clip: bool, activation: str) -> Finding | None:
    """Too little, or too much, of the last answer's error signal reaches the first moment; `norms` [T]."""
    if len(norms) < 4 or norms[-1] == 0:
        return None
    ratio = float(norms[0] / norms[-1])
    evidence = (
        f"The error signal of the last answer is {norms[-1]:.2g} long at the last moment and {norms[0]:.2g} "
        f"at the first: {ratio:.2g} of it after {len(norms) - 1} steps back."
    )
    if ratio < FADED:
        return Finding(
            "Vanishing gradient",
            "note",
            "the way back through time",
            evidence,
            "What matters over so many moments is hardly learnt. Adding needs one step back, so it may do.",
            f"A stronger loop {'or tanh ' if activation != 'tanh' else ''}carries it further; the lab about "
            "the LSTM shows a better way.",
        )
    if ratio > GROWN:
        return Finding(
            "Exploding gradient",
            "warning",
            "the way back through time",
            evidence,
            "The first moments shout down all others"
            + (
                ", though clipping keeps the step short."
                if clip
                else ", and a step throws the weights far away."
            ),
            "Start with a weaker loop." if clip else "Switch clipping on, or start with a weaker loop.",
        )
    return None


def long_gradient(long: float, clip: bool) -> Finding | None:
    """The whole gradient is long enough to throw the weights away, and nothing shortens it."""
    if clip or long < LONG:
        return None
    return Finding(
        "A long step",
        "warning",
        "all weights",
        f"The gradient of the next problem is {long:.2g} long.",
        "A single problem can undo what a thousand have taught.",
        "Switch clipping on: it keeps the direction and shortens the step.",
    )


def stuck_memory(slopes: Array, steepest: float, clip: bool) -> Finding | None:
    """Most of the memory sits where its activation is flat; `slopes` [T, hidden]."""
    flat = float((slopes < FLAT * steepest).mean())
    if flat < FLAT_SHARE:
        return None
    return Finding(
        "Saturated neurons",
        "warning",
        "the memory",
        f"{flat:.0%} of all hidden values, over time, lie where the activation is flat.",
        "Hardly any error signal gets through a flat place, so these neurons learn no more.",
        f"Reset with a smaller alpha or a weaker loop{'' if clip else ', or switch clipping on'}.",
    )


def leaking_pipe(forget: Array) -> Finding | None:
    """The forget gates [T, H] let so little pass that nothing stays for long."""
    widest = float(forget.mean(axis=0).max())
    if widest > LEAKING:
        return None
    return Finding(
        "A leaking pipe",
        "warning",
        "the forget valves",
        f"The one that is open widest lets {widest:.0%} of its memory pass at a moment, on the average.",
        "After a few moments nothing of it is left, nor of the blame on its way back.",
        "Reset with a larger bias of the forget valve, so that it begins open.",
    )


def plain_loop_fades(sensitivity: Array, plain: Array) -> Finding | None:
    """The LSTM's memory of the first moment still matters, and the plain loop's does not.

    sensitivity, plain [T]: how far the last answer moves with the memory of each moment; 1 at the last one.
    """
    if len(sensitivity) < 4 or not sensitivity[0] > 100 * plain[0]:
        return None
    return Finding(
        "The plain loop forgets",
        "note",
        "the plain loop",
        f"The last answer depends {sensitivity[0]:.2g} times as much on the first memory as on the last one "
        f"in the LSTM, {plain[0]:.2g} times in the plain loop.",
        "What the first moment had to say is out of reach for the plain loop, and hard to learn for it.",
        "Make the distance shorter to see where it begins to manage.",
    )
