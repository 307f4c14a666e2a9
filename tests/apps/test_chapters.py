"""Chapters: what each lab declares of its place among the others, and pages that carry forty labs."""

import pkgutil
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import playground.labs
from apps.page import chapters as course
from apps.page import url
from playground.labs import CHAPTERS, LABS, TRACKS, Track, chapter_of, lab_class, title_of
from playground.labs.circuit import Circuit
from tests import forty

ROOT = Path(__file__).parent.parent.parent

# ------------------------------------------------------------------------------------------- what is declared


def test_every_lab_stands_in_one_chapter() -> None:
    listed = [slug for chapter in CHAPTERS for slug in chapter.labs]
    assert listed == list(LABS) and len(set(listed)) == len(listed)
    there = {module.name for module in pkgutil.iter_modules(playground.labs.__path__)}
    assert set(listed) == {name for name in there if not name.startswith("_")}


def test_every_chapter_says_what_it_is_about() -> None:
    names = [chapter.name for chapter in CHAPTERS]
    assert len(set(names)) == len(names)
    for chapter in CHAPTERS:
        assert chapter.labs and len(chapter.name) < 40
        assert re.fullmatch(r"[A-Z][^\n]{20,120}\.", chapter.about)


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_says_how_long_it_takes_and_what_comes_first(slug: str) -> None:
    kind = lab_class(slug)
    assert kind.title == title_of(slug), "one title in the menu, on the front page and on its own"
    assert 5 <= kind.minutes <= 45 and kind.minutes % 5 == 0
    assert re.fullmatch(r"For [^\n]{10,90}\.", kind.for_whom)
    earlier = list(LABS)[: list(LABS).index(slug)]
    assert set(kind.after) <= set(earlier) and len(set(kind.after)) == len(kind.after) <= 3


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.name)
def test_a_track_can_be_walked_from_its_beginning(track: Track) -> None:
    """Every lab exists, and whatever it builds on has been played before."""
    assert 2 <= len(set(track.labs)) == len(track.labs)
    assert set(track.labs) <= set(LABS)
    for i, slug in enumerate(track.labs):
        assert set(lab_class(slug).after) <= set(track.labs[:i]), slug
    assert len(track.name) < 40 and re.fullmatch(r"[A-Z][^\n]{20,120}\.", track.about)


def test_a_lab_on_no_track_needs_no_other() -> None:
    on_tracks = {slug for track in TRACKS for slug in track.labs}
    assert [slug for slug in LABS if slug not in on_tracks and lab_class(slug).after] == []
    names = [track.name for track in TRACKS]
    assert len(set(names)) == len(names)


def test_the_minutes_of_a_track_are_those_of_its_labs() -> None:
    for track, told in zip(TRACKS, course.tracks(), strict=True):
        assert [lab["title"] for lab in told["labs"]] == [lab_class(slug).title for slug in track.labs]
        assert told["minutes"] == sum(lab_class(slug).minutes for slug in track.labs)


def test_texts_call_a_lab_by_its_title() -> None:
    """In links and on the command line it has its slug, but nobody who reads a page knows that."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for slug in LABS:
        kind = lab_class(slug)
        assert f"| {kind.title} (`{slug}`) | {kind.question}" in readme
        guide = " ".join(step.text for step in kind.guide)
        assert re.findall(r"\blab `\w+`", kind.story + guide) == []


def test_the_first_lab_needs_no_other_and_is_short() -> None:
    first = lab_class(next(iter(LABS)))
    assert first.after == () and first.minutes <= 15


def test_a_page_of_one_lab_loads_no_other() -> None:
    script = """
