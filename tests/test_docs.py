"""The docs: they build without a warning, every link leads somewhere, and they say what the code says.

What a page shows of the code (labs, contract, examples, changelog) is looked for in the page that was built.
"""

import html
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from mkdocs.exceptions import PluginError

from playground import __version__
from playground.lab import Lab
from playground.lab.glossary import GLOSSARY
from playground.labs import LABS, lab_class

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GATHERING = ROOT / "build" / "docs"
MODULES = {path.stem for path in GATHERING.glob("*.py")}
# Texts for people who read the repository. Those that tell of the past may name what is gone.
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md"), DOCS / "embedding" / "README.md"]
PAST = [ROOT / "CHANGELOG.md", *(DOCS / "decisions").glob("*.md")]
IMAGINED = "doubling"  # the lab that CONTRIBUTING writes as an example


class Seen(HTMLParser):
    """What a page loads, where its links lead, which places it has, and what a strict site would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: list[str] = []
        self.refused: list[str] = []
        self.words = ""
        self.codes: set[str] = set()
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attributes}
        self.refused += [f"<{tag} {name}>" for name in about if name.startswith("on")]
        self.places += [about["id"]] if "id" in about else []
        if tag == "a":
            self.links.append(about.get("href", ""))
        elif "href" in about or "src" in about:
            self.loads.append(about.get("href") or about.get("src") or "")
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script" and data.strip():
            self.refused.append(f"a script within the page: {data.strip()[:60]}")
        if self._within == "code":
            self.codes.add(data)
        self.words += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The docs, built as `make docs` does."""
    place = tmp_path_factory.mktemp("docs") / "site"
    done = build(ROOT / "mkdocs.yml", place)
    assert done.returncode == 0, done.stdout + done.stderr
    return place


