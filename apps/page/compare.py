"""Runs beside the run: pinned ones, which stay as they were, and sweeps, which learn in lockstep."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from apps.page.components import Legend
from apps.page.fields import Message
from apps.page.views import GREY, Curve, Line, View
from playground.lab import Lab, SettingError, settings
from playground.lab.sweep import Sweep, suggested

MOST_PINNED = 4
SWEEP_COLOURS = {  # told apart by any colour vision, on either paper; each curve has its name at its end, too
    False: ("#0072b2", "#c65102", "#007a5a", "#a3488a", "#7a6a00", "#3f3f46", "#5a3fb0", "#b3243c"),
    True: ("#6db8ee", "#f6a04d", "#3fd0a0", "#e08cc8", "#e8d94a", "#d4d4d8", "#b09cf5", "#ff8a96"),
}
MOST_VALUES = len(SWEEP_COLOURS[False])


def varied(lab: Lab) -> list[list[str]]:
    """The settings that can be swept, those first that stand above the picture, and the learning rate before
    all: name, label, and values that are worth a try.
    """
    described = [settings.describe(lab.param[name]) for name in lab.setting_names()]
    first = ["learning_rate", *(name for name in type(lab).essential if name != "learning_rate")]
    described.sort(key=lambda one: first.index(one["name"]) if one["name"] in first else len(first))
    return [
        [one["name"], one["label"], suggested(lab, one["name"])] for one in described if one["kind"] != "text"
    ]


@dataclass
class Pinned:
    """A run to compare with: its settings and its curve."""

    settings: dict[str, Any]
    steps: np.ndarray  # [n]
    values: np.ndarray  # [n]
    reading: dict[str, float]


class Comparison:
    """Pinned runs and the sweep of one page, drawn behind its curve and listed under it."""

    def __init__(
        self, lab: Lab, curve: Curve, views: Sequence[View[Any]], on_message: Callable[[Message], None]
    ) -> None:
        self.lab, self.curve, self.views = lab, curve, views
        self.metric = curve.metrics[0]
        self.pinned: list[Pinned] = []
        self.sweep: Sweep[Lab] | None = None
        self.legend = Legend(on_message, fixed={"sweeps": varied(lab)})
        self.panels = [curve.panel, self.legend]

    def pin(self) -> None:
        """Keep the curve of the present run; the oldest goes when there are too many."""
        steps, values = self.lab.history.series(self.metric)
        pinned = Pinned(self.lab.settings, steps, values, dict(self.lab.reading))
        self.pinned = [*self.pinned, pinned][-MOST_PINNED:]

    def unpin(self, number: int) -> None:
        """Let go of a pinned run."""
        if 0 <= number < len(self.pinned):
            del self.pinned[number]

    def start_sweep(self, name: str, text: str, seeds: int) -> None:
        """Begin runs for the values in `text`, separated by commas (by semicolons for lists such as 4,2)."""
        if not name:
            self.end_sweep()
            return
        parts = [part for part in text.split(";" if ";" in text else ",") if part.strip()]
        if not 2 <= len(parts) <= MOST_VALUES:
            raise SettingError("sweep", f"give from 2 to {MOST_VALUES} values, separated by commas")
        values = [self.lab.parse({name: part})[name] for part in parts]
        self.sweep = self.lab.sweep(name, values, seeds)

    def end_sweep(self) -> None:
        """Back to one run."""
        self.sweep = None

    def advance(self, seconds: float) -> bool:
        """Let every run of the sweep make the same number of steps within about `seconds`."""
        assert self.sweep is not None
        deadline, hop = perf_counter() + seconds, 1
        while True:
            began = perf_counter()
            self.sweep.run(hop)
            now = perf_counter()
            if now >= deadline:
                return any(not lab.stopped for lab in self.sweep.labs)
            if now - began < seconds / 8:
                hop *= 2  # the fewer the hops, the less is spent between them

    def adopt(self, number: int) -> Lab:
        """The lab of the sweep's run with the `number`-th value, first seed."""
        if self.sweep is None or not 0 <= number < len(self.sweep.runs):
            raise SettingError("sweep", "that run is gone")
        return self.sweep.runs[number][0]

    def draw(self, wrong: str = "") -> None:
        """The curves behind, and the words below; `wrong` says why a sweep was refused."""
        dark = self.curve.dark
        runs = [Line(pinned.steps, pinned.values, GREY[dark]) for pinned in self.pinned]
        listed: list[dict[str, Any]] = []
        if self.sweep is not None:
            colours = SWEEP_COLOURS[dark]
            for i, (steps, values) in enumerate(self.sweep.curves(self.metric)):
                runs.append(Line(steps, values, colours[i], self.sweep.value(i)))
                listed.append(
                    {
                        "label": self.sweep.label(i),
                        "colour": colours[i],
                        "value": settings.readable(self.metric, values[-1]) if len(values) else "",
                        "stopped": self.sweep.runs[i][0].stopped,
                        "picture": self._small(self.sweep.runs[i][0]),
                    }
                )
        self.curve.compare(runs)
        self.curve.draw(self.lab)
        self.tell_now()
        self.legend.show(
            pinned=[
                {
                    "label": self._difference(pinned),
                    "value": settings.readable(self.metric, pinned.reading[self.metric]),
                }
                for pinned in self.pinned
            ],
            sweep=listed,
            at=self._reached(),
            wrong=wrong,
        )

    def _reached(self) -> str:
        """How far the runs of the sweep are: farther than the page's own, which stands still meanwhile."""
        if self.sweep is None:
            return ""
        reached = {lab.steps for lab in self.sweep.labs}  # one that has blown up is behind the others
        far = "After" if len(reached) == 1 else "After up to"
        return f"{far} {max(reached):,} steps; the picture waits at step {self.lab.steps:,}:"

    def tell_now(self) -> None:
        """The numbers beside the curves: with every frame, as they stand in the status line, too."""
        self.legend.show(now=self._now())

    def _now(self) -> list[list[str]]:
        """Names and values of what the curves show."""
        values = {name: self.lab.reading[name] for name in self.curve.metrics}
        now = [[name.replace("_", " "), settings.readable(name, value)] for name, value in values.items()]
        if self.curve.best:
            name, ask = self.curve.best
            now.append([name, settings.readable(self.metric, ask(self.lab))])
        return now

    def _small(self, lab: Lab) -> np.ndarray | None:
        """What a run of the sweep has learnt, as the first picture that can be small shows it."""
        pictures = (view.small(lab) for view in self.views)
        return next((picture for picture in pictures if picture is not None), None)

    def _difference(self, pinned: Pinned) -> str:
        """What a pinned run was made with that is different now."""
        texts = []
        for name, value in pinned.settings.items():
            if value != getattr(self.lab, name):
                parameter = self.lab.param[name]
                text = settings.shorten(settings.write(parameter, value), 24)
                texts.append(f"{settings.label(parameter)} {text}")
        return ", ".join(texts) or "same settings"
