"""Three ways to make a circuit's output larger by moving its inputs a little.

Try random moves and keep the best; or nudge each input in turn and see which way is up; or run the circuit
backward once and read the way up off the wires. The first needs luck, the second a run of the circuit for
every input, the third one run each way however many inputs there are. That is why networks learn by the
third.

Each function takes one step, leaves the circuit run forward on the moved inputs, and returns None. Where
there is no finite number to go by or to arrive at, the inputs stay where they were and it returns one
sentence saying why.

Source: A. Karpathy, Hacker's guide to Neural Networks, chapter 1, strategies 1 to 3.
"""

import numpy as np

from playground.circuits.circuit import Circuit, finite
from playground.nn import gradcheck
from playground.nn.gradcheck import Array


def random_search(
    circuit: Circuit, rng: np.random.RandomState, samples: int = 100, step_size: float = 0.01
) -> str | None:
    """Strategy 1: of `samples` random moves, each up to ± step_size for every input, keep the best.

    As in the guide the best move is taken even when it is worse than standing still.
    """
    start = position(circuit)
    tries = start + step_size * (2 * rng.random_sample((samples, len(start))) - 1)  # [samples, inputs]
    outputs = np.broadcast_to(run_at(circuit, tries), samples)  # a wire may carry all the tries at once
    outputs = np.where(np.isfinite(outputs), outputs, -np.inf)
    best = np.argmax(outputs)
    run_at(circuit, tries[best] if outputs[best] > -np.inf else start)
    return None if outputs[best] > -np.inf else "None of the random moves leads to a finite output."


def numerical(
    circuit: Circuit, step_size: float = 0.01, h: float = 1e-4, central: bool = False
) -> str | None:
    """Strategy 2: nudge every input by h, then move them all along the slopes found."""
    gradient = np.array(list(numerical_gradient(circuit, h, central).values()))
    return climb(circuit, gradient, step_size)


def analytic(circuit: Circuit, step_size: float = 0.01) -> str | None:
    """Strategy 3: run backward once, then move every input along the pull that arrives at it."""
    circuit.forward()
    circuit.backward()
    return circuit.trouble or climb(circuit, np.array([unit.grad for unit in circuit.inputs]), step_size)


def numerical_gradient(circuit: Circuit, h: float = 1e-4, central: bool = False) -> dict[str, float]:
    """The slope of the output along each input, by the guide's forward difference or by the central one."""
    start = position(circuit)
    gradient = gradcheck.numerical_gradient(lambda x: float(run_at(circuit, x)), start, h, central)
    run_at(circuit, start)
    return {unit.name: float(slope) for unit, slope in zip(circuit.inputs, gradient, strict=True)}


def climb(circuit: Circuit, gradient: Array, step_size: float) -> str | None:
    """x += step_size · gradient, for all inputs x; gradient: [inputs]."""
    if not finite(gradient):
        return "The slope here is not finite, so there is no way up to follow."
    start = position(circuit)
    with np.errstate(over="ignore"):
        run_at(circuit, start + step_size * gradient)
    trouble = None if finite(circuit.output.value) else circuit.trouble
    if trouble:
        run_at(circuit, start)
    return trouble


def position(circuit: Circuit) -> Array:
    """The inputs' values as an array [inputs]."""
    return np.array([unit.value for unit in circuit.inputs], dtype=np.float64)


def run_at(circuit: Circuit, x: Array) -> Array:
    """Put x [..., inputs] on the inputs and run forward; the output is [...]."""
    for unit, value in zip(circuit.inputs, np.moveaxis(x, -1, 0), strict=True):
        unit.value = value
    return np.asarray(circuit.forward())
