"""What the lab `encrypted` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

GOALS = (
    "say who sees what when a network is trained while its weights are encrypted.",
    "explain why the sigmoid is replaced by a polynomial, and where that goes wrong.",
    "weigh what encryption costs: rounding, noise, and longer numbers.",
)


def _two_losses(kind: "type[Encrypted]") -> list[str]:
    read = played(kind, 100, "xor").reading
    return [written(read["decrypted_loss"], 3), written(read["plain_loss"], 3)]


def _straight(kind: "type[Encrypted]") -> list[str]:
    return [written(100 * played(kind, 200, "straight-line").reading["xor_accuracy"])]


def _flown_off(kind: "type[Encrypted]") -> list[str]:
    lab = played(kind, 400, "too-bold")
    assert lab.stopped
    return [written(lab.steps)]


QUESTIONS = (
    Question(
        "The cloud trains the network. What does it see of the weights, of the answers and of the loss?",
        "Ciphertexts only. It has the rows of data in the open, but only the holder of the key can read the"
        " weights, the answers and the loss.",
    ),
    Question(
        "Why is the sigmoid replaced by the first terms of its Taylor series?",
        "On ciphertexts one can add and multiply, and nothing else. A polynomial is made of sums and"
        " products; a sigmoid is not.",
    ),
    Question(
        "Let the first preset learn for 100 steps. How far apart are the decrypted loss and the one in the"
        " open?",
        "They are 0.328 and 0.331. The difference is what rounding and noise have changed.",
        _two_losses,
    ),
    Question(
        "With two terms the activation is a straight line. How many of the answers are right after 200"
        " steps?",
        "Only 50 %. XOR needs a bend, and without one all layers together are one weighted sum.",
        _straight,
    ),
    Question(
        "What ends the preset too-bold?",
        "A long step throws a neuron beyond the place where the polynomial follows the sigmoid. Its answer"
        " and its gradient become huge, and after 75 steps a number no longer fits into its digits.",
        _flown_off,
    ),
)
