r"""What a formula with numbers in it comes to, as far as its digits say.

A number that is shown as 0.83 may be anything from 0.825 to 0.835. So each number of a formula is an
interval, and a formula is true if its two sides can be the same number. Only what the labs write is
understood: sums, products, quotients, powers, σ, tanh, exp, log, max, |x| and rounding. Texts are passed
over, and so is what a \mapsto leads from.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

ROUNDING = 1e-9  # relative: of the sums themselves


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`."""

    low: float
    high: float

    def meets(self, other: "Interval") -> bool:
        """Whether both may be the same number."""
        slack = ROUNDING * max(1.0, *map(abs, (self.low, self.high, other.low, other.high)))
        return self.low <= other.high + slack and other.low <= self.high + slack

    def of(self, rule: Callable[..., float], *others: "Interval") -> "Interval":
        """What a rule that is monotonic in each number makes of these."""
        ends = [rule(*values) for values in product(*((one.low, one.high) for one in (self, *others)))]
        return Interval(min(ends), max(ends))

    def power(self, n: int) -> "Interval":
        ends = self.of(lambda x: x**n)
        return Interval(0.0, ends.high) if n % 2 == 0 and self.low < 0 < self.high else ends

    def size(self) -> "Interval":
        ends = self.of(abs)
        return Interval(0.0, ends.high) if self.low < 0 < self.high else ends


def shown(text: str) -> Interval:
    """All numbers that are written so: whole ones are exact."""
    digits, _, exponent = text.partition("e")
    if "." not in digits and not exponent:
        return Interval(float(text), float(text))
    half = 0.5 * 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))
    return Interval(float(text) - half, float(text) + half)


def sides(latex: str) -> Iterator[tuple[Interval, Interval]]:
    """Neighbouring sides of each formula in `latex`; none where it is no sum of numbers."""
    latex = re.sub(r"\\class\{[\w-]+\}", "", latex)  # what it holds stays, in braces
    latex = re.sub(r"\\quad +\\text\{.*?\}", "", latex)
    if "…" in latex or latex.startswith(r"\text"):
        latex = latex.rpartition(r"\mapsto")[2]
    if not latex.strip() or "…" in latex or r"\text" in latex:
        return
    for formula in latex.split(r"\qquad"):
        values = [_Reader(side).whole() for side in re.split(r"=|\\leftarrow|\\approx", formula)]
        yield from pairwise(values)


TOKEN = re.compile(r"\\num\{.*?\}|\\[a-zA-Z]+|\\[,;]|\d+(?:\.\d+)?|\S")
BENDS: dict[str, Callable[[float], float]] = {
    r"\sigma": lambda x: 1 / (1 + math.exp(-min(max(x, -700), 700))),
    r"\tanh": math.tanh,
    r"\ln": lambda x: math.log(max(x, 1e-44)),
    r"\log": lambda x: math.log(max(x, 1e-44)),
    r"\operatorname": lambda x: max(x, 0.01 * x),  # leaky
}


class _Reader:
    """Reads one side of a formula, token by token."""

    def __init__(self, latex: str) -> None:
        latex = latex.replace(r"\operatorname{leaky}", r"\operatorname").replace(r"\lvert", "|(")
        self._tokens = TOKEN.findall(latex.replace(r"\rvert", ")"))

    def whole(self) -> Interval:
        found = self._sum()
        if self._tokens:
            raise ValueError(f"what is {self._tokens}?")
        return found

    def _next(self, *wanted: str) -> bool:
        if self._tokens and self._tokens[0] in wanted:
            del self._tokens[0]
            return True
        return False

    def _sum(self) -> Interval:
        found = Interval(0.0, 0.0) if self._tokens[0] == "-" else self._product()
        while self._tokens and self._tokens[0] in "+-":
            sign = -1 if self._tokens.pop(0) == "-" else 1
            found = found.of(lambda x, y, sign=sign: x + sign * y, self._product())
        return found

    def _product(self) -> Interval:
        found = self._power()
        while self._next(r"\cdot"):
            found = found.of(lambda x, y: x * y, self._power())
        return found

    def _power(self) -> Interval:
        found = self._single()
        while self._next("^"):
            found = found.power(round(self._single().low))
        return found

    def _single(self) -> Interval:
        token = self._tokens.pop(0)
        if token.startswith(r"\num"):
            return shown(token[5:-1])
        if token[0].isdigit():
            return shown(token)
        if token in "({":
            found = self._sum()
            assert self._next(")", "}")
            return found
        if token == r"\left":  # of a number that is rounded, halves up
            assert self._next(r"\lfloor")
            found = self._sum().of(lambda x: math.floor(x + 0.5))
            assert self._next(r"\right") and self._next(r"\rceil")
            return found
        if token == "|":
            return self._single().size()
        if token == "e" and self._next("^"):
            return self._single().of(math.exp)
        if token == r"\frac":
            above, below = self._single(), self._single()
            return above.of(lambda x, y: x / y, below)
        if token == r"\max":
            assert self._next("(")
            least = self._sum()
            assert self._next(",")
            found = least.of(max, self._sum())
            assert self._next(")")
            return found
        return self._single().of(BENDS[token])
