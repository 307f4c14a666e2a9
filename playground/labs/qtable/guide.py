"""The guide of the lab `qtable`: from the first reward to slippery ice."""

from typing import TYPE_CHECKING

from playground.lab import GuideStep
from playground.labs.qtable import content

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

SURE = 0.9  # share of episodes that reach the goal, once nothing is left to chance
FADED = 0.1  # what the start is worth at most, to an agent with so small a discount
IMPATIENT = 0.5  # the small discount
TELLING = 0.01  # a TD error that can be seen
MOST = 500  # moves until there is one


def _rewarded(lab: "Qtable") -> bool:
    """Something in the table is no longer 0."""
    return bool(lab.learner.q.any())


def _learn_something(lab: "Qtable") -> None:
    """Move on until a move has changed its value."""
    for _ in range(MOST):
        lab.run(1)
        if lab.episode.last is not None and abs(lab.episode.last.td_error) > TELLING:
            break


def _exploits(lab: "Qtable") -> bool:
    """It has stopped to explore, and arrives nearly every time."""
    return lab.exploring < 0.05 and lab.episode.success_rate() > SURE


def _looks_less_far_ahead(lab: "Qtable") -> bool:
    start = lab.land.start
    worth = max(float(lab.learner.q[start, action]) for action in lab.land.choices[start])
    return lab.gamma <= IMPATIENT and worth < FADED


def _crosses_slippery_ice(lab: "Qtable") -> bool:
    return lab.land.slippery and lab.reading["greedy_success"] > 0.8 * content.best_chance(lab)


GUIDE = (
    GuideStep(
        "The penguin knows nothing and moves at random. Only the [goal](goal) gives a *reward*. Let it get"
        " there once.",
        button="Let it walk",
        steps=5000,
        closely=True,
        lights="goal",
        done=_rewarded,
    ),
    GuideStep(
        "One number has changed: the *Q-value* of the move onto the goal. Go on: values spread back to the"
        " [start](start).",
        button="Go on",
        steps=5000,
        lights="board",
        done=content.good,
    ),
    GuideStep(
        "A move changes one Q-value by the learning rate times the [TD error](update): found minus expected."
        " See one.",
        button="Show one",
        do=_learn_something,
        lights="update",
    ),
    GuideStep(
        "It still moves at random with probability ε: *exploration*. Set ε to 0, and it follows its"
        " [arrows](board).",
        button="Stop exploring",
        settings={"epsilon": 0.0},
        steps=3000,
        lights="epsilon",
        done=_exploits,
    ),
    GuideStep(
        "The *discount* γ shrinks a reward for every move until it comes. Lower it to 0.5: the"
        " [start](start) fades.",
        button="Lower it",
        settings={"gamma": IMPATIENT},
        steps=5000,
        lights="gamma",
        done=_looks_less_far_ahead,
    ),
    GuideStep(
        "On *slippery* ice only one move in three goes where it should. A smaller [α](learning_rate) averages"
        " over luck.",
        button="Let it slip",
        settings={"slippery": True, "gamma": 0.99, "epsilon": 1.0, "learning_rate": 0.2},
        steps=12_000,
        lights="slippery",
        done=_crosses_slippery_ice,
    ),
)
