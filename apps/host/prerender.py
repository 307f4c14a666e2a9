"""The pages as they are before Python arrives, for the static site.

A page is run as the browser's Python will run it (`worker.Session`, with stand-ins for what only a browser
has); that gives its HTML, and in it the document that Bokeh draws the first frame from. Then the page is used
a little, so that whoever watches what is imported (`build/trace.py`) also sees what is needed later than at
the first frame.
"""

import asyncio
import json
import os
import sys
from types import ModuleType
from typing import Any

PREFIX = "np0_"  # a page puts its own in the place of this one (static/js/site/site.js)
USES: list[dict[str, Any]] = [
    {"type": "hello", "dark": True, "hash": ""},
    *({"type": "tab", "tab": tab} for tab in ("numbers", "code", "diagnosis", "challenges", "story")),
    *({"type": kind} for kind in ("step", "step", "back", "pin", "share", "play", "pause", "reset", "undo")),
    {"type": "set", "name": "seed", "text": "2"},
    {"type": "set", "name": "seed", "text": "what?"},
    {"type": "sweep", "name": "seed", "values": "1,2", "seeds": 1},
]


class Anything:
    """Stands for whatever a browser offers to Python: it can be asked for anything, and does nothing."""

    def __getattr__(self, name: str) -> "Anything":
        return Anything()

    def __call__(self, *args: Any, **kwargs: Any) -> "Anything":
        return Anything()


def pretend_to_be_in_a_worker() -> None:
    """Give Panel the modules by which it knows a worker: all of JavaScript's, but no `document`."""

    def attribute(name: str) -> Anything:
        if name == "document" or name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    for name in ("js", "_pyodide", "pyodide", "pyodide.ffi", "pyodide.code", "pyodide.http"):
        module: Any = ModuleType(name)
        module.__getattr__ = attribute
        sys.modules[name] = module
        above, _, child = name.rpartition(".")
        if above:
            setattr(sys.modules[above], child, module)


def _session(slug: str, prefix: str, query: str = "") -> Any:
    from apps.host.worker import Session

    def nobody(*what: Any) -> None:
        """There is no page to tell."""

    session = Session(slug, query, prefix, nobody, nobody, nobody)
    session.open()
    return session


def page(slug: str, query: str = "") -> str:
    """The HTML of one page, as an address with this query opens it."""
    from markupsafe import Markup

    session = _session(slug, PREFIX, query)
    document = session.document
    template: Any = document.template
    variables = document.template_variables | {
        "frame": "site.html",
        "title": document.title,
        "lab": slug if document.roots else "",
        "roots": {name: name for name in json.loads(session.roots())},
        "embed": lambda name: Markup('<div data-root="{}"></div>').format(name),
        "home": "index.html",
        "manual": os.environ.get("PLAYGROUND_DOCS", ""),
        "suffix": ".html",
    }
    if document.roots:
        whole = f'{{"roots":{session.roots()},"models":{session.models()},"doc":{session.whole()}}}'
        variables["document"] = whole.replace("<", "\\u003c")  # nothing in it is taken for a tag
    return str(template.render(variables))


async def use(slug: str) -> None:
    """Do with a page what people do."""
    from panel.io.state import set_curdoc

    from apps.page.shell import opened

    session = _session(slug, "used_")
    session.start()
    shell = opened.get(session.document)
    if shell is not None:
        for message in USES:
            with set_curdoc(session.document):
                shell.handle([message])
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    session.close()


def prepare() -> None:
    """Import what all pages share, as the browser's Python does."""
    pretend_to_be_in_a_worker()
    from apps.host.shims import import_panel

    import_panel()
    import apps.host.worker  # noqa: F401


def page_and_use(slug: str) -> str:
    """The HTML of a page, which has then been used as people do."""
    html = page(slug)
    if slug != "index":
        asyncio.run(use(slug))
    return html
