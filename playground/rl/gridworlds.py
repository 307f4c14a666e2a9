"""Worlds to walk in: a grid of tiles, four moves, and what comes of each of them.

A world is a *Markov decision process* small enough to be written down. For every state s (a tile) and
action a (a direction), `P[s][a]` lists what may happen as `(p, s', r, done)`: with probability p the agent
comes to s', earns r, and the episode is over or not. All outcomes of a list are equally likely.

There are two kinds, and they differ in when something is earned:

- A *lake* is as FrozenLake in Gymnasium: S is the start, F ice, H a hole, G the goal. What a tile is worth
  is earned by *entering* it, 1 at the goal, and a hole or the goal ends the episode. On slippery ice a move
  goes where it should in one case out of three, and to the left or right of that in the others. Moves off
  the map leave the agent where it is.
- A *grid* is as the gridworld of REINFORCEjs: what a tile is worth is earned by *leaving* it, less a small
  cost for every step. Any move from the goal leads back to the start and ends the episode. Nothing slips,
  and moves off the grid do not exist.

Both may have walls (#), against which one bumps and stays, and tiles worth −1 (-).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.lab.numerals import BYTE_ORDER_MARK, quoted

ACTIONS = ("left", "down", "right", "up")  # numbered as in Gymnasium
ARROWS = "←↓→↑"
MOVES = ((0, -1), (1, 0), (0, 1), (-1, 0))  # rows down, columns to the right

LETTERS = {"S": "start", "F": "ice", "H": "hole", "G": "goal", "#": "wall", "-": "thin ice"}
WORTH = {"G": 1.0, "-": -1.0}  # all other tiles are worth nothing
ENDS = "HG"  # where an episode ends
LARGEST = 10  # rows and columns
STEP_COST = 0.01  # of the gridworld; REINFORCEjs takes it off when learning by experience

LAKE_4X4 = "SFFF/FHFH/FFFH/HFFG"
LAKE_8X8 = "SFFFFFFF/FFFFFFFF/FFFHFFFF/FFFFFHFF/FFFHFFFF/FHHFFFHF/FHFFHFHF/FFFHFFFG"
GRIDWORLD = (
    "S........./........../.####.###./...-#...../....#--.../"
    "....#G-.-./....#...-./...-#--.../........../.........."
)

type Outcome = tuple[float, int, float, bool]  # p, s', r, done


class MapError(ValueError):
    """A map that is no world; the message says why, in a sentence that goes on from "the map"."""


@dataclass(frozen=True)
class World:
    """Tiles row by row, what each is worth, and the rules for moves. Two are equal if these are.

    `grid` chooses the kind: a grid, or (by default) a lake.
    """

    rows: int
    cols: int
    letters: tuple[str, ...]  # [S]
    rewards: tuple[float, ...]  # [S]
    slippery: bool = False
    grid: bool = False
    step_cost: float = 0.0

    @property
    def size(self) -> int:
        """S, the number of states."""
        return self.rows * self.cols

    @cached_property
    def start(self) -> int:
        return self.letters.index("S")

    @property
    def limit(self) -> int:
        """After so many moves an episode is broken off: as in Gymnasium for a lake, longer in a grid."""
        return 1000 if self.grid else 100 if self.size <= 16 else 200

    def ends(self, state: int) -> bool:
        """Whether the episode ends here (in a grid: with the next move)."""
        return self.letters[state] in ENDS

    def beside(self, state: int, action: int) -> int | None:
        """The tile in that direction; None off the map."""
        row, col = (place + move for place, move in zip(divmod(state, self.cols), MOVES[action], strict=True))
        return row * self.cols + col if 0 <= row < self.rows and 0 <= col < self.cols else None

    def moved(self, state: int, action: int) -> int:
        """Where a step that does not slip leads: nowhere at the edge and at a wall."""
        there = self.beside(state, action)
        return state if there is None or self.letters[there] == "#" else there

    @cached_property
    def P(self) -> list[list[list[Outcome]]]:
        """`P[s][a] = [(p, s', r, done), …]`, in Gymnasium's order; nothing for a move that does not exist."""
        return [[self._outcomes(s, a) for a in range(len(ACTIONS))] for s in range(self.size)]

    def _outcomes(self, s: int, a: int) -> list[Outcome]:
        if self.grid:
            if not self.allowed[s, a]:
                return []
            there = self.start if self.ends(s) else self.moved(s, a)
            return [(1.0, there, self.rewards[s] - self.step_cost, self.ends(s))]
        if self.ends(s) or self.letters[s] == "#":
            return [(1.0, s, 0.0, True)]
        turns = [(a - 1) % 4, a, (a + 1) % 4] if self.slippery else [a]
        ways = [self.moved(s, turn) for turn in turns]
        return [(1 / len(ways), there, self.rewards[there], self.ends(there)) for there in ways]

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """The moves that exist [S, A]: on a lake all, in a grid none off the grid, nor in a wall."""
        exists = np.ones((self.size, len(ACTIONS)), bool)
        if self.grid:
            for s in range(self.size):
                wall = self.letters[s] == "#"
                exists[s] = [not wall and self.beside(s, a) is not None for a in range(len(ACTIONS))]
        return exists

    @cached_property
    def choosing(self) -> NDArray[np.bool_]:
        """The moves that an agent may ever have to value [S, A]: none where it never gets to move."""
        never = [letter == "#" or (not self.grid and letter in ENDS) for letter in self.letters]
        moves: NDArray[np.bool_] = self.allowed & ~np.array(never)[:, None]
        return moves

    @cached_property
    def within_reach(self) -> NDArray[np.bool_]:
        """The states that some moves lead to from the start [S]."""
        reached, todo = np.zeros(self.size, bool), [self.start]
        while todo:
            here = todo.pop()
            if not reached[here]:
                reached[here] = True
                if not self.ends(here):
                    todo += [there for outcomes in self.P[here] for _, there, _, _ in outcomes]
        return reached

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """The moves that can ever be made, wherever chance leads [S, A]."""
        moves: NDArray[np.bool_] = self.choosing & self.within_reach[:, None]
        return moves

    @cached_property
    def choices(self) -> list[list[int]]:
        """The actions that exist, state by state."""
        return [np.flatnonzero(row).tolist() for row in self.allowed]

    def with_tile(self, state: int, letter: str) -> "World":
        """The same world with another tile, worth what such tiles are worth. A start moves there.

        Raises `MapError` if that leaves no world.
        """
        letters, rewards = [*self.letters], [*self.rewards]
        if letter == "S":
            letters[self.start] = "F"
        letters[state], rewards[state] = letter, WORTH.get(letter, 0.0)
        check(letters, self.cols)
        return replace(self, letters=tuple(letters), rewards=tuple(rewards))

    def with_reward(self, state: int, value: float) -> "World":
        """The same world with a tile that is worth something else."""
        rewards = [*self.rewards]
        rewards[state] = float(value)
        return replace(self, rewards=tuple(rewards))

    def place(self, state: int) -> str:
        """A state as one says it."""
        row, col = divmod(state, self.cols)
        return f"row {row + 1}, column {col + 1}"

    def __str__(self) -> str:
        """The map as text, rows split by `/`."""
        lines = np.array(self.letters).reshape(self.rows, self.cols)
        return "/".join("".join(line) for line in lines)


