"""Something to achieve by playing: what is asked, when it is met, what helps, and why it worked."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Prediction:
    """A question that is asked before the learner tries: what will happen?

    `happened(lab)` is asked at the moment at which the challenge is met. It says which of the `choices` (two
    to four) came true, by its place among them.
    """

    question: str
    choices: tuple[str, ...]
    happened: Callable[[Any], int]


@dataclass(frozen=True)
class Challenge:
    """Something to achieve by playing.

    key      names it in what browsers keep: short, of small letters and hyphens, and the same for ever; one
             that comes to ask for something else gets another key
    text     what is asked
    passed   `passed(lab)` is asked whenever the run or a setting has moved
    hints    in stages: first a nudge, last nearly the recipe
    why      one sentence or two, shown when it is met: why it worked
    warm_up  whether Play on a preset may meet it; at most one of a lab
    predict  what is asked first, if anything
    """

    key: str
    text: str
    _: KW_ONLY
    passed: Callable[[Any], bool]
    hints: tuple[str, ...] = ()
    why: str = ""
    warm_up: bool = False
    predict: Prediction | None = None


class Solved(NamedTuple):
    """How a challenge was met.

    step      after how many steps
    happened  which choice of its prediction came true; None without one
    log       what was done in the run until then, so that it can be checked: see `playground.lab.journal`
    """

    step: int
    happened: int | None = None
    log: str = ""
