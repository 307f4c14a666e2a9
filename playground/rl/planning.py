"""The truth about a world: what every move is worth if all that follows is done as well as can be.

An agent has to find that out by trying. Who knows `P` can compute it. Bellman's equation says that the value
of a move is what it earns now, and a share γ of what the best next move is worth:

    Q*(s, a) = Σ_s' p(s' | s, a) · [ r + γ · max_a' Q*(s', a') ]

*Value iteration* puts any values into the right-hand side, takes what comes out, and does it again; the
error shrinks by γ each time. *Policy iteration* takes a policy, solves the linear equations of its values,
lets it choose the better moves, and ends when there are none. Both find the same.

Sources: R. Bellman, Dynamic Programming, 1957; R. Howard, Dynamic Programming and Markov Processes, 1960;
R. Sutton and A. Barto, Reinforcement Learning, 2nd edition, 2018, chapters 3 and 4.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.rl.gridworlds import ACTIONS, World

type Array = NDArray[np.float64]

BETTER = 1e-12  # a move that is better by less than this is no better: only rounded otherwise


@dataclass(frozen=True, eq=False)
class Model:
    """`P` as arrays: `T[s, a, s']` how likely the move leads there, `R[s, a]` what it earns on the average.

    Where an episode is over nothing leads on: the rows of `T` are 0 there.
    """

    T: Array  # [S, A, S]
    R: Array  # [S, A]
    barred: Array  # [S, A]: −∞ for moves that do not exist, else 0


@lru_cache(maxsize=32)
def model(world: World) -> Model:
    """The arrays of a world; kept, as worlds never change."""
    T = np.zeros((world.size, len(ACTIONS), world.size))
    for s, actions in enumerate(world.P):
        for a, outcomes in enumerate(actions):
            for p, there, _, _ in outcomes:
                T[s, a, there] += 0.0 if world.ends(s) or world.letters[s] == "#" else p
    worth = np.array(world.rewards)
    left = np.where(world.allowed, worth[:, None] - world.step_cost, 0.0)  # what leaving earns, in a grid
    R = left if world.grid else T @ worth
    barred = np.where(world.allowed | ~world.allowed.any(axis=1, keepdims=True), 0.0, -np.inf)
    return Model(T, R, barred)


def value_iteration(world: World, gamma: float, tolerance: float = 1e-13) -> Array:
    """Q* [S, A], by Bellman's equation again and again until no value moves by more than `tolerance`.

    The tolerance is relative to the largest value. Then Q is within tolerance · γ / (1 − γ) of Q*.
    """
    known = model(world)
    V = np.zeros(world.size)
    while True:
        Q: Array = known.R + gamma * (known.T @ V)
        better = (Q + known.barred).max(axis=1)
        if np.abs(better - V).max() <= tolerance * max(1.0, np.abs(better).max()):
            return np.where(world.allowed, Q, 0.0)
        V = better


def policy_iteration(world: World, gamma: float) -> Array:
    """Q* [S, A], by linear equations: exact up to rounding, in a handful of rounds."""
    known, states = model(world), np.arange(world.size)
    policy = known.barred.argmax(axis=1)  # the first move that exists
    while True:
        V = np.linalg.solve(np.eye(world.size) - gamma * known.T[states, policy], known.R[states, policy])
        Q: Array = known.R + gamma * (known.T @ V)
        ranked = Q + known.barred
        better = ranked.max(axis=1) > V + BETTER * (1 + np.abs(V))
        if not better.any():
            return np.where(world.allowed, Q, 0.0)
        policy = np.where(better, ranked.argmax(axis=1), policy)


@lru_cache(maxsize=32)
def truth(world: World, gamma: float) -> Array:
    """Q* [S, A], kept; moves that do not exist are worth 0. Not to be written into."""
    values = policy_iteration(world, gamma)
    values.setflags(write=False)
    return values


def greedy(values: Array, world: World) -> Array:
    """The policy [S, A] that takes the best move by these values; equally good ones share the chances."""
    ranked = values + model(world).barred
    best = ranked == ranked.max(axis=1, keepdims=True)
    policy: Array = best / best.sum(axis=1, keepdims=True)
    return policy


def best_actions(values: Array, near: float = 0.0) -> NDArray[np.bool_]:
    """Which moves are the best by values [S, A], as booleans [S, A]; within `near` of the best is as good.

    None where nothing speaks for one of them: where all are as good. What is not a number is no move.
    """
    there = ~np.isnan(values)
    most = np.where(there, values, -np.inf).max(axis=1, keepdims=True)
    least = np.where(there, values, np.inf).min(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):  # infinities, in a run that has gone astray
        alike = most - least <= near
    found: NDArray[np.bool_] = there & (values >= most - near) & ~alike
    return found


def greedy_success(values: Array, world: World) -> float:
    """How likely the greedy policy of `values` [S, A] reaches a goal from the start; kept for each policy."""
    return _success_from_start(world, greedy(values, world).tobytes())


@lru_cache(maxsize=512)
def _success_from_start(world: World, policy: bytes) -> float:
    return float(success(world, np.frombuffer(policy).reshape(world.size, -1))[world.start])


def state_values(world: World, gamma: float, policy: Array) -> Array:
    """V [S] of a policy [S, A]: what is earned from each state on, by its linear equations."""
    known = model(world)
    onward = np.einsum("sa,sat->st", policy, known.T)  # [S, S]
    V: Array = np.linalg.solve(np.eye(world.size) - gamma * onward, (policy * known.R).sum(axis=1))
    return V


def success(world: World, policy: Array) -> Array:
    """How likely a policy [S, A] ever reaches a goal from each state [S], with all the time in the world.

        h(s) = 1 at a goal, else Σ_a π(a | s) Σ_s' p(s' | s, a) · h(s')

    These equations have many solutions where a policy goes round and round for ever. The probability is the
    smallest: 0 wherever no way leads to a goal, so those states are found first and left out.
    """
    onward = np.einsum("sa,sat->st", policy, model(world).T)  # [S, S]
    goal = np.array([letter == "G" for letter in world.letters])
    hopeful, before = goal, np.zeros_like(goal)
    while (hopeful != before).any():
        hopeful, before = hopeful | (onward[:, hopeful] > 0).any(axis=1), hopeful
    h = goal.astype(float)
    on = np.flatnonzero(hopeful & ~goal)  # from here a way leads on to a goal
    h[on] = np.linalg.solve(np.eye(len(on)) - onward[np.ix_(on, on)], onward[on] @ h)
    return np.asarray(np.minimum(h, 1.0))  # rounding may lead a little above
