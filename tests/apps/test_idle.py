"""A server that nobody uses does nothing, whoever was there before."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import panel as pn
import pytest
from bokeh.document import Document
from bokeh.server.session import ServerSession
from panel.io.callbacks import PeriodicCallback
from panel.io.state import set_curdoc

from apps.host import idle, serve
from apps.page.components import Component
from tests.apps.scripted import Visitor
from tests.helpers import PATIENCE, until

WHILE = 1.0  # seconds that an empty server is watched at first; what is counted is calls


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Panel as it is in a process that has not heard of anybody yet."""
    kind = type(pn.state)
    before, kind._busy_cleanup_scheduled = kind._busy_cleanup_scheduled, None
    yield
    kind._busy_cleanup_scheduled = before


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often Panel has tried to begin its housekeeping, and how often a session's document was locked."""
    count: Counter[str] = Counter()

    def counted(kind: Any, name: str) -> None:
        usual = getattr(kind, name)

        def method(self: Any, *arguments: Any) -> Any:
            count[name] += 1
            return usual(self, *arguments)

        monkeypatch.setattr(kind, name, method)

    counted(PeriodicCallback, "start")
    counted(ServerSession, "block_expiration")
    return count


def after_a_visit(calls: Counter[str], *said: str, seen: Callable[[Counter[str]], bool]) -> None:
    """Watch an empty server after somebody has said this, and left, until it is seen to have done so much.

    It is watched in turns, each longer and from its own beginning: what is still to be done for the visitor
    does not count in the end.
    """

    async def visit() -> None:
        server = serve.server(0, "127.0.0.1", [])
        server.start()
        try:
            visitor = await Visitor.arrive(f"http://127.0.0.1:{server.port}", "circuit")
            for what in said:
                await (visitor.event(what) if what == "document_ready" else visitor.say(type=what))
            visitor.leave()
            await until(lambda: not any(session.connection_count for session in server.get_sessions()))
            async with asyncio.timeout(PATIENCE):
                for turn in itertools.count(1):
                    before = calls.copy()
                    await asyncio.sleep(turn * WHILE)
                    if seen(calls - before):
                        return
        finally:
            server.stop()
            housekeeping = type(pn.state)._busy_cleanup_scheduled
            if housekeeping is not None:
                housekeeping.stop()

    asyncio.run(visit())


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [(), ("document_ready",), ("document_ready", "step"), ("step",), ("document_ready", "play", "pause")],
)
def test_a_visitor_leaves_no_work_behind(calls: Counter[str], said: tuple[str, ...]) -> None:
    after_a_visit(calls, *said, seen=lambda done: done["start"] == 0 and done["block_expiration"] <= 3)
    assert calls["start"] == 1, "Panel's housekeeping has begun, once"


@pytest.mark.slow
def test_without_our_help_it_would_never_rest(calls: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, Panel has learnt to begin on the event loop, and `apps/host/idle.py` can go."""
    monkeypatch.setattr("apps.host.serve.do_all_here", lambda loop: None)  # as under `panel serve`
    monkeypatch.setattr("apps.page.shell.begin_housekeeping", lambda: None)
    monkeypatch.delattr(Component, "_server_event")  # which keeps our own messages out of Panel's count
    after_a_visit(
        calls,
        "document_ready",
        "step",
        seen=lambda done: done["start"] > 10 and done["block_expiration"] > 10,
    )


def test_where_no_loop_runs_nothing_is_begun(calls: Counter[str]) -> None:
    idle.begin_housekeeping()
    assert calls["start"] == 0


def test_what_is_begun_keeps_no_document_alive(calls: Counter[str]) -> None:
    async def begin() -> bool:
        with set_curdoc(Document()):
            idle.begin_housekeeping()
        (task,) = asyncio.all_tasks() - {asyncio.current_task()}
        seen = pn.state._curdoc in task.get_context()
        task.cancel()
        return seen

    assert asyncio.run(begin()) is False
    assert calls["start"] == 1
