"""Paillier's cryptosystem: whoever has the public key can add numbers that only the secret key can read.

P. Paillier, Public-Key Cryptosystems Based on Composite Degree Residuosity Classes (1999), scheme 1, with the
usual base g = n + 1. First the mathematics, on plain integers; then the same as keys and encrypted numbers
that carry a sign and a fixed point. Everything random is handed in: nothing here draws a number.

    key         n = p q, the product of two primes
    encrypt     c = gᵐ rⁿ mod n², with a random r      gᵐ = (1 + n)ᵐ = 1 + m n mod n²
    add         c₁ c₂ = gᵐ¹⁺ᵐ² (r₁ r₂)ⁿ                the product of ciphertexts holds the sum
    multiply    cᵏ = gᵏᵐ (rᵏ)ⁿ                         a power holds a multiple
    decrypt     cᵠ = 1 + m φ n mod n², since rⁿᵠ = 1   φ = (p − 1)(q − 1)
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

# --- the mathematics ---------------------------------------------------------------------------------------


def encrypt(n: int, m: int, r: int) -> int:
    """The ciphertext of m, from 0 to n - 1, with the noise r, which has no factor in common with n."""
    return (1 + m * n) * pow(r, n, n * n) % (n * n)


def add(n: int, c1: int, c2: int) -> int:
    """The ciphertext of the sum."""
    return c1 * c2 % (n * n)


def multiply(n: int, c: int, k: int) -> int:
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
    decrypting it says so.
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
        m = round(value * scale)
        if abs(m) > self.largest:
            raise OverflowError(f"{value:g} is too large for a key of {self.n.bit_length()} bits")
        return Encrypted(self, encrypt(self.n, m % self.n, r), scale)


@dataclass(frozen=True)
class Encrypted:
    """A number that only the secret key can read: `+` adds two of them, `*` takes a plain whole number."""

    key: PublicKey
    number: int
    scale: int = 1

    def __add__(self, other: "Encrypted") -> "Encrypted":
        if (other.key, other.scale) != (self.key, self.scale):
            raise ValueError("only numbers with the same key and the same scale can be added")
        return Encrypted(self.key, add(self.key.n, self.number, other.number), self.scale)

    def __mul__(self, k: int) -> "Encrypted":
        return Encrypted(self.key, multiply(self.key.n, self.number, k), self.scale)


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
