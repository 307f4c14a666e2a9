"""The lab `classifier`: see `lab.py`."""

from playground.labs.classifier.lab import Classifier

__all__ = ["Classifier"]
