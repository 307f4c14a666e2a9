"""The lab `streetlights`: several inputs and several outputs, learnt row by row."""

from playground.labs.streetlights.lab import Streetlights

__all__ = ["Streetlights"]
