"""The list of labs by chapter, in the order in which to learn them, and the tracks through them.

A new lab is one line here. The classes are named, not imported: a page that shows one lab does not pay for
the others. For its menu the titles stand here too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple

from playground.lab import Lab
from playground.lab.settings import SettingError, did_you_mean, shorten


class Entry(NamedTuple):
    """A lab in the list: the name of its class, and its title."""

    kind: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """Labs that belong together, by slug, and a sentence or two on what they are about."""

    name: str
    about: str
    labs: Mapping[str, Entry]


CHAPTERS = (
    Chapter(
        "First steps",
        "What a slope is, and how a network learns from it.",
        {
            "weight": Entry("Weight", "One weight"),
            "streetlights": Entry("Streetlights", "Streetlights"),
            "circuit": Entry("Circuit", "Pull on the answer"),
            "backprop": Entry("Backprop", "The thirteen lines"),
        },
    ),
    Chapter(
        "Networks",
        "What layers of neurons can do together, and how their training goes wrong.",
        {
            "classifier": Entry("Classifier", "Drawing a border"),
            "force": Entry("Force", "Forces on a line"),
            "activations": Entry("Activations", "Bend the line"),
        },
    ),
    Chapter(
        "Learning well",
        "How a network is trained well, and what to do when it does not learn.",
        {
            "descent": Entry("Descent", "Roll downhill"),
            "averaging": Entry("Averaging", "The middle way"),
            "clinic": Entry("Clinic", "The clinic"),
        },
    ),
    Chapter(
        "Memory",
        "Networks that read one thing after another, and keep what they need later.",
        {
            "recurrent": Entry("Recurrent", "Carry the one"),
            "lstm": Entry("Lstm", "Hold the valves"),
        },
    ),
    Chapter(
        "Secrets",
        "Computing and learning with encrypted numbers. You can start here as well.",
        {
            "vectors": Entry("Vectors", "Sums in a locked box"),
            "encrypted": Entry("Encrypted", "Learning in the dark"),
            "spam": Entry("Spam", "A filter that nobody can read"),
        },
    ),
    Chapter(
        "Agents",
        "Learning what to do from rewards alone. You can start here as well.",
        {
            "qtable": Entry("Qtable", "A table that learns to cross the ice"),
        },
    ),
)


@dataclass(frozen=True)
class Track:
    """A way through the labs that ends where its name says: labs by slug, in the order in which to play them.

    What a lab builds on comes before it, so a track can be walked by somebody who has played nothing yet.
    """

    name: str
    about: str
    labs: tuple[str, ...]


TRACKS = (
    Track(
        "From a slope to a network",
        "What a derivative is, how a network learns by it, and what hidden layers are for.",
        ("weight", "streetlights", "circuit", "backprop", "classifier", "force", "activations"),
    ),
    Track(
        "Training well",
        "From a ball that rolls downhill to a network that is right about what it has not seen.",
        ("weight", "descent", "circuit", "backprop", "classifier", "averaging", "clinic"),
    ),
    Track(
        "Networks with a memory",
        "From a plain network to one that reads a sequence, and to the gates of an LSTM.",
        ("weight", "circuit", "backprop", "recurrent", "lstm"),
    ),
    Track(
        "Learning in secret",
        "How to compute with numbers that nobody can read, and how a network learns from them.",
        ("vectors", "spam", "weight", "circuit", "backprop", "encrypted"),
    ),
)

LABS = {slug: entry.kind for chapter in CHAPTERS for slug, entry in chapter.labs.items()}


def chapter_of(slug: str, chapters: Sequence[Chapter] = CHAPTERS) -> Chapter:
    """The chapter in which the lab called `slug` stands. Raises `KeyError` for one that stands in none."""
    for chapter in chapters:
        if slug in chapter.labs:
            return chapter
    raise KeyError(slug)


def title_of(slug: str, chapters: Sequence[Chapter] = CHAPTERS) -> str:
    """The title of the lab called `slug`, without loading it."""
    return chapter_of(slug, chapters).labs[slug].title


def lab_class(slug: str) -> type[Lab]:
    """The class of the lab called `slug`, such as "backprop". Raises `SettingError` for an unknown one."""
    if slug not in LABS:
        raise SettingError("lab", f"there is no lab “{shorten(slug)}”{did_you_mean(slug, LABS)}")
    found: type[Lab] = getattr(import_module(f"playground.labs.{slug}"), LABS[slug])
    return found
