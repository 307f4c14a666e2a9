"""The lab `activations`: see `lab.py`."""

from playground.labs.activations.lab import Activations

__all__ = ["Activations"]
