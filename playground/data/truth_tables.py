"""Small tables to learn: a few rows of zeros and ones, and what the answer to each row should be.

The first networks one builds learn a table of four rows. It is enough to see everything: which column
matters, which does not, and that some answers (those of "either, but not both") depend on no single column
at all, so that a single neuron cannot learn them.

One's own table comes as text, one row a line, the answer last: `0, 1, 1, 0`.
"""

from dataclasses import dataclass

import numpy as np

from playground.data.csv_text import check_names, number_name, read_rows, to_number
from playground.data.point_set import Floats

MAX_ROWS = 16
MAX_INPUTS = 6
MAX_BYTES = 10_000


@dataclass(frozen=True, eq=False)
class TruthTable:
    """Rows to learn; the arrays are copies that cannot be written to.

    X        [rows, inputs]
    y        [rows, outputs]
    columns  the names of the inputs, then of the outputs
    unseen   a row that is not in X and its answer, if the source asks for it

    Raises ValueError if shapes or names do not fit together, or a number is not finite.
    """

    name: str
    X: Floats
    y: Floats
    columns: tuple[str, ...]
    source: str = ""
    unseen: tuple[tuple[float, ...], tuple[float, ...]] | None = None

    def __post_init__(self) -> None:
        for name in ("X", "y"):
            array = np.array(getattr(self, name), dtype=np.float64)
            if array.ndim != 2 or 0 in array.shape or not np.isfinite(array).all():
                raise ValueError(f"{name} must hold at least one row and one column of finite numbers")
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if len(self.X) != len(self.y) or len(self.columns) != self.X.shape[1] + self.y.shape[1]:
            raise ValueError("every row needs inputs and an answer, and every column a name")
        check_names(self.columns, "the column")


def _table(name: str, rows: str, source: str, columns: str = "", unseen: str = "") -> TruthTable:
    """A table of digits: `rows` such as "001 0, 011 1" are the inputs and the answer of each row."""
    pairs = [row.split() for row in rows.split(", ")]
    X = np.array([[float(digit) for digit in inputs] for inputs, _ in pairs])
    y = np.array([[float(answer)] for _, answer in pairs])
    names = columns.split() or [*(f"x{i}" for i in range(1, X.shape[1] + 1)), "y"]
    asked = unseen.split()
    pair = (tuple(float(digit) for digit in asked[0]), (float(asked[1]),)) if asked else None
    return TruthTable(name, X, y, tuple(names), source, pair)


_TRASK = "A. Trask, A Neural Network in 13 lines of Python (Part 2: Gradient Descent), 2015"
_GATE = "the truth table of the logic gate"

tables: dict[str, TruthTable] = {
    table.name: table
    for table in (
        # XOR of the first two columns; the third is always 1 and serves as a bias. The same table returns in
        # Trask's "Hinton's Dropout in 3 Lines of Python" and "Tutorial: Deep Learning in PyTorch".
        _table("four-rows", "001 0, 011 1, 101 1, 111 0", _TRASK),
        # XOR of the first two columns; the third is noise. The source asks for the row 110, and prints
        # 0.0078876 (4 hidden neurons, seed 1, 60,000 steps).
        _table(
            "seven-rows",
            "001 0, 011 1, 101 1, 010 1, 100 1, 111 0, 000 0",
            "M. Spencer-Harper, How to build a multi-layered neural network in Python, 2015",
            unseen="110 0",
        ),
        # The answer is the first column: a single neuron can learn it, and its two weights span a plane.
        _table("first-column", "01 0, 01 0, 10 1, 10 1", f"{_TRASK}, part 4"),
        _table("and", "00 0, 01 0, 10 0, 11 1", _GATE),
        _table("or", "00 0, 01 1, 10 1, 11 1", _GATE),
        _table("xor", "00 0, 01 1, 10 1, 11 0", _GATE),
        # People walk when the middle light is on.
        _table(
            "streetlights",
            "101 0, 011 1, 001 0, 111 1, 011 1, 101 0",
            "A. Trask, Grokking Deep Learning, 2019, chapter 6",
            columns="left middle right walk",
        ),
    )
}


def parse_table(
    text: str | bytes,
    *,
    outputs: int = 1,
    name: str = "own rows",
    inputs_in: tuple[float, float] = (-10.0, 10.0),
    outputs_in: tuple[float, float] = (0.0, 1.0),
    max_rows: int = MAX_ROWS,
    max_inputs: int = MAX_INPUTS,
    max_bytes: int = MAX_BYTES,
) -> TruthTable:
    """Read a table from text: the inputs and, last, the answers of one row a line; a header may be there.

    Answers must by default lie between 0 and 1, all that a sigmoid can say.
    Raises ValueError, with the line, for anything that is no such row, and for too many rows or columns.
    """
    expected = "the inputs, then the answer" if outputs == 1 else f"the inputs, then {outputs} answers"
    header, rows = read_rows(text, max_rows=max_rows, max_bytes=max_bytes, expected=expected)
    inputs = len(rows[0][1]) - outputs
    if not 1 <= inputs <= max_inputs:
        allowed = f"{1 + outputs} to {max_inputs + outputs} values ({expected})"
        raise ValueError(f"line {rows[0][0]}: a row must have {allowed}, not {inputs + outputs}")
    X = [[to_number(field, line, expected, *inputs_in) for field in row[:inputs]] for line, row in rows]
    y = [[to_number(field, line, expected, *outputs_in) for field in row[inputs:]] for line, row in rows]
    answers = ["y"] if outputs == 1 else [f"y{i}" for i in range(1, outputs + 1)]
    columns = header or [*(f"x{i}" for i in range(1, inputs + 1)), *answers]
    return TruthTable(name, np.array(X), np.array(y), tuple(columns))


def format_table(table: TruthTable) -> str:
    """The table as text that `parse_table` reads back exactly, with the names of the columns."""
    rows = np.concatenate([table.X, table.y], axis=1)
    return "\n".join([",".join(table.columns), *(",".join(map(number_name, row)) for row in rows)]) + "\n"
