"""The lab `vectors`: a small vector is encrypted, and computed on by somebody who cannot read it.

A step is one operation on the ciphertext: add another one, take a multiple, apply a matrix, multiply. The
noise grows with each, and when it passes half of w the vector decrypts to something else. What the owner of
the key would get by computing in the open is kept beside it, so that noise and mistakes can be told.

The cipher is `playground.crypto.integer_vectors`; its arithmetic, `playground.crypto.int64`, never overflows
in silence.
"""

from typing import Any

import numpy as np
import param

from playground.crypto.int64 import (
    IntegerOverflow,
    Ints,
    add,
    bits_needed,
    from_halves,
    largest,
    multiply,
    scale,
    to_halves,
)  # fmt: skip
from playground.crypto.integer_vectors import Cipher
from playground.lab import Lab, Table, settings
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.lab.settings import SettingError
from playground.labs.vectors.content import ABOUT, CHALLENGES, PRESETS, SOURCES, STORY
from playground.labs.vectors.parse import matrix_from, vector_from
from playground.labs.vectors.report import findings, half, plain, tables
from playground.labs.vectors.script import script

OPERATIONS = ("transform", "add", "scale", "product", "inner")


class Vectors(Lab):
    """See the module. `c` is the ciphertext, `plain` what it should decrypt to, `d` the ciphertext of y."""

    slug = "vectors"
    title = "Sums in a locked box"
    question = "How can somebody compute with numbers that they cannot read?"
    invitation = "Press Play and watch the noise grow until the box does not open rightly any more."
    minutes = 15
    for_whom = "For everybody who can multiply a matrix by a vector."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    x = settings.Text(
        "1, 2, 3, 5", longest=100, label="Vector x",
        doc="The numbers to hide: two to six whole numbers from −1,000 to 1,000, with commas between.",
    )  # fmt: skip
    y = settings.Text(
        "2, 0, 1, -1", longest=100, label="Vector y",
        doc="A second hidden vector, as long as x: it is what is added, and what is multiplied with.",
    )  # fmt: skip
    matrix = settings.Text(
        "turn", longest=300, rows=2, label="Matrix G",
        doc="""What transforms the vector: turn (each number moves on by one place), mirror, differences or
        sums; or rows of your own whole numbers, such as 0 1; 1 0 for two places.""",
    )  # fmt: skip
    operation: Any = param.Selector(
        default="transform", objects=list(OPERATIONS), label="A step will",
        doc="""What a step does to the ciphertext: transform by G, add y, scale by the factor, product (times
        y, place by place), or inner (the sum of these products, put into the first place).""",
    )  # fmt: skip
    factor = param.Integer(2, bounds=(-9, 9), label="Factor", doc="What scaling multiplies every number by.")
    w = settings.Log(
        4096.0, bounds=(1, 2**30), label="w",
        doc="""The number that x is multiplied by before it is hidden, rounded to a whole one. Noise of up to
        half of it can be told from the message.""",
    )  # fmt: skip
    bits = param.Integer(
        30, bounds=(1, 40), label="Bit length",
        doc="How many binary digits of a number are kept when keys are switched. Longer ones lose the rest.",
    )  # fmt: skip
    noise = param.Integer(
        10, bounds=(0, 1000), label="Noise",
        doc="The bound of the random numbers that blur messages and keys: from minus to plus so much.",
    )  # fmt: skip

    groups = {
        "Numbers": ("x", "y"),
        "Computing": ("operation", "factor", "matrix"),
        "Cipher": ("w", "bits", "noise"),
    }
    live = frozenset({"operation", "factor"})
    most = 2.0**64  # what does not fit into whole numbers of 64 bits is noticed before
    healthy = "there is room for the noise, no number is too long, and keys and messages are blurred"
    headline = ("noise_left", "wrong")
    shared = ("cipher", "plain", "cut")

    # --- settings ----------------------------------------------------------------------------------------

    def check(self, values: dict[str, Any]) -> None:
        x, y = vector_from(values["x"], "x"), vector_from(values["y"], "y")
        if len(x) != len(y):
            raise SettingError("y", f"y must be as long as x: {len(x)} numbers, not {len(y)}")
        matrix_from(values["matrix"], len(x))

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the keys, and encrypt x and y."""
        x, y = vector_from(self.x, "x"), vector_from(self.y, "y")
        m, rng, w = len(x), self.rng, round(self.w)
        self.cipher = Cipher(w, self.bits, self.noise, masks=max(10, w))
        self.G, ones = matrix_from(self.matrix, m), np.eye(m, dtype=np.int64)
        self.secret = self.cipher.secret_key(m, rng)  # [m, m + 1]
        self.public = self.cipher.encryption_key(self.secret, rng)
        self.transforming = self.cipher.transforming_key(self.G, self.secret, rng)
        self.multiplying = self.cipher.product_key([np.diag(one) for one in ones], self.secret, rng)
        only_first = [ones, *(0 * ones for _ in range(m - 1))]
        self.inner_product = self.cipher.product_key(only_first, self.secret, rng)
        messages = [self.cipher.message(v, rng) for v in (x, y)]
        self.c, self.d = (self.cipher.switch(self.public, message) for message in messages)
        self.cut = self.cipher.cut_by(messages[0])  # numbers that have lost digits so far
        self.plain, self.y_plain = x, y
        self._overflow = ""

    def learn(self) -> None:
        """One operation; if a number might not fit, none, and the run stops."""
        try:
            c, result, cut = self._operate()
        except IntegerOverflow as error:
            self._overflow = str(error)
        else:
            self.c, self.plain, self.cut = c, result, self.cut + cut

    def _operate(self) -> tuple[Ints, Ints, int]:
        """The next ciphertext, what it should hold, and how many numbers were cut on the way."""
        c, x, y, cipher = self.c, self.plain, self.y_plain, self.cipher
        if self.operation == "add":
            return add(c, self.d), add(x, y), 0
        if self.operation == "scale":
            return scale(c, self.factor), scale(x, self.factor), 0
        if self.operation == "transform":
            return self._switched(self.transforming, c, multiply(self.G, x))
        products = cipher.outer(c, self.d)
        if self.operation == "product":
            return self._switched(self.multiplying, products, scale(x, y))
        first = np.eye(len(x), dtype=np.int64)[0]
        return self._switched(self.inner_product, products, first * multiply(x, y))

    def _switched(self, key: Ints, c: Ints, result: Ints) -> tuple[Ints, Ints, int]:
        scale(result, self.cipher.w)  # can it still be compared?
        return self.cipher.switch(key, c), result, self.cipher.cut_by(c)

    def metrics(self) -> dict[str, float]:
        """`noise`: the worst place's; `noise_left`: the share of w / 2 that it does not use up; `wrong`:
        places that decrypt to a wrong number; `bits_needed`: by the longest number of the ciphertext; `cut`:
        how many numbers have lost digits."""
        try:
            noise = float(largest(self.errors()))
            wrong = float(np.sum(self.cipher.decrypt(self.secret, self.c) != self.plain))
        except IntegerOverflow as error:
            self._overflow, noise, wrong = str(error), np.nan, np.nan
        return {
            "noise": np.nan if self._overflow else noise,
            "noise_left": max(0.0, 1 - noise / (self.cipher.w / 2)),
            "wrong": wrong,
            "bits_needed": float(bits_needed(self.c)),
            "cut": float(self.cut),
        }

    def errors(self) -> Ints:
        """The noise in every place. [m]"""
        return self.cipher.noise_in(self.secret, self.c, self.plain)

    def state(self) -> Arrays:
        return {
            "cipher": to_halves(self.c),
            "plain": to_halves(self.plain),
            "cut": np.array([float(self.cut)]),
        }

    def load_state(self, arrays: Arrays) -> None:
        try:
            c, result = from_halves(arrays["cipher"]), from_halves(arrays["plain"])
        except ValueError:
            raise SettingError("#w", "the ciphertext in this link is damaged; it was left out") from None
        self.c, self.plain, self.cut = c, result, int(np.clip(arrays["cut"][0], 0, 10**9))
        self._overflow = ""

    def finished(self) -> str:
        read = self.cipher.decrypt(self.secret, self.c)
        places = np.flatnonzero(read != self.plain)
        if not len(places):
            return ""
        place = places[0]
        why = " Digits of numbers that were too long have been cut off." if self.cut else ""
        return (
            f"Decryption fails: place {place + 1} reads {plain(read[place])} and should be "
            f"{plain(self.plain[place])}. Its noise is {plain(self.errors()[place])}, and half of w is "
            f"{half(self.cipher.w)}.{why}"
        )

    def due(self) -> bool:
        try:
            return bool(np.any(self.cipher.decrypt(self.secret, self.c) != self.plain))
        except IntegerOverflow:
            return True

    def trouble(self) -> str:
        return self._overflow or super().trouble()

    def code(self, steps: int | None = None) -> str:
        x, y = vector_from(self.x, "x"), vector_from(self.y, "y")
        w = round(self.w)
        return script(
            self.operation, x, y, matrix_from(self.matrix, len(x)), self.factor, w, self.bits, self.noise,
            max(10, w), self.seed, self.until_it_stops(steps),
        )  # fmt: skip

    # --- by hand -----------------------------------------------------------------------------------------

    def apply(self, operation: str) -> str:
        """One step with this operation, which is also what the steps after it will do. Says why not."""
        operation = self.checked("operation", operation)
        if self.stopped:
            raise SettingError("operation", f"{self.stopped} Go back, or reset.")
        self.update(operation=operation)
        self.run(1)
        return self.stopped

    # --- what the challenges ask -------------------------------------------------------------------------

    @property
    def built_w(self) -> int:
        """The w of the present ciphertext; the setting may have been changed since."""
        return self.cipher.w

    @property
    def built_noise(self) -> int:
        return self.cipher.noise

    def only(self, operation: str) -> bool:
        """Whether all steps so far were of this kind."""
        return self.operation == operation and not self.altered

    def no_easy_numbers(self) -> bool:
        """Whether products change every place of x and of y."""
        return bool(np.all(np.abs([vector_from(self._built["x"], "x"), self.y_plain]) > 1))

    # --- what there is to read ---------------------------------------------------------------------------

    def tables(self) -> list[Table]:
        return tables(self)

    def findings(self) -> list[Finding]:
        return findings(self)
