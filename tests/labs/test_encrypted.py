"""The lab `encrypted`: it learns without the key, as its twin does, and says so when numbers run away."""

from unittest.mock import patch

import numpy as np
import pytest
from numpy.random import RandomState

from playground.crypto import encrypted_network, int64
from playground.crypto.encrypted_network import HIDDEN, Locked, Open, X, Y, backward, forward, update
from playground.lab import SettingError
from playground.labs.encrypted import Encrypted


def test_the_default_preset_learns_xor() -> None:
    lab = Encrypted()
    assert lab.reading["xor_accuracy"] < 1
    lab.run(100)
    assert lab.reading["xor_accuracy"] == 1 and lab.reading["decrypted_loss"] < 0.5
    assert "four-right" in lab.solved


@pytest.mark.slow
def test_most_seeds_learn_xor() -> None:
    learnt = 0
    for seed in range(1, 12):
        lab = Encrypted(seed=seed)
        while "four-right" not in lab.solved and lab.steps < 600:
            lab.run(25)
        learnt += "four-right" in lab.solved
    assert learnt >= 9


def test_the_key_is_used_by_the_key_holder_only() -> None:
    """The cloud's whole work, done by somebody whose secret key is gone."""
    lab, plain = Encrypted(), Encrypted()
    lab.locked.secret = None  # type: ignore[assignment]
    c0, c1 = lab.c0, lab.c1
    for _ in range(5):
        gradients = backward(lab.locked, c1, *forward(lab.locked, c0, c1, lab.terms))
        c0, c1 = (
            update(lab.locked, c, g, lab.learning_rate) for c, g in zip((c0, c1), gradients, strict=True)
        )
    plain.run(5)
    assert np.array_equal(c0, plain.c0) and np.array_equal(c1, plain.c1)


@pytest.mark.parametrize("terms", [2, 3, 4, 5])
def test_blind_arithmetic_is_that_of_floats(terms: int) -> None:
    rng = RandomState(terms)
    locked, plain = Locked(10_000, 1, rng), Open()
    w0, w1 = rng.uniform(-1, 1, (3, HIDDEN)), rng.uniform(-1, 1, (1, HIDDEN))
    c0, c1 = (locked.encrypt(locked.encode(w, rng)) for w in (w0, w1))
    mine, theirs = forward(locked, c0, c1, terms), forward(plain, w0, w1, terms)
    for ours, true in zip(
        (*mine, *backward(locked, c1, *mine)), (*theirs, *backward(plain, w1, *theirs)), strict=True
    ):
        assert np.abs(locked.decrypt(ours) - true).max() < 1e-3


def test_the_twin_is_a_network_of_plain_numpy() -> None:
    """Written down once more, without the arithmetic."""
    lab = Encrypted(terms=3)
    w0, w1 = lab.w0, lab.w1
    for _ in range(20):
        x = X @ w0
        hidden, slope = 0.5 + x / 4 - x**3 / 48, 0.25 - x**2 / 16
        miss = hidden @ w1.T - Y
        w0, w1 = w0 - 0.1 * X.T @ (miss @ w1 * slope), w1 - 0.1 * miss.T @ hidden
    lab.run(20)
    assert np.allclose(lab.w0, w0, atol=1e-5) and np.allclose(lab.w1, w1, atol=1e-5), "alpha is rounded"


def test_noise_and_coarse_numbers_have_their_price() -> None:
    def apart(**values: object) -> float:
        lab = Encrypted(**values)
        lab.run(20)
        return float(np.abs(lab.locked.decrypt(lab.c0) - lab.w0).max())

    assert apart(scaling=10_000, noise=0) < apart() < apart(noise=1000) < apart(noise=1000, scaling=100)


def test_a_polynomial_left_behind_is_told() -> None:
    lab = Encrypted("too-bold")
    lab.run(500)
    assert lab.stopped.startswith("Stopped after step") and "bits came up" in lab.stopped
    assert np.isfinite([*lab.reading.values()]).all()
    assert "Off the polynomial" in [finding.kind for finding in lab.findings()]


def test_ciphertexts_too_long_for_the_digits_kept_are_refused() -> None:
    rng = RandomState(0)
    with patch.object(encrypted_network, "BITS", 20):
        locked = Locked(1000, 0, rng)
        c = locked.encrypt(locked.encode(np.ones((1, HIDDEN)) / 10, rng))
        with pytest.raises(int64.IntegerOverflow, match="and 20 are the most"):
            locked.mul(c * 100, c * 100)


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("learning_rate", 0, "learning_rate goes from"),
        ("learning_rate", float("nan"), "learning_rate is a number"),
        ("terms", 6, "terms goes from 2 to 5"),
        ("scaling", 1e6, "scaling goes from 1 to"),
        ("noise", 1.5, "noise is a whole number"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(name: str, value: object, says: str) -> None:
    lab = Encrypted()
    lab.run(2)
    before = (lab.settings, lab.c0.tolist(), lab.steps)
    with pytest.raises(SettingError, match=says):
        lab.update(**{name: value})
    assert (lab.settings, lab.c0.tolist(), lab.steps) == before


def test_the_challenges_can_be_met() -> None:
    lab = Encrypted()
    lab.run(10)
    assert set(lab.solved) == {"four-right"}
    lab = Encrypted(learning_rate=0.2)
    lab.run(4)
    assert "quick" in lab.solved
    lab = Encrypted(noise=100, scaling=5)
    lab.run(300)
    assert "price" in lab.solved
    lab = Encrypted("three-terms", learning_rate=0.2)
    lab.run(300)
    assert "three-terms" in lab.solved


@pytest.mark.parametrize("values", [{"scaling": 1e5}, {"scaling": 84200.0, "noise": 19}])
def test_a_scaling_with_which_it_cannot_start_is_refused(values: dict[str, float]) -> None:
    why = r"With scaling \d+ this cannot start: a number of about 6\d bits came up"
    with pytest.raises(SettingError, match=why) as refused:
        Encrypted(learning_rate=0.2, **values)
    assert refused.value.name == "scaling", "whatever else is set"
    lab = Encrypted()
    lab.run(3)
    before = (lab.c0.tolist(), lab.steps, lab.reading)
    lab.update(**values)
    with pytest.raises(SettingError, match=why) as refused:
        lab.reset()
    assert refused.value.name == "scaling" and lab.preset_name() == "xor"
    assert (lab.c0.tolist(), lab.steps, lab.reading) == before and not lab.stopped
    lab.update(scaling=1e4)
    lab.reset()
    assert np.isfinite([*lab.reading.values()]).all()
