"""Planning: two ways to the truth agree and equal a third one; chances of success are those of many walks."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.rl import planning
from playground.rl.gridworlds import LAKE_4X4, LAKE_8X8, World, gridworld, lake

GYMNASIUM = np.load(Path(__file__).parents[1] / "reference" / "frozen_lake.npz")
WORLDS = [lake(), lake(slippery=False), lake(LAKE_8X8), gridworld(), lake("SF#/-HF/FFG")]

maps = st.lists(st.text(alphabet="FFFH-#", min_size=3, max_size=3), min_size=3, max_size=3).map(
    lambda rows: "/".join(["S" + rows[0][1:], rows[1], rows[2][:2] + "G"])
)


def optimum(outcomes: np.ndarray, gamma: float) -> np.ndarray:
    """V* [S] from Gymnasium's own transitions, by improving a policy one state at a time."""
    policy = np.zeros(len(outcomes), int)
    while True:
        M, r = np.eye(len(outcomes)), np.zeros(len(outcomes))
        for s, a in enumerate(policy):
            for p, there, reward, done in outcomes[s, a]:
                if not np.isnan(p):
                    r[s] += p * reward
                    M[s, int(there)] -= gamma * p * (1 - done)
        V = np.linalg.solve(M, r)
        worth = np.array([[backed_up(listed, V, gamma) for listed in actions] for actions in outcomes])
        gain = worth.max(axis=1) - V
        if gain.max() < 1e-14:
            return V
        policy[gain.argmax()] = worth[gain.argmax()].argmax()


def backed_up(listed: np.ndarray, V: np.ndarray, gamma: float) -> float:
    known = listed[~np.isnan(listed[:, 0])]
    return float(sum(p * (r + gamma * (1 - done) * V[int(there)]) for p, there, r, done in known))


@pytest.mark.parametrize("gamma", [0.9, 0.99])
@pytest.mark.parametrize("name, text", [("4x4", LAKE_4X4), ("8x8", LAKE_8X8)])
@pytest.mark.parametrize("slippery", [False, True])
def test_the_truth_is_the_optimum_of_gymnasium(name: str, text: str, slippery: bool, gamma: float) -> None:
    theirs = optimum(GYMNASIUM[f"{name}/{'slippery' if slippery else 'firm'}"], gamma)
    for solve in (planning.value_iteration, planning.policy_iteration):
        assert solve(lake(text, slippery), gamma).max(axis=1) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("world", WORLDS, ids=str)
@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.99])
def test_value_and_policy_iteration_agree_and_obey_bellman(world: World, gamma: float) -> None:
    Q = planning.policy_iteration(world, gamma)
    assert planning.value_iteration(world, gamma) == pytest.approx(Q, abs=1e-10)
    for s in range(world.size):
        for a in range(4):
            right = 0.0
            for p, there, r, done in world.P[s][a]:
                ahead = 0.0 if done else max(Q[there, b] for b in world.choices[there])
                right += p * (r + gamma * ahead)
            assert Q[s, a] == pytest.approx(right, abs=1e-12), (s, a)


@given(maps, st.floats(0, 0.999), st.booleans(), st.lists(st.floats(-100, 100), min_size=9, max_size=9))
@settings(max_examples=40)
def test_policy_iteration_ends_whatever_tiles_are_worth(
    text: str, gamma: float, slippery: bool, rewards: Sequence[float]
) -> None:
    try:
        world = lake(text, slippery)
    except ValueError:
        return
    for state, value in enumerate(rewards):
        world = world.with_reward(state, value)
    Q = planning.policy_iteration(world, gamma)
    known = planning.model(world)
    assert pytest.approx(known.R + gamma * known.T @ Q.max(axis=1), rel=1e-9, abs=1e-7) == Q


