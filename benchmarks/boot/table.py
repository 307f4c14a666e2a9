"""From many visits to one table: medians, ratios, and whether the goals are met."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.boot.visits import Visit

Pair = tuple[Visit, Visit]  # cold, warm


@dataclass(frozen=True)
class Quantity:
    """A line of the table: a number of a pair of visits, and what ours may be at most."""

    name: str
    unit: str
    of: Callable[[Pair], float]
    most_of_stock: float | None = None  # goal for ours / stock
    most: float | None = None  # goal for ours


QUANTITIES = (
    Quantity("first picture, cold", "s", lambda pair: pair[0].frame, most=0.5),
    Quantity("click applied, cold", "s", lambda pair: pair[0].click, most_of_stock=0.30),
    Quantity("click applied, warm", "s", lambda pair: pair[1].click, most_of_stock=0.30),
    Quantity("sent, cold", "MB", lambda pair: pair[0].megabytes, most_of_stock=0.50),
    Quantity(
        "  of it, before the click", "MB", lambda pair: pair[0].bytes_until_click / 1e6, most_of_stock=0.45
    ),
    Quantity("first picture, warm", "s", lambda pair: pair[1].frame),
    Quantity("sent, warm", "MB", lambda pair: pair[1].megabytes),
)


@dataclass(frozen=True)
class Row:
    """Medians of both sides; None where a side was not measured."""

    quantity: Quantity
    stock: float | None
    ours: float | None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.stock if self.ours is not None and self.stock else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None if there is none, or not enough was measured to say."""
        if self.quantity.most is not None:
            return self.ours <= self.quantity.most if self.ours is not None else None
        if self.quantity.most_of_stock is not None:
            return self.ratio <= self.quantity.most_of_stock if self.ratio is not None else None
        return None


def rows(visits: Mapping[str, Sequence[Pair]]) -> list[Row]:
    """One row a quantity, of the visits of the sides "stock" and "ours"."""

    def middle(side: str, quantity: Quantity) -> float | None:
        return median(map(quantity.of, visits[side])) if visits.get(side) else None

    return [Row(quantity, middle("stock", quantity), middle("ours", quantity)) for quantity in QUANTITIES]


def text(table: Sequence[Row]) -> str:
    """The rows to be read."""
    lines = [f"{'':28}{'stock':>10}{'ours':>10}{'ours/stock':>12}   goal"]
    for row in table:
        stock, ours = (_number(value, row.quantity.unit) for value in (row.stock, row.ours))
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(f"{row.quantity.name:28}{stock:>10}{ours:>10}{ratio:>12}   {_goal(row)}".rstrip())
    return "\n".join(lines)


def missed(table: Sequence[Row]) -> list[str]:
    """What was measured where a goal is missed, and the goal: a line for each."""
    lines = []
    for row in table:
        if row.met is False:
            measured = row.ratio if row.quantity.most is None else row.ours
            unit = "of stock" if row.quantity.most is None else row.quantity.unit
            lines.append(f"{row.quantity.name.strip()}: {measured:.2f} {unit}, {_goal(row).split('  ')[0]}")
    return lines


def _number(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:.2f} {unit}"


def _goal(row: Row) -> str:
    verdict = {None: "", True: "  met", False: "  MISSED"}[row.met]
    if row.quantity.most is not None:
        return f"≤ {row.quantity.most:g} {row.quantity.unit}{verdict}"
    return f"≤ {row.quantity.most_of_stock:.2f}{verdict}" if row.quantity.most_of_stock is not None else ""
