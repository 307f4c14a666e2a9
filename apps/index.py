"""The first page: for whom this is, where to begin, tracks through the labs, and all labs by chapter."""

from typing import Any

from apps.page import assets, chapters, html
from playground import __version__
from playground.lab import Lab
from playground.labs import LABS, lab_class


def asked(kind: type[Lab]) -> dict[str, Any]:
    """What a list of solved challenges can speak of: a lab's title, and what its challenges ask for."""
    return {"title": kind.title, "challenges": {one.key: one.text for one in kind.challenges}}


html.page(
    "index.html",
    chapters=chapters.index(),
    tracks=chapters.tracks(),
    pictures={slug for slug in LABS if (assets.STATIC / "images" / f"{slug}.png").exists()},
    version=__version__,
    checked={slug: asked(lab_class(slug)) for slug in LABS},
).servable(title="Neural Playground")
