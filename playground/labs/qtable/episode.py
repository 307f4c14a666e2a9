"""Where the agent of the lab `qtable` is, how it got there, and what became of its episodes."""

from typing import Any, NamedTuple

import numpy as np

from playground.rl.gridworlds import ACTIONS, World
from playground.rl.td import td_error

REMEMBERED = 100  # episodes over which the success rate is taken
NOT_YET = -1  # stands in for an episode, a place or a move that is not there
LONGEST_PATH = 200  # states
MOST = 2**31 - 1  # of anything that is counted
BY_ITSELF, EXPLORING, BY_HAND = range(3)  # how a move was chosen
COUNTERS = ("place", "over", "moves", "hand_moves", "planned", "how", "episodes")


class Update(NamedTuple):
    """A move, what came of it, and what it changed: old + learning rate · (target − old) = new."""

    state: int
    action: int
    explored: bool
    slipped: bool
    by_hand: bool
    reward: float
    after: int
    done: bool
    old: float
    bootstrap: float  # what the method thinks `after` is worth: the maximum, the next move's, or the average
    target: float
    new: float

    @property
    def td_error(self) -> float:
        return td_error(self.target, self.old)


class Episode:
    """The agent in its world. An episode that is `over` leaves it where it is until its next move."""

    def __init__(self, world: World) -> None:
        self.place, self.over = world.start, False
        self.moves = self.hand_moves = self.episodes = 0
        self.planned, self.how = NOT_YET, BY_ITSELF  # the next move, if it is settled already
        self.outcomes = np.full(REMEMBERED, NOT_YET, np.int8)  # 1 for a goal reached, else 0
        self.path = [world.start]
        self.visits = np.zeros((world.size, len(ACTIONS)), np.int32)  # [S, A]
        self.last: Update | None = None

    def begin(self, world: World) -> None:
        """Back to the start, for a new episode."""
        self.place, self.over, self.moves, self.hand_moves = world.start, False, 0, 0
        self.path = [world.start]

    def went(self, update: Update, world: World) -> None:
        """A move was made."""
        self.last = update
        self.visits[update.state, update.action] += 1
        self.place = update.after
        self.path.append(update.after)
        del self.path[:-LONGEST_PATH]
        self.moves += 1
        self.hand_moves += update.by_hand
        self.over = update.done or self.moves >= world.limit
        if self.over:
            self.outcomes[self.episodes % REMEMBERED] = self.at_goal(world)
            self.episodes += 1
            self.planned, self.how = NOT_YET, BY_ITSELF  # of a broken-off episode

    def at_goal(self, world: World) -> bool:
        """Whether the last move ended an episode well: it came to a goal, or in a grid, left one."""
        if self.last is None or not self.last.done:
            return False
        return world.letters[self.last.state if world.grid else self.last.after] == "G"

    def send_home(self, world: World) -> None:
        """Where the agent stood one cannot be any more: a new episode begins, this one does not count."""
        self.begin(world)
        self.planned, self.how = NOT_YET, BY_ITSELF

    def success_rate(self) -> float:
        seen = self.outcomes[self.outcomes != NOT_YET]
        return float(seen.mean()) if seen.size else 0.0

    def planner(self, world: World) -> int:
        """The state from which the next move is made."""
        return world.start if self.over else self.place

    # --- as arrays; what comes back may come from a link, so it may be anything -----------------------------

    def counters(self) -> np.ndarray:
        """All that is a whole number. [7]"""
        return np.array([getattr(self, name) for name in COUNTERS], np.int64)

    def resume(self, counters: np.ndarray, world: World) -> None:
        """Go on from these `counters` [7], each brought to what can be in this world."""
        most = [world.size - 1, 1, world.limit, world.limit, len(ACTIONS) - 1, BY_HAND, MOST]
        least = [0, 0, 0, 0, NOT_YET, BY_ITSELF, 0]
        numbers = np.clip(counters, least, most).astype(np.int64).tolist()
        self.place, over, self.moves, self.hand_moves, self.planned, self.how, self.episodes = numbers
        self.over = bool(over)
        if not self.over and not world.choosing[self.place].any():
            self.send_home(world)
        if self.planned != NOT_YET and self.planned not in world.choices[self.planner(world)]:
            self.planned, self.how = NOT_YET, BY_ITSELF

    def trail(self) -> np.ndarray:
        """The path, and NOT_YET for what is not there. [LONGEST_PATH]"""
        path = np.full(LONGEST_PATH, NOT_YET, np.int16)
        path[: len(self.path)] = self.path
        return path

    def retrace(self, trail: np.ndarray) -> None:
        """Have walked the path that `trail` [LONGEST_PATH] gave."""
        self.path = trail[trail != NOT_YET].astype(int).tolist()

    def last_update(self) -> np.ndarray:
        """Whether there is one, and its fields. [13]"""
        return np.array([self.last is not None, *(self.last or [0] * len(Update._fields))], float)

    def recall(self, update: np.ndarray) -> None:
        """Have made the update that `last_update` [13] gave."""
        known, *fields = update.tolist()
        kinds: Any = Update.__annotations__.values()
        pairs = zip(kinds, fields, strict=True)
        self.last = Update(*(kind(field) for kind, field in pairs)) if known else None
