"""Looks over a site that has just been built: all it refers to is there, and it refers to nobody else."""

import re
from pathlib import Path
from urllib.parse import urljoin

from steps import BuildError

REFERENCES = re.compile(r"""(?:src|href|data-worker)="([^"#?]+)|"url": ?"([^"]+)"|url\(["']?([^"')#]+)""")
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
CITED = re.compile(r'<a [^>]*href="https?://[^"]*"')  # a link that a reader may follow is not loaded


def check(site: Path) -> None:
    """Raises `BuildError` with everything that is wrong."""
    problems = []
    for path in sorted(site.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        if left := set(re.findall(r"@@[^@\s]+@@", text)):
            problems.append(f"{path.name} has places that were not filled: {', '.join(sorted(left))}")
        for match in REFERENCES.finditer(CITED.sub("", text)):
            target = next(filter(None, match.groups()))
            if ELSEWHERE.match(target):
                problems.append(f"{path.name} loads from another host: {target}")
            elif not target.startswith("data:") and not (site / urljoin("/", target).lstrip("/")).exists():
                problems.append(f"{path.name} refers to {target}, which is not there")
    for name in ("index.html", "sw.js", "build.txt"):
        if not (site / name).exists():
            problems.append(f"{name} is missing")
    if problems:
        raise BuildError("\n  ".join(["something is wrong with it:", *problems]))
