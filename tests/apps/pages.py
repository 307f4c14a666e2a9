"""Pages without a server and without a browser: what `apps/<lab>.py` makes, in a document of its own."""

import asyncio
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import panel as pn
from bokeh.core.json_encoder import serialize_json
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from panel.io.state import set_curdoc
from tornado.escape import parse_qs_bytes

from apps.page import player
from apps.page.inbox import FAILED, LOST
from apps.page.shell import Shell, opened
from apps.page.tabs import TABS

new_event_loop = asyncio.new_event_loop  # the real one: a page may be opened while another one is open


@contextmanager
def page(slug: str, query: str = "", **settings: str) -> Iterator[Shell]:
    """The page of a lab, as it is when somebody has just opened it, at an address with this query.

    Instead of the query, `settings` may be given.
    """
    spec = importlib.util.find_spec(f"apps.{slug}")
    assert spec and spec.loader
    code = spec.loader.get_code(spec.name)  # type: ignore[attr-defined]
    document = Document()
    asked = query or urlencode(settings)
    arguments = property(lambda state: parse_qs_bytes(asked, keep_blank_values=True))  # as Tornado reads them
    with (
        set_curdoc(document),
        patch.object(type(pn.state), "session_args", arguments),
        no_browser(),
        a_loop(),
    ):
        exec(code, {"__name__": f"{spec.name}#test", "__file__": spec.origin})
        yield opened[document]


def no_browser() -> Any:
    """Nobody says that a frame was drawn: what plays need not wait long to notice."""
    return patch.object(player, "PATIENCE", 0.05)


@contextmanager
def a_loop() -> Iterator[None]:
    """An event loop for what a page asks to be done soon, where none runs; it is closed afterwards."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        yield
        return
    loop = new_event_loop()
    try:
        with patch.object(asyncio, "new_event_loop", return_value=loop):  # Panel makes one for each task
            yield
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def say(shell: Shell, kind: str, **message: Any) -> None:
    """Send one message, and show what has come of it. Whatever it was: its command must not have failed."""
    shell.commands.say("")
    shell.inbox.handle({"type": kind, **message})
    assert shell.commands.notice not in (FAILED, LOST)
    shell.draw()


def look_around(shell: Shell) -> None:
    """Open every tab."""
    for tab in TABS:
        say(shell, "tab", tab=tab)


def components(shell: Shell) -> list[Any]:
    """All components of a page that are told what to show."""
    found: list[Any] = [
        *(shell.transport, shell.settings, shell.essential, shell.guide.component, shell.tabs),
        *(shell.challenge, shell.comparison.legend, shell.formulas.component),
    ]
    for view in shell.views:
        for part in (view, *vars(view).values()):
            panel = getattr(part, "panel", None)
            if hasattr(panel, "frame") and panel not in found:
                found.append(panel)
    return found


def sent(shell: Shell) -> int:
    """How many bytes all frames of a page take on their way; raises what cannot be sent."""
    frames = [component.frame for component in components(shell)]
    return len(serialize_json(Serializer().serialize(frames)).encode())
