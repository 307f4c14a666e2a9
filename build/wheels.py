"""Makes the site's Python packages: the files that the pages need, byte-compiled, in wheels with a lock file.

A wheel is made for each distribution that owns a file which every lab needs, by the notes of `trace.py`, and
holds these files, its licence and its name; numpy's come out of the runtime's wheel instead of the machine's.
What only some labs need goes into archives for these (`packages.py`). Everything else that there is of
Python's own library and of these distributions, and all labs once more, goes into one more archive,
`more.zip`, which the browser fetches only if something asks for a module in it (`static/js/site/worker.js`).
Pyodide's own tools do the rest: `pyodide py-compile` compiles, and `pyodide lockfile` writes the list that
the runtime goes by. (`loadPackage` links what has machine code in it; what is nothing but Python, the worker
unpacks faster by itself.)
"""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from trace import SITE
from typing import Any

import packages
import standard_library
from runtime import ROOT
from steps import BuildError

THEN = (1980, 1, 1, 0, 0, 0)  # the time of every file in an archive: the same input gives the same bytes
NATIVE, WASM = f"{sys.implementation.cache_tag}-x86_64-linux-gnu", "cpython-312-wasm32-emscripten"
LEGAL = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
LEFT_OUT = {"tests", "testing", "test", "sampledata", "dist", "node_modules", "f2py", "distutils", "typing"}
OWN = "neural-playground"
LATER = ("latex2mathml",)  # packages that no page asks for at first: what they make of the formulas is kept
ROOMS = ("playground", "apps", "static")  # what is our own


@dataclass(frozen=True)
class Made:
    """What there is besides the wheels of the core."""

    packages: list[str]  # archives with what only some labs need
    labs: Mapping[str, tuple[str, ...]]  # slug -> the archives that it needs
    later: list[str]  # the names of all packages and modules of which `more.zip` has something


def make(notes: Mapping[str, Any], runtime: Mapping[str, Path], folder: Path) -> Made:
    """Write wheels, the archives of the labs, `pyodide-lock.json`, `python_stdlib.zip` and `more.zip`."""
    official_lock, library = runtime["pyodide-lock.json"], _out_of(runtime["python_stdlib.zip"])
    sources = _Sources(_out_of(next(path for name, path in runtime.items() if name.startswith("numpy"))))
    folder.mkdir(parents=True)
    start, labs = notes["start"], notes["labs"]
    at_once, lent = _library(library, start["library"], {slug: lab["library"] for slug, lab in labs.items()})
    sources.contents |= {file: library[file] for files in lent.values() for file in files}
    needs = {slug: sources.add(start["files"] + lab["files"]) | lent[slug] for slug, lab in labs.items()}
    parts = packages.split(needs, sources.contents)
    _write(folder / "python_stdlib.zip", {file: library[file] for file in at_once})
    more = _the_rest(library, at_once)
    for name, source in sorted(sources.of.items()):
        distribution = metadata.distribution(name)
        inside = [file for file in source if file in parts.core]
        wheel = folder / f"{name.replace('-', '_')}-{distribution.version}-py3-none-any.whl"
        _write(wheel, _wheel(distribution, source, inside))
        more |= _the_rest(source, set(inside))
    for name in LATER:
        more |= _installed(metadata.distribution(name))  # all of it: it asks for its own version
    for name, files in parts.packages.items():
        _write(folder / f"{name}.zip", {file: sources.contents[file] for file in files})
    _write(folder / "more.zip", more)
    lock = folder / "pyodide-lock.json"
    _list(official_lock, sorted(folder.glob("*.whl")), lock)
    _pyodide("py-compile", "--silent", str(folder))  # also the names in the list
    for archive in folder.glob("*.zip"):
        _timeless(archive)
    _finish(lock, official_lock)
    later = sorted({file.split("/")[0].removesuffix(".py") for file in more})
    return Made(
        [f"{name}.zip" for name in sorted(parts.packages)],
        {slug: tuple(f"{name}.zip" for name in names) for slug, names in parts.labs.items()},
        later,
    )


def _library(
    library: Mapping[str, bytes], start: list[str], labs: Mapping[str, list[str]]
) -> tuple[set[str], dict[str, set[str]]]:
    """The files of Python's own modules that all pages need, and those that a lab needs besides."""
    at_once = standard_library.needed(library, start)
    lent = {slug: standard_library.needed(library, [*start, *names]) for slug, names in labs.items()}
    tops = {file.split("/")[0] for file in at_once if "/" in file}
    at_once |= set.intersection(*lent.values())
    # a part of a package that is there from the start must lie beside the others
    at_once |= {file for files in lent.values() for file in files if file.split("/")[0] in tops}
    return at_once, {slug: files - at_once for slug, files in lent.items()}


