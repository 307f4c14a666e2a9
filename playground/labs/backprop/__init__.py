"""The lab `backprop`: see `lab.py`."""

from playground.labs.backprop.lab import Backprop

__all__ = ["Backprop"]
