"""A network of one hidden layer that learns without knowing its own weights, because they are encrypted.

Whoever trains it has the rows of data in the open, and weights that are ciphertexts. Everything it does to
them is a sum, a multiple or a product, since a cipher allows no more. So the sigmoid becomes the first terms
of its Taylor series, and fractions become whole numbers: v is encoded as w · scaling · v.

The network is written once, over an arithmetic. `Locked` computes on ciphertexts, `Open` on plain floats: the
same steps with the same seed, so that one sees what encryption costs.

Sources: A. Trask, Building Safe A.I., 2017 (the encrypted XOR network); the cipher is `integer_vectors`.
"""

from typing import Any, Protocol

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.crypto.int64 import IntegerOverflow, Ints, add, bits_needed, matmul, multiply, nearest
from playground.crypto.integer_vectors import Cipher

type Floats = NDArray[np.float64]
type Numbers = Any  # ciphertexts [..., hidden + 1] of an arithmetic that is locked, floats [..., hidden] else

HIDDEN = 4  # numbers in every vector: the hidden neurons; the single answer is kept four times over
W, BITS, MASKS = 2**10, 40, 2**16  # of the cipher, see there; the scaling comes on top of W
START = 0.7  # how far the weights of the first layer are from 0 at the start; those of the second: 1
FINE = 2**20  # alpha is a whole number of these parts

X = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]], np.int64)  # [rows, 3]: always 1, then two inputs
Y = np.array([[0], [1], [1], [0]], np.int64)  # [rows, 1]: either, but not both

# sigmoid(x) = 1/2 + x/4 − x³/48 + x⁵/480 − 17 x⁷/80640 + ...
TAYLOR = ((1, 2), (1, 4), (-1, 48), (1, 480), (-17, 80640))


class Arithmetic(Protocol):
    """All that a network needs, and all that the cipher allows: `a` and `b` are numbers that may be under
    lock, what is plain is known to all. Numbers are [..., width]: the width is `hidden` in the open and
    hidden + 1 under lock. Under lock all raise `IntegerOverflow` for what might not fit into 64 bits.
    """

    def add(self, a: Numbers, b: Numbers) -> Numbers:
        """a + b [..., width]"""

    def add_plain(self, a: Numbers, numerator: Any, denominator: int = 1) -> Numbers:
        """a + numerator / denominator [..., width]; the numerator is a number, or [..., 1]."""

    def mul(self, a: Numbers, b: Numbers) -> Numbers:
        """a · b, place by place [..., width]"""

    def mul_plain(self, a: Numbers, numerator: int, denominator: int = 1) -> Numbers:
        """a · numerator / denominator [..., width]"""

    def matmul_plain(self, weights: Ints, a: Numbers) -> Numbers:
        """weights a: [k, n] and [n, width] to [k, width]"""

    def dot(self, a: Numbers, b: Numbers) -> Numbers:
        """The sum of a · b in every place [..., width]"""

    def key_switch(self, a: Numbers) -> Numbers:
        """The same numbers [..., width], as small as they can be kept."""


class Open(Arithmetic):
    """Plain floats."""

    def add(self, a: Floats, b: Floats) -> Floats:
        return a + b

    def add_plain(self, a: Floats, numerator: Any, denominator: int = 1) -> Floats:
        shifted: Floats = a + numerator / denominator
        return shifted

    def mul(self, a: Floats, b: Floats) -> Floats:
        return a * b

    def mul_plain(self, a: Floats, numerator: int, denominator: int = 1) -> Floats:
        return a * numerator / denominator

    def matmul_plain(self, weights: Ints, a: Floats) -> Floats:
        product: Floats = weights @ a
        return product

    def dot(self, a: Floats, b: Floats) -> Floats:
        summed: Floats = np.sum(a * b, axis=-1, keepdims=True) + np.zeros_like(a)
        return summed

    def key_switch(self, a: Floats) -> Floats:
        """There is no key."""
        return a


