"""What the page of `qtable` shows: the world with its values, the last update term by term, and the table.

Looking at a cell changes nothing in the lab. Walking, digging, paying and setting a value by hand do, and can
be undone; what the lab refuses is said where it was asked for. The scripts are `ice.js` and `q_table.js` in
`static/js/views/qtable/`; the last update, which stands beside the world, is in `qtable_update.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from apps.page.fields import Command, Field, Message, Typed, Whole, takes
from apps.page.views import Picture, View, as_bytes
from apps.views.qtable_update import in_words, last_update
from playground.lab import SettingError
from playground.labs.qtable import Qtable
from playground.rl import planning
from playground.rl.gridworlds import ACTIONS, LETTERS

TRAIL = 25  # states of the path that are shown
SAME = 1e-6  # of the strongest value: the truth is computed, and rounded


class Ice(View[Qtable]):
    """The world in the middle; `table` is the view beside it."""

    name = "ice"
    remembers = ("cell", "wrong")

    def __init__(self) -> None:
        self.picture = Picture("qtable/ice", self._world, fixed={"names": LETTERS})
        self.table = Picture("qtable/q_table", self._table, fixed={"names": LETTERS})
        self.panel = self.picture.panel
        self.cell = -1  # the cell that is looked at; −1 until one is chosen: then the start
        self.wrong = ("", "", 0)  # what the lab has refused last: what it was about, why, and at which step

    def attach(self, shell: Any) -> None:
        self.shell = shell
        for picture in (self.picture, self.table):
            picture.attach(shell)
        shell.commands.add(
            look=takes(self._look, settles="look", state=Whole()),
            act=self._by_hand("Walk", act, action=Whole()),
            dig=self._by_hand("Dig", dig, state=Whole()),
            pay=self._by_hand("Reward", pay, state=Whole(), value=Typed()),
            set_value=self._by_hand("Value by hand", set_value, state=Whole(), action=Whole(), value=Typed()),
        )

    def draw(self, lab: Qtable) -> None:
        self.picture.draw(lab)

    def small(self, lab: Qtable) -> np.ndarray:
        """The value of the best move on each tile, as a share of the largest true value."""
        values = lab.learner.q.max(axis=1) / strongest(lab)
        return as_bytes(values.reshape(lab.land.rows, -1))

    # --- what arrives ------------------------------------------------------------------------------------

    def _look(self, message: Message) -> None:
        self.cell = known_state(self.shell.lab, message)

    def _by_hand(
        self, what: str, handler: Callable[[Qtable, Message], str | None], **fields: Field
    ) -> Command:
        """A change by hand that the lab may refuse."""

        def do(message: Message) -> None:
            self.wrong = ("", "", 0)
            self.shell.edit(handler, message, what)

        def refuse(error: SettingError) -> None:
            self.wrong = (error.name, str(error), self.shell.lab.steps)

        return Command(do, fields, refuse=refuse)

    # --- what is shown -----------------------------------------------------------------------------------

    def _common(self, lab: Qtable) -> dict[str, Any]:
        land = lab.land
        self.cell = self.cell if 0 <= self.cell < land.size else land.start
        return {
            "cols": land.cols,
            "letters": "".join(land.letters),
            "full": strongest(lab),  # the value of the strongest colour
            "learnt": [lab.episode.last.state, lab.episode.last.action] if lab.episode.last else [-1, 0],
            "cell": self.cell,
        }

    def _refusal(self, lab: Qtable, about_value: bool) -> str:
        """Wrong values are refused under the table, all else under the world; the next step clears it."""
        name, why, step = self.wrong
        return why if (name == "value") == about_value and step == lab.steps else ""

    def _world(self, lab: Qtable) -> dict[str, Any]:
        land = lab.land
        return (
            self._common(lab)
            | {
                "rows": land.rows,
                "numbers": known(lab, lab.learner.q, lab.truth, lab.learner.q - lab.truth),
                **arrows(lab),
                "rewards": list(land.rewards),
                "tried": lab.episode.visits.astype(np.float32).ravel(),
                "place": lab.episode.place,
                "from": lab.episode.planner(land),  # where the next move begins
                "path": [int(state) for state in lab.episode.path[-TRAIL:]],
                "dig": digs(lab, self.cell)[1],
                "update": last_update(lab),
                "wrong": self._refusal(lab, about_value=False),
                "words": f"{alt_text(lab)} {in_words(lab)}",
            }
        )

    def _table(self, lab: Qtable) -> dict[str, Any]:
        return self._common(lab) | {
            "numbers": known(lab, lab.learner.q),
            "best": as_bits(planning.best_actions(known(lab, lab.learner.q).reshape(-1, len(ACTIONS)))),
            "title": "Q-values: the weights" if lab.learner.is_network else "Q-values: the table",
            "wrong": self._refusal(lab, about_value=True),
            "words": f"The table of Q-values has {lab.land.size} rows and {len(ACTIONS)} columns.",
        }


def known(lab: Qtable, *tables: np.ndarray) -> np.ndarray:
    """Tables [S, A] one after the other; not a number where nobody ever chooses.

    In full precision, so that a value is rounded as it is in the equation.
    """
    return np.where(lab.land.choosing, np.stack(tables), np.nan).ravel()


def arrows(lab: Qtable) -> dict[str, Any]:
    """The best moves of each tile by the table and in truth, and where these agree."""
    learnt, truth = known(lab, lab.learner.q, lab.truth).reshape(2, -1, len(ACTIONS))
    mine = planning.best_actions(learnt)  # of what is learnt every digit counts
    right = planning.best_actions(truth, SAME * strongest(lab))
    open_to_any = ~right.any(axis=1)
    good = open_to_any | (mine.any(axis=1) & ~(mine & ~right).any(axis=1))
    counted = lab.land.choosing.any(axis=1) & np.array([letter != "G" for letter in lab.land.letters])
    return {
        "best": np.concatenate([as_bits(mine), as_bits(right)]),
        "good": good.astype(np.uint8),
        "agree": [int((good & counted).sum()), int(counted.sum())],
    }


def as_bits(moves: np.ndarray) -> np.ndarray:
    """Booleans [S, A] as one number a tile: bit a is set if move a is one of them."""
    return np.asarray(moves @ (1 << np.arange(len(ACTIONS))), np.uint8)


def strongest(lab: Qtable) -> float:
    """The true value that is the farthest from 0."""
    return float(np.abs(lab.truth).max()) or 1.0


# --- by hand ---------------------------------------------------------------------------------------------


def known_state(lab: Qtable, message: Message) -> int:
    """The tile that a message is about. Raises `SettingError` if there is none."""
    state: int = message["state"]
    if state >= lab.land.size:
        raise SettingError("tile", f"tiles have numbers from 0 to {lab.land.size - 1}, not {state}")
    return state


def act(lab: Qtable, message: Message) -> None:
    """The learner takes a step, and the table learns from it."""
    lab.act(message["action"])
    lab.run(1)


def digs(lab: Qtable, state: int) -> tuple[str, str]:
    """The tile that digging makes of this one, and what that is called."""
    solid = lab.land.letters[state] not in "H#"
    if lab.land.grid:
        return ("#", "Build a wall") if solid else ("F", "Tear it down")
    return ("H", "Dig a hole") if solid else ("F", "Freeze it")


def dig(lab: Qtable, message: Message) -> str | None:
    state = known_state(lab, message)
    return lab.set_tile(state, digs(lab, state)[0])


def pay(lab: Qtable, message: Message) -> str | None:
    return lab.set_reward(message["state"], message["value"])


def set_value(lab: Qtable, message: Message) -> str | None:
    return lab.set_value(message["state"], message["action"], message["value"])


# --- in words --------------------------------------------------------------------------------------------


def alt_text(lab: Qtable) -> str:
    """The world for those who cannot see it."""
    land = lab.land
    chance = f"{lab.reading['greedy_success']:.0%}"
    return (
        f"A world of {land.rows} by {land.cols} tiles. The penguin is at {land.place(lab.episode.place)}. "
        f"By the arrows it would reach the goal with a probability of {chance}."
    )
