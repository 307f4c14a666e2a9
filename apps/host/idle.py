"""A server that nobody uses uses no processor: Panel's housekeeping is begun where it can be.

While Panel handles an event it counts as busy, and with the first event of a process it begins to clean up
old counts every ten seconds (`state._schedule_busy_cleanup`). That needs the event loop. Begun elsewhere, it
asks the document to try again at the next tick; but Bokeh makes the calls of a tick in a thread, which is
elsewhere again. So it asks some thousand times a second, keeps the session alive by that, and never ends.

A browser's first message comes before the page is ready, when Panel handles it on the event loop, and all is
well. Whoever says to be ready first, as a script may, has the first message handled in a thread. So it is
begun here, on the loop, when a page is made: before anybody can send anything.

Can go when Panel begins it on the loop by itself: `tests/apps/test_idle.py` fails when it does. The
private part of Panel that this needs is listed in `apps/host/private_parts.py`.
"""

import asyncio
from contextvars import Context

import panel as pn


def begin_housekeeping() -> None:
    """Begin, unless it has begun. Does nothing where no event loop runs: in a test, or in a script."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    # what is begun runs for ever, and would keep the document of the page at hand for as long
    Context().run(pn.state._schedule_busy_cleanup)
