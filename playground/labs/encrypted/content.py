"""What the lab `encrypted` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Preset, Source

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

STORY = """
You own a network, and others own the data to train it. A hospital, say, may not give its data away, and you
do not want to give your network away. So you encrypt the *weights* and keep the *secret key*. The hospital
trains weights that it cannot read, and sends them back.

### Three windows
[The cloud](cloud) has the four rows of XOR in plaintext, and the weights as *ciphertexts*. It computes the
forward pass, the backward pass and the update on ciphertexts. It never learns a weight, an answer or an
error; even the loss that it sees is a ciphertext. [The key holder](holder) decrypts the same numbers with
[the secret key](key). [The twin](open) is the same network, from the same seed, trained in plaintext. The
difference between the two is the price of encryption.

### Only plus and times
The cipher is *homomorphic*: adding or multiplying ciphertexts adds or multiplies the numbers in them. *Sums
in a locked box* shows how. It can compute nothing else. A network is mostly sums and products, but its
sigmoid is neither. So the first terms of its Taylor series stand for it, a Taylor polynomial: ½ + x/4 − x³/48
+ ...

Near 0, polynomial and sigmoid are hard to tell apart. Further out the [polynomial](series) grows without end,
and a sigmoid stays between 0 and 1. The [dots](dots) are the hidden neurons. When one of them gets beyond the
bend of the polynomial, its answer is huge, so its gradient is huge too, and a few steps later the numbers are
too long. [With a learning rate of 0.5](?preset=too-bold) that happens.

### Only whole numbers
A ciphertext holds whole numbers only. So a weight is multiplied by the *scaling* and rounded, as one counts
money in cents. A product of two such numbers is too large by the scaling, and is divided by it again.
[With a small scaling](?preset=coarse) the weights are coarse. The *noise* of the cipher comes with each
product, and it weighs more against coarse weights. Ciphertexts also grow longer with every sum. A key switch
after each step makes them short again, under the same key.

### What to try
Compare the two curves. [With a fine scaling](?preset=fine) they lie on each other.
[With much noise](?preset=noisy) they part. [Leave out terms](?preset=straight-line) until the polynomial is a
straight line. This cipher is for teaching, and it is not secure: never hide anything with it.
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
    "xor": Preset(
        "Four rows, three inputs, four hidden neurons: soon all four answers are right.",
        label="XOR",
        horizon=300,
    ),
    "noisy": Preset(
        "A hundred times the noise: the encrypted network learns something else than its twin.",
        horizon=200,
        label="much noise",
        noise=1000,
    ),
    "fine": Preset(
        "A scaling ten times as fine, and little noise: the two curves cannot be told apart.",
        horizon=100,
        label="fine scaling",
        scaling=10_000.0,
        noise=1,
    ),
    "straight-line": Preset(
        "½ + x/4 is a straight line, and XOR needs a bend: it never gets four answers right.",
        terms=2,
        horizon=200,
    ),
    "too-bold": Preset(
        "A learning rate of 0.5 throws a neuron off the end of the polynomial, sooner or later.",
        horizon=100,
        label="learning rate 0.5",
        learning_rate=0.5,
        seed=3,
    ),
    "coarse": Preset(
        "Weights in tenths only: ciphertexts grow long, and noise weighs a hundred times more.",
        horizon=400,
        label="coarse scaling",
        scaling=10.0,
    ),
    "three-terms": Preset(
        "½ + x/4 − x³/48 turns round at x = 2 and is no sigmoid beyond: it learns XOR all the same.",
        terms=3,
        horizon=100,
    ),
}


def learnt(lab: "Encrypted") -> bool:
    """Whether learning alone has brought all four answers to the right side."""
    return bool(lab.steps > 0 and lab.reading["xor_accuracy"] == 1)


CHALLENGES = (
    Challenge(
        "four-right",
        "Let the encrypted network learn XOR: four right answers.",
        passed=learnt,
        hints=("Press Play. From most seeds it takes less than 400 steps.",),
        why="Learning is adding and multiplying, and both can be done with numbers that nobody can read.",
        warm_up=True,
    ),
    Challenge(
        "quick",
        "Be quick: four right answers within 4 steps.",
        passed=lambda lab: learnt(lab) and lab.steps <= 4,
        hints=(
            "A larger learning rate, as long as nothing flies off. Or another seed.",
            "Learning rate 0.2, reset, and four steps.",
        ),
        why="The answers need only be on the right side of ½, and a few large steps bring them there.",
    ),
    Challenge(
        "price",
        "Pay the price within 300 steps: the loss in the open below 0.5, the decrypted one 1 or more.",
        passed=lambda lab: (
            0 < lab.steps <= 300 and lab.reading["plain_loss"] < 0.5 and lab.reading["decrypted_loss"] >= 1
        ),
        hints=(
            "Much noise, or a scaling that is too coarse for it.",
            "Noise 100 and scaling 5, reset, and play.",
        ),
        why=(
            "Noise is compared with the scaling: the fewer parts a whole is cut into, the more of it is "
            "noise."
        ),
    ),
    Challenge(
        "three-terms",
        "Learn XOR with three terms to a decrypted loss below 0.01, within 300 steps.",
        passed=lambda lab: (
            learnt(lab)
            and lab.terms == 3
            and not lab.altered
            and lab.steps <= 300
            and lab.reading["decrypted_loss"] < 0.01
        ),
        hints=(
            "The preset three terms takes 460 steps. What makes steps longer?",
            "Three terms and a learning rate of 0.2 from the start.",
        ),
        why=(
            "Near 0 the three terms are as good as the sigmoid, and the sums of XOR need not leave that "
            "place."
        ),
    ),
)
