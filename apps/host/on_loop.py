"""What Bokeh would do on threads, done on the event loop.

Bokeh 3.10 hands whatever a page says to a thread, which looks into the message and calls whom it concerns;
all that happens there with ours is that they are put into an inbox (docs/decisions/0004-*.md). With many
pages that play, the way to the thread and back is most of what it takes to hear that a frame was drawn, and a
thread gets its turn only when the loop, which computes nearly all the time, lets go of Python: a click waits
for that, again at each station of its way. What is done there never takes long, so it is done at once.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Offered:
    """A coroutine that may be awaited, or not: a server that ends awaits none of what it has been handed."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._left = [coroutine]

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._left.pop().__await__()

    def __del__(self) -> None:
        for coroutine in self._left:
            coroutine.close()


class AtOnce(ThreadPoolExecutor):
    """An executor without threads: a function that is submitted has been called when `submit` returns."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            result = function(*args, **kwargs)
            future.set_result(Offered(result) if asyncio.iscoroutine(result) else result)
        except Exception as error:
            future.set_exception(error)
        return future


def do_all_here(loop: asyncio.AbstractEventLoop) -> None:
    """From now on, what is handed to a thread by default is done by this loop itself."""
    loop.set_default_executor(AtOnce())
