"""What every answer tells the browser: whence it may load, who may frame it, what others may learn of it.

A page runs the scripts of its own server, those that it carries itself and that bear the number of this one
answer (a nonce, which nobody can know beforehand), and the modules that its components are made of
(`blob:`). Nothing is made from text by `eval`, and nothing is loaded from, or sent to, another host. So
markup that should ever slip into a page could not run. Styles may stand in the page: Bokeh writes them where
it draws.

`playground serve` sends this with everything (`apps/host/routes.py`). Under `panel serve` a page can only say
it of itself, in a `<meta>` element. The static site carries no scripts in its pages, but compiles Python: but
for that, its policy is the same (`build/serve_site.py`).
"""

import secrets
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass

REFERRER = "same-origin"  # the settings in an address are nobody else's business
ALIKE = (  # in the site's policy and in this one
    "default-src 'self'", "worker-src 'self'", "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:", "font-src 'self' data:",
    "object-src 'none'", "base-uri 'self'", "form-action 'none'",
)  # fmt: skip

# The nonce of the answer that is being written; no text where the answer has no header for it.
nonce: ContextVar[str] = ContextVar("nonce", default="")


def new_nonce() -> str:
    """A number for one answer."""
    return secrets.token_urlsafe(18)


def policy(nonce: str = "", embed_from: Sequence[str] | None = None) -> str:
    """The Content-Security-Policy: of a page with its nonce, without one of what has no scripts in it.

    `embed_from` are the origins whose pages may show this one in a frame, besides the server's own; None is
    anybody. (`frame-ancestors *` would not do: it leaves out pages opened from a file, and some notebooks.)
    """
    scripts = f"script-src 'self' blob: 'nonce-{nonce}'" if nonce else "script-src 'self' blob:"
    parts = [*ALIKE, scripts, "connect-src 'self' blob:"]  # Panel fetches the modules that it is about to run
    if embed_from is not None:
        parts.append(" ".join(("frame-ancestors 'self'", *embed_from)))
    return "; ".join(parts)


def headers(nonce: str = "", embed_from: Sequence[str] | None = None) -> dict[str, str]:
    """What goes with an answer, whatever it is. Nothing is offered to the scripts of other origins (CORS)."""
    return {
        "Content-Security-Policy": policy(nonce, embed_from),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": REFERRER,
    }


@dataclass(frozen=True)
class Guard:
    """What the HTML of one answer needs: the nonce of its scripts, and what it has to say for itself."""

    nonce: str
    policy: str  # empty where the header says it
    referrer: str = REFERRER


def guard() -> Guard:
    """For the page that is being written; asked for once in each."""
    sent = nonce.get()
    if sent:
        return Guard(sent, "")
    own = new_nonce()
    return Guard(own, policy(own))
