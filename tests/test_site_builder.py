"""The site builder's steps, one at a time: nothing is fetched, and no site is built."""

import gzip
import hashlib
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BUILD = Path(__file__).parent.parent / "build"
OURS = {path.stem for path in BUILD.glob("*.py")}


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Imports a step by name, as `python build/site.py` would: two are named like modules of the library."""
    before = {name: sys.modules.pop(name) for name in OURS & sys.modules.keys()}
    monkeypatch.syspath_prepend(BUILD)

    def load(name: str) -> ModuleType:
        return import_module(name)

    yield load
    for name in OURS:
        sys.modules.pop(name, None)
    sys.modules.update(before)


# ---------------------------------------------------------------------------------------------- the runtime


@pytest.fixture
def runtime(step: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """With a pin of one small file, and no way to fetch it but from folders."""
    module = step("runtime")
    content = b"the very bytes"
    file = {"name": "python.wasm", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def out_of_reach(*arguments: Any, **options: Any) -> None:
        raise OSError("the network is not there")

    monkeypatch.setattr(module, "pin", lambda: {"official": "https://nowhere.example/", "file": [file]})
    monkeypatch.setattr(module, "urlopen", out_of_reach)
    monkeypatch.delenv("PLAYGROUND_RUNTIME", raising=False)
    return module


def folder_with(place: Path, content: bytes) -> Path:
    place.mkdir()
    (place / "python.wasm").write_bytes(content)
    return place


def test_the_runtime_comes_from_a_folder_and_is_kept(
    runtime: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_RUNTIME", str(folder_with(tmp_path / "own", b"the very bytes")))
    kept = runtime.fetch(tmp_path / "cache")["python.wasm"]
    assert kept.read_bytes() == b"the very bytes" and kept.parent == tmp_path / "cache"
    monkeypatch.delenv("PLAYGROUND_RUNTIME")
    assert runtime.fetch(tmp_path / "cache") == {"python.wasm": kept}  # now from the cache


def test_a_wrong_sum_stops_the_build_and_names_the_file(
    runtime: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime_cache = folder_with(tmp_path / "cache", b"the very bytes")
    monkeypatch.setenv("PLAYGROUND_RUNTIME", str(folder_with(tmp_path / "own", b"other bytes")))
    with pytest.raises(runtime.BuildError, match=r"python\.wasm is not the file .* SHA-256"):
        runtime.fetch(runtime_cache)  # though the cache has the right one: the folder was asked for


def test_a_file_that_is_nowhere_is_named_with_the_places(runtime: Any, tmp_path: Path) -> None:
    with pytest.raises(
        runtime.BuildError, match=r"python\.wasm was not to be had:\n  the official .*network"
    ):
        runtime.fetch(folder_with(tmp_path / "cache", b"half of the ve"))


# ------------------------------------------------------------------------------------------- looking it over


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A site in which all is well."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(
        '<script src="assets/a.js"></script><a href="https://else.where">x</a>'
    )
    (tmp_path / "assets" / "a.js").write_text("")
    (tmp_path / "assets" / "a.css").write_text("p { background: url(a.js) }")
    (tmp_path / "assets" / "worker-1.js").write_text('const SITE = {\n "files": [{"packed": "a.js"}]\n};\n')
    (tmp_path / "sw.js").write_text('const SITE = {\n "files": ["index.html"]\n};\n')
    (tmp_path / "build.txt").write_text("1")
    return tmp_path


@pytest.mark.parametrize(
    "file, text, problem",
    [
        ("index.html", '<img src="gone.png">', "index.html refers to gone.png"),
        ("index.html", '<script src="https://cdn.example/x.js">', "another host: https://cdn.example/x.js"),
        ("index.html", '<script src="//cdn.example/x.js">', "another host: //cdn.example/x.js"),
        ("index.html", '<script data-libraries="assets/a.js assets/b.js">', "refers to assets/b.js"),
        ("index.html", "<p>@@css/site.css@@</p>", "not filled: @@css/site.css@@"),
        ("assets/a.css", "p { background: url('b.png') }", "a.css refers to b.png"),
        ("assets/worker-1.js", 'const SITE = {\n "files": [{"packed": "b"}]\n};\n', "worker-1.js lists"),
        ("sw.js", 'const SITE = {\n "files": ["b.html"]\n};\n', "sw.js lists"),
    ],
)
def test_what_is_wrong_with_a_site_is_found(
    step: Callable[[str], Any], small_site: Path, file: str, text: str, problem: str
) -> None:
    check_site = step("check_site")
    check_site.check(small_site)
    (small_site / file).write_text(text)
    with pytest.raises(check_site.BuildError) as raised:
        check_site.check(small_site)
    assert problem in str(raised.value)


# ---------------------------------------------------------------------------------- archives and compression


def test_only_what_gets_smaller_is_compressed(step: Callable[[str], Any], tmp_path: Path) -> None:
    site, noise = tmp_path / "site", hashlib.shake_256(b"noise").digest(5000)
    site.mkdir()
    files = {"long.js": b"abc" * 1000, "noise.js": noise, "short.js": b"abc", "picture.png": b"abc" * 1000}
    for name, content in files.items():
        (site / name).write_bytes(content)
    step("compress").compress(site, tmp_path / "cache")
    assert [path.name for path in site.glob("*.gz")] == ["long.js.gz"]
    assert gzip.decompress((site / "long.js.gz").read_bytes()) == files["long.js"]


def test_archives_do_not_know_when_they_were_made(step: Callable[[str], Any], tmp_path: Path) -> None:
    wheels = step("wheels")
    wheels._write(tmp_path / "one.whl", {"b.py": b"2", "a.py": b"1"})
    with zipfile.ZipFile(tmp_path / "two.whl", "w") as archive:  # of now
        archive.writestr("a.py", b"1")
        archive.writestr("b.py", b"2")
    wheels._timeless(tmp_path / "two.whl")
    assert (tmp_path / "one.whl").read_bytes() == (tmp_path / "two.whl").read_bytes()
    assert not wheels.is_native(tmp_path / "one.whl")
    wheels._write(tmp_path / "three.whl", {"a.py": b"1", "b.so": b"2"})
    assert wheels.is_native(tmp_path / "three.whl")
