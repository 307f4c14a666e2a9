"""A visit to a page with a real browser: when is its picture there, and when is the first click applied?

A visit is cold in a profile that was made for it, and warm in the same profile a moment later: the browser's
HTTP cache, its cache of compiled WebAssembly and the page's service worker, if it has one, are then full. A
page is left alone until its traffic has ended and its service worker has been installed, so that what it
fetches after the click is counted too. The clock is the page's own and begins with the navigation; the start
of the browser is not part of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, BrowserType, Error, Page, Request

from benchmarks.boot.server import Server

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing but our server can be reached
]
SECONDS_TO_BOOT = 180
SECONDS_OF_QUIET = 2  # without an answer of the server, after which a page is taken to have all it wants
SECONDS_TO_SETTLE = 60
SETTLED = """async () => {
    const registration = await navigator.serviceWorker?.getRegistration();
    return !registration || (!registration.installing && registration.active?.state === "activated");
}"""


class BootFailed(Exception):
    """The click was never applied; the message says what the page reported."""


@dataclass(frozen=True)
class Visit:
    """What one visit took. Seconds since the navigation, and bytes of bodies on the wire."""

    frame: float  # the first picture has a size
    click: float  # the first click is applied
    bytes_until_click: int
    bytes: int  # until the page is quiet

    @property
    def megabytes(self) -> float:
        return self.bytes / 1e6


@contextmanager
def new_profile(browser: BrowserType, executable: str | None) -> Iterator[BrowserContext]:
    """A browser that has never been anywhere."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = browser.launch_persistent_context(
            profile,
            executable_path=executable,
            args=ARGUMENTS,
            viewport={"width": 1280, "height": 800},
        )
        try:
            context.pages[0].wait_for_timeout(1000)  # what a browser does at its start is not to be measured
            yield context
        finally:
            context.close()


def visit(context: BrowserContext, server: Server, path: str, clicks_repeatedly: bool) -> Visit:
    """Open the page at `path`, click Step until a click is applied (or once), wait for quiet, and leave."""
    page = context.new_page()
    page.add_init_script(WATCH.replace("REPEAT", str(clicks_repeatedly).lower()))
    problems = _listen(page)
    server.reset()
    try:
        page.goto(server.url + path, wait_until="commit")
        seen = _wait_for_click(page, problems, server)
        until_click = server.traffic.sent
        _wait_for_quiet(page, server)
        return Visit(seen["frame"] / 1000, seen["applied"] / 1000, until_click, server.traffic.sent)
    finally:
        page.close()


def cold_and_warm(
    context: BrowserContext, server: Server, path: str, repeatedly: bool
) -> tuple[Visit, Visit]:
    """Two visits with one profile, of which nothing is left running in between but the browser."""
    cold = visit(context, server, path, repeatedly)
    context.pages[0].wait_for_timeout(2000)  # workers of the page that was closed come to their end
    return cold, visit(context, server, path, repeatedly)


def _listen(page: Page) -> list[str]:
    """What the page reports, and what it asks of others; only told if the visit fails."""
    problems: list[str] = []

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            problems.append(f"asked another host: {request.url}")

    page.on("request", on_request)
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "log") else None)
    return problems


def _wait_for_click(page: Page, problems: list[str], server: Server) -> dict[str, float]:
    """The times that watch.js has noted, once the click is applied."""
    deadline = monotonic() + SECONDS_TO_BOOT
    seen: dict[str, float] | None = None
    while monotonic() < deadline:
        page.wait_for_timeout(100)
        try:
            seen = page.evaluate("window.__boot")
        except Error:  # between two documents, there is no window to ask
            continue
        if seen and seen["applied"] is not None:
            if seen["frame"] is None:
                raise BootFailed(f"{page.url}: a click was applied, but nothing was to be seen in #picture")
            return seen
    missing = [f"not found: {path}" for path in server.traffic.missing]
    failure = f"{page.url}: no click applied in {SECONDS_TO_BOOT} s ({seen})"
    raise BootFailed("\n  ".join([failure, *missing, *problems[-12:]]))


def _wait_for_quiet(page: Page, server: Server) -> None:
    """Until nothing was answered for a while and the service worker, if any, is there."""
    deadline = monotonic() + SECONDS_TO_SETTLE
    while monotonic() < deadline:
        if server.quiet_for() > SECONDS_OF_QUIET and page.evaluate(SETTLED):
            return
        page.wait_for_timeout(200)
    raise BootFailed(f"{page.url} was still loading {SECONDS_TO_SETTLE} s after its first click")
