"""Paillier's cryptosystem: whoever has the public key can add numbers that only the secret key can read.

P. Paillier, Public-Key Cryptosystems Based on Composite Degree Residuosity Classes (1999), scheme 1, with the
usual base g = n + 1. First the mathematics, on plain integers; then the same as keys and encrypted numbers
that carry a sign and a fixed point. Everything random is handed in: nothing here draws a number.

    key         n = p q, the product of two primes
    encrypt     c = gᵐ rⁿ mod n², with a random r      gᵐ = (1 + n)ᵐ = 1 + m n mod n²
    add         c₁ c₂ = gᵐ¹⁺ᵐ² (r₁ r₂)ⁿ                the product of ciphertexts holds the sum
    mul_plain   cᵏ = gᵏᵐ (rᵏ)ⁿ                         a power holds a multiple
    decrypt     cᵠ = 1 + m φ n mod n², since rⁿᵠ = 1   φ = (p − 1)(q − 1)
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd, isqrt
from operator import index
from typing import ClassVar, SupportsIndex

# --- the mathematics ---------------------------------------------------------------------------------------


def encrypt(n: int, m: int, r: int) -> int:
    """The ciphertext of m, from 0 to n - 1, with the noise r, which has no factor in common with n."""
    return (1 + m * n) * pow(r, n, n * n) % (n * n)


def add(n: int, c1: int, c2: int) -> int:
    """The ciphertext of the sum."""
    return c1 * c2 % (n * n)


def add_plain(n: int, c: int, m: int) -> int:
    """The ciphertext of m more than what is in c. It needs no noise of its own: there is some in c."""
    return add(n, c, encrypt(n, m % n, 1))


def mul_plain(n: int, c: int, k: int) -> int:
    """The ciphertext of k times what is in c; k is a plain number, and may be negative."""
    return pow(c, k, n * n)


def decrypt(n: int, phi: int, c: int) -> int:
    """What is in c, from 0 to n - 1."""
    return (pow(c, phi, n * n) - 1) // n * pow(phi, -1, n) % n


# --- keys and numbers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicKey:
    """Encrypts, and adds what is encrypted. Numbers may be negative: −m is stored as n − m.

    What is stored must stay below a third of n on either side. A sum in the third between has run over, and
    decrypting it says so. One that might run further, and come back to where numbers are, is not made.
    """

    n: int

    @property
    def largest(self) -> int:
        return self.n // 3 - 1

    def noise(self, draw: Callable[[int], int]) -> int:
        """A random r for `encrypt`, from a source of random whole numbers of so many bits.

        It has a bit less than n, so that it is smaller. That it shares a factor with n would be as lucky as
        to guess the secret key.
        """
        while True:
            r = draw(self.n.bit_length() - 1)
            if gcd(r, self.n) == 1:
                return r

    def encrypt(self, value: float, r: int, scale: int = 1) -> "Encrypted":
        """`value` times `scale`, rounded to a whole number, under lock. OverflowError if it is too large."""
        m = self.encode(value, scale)
        small = isqrt(self.largest)  # all that is told of its size: whether it is so small or not
        return Encrypted(
            self, encrypt(self.n, m % self.n, r), scale, small if abs(m) <= small else self.largest
        )

    def encode(self, value: float, scale: int) -> int:
        """`value` times `scale`, rounded. OverflowError if it is too large for this key."""
        m = round(value * scale)
        if abs(m) > self.largest:
            raise OverflowError(f"{value:g} is too large for a key of {self.n.bit_length()} bits")
        return m


@dataclass(frozen=True)
class Encrypted:
    """A number that only the secret key can read, in sums and differences with others under the same key or
    with plain numbers, and in products with plain whole numbers.

    `most` is how large it can be, as far as it can be told from what it was made of. Each operation raises
    OverflowError where the result could run over unnoticed.
    """

    key: PublicKey
    number: int
    scale: int
    most: int

    __array_ufunc__: ClassVar[None] = None  # so that `np.int64(3) * encrypted` is ours to compute

    def __post_init__(self) -> None:
        if self.most >= self.key.n - self.key.largest:
            raise OverflowError("the sum has grown too large for this key: what comes of it cannot be known")

    def __add__(self, other: "Encrypted | float") -> "Encrypted":
        n = self.key.n
        if not isinstance(other, Encrypted):
            m = self.key.encode(other, self.scale)
            return self._with(add_plain(n, self.number, m), self.most + abs(m))
        if (other.key, other.scale) != (self.key, self.scale):
            raise ValueError("only numbers with the same key and the same scale can be added")
        return self._with(add(n, self.number, other.number), self.most + other.most)

    def __mul__(self, k: SupportsIndex) -> "Encrypted":
        try:
            factor = index(k)  # of numpy's whole numbers, too
        except TypeError:
            raise TypeError(
                f"an encrypted number is multiplied by a whole number, not by {k!r:.40}"
            ) from None
        return self._with(mul_plain(self.key.n, self.number, factor), self.most * abs(factor))

    def __neg__(self) -> "Encrypted":
        return self * -1

    def __sub__(self, other: "Encrypted | float") -> "Encrypted":
        return self + -other

    def __rsub__(self, other: float) -> "Encrypted":
        return -self + other

    __radd__, __rmul__ = __add__, __mul__  # 0 + encrypted is where Python's sum begins

    def _with(self, number: int, most: int) -> "Encrypted":
        return Encrypted(self.key, number, self.scale, most)


@dataclass(frozen=True)
class SecretKey:
    """The two primes behind a public key."""

    p: int
    q: int

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.p * self.q)

    def decrypt(self, c: Encrypted) -> float:
        """What is in c. Raises ValueError for another key's number, OverflowError for what has run over."""
        public = self.public
        if c.key != public:
            raise ValueError("this number was encrypted with another key")
        m = decrypt(public.n, (self.p - 1) * (self.q - 1), c.number)
        if public.largest < m < public.n - public.largest:
            raise OverflowError("the sum has grown too large for this key")
        return (m if m <= public.largest else m - public.n) / c.scale
