"""What the lab `spam` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

STORY = """
An officer wants to find people who send *spam*: unwanted advertising. *Ham* is every other message. The
officer could read everybody's mail, but nobody would allow that. So the officer trains a filter and gives it
to the mail programs. Each program judges what its owner writes, and tells the officer the verdict and nothing
else. A sniffer dog does the same: it smells what is in every bag, and only tells which bag to open.

### The filter
The filter takes a message as a *bag of words*: it counts the words and forgets their order. Every word has a
*weight*. The [score](score) of a message is the sum of the weights of its words. A message whose score is
above the [threshold](threshold) is reported. For learning, a sigmoid turns the score into a guess between 0
and 1. The *miss* is how far the guesses are from the right answers, on average. Each message changes the
weights of its words by the *learning rate* times the error of the guess. This is logistic regression. A
person can read the result: the [words with the largest weights](vocabulary) show what the filter is looking
for.

### Two weaknesses
Everybody else can read it, too. The mail program contains the weights, so a spammer knows which words to
avoid and which [to add](evade). And the verdict travels to the officer as *plaintext*, so an eavesdropper can
read it, and change it.

### Encryption
Paillier's cryptosystem has two keys. Everybody may have the *public key* n and *encrypt* with it. Only the
[secret key](secret-key), two large primes whose product is n, can *decrypt*. What comes out of encryption is
a *ciphertext*. This cryptosystem is additively *homomorphic*: the product of two ciphertexts holds the *sum*
of the two numbers. A score is a sum. So the officer encrypts every weight and hands out the ciphertexts. The
mail program multiplies the ciphertexts of your words, learns nothing from them, and sends one number of a
hundred digits or more. Only the officer can decrypt it and see whether it is above the threshold.

Ciphertexts hold whole numbers, and weights have decimals. So each weight is multiplied by the *scaling
factor* and rounded. [With a factor of 1](?preset=too-coarse), a weight of 0.4 becomes 0. Random *noise* makes
every ciphertext different, and each sum starts from a fresh encrypted 0. So the same message never looks the
same twice.

### What encryption leaves
A *false positive* is ham that is reported: it breaks somebody's privacy for nothing. Spam that is missed is a
risk. Encryption changes neither. It hides the filter, and a bad filter that is hidden is worse, because
nobody can look. The officer must be trusted twice: to have trained the filter well, and to have encrypted
these weights and no others.

