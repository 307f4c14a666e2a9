"""The rooms: what stands where, under which name, and who may import whom.

Imports go one way, playground/ → apps/ → build/, never back and never round. ruff says the first while one
types; these tests make sure that it does, and look at what is really loaded. A lab has one slug in all rooms.
"""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from playground.labs import LABS, lab_class

ROOT = Path(__file__).parent.parent
SCREENS = {"panel", "bokeh", "tornado", "apps"}
CORE_FILES = sorted((ROOT / "playground").rglob("*.py"))
APP_FILES = sorted((ROOT / "apps").rglob("*.py"))
PAGES = {f"apps.{lab}" for lab in LABS} | {"apps.index"}
SHARED_VIEWS = {"palette", "point_editor"}  # of apps/views/: for any lab


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(source: str) -> set[str]:
    """Every name after `import` or `from`, and `package.name` for every `from package import name`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = {module_name(file): file for file in [*CORE_FILES, *APP_FILES]}


def imports_of(file: Path) -> set[str]:
    """Which of MODULES a file imports: at its top, within a function, or for type checking only.

    A function that a lab binds as its method stands in a file of its own. Such a file may say, for type
    checking only, of which lab: that of its own folder, and no other. This one import is not counted.
    """
    tree = ast.parse(file.read_text())
    uncounted = set()
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            uncounted = {inner for inner in node.body if imports_the_lab(inner, file.parent)}
    found = set()
    for node in ast.walk(tree):
        if node in uncounted:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inner}
    return found & set(MODULES)


def imports_the_lab(node: ast.AST, folder: Path) -> bool:
    """Is this the import of the lab that lives in `folder`?"""
    own = folder.parent.name == "labs" and folder.name in LABS
    return own and isinstance(node, ast.ImportFrom) and node.module == f"playground.labs.{folder.name}.lab"


# ----------------------------------------------------------------------------------------- what stands where


def names(pattern: str) -> set[str]:
    return {file.stem for file in ROOT.glob(pattern)} - {"__init__"}


def test_apps_holds_the_index_and_the_labs_and_nothing_else() -> None:
    assert names("apps/*.py") == {"index", *LABS}, "`panel serve apps/*.py` would serve it"


def test_a_lab_has_one_slug_in_every_room() -> None:
    folders = {file.parent.name for file in ROOT.glob("playground/labs/*/*.py")}
    assert folders == set(LABS)
    for slug in LABS:
        assert {"lab", "content", "script"} <= names(f"playground/labs/{slug}/*.py")
        assert lab_class(slug).slug == slug
        assert lab_class(slug).__module__ == f"playground.labs.{slug}.lab"
    views = {file.parent.name for file in ROOT.glob("static/js/views/*/*")}
    assert views == set(LABS), "the modules of a lab's pictures stand in a folder of its own"
    assert {file.name for file in ROOT.glob("static/css/views/*")} == {f"{slug}.css" for slug in LABS}
    assert not list(ROOT.glob("static/js/views/*.*")) and not list(ROOT.glob("static/js/*.css"))
    assert names("tests/labs/test_*.py") == {f"test_{slug}" for slug in LABS} | {
        "test_contract",
        "test_formulas",
        "test_guides",
        "test_phases",
        "test_teaching",
    }
    assert names("tests/browser/test_*.py") >= {f"test_{slug}" for slug in LABS}


@pytest.mark.parametrize("view", sorted(names("apps/views/*.py") - SHARED_VIEWS))
def test_a_view_bears_the_slug_of_its_lab(view: str) -> None:
    assert view in LABS or view.partition("_")[0] in LABS, "one for any lab belongs in SHARED_VIEWS"


def test_a_module_of_the_core_stands_in_a_room() -> None:
    assert names("playground/*.py") == {"cli"}


# ------------------------------------------------------------------------------------------ who imports whom


def test_no_imports_go_round() -> None:
    uses = {name: imports_of(file) for name, file in MODULES.items()}
    assert "playground.lab.run" in uses["playground.lab.lab"]
    assert "playground.labs.qtable.report" in uses["playground.labs.qtable.lab"]
    assert "playground.labs.qtable.lab" not in uses["playground.labs.qtable.report"], "that is but its type"
    while free := [name for name, used in uses.items() if not used & uses.keys()]:
        for name in free:
            del uses[name]
    left = {name: sorted(used & uses.keys()) for name, used in uses.items()}
    assert left == {}, "these import each other, or import some that do"


@pytest.mark.parametrize(
    "folder, module, counted",
    [
        ("playground/labs/qtable", "playground.labs.qtable.lab", False),
        ("playground/labs/qtable", "playground.labs.spam.lab", True),
        ("playground/labs/qtable", "playground.labs.qtable.report", True),
        ("playground/lab", "playground.lab.lab", True),
    ],
)
def test_only_the_lab_of_the_same_folder_is_imported_as_a_type(
    folder: str, module: str, counted: bool
) -> None:
    statement = ast.parse(f"from {module} import Something").body[0]
    assert imports_the_lab(statement, ROOT / folder) is not counted


def test_what_begins_with_an_underscore_stays_in_its_file() -> None:
    found = []
    for room in ("playground", "apps", "build", "benchmarks", "docs", "tests"):
        for file in (ROOT / room).rglob("*.py"):
            imported = imported_modules(file.read_text())
            found += [(str(file.relative_to(ROOT)), name) for name in imported if is_private(name)]
    assert found == []


def is_private(name: str) -> bool:
    """Is a part of this dotted name of ours meant for its own file? (`__future__` and the like are not.)"""
    room, *parts = name.split(".")
    ours = (ROOT / room).is_dir()
    return ours and any(part.startswith("_") and not part.startswith("__") for part in parts)


def test_a_lab_is_loaded_without_the_others() -> None:
    script = f"""
