"""A server of the built site for tests: from a folder within a host, as a course's file store would, with a
list of what was asked for, and with faults on demand."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.conftest import ROOT

FOLDER = "/courses/nn/"  # where the site lies on its host
READY = "html[data-python=ready]"

if TYPE_CHECKING:
    import serve_site
else:  # the folder build/ is no package (docs/decisions/0001-*.md)
    _spec = importlib.util.spec_from_file_location("serve_site", ROOT / "build" / "serve_site.py")
    serve_site = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(serve_site)

Fault = Callable[[Any, bytes], None]  # answers in its own way; it is given the handler and the file's content


class SiteServer:
    """Serves `site` under `FOLDER` until stopped. `faults` answer for files whose names begin like that."""

    def __init__(self, site: Path, root: Path) -> None:
        place = root / FOLDER.strip("/")
        place.parent.mkdir(parents=True)
        place.symlink_to(site)
        self.root, self.place = root, place
        self.asked: list[str] = []
        self.faults: dict[str, Fault] = {}
        self.down = False  # a server that is gone: connections are closed without a word
        outer = self

        class Handler(serve_site.Handler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                outer.asked.append(path)
                if outer.down:
                    self.close_connection = True
                    return
                file = Path(self.translate_path(path))
                for name, fault in outer.faults.items():
                    if file.name.startswith(name):
                        return fault(self, file.read_bytes() if file.is_file() else b"")
                super().do_GET()

        self._server = serve_site.server(root)
        self._server.RequestHandlerClass = lambda *args: Handler(*args, directory=str(root))
        self.host = f"http://127.0.0.1:{self._server.server_port}"
        self.url = self.host + FOLDER
        Thread(target=self._server.serve_forever, daemon=True).start()

    def serve(self, site: Path) -> None:
        """From now on, another build."""
        self.place.unlink()
        self.place.symlink_to(site)

    def times(self, name: str) -> int:
        """How often a file whose name begins like that was asked for."""
        return sum(path.split("/")[-1].startswith(name) for path in self.asked)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def missing(handler: Any, content: bytes) -> None:
    """Not found."""
    handler.send_error(404)


def truncated(handler: Any, content: bytes) -> None:
    """A connection that breaks off half-way."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.close_connection = True


def altered(handler: Any, content: bytes) -> None:
    """One bit is not what it was."""
    send(handler, content[:1000] + bytes([content[1000] ^ 1]) + content[1001:])


def late(go: Event) -> Fault:
    """Nothing comes until the event is set."""

    def answer(handler: Any, content: bytes) -> None:
        go.wait(240)
        send(handler, content)

    return answer


def send(handler: Any, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", handler.guess_type(handler.path))
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


# ------------------------------------------------------------------------------------------------- its pages


def ready(page: Page) -> Page:
    """The page when Python is there, and what was done before has been applied."""
    expect(page.locator(READY)).to_be_attached()
    return page


WORKER_OF_ITS_OWN = "delete window.SharedWorker"


def in_python(page: Page, code: str) -> Any:
    """The value of the last expression of some Python, run where the labs of this page run.

    The page must have a worker of its own (`WORKER_OF_ITS_OWN` as a script before it): Playwright cannot talk
    to shared ones.
    """
    return page.workers[0].evaluate("async (code) => (await ready).python.runPython(code)", code)
