"""What the page of `activations` shows: the stack as one curve with its layers, and the bend itself.

The scripts are in `static/js/views/activations/`. In both pictures there is a dot for the finger: on the
curve of the stack at a place x, on the activation at a sum z. They change what is looked at, not the run.
"""

from typing import Any

import numpy as np

from apps.page.fields import Message, Number, Whole, takes
from apps.page.views import Picture, round_up
from playground.lab.numerals import fixed, with_minus
from playground.labs.activations import Activations
from playground.labs.activations.formulas import PLACE, SUM, at
from playground.nn import stack

PLACES = 121  # of a curve
REACH = 5.0  # of z in the picture of the bend
MOST_PARTS = 16  # neurons of the last hidden layer whose parts are drawn
BINS = 20  # of a histogram; of that of the sums twice as many
LEAST = 1e-8  # share of the gradient, at which its bar ends
HEIGHTS = {  # activation -> from where to where its picture goes
    "step": (-0.35, 1.35),
    "sigmoid": (-0.35, 1.35),
    "softmax": (-0.35, 1.35),
    "tanh": (-1.4, 1.4),
}
SPANS = {"step": (0.0, 1.0), "sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}
NAMES = {"relu": "ReLU", "leaky-relu": "leaky ReLU", "elu": "ELU"}


class Stack(Picture[Activations]):
    """The curve that the whole stack is, beside its target, and every layer. `x` is under the finger."""

    remembers = ("x",)

    def __init__(self) -> None:
        super().__init__(
            "activations/stack",
            self._numbers,
            on={"set_knee": takes(_set_knee, settles=_which, neuron=Whole(0, 31), x=Number())},
            undo="Move a bend",
        )
        self.x = PLACE

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        shell.commands.add(look_x=takes(self._look, settles="x", x=Number()))

    def _look(self, message: Message) -> None:
        self.x = round(float(np.clip(message["x"], -stack.EDGE, stack.EDGE)), 1)

    def _numbers(self, lab: Activations) -> dict[str, Any]:
        net = lab.look()
        layers = _layers(lab.activation, np.array(stack.hidden(net)), np.array(stack.gradient_norms(net)))
        target = lab.y[:, 0]
        i = int(np.argmin(np.abs(lab.X[:, 0] - self.x)))
        here = float(net.activations[-1][i, 0])
        fine = net.forward(np.linspace(-stack.EDGE, stack.EDGE, PLACES)[:, None])[:, 0]
        last = stack.hidden(net)[-1]
        parts = last * net.weights[-1][:, 0] if last.shape[1] <= MOST_PARTS else last[:, :0]
        low, high = float(target.min()), float(target.max())
        room = max(0.5, 0.45 * (high - low))
        below, above = (min(max(0.0, far), high - low + 2) for far in (low - fine.min(), fine.max() - high))
        return {
            "low": low - max(room, round_up(1.1 * below) if below > room else 0.0),
            "high": high + max(room, round_up(1.1 * above) if above > room else 0.0),
            "target": target.astype(np.float32),
            "curve": fine.astype(np.float32),
            "parts": np.ascontiguousarray(parts.T, np.float32).ravel(),
            "x": self.x,
            "here": here,
            "at": [*fixed([self.x], 1), *fixed([here, float(target[i])], 2)],
            "knees": [] if lab.activation == "linear" else [_inside(x) for x in lab.knees()],
            "layers": layers,
            "says": says(lab, stack.bends(net)),
            "dead": _percent(lab.reading["dead"]),
            "saturated": _percent(lab.reading["saturated"]),
            "error": f"{lab.reading['error']:.4f}" if lab.reading["error"] < 100 else "over 100",
            "words": alt_text(lab),
        }


def _which(message: Message) -> set[tuple[str, int]]:
    return {("bend", message["neuron"])}


def _set_knee(lab: Activations, message: Message) -> None:
    lab.set_knee(message["neuron"], message["x"])


def _inside(x: float | None) -> float | None:
    """Where a bend is, if it can be seen."""
    return x if x is not None and abs(x) <= stack.EDGE else None


def _layers(activation: str, a: np.ndarray, norms: np.ndarray) -> list[dict[str, Any]]:
    """The rows beside the curve, from outputs a [layers, N, width] and norms of gradients [layers]."""
    low, high = SPANS.get(activation, (-3.0, 3.0))
    shares = norms / norms[-1] if norms[-1] else np.zeros_like(norms)
    bars = 1 + np.log10(np.maximum(shares, LEAST)) / -np.log10(LEAST)  # above 1 where it explodes
    counts = _counts(a, BINS, low, high)
    heights = 255 * np.sqrt(counts / counts.max(axis=1, keepdims=True))
    zeros, dead = (a == 0).mean(axis=(1, 2)), (a == 0).all(axis=1).sum(axis=1)
    return [
        {
            "counts": heights[i].astype(int).tolist(),
            "zeros": _percent(zeros[i]),
            "dead": int(dead[i]),
            "bar": float(np.clip(bars[i], 0, 1)) if shares[i] else 0.0,
            "share": _share(float(shares[i])),
        }
        for i in range(len(a))
    ]


def _counts(values: np.ndarray, bins: int, low: float, high: float) -> np.ndarray:
    """How many of the values [rows, ...] are in each bin, [rows, bins]; the ends take what is beyond."""
    rows = len(values)
    places = (np.nan_to_num(values.reshape(rows, -1)) - low) * (bins / (high - low))
    index = np.clip(places, 0, bins - 1).astype(np.intp) + bins * np.arange(rows)[:, None]
    return np.bincount(index.ravel(), minlength=rows * bins).reshape(rows, bins)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _share(value: float) -> str:
    """A share in at most seven letters: 0.25, 1.7e−6, 3e+8."""
    if not value:
        return "0"
    if 0.001 <= value < 1000:
        return f"{value:.3f}" if value < 10 else f"{value:.1f}"
    factor, _, power = f"{value:.1e}".partition("e")
    return with_minus(f"{factor}e{int(power)}")


def says(lab: Activations, bends: int) -> str:
    """What kind of curve it is; `bends` is in how many places it may have one."""
    if lab.activation == "linear":
        weight, bias = lab.as_one()
        sign = "+" if bias >= 0 or abs(bias) < 5e-5 else "−"
        line = f"y = {fixed([weight], 4)[0]} x {sign} {fixed([abs(bias)], 4)[0]}"
        off = with_minus(f"{lab.apart():.0e}")
        return f"{lab.built.layers + 1} matrices are one: {line}. Farthest from the stack: {off}."
    if lab.activation in ("relu", "leaky-relu"):
        places = "1 place" if bends == 1 else f"{bends} places"
        return f"Neurons go on or off in {places}; in between the curve is straight."
    if lab.activation == "step":
        return f"The curve can jump in {bends} place{'' if bends == 1 else 's'}; in between it is flat."
    return "Every neuron bends smoothly, so the curve has no corners."


def alt_text(lab: Activations) -> str:
    """The stack for those who cannot see it."""
    reading, name = lab.reading, NAMES.get(lab.activation, lab.activation)
    layers = f"{lab.built.layers} hidden layer{'s' if lab.built.layers > 1 else ''}"
    return (
        f"The curve of {layers} of {lab.built.width} neurons ({name}), beside its target: the error is "
        f"{reading['error']:.3g}. The first layer gets {_share(reading['gradient_share'])} of the gradient "
        f"of the last one. {_percent(reading['dead'])} of the neurons are dead."
    )


class Bend(Picture[Activations]):
    """The activation, with its slope at the sum `z` under the finger, and the sums that there are now."""

    remembers = ("z",)

    def __init__(self) -> None:
        super().__init__("activations/bend", self._numbers)
        self.z = SUM

    def attach(self, shell: Any) -> None:
        super().attach(shell)
        shell.commands.add(look_z=takes(self._look, settles="z", z=Number()))

    def _look(self, message: Message) -> None:
        self.z = round(float(np.clip(message["z"], -REACH, REACH)), 1)

    def _numbers(self, lab: Activations) -> dict[str, Any]:
        name = lab.activation
        low, high = HEIGHTS.get(name, (-2.0, 5.0))
        z = np.linspace(-REACH, REACH, PLACES)
        values, slopes = stack.curve(name, z, lab.built.width)
        here, a, slope = at(lab, {"z": self.z})
        sums = np.array(lab.look().preactivations[:-1])
        counts = _counts(sums.reshape(1, -1), 2 * BINS, -REACH, REACH)[0]
        n = lab.built.layers
        return {
            "name": NAMES.get(name, name),
            "jump": name == "step",
            "low": low,
            "high": high,
            "curve": values.astype(np.float32),
            "slopes": slopes.astype(np.float32),
            "sums": (255 * counts / counts.max()).astype(np.uint8),
            "z": here,
            "a": a,
            "slope": slope,
            "said": [*fixed([here], 1), *fixed([a, slope], 3)],
            "layers": n,
            "power": _share(slope**n),
            "words": (
                f"The curve of {NAMES.get(name, name)}: at the sum {here:g} it is {a:.3g}, "
                f"and its slope {slope:.3g}."
            ),
        }
