"""The run of the lab `recurrent` as a script: forward over the digits, and back through time."""

from typing import TYPE_CHECKING

from playground.lab.listing import SIGMOID, fill

if TYPE_CHECKING:
    from playground.labs.recurrent.lab import Recurrent

# Before the bar stand the flags that a line is for.
PROGRAM = """
        |import numpy as np
        |
        |bits, hidden, alpha = {bits}, {hidden}, {alpha!r}
        |rng = np.random.RandomState({seed})
        |
        |
        |{sigmoid}
        |
        |
        |W_in = 2 * rng.random_sample((2, hidden)) - 1  # [in, hidden]
        |W_out = 2 * rng.random_sample((hidden, 1)) - 1
        |W_loop = (2 * rng.random_sample((hidden, hidden)) - 1) * {loop!r}
        |error, right = bits / 2, []
        |
        |for step in range({steps}):
        |    a, b = rng.randint(2 ** (bits - 1)), rng.randint(2 ** (bits - 1))
        |    X = np.array([[a >> t & 1, b >> t & 1] for t in range(bits)], float)  # the last digits first
        |    y = np.array([[a + b >> t & 1] for t in range(bits)], float)
        |    H = np.zeros((bits + 1, hidden))  # the memory, empty at first
        |    for t in range(bits):
        |        H[t + 1] = {activation}(X[t] @ W_in + H[t] @ W_loop)
        |    answer = sigmoid(H[1:] @ W_out)  # [bits, 1]
        |    error = np.sum(np.abs(y - answer))
        |    right.append(np.all((answer > 0.5) == (y > 0.5)))
        |
        |    delta_out = (answer - y) * (answer * (1 - answer))
        |    delta = delta_out @ W_out.T  # [bits, hidden]
        |    for t in reversed(range(bits)):  # back through time
        |        if t + 1 < bits:
        |            delta[t] += delta[t + 1] @ W_loop.T  # what the next moment hands back
sigmoid |        delta[t] *= (H[t + 1] * (1 - H[t + 1]))
tanh    |        delta[t] *= (1 - H[t + 1] ** 2)
        |    moves = [X.T @ delta, H[1:].T @ delta_out, H[:-1].T @ delta]
clip    |    whole = np.concatenate([move.ravel() for move in moves])
clip    |    length = np.sqrt(whole @ whole)
clip    |    if length > {norm!r}:  # too long: keep the direction, shorten the step
clip    |        moves = [move * ({norm!r} / length) for move in moves]
        |    for W, move in zip((W_in, W_out, W_loop), moves):
        |        W -= alpha * move
        |
        |print("last_error", repr(float(error)))
        |print("accuracy", repr(float(np.mean(right[-100:])) if right else 0.0))
"""


def script(lab: "Recurrent", steps: int) -> str:
    """A script that needs only numpy, learns from `steps` problems and prints the metrics."""
    return fill(
        PROGRAM,
        {lab.activation, *(["clip"] if lab.clip else [])},
        bits=lab.bits,
        hidden=lab.hidden,
        alpha=lab.learning_rate,
        seed=lab.seed,
        sigmoid=SIGMOID,
        loop=lab.loop,
        activation={"sigmoid": "sigmoid", "tanh": "np.tanh"}[lab.activation],
        norm=lab.clip_norm,
        steps=steps,
    )
