"""The small page that stands in for one that cannot be opened now: it says why, waits, and tries again.

It is light, as many may wait: one answer, which loads nothing. It asks for the same address again, settings
and weights and all, and fits into the frame of a course page.
"""

import random
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

import jinja2

from apps.page import assets
from playground.labs import LABS

SECONDS = (15, 30)  # until the page tries again; not the same for all of a class that came at once
ONLY_HERE = {"embed", "host"}  # words of an address that say how it is shown, not what


def asked(address: str) -> tuple[str, dict[str, str]]:
    """The path and the query of an address that is asked for."""
    path, _, query = address.partition("?")
    return path, dict(parse_qsl(query, keep_blank_values=True, errors="replace"))


def page(
    title: str, reason: str, path: str, query: Mapping[str, str], static_site: str = ""
) -> tuple[str, dict[str, str]]:
    """The HTML in the place of the page at `path` with this `query`, and the headers to send with it."""
    script = assets.text("js/page/waiting.js")
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
        script=script,
    )
    known = b64encode(sha256(script.encode()).digest()).decode()  # no other script runs
    headers = {
        "Content-Security-Policy": f"default-src 'none'; script-src 'sha256-{known}'; "
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Content-Type": "text/html; charset=UTF-8",
        "Retry-After": str(seconds),
        "Cache-Control": "no-store",
    }
    return html, headers


@cache
def _template() -> jinja2.Template:
    template: jinja2.Template = jinja2.Template(assets.text("html/full.html"), autoescape=True)
    return template
