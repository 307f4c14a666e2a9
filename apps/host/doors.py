"""What a page closes by itself, however it is served: doors that Panel opens and no page needs.

`playground serve` has none of them (`apps/host/routes.py`). Under `panel serve`, whose routes are Panel's,
every page that is opened does this. It is no substitute for a list of routes: until a first page has been
opened, nothing of ours has run there.
"""

import sys
from typing import Any, NoReturn

from panel.io.state import state


def close() -> None:
    """Called by each page, once for each session. In the browser's Python there is no server, and no door."""
    server = sys.modules.get("panel.io.server")
    if server is None:
        return
    # /components/<module>/... imports whatever module it names, and any may do something as it is imported.
    server.ComponentResourceHandler.parse_url_path = _nothing_is_here
    # ?bokeh-absolute-url=... is where a page loads Panel's scripts from. Only a script that is loaded into
    # somebody else's page needs that, and that page has said so.
    context = state.curdoc.session_context if state.curdoc else None
    request: Any = getattr(context, "request", None)
    if request is not None and not getattr(request, "path", "").endswith("/autoload.js"):
        state.rel_path = ""


def _nothing_is_here(handler: Any, path: str) -> NoReturn:
    from tornado.web import HTTPError

    raise HTTPError(404)