import json, sys
from playground.labs import lab_class
for slug in {[*LABS]}:
    before = set(sys.modules)
    lab_class(slug)
    loaded = set(sys.modules) - before
    print(json.dumps([name for name in loaded if name.startswith("playground.")]))
    for name in loaded:
        if name.startswith("playground."):
            del sys.modules[name]
"""
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    loaded = dict(zip(LABS, map(json.loads, result.stdout.splitlines()), strict=True))
    for slug, modules in loaded.items():
        labs = {name.split(".")[2] for name in modules if name.startswith("playground.labs.")}
        assert labs == {slug}
    with_a_network = {slug for slug, modules in loaded.items() if "playground.nn.network" in modules}
    expected = {"activations", "averaging", "backprop", "classifier", "clinic"}
    assert with_a_network == expected, "a cipher needs no neural network"


def test_the_core_loads_no_screen() -> None:
    modules = [module_name(file) for file in CORE_FILES]
    assert "playground.lab" in modules
    script = f"""
import importlib, sys
for name in {modules}:
    importlib.import_module(name)
loaded = {{name.partition(".")[0] for name in sys.modules}}
print(*sorted(loaded & {SCREENS}))
"""
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == []


@pytest.mark.parametrize("file", APP_FILES, ids=module_name)
def test_no_screen_imports_a_page(file: Path) -> None:
    imported = imported_modules(file.read_text())
    assert imported & PAGES == set(), "what two pages share belongs in apps/page/ or apps/views/"


@pytest.mark.parametrize(
    "room, statement",
    [
        ("playground", "import panel as pn"),
        ("playground", "from bokeh.plotting import figure"),
        ("playground", "import tornado.web"),
        ("playground", "from apps import shell"),
        ("playground/labs", "from apps.page.shell import Shell"),
        ("apps", "import build.site"),
        ("build", "from apps.page.shell import Shell"),
    ],
)
def test_ruff_stops_an_import_that_goes_back(room: str, statement: str) -> None:
    assert "TID251" in ruff(room, statement)


@pytest.mark.parametrize(
    "room, statement",
    [
        ("playground", "import numpy as np"),
        ("apps", "import panel as pn"),
        ("apps", "from playground.labs import LABS"),
        ("build", "from playground.labs import LABS"),
    ],
)
def test_ruff_allows_an_import_that_goes_forward(room: str, statement: str) -> None:
    assert "TID251" not in ruff(room, statement)


def ruff(room: str, statement: str) -> str:
    """What ruff prints about a file in `room` that holds this one import, which it always finds unused."""
    command = [sys.executable, "-m", "ruff", "check", "--output-format", "concise"]
    command += ["--stdin-filename", f"{room}/example.py", "-"]
    result = subprocess.run(command, input=statement + "\n", cwd=ROOT, capture_output=True, text=True)
    assert "F401" in result.stdout, result.stderr
    return result.stdout
