"""The formulas of `spam`: the score of the letter, its learning rule, and Paillier's encryption and sum.

A ciphertext has hundreds of digits, of which those at both ends are shown.
"""

from typing import TYPE_CHECKING

import numpy as np

from playground.crypto import paillier
from playground.lab.formula import Formula, Looks, dots, exact, num, part, total
from playground.nn.activations import sigmoid

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

FEW = 6  # words that are written out
NO_KEY = r"\text{first a key must be found}"


def score(lab: "Spam", looks: Looks) -> str:
    seen = lab.judged_letter()
    if len(seen.weights) <= FEW:
        terms = [part("weight", num(weight)) for weight in seen.weights]
    else:
        terms = [*map(num, seen.weights[: FEW - 1]), num(sum(seen.weights[FEW - 1 :]))]
    return rf"{part('score', num(seen.score))} = {total(terms)}"


def learning(lab: "Spam", looks: Looks) -> str:
    """What the next spam message will do to the weight of its first word."""
    if lab.part != "learn":
        return r"\text{the filter has learnt all that it was to learn}"
    places = lab.bags.each[lab.pairs % lab.spam_count]
    if not len(places):
        return r"\text{the next message has no words}"
    w, total_of = float(lab.weights[places[0]]), float(lab.weights[places].sum())
    guess = float(sigmoid(np.array(total_of)))
    times = int(np.sum(places == places[0]))
    rate = lab.learning_rate * times
    new = num(w - rate * (guess - 1), 3)
    return rf"{new} \leftarrow {num(w, 3)} - {exact(rate)} \cdot (\sigma({num(total_of)}) - {exact(1)})"


def words_under_lock(lab: "Spam") -> list[int]:
    """The places of two words of the letter that the filter knows, or of the first ones."""
    known = [lab.place[word] for word in lab.letter.words if word in lab.place]
    return [*dict.fromkeys([*known, 0, 1])][:2]


def encryption(lab: "Spam", looks: Looks) -> str:
    """Of the weight of the first word of the letter."""
    if not lab.search.over:
        return NO_KEY
    place = words_under_lock(lab)[0]
    n, m = lab.public.n, round(float(lab.weights[place]) * lab.built.scaling)
    secret = part("locked", dots(lab.locked(place).number))
    return rf"{secret} = {dots(n + 1)}^{{{exact(m)}}} \cdot r^{{{dots(n)}}} \bmod {dots(n)}^2"


def adding(lab: "Spam", looks: Looks) -> str:
    """The ciphertexts of two words, multiplied, hold the sum of their weights."""
    if not lab.search.over:
        return NO_KEY
    places, n = words_under_lock(lab), lab.public.n
    if len(places) < 2:
        return r"\text{there is only one word}"
    one, other = (lab.locked(place).number for place in places)
    product = paillier.add(n, one, other)
    key = lab.key
    m = paillier.decrypt(n, (key.p - 1) * (key.q - 1), product)
    parts = [round(float(lab.weights[place]) * lab.built.scaling) for place in places]
    return (
        rf"{part('locked', dots(one))} \cdot {part('locked', dots(other))} \bmod {dots(n)}^2"
        rf" \mapsto {exact(parts[0])} + {exact(parts[1])} = {exact(m if 2 * m < n else m - n)}"
    )


FORMULAS = (
    Formula(
        "score",
        rf"{part('score', 's')} = \sum_{{\text{{words}}}} {part('weight', 'w')}",
        score,
        "The score of a message is the sum of the weights of its words; above the threshold it is reported.",
    ),
    Formula(
        "learning rule",
        r"w \leftarrow w - \eta\, (\sigma(s) - y)",
        learning,
        "Each word moves by the learning rate η times the error of the guess σ(s); y is 1 for spam.",
    ),
    Formula(
        "encryption",
        rf"{part('locked', 'c')} = g^m\, r^n \bmod n^2",
        encryption,
        "Paillier: the weight m, a whole number, is an exponent of g = n + 1, and a random r hides it.",
    ),
    Formula(
        "sum under encryption",
        rf"{part('locked', 'c_1')}\, {part('locked', 'c_2')} \bmod n^2 \mapsto m_1 + m_2",
        adding,
        "The product of two ciphertexts decrypts to the sum of what is in them.",
    ),
)
