"""The lab `spam`: see `lab.py`."""

from playground.labs.spam.lab import Spam

__all__ = ["Spam"]
