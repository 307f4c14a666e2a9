"""What there is to see in the lab `spam`: a letter word by word, the tables behind the picture, findings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from playground.crypto.paillier import Encrypted, encrypt
from playground.lab import Finding, Gradient, Table
from playground.text import bag_of_words

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

SHOWN = 20  # words at either end of the vocabulary
MOST_ADDED = 8  # words that an attacker puts behind a letter
SLOW = 10.0  # seconds of encrypting that are worth a warning
SMALL_KEY = 1024  # bits; below, a key can be taken apart by anybody with patience
FREQUENT = 0.05  # share of wrong verdicts that are worth a word
TYPICAL_EXPONENT = 2.8  # of the time of an encryption over the length of the key, as measured


@dataclass
class Judgement:
    """A letter on its way through the filter; ciphertexts as hexadecimal digits, empty before the lock."""

    locked: bool
    words: list[str]
    known: list[bool] = field(default_factory=list)  # words that were never learnt weigh nothing
    weights: list[float] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)  # the score so far
    secrets: list[str] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)  # the same under encryption
    decrypted: float = 0.0

    @property
    def score(self) -> float:
        return self.totals[-1]


def judge(lab: "Spam", zero: Callable[[], Encrypted]) -> Judgement:
    """Add up the letter's words, in the clear and, once all words are encrypted, under encryption."""
    seen = Judgement(lab.encrypted == len(lab.vocabulary), lab.letter.words)
    total = 0.0
    locked = zero() if seen.locked else None
    for word in seen.words:
        place = lab.place.get(word)
        weight = 0.0 if place is None else float(lab.weights[place])
        total += weight
        seen.known.append(place is not None)
        seen.weights.append(weight)
        seen.totals.append(total)
        secret = lab.locked(place) if locked and place is not None else None
        locked = locked + secret if locked and secret else locked
        seen.secrets.append(digits(secret) if secret else "")
        seen.sums.append(digits(locked) if locked else "")
    seen.decrypted = lab.key.decrypt(locked) if locked else total
    return seen


def digits(number: Encrypted) -> str:
    """A ciphertext in hexadecimal digits, all of them."""
    return f"{number.number:0{number.key.n.bit_length() // 2}x}"


def short(text: str, ends: int) -> str:
    """So many digits at either end, if there are more than these."""
    return text if len(text) <= 2 * ends + 1 else f"{text[:ends]}…{text[-ends:]}"


def attack(lab: "Spam") -> list[str]:
    """The words that somebody who can read the weights adds to the letter to slip it past the filter."""
    excess = lab.judged_letter().score - lab.threshold
    chosen = bag_of_words.innocent_words(lab.weights, excess, MOST_ADDED)
    return [lab.vocabulary[place] for place in chosen]


# --- what it costs -----------------------------------------------------------------------------------------


@cache
def seconds_each() -> float:
    """How long this machine takes to encrypt one number with a key of 256 bits: the best of a few tries.

    Each try is several numbers: a browser's clock is too coarse for one.
    """
    n, times = (1 << 256) - 189, []
    for _ in range(3):
        started = perf_counter()
        for r in range(1, 9):
            encrypt(n, 1, r << 200)
        times.append((perf_counter() - started) / 8)
    return min(times)


def seconds(bits: int, words: int) -> float:
    """About how long so many words will take: an estimate from one short key, for all machines alike."""
    return float(words * seconds_each() * (bits / 256) ** TYPICAL_EXPONENT)


def in_words(duration: float) -> str:
    """A time as people say it."""
    if duration < 1:
        return "less than a second"
    if duration < 90:
        return f"about {duration:.0f} seconds"
    return f"about {duration / 60:.0f} minutes"


def ahead(lab: "Spam") -> str:
    """A sentence if the encrypting that is still to come will take long; else nothing."""
    words = len(lab.vocabulary) - lab.encrypted
    left = seconds(lab.built.key_bits, words)
    return f"Encrypting {words:,} words will take {in_words(left)} on this machine." if left > SLOW else ""


# --- tables ------------------------------------------------------------------------------------------------


def tables(lab: "Spam") -> list[Table]:
    return [_verdicts(lab), _vocabulary(lab), *_key(lab), _sizes(lab)]


def verdicts(lab: "Spam") -> list[int]:
    """How many test messages, in the clear: spam reported and let through, ham the same."""
    reported, spam = lab.test_bags.scores(lab.weights) > lab.threshold, lab.test_answers == 1
    groups = (reported & spam, ~reported & spam, reported & ~spam, ~reported & ~spam)
    return [int(group.sum()) for group in groups]


