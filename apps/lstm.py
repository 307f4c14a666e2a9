"""The page of the lab `lstm`: valves over time, one pipe, and how far back the last answer is felt."""

from typing import Any

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from apps.views.lstm import Valves
from playground.labs.lstm import Lstm

valves = Valves()


def sensitivity(lab: Lstm) -> dict[str, Any]:
    """How much the last answer depends on the memory of each moment, for both networks."""
    seen = lab.look(valves.index, valves.clamped(lab))
    plain = lab.in_words(lab.plain_error())
    return {
        "lstm": seen.sensitivity,
        "plain": seen.plain_sensitivity,
        "error": lab.in_words(lab.reading["error"]),
        "plainError": plain,
        "words": (
            f"The last answer depends on the memory of the first moment {seen.sensitivity[0]:.2g} times as "
            f"much as on the last one in the LSTM, {seen.plain_sensitivity[0]:.2g} times in the plain loop. "
            f"The plain loop's error: {plain}."
        ),
    }


Shell(
    Lstm, pictures=[valves], side=[Picture("lstm/sensitivity", sensitivity)], curve=Curve("error", top=0.5)
).servable()
