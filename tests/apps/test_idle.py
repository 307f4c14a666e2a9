"""A server that nobody uses does nothing, whoever was there before."""

import asyncio
from collections import Counter
from collections.abc import Iterator
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

WHILE = 1.0  # seconds that an empty server is watched; what is counted is calls


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


def after_a_visit(calls: Counter[str], *said: str) -> Counter[str]:
    """What an empty server does in the time after somebody has said this, and left."""

    async def visit() -> Counter[str]:
        server = serve.server(0, "127.0.0.1", [])
        server.start()
        try:
            visitor = await Visitor.arrive(f"http://127.0.0.1:{server.port}", "circuit")
            for what in said:
                await (visitor.event(what) if what == "document_ready" else visitor.say(type=what))
            visitor.leave()
            while any(session.connection_count for session in server.get_sessions()):
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)
            before = calls.copy()
            await asyncio.sleep(WHILE)
            return calls - before
        finally:
            server.stop()
            housekeeping = type(pn.state)._busy_cleanup_scheduled
            if housekeeping is not None:
                housekeeping.stop()

    return asyncio.run(visit())


@pytest.mark.parametrize(
    "said",
    [(), ("document_ready",), ("document_ready", "step"), ("step",), ("document_ready", "play", "pause")],
)
def test_a_visitor_leaves_no_work_behind(calls: Counter[str], said: tuple[str, ...]) -> None:
    left = after_a_visit(calls, *said)
    assert left["start"] == 0 and left["block_expiration"] <= 3, left
    assert calls["start"] == 1, "Panel's housekeeping has begun, once"


def test_without_our_help_it_would_never_rest(calls: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, Panel has learnt to begin on the event loop, and `apps/host/idle.py` can go."""
    monkeypatch.setattr("apps.page.shell.begin_housekeeping", lambda: None)
    monkeypatch.delattr(Component, "_server_event")  # which keeps our own messages out of Panel's count
    left = after_a_visit(calls, "document_ready", "step")
    assert left["start"] > 10 and left["block_expiration"] > 10


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
