"""The formulas of `qtable`: the last update, and Bellman's equation of the tile that is looked at."""

import math
from typing import TYPE_CHECKING

from playground.lab.formula import Formula, Looks, exact, num, part, total
from playground.labs.qtable.report import let_through

if TYPE_CHECKING:
    from playground.labs.qtable.episode import Update
    from playground.labs.qtable.lab import Qtable

SAME = 1e-9
MOVED = r"\text{a setting has been moved since: the sum was made with what it was then}"
NOTHING_YET = r"\text{nothing has been learnt yet}"

# What each method puts in the place of all that is still to come.
FOLLOWS = {
    "q-learning": r"\max_{a'} Q(s', a')",
    "sarsa": r"Q(s', a')",
    "expected-sarsa": r"\sum_{a'} \pi(a' \mid s')\, Q(s', a')",
    "network": r"\max_{a'} Q(s', a')",
}


def target(lab: "Qtable") -> str:
    """The TD target in symbols."""
    follows = FOLLOWS[lab.built.method]
    return rf"{part('reward', 'r')} + {part('gamma', r'\gamma')}\, {part('best', follows)}"


def target_in_numbers(lab: "Qtable", last: "Update") -> str:
    reward, gamma = part("reward", exact(last.reward)), part("gamma", exact(lab.gamma))
    return rf"{reward} + {gamma} \cdot {part('best', num(last.bootstrap, 4))}"


def as_it_was(lab: "Qtable", last: "Update") -> bool:
    """Whether γ is still what the target was made with."""
    return math.isclose(last.reward + lab.gamma * last.bootstrap, last.target, abs_tol=SAME)


def td_error(lab: "Qtable", looks: Looks) -> str:
    last = lab.episode.last
    if last is None:
        return NOTHING_YET
    if not as_it_was(lab, last):
        return MOVED
    old = part("old", num(last.old, 4))
    return rf"{part('miss', num(last.td_error, 4))} = {target_in_numbers(lab, last)} - {old}"


def update(lab: "Qtable", looks: Looks) -> str:
    last = lab.episode.last
    if last is None:
        return NOTHING_YET
    moved = lab.learning_rate * let_through(lab, last)
    if not math.isclose(last.old + moved, last.new, abs_tol=SAME):
        return MOVED
    new, old, rate = (
        part("new", num(last.new, 4)), part("old", num(last.old, 4)), part("alpha", exact(lab.learning_rate))
    )  # fmt: skip
    return rf"{new} \leftarrow {old} + {rate} \cdot {part('miss', num(let_through(lab, last), 4))}"


def learns_at_once(lab: "Qtable") -> bool:
    """From the move just made, and from nothing else."""
    return lab.learner.replay is None


def bellman(lab: "Qtable", looks: Looks) -> str:
    """Of the best move from the tile that is looked at, or from the start."""
    land, truth = lab.land, lab.truth
    cell = looks.get("cell", -1)
    state = cell if 0 <= cell < land.size and land.choosing[cell].any() else land.start
    action = max(land.choices[state], key=lambda a: float(truth[state, a]))
    terms = []
    for chance, after, reward, done in land.P[state][action]:
        follows = 0.0 if done else float(truth[after][land.allowed[after]].max())
        share = rf"\frac{{1}}{{{exact(round(1 / chance))}}} \cdot " if chance < 1 else ""
        earned = rf"{exact(reward)} + {exact(lab.gamma)} \cdot {num(follows, 4)}"
        terms.append(rf"{share}({earned})")
    return rf"{part('tile', num(float(truth[state, action]), 4))} = {total(terms)}"


FORMULAS = (
    Formula(
        "TD error",
        lambda lab: rf"{part('miss', r'\delta')} = {target(lab)} - {part('old', 'Q(s, a)')}",
        td_error,
        "The TD error is what a move has found, less what it was thought to be worth.",
    ),
    Formula(
        "update",
        lambda lab: (
            rf"{part('new', 'Q(s, a)')} \leftarrow {part('old', 'Q(s, a)')}"
            rf" + {part('alpha', r'\alpha')}\, {part('miss', r'\delta' if plain(lab) else r'\ell(\delta)')}"
        ),
        update,
        "The value moves towards what was found, by the learning rate α times the TD error.",
        learns_at_once,
    ),
    Formula(
        "Bellman equation",
        rf"{part('tile', 'Q^*(s, a)')} = \sum_{{s'}} P(s' \mid s, a)\,"
        r" \left[ r + \gamma \max_{a'} Q^*(s', a') \right]",
        bellman,
        "The true value of a move is what it earns, and γ times the best value after it, on average.",
    ),
)


def plain(lab: "Qtable") -> bool:
    """Whether the whole TD error counts: a table's does, a network's on the squared error."""
    return not lab.learner.is_network or lab.loss == "squared"
