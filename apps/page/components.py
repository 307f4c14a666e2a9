"""Pieces of a page that are written in plain JavaScript: the transport, the settings, the tabs, the pictures.

The document names the module of each and does not bring it along: a page loads scripts and styles once,
however many of its components need them (`static/js/page/load.js`).

A component is told what to show by two dictionaries: `fixed`, sent once, and `frame`, replaced whole at every
redraw (numpy arrays inside travel as typed arrays, not as text). It answers with small messages, each a
dictionary with a `type` and the fields that go with it (`apps/page/fields.py`).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import panel as pn
import param
from bokeh.core.serialization import Serializable, Serializer
from bokeh.document import Document
from bokeh.document.events import ModelChangedEvent
from bokeh.events import Event
from bokeh.model import Model
from panel.io.state import set_curdoc
from panel.models.esm import DataEvent

from apps.page.fields import Message


class Frame(dict[str, Any], Serializable):
    """What a component shows. What stays as it was is written for Bokeh once, and not for every message."""

    def __init__(self, values: Mapping[str, Any], written: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._written = dict(written)  # parts as Bokeh writes them, but for those with arrays in them

    def after(self, changes: Mapping[str, Any]) -> "Frame":
        """The next frame."""
        unchanged = {name: rep for name, rep in self._written.items() if name not in changes}
        return Frame({**self, **changes}, unchanged)

    def to_serializable(self, serializer: Serializer) -> dict[str, Any]:
        entries = []
        for name, value in self.items():
            if name not in self._written:
                arrays = len(serializer.buffers)
                written = serializer.encode(value)
                if len(serializer.buffers) == arrays:
                    self._written[name] = written
            else:
                written = self._written[name]
            entries.append((name, written))
        return {"type": "map", "entries": entries}


class Component(pn.custom.JSComponent):
    """Base of the components; a subclass names its script with `_esm = module("...")`."""

    fixed = param.Dict({}, doc="What never changes while the page is open.")
    frame = param.Dict({}, doc="What is to be seen now.")

    def __init__(self, on_message: Callable[[Message], None] = lambda message: None, **values: Any) -> None:
        self._on_message, self._shown = on_message, Frame({}, {})
        super().__init__(sizing_mode="stretch_width", margin=0, **values)  # type: ignore[no-untyped-call]

    def show(self, **changes: Any) -> None:  # type: ignore[override]  # Panel's own would start a server
        """Replace parts of the frame; nothing is sent if nothing differs.

        The new frame goes straight to the Bokeh models. Over Panel's parameters the message is the same,
        but takes several milliseconds, which a film of thirty frames a second does not have.
        """
        shown = self._shown
        changed = {n: value for n, value in changes.items() if n not in shown or not _same(shown[n], value)}
        if not changed:
            return
        self._shown = shown.after(changed)
        self.frame.update(changed)  # in place: Param would compare all of it once more
        for model, _ in self._models.values():
            replace(model.data, "frame", self._shown)

    @property
    def _linked_properties(self) -> tuple[str, ...]:
        """The browser never changes what it is told to show."""
        return tuple(name for name in super()._linked_properties if name not in ("fixed", "frame"))

    def _server_event(self, doc: Document, event: Event) -> None:
        """A message goes straight to whoever takes it.

        Panel's own way keeps account of it as business of the session, which takes longer than most answers;
        and frames are acknowledged by messages.
        """
        if isinstance(event, DataEvent):
            with set_curdoc(doc):
                self._handle_msg(event.data)
        else:
            super()._server_event(doc, event)

    def _handle_msg(self, data: Any) -> None:
        self._on_message(data if isinstance(data, dict) else {"type": None})


def replace(model: Model, name: str, value: Any) -> None:
    """`setattr(model, name, value)` for what is known to be a right value, to differ, and to hold no models.

    Bokeh would find that out first, by looking at all of the old value and the new one, which takes longer
    than to write the message.
    """
    model._property_values[name] = value
    if (document := model.document) is not None:
        document.callbacks.trigger_on_change(ModelChangedEvent(document, model, name, value))


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


def module(name: str) -> str:
    """What Panel takes for the source of a component: a line that asks the page for the module `name`."""
    return f'export const {{ render }} = await npView("{name}");'


def modules(component: pn.viewable.Viewable) -> list[str]:
    """The names of the modules that it takes to show `component` and all that is in it, each once."""
    parts = [part for part in component.select(Component) if isinstance(part, Component)]
    found = [_NAME.search(str(part._esm)) for part in parts]
    return list(dict.fromkeys(name[1] for name in found if name))


_NAME = re.compile(r'npView\("(.+?)"\)')


class Transport(Component):
    """Play, step, back, reset, speed, seed, the timeline, the status line and the sheet to share a lab."""

    _esm = module("page/transport")


class Settings(Component):
    """Presets and one control a setting, made from the lab's own description of them."""

    _esm = module("page/settings")


class Essential(Component):
    """The few settings that matter most, in one row above the picture."""

    _esm = module("page/essential")


class Tabs(Component):
    """What is going on, the numbers, the code, the diagnosis, the challenges."""

    _esm = module("page/tabs")


class Guide(Component):
    """What to do first, one sentence at a time, each with a button that does it."""

    _esm = module("page/guide")


class Formulas(Component):
    """One formula of the lab, in symbols and with today's numbers."""

    _esm = module("page/formulas")


class SlowMotion(Component):
    """One step of learning, phase after phase."""

    _esm = module("page/slow_motion")


class NextChallenge(Component):
    """The first challenge that is not solved yet, beside the picture."""

    _esm = module("page/challenge")


class Legend(Component):
    """The words under the curves: their present values, pinned runs, and the runs of a sweep."""

    _esm = module("page/legend")
