"""Settings as they were at one moment: read by attribute, as `lab.now.learning_rate`, and never written.

A record is replaced when a setting changes. So whoever holds one can tell by its identity whether anything is
different, and a loop that asks for a setting at every step does not pay for what a `param` attribute can do.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn


class Record:
    """`Record({"hidden": 4}).hidden` is 4; `vars(record)` is all of it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{name} cannot be set here: a record only tells what a setting was")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name} cannot be taken away: a record only tells what a setting was")

    def __repr__(self) -> str:
        return f"Record({vars(self)})"

    if TYPE_CHECKING:  # not at run time: every look at an attribute would be slower for it

        def __getattr__(self, name: str) -> Any: ...
