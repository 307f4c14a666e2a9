"""Where the pages find their scripts, styles and pictures: beside `apps/`, or inside it once installed.

The scripts of the views are ES modules, each in a file of its own that says what it imports. A server hands
them out as they are, under a path with a sum of all of them in it, so that browsers may keep them for ever;
the static site does the same. Where nothing of ours is served, a page carries what it needs as one text
(`static/js/page/load.js` reads it).
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_APPS = Path(__file__).parent.parent
STATIC = _APPS / "static" if (_APPS / "static").is_dir() else _APPS.parent / "static"

_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)  # on lines of its own
_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*?["'](\.[^"']+)["'];""", re.MULTILINE)


@cache
def text(*names: str) -> str:
    """The files `names` under `static/`, joined."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def imports(name: str) -> list[str]:
    """The modules that the module `name`, such as `js/lib/view.js`, imports by itself."""
    folder = posixpath.dirname(name)
    return [posixpath.normpath(posixpath.join(folder, path)) for path in _IMPORT.findall(text(name))]


def closure(names: Iterable[str]) -> list[str]:
    """`names` and all that they import: each once, and behind those that it imports itself."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in found:
            for inner in imports(name):
                visit(inner)
            found[name] = None

    for name in names:
        visit(name)
    return list(found)


def files_of(views: Iterable[str]) -> list[str]:
    """The modules and styles that it takes to show views, such as `page/tabs` or `views/qtable/ice`."""
    views = list(views)
    labs = dict.fromkeys(view.split("/")[1] for view in views if view.startswith("views/"))
    styles = ["css/components.css", *(f"css/views/{lab}.css" for lab in labs)]
    return [*closure(["js/lib/view.js", *(f"js/{view}.js" for view in views)]), *styles]


def carried(views: Iterable[str]) -> dict[str, str]:
    """The same as texts by name, for a page that carries them: without comments on lines of their own."""
    return {name: _COMMENT.sub("", text(name)) for name in files_of(views)}


@cache
def served() -> dict[str, Path]:
    """What a server hands out of scripts and styles: everything that a view may ask for."""
    patterns = ("js/lib/*.js", "js/page/*.js", "js/views/*/*.js", "css/components.css", "css/views/*.css")
    found = [path for pattern in patterns for path in sorted(STATIC.glob(pattern))]
    return {path.relative_to(STATIC).as_posix(): path for path in found}


@cache
def total() -> str:
    """A sum of all that is served: another one whenever anything in it is another."""
    digest = hashlib.sha256()
    for name, path in served().items():
        digest.update(f"{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:10]
