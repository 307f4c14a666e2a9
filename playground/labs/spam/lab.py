"""The lab `spam`: a filter learns to weigh words, its weights are locked, and it judges without being read.

The run has four parts, and a step is one piece of whichever part is under way:

    learn    one spam and one other message; then the weights move
    key      one test of one number, until two primes are found
    encrypt  the weight of one word
    judge    one test message, as a sum of ciphertexts; the officer decrypts the sum

So the long parts can be watched, paused, and gone back over. The words are cut in
`playground.data.messages`, the filter is `playground.text.bag_of_words`, the lock
`playground.crypto.paillier` with its `primes`; `letter.py` follows one message through it.
"""

from functools import partial
from typing import Any

import numpy as np
import param

from playground.crypto import primes
from playground.crypto.paillier import Encrypted, PublicKey, SecretKey
from playground.data import messages
from playground.lab import Lab, Table, settings
from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.lab.settings import SettingError
from playground.labs.spam import report
from playground.labs.spam.content import ABOUT, CHALLENGES, FIRST_LETTER, OWN, PRESETS, SOURCES, STORY
from playground.labs.spam.letter import Letter
from playground.labs.spam.script import script
from playground.nn import gradcheck
from playground.text import bag_of_words

LARGEST_WEIGHT = 1e6  # that a link may bring
MOST_CHECKED = 32  # gradients
GRAINS = 2  # random numbers besides those of words and tests: for the key, and for the letter


