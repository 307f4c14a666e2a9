"""Pieces of a page that are written in plain JavaScript: the transport, the settings, the tabs, the pictures.

A component is told what to show by two dictionaries: `fixed`, sent once, and `frame`, replaced whole at every
redraw (numpy arrays inside travel as typed arrays, not as text). It answers with small messages, each a
dictionary with a `type`.
"""

from collections.abc import Callable
from typing import Any

import panel as pn
import param
from bokeh.document import Document
from bokeh.events import Event
from panel.io.state import set_curdoc
from panel.models.esm import DataEvent

from apps.parts import assets

Message = dict[str, Any]


class Component(pn.custom.JSComponent):
    """Base of the components; a subclass names its script with `_esm = script("...")`."""

    fixed = param.Dict({}, doc="What never changes while the page is open.")
    frame = param.Dict({}, doc="What is to be seen now.")

    _stylesheets = [assets.text("css/components.css")]

    def __init__(self, on_message: Callable[[Message], None] = lambda message: None, **values: Any) -> None:
        self._on_message = on_message
        super().__init__(sizing_mode="stretch_width", margin=0, **values)

    def show(self, **changes: Any) -> None:
        """Replace parts of the frame; nothing is sent if nothing differs.

        The new frame goes straight to the Bokeh models. Over Panel's parameters the message is the same,
        but takes several milliseconds, which a film of thirty frames a second does not have.
        """
        if all(name in self.frame and _same(self.frame[name], value) for name, value in changes.items()):
            return
        with param.discard_events(self):
            self.frame = self.frame | changes
        for model, _ in self._models.values():
            model.data.frame = self.frame

    @property
    def _linked_properties(self) -> tuple[str, ...]:
        """The browser never changes what it is told to show."""
        return tuple(name for name in super()._linked_properties if name not in ("fixed", "frame"))

    def _server_event(self, doc: Document, event: Event) -> None:
        """A message goes straight to whoever takes it.

        Panel's own way counts it as business of the session, which takes longer than an answer to it: every
        frame is acknowledged by a message.
        """
        if isinstance(event, DataEvent):
            with set_curdoc(doc):
                self._handle_msg(event.data)
        else:
            super()._server_event(doc, event)

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict) and isinstance(data.get("type"), str):
            self._on_message(data)


def _same(one: Any, other: Any) -> bool:
    """Equality that looks into arrays, lists and dictionaries."""
    if one is other:
        return True
    if hasattr(one, "dtype") or hasattr(other, "dtype"):
        return (
            getattr(one, "dtype", None) == getattr(other, "dtype", 0)
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def script(*names: str) -> str:
    """The source of a component: the shared helpers, then its own files."""
    return assets.text("js/common.js", *(f"js/{name}" for name in names))


class Transport(Component):
    """Play, step, back, reset, speed, seed, the timeline, the status line and the sheet to share a lab."""

    _esm = script("course.js", "transport.js")


class Settings(Component):
    """Presets and one control a setting, made from the lab's own description of them."""

    _esm = script("settings.js")


class Tabs(Component):
    """What is going on, the numbers, the code, the diagnosis, the challenges."""

    _esm = script("tabs.js")


class Legend(Component):
    """The words under the curves: their present values, pinned runs, and the runs of a sweep."""

    _esm = script("legend.js")
