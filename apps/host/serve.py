"""`playground serve`: every lab and the index page on one server, and a browser to see them in."""

import gc
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any

import panel as pn

from apps.host import entrance, origins, routes
from apps.host.admission import USUAL, Limits
from apps.host.on_loop import do_all_here
from playground.lab.settings import SettingError
from playground.labs import LABS

PAGES = Path(__file__).parent.parent
LARGEST_REQUEST = 64_000  # bytes of what is sent along with a request; no page sends any


def server(port: int, address: str, allow: list[str], embed_from: list[str] | None = None) -> Any:
    """A server of all pages that has its port, but does not serve yet. Raises `SettingError` without one."""
    allowed, framing = [*map(origins.allowed, allow)], origins.embedding(embed_from)
    pages = {"/": str(PAGES / "index.py")} | {slug: str(PAGES / f"{slug}.py") for slug in LABS}
    try:
        made = pn.serve(
            pages,
            port=port,
            address=address,
            websocket_origin=allowed or None,
            start=False,
            show=False,
            verbose=False,
            threaded=False,
            # A page carries a token, for its session to know it by. What the visitor's browser sends with a
            # request, cookies above all, is not to be read there.
            include_headers=[],
            include_cookies=[],
            http_server_kwargs={"max_body_size": LARGEST_REQUEST},
        )
    except OSError as error:
        raise SettingError(
            "port",
            f"cannot listen on {address}:{port} ({error.strerror or error}); try --port 0 for any free port",
        ) from None
    application = made._tornado
    application.settings[routes.EMBED_FROM] = framing
    routes.close_all_but(application, routes.routes(application))
    do_all_here(made.io_loop.asyncio_loop)
    return made


def start(
    port: int,
    address: str,
    allow: list[str],
    open_browser: bool,
    limits: Limits = USUAL,
    embed_from: list[str] | None = None,
) -> None:
    """Serve until interrupted. Raises `SettingError` when the port cannot be had."""
    serving = server(port, address, allow, embed_from)
    entrance.admit(serving._tornado, limits)
    gc.freeze()  # what is there by now stays: to look for what can go takes half as long, and everybody waits
    host = "localhost" if address in ("", "0.0.0.0", "::") else address
    where = f"http://{host}:{serving.port}/"
    print(f"The playground is open at {where} (Ctrl+C closes it)", flush=True)
    if open_browser:
        serving.io_loop.call_later(0.3, webbrowser.open, where)
    with suppress(KeyboardInterrupt):
        serving.run_until_shutdown()
