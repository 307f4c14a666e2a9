"""What the lab `encrypted` has to read: answers and weights from both sides, and the price of encryption."""

from typing import TYPE_CHECKING

import numpy as np

from playground.crypto.encrypted_network import HIDDEN, Floats, X, Y, backward, forward
from playground.lab import Finding, Gradient, Table

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

FAR = 0.05  # how far the polynomial may be from the sigmoid before it is worth a word
ROWS = tuple(" ".join(map(str, row)) for row in X.tolist())
FROM = ("always 1", "first input", "second input", "answer")  # the rows of both layers of weights


def tables(lab: "Encrypted") -> list[Table]:
    """Every answer and every weight: as the cloud has it, with the key, and in the open."""
    answers = zip(ROWS, Y[:, 0], *lab.answers(), strict=True)
    neurons = range(1, HIDDEN + 1)
    ciphers = zip(FROM, [*lab.c0, *lab.c1], strict=True)
    opened = zip(FROM, lab.opened(), np.concatenate([lab.w0, lab.w1]), strict=True)
    return [
        Table(
            "The answers",
            ("row", "target", "decrypted", "twin"),
            [(row, str(target), float(mine), float(twin)) for row, target, mine, twin in answers],
            "An answer is right if it is on the same side of ½ as the target.",
        ),
        Table(
            "Weights as ciphertexts",
            ("from", *(f"c{i}" for i in range(1, HIDDEN + 2))),
            [(name, *(f"{int(n):,}" for n in c)) for name, c in ciphers],
        ),
        Table(
            "Weights, decrypted, and those of the plaintext twin",
            ("from", *(f"to {i}" for i in neurons), *(f"twin {i}" for i in neurons)),
            [(name, *map(float, mine), *map(float, twin)) for name, mine, twin in opened],
        ),
    ]


def findings(lab: "Encrypted") -> list[Finding]:
    """A neuron beyond the bend of the polynomial; a twin that has gone elsewhere."""
    found, inputs = [], lab.inputs()[0]
    polynomial, true = lab.series(inputs)
    off = float(np.abs(polynomial - true).max())
    if off > FAR:
        slight = "warning" if lab.steps else "note"  # before the first step nothing has come of it
        found.append(Finding(
            "Off the polynomial", "problem" if off > 0.5 else slight, "a hidden neuron",
            f"At inputs of up to {np.abs(inputs).max():.2f} polynomial and sigmoid differ by {off:.2f}.",
            "There the polynomial does not follow the sigmoid, and its slope may point the wrong way.",
            "Use a smaller learning rate, more terms, or another seed.",
        ))  # fmt: skip
    apart = float(np.abs(lab.opened()[:-1] - lab.w0).max())
    if apart > 0.1:
        found.append(Finding(
            "The price of encryption", "note", "the weights",
            f"A weight differs by {apart:.2f} from that of the plaintext twin.",
            "Noise and rounding change what the encrypted network learns.",
            "Reset with a larger scaling or a smaller noise.",
        ))  # fmt: skip
    return found


def gradient(lab: "Encrypted", rng: np.random.RandomState) -> Gradient:
    """The backward pass, in the open, of ½ Σ miss²."""

    def loss(weights: Floats) -> float:
        *_, missed = forward(lab.open, weights[:3], weights[3:], lab.terms)
        return float(np.sum(missed[:, 0] ** 2) / 2)

    slopes = np.concatenate(backward(lab.open, lab.w1, *lab.passes()[1]))  # [4, hidden]
    return Gradient(np.concatenate([lab.w0, lab.w1]), loss, slopes)
