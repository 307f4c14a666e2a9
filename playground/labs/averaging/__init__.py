"""The lab `averaging`: see `lab.py`."""

from playground.labs.averaging.lab import Averaging

__all__ = ["Averaging"]
