"""A live lab inside a Jupyter notebook.

    from apps.host.notebook import show
    show("backprop", learning_rate=10, hidden=8)

The first call starts a server in the background of this process, on a free port of this computer; later calls
use it again. Where the notebook's kernel runs on another computer than the browser (JupyterHub, Colab), give
the address of a published playground instead: `show("backprop", base="https://…/playground/")`.
"""

import asyncio
import html
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tornado.ioloop import IOLoop

from apps.host import serve
from apps.page import url
from playground.lab.settings import SettingError
from playground.labs import lab_class

HEIGHT = 760  # CSS pixels, until the lab says how high it is

# Notebooks that run scripts (those one trusts) let the frame be as high as its content.
FOLLOW = """<script>(() => {
  const frame = document.getElementById("%s");
  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data?.np === 1 && data.type === "size" && data.height < 1e4)
      frame.style.height = `${Number(data.height)}px`;
  });
})();</script>"""


@dataclass(frozen=True)
class LiveLab:
    """What a notebook shows as the result of a cell: the lab at `address`, in a frame."""

    address: str
    title: str
    height: int | None = None

    def _repr_html_(self) -> str:
        name = f"playground-{uuid4().hex}"
        frame = (
            f'<iframe id="{name}" src="{html.escape(self.address)}" title="{html.escape(self.title)}" '
            f'width="100%" style="border: 0; height: {self.height or HEIGHT}px"></iframe>'
        )
        return frame if self.height else frame + FOLLOW % name


def show(
    lab: str,
    *,
    preset: str | None = None,
    base: str | None = None,
    theme: str = "auto",
    height: int | None = None,
    **settings: Any,
) -> LiveLab:
    """The lab called `lab` with these settings, to be shown by the notebook.

    `base` is the address of a playground on the web; without it, one is served from here. `theme` is "light",
    "dark" or "auto" (as the browser), `height` a fixed height in pixels. Raises `SettingError` for a lab,
    preset, setting or value that does not exist.
    """
    kind = lab_class(lab)
    chosen = kind(preset, **settings)
    if theme not in ("auto", "light", "dark"):
        raise SettingError("theme", f"theme is auto, light or dark, not “{theme}”")
    if base is None:
        base = local_server()
    elif urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).netloc:
        raise SettingError("base", "base is the address of a playground, such as https://example.org/labs/")
    there = url.address(chosen, {"embed": "1"} | ({} if theme == "auto" else {"theme": theme}))
    packed = f"#packed={there.packed}" if there.packed else ""
    address = f"{base.removesuffix('/')}/{lab}.html?{there.query}{packed}"
    return LiveLab(address, f"Neural Playground: {kind.title}", height)


@cache
def local_server() -> str:
    """The address of the one server of this process, started at the first call."""
    address: Future[str] = Future()

    def run() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())  # of this thread; a notebook's kernel has its own
        try:
            server = serve.server(0, "127.0.0.1", [])
        except SettingError as error:
            address.set_exception(error)
            return
        server.start()
        address.set_result(f"http://127.0.0.1:{server.port}")
        IOLoop.current().start()

    Thread(target=run, name="playground", daemon=True).start()
    return address.result()