class Locked(Arithmetic):
    """Ciphertexts. A number v is scale · v in the cipher, with scale = w · scaling."""

    def __init__(self, scaling: int, noise: int, rng: RandomState) -> None:
        self.scale = W * scaling
        self.cipher = Cipher(self.scale, BITS, noise, MASKS)
        self.secret = self.cipher.secret_key(HIDDEN, rng)  # the key holder's
        ones = np.eye(HIDDEN, dtype=np.int64)
        self.public = self.cipher.encryption_key(self.secret, rng)
        self.for_products = self.cipher.product_key([np.diag(one) for one in ones], self.secret, rng)
        self.for_dots = self.cipher.product_key([ones] * HIDDEN, self.secret, rng)
        self.to_itself = self.cipher.linear_transform_key(ones, self.secret, rng)  # the secret key

    # --- the key holder ----------------------------------------------------------------------------------

    def encode(self, values: Floats, rng: RandomState) -> Ints:
        """Fractions as whole numbers, blurred by noise. [..., hidden] to [..., hidden]"""
        scaled = np.rint(values * self.scale).astype(np.int64)
        return add(scaled, self.cipher.fresh_noise(scaled.shape, rng))

    def encrypt(self, encoded: Ints) -> Ints:
        """Under the secret key. [..., hidden] to [..., hidden + 1]"""
        return self.cipher.key_switch(self.public, encoded)

    def decrypt(self, c: Ints) -> Floats:
        """[..., hidden + 1] to [..., hidden]"""
        values: Floats = matmul(c, self.secret.T) / self.scale
        return values

    # --- the cloud: no line below uses the secret key ----------------------------------------------------

    def add(self, a: Ints, b: Ints) -> Ints:
        return add(a, b)

    def add_plain(self, a: Ints, numerator: Any, denominator: int = 1) -> Ints:
        """The first numbers of a ciphertext are the message, shifted: a known number can be added there."""
        known = nearest(multiply(np.asarray(numerator, np.int64), self.scale), denominator)
        return add(a, np.append(np.ones(HIDDEN, np.int64), np.int64(0)) * known)

    def mul(self, a: Ints, b: Ints) -> Ints:
        return self._product(self.for_products, a, b)

    def mul_plain(self, a: Ints, numerator: int, denominator: int = 1) -> Ints:
        return nearest(multiply(a, numerator), denominator)

    def matmul_plain(self, weights: Ints, a: Ints) -> Ints:
        return matmul(a.T, weights.T).T

    def dot(self, a: Ints, b: Ints) -> Ints:
        return self._product(self.for_dots, a, b)

    def key_switch(self, a: Ints) -> Ints:
        """The same under the same key, but no longer: a sum of many ciphertexts grows and grows."""
        return self.cipher.key_switch(self.to_itself, a)

    def _product(self, key: Ints, a: Ints, b: Ints) -> Ints:
        products = self.cipher.outer(a, b)
        if self.cipher.cut_by(products):
            raise IntegerOverflow(bits_needed(products), BITS)
        return self.cipher.key_switch(key, products)


# --- the network, whatever its numbers are -----------------------------------------------------------------


def sigmoid(do: Arithmetic, x: Numbers, terms: int) -> tuple[Numbers, Numbers]:
    """The first `terms` terms of the series at x [..., width], and the slope of this polynomial there."""
    value = do.add_plain(do.mul_plain(x, *TAYLOR[1]), *TAYLOR[0])
    slope = do.add_plain(do.mul_plain(x, 0), *TAYLOR[1])
    square = even = do.mul(x, x)
    for k, (up, down) in enumerate(TAYLOR[2:terms], start=1):
        even = even if k == 1 else do.mul(even, square)  # x², x⁴, x⁶
        value = do.add(value, do.mul_plain(do.mul(even, x), up, down))
        slope = do.add(slope, do.mul_plain(even, (2 * k + 1) * up, down))
    return value, slope


def forward(do: Arithmetic, W0: Numbers, W1: Numbers, terms: int) -> tuple[Numbers, Numbers, Numbers]:
    """Hidden values, their slopes, and the misses of all rows. W0: [3, hidden], W1: [1, hidden]; the three:
    [rows, hidden], the miss (answer − target) in every place the same."""
    hidden, slope = sigmoid(do, do.matmul_plain(X, W0), terms)
    return hidden, slope, do.add_plain(do.dot(hidden, W1), -Y)


def backward(
    do: Arithmetic, W1: Numbers, hidden: Numbers, slope: Numbers, miss: Numbers
) -> tuple[Numbers, Numbers]:
    """The gradient of ½ Σ miss² for W0 [3, width] and W1 [1, width], from what `forward` gave."""
    delta = do.mul(do.mul(miss, W1), slope)  # [rows, hidden]
    every_row = np.ones((1, len(X)), np.int64)
    return do.matmul_plain(X.T, delta), do.matmul_plain(every_row, do.mul(miss, hidden))


def update(do: Arithmetic, weights: Numbers, gradient: Numbers, alpha: float) -> Numbers:
    """weights − alpha · gradient [..., width]"""
    return do.key_switch(do.add(weights, do.mul_plain(gradient, -round(alpha * FINE), FINE)))
