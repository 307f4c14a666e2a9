"""A network of one hidden layer that learns without knowing its own weights, because they are encrypted.

Whoever trains it has the rows of data in the open, and weights that are ciphertexts. Everything it does to
them is a sum, a multiple or a product, since a cipher allows no more. So the sigmoid becomes the first terms
of its Taylor series, and fractions become whole numbers: v is kept as w · scaling · v.

The network is written once, over an arithmetic. `Locked` computes on ciphertexts, `Open` on plain floats: the
same steps with the same seed, so that one sees what encryption costs.

Sources: A. Trask, Building Safe A.I., 2017 (the encrypted XOR network); the cipher is `integer_vectors`.
"""

from typing import Any, Protocol

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.crypto.int64 import IntegerOverflow, Ints, add, bits_needed, multiply, nearest, scale
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
    """All that a network needs, and all that the cipher allows."""

    def plus(self, a: Numbers, b: Numbers) -> Numbers: ...
    def plus_public(self, a: Numbers, numerator: Any, denominator: int = 1) -> Numbers: ...
    def multiple(self, a: Numbers, numerator: int, denominator: int = 1) -> Numbers: ...
    def mixed(self, weights: Ints, a: Numbers) -> Numbers: ...
    def times(self, a: Numbers, b: Numbers) -> Numbers: ...
    def inner(self, a: Numbers, b: Numbers) -> Numbers: ...
    def renewed(self, a: Numbers) -> Numbers: ...


class Open:
    """Plain floats."""

    def plus(self, a: Floats, b: Floats) -> Floats:
        return a + b

    def plus_public(self, a: Floats, numerator: Any, denominator: int = 1) -> Floats:
        shifted: Floats = a + numerator / denominator
        return shifted

    def multiple(self, a: Floats, numerator: int, denominator: int = 1) -> Floats:
        return a * numerator / denominator

    def mixed(self, weights: Ints, a: Floats) -> Floats:
        mixed: Floats = weights @ a
        return mixed

    def times(self, a: Floats, b: Floats) -> Floats:
        return a * b

    def inner(self, a: Floats, b: Floats) -> Floats:
        summed: Floats = np.sum(a * b, axis=-1, keepdims=True) + np.zeros_like(a)
        return summed

    def renewed(self, a: Floats) -> Floats:
        return a


class Locked:
    """Ciphertexts. A number v is whole · v in the cipher, with whole = w · scaling."""

    def __init__(self, scaling: int, noise: int, rng: RandomState) -> None:
        self.whole = W * scaling
        self.cipher = Cipher(self.whole, BITS, noise, MASKS)
        self.secret = self.cipher.secret_key(HIDDEN, rng)  # the key holder's
        ones = np.eye(HIDDEN, dtype=np.int64)
        self.public = self.cipher.encryption_key(self.secret, rng)
        self.place_by_place = self.cipher.product_key([np.diag(one) for one in ones], self.secret, rng)
        self.all_summed = self.cipher.product_key([ones] * HIDDEN, self.secret, rng)
        self.renewing = self.cipher.transforming_key(ones, self.secret, rng)  # from the secret key to itself

    # --- the key holder ----------------------------------------------------------------------------------

    def message(self, values: Floats, rng: RandomState) -> Ints:
        """Fractions as whole numbers, blurred. [..., hidden]"""
        whole = np.rint(values * self.whole).astype(np.int64)
        return add(whole, self.cipher.blur(whole.shape, rng))

    def lock(self, message: Ints) -> Ints:
        """Under the secret key. [..., hidden] to [..., hidden + 1]"""
        return self.cipher.switch(self.public, message)

    def decrypt(self, c: Ints) -> Floats:
        values: Floats = multiply(c, self.secret.T) / self.whole
        return values

    # --- the cloud: no line below uses the secret key ----------------------------------------------------

    def plus(self, a: Ints, b: Ints) -> Ints:
        return add(a, b)

    def plus_public(self, a: Ints, numerator: Any, denominator: int = 1) -> Ints:
        """The first numbers of a ciphertext are the message, shifted: a known number can be added there."""
        known = nearest(scale(np.asarray(numerator, np.int64), self.whole), denominator)
        return add(a, np.append(np.ones(HIDDEN, np.int64), np.int64(0)) * known)

    def multiple(self, a: Ints, numerator: int, denominator: int = 1) -> Ints:
        return nearest(scale(a, numerator), denominator)

    def mixed(self, weights: Ints, a: Ints) -> Ints:
        return multiply(a.T, weights.T).T

    def times(self, a: Ints, b: Ints) -> Ints:
        return self._product(self.place_by_place, a, b)

    def inner(self, a: Ints, b: Ints) -> Ints:
        return self._product(self.all_summed, a, b)

    def renewed(self, a: Ints) -> Ints:
        """The same under the same key, but no longer: a sum of many ciphertexts grows and grows."""
        return self.cipher.switch(self.renewing, a)

    def _product(self, key: Ints, a: Ints, b: Ints) -> Ints:
        products = self.cipher.outer(a, b)
        if self.cipher.cut_by(products):
            raise IntegerOverflow(bits_needed(products), BITS)
        return self.cipher.switch(key, products)


# --- the network, whatever its numbers are -----------------------------------------------------------------


def sigmoid(do: Arithmetic, x: Numbers, terms: int) -> tuple[Numbers, Numbers]:
    """The first `terms` terms of the series, and the slope of this polynomial."""
    value = do.plus_public(do.multiple(x, *TAYLOR[1]), *TAYLOR[0])
    slope = do.plus_public(do.multiple(x, 0), *TAYLOR[1])
    square = even = do.times(x, x)
    for k, (up, down) in enumerate(TAYLOR[2:terms], start=1):
        even = even if k == 1 else do.times(even, square)  # x², x⁴, x⁶
        value = do.plus(value, do.multiple(do.times(even, x), up, down))
        slope = do.plus(slope, do.multiple(even, (2 * k + 1) * up, down))
    return value, slope


def forward(do: Arithmetic, W0: Numbers, W1: Numbers, terms: int) -> tuple[Numbers, Numbers, Numbers]:
    """Hidden values, their slopes, and the misses of all rows. W0: [3, hidden], W1: [1, hidden]; the three:
    [rows, hidden], the miss (answer − target) in every place the same."""
    hidden, slope = sigmoid(do, do.mixed(X, W0), terms)
    return hidden, slope, do.plus_public(do.inner(hidden, W1), -Y)


def backward(
    do: Arithmetic, W1: Numbers, hidden: Numbers, slope: Numbers, miss: Numbers
) -> tuple[Numbers, Numbers]:
    """The gradient of ½ Σ miss² for W0 and W1."""
    delta = do.times(do.times(miss, W1), slope)  # [rows, hidden]
    every_row = np.ones((1, len(X)), np.int64)
    return do.mixed(X.T, delta), do.mixed(every_row, do.times(miss, hidden))


def update(do: Arithmetic, weights: Numbers, gradient: Numbers, alpha: float) -> Numbers:
    """weights − alpha · gradient"""
    return do.renewed(do.plus(weights, do.multiple(gradient, -round(alpha * FINE), FINE)))
