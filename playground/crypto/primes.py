"""Finding large prime numbers, one test at a time.

A number of hundreds of digits cannot be tried with all smaller ones. But a prime gives itself away by how
powers behave: a**(n-1) leaves the remainder 1 when divided by n (Fermat), and on the way there the square
root of 1 is never anything but 1 or -1. M. O. Rabin, Probabilistic algorithm for testing primality (1980):
of the bases that could be asked, at most a quarter overlook that a number is composite. Twenty bases in a row
overlook it with a probability below 1 in 10**12; for numbers drawn at random it is smaller by far.

A search is cut into steps, each of them a single test, so that a page can show how far it is, and be stopped.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

LARGEST_SMALL = 2000  # trial division goes up to here: it sends off six of seven odd numbers


def _sieve(largest: int) -> tuple[int, ...]:
    """All primes up to `largest` (Eratosthenes)."""
    prime = np.ones(largest + 1, bool)
    prime[:2] = False
    for i in range(2, int(largest**0.5) + 1):
        if prime[i]:
            prime[i * i :: i] = False
    return tuple(np.flatnonzero(prime).tolist())


SMALL = _sieve(LARGEST_SMALL)
BASES = SMALL[:20]


@lru_cache(maxsize=4096)  # a search that is replayed costs nothing
def passes(n: int, base: int) -> bool:
    """Whether the odd number n looks like a prime from `base` (Miller and Rabin)."""
    twos = ((n - 1) & -(n - 1)).bit_length() - 1  # n - 1 = odd · 2**twos
    power = pow(base, (n - 1) >> twos, n)
    if power in (1, n - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % n
        if power == n - 1:
            return True
    return False


def is_prime(n: int, bases: Iterable[int] = BASES) -> bool:
    """Whether n is a prime; the bases suffice for numbers that chance has drawn, not for those of a rogue."""
    if n <= LARGEST_SMALL:
        return n in SMALL
    return all(n % small for small in SMALL) and all(passes(n, base) for base in bases)


def candidate(bits: int, draw: Callable[[int], int]) -> int:
    """A number of `bits` bits without a small factor; `draw(bits)` gives the random number to start from.

    Its two highest bits are 1, so that the product of two such numbers has exactly twice as many bits.
    """
    while True:
        n = draw(bits) | 3 << (bits - 2) | 1
        while any(n % small == 0 for small in SMALL):
            n += 2
        if n.bit_length() == bits:
            return n


def random_bits(rng: np.random.RandomState) -> Callable[[int], int]:
    """A source of whole numbers of so many bits, for numbers that fit into no array."""
    return lambda bits: int.from_bytes(rng.bytes(-(-bits // 8)), "little") % (1 << bits)


class Search:
    """Looks for two primes of `bits` bits each. `grain` is where its random numbers come from.

    The numbers tried are counted from 0, and number i is the same whenever it is asked for: so a search is
    known by a few small numbers, and can be taken up at any point.

    number  which one is being tested
    rounds  how many bases it has passed
    found   the numbers of those that passed all: at most two
    """

    def __init__(self, bits: int, grain: int) -> None:
        self.bits, self.grain = bits, grain
        self.number, self.rounds = 0, 0
        self.found: tuple[int, ...] = ()

    @property
    def over(self) -> bool:
        return len(self.found) == 2

    @property
    def primes(self) -> tuple[int, ...]:
        return tuple(self.at(number) for number in self.found)

    def at(self, number: int) -> int:
        """The candidate with this number."""
        return _candidate(self.bits, self.grain, number)

    def step(self) -> None:
        """One base for the number at hand: it passes this round, or the next number has its turn."""
        n = self.at(self.number)
        if n in self.primes or not passes(n, BASES[self.rounds]):
            self.number, self.rounds = self.number + 1, 0
        elif self.rounds + 1 == len(BASES):
            self.number, self.rounds, self.found = self.number + 1, 0, (*self.found, self.number)
        else:
            self.rounds += 1


@lru_cache(maxsize=256)
def _candidate(bits: int, grain: int, number: int) -> int:
    return candidate(bits, random_bits(np.random.RandomState([grain, number])))
