"""What the lab `vectors` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors

GOALS = (
    "encrypt and decrypt a vector with S c = w x + e, and say what the noise is for.",
    "explain why a sum of ciphertexts is a ciphertext of the sum.",
    "say when decryption fails, and what a larger w or a smaller noise changes.",
)


def _sum_fails(kind: "type[Vectors]") -> list[str]:
    lab = played(kind, 400, "adding")
    assert lab.reading["wrong"] > 0
    return [written(lab.steps), written(lab.reading["largest_noise"]), written(lab.cipher.w / 2)]


def _doubled(kind: "type[Vectors]") -> list[str]:
    lab = played(kind, 400, "doubling")
    assert lab.reading["wrong"] > 0
    return [written(lab.steps)]


QUESTIONS = (
    Question(
        "Whoever has the key S computes S c. How do they get x out of w x + e?",
        "They divide by w and round. Rounding removes the noise as long as it is smaller than half of w.",
    ),
    Question(
        "Two ciphertexts are added, place by place. Why does the sum decrypt to the sum of both vectors?",
        "S times the sum is S times the first plus S times the second: w times the sum of the vectors, plus"
        " both noises. So the encryption is homomorphic, and the noise grows.",
    ),
    Question(
        "Play the preset adding to its end. Which step fails, and why that one?",
        "Step 98. The largest noise is then 2,052, and half of w is 2,048: rounding gives the next number.",
        _sum_fails,
    ),
    Question(
        "In the preset doubling w is far larger, and yet it fails much sooner. Why?",
        "Doubling a ciphertext doubles its noise as well, so the noise grows as fast as powers of two. It is"
        " too large after 13 steps.",
        _doubled,
    ),
    Question(
        "Why not do without noise?",
        "Then S c = w x holds exactly. Whoever knows some messages with their ciphertexts has linear"
        " equations for the key, and solves them.",
    ),
)
