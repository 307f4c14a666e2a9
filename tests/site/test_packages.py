"""A package for each lab: a page fetches the core and what its own lab needs, and the labs open from that."""

import gzip
import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.conftest import ROOT
from tests.site.serving import READY, SiteServer, ready

Stranger = Callable[..., Page]
NO_SERVICE_WORKER = "delete Navigator.prototype.serviceWorker"  # which would fetch the other labs, too


def told(site: Path, script: str) -> dict:
    """What the builder has told a script of the site's files."""
    (file,) = site.glob(script)
    listed = re.search(r"const SITE = (\{.*?\n\});", file.read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    return json.loads(listed[1])


def packages(site: Path, lab: str) -> set[str]:
    """The names of the packages that the page of a lab asks for besides the core."""
    text = (site / f"{lab}.html").read_text(encoding="utf-8")
    (attribute,) = re.findall(r'data-packages="([^"]*)"', text)
    return {package["packed"] for package in json.loads(html.unescape(attribute))}


def modules(site: Path, packed: str) -> set[str]:
    """The files of our own in a package, as they are called here."""
    with zipfile.ZipFile(io.BytesIO(gzip.decompress((site / "assets" / packed).read_bytes()))) as archive:
        names = archive.namelist()
    ours = (name.removesuffix("c") if name.endswith(".pyc") else name for name in names)
    ours = (name.removeprefix("apps/") if name.startswith("apps/static/") else name for name in ours)
    return {name for name in ours if name.startswith(("playground/", "apps/", "static/"))}


def core(site: Path) -> set[str]:
    files = told(site, "assets/worker-*.js")["files"]
    return set().union(
        *(modules(site, file["packed"]) for file in files if "neural_playground" in file["name"])
    )


OPEN = """
import importlib.machinery, json, sys
from pathlib import Path

allowed = set(json.loads(sys.argv[2]))
missing = set()

def inside(file):
    path = Path(file)
    return path.is_relative_to(root) and path.relative_to(root).parts[0] in ("playground", "apps", "static")

def check(file):
    if inside(file) and Path(file).is_file() and "__pycache__" not in file:
        name = Path(file).relative_to(root).as_posix()
        if name not in allowed and not name.startswith(("static/js/", "static/css/")):
            missing.add(name)

class OnlyThese:
    def find_spec(self, name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and spec.origin:
            check(spec.origin)

root = Path.cwd()
sys.dont_write_bytecode = True
sys.path.insert(0, str(root))
sys.meta_path.insert(0, OnlyThese())
sys.addaudithook(lambda event, what: check(what[0]) if event == "open" and isinstance(what[0], str) else None)
from apps.host import prerender
prerender.prepare()
html = prerender.page_and_use(sys.argv[1])
assert len(html) > 10_000
print(json.dumps(sorted(missing)))
"""
OF_THE_BUILDER = {"apps/host/prerender.py"}  # makes pages, and is in none


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_opens_and_is_used_with_nothing_but_the_core_and_its_own(site: Path, lab: str) -> None:
    """With another Python than the site's, which has the same modules of ours."""
    allowed = core(site).union(OF_THE_BUILDER, *(modules(site, name) for name in packages(site, lab)))
    command = [ROOT / ".venv-site" / "bin" / "python", "-c", OPEN, lab, json.dumps(sorted(allowed))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_a_package_holds_nothing_of_another_lab(site: Path) -> None:
    common = core(site)
    for lab in LABS:
        (own,) = (name for name in packages(site, lab) if name.startswith("lab-"))
        assert own.startswith(f"lab-{lab}"), own
        files = modules(site, own)
        assert f"apps/{lab}.py" in files and f"playground/labs/{lab}/lab.py" in files
        for other in set(LABS) - {lab}:
            theirs = {file for file in files | common if file.startswith(f"playground/labs/{other}/")}
            assert not theirs, f"{lab} and the core bring {theirs}"
            assert f"apps/{other}.py" not in files | common


@pytest.mark.parametrize("lab", ["circuit", "spam"])
def test_a_page_fetches_the_core_and_its_own_packages(
    own_server: SiteServer, stranger: Stranger, site: Path, lab: str
) -> None:
    page = stranger(own_server, script=NO_SERVICE_WORKER)
    page.goto(f"{lab}.html")
    ready(page)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("step 1")
    for tab in page.get_by_role("tab").all():
        tab.click()
    fetched = {path.split("/")[-1] for path in own_server.asked if path.endswith(".pack")}
    known = told(site, "assets/worker-*.js")
    wasm = next(file["packed"] for file in known["files"] if file["name"].endswith(".wasm"))
    assert fetched == {file["packed"] for file in known["files"]} - {wasm} | packages(site, lab)
    assert own_server.times("pyodide.asm.wasm") == 1, "fetched natively, as this server sends it packed"


def test_a_formula_of_a_form_that_is_not_kept_fetches_the_converter(
    own_server: SiteServer, stranger: Stranger
) -> None:
    """With other settings than those of any preset: a sum of three terms."""
    page = stranger(own_server, script=NO_SERVICE_WORKER)
    page.goto("backprop.html?hidden=2&bias=true")
    ready(page)
    row = page.get_by_role("region", name="Formulas")
    expect(row.get_by_role("group", name="In symbols").locator("math")).to_be_visible()
    assert own_server.times("more.zip") == 0
    row.get_by_role("button", name="numbers", exact=True).click()
    expect(row.get_by_role("group", name="In numbers").locator("math")).to_be_visible()
    assert own_server.times("more.zip") == 1


def test_a_page_with_several_labs_fetches_each_package_once(
    own_server: SiteServer, stranger: Stranger, site: Path
) -> None:
    labs = ("backprop", "classifier", "backprop", "vectors", "encrypted")
    frames = "".join(f'<iframe src="nn/{lab}.html" title="{lab}"></iframe>' for lab in labs)
    (own_server.root / "courses" / "page.html").write_text(f"<!DOCTYPE html><title>A course</title>{frames}")
    page = stranger(own_server, script=NO_SERVICE_WORKER)
    page.goto("../page.html")
    for i in range(len(labs)):
        expect(page.frame_locator("iframe").nth(i).locator(READY)).to_be_attached()
    packed = [path.split("/")[-1] for path in own_server.asked if path.endswith(".pack")]
    assert len(packed) == len(set(packed))
    assert set().union(*(packages(site, lab) for lab in labs)) <= set(packed)


def test_what_belongs_to_one_lab_is_no_part_of_what_is_kept_for_all(site: Path) -> None:
    kept = told(site, "sw.js")
    assert set(kept["labs"]) == set(LABS)
    for lab, files in kept["labs"].items():
        assert {f"{lab}.html", f"images/{lab}.png"} <= set(files)
        assert {f"assets/{name}" for name in packages(site, lab)} <= set(files)
        assert not set(files) & set(kept["core"])
    assert "index.html" in kept["core"]


@pytest.fixture
def plain(own_server: SiteServer, site: Path, tmp_path: Path) -> Iterator[SiteServer]:
    """A server that sends everything as it lies there."""
    for file in site.rglob("*"):
        if file.suffix not in (".gz", ".br") and file.is_file():
            target = tmp_path / "plain" / file.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(file)
    own_server.serve(tmp_path / "plain")
    yield own_server


def test_a_server_that_packs_nothing_is_asked_for_packed_files(plain: SiteServer, stranger: Stranger) -> None:
    page = stranger(plain, script=NO_SERVICE_WORKER)
    page.goto("backprop.html")
    ready(page)
    (wasm,) = {path.split("/")[-1] for path in plain.asked if "pyodide.asm.wasm" in path}
    assert wasm.endswith(".pack")
