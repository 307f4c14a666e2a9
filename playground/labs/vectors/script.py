"""The run of the lab `vectors` as a script: keys, a ciphertext, and one operation again and again."""

from typing import TYPE_CHECKING

from playground.crypto.integer_vectors import SECRETS
from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors

STEPS = {
    "add": "c, x = c + d, x + y",
    "scale": "c, x = k * c, k * x",
    "transform": "c, x = key_switch(keys[1], c), G @ x",
    "product": "c, x = key_switch(keys[2], outer(c, d)), x * y",
    "inner": "c, x = key_switch(keys[3], outer(c, d)), first * (x @ y)",
}

PROGRAM = """\
# Computing on numbers that cannot be read (Zhou and Wornell 2014). For teaching: it is not secure.
import numpy as np

x, y = np.int64({x}), np.int64({y})
G, k = np.int64({G}), {factor}
w, bits, noise, masks = {w}, {bits}, {noise}, {masks}
rng = np.random.RandomState({seed})
m, places = len(x), np.arange(bits, dtype=np.int64)[::-1]


def key_switch_matrix(old):  # [m, numbers] to [m + 1, numbers * bits]
    powers = (old[:, :, None] * 2**places).reshape(m, -1)
    A = rng.randint(-masks, masks + 1, (1, powers.shape[1]), np.int64)
    E = rng.randint(-noise, noise + 1, powers.shape, np.int64)
    return np.concatenate([powers + E - S[:, -1:] @ A, A])


def key_switch(key, c):  # every number as its binary digits, its sign on each
    digits = np.sign(c)[:, None] * (np.abs(c)[:, None] >> places & 1)
    cut.append(int(np.count_nonzero(np.abs(c) >> bits)))
    return key @ digits.ravel()


def outer(c, d):
    return (np.outer(c, d).ravel() + w // 2) // w


I, cut = np.eye(m, dtype=np.int64), []
first = I[0]
S = np.concatenate([I, rng.randint(1, {secrets}, (m, 1), np.int64)], axis=1)  # the secret key
each = np.stack([np.outer(row, row).ravel() for row in S])  # of x * y, place by place
sum_first = np.stack([(S.T @ S).ravel()] + [0 * each[0]] * (m - 1))  # of x @ y, in the first place
keys = [key_switch_matrix(old) for old in (I, G @ S, each, sum_first)]
c, d = (key_switch(keys[0], w * v + rng.randint(-noise, noise + 1, m, np.int64)) for v in (x, y))
cut = cut[:1]
for step in range({steps}):
    {step}
e = S @ c - w * x
largest_noise = float(np.abs(e).max())
print("largest_noise", repr(largest_noise))
print("noise_left", repr(max(0.0, 1 - largest_noise / (w / 2))))
print("wrong", repr(float(np.sum((S @ c + w // 2) // w != x))))
print("bits_needed", repr(float(int(np.abs(c).max()).bit_length())))
print("cut", repr(float(sum(cut))))
"""


def script(lab: "Vectors", steps: int) -> str:
    """A script that needs only numpy, applies the operation `steps` times and prints the metrics."""
    x, y, G = lab.typed()
    w = round(lab.w)
    return fill(
        PROGRAM,
        **{name: array.tolist() for name, array in (("x", x), ("y", y), ("G", G))},
        factor=lab.factor,
        w=w,
        bits=lab.bits,
        noise=lab.noise,
        masks=max(10, w),
        seed=lab.seed,
        secrets=SECRETS,
        step=STEPS[lab.operation],
        steps=steps,
    )
