"""Builds the static site: a folder of plain files that any web server can serve, from any path.

    python build/site.py --out site

The same `apps/*.py` run in it, in the browser's own Python. The steps, each in a file of its own: the pinned
runtime (`runtime.py`), the pages as they are before Python arrives and what it takes to run them
(`trace.py`), the Python packages (`wheels.py`), the docs (`docs/`, by mkdocs), and here the files that a page
loads, under names with a sum of their content, so that a server may let browsers keep them for ever. The same
inputs give the same bytes.
"""

import argparse
import base64
import gzip
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from trace import SITE
from typing import Any

import check_site
import compress
import runtime
import wheels
from runtime import ROOT
from steps import BuildError, say
from wheels import digest

STATIC = ROOT / "static"
STYLES = ("css/tokens.css", "css/page.css", "css/chapters.css", "css/index.css", "css/site.css")
SCRIPTS = {
    "js/page.js": tuple(
        f"js/page/{name}.js" for name in ("theme", "load", "solved", "runs", "chapters", "check", "host")
    ),
    "js/site.js": ("js/site/offline.js", "js/site/first.js", "js/site/site.js"),
    "js/offline.js": ("js/site/offline.js",),
}
# what the views of a page ask for: modules know each other by their names (static/js/page/load.js)
VIEW_FILES = ("js/lib/*.js", "js/page/*.js", "js/views/*/*.js", "css/components.css", "css/views/*.css")
NAMED = re.compile(r'(?:href|src)="(assets/[^"]+)"')  # what a page loads
BOKEH = SITE / "bokeh" / "server" / "static" / "js"
LIBRARIES = {
    "bokeh.min.js": BOKEH / "bokeh.min.js",
    "bokeh-widgets.min.js": BOKEH / "bokeh-widgets.min.js",  # Panel's script asks for its modules
    "panel.min.js": SITE / "panel" / "dist" / "panel.min.js",
}
# what Panel's own components ask for, and what their styles ask for, under `panel/dist`
PANEL_FILES = ("css/**/*.css", "bundled/theme/**/*.css", "assets/*_spinner.svg")


class Folder:
    """The site as it grows: files by name, and the names that they got."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.names: dict[str, str] = {}

    def write(self, name: str, content: bytes) -> None:
        """Put a file where it is to be found under just this name."""
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def add(self, name: str, content: bytes) -> str:
        """Put a file under `assets/`, with a sum in its name; templates call it `@@name@@`."""
        path = Path(name.split("/")[-1])
        self.names[name] = f"assets/{path.stem}-{digest(content)}{path.suffix}"
        self.write(self.names[name], content)
        return self.names[name]

    def pack(self, name: str, content: bytes) -> dict[str, Any]:
        """Put a file that the worker unpacks, so that it travels compressed whatever the server can do."""
        packed = gzip.compress(content, 9, mtime=0)
        present = self.add(f"{name}.pack", packed).removeprefix("assets/")
        return {"packed": present, "bytes": len(packed), "sha256": hashlib.sha256(packed).hexdigest()}

    def add_all(self, name: str, files: Mapping[str, bytes]) -> str:
        """Put files that know each other by name into a folder, with a sum in the folder's name."""
        total = digest(b"".join(key.encode() + content for key, content in sorted(files.items())))
        for file, content in files.items():
            self.write(f"assets/{name}-{total}/{file}", content)
        return f"assets/{name}-{total}/"

    def fill(self, text: str) -> str:
        """The text with the present name of every `@@name@@`."""
        for name, present in self.names.items():
            text = text.replace(f"@@{name}@@", present)
        return text