def _verdicts(lab: "Spam") -> Table:
    kinds = (
        ("spam, reported", "what the officer is looking for (true positive)"),
        ("spam, missed", "a risk to security (false negative)"),
        ("ham, reported", "somebody's privacy is broken for nothing (false positive)"),
        ("ham, let through", "nobody learns that it was written (true negative)"),
    )
    rows = [(kind, str(n), means) for (kind, means), n in zip(kinds, verdicts(lab), strict=True)]
    note = (
        f"{lab.judged} of {len(lab.tests)} judged under encryption, {lab.disagreements} of them differently. "
        "The false alarm rate is the share of ham in what is reported, the missed rate the share of spam in "
        "what is let through."
    )
    return Table("The test messages, judged in plaintext", ("kind", "messages", "what it means"), rows, note)


def _vocabulary(lab: "Spam") -> Table:
    order = np.argsort(-lab.weights)
    rows = [
        (
            lab.vocabulary[place],
            float(lab.weights[place]),
            f"{round(float(lab.weights[place]) * lab.built.scaling):,}",
            short(digits(lab.locked(place)), 7) if place < lab.encrypted else "not yet",
        )
        for place in (order if len(order) <= 2 * SHOWN else [*order[:SHOWN], *order[-SHOWN:]])
    ]
    title = f"The words with the largest weights, of {len(order)}"
    return Table(title, ("word", "weight", "as a whole number", "ciphertext"), rows)


def _key(lab: "Spam") -> Iterator[Table]:
    if lab.search.over:
        key = lab.key
        rows = [("p", str(key.p)), ("q", str(key.q)), ("n = p q", str(key.public.n))]
        yield Table("The key", ("number", "value"), rows, "p and q are the secret key, n is the public key.")


def _sizes(lab: "Spam") -> Table:
    words = len(lab.vocabulary)
    rows = [
        (
            f"{bits:,}",
            f"{round(bits * 0.30103):,}",
            f"{bits // 4:,}",
            f"{bits // 4 * words / 1000:,.0f} kB",
            in_words(seconds(bits, words)),
        )
        for bits in type(lab).param.key_bits.objects
    ]
    columns = ("bits", "digits of n", "bytes a weight", f"{words} words", "time to encrypt them here")
    note = "A weight in plaintext takes 8 bytes. The times are estimates from one short key."
    return Table("What a key size costs", columns, rows, note)


# --- findings ----------------------------------------------------------------------------------------------


def findings(lab: "Spam") -> list[Finding]:
    return [*_slow(lab), *_coarse(lab), *_small(lab), *_wrong(lab)]


def _slow(lab: "Spam") -> Iterator[Finding]:
    if ahead(lab):
        yield Finding(
            "Slow encryption", "note", f"a key of {lab.built.key_bits:,} bits", ahead(lab),
            "The time grows almost with the cube of the key's length. A step is one word: Pause stops it.",
            "A key of 256 bits shows the same at once.",
        )  # fmt: skip


def _coarse(lab: "Spam") -> Iterator[Finding]:
    lost = np.mean(np.round(lab.weights * lab.built.scaling) == 0)
    if lost > 0.5 and lab.pairs:
        yield Finding(
            "Rounding too coarse", "warning", f"scaling factor {lab.built.scaling:,}",
            f"{lost:.0%} of the weights become 0 as whole numbers.",
            "What is rounded away cannot be decrypted again: verdicts under encryption will differ.",
            "Choose a larger scaling factor; it costs nothing.",
        )  # fmt: skip


def _small(lab: "Spam") -> Iterator[Finding]:
    bits = lab.built.key_bits
    if bits < SMALL_KEY:
        yield Finding(
            "Key too short", "note", f"a key of {bits} bits",
            f"n has {round(bits * 0.30103)} digits. Numbers of 250 digits have been factored.",
            "Whoever finds the two primes in n can read everything.",
            "For play it does no harm. For real use, at least 2,048 bits are recommended.",
        )  # fmt: skip


def _wrong(lab: "Spam") -> Iterator[Finding]:
    alarms, missed = lab.reading["false_alarm_rate"], lab.reading["missed_rate"]
    if alarms > FREQUENT and lab.pairs:
        yield Finding(
            "False alarms", "warning", "the test messages",
            f"{alarms:.0%} of the messages that the filter reports are ham: false positives.",
            "Each of them breaks somebody's privacy for nothing. Encryption does not repair a bad filter.",
            "Raise the threshold, or teach it more messages of that kind: my own, under Data.",
        )  # fmt: skip
    if missed > FREQUENT and lab.pairs:
        yield Finding(
            "Missed spam", "warning", "the test messages",
            f"{missed:.0%} of the messages that the filter lets through are spam.",
            "A missed message is a risk to security.",
            "Lower the threshold, or let it learn for more epochs or with another learning rate.",
        )  # fmt: skip


def gradient(lab: "Spam", rng: np.random.RandomState) -> Gradient:
    """The slopes that learning follows, message by message, of all of them at once."""
    slopes = bag_of_words.gradient(lab.weights, lab.bags, lab.answers)
    return Gradient(lab.weights, partial(bag_of_words.loss, bags=lab.bags, answers=lab.answers), slopes)
