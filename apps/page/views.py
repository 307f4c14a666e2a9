"""What a page is made of: pictures that are handled, and figures that are read.

A `Picture` is an SVG drawn by a script of ours, because a wire in an SVG can be clicked, focused and named
for a screen reader. Curves and planes are Bokeh figures with explicit ranges (a range that follows its data
is recomputed in the browser and echoes a message for every update). Every view has words for those who
cannot see it.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache, partial
from operator import is_
from typing import Any, NamedTuple, cast

import numpy as np
import panel as pn
from bokeh.models import Axis, ColumnDataSource, FixedTicker, Range1d
from bokeh.models.annotations import Span
from bokeh.plotting import figure

from apps.page.axes import marks
from apps.page.components import Component, module
from apps.page.fields import Command, Message
from playground.lab import Lab
from playground.lab.history import History
from playground.lab.numerals import raised
from playground.lab.settings import shorten

INK = {False: "#1c1c1e", True: "#ececf0"}
SOFT = {False: "#6a6a70", True: "#9d9da6"}
LINE = {False: "#e7e4dd", True: "#2d2d33"}
GREY = {False: "#8a8a8f", True: "#8f8f98"}
BLUE = {False: "#0877bd", True: "#4aa8e0"}
ORANGE = {False: "#c76a0c", True: "#f6a04d"}
ZERO = 1e-32  # what counts as nothing on a logarithmic axis
ROOM = 1.15  # beyond the end of the curves, for their names
LETTERS = 0.13  # of the height of a curve, that a line of letters takes


class View[L: Lab]:
    """Something of a lab L to look at: `panel` is what Panel shows, `draw` brings it up to date.

    `remembers` names the attributes that messages change and that decide what is drawn. They are put back
    when a message comes to nothing.
    """

    panel: Any
    name = ""  # as a sentence has it
    remembers: tuple[str, ...] = ()

    def attach(self, shell: Any) -> None:
        """Called once, by the shell that shows this view."""

    def draw(self, lab: L) -> None:
        """Show `lab` as it is now."""

    def theme(self, dark: bool) -> None:
        """Take the colours of the light or the dark theme."""

    def small(self, lab: L) -> np.ndarray | None:
        """What a lab has learnt, small: bytes [rows, columns], 0 most negative and 255 most positive, or
        colours [rows, columns, 3]; None if this picture cannot be small. It stands beside a run of a sweep.
        """
        return None

    def looks(self) -> dict[str, Any]:
        """What is looked at, and how, to be put back by `look_back`."""
        return {name: copy(getattr(self, name)) for name in self.remembers}

    def look_back(self, looks: dict[str, Any]) -> None:
        """Look at what was looked at then."""
        vars(self).update(looks)


@cache
def _component(name: str) -> type[Component]:
    title = "".join(word.capitalize() for word in name.rpartition("/")[2].split("_"))
    inside = {"_esm": module(f"views/{name}"), "__module__": __name__}
    return type(f"{title}Picture", (Component,), inside)


class Picture[L: Lab](View[L]):
    """A picture drawn by `static/js/views/<name>.js` from what `frame(lab)` returns; `name` is "qtable/ice".

    `frame` gives a dictionary of numbers, texts and arrays; its `words` are read to those who cannot see
    the picture. `on` maps a message's type to a handler `(lab, message) -> str | None` that changes the lab,
    with the fields of the message: `takes(handler, value=Number())`. `undo` says in a word or two what such a
    change is called in "Undo …"; one drag is undone as one.
    """

    def __init__(
        self,
        name: str,
        frame: Callable[[L], dict[str, Any]],
        on: Mapping[str, Command] | None = None,
        undo: str | Callable[[Message], str] = "Change by hand",
        fixed: dict[str, Any] | None = None,
    ) -> None:
        self.name = name.rpartition("/")[2].replace("_", " ")
        self._frame, self._on, self._undo = frame, dict(on or {}), undo
        self.panel = _component(name)(self._receive, fixed=fixed or {})
        self._shell: Any = None

    def attach(self, shell: Any) -> None:
        self._shell = shell
        edits = {kind: replace(on, do=partial(self._edit, on.do)) for kind, on in self._on.items()}
        shell.commands.add(**edits)

    def _edit(self, handler: Callable[[Any, Message], str | None], message: Message) -> None:
        what = self._undo if isinstance(self._undo, str) else self._undo(message)
        self._shell.edit(handler, message, what)

    def _receive(self, message: Message) -> None:
        self._shell.receive(message)

    def draw(self, lab: L) -> None:
        self.panel.show(**self._frame(lab))


class Line(NamedTuple):
    """Another run behind the curve: steps [n], values of the first metric [n], and what stands at its end."""

    steps: np.ndarray
    values: np.ndarray
    colour: str
    name: str = ""


class Curve(View[Lab]):
    """Metrics over steps, read from the lab's history, with pinned runs and sweeps behind them.

    `title` stands beside the upright axis, where the first metric's name does not suit all of them. `best` is
    the most that the first metric can reach, where it is known: a name, and how to ask the lab. With `log`
    the upright axis is logarithmic, for what shrinks or grows by a factor in every step.
    """

    def __init__(
        self,
        *metrics: str,
        height: int = 150,
        top: float = 0.0,
        title: str = "",
        best: tuple[str, Callable[[Any], float]] | None = None,
        log: bool = False,
    ) -> None:
        self.metrics, self._least_top, self.best, self._log = metrics, top, best, log
        self.x, self.y = Range1d(start=0, end=10), Range1d(start=0, end=top or 1)
        self.figure = figure(
            x_range=self.x, y_range=self.y, height=height, sizing_mode="stretch_width",
            toolbar_location=None, tools="", background_fill_color=None, border_fill_color=None,
            outline_line_color=None, min_border_left=34, min_border_right=20, min_border_top=8,
        )  # fmt: skip
        self.source = ColumnDataSource({"step": np.zeros(0)} | {name: np.zeros(0) for name in metrics})
        self.others = ColumnDataSource({"xs": [], "ys": [], "colour": []})
        self.figure.multi_line(
            "xs", "ys", line_color="colour", line_width=1.6, line_alpha=0.9, source=self.others
        )
        self.ends = ColumnDataSource({"x": [], "y": [], "name": [], "colour": []})
        self.figure.text(
            "x", "y", "name", text_color="colour", text_font_size="11px", text_baseline="middle",
            x_offset=5, source=self.ends,
        )  # fmt: skip
        self.lines = [
            self.figure.line(
                "step", name, source=self.source, line_width=1.8, line_dash="solid" if i == 0 else "dashed"
            )
            for i, name in enumerate(metrics)
        ]
        self.now = Span(location=0, dimension="height", line_width=1, line_dash="dotted")
        self.level = Span(
            location=0, dimension="width", line_width=1.5, line_dash="dotdash", visible=best is not None
        )
        self.figure.add_layout(self.now)
        self.figure.add_layout(self.level)
        self.figure.xgrid.visible = False
        self.across, self.up = cast(Axis, self.figure.below[0]), cast(Axis, self.figure.left[0])
        self.across.axis_label = "step"
        self.up.axis_label = title or metrics[0].replace("_", " ")
        for axis in (self.across, self.up):
            axis.ticker = FixedTicker()
            axis.axis_label_text_font_size, axis.axis_label_text_font_style = "11px", "normal"
            axis.axis_label_standoff = 2
            self._mark(axis, *((0.0, 10.0) if axis is self.across else (0.0, top or 1)))
        self.figure.axis.minor_tick_line_color = None
        self.figure.axis.major_tick_in = 0
        self.figure.axis.major_tick_out = 3
        self.panel = pn.pane.Bokeh(self.figure, sizing_mode="stretch_width", margin=0)
        self._drawn: list[Any] = []  # the moments drawn
        self.frame = 0  # with which what is drawn now reaches the browser
        self._arrived = self._whole_in = 0  # the latest that has; the one in which the whole history was sent
        self._named: list[Line] = []  # other runs with a name at their end
        self._highest = self._lowest = 0.0  # of what is drawn, and 0
        self.theme(False)

    def theme(self, dark: bool) -> None:
        self.dark = dark
        for line, colour in zip(self.lines, (INK, BLUE, ORANGE), strict=False):
            line.glyph.line_color = colour[dark]
        self.now.line_color = self.level.line_color = GREY[dark]
        self.figure.axis.axis_line_color = LINE[dark]
        self.figure.axis.major_tick_line_color = LINE[dark]
        self.figure.axis.major_label_text_color = SOFT[dark]
        self.figure.axis.major_label_text_font_size = "11px"
        self.figure.axis.axis_label_text_color = SOFT[dark]
        self.figure.ygrid.grid_line_color = LINE[dark]

    def draw(self, lab: Lab) -> None:
        self._draw_history(lab.history)
        if self.now.location != lab.steps:
            self.now.location = lab.steps
        if self.best and self.level.location != (best := self.best[1](lab)):
            self.level.location = best

    def arrived(self, frame: int) -> None:
        """The browser has drawn this frame."""
        self._arrived = max(self._arrived, frame)

    def _draw_history(self, history: History) -> None:
        """Send what is new: usually the last few points; all of them after the history was thinned or cut.

        Bokeh writes a message down when it is sent, which may be a few frames later. A whole history that is
        still on its way then would hold the points that were added meanwhile, and they came once more.
        """
        moments, drawn = history.moments, self._drawn
        grown = len(moments) >= len(drawn) and all(map(is_, moments, drawn))
        if grown and (len(moments) == len(drawn) or self._whole_in <= self._arrived):
            new = moments[len(drawn) :]
            if new:  # a few: as numbers in the message, of which arrays would be parts of their own
                self.source.stream({name: column.tolist() for name, column in self._columns(new).items()})
        else:
            self.source.data = self._columns(moments)
            self._whole_in = self.frame
            new, self._highest, self._lowest = moments, 0.0, 0.0
        self._drawn = [*moments]
        values = self._heights([moment.metrics[name] for moment in new for name in self.metrics])
        self._highest = max([self._highest, *values.tolist()])
        self._lowest = min([self._lowest, *values.tolist()])
        self._fit(history.last_step)

    def _columns(self, moments: Sequence[Any]) -> dict[str, np.ndarray]:
        columns = {name: self._heights([m.metrics[name] for m in moments]) for name in self.metrics}
        return {"step": np.array([float(m.step) for m in moments])} | columns

    def _heights(self, values: Sequence[float] | np.ndarray) -> np.ndarray:
        """Where values [n] stand on the upright axis, [n]."""
        heights = np.array(values, float)
        return np.log10(np.maximum(np.abs(heights), ZERO)) if self._log else heights

    def _fit(self, last_step: int) -> None:
        longest = max([last_step, 10, *(xs[-1] for xs in self.others.data["xs"] if len(xs))])
        longest *= ROOM if self._named else 1
        others = [ys for ys in self.others.data["ys"] if len(ys)]
        highest = max([self._highest, *(float(np.max(ys)) for ys in others)])
        lowest = min([self._lowest, *(float(np.min(ys)) for ys in others)])
        bottom, top = -round_up(-lowest), max(round_up(highest), self._least_top)
        if self._log:  # whole powers of ten, from 1 up or down
            bottom, top = float(np.floor(lowest)), float(np.ceil(highest))
            top = max(top, bottom + 1)
        for axis, bounds, start, end in (
            (self.across, self.x, 0.0, round_up(longest)),
            (self.up, self.y, bottom, top if top > bottom else 1.0),
        ):
            if bounds.end != end or bounds.start != start:
                bounds.update(start=start, end=end)
                self._mark(axis, start, end)
        self._name_lines()

    def _mark(self, axis: Axis, start: float, end: float) -> None:
        """Give the axis its numbers."""
        texts: dict[Any, Any] = {**marks(start, end)}
        if self._log and axis is self.up:
            texts = {power: f"10{raised(int(power))}" for power in texts if power == int(power)}
        cast(FixedTicker, axis.ticker).ticks = [*texts]
        axis.major_label_overrides = texts

    def compare(self, runs: Sequence[Line]) -> None:
        """Draw other runs behind this one, with their names at their ends."""
        data = {
            "xs": [run.steps for run in runs],
            "ys": [self._heights(run.values) for run in runs],
            "colour": [run.colour for run in runs],
        }
        if runs or self.others.data["xs"]:
            self.others.data = data
        self._named = [run for run in runs if run.name and len(run.steps)]

    def _name_lines(self) -> None:
        """Put the names of other runs at their ends, one above the other where the ends are close."""
        if not self._named and not len(self.ends.data["x"]):
            return
        bottom, top = cast(float, self.y.start), cast(float, self.y.end)
        lines = sorted(self._named, key=lambda line: line.values[-1])
        places = apart(
            [float(self._heights(line.values)[-1]) for line in lines], bottom, top, (top - bottom) * LETTERS
        )
        self.ends.data = {
            "x": [float(line.steps[-1]) for line in lines],
            "y": places,
            "name": [shorten(line.name, 10) for line in lines],
            "colour": [line.colour for line in lines],
        }


def apart(places: list[float], low: float, high: float, gap: float) -> list[float]:
    """Places in ascending order, moved as little as needed to lie `gap` apart within low and high.

    Where there is no room for all, they share what there is.
    """
    gap = min(gap, (high - low) / max(1, len(places)))
    moved: list[float] = []
    for place in places:
        least = moved[-1] + gap if moved else low + gap / 2
        moved.append(max(place, least))
    most = high - gap / 2
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], most)
        most = moved[i] - gap
    return moved


def as_bytes(values: np.ndarray) -> np.ndarray:
    """−1…1 as bytes 0…255; 127.5 is zero."""
    shades: np.ndarray = np.rint(127.5 * (1 + np.clip(values, -1, 1))).astype(np.uint8)
    return shades


def round_up(value: float) -> float:
    """The next 1, 1.5, 2, 3, 5 or 7 times a power of ten: an axis that grows rarely, and never shakes."""
    if value <= 0:
        return 0.0
    value = min(value, 1e307)  # an axis goes no further
    power = 10.0 ** np.floor(np.log10(value))
    return float(
        next(step * power for step in (1, 1.5, 2, 3, 5, 7, 10) if step * power >= value * (1 - 1e-12))
    )
