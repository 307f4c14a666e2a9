"""The lab `circuit`: see `lab.py`."""

from playground.labs.circuit.lab import Circuit

__all__ = ["Circuit"]
