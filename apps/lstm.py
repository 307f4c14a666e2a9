"""The page of the lab `lstm`: gates over time, one unit as a pipe, and what the last answer depends on."""

from typing import Any

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from apps.views.lstm import Valves
from playground.labs.lstm import Lstm

valves = Valves()


def sensitivity(lab: Lstm) -> dict[str, Any]:
    """How much the last answer depends on the memory of each time step, for both networks."""
    clamped = valves.clamped(lab)
    seen = lab.look(valves.index, clamped)
    mine = "LSTM" if clamped is None else "LSTM, gates held"
    error = lab.reading["error"] if clamped is None else lab.clamped_error(clamped)
    plain = lab.in_words(lab.plain_error())
    return {
        "lstm": seen.sensitivity,
        "plain": seen.plain_sensitivity,
        "lstmError": f"{mine}: {lab.in_words(error)}",
        "plainError": f"plain RNN: {plain}",
        "words": (
            f"The last answer depends on the memory of the first time step {seen.sensitivity[0]:.2g} times "
            f"as much as on the last one in the LSTM, {seen.plain_sensitivity[0]:.2g} times in the plain "
            f"RNN. The error of the plain RNN: {plain}."
        ),
    }


Shell(
    Lstm, pictures=[valves], side=[Picture("lstm/sensitivity", sensitivity)], curve=Curve("error", top=0.5)
).servable()