def build(settings: Path, place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(settings)]
    command += ["--site-dir", str(place)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Seen]:
    return {path: Seen(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Imports a module of build/docs/, where mkdocs finds them by their bare names."""
    monkeypatch.syspath_prepend(GATHERING)
    yield import_module
    for name in MODULES:
        sys.modules.pop(name, None)


# ----------------------------------------------------------------------------------------- nothing is missing


def test_every_link_leads_somewhere(pages: dict[Path, Seen]) -> None:
    broken = []
    for path, page in pages.items():
        for target in [*page.links, *page.loads]:
            address = urlsplit(target)
            if address.scheme in ("http", "https") and target in page.links:
                continue  # may be followed, is not loaded
            there = (path.parent / unquote(address.path)).resolve() if address.path else path
            if not there.is_file():
                broken.append(f"{path.name}: {target}")
            elif address.fragment and address.fragment not in pages[there].places:
                broken.append(f"{path.name}: {target} has no such place")
    assert broken == []
    assert sum(len(page.links) for page in pages.values()) > 500, "the pages were not read"


def test_places_of_a_page_have_names_of_their_own(pages: dict[Path, Seen]) -> None:
    assert [path.name for path, page in pages.items() if len(set(page.places)) < len(page.places)] == []


def test_nothing_that_a_strict_site_refuses(pages: dict[Path, Seen]) -> None:
    """No script within a page, and nothing from another host (build/serve_site.py has the policy)."""
    assert [(path.name, what) for path, page in pages.items() for what in page.refused] == []
    assert [target for page in pages.values() for target in page.loads if urlsplit(target).netloc] == []


@pytest.mark.parametrize(
    "text, problem",
    [
        ("[somewhere](nowhere.md)", "there is no docs/nowhere.md"),
        ("[somewhere](#nowhere)", "no such anchor"),
    ],
)
def test_what_leads_nowhere_stops_the_build(tmp_path: Path, text: str, problem: str) -> None:
    """In docs of one page, so that it takes no time."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# One page\n\n{text}\n", encoding="utf-8")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^nav:.*?^(?=\w)", "nav: [index.md]\n", settings, flags=re.MULTILINE | re.DOTALL)
    settings = settings.replace("build/docs/hooks.py", str(GATHERING / "hooks.py"))
    settings = settings.replace("docs/theme", str(DOCS / "theme"))
    settings = settings.replace("omitted_files: warn", "omitted_files: ignore")
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 1
    assert problem in done.stderr


# ------------------------------------------------------------------------------- they say what the code says


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_has_a_page_with_all_that_can_be_set(site: Path, pages: dict[Path, Seen], slug: str) -> None:
    lab = lab_class(slug)
    page = pages[site / "labs" / f"{slug}.html"]
    assert page.codes >= {*lab.setting_names(), *lab.presets, *lab().metrics()}
    assert lab.title in page.words and lab.question in page.words
    assert f"labs/{slug}.html" in pages[site / "index.html"].links or slug in pages[site / "index.html"].words
    assert f"{slug}.html" in pages[site / "labs" / "index.html"].links


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_has_a_page_for_teachers(site: Path, pages: dict[Path, Seen], slug: str) -> None:
    lab = lab_class(slug)
    page = pages[site / "for-teachers" / f"{slug}.html"]
    words = " ".join(page.words.split())
    said = [lab.title, lab.question, lab.for_whom, f"About {lab.minutes} minutes", *lab.goals]
    said += [f"{term}: {GLOSSARY[term]}" for term in lab.teaches]
    said += [text for question in lab.questions for text in (question.text, question.answer)]
    assert [text for text in said if text not in words] == []
    assert {f"{before}.html" for before in lab.after} <= set(page.links)
    assert f'<neural-lab name="{slug}"' in words
    assert f"../for-teachers/{slug}.html" in pages[site / "labs" / f"{slug}.html"].links


def test_the_contract_has_every_public_name_of_a_lab(site: Path, pages: dict[Path, Seen]) -> None:
    page = pages[site / "contract.html"]
    ours = [kind for kind in Lab.__mro__ if kind.__module__.startswith("playground.")]
    methods = [
        (kind.__name__, name, member)
        for kind in ours
        for name, member in vars(kind).items()
        if not name.startswith("_") and getattr(member, "__doc__", None) and not hasattr(member, "bounds")
        if isinstance(member, classmethod | staticmethod | property) or callable(member)
    ]
    assert len(methods) > 30
    words = " ".join(page.words.split())
    for kind, name, member in methods:
        assert f"{kind}-{name}".lower().replace("_", "-") in page.places
        first = " ".join((member.__doc__ or "").replace("`", "").split("\n\n")[0].split())
        assert first in words, f"the docstring of {kind}.{name} is not in the contract"


def test_examples_are_shown_to_the_letter(
    site: Path, pages: dict[Path, Seen], part: Callable[[str], Any]
) -> None:
    texts = part("texts")
    for folder in texts.EXAMPLES:
        words = pages[site / folder / "examples.html"].words
        files = texts.examples(folder)
        assert files
        for path in files.values():
            assert path.read_text(encoding="utf-8").strip() in words, path


def test_what_is_gathered_from_elsewhere_is_there(site: Path, pages: dict[Path, Seen]) -> None:
    assert "class Doubling(Lab)" in pages[site / "first-lab.html"].words
    assert __version__ in pages[site / "changelog.html"].words
    for path in (DOCS / "decisions").glob("*.md"):
        assert (site / "decisions" / f"{path.stem}.html").is_file()
        assert f"{path.stem}.html" in pages[site / "decisions" / "index.html"].links
    assert all(f"Neural Playground {__version__}" in page.words for page in pages.values())
    for file, source in {"css/tokens.css": "css/tokens.css", "js/theme.js": "js/page/theme.js"}.items():
        assert (site / file).read_bytes() == (ROOT / "static" / source).read_bytes()


# ---------------------------------------------------------------------------------- gathering, piece by piece


def test_a_section_ends_where_the_next_begins(part: Callable[[str], Any]) -> None:
    text = "# A\none\n## Bees fly\ntwo\n```\n## no heading\n```\n### C\nthree\n## D\nfour\n"
    assert part("texts").section(text, "bees") == "two\n```\n## no heading\n```\n### C\nthree"
    with pytest.raises(LookupError, match="there is no section “no heading”"):
        part("texts").section(text, "no heading")


@pytest.mark.parametrize(
    "text, shown",
    [
        ("[a](docs/deploying.md#an-object-store)", "[a](../deploying.md#an-object-store)"),
        ("[a](docs/embedding/README.md)", "[a](../embedding/README.md)"),
        ("[a](docs/embedding/html/index.html)", "[a](../embedding/examples.md#html-index-html)"),
        ("[a](docs/embedding/sphinx/)", "[a](../embedding/examples.md#sphinx)"),
        ("[a](docs/deploying/nginx.conf)", "[a](../deploying/examples.md#nginx-conf)"),
        ("[a](CONTRIBUTING.md)", "[a](../first-lab.md)"),
        ("[`a`](CHANGELOG.md) and [b](docs/)", "[`a`](../changelog.md) and [b](../index.md)"),
        ("[the rules](pyproject.toml), as text", "the rules, as text"),
        ("[a](https://else.where) [b](#place)", "[a](https://else.where) [b](#place)"),
        ("```\n[a](nowhere)\n```", "```\n[a](nowhere)\n```"),
    ],
)
def test_a_link_leads_to_the_page_that_shows_the_same(
    part: Callable[[str], Any], text: str, shown: str
) -> None:
    assert part("texts").relinked(text, "README.md", "labs/index.md") == shown


@pytest.mark.parametrize(
    "file, title, problem",
    [
        ("README.md", "Nothing of the kind", "index.md: there is no section “Nothing of the kind”"),
        ("GONE.md", "Keys", "index.md: .*GONE.md"),
    ],
)
def test_what_cannot_be_gathered_stops_the_build(
    part: Callable[[str], Any], file: str, title: str, problem: str
) -> None:
    with pytest.raises(PluginError, match=problem):
        part("hooks").filled("index.md", "section", file, title)


def test_what_is_no_tag_is_not_taken_for_one(part: Callable[[str], Any]) -> None:
    assert part("texts").escaped("a <slug> in `apps/<slug>.py`") == "a &lt;slug> in `apps/<slug>.py`"


# ------------------------------------------------------------------------ as one reads them in the repository


@pytest.mark.parametrize("path", [*WRITTEN, *PAST], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_files_of_the_repository_lead_somewhere(
    site: Path, part: Callable[[str], Any], path: Path
) -> None:
    texts, broken = part("texts"), []
    for line, prose in texts.lines_outside_code(path.read_text(encoding="utf-8")):
        for _, _, target in texts.LINK.findall(line) if prose else ():
            address = urlsplit(target)
            if address.scheme:
                continue
            there = (path.parent / address.path).resolve() if address.path else path
            made = site / there.relative_to(ROOT).with_suffix(".html").as_posix().removeprefix("docs/")
            there_is_none = not there.exists() and not made.exists()
            place = address.fragment if there.is_file() else ""
            if there_is_none or (place and place not in headings(texts, there)):
                broken.append(target)
    assert broken == []


def headings(texts: Any, path: Path) -> set[str]:
    """The places of a text, named as the places where repositories are shown name them."""
    lines = texts.lines_outside_code(path.read_text(encoding="utf-8"))
    titles = [match[2] for line, prose in lines if prose and (match := texts.HEADING.fullmatch(line))]
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_are_named_are_there(path: Path) -> None:
    rooms = {room.name for room in ROOT.iterdir() if room.is_dir()}
    named = set(re.findall(r"`([\w.-]+/[\w./*-]*)`", html.unescape(path.read_text(encoding="utf-8"))))
    named = {name for name in named if name.split("/")[0] in rooms and IMAGINED not in name}
    gone = {name for name in named if not any(ROOT.glob(name.rstrip("/")))}
    assert gone - {"site/", "site-docs/", ".venv/"} == set()
