"""Worlds: the transitions of Gymnasium, the rules of REINFORCEjs, maps that are none, changes of tiles."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.rl import gridworlds
from playground.rl.gridworlds import ACTIONS, LAKE_4X4, LAKE_8X8, MapError, World, gridworld, lake

GYMNASIUM = np.load(Path(__file__).parents[1] / "reference" / "frozen_lake.npz")
LEFT, DOWN, RIGHT, UP = range(4)


@pytest.mark.parametrize("name, text", [("4x4", LAKE_4X4), ("8x8", LAKE_8X8)])
@pytest.mark.parametrize("slippery", [False, True])
def test_a_lake_is_that_of_gymnasium(name: str, text: str, slippery: bool) -> None:
    world, theirs = lake(text, slippery), GYMNASIUM[f"{name}/{'slippery' if slippery else 'firm'}"]
    assert [*world.letters] == [letter.decode() for letter in GYMNASIUM[name].ravel()]
    for s in range(world.size):
        for a in range(len(ACTIONS)):
            expected = theirs[s, a][~np.isnan(theirs[s, a, :, 0])]
            assert np.array(world.P[s][a], float) == pytest.approx(expected, abs=1e-15), (s, a)
    assert world.allowed.all() and world.limit == {"4x4": 100, "8x8": 200}[name]


@pytest.mark.parametrize("world", [lake(), lake(LAKE_8X8), lake("S-#/FFG", True), gridworld()])
def test_chances_add_up_and_are_equal(world: World) -> None:
    for s, actions in enumerate(world.P):
        for a, outcomes in enumerate(actions):
            assert bool(outcomes) == world.allowed[s, a]
            if outcomes:
                assert sum(p for p, *_ in outcomes) == pytest.approx(1)
                assert len({p for p, *_ in outcomes}) == 1, "so one of them can be picked evenly"
                assert all(0 <= there < world.size for _, there, *_ in outcomes)


def test_the_gridworld_is_that_of_reinforcejs() -> None:
    world = gridworld()
    assert (world.rows, world.cols, world.start, world.limit) == (10, 10, 0, 1000)
    assert str(world).split("/")[5] == "FFFF#G-F-F"
    assert [world.letters.count(letter) for letter in "SG#-"] == [1, 1, 12, 9]
    goal, thin = world.letters.index("G"), world.letters.index("-")
    assert world.P[goal][RIGHT] == [(1.0, 0, 1.0 - 0.01, True)], "any move from the goal leads to the start"
    assert world.P[goal - 10][DOWN] == [(1.0, goal, -1.0 - 0.01, False)], "what is left counts"
    assert world.P[thin][LEFT] == [(1.0, thin - 1, -1.01, False)]
    assert world.P[0][LEFT] == world.P[0][UP] == [], "off the grid leads no way"
    assert world.P[0][DOWN] == [(1.0, 10, -0.01, False)]
    above_wall = 10 + 1
    assert world.letters[above_wall + 10] == "#"
    assert world.P[above_wall][DOWN] == [(1.0, above_wall, -0.01, False)], "one bumps and stays"
    assert not world.allowed[above_wall + 10].any(), "nobody is in a wall"
    assert gridworld(step_cost=0.0).P[0][DOWN] == [(1.0, 10, 0.0, False)]


def test_walls_and_thin_ice_on_a_lake() -> None:
    world = lake("S-/#G", slippery=False)
    assert world.P[0][DOWN] == [(1.0, 0, 0.0, False)]
    assert world.P[0][RIGHT] == [(1.0, 1, -1.0, False)]
    assert world.P[1][DOWN] == [(1.0, 3, 1.0, True)]
    assert world.choosing.sum(axis=1).tolist() == [4, 4, 0, 0]


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "is empty"),
        (" / ", "is empty"),
        ("FFF/FFG", "has no start; write a single S"),
        ("SFS/FFG", "has 2 starts; write a single S"),
        ("SFF/FFF", "has no goal"),
        ("SFF/FXG", "has an unknown letter “X” at row 2, column 2"),
        ("SFF/FG", "is uneven: row 1 has 3 tiles and row 2 has 2"),
        ("SH/HG", "has no path"),
        ("S#G", "has no path"),
        ("SF/HH/FG", "has no path"),
        ("S" + 10 * "F" + "G", "is too large; it may have up to 10 rows"),
        ("/".join(["S", *10 * "F", "G"]), "is too large"),
    ],
)
def test_a_map_on_which_one_cannot_play(text: str, message: str) -> None:
    with pytest.raises(MapError, match=f"^{message}"):
        lake(text)


@given(st.text(alphabet="SFHG#-./ x", max_size=60))
def test_any_text_is_a_world_or_says_why_not(text: str) -> None:
    try:
        world = lake(text)
    except MapError as error:
        assert 10 < len(str(error)) < 200
    else:
        assert lake(str(world)) == world, "a world is written as a map that makes it"
        assert world.letters.count("S") == 1 and "G" in world.letters


@pytest.mark.parametrize(
    "text",
    [
        '["SFFF", "FHFH", "FFFH", "HFFG"]',
        "desc=['SFFF',\n      'FHFH',\n      'FFFH',\n      'HFFG',\n]",
        '\ufeff("SFFF", "FHFH", "FFFH", "HFFG")',
        "[[b'S' b'F' b'F' b'F']\n [b'F' b'H' b'F' b'H']\n [b'F' b'F' b'F' b'H']\n [b'H' b'F' b'F' b'G']]",
        '[["S","F","F","F"], ["F","H","F","H"], ["F","F","F","H"], ["H","F","F","G"]]',
        "SFFF,FHFH,FFFH,HFFG",
    ],
)
def test_maps_as_gymnasium_writes_them(text: str) -> None:
    assert lake(text) == lake()
    assert lake("[['S', 'F', 'G']]") == lake("SFG")


def test_within_reach_is_what_some_moves_lead_to() -> None:
    assert lake("SGF").within_reach.tolist() == [True, True, False]
    assert lake("SFG/HHH/FFG/G..", slippery=False).within_reach.tolist()[6:] == [False] * 6
    walled = lake("S#F/GF#/-H-")
    assert walled.within_reach.tolist() == [True, False, False, True, False, False, False, False, False]
    assert gridworld().within_reach.sum() == gridworld().choosing.any(axis=1).sum(), "all but the walls"
    for world in (lake(), lake(LAKE_8X8), gridworld()):
        assert world.possible.sum() == world.choosing.sum(), (
            "nothing is cut off on the maps that are built in"
        )


@given(st.text(alphabet="SFHG#-/", min_size=4, max_size=30), st.booleans(), st.integers(0, 99))
def test_whoever_walks_stays_within_reach(text: str, slippery: bool, seed: int) -> None:
    try:
        world = lake(text, slippery)
    except MapError:
        return
    rng, seen, here = np.random.RandomState(seed), {world.start}, world.start
    for _ in range(60):
        outcomes = world.P[here][rng.randint(4)]
        _, there, _, done = outcomes[rng.randint(len(outcomes))]
        seen.add(there)
        here = world.start if done else there
    assert all(world.within_reach[[*seen]])


def test_small_letters_dots_and_lines_are_understood() -> None:
    assert lake("s.\nfg") == lake("SF/FG")
    assert lake("SG", False) != lake("SG", True)


def test_tiles_can_be_changed_and_the_world_before_stays() -> None:
    world = lake()
    dug = world.with_tile(2, "H")
    assert world == lake() and dug.letters[2] == "H" and dug != world
    assert dug.with_tile(2, "F") == world
    assert world.with_tile(1, "-").rewards[1] == -1.0
    moved = world.with_tile(3, "S")
    assert (moved.start, moved.letters[0]) == (3, "F")
    assert world.with_reward(6, 0.25).P[2][DOWN][1] == (1 / 3, 6, 0.25, False)


def test_a_change_may_not_take_the_last_way() -> None:
    world = lake("SFG/FHF", slippery=False)
    for state, letter, message in ((1, "H", "no path"), (2, "F", "no goal"), (0, "F", "no start")):
        with pytest.raises(MapError, match=message):
            world.with_tile(state, letter)
    assert world == lake("SFG/FHF", slippery=False)


def test_places_are_named_as_people_count() -> None:
    assert lake().place(7) == "row 2, column 4"
    assert len(gridworlds.ARROWS) == len(gridworlds.MOVES) == len(ACTIONS)
