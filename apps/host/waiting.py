"""The small page that stands in for one that cannot be opened now: it says why, waits, and tries again.

It has no script, so that it can be sent under any policy, and fits into the frame of a course page. The
browser asks for the same address again, settings and all.
"""

import random
from collections.abc import Mapping
from functools import cache
from urllib.parse import parse_qsl, urlencode

import jinja2

from apps.page import assets
from playground.labs import LABS

SECONDS = (15, 30)  # until the page tries again; not the same for all of a class that came at once
ONLY_HERE = {"embed", "host"}  # words of an address that say how it is shown, not what
SAFE = {  # what goes with it where no server of pages adds its own
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def asked(address: str) -> tuple[str, dict[str, str]]:
    """The path and the query of an address that is asked for."""
    path, _, query = address.partition("?")
    return path, dict(parse_qsl(query, keep_blank_values=True, errors="replace"))


def page(
    title: str, reason: str, path: str, query: Mapping[str, str], static_site: str = ""
) -> tuple[str, dict[str, str]]:
    """The HTML in the place of the page at `path` with this `query`, and the headers to send with it."""
    seconds = random.randint(*SECONDS)
    embedded = query.get("embed") == "1"
    lab = path.strip("/").removesuffix(".html")
    kept = {name: text for name, text in query.items() if not (embedded and name in ONLY_HERE)}
    elsewhere = static_site and static_site + (f"{lab}.html" if lab in LABS else "")
    if elsewhere and kept:
        elsewhere += "?" + urlencode(kept, safe=",()*")
    html = _template().render(
        title=title,
        reason=reason,
        seconds=seconds,
        theme=query["theme"] if query.get("theme") in ("dark", "light") else "",
        embedded=embedded,
        elsewhere=elsewhere,
    )
    headers = {
        "Content-Type": "text/html; charset=UTF-8",
        "Retry-After": str(seconds),
        "Cache-Control": "no-store",
    }
    return html, headers


@cache
def _template() -> jinja2.Template:
    return jinja2.Template(assets.text("html/full.html"), autoescape=True)
