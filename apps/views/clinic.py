"""What the page of `clinic` shows: the patient's pulse, the instruments, what one of them shows, and the
naming.

The script is `static/js/views/clinic/ward.js`. Nothing here asks what was planted before it has been
named: what goes to the browser is what the instruments show.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from apps.page.fields import Message, OneOf, Whole, takes
from apps.page.views import Picture, as_bytes
from playground.data import digits
from playground.lab.numerals import with_minus
from playground.lab.settings import readable
from playground.labs.clinic import Clinic
from playground.labs.clinic.lab import ANSWERS, NOTHING
from playground.nn.diagnose import places
from playground.nn.ills import BY_KEY, ILLS
from playground.nn.instruments import BY_KEY as BY_INSTRUMENT
from playground.nn.instruments import INSTRUMENTS

SHOWN = 25  # pictures of a batch
LIGHT = 2.5  # of a standardised pixel: as light or dark as it gets
LEAST_ERROR = -10  # power of ten: a relative error at the left end
SAME, OTHERS = "All batches that follow are the same.", "The batches that follow are others."
ALL = "These are all there are: a step is an epoch."
NAMES = {ill.key: ill.name for ill in ILLS} | {"healthy": "Nothing is wrong"}
Panel = dict[str, Any]
NONE: Panel = {
    "lines": [], "images": np.zeros(0, np.uint8), "captions": [], "names": [], "texts": [],
    "shares": np.zeros(0, np.float32), "grid": np.zeros(0, np.uint8), "rows": [], "axis": [],
    "curve": np.zeros(0, np.float32), "points": False,
}  # fmt: skip


AT_FIRST: Panel = {  # before the first look
    "images": as_bytes(digits.SHAPES).ravel(),
    "captions": [str(digit) for digit in range(digits.CLASSES)],
    "lines": [
        "Something may be wrong with its data, its loss, its layers, or its steps.",
        "Each instrument above costs a look, once for a patient. Loss and accuracy cost nothing.",
    ],
}


class Ward(Picture[Clinic]):
    """The picture. `shown` is the instrument that is looked at; none before the first look."""

    remembers = ("shown",)

    def __init__(self) -> None:
        super().__init__(
            "clinic/ward",
            self._numbers,
            on={
                "take_look": takes(self._look, instrument=OneOf([*BY_INSTRUMENT])),
                "name_ill": takes(_name, ill=OneOf(ANSWERS)),
                "suspect": takes(_suspect, layer=Whole(0, 9)),
                "call_next": takes(_next),
            },
            undo=_what,
            fixed={
                "ills": [[key, NAMES[key]] for key in ANSWERS],
                "instruments": [[one.key, one.label, one.asks] for one in INSTRUMENTS],
                "size": [digits.ROWS, digits.COLUMNS],
                "by_chance": 1 / digits.CLASSES,
            },
        )
        self.shown = ""

    def _look(self, lab: Clinic, message: Message) -> None:
        lab.look(message["instrument"])
        self.shown = message["instrument"]

    def _numbers(self, lab: Clinic) -> dict[str, Any]:
        opened = [lab.has_opened(one.key) for one in INSTRUMENTS]
        if not (self.shown and lab.has_opened(self.shown)):
            self.shown = next((one.key for one, on in zip(INSTRUMENTS, opened, strict=True) if on), "")
        panel = NONE | (PANELS[self.shown](lab, lab.seen(self.shown)) if self.shown else AT_FIRST)
        reading, blind = lab.reading, math.log(digits.CLASSES)
        return panel | {
            "title": f"Patient {lab.round + 1:,}",
            "age": f"{lab.patient_now.age:,} steps",
            "loss": number(reading["loss"]),
            "loss_share": float(np.clip(reading["loss"] / (2 * blind), 0, 1)),
            "chance": number(blind),
            "accuracy": percent(reading["accuracy"]),
            "accuracy_share": reading["accuracy"],
            "here": str(lab.here),
            "named": str(lab.named),
            "opened": opened,
            "shown": self.shown,
            "asks": BY_INSTRUMENT[self.shown].asks if self.shown else "It is to read these ten digits.",
            "said": lab.said,
            "right": lab.is_right,
            "verdict": verdict(lab),
            "beside": beside(lab),
            "suspected": lab.suspected,
            "words": alt_text(lab, panel["lines"]),
        }


def _what(message: Message) -> str:
    """What is undone, in a word or two: a message is known by its field."""
    words = {"instrument": "Look", "ill": "Name an ill", "layer": "Point at a layer"}
    return next((word for field, word in words.items() if field in message), "Next patient")


def _name(lab: Clinic, message: Message) -> None:
    lab.name_ill(message["ill"])


def _suspect(lab: Clinic, message: Message) -> None:
    lab.suspect(message["layer"])


def _next(lab: Clinic, message: Message) -> None:
    lab.call_next()


# --- what is said ------------------------------------------------------------------------------------------


def number(value: float) -> str:
    """A loss in five places, whatever its size."""
    value = 0.0 if abs(value) < 5e-5 else value
    text = f"{value:.4f}" if abs(value) < 10 else f"{value:.3f}" if abs(value) < 100 else f"{value:.3g}"
    return with_minus(text)


def percent(share: float) -> str:
    """A share as the status line writes it."""
    return readable("rate", share)


def power(value: float) -> str:
    return with_minus(f"{value:.1e}")


def verdict(lab: Clinic) -> str:
    """What came of the naming; before it, what there is to do."""
    if lab.said == NOTHING:
        return f"{pointed(lab)}What has it got? Name it once: its cure begins beside it."
    if lab.is_right:
        cure = BY_KEY[lab.ill].cure if lab.is_ill else "There is nothing to cure."
        told = " You had been told, so it does not count for a challenge." if lab.was_told() else ""
        return f"Right: {_inside(NAMES[lab.ill])}. {cure}{told}"
    return f"No, it is this: {_inside(NAMES[lab.ill])}. {BY_KEY[lab.ill].shows if lab.is_ill else ''}".strip()


def _inside(name: str) -> str:
    """A name inside a sentence."""
    return name[0].lower() + name[1:]


def pointed(lab: Clinic) -> str:
    """What came of pointing at a layer, before anything is named."""
    if lab.suspected == NOTHING:
        return ""
    disagree = lab.suspected == lab.patient_now.net.wrong
    yes, how = ("Yes", "disagree") if disagree else ("No", "agree")
    return f"{yes}: at layer {lab.suspected + 1} the two gradients {how}. "


def beside(lab: Clinic) -> str:
    """How the second training does."""
    if lab.cured is None:
        return "No second training runs."
    accuracy = lab.cured.scores()["accuracy"]
    loss = number(lab.reading["cured_loss"])
    return f"Second training, {lab.cured.age:,} steps: loss {loss}, accuracy {percent(accuracy)}."


def alt_text(lab: Clinic, lines: list[str]) -> str:
    """The picture for those who cannot see it."""
    return (
        f"A patient after {lab.patient_now.age:,} steps: loss {number(lab.reading['loss'])}, accuracy "
        f"{percent(lab.reading['accuracy'])}. {lab.here} looks. {' '.join(lines)} {verdict(lab)}"
    )


# --- what each instrument shows ----------------------------------------------------------------------------


def _ink(pixels: np.ndarray) -> np.ndarray:
    return as_bytes(np.nan_to_num(pixels, nan=-9.0) / LIGHT)


def _batch(lab: Clinic, seen: dict[str, Any]) -> Panel:
    some = seen["inputs"][:SHOWN]
    return {
        "lines": [
            f"{seen['size']} pictures in a batch.",
            SAME if seen["same"] else ALL if seen["size"] >= len(lab.patient_now.data[0]) else OTHERS,
        ],
        "images": _ink(some).ravel(),
        "captions": [str(label) for label in seen["targets"][:SHOWN].argmax(axis=1)],
    }  # fmt: skip


def _inputs(lab: Clinic, seen: dict[str, Any]) -> Panel:
    spreads = seen["spreads"] - 1
    return {
        "lines": [
            f"As fed: mean {number(seen['mean'])}, spread {number(seen['spread'])}; in the data: mean "
            f"{number(seen['stored_mean'])}, spread {number(seen['stored_spread'])}.",
            f"{percent(seen['known'])} of what is fed stand in the data as they are.",
            f"{seen['lost']} numbers of an epoch are NaN.",
            "Mean and spread are taken from the training pictures alone.",
        ],
        "images": _ink(np.concatenate([seen["means"], spreads])).ravel(),
        "captions": ["mean", "spread"],
    }  # fmt: skip


def _labels(lab: Clinic, seen: dict[str, Any]) -> Panel:
    counts, batches = seen["counts"], seen["batches"]
    shares = batches / np.maximum(batches.sum(axis=1, keepdims=True), 1)
    return {
        "lines": [
            f"{percent(seen['apart'])} of the labels are fed with another picture than in the data.",
            f"{percent(seen['alike'])} of the pictures have the label of the one most like them.",
        ],
        "names": [str(digit) for digit in range(len(counts))],
        "texts": [str(count) for count in counts],
        "shares": (counts / counts.max()).astype(np.float32),
        "grid": as_bytes(2.5 * shares.T).ravel(),
        "rows": [str(digit) for digit in range(len(counts))],
        "axis": ["labels, batch by batch →"],
    }  # fmt: skip


def _bars(names: list[str], values: list[float], texts: list[str] | None = None) -> Panel:
    most = max([abs(value) for value in values if math.isfinite(value)] + [1e-12])
    shares = np.clip(np.nan_to_num(np.array(values)) / most, 0, 1).astype(np.float32)
    return {"names": names, "texts": texts or [number(value) for value in values], "shares": shares}


def _loss(lab: Clinic, seen: dict[str, Any]) -> Panel:
    names = ["before step 1", "blind answer", "it should cost", "perfect answer", "now, in training"]
    values = [seen[key] for key in ("start", "blind", "should", "perfect", "now")]
    return _bars(names, values) | {
        "lines": [f"{percent(seen['right'])} of what it is fed is right, without dropout."]
    }


def _alone(lab: Clinic, seen: dict[str, Any]) -> Panel:
    one, other = seen["classes"]
    curve = np.log10(np.clip(seen["losses"], 1e-6, 1e2)) / 8 + 0.75  # 1e−6 … 1e2 as 0 … 1
    return {
        "lines": [
            f"Digits {one} and {other}, learnt alone in {len(curve) - 1} steps; lines are powers of ten.",
            f"Their loss ends at {power(seen['end'])}. Below 1.0e−03 they are known by heart.",
        ],
        "curve": curve.astype(np.float32),
    }  # fmt: skip


def _activations(lab: Clinic, seen: dict[str, Any]) -> Panel:
    histograms = seen["histograms"]
    return {
        "lines": [
            f"{where}: {percent(share)} of the answers are at a flat end."
            for where, share in zip(_where(lab), seen["flat"], strict=False)
        ],
        "grid": as_bytes(histograms / max(histograms.max(), 1e-9)).ravel(),
        "rows": ["1st", "2nd"],
        "axis": ["−1", "0", "1"],
    }  # fmt: skip


def _where(lab: Clinic) -> list[str]:
    return [place.capitalize() for place in places(len(lab.patient_now.net.weights))]


def _changes(lab: Clinic, seen: dict[str, Any]) -> Panel:
    names, values = [], []
    for i, _ in enumerate(seen["weights"]):
        for what, key in (("loss", "slopes"), ("penalty", "penalty"), ("change", "moved")):
            names.append(f"layer {i + 1}, {what}")
            values.append(seen[key][i])
    pairs = zip(seen["ratio"], seen["weights"], strict=True)
    ratios = ", ".join(power(ratio) if weight > 0 else "—" for ratio, weight in pairs)
    sizes = ", ".join(f"{weight:.2f}" for weight in seen["weights"])
    usual = ", ".join([*(f"{weight:.2f}" for weight in seen["usual"][:-1]), "0 at the output"])
    lines = [
        f"Size of the weights by layer: {sizes}; usual at the start: {usual}.",
        f"A step over the weights: {ratios}.",
    ]
    return _bars(names, values, [power(value) for value in values]) | {"lines": lines}


def _gradients(lab: Clinic, seen: dict[str, Any]) -> Panel:
    errors = np.clip(np.nan_to_num(np.array(seen["errors"]), nan=1.0), 1e-12, 1)
    found = [(error, *pair) for error, pair in zip(errors, seen["worst"], strict=True)]
    return {
        "lines": [
            "The relative error, from 1e−10 to 1; beside it, the slopes of backpropagation and of nudging.",
            "Rounding makes 1e−6 or less; more than 1e−2 is wrong.",
        ],
        "names": [f"layer {i + 1}" for i in range(len(errors))],
        "texts": [f"{power(e)}: {power(a)}, {power(n)}" for e, a, n in found],
        "shares": np.clip(np.log10(errors) / -LEAST_ERROR + 1, 0, 1).astype(np.float32),
        "points": True,
    }  # fmt: skip


def _modes(lab: Clinic, seen: dict[str, Any]) -> Panel:
    values = [seen["asked"], seen["still"]]
    return {
        "lines": ["How many of the test pictures it reads rightly."],
        "names": ["as it is asked", "without dropout"],
        "texts": [percent(value) for value in values],
        "shares": np.array(values, np.float32),
    }  # fmt: skip


def _rates(lab: Clinic, seen: dict[str, Any]) -> Panel:
    names = ["before a step", "after, rate × 0.1", "after, rate × 1", "after, rate × 10"]
    return _bars(names, [seen["before"], *seen["after"]]) | {
        "lines": ["The mean loss over 200 pictures as fed."]
    }


PANELS: dict[str, Callable[[Clinic, dict[str, Any]], Panel]] = {
    "batch": _batch, "inputs": _inputs, "labels": _labels, "loss": _loss, "alone": _alone,
    "activations": _activations, "changes": _changes, "gradients": _gradients, "modes": _modes,
    "rates": _rates,
}  # fmt: skip