class _Sources:
    """The files that `trace.py` has noted, by their owning distribution, under their names in the browser."""

    def __init__(self, numpy: Mapping[str, bytes]) -> None:
        self.of: dict[str, Mapping[str, bytes]] = {}  # distribution -> all that it has, noted or not
        self.contents: dict[str, bytes] = {}  # of what was noted
        self._numpy = numpy
        self._owners = metadata.packages_distributions()

    def add(self, notes: Iterable[str]) -> set[str]:
        """Returns what the noted files are called in the browser."""
        return {name for file in notes if (name := self._add(file)) is not None}

    def _add(self, file: str) -> str | None:
        top = file.split("/")[0].removesuffix(".py")
        if top.endswith(".dist-info") or file.startswith(("static/images/", "static/js/", "static/css/")):
            return None  # every wheel has its own; and pages load the rest without Python
        if top not in ROOMS and top not in self._owners:
            raise BuildError(f"no installed package owns {file}")
        owner = OWN if top in ROOMS else self._owners[top][0].lower()
        if owner not in self.of:
            self.of[owner] = self._all_of(owner)
        name = _for_the_browser(file, self._numpy) if owner == "numpy" else _packed(file)
        self.contents[name] = self.of[owner][name]
        return name

    def _all_of(self, owner: str) -> Mapping[str, bytes]:
        if owner == "numpy":
            return self._numpy
        if owner != OWN:
            return _installed(metadata.distribution(owner))
        files = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*")) if path.is_file())
        return {_packed(path.relative_to(ROOT).as_posix()): path.read_bytes() for path in files}


def _packed(file: str) -> str:
    """`apps` finds its styles and scripts inside itself once it is installed (apps/page/assets.py)."""
    return f"apps/{file}" if file.startswith("static/") else file


def _installed(distribution: metadata.Distribution) -> dict[str, bytes]:
    """All files of an installed distribution that are not for tests, tools or the page itself."""
    files = {}
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if _wanted(file.as_posix()) and path.is_file() and path.is_relative_to(SITE):
            files[file.as_posix()] = path.read_bytes()
    return files


def _wanted(file: str) -> bool:
    parts = file.split("/")
    return not (set(parts) & LEFT_OUT or "__pycache__" in parts or ".." in parts or "/server/static/" in file)


def _out_of(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def _for_the_browser(file: str, source: Mapping[str, bytes]) -> str:
    """The name that a file of the machine's numpy has in the runtime's."""
    name = file
    if file.endswith(".so"):
        name = f"{file.split('.')[0]}.{WASM}.so"
    if name not in source:
        raise BuildError(f"numpy for the browser has no {name}; is the same version installed here?")
    return name


def _wheel(
    distribution: metadata.Distribution, source: Mapping[str, bytes], inside: Iterable[str]
) -> dict[str, bytes]:
    """The content of a wheel. What it requires is left out: the lock file lists exactly what is there."""
    name, version = distribution.metadata["Name"], distribution.version
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    content = {file: source[file] for file in inside}
    licences = {file: text for file, text in source.items() if _is_legal(file)}
    if distribution.metadata["Name"] == OWN:
        licences = {"LICENSE": (ROOT / "LICENSE").read_bytes()}
    content |= {f"{info}/licenses/{file.split('/')[-1]}": text for file, text in licences.items()}
    content[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    content[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: playground\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    content[f"{info}/RECORD"] = b""
    return content


def _is_legal(file: str) -> bool:
    parts = file.split("/")
    return parts[0].endswith(".dist-info") and parts[-1].upper().startswith(LEGAL)


def _the_rest(source: Mapping[str, bytes], taken: set[str]) -> dict[str, bytes]:
    """The modules that are not taken, and the data that lie beside our own."""
    return {
        file: text
        for file, text in source.items()
        if file not in taken and file.endswith((".py", ".tsv", f"{WASM}.so")) and _wanted(file)
    }


def _write(archive: Path, content: Mapping[str, bytes]) -> None:
    """Nothing is compressed inside: the archive is, as a whole, which is smaller and faster to unpack."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for name in sorted(content):
            opened.writestr(zipfile.ZipInfo(name, THEN), content[name])


def is_native(wheel: Path) -> bool:
    """Does it hold machine code, which must be linked, or nothing but Python?"""
    return any(name.endswith(".so") for name in zipfile.ZipFile(wheel).namelist())


def _list(official: Path, wheels: list[Path], lock: Path) -> None:
    """Write the site's own list: the official one's description of the runtime, and our wheels."""
    empty = lock.with_name("empty.json")
    described = json.loads(official.read_text(encoding="utf-8"))
    empty.write_text(json.dumps({**described, "packages": {}}), encoding="utf-8")
    _pyodide("lockfile", "add-wheels", "--base-path", str(lock.parent), "--input", str(empty),
             "--output", str(lock), *map(str, wheels))  # fmt: skip
    empty.unlink()


def _finish(lock: Path, official: Path) -> None:
    """Give every wheel its final bytes, and the list their sum."""
    described = json.loads(lock.read_text(encoding="utf-8"))
    # the tool writes the form of later runtimes, which leaves out the version that this one asks for
    described["info"] = json.loads(official.read_text(encoding="utf-8"))["info"]
    for package in described["packages"].values():
        wheel = _timeless(lock.parent / package["file_name"])
        package["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(json.dumps(described, indent=1, sort_keys=True), encoding="utf-8")


def _timeless(archive: Path) -> Path:
    """The archive without the time of its making."""
    _write(archive, _out_of(archive))
    return archive


def _pyodide(*arguments: str) -> None:
    # with a date given, a .pyc names its source by sum instead of by the time at which it was written; the
    # docstrings, a sixth of all that is fetched, are left out
    same = os.environ | {"SOURCE_DATE_EPOCH": "315532800", "PYTHONHASHSEED": "0", "PYTHONOPTIMIZE": "2"}
    command = [str(Path(sys.executable).parent / "pyodide"), *arguments]
    done = subprocess.run(command, env=same, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no reason given"]
        raise BuildError(f"`pyodide {arguments[0]}` failed: {lines[-1]}")


def digest(content: bytes) -> str:
    """The part of a file's name that says what is in it."""
    return hashlib.sha256(content).hexdigest()[:10]