def lake(text: str = LAKE_4X4, slippery: bool = True) -> World:
    """A frozen lake from a map as text. Raises `MapError`."""
    return _world(text, slippery=slippery)


def gridworld(text: str = GRIDWORLD, step_cost: float = STEP_COST) -> World:
    """A grid as in REINFORCEjs, by default its own. Raises `MapError`."""
    return _world(text, grid=True, step_cost=step_cost)


def _world(text: str, slippery: bool = False, grid: bool = False, step_cost: float = 0.0) -> World:
    rows = read(text)
    letters = tuple("".join(rows))
    rewards = tuple(WORTH.get(letter, 0.0) for letter in letters)
    return World(len(rows), len(rows[0]), letters, rewards, slippery, grid, step_cost)


def read(text: str) -> list[str]:
    """The rows of a map that somebody wrote; a dot is ice, too. Raises `MapError`.

    They may be parted by / or blanks, or stand in a list as Gymnasium has it: `["SFF", "FFG"]`.
    """
    text = text.replace(BYTE_ORDER_MARK, " ")
    text = re.sub(r"\bdesc\s*=|\bb(?=['\"])", " ", text)  # desc=["SFF"] of its call, b'S' of its arrays
    tile_by_tile = re.match(r"\W*\[\s*\[", text)  # [["S", "F"], ["F", "G"]]
    parts = re.findall(r"\[([^\[\]]+)\]", text) if tile_by_tile else [text]
    words = [re.sub(r"[][()'\"“”,;/]", " ", part).upper().replace(".", "F").split() for part in parts]
    rows = ["".join(tiles) for tiles in words] if tile_by_tile else words[0]
    if not rows:
        raise MapError("is empty; write rows such as SFF/FHF/FFG")
    if max(len(rows), *map(len, rows)) > LARGEST:
        raise MapError(f"is too large; it may have up to {LARGEST} rows and {LARGEST} columns")
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise MapError(
                f"is uneven: row 1 has {len(rows[0])} tiles and row {number} has {len(row)}; "
                "all rows must be equally long"
            )
    check("".join(rows), len(rows[0]))
    return rows


def check(letters: Sequence[str], cols: int) -> None:
    """Raises `MapError` if one cannot play on these tiles."""
    for place, letter in enumerate(letters):
        if letter not in LETTERS:
            where = f"row {place // cols + 1}, column {place % cols + 1}"
            known = ", ".join(f"{key} ({name})" for key, name in LETTERS.items())
            raise MapError(f"has an unknown letter {quoted(letter)} at {where}; there is {known}")
    starts = [*letters].count("S")
    if starts != 1:
        raise MapError(f"has {starts or 'no'} start{'s' if starts else ''}; write a single S")
    if "G" not in letters:
        raise MapError("has no goal; write at least one G")
    if not _has_path(letters, cols):
        raise MapError("has no path from the start to a goal; holes or walls are in the way")


def _has_path(letters: Sequence[str], cols: int) -> bool:
    seen, todo = set(), [[*letters].index("S")]
    while todo:
        here = todo.pop()
        if here in seen or letters[here] in "H#":
            continue
        if letters[here] == "G":
            return True
        seen.add(here)
        row, col = divmod(here, cols)
        for down, right in MOVES:
            if 0 <= row + down < len(letters) // cols and 0 <= col + right < cols:
                todo.append(here + down * cols + right)
    return False
