"""Texts that are written elsewhere, for a page of the docs: a section, a whole file, and their links.

What is said once is not copied: a page of the docs names the section of README or CONTRIBUTING that it shows.
Links are written for somebody who reads the repository; on a page they lead to the page that shows the same.
"""

import posixpath
import re
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
# Files that have no page of their own name, and the page that has what they say.
ELSEWHERE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "first-lab.md",
    "CHANGELOG.md": "changelog.md",
    "docs": "index.md",
    "docs/decisions": "decisions/index.md",
    "docs/embedding": "embedding/README.md",
}
EXAMPLES = ("embedding", "deploying")  # folders under docs/ whose files are shown on a page, `examples.md`
LANGUAGES = {
    ".conf": "nginx", ".html": "html", ".md": "markdown", ".py": "python", ".qmd": "markdown", ".rst": "rst",
    ".yml": "yaml",
}  # fmt: skip

HEADING = re.compile(r"(#+) +(.*?) *#*")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def lines_outside_code(text: str) -> list[tuple[str, bool]]:
    """All lines, each with whether it is prose and not part of a fenced block."""
    fence, found = "", []
    for line in text.splitlines():
        mark = FENCE.match(line)
        found.append((line, not fence and mark is None))
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip() == mark[1] and mark[1].startswith(fence):
            fence = ""
    return found


def section(text: str, title: str) -> str:
    """What stands under the first heading that begins with `title`, sections within it included.

    Raises `LookupError` if there is none.
    """
    level, kept = 0, []
    for line, prose in lines_outside_code(text):
        heading = HEADING.fullmatch(line) if prose else None
        if level and heading and len(heading[1]) <= level:
            break
        if level:
            kept.append(line)
        elif heading and heading[2].lower().startswith(title.lower()):
            level = len(heading[1])
    if not level:
        raise LookupError(f"there is no section “{title}”")
    return "\n".join(kept).strip()


def escaped(text: str) -> str:
    """Prose of ours with its `code` and *emphasis*, in which a < is a < and nothing is a tag."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)


def anchor(name: str) -> str:
    """The identifier of a file's or a name's heading."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def code_block(text: str, language: str) -> str:
    """The text as it is, whatever marks are in it."""
    return f"~~~~~~ {language}\n{text.rstrip()}\n~~~~~~"


def file_block(path: Path) -> str:
    """A whole file."""
    return code_block(path.read_text(encoding="utf-8"), LANGUAGES.get(path.suffix, "text"))


def examples(folder: str) -> dict[str, Path]:
    """The files of an example folder, by their names within it."""
    files = sorted(path for path in (DOCS / folder).rglob("*") if path.is_file())
    top = (DOCS / folder).glob("*.md")  # are pages
    return {path.relative_to(DOCS / folder).as_posix(): path for path in files if path not in set(top)}


def relinked(text: str, origin: str, page: str, made: Collection[str] = ()) -> str:
    """`text`, which stands in the file `origin` of the repository, with its links as they are on `page`.

    `made` names pages of the docs that have no file. Raises `LookupError` for a link that leads to nothing.
    """

    def replace(match: re.Match[str]) -> str:
        mark, label, target = match.groups()
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        path, _, place = target.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
        found = wanted.removeprefix("docs/") if wanted.removeprefix("docs/") in made else place_of(wanted)
        if found is None:
            return str(label)
        name, _, within = found.partition("#")
        there = posixpath.relpath(name, posixpath.dirname(page) or ".")
        place = within or place
        return f"{mark}[{label}]({there}{'#' if place else ''}{place})"

    return "\n".join(LINK.sub(replace, line) if prose else line for line, prose in lines_outside_code(text))


def gathered(file: str, page: str, title: str | None = None) -> str:
    """A file of the repository, or the section of it that begins with `title`, for `page`."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return relinked(section(text, title) if title else text, file, page)


def place_of(path: str) -> str | None:
    """Where the docs show a file or folder of the repository; None for one that they do not show.

    Raises `LookupError` if the repository has none of that name.
    """
    if not (ROOT / path).exists():
        raise LookupError(f"there is no {path}")
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    room, _, inside = path.partition("/")
    if room != "docs":
        return None
    folder, _, name = inside.partition("/")
    if folder in EXAMPLES and name and not (inside.endswith(".md") and "/" not in name):
        return f"{folder}/examples.md#{anchor(name)}"
    return inside
