"""The lab `qtable`: see `lab.py`."""

from playground.labs.qtable.lab import Qtable

__all__ = ["Qtable"]
