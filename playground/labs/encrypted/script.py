"""The run of the lab `encrypted` as a script: one way to learn, on ciphertexts and in the open."""

from typing import TYPE_CHECKING

from playground.crypto.encrypted_network import BITS, FINE, HIDDEN, MASKS, START, TAYLOR, W
from playground.crypto.integer_vectors import SECRETS
from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

PROGRAM = """\
# An encrypted network learns XOR (Trask 2017), by the cipher of Zhou and Wornell. For teaching: not secure.
import numpy as np

X, Y = np.int64([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]]), np.int64([[0], [1], [1], [0]])
scale, bits, noise, masks, rng = {w} * {scaling}, {bits}, {noise}, {masks}, np.random.RandomState({seed})
I, shift, places = np.eye({n}, dtype=np.int64), np.int64([1] * {n} + [0]), np.int64(range(bits - 1, -1, -1))


def learn(W, mul, dot, mul_plain, add_plain, key_switch):  # with any arithmetic
    for step in range({steps} + 1):  # the last time only forward
        x = X @ W[0]
        hidden, slope, even = add_plain(mul_plain(x, 1, 4), 1, 2), add_plain(0 * x, 1, 4), mul(x, x)
        for k, up, down in [{further}]:  # the further terms of the sigmoid
            even = even if k == 3 else mul(even, mul(x, x))
            hidden, slope = hidden + mul_plain(mul(even, x), up, down), slope + mul_plain(even, k * up, down)
        miss = add_plain(dot(hidden, W[1]), -Y, 1)
        gradient = X.T @ mul(mul(miss, W[1]), slope), np.ones((1, 4), np.int64) @ mul(miss, hidden)
        if step < {steps}:
            W = [key_switch(w + mul_plain(g, {alpha}, {fine})) for w, g in zip(W, gradient)]
    return miss


def nearest(a, up, down):
    return (a * up + down // 2) // down


def key_switch_matrix(old):  # M = [S* + E - T A; A] switches from the old key to S
    powers = (old[:, :, None] * np.int64(2) ** places).reshape(len(old), -1)
    A = rng.randint(-masks, masks + 1, (1, powers.shape[1]), np.int64)
    return np.concatenate([powers + rng.randint(-noise, noise + 1, powers.shape, np.int64) - S[:, 4:] @ A, A])


def key_switch(M, c):  # every number as its binary digits, its sign on each
    digits = np.sign(c)[..., None] * (np.abs(c)[..., None] >> places & 1)
    return digits.reshape(*c.shape[:-1], -1) @ M.T


def product(M):
    return lambda a, b: key_switch(M, nearest(a[..., None] * b[:, None], 1, scale).reshape(*a.shape[:-1], -1))


W = [{start!r} * rng.randn(3, {n}), rng.randn(1, {n})]
S = np.concatenate([I, rng.randint(1, {secrets}, ({n}, 1), np.int64)], axis=1)  # the secret key
olds = I, np.stack([np.outer(s, s).ravel() for s in S]), np.stack([(S.T @ S).ravel()] * {n}), S
public, each, summed, same = map(key_switch_matrix, olds)
blurred = [np.rint(w * scale).astype(np.int64) + rng.randint(-noise, noise + 1, w.shape, np.int64) for w in W]
locked = learn([key_switch(public, w) for w in blurred], product(each), product(summed), nearest,
               lambda a, up, down: a + nearest(up, scale, down) * shift, lambda c: key_switch(same, c))
plain = learn(W, lambda a, b: a * b, lambda a, b: np.sum(a * b, axis=-1, keepdims=True) + 0 * a,
              lambda a, up, down: a * up / down, lambda a, up, down: a + up / down, lambda w: w)
print("encrypted_loss", repr(float(np.abs(locked).sum()) / {scaling}))
for who, right, miss in (("decrypted", "xor", locked @ S.T / scale), ("plain", "plain", plain)):
    print(who + "_loss", repr(float(np.abs(miss[:, 0]).sum())))
    print(right + "_accuracy", repr(float(np.mean(np.abs(miss[:, 0]) < 0.5))))
"""


def script(lab: "Encrypted", steps: int) -> str:
    """A script that needs only numpy, trains for `steps` steps and prints the metrics."""
    further = enumerate(TAYLOR[2 : lab.terms], start=1)
    return fill(
        PROGRAM,
        w=W,
        bits=BITS,
        masks=MASKS,
        secrets=SECRETS,
        n=HIDDEN,
        start=START,
        fine=FINE,
        scaling=round(lab.scaling),
        noise=lab.noise,
        alpha=-round(lab.learning_rate * FINE),
        further=", ".join(f"({2 * k + 1}, {up}, {down})" for k, (up, down) in further),
        seed=lab.seed,
        steps=steps,
    )
