"""The formulas of `vectors`, with the numbers of the first place of the vector."""

from typing import TYPE_CHECKING

from playground.crypto import int64
from playground.crypto.int64 import IntegerOverflow
from playground.lab.formula import Formula, Looks, exact, part

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors

PLACE = 0


def secret_times(lab: "Vectors") -> str:
    """S c in the first place: the number there, and T times the last one."""
    c, T = lab.c, int(lab.secret[PLACE, -1])
    return rf"{part('cipher', exact(c[PLACE]))} + {exact(T)} \cdot {part('cipher', exact(c[-1]))}"


def holds(lab: "Vectors", looks: Looks) -> str:
    x, e = exact(lab.plain[PLACE]), exact(lab.errors()[PLACE])
    return rf"{secret_times(lab)} = {exact(lab.cipher.w)} \cdot {part('plain', x)} + {part('noise', e)}"


def decrypts(lab: "Vectors", looks: Looks) -> str:
    opened = int64.matmul(lab.c, lab.secret.T)[PLACE]
    read = int(lab.cipher.decrypt(lab.secret, lab.c)[PLACE])
    share = rf"\frac{{{exact(opened)}}}{{{exact(lab.cipher.w)}}}"
    return rf"{part('read', exact(read))} = \left\lfloor {share} \right\rceil"


def switch(lab: "Vectors", looks: Looks) -> str:
    """What a transformation by G would bring: the ciphertext is one of G x already, under the key G S."""
    try:
        under_old = int64.matmul(int64.matmul(lab.G, lab.secret), lab.c)[PLACE]
        switched = lab.cipher.key_switch(lab.transforming, lab.c)
        under_new = int64.matmul(switched, lab.secret.T)[PLACE]
    except IntegerOverflow:
        return r"\text{the numbers have grown too long}"
    added = part("noise", exact(under_new - under_old))
    return rf"{exact(under_new)} = {exact(under_old)} + {added}"


FORMULAS = (
    Formula(
        "ciphertext",
        rf"S\, {part('cipher', 'c')} = w\, {part('plain', 'x')} + {part('noise', 'e')}",
        holds,
        "The ciphertext c holds x: the secret key S brings out w x, blurred by the noise e.",
    ),
    Formula(
        "decryption",
        rf"{part('read', 'x')} = \left\lfloor \frac{{S\, {part('cipher', 'c')}}}{{w}} \right\rceil",
        decrypts,
        "Divided by w and rounded, it is x again, as long as the noise is below half of w.",
    ),
    Formula(
        "key switch",
        rf"{part('cipher', r"c'")} = M c^*, \quad S\, {part('cipher', r"c'")} ="
        rf" S_{{\text{{old}}}}\, {part('cipher', 'c')} + {part('noise', 'E c^*')}",
        switch,
        "The public M brings c under the key S and opens nothing; c* are the digits of c, E is new noise.",
    ),
)
