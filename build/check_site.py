"""Looks over a site that has just been built: all it refers to is there, and it refers to nobody else."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin

from steps import BuildError

REFERENCES = re.compile(
    r"""(?:src|href|data-worker|data-libraries)="([^"#?]+)|"url": ?"([^"]+)"|url\(["']?([^"')#]+)"""
)
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
CITED = re.compile(r'<a [^>]*href="https?://[^"]*"')  # a link that a reader may follow is not loaded
LISTED = re.compile(r"const SITE = (\{.*?\n\});", re.DOTALL)  # what a script knows of the other files


def check(site: Path) -> None:
    """Raises `BuildError` with everything that is wrong."""
    problems = []
    for path in sorted([*site.glob("*.html"), *site.glob("assets/*.css")]):
        text = path.read_text(encoding="utf-8")
        if left := set(re.findall(r"@@[^@\s]+@@", text)):
            problems.append(f"{path.name} has places that were not filled: {', '.join(sorted(left))}")
        base = f"/{path.parent.relative_to(site).as_posix()}/"
        for match in REFERENCES.finditer(CITED.sub("", text)):
            for target in next(filter(None, match.groups())).split():
                if ELSEWHERE.match(target):
                    problems.append(f"{path.name} loads from another host: {target}")
                elif (
                    not target.startswith("data:") and not (site / urljoin(base, target).lstrip("/")).exists()
                ):
                    problems.append(f"{path.name} refers to {target}, which is not there")
    for path in [*site.glob("sw.js"), *site.glob("assets/worker-*.js")]:
        problems += [
            f"{path.name} lists {name}, which is not there" for name in _listed(path) if not name.exists()
        ]
    for name in ("index.html", "sw.js", "build.txt"):
        if not (site / name).exists():
            problems.append(f"{name} is missing")
    if problems:
        raise BuildError("\n  ".join(["something is wrong with it:", *problems]))


def _listed(script: Path) -> list[Path]:
    """The files that the service worker keeps, or the worker fetches."""
    found = LISTED.search(script.read_text(encoding="utf-8"))
    files = json.loads(found[1])["files"] if found else []
    return [script.parent / (file if isinstance(file, str) else file["packed"]) for file in files]
