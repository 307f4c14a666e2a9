"""Forty made-up labs in eleven chapters, and the pages that would show them: the shape must carry them."""

from functools import cache
from types import SimpleNamespace
from typing import Any

from apps.page import assets, html
from apps.page import chapters as course
from playground.labs import Chapter, Entry, Track

BASE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Forty labs</title>
{% block described %}{% endblock %}
<style>{{ styles | safe }}</style><script>{{ script | safe }}</script>
</head><body>{% block contents %}{% endblock %}</body></html>"""
SIZES = {
    "First steps": 4,
    "Networks": 3,
    "Learning well": 3,
    "Memory": 3,
    "Words": 4,
    "Pictures": 4,
    "Secrets": 7,
    "Agents": 5,
    "Brains": 3,
    "Pitfalls that nobody tells you about": 3,
    "Last": 1,
}
TITLES = ("A lab", "What it says of itself", "A title that is as long as titles of labs ever become")


def _chapters() -> tuple[Chapter, ...]:
    number, made = 0, []
    for name, size in SIZES.items():
        labs = {}
        for _ in range(size):
            number += 1
            labs[f"lab{number}"] = Entry(f"Lab{number}", f"{TITLES[number % 3]} {number}")
        made.append(Chapter(name, "What these labs are about, and whom they may help. " * 2, labs))
    return tuple(made)


CHAPTERS = _chapters()
SLUGS = [slug for chapter in CHAPTERS for slug in chapter.labs]
TRACKS = tuple(
    Track(f"A track to what lab {last} is about", "Where it leads, and why one would go there.", labs)
    for last in (2, 17, 40)
    if (labs := tuple(f"lab{number}" for number in range(max(1, last - 7), last + 1)))
)


def kind(slug: str) -> Any:
    """Stands for the class of a made-up lab: the second of each three builds on the two before it."""
    number = int(slug.removeprefix("lab"))
    return SimpleNamespace(
        question=f"What is it that lab {number} asks, and does the question fit into a line?",
        for_whom="For everybody who has never seen anything like it.",
        minutes=5 + number % 4 * 5,
        after=(f"lab{number - 2}", f"lab{number - 1}") if number % 3 == 2 and number > 2 else (),
        challenges=("one", "two", "three", "four"),
    )


@cache
def page(slug: str = "", suffix: str = "", docs: str = "docs/index.html") -> str:
    """The front page, or the page of the lab called `slug`, without what Panel puts into it."""
    template = html.environment.get_template("page.html" if slug else "index.html")
    styles = ("css/tokens.css", "css/page.css", "css/chapters.css", "css/index.css")
    variables: dict[str, Any] = {
        "frame": html.environment.from_string(BASE),
        "styles": assets.text(*styles),
        "script": assets.text("js/page/theme.js", "js/page/solved.js", "js/page/chapters.js"),
        "suffix": suffix,
        "pictures": set(),
        "manual": docs,
    }
    if slug:
        place = course.place(slug, CHAPTERS)
        variables |= {"slug": slug, "place": place, "chapters": course.menu(CHAPTERS)}
        variables |= {
            "heading": f"Lab {place['number']}",
            "roots": SimpleNamespace(),
            "embed": lambda root: "",
        }
    else:
        variables["chapters"] = course.index(CHAPTERS, kind)
        variables["tracks"] = course.tracks(TRACKS, CHAPTERS, kind)
    return template.render(variables)
