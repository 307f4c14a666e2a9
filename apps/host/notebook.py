"""A live lab inside a Jupyter notebook.

    from apps.host.notebook import show
    lab = show("backprop", learning_rate=10, hidden=8)
    lab

In the cells below it, `lab` is a handle on what is on screen there:

    lab.play()
    lab.step, lab.metrics, lab.solved
    lab.set(learning_rate=5)

The first call starts a server in the background of this process, on a free port of this computer; later calls
use it again. Where the notebook's kernel runs on another computer than the browser (JupyterHub, Colab), give
the address of a published playground instead: `show("backprop", base="https://…/playground/")`.
"""

import asyncio
import html
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
from bokeh.document import Document
from panel.io.state import set_curdoc
from tornado.ioloop import IOLoop

from apps.host import serve
from apps.page import url
from apps.page.fields import Message
from apps.page.shell import Shell, opened
from playground.lab.settings import SettingError, write
from playground.labs import lab_class

HEIGHT = 760  # CSS pixels, until the lab says how high it is
PATIENCE = 30  # seconds for the page to answer, on a computer that is busy

# Notebooks that run scripts (those one trusts) let the frame be as high as its content.
FOLLOW = """<script>(() => {
  const frame = document.getElementById("%s");
  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data?.np === 1 && data.type === "size" && data.height < 1e4)
      frame.style.height = `${Number(data.height)}px`;
  });
})();</script>"""


class NotOpen(RuntimeError):
    """No browser shows the lab, or it is on a server that cannot be reached from here."""


@dataclass(frozen=True)
class LiveLab:
    """What a notebook shows as the result of a cell: the lab at `address`, in a frame.

    In the cells after it, it is a handle on the lab in that frame: what is read is what is on screen, and
    what is done is seen there. Everything but `address`, `title` and `height` raises `NotOpen` while no
    browser has the lab open. If a cell is shown twice, the page that was opened last is meant.
    """

    address: str
    title: str
    height: int | None = None
    handle: str = ""  # by which the page is found again; empty for one on another server

    def _repr_html_(self) -> str:
        name = f"playground-{uuid4().hex}"
        frame = (
            f'<iframe id="{name}" src="{html.escape(self.address)}" title="{html.escape(self.title)}" '
            f'width="100%" style="border: 0; height: {self.height or HEIGHT}px"></iframe>'
        )
        return frame if self.height else frame + FOLLOW % name

    # --- what is on screen --------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """How many steps it has learnt for."""
        return self._read(lambda shell: shell.lab.steps)

    @property
    def playing(self) -> bool:
        """Whether it plays now."""
        return self._read(lambda shell: shell.player.playing)

    @property
    def metrics(self) -> dict[str, float]:
        """Its metrics as they are now, by name."""
        return self._read(lambda shell: dict(shell.lab.reading))

    @property
    def settings(self) -> dict[str, Any]:
        """All of its settings, by name."""
        return self._read(lambda shell: shell.lab.settings)

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """Copies of all arrays that learning changes, by name, each in its own shape [...]."""
        return self._read(lambda shell: shell.lab.state())

    @property
    def solved(self) -> dict[str, int]:
        """The challenges that have been solved, each with the step at which it was."""
        return self._read(
            lambda shell: {
                challenge.text: shell.lab.solved[challenge.key].step
                for challenge in shell.lab.challenges
                if challenge.key in shell.lab.solved
            }
        )

    # --- what is done -------------------------------------------------------------------------------------

    def play(self) -> None:
        """As the button does. Raises `SettingError` if the page refuses."""
        self._do({"type": "play"})

    def pause(self) -> None:
        """As the button does."""
        self._do({"type": "pause"})

    def reset(self) -> None:
        """Begin anew with the present settings. Raises `SettingError` if no model can start with them."""
        self._do({"type": "reset"})

    def set(self, **settings: Any) -> None:
        """Change settings, all of them or, if one is not allowed (`SettingError`), none."""
        kind = self._read(lambda shell: type(shell.lab))
        checked = {name: kind.checked(name, value) for name, value in kind.renamed(settings).items()}
        values = {name: write(kind.param[name], value) for name, value in checked.items()}
        self._do({"type": "set_all", "values": values})

    def _read[T](self, look: Callable[[Shell], T]) -> T:
        """What `look` finds in the page, between two steps of its event loop. Raises `NotOpen`."""

        async def read(document: Document, shell: Shell) -> T:
            return look(shell)

        return self._there(read)

    def _do(self, message: Message) -> None:
        """Send the page a message as its buttons do. Raises `SettingError` with what it answers."""

        async def ask(document: Document, shell: Shell) -> str:
            with set_curdoc(document):
                return await shell.ask(message)

        wrong = self._there(ask)
        if wrong:
            raise SettingError(message["type"], wrong)

    def _there[T](self, do: Callable[[Document, Shell], Awaitable[T]]) -> T:
        """What comes of `do` on the server's event loop, the only place where a lab may be touched."""
        if not self.handle:
            raise NotOpen(f"this lab is on another server, and can only be shown from here: {self.address}")

        async def find_and_do() -> T:
            document, shell = _open_page(self.handle)
            try:
                async with asyncio.timeout(PATIENCE):
                    return await do(document, shell)
            except TimeoutError:
                raise NotOpen(f"the page of this lab has not answered for {PATIENCE} seconds") from None

        return asyncio.run_coroutine_threadsafe(find_and_do(), local_server().loop).result()


def _open_page(handle: str) -> tuple[Document, Shell]:
    """The page that a browser has open under this handle, the last one of several. Raises `NotOpen`.

    On the event loop, where pages come and go.
    """
    for document, shell in reversed([*opened.items()]):
        context: Any = document.session_context
        if shell.page.get(url.HANDLE) == handle and context and context.session.connection_count:
            return document, shell
    raise NotOpen(
        "no browser has this lab open: show it as the last line of a cell, and go on in the next cell; "
        "if it was there before, its page has been closed"
    )


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
    handle = ""
    if base is None:
        base, handle = local_server().address, uuid4().hex
    elif urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).netloc:
        raise SettingError("base", "base is the address of a playground, such as https://example.org/labs/")
    there = url.address(chosen, {"embed": "1"} | ({} if theme == "auto" else {"theme": theme}))
    found = f"&{url.HANDLE}={handle}" if handle else ""
    packed = f"#packed={there.packed}" if there.packed else ""
    address = f"{base.removesuffix('/')}/{lab}.html?{there.query}{found}{packed}"
    return LiveLab(address, f"Neural Playground: {kind.title}", height, handle)


class LocalServer(NamedTuple):
    """Where the server of this process is, and the event loop on which it runs, in a thread of its own."""

    address: str
    loop: asyncio.AbstractEventLoop


@cache
def local_server() -> LocalServer:
    """The one server of this process, started at the first call."""
    there: Future[LocalServer] = Future()

    def run() -> None:
        loop = asyncio.new_event_loop()  # of this thread; a notebook's kernel has its own
        asyncio.set_event_loop(loop)
        try:
            server = serve.server(0, "127.0.0.1", [])
        except SettingError as error:
            there.set_exception(error)
            return
        server.start()
        there.set_result(LocalServer(f"http://127.0.0.1:{server.port}", loop))
        IOLoop.current().start()

    Thread(target=run, name="playground", daemon=True).start()
    return there.result()
