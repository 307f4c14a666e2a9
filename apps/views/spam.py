"""What the page of `spam` shows: how far the run is, one message on its way, and the words that weigh most.

Writing a message changes what is looked at, not the run: there is nothing to undo. What is wrong with it is
said under the field it was written in. Whose eyes one looks through is chosen in the browser. The scripts are
`static/js/views/spam/letter.js` and `vocabulary.js`.
"""

from typing import Any

import numpy as np

from apps.page.fields import NAME, File, Message, Text, takes
from apps.page.views import Picture
from playground.crypto.primes import BASES
from playground.data.files import read_file, remark
from playground.data.messages import LONGEST_MESSAGE, MOST_BYTES
from playground.lab import SettingError
from playground.labs.spam import Spam, report
from playground.labs.spam.letter import PARTIES, SIGHTS

LARGEST_FILE = 4 * MOST_BYTES  # bytes: of the longest text, in any encoding
SHOWN = 6  # words at either end of the vocabulary
QUICK = 0.05  # seconds of encrypting, up to which a message is followed while it is typed


class LetterView(Picture[Spam]):
    """The picture in the middle: the four parts of the run, and the message word by word."""

    remembers = ("wrong",)

    def __init__(self) -> None:
        fixed = {"parties": PARTIES, "sights": SIGHTS, "longest": LONGEST_MESSAGE, "most": LARGEST_FILE}
        on = {"file": takes(take_file, file=File(LARGEST_FILE))}
        super().__init__("spam/letter", self._frame, on, undo="Messages from a file", fixed=fixed)
        self.wrong = ""  # with the message that was tried last

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.add(
            write=takes(self._write, settles="letter", refuse=self._refuse, text=Text()),
            attack=takes(self._attack, refuse=self._refuse),
            add=takes(self._add, refuse=self._refuse, word=Text(NAME)),
        )

    def looks(self) -> dict[str, Any]:
        return super().looks() | {"letter": self.shell.lab.letter}

    def look_back(self, looks: dict[str, Any]) -> None:
        self.wrong, self.shell.lab.letter = looks["wrong"], looks["letter"]

    def _write(self, message: Message) -> None:
        self.wrong = ""
        self.shell.lab.write(message["text"])

    def _refuse(self, error: SettingError) -> None:
        self.wrong = str(error)

    def _attack(self, message: Message) -> None:
        lab = self.shell.lab
        if lab.encrypted == 0:  # afterwards nobody can tell which words would help
            self._write({"text": " ".join([lab.letter.text, *report.attack(lab)])})

    def _add(self, message: Message) -> None:
        self._write({"text": f"{self.shell.lab.letter.text} {message['word']}"})

    def _frame(self, lab: Spam) -> dict[str, Any]:
        seen = lab.judged_letter()
        return {
            "part": lab.part,
            "parts": parts(lab),
            "ahead": report.ahead(lab),
            "text": lab.letter.text,
            "number": lab.letter.number,
            "wrong": self.wrong,
            "quick": not seen.locked or report.seconds(lab.built.key_bits, 1) < QUICK,
            "readable": lab.encrypted == 0,
            "locked": seen.locked,
            "pieces": seen.words,
            "known": np.array(seen.known, np.uint8),
            "weights": np.array(seen.weights),
            "totals": np.array(seen.totals),
            "secrets": [report.short(secret, 4) for secret in seen.secrets],
            "sums": [report.short(total, 4) for total in seen.sums],
            "sent": seen.sums[-1],
            "key": public_key(lab),
            "score": seen.decrypted,
            "threshold": lab.threshold,
            "words": alt_text(lab, seen),
        }


def public_key(lab: Spam) -> str:
    """The ends of n in hexadecimal digits; empty until there is a key."""
    return report.short(f"{lab.public.n:x}", 6) if lab.search.over else ""


def parts(lab: Spam) -> list[list[Any]]:
    """Name, done, of how many, and a few words, for each of the four parts."""
    search = lab.search
    found = len(search.found) + (0 if search.over else search.rounds / len(BASES))
    words, tests = len(lab.vocabulary), len(lab.tests)
    return [
        ["learn", lab.pairs, lab.pairs_wanted, f"{lab.pairs:,} of {lab.pairs_wanted:,} pairs"],
        ["key", found, 2, f"{search.number:,} tried, {len(search.found)} of 2 primes"],
        ["encrypt", lab.encrypted, words, f"{lab.encrypted:,} of {words:,} weights"],
        ["judge", lab.judged, tests, f"{lab.judged:,} of {tests:,} messages"],
    ]


def alt_text(lab: Spam, seen: report.Judgement) -> str:
    """The picture for those who cannot see it."""
    doing = next((f"{name}: {says}" for name, _, _, says in parts(lab) if name == lab.part), "All is done")
    verdict = "reported" if seen.decrypted > lab.threshold else "let through"
    way = "added up under encryption, and decrypted" if seen.locked else "added up in plaintext"
    words = f"{len(seen.words)} word{'' if len(seen.words) == 1 else 's'}"
    return (
        f"{doing}. The message “{lab.letter.text}” has {words}. Their weights, {way}, come "
        f"to {seen.decrypted:.2f}; the threshold is {lab.threshold:g}: it is {verdict}."
    )


def take_file(lab: Spam, message: Message) -> str:
    """Learn from the messages in the bytes of a file; what is wrong with it is said above the picture."""
    try:
        text, encoding = read_file(message["file"], "text")
        lab.update(data="own", own=text)
    except ValueError as error:
        raise SettingError("file", str(error)) from None  # the setting `own` may be hidden
    lab.reset()
    return f"{len(lab.training) + len(lab.tests):,} messages from the file. {remark(encoding)}".rstrip()


def vocabulary(lab: Spam) -> dict[str, Any]:
    """The words at both ends of the vocabulary, and what became of the test messages."""
    order = np.argsort(-lab.weights, kind="stable")
    half = min(SHOWN, len(order) // 2)
    places = np.concatenate([order[:half], order[::-1][:half]])  # each end from the outside
    locked = [bool(place < lab.encrypted) for place in places]
    heaviest, lightest = (lab.vocabulary[place] for place in (order[0], order[-1]))
    return {
        "names": [lab.vocabulary[place] for place in places],
        "weights": lab.weights[places],
        "secrets": [
            report.short(report.digits(lab.locked(place)), 3) if hidden else ""
            for place, hidden in zip(places, locked, strict=True)
        ],
        "size": len(order),
        "encrypted": lab.encrypted,
        "verdicts": report.verdicts(lab),
        "words": (
            f"Of {len(order):,} words, “{heaviest}” speaks most for spam and “{lightest}” most against it. "
            f"{lab.encrypted:,} of them are encrypted."
        ),
    }
