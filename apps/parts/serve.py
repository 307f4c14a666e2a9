"""`playground serve`: every lab and the index page on one server, and a browser to see them in."""

import webbrowser
from contextlib import suppress
from pathlib import Path

import panel as pn

from apps.parts.assets import STATIC
from playground.labs import LABS
from playground.settings import SettingError

PAGES = Path(__file__).parent.parent


def start(port: int, address: str, origins: list[str], open_browser: bool) -> None:
    """Serve until interrupted. Raises `SettingError` when the port cannot be had."""
    pages = {"/": str(PAGES / "index.py")} | {slug: str(PAGES / f"{slug}.py") for slug in LABS}
    try:
        server = pn.serve(
            pages,
            port=port,
            address=address,
            websocket_origin=origins or None,
            start=False,
            show=False,
            verbose=False,
            threaded=False,
            static_dirs={"images": str(STATIC / "images")},
        )
    except OSError as error:
        raise SettingError(
            "port",
            f"cannot listen on {address}:{port} ({error.strerror or error}); try --port 0 for any free port",
        ) from None
    host = "localhost" if address in ("", "0.0.0.0", "::") else address
    where = f"http://{host}:{server.port}/"
    print(f"The playground is open at {where} (Ctrl+C closes it)", flush=True)
    if open_browser:
        server.io_loop.call_later(0.3, webbrowser.open, where)
    with suppress(KeyboardInterrupt):
        server.run_until_shutdown()
