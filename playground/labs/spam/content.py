"""What the lab `spam` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Preset, Source

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

STORY = """
An officer is after people who send spam. To find them he could read everybody's mail. He would rather not,
and nobody would let him: so he trains a filter, and hands it to the mail programs. Each program judges what
its owner writes, and tells the officer the verdict and nothing else. A sniffer dog works like this: it smells
what is in every bag, and says only whether to open it.

### The filter
Every word has a weight. The score of a message is the sum of the weights of its words: above 0 it is taken
for spam. A sigmoid makes of it a guess between 0 and 1; the *miss* is how far the guesses are from the right
answers on average. Learning moves the weights of a message's words by as much as the guess was wrong. That is
all there is to it, and a person can read it: sort the words by weight, and you see what the filter is after.

### Two holes
So can everybody else. Who has the mail program has the weights, and knows which words to avoid, and which to
add. And the verdict travels to the officer in the clear: whoever sits on the wire can turn it round.

### The lock
With Paillier's cryptosystem anyone can *encrypt* with a public key, and only the owner of two secret primes
can *decrypt*. What makes it special: multiply two ciphertexts, and the product holds the *sum* of the two
numbers. A score is a sum. So the officer encrypts every weight before he hands the filter out. The mail
program multiplies the ciphertexts of your words, learns nothing from it, and sends on a number of a hundred
digits or more. Only the officer can tell that it is above 0. The sigmoid is not needed for that: it is above
½ exactly where the sum is above 0. Weights have decimals and ciphertexts hold whole numbers, so each is
multiplied by the *scaling* first. Each sum starts from a fresh encrypted 0, so that the same message never
looks the same twice.

### What it costs, and what it leaves
A *false alarm* breaks the privacy of somebody innocent; a spam that is *missed* is a risk to security. The
lock changes neither: it hides the filter, and a bad filter hidden is worse, because nobody can look. Somebody
must have read the weights before they were encrypted, and be trusted. The officer could also encrypt other
weights than those that were shown.

### For play only
Here the key follows from the seed, so that a link shows the same run again: whoever has the link has the key.
Real keys come from randomness that cannot be had twice, and have 2,048 bits or more.
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
    "under-lock": Preset("340 messages, a key of 256 bits: all four parts take a few seconds."),
    "toy-key": Preset(
        "128 bits: quick, and quickly taken apart. Good for looking at whole numbers.", key_bits=128
    ),
    "in-earnest": Preset(
        "2,048 bits, as one would use: minutes of encrypting, and longer without a server.", key_bits=2048
    ),
    "too-coarse": Preset(
        "Weights are rounded to whole numbers, and most vanish: verdicts under lock differ.", scaling=1
    ),
    "twelve-messages": Preset(
        "Twelve messages of your own; write others under Data.", data="own", passes=2, key_bits=128
    ),
}

HEAVY = 0.3  # a word that weighs so much is a suspicious one


def heavy(lab: "Spam") -> int:
    """How many suspicious words are in the letter."""
    return sum(weight > HEAVY for weight in lab.judged_letter().weights)


CHALLENGES = (
    Challenge(
        "Be the attacker: while the weights can be read, write a message with three suspicious words "
        "(above 0.3 each) that passes as innocent.",
        lambda lab: lab.encrypted == 0 and lab.pairs > 20 and lab.threshold == 0 and heavy(lab) >= 3
        and lab.judged_letter().score <= 0,
        "Let it learn, pause, and look at the heaviest words. Which ones pull the score down?",
    ),
    Challenge(
        "Go all the way with a key of 512 bits or more, and without a single verdict changed.",
        lambda lab: lab.part == "done" and lab.built.key_bits >= 512 and lab.disagreements == 0,
        "512 bits take some seconds. Press Play at full speed.",
    ),
    Challenge(
        "Make the lock change verdicts: at least three test messages judged otherwise than in the clear.",
        lambda lab: lab.disagreements >= 3,
        "What happens to a weight of 0.4 if only whole numbers can be encrypted?",
    ),
    Challenge(
        "Raise a false alarm under lock: with the threshold at 0, write five words or more, none of them "
        "suspicious, that are reported.",
        lambda lab: lab.part in ("judge", "done") and len(lab.letter.words) >= 5 and heavy(lab) == 0
        and lab.threshold == 0 and lab.judged_letter().decrypted > 0,
        "Many small weights make a large sum.",
    ),
)  # fmt: skip
