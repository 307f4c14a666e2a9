"""What a lab is good for in a class: what is learnt in it, and questions to ask about it.

The page for teachers is made from this (`build/docs/teacher_pages.py`). A question is one that a class can
answer by playing, or by thinking about what was seen. Where an answer names numbers, its `check` plays in the
lab what it tells of and gives the numbers, so that no answer says what the lab does not do.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"(?<![\w.,−-])−?\d(?:[\d,]*\d)?(?:\.\d+)?")


@dataclass(frozen=True)
class Question:
    """A question for a class.

    text    the question, in one sentence or two
    answer  what there is to say, for the teacher
    check   plays what the answer tells of, and gives every number of the answer as it is written there;
            `check(kind)` gets the class of the lab. None where an answer names no number
    """

    text: str
    answer: str
    check: Callable[[Any], Iterable[str]] | None = None

    def numbers(self) -> set[str]:
        """Every number that the answer names in digits, as it is written."""
        return set(_NUMBER.findall(self.answer))


def played(kind: Any, steps: int, preset: str | None = None, **settings: Any) -> Any:
    """A lab of this class with these settings, after so many steps of learning (or fewer, if it stops)."""
    lab = kind(preset, **settings)
    lab.run(steps)
    return lab


def written(value: float, places: int = 0) -> str:
    """A number as answers write it: with so many decimals, commas between thousands, and a true minus."""
    return f"{value:,.{places}f}".replace("-", "−")