def build(out: Path) -> None:
    """Write the site into `out`, which is replaced only when everything has succeeded."""
    if sys.version_info[:2] != tuple(map(int, runtime.pin()["python"].split("."))):
        raise BuildError(
            f"the site is built with Python {runtime.pin()['python']}, this is {sys.version.split()[0]}"
        )
    say("The runtime")
    files = runtime.fetch()
    with tempfile.TemporaryDirectory(prefix="site-", dir=out.parent) as work_name:
        work = Path(work_name)
        folder = Folder(work / "site")
        say("The docs")
        docs = _docs(folder, work)
        say("What every page loads")
        panel = _libraries(folder)
        say("The pages, and what they import")
        notes = _trace(work, panel, docs)
        say("The Python packages")
        site, labs = _python(folder, files, notes, work)
        say("Putting it together")
        _put_together(folder, notes["pages"], site | {"panel": panel}, labs, docs)
        say("Looking it over")
        check_site.check(folder.place)
        say("Compressing")
        compress.compress(folder.place, ROOT / ".tools" / "compressed")
        if out.exists():
            shutil.rmtree(out)
        shutil.move(folder.place, out)
    compress.report(out)
    say(f"The site is in {out}")


def _text(*names: str) -> bytes:
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names).encode()


def _docs(folder: Folder, work: Path) -> list[str]:
    """The docs under `docs/`; returns the names of their files, none where mkdocs is not installed."""
    if find_spec("mkdocs") is None:
        say("  left out: mkdocs is not installed here (`make site` installs it)")
        return []
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(work / "docs"),
    ]
    environment = os.environ | {"PLAYGROUND_HOME": "../"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"the docs could not be made:\n{done.stdout}{done.stderr}")
    files = {
        f"docs/{path.relative_to(work / 'docs').as_posix()}": path for path in (work / "docs").rglob("*")
    }
    names = sorted(name for name, path in files.items() if path.is_file())
    for name in names:
        folder.write(name, files[name].read_bytes())
    return names


def _libraries(folder: Folder) -> str:
    """Scripts and styles, ours and others'; returns where Panel is to look for its own."""
    for name, path in LIBRARIES.items():
        folder.add(name, path.read_bytes())
    folder.add("css/site.css", _text(*STYLES))
    for name, parts in SCRIPTS.items():
        folder.add(name, _text(*parts))
    folder.names["files"] = folder.add_all("files", {
        path.relative_to(STATIC).as_posix(): path.read_bytes()
        for pattern in VIEW_FILES for path in sorted(STATIC.glob(pattern))
    })  # fmt: skip
    for image in sorted((STATIC / "images").iterdir()):
        folder.write(f"images/{image.name}", image.read_bytes())
    embed = STATIC / "js" / "embed.js"
    if embed.exists():
        folder.write("embed.js", embed.read_bytes())
    dist = SITE / "panel" / "dist"
    version = metadata.version("panel")
    return folder.add_all("panel", {
        f"{version}/dist/{path.relative_to(dist).as_posix()}": path.read_bytes()
        for pattern in PANEL_FILES for path in sorted(dist.glob(pattern))
    })  # fmt: skip


def _trace(work: Path, panel: str, docs: list[str]) -> dict[str, Any]:
    """The HTML of all pages, and notes of what it took to make and to use them (`trace.py`)."""
    notes = work / "notes.json"
    command = [sys.executable, str(ROOT / "build" / "trace.py"), str(notes)]
    environment = os.environ | {"PANEL_CDN_ROOT": panel, "PYTHONHASHSEED": "0", "PYTHONOPTIMIZE": "2"}
    environment["PLAYGROUND_DOCS"] = "docs/index.html" if docs else ""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"the pages could not be made beforehand:\n{done.stderr}")
    told: dict[str, Any] = json.loads(notes.read_text(encoding="utf-8"))
    return told


