"""The plane of a classifier: what the network, or one neuron of it, says everywhere, and the points on it.

One Bokeh figure with fixed ranges. The picture under the points is an image of bytes; what a byte looks like
is up to a palette, so that another theme, or only two colours instead of shades, costs no new image. Points
may be drawn here, and below the figure stands what helps to read it (`static/js/views/classifier/plane.js`).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import panel as pn
from bokeh.events import DoubleTap, Event, Tap
from bokeh.models import ColumnDataSource, LinearColorMapper, Range1d
from bokeh.plotting import figure

from apps.page.fields import AtMostOne, File, Flag, Maybe, Message, Number, Whole, takes
from apps.page.views import INK, Picture, View, as_bytes
from apps.views.palette import (
    CLASSES,
    MARKERS,
    class_bytes,
    class_palette,
    normalised,
    value_palette,
)
from apps.views.point_editor import REACH, VALUES, draw_point, pens, start_from_scratch, take_file
from playground.lab import SettingError, settings
from playground.lab.numerals import written
from playground.labs.classifier import Classifier
from playground.labs.classifier.parse import units

EDGE = 6.0  # the plane goes from −6 to 6 both ways
POINTS = (
    97  # of the image each way while it moves: every 2nd, 3rd or 4th makes a smaller one with the same edges
)
FINE = 193  # when it stands still
SMALL = 25  # beside a run of a sweep
LARGEST_FILE = 2 * Classifier.param["own"].longest + 2  # bytes: of the longest text, in UTF-16


class Plane(View[Classifier]):
    """Shows what `lab.inspector` sees, and the points; hands new ones to `lab.add_point`."""

    name = "plane"
    remembers = ("look", "discretise", "show_test", "drawing", "pen", "spot", "tapped")

    def __init__(self, features: np.ndarray) -> None:
        """`features` [7, n, n]: the inputs, used or not, all over the plane."""
        self.features = features
        self.look = (-1, 0)  # column and row of the neuron that is shown; column -1 is the answer
        self.discretise = self.show_test = self.drawing = False
        self.pen = 0  # number of the class that is drawn
        self.tapped = (np.inf, np.inf)  # where the plane was tapped last
        self.spot: tuple[float, float] | None = None  # the place whose value is told
        self.dark = False
        self._seen: list[np.ndarray] = []
        self._seen_key: tuple[Any, ...] = ()
        self._points_key: tuple[Any, ...] = ()
        self._palette_key: tuple[Any, ...] = ()

        self.figure = figure(
            name="plane",
            x_range=Range1d(start=-EDGE, end=EDGE), y_range=Range1d(start=-EDGE, end=EDGE),
            width=250, height=250, max_width=250, align="center", sizing_mode="scale_width",
            toolbar_location=None, tools="", min_border=0, outline_line_color=None,
            background_fill_color=None, border_fill_color=None, x_axis_type=None, y_axis_type=None,
        )  # fmt: skip
        self.figure.grid.visible = False
        self.image = ColumnDataSource({"image": [np.zeros((POINTS, POINTS), np.uint8)]})
        self.colours = LinearColorMapper(palette=["#000000"] * 256, low=-0.5, high=255.5)
        self.figure.image(  # type: ignore[call-arg]  # Bokeh knows `color_mapper`, its types do not
            "image", source=self.image, x=-EDGE, y=-EDGE, dw=2 * EDGE, dh=2 * EDGE, color_mapper=self.colours
        )
        self.points = ColumnDataSource({name: [] for name in ("x", "y", "marker", "fill", "ring", "size")})
        self.figure.scatter(  # on a layer of its own, which a new image leaves alone
            "x", "y", source=self.points, level="overlay",
            marker="marker", size="size", fill_color="fill", line_color="ring", line_width=1,
        )  # fmt: skip
        self.here = ColumnDataSource(
            {"x": [], "y": []}, name="here"
        )  # static/js/views/classifier/plane.js moves it
        self.crosshair = (
            self.figure.vspan(x="x", source=self.here, level="overlay"),
            self.figure.hspan(y="y", source=self.here, level="overlay"),
        )
        self.here.on_change("data", self._moved)
        self.figure.on_event(Tap, self._tapped)
        self.figure.on_event(DoubleTap, self._tapped)
        self.tools = Picture("classifier/plane", self._describe, fixed={"most": LARGEST_FILE})
        self.panel = pn.Column(
            pn.pane.Bokeh(self.figure, sizing_mode="scale_width", margin=0),
            self.tools.panel,
            sizing_mode="stretch_width",
            margin=0,
        )
        self.theme(False)

    def small(self, lab: Classifier) -> np.ndarray:
        """The answer all over the plane, as values or as colours of classes."""
        if lab.problem.classes <= 2:
            return as_bytes(lab.inspector.surface(SMALL))
        colours = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in CLASSES[self.dark]]
        return np.array(colours, np.uint8)[lab.inspector.territories(SMALL)]

    # --- what arrives ------------------------------------------------------------------------------------

    def attach(self, shell: Any) -> None:
        self.shell = shell
        self.tools.attach(shell)
        shell.commands.add(
            look=takes(self._look, settles="look", column=Whole(-1, 99), row=Whole(0, 99)),
            plane=takes(
                self._switch,
                settles=set,
                discretise=Maybe(Flag()),
                show_test=Maybe(Flag()),
                drawing=Maybe(Flag()),
                pen=Maybe(Whole(0, 99)),
            ),
            spot=takes(self._place, settles="spot", x=Number(), y=Number()),
            spotted=takes(self._spotted, settles="spot", x=AtMostOne(), y=AtMostOne()),
            tap=takes(self._tap, x=Number(), y=Number(), again=Maybe(Flag(), False)),
            scratch=takes(lambda message: shell.edit(start_from_scratch, message, "Start from scratch")),
            csv=takes(lambda message: shell.edit(take_file, message, "Load points"), file=File(LARGEST_FILE)),
        )

    def _look(self, message: Message) -> None:
        self.look = message["column"], message["row"]

    def _switch(self, message: Message) -> None:
        for name in ("discretise", "show_test", "drawing"):
            if name in message:
                setattr(self, name, message[name])
        there = len(pens(self.shell.lab))
        if message.get("pen", 0) >= there:
            raise SettingError("pen", f"there is no pen {message['pen'] + 1}; there are {there}")
        self.pen = message.get("pen", self.pen)

    def _place(self, message: Message) -> None:
        x, y = (min(max(message[axis], -EDGE), EDGE) for axis in "xy")
        self.spot, self.here.data = (x, y), {"x": [x], "y": [y]}

    def _moved(self, attribute: str, old: Any, new: Any) -> None:
        self.shell.receive({"type": "spotted", "x": new.get("x"), "y": new.get("y")})

    def _spotted(self, message: Message) -> None:
        x, y = message["x"], message["y"]
        self.spot = (x[0], y[0]) if x and y else None

    def _tapped(self, event: Event) -> None:
        if isinstance(event, Tap | DoubleTap) and event.x is not None and event.y is not None:
            again = isinstance(event, DoubleTap)
            self.shell.receive({"type": "tap", "x": event.x, "y": event.y, "again": again})

    def _tap(self, message: Message) -> None:
        """Every tap counts but the second of a double tap on one place.

        Bokeh calls a second tap within 0.3 s a double tap wherever it is, so who draws quickly makes many.
        """
        x, y = message["x"], message["y"]
        before, self.tapped = self.tapped, (x, y)
        if message["again"] and np.hypot(x - before[0], y - before[1]) <= REACH:
            return
        if self.drawing:
            self.shell.edit(
                lambda lab, _: draw_point(lab, x, y, self.pen), message, f"point at ({x:.1f}, {y:.1f})"
            )
        else:
            self._place(message)

    def theme(self, dark: bool) -> None:
        self.dark = dark
        for line in self.crosshair:
            line.glyph.update(line_color=INK[dark], line_dash="dotted", line_width=1)

    # --- drawing -----------------------------------------------------------------------------------------

    def maps(self, lab: Classifier) -> list[np.ndarray]:
        """`lab.inspector.maps`, computed once a frame for all who want to see them."""
        points = POINTS if self.shell.player.playing else FINE
        key = lab.training, lab.training.changes, points
        if key != self._seen_key:
            self._seen, self._seen_key = lab.inspector.maps(points), key
        return self._seen

    def draw(self, lab: Classifier) -> None:
        self.pen = min(self.pen, len(pens(lab)) - 1)
        image, by_class = self._image(lab)
        if not np.array_equal(image, self.image.data["image"][0]):
            self.image.data["image"] = [image]
        self._draw_palette(by_class)
        self._draw_points(lab)
        self.tools.draw(lab)

    def _image(self, lab: Classifier) -> tuple[np.ndarray, bool]:
        """Bytes [n, n], the bottom row first as Bokeh has it, and whether they stand for classes."""
        layers, (column, row) = self.maps(lab), self.look
        if column == 0 and row < len(self.features):
            values = normalised(self.features[row])
        elif 0 < column < len(layers) - 1 and row < len(layers[column]):
            values = normalised(layers[column][row])
        elif column == len(layers) - 1 and row < lab.problem.outputs:
            values = answers(lab, layers[-1])[row]
        elif lab.problem.classes > 2:
            return class_bytes(layers[-1])[::-1], True
        else:
            values = lab.problem.lean(layers[-1])
        return as_bytes(values)[::-1], False

    def _draw_palette(self, by_class: bool) -> None:
        key = self.dark, self.discretise, by_class
        if key != self._palette_key:
            self._palette_key = key
            make = class_palette if by_class else value_palette
            self.colours.palette = make(self.dark, self.discretise)

    def _draw_points(self, lab: Classifier) -> None:
        train, test, classes = lab.problem.train, lab.problem.test, lab.problem.classes
        x, told = train.x, train.answers  # [n, 2], [n]
        key = lab.problem, self.dark, self.show_test
        if key == self._points_key:
            return
        self._points_key = key
        rings, sizes = ["#ffffff"] * len(x), [7.5] * len(x)
        if self.show_test:
            x, told = np.concatenate([x, test.x]), np.concatenate([told, test.answers])
            rings += [INK[False]] * len(test)
            sizes += [6.0] * len(test)
        if classes:
            numbers = (told > 0).astype(int) if classes == 2 else told
            fills = [CLASSES[self.dark][number] for number in numbers]
            markers = [MARKERS[number] for number in numbers]
        else:
            palette = value_palette(self.dark)
            fills = [palette[byte] for byte in as_bytes(told)]
            markers = [MARKERS[int(value >= 0)] for value in told]
        self.points.data = {
            "x": x[:, 0],
            "y": x[:, 1],
            "marker": markers,
            "fill": fills,
            "ring": rings,
            "size": np.array(sizes),
        }

    def _describe(self, lab: Classifier) -> dict[str, Any]:
        """The frame of what stands below the figure."""
        answer = self.look[0] < 0
        return {
            "pens": self._pens(lab),
            "labels": list(lab.problem.labels),
            "ends": self._ends(lab, answer),
            "by_class": lab.problem.classes > 2 and answer,
            "discretise": self.discretise,
            "show_test": self.show_test,
            "drawing": self.drawing,
            "pen": self.pen,
            "spot": None if self.spot is None else [round(at, 2) for at in self.spot],
            "said": self._said(lab),
            "counts": [len(lab.problem.train), len(lab.problem.test)],
            "words": self._alt_text(lab),
        }

    def _ends(self, lab: Classifier, answer: bool) -> list[str]:
        """What the strongest orange and the strongest blue stand for."""
        if answer and lab.problem.classes == 2:
            return list(lab.problem.labels)
        change = units(lab.built.own, lab.built.data).answer
        if not answer or change is None:
            return ["−1", "1"]
        return [written(end, 5) for end in change.inverse(np.array([[-1.0], [1.0]]))[:, 0].tolist()]

    def _pens(self, lab: Classifier) -> list[dict[str, str]]:
        looks: Iterable[tuple[str, str, str]]
        names = pens(lab)
        if lab.problem.classes:
            looks = zip(names, MARKERS, CLASSES[self.dark], strict=False)
        else:
            palette = value_palette(self.dark)
            shades = as_bytes(np.array(VALUES)).tolist()
            looks = (
                (written(name, 5), MARKERS[int(value >= 0)], palette[byte])
                for name, value, byte in zip(names, VALUES, shades, strict=True)
            )
        return [{"name": name, "marker": marker, "colour": colour} for name, marker, colour in looks]

    def _said(self, lab: Classifier) -> str:
        """The value at the place, and where that is in the learner's own units."""
        if self.spot is None:
            return ""
        change = units(lab.built.own, lab.built.data).place
        if change is None:
            return self._value(lab, *self.spot)
        x, y = (written(at, 5) for at in change.inverse(np.array(self.spot)).tolist())
        return f"{self._value(lab, *self.spot)} (your x {x}, y {y})"

    def _value(self, lab: Classifier, x: float, y: float) -> str:
        layers, (column, row) = lab.inspector.value_at(x, y), self.look
        if 0 < column < len(layers) and row < len(layers[column]):
            said = settings.readable("", float(layers[column][row]))
            return f"{lab.inspector.neuron(column - 1, row)} says {said}"
        if lab.problem.classes > 2:
            shares = zip(lab.problem.labels, layers[-1], strict=True)
            return ", ".join(f"{name} {100 * share:.0f} %" for name, share in shares)
        answer = layers[-1][-1:]
        said = settings.readable("", float(answer[0]))
        change = units(lab.built.own, lab.built.data).answer
        return said if change is None else f"{written(float(change.inverse(answer)[0]), 5)}, scaled {said}"

    def _alt_text(self, lab: Classifier) -> str:
        what = "what one neuron says" if self.look[0] >= 0 else "the network's answer"
        kinds = f"of {lab.problem.classes} classes" if lab.problem.classes else "with values"
        points = f"{len(lab.problem.train)} training points {kinds}"
        test = f" and {len(lab.problem.test)} test points" if self.show_test else ""
        return f"The plane, x and y from −6 to 6, coloured by {what}, with {points}{test}."


def answers(lab: Classifier, outputs: np.ndarray) -> np.ndarray:
    """What the output neurons say [outputs, ...] as numbers from −1 (no) to 1 (yes)."""
    return 2 * outputs - 1 if lab.problem.outputs > 1 else lab.problem.lean(outputs)[None]
