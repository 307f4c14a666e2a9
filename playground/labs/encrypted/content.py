"""What the lab `encrypted` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Preset, Source

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

STORY = """
You own a network that is worth something, and you want others to train it on their data: a hospital, say,
that may not hand its data out, while you may not hand your network out. So you encrypt the *weights* and keep
the key. The hospital trains what it cannot read, and sends it back.

### Three windows
*The cloud* has the four rows of XOR in the open, and ciphertexts for weights. It does forward, backward and
update on these. It never learns a weight, an answer or a miss; even the loss it sees is a ciphertext.
*The key holder* opens the same numbers. And *in the open* the same network, from the same seed, learns
without any cipher: the difference between the two is what encryption costs.

### Only plus and times
On ciphertexts one can add and multiply, and nothing else (see *Sums in a locked box*). A network is mostly
that, but its sigmoid is not. So it is replaced by the first terms of its Taylor series, ½ + x/4 − x³/48 + ...
Near zero the two are hard to tell apart. Further out the polynomial leaves for infinity, while a sigmoid
stays between 0 and 1. The picture beside shows where, and where the hidden neurons are at present. When one
of them is thrown beyond the bend, its answer is huge, so is its gradient, and all is lost in a few steps.

### Only whole numbers
Fractions are multiplied by the *scaling* and rounded, as one counts money in cents. Each product of two such
numbers is too large by the scaling, and is divided by it again. A small scaling means coarse weights, and the
noise of the cipher, which comes with each product, weighs more. Sums of many ciphertexts grow longer and
longer, so the weights are switched to the same key again after each step, which cuts them back.

### What to try
Compare the two curves: with a fine scaling they lie on each other. Make the noise larger, the scaling
smaller, and see which of the two networks suffers. Leave out terms. Raise alpha until a neuron flies off the
polynomial. This cipher is for teaching and not secure: never hide anything with it.
"""

SOURCES = (
    Source(
        "A. Trask", "Building Safe A.I.", 2017, "the encrypted XOR network, 3-4-1, with a polynomial sigmoid"
    ),
    Source(
        "H. Zhou and G. Wornell",
        "Efficient Homomorphic Encryption on Integer Vectors and Its Applications",
        2014,
        "the cipher",
    ),
    Source(
        "A. Yu, W. L. Lai and J. Paylor", "Efficient Integer Vector Homomorphic Encryption", 2015, "its keys"
    ),
)

PRESETS = {
    "xor": Preset("Four rows, three inputs, four hidden neurons: four right answers, and soon sure ones."),
    "fine": Preset(
        "Ten times as fine and with little noise: the two curves cannot be told apart.",
        scaling=10_000.0,
        noise=1,
    ),
    "coarse": Preset(
        "Only tenths of everything: ciphertexts grow long, and noise weighs a hundred times more.",
        scaling=10.0,
    ),
    "noisy": Preset("A hundred times the noise: the encrypted network goes a way of its own.", noise=1000),
    "three-terms": Preset(
        "½ + x/4 − x³/48: it turns round at x = 2 and is no sigmoid at all; XOR does not mind.", terms=3
    ),
    "straight-line": Preset(
        "½ + x/4 is a straight line, and XOR needs a bend: it never gets four answers right.", terms=2
    ),
    "too-bold": Preset(
        "Alpha 0.5 throws a neuron off the end of the polynomial, sooner or later.",
        learning_rate=0.5,
        seed=3,
    ),
}


def learnt(lab: "Encrypted") -> bool:
    """Whether learning alone has brought all four answers to the right side."""
    return bool(lab.steps > 0 and lab.reading["xor_accuracy"] == 1)


CHALLENGES = (
    Challenge(
        "Let the encrypted network learn XOR: four right answers.",
        learnt,
        "Press Play. From most seeds it takes less than 400 steps.",
    ),
    Challenge(
        "Be quick: four right answers within 4 steps.",
        lambda lab: learnt(lab) and lab.steps <= 4,
        "A bolder alpha, as long as nothing flies off. Or another seed.",
    ),
    Challenge(
        "Pay the price: the loss in the open below 0.5, the decrypted one at least twice as high.",
        lambda lab: lab.reading["plain_loss"] < 0.5 and lab.reading["decrypted_loss"] >= 1,
        "Much noise, or a scaling that is too coarse for it.",
    ),
    Challenge(
        "Learn XOR with three terms, to a decrypted loss below 0.01.",
        lambda lab: (
            learnt(lab) and lab.terms == 3 and not lab.altered and lab.reading["decrypted_loss"] < 0.01
        ),
        "The preset three-terms, and patience; or a bolder alpha from the start.",
    ),
)
