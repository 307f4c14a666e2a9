"""The formulas of `encrypted`: a polynomial for the sigmoid, a weight under lock, and one update.

The numbers are those of the first hidden neuron, and of its weight from the input that is always 1.
"""

from typing import TYPE_CHECKING

from playground.crypto import int64
from playground.crypto.encrypted_network import TAYLOR, backward, sigmoid
from playground.crypto.int64 import IntegerOverflow
from playground.lab.formula import Formula, Looks, exact, num, part

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

ROW, NEURON = 3, 0  # the row in which both inputs are 1


def taylor(lab: "Encrypted", x: str = "x", before: str = r"\, ") -> str:
    """The series, as far as it is used, with `x` in it and `before` it."""
    text = rf"\frac{{1}}{{2}} + \frac{{1}}{{4}}{before}{x}"
    for k, (up, down) in enumerate(TAYLOR[2 : lab.terms], start=1):
        text += rf" {'-' if up < 0 else '+'} \frac{{{abs(up)}}}{{{down}}}{before}{x}^{2 * k + 1}"
    return text


def polynomial(lab: "Encrypted", looks: Looks) -> str:
    inputs = lab.inputs()[0][ROW : ROW + 1, NEURON]
    value = float(sigmoid(lab.open, inputs, lab.terms)[0][0])
    x = num(float(inputs[0]), 3)
    return rf"{part('series', num(value, 3))} = {taylor(lab, part('dots', x), r' \cdot ')}"


def weight_under_lock(lab: "Encrypted", looks: Looks) -> str:
    """S c for the weight: w times what the key holder reads, the noise in it."""
    c, T = lab.c0[0], int(lab.locked.secret[NEURON, -1])
    opened = int(int64.matmul(lab.c0, lab.locked.secret.T)[0, NEURON])
    value = part("opened", num(opened / lab.locked.scale, 3))
    first, last = (part("cipher", exact(c[place])) for place in (NEURON, -1))
    return rf"{value} = \frac{{{first} + {exact(T)} \cdot {last}}}{{{exact(lab.locked.scale)}}}"


def switch(lab: "Encrypted", looks: Looks) -> str:
    """The same weight after a switch from the key to itself, as each update ends with one."""
    try:
        before, after = (
            int(int64.matmul(c, lab.locked.secret.T)[NEURON])
            for c in (lab.c0[0], lab.locked.key_switch(lab.c0[0]))
        )
    except IntegerOverflow:
        return r"\text{the numbers have grown too long}"
    return rf"{exact(after)} = {exact(before)} + {exact(after - before)}"


def descent(lab: "Encrypted", looks: Looks) -> str:
    """Of the twin in the open; under lock the same is done to ciphertexts."""
    _, passed = lab.passes()
    gradient = float(backward(lab.open, lab.w1, *passed)[0][0, NEURON])
    w = float(lab.w0[0, NEURON])
    new = num(w - lab.learning_rate * gradient, 3)
    old = part("plain", num(w, 3))
    return rf"{new} \leftarrow {old} - {exact(lab.learning_rate)} \cdot {num(gradient, 3)}"


FORMULAS = (
    Formula(
        "Taylor polynomial",
        lambda lab: rf"{part('truth', r'\sigma(x)')} \approx {part('series', taylor(lab))}",
        polynomial,
        "Ciphertexts can only be added and multiplied, so the first terms of a series stand for the sigmoid.",
    ),
    Formula(
        "ciphertext",
        rf"{part('opened', 'x')} = \frac{{S\, {part('cipher', 'c')}}}{{w}}, \quad S\, {part('cipher', 'c')}"
        rf" = w\, {part('opened', 'x')} + e",
        weight_under_lock,
        "A weight x is locked in a ciphertext c; the secret key S brings it out, blurred by the noise e.",
    ),
    Formula(
        "key switch",
        rf"{part('cipher', r"c'")} = M c^*, \quad"
        rf" S\, {part('cipher', r"c'")} = S\, {part('cipher', 'c')} + E c^*",
        switch,
        "The public M keeps a ciphertext short and closed; c* are its binary digits, E is new noise.",
    ),
    Formula(
        "gradient descent",
        rf"{part('plain', 'w')} \leftarrow {part('plain', 'w')} - \eta\, \frac{{\partial L}}{{\partial w}}",
        descent,
        "The cloud does this with ciphertexts, and the twin with plain numbers, which are shown.",
    ),
)