class Spam(Lab):
    """`weights` [vocabulary] can be read; of them the first `encrypted` are under lock as well."""

    slug = "spam"
    title = "A filter that nobody can read"
    question = "Can a program judge your messages without learning its own verdict?"
    invitation = "Press Play: a filter learns, its weights go under lock, and it judges all the same."
    minutes = 15
    for_whom = "For everybody: it takes words, weights and large whole numbers."
    story, sources, presets, about, challenges = STORY, SOURCES, PRESETS, ABOUT, CHALLENGES

    dataset: Any = param.Selector(
        default="built-in", objects=["built-in", "own"], label="Messages",
        doc="""What the filter learns from: short messages that were written for this lab, or your own. Every
        fifth message of each kind is kept for the test.""",
    )  # fmt: skip
    own = settings.Text(
        OWN, longest=messages.MOST_BYTES, rows=6, label="Own messages",
        doc=f"""One message a line: spam or ham, a comma or a tab, then the message. Up to
        {messages.MOST_MESSAGES} of them, and at least two of each kind.""",
    )  # fmt: skip
    alpha = settings.Log(
        0.1, bounds=(1e-4, 10), label="Alpha",
        doc="The learning rate: how far a wrong guess moves the weight of each word in the message.",
    )  # fmt: skip
    passes = param.Integer(
        3, bounds=(1, 50), label="Passes",
        doc="How often the filter goes through all messages before its weights are locked.",
    )  # fmt: skip
    key_bits: Any = param.Selector(
        default=256, objects=[128, 256, 512, 1024, 2048], label="Key size in bits",
        doc="""How long the public key is. 128 is a toy that falls in a moment; 2048 is in earnest, and takes
        minutes for the whole vocabulary, in a browser far longer. 256 shows the same at once.""",
    )  # fmt: skip
    scaling: Any = param.Selector(
        default=1000, objects=[1, 10, 100, 1000, 1_000_000], label="Scaling",
        doc="""Only whole numbers can be encrypted, so every weight is multiplied by this and rounded. With 1,
        a weight of 0.4 becomes 0.""",
    )  # fmt: skip

    threshold = param.Number(
        0.0, bounds=(-5.0, 5.0), step=0.1, label="Threshold",
        doc="""A message whose score is above this is reported. Raise it, and fewer innocent ones are reported
        but more spam is missed. The officer applies it after decrypting.""",
    )  # fmt: skip

    groups = {
        "Data": ("dataset", "own"),
        "Learning": ("alpha", "passes", "threshold"),
        "Encryption": ("key_bits", "scaling"),
    }
    live = frozenset({"alpha", "threshold"})
    healthy = "the key is long enough, the weights outlive the rounding, and few verdicts are wrong"
    headline = ("miss", "test_accuracy", "encrypted_words", "disagreements")
    shared = ("weights", "progress")
    pace = 6

    def check(self, values: dict[str, Any]) -> None:
        if values["dataset"] == "own":
            _own(values["own"])

    def irrelevant(self) -> set[str]:
        return {"own"} if self.dataset != "own" else set()

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        found = _own(self.own) if self.dataset == "own" else messages.built_in()
        spam, ham, tests = ([*map(_words, part)] for part in messages.split(found))
        self.training, self.tests = spam + ham, tests  # lists of words
        self.answers = np.repeat([1.0, 0.0], [len(spam), len(ham)])
        self.test_answers = np.array([float(m.spam) for m in messages.split(found)[2]])
        self.vocabulary = sorted({word for words in self.training for word in words})
        self.place = {word: i for i, word in enumerate(self.vocabulary)}
        self.bags, self.test_bags = (bag_of_words.Bags(part, self.place) for part in (self.training, tests))
        self.spam_count, self.pairs_wanted = len(spam), self.passes * max(len(spam), len(ham))
        self.weights = (self.rng.rand(len(self.vocabulary)) - 0.5) * 0.1
        grains = self.rng.randint(0, 2**32, len(self.vocabulary) + len(tests) + GRAINS, np.int64)
        self._grains: list[int] = grains.tolist()  # where the noise of every encryption starts
        self.bits, self.scale = self.key_bits, self.scaling
        self.search = primes.Search(self.bits // 2, self._grains[-1])
        self.pairs = self.encrypted = self.judged = self.disagreements = 0
        self._locked: dict[tuple[int, int, int], Encrypted] = {}
        self.letter = Letter(FIRST_LETTER)
        self._read_of: tuple[Any, ...] = ()  # what `_seen` is the reading of
        self._seen = report.Reading(False, [])

    def learn(self) -> None:
        """One piece of the part that is under way."""
        match self.part:
            case "learn":
                self._study()
            case "key":
                self.search.step()
            case "encrypt":
                self.locked(self.encrypted)
                self.encrypted += 1
            case "judge":
                self._judge()

    @property
    def part(self) -> str:
        """Which part of the run is under way: learn, key, encrypt, judge; at the end, done."""
        if self.pairs < self.pairs_wanted:
            return "learn"
        if not self.search.over:
            return "key"
        if self.encrypted < len(self.vocabulary):
            return "encrypt"
        return "judge" if self.judged < len(self.tests) else "done"

    def _study(self) -> None:
        """One spam message and one other; the shorter list starts again when it is through."""
        spam, ham = self.bags.each[: self.spam_count], self.bags.each[self.spam_count :]
        for part, answer in ((spam, 1.0), (ham, 0.0)):
            bag_of_words.learn(self.weights, part[self.pairs % len(part)], answer, self.alpha)
        self.pairs += 1

    def _judge(self) -> None:
        """One test message under encryption, beside the same in the clear."""
        places, grain = self.test_bags.each[self.judged], self._grains[len(self.vocabulary) + self.judged]
        total = self.zero(grain)
        for place, count in zip(*np.unique(places, return_counts=True), strict=True):
            total += self.locked(place) * int(count)
        plain = self.test_bags.scores(self.weights)[self.judged]
        self.disagreements += (self.key.decrypt(total) > self.threshold) != (plain > self.threshold)
        self.judged += 1

    # --- under lock --------------------------------------------------------------------------------------

    @property
    def key(self) -> SecretKey:
        """The officer's; there must be one."""
        return SecretKey(*self.search.primes)

    @property
    def public(self) -> PublicKey:
        return self.key.public

    def locked(self, place: int) -> Encrypted:
        """The weight of a word under encryption; its noise follows from the seed: it is always the same."""
        weight, public = float(self.weights[place]), self.public
        key = (public.n, int(place), round(weight * self.scale))
        if key not in self._locked:
            noise = public.noise(_draw(self._grains[place]))
            self._locked[key] = public.encrypt(weight, noise, self.scale)
        return self._locked[key]

    def zero(self, grain: int, again: int = 0) -> Encrypted:
        """A zero under encryption: a sum that starts with it looks different every time."""
        return self.public.encrypt(0, self.public.noise(_draw(grain, again)), self.scale)

    def write(self, text: str) -> None:
        """A message to follow through the filter. Raises `SettingError` for an empty or a long one."""
        self.letter = Letter.of(text, self.letter.number + 1)
        self._look(by_hand=True)  # it may solve a challenge

    def read_letter(self) -> report.Reading:
        """What becomes of the letter, word by word; kept, as it is asked for at every step."""
        locked = self.encrypted == len(self.vocabulary)
        key = (self.letter, self.weights.tobytes(), self.search.found if locked else ())
        if self._read_of != key:
            zero = partial(self.zero, self._grains[-2], self.letter.number)
            self._read_of, self._seen = key, report.read(self, zero)
        return self._seen

    # --- looking -----------------------------------------------------------------------------------------

    def metrics(self) -> dict[str, float]:
        """`miss`: how far a guess is from the answer on average; the rates are those of the test, in the
        clear; `disagreements`: test messages that are judged otherwise under encryption."""
        scores = self.test_bags.scores(self.weights)
        return {
            "miss": bag_of_words.miss(self.weights, self.bags, self.answers),
            **bag_of_words.rates(scores > self.threshold, self.test_answers == 1),
            "encrypted_words": float(self.encrypted),
            "judged": float(self.judged),
            "disagreements": float(self.disagreements),
        }

    def finished(self) -> str:
        if self.part != "done":
            return ""
        return (
            f"All {self.judged} test messages were judged under encryption; "
            f"{self.disagreements or 'none'} of them otherwise than in the clear. Now write one yourself."
        )

    def due(self) -> bool:
        return self.part == "done"

    def state(self) -> Arrays:
        """`progress`: pairs; number, rounds and the numbers found of the search (-1: none yet); words
        encrypted; messages judged, and how many of them otherwise than in the clear."""
        search, found = self.search, (*self.search.found, -1, -1)[:2]
        counts = [self.pairs, search.number, search.rounds, *found]
        counts += [self.encrypted, self.judged, self.disagreements]
        return {"weights": self.weights.copy(), "progress": np.array(counts, np.int64)}

    def load_state(self, arrays: Arrays) -> None:
        """Raises `SettingError` for a key that is none: what a link brings may be anything."""
        counts = np.clip(arrays["progress"], -1, 2**31 - 1).astype(np.int64).tolist()
        search = primes.Search(self.bits // 2, self._grains[-1])
        search.number, search.rounds = max(counts[1], 0), min(max(counts[2], 0), len(primes.BASES) - 1)
        search.found = tuple(sorted({number for number in counts[3:5] if number >= 0}))
        if search.found != self.search.found and not all(map(primes.is_prime, search.primes)):
            raise SettingError("w", "the key in this link is no key: its numbers are not prime")
        self.weights[:] = np.clip(arrays["weights"], -LARGEST_WEIGHT, LARGEST_WEIGHT)
        self.search = search
        self.pairs = min(max(counts[0], 0), self.pairs_wanted)
        self.encrypted = min(max(counts[5], 0), len(self.vocabulary)) if search.over else 0
        whole = self.encrypted == len(self.vocabulary)
        self.judged = min(max(counts[6], 0), len(self.tests)) if whole else 0
        self.disagreements = min(max(counts[7], 0), self.judged)

    def code(self, steps: int | None = None) -> str:
        lab = self if not self.pending() else Spam(**self.settings)
        return script(lab, self.steps if steps is None else steps)

    def gradient_check(self) -> gradcheck.Report:
        """The slopes that learning follows, beside nudges, for some words all over the vocabulary."""
        size = len(self.weights)
        some = np.unique(np.linspace(0, size - 1, min(size, MOST_CHECKED)).astype(np.intp))
        gradient = bag_of_words.gradient(self.weights, self.bags, self.answers)
        value = partial(bag_of_words.loss, bags=self.bags, answers=self.answers)
        return gradcheck.check(value, gradient, self.weights, indices=some)

    def tables(self) -> list[Table]:
        return report.tables(self)

    def findings(self) -> list[Finding]:
        return report.findings(self)


def _own(text: str) -> tuple[messages.Message, ...]:
    try:
        return messages.read(text)
    except ValueError as error:
        raise SettingError("own", f"own messages: {error}") from None


def _words(message: messages.Message) -> list[str]:
    return messages.words(message.text)


def _draw(*grain: int) -> Any:
    return primes.random_bits(np.random.RandomState(grain))
