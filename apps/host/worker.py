"""Sessions in the browser: what Panel's server does for a page, done for pages whose Python runs beside them.

The script of the worker (`static/js/site/worker.js`) opens a session for each page that asks for one. A
session runs `apps/<lab>.py` in a document of its own, shows the page what it has made, and from then on hands
what changes to and fro, in order. All sessions of a worker share one interpreter and one event loop.

The identifiers of a document's models are counted from one, with the session's prefix in front. So a page
that was built beforehand (`prerender.py`) has the very models that the session makes here, and takes them
over as they stand on the screen.
"""

import asyncio
import importlib.util
import json
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from traceback import format_exception, format_exception_only
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

import bokeh.document.document
import bokeh.model.model
import param
from bokeh.core.json_encoder import serialize_json
from bokeh.core.serialization import Buffer, Serialized, Serializer
from bokeh.document import Document
from bokeh.document.events import (
    ColumnDataChangedEvent,
    ColumnsStreamedEvent,
    DocumentChangedEvent,
    DocumentPatchedEvent,
    ModelChangedEvent,
)
from bokeh.document.json import PatchJson
from bokeh.events import DocumentReady
from panel.io.document import MockSessionContext, Request
from panel.io.state import set_curdoc, state

from apps.page.components import Frame
from apps.page.shell import opened
from playground.lab import share

Post = Callable[[str, list[bytes]], None]  # sends a patch (JSON, and the arrays it refers to) to the page
Fail = Callable[[str, str], None]  # tells the page that its lab has stopped: in a line, and at length
Keep = Callable[[str, str, str], None]  # gives the page what it begins again with: query, settings, weights
BETWEEN_KEEPING = 2.0  # seconds
PAGE = "js"  # who set a value, if the page did; such a change is not sent back to it


class Session:
    """One page: `open` runs the lab, `start` lets it speak, `receive` takes what the page has to say."""

    def __init__(self, lab: str, query: str, prefix: str, post: Post, fail: Fail, keep: Keep) -> None:
        self.lab, self.prefix = lab, prefix
        self._post, self._fail, self._keep = post, fail, keep
        self._kept_at = monotonic()
        self.document = Document()
        arguments = {name: [v.encode() for v in values] for name, values in parse_qs(query, True).items()}
        context = _Context(self.document, arguments)
        self.document._session_context = lambda: context  # type: ignore[assignment]
        self._events: list[DocumentPatchedEvent] = []

    def open(self) -> None:
        """Run the page. Raises whatever the page raises."""
        spec = importlib.util.find_spec(f"apps.{self.lab}")
        if spec is None or spec.loader is None:
            raise ModuleNotFoundError(f"there is no lab called {self.lab}")
        code = spec.loader.get_code(spec.name)  # type: ignore[attr-defined]
        with set_curdoc(self.document), numbered(self.prefix):
            self.document.hold()
            exec(code, {"__name__": f"{spec.name}#{self.prefix}", "__file__": spec.origin})

    def models(self) -> str:
        """The identifiers and kinds of all models, to be compared with those of a page built beforehand.

        In the order in which they were made: the second chart of one page is the second chart of the other.
        """
        made = sorted(self.document.models, key=lambda model: int(model.id.removeprefix(self.prefix)))
        return json.dumps([[model.id, _kind(model)] for model in made])

    def whole(self) -> str:
        """The document with all its values, for a page that has nothing to take over."""
        with set_curdoc(self.document):
            return json.dumps(self.document.to_json(deferred=False))

    def roots(self) -> str:
        """Where each root belongs: its name, and its identifier."""
        return json.dumps({root.name: root.id for root in self.document.roots})

    def start(self) -> None:
        """The page shows the document as it was opened: from now on, tell it what changes."""
        document = self.document
        with set_curdoc(document):
            document.models.flush_synced()
            document.callbacks._held_events.clear()  # the page has them: it shows the document as a whole
            document.unhold()
            document.on_change(self._changed)
            _living[document] = self
            state._schedule_on_load(document, None)
            document.callbacks.trigger_event(DocumentReady())

    def receive(self, patch: str, buffers: Any = None) -> None:
        """Apply what happened on the page, in the order of the page: this returns when it is done.

        `buffers` is JavaScript's, with an ArrayBuffer for each identifier that the patch refers to.
        """
        arrays = [Buffer(id, data.to_bytes()) for id, data in buffers.object_items()] if buffers else []
        content = Serialized(json.loads(patch), arrays)
        with set_curdoc(self.document):
            setter: Any = PAGE  # Bokeh compares it, and asks nothing else of it
            self.document.apply_json_patch(content, setter=setter)

    def close(self) -> None:
        """The page is gone: whatever plays for it stops."""
        context = self.document.session_context
        assert context is not None
        for callback in list(self.document.session_destroyed_callbacks):
            callback(context)
        self.document.callbacks._held_events.clear()
        self.document.clear()

    def _changed(self, event: DocumentChangedEvent) -> None:
        """Keep what changed until all that belongs together has: one redraw is one message."""
        if getattr(event, "setter", None) == PAGE or not isinstance(event, DocumentPatchedEvent):
            return
        if not self._events:
            asyncio.get_running_loop().call_soon(self._flush)
        self._events.append(event)

    def _flush(self) -> None:
        events, self._events = self._events, []
        models = self.document.models
        plain = all(map(_holds_no_models, events))  # then it need not know which models the page has
        serializer = Serializer(references=set() if plain else models.synced_references)
        patch = PatchJson(events=serializer.encode(events))
        models.flush_synced(lambda model: not serializer.has_ref(model))
        # a buffer that a patch refers to by its identifier travels beside it, as bytes
        names = [buffer.id for buffer in serializer.buffers]
        text = f'{{"patch":{serialize_json(patch)},"buffers":{json.dumps(names)}}}'
        self._post(text, [buffer.to_bytes() for buffer in serializer.buffers])
        if monotonic() - self._kept_at > BETWEEN_KEEPING:
            self.keep()

    def keep(self) -> None:
        """Hand the page what it takes to go on from here, should this Python end."""
        self._kept_at = monotonic()
        if shell := opened.get(self.document):
            weights = share.pack(shell.lab) if shell.lab.shared else ""
            self._keep(shell.address.query, shell.address.packed, weights)

    def stop(self, error: BaseException) -> None:
        """Something that runs for this page has failed; the other pages go on."""
        with suppress(Exception):
            self.keep()
        self._fail("".join(format_exception_only(error)).strip(), "".join(format_exception(error)))


