"""The run of the lab `backprop` as a script: the thirteen lines, and as many more as the settings ask for."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.data.csv_text import number_name
from playground.lab.listing import SIGMOID, fill

if TYPE_CHECKING:
    from playground.labs.backprop.lab import Backprop

# Before the bar stand the flags that a line is for. With dropout, what goes on from the hidden layer is
# `heard`, not `hidden`. The last delta is the miss, times the slope of the sigmoid.
PROGRAM = """
                |import numpy as np
                |
                |X = {X}  # [rows, inputs]
                |y = {y}  # [rows, 1]: the right answers
                |alpha = {alpha!r}
                |rng = np.random.RandomState({seed})
                |
                |
                |{sigmoid}
                |
                |
                |W1 = 2 * rng.random_sample({first}) - 1  # [in, out]
hidden          |W2 = 2 * rng.random_sample({second}) - 1  # [in, out]
bias            |b1 = np.zeros((1, {first[1]}))
bias hidden     |b2 = np.zeros((1, {second[1]}))
bias            |ones = np.ones((1, {rows}))  # a product with it adds up the rows
                |
                |for step in range({steps}):
hidden          |    hidden = sigmoid(X @ W1{b1})  # [rows, hidden]
dropout         |    keep = rng.binomial(1, 1 - {rate!r}, hidden.shape) * (1 / (1 - {rate!r}))  # 0: left out
dropout         |    heard = hidden * keep
hidden          |    answer = sigmoid({heard} @ W2{b2})  # [rows, 1]
hidden          |    delta2 = (answer - y) * (answer * (1 - answer))  # {delta}
hidden          |    delta1 = (delta2 @ W2.T){keep} * (hidden * (1 - hidden))  # the blame, handed back
hidden          |    W2 -= alpha * ({heard}.T @ delta2)
hidden bias     |    b2 -= alpha * (ones @ delta2)
!hidden         |    answer = sigmoid(X @ W1{b1})  # [rows, 1]
!hidden         |    delta1 = (answer - y) * (answer * (1 - answer))  # {delta}
                |    W1 -= alpha * (X.T @ delta1)
bias            |    b1 -= alpha * (ones @ delta1)
                |
hidden          |hidden = sigmoid(X @ W1{b1})
hidden          |answer = sigmoid(hidden @ W2{b2})
!hidden         |answer = sigmoid(X @ W1{b1})
                |print("error", repr(float(np.mean(np.abs(y - answer)))))
"""


def script(lab: "Backprop", steps: int) -> str:
    """A script that needs only numpy, trains from the start for `steps` steps and prints the error."""
    table, dropout = lab.rows_to_learn(), lab.hidden and lab.dropout
    inputs, outputs = table.X.shape[1], table.y.shape[1]
    flags = {"hidden": lab.hidden, "bias": lab.bias, "dropout": dropout}
    return fill(
        PROGRAM,
        {flag for flag, on in flags.items() if on},
        sigmoid=SIGMOID,
        X=_array(table.X),
        y=_array(table.y),
        alpha=lab.learning_rate,
        rate=lab.dropout,
        seed=lab.seed,
        rows=len(table.X),
        first=(inputs, lab.hidden or outputs),
        second=(lab.hidden, outputs),
        heard="heard" if dropout else "hidden",
        keep=" * keep" if dropout else "",
        b1=" + b1" if lab.bias else "",
        b2=" + b2" if lab.bias else "",
        delta="the miss, times the slope of the sigmoid",
        steps=steps,
    )


def _array(rows: Iterable[Iterable[float]]) -> str:
    return "np.array([" + ", ".join(f"[{', '.join(map(number_name, row))}]" for row in rows) + "], float)"
