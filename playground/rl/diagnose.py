"""What is wrong with an agent that learns from rewards?

Each check is a pure function from numbers to a `Finding`, or to None, as in `playground.nn.diagnose`.
"""

import numpy as np
from numpy.typing import NDArray

from playground.lab.finding import Finding

type Array = NDArray[np.float64]

PATIENCE = 50  # episodes after which a reward should have turned up
BOLD = 0.7  # alpha that forgets nearly all there was
FADED = 0.01  # epsilon
FAINT = 0.01  # the value of the start, for an agent that looks ahead too little


def never_rewarded(episodes: int, knows: bool, exploring: float) -> Finding | None:
    """Many episodes, and nothing was ever earned: all values are still 0."""
    if knows or episodes < PATIENCE:
        return None
    return Finding(
        "No reward found yet",
        "warning",
        "the table",
        f"After {episodes:,} episodes all Q-values are 0. {exploring:.0%} of the moves explore.",
        "Q-values come from rewards only. Before the first reward one move looks as good as any other.",
        "Let it explore more and wait, bring it to the goal by hand, or put a small reward on the way.",
    )


def forgetful(alpha: float, slippery: bool) -> Finding | None:
    """What is left to chance is learnt with a large alpha: the last outcome is taken for the truth."""
    if not slippery or alpha < BOLD:
        return None
    return Finding(
        "Learning rate too large",
        "warning",
        "the learning rate",
        f"With a learning rate of {alpha:g}, {1 - alpha:.0%} of the old value is left after a move.",
        "On slippery ice the same move has different outcomes. The Q-value follows the last one.",
        "A smaller learning rate takes an average over many moves.",
    )


def never_explores(exploring: float, untried: int) -> Finding | None:
    """Moves that were never made, and nothing that would lead to them."""
    if exploring > FADED or not untried:
        return None
    return Finding(
        "No exploration left",
        "note",
        "exploration",
        f"{untried} moves were never tried, and the agent explores in {exploring:.1%} of its moves only.",
        "The agent cannot know the value of a move that it has never tried. There may be a better way.",
        "A larger ε, or a decay nearer to 1.",
    )


def impatient(gamma: float, value: float) -> Finding | None:
    """The reward is so far away that hardly anything of it is seen from the start."""
    if abs(value) > FAINT:
        return None
    return Finding(
        "Discount too small",
        "note",
        "the discount",
        f"With γ = {gamma:g}, the start is truly worth {value:.2g}.",
        "With every move a reward loses the share 1 − γ. From here to the goal it is nearly gone.",
        "A γ nearer to 1 looks further ahead.",
    )


def clipped_away(deltas: Array, limit: float) -> Finding | None:
    """Misses beyond the limit, whose gradient the clipping has made 0; `deltas` [n] of moves."""
    beyond = int((np.abs(deltas) >= limit).sum())
    if not beyond:
        return None
    return Finding(
        "Gradient 0 where it is needed most",
        "problem",
        "the loss",
        f"{beyond} of {len(deltas)} moves have a TD error of {limit:g} or more, and a gradient of 0.",
        "A clipped TD error does not change when the weights do. So the largest errors are never corrected.",
        "Huber's loss clips the gradient instead of the error: the step keeps its direction.",
    )
