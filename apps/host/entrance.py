"""Where a server asks the house (`apps/host/admission.py`) before it makes a page, and names its socket.

A page's session comes into being with the page, or with a socket whose session is no more: a browser that was
away for a while comes back with the token of its page. Both are asked here, before there is anything to pay
for. What answers to an address is not replaced but stood in front of, whatever it is.

Where several processes serve together, a page must be fetched from, and connect to, the same one. So the page
that process 2 makes connects to `~2/classifier/ws`, and whoever stands in front of the processes hands what
begins with `/~2/` to process 2 (`apps/host/front.py`, docs/deploying/nginx-server.conf). Neither cookies,
which browsers keep from a frame in another site's page, nor the visitor's address, which a whole class
shares, are needed for that.
"""

import re
from collections.abc import MutableSequence
from inspect import isclass
from typing import Any

from bokeh.protocol.exceptions import ProtocolError
from bokeh.server.tornado import BokehTornado
from bokeh.server.views.doc_handler import DocHandler
from bokeh.server.views.ws import WSHandler
from bokeh.util.token import get_session_id

from apps.host import admission, waiting
from apps.host.admission import House, Limits
from apps.page.player import how_many_play

HOUSE, PROCESS = "house", "process"  # settings of the server; a process that serves alone has no number
TRY_AGAIN_LATER = 1013  # how a websocket is closed (RFC 6455's registry)
CONNECT = "embed_items(docs_json, render_items)"  # in the script that Bokeh puts into a page


class AskedPage:
    """In front of what makes pages."""

    settings: dict[str, Any]
    request: Any

    async def get(self, *args: Any, **kwargs: Any) -> None:
        house: House = self.settings[HOUSE]
        if not house.enter():
            self._say_full(house)
            return
        try:
            await super().get(*args, **kwargs)  # type: ignore[misc]
        finally:
            house.entered()

    def _say_full(self: Any, house: House) -> None:
        most = house.limits.sessions
        pages = "One page is" if most == 1 else f"{most:,} pages are"
        html, headers = waiting.page(
            "The house is full",
            f"{pages} open, and this server has room for no more.",
            *waiting.asked(self.request.uri),
            static_site=house.limits.static_site,
        )
        # who may frame this page is for the server to say, whatever else it says of its scripts
        framing = re.search("frame-ancestors [^;]*", self._headers.get("Content-Security-Policy", ""))
        if framing:
            headers["Content-Security-Policy"] += f"; {framing[0]}"
        self.set_status(503)
        for name, value in headers.items():
            self.set_header(name, value)
        self.write(html)

    def _log(self: Any) -> None:
        if self.get_status() != 503:  # a full house is no fault, and those who wait ask again and again
            super()._log()  # type: ignore[misc]

    def write(self, chunk: Any) -> None:
        number = self.settings[PROCESS]
        if number and isinstance(chunk, str) and CONNECT in chunk:
            chunk = chunk.replace(CONNECT, connect_to(number, self.request.path))
        super().write(chunk)  # type: ignore[misc]


def connect_to(number: int, path: str) -> str:
    """The call that connects the page at `path` with process `number`.

    The address is relative, as the server may stand behind another one, at some path of it; Bokeh's script
    hands it to the browser to complete, and adds `/ws`.
    """
    page = path.strip("/")
    up = "../" if page and path.endswith("/") else ""
    return f'embed_items(docs_json, render_items, undefined, "{up}~{number}/{page}")'


class AskedSocket:
    """In front of what pages connect to."""

    settings: dict[str, Any]
    application_context: Any

    async def _async_open(self: Any, token: str) -> None:
        house: House = self.settings[HOUSE]
        try:
            self.application_context.get_session(get_session_id(token))
        except ProtocolError:  # its session is no more, and would be made anew
            if not house.enter():
                self.close(TRY_AGAIN_LATER, "This server is full; try again later.")
                return
            try:
                await super()._async_open(token)  # type: ignore[misc]
            finally:
                house.entered()
        else:
            await super()._async_open(token)  # type: ignore[misc]


def admit(
    application: BokehTornado, limits: Limits, slots: MutableSequence[int] | None = None, process: int = 0
) -> House:
    """From now on this server keeps to `limits`: alone, or as one of several processes, each with a number.

    Nothing of it makes a page unless the house lets it in.
    """

    def open_pages() -> int:
        return sum(len([*context.sessions]) for context in application.applications.values())

    house = House(limits, open_pages, how_many_play, slots, process or 1)
    application.settings |= {HOUSE: house, PROCESS: process}
    for rule in application.wildcard_router.rules:
        for served, asking in (
            (DocHandler, AskedPage),
            (WSHandler, AskedSocket),
        ):
            if isclass(rule.target) and issubclass(rule.target, served):
                rule.target = type(rule.target.__name__, (asking, rule.target), {})
    admission.house = house
    return house
