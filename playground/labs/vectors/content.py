"""What the lab `vectors` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors

STORY = """
You want a computer to work with your numbers, and not to know them. So you *encrypt* them. The computer adds
and multiplies the [ciphertexts](ciphertext), and you keep the [secret key](key). A cipher that allows this is
called *homomorphic*. This one is made of nothing but matrices of whole numbers.

Multiply the *plaintext* `x` by a large number `w`, and add a little random *noise* `e`. Then look for numbers
`c` that give the result when they are multiplied by a secret matrix `S`: *S c = w x + e*. The numbers `c` are
the *ciphertext*. With `S` you decrypt: multiply `c` by `S`, divide by `w`, and round; the noise is gone.
Without `S` the numbers `c` tell very little.

### Computing without the key
[Add](?operation=add) two ciphertexts: `S` times the sum is `w` times the sum of the vectors, plus both
noises. So the sum of ciphertexts is a ciphertext of the sum. [A multiple](?operation=scale) works in the same
way. [A linear map](?operation=transform) `G x` has the same ciphertext, under another key, `G S`.
[A product](?operation=product) is in the table of all products of the two ciphertexts, under a longer key
that is made of `S` twice.

### Key switch
A public matrix brings such ciphertexts back to the key `S`: this is a *key switch*. First each number is
written in its *binary digits*: what is multiplied next is then never larger than 1, and the noise hardly
grows. The matrix holds the old key, hidden by noise and by multiples of random numbers. It turns the digits
into numbers under the new key. Encryption is the same switch, from a key that is no secret: a matrix with
ones on its diagonal. This matrix is a *public key*: everybody can encrypt with it, and nobody can decrypt.

### Noise budget
Each operation adds noise. A place is decrypted correctly only while its noise is below half of `w`. The
*noise budget* is what is left until then. [A larger w](?w=1048576) leaves more room, and makes numbers
longer. [Less noise](?noise=1) leaves more room too, and hides less. Numbers longer than the *bit length* lose
their upper digits. Numbers of more than 62 bits do not fit into the machine: then the run stops and says so.

### For teaching, not for secrets
Do not hide anything with this cipher. The keys are small, and the public key gives the secret key away: a
straight line through its numbers is enough. Open Numbers to see it done. Ciphers in use take all numbers
modulo a large one; that makes this attack fail.
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
        "Each step moves every number on by one place. The key switch adds noise: how many steps are there"
        " until it is too much?",
        horizon=700,
    ),
    "adding": Preset(
        "Each step adds y to x, with ciphertexts alone. The noise of y is added too, every time.",
        horizon=100,
        operation="add",
    ),
    "doubling": Preset(
        "Each step doubles the plaintext, and the noise with it, until the noise budget is used up.",
        horizon=20,
        operation="scale",
        w=2.0**20,
    ),
    "multiplying": Preset(
        "Each step multiplies by y, place by place. Products need the longest key and the largest w.",
        horizon=20,
        operation="product",
        y="2, -1, 1, -1",
        w=2.0**22,
        bits=40,
    ),
    "inner-product": Preset(
        "The sum of all products goes to the first place, and zeros to the others.",
        horizon=100,
        operation="inner",
        y="1, 2, 0, -1",
        w=2.0**16,
        bits=36,
    ),
    "little-room": Preset(
        "w is only 1,024: the noise must stay below 512.", label="a small w", w=1024.0, horizon=100
    ),
    "loud": Preset(
        "Ten times the noise: it hides more, and is too much sooner.",
        label="much noise",
        noise=100,
        horizon=30,
    ),
    "short-digits": Preset(
        "17 binary digits are kept. A number that needs more loses its upper digits.",
        horizon=40,
        label="too few digits",
        bits=17,
        w=2576.0,
    ),
    "no-noise": Preset(
        "Without noise nothing goes wrong, until the numbers are too long for the machine.",
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
            "Choose transform, set w to 512 and the noise to 1, reset, and play.",
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
            "Choose transform, noise 0, bit length 16, reset, and play.",
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
