"""What the page of `lstm` shows: the gates of every unit over time, and one unit at one time step as a pipe.

Scrubbing, choosing a unit or a sequence, and holding gates, which are drawn as valves, change what is looked
at, not the run: there is nothing to undo, and the network goes on learning with free gates.
"""

from typing import Any

import numpy as np

from apps.page.fields import Flag, Maybe, Message, OneOf, Whole, takes
from apps.page.views import Picture
from playground.data import sunspots
from playground.labs.lstm import Lstm
from playground.labs.lstm.lab import Look, clamping
from playground.nn.lstm import GATES

HANDS = {"free": None, "open": 1.0, "shut": 0.0}


class Valves(Picture[Lstm]):
    """Shows `lab.look(...)` at a sequence of the exam, with the gates that somebody holds."""

    remembers = ("index", "unit", "moment", "hands", "only_here")

    def __init__(self) -> None:
        super().__init__("lstm/valves", self._numbers)
        self.index = self.unit = 0
        self.moment = 1
        self.hands: dict[str, float] = {}
        self.only_here = True  # gates are held at the time step that is looked at, not at all of them

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.add(
            look_at=takes(
                self._look_at,
                settles=lambda message: set() if "next" in message else set(message),
                moment=Maybe(Whole()),
                unit=Maybe(Whole()),
                sequence=Maybe(Whole()),
                next=Maybe(Whole(-1, 1)),
            ),
            hold=takes(
                self._hold,
                settles=lambda message: {message["valve"], *message.keys() & {"moment"}},
                valve=OneOf(GATES),
                hand=OneOf(HANDS),
                moment=Maybe(Whole()),
            ),
            let_go=takes(self._let_go),
            only_here=takes(self._only_here, settles="only here", on=Flag()),
        )

    # --- what arrives ------------------------------------------------------------------------------------

    def _look_at(self, message: Message) -> None:
        self.moment = message.get("moment", self.moment)  # one beyond the last is the last one
        self.unit = message.get("unit", self.unit)
        self.index = message.get("sequence", self.index) + message.get("next", 0)

    def _hold(self, message: Message) -> None:
        """Hold a gate, or free it; with a `moment`, look there and hold it there only."""
        valve, value = message["valve"], HANDS[message["hand"]]
        others = {name: held for name, held in self.hands.items() if name != valve}
        self.hands = others if value is None else others | {valve: value}
        if "moment" in message:
            self.moment, self.only_here = message["moment"], True

    def _let_go(self, message: Message) -> None:
        self.hands = {}

    def _only_here(self, message: Message) -> None:
        self.only_here = message["on"]

    # --- what is shown -----------------------------------------------------------------------------------

    def small(self, lab: Lstm) -> np.ndarray:
        """The cell state at every time step of the sequence that is looked at."""
        cell = lab.look(self.index).trace.c[1:, 0]
        return shades(cell, 0.0, max(1.0, float(np.abs(cell).max())))

    def clamped(self, lab: Lstm) -> np.ndarray | None:
        """The gates in somebody's hand, as the lab takes them; None if all are free."""
        moments = len(lab.exam.x)
        self.moment = min(max(self.moment, 0), moments - 1)
        return clamping(moments, self.hands, self.moment if self.only_here else None) if self.hands else None

    def _numbers(self, lab: Lstm) -> dict[str, Any]:
        clamped = self.clamped(lab)
        seen = lab.look(self.index, clamped)
        self.unit = min(max(self.unit, 0), lab.net.hidden - 1)
        spots = seen.task == "sunspots"
        cell, gates = seen.trace.c[:, 0], seen.trace.gates[:, 0]  # [T + 1, H], [T, 4, H]
        wanted = np.where(seen.sequence.counts > 0, seen.sequence.y[:, 0, 0], np.nan)
        middle, reach = (0.0, 3.0) if spots else (0.5, 0.5)
        with_hand = lab.in_words(lab.clamped_error(clamped)) if clamped is not None else ""
        return {
            "moments": len(gates),
            "units": lab.net.hidden,
            "moment": self.moment,
            "unit": self.unit,
            "sequence": self.index % lab.exam.x.shape[1] + 1,
            "hands": {valve: "open" if value else "shut" for valve, value in self.hands.items()},
            "onlyHere": self.only_here,
            "sees": shades(seen.sequence.x[:, 0], 0.0, 3.0 if spots else 1.0),
            "input": shades(gates[:, 0], 0.0, 1.0),
            "forget": shades(gates[:, 1], 0.0, 1.0),
            "memory": shades(cell[1:], 0.0, max(1.0, float(np.abs(cell).max()))),
            "output": shades(gates[:, 3], 0.0, 1.0),
            "answer": shades(seen.answers[:, None], middle, reach),
            "wanted": shades(wanted[:, None], middle, reach),
            "pipe": pipe(seen, self.moment, self.unit),
            "says": says(seen, self.moment),
            "free": lab.in_words(lab.reading["error"]),
            "held": with_hand,
            "words": alt_text(lab, seen, with_hand),
        }


def shades(values: np.ndarray, middle: float, reach: float) -> np.ndarray:
    """Values [T, rows] as bytes [rows, T]; the middle is 128, and so is what there is not."""
    scaled = np.clip((np.nan_to_num(values, nan=middle) - middle) / reach, -1, 1)
    return np.ascontiguousarray(np.rint(127.5 + 127.5 * scaled.T).astype(np.uint8))


def pipe(seen: Look, t: int, unit: int) -> dict[str, float]:
    """One unit at one time step, with the width of the pipe."""
    largest = max(1.0, float(np.abs(seen.trace.c[:, 0, unit]).max()))
    return seen.through(t, unit) | {"full": largest}


def says(seen: Look, t: int) -> str:
    """What goes in and comes out at one time step."""
    x, answer, wanted = seen.sequence.x[t, 0], float(seen.answers[t]), float(seen.sequence.y[t, 0, 0])
    if seen.task == "sunspots":
        spots = [float(sunspots.unscaled(np.array(value))) for value in (x[0], answer, wanted)]
        return f"{spots[0]:.0f} sunspots; forecast for next year {spots[1]:.0f}, truth {spots[2]:.0f}"
    if seen.task == "addition":
        sees = f"{x[0]:g} and {x[1]:g}"
    else:
        sees = ("plus" if x[0] > 0 else "minus" if x[0] < 0 else "nothing") + (
            " and the bell" if seen.task == "recall" and x[1] else ""
        )
    if not seen.sequence.counts[t]:
        return f"{sees}; no answer is asked for"
    names = ("0", "1") if seen.task == "addition" else ("minus", "plus")
    verdict = "right" if (answer > 0.5) == (wanted > 0.5) else "wrong"
    return f"{sees}; answer {names[int(answer > 0.5)]} ({answer:.2f} for {names[1]}): {verdict}"


def alt_text(lab: Lstm, seen: Look, with_hand: str) -> str:
    """The picture for those who cannot see it."""
    hand = f" With the gates held as they are now: {with_hand}." if with_hand else ""
    means = seen.trace.gates[:, 0].mean(axis=(0, 2))
    return (
        f"{lab.net.hidden} units over {len(seen.answers)} time steps. On average the input gates are open by "
        f"{means[0]:.0%}, the forget gates by {means[1]:.0%}, the output gates by {means[3]:.0%}. "
        f"In the exam: {lab.in_words(lab.reading['error'])}.{hand}"
    )
