"""What the lab `vectors` has to read: every place, the ciphertexts, the attack, and what to beware of."""

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.crypto.int64 import bits_needed, largest
from playground.lab import Finding, Table

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors


def finished(lab: "Vectors") -> str:
    """Why a run is over: the first place that the key reads wrongly."""
    decrypted = lab.cipher.decrypt(lab.secret, lab.c)
    places = np.flatnonzero(decrypted != lab.plain)
    if not len(places):
        return ""
    place = places[0]
    why = " Digits of numbers that were too long have been cut off." if lab.cut else ""
    return (
        f"Decryption fails: place {place + 1} reads {plain(decrypted[place])} and should be "
        f"{plain(lab.plain[place])}. Its noise is {plain(lab.errors()[place])}, and half of w is "
        f"{half(lab.cipher.w)}.{why}"
    )


def tables(lab: "Vectors") -> list[Table]:
    decrypted, errors = lab.cipher.decrypt(lab.secret, lab.c), lab.errors()
    rows = zip(lab.plain, decrypted, errors, strict=True)
    attack = zip(lab.cipher.crack(lab.public), lab.secret[:, -1], strict=True)
    return [
        Table(
            "Every place",
            ("place", "plaintext", "decrypted", "noise", "noise budget left"),
            [
                (str(i), plain(x), plain(r), plain(e), plain(lab.cipher.w // 2 - abs(int(e))))
                for i, (x, r, e) in enumerate(rows, start=1)
            ],
            "Only the owner of the key sees this. The plaintext is computed without encryption.",
        ),
        Table(
            "The ciphertexts",
            ("vector", *(f"c{i}" for i in range(1, len(lab.c) + 1))),
            [(name, *map(plain, c)) for name, c in (("of the result", lab.c), ("of y", lab.d))],
            "Without the key, this is all there is to see.",
        ),
        Table(
            "An attack",
            ("place", "from the public key", "secret key"),
            [(str(i), plain(guess), plain(true)) for i, (guess, true) in enumerate(attack, start=1)],
            "Not secure: a straight line through the numbers of the public key finds the secret key.",
        ),
    ]


def findings(lab: "Vectors") -> list[Finding]:
    """Little noise budget, numbers about to be cut, a plaintext without noise."""
    found, needed = [], bits_needed(lab.c)
    left = 1 - largest(lab.errors()) / (lab.cipher.w / 2)
    if left < 0.25:
        found.append(Finding(
            "Little noise budget", "problem" if left < 0 else "warning", "the ciphertext",
            f"{max(left, 0):.0%} of the noise budget is left.",
            "When none is left, a place is decrypted to a wrong number.",
            "Reset with a larger w or a smaller noise.",
        ))  # fmt: skip
    if lab.cut or needed > lab.cipher.bits:
        found.append(Finding(
            "Numbers too long", "problem", "the ciphertext",
            f"The longest number has {needed} digits, {lab.cipher.bits} are kept. Cut so far: {lab.cut}.",
            "What is cut off is the largest part of a number.",
            "Reset with a larger bit length, or a smaller w.",
        ))  # fmt: skip
    if not lab.cipher.noise:
        found.append(Finding(
            "No noise", "note", "the keys", "The noise is 0.",
            "Without noise equal plaintexts can have equal ciphertexts, and a few give the key away.",
            "Reset with a little noise.",
        ))  # fmt: skip
    return found


def plain(number: Any) -> str:
    """A whole number as people read it."""
    return f"{int(number):,}".replace("-", "−")


def half(w: int) -> str:
    """Half of w, the bound of the noise."""
    return f"{w / 2:,.1f}".removesuffix(".0")
