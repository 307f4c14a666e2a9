"""The lab `lstm`: see `lab.py`."""

from playground.labs.lstm.lab import Lstm

__all__ = ["Lstm"]
