"""The run of the lab `spam` as a script: learn, encrypt and judge, with the key that the seed gives."""

from typing import TYPE_CHECKING

from playground.crypto import primes
from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

LEARN = """# A spam filter learns in plaintext; then its weights are encrypted, and it judges all the same.
import numpy as np

# the messages, cut into words: to learn from, and for the test
spam = {spam}
ham = {ham}
tests = {tests}
answers, test_answers = np.repeat([1, 0], [len(spam), len(ham)]), np.array({test_answers})
rng = np.random.RandomState({seed})
words = sorted({{word for message in spam + ham for word in message.split()}})
place = {{word: i for i, word in enumerate(words)}}
weights = (rng.rand(len(words)) - 0.5) * 0.1
grains, wrong = rng.randint(0, 2**32, len(words) + len(tests) + 2, np.int64).tolist(), 0


def places(message):
    return np.array([place[word] for word in message.split() if word in place], np.intp)


def scores(messages):  # the sum of the weights of the words of each message
    found = [*map(places, messages)]
    rows = np.repeat(range(len(found)), [len(one) for one in found])
    return np.bincount(rows, weights[np.concatenate(found)], len(found))


for pair in range({pairs}):
    for kind, answer in ((spam, 1.0), (ham, 0.0)):
        one = places(kind[pair % len(kind)])
        guess = 1 / (1 + np.exp(-weights[one].sum()))
        np.subtract.at(weights, one, {learning_rate!r} * (guess - answer))
"""

LOCK = """
p, q = {p}, {q}  # the two primes that this seed leads to
n, phi = p * q, (p - 1) * (q - 1)


def encrypt(weight, *grain):  # (1 + m n) rⁿ mod n², m the weight times {scale:,}, and rounded
    r = int.from_bytes(np.random.RandomState(grain).bytes({size}), "little") % 2 ** ({bits} - 1)
    return (1 + round(weight * {scale}) * n) * pow(r, n, n * n) % (n * n)


locked = [encrypt(float(weights[i]), grains[i]) for i in range({encrypted})]
for i in range({judged}):
    total = encrypt(0.0, grains[len(words) + i], 0)
    for one in places(tests[i]):
        total = total * locked[one] % (n * n)  # a product of ciphertexts holds the sum
    score = (pow(total, phi, n * n) - 1) // n * pow(phi, -1, n) % n
    score -= n * (score > n // 2)  # above n / 2 stands for below 0
    wrong += (score / {scale} > {threshold!r}) != (scores(tests)[i] > {threshold!r})
"""

PRINT = """
reported = scores(tests) > {threshold!r}
print("miss", repr(float(np.mean(np.abs(1 / (1 + np.exp(-scores(spam + ham))) - answers)))))
print("test_accuracy", repr(float(np.mean(reported == test_answers))))
print("false_alarm_rate", float(sum(reported & (test_answers == 0)) / max(sum(reported), 1)))
print("missed_rate", float(sum(~reported & (test_answers == 1)) / max(sum(~reported), 1)))
print("encrypted_words {encrypted}.0\\njudged {judged}.0\\ndisagreements", float(wrong))
"""


def script(lab: "Spam", steps: int) -> str:
    """A script that needs only numpy, takes `steps` steps and prints the metrics.

    The numbers that were no primes are left out of it.
    """
    if lab.pending():
        lab = type(lab)(**lab.settings)  # the words and the key of the present settings
    pairs = min(steps, lab.pairs_wanted)
    search = primes.Search(lab.search.bits, lab.search.grain)
    left = steps - pairs
    while left and not search.over:
        search.step()
        left -= 1
    encrypted = min(left, len(lab.vocabulary))
    spam, ham = lab.training[: lab.spam_count], lab.training[lab.spam_count :]
    values = {
        **{name: _listed(part) for name, part in (("spam", spam), ("ham", ham), ("tests", lab.tests))},
        "test_answers": [int(answer) for answer in lab.test_answers],
        "seed": lab.seed, "learning_rate": lab.learning_rate, "threshold": lab.threshold,
        "scale": lab.scaling, "bits": lab.key_bits, "size": lab.key_bits // 8,
        "pairs": pairs, "encrypted": encrypted, "judged": min(left - encrypted, len(lab.tests)),
    }  # fmt: skip
    lock = fill(LOCK, **values, p=search.primes[0], q=search.primes[1]) if encrypted else ""
    return fill(LEARN, **values) + lock + fill(PRINT, **values)


def _listed(part: list[list[str]]) -> str:
    """Messages as one short expression, however many there are."""
    return f'"{"|".join(" ".join(words) for words in part)}".split("|")'
