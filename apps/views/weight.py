"""What the page of `weight` shows: the error over the weight as a valley, with the weight as a ball in it.

The script is `static/js/views/weight/valley.js`. Below the valley lie the predictions, on the same places: a
prediction is the input times the weight above it. All that decides a round can be dragged: the ball is the
weight, the flag the goal, the wall of the valley the input (the steeper, the larger), the end of the arrow
the learning rate.
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
TOO_WIDE = 50  # times what there is to see: as after a run that exploded, when somebody goes back
GRIP = 0.6  # of the height: where a hand takes the wall


class Valley(Picture[Weight]):
    """The picture. Its window is changed only when it must be: nothing seems to move that does not."""

    def __init__(self) -> None:
        super().__init__(
            "weight/valley",
            self._numbers,
            on={"set_weight": takes(_set_weight, settles="weight", value=Number())},
            undo="Move the weight",
        )
        self._low = self._high = self._top = 0.0
        self._of: tuple[Any, ...] = ()

    def _numbers(self, lab: Weight) -> dict[str, Any]:
        w, next_w = float(lab.weight_now[0]), lab.next_weight
        self._look_at(lab, [w, next_w if isfinite(next_w) else w])
        places = np.linspace(self._low, self._high, PLACES)
        errors = (lab.now.input * places - lab.now.goal) ** 2
        top = self._top
        before = [moment for moment in lab.history.moments if moment.step < lab.steps]
        trail = [moment.metrics["w"] for moment in before[-TRAIL:]]
        descends = lab.built.method == "descent"
        tried = [] if descends else [w - lab.amount, w + lab.amount]
        return {
            "low": self._low,
            "high": self._high,
            "heights": (errors / top).astype(np.float32),  # of the curve, as shares of what is seen
            "marks": [written(place, 3) for place in (self._low, (self._low + self._high) / 2, self._high)],
            "below": [
                written(lab.now.input * place, 3)
                for place in (self._low, (self._low + self._high) / 2, self._high)
            ],
            "top": written(top, 3),
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
            "goal": written(float(lab.now.goal), 5),
            "input": written(float(lab.now.input), 5),
            "says": says(lab),
            "aim": float(lab.now.goal),
            "slope": float(lab.now.input),  # of the prediction over the weight
            "fine": (self._high - self._low) / 200,
            "given": float(lab.now.input),
            "goals": _ends("goal"),
            "wall": _wall(lab, top),
            "stride": stride(lab),
            "words": alt_text(lab),
        }

    def _look_at(self, lab: Weight, there: list[float]) -> None:
        """See to it that the ball, its next place and the goal are in the window."""
        best = lab.best_weight
        if best is not None and abs(best) < 1e4:
            there = [*there, best]
        low, high = min(there), max(there)
        of = (lab.built, lab.steps == 0)
        middle = best if best is not None and abs(best) < 1e4 else (low + high) / 2
        half = round_up(MARGIN * max(LEAST / MARGIN, high - middle, middle - low))
        fits = self._low <= low and high <= self._high and self._high - self._low < 2 * TOO_WIDE * half
        if not fits or (of != self._of and not lab.steps):
            self._low, self._high = middle - half, middle + half
            self._top = max(map(lab.error_at, (self._low, self._high))) or 1.0
        self._of = of
        self._top = max(self._top, MARGIN * lab.error_at(float(lab.weight_now[0])))


def _set_weight(lab: Weight, message: Message) -> None:
    lab.set_weight(message["value"])


def _ends(name: str) -> list[float]:
    """From where to where a setting goes."""
    return [float(end) for end in Weight.param[name].bounds]


def _wall(lab: Weight, top: float) -> dict[str, Any]:
    """Where the right wall of the valley is taken; the input that brings it elsewhere is rise / place."""
    given, rise = lab.now.input, lab.rise_to(GRIP * top)
    return {"place": rise / given if given else None, "rise": rise, "height": GRIP, "ends": _ends("input")}


def stride(lab: Weight) -> dict[str, Any]:
    """The setting that says how long the next step is, and what it is for a step of 1 to the right."""
    w = float(lab.weight_now[0])
    if lab.built.method == "descent":
        name, said, per = "learning_rate", "The learning rate", -1 / lab.slope if lab.slope else 0.0
    else:
        name, said, per = "amount", "The step amount", float(np.sign(lab.next_weight - w))
    return {"name": name, "said": said, "now": getattr(lab.now, name), "per": per, "ends": _ends(name)}


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
        else "it bounces, hardly any lower each time" if lab.factor < -0.99
        else "it hits the goal at once" if abs(lab.factor) < 1e-9
        else "it never moves" if lab.factor >= 1 - 1e-12
        else "it closes in on the goal"
    )  # fmt: skip
    digits = 4 if abs(lab.factor + 1) > 0.01 else 8
    return f"Each round multiplies the distance to the goal by {written(lab.factor, digits)}: {fate}."


def alt_text(lab: Weight) -> str:
    reading = lab.reading
    return (
        f"A valley: the error over the weight. The weight is {reading['w']:.4g}, the prediction "
        f"{reading['prediction']:.4g}, the goal {lab.now.goal:g}, the error {reading['error']:.4g}. "
        f"{says(lab)}"
    ).rstrip()
