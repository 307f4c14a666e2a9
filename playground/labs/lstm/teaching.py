"""What the lab `lstm` is good for in a class."""

from math import exp
from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.lstm.lab import Lstm

GOALS = (
    "name the gates of an LSTM, and say what each does to the cell state.",
    "explain why an error signal lives longer in an open pipe than in a plain loop.",
    "predict what is forgotten when a gate is held shut.",
)


def _both_after_400(kind: "type[Lstm]") -> list[str]:
    lab = played(kind, 400, "recall")
    return [written(100 * lab.reading["error"]), *(["50"] if lab.plain_error() > 0.5 else [])]


def _open(kind: "type[Lstm]") -> list[str]:
    lab = kind("long-gap")
    kept = 1 / (1 + exp(-lab.forget_bias))
    return [written(kept, 2), written(lab.gap), written(kept**lab.gap, 2)]


def _nearly_shut(kind: "type[Lstm]") -> list[str]:
    lab = kind("leaking")
    kept = 1 / (1 + exp(-lab.forget_bias))
    lab.run(400)
    return [written(kept, 2), *(["50"] if lab.reading["error"] > 0.5 else [])]


QUESTIONS = (
    Question(
        "Let the preset recall learn for 400 steps. How many answers are wrong, of the LSTM and of the loop?",
        "The LSTM has 0 % wrong and the plain loop more than 50 %. Both have the same size and saw the"
        " same sequences.",
        _both_after_400,
    ),
    Question(
        "What do the forget gate, the input gate and the output gate do?",
        "The forget gate says how much of the cell state is kept, the input gate how much of the candidate"
        " is added to it, and the output gate how much of it is heard outside.",
    ),
    Question(
        "Why does the preset long-gap begin with a forget bias of 4?",
        "A sigmoid of this bias is 0.98. Multiplied over 30 time steps it still leaves 0.58 of the error"
        " signal, so the first symbol can be learnt from.",
        _open,
    ),
    Question(
        "The preset leaking begins with a forget bias of −3. What do you expect after 400 steps?",
        "The forget gate begins at 0.05, so hardly anything stays in the pipe, and hardly any error signal"
        " comes back through it. After these steps more than 50 % are still wrong.",
        _nearly_shut,
    ),
)
