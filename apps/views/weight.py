"""What the page of `weight` shows: the error over the weight as a valley, with the weight as a ball in it.

The script is `static/js/views/weight/valley.js`. Below the valley lie the predictions, on the same places: a
prediction is the input times the weight above it.
"""

from math import isfinite
from typing import Any

import numpy as np

from apps.page.fields import Message, Number, takes
from apps.page.views import Picture, round_up
from playground.lab import settings
from playground.lab.numerals import written
from playground.labs.weight import Weight

PLACES = 121  # of the curve
TRAIL = 8  # rounds that can still be seen
MARGIN = 1.3  # around all there is to see
LEAST = 2.0  # half of the least that is seen of the weights


class Valley(Picture[Weight]):
    """The picture. Its window is changed only when it must be: nothing seems to move that does not."""

    def __init__(self) -> None:
        super().__init__(
            "weight/valley",
            self._numbers,
            on={"set_weight": takes(_set_weight, settles="weight", value=Number())},
            undo="Move the weight",
        )
        self._low = self._high = 0.0
        self._of: tuple[Any, ...] = ()

    def _numbers(self, lab: Weight) -> dict[str, Any]:
        w, next_w = float(lab.weight_now[0]), lab.next_weight
        self._look_at(lab, [w, next_w if isfinite(next_w) else w])
        places = np.linspace(self._low, self._high, PLACES)
        errors = (lab.built.input * places - lab.built.goal) ** 2
        top = float(errors.max()) or 1.0
        trail = [moment.metrics["w"] for moment in lab.history.moments[-TRAIL - 1 : -1]]
        descends = lab.built.method == "descent"
        tried = [] if descends else [w - lab.amount, w + lab.amount]
        return {
            "low": self._low,
            "high": self._high,
            "heights": (errors / top).astype(np.float32),  # of the curve, as shares of what is seen
            "marks": [written(place, 3) for place in (self._low, (self._low + self._high) / 2, self._high)],
            "below": [
                written(lab.built.input * place, 3)
                for place in (self._low, (self._low + self._high) / 2, self._high)
            ],
            "top": written(float(f"{top:.3g}"), 3),
            "w": w,
            "height": lab.error_at(w) / top,
            "next": next_w,
            "next_height": lab.error_at(next_w) / top,
            "best": lab.best_weight,
            "trail": np.array(trail, np.float64),
            "trail_heights": np.array([lab.error_at(place) / top for place in trail], np.float64),
            "tried": [[place, lab.error_at(place) / top] for place in tried],
            "weight": settings.readable("w", w),
            "error": settings.readable("error", lab.reading["error"]),
            "prediction": settings.readable("prediction", lab.reading["prediction"]),
            "goal": written(float(lab.built.goal), 5),
            "says": says(lab),
            "aim": float(lab.built.goal),
            "slope": float(lab.built.input),  # of the prediction over the weight
            "fine": (self._high - self._low) / 200,
            "words": alt_text(lab),
        }

    def _look_at(self, lab: Weight, there: list[float]) -> None:
        """See to it that the ball, its next place and the goal are in the window."""
        best = lab.best_weight
        if best is not None and abs(best) < 1e4:
            there = [*there, best]
        low, high = min(there), max(there)
        of = (lab.built, lab.steps == 0)
        fits = self._low <= low and high <= self._high
        if fits and (of == self._of or lab.steps):
            self._of = of
            return
        self._of = of
        middle = best if best is not None and abs(best) < 1e4 else (low + high) / 2
        half = round_up(MARGIN * max(LEAST / MARGIN, high - middle, middle - low))
        self._low, self._high = middle - half, middle + half


def _set_weight(lab: Weight, message: Message) -> None:
    lab.set_weight(message["value"])


def says(lab: Weight) -> str:
    """The next round in numbers, and what becomes of the run."""
    w, shown = float(lab.weight_now[0]), settings.readable
    if lab.built.method != "descent":
        down, up = (shown("error", lab.error_at(w + way * lab.amount)) for way in (-1, 1))
        better = "less" if lab.next_weight < w else "more" if lab.next_weight > w else "neither"
        return f"Error with less: {down}. With more: {up}. Better: {better}."
    fate = (
        "it explodes" if abs(lab.factor) > 1 + 1e-9
        else "it bounces for ever" if lab.factor <= -1 + 1e-9
        else "it hits the goal at once" if abs(lab.factor) < 1e-9
        else "it never moves" if lab.factor >= 1 - 1e-12
        else "it closes in on the goal"
    )  # fmt: skip
    return f"Each round multiplies the distance to the goal by {written(lab.factor, 4)}: {fate}."


def alt_text(lab: Weight) -> str:
    reading = lab.reading
    return (
        f"A valley: the error over the weight. The weight is {reading['w']:.4g}, the prediction "
        f"{reading['prediction']:.4g}, the goal {lab.built.goal:g}, the error {reading['error']:.4g}. "
        f"{says(lab)}"
    ).rstrip()
