"""A new lab is a lab: what `playground new-lab` writes runs, is drawn and keeps the contract as it stands.

And what is written about it is so: the examples in CONTRIBUTING and in the README are run.
"""

import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from playground.lab.scaffold import LIST, ROOMS, new_lab
from playground.lab.settings import SettingError

ROOT = Path(__file__).parent.parent.parent
COPIED = ("playground", "apps", "static", "tests", "docs", "build")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, with the lab `doubling` in it and the lab `tripling`."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        copytree(ROOT / name, folder / name, ignore=ignore_patterns("__pycache__", "*.png", "*.whl"))
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for slug in ("doubling", "tripling"):
        assert ask(folder, "playground.cli", "new-lab", slug).splitlines() == [
            *(path.format(slug=slug) for path in ROOMS.values()),
            LIST,
        ]
    return folder


def ask(folder: Path, *arguments: str) -> str:
    """What a module of the copy prints."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *arguments]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=250)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def blocks(file: str, language: str = "python") -> list[str]:
    """The pieces of a program in a text."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)


@pytest.mark.slow
def test_a_new_lab_keeps_the_contract_and_its_page_is_drawn(checkout: Path) -> None:
    tests = ["tests/labs/test_contract.py", "tests/labs/test_doubling.py", "tests/labs/test_tripling.py"]
    options = ["-n", "0", "-q", "-p", "no:cacheprovider", "-k", "doubling or tripling"]
    assert re.search(r"\n\d\d+ passed", ask(checkout, "pytest", *tests, *options))


@pytest.mark.slow
def test_a_new_lab_stands_in_its_rooms_and_is_written_well(checkout: Path) -> None:
    options = ["-n", "0", "-q", "-p", "no:cacheprovider", "-k", "slug or holds or goes_round or underscore"]
    assert "passed" in ask(checkout, "pytest", "tests/test_rooms.py", *options)
    files = [path.format(slug="tripling") for path in (*ROOMS.values(), LIST) if path.endswith(".py")]
    ask(checkout, "ruff", "check", "--no-cache", *files)
    ask(checkout, "ruff", "format", "--check", "--no-cache", *files)


def test_a_new_lab_comes_last_in_the_list_and_can_be_run(checkout: Path) -> None:
    assert re.findall(r"^(\S+)$", ask(checkout, "playground.cli", "list"), re.MULTILINE)[-2:] == [
        "doubling",
        "tripling",
    ]
    printed = ask(checkout, "playground.cli", "run", "tripling", "--preset", "twice", "--steps", "10")
    assert printed.splitlines()[-1] == "step       10 · size 1024"


@pytest.mark.parametrize(
    "slug", ["", "Doubling", "two words", "a-b", "1st", "x" * 25, "backprop", "index", "../x"]
)
def test_names_that_cannot_be_write_nothing(slug: str, tmp_path: Path) -> None:
    for path in ("apps/index.py", "apps/backprop.py", LIST):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("LABS = {\n}\n")
    before = {file: file.read_text() for file in tmp_path.rglob("*.*")}
    with pytest.raises(SettingError) as caught:
        new_lab(tmp_path, slug)
    assert caught.value.name == "slug" and "\n" not in str(caught.value)
    assert {file: file.read_text() for file in tmp_path.rglob("*.*")} == before


def test_the_example_of_how_to_add_a_lab_is_that_lab(checkout: Path) -> None:
    lab, page = blocks("CONTRIBUTING.md")
    (picture,) = blocks("CONTRIBUTING.md", "js")
    assert lab == (checkout / "playground/labs/doubling/lab.py").read_text()
    assert page == (checkout / "apps/doubling.py").read_text()
    assert picture == (checkout / "static/js/views/doubling/size.js").read_text()


def test_the_example_in_the_readme_does_what_it_says() -> None:
    (example,) = blocks("README.md")
    out, names = StringIO(), {"__name__": "readme"}
    with redirect_stdout(out):
        exec(example, names)
    (said,) = re.findall(r"print\(.*\)  # (.*)\.\.\.\}", example)
    assert out.getvalue().startswith(said)
    assert names["lab"].steps == 500  # type: ignore[attr-defined]
