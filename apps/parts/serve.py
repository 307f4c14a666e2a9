"""`playground serve`: every lab and the index page on one server, and a browser to see them in."""

import gc
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any

import panel as pn
from tornado.web import RedirectHandler, StaticFileHandler

from apps.parts.assets import STATIC
from apps.parts.on_loop import do_all_here
from playground.labs import LABS
from playground.settings import SettingError

PAGES = Path(__file__).parent.parent

# The addresses of the static site lead to the same pages here, so that a line in a course page fits both.
# They are relative, as the server may stand behind another one, at some path of it.
AS_IN_THE_SITE: list[tuple[Any, ...]] = [
    (r"/(embed\.js)", StaticFileHandler, {"path": str(STATIC / "js")}),
    (r"/index\.html", RedirectHandler, {"url": "./", "permanent": False}),
    (rf"/({'|'.join(LABS)})\.html", RedirectHandler, {"url": "{0}", "permanent": False}),  # keeps the query
]


def server(port: int, address: str, origins: list[str]) -> Any:
    """A server of all pages that has its port, but does not serve yet. Raises `SettingError` without one."""
    pages = {"/": str(PAGES / "index.py")} | {slug: str(PAGES / f"{slug}.py") for slug in LABS}
    try:
        return pn.serve(
            pages,
            port=port,
            address=address,
            websocket_origin=origins or None,
            start=False,
            show=False,
            verbose=False,
            threaded=False,
            static_dirs={"images": str(STATIC / "images")},
            extra_patterns=AS_IN_THE_SITE,
        )
    except OSError as error:
        raise SettingError(
            "port",
            f"cannot listen on {address}:{port} ({error.strerror or error}); try --port 0 for any free port",
        ) from None


def start(port: int, address: str, origins: list[str], open_browser: bool) -> None:
    """Serve until interrupted. Raises `SettingError` when the port cannot be had."""
    serving = server(port, address, origins)
    do_all_here(serving.io_loop.asyncio_loop)
    gc.freeze()  # what is there by now stays: to look for what can go takes half as long, and everybody waits
    host = "localhost" if address in ("", "0.0.0.0", "::") else address
    where = f"http://{host}:{serving.port}/"
    print(f"The playground is open at {where} (Ctrl+C closes it)", flush=True)
    if open_browser:
        serving.io_loop.call_later(0.3, webbrowser.open, where)
    with suppress(KeyboardInterrupt):
        serving.run_until_shutdown()
