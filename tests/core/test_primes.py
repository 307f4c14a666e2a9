"""Finding primes: beside trying all divisors, on numbers that fool weaker tests, and taken up again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.crypto import primes
from playground.crypto.primes import Search

CARMICHAEL = [561, 41041, 825265, 321197185, 5394826801, 232250619601, 9746347772161]  # fool Fermat's test
MERSENNE = [2**p - 1 for p in (31, 61, 89, 107, 127, 521)]


def by_trying(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


def finished(bits: int, grain: int) -> Search:
    search = Search(bits, grain)
    while not search.over:
        search.step()
    return search


def test_all_numbers_up_to_ten_thousand() -> None:
    assert [n for n in range(10_000) if primes.is_prime(n)] == [n for n in range(10_000) if by_trying(n)]
    assert [*primes.SMALL] == [n for n in range(primes.LARGEST_SMALL + 1) if by_trying(n)]


@given(st.integers(2001, 10**7))
def test_numbers_that_are_larger(n: int) -> None:
    assert primes.is_prime(n) is by_trying(n)


@pytest.mark.parametrize("n", CARMICHAEL)
def test_numbers_that_look_like_primes_are_found_out(n: int) -> None:
    assert pow(2, n - 1, n) == 1, "Fermat's test is fooled"
    assert not primes.is_prime(n)
    assert not all(primes.passes(n, base) for base in primes.BASES)


@pytest.mark.parametrize("n", MERSENNE)
def test_large_primes(n: int) -> None:
    assert primes.is_prime(n)
    assert not primes.is_prime(n * MERSENNE[0])


@given(st.integers(16, 200), st.integers(0, 2**32 - 1))
def test_a_candidate_has_its_bits_and_no_small_factor(bits: int, seed: int) -> None:
    n = primes.candidate(bits, primes.random_bits(np.random.RandomState(seed)))
    assert n.bit_length() == bits and n >> (bits - 2) == 3
    assert all(n % small for small in primes.SMALL if small < n)


@given(st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_random_numbers_fit_their_bits(bits: int, seed: int) -> None:
    draw = primes.random_bits(np.random.RandomState(seed))
    assert all(0 <= draw(bits) < 1 << bits for _ in range(5))


@given(st.sampled_from([64, 128]), st.integers(0, 2**32 - 1))
def test_a_search_ends_with_two_different_primes(bits: int, grain: int) -> None:
    p, q = finished(bits, grain).primes
    assert p != q and primes.is_prime(p) and primes.is_prime(q)
    assert (p * q).bit_length() == 2 * bits


def test_a_search_can_be_taken_up_at_any_point() -> None:
    whole, search = finished(64, 5), Search(64, 5)
    while not search.over:
        again = Search(64, 5)
        again.number, again.rounds, again.found = search.number, search.rounds, search.found
        again.step()
        search = again
    assert search.primes == whole.primes and search.number == whole.number
