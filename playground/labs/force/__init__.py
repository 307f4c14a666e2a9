"""The lab `force`: see `lab.py`."""

from playground.labs.force.lab import Force

__all__ = ["Force"]
