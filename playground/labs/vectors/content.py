"""What the lab `vectors` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors

STORY = """
You want somebody else to do sums for you, and not to know with what. So you lock your numbers into a box in
which they can be added and multiplied from outside, and keep the key. That sounds like magic; here it is
made of nothing but matrices of whole numbers.

Multiply the vector `x` by a large number `w`, add a little random *noise* `e`, and look for numbers `c` that
give this when they are multiplied by a secret matrix `S`: *S c = w x + e*. The `c` are the *ciphertext*.
Who has `S` multiplies, divides by `w` and rounds: the noise is gone. Who has not sees numbers that tell
little.

### Computing blindly
Add two ciphertexts, and `S` times the sum is `w` times the sum of the vectors, plus both noises. So a sum of
ciphertexts is a ciphertext of the sum. A multiple works the same way. A linear map `G x` is there already,
only under the key `G S`; and a product hides in the table of all products of the two ciphertexts, under a
longer key made of `S` twice.

### Switching keys
Such ciphertexts are brought back to `S` by a public matrix. First every number is written as its *binary
digits*, so that what is multiplied next is never larger than 1 and the noise hardly grows. Then the matrix,
which holds the old key blurred by noise and hidden under multiples of random numbers, turns it into numbers
under the new key. From the key that is none at all, the matrix with ones on its diagonal, the same switch
*is* encryption: whoever has that matrix can encrypt, and not decrypt.

### The noise
Every operation adds noise, and a place decrypts rightly only while its noise is below half of `w`. The meter
shows how much room is left. A larger `w` gives more room, and longer numbers; a smaller noise leaves more,
and hides less. Numbers longer than the *bit length* lose their upper digits, and numbers of more than 62 bits
do not fit into the machine: then nothing is computed, and you are told.

### For teaching, not for secrets
Do not hide anything with this. The keys are small, and the public matrix gives the secret one away to anybody
who can lay a straight line through points; press Numbers to see it done. Ciphers that are in use take all
numbers modulo a large one, which is what makes this attack fail, and much else besides.
"""

SOURCES = (
    Source(
        "H. Zhou and G. Wornell",
        "Efficient Homomorphic Encryption on Integer Vectors and Its Applications",
        2014,
        "the cipher: key switching, addition, linear maps, weighted inner products",
    ),
    Source(
        "A. Yu, W. L. Lai and J. Paylor",
        "Efficient Integer Vector Homomorphic Encryption",
        2015,
        "keys of the form [I, T], bounds of the noise",
    ),
    Source("A. Trask", "Building Safe A.I.", 2017, "the cipher told with short programs"),
)

PRESETS = {
    "turning": Preset(
        "Each step moves every number on by one place. Watch the meter: how many steps can it take?",
        horizon=700,
    ),
    "adding": Preset(
        "Each step adds y. The noise of y is added with it, every time.", horizon=100, operation="add"
    ),
    "doubling": Preset(
        "Each step doubles. Message and noise grow at the same rate, and the noise meets its limit.",
        horizon=20,
        operation="scale",
        w=2.0**20,
    ),
    "multiplying": Preset(
        "Each step multiplies place by place with y: it needs the longest key, and the largest w.",
        horizon=20,
        operation="product",
        y="2, -1, 1, -1",
        w=2.0**22,
        bits=40,
    ),
    "inner-product": Preset(
        "The sum of all products lands in the first place, and zeros in the others.",
        horizon=100,
        operation="inner",
        y="1, 2, 0, -1",
        w=2.0**16,
        bits=36,
    ),
    "little-room": Preset("w is only 1,024, so that the noise may not pass 512.", horizon=100, w=1024.0),
    "loud": Preset("Ten times the noise: better hidden, sooner lost.", horizon=30, noise=100),
    "short-digits": Preset(
        "17 binary digits are kept: a number that needs more loses its upper ones.",
        horizon=40,
        bits=17,
        w=2576.0,
    ),
    "no-noise": Preset(
        "Without noise nothing ever goes wrong, until the numbers are too long for the machine.",
        horizon=1000,
        noise=0,
        operation="add",
    ),
}


def failed(lab: "Vectors") -> bool:
    """Whether some place does not decrypt to what it should be, after at least one step."""
    return bool(lab.steps > 0 and lab.reading["wrong"] > 0)


def only(operation: str, lab: "Vectors") -> bool:
    """Whether all steps so far were of this kind."""
    return bool(lab.operation == operation and not lab.altered)


def no_easy_numbers(lab: "Vectors") -> bool:
    """Whether products change every place of x and of y."""
    return all(abs(number) > 1 for name in ("x", "y") for number in lab.parsed(name, lab.built))


CHALLENGES = (
    Challenge(
        "noise-wins",
        "Let the noise win: compute until a place decrypts to a wrong number.",
        passed=failed,
        hints=("Press Play and wait, or choose a smaller w.",),
        why="Each step adds noise. Once it passes half of w, rounding goes to the next number.",
        warm_up=True,
    ),
    Challenge(
        "hundred-turns",
        "Make 100 turns in a row with all places right and a w of at most 512.",
        passed=lambda lab: (
            lab.steps >= 100 and only("transform", lab) and lab.cipher.w <= 512 and not failed(lab)
        ),
        hints=(
            "What grows with every turn? There is a setting for it; but it need not be 0.",
            "Set w to 512 and the noise to 1, reset, and play.",
        ),
        why="The room is half of w, and a turn uses up some of it in proportion to the noise of the keys.",
    ),
    Challenge(
        "three-products",
        "Multiply by y three times, with numbers of which none is 0, 1 or −1, and have all places right.",
        passed=lambda lab: (
            lab.steps >= 3 and only("product", lab) and no_easy_numbers(lab) and not failed(lab)
        ),
        hints=(
            "Each product needs much room: a larger w, a smaller noise, and digits enough for it.",
            "x = 2, 3 and y = 2, −3; a step will: product; w = 262,144, noise 1, bit length 40.",
        ),
        why="A product multiplies the noise by the numbers, so it takes far more of the room than a sum.",
    ),
    Challenge(
        "cut-off",
        "Make it fail without noise: with noise 0, have numbers cut off that are too long.",
        passed=lambda lab: failed(lab) and lab.cipher.noise == 0 and lab.reading["cut"] > 0,
        hints=(
            "How many digits does the longest number need? Keep one less, and transform.",
            "Noise 0, bit length 16, reset, and play.",
        ),
        why=(
            "The switch of keys writes numbers in binary digits. Where an upper digit is missing, much is "
            "missing."
        ),
        predict=Prediction(
            "When a number loses its upper digits, how far off is what is decrypted?",
            ("by 1 or 2", "by more"),
            lambda lab: int(np.abs(lab.cipher.decrypt(lab.secret, lab.c) - lab.plain).max() > 2),
        ),
    ),
)
