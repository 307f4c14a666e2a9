"""The lab `recurrent`: see `lab.py`."""

from playground.labs.recurrent.lab import Recurrent

__all__ = ["Recurrent"]
