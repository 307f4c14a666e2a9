"""What an agent should find, computed in several ways, and what it does find, for `playground check`.

The sources on Q-tables print results of unseeded runs only, so there is nothing to reproduce. That the worlds
are those of Gymnasium is shown by `tests/core/test_gridworlds.py`.
"""

from collections.abc import Iterator

import numpy as np

from playground.check.line import Line
from playground.labs.qtable import Qtable
from playground.rl import planning
from playground.rl.gridworlds import LAKE_4X4, LAKE_8X8, gridworld, lake

BELLMAN, FROZEN_LAKE = "Bellman's equation", "Gymnasium, FrozenLake"
SEEDS, STEPS = 11, 25_000


def agents() -> Iterator[Line]:
    """`printed` is what there is to be found."""
    worlds = {
        "4×4": lake(LAKE_4X4, slippery=False),
        "4×4, slippery": lake(LAKE_4X4),
        "8×8": lake(LAKE_8X8, slippery=False),
        "8×8, slippery": lake(LAKE_8X8),
        "gridworld": gridworld(),
    }
    for name, world in worlds.items():
        truth = planning.policy_iteration(world, 0.99)
        ours = planning.value_iteration(world, 0.99)
        yield Line(BELLMAN, f"{name}: policy and value iteration", truth, ours, 1e-9)
    best = planning.greedy_success(planning.truth(lake(), 0.99), lake())
    yield Line(FROZEN_LAKE, "4×4, slippery: the best chance, 14/17", 14 / 17, best, 1e-12)
    yield learnt(best)


def learnt(best: float) -> Line:
    """How likely the learnt moves arrive: the median of eleven seeds, to be within 5 % of the best chance."""
    found = []
    for seed in range(1, SEEDS + 1):
        lab = Qtable(seed=seed)
        lab.run(STEPS)
        found.append(lab.reading["greedy_success"])
    return Line(FROZEN_LAKE, f"Q-learning, {STEPS:,} moves: its chance", best, np.median(found), 0.05 * best)
