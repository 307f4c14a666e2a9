"""The lab `vectors`: see `lab.py`."""

from playground.labs.vectors.lab import Vectors

__all__ = ["Vectors"]
