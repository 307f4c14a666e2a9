"""Runs the pages as they are built beforehand, and notes what that takes: which modules, which data files.

    python build/trace.py NOTES

What is found by importing need not be guessed: the packages of the site hold these files and no others, and a
new lab brings what it needs by itself. Every page runs in a process of its own, which branches off when Panel
and what serves the pages have been imported: so what is noted for a lab is what that lab needs, whatever
others do. Extension modules are refused, except numpy's, whose counterparts for the browser exist: packages
that are faster with one have a slower twin in Python.
"""

import importlib
import importlib.machinery
import json
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG
from typing import Any

usual_stat = os.stat
SITE = Path(sysconfig.get_path("purelib"))
ROOT = Path(__file__).parent.parent


class Watcher:
    """Stands before all importers: notes what is looked for, and refuses compiled modules but numpy's."""

    def __init__(self) -> None:
        self.found: set[str] = set()  # files
        self.absent: set[str] = set()  # modules that somebody can do without
        self.library: set[str] = set()  # modules of Python's own

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None:
            self.absent.add(name)
            return
        inside = place(spec.origin or "")
        compiled = isinstance(spec.loader, importlib.machinery.ExtensionFileLoader)
        if inside and compiled and not name.startswith("numpy."):
            self.absent.add(name)
            raise ModuleNotFoundError(f"{name} is compiled for this machine, not for the browser", name=name)
        if inside:
            self.found.add(inside)
        else:
            self.library.add(name)

    def notes(self) -> dict[str, list[str]]:
        """What was found so far; some modules of Python's own were there before the watcher."""
        kinds = {"files": self.found, "absent": self.absent, "library": self.library | set(sys.modules)}
        return {kind: sorted(names) for kind, names in kinds.items()}


def place(file: str) -> str | None:
    """Where a file lies in the site's packages, if it is one and belongs there; None for all others."""
    path = Path(os.path.abspath(file))
    for root, rooms in ((SITE, None), (ROOT, ("playground", "apps", "static"))):
        if path.is_relative_to(root) and "__pycache__" not in path.parts:
            inside = path.relative_to(root)
            belongs = inside.parts and (rooms is None or inside.parts[0] in rooms)
            return inside.as_posix() if belongs and _is_file(path) else None
    return None


def _is_file(path: Path) -> bool:
    try:
        return S_ISREG(usual_stat(path).st_mode)
    except OSError:
        return False


def main() -> None:
    """Write the HTML of every page, and the notes: of the start that all pages share, and of each lab."""
    target, watcher = Path(sys.argv[1]), Watcher()

    def note(file: Any) -> None:
        if isinstance(file, str | os.PathLike) and (inside := place(os.fspath(file))):
            watcher.found.add(inside)

    def stat(file: Any, *arguments: Any, **options: Any) -> Any:
        """Somebody asks whether a file is there, perhaps without ever reading it."""
        answer = usual_stat(file, *arguments, **options)
        if not str(file).endswith(".py"):
            note(file)
        return answer

    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, watcher)
    sys.path.insert(0, str(ROOT))
    sys.addaudithook(lambda event, arguments: note(arguments[0]) if event == "open" else None)
    os.stat = stat  # type: ignore[assignment]  # it hands on whatever it is asked
    prerender = importlib.import_module("apps.host.prerender")
    prerender.prepare()
    start = watcher.notes()
    labs = importlib.import_module("playground.labs").LABS
    made = {slug: _apart(slug, watcher, prerender.page_and_use) for slug in ("index", *labs)}
    pages = {slug: notes.pop("page") for slug, notes in made.items()}
    del made["index"]  # which needs no Python in the browser
    target.write_text(json.dumps({"pages": pages, "start": start, "labs": made}, indent=0), encoding="utf-8")


def _apart(slug: str, watcher: Watcher, make: Callable[[str], str]) -> dict[str, Any]:
    """What `make(slug)` returns, as `page`, and what it takes, found out by a process that does only that."""
    receiver, sender = os.pipe()
    process = os.fork()
    if not process:
        failed = True
        try:
            with os.fdopen(sender, "w", encoding="utf-8") as pipe:
                json.dump({"page": make(slug), **watcher.notes()}, pipe)
            failed = False
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(failed)
    os.close(sender)
    with os.fdopen(receiver, encoding="utf-8") as pipe:
        told = pipe.read()
    if os.waitpid(process, 0)[1]:
        raise SystemExit(f"the page of {slug} failed")
    notes: dict[str, Any] = json.loads(told)
    return notes


if __name__ == "__main__":
    main()
