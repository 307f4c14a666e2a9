"""What the page of `averaging` shows: the loss on a plane, the networks in it, and the way between two.

The script is `static/js/views/averaging/surface.js`. The network can be dragged, and any two of those that
are kept can be looked at. The loss on the plane is computed once for every plane, that on the way once for
every two networks.
"""

from typing import Any

import numpy as np

from apps.page.fields import Message, Number, Whole, takes
from apps.page.views import Picture
from playground.lab import settings
from playground.lab.numerals import fixed, written
from playground.labs.averaging import Averaging
from playground.labs.averaging.formulas import pair
from playground.nn import loss_plane

CELLS = 33  # of the plane, each way
HEIGHTS = (0.02, 0.08, 0.18, 0.32, 0.5, 0.72)  # of the lines, as shares of what is seen of the loss
SEEN = 85  # per cent of the places are below the highest loss that is told apart
WALK = 30  # moments of the walk that can still be seen
WAY = np.linspace(-0.25, 1.25, 49)  # from the first network, at 0, to the second, at 1
BLOCK = 4  # cycles whose rate is seen at a time
RATES = 161  # places of the curve of the rate
PLAIN = 200  # steps that are seen of a rate without cycles


class Surface(Picture[Averaging]):
    """The picture. `pair` are the numbers of the two networks that are looked at, counted from 0."""

    remembers = ("pair",)

    def __init__(self) -> None:
        super().__init__(
            "averaging/surface",
            self._numbers,
            on={
                "move": takes(_move, settles="network", x=Number(), y=Number()),
                "keep": takes(_keep, settles="network"),
            },
            undo=lambda message: "Move the network" if "x" in message else "Keep a network",
        )
        self.pair = [-1, -1]
        self.shell: Any = None
        self._drawn: tuple[Any, ...] = (None,)
        self._way: tuple[Any, ...] = (None,)
        self._rates: tuple[Any, ...] = (None,)

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        self.shell = shell
        shell.commands.add(look_at=takes(self._look_at, settles="network", network=Whole(0, 10**9)))

    def _look_at(self, message: Message) -> None:
        """This one, and the one that was looked at last."""
        lab = self.shell.lab
        _, two = pair(lab, {"pair": self.pair})
        gone = _gone(lab)
        if message["network"] - gone != two:
            self.pair = [max(0, two) + gone, message["network"]]

    def _numbers(self, lab: Averaging) -> dict[str, Any]:
        plane = lab.plane()
        if self._drawn[0] is not plane:
            self._drawn = plane, *_surface(lab, plane)
        networks, centre = lab.networks, lab.centre
        many, two = lab.built.method == "ensemble", len(networks) > 1
        chosen = pair(lab, {"pair": self.pair}) if two else (-1, -1)
        start, stop, rates, keeps = self._rate(lab)
        now, gone = lab.learning_rate * lab.factor(lab.steps), _gone(lab)
        return {
            "field": self._drawn[1],
            "contours": self._drawn[2],
            "low": self._drawn[3],
            "middle": [*plane.middle],
            "half": plane.half,
            "here": [] if many else plane.places(lab.last[None])[0].tolist(),
            "walk": _walk(lab, plane),
            "kept": plane.places(networks).astype(np.float32),
            "mean": plane.places(centre[None])[0].tolist() if centre is not None else [],
            "pair": [*chosen],
            "gone": gone,
            "can_keep": bool(lab.averages),
            "rates": rates,
            "keeps": keeps,
            "now": (lab.steps - start) / (stop - start),
            "rate": f"{now:.3f}",
            "way": self._way_between(lab, chosen) if two else None,
            "last_loss": said(lab.reading["test_loss"]),
            "mean_of": f"mean of all {int(lab.taken):,}" if gone else "mean of weights",
            "together_of": f"last {len(networks)} asked" if gone else "asked together",
            "mean_loss": said(lab.losses(centre[None])[0]) if centre is not None else "–",
            "together_loss": said(lab.together(networks)) if len(networks) else "–",
            "count": len(networks),
            "asked": lab.asked,
            "method": str(lab.built.method),
            "axes": axes(lab),
            "words": alt_text(lab),
        }

    def _rate(self, lab: Averaging) -> tuple[int, int, np.ndarray, np.ndarray]:
        """From which step to which the rate is seen, its factor there, and where networks are kept."""
        length = BLOCK * lab.period if lab.averages else PLAIN
        since = lab.steps - lab.warm
        start = lab.warm + since // length * length if since >= length else 0
        stop = start + length + (lab.warm if not start else 0)
        key = lab.built, start
        if self._rates[0] != key:
            steps = np.unique(np.linspace(start, stop - 1, min(RATES, stop - start)).astype(int))
            rates = [(int(s) - start, lab.factor(int(s))) for s in steps]
            kept = [(s - start) / (stop - start) for s in range(start + 1, stop + 1) if lab.keeps_after(s)]
            curve = np.array([[s / (stop - start), factor] for s, factor in rates], np.float32)
            self._rates = key, curve, np.array(kept, np.float32)
        return start, stop, self._rates[1], self._rates[2]

    def _way_between(self, lab: Averaging, chosen: tuple[int, int]) -> dict[str, Any]:
        """The loss on the way from one network to the other and beyond; computed when they are others."""
        one, two = lab.networks[chosen[0]], lab.networks[chosen[1]]
        key = lab.built, one.tobytes(), two.tobytes()
        if self._way[0] != key:
            flats = loss_plane.segment(one, two, WAY)
            train, test = lab.losses(flats, test=False), lab.losses(flats)
            first, middle, second = lab.losses(np.stack([one, (one + two) / 2, two]))
            both = lab.together(np.stack([one, two]))
            worst = np.nan_to_num(max(train.max(), test.max(), both), posinf=1e6)
            low = min(train.min(), test.min(), both)
            self._way = (
                key,
                {
                    "train": train.astype(np.float32),
                    "test": test.astype(np.float32),
                    "low": float(low),
                    "high": float(max(worst, low + 1e-6)),
                    "both": both,
                    "ends": [said(first), said(second)],
                    "middle": said(middle),
                    "together": said(both),
                },
            )
        found: dict[str, Any] = self._way[1]
        return found


