"""Paillier's cryptosystem beside the package `phe`, and what must hold for any keys, numbers and sums."""

import numpy as np
import phe
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.crypto import paillier, primes
from playground.crypto.paillier import Encrypted, SecretKey

P, Q = 2**127 - 1, 2**89 - 1  # two primes by Mersenne
KEY = SecretKey(P, Q)
N = P * Q
THEIRS = phe.PaillierPublicKey(N)
THEIR_SECRET = phe.PaillierPrivateKey(THEIRS, P, Q)

noises = st.integers(2, P - 1)  # has no factor in common with n
amounts = st.integers(-(10**12), 10**12)


def locked(value: float, r: int = 3, scale: int = 1) -> Encrypted:
    return KEY.public.encrypt(value, r, scale)


# ------------------------------------------------------------------------------------------- beside `phe`


@given(st.integers(0, N - 1), noises)
def test_a_ciphertext_is_the_one_that_phe_makes(m: int, r: int) -> None:
    ours = paillier.encrypt(N, m, r)
    assert ours == THEIRS.raw_encrypt(m, r_value=r)
    assert THEIR_SECRET.raw_decrypt(ours) == m == paillier.decrypt(N, (P - 1) * (Q - 1), ours)


@given(amounts, amounts, st.integers(-1000, 1000), noises, noises)
def test_sums_and_multiples_are_those_of_phe(a: int, b: int, k: int, r: int, other: int) -> None:
    theirs = THEIRS.encrypt(a, r_value=r) + THEIRS.encrypt(b, r_value=other) * k
    ours = locked(a, r) + locked(b, other) * k
    assert KEY.decrypt(ours) == a + b * k == THEIR_SECRET.decrypt(theirs)
    assert THEIR_SECRET.raw_decrypt(ours.number) == THEIR_SECRET.raw_decrypt(theirs.ciphertext(False))


def test_the_largest_number_is_that_of_phe() -> None:
    assert KEY.public.largest == THEIRS.max_int


@pytest.mark.parametrize("bits", [128, 256, 512])
def test_a_key_of_ours_works_in_phe(bits: int) -> None:
    search = primes.Search(bits // 2, grain=bits)
    while not search.over:
        search.step()
    p, q = search.primes
    public = phe.PaillierPublicKey(p * q)
    assert p * q == SecretKey(p, q).public.n and (p * q).bit_length() == bits
    assert phe.PaillierPrivateKey(public, p, q).decrypt(public.encrypt(-12345)) == -12345


# ------------------------------------------------------------------------------------- numbers with a sign


@given(st.floats(-1e6, 1e6), st.sampled_from([1, 10, 1000, 10**6]), noises)
def test_a_decimal_number_comes_back_rounded(value: float, scale: int, r: int) -> None:
    assert KEY.decrypt(locked(value, r, scale)) == round(value * scale) / scale


@given(amounts, noises, noises)
def test_the_same_number_looks_different_with_other_noise(m: int, r: int, other: int) -> None:
    assert (locked(m, r).number == locked(m, other).number) is (r == other)


def test_what_is_too_large_is_refused() -> None:
    largest = KEY.public.largest
    assert KEY.decrypt(locked(0)) == 0
    assert paillier.decrypt(N, (P - 1) * (Q - 1), locked(0).number) == 0
    for sign in (1, -1):
        KEY.public.encrypt(sign * largest, 3)
        with pytest.raises(OverflowError, match="too large for a key of 216 bits"):
            KEY.public.encrypt(sign * (largest + 1), 3)


def test_a_sum_that_has_run_over_says_so() -> None:
    most = KEY.public.encrypt(KEY.public.largest, 3)
    with pytest.raises(OverflowError, match="the sum has grown too large"):
        KEY.decrypt(most + locked(1000, 5))


@given(amounts, amounts, st.integers(-1000, 1000))
def test_it_computes_as_python_does(a: int, b: int, k: int) -> None:
    x, y = locked(a), locked(b, 5)
    assert KEY.decrypt(x - y) == a - b and KEY.decrypt(-x) == -a
    assert KEY.decrypt(k * x) == KEY.decrypt(x * np.int64(k)) == KEY.decrypt(np.int64(k) * x) == k * a
    assert KEY.decrypt(sum([x, y, x])) == KEY.decrypt(sum([x, y, x], start=0)) == 2 * a + b
    assert KEY.decrypt(x + k) == KEY.decrypt(k + x) == a + k
    assert KEY.decrypt(k - x) == k - a and KEY.decrypt(x - np.int64(k)) == a - k
    assert KEY.decrypt(locked(a / 8, 3, 1000) + 0.25) == round(a / 8 * 1000) / 1000 + 0.25


def test_a_product_is_with_whole_numbers_only() -> None:
    for factor in (2.0, 0.5, "2", None, np.float64(2), np.array([1, 2]), locked(2)):
        with pytest.raises(TypeError, match="multiplied by a whole number"):
            locked(1) * factor  # type: ignore[operator]


@given(
    st.lists(st.tuples(st.sampled_from("+-*n"), st.integers(-9, 9)), max_size=12),
    st.integers(-(N // 3) + 1, N // 3 - 1) | amounts,
)
def test_a_sum_is_right_or_an_error_and_never_wrong(operations: list[tuple[str, int]], start: int) -> None:
    truth, first = start, locked(start)
    number = first
    try:
        for sign, k in operations:
            if sign == "+":
                truth, number = truth + k, number + k
            elif sign == "-":
                truth, number = truth - start, number - first
            elif sign == "n":
                truth, number = k * start - truth, k * first - number
            else:
                truth, number = truth * k, number * k
        found = KEY.decrypt(number)
    except OverflowError:
        assert abs(start) > 10**12, "small numbers have room for all of this"
    else:
        assert found == truth / 1


def test_what_could_run_over_unnoticed_is_not_computed() -> None:
    most = KEY.public.encrypt(KEY.public.largest, 3)
    for product in (
        lambda: most * 3,
        lambda: -4 * most,
        lambda: most + most + most,
        lambda: most - -most * 2,
    ):
        with pytest.raises(OverflowError, match="too large for this key"):
            product()
    with pytest.raises(OverflowError, match="the sum has grown too large"):
        KEY.decrypt(most * 2)
    assert KEY.decrypt(most * 1) == KEY.decrypt(most + 0) == KEY.public.largest / 1
    with pytest.raises(OverflowError, match="too large for a key"):
        locked(1) + N
    tiny = SecretKey(5, 7)
    for m in range(-tiny.public.largest, tiny.public.largest + 1):
        for k in range(-50, 50):
            try:
                assert tiny.decrypt(tiny.public.encrypt(m, 2) * k) == m * k
            except OverflowError:
                assert abs(m * k) > tiny.public.largest or abs(k) > tiny.public.largest // 3


def test_numbers_that_do_not_belong_together_are_not_added() -> None:
    other = SecretKey(P, 2**107 - 1)
    with pytest.raises(ValueError, match="same key and the same scale"):
        locked(1) + locked(1, scale=10)
    with pytest.raises(ValueError, match="same key and the same scale"):
        locked(1) + other.public.encrypt(1, 3)
    with pytest.raises(ValueError, match="another key"):
        other.decrypt(locked(1))


def test_noise_is_drawn_again_if_it_shares_a_factor() -> None:
    draws = iter([0, Q, P, 12])
    assert KEY.public.noise(lambda bits: next(draws)) == 12
