"""All that a served playground answers to. What is not in `routes` is not there: 404.

Panel and Bokeh open more than the pages need, and a new version may open yet more; so their table of routes
is not mended but replaced. Every handler here sends the headers of `apps/host/headers.py` with every answer.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import panel.io.server
from bokeh.server.tornado import BokehTornado
from bokeh.server.views.ico_handler import IcoHandler
from bokeh.server.views.static_handler import AsyncStaticFileHandler
from bokeh.settings import settings
from panel.io.resources import DIST_DIR
from tornado.routing import AnyMatches, PathMatches, Rule
from tornado.web import ErrorHandler, RedirectHandler, RequestHandler

from apps.host import headers
from apps.page import assets
from playground.labs import LABS

Route = tuple[str, type[RequestHandler], dict[str, Any]]  # a pattern, who answers, and with what

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
PANEL_FILES = "|".join((
    r"panel\.min\.js", r"css/[\w-]+\.css", r"bundled/theme/[\w-]+\.css",
    r"bundled/reactiveesm/es-module-shims(?:@|%40)(?:\^|%5E)[\d.]+/dist/es-module-shims\.min\.js",
))  # fmt: skip
OUR_FILES = f"/files/{assets.total()}/({'|'.join(map(re.escape, assets.served()))})"

EMBED_FROM = "embed_from"  # the setting of the server that says who may frame its pages


class Guarded(RequestHandler):
    """Whatever this answers, be it an error, the headers go with it."""

    nonce = ""

    def set_default_headers(self) -> None:
        for name, value in headers.headers(self.nonce, self.settings[EMBED_FROM]).items():
            self.set_header(name, value)


class Page(Guarded, panel.io.server.DocHandler):
    """A lab, or the index: its scripts bear a number that is new in each answer.

    Bokeh and Panel take orders from the address: which session to join (`bokeh-session-id`, `bokeh-token`),
    and whence to load scripts (`bokeh-absolute-url`). No page needs them, and no stranger may give them.
    """

    def prepare(self) -> Any:
        for name in [name for name in self.request.arguments if name.startswith("bokeh-")]:
            del self.request.arguments[name]
        if "Bokeh-Session-Id" in self.request.headers:
            del self.request.headers["Bokeh-Session-Id"]
        for values in self.request.arguments.values():  # Panel expects text
            values[:] = [value.decode("utf-8", "replace").encode() for value in values]
        return super().prepare()

    async def get(self, *args: Any, **kwargs: Any) -> None:
        self.nonce = headers.new_nonce()
        Guarded.set_default_headers(self)
        headers.nonce.set(self.nonce)  # of this request's task alone
        answering = super().get(*args, **kwargs)
        if answering is not None:
            await answering


class Socket(Guarded, panel.io.server.WSHandler):
    """What a page and its session say to each other."""


class File(Guarded, AsyncStaticFileHandler):
    """A file of ours, of Bokeh's or of Panel's."""

    def get_content_type(self) -> str:
        """By the name alone: what the machine thinks of a name may keep a script from running."""
        return TYPES[Path(self.path).suffix]


class Lasting(File):
    """A file whose path has a sum in it, so that it is never another one."""

    def get_cache_time(self, path: str, modified: Any, mime_type: str) -> int:
        return 365 * 24 * 3600


class Icon(Guarded, IcoHandler):
    """The little picture in a tab of the browser."""


class Elsewhere(Guarded, RedirectHandler):
    """The same page under the name that it has here."""


class Nothing(Guarded, ErrorHandler):
    """There is nothing under this address."""


def routes(application: BokehTornado) -> list[Route]:
    """Every route of the server, in the order in which they are tried."""
    found: list[Route] = []
    for path, context in application.applications.items():  # "/" is the index, all others are labs
        socket = f"{path.rstrip('/')}/ws"
        given = {"application_context": context, "bokeh_websocket_path": socket}
        found += [(path, Page, given), (socket, Socket, given)]
    found += [
        (r"/static/(js/bokeh(?:-[a-z]+)?\.min\.js)", File, {"path": settings.bokehjs_path()}),
        (rf"/static/extensions/panel/({PANEL_FILES})", File, {"path": str(DIST_DIR)}),
        (OUR_FILES, Lasting, {"path": str(assets.STATIC)}),
        (r"/images/([\w-]+\.(?:png|svg))", File, {"path": str(assets.STATIC / "images")}),
        (r"/favicon\.ico", Icon, {"app": application}),
        # The addresses of the static site lead to the same pages here, so that a line in a course page fits
        # both. They are relative, as the server may stand behind another one, at some path of it.
        (r"/(embed\.js)", File, {"path": str(assets.STATIC / "js")}),
        (r"/index\.html", Elsewhere, {"url": "./", "permanent": False}),
        (rf"/({'|'.join(LABS)})\.html", Elsewhere, {"url": "{0}", "permanent": False}),  # keeps the query
        (r".*", Nothing, {"status_code": 404}),
    ]
    return found


def close_all_but(application: BokehTornado, found: Sequence[Route]) -> None:
    """From now on the server answers to these routes, and to no other."""
    rules = [
        Rule(PathMatches(application.prefix + pattern), handler, given) for pattern, handler, given in found
    ]
    application.wildcard_router.rules[:] = []
    application.wildcard_router.named_rules.clear()
    application.wildcard_router.add_rules(rules)
    application.default_router.rules[:] = [Rule(AnyMatches(), application.wildcard_router)]