def _python(
    folder: Folder, files: dict[str, Path], notes: dict[str, Any], work: Path
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """The runtime and the packages; returns what the worker must know of them, and each lab's packages."""
    place = work / "packages"
    made = wheels.make(notes, files, place)
    plain = {name: path.read_bytes() for name, path in files.items() if name.endswith(("js", ".wasm"))}
    base = folder.add_all("pyodide", plain).removeprefix("assets/")
    lock = place / runtime.pin()["lock"]
    listed = json.loads(lock.read_text(encoding="utf-8"))["packages"].values()
    wheel_files = [place / package["file_name"] for package in listed]
    native = [package["name"] for package in listed if wheels.is_native(place / package["file_name"])]
    pure = [base + package["file_name"] for package in listed if package["name"] not in native]
    early = [files["pyodide.asm.wasm"], place / "python_stdlib.zip", lock, *wheel_files]
    sum_of_wasm = base64.b64encode(hashlib.sha256(plain["pyodide.asm.wasm"]).digest()).decode()
    absent = set(notes["start"]["absent"]).union(*(lab["absent"] for lab in notes["labs"].values()))
    site = {
        "runtime": base,
        "lock": base + lock.name,
        "more": folder.pack("more.zip", (place / "more.zip").read_bytes())["packed"],
        "native": native,
        "pure": pure,
        "place": f"/lib/python{runtime.pin()['python']}/site-packages",
        "later": made.later,
        "absent": sorted(absent),
        "compiled": {"name": f"{base}pyodide.asm.wasm", "integrity": f"sha256-{sum_of_wasm}"},
        "files": [{"name": base + path.name} | folder.pack(path.name, path.read_bytes()) for path in early],
    }
    packed = {name: folder.pack(name, (place / name).read_bytes()) for name in made.packages}
    return site, {slug: [packed[name] for name in names] for slug, names in made.labs.items()}


def _put_together(
    folder: Folder,
    pages: dict[str, str],
    site: dict[str, Any],
    labs: dict[str, list[dict[str, Any]]],
    docs: list[str],
) -> None:
    """The worker, the pages and the service worker, which know the names of all that came before."""
    known = f"const SITE = {json.dumps(site, indent=1)};\n".encode()
    folder.add("js/worker.js", known + _text("js/site/archive.js", "js/site/worker.js"))
    for slug, packages in labs.items():
        folder.names[f"packages/{slug}"] = html.escape(json.dumps(packages))
    everything = [*folder.names.values(), *(folder.fill(page) for page in pages.values())]
    everything += [digest((folder.place / name).read_bytes()) for name in docs]
    folder.names["build"] = digest("\n".join(everything).encode())
    for slug, page in pages.items():
        folder.write(f"{slug}.html", folder.fill(page).encode())
    kept = sorted(p.relative_to(folder.place).as_posix() for p in folder.place.rglob("*") if p.is_file())
    own = _own(folder, labs, kept)
    compiled = f"assets/{site['compiled']['name']}"
    # two forms of one file: which of them is kept depends on the server (static/js/site/sw.js)
    either = [compiled, folder.names["pyodide.asm.wasm.pack"]]
    later = [folder.names["more.zip.pack"], *docs]  # kept when somebody has asked for it
    apart = {*later, *either, *(name for names in own.values() for name in names)}
    core = [name for name in kept if name not in apart]
    listed = {"build": folder.names["build"], "core": core, "either": either, "labs": own, "later": later}
    folder.write("sw.js", f"const SITE = {json.dumps(listed, indent=1)};\n".encode() + _text("js/site/sw.js"))
    folder.write("build.txt", f"{folder.names['build']}\n".encode())


def _own(folder: Folder, labs: dict[str, list[dict[str, Any]]], kept: list[str]) -> dict[str, list[str]]:
    """The files that are there for some labs only: for each lab, what its page names and not every page
    does."""
    named = {
        slug: set(NAMED.findall((folder.place / f"{slug}.html").read_text(encoding="utf-8"))) for slug in labs
    }
    common = set.intersection(*named.values())
    for slug, names in named.items():
        names |= {f"assets/{package['packed']}" for package in labs[slug]}
        names |= {f"images/{slug}.png", f"{slug}.html"}
    return {slug: sorted((names - common).intersection(kept)) for slug, names in named.items()}


def main() -> int:
    """Build, or say why not."""
    parser = argparse.ArgumentParser(description="Build the static site.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="the folder to write (default: site)")
    out = parser.parse_args().out.resolve()
    if out.exists() and not (out / "build.txt").exists() and any(out.iterdir()):
        print(
            f"{out} holds something that is not a site; name an empty folder, or one of an earlier build",
            file=sys.stderr,
        )
        return 2
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        build(out)
    except BuildError as error:
        print(f"The site was not built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