def _kind(model: Any) -> str:
    return f"{type(model).__qualified_model__} {getattr(model, 'class_name', '')}"  # all ours are one type


def _holds_no_models(event: DocumentPatchedEvent) -> bool:
    """Whether what changed is but numbers and texts, as nearly always."""
    if isinstance(event, ModelChangedEvent):
        return isinstance(event.new, Frame | float | int | str)
    return isinstance(event, ColumnDataChangedEvent | ColumnsStreamedEvent)


_living: WeakKeyDictionary[Document, Session] = WeakKeyDictionary()
_tasks: set[asyncio.Task[Any]] = set()
_param: Any = param.parameterized
_panels_own = _param.async_executor


def _run(function: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    """Start what a page does over time, and notice when it fails. Panel's own way would forget it."""
    session = _living.get(state.curdoc) if state.curdoc else None
    if session is None and sys.platform != "emscripten" and _panels_own:
        _panels_own(function)  # a page of a server that runs in the same process, as in the tests
        return

    def done(task: asyncio.Task[Any]) -> None:
        _tasks.discard(task)
        if session and not task.cancelled() and (error := task.exception()):
            session.stop(error)

    task = asyncio.create_task(function())
    _tasks.add(task)
    task.add_done_callback(done)


_param.async_executor = _run


class _Context(MockSessionContext):
    """What a page learns of the request that opened it."""

    def __init__(self, document: Document, arguments: dict[str, list[bytes]]) -> None:
        super().__init__(document)
        self._request = Request(headers={}, cookies={}, arguments=arguments)

    @property
    def request(self) -> Any:
        return self._request


@contextmanager
def numbered(prefix: str) -> Iterator[None]:
    """Within, models are called `<prefix>1`, `<prefix>2` and so on, in the order in which they are made."""
    count = 0

    def make_id() -> str:
        nonlocal count
        count += 1
        return f"{prefix}{count}"

    modules: tuple[Any, ...] = (bokeh.model.model, bokeh.document.document)
    before = [module.make_id for module in modules]
    for module in modules:
        module.make_id = make_id
    try:
        yield
    finally:
        for module, usual in zip(modules, before, strict=True):
            module.make_id = usual
