"""What the page of `recurrent` shows: an addition with the network laid out under it, column by column.

Typing a sum, wiping the memory and following an answer's blame change what is looked at, not the run: there
is nothing to undo, and no step of learning is different for it.
"""

from typing import Any

import numpy as np

from apps.parts.components import Message
from apps.views import Picture
from playground import addition
from playground.addition import Sum
from playground.labs.recurrent import Look, Recurrent
from playground.recurrent import STEEPEST
from playground.settings import SettingError


class Unrolled(Picture):
    """Shows `lab.look(...)` at the next problem, or at one that somebody has typed."""

    def __init__(self) -> None:
        super().__init__("unrolled", self._numbers)
        self.own: Sum | None = None
        self.wiped: set[int] = set()
        self.follow = -1  # the last answer
        self.complaint = ""
        self._seen: tuple[Any, ...] = ()

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.handlers |= {
            "add": self._add,
            "next_sum": self._next_sum,
            "wipe": self._wipe,
            "follow": self._follow,
        }

    # --- what arrives ------------------------------------------------------------------------------------

    def _add(self, message: Message) -> None:
        try:
            self.own = addition.own(str(message["a"]), str(message["b"]), self.shell.lab.network_bits)
            self.complaint = ""
        except SettingError as error:
            self.complaint = str(error)

    def _next_sum(self, message: Message) -> None:
        self.own, self.complaint = None, ""

    def _wipe(self, message: Message) -> None:
        moment = int(message["moment"])
        if 0 < moment < self.shell.lab.network_bits:
            self.wiped ^= {moment}

    def _follow(self, message: Message) -> None:
        self.follow = int(message["moment"])

    # --- what is shown -----------------------------------------------------------------------------------

    def look(self, lab: Recurrent) -> Look:
        """The problem as both pictures show it."""
        bits = lab.network_bits
        if self.own is not None and self.own.bits != bits:  # the network has other digits by now
            self.own, self.complaint = None, ""
        self.wiped = {moment for moment in self.wiped if moment < bits}
        return lab.look(self.own, self.wiped, self.follow)

    def _numbers(self, lab: Any) -> dict[str, Any]:
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
            "memory": shades(seen.run.states[1:], lab.network.squash),  # [hidden, bits]
            "wiped": sorted(self.wiped),
            "follow": seen.follow,
            "norms": seen.norms,
            "factor": seen.factor,
            "error": seen.error,
            "words": words(seen),
        }


def shades(states: np.ndarray, squash: str) -> np.ndarray:
    """Hidden values as bytes [hidden, bits], the latest moment on the left; the middle is 128."""
    middle, reach = (0.5, 0.5) if squash == "sigmoid" else (0.0, 1.0)
    scaled = 127.5 + 127.5 * (states[::-1].T - middle) / reach
    return np.ascontiguousarray(np.rint(scaled).astype(np.uint8))


def words(seen: Look) -> str:
    """The picture for those who cannot see it."""
    verdict = "right" if seen.said == seen.sum.a + seen.sum.b else f"it should be {seen.sum.a + seen.sum.b}"
    wiped = f" Its memory is wiped before {len(seen.run.wiped)} of the columns." if seen.run.wiped else ""
    return (
        f"{seen.sum.a} + {seen.sum.b}, read digit by digit from the right: the network answers {seen.said}, "
        f"{verdict}.{wiped} The blame for digit {seen.follow + 1} is {seen.norms[seen.follow]:.2g} there and "
        f"{seen.norms[0]:.2g} at the first digit, times {seen.factor:.2g} with every step back."
    )


def loop(lab: Any) -> dict[str, Any]:
    """The eigenvalues of the loop, and by how much squashing weakens what they do."""
    values = lab.network.eigenvalues()
    slopes = lab.network.slopes(lab.look().run.states[1:])
    largest, mean, steepest = float(abs(values[0])), float(slopes.mean()), STEEPEST[lab.network.squash]
    return {
        "real": values.real.astype(np.float32),
        "imaginary": values.imag.astype(np.float32),
        "largest": largest,
        "slope": mean,
        "steepest": steepest,
        "squash": lab.network.squash,
        "says": lab.rule_of_thumb(),
        "words": (
            f"The largest eigenvalue of the loop has size {largest:.3g}. The slope of the "
            f"{lab.network.squash} is {mean:.2g} on the average, {steepest:g} at the most."
        ),
    }
