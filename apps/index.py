"""The first page: for whom this is, where to begin, tracks through the labs, and all labs by chapter."""

from apps.page import assets, chapters, html
from playground import __version__
from playground.labs import LABS, lab_class

html.page(
    "index.html",
    chapters=chapters.index(),
    tracks=chapters.tracks(),
    pictures={slug for slug in LABS if (assets.STATIC / "images" / f"{slug}.png").exists()},
    version=__version__,
    keys={slug: [one.key for one in lab_class(slug).challenges] for slug in LABS},
).servable(title="Neural Playground")
