"""The lab `vectors`: a small vector is encrypted, and computed on by somebody who cannot read it.

A step is one operation on the ciphertext: add another one, take a multiple, apply a matrix, multiply. The
noise grows with each, and when it passes half of w the vector decrypts to something else. What the owner of
the key would get by computing in the open is kept beside it, so that noise and mistakes can be told.

The cipher is `playground.crypto.integer_vectors`; its arithmetic, `playground.crypto.int64`, never overflows
in silence.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.crypto import int64
from playground.crypto.int64 import IntegerOverflow, Ints, from_halves, to_halves
from playground.crypto.integer_vectors import Cipher
from playground.lab import Array, Lab, SettingError, halts_on, settings
from playground.labs.vectors import content, report, script, teaching
from playground.labs.vectors.formulas import FORMULAS
from playground.labs.vectors.guide import GUIDE
from playground.labs.vectors.parse import matrix_from, square, vector_from

OPERATIONS = ("transform", "add", "scale", "product", "inner")


class Vectors(Lab):
    """See the module. `c` is the ciphertext, `plain` what it should decrypt to, `d` the ciphertext of y."""

    slug = "vectors"
    title = "Sums in a locked box"
    question = "How can a computer work with numbers that it cannot read?"
    invitation = "Press Play: encrypted numbers are added, until there is too much noise to decrypt them."
    minutes = 15
    for_whom = "For everybody who can multiply a matrix by a vector."
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    most = 2.0**64  # what does not fit into whole numbers of 64 bits is noticed before
    healthy = "there is noise budget left, no number is too long, and noise hides keys and plaintexts"
    headline = ("noise_left", "wrong")
    guide = GUIDE
    opening = "adding"
    essential = ("x", "y", "operation", "w", "noise")
    teaches = (
        "plaintext", "ciphertext", "secret key", "public key", "homomorphic", "noise", "noise budget",
        "key switch",
    )  # fmt: skip

    x = settings.Text(
        "1, 2, 3, 5", longest=100, parse=vector_from, label="Vector x", group="Numbers",
        doc="The plaintext: two to six whole numbers from −1,000 to 1,000, with commas between.",
    )  # fmt: skip
    y = settings.Text(
        "2, 0, 1, -1", longest=100, parse=vector_from, label="Vector y", group="Numbers",
        doc="A second encrypted vector, as long as x. Steps add it to x, or multiply x by it.",
    )  # fmt: skip
    operation = settings.Choice(
        "transform", OPERATIONS, label="Operation", group="Computing", live=True,
        labels={
            "transform": "transform by G", "add": "add y", "scale": "times a factor", "product": "times y",
            "inner": "inner product with y",
        },
        doc="""What a step does to the ciphertext: transform it by the matrix G, add y, times a factor,
        multiply by y place by place, or put the sum of these products (the inner product) into the first
        place.""",
    )  # fmt: skip
    factor = settings.Integer(
        2, bounds=(-9, 9), label="Factor", group="Computing", live=True,
        doc="What the operation “times a factor” multiplies every number by.",
    )  # fmt: skip
    matrix = settings.Text(
        "turn", longest=300, rows=2, parse=matrix_from, label="Matrix G", group="Computing",
        doc="""The matrix of the operation “transform by G”: turn (each number moves on by one place), mirror,
        differences or sums; or rows of your own whole numbers, such as 0 1; 1 0 for two places.""",
    )  # fmt: skip
    w = settings.Log(
        4096.0, bounds=(1, 2**30), label="Scale w", group="Cipher",
        doc="""The number that x is multiplied by before it is encrypted, rounded to a whole number. The noise
        must stay below half of it.""",
    )  # fmt: skip
    bits = settings.Integer(
        30, bounds=(1, 40), label="Bit length", group="Cipher",
        doc="How many binary digits of a number a key switch keeps. Longer numbers lose their upper digits.",
    )  # fmt: skip
    noise = settings.Integer(
        10, bounds=(0, 1000), label="Noise", group="Cipher",
        doc="The random numbers that hide plaintexts and keys are between minus and plus this number.",
    )  # fmt: skip

    arrays = (
        Array("cipher", of="c", encode=to_halves, decode=from_halves),
        Array("plain", encode=to_halves, decode=from_halves),
        Array("cut", low=0, high=1e9),
    )

    def check(self, values: dict[str, Any]) -> None:
        self.typed(values)

    def typed(self, values: Mapping[str, Any] | None = None) -> tuple[Ints, Ints, Ints]:
        """x [m], y [m] and G [m, m] as they are set. Raises `SettingError` if they do not go together."""
        x, y, matrix = (self.parsed(name, values) for name in ("x", "y", "matrix"))
        if len(x) != len(y):
            other = "x" if values and values["x"] != self.x else "y"
            raise SettingError(other, f"y must be as long as x: {len(x)} numbers, not {len(y)}")
        try:
            return x, y, square(matrix, len(x))
        except ValueError as error:
            raise SettingError("matrix", str(error)) from None

    # --- the model ---------------------------------------------------------------------------------------

    @halts_on(IntegerOverflow)
    def build(self) -> None:
        """Make the keys, and encrypt x and y."""
        self.plain, self.y_plain, self.G = self.typed()
        m, rng, w, ones = len(self.plain), self.rng, round(self.w), np.eye(len(self.plain), dtype=np.int64)
        self.cipher = Cipher(w, self.bits, self.noise, masks=max(10, w))
        self.secret = self.cipher.secret_key(m, rng)  # [m, m + 1]
        self.public = self.cipher.encryption_key(self.secret, rng)
        self.transforming = self.cipher.linear_transform_key(self.G, self.secret, rng)
        self.multiplying = self.cipher.product_key([np.diag(one) for one in ones], self.secret, rng)
        only_first = [ones, *(0 * ones for _ in range(m - 1))]
        self.inner_product = self.cipher.product_key(only_first, self.secret, rng)
        encoded = [self.cipher.encode(v, rng) for v in (self.plain, self.y_plain)]
        self.c, self.d = (self.cipher.key_switch(self.public, one) for one in encoded)
        self.cut = self.cipher.cut_by(encoded[0])  # numbers that have lost digits so far

    @halts_on(IntegerOverflow)
    def learn(self) -> None:
        """One operation; if a number might not fit, none, and the run stops."""
        c, x, y, cipher, operation = self.c, self.plain, self.y_plain, self.cipher, self.now.operation
        if operation == "add":
            self.c, self.plain = int64.add(c, self.d), int64.add(x, y)
        elif operation == "scale":
            self.c, self.plain = int64.multiply(c, self.now.factor), int64.multiply(x, self.now.factor)
        elif operation == "transform":
            self._key_switch(self.transforming, c, int64.matmul(self.G, x))
        elif operation == "product":
            self._key_switch(self.multiplying, cipher.outer(c, self.d), int64.multiply(x, y))
        else:
            first = np.eye(len(x), dtype=np.int64)[0]
            self._key_switch(self.inner_product, cipher.outer(c, self.d), first * int64.matmul(x, y))

    def _key_switch(self, key: Ints, c: Ints, result: Ints) -> None:
        """A step that ends with a switch of keys, after which `result` should be read."""
        int64.multiply(result, self.cipher.w)  # can it still be compared?
        switched, cut = self.cipher.key_switch(key, c), self.cipher.cut_by(c)
        self.c, self.plain, self.cut = switched, result, self.cut + cut

    @halts_on(IntegerOverflow)
    def metrics(self) -> dict[str, float]:
        """`largest_noise`: that of the worst place; `noise_left`: the share of w / 2 that it does not use up;
        `wrong`: places that decrypt to a wrong number; `bits_needed`: by the longest number of the
        ciphertext; `cut`: how many numbers have lost digits."""
        largest_noise = float(int64.largest(self.errors()))
        return {
            "largest_noise": largest_noise,
            "noise_left": max(0.0, 1 - largest_noise / (self.cipher.w / 2)),
            "wrong": float(np.sum(self.cipher.decrypt(self.secret, self.c) != self.plain)),
            "bits_needed": float(int64.bits_needed(self.c)),
            "cut": float(self.cut),
        }

    def errors(self) -> Ints:
        """The noise in every place. [m]"""
        return self.cipher.noise_in(self.secret, self.c, self.plain)

    def due(self) -> bool:
        try:
            return bool(np.any(self.cipher.decrypt(self.secret, self.c) != self.plain))
        except IntegerOverflow:
            return True

    finished, tables, findings = report.finished, report.tables, report.findings
    script = script.script

    # --- by hand -----------------------------------------------------------------------------------------

    def apply(self, operation: str) -> str:
        """One step with this operation, which is also what the steps after it will do. Says why not.

        Raises `SettingError` for an operation that there is not, and if the run has stopped.
        """
        operation = self.checked("operation", operation)
        if self.stopped:
            raise SettingError("operation", f"{self.stopped} Go back, or reset.")
        self.update(operation=operation)
        self.run(1)
        return self.stopped
