"""Firefox and WebKit, on a server and in the static site. Only `make test-browsers` comes here."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browsers.drivers import Browser, Firefox, WebKit
from tests.browsers.lab_page import LabPage
from tests.conftest import Server
from tests.site.conftest import site, site_server  # noqa: F401  (fixtures)
from tests.site.serving import SiteServer

BROWSERS: dict[str, tuple[str, Callable[[str, Path], Browser]]] = {
    "firefox": ("PLAYGROUND_FIREFOX", Firefox),
    "webkit": ("PLAYGROUND_WEBKIT", WebKit),
}
TARGETS = ("server", "site")


@dataclass
class Place:
    """A browser, and where it finds the labs."""

    browser: Browser
    target: str
    url: str  # with a slash at the end

    def open(self, lab: str, query: str = "") -> LabPage:
        """The page of a lab, ready to be played with."""
        page = LabPage(self.browser)
        page.open(f"{self.url}{lab}{'.html' if self.target == 'site' else ''}{query}")
        return page.wait_until_ready(python=self.target == "site")


@pytest.fixture(
    scope="session",
    params=[(browser, target) for browser in BROWSERS for target in TARGETS],
    ids=lambda param: "-".join(param),
)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A browser that was never there. In the site, Python starts once: a page that stays open keeps it."""
    name, target = request.param
    variable, start = BROWSERS[name]
    program = os.environ.get(variable)
    if not program:
        pytest.skip(f"{name} cannot be had here ({variable} names none)")
    if target == "site":
        served: SiteServer = request.getfixturevalue("site_server")
        url = served.url
    else:
        running: Server = request.getfixturevalue("running_server")
        url = running.url + "/"
    browser = start(program, tmp_path_factory.mktemp(name))
    try:
        here = Place(browser, target, url)
        if target == "site":
            here.open("circuit")  # cold: nothing of the site is in this browser's store
            browser.keep_open()
        yield here
    finally:
        browser.close()


@pytest.fixture
def watched(place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    """After the test, no page may have reported an error, and the server's log holds no new traceback."""
    server: Server | None = request.getfixturevalue("running_server") if place.target == "server" else None
    log_before = len(server.log()) if server else 0
    place.browser.errors()
    yield place
    problems = place.browser.errors()
    if server and "Traceback" in (log := server.log()[log_before:]):
        problems.append(f"the server's log has a traceback:\n{log}")
    place.browser.evaluate("localStorage.clear()")  # of the theme, the next page knows nothing
    assert not problems, "\n".join(problems)