import sys
from apps.page import chapters
chapters.menu(), chapters.place("classifier")
print(*(name for name in sys.modules if name.startswith("playground.labs.")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


# -------------------------------------------------------------------------------------------------- its pages


class Links(HTMLParser):
    """All links of a page in order, as (name of the list or landmark around them, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("header", "nav", "main"):
            self.around.append(tag)
        elif tag == "a":
            self.found.append((self.around[-1] if self.around else "", dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("header", "nav", "main"):
            assert self.around.pop() == tag

    def to(self, around: str) -> list[str | None]:
        return [attrs["href"] for where, attrs in self.found if where == around]


@pytest.mark.parametrize("suffix", ["", ".html"])
def test_forty_labs_have_neighbours_and_stand_in_every_menu(suffix: str) -> None:
    addresses = [slug + suffix for slug in forty.SLUGS]
    for i, slug in enumerate(forty.SLUGS):
        links = Links(forty.page(slug, suffix))
        found = [attrs for where, attrs in links.found if where == "nav"]
        menu = [attrs for attrs in found if "rel" not in attrs]
        assert [attrs["href"] for attrs in menu] == addresses
        assert [attrs["href"] for attrs in menu if "aria-current" in attrs] == [addresses[i]]
        neighbours = {attrs["rel"]: attrs["href"] for attrs in found if "rel" in attrs}
        expected = {"prev": addresses[i - 1] if i else None, "next": ([*addresses, None])[i + 1]}
        assert neighbours == {rel: address for rel, address in expected.items() if address}
        assert f"{i + 1} of 40" in forty.page(slug, suffix)


def test_a_lab_leads_to_its_page_for_teachers_where_there_are_docs() -> None:
    assert set(Links(forty.page("lab7")).to("header")) >= {"docs/for-teachers/lab7.html"}
    assert "for-teachers" not in forty.page("lab7", docs="")


def test_the_front_page_lists_forty_labs_in_order() -> None:
    html = forty.page()
    tiles = re.findall(r'<li class="np-lab">.*?</li>', html, flags=re.DOTALL)
    assert [re.findall(r'<a href="(\w+)">', tile) for tile in tiles] == [[slug] for slug in forty.SLUGS]
    assert ["Begin here" in tile for tile in tiles] == [True] + [False] * 39
    assert "about 15 minutes" in tiles[1] and "after" not in tiles[1]
    assert f"after <em>{title_of('lab3', forty.CHAPTERS)}</em> and <em>" in tiles[4]
    assert Links(html).to("nav") == forty.SLUGS
    assert [int(n) for n in re.findall(r'<ol class="np-labs" start="(\d+)"', html)] == [
        1 + sum(list(forty.SIZES.values())[:i]) for i in range(len(forty.SIZES))
    ]
    listed = re.findall(r'<li class="np-track">.*?</ol>', html, flags=re.DOTALL)
    assert [re.findall(r'<a href="(\w+)">', one) for one in listed] == [
        list(track.labs) for track in forty.TRACKS
    ]
    first_words = re.sub(r"<[^>]+>", "", re.findall(r"</h1>\s*<p>(.*?)</p>", html, flags=re.DOTALL)[0])
    assert "for everybody" in first_words and "Begin with" in first_words and "minutes" in first_words


def test_the_neighbours_of_the_labs_that_stand() -> None:
    place = course.place("classifier")
    assert place["chapter"] == chapter_of("classifier").name == "Networks"
    assert (place["number"], place["count"]) == ([*LABS].index("classifier") + 1, len(LABS))
    assert place["before"] == {"slug": "backprop", "title": "The thirteen lines"}
    assert place["after"] == {"slug": "force", "title": "Forces on a line"}
    assert course.place("force")["after"] == {"slug": "activations", "title": "Bend the line"}
    assert course.place("a-lab-that-somebody-tries-out") == {}


# --------------------------------------------------------------------------------- what an address cannot do


def test_an_address_solves_no_challenge() -> None:
    """With an h of 0.5 the neuron misleads as soon as it stands there; that h must be set by hand."""
    lab, complaints = url.open_lab(Circuit, {"preset": "neuron", "h": "0.5"})
    assert complaints == [] and lab.misled_by() > 0.01
    assert lab.solved == {} and lab.given == {"misleading-h"}
    lab.run(1)
    assert lab.solved == {}
    by_hand, _ = url.open_lab(Circuit, {"preset": "neuron"})
    by_hand.update(h=0.5)
    assert set(by_hand.solved) == {"misleading-h"}
