"""Compresses the files of the site beforehand, for servers that hand out `.gz` and `.br` siblings.

The strongest setting is slow, so what has been compressed once is kept, by the sum of its content.
"""

import gzip
import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from steps import say

try:
    import brotli
except ImportError:  # the site is complete without
    brotli = None

ENDINGS = {".html", ".js", ".mjs", ".css", ".json", ".svg", ".wasm", ".txt"}
LEAST = 500  # bytes; below that it is not worth a file
METHODS: dict[str, Callable[[bytes], bytes]] = {".gz": lambda data: gzip.compress(data, 9, mtime=0)}
if brotli:
    METHODS[".br"] = lambda data: brotli.compress(data, quality=11)


def compress(site: Path, cache: Path) -> None:
    """Put a `.gz` and, where brotli is there, a `.br` beside every file that gets smaller by it."""
    cache.mkdir(parents=True, exist_ok=True)
    files = [
        path for path in sorted(site.rglob("*")) if path.suffix in ENDINGS and path.stat().st_size >= LEAST
    ]
    with ThreadPoolExecutor() as threads:
        for _ in threads.map(lambda path: _compress(path, cache), files):
            pass


def _compress(path: Path, cache: Path) -> None:
    content = path.read_bytes()
    for ending, method in METHODS.items():
        kept = cache / f"{hashlib.sha256(content).hexdigest()}{ending}"
        if not kept.exists():
            half = kept.with_suffix(f"{ending}.part")
            half.write_bytes(method(content))
            half.replace(kept)
        if kept.stat().st_size < len(content):
            shutil.copyfile(kept, path.with_name(path.name + ending))


def sent(path: Path) -> int:
    """How many bytes travel for a file: those of its smallest form."""
    forms = (path, path.with_name(f"{path.name}.gz"), path.with_name(f"{path.name}.br"))
    return min(form.stat().st_size for form in forms if form.exists())


def report(site: Path) -> None:
    """Say how large what is, raw and as it travels."""
    groups = {
        "runtime": "assets/pyodide-*/*",
        "packages": "assets/*.whl",
        "scripts": "assets/*.js",
        "pages": "*.html",
    }
    for name, pattern in groups.items():
        files = [path for path in site.glob(pattern) if path.suffix not in METHODS]
        raw, least = sum(path.stat().st_size for path in files), sum(map(sent, files))
        say(f"  {name:9} {raw / 1e6:6.2f} MB, compressed {least / 1e6:5.2f} MB")
