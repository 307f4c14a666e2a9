"""The page of the lab `encrypted`: what the cloud sees, what the key decrypts, and the twin."""

from typing import Any

import numpy as np

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from playground.crypto.encrypted_network import Y
from playground.labs.encrypted import Encrypted
from playground.labs.encrypted.formulas import NEURON, ROW
from playground.labs.encrypted.report import ROWS

PLACES = np.linspace(-6, 6, 121)  # where the polynomial is drawn


def frame(lab: Encrypted) -> dict[str, Any]:
    """Ciphertexts travel as text: a browser's own numbers end at 53 bits."""
    (*_, cloud), _ = lab.passes()
    answers, plain_answers = lab.answers()
    return {
        "cipher": [str(number) for number in np.concatenate([lab.c0, lab.c1]).ravel()],  # [4, 5]
        "said": [str(row[0]) for row in cloud],
        "cipher_loss": lab.reading["encrypted_loss"],
        "key": lab.locked.secret[:, -1].tolist(),  # the rest of S is the identity matrix
        "scale": lab.locked.scale,
        "opened": lab.opened().astype(np.float32),
        "plain": np.concatenate([lab.w0, lab.w1]).astype(np.float32),
        "answers": answers.astype(np.float32),
        "plain_answers": plain_answers.astype(np.float32),
        "losses": [lab.reading["decrypted_loss"], lab.reading["plain_loss"]],
        "words": alt_text(lab),
    }


def alt_text(lab: Encrypted) -> str:
    """The picture for those who cannot see it."""
    right = round(4 * lab.reading["xor_accuracy"])
    return (
        f"With the key, {right} of 4 answers are right, and the loss is {lab.reading['decrypted_loss']:.3f}; "
        f"that of the plaintext twin is {lab.reading['plain_loss']:.3f}. "
        f"The cloud sees {lab.reading['encrypted_loss']:,.0f}."
    )


def polynomial(lab: Encrypted) -> dict[str, Any]:
    """The sigmoid, what stands for it, and where the hidden neurons are."""
    series, true = lab.series(PLACES)
    inputs = lab.inputs()[0].ravel()
    farthest = float(np.abs(inputs).max())
    return {
        "series": series.astype(np.float32),
        "true": true.astype(np.float32),
        "inputs": inputs.astype(np.float32),
        "values": lab.series(inputs)[0].astype(np.float32),
        "terms": lab.terms,
        "told": inputs.size // len(Y) * ROW + NEURON,
        "words": f"The farthest input of a hidden neuron is {farthest:.2f} away from 0.",
    }


Shell(
    Encrypted,
    pictures=[Picture("encrypted/encrypted", frame, fixed={"rows": list(ROWS), "targets": Y[:, 0].tolist()})],
    side=[Picture("encrypted/taylor", polynomial, fixed={"places": PLACES.astype(np.float32)})],
    curve=Curve("decrypted_loss", "plain_loss", top=0.5, title="loss"),
).servable()
