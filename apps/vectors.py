"""The page of the lab `vectors`: what the owner knows, what everybody sees, the key, and what it decrypts."""

from typing import Any

from apps.page.fields import NAME, Message, Text, takes
from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from playground.labs.vectors import Vectors


def frame(lab: Vectors) -> dict[str, Any]:
    """Whole numbers travel as text: a browser's own numbers end at 53 bits."""
    decrypted, errors = lab.cipher.decrypt(lab.secret, lab.c), lab.errors()
    half = lab.cipher.w / 2
    return {
        "plain": [str(number) for number in lab.plain],
        "read": [str(number) for number in decrypted],
        "cipher": [str(number) for number in lab.c],
        "other": [str(number) for number in lab.d],
        "key": [str(number) for number in lab.secret[:, -1]],
        "noise": [str(number) for number in errors],
        "used": [float(number) / half for number in errors],  # of the room, with its sign
        "half": half,
        "left": lab.reading["noise_left"],
        "operation": lab.operation,
        "factor": lab.factor,
        "names": {"transform": lab.matrix if lab.matrix.isalpha() else "G"},
        "words": alt_text(lab, decrypted),
    }


def alt_text(lab: Vectors, decrypted: Any) -> str:
    """The picture for those who cannot see it."""
    numbers = [", ".join(map(str, part)) for part in (lab.plain, lab.c, decrypted)]
    left = lab.reading["noise_left"]
    return (
        f"The plaintext is {numbers[0]}. Everybody sees the ciphertext {numbers[1]}. "
        f"The key decrypts it to {numbers[2]}. {left:.0%} of the noise budget is left."
    )


def apply(lab: Vectors, message: Message) -> str:
    return lab.apply(message["operation"])


Shell(
    Vectors,
    pictures=[
        Picture(
            "vectors/vectors",
            frame,
            on={"apply": takes(apply, operation=Text(NAME))},
            undo=lambda message: f"One step: {message['operation']}",
        )
    ],
    curve=Curve("noise_left", top=1),
).servable()
