"""A course's web site for the tests of embedded labs: a folder on an origin of its own, and pages of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Page, expect

# Writes down in window.heard what the labs of a page say.
LISTEN = """<script>
  window.heard = [];
  for (const type of ["ready", "step", "challenge"])
    document.addEventListener(type, ({ target: { id }, detail }) =>
      heard.push({ type, id, at: performance.now(), ...detail }));
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word, and an icon to a browser that asks for one."""

    def do_GET(self) -> None:
        """Every site has an icon; this one's is empty."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *words: Any) -> None:
        """Nobody reads it."""


class Course:
    """The web site in `folder`; `open` shows a page of it in a browser."""

    def __init__(self, folder: Path, port: int, playground: str, new_page: Callable[..., Page]) -> None:
        self.folder, self.playground, self._new_page = folder, playground, new_page
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"

    def page(self, width: int = 1000, height: int = 800, **options: Any) -> Page:
        viewport = {"width": width, "height": height}
        return self._new_page(more_hosts=(self.host,), viewport=viewport, **options)

    def write(self, body: str, name: str = "index.html") -> str:
        """Make a page with this body; returns its address."""
        head = (
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A course</title>'
        )
        head += f'<script src="{self.playground}/embed.js"></script>'
        (self.folder / name).write_text(
            f'<!doctype html><html lang="en"><head>{head}</head><body><main><h1>A course</h1>{LISTEN}{body}'
            "</main></body></html>"
        )
        return f"{self.url}/{name}"

    def open(self, body: str, **options: Any) -> Page:
        page = self.page(**options)
        page.goto(self.write(body))
        return page


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Serve `folder` on a free port, an origin of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def inside(page: Page, element: str = "neural-lab") -> FrameLocator:
    """What is in the frame of a lab that has been started, once it can be played."""
    frame = page.frame_locator(f"{element} iframe" if element != "iframe" else "iframe")
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(frame.get_by_role("status")).to_contain_text("step")
    return frame


def heard(page: Page, type: str) -> list[dict[str, Any]]:
    """The events of one type that the page has heard so far."""
    found: list[dict[str, Any]] = page.evaluate(f"heard.filter((event) => event.type === '{type}')")
    return found


def wait_for(page: Page | Frame, condition: str) -> None:
    """Until this JavaScript condition holds."""
    page.wait_for_function(condition)


def call(page: Page, script: str) -> str:
    """Call a method of a lab; "done", or the sentence with which it was refused."""
    answer: str = page.evaluate(
        f"async () => {{ try {{ await {script}; return 'done' }} catch (e) {{ return e.message }} }}"
    )
    return answer
