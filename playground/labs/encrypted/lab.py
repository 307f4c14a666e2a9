"""The lab `encrypted`: a network whose weights nobody can read learns XOR, beside its twin in the open.

A step is one pass over the four rows, forward and backward, and one update, all on ciphertexts; the twin does
the very same on plain numbers. The network and both arithmetics are in `playground.crypto.encrypted_network`.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import param

from playground.crypto.encrypted_network import (
    HIDDEN,
    TAYLOR,
    Floats,
    Locked,
    Numbers,
    Open,
    X,
    Y,
    backward,
    forward,
    sigmoid,
    update,
)  # fmt: skip
from playground.crypto.int64 import IntegerOverflow, Ints, from_halves, to_halves
from playground.lab import Lab, Table, settings
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.lab.settings import SettingError
from playground.labs.encrypted.content import ABOUT, CHALLENGES, PRESETS, SOURCES, STORY
from playground.labs.encrypted.script import script
from playground.nn import activations, gradcheck

START = 0.7  # how far the weights of the first layer are from 0 at the start; those of the second: 1
FAR = 0.05  # how far the polynomial may be from the sigmoid before it is worth a word
ROWS = tuple(" ".join(map(str, row)) for row in X.tolist())


class Encrypted(Lab):
    """See the module. `c0`, `c1` are the encrypted weights, `w0`, `w1` those of the twin."""

    slug = "encrypted"
    title = "Learning in the dark"
    question = "Can a network learn while nobody can read it, not even who trains it?"
    invitation = (
        "Press Play: the cloud trains numbers that mean nothing to it, and the key holder sees XOR appear."
    )
    minutes = 20
    after = ("backprop", "vectors")
    for_whom = "For those who know how a network learns, and how encrypted vectors are added."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    alpha = settings.Log(
        0.1, bounds=(1e-3, 2), label="Alpha",
        doc="The learning rate: a step moves every weight by alpha times its slope, downhill.",
    )  # fmt: skip
    terms = param.Integer(
        len(TAYLOR), bounds=(2, len(TAYLOR)), label="Terms of the sigmoid",
        doc="How many terms of the Taylor series stand for the sigmoid: 2 are a straight line.",
    )  # fmt: skip
    scaling = settings.Log(
        1000.0, bounds=(1, 1e5), label="Scaling",
        doc="How many parts a whole is cut into, rounded to a whole number: fractions become whole numbers.",
    )  # fmt: skip
    noise = param.Integer(
        10, bounds=(0, 1000), label="Noise",
        doc="The bound of the random numbers that blur keys and ciphertexts, from minus to plus so much.",
    )  # fmt: skip

    groups = {"Learning": ("alpha", "terms"), "Cipher": ("scaling", "noise")}
    live = frozenset({"alpha", "terms"})
    most = 2.0**64  # what does not fit into whole numbers of 64 bits is noticed before
    healthy = "the polynomial is still a sigmoid, and the encrypted weights are near their twins in the open"
    headline = ("decrypted_loss", "xor_accuracy")
    shared = ("first", "second", "plain_first", "plain_second")
    pace = 2

    def check(self, values: dict[str, Any]) -> None:
        """The first pass fits into the machine."""
        why = _why_it_cannot_start(*(values[name] for name in ("scaling", "noise", "terms", "seed")))
        if why:
            raise SettingError("scaling", f"with this scaling {why}; take a smaller one")

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        """Draw the weights, then the keys, and lock the weights."""
        self.open = Open()
        (self.w0, self.w1), self.locked, (self.c0, self.c1) = _locked(self.scaling, self.noise, self.rng)
        self._seen: tuple[Any, ...] = ()
        self._overflow = ""

    def learn(self) -> None:
        """One pass of both networks; none, if a number might not fit, and then the run stops."""
        try:
            locked, plain = self.passes()
            g0, g1 = backward(self.locked, self.c1, *locked)
            c0, c1 = (
                update(self.locked, weights, gradient, self.alpha)
                for weights, gradient in ((self.c0, g0), (self.c1, g1))
            )
        except IntegerOverflow as error:
            self._overflow = str(error)
            return
        p0, p1 = backward(self.open, self.w1, *plain)
        self.c0, self.c1 = c0, c1
        self.w0, self.w1 = (
            update(self.open, weights, gradient, self.alpha)
            for weights, gradient in ((self.w0, p0), (self.w1, p1))
        )

    def passes(self) -> tuple[tuple[Ints, ...], tuple[Floats, ...]]:
        """Hidden values, slopes and misses of all rows: encrypted, and in the open. [rows, ...] each
        What the metrics have computed, the next step need not compute again."""
        key = (self.c0, self.c1, self.w0, self.w1, self.terms)
        if len(self._seen) != 2 or any(a is not b for a, b in zip(self._seen[0], key, strict=True)):
            locked = forward(self.locked, self.c0, self.c1, self.terms)
            self._seen = key, (locked, forward(self.open, self.w0, self.w1, self.terms))
        seen: tuple[tuple[Ints, ...], tuple[Floats, ...]] = self._seen[1]
        return seen

    def misses(self) -> tuple[Floats, Floats]:
        """The answers minus the targets: decrypted, and in the open. [rows] each"""
        (*_, locked), (*_, plain) = self.passes()
        return self.locked.decrypt(locked)[:, 0], plain[:, 0]

    def answers(self) -> tuple[Floats, Floats]:
        """What the network says to the rows: decrypted, and in the open. [rows] each"""
        decrypted, plain = self.misses()
        return decrypted + Y[:, 0], plain + Y[:, 0]

    def metrics(self) -> dict[str, float]:
        """`encrypted_loss`: the sizes of the ciphertexts of the misses, all that the cloud can add up;
        `decrypted_loss` and `plain_loss`: the sum of all misses; the accuracies: shares of right answers."""
        try:
            (decrypted, plain), cloud = self.misses(), self.passes()[0][-1]
        except IntegerOverflow as error:
            self._overflow = str(error)
        if self._overflow:
            names = ("encrypted_loss", "decrypted_loss", "xor_accuracy", "plain_loss", "plain_accuracy")
            return dict.fromkeys(names, np.nan)
        return {
            "encrypted_loss": float(np.abs(cloud).sum()) / round(self._built["scaling"]),
            "decrypted_loss": float(np.abs(decrypted).sum()),
            "xor_accuracy": float(np.mean(np.abs(decrypted) < 0.5)),
            "plain_loss": float(np.abs(plain).sum()),
            "plain_accuracy": float(np.mean(np.abs(plain) < 0.5)),
        }

    def state(self) -> Arrays:
        return {
            "first": to_halves(self.c0),
            "second": to_halves(self.c1),
            "plain_first": self.w0.copy(),
            "plain_second": self.w1.copy(),
        }

    def load_state(self, arrays: Arrays) -> None:
        try:
            c0, c1 = from_halves(arrays["first"]), from_halves(arrays["second"])
        except ValueError:
            raise SettingError("#w", "the ciphertexts in this link are damaged; they were left out") from None
        self.c0, self.c1 = c0, c1
        self.w0, self.w1 = arrays["plain_first"].copy(), arrays["plain_second"].copy()
        self._overflow = ""

    def trouble(self) -> str:
        return self._overflow or super().trouble()

    def code(self, steps: int | None = None) -> str:
        steps = self.until_it_stops(steps)
        return script(self.alpha, round(self.scaling), self.terms, self.noise, START, self.seed, steps)

    # --- what there is to read ---------------------------------------------------------------------------

    def inputs(self) -> tuple[Floats, Floats]:
        """What goes into the hidden neurons: decrypted, and in the open. [rows, hidden] each"""
        return X @ self.locked.decrypt(self.c0), X @ self.w0

    def series(self, x: Floats) -> tuple[Floats, Floats]:
        """The polynomial and the sigmoid at places x."""
        return np.asarray(sigmoid(self.open, x, self.terms)[0]), activations.sigmoid(x)

    def tables(self) -> list[Table]:
        answers = zip(ROWS, Y[:, 0], *self.answers(), strict=True)
        ciphers = [
            *zip(("always 1", "first input", "second input"), self.c0, strict=True),
            ("answer", self.c1[0]),
        ]
        opened = [*self.locked.decrypt(self.c0), self.locked.decrypt(self.c1)[0]]
        twins = [*self.w0, self.w1[0]]
        names = [name for name, _ in ciphers]
        return [
            Table(
                "The answers",
                ("row", "target", "decrypted", "in the open"),
                [(row, str(target), float(mine), float(twin)) for row, target, mine, twin in answers],
                "An answer is right on the target's side of ½.",
            ),
            Table(
                "Weights, as the cloud has them",
                ("from", *(f"c{i}" for i in range(1, HIDDEN + 2))),
                [(name, *(f"{int(n):,}".replace("-", "−") for n in c)) for name, c in ciphers],
            ),
            Table(
                "Weights, opened, and those of the twin",
                (
                    "from",
                    *(f"to {i}" for i in range(1, HIDDEN + 1)),
                    *(f"twin {i}" for i in range(1, HIDDEN + 1)),
                ),
                [
                    (name, *map(float, mine), *map(float, twin))
                    for name, mine, twin in zip(names, opened, twins, strict=True)
                ],
            ),
        ]

    def findings(self) -> list[Finding]:
        """A neuron beyond the bend of the polynomial; a twin that has gone elsewhere."""
        found, inputs = [], self.inputs()[0]
        polynomial, true = self.series(inputs)
        off = float(np.abs(polynomial - true).max())
        if off > FAR:
            found.append(Finding(
                "Off the polynomial", "problem" if off > 0.5 else "warning", "a hidden neuron",
                f"At inputs of up to {np.abs(inputs).max():.2f} polynomial and sigmoid differ by {off:.2f}.",
                "There the polynomial is no sigmoid any more, and its slope may point the wrong way.",
                "Use a smaller alpha, more terms, or another seed.",
            ))  # fmt: skip
        apart = float(np.abs(self.locked.decrypt(self.c0) - self.w0).max())
        if apart > 0.1:
            found.append(Finding(
                "The price of encryption", "note", "the weights",
                f"A weight is {apart:.2f} away from its twin in the open.",
                "Noise and rounding have led the encrypted network on a way of its own.",
                "Reset with a larger scaling or a smaller noise.",
            ))  # fmt: skip
        return found

    def gradient_check(self) -> gradcheck.Report:
        """The backward pass, in the open, of ½ Σ miss²."""
        gradient = np.concatenate(backward(self.open, self.w1, *self.passes()[1]))  # [4, hidden]

        def loss(weights: Numbers) -> float:
            *_, missed = forward(self.open, weights[:3], weights[3:], self.terms)
            return float(np.sum(missed[:, 0] ** 2) / 2)

        return gradcheck.check(loss, gradient, np.concatenate([self.w0, self.w1]))


def _locked(scaling: float, noise: int, rng: Any) -> tuple[list[Floats], Locked, list[Ints]]:
    """The first weights of both layers, the keys, and the weights under lock."""
    weights = [START * rng.randn(3, HIDDEN), rng.randn(1, HIDDEN)]
    locked = Locked(round(scaling), noise, rng)
    messages = [locked.message(layer, rng) for layer in weights]
    return weights, locked, [locked.lock(message) for message in messages]


@lru_cache(maxsize=128)
def _why_it_cannot_start(scaling: float, noise: int, terms: int, seed: int) -> str:
    try:
        _, locked, (c0, c1) = _locked(scaling, noise, np.random.RandomState(seed))
        locked.decrypt(forward(locked, c0, c1, terms)[-1])
    except IntegerOverflow as error:
        return str(error)
    return ""
