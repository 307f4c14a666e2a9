"""The network of A. Trask, "Anyone Can Learn To Code an LSTM-RNN in Python" (2015), moment by moment.

Another way to write what `playground.nn.recurrent` does, to compare with: one row at a time, all sums kept in
lists, the way back counted from the front digit, as the post has it.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Blocks:
    """What the post's program knows: a, b, the error and the digits said (front one first) of each."""

    problems: list[tuple[int, int, float, list[int]]] = field(default_factory=list)
    weights: tuple[np.ndarray, ...] = ()  # into, out of and back into the hidden layer


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def the_post(bits: int, hidden: int, alpha: float, seed: int, problems: int) -> Blocks:
    rng, blocks = np.random.RandomState(seed), Blocks()
    into = 2 * rng.random_sample((2, hidden)) - 1
    out = 2 * rng.random_sample((hidden, 1)) - 1
    back = 2 * rng.random_sample((hidden, hidden)) - 1
    for _ in range(problems):
        a, b = rng.randint(2 ** (bits - 1)), rng.randint(2 ** (bits - 1))
        rows = [[int(digit) for digit in f"{n:0{bits}b}"] for n in (a, b, a + b)]  # the front digit first
        memory, misses, error, said = [np.zeros((1, hidden))], [], 0.0, [0] * bits
        for place in reversed(range(bits)):
            x = np.array([[rows[0][place], rows[1][place]]])
            memory.append(sigmoid(x @ into + memory[-1] @ back))
            answer = sigmoid(memory[-1] @ out)
            miss = rows[2][place] - answer
            misses.append(miss * answer * (1 - answer))
            error += abs(float(miss[0, 0]))
            said[place] = round(float(answer[0, 0]))
        blocks.problems.append((a, b, error, said))
        later, moves = np.zeros((1, hidden)), [np.zeros_like(w) for w in (into, out, back)]
        for place in range(bits):
            x = np.array([[rows[0][place], rows[1][place]]])
            here, before, miss = memory[-1 - place], memory[-2 - place], misses[-1 - place]
            later = (later @ back.T + miss @ out.T) * here * (1 - here)
            for move, part in zip(moves, (x.T @ later, here.T @ miss, before.T @ later), strict=True):
                move += part
        for weights, move in zip((into, out, back), moves, strict=True):
            weights += alpha * move
    blocks.weights = into, out, back
    return blocks
