"""The page of the lab `circuit`: the circuit, to be walked through, dragged and pulled at, and its slopes."""

from typing import Any

import numpy as np

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from apps.views.circuit import Wiring
from playground.circuits import step_error
from playground.labs.circuit import Circuit


def slopes(lab: Circuit) -> dict[str, Any]:
    """Both gradients, and how wrong the numerical one would be for every nudge."""
    rows = lab.slopes()
    worst = max(abs(pull - slope) for _, _, pull, slope in rows)
    return {
        "names": [name for name, *_ in rows],
        "pulls": np.array([pull for _, _, pull, _ in rows]),
        "slopes": np.array([slope for *_, slope in rows]),
        "errors": step_error.errors(lab.circuit),
        "h": lab.h,
        "down": lab.stepper.direction < 0,
        "words": f"The numerical gradient, by nudges of {lab.h:g}, differs by up to {worst:.1e}.",
    }


Shell(
    Circuit,
    pictures=[Wiring()],
    side=[Picture("circuit/slopes", slopes, fixed={"nudges": step_error.NUDGES})],
    curve=Curve("output"),
).servable()
