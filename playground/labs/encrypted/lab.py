"""The lab `encrypted`: a network whose weights nobody can read learns XOR, beside its twin in the open.

A step is one pass over the four rows, forward and backward, and one update, all on ciphertexts; the twin does
the very same on plain numbers. The network and both arithmetics are in `playground.crypto.encrypted_network`.
"""

import numpy as np

from playground.crypto.encrypted_network import (
    HIDDEN,
    START,
    TAYLOR,
    Arithmetic,
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
from playground.lab import Array, Halt, Lab, halts_on, settings
from playground.labs.encrypted import content, report, script, teaching
from playground.labs.encrypted.formulas import FORMULAS
from playground.labs.encrypted.guide import GUIDE
from playground.nn import activations


class Encrypted(Lab):
    """See the module. `c0`, `c1` are the encrypted weights, `w0`, `w1` those of the twin."""

    slug = "encrypted"
    title = "Learning in the dark"
    question = "Can a network learn while nobody can read it, not even who trains it?"
    invitation = "Press Play: the cloud trains what it cannot read, and the key holder sees XOR appear."
    minutes = 20
    after = ("backprop", "vectors")
    for_whom = "For those who know how a network learns, and how encrypted vectors are added."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    most = 2.0**64  # what does not fit into whole numbers of 64 bits is noticed before
    healthy = "the polynomial still follows the sigmoid, and the encrypted weights are near their twins"
    headline = ("decrypted_loss", "xor_accuracy")
    pace = 2
    guide = GUIDE
    essential = ("noise", "scaling", "terms", "learning_rate")
    teaches = (
        "plaintext", "ciphertext", "secret key", "homomorphic", "noise", "key switch", "Taylor polynomial",
        "forward pass", "backward pass",
    )  # fmt: skip
    aliases = {"alpha": "learning_rate"}

    learning_rate = settings.Log(
        0.1, bounds=(1e-3, 2), label="Learning rate", group="Learning", live=True,
        doc="A step moves every weight by α times its gradient, downhill.",
    )  # fmt: skip
    terms = settings.Integer(
        len(TAYLOR), bounds=(2, len(TAYLOR)), label="Sigmoid terms", group="Learning", live=True,
        doc="How many terms of the Taylor series stand for the sigmoid. Two terms are a straight line.",
    )  # fmt: skip
    scaling = settings.Log(
        1000.0, bounds=(1, 1e5), label="Scaling", group="Cipher",
        doc="A weight is multiplied by this and rounded, so that fractions become whole numbers.",
    )  # fmt: skip
    noise = settings.Integer(
        10, bounds=(0, 1000), label="Noise", group="Cipher",
        doc="The largest size of the small random numbers that hide the messages in keys and ciphertexts.",
    )  # fmt: skip

    arrays = (
        Array("first", of="c0", encode=to_halves, decode=from_halves),
        Array("second", of="c1", encode=to_halves, decode=from_halves),
        Array("plain_first", of="w0"),
        Array("plain_second", of="w1"),
    )

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        """Draw the weights, then the keys, lock the weights, and see that the first pass fits.

        Raises `Halt` if it does not.
        """
        self.w0, self.w1 = START * self.rng.randn(3, HIDDEN), self.rng.randn(1, HIDDEN)
        self.open = Open()
        self._passed_at: tuple[Ints | None, int] = None, 0
        try:
            self.locked = Locked(round(self.scaling), self.noise, self.rng)
            encoded = [self.locked.encode(weights, self.rng) for weights in (self.w0, self.w1)]
            self.c0, self.c1 = map(self.locked.encrypt, encoded)
            self.misses()
        except IntegerOverflow as error:
            raise Halt(str(error), setting="scaling") from None

    @halts_on(IntegerOverflow)
    def learn(self) -> None:
        """One pass of both networks; none, if a number might not fit, and then the run stops."""
        locked, plain = self.passes()
        self.c0, self.c1 = self._updated(self.locked, self.c0, self.c1, locked)
        self.w0, self.w1 = self._updated(self.open, self.w0, self.w1, plain)

    def _updated(
        self, do: Arithmetic, first: Numbers, second: Numbers, passed: tuple[Numbers, ...]
    ) -> tuple[Numbers, Numbers]:
        g0, g1 = backward(do, second, *passed)
        alpha = self.now.learning_rate
        return update(do, first, g0, alpha), update(do, second, g1, alpha)

    def passes(self) -> tuple[tuple[Ints, ...], tuple[Floats, ...]]:
        """Hidden values, slopes and misses of all rows: encrypted, and in the open. [rows, ...] each
        What the metrics have computed, the next step need not compute again."""
        weights, terms = self._passed_at
        if weights is not self.c0 or terms != self.now.terms:  # every step has its own array of weights
            locked = forward(self.locked, self.c0, self.c1, self.now.terms)
            self._passed = locked, forward(self.open, self.w0, self.w1, self.now.terms)
            self._passed_at = self.c0, self.now.terms
        return self._passed

    def misses(self) -> tuple[Floats, Floats]:
        """The answers minus the targets: decrypted, and in the open. [rows] each"""
        (*_, locked), (*_, plain) = self.passes()
        return self.locked.decrypt(locked)[:, 0], plain[:, 0]

    def answers(self) -> tuple[Floats, Floats]:
        """What the network says to the rows: decrypted, and in the open. [rows] each"""
        decrypted, plain = self.misses()
        return decrypted + Y[:, 0], plain + Y[:, 0]

    @halts_on(IntegerOverflow)
    def metrics(self) -> dict[str, float]:
        """`encrypted_loss`: the sizes of the ciphertexts of the misses, all that the cloud can add up;
        `decrypted_loss` and `plain_loss`: the sum of all misses; the accuracies: shares of right answers."""
        (decrypted, plain), cloud = self.misses(), self.passes()[0][-1]
        return {
            "encrypted_loss": float(np.abs(cloud).sum()) / round(self.built.scaling),
            "decrypted_loss": float(np.abs(decrypted).sum()),
            "xor_accuracy": float(np.mean(np.abs(decrypted) < 0.5)),
            "plain_loss": float(np.abs(plain).sum()),
            "plain_accuracy": float(np.mean(np.abs(plain) < 0.5)),
        }

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script

    # --- looking -----------------------------------------------------------------------------------------

    def opened(self) -> Floats:
        """The encrypted weights of both layers, with the key. [4, hidden]"""
        return self.locked.decrypt(np.concatenate([self.c0, self.c1]))

    def inputs(self) -> tuple[Floats, Floats]:
        """What goes into the hidden neurons: decrypted, and in the open. [rows, hidden] each"""
        return X @ self.opened()[:-1], X @ self.w0

    def series(self, x: Floats) -> tuple[Floats, Floats]:
        """The polynomial and the sigmoid [n] at places x [n]."""
        return np.asarray(sigmoid(self.open, x, self.terms)[0]), activations.sigmoid(x)
