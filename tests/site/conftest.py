"""The static site for the tests: built once, as `make site` does, and served from a folder of a host."""

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import ROOT, shared_folder, watch
from tests.helpers import SIZES, new_context
from tests.site.serving import SiteServer

WIDE = SIZES["wide"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site; PLAYGROUND_SITE may name one that is built already."""
    if given := os.environ.get("PLAYGROUND_SITE"):
        return Path(given).resolve()
    place = shared_folder(tmp_path_factory)
    with (place / "building").open("w") as one_builds:
        fcntl.flock(one_builds, fcntl.LOCK_EX)
        if not (place / "site" / "build.txt").exists():
            build_site(place / "site")
    return place / "site"


def build_site(out: Path) -> None:
    """As `make site` does. The test fails, or is skipped on a machine that cannot have the runtime."""
    python = ROOT / ".venv-site" / "bin" / "python"
    if not python.exists():
        pytest.fail("the site is built in an environment of its own: `make test` makes it, or `make site`")
    command = [str(python), str(ROOT / "build" / "site.py"), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "was not to be had" in done.stderr:
        pytest.skip(f"this machine reaches no place that has the runtime:\n{done.stderr}")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def site_server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The site's server for tests that leave it as it is."""
    running = SiteServer(site, tmp_path_factory.mktemp("host"))
    yield running
    running.stop()


@pytest.fixture
def own_server(site: Path, tmp_path: Path) -> Iterator[SiteServer]:
    """A server of one's own, to break."""
    running = SiteServer(site, tmp_path / "host")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def visitor(browser: Browser, site_server: SiteServer) -> Iterator[BrowserContext]:
    """One visitor for a whole file of tests: Python starts once, in the worker of all of their pages."""
    context = new_context(browser, base_url=site_server.url, viewport=WIDE)
    keeper = context.new_page()
    keeper.goto("circuit.html")  # while this page is open, the worker lives
    yield context
    context.close()


@pytest.fixture
def visit(visitor: BrowserContext, site_server: SiteServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site in the visitor's browser, `visit("circuit.html", width=390, height=844)`.

    No page may report an error or ask another host for anything.
    """
    problems: list[str] = []
    pages = []

    def open_page(
        address: str | None = None, width: int = WIDE["width"], height: int = WIDE["height"]
    ) -> Page:
        page = visitor.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        watch(page, urlsplit(site_server.url).netloc, problems)
        if address is not None:
            page.goto(address)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser that has never been here: `stranger(server, script="...")`, run before it.

    Nobody looks at what these pages report: the tests break things on purpose.
    """
    contexts = []

    def open_page(server: SiteServer, script: str = "", **options: Any) -> Page:
        context = new_context(browser, base_url=server.url, **({"viewport": WIDE} | options))
        contexts.append(context)
        if script:
            context.add_init_script(script)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
