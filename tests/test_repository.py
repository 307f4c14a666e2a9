"""The repository itself: lock files that anyone can install from, and scripts that find a Python.

The lock files name no download address, so that they work with any mirror of the package index, and every
file that they admit is named by its hash.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK_FILES = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirements(name: str) -> dict[str, Requirement]:
    """The requirements of a lock file by name, without their hashes."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    parsed = (Requirement(line.removesuffix("\\")) for line in lines if line and not line.startswith(" "))
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


# ------------------------------------------------------------------------------------------ requirement files


def test_the_lock_file_of_the_scripts_tools_names_no_address_and_every_hash() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    declared = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert lock["packages"][""]["devDependencies"] == declared
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert {f"node_modules/{name}" for name in declared} <= packages.keys()
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def test_the_lock_files_are_there() -> None:
    assert [file.stem for file in LOCK_FILES] == ["browsers", "serve", "site", "test", "uv"]


@pytest.mark.parametrize("file", LOCK_FILES, ids=lambda file: file.stem)
def test_a_lock_file_names_no_address(file: Path) -> None:
    found = re.findall(r"https?:|file:|git\+|@ |--(?!hash=)\S+", file.read_text())
    assert found == []


@pytest.mark.parametrize("file", LOCK_FILES, ids=lambda file: file.stem)
def test_every_requirement_is_pinned_and_hashed(file: Path) -> None:
    pinned_and_hashed = r"[a-z0-9.\-]+==[^ ;]+( ; [^\\\n]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    assert re.fullmatch(f"({pinned_and_hashed})+", file.read_text())


@pytest.mark.parametrize(
    "lock, declared",
    [
        ("serve", PROJECT["dependencies"]),
        ("test", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]),
    ],
)
def test_a_lock_file_meets_what_the_project_declares(lock: str, declared: list[str]) -> None:
    locked = requirements(lock)
    for wanted in map(Requirement, declared):
        (pin,) = locked[canonicalize_name(wanted.name)].specifier
        assert wanted.specifier.contains(pin.version), f"run `make lock`: {wanted} is locked at {pin}"


def test_tests_run_with_the_versions_that_are_served() -> None:
    served, tested = requirements("serve"), requirements("test")
    assert {name: str(tested.get(name)) for name in served} == {name: str(served[name]) for name in served}


def test_what_drives_other_browsers_takes_nothing_from_the_tests() -> None:
    """It is installed into the same environment: what both need has one version, and the rest is new."""
    tested, more = requirements("test"), requirements("browsers")
    both = tested.keys() & more.keys()
    assert both
    assert {name: str(more[name].specifier) for name in both} == {
        name: str(tested[name].specifier) for name in both
    }


@pytest.mark.slow
def test_other_browsers_are_left_to_their_own_command() -> None:
    others = [
        f"--ignore=tests/{room}" for room in ("apps", "core", "labs", "site")
    ]  # thousands, and not in question
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        *others,
        "tests",
    ]
    collected = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    assert "tests/browser/" in collected and "tests/browsers/" not in collected


# ---------------------------------------------------------------------------------------------- folder build/


def test_git_does_not_ignore_build(tmp_path: Path) -> None:
    """In a new repository with our .gitignore only, so that nobody's own settings count."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def ignored(path: str) -> bool:
        command = ["git", "check-ignore", "--quiet", path]
        return subprocess.run(command, cwd=tmp_path, env=environment).returncode == 0

    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, env=environment, check=True)
    (tmp_path / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    assert not ignored("build/site.py")
    assert ignored(".venv/bin/python")


def test_build_is_no_package() -> None:
    assert not (ROOT / "build" / "__init__.py").exists(), "it would hide the PyPI package build"


def test_ruff_reads_the_folder_build() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--show-settings", "build"]
    settings = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    (excluded,) = re.findall(r"file_resolver\.exclude = \[(.*?)\]", settings, flags=re.DOTALL)
    assert '".venv"' in excluded and '"build"' not in excluded


# ------------------------------------------------------------------------------------------- finding a Python


def executable(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """A path to a handful of tools, a `python3` that is of no use, and an `id` that says we are not root."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "tr", "head", "mkdir", "cp"):
        (tools / name).symlink_to(next(f"{d}/{name}" for d in ("/bin", "/usr/bin") if Path(d, name).exists()))
    executable(tools / "id", "echo 1000")
    executable(tools / "python3", "exit 1")
    return {"PATH": str(tools), "HOME": str(tmp_path / "home")}


def find_python(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "build" / "find_python.sh")]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def this_python(file: Path) -> None:
    executable(file, f'exec "{sys.executable}" "$@"')


def test_a_shim_that_does_not_run_is_passed_over(bare_machine: dict[str, str], tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "python3.13", "echo 'python3.13: command not found' >&2; exit 127")
    this_python(tmp_path / "later" / "python3.13")
    bare_machine["PATH"] += f":{tmp_path / 'later'}"
    assert find_python(bare_machine).stdout.strip() == sys._base_executable


@pytest.mark.parametrize("folder", [".pyenv/versions/3.12.9/bin", ".local/share/uv/python/cpython-3.12/bin"])
def test_versions_of_pyenv_and_uv_are_found(bare_machine: dict[str, str], folder: str) -> None:
    this_python(Path(bare_machine["HOME"]) / folder / "python3.12")
    assert find_python(bare_machine).stdout.strip() == sys._base_executable


def test_uv_fetches_a_python_where_there_is_none(bare_machine: dict[str, str], tmp_path: Path) -> None:
    uvs = Path(bare_machine["HOME"]) / ".local/share/uv/python/cpython-3.13/bin"
    this_python(tmp_path / "fetched")
    executable(tmp_path / "bin" / "uv", f'mkdir -p "{uvs}" && cp "{tmp_path / "fetched"}" "{uvs}/python3.13"')
    assert find_python(bare_machine).stdout.strip() == sys._base_executable


def test_a_clear_message_where_none_can_be_had(bare_machine: dict[str, str], tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "uv", "exit 1")
    result = find_python(bare_machine)
    assert result.returncode == 1
    assert result.stdout == ""
    assert "No Python 3.12 or newer was found" in result.stderr


def test_a_python_that_is_named_must_be_new_enough(bare_machine: dict[str, str], tmp_path: Path) -> None:
    result = find_python({**bare_machine, "PYTHON": str(tmp_path / "bin" / "python3")})
    assert result.returncode == 1
    assert "is not a Python 3.12 or newer" in result.stderr
