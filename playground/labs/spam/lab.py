"""The lab `spam`: a filter learns to weigh words, its weights are encrypted, and it judges unread.

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

from playground.crypto import primes
from playground.crypto.paillier import Encrypted, PublicKey, SecretKey
from playground.data import messages
from playground.lab import Array, Lab, settings
from playground.lab.journal import by_hand
from playground.labs.spam import content, guide, report, script, teaching
from playground.labs.spam.formulas import FORMULAS
from playground.labs.spam.letter import Letter
from playground.text import bag_of_words

LARGEST_WEIGHT = 1e6  # that a link may bring
GRAINS = 2  # random numbers besides those of words and tests: for the key, and for the letter


class Spam(Lab):
    """`weights` [vocabulary] can be read; of them the first `encrypted` are under lock as well."""

    slug = "spam"
    title = "A filter that nobody can read"
    question = "Can a program judge your messages without learning its own verdict?"
    invitation = "Press Play: a filter learns, its weights are encrypted, and it judges all the same."
    minutes = 15
    for_whom = "For everybody: it takes words, weights and large whole numbers."
    teaches = (
        "spam", "ham", "bag of words", "weight", "learning rate", "false positive", "plaintext", "ciphertext",
        "key", "public key", "secret key", "homomorphic", "noise",
    )  # fmt: skip
    story, sources, presets, challenges = content.STORY, content.SOURCES, content.PRESETS, content.CHALLENGES
    formulas = FORMULAS
    guide = guide.GUIDE
    essential = ("learning_rate", "passes", "threshold", "key_bits", "scaling")
    goals, questions = teaching.GOALS, teaching.QUESTIONS
    healthy = "the key is long enough, the weights survive rounding, and few verdicts are wrong"
    headline = ("miss", "test_accuracy", "disagreements")
    pace = 6
    aliases = {"dataset": "data", "alpha": "learning_rate"}

    data = settings.Choice(
        "built-in", ["built-in", "own"], label="Messages", group="Data",
        labels={"own": "my own"},
        doc="""What the filter learns from: short messages that were written for this lab, or your own. Every
        fifth message of each kind is kept for the test.""",
    )  # fmt: skip
    own = settings.Text(
        content.OWN, longest=messages.MOST_BYTES, rows=6, parse=messages.read, label="Own messages",
        group="Data",
        doc=f"""One message a line: spam or ham, a comma or a tab, then the message. Up to
        {messages.MOST_MESSAGES} of them, and at least two of each kind.""",
    )  # fmt: skip
    learning_rate = settings.Log(
        0.1, bounds=(1e-4, 10), label="Learning rate η", group="Learning", live=True,
        doc="How far a wrong guess changes the weight of each word in the message.",
    )  # fmt: skip
    passes = settings.Integer(
        3, bounds=(1, 50), label="Epochs", group="Learning",
        doc="How often the filter goes through all messages before its weights are encrypted.",
    )  # fmt: skip
    threshold = settings.Number(
        0.0, bounds=(-5.0, 5.0), step=0.1, label="Threshold", group="Learning", live=True,
        doc="""A message whose score is above this is reported. Raise it, and less ham is reported, but more
        spam is missed. The officer applies it after decrypting.""",
    )  # fmt: skip
    key_bits = settings.Choice(
        256, [128, 256, 512, 1024, 2048], label="Key size (bits)", group="Encryption",
        doc="""How long the public key is. A key of 128 bits is broken in a moment. 2,048 bits are for real
        use, and take minutes for the whole vocabulary, in a browser far longer. 256 bits show the same at
        once.""",
    )  # fmt: skip
    scaling = settings.Choice(
        1000, [1, 10, 100, 1000, 1_000_000], label="Scaling factor", group="Encryption",
        labels={1000: "1,000", 1_000_000: "10⁶"},
        doc="""Only whole numbers can be encrypted, so every weight is multiplied by this and rounded. With 1,
        a weight of 0.4 becomes 0.""",
    )  # fmt: skip

    arrays = (
        Array("weights", low=-LARGEST_WEIGHT, high=LARGEST_WEIGHT),
        Array("progress", get=lambda lab: lab.progress(), put=lambda lab, array: lab.resume(array)),
    )

    def check(self, values: dict[str, Any]) -> None:
        if values["data"] == "own":
            self.parsed("own", values)

    def irrelevant(self) -> set[str]:
        return {"own"} if self.data != "own" else set()

    # --- the model ---------------------------------------------------------------------------------------

    def build(self) -> None:
        found = self.parsed("own") if self.data == "own" else messages.built_in()
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
        self.search = self._search()
        self.pairs = self.encrypted = self.judged = self.disagreements = 0
        self._locked: dict[tuple[int, int, int], Encrypted] = {}
        self.letter = Letter(content.FIRST_LETTER)
        self._judged_of: tuple[Any, ...] = ()  # what `_seen` is the judgement of
        self._seen = report.Judgement(False, [])

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
            bag_of_words.learn(self.weights, part[self.pairs % len(part)], answer, self.now.learning_rate)
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
        key = (public.n, int(place), round(weight * self.built.scaling))
        if key not in self._locked:
            noise = public.noise(_draw(self._grains[place]))
            self._locked[key] = public.encrypt(weight, noise, self.built.scaling)
        return self._locked[key]

    def zero(self, grain: int, again: int = 0) -> Encrypted:
        """A zero under encryption: a sum that starts with it looks different every time."""
        return self.public.encrypt(0, self.public.noise(_draw(grain, again)), self.built.scaling)

    @by_hand
    def write(self, text: str) -> None:
        """A message to follow through the filter. Raises `SettingError` for an empty or a long one."""
        self.letter = Letter.of(text, self.letter.number + 1)
        self.assess(by_hand=True)  # it may solve a challenge

    def judged_letter(self) -> report.Judgement:
        """What becomes of the letter, word by word; kept, as it is asked for at every step."""
        locked = self.encrypted == len(self.vocabulary)
        key = (self.letter, self.weights.tobytes(), self.search.found if locked else ())
        if self._judged_of != key:
            zero = partial(self.zero, self._grains[-2], self.letter.number)
            self._judged_of, self._seen = key, report.judge(self, zero)
        return self._seen

    # --- looking -----------------------------------------------------------------------------------------

    def metrics(self) -> dict[str, float]:
        """`miss`: how far a guess is from the answer on average; the rates are those of the test, in the
        clear; `disagreements`: test messages that are judged otherwise under encryption."""
        return {
            "miss": bag_of_words.miss(self.weights, self.bags, self.answers),
            **self.rates(self.threshold),
            "encrypted_words": float(self.encrypted),
            "judged": float(self.judged),
            "disagreements": float(self.disagreements),
        }

    def rates(self, threshold: float) -> dict[str, float]:
        """What the filter gets right and wrong in the test, in the clear, with this threshold."""
        reported = self.test_bags.scores(self.weights) > threshold
        found: dict[str, float] = bag_of_words.rates(reported, self.test_answers == 1)
        return found

    def finished(self) -> str:
        if self.part != "done":
            return ""
        return (
            f"All {self.judged} test messages were judged under encryption, "
            f"{self.disagreements or 'none'} of them differently than in plaintext. Now write one yourself."
        )

    def due(self) -> bool:
        return self.part == "done"

    tables, findings, gradient, script = report.tables, report.findings, report.gradient, script.script

    def until_it_stops(self, steps: int | None = None) -> int:
        """As many as are asked for: a script takes no more than there are, and no weight runs away.

        To try that out would take as long as encrypting all the words with the key that is set.
        """
        return self.steps if steps is None else steps

    # --- how far it has come -----------------------------------------------------------------------------

    def progress(self) -> np.ndarray:
        """Pairs; number, rounds and the numbers found of the search (−1: none yet); words encrypted; messages
        judged, and how many of them otherwise than in the clear. [8]"""
        search, found = self.search, (*self.search.found, -1, -1)[:2]
        counts = [self.pairs, search.number, search.rounds, *found]
        return np.array([*counts, self.encrypted, self.judged, self.disagreements], np.int64)

    def resume(self, progress: np.ndarray) -> None:
        """Go on from `progress` [8]. Raises ValueError for a key that is none: a link may bring anything."""
        counts = np.clip(progress, -1, 2**31 - 1).astype(np.int64).tolist()
        search = self._search()
        search.number, search.rounds = max(counts[1], 0), min(max(counts[2], 0), len(primes.BASES) - 1)
        search.found = tuple(sorted({number for number in counts[3:5] if number >= 0}))
        if search.found != self.search.found and not all(map(primes.is_prime, search.primes)):
            raise ValueError("its key is no key, as its numbers are not prime")
        self.search = search
        self.pairs = min(max(counts[0], 0), self.pairs_wanted)
        self.encrypted = min(max(counts[5], 0), len(self.vocabulary)) if search.over else 0
        whole = self.encrypted == len(self.vocabulary)
        self.judged = min(max(counts[6], 0), len(self.tests)) if whole else 0
        self.disagreements = min(max(counts[7], 0), self.judged)

    def _search(self) -> primes.Search:
        return primes.Search(self.built.key_bits // 2, self._grains[-1])


def _words(message: messages.Message) -> list[str]:
    return messages.words(message.text)


def _draw(*grain: int) -> Any:
    return primes.random_bits(np.random.RandomState(grain))