def test_the_gridworld_as_in_dynamic_programming() -> None:
    """γ 0.9 and no step cost: the goal, as it is left, is worth 1; every step before it takes a tenth off."""
    world = gridworld(step_cost=0.0)
    Q = planning.truth(world, 0.9)
    goal = world.letters.index("G")
    assert Q[goal].max() == 1.0
    assert Q[goal + 10].max() == pytest.approx(0.9) and Q[world.start].max() == pytest.approx(
        0.9 ** steps(world)
    )
    assert Q[world.start, [0, 3]].tolist() == [0, 0], "moves that do not exist"


def steps(world: World) -> int:
    """How many moves it takes to get to the goal without stepping on a tile that costs."""
    reached, count = {world.start}, 0
    while not any(world.letters[s] == "G" for s in reached):
        ways = {world.P[s][a][0][1] for s in reached for a in world.choices[s]}
        reached |= {s for s in ways if world.letters[s] != "-"}
        count += 1
    return count


def test_the_best_chance_on_the_small_lake() -> None:
    world = lake()
    best = partial(planning.greedy_success, planning.truth(world, 0.99))
    assert best(world) == pytest.approx(14 / 17, abs=1e-12)
    assert planning.greedy_success(planning.truth(lake(slippery=False), 0.99), lake(slippery=False)) == 1.0


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_success_is_the_limit_of_many_moves(world: World) -> None:
    """The chance to be at the goal after n moves, for n so large that it grows no more."""
    rng = np.random.RandomState(3)
    for values in (rng.rand(world.size, 4), np.zeros((world.size, 4)), planning.truth(world, 0.99)):
        policy = planning.greedy(values, world)
        onward = np.einsum("sa,sat->st", policy, planning.model(world).T)
        for s in range(world.size):
            if world.ends(s):
                onward[s] = np.eye(world.size)[s]
        late = np.linalg.matrix_power(onward, 2**18)
        reached = late[:, [letter == "G" for letter in world.letters]].sum(axis=1)
        assert planning.success(world, policy) == pytest.approx(reached, abs=1e-9)


def test_who_goes_round_and_round_never_arrives() -> None:
    world = lake("SFG", slippery=False)
    policy = np.eye(4)[[0, 2, 0]]  # left at the start, though the tile beside it would go right
    assert planning.success(world, policy).tolist() == [0.0, 1.0, 1.0]


def test_equally_good_moves_share_the_chances() -> None:
    world = lake()
    values = np.zeros((16, 4))
    values[3, [1, 2]] = 1.0
    assert planning.greedy(values, world)[3].tolist() == [0, 0.5, 0.5, 0]
    assert planning.greedy(np.zeros((100, 4)), gridworld())[0].tolist() == [0, 0.5, 0.5, 0]


def test_the_worth_of_the_best_policy_is_the_truth() -> None:
    for world in WORLDS:
        Q = planning.truth(world, 0.95)
        V = planning.state_values(world, 0.95, planning.greedy(Q, world))
        here = world.choosing.any(axis=1)
        assert V[here] == pytest.approx(np.where(world.allowed, Q, -np.inf).max(axis=1)[here], abs=1e-10)


def test_the_best_moves_are_those_that_values_speak_for() -> None:
    nan = np.nan
    values = np.array([
        [1.0, 2.0, 2.0, 0.0],
        [1.0, 1.0, 1.0, 1.0],  # nothing speaks for one of them
        [nan, -1.0, nan, -2.0],  # what is not a number is no move
        [nan, nan, nan, nan],
        [1.0, 1.0 + 1e-9, 0.0, nan],
    ])  # fmt: skip
    best = planning.best_actions(values)
    assert [np.flatnonzero(row).tolist() for row in best] == [[1, 2], [], [1], [], [1]]
    assert np.flatnonzero(planning.best_actions(values, near=1e-6)[4]).tolist() == [0, 1]
    assert not planning.best_actions(values, near=10.0).any()


def test_the_best_moves_of_a_run_gone_astray() -> None:
    values = np.array([[np.inf, 1.0, -np.inf, 0.0], [np.inf, np.inf, np.inf, np.inf]])
    assert planning.best_actions(values).tolist() == [[True, False, False, False], [True] * 4]
