"""What tests share: one browser, one server, and pages that are watched while a test uses them.

Every test under `tests/browser/`, `tests/site/` and `tests/look/` needs a real browser and is marked so;
`-m "not browser"` leaves these out. They run after all others, because Playwright keeps an event loop in the
main thread, where `asyncio.run` would then refuse to work. `make test` runs tests on all cores, in several
workers.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.helpers import SIZES, eventually, new_context

ROOT = Path(__file__).parent.parent
BROWSER_TESTS = {ROOT / "tests" / "browser", ROOT / "tests" / "site", ROOT / "tests" / "look"}
OPEN_AT = re.compile(r"open at (http://\S+)/ ")
BROWSER_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# What a shell starts in the background ignores Ctrl+C, and so would servers that tests start and end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and current_thread() is main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("playground", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("playground")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not BROWSER_TESTS.isdisjoint(item.path.parents):
            item.add_marker(pytest.mark.browser)
    in_file: Counter[Path] = Counter()  # the longest first, so that the workers end together
    for item in items:
        in_file[item.path] += 10 if "subtests" in getattr(item, "fixturenames", ()) else 1
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, -in_file[item.path]))


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder of all workers together."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


# ------------------------------------------------------------------------------------------------- the server


class Server:
    """`playground serve` in a process of its own, with everything it says in a file."""

    def __init__(self, log: Path) -> None:
        self.url = ""  # once it is ready
        self.log_file = log
        command = [sys.executable, "-m", "playground.cli", "serve", "--no-open"]
        command += ["--address", "127.0.0.1", "--port", "0"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)

    def wait_until_ready(self) -> None:
        """Until it says where it is; raises RuntimeError with its log if it ends without."""
        eventually(lambda: OPEN_AT.search(self.log()) or self.process.poll() is not None)
        found = OPEN_AT.search(self.log())
        if not found:
            raise RuntimeError(f"the server did not start:\n{self.log()}")
        self.url = found[1]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return self.log_file.read_text(errors="replace")


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with its `url`, `process` and `log()`; most tests need only `server`, the address."""
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def server(running_server: Server) -> str:
    """The server's address, without a slash at the end."""
    return running_server.url


# ------------------------------------------------------------------------------------------------ the browser


def chromium() -> str | None:
    """An installed Chromium, or None for the one that Playwright has fetched for itself."""
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    )
    return os.environ.get("PLAYGROUND_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        yield running
        running.close()


def watch(page: Page, host: str, problems: list[str], *more_hosts: str) -> None:
    """Write down whatever no page may do: report an error, or ask another host for anything."""
    hosts = {host, *more_hosts}

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"console error on {page.url}: {message.text} ({message.location['url']})")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc not in hosts:
            problems.append(f"{page.url} asked another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"error on {page.url}: {error}"))
    page.on("request", on_request)


@pytest.fixture
def new_page(browser: Browser, running_server: Server) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context of its own: `new_page(color_scheme="dark").goto("/circuit")`.

    Addresses may be relative to the server; `more_hosts` may be asked besides it. When the test is over, no
    page may have reported an error or asked another host for anything, and the server's log must hold no new
    traceback.
    """
    problems: list[str] = []
    contexts = []
    log_before = len(running_server.log())

    def open_page(more_hosts: tuple[str, ...] = (), **options: Any) -> Page:
        context = new_context(browser, base_url=running_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        watch(page, urlsplit(running_server.url).netloc, problems, *more_hosts)
        return page

    yield open_page
    for context in contexts:
        context.close()
    log = running_server.log()[log_before:]
    if "Traceback" in log:
        problems.append(f"the server's log has a traceback:\n{log}")
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One watched page, 1280 × 800."""
    return new_page(viewport=SIZES["wide"])
