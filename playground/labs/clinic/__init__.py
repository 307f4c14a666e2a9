"""The lab `clinic`: see `lab.py`."""

from playground.labs.clinic.lab import Clinic

__all__ = ["Clinic"]
