"""The lab `weight`: see `lab.py`."""

from playground.labs.weight.lab import Weight

__all__ = ["Weight"]
