"""What a hand may change in the lab `qtable`: tiles, rewards, values, and the next move.

Every change is checked first and then noted in the run, so that it can be undone and gone back over. All
return a sentence for the learner, and raise `SettingError` with one if they change nothing.
"""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.lab.journal import by_hand
from playground.lab.numerals import read_number, written
from playground.lab.settings import SettingError, shorten
from playground.labs.qtable.episode import BY_HAND
from playground.rl.gridworlds import ACTIONS, LETTERS, MapError, check

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

LARGEST_REWARD, LARGEST_VALUE = 100.0, 1000.0


@by_hand
def set_tile(lab: "Qtable", state: int, letter: str) -> str:
    """Dig a hole, freeze it again, build a wall, move the start. The table is kept.

    Raises `SettingError` for a tile that there is not, and for a map on which one cannot play.
    """
    state = _state(lab, state)
    letter = str(letter)
    if letter not in LETTERS:
        known = ", ".join(f"{key} ({name})" for key, name in LETTERS.items())
        raise SettingError("tile", f"there is no tile “{shorten(letter)}”; there is {known}")
    name, where = LETTERS[letter], lab.land.place(state)
    if letter == lab.land.letters[state]:
        return f"At {where} is {_a(name)} already."
    if state == lab.land.start:
        raise SettingError("tile", "the start cannot be taken away; put it somewhere else first")
    try:
        lab.land = lab.land.with_tile(state, letter)
    except MapError as error:
        why = str(error).partition(";")[0]  # what follows is for those who write a map
        raise SettingError("tile", f"with {_a(name)} at {where}, the map {why}") from None
    sentence = f"At {where} is now {_a(name)}. What was learnt stays."
    if state == lab.episode.place and not lab.episode.over and letter in "H#G":
        lab.episode.send_home(lab.land)
        sentence += " The agent stood there: it begins again at the start."
    lab.touch(f"{name} at {where}")
    return sentence


@by_hand
def set_reward(lab: "Qtable", state: int, value: float) -> str:
    """What a tile is worth from now on. Raises `SettingError` for a wall, and for too large a number."""
    state = _state(lab, state)
    if lab.land.letters[state] == "#":
        raise SettingError("reward", "nobody ever comes into a wall, so it cannot be worth anything")
    value = _number("reward", value, LARGEST_REWARD)
    lab.land = lab.land.with_reward(state, value)
    where = lab.land.place(state)
    lab.touch(f"reward {_spelt(value)} at {where}")
    return f"{'Leaving' if lab.land.grid else 'Entering'} {where} now earns {_spelt(value)}."


@by_hand
def set_value(lab: "Qtable", state: int, action: int, value: float) -> str:
    """An entry of the table, or a weight of the network.

    Raises `SettingError` for a move that nobody ever makes, and for too large a number.
    """
    state, action = _state(lab, state), _action(action)
    if not lab.land.choosing[state, action]:
        raise SettingError("value", f"at {lab.land.place(state)} nobody ever moves {ACTIONS[action]}")
    value = _number("value", value, LARGEST_VALUE)
    lab.learner.q[state, action] = value
    where = f"{ACTIONS[action]} at {lab.land.place(state)}"
    lab.touch(f"value {_spelt(value)} for {where}")
    return f"The value of {where} is now {_spelt(value)}."


@by_hand
def act(lab: "Qtable", action: int) -> str:
    """The next step makes this move, instead of the one that the method would choose.

    Raises `SettingError` if there is no way.
    """
    action = _action(action)
    if action not in lab.land.choices[lab.episode.planner(lab.land)]:
        raise SettingError("move", f"there is no way {ACTIONS[action]} from here")
    lab.episode.planned, lab.episode.how = action, BY_HAND
    lab.touch(f"moved {ACTIONS[action]}")
    return f"Next move: {ACTIONS[action]}."


def _state(lab: "Qtable", state: Any) -> int:
    if not isinstance(state, int | np.integer) or not 0 <= state < lab.land.size:
        raise SettingError("tile", f"tiles have numbers from 0 to {lab.land.size - 1}, not {shorten(state)}")
    return int(state)


def _action(action: Any) -> int:
    if not isinstance(action, int | np.integer) or not 0 <= action < len(ACTIONS):
        names = ", ".join(f"{number} ({name})" for number, name in enumerate(ACTIONS))
        raise SettingError("move", f"there is no move {shorten(action)}; there is {names}")
    return int(action)


# --- the world as arrays; what comes back may come from a link, so it may be anything -----------------------


def tiles(lab: "Qtable") -> np.ndarray:
    """The letters of the tiles as numbers. [S]"""
    return np.array([*map(ord, lab.land.letters)], np.uint8)


def put_tiles(lab: "Qtable", array: np.ndarray) -> None:
    """Put back what `tiles` gave [S]. Raises ValueError for tiles on which one cannot play."""
    letters = tuple(map(chr, np.clip(array, 0, 127).astype(int).tolist()))
    if letters == lab.land.letters:
        return
    try:
        check(letters, lab.land.cols)
    except MapError as error:
        raise ValueError(f"the map {error}") from None
    lab.land = replace(lab.land, letters=letters)


def put_rewards(lab: "Qtable", array: np.ndarray) -> None:
    """Put back what the tiles are worth [S]."""
    rewards = tuple(array.tolist())
    if rewards != lab.land.rewards:
        lab.land = replace(lab.land, rewards=rewards)


def _a(name: str) -> str:
    return name if name in ("ice", "thin ice") else f"the {name}" if name == "start" else f"a {name}"


def _spelt(value: float) -> str:
    """A number as it is printed."""
    return written(value, 6)


def _number(name: str, value: Any, largest: float) -> float:
    try:
        number = read_number(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) <= largest:
        raise SettingError(
            name, f"a {name} goes from {written(-largest)} to {written(largest)}, not {shorten(value)}"
        )
    return number
