"""Components: what goes to the page when something changes, and that it is what Bokeh would have sent."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import numpy as np
import pytest
from bokeh.core.json_encoder import serialize_json
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.document.events import ModelChangedEvent
from panel.models.esm import DataEvent

from apps.host.on_loop import AtOnce, do_all_here
from apps.page.components import Component
from apps.page.fields import Message


class Shown:
    """A component in a document, and what it has told the page."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.component = Component(self.heard.append)
        self.document = Document()
        self.model = self.component.get_root(self.document)
        self.document.add_root(self.model)
        self.events: list[ModelChangedEvent] = []
        self.document.on_change(self.events.append)

    def show(self, **changes: Any) -> Any:
        """What the page is sent, as it is written; None if nothing is."""
        self.events.clear()
        self.component.show(**changes)
        if not self.events:
            return None
        [event] = self.events
        return written(event.new)


def written(value: Any) -> Any:
    """A value as Bokeh writes it, with its arrays."""
    serializer = Serializer()
    content = serializer.encode(value)
    names = {buffer.id: str(number) for number, buffer in enumerate(serializer.buffers)}
    text = serialize_json(content)
    for name, number in names.items():
        text = text.replace(f'"{name}"', number)
    return text, [buffer.to_bytes() for buffer in serializer.buffers]


@pytest.fixture
def shown() -> Iterator[Shown]:
    yield Shown()


def test_a_frame_is_written_as_bokeh_writes_a_dictionary(shown: Shown) -> None:
    """Again and again, though parts that stay as they are are not written anew."""
    frame: dict[str, Any] = {}
    for changes in (
        {"step": 1, "names": ["a1", "a2"], "nothing": None, "off": float("nan")},
        {"step": 2, "map": np.arange(6, dtype=np.float32).reshape(2, 3)},
        {"names": ["a1"], "deep": {"inner": [1, {"array": np.zeros(2)}]}},
        {"map": np.ones((2, 3), np.uint8), "names": ["b1"]},
        {"step": 3},
        {"deep": {"inner": []}, "empty": {}},
    ):
        frame |= changes
        assert shown.show(**changes) == written(frame)
    assert written(shown.model.data.frame) == written(frame)  # a page that is opened now gets the same
    assert shown.component.frame.keys() == frame.keys()


def test_nothing_is_sent_if_nothing_differs(shown: Shown) -> None:
    array = np.arange(3)
    assert shown.show(step=1, array=array, pairs=[["loss", "0.5"]]) is not None
    assert shown.show(step=1, array=array.copy(), pairs=[["loss", "0.5"]]) is None
    assert shown.show(array=array.astype(float)) is not None  # the same numbers, of another kind
    assert shown.show(pairs=[["loss", "0.4"]]) is not None


def test_a_frame_that_waits_to_be_sent_stays_as_it_was(shown: Shown) -> None:
    shown.component.show(step=1, names=["a"])
    first = shown.events[-1].new
    shown.component.show(names=["b"])
    assert written(first) == written({"step": 1, "names": ["a"]})
    assert written(shown.events[-1].new) == written({"step": 1, "names": ["b"]})


def test_messages_go_to_whoever_takes_them(shown: Shown) -> None:
    for data in ({"type": "play"}, {"type": 3}, {"kind": "play"}, "play", None, [{"type": "play"}]):
        shown.document.callbacks.trigger_event(DataEvent(shown.model, data))
    nothing = {"type": None}  # what is no message at all is refused by the page as one without a type
    assert shown.heard == [{"type": "play"}, {"type": 3}, {"kind": "play"}, nothing, nothing, nothing]


# --------------------------------------------------------------------------------------- on the event loop


def test_what_is_handed_to_a_thread_is_done_by_the_loop() -> None:
    place: ContextVar[str] = ContextVar("place", default="nowhere")

    def look() -> tuple[int, str]:
        return threading.get_ident(), place.get()

    async def main() -> tuple[int, str]:
        do_all_here(asyncio.get_running_loop())
        place.set("here")
        return await asyncio.to_thread(look)

    assert asyncio.run(main()) == (threading.get_ident(), "here")


def test_what_fails_there_fails_for_who_has_asked() -> None:
    def fail() -> None:
        raise KeyError("nothing")

    with AtOnce() as executor:
        future = executor.submit(fail)
        assert future.done() and isinstance(future.exception(), KeyError)
        assert executor.submit(divmod, 7, 2).result() == (3, 1)


def test_a_coroutine_that_nobody_awaits_there_ends_without_a_word() -> None:
    """As on a server that ends between being handed something and doing it."""

    async def double(number: int) -> int:
        await asyncio.sleep(0)
        return 2 * number

    with AtOnce() as executor:
        executor.submit(double, 1)
        gc.collect()  # a coroutine by itself would complain here, and that is an error in these tests

        async def main() -> int:
            return int(await executor.submit(double, 4).result())

        assert asyncio.run(main()) == 8
