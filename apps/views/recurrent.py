"""What the page of `recurrent` shows: an addition with the network laid out under it, column by column.

Typing a sum, wiping the hidden state and following an answer's error signal change what is looked at, not the
run: there is nothing to undo, and no step of learning is different for it.
"""

from typing import Any

import numpy as np

from apps.page.fields import NAME, Flag, Maybe, Message, Text, Whole, takes
from apps.page.views import Picture
from playground.data import addition
from playground.data.addition import Sum
from playground.lab.numerals import written
from playground.lab.settings import SettingError, readable
from playground.labs.recurrent import Recurrent
from playground.labs.recurrent.look import Look
from playground.nn.recurrent import BORDER, STEEPEST

MARGIN = 1.15  # around the eigenvalues


class Unrolled(Picture[Recurrent]):
    """Shows `lab.look(...)` at the next problem, or at one that somebody has typed."""

    remembers = ("own", "wiped", "follow", "complaint")

    def __init__(self) -> None:
        super().__init__("recurrent/unrolled", self._numbers)
        self.own: Sum | None = None
        self.wiped: set[int] = set()
        self.follow = -1  # the last answer
        self.complaint = ""
        self._seen: tuple[Any, ...] = ()

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.add(
            add=takes(self._add, settles="sum", refuse=self._refuse, a=Text(NAME), b=Text(NAME)),
            next_sum=takes(self._next_sum, settles="sum"),
            wipe=takes(self._wipe, moment=Whole(), on=Maybe(Flag())),
            follow=takes(self._follow, settles="follow", moment=Whole()),
        )

    # --- what arrives ------------------------------------------------------------------------------------

    def _add(self, message: Message) -> None:
        self.own = addition.own(message["a"], message["b"], self.shell.lab.built.bits)
        self.complaint = ""

    def _refuse(self, error: SettingError) -> None:
        self.complaint = str(error)

    def _next_sum(self, message: Message) -> None:
        self.own, self.complaint = None, ""

    def _wipe(self, message: Message) -> None:
        """Wipe the hidden state before a time step, or no longer: as `on` says, else the other way round."""
        moment, last = message["moment"], self.shell.lab.built.bits - 1
        if not 0 < moment <= last:
            raise SettingError("memory", f"the hidden state can be wiped before digits 2 to {last + 1} only")
        on = message.get("on", moment not in self.wiped)
        self.wiped = self.wiped | {moment} if on else self.wiped - {moment}

    def _follow(self, message: Message) -> None:
        self.follow = message["moment"]  # one beyond the last is the last one

    # --- what is shown -----------------------------------------------------------------------------------

    def small(self, lab: Recurrent) -> np.ndarray:
        """The hidden state at every time step."""
        return shades(lab.look().run.states[1:], lab.network.activation)

    def look(self, lab: Recurrent) -> Look:
        """The problem as both pictures show it."""
        bits = lab.built.bits
        if self.own is not None and self.own.bits != bits:  # the network has other digits by now
            self.own, self.complaint = None, ""
        self.wiped = {moment for moment in self.wiped if moment < bits}
        return lab.look(self.own, self.wiped, self.follow)

    def _numbers(self, lab: Recurrent) -> dict[str, Any]:
        seen = self.look(lab)
        return {
            "bits": seen.sum.bits,
            "hidden": len(lab.network.w_loop),
            "a": str(seen.sum.a),
            "b": str(seen.sum.b),
            "own": self.own is not None,
            "complaint": self.complaint,
            "said": str(seen.said),
            "right": str(seen.sum.a + seen.sum.b),
            "inputs": seen.sum.inputs.astype(np.uint8),  # [bits, 2], the last digits first
            "carried": seen.sum.carried.astype(np.uint8),
            "targets": seen.sum.targets[:, 0].astype(np.uint8),
            "answers": seen.run.outputs[:, 0].astype(np.float32),
            "memory": shades(seen.run.states[1:], lab.network.activation),  # [hidden, bits]
            "wiped": sorted(self.wiped),
            "follow": seen.follow,
            "norms": seen.norms,
            "says": says(seen),
            "error": seen.error,
            "words": alt_text(seen),
        }

    def loop(self, lab: Recurrent) -> dict[str, Any]:
        """The eigenvalues of the loop, and how the activation weakens what they do to this error signal."""
        values = lab.network.eigenvalues()
        seen = self.look(lab)
        if wiped := bool(seen.run.wiped):
            seen = lab.look(self.own, (), self.follow)
        slopes = lab.network.slopes(seen.run.states[1:])
        largest, mean = float(abs(values[0])), float(slopes.mean())
        steepest, border = STEEPEST[lab.network.activation], BORDER[lab.network.activation]
        rings = [["one", 1.0], ["border", border]] if border > 1 else [["one", 1.0]]
        return {
            "real": values.real.astype(np.float32),
            "imaginary": values.imag.astype(np.float32),
            "rings": rings,
            "reach": max(border, largest) * MARGIN,  # of the axes
            "says": lab.rule_of_thumb(seen) + (" That is where nothing is wiped." if wiped else ""),
            "words": (
                f"The largest eigenvalue of the loop has size {largest:.3g}. The slope of the "
                f"{lab.network.activation} is {mean:.2g} on average, {steepest:g} at most."
            ),
        }


def shades(states: np.ndarray, activation: str) -> np.ndarray:
    """Hidden values as bytes [hidden, bits], the latest moment on the left; the middle is 128."""
    middle, reach = (0.5, 0.5) if activation == "sigmoid" else (0.0, 1.0)
    scaled = 127.5 + 127.5 * (states[::-1].T - middle) / reach
    return np.ascontiguousarray(np.rint(scaled).astype(np.uint8))


def alt_text(seen: Look) -> str:
    """The picture for those who cannot see it."""
    verdict = "right" if seen.said == seen.sum.a + seen.sum.b else f"it should be {seen.sum.a + seen.sum.b}"
    cuts = len(seen.run.wiped)
    wiped = f" Its hidden state is wiped before {cuts} of the columns." if cuts else ""
    return (
        f"{seen.sum.a} + {seen.sum.b}, read digit by digit, from the right: the network answers {seen.said}, "
        f"{verdict}.{wiped} The error signal of digit {seen.follow + 1} is {seen.norms[seen.follow]:.2g} "
        f"there and {seen.norms[0]:.2g} at the first digit, times {seen.factor:.2g} with every step back."
    )


def says(seen: Look) -> str:
    """What becomes of the error signal of the answer that is followed, on its way back."""
    start = f"Error signal of digit {seen.follow + 1}: {readable('delta', seen.norms[seen.follow])}"
    cuts = [moment for moment in seen.run.wiped if moment <= seen.follow]
    if cuts:
        return f"{start}. It ends at digit {max(cuts) + 1}, before which the hidden state is wiped."
    if not seen.follow:
        return f"{start}."
    return f"{start}, × {written(seen.factor, 3)} a step back, {readable('delta', seen.norms[0])} at digit 1."
