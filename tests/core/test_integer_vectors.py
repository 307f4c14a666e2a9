"""The cipher for integer vectors, against plain arithmetic on Python's integers, which have no limit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.crypto import int64
from playground.crypto.integer_vectors import Cipher

CIPHER = Cipher(w=2**16, bits=36, noise=3, masks=2**16)
numbers = st.lists(st.integers(-1000, 1000), min_size=4, max_size=4)
seeds = st.integers(0, 2**32 - 1)


def array(values: list[int]) -> int64.Ints:
    return np.array(values, np.int64)


def keys(seed: int, cipher: Cipher = CIPHER, m: int = 4) -> tuple[int64.Ints, int64.Ints, RandomState]:
    rng = RandomState(seed)
    secret = cipher.secret_key(m, rng)
    return secret, cipher.encryption_key(secret, rng), rng


@given(numbers, seeds)
def test_what_is_encrypted_can_be_decrypted(x: list[int], seed: int) -> None:
    secret, public, rng = keys(seed)
    c = CIPHER.encrypt(public, array(x), rng)
    assert CIPHER.decrypt(secret, c).tolist() == x
    bound = CIPHER.noise * (1 + 4 * CIPHER.bits)  # |e| + |E c*|: every digit once
    assert int64.largest(CIPHER.noise_in(secret, c, array(x))) <= bound


@given(numbers, numbers, st.integers(-9, 9), seeds)
def test_sums_and_multiples(x: list[int], y: list[int], k: int, seed: int) -> None:
    secret, public, rng = keys(seed)
    c, d = (CIPHER.encrypt(public, array(v), rng) for v in (x, y))
    together = int64.add(int64.multiply(c, k), d)
    assert CIPHER.decrypt(secret, together).tolist() == [k * a + b for a, b in zip(x, y, strict=True)]
    exact = k * CIPHER.noise_in(secret, c, array(x)) + CIPHER.noise_in(secret, d, array(y))
    assert CIPHER.noise_in(secret, together, array(k * np.array(x) + y)).tolist() == exact.tolist()


@given(numbers, seeds)
def test_linear_maps(x: list[int], seed: int) -> None:
    secret, public, rng = keys(seed)
    G = rng.randint(-9, 10, (4, 4))
    key = CIPHER.linear_transform_key(G, secret, rng)
    c = CIPHER.key_switch(key, CIPHER.encrypt(public, array(x), rng))
    assert CIPHER.decrypt(secret, c).tolist() == (G @ x).tolist()


@given(st.lists(st.integers(-20, 20), min_size=4, max_size=4), numbers, seeds)
def test_weighted_inner_products(x: list[int], y: list[int], seed: int) -> None:
    cipher = Cipher(w=2**20, bits=40, noise=1, masks=1000)
    secret, public, rng = keys(seed, cipher)
    H = rng.randint(-2, 3, (4, 4, 4))
    key = cipher.product_key(list(H), secret, rng)
    c, d = (cipher.encrypt(public, array(v), rng) for v in (x, y))
    products = cipher.outer(c, d)
    assert cipher.cut_by(products) == 0
    expected = [int(np.array(x) @ weights @ y) for weights in H]
    assert cipher.decrypt(secret, cipher.key_switch(key, products)).tolist() == expected


@given(numbers, st.integers(1, 40))
def test_digits_and_powers_of_two_make_the_number_again(x: list[int], bits: int) -> None:
    cipher = Cipher(1, bits, 0, 1)
    digits = cipher.decompose(array(x))
    assert digits.shape == (4 * bits,) and set(digits.tolist()) <= {-1, 0, 1}
    powers = cipher.powers_of_two(np.eye(4, dtype=np.int64))
    kept = [int(np.sign(n)) * (abs(n) % 2**bits) for n in x]
    assert (powers @ digits).tolist() == kept
    assert cipher.cut_by(array(x)) == sum(abs(n) >= 2**bits for n in x)


def test_many_vectors_at_once_are_the_same_as_one_by_one() -> None:
    secret, public, rng = keys(5)
    x = rng.randint(-9, 10, (2, 3, 4))
    c = CIPHER.encrypt(public, x, rng)
    assert c.shape == (2, 3, 5)
    assert np.array_equal(CIPHER.decrypt(secret, c), x)
    assert np.array_equal(CIPHER.outer(c, c)[1, 2], CIPHER.outer(c[1, 2], c[1, 2]))


@given(seeds)
def test_it_is_not_secure(seed: int) -> None:
    secret, public, _ = keys(seed)
    assert CIPHER.crack(public).tolist() == secret[:, -1].tolist()


# --------------------------------------------------------------------------------- 64 bits and no more

large = st.lists(st.integers(-(2**61), 2**61), min_size=3, max_size=3)


@given(large, large)
def test_arithmetic_is_exact_or_refused(a: list[int], b: list[int]) -> None:
    pairs = [(x, y) for x, y in zip(a, b, strict=True)]
    truths = {
        int64.add: [x + y for x, y in pairs],
        int64.multiply: [x * y for x, y in pairs],
        int64.matmul: sum(x * y for x, y in pairs),
    }
    for do, truth in truths.items():
        try:
            ours = do(array(a), array(b)).tolist()
        except int64.IntegerOverflow as error:
            assert "62 are the most" in str(error)
            assert max(map(abs, a)) * max(map(abs, b)) * 3 >= int64.LIMIT or do is int64.add
        else:
            assert ours == truth


def test_numpy_would_have_been_silent() -> None:
    big = array([2**40])
    assert (big * big).tolist() == [0]
    with pytest.raises(int64.IntegerOverflow, match="about 81 bits"):
        int64.multiply(big, big)


@given(large)
def test_halves_make_the_number_again(a: list[int]) -> None:
    assert int64.from_halves(int64.to_halves(array(a))).tolist() == a


@pytest.mark.parametrize("bad", [0.5, -1.0, 1e300, np.nan])
def test_halves_of_a_stranger_are_refused(bad: float) -> None:
    with pytest.raises(ValueError):
        int64.from_halves(np.full((2, 3), bad))


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1), st.integers(1, 1000))
def test_nearest(a: list[int], divisor: int) -> None:
    off = np.array(a) / divisor - int64.nearest(array(a), divisor)
    assert np.abs(off).max() <= 0.5
