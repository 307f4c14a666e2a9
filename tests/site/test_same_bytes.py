"""The builder promises that the same inputs give the same bytes: whoever builds the site again can compare it
with the one that is published, and a reader fetches anew only what has changed."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.site.conftest import build_site


def sums(site: Path) -> dict[str, str]:
    """The sum of every file by name, of compressed forms too."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.mark.skipif(
    "PLAYGROUND_SITE" in os.environ, reason="that site may be of another time, or of other sources"
)
def test_two_builds_are_the_same_to_the_last_byte(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "a longer name" / "site"
    build_site(again)
    first, second = sums(site), sums(again)
    assert first.keys() == second.keys()
    assert not [name for name in first if first[name] != second[name]]
