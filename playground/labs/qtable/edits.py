"""What a hand may change in the lab `qtable`: tiles, rewards, values, and the next move.

Every change is checked first and then noted in the run, so that it can be undone and gone back over. All
return a sentence for the learner, and raise `SettingError` with one if they change nothing.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from playground.lab.numerals import read_number
from playground.lab.settings import SettingError, shorten
from playground.labs.qtable.episode import BY_HAND, Walk
from playground.labs.qtable.settings import Settings
from playground.rl import planning
from playground.rl.gridworlds import ACTIONS, LETTERS, MapError, World, check
from playground.rl.q_network import Array

LARGEST_REWARD, LARGEST_VALUE = 100.0, 1000.0


class Hands(Settings):
    """The half of the lab that is played by hand; `lab.py` is the half that learns."""

    land: World
    q: Any
    walk: Walk
    built_method: str

    # --- where the agent is, for those who look ------------------------------------------------------------

    @property
    def place(self) -> int:
        """The agent's state."""
        return self.walk.place

    @property
    def path(self) -> list[int]:
        """The states of this episode so far, the last ones of a long one."""
        return self.walk.path

    @property
    def visits(self) -> Any:
        """How often each move was made [S, A]."""
        return self.walk.visits

    @property
    def last(self) -> Any:
        """The last `Update`, None before the first."""
        return self.walk.last

    @property
    def exploring(self) -> float:
        """Epsilon as it is now."""
        now = self.live_settings
        chance: float = now["epsilon"] * now["decay"] ** self.walk.episodes
        return chance

    @property
    def truth(self) -> Array:
        """Q* of the world as it is now. [S, A]"""
        return planning.truth(self.land, self.gamma)

    # --- by hand -------------------------------------------------------------------------------------------

    def set_tile(self, state: int, letter: str) -> str:
        """Dig a hole, freeze it again, build a wall, move the start. The table is kept."""
        state = self._state(state)
        letter = str(letter)
        if letter not in LETTERS:
            known = ", ".join(f"{key} ({name})" for key, name in LETTERS.items())
            raise SettingError("tile", f"there is no tile “{shorten(letter)}”; there is {known}")
        name, where = LETTERS[letter], self.land.place(state)
        if letter == self.land.letters[state]:
            return f"At {where} is {_a(name)} already."
        if state == self.land.start:
            raise SettingError("tile", "the start cannot be taken away; put it somewhere else first")
        try:
            self.land = self.land.with_tile(state, letter)
        except MapError as error:
            why = str(error).partition(";")[0]  # what follows is for those who write a map
            raise SettingError("tile", f"with {_a(name)} at {where}, the map {why}") from None
        sentence = f"At {where} is now {_a(name)}. What was learnt stays."
        if state == self.walk.place and not self.walk.over and letter in "H#G":
            self.walk.send_home(self.land)
            sentence += " The agent stood there: it begins again at the start."
        self.touch(f"{name} at {where}")
        return sentence

    def set_reward(self, state: int, value: float) -> str:
        """What a tile is worth from now on."""
        state = self._state(state)
        if self.land.letters[state] == "#":
            raise SettingError("reward", "nobody ever comes into a wall, so it cannot be worth anything")
        value = _number("reward", value, LARGEST_REWARD)
        self.land = self.land.with_reward(state, value)
        where = self.land.place(state)
        self.touch(f"reward {_spelt(value)} at {where}")
        return f"{'Leaving' if self.land.grid else 'Entering'} {where} now earns {_spelt(value)}."

    def set_value(self, state: int, action: int, value: float) -> str:
        """An entry of the table, or a weight of the network."""
        state, action = self._state(state), self._action(action)
        if not self.land.choosing[state, action]:
            raise SettingError("value", f"at {self.land.place(state)} nobody ever moves {ACTIONS[action]}")
        value = _number("value", value, LARGEST_VALUE)
        self.q[state, action] = value
        where = f"{ACTIONS[action]} at {self.land.place(state)}"
        self.touch(f"value {_spelt(value)} for {where}")
        return f"The value of {where} is now {_spelt(value)}."

    def act(self, action: int) -> str:
        """The next step makes this move, instead of the one that the method would choose."""
        action = self._action(action)
        if action not in self.land.choices[self.walk.planner(self.land)]:
            raise SettingError("move", f"there is no way {ACTIONS[action]} from here")
        self.walk.planned, self.walk.how = action, BY_HAND
        self.touch(f"moved {ACTIONS[action]}")
        return f"Next move: {ACTIONS[action]}."

    def _state(self, state: Any) -> int:
        if not isinstance(state, int | np.integer) or not 0 <= state < self.land.size:
            raise SettingError(
                "tile", f"tiles have numbers from 0 to {self.land.size - 1}, not {shorten(state)}"
            )
        return int(state)

    def _action(self, action: Any) -> int:
        if not isinstance(action, int | np.integer) or not 0 <= action < len(ACTIONS):
            names = ", ".join(f"{number} ({name})" for number, name in enumerate(ACTIONS))
            raise SettingError("move", f"there is no move {shorten(action)}; there is {names}")
        return int(action)

    def _read_land(self, tiles: Any, rewards: Any) -> World:
        """The world as it is put away in a state. Raises `SettingError` if there can be none."""
        letters = tuple(chr(code) for code in np.clip(tiles, 0, 127).astype(int).tolist())
        worth = tuple(np.clip(rewards, -LARGEST_REWARD, LARGEST_REWARD).tolist())
        if (letters, worth) == (self.land.letters, self.land.rewards):
            return self.land
        try:
            check(letters, self.land.cols)
        except MapError as error:
            raise SettingError("#w", f"the map in this link {error}; it was left out") from None
        return replace(self.land, letters=letters, rewards=worth)


def _a(name: str) -> str:
    return name if name in ("ice", "thin ice") else f"the {name}" if name == "start" else f"a {name}"


def _spelt(value: float) -> str:
    """A number as it is printed."""
    return f"{value:g}".replace("-", "−")


def _number(name: str, value: Any, largest: float) -> float:
    try:
        number = read_number(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) <= largest:
        raise SettingError(name, f"a {name} goes from −{largest:g} to {largest:g}, not {shorten(value)}")
    return number
