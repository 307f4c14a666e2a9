"""What a release says of itself: one version everywhere, a changelog with dates, a wheel kept at home."""

import re
import subprocess
import sys
import tomllib
import zipfile
from datetime import date
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from playground import __version__

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
HEADING = re.compile(r"^## \[(.+?)\](?: - (\S+))?$", re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """What `pip install .` would install."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = place.glob("*.whl")
    return zipfile.Path(built)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.Path) -> Message:
    """The wheel's own description."""
    (info,) = (part for part in wheel.iterdir() if part.name.endswith(".dist-info"))
    return message_from_string((info / "METADATA").read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------ the version


def test_the_version_stands_in_one_place(metadata: Message) -> None:
    assert "version" not in PROJECT and "version" in PROJECT["dynamic"]
    assert metadata["Version"] == __version__


def test_the_command_line_says_the_version() -> None:
    command = [sys.executable, "-m", "playground.cli", "--version"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said == f"neural-playground {__version__}\n"


def test_the_changelog_has_dated_sections() -> None:
    sections = HEADING.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert sections[0] == ("Unreleased", "")
    versions = [tuple(map(int, name.split("."))) for name, _ in sections[1:]]
    assert versions == sorted(set(versions), reverse=True)
    days = [date.fromisoformat(day) for _, day in sections[1:]]
    assert days == sorted(days, reverse=True)
    assert sections[1][0] == __version__, "the newest section with a date is of the version that is here"


# -------------------------------------------------------------------------------------------------- the wheel


def test_the_wheel_carries_the_rooms_and_the_static_files(wheel: zipfile.Path) -> None:
    carried = set(wheel.root.namelist())
    static = {f"apps/{file.relative_to(ROOT)}" for file in (ROOT / "static").rglob("*") if file.is_file()}
    modules = {
        file.relative_to(ROOT).as_posix()
        for room in ("playground", "apps")
        for file in (ROOT / room).rglob("*.py")
    }
    data = {file.relative_to(ROOT).as_posix() for file in (ROOT / "playground").rglob("*.tsv")}
    assert data
    assert {"playground/py.typed"} | modules | data | static <= carried
    assert not [name for name in carried if name.startswith(("build/", "tests/", "static/", "docs/"))]


def test_the_wheel_is_not_for_upload_while_it_installs_a_general_name(
    wheel: zipfile.Path, metadata: Message
) -> None:
    """An index refuses an upload with such a classifier (docs/decisions/*-the-wheel-is-not-for-upload.md)."""
    installed = {part.name for part in wheel.iterdir() if not part.name.endswith(".dist-info")}
    assert installed == {"playground", "apps"}, "think again about the classifier, and about the decision"
    assert "Private :: Do Not Upload" in metadata.get_all("Classifier")
