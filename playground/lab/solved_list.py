"""Lists of solved challenges, as learners save them: each run is made again, and its lab says what it meets.

A list is JSON: `{"format": "neural-playground-solved", "version": 1, "solved": [...]}`, with `lab`,
`challenge`, `step` and `log` (`playground.lab.journal`) for each. It comes from a stranger: whatever is in
it, it is read or refused in words.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from playground.lab.journal import MOST_STEPS, Replay
from playground.lab.settings import SettingError, shorten

FORMAT = "neural-playground-solved"  # as in static/js/page/solved.js


class Claim(NamedTuple):
    """A challenge that somebody says to have solved, after so many steps, and the log of that run."""

    lab: str
    challenge: str
    step: int
    log: str


class Verdict(NamedTuple):
    """Whether a claim holds, and a clause on why, or how exactly."""

    holds: bool
    why: str


def claims(text: str) -> list[Claim]:
    """What a list claims. Raises `SettingError` for a text that is no such list."""
    try:
        found = json.loads(text.removeprefix("\ufeff"))
        if found["format"] != FORMAT:
            raise ValueError(found["format"])
        return [
            Claim(str(one["lab"]), str(one["challenge"]), int(one["step"]), str(one.get("log") or ""))
            for one in found["solved"]
        ]
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        sentence = "this is no list of solved challenges; the front page saves one by “Save the list”"
        raise SettingError("list", sentence) from None


def judge(claim: Claim, find: Callable[[str], Any], most_steps: int = MOST_STEPS) -> Verdict:
    """Make the run again in the lab that `find` gives for its name (KeyError: there is none) and look."""
    try:
        kind = find(claim.lab)
    except (KeyError, SettingError):
        return Verdict(False, f"there is no lab “{shorten(claim.lab)}”")
    if claim.challenge not in {one.key for one in kind.challenges}:
        return Verdict(False, f"{claim.lab} has no challenge “{shorten(claim.challenge)}”")
    if not claim.log:
        return Verdict(False, "it has no log: it was too long, or solved before logs were kept")
    try:
        replay = Replay(kind, claim.log, most_steps)
        lab = kind(**replay.built)
        replay.go_on(lab)
    except SettingError as error:
        return Verdict(False, error.on_page)
    if claim.challenge not in lab.solved:
        return Verdict(False, "this run does not meet it")
    if (step := lab.solved[claim.challenge].step) != claim.step:
        return Verdict(False, f"it is met at step {step:,}")
    return Verdict(True, replay.sameness(lab))