AXES = {
    "line": "w₁ to the right, w₂ upwards",
    "mirror": "a to the right, b upwards",
    "heaps": "The place of the bell: its two weights",
}


def axes(lab: Averaging) -> str:
    """What the plane is a plane of."""
    if lab.built.method == "ensemble":
        return AXES.get(lab.built.data, "A plane through three of the five networks")
    through = "three of the networks" if lab.taken >= 3 else "the start, and along descent"
    return AXES.get(lab.built.data, f"A plane through {through}")


def said(loss: float) -> str:
    """A loss in figures."""
    return settings.readable("loss", float(loss))


def _gone(lab: Averaging) -> int:
    """How many networks were kept once, and are no more."""
    return 0 if lab.built.method == "ensemble" else int(lab.taken) - len(lab.networks)


def _surface(lab: Averaging, plane: loss_plane.Plane) -> tuple[np.ndarray, np.ndarray, str]:
    """The training loss as bytes [CELLS, CELLS], 255 where it is lowest, and the test loss as lines [S, 4] in
    shares of the picture."""
    flats = plane.grid(CELLS)
    train = np.nan_to_num(lab.losses(flats, test=False), nan=1e9, posinf=1e9).reshape(CELLS, CELLS)
    test = np.nan_to_num(lab.losses(flats), nan=1e9, posinf=1e9).reshape(CELLS, CELLS)
    low, high = float(train.min()), float(np.percentile(train, SEEN))
    depth = 1 - np.sqrt(np.clip((train - low) / max(high - low, 1e-12), 0, 1))
    field = (127.5 + 127.5 * depth).astype(np.uint8)
    low, high = float(test.min()), float(np.percentile(test, SEEN))
    lines = [loss_plane.contours(test, low + share * (high - low)) for share in HEIGHTS]
    return field, ((np.concatenate(lines)) / (CELLS - 1)).astype(np.float32), f"{low:.3f}"


def _walk(lab: Averaging, plane: loss_plane.Plane) -> np.ndarray:
    """Where the network was in the last moments, [M, 2]."""
    past = [moment.state["flat"] for moment in lab.history if moment.step <= lab.steps][-WALK:]
    if lab.built.method == "ensemble" or not past:
        return np.zeros((0, 2), np.float32)
    return plane.places(np.array(past)).astype(np.float32)


def _move(lab: Averaging, message: Message) -> None:
    lab.move(message["x"], message["y"])


def _keep(lab: Averaging, message: Message) -> None:
    lab.keep()


def alt_text(lab: Averaging) -> str:
    """The picture for those who cannot see it."""
    reading, count = lab.reading, len(lab.networks)
    asked = "1 network" if lab.asked == 1 else f"{lab.asked} networks"
    text = (
        f"The loss on a plane of weights, with the network in it: test loss {reading['test_loss']:.4g}, "
        f"training loss {reading['train_loss']:.4g}."
    )
    if count:
        places = ", ".join(fixed(lab.losses(lab.networks), 3))
        text += f" Networks to average: {written(count)}, with test losses {places}."
    return f"{text} Averaged: {reading['averaged_loss']:.4g}, which asks {asked} for an answer."
