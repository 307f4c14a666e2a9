"""A cipher for vectors of whole numbers that can be computed on without being read.

A vector x is multiplied by a large number w, hidden behind a secret key S, and blurred by a little noise e:

    S c = w x + e                  a ciphertext c holds x           (1)
    x = nearest(S c / w)           whoever has S can read it        (2)

which works while every |e| stays below w / 2. Sums, multiples, linear maps and inner products of ciphertexts
are ciphertexts of the sums, multiples, maps and products, only with more noise. That is all there is to it.

Source: H. Zhou and G. Wornell, Efficient Homomorphic Encryption on Integer Vectors and Its Applications,
2014; A. Yu, W. L. Lai, J. Paylor, Efficient Integer Vector Homomorphic Encryption, 2015. The keys here have
their form [I, T]. THIS IS FOR TEACHING AND NOT SECURE: `crack` reads the secret key off the public one.

Shapes: m numbers are hidden in n = m + 1 numbers, l is the number of bits; leading axes are many at once.
Every dtype is said, because the browser's Python takes 32 bits where none is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState

from playground.crypto.int64 import Ints, add, matmul, multiply, nearest

SECRETS = 10  # the numbers of T are 1 to 9 (not 0, which would leave its place in the open)


@dataclass(frozen=True)
class Cipher:
    """What is no secret: how large, how long, how blurred and how well hidden the numbers are."""

    w: int  # what x is multiplied by
    bits: int  # l, the binary digits that are kept of a ciphertext when its key is switched
    noise: int  # E and e: −noise to noise
    masks: int  # A: −masks to masks; the larger it is than w x, the better it hides it

    # --- keys --------------------------------------------------------------------------------------------

    def secret_key(self, m: int, rng: RandomState) -> Ints:
        """S = [I, T] with a random column T. [m, m + 1]"""
        column = rng.randint(1, SECRETS, (m, 1), np.int64)  # T, [m, 1]
        return np.concatenate([np.eye(m, dtype=np.int64), column], axis=1)

    def key_switch_matrix(self, old: Ints, new: Ints, rng: RandomState) -> Ints:
        """The public M that turns ciphertexts under the key `old` into ciphertexts under `new` = [I, T].

        M = [S* + E − T A; A] looks random, and yet new M = S* + E, whatever A is (section 3.2).
        old: [m, k], new: [m, n]; the answer: [n, k l].
        """
        powers = self.powers_of_two(old)  # S*, [m, k l]
        masks = rng.randint(-self.masks, self.masks + 1, (1, powers.shape[1]), np.int64)  # A, [1, k l]
        hidden = matmul(new[:, -1:], masks)  # T A, [m, k l]
        return np.concatenate([add(add(powers, self.fresh_noise(powers.shape, rng)), -hidden), masks])

    def fresh_noise(self, shape: tuple[int, ...], rng: RandomState) -> Ints:
        """Random numbers from −noise to noise. [*shape]"""
        return rng.randint(-self.noise, self.noise + 1, shape, np.int64)

    def key_switch(self, key: Ints, c: Ints) -> Ints:
        """c under the new key: c' = M c*. Its noise is that of c, and E c* more.

        key: [n, k l]; [..., k] to [..., n].
        """
        return matmul(self.decompose(c), key.T)

    def decompose(self, c: Ints) -> Ints:
        """c*: each number as its binary digits, highest first, its sign on each. [..., k] to [..., k l]

        Digits above the l lowest are cut off: see `cut_by`.
        """
        digits = (np.abs(c)[..., None] >> np.arange(self.bits)[::-1]) & 1  # [..., k, l]
        signed: Ints = (np.sign(c)[..., None] * digits).reshape(*c.shape[:-1], -1)
        return signed

    def cut_by(self, c: Ints) -> int:
        """How many numbers of c [...] are too long for l digits."""
        return int(np.count_nonzero(np.abs(c) >> self.bits))

    def powers_of_two(self, key: Ints) -> Ints:
        """S*: each number times 2^(l−1), ..., 2, 1, so that S* c* = S c. [m, k] to [m, k l]"""
        places = np.int64(1) << np.arange(self.bits)[::-1]
        return multiply(key[:, :, None], places).reshape(len(key), -1)

    # --- in and out --------------------------------------------------------------------------------------

    def encryption_key(self, secret: Ints, rng: RandomState) -> Ints:
        """Public: the switch from the key I, which is none, to the secret one. [m, n] to [n, m l]"""
        return self.key_switch_matrix(np.eye(len(secret), dtype=np.int64), secret, rng)

    def encode(self, x: Ints, rng: RandomState) -> Ints:
        """w x + e: a "ciphertext" that anybody can read, since its key is I. [..., m] to [..., m]"""
        return add(multiply(x, self.w), self.fresh_noise(x.shape, rng))

    def encrypt(self, key: Ints, x: Ints, rng: RandomState) -> Ints:
        """Whoever has the public key [n, m l] can encrypt, and not decrypt. [..., m] to [..., n]"""
        return self.key_switch(key, self.encode(x, rng))

    def decrypt(self, secret: Ints, c: Ints) -> Ints:
        """Equation (2), with the secret key [m, n]. [..., n] to [..., m]"""
        return nearest(matmul(c, secret.T), self.w)

    def noise_in(self, secret: Ints, c: Ints, x: Ints) -> Ints:
        """e of equation (1): only who has the key [m, n] and the right answer x can tell.

        c: [..., n], x: [..., m]; the answer: [..., m].
        """
        return add(matmul(c, secret.T), -multiply(x, self.w))

    # --- computing ---------------------------------------------------------------------------------------
    # The sum of two ciphertexts is int64.add(c1, c2), a multiple is int64.multiply(c, k), because S (c1 + c2)
    # is w (x1 + x2) + (e1 + e2), and S (k c) is w (k x) + k e. The other two need a key, made beforehand.

    def linear_transform_key(self, G: Ints, secret: Ints, rng: RandomState) -> Ints:
        """For G x: c is G x already, under the key G S. What is left is to switch it to S.

        G: [m, m], secret: [m, n]; the answer: [n, n l].
        """
        return self.key_switch_matrix(matmul(G, secret), secret, rng)

    def product_key(self, H: Sequence[Ints], secret: Ints, rng: RandomState) -> Ints:
        """For weighted inner products x1ᵀ H x2, one for each H, from the outer product of c1 and c2: it holds
        them under a key whose rows are the numbers of Sᵀ H S.

        Each H: [m, m], secret: [m, n]; the answer: [n, n n l], with as many H as there are rows in S.
        """
        rows = [matmul(secret.T, matmul(weights, secret)).ravel() for weights in H]
        return self.key_switch_matrix(np.stack(rows), secret, rng)

    def outer(self, c1: Ints, c2: Ints) -> Ints:
        """nearest(c1 c2ᵀ / w) as a vector: one of the two w that were multiplied is taken out.

        [..., n] and [..., n] to [..., n n].
        """
        products = multiply(c1[..., :, None], c2[..., None, :])
        return nearest(products, self.w).reshape(*products.shape[:-2], -1)

    # --- breaking ----------------------------------------------------------------------------------------

    def crack(self, key: Ints) -> Ints:
        """T, from nothing but the public key for encryption. Its rows are I* + E − T A, below them stands A,
        and I* is no secret: T is the slope of a line through the points (A, T A − E). [n, m l] to [m]"""
        masks = key[-1].astype(float)
        points = (self.powers_of_two(np.eye(len(key) - 1, dtype=np.int64)) - key[:-1]).astype(float)
        slopes = points @ masks / max(1.0, masks @ masks)  # [m]
        found: Ints = np.rint(slopes).astype(np.int64)
        return found
