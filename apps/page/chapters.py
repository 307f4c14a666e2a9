"""What pages tell of all labs: the menu by chapter, a lab's neighbours, list and tracks on the front page.

Only the front page loads the labs. What has been solved is not known here: the browser keeps that
(`static/js/page/solved.js`).
"""

from collections.abc import Callable, Sequence
from typing import Any

from playground.lab import Lab
from playground.labs import CHAPTERS, TRACKS, Chapter, Track, chapter_of, lab_class, title_of


def menu(chapters: Sequence[Chapter] = CHAPTERS) -> list[dict[str, Any]]:
    """The chapters with their labs, numbered through, as `static/html/chapters.html` shows them."""
    numbers = {slug: number for number, slug in enumerate(_slugs(chapters), start=1)}
    return [
        {
            "name": chapter.name,
            "about": chapter.about,
            "labs": [
                {"slug": slug, "title": entry.title, "number": numbers[slug]}
                for slug, entry in chapter.labs.items()
            ],
        }
        for chapter in chapters
    ]


def place(slug: str, chapters: Sequence[Chapter] = CHAPTERS) -> dict[str, Any]:
    """Where the lab called `slug` stands: its chapter and number, and the labs before and after it.

    Nothing of a lab that stands in no chapter, as one that somebody tries out.
    """
    slugs = _slugs(chapters)
    if slug not in slugs:
        return {}
    at = slugs.index(slug)

    def neighbour(i: int) -> dict[str, str] | None:
        return {"slug": slugs[i], "title": title_of(slugs[i], chapters)} if 0 <= i < len(slugs) else None

    return {
        "chapter": chapter_of(slug, chapters).name,
        "number": at + 1,
        "count": len(slugs),
        "before": neighbour(at - 1),
        "after": neighbour(at + 1),
    }


def index(
    chapters: Sequence[Chapter] = CHAPTERS, find: Callable[[str], type[Lab]] = lab_class
) -> list[dict[str, Any]]:
    """The menu, and for each lab also its question, for whom it is, its minutes and what comes before."""
    listed = menu(chapters)
    for chapter in listed:
        for lab in chapter["labs"]:
            kind = find(lab["slug"])
            lab |= {
                "question": kind.question,
                "for_whom": kind.for_whom,
                "minutes": kind.minutes,
                "after": [title_of(slug, chapters) for slug in kind.after],
                "challenges": len(kind.challenges),
            }
    return listed


def tracks(
    listed: Sequence[Track] = TRACKS,
    chapters: Sequence[Chapter] = CHAPTERS,
    find: Callable[[str], type[Lab]] = lab_class,
) -> list[dict[str, Any]]:
    """The tracks with their labs and the minutes that they take together."""
    return [
        {
            "name": track.name,
            "about": track.about,
            "minutes": sum(find(slug).minutes for slug in track.labs),
            "labs": [{"slug": slug, "title": title_of(slug, chapters)} for slug in track.labs],
        }
        for track in listed
    ]


def _slugs(chapters: Sequence[Chapter]) -> list[str]:
    return [slug for chapter in chapters for slug in chapter.labs]
