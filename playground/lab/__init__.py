"""The contract of a lab: the names that a lab is written with. `playground.lab.lab` tells the whole story."""

from playground.lab.arrays import Array, Part
from playground.lab.challenge import Challenge, Prediction, Solved
from playground.lab.finding import Finding
from playground.lab.formula import Formula
from playground.lab.guide import GuideStep
from playground.lab.history import Arrays
from playground.lab.lab import Gradient, Lab, Source, Table
from playground.lab.phase import Phase
from playground.lab.preset import Preset
from playground.lab.record import Record
from playground.lab.run import Halt, halts_on
from playground.lab.settings import SettingError
from playground.lab.teaching import Question

__all__ = [
    "Array",
    "Arrays",
    "Challenge",
    "Finding",
    "Formula",
    "Gradient",
    "GuideStep",
    "Halt",
    "Lab",
    "Part",
    "Phase",
    "Prediction",
    "Preset",
    "Question",
    "Record",
    "SettingError",
    "Solved",
    "Source",
    "Table",
    "halts_on",
]
