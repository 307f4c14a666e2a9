"""The import rule between the rooms: playground/ → apps/ → build/, never back.

ruff says so while one types; these tests make sure that it does, and look at what is really loaded.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from playground.labs import LABS

ROOT = Path(__file__).parent.parent
SCREENS = {"panel", "bokeh", "tornado", "apps"}
CORE_FILES = sorted((ROOT / "playground").rglob("*.py"))
APP_FILES = sorted((ROOT / "apps").rglob("*.py"))
PAGES = {f"apps.{lab}" for lab in LABS} | {"apps.index"}


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
