"""One step of learning in slow motion: forward, loss, backward, update.

    Phase("forward", lights="hidden", says=lambda lab, before: f"a = tanh({z:.3f}) = {a:.3f}")

Before the last phase nothing has been changed: what is said is what the next step is going to do. The last
one is the step itself, and is told what the arrays of the model were before it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Before = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Phase:
    """A part of one step of learning.

    name    what it is called: "forward", "loss", "backward", "update"
    lights  the part of the picture that is computed in it; everything else is dimmed
    says    what is computed, in a sentence or a formula with its numbers: `says(lab, before)`, where `before`
            holds the lab's arrays before the update, by name, and is empty until then
    """

    name: str
    lights: str
    says: Callable[[Any, Before], str]


def moved(old: float, new: float) -> str:
    """The update of a weight as a sum: `0.1200 − 0.0034 = 0.1166`."""
    sign = "+" if new > old else "\N{MINUS SIGN}"
    return f"{old:.4f} {sign} {abs(new - old):.4f} = {new:.4f}"
