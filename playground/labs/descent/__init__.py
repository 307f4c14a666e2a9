"""The lab `descent`: see `lab.py`."""

from playground.labs.descent.lab import Descent

__all__ = ["Descent"]
