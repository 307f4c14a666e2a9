"""The run of the lab `backprop` as a script: the thirteen lines, and as many more as the settings ask for."""

from collections.abc import Iterable

from playground.data.csv_text import number_name
from playground.data.truth_tables import Table


def script(
    table: Table, *, hidden: int, bias: bool, alpha: float, dropout: float, seed: int, steps: int
) -> str:
    """A script that needs only numpy, trains from the start for `steps` steps and prints the error."""
    inputs, outputs, rows = table.X.shape[1], table.y.shape[1], len(table.X)
    sizes = [(inputs, hidden), (hidden, outputs)] if hidden else [(inputs, outputs)]
    train = _two_layers(bias, dropout) if hidden else _one_layer(bias)
    lines = [
        "import numpy as np",
        "",
        f"X = {_array(table.X)}  # [rows, inputs]",
        f"y = {_array(table.y)}  # [rows, 1]: the right answers",
        f"alpha = {alpha!r}",
        f"rng = np.random.RandomState({seed})",
        "",
        "",
        "def sigmoid(z):",
        "    return 1 / (1 + np.exp(np.minimum(-z, 708)))  # e**710 would be too large for a number",
        "",
        "",
        *(f"W{i} = 2 * rng.random_sample({size}) - 1  # [in, out]" for i, size in enumerate(sizes, start=1)),
        *(f"b{i} = np.zeros((1, {size[1]}))" for i, size in enumerate(sizes, start=1) if bias),
        *([f"ones = np.ones((1, {rows}))  # a product with it adds up the rows"] if bias else []),
        "",
        f"for step in range({steps}):",
        *(f"    {line}" for line in train),
        "",
        *([f"hidden = sigmoid({_sum('X', 1, bias)})"] if hidden else []),
        f"answer = sigmoid({_sum('hidden', 2, bias) if hidden else _sum('X', 1, bias)})",
        'print("error", repr(float(np.mean(np.abs(y - answer)))))',
    ]
    return "\n".join(lines) + "\n"


def _two_layers(bias: bool, dropout: float) -> list[str]:
    """One step with a hidden layer. With dropout, what goes on from there is `heard`, not `hidden`."""
    heard, keep = ("heard", " * keep") if dropout else ("hidden", "")
    return [
        f"hidden = sigmoid({_sum('X', 1, bias)})  # [rows, hidden]",
        *_dropout(dropout),
        f"answer = sigmoid({_sum(heard, 2, bias)})  # [rows, 1]",
        "delta2 = (answer - y) * (answer * (1 - answer))  # the miss, times the slope of the sigmoid",
        f"delta1 = (delta2 @ W2.T){keep} * (hidden * (1 - hidden))  # the blame, handed back",
        *_moves(heard, 2, bias),
        *_moves("X", 1, bias),
    ]


def _one_layer(bias: bool) -> list[str]:
    """One step of a single neuron."""
    return [
        f"answer = sigmoid({_sum('X', 1, bias)})  # [rows, 1]",
        "delta1 = (answer - y) * (answer * (1 - answer))  # the miss, times the slope of the sigmoid",
        *_moves("X", 1, bias),
    ]


def _dropout(rate: float) -> Iterable[str]:
    if rate:
        yield f"keep = rng.binomial(1, 1 - {rate!r}, hidden.shape) * (1 / (1 - {rate!r}))  # 0: left out"
        yield "heard = hidden * keep"


def _sum(values: str, layer: int, bias: bool) -> str:
    return f"{values} @ W{layer}" + (f" + b{layer}" if bias else "")


def _moves(values: str, layer: int, bias: bool) -> Iterable[str]:
    yield f"W{layer} -= alpha * ({values}.T @ delta{layer})"
    if bias:
        yield f"b{layer} -= alpha * (ones @ delta{layer})"


def _array(rows: Iterable[Iterable[float]]) -> str:
    return "np.array([" + ", ".join(f"[{', '.join(map(number_name, row))}]" for row in rows) + "], float)"
