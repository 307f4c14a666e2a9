"""The results that the sources on memory print, beside our own, for `playground check`."""

from collections.abc import Iterator

from playground.check.line import Line
from playground.labs.recurrent import Recurrent

TRASK = "Trask, LSTM-RNN part 1"

# Every thousandth problem: two numbers, the answer, and the error before the update, printed with 8 decimals.
BLOCKS = (
    (9, 60, 1, 3.45638663),
    (28, 35, 255, 3.63389116),
    (116, 44, 72, 3.91366595),
    (4, 73, 223, 3.72191702),
    (71, 11, 8, 3.5852713),
    (81, 113, 162, 2.53352328),
    (81, 0, 81, 0.57691441),
    (4, 125, 129, 1.42589952),
    (39, 17, 56, 0.47477457),
    (11, 3, 14, 0.21595037),
)


def ten_blocks() -> Iterator[Line]:
    """Seed 0, eight digits, sixteen hidden neurons, alpha 0.1: the first preset."""
    lab = Recurrent()
    for j, (a, b, answer, error) in enumerate(BLOCKS):
        lab.run(1000 * j - lab.steps)
        seen = lab.look()
        ours = (seen.sum.a, seen.sum.b, seen.said)
        yield Line(TRASK, f"problem {lab.steps:,}: a, b and the answer", (a, b, answer), ours, 0.0)
        lab.step()
        yield Line(TRASK, f"problem {lab.steps - 1:,}: error", error, lab.metrics()["last_error"], 5.1e-9)
