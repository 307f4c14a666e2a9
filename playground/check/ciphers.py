"""What is computed on ciphertexts, read with the key, beside the same computed in the open, for
`playground check`. The sources print no numbers that could be reproduced (their keys are drawn without a
seed), so these rows check what the cipher promises, on the vector that one of them uses.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import RandomState

from playground.check.line import Line
from playground.crypto.int64 import add, multiply
from playground.crypto.integer_vectors import Cipher
from playground.labs.encrypted import Encrypted

CIPHER = "Zhou and Wornell, integer vectors"
NETWORK = "Trask, Building Safe A.I."


def ciphers() -> Iterator[Line]:
    """`printed` is the answer in the open. Whole numbers agree exactly, or not at all."""
    cipher, rng = Cipher(w=2**16, bits=36, noise=10, masks=2**16), RandomState(0)
    x, y, G = np.array([0, 1, 2, 5]), np.array([3, -1, 0, 2]), np.tri(4, dtype=np.int64)
    secret = cipher.secret_key(4, rng)
    public = cipher.encryption_key(secret, rng)
    mapping = cipher.linear_transform_key(G, secret, rng)
    inner = cipher.product_key([np.eye(4, dtype=np.int64), *([0 * G] * 3)], secret, rng)
    c, d = (cipher.encrypt(public, v, rng) for v in (x, y))
    for what, truth, result in (
        ("encrypted and decrypted", x, c),
        ("x + y, encrypted", x + y, add(c, d)),
        ("10 x, encrypted", 10 * x, multiply(c, 10)),
        ("G x, encrypted", G @ x, cipher.key_switch(mapping, c)),
        ("x · y, encrypted", [x @ y, 0, 0, 0], cipher.key_switch(inner, cipher.outer(c, d))),
    ):
        yield Line(CIPHER, what, truth, cipher.decrypt(secret, result), 0.0)
    yield from encrypted_network()
    yield Line(CIPHER, "broken: T from the public key", secret[:, -1], cipher.crack(public), 0.0)


def encrypted_network() -> Iterator[Line]:
    """The source's own run has no seed for its keys; what it shows is that four answers come out right."""
    lab = Encrypted()
    lab.run(100)
    yield Line(NETWORK, "XOR after 100 steps, decrypted, to ½", [0, 1, 1, 0], lab.answers()[0], 0.5)
    yield Line(NETWORK, "XOR after 100 steps, beside its twin", lab.answers()[1], lab.answers()[0], 0.02)
