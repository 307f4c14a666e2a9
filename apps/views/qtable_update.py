"""The last update of `qtable`, written out: what happened in words, and the equation with its numbers.

An equation is lines of signs and terms; a term has a value and a name that stands under it. What follows a
move is named as the method means it. The script is `static/js/views/qtable/bellman.js`.
"""

import math
from typing import Any

from playground.labs.qtable import Qtable
from playground.labs.qtable.episode import Update
from playground.labs.qtable.report import let_through
from playground.rl.gridworlds import ACTIONS, ARROWS, LETTERS
from playground.rl.td import updated

FOLLOWS = {  # what the methods put in the place of all that is still to come
    "q-learning": "best next value",
    "sarsa": "value of its next move",
    "expected-sarsa": "average next value",
    "network": "best next value",
}
LOSSES = {"huber": "gradient of Huber’s loss", "clipped": "gradient after clipping"}
NOTHING = 5e-4  # a difference that is not seen in three places
ENDS = {"goal": "reached the goal", "hole": "fell into a hole"}


def term(kind: str, value: float, name: str) -> dict[str, Any]:
    return {"kind": kind, "value": value, "name": name}


def readable(value: float) -> str:
    """A value with a real minus."""
    return f"{value:.3f}".replace("-", "−")


def last_update(lab: Qtable) -> dict[str, Any]:
    """What the picture shows."""
    last = lab.episode.last
    if last is None:
        says = "Nothing has been learnt yet. Press Step, or walk yourself."
        return {"says": says, "byHand": False, "lines": [], "long": is_long(lab), "note": ""}
    return {
        "says": told(lab, last),
        "byHand": bool(last.by_hand),
        "lines": equation(lab, last),
        "long": is_long(lab),
        "note": note(lab, last),
    }


def in_words(lab: Qtable) -> str:
    """The numbers of the equation for those who cannot see it."""
    last = lab.episode.last
    if last is None:
        return ""
    return (
        f"In the last update the old value was {readable(last.old)}, the target {readable(last.target)}, and"
        f" the new value {readable(last.new)}."
    )


def told(lab: Qtable, last: Update) -> str:
    """Where it went and why, and what came of it."""
    land = lab.land
    why = "by your hand" if last.by_hand else "to explore" if last.explored else "the best move known"
    slipped = ", but slipped" if last.slipped else ""
    way = f"{ACTIONS[last.action]} {ARROWS[last.action]}"
    went = f"From {land.place(last.state)} it went {way}, {why}{slipped}"
    if last.done and land.grid:
        return f"{went}. That was the goal: the episode is over, and it is back at the start."
    if last.done:
        end = ENDS.get(LETTERS[land.letters[last.after]], "is at the end")
        return f"{went}, and {end}. The episode is over."
    if lab.episode.over:
        return f"{went}. That was move {lab.episode.moves}: the episode is broken off."
    if last.after == last.state:
        return f"{went}, and came nowhere."
    return f"{went}, and came to {land.place(last.after)}."


def is_long(lab: Qtable) -> bool:
    """Whether the equation will have two lines: there is room for them before there is anything to write."""
    return lab.learner.replay is not None or (lab.learner.is_network and lab.loss != "squared")


def equation(lab: Qtable, last: Update) -> list[list[Any]]:
    """The update, term by term; where the network learns otherwise, as far as it goes."""
    learner = lab.learner
    follows = "the target network’s best" if learner.has_target else FOLLOWS[learner.method]
    old = term("old", last.old, "old value")
    target = [
        term("reward", last.reward, "reward"), "+", term("gamma", lab.gamma, "discount"), "×",
        term("best", last.bootstrap, "nothing follows" if last.done else follows),
    ]  # fmt: skip
    alpha, new = term("alpha", lab.learning_rate, "learning rate"), term("new", last.new, "new value")
    error = [*target, "−", old, "=", term("miss", last.td_error, "TD error")]
    if learner.replay is not None:
        return [error, [old, "→", new]]
    if learner.is_network and lab.loss != "squared":
        passed = term("miss", let_through(lab, last), LOSSES[lab.loss])
        return [error, [old, "+", alpha, "×", passed, "=", new]]
    return [[old, "+", alpha, "× (", *target, "−", old, ")", "=", new]]


def note(lab: Qtable, last: Update) -> str:
    """What is to be known about the equation besides its numbers."""
    passed = let_through(lab, last)
    error = last.td_error
    if lab.learner.replay is not None:
        return "With replay the network learns from moves in its memory; this one may not be among them."
    if not math.isclose(updated(last.old, lab.learning_rate, last.old + passed), last.new, abs_tol=1e-9):
        return "A setting has been changed since: the update was made with the old one."
    if abs(error) < NOTHING:
        return "The TD error is nearly 0: the move found what the table had expected."
    if passed == 0:
        return "The TD error is beyond the limit. Clipped, it has no gradient: nothing is learnt from it."
    if not math.isclose(passed, error, abs_tol=1e-9):
        return "The TD error is beyond the limit, where Huber’s loss is straight: it counts as the limit."
    by = f"{readable(abs(error))} {'more' if error > 0 else 'less'}"
    return f"Found: {readable(last.target)}. That is {by} than the old value: the TD error."
