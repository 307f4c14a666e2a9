"""Wheels of what is installed here, packed again for a browser, and an index that micropip can ask.

The stock page lets micropip install pure-Python packages from a package index. Here they come from the
environment that this runs in, at the versions pinned in requirements/, and from an index in a folder:

- Panel and Bokeh as their CDN has them: less tests, scripts and bundles, which the CDN serves by themselves;
- MarkupSafe and PyYAML without their compiled halves, which they can do without;
- nh3 is nothing but a compiled half, and not to be had for this runtime: a wheel with an empty module takes
  its place (no page of ours sanitises HTML), and the stock side has less to load than it really would;
- an index lists one version of a package; the real one lists all, and is larger.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.utils import canonicalize_name

from benchmarks.boot.runtime import Unavailable

# What micropip asks the index for: the closure of Panel 1.10 and of our package, less what the runtime brings
# (runtime.py).
FROM_INDEX = (
    "certifi",
    "charset-normalizer",
    "idna",
    "jinja2",
    "latex2mathml",
    "linkify-it-py",
    "markdown",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "mdurl",
    "narwhals",
    "nh3",
    "panel-material-ui",
    "param",
    "pyviz-comms",
    "pyyaml",
    "requests",
    "tqdm",
    "typing-extensions",
    "urllib3",
    "xyzservices",
)
COMPILED = (".so", ".pyd", ".dylib")
STUBS = {"nh3": {"nh3/__init__.py": b""}}


def write_index(folder: Path, url: str) -> None:
    """`folder/simple/<name>.v1+json` and `folder/files/<wheel>`, as an index at `url` has them."""
    (folder / "simple").mkdir(parents=True)
    for name in FROM_INDEX:
        wheel = repack(distribution(name), folder / "files")
        with zipfile.ZipFile(wheel) as archive:
            metadata = archive.read(next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA")))
        wheel.with_name(wheel.name + ".metadata").write_bytes(metadata)
        entry = {
            "filename": wheel.name,
            "url": f"{url}/files/{wheel.name}",
            "hashes": {"sha256": sha256(wheel.read_bytes()).hexdigest()},
            "core-metadata": {"sha256": sha256(metadata).hexdigest()},
            "size": wheel.stat().st_size,
        }
        page = folder / "simple" / f"{canonicalize_name(name)}.v1+json"
        page.write_text(json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": [entry]}))


def is_for_panels_cdn(path: str) -> bool:
    """Whether the wheel of Panel on its CDN holds the file: no tests, no scripts, no bundles."""
    built = ("panel/dist/bundled/", "panel/dist/lib/", "panel/dist/dts/", "panel/dist/panel")
    return not path.startswith(("panel/tests/", *built))


def is_for_bokehs_cdn(path: str) -> bool:
    """The same for Bokeh: no scripts but the templates'."""
    script = path.endswith((".js", ".d.ts", ".tsbuildinfo", "bokeh.json", ".js.map"))
    return path.startswith("bokeh/core/_templates") or not script


def repack(package: Distribution, folder: Path, keep: Callable[[str], bool] = lambda path: True) -> Path:
    """A wheel for any platform of the files of an installed package that `keep` wants."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{canonicalize_name(package.name).replace('-', '_')}-{package.version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    contents = STUBS.get(canonicalize_name(package.name)) or {
        str(file): Path(str(file.locate())).read_bytes()
        for file in package.files or ()
        if not str(file).startswith("..")
        and "__pycache__" not in str(file)
        and ".dist-info/" not in str(file)
        if not str(file).endswith(COMPILED) and keep(str(file))
    }
    contents |= {
        f"{stem}.dist-info/METADATA": (package.read_text("METADATA") or "").encode(),
        f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    contents[f"{stem}.dist-info/RECORD"] = "".join(f"{path},,\n" for path in contents).encode()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return wheel


def build_own(project: Path, folder: Path) -> Path:
    """The wheel of this project, as a release would have it."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"the wheel of this project can not be built: {done.stderr[-400:]}")
    (wheel,) = folder.glob("*.whl")
    return wheel
