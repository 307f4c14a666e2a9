"""Looks over a site that has just been built: all it refers to is there, and it refers to nobody else."""

import html
import json
import re
from pathlib import Path
from urllib.parse import urljoin

from steps import BuildError

REFERENCES = re.compile(  # what has its data within itself is left alone
    r"""(?:(?:src|href|data-worker|data-libraries)="|"url": ?"|url\(["']?)(?!data:)([^"')#?]+)"""
)
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
CITED = re.compile(r'<a [^>]*href="https?://[^"]*"')  # a link that a reader may follow is not loaded
SHOWN = re.compile(r"<pre\b.*?</pre>", re.DOTALL)  # the docs show lines for other pages, as text
PACKAGES = re.compile(r'data-packages="([^"]*)"')  # that the worker fetches for a page
LISTED = re.compile(r"const SITE = (\{.*?\n\});", re.DOTALL)  # what a script knows of the other files


def check(site: Path) -> None:
    """Raises `BuildError` with everything that is wrong."""
    problems = []
    for path in sorted([*site.glob("*.html"), *site.glob("docs/**/*.html"), *site.glob("**/*.css")]):
        text = path.read_text(encoding="utf-8")
        if path.is_relative_to(site / "docs"):
            text = SHOWN.sub("", text)
        if left := set(re.findall(r"@@[^@\s]+@@", text)):
            problems.append(f"{path.name} has places that were not filled: {', '.join(sorted(left))}")
        base = f"/{path.parent.relative_to(site).as_posix()}/"
        for match in REFERENCES.finditer(CITED.sub("", text)):
            for target in match[1].split():
                if ELSEWHERE.match(target):
                    problems.append(f"{path.name} loads from another host: {target}")
                elif not (site / urljoin(base, target).lstrip("/")).exists():
                    problems.append(f"{path.name} refers to {target}, which is not there")
        for packages in PACKAGES.findall(text):
            for name in (package["packed"] for package in json.loads(html.unescape(packages))):
                if not (site / "assets" / name).exists():
                    problems.append(f"{path.name} needs the package {name}, which is not there")
    for path in [*site.glob("sw.js"), *site.glob("assets/worker-*.js")]:
        problems += _problems_of_the_list(path)
    for name in ("index.html", "sw.js", "build.txt"):
        if not (site / name).exists():
            problems.append(f"{name} is missing")
    if problems:
        raise BuildError("\n  ".join(["something is wrong with it:", *problems]))


def _problems_of_the_list(script: Path) -> list[str]:
    """Of the files that the service worker keeps, or the worker fetches: it names them from where it lies."""
    found = LISTED.search(script.read_text(encoding="utf-8"))
    if found is None:
        return [f"{script.name} begins without the list of the files that it is about"]
    known = json.loads(found[1])
    if script.name == "sw.js":
        labs = (name for lab in known["labs"].values() for name in lab)
        names = [*known["core"], *known["either"], *known["later"], *labs]
    else:
        names = [*(file["packed"] for file in known["files"]), known["more"]]
    return [
        f"{script.name} lists {name}, which is not there"
        for name in names
        if not (script.parent / name).exists()
    ]
