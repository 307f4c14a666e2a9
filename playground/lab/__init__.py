"""The contract of a lab: the names that a lab is written with. `playground.lab.lab` tells the whole story."""

from playground.lab.finding import Finding
from playground.lab.history import Arrays
from playground.lab.lab import Lab, Source, Table
from playground.lab.run import Challenge
from playground.lab.settings import SettingError

__all__ = ["Arrays", "Challenge", "Finding", "Lab", "SettingError", "Source", "Table"]
