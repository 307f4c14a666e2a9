"""How far to nudge? The numerical gradient and its two errors.

A slope measured with a nudge h is a little wrong. If h is large, the output bends on the way, and what is
measured is the slope of the chord. If h is tiny, the two outputs differ by so little that the difference of
two rounded numbers is mostly rounding. In between lies an h that is good enough; it is worth seeing where.

Source: A. Karpathy, Hacker's guide to Neural Networks, chapter 1 (forward difference, h = 0.0001).
"""

import numpy as np
from numpy.typing import NDArray

from playground.circuits.ascent import position, run_at
from playground.circuits.circuit import Circuit

type Floats = NDArray[np.float64]

NUDGES: Floats = 10.0 ** -np.arange(0.0, 15.5, 0.5)  # from 1 to 1e-15


def errors(circuit: Circuit, nudges: Floats = NUDGES) -> Floats:
    """How far the forward difference is from the backward pass [nudges], at the worst input, for each nudge.

    Both passes must have been run; the circuit is left as it was.
    """
    here, output = position(circuit), circuit.output.value
    gradient = np.array([unit.grad for unit in circuit.inputs])  # [inputs]
    with np.errstate(all="ignore"):
        moved = here + nudges[:, None, None] * np.eye(len(here))  # [nudges, moved input, inputs]
        slopes = (run_at(circuit, moved) - output) / nudges[:, None]  # [nudges, moved input]
        worst: Floats = np.max(np.abs(slopes - gradient), axis=1)
    run_at(circuit, here)
    return worst
