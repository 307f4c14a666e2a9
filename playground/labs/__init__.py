"""The list of labs, in the order in which to learn them. A new lab is one line here.

The classes are named, not imported: a page that shows one lab does not pay for the others.
"""

from importlib import import_module

from playground.lab import Lab
from playground.lab.settings import SettingError, did_you_mean, shorten

LABS = {
    "circuit": "Circuit",
    "backprop": "Backprop",
    "classifier": "Classifier",
    "recurrent": "Recurrent",
    "lstm": "Lstm",
    "vectors": "Vectors",
    "encrypted": "Encrypted",
    "spam": "Spam",
    "qtable": "Qtable",
}

SPELT = {"lstm": "LSTM", "qtable": "Q-table"}  # names that are not simply written large


def menu_name(slug: str) -> str:
    """What the lab called `slug` is called in a menu."""
    return SPELT.get(slug, slug.capitalize())


def lab_class(slug: str) -> type[Lab]:
    """The class of the lab called `slug`, such as "backprop". Raises `SettingError` for an unknown one."""
    if slug not in LABS:
        raise SettingError("lab", f"there is no lab “{shorten(slug)}”{did_you_mean(slug, LABS)}")
    found: type[Lab] = getattr(import_module(f"playground.labs.{slug}"), LABS[slug])
    return found
