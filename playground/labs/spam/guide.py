"""The guide of the lab `spam`: a filter that all can read, and the same under encryption."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep
from playground.labs.spam import report

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

LUNCH, OFFER = "Free lunch, call me", "Claim your free phone now"  # what a learner could write
STRICTER = 1.0  # a threshold


def _has_learnt(lab: "Spam") -> bool:
    return lab.part != "learn"


def _evade(lab: "Spam") -> None:
    """Write what a spammer would, who can read the weights."""
    lab.write(LUNCH)
    if lab.encrypted == 0:
        lab.write(" ".join([LUNCH, *report.attack(lab)]))


def _evaded(lab: "Spam") -> bool:
    """A message that was written here passes."""
    return lab.letter.number > 0 and lab.judged_letter().score <= lab.threshold


def _is_encrypted(lab: "Spam") -> bool:
    return lab.encrypted == len(lab.vocabulary)


def _has_judged(lab: "Spam") -> bool:
    return lab.part == "done"


def _write_an_offer(lab: "Spam") -> None:
    lab.write(OFFER)


GUIDE = (
    GuideStep(
        "A filter learns from messages marked *spam* (unwanted) or *ham*. Which [words](vocabulary) get a"
        " large *weight*?",
        button="Let it learn",
        steps=20_000,
        lights="vocabulary",
        done=_has_learnt,
    ),
    GuideStep(
        "The [score](score) is the sum of the weights of the words. Whoever can read them knows what to add:"
        " evade it.",
        button="Evade it",
        do=_evade,
        lights="message",
        done=_evaded,
    ),
    GuideStep(
        "So the weights are encrypted. Two secret primes make a [key](key); then each weight becomes a"
        " *ciphertext*.",
        button="Encrypt",
        steps=20_000,
        lights="parts",
        done=_is_encrypted,
    ),
    GuideStep(
        "The product of two ciphertexts holds the *sum* of their weights. Judge the test messages that way,"
        " unread.",
        button="Judge them",
        steps=2000,
        lights="parts",
        done=_has_judged,
    ),
    GuideStep(
        "Only the officer's [secret key](secret-key) decrypts the sum. Write a message, and choose"
        " [who looks](who).",
        button="Write one",
        do=_write_an_offer,
        lights="who",
    ),
    GuideStep(
        "Encryption does not make it right. Raise the *threshold*: fewer false positives, and more spam is"
        " missed.",
        button="Raise it",
        settings={"threshold": STRICTER},
        lights="threshold",
        done=lambda lab: lab.threshold >= STRICTER,
    ),
)
