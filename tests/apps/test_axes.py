"""The numbers beside an axis."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.page.axes import MOST, marks


@pytest.mark.parametrize(
    "start, end, expected",
    [
        (0, 10, {0: "0", 5: "5", 10: "10"}),
        (0, 1, {0: "0", 0.5: "0.5", 1: "1"}),
        (0, 0.7, {0: "0", 0.2: "0.2", 0.4: "0.4", 0.6: "0.6"}),
        (-15, 7, {-15: "−15", -10: "−10", -5: "−5", 0: "0", 5: "5"}),
        (0, 3000, {0: "0", 1000: "1,000", 2000: "2,000", 3000: "3,000"}),
        (0, 5e43, {0: "0", 1e43: "1·10⁴³", 2e43: "2·10⁴³", 3e43: "3·10⁴³", 4e43: "4·10⁴³", 5e43: "5·10⁴³"}),
        (0, 2e-5, {0: "0", 5e-6: "5·10⁻⁶", 1e-5: "1·10⁻⁵", 1.5e-5: "1.5·10⁻⁵", 2e-5: "2·10⁻⁵"}),
    ],
)
def test_numbers_as_people_write_them(start: float, end: float, expected: dict[float, str]) -> None:
    assert marks(start, end, most=6 if end == 5e43 else MOST) == expected


@given(st.floats(-1e307, 1e307), st.floats(-1e307, 1e307))
def test_any_range_has_at_least_two_marks_and_at_most_so_many(start: float, end: float) -> None:
    assume(end - start > 1e-9 * max(abs(start), abs(end)) and end - start > 1e-300)
    texts = marks(start, end)
    assert 2 <= len(texts) <= MOST
    slack = 1e-9 * (end - start) + 1e-9 * max(abs(start), abs(end))
    assert all(start - slack <= value <= end + slack for value in texts)
    assert len(set(texts.values())) == len(texts)


def test_an_axis_ends_above_its_start() -> None:
    with pytest.raises(ValueError, match="above its start"):
        marks(1, 1)
