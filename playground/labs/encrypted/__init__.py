"""The lab `encrypted`: see `lab.py`."""

from playground.labs.encrypted.lab import Encrypted

__all__ = ["Encrypted"]