### For play only
Here the key follows from the seed, so that a link shows the same run again. Whoever has the link has the key.
Real keys are random, are never the same twice, and have [2,048 bits](?preset=in-earnest) or more.
"""

SOURCES = (
    Source("A. Trask", "Safe Crime Detection", 2017, "the officer, the filter, and locking its weights"),
    Source(
        "P. Paillier",
        "Public-Key Cryptosystems Based on Composite Degree Residuosity Classes",
        1999,
        "the lock",
    ),
    Source("M. O. Rabin", "Probabilistic Algorithm for Testing Primality", 1980, "how primes are found"),
)

OWN = """\
spam, Win a free phone, click now
spam, Free prize, call now to claim it
spam, Cheap pills, click here now
spam, You win money, claim it now
spam, Free money, click to claim
spam, Claim your free pills, call now
ham, See you at the lake on Sunday
ham, I will call you after lunch
ham, Are you free for lunch on Sunday?
ham, Thanks for the cake, it was lovely
ham, The bus is late, see you after lunch
ham, Dinner at six, bring the cake"""

FIRST_LETTER = "Free lunch today, call me now"

PRESETS = {
    "under-lock": Preset(
        "340 messages, a key of 256 bits: all four parts take a few seconds.",
        label="encrypted filter",
        horizon=1500,
    ),
    "toy-key": Preset(
        "A key of 128 bits: quick to find, and quick to break. Good for looking at whole numbers.",
        label="128-bit toy key",
        horizon=1500,
        key_bits=128,
    ),
    "too-coarse": Preset(
        "Weights are rounded to whole numbers, and most become 0: encrypted verdicts differ.",
        label="rounded to 0",
        horizon=1500,
        scaling=1,
    ),
    "twelve-messages": Preset(
        "Twelve messages of your own; write others under Data.",
        label="twelve messages",
        horizon=100,
        data="own",
        passes=2,
        key_bits=128,
    ),
    "in-earnest": Preset(
        "A key of 2,048 bits, as in real use: minutes of encrypting, and longer without a server.",
        label="2,048-bit key",
        horizon=400,
        key_bits=2048,
    ),
}

HEAVY = 0.3  # a word that weighs so much is a suspicious one


def heavy(lab: "Spam") -> int:
    """How many suspicious words are in the letter."""
    return sum(weight > HEAVY for weight in lab.judged_letter().weights)


CHALLENGES = (
    Challenge(
        "all-the-way",
        "Go all the way with a key of 512 bits or more, and without a single verdict changed.",
        passed=lambda lab: lab.part == "done" and lab.built.key_bits >= 512 and lab.disagreements == 0,
        hints=(
            "The key size stands above the picture.",
            "512 bits take some seconds. Press Play at full speed.",
        ),
        why=(
            "Multiplied ciphertexts hold the sum of the weights. With three decimals, that sum is as good "
            "as the score in the clear."
        ),
        warm_up=True,
    ),
    Challenge(
        "attacker",
        "Be the attacker: while the weights can be read, write a message with three suspicious words (above "
        "0.3 each) that passes as ham.",
        passed=lambda lab: (
            lab.encrypted == 0
            and lab.pairs > 20
            and lab.threshold == 0
            and heavy(lab) >= 3
            and lab.judged_letter().score <= 0
        ),
        hints=(
            "Let it learn, pause, and look at the heaviest words. Which ones pull the score down?",
            "Write three of the heaviest words, and then the lightest ones, some of them twice.",
        ),
        why="The score is a sum. Who can read the weights can always add words that pull it below 0.",
    ),
    Challenge(
        "no-false-alarm",
        "Choose a threshold with which no ham of the test is reported, and of those that pass "
        "at most one in eight is spam: with the built-in messages, after the learning.",
        passed=lambda lab: (
            lab.built.data != "own"
            and lab.part != "learn"
            and lab.reading["false_alarm_rate"] == 0
            and lab.reading["missed_rate"] <= 1 / 8
        ),
        hints=(
            "Let it learn first. The threshold can be moved afterwards, and the rates follow at once.",
            "Raise the threshold in small steps. Somewhere between 1 and 2 both conditions hold.",
        ),
        why=(
            "Every threshold trades one mistake for the other. The filter itself is the same at all of "
            "them: which mistake is worse, no filter can say."
        ),
        predict=Prediction(
            "When false alarms go away, what becomes of the share of spam in what passes?",
            ("it falls as well", "it stays", "it rises"),
            lambda lab: (
                1 + int(np.sign(lab.reading["missed_rate"] - lab.rates(threshold=0.0)["missed_rate"]))
            ),
        ),
    ),
    Challenge(
        "whole-numbers",
        "With a scaling factor of 1, only whole numbers are encrypted. Go all the way with it, at a "
        "threshold of 0, so that at most one of the verdicts on the built-in test messages is changed.",
        passed=lambda lab: (
            lab.part == "done"
            and lab.built.data != "own"
            and lab.built.scaling == 1
            and lab.threshold == 0
            and lab.disagreements <= 1
        ),
        hints=(
            "A weight of 0.4 becomes 0. How could all weights be larger?",
            "The learning rate decides how far a guess moves a weight. Take the preset rounded to 0, and 10.",
        ),
        why=(
            "Rounding does harm compared with the size of the weights. A large learning rate makes all "
            "weights larger, and their sums keep their signs."
        ),
    ),
    Challenge(
        "false-alarm",
        "Raise a false alarm under encryption: with the threshold at 0, write five words or more, none of "
        "them suspicious, that are reported.",
        passed=lambda lab: (
            lab.part in ("judge", "done")
            and len(lab.letter.words) >= 5
            and heavy(lab) == 0
            and lab.threshold == 0
            and lab.judged_letter().decrypted > 0
        ),
        hints=(
            "Many small weights make a large sum.",
            "After all words are encrypted, write five words with weights between 0.1 and 0.3.",
        ),
        why="The filter adds and knows nothing else: what is harmless word by word can be too much together.",
    ),
)
