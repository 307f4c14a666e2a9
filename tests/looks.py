"""What can be seen to be wrong with a page, measured: `looks.js` asks the browser where everything is.

No text may be outside its box or cut off, none on another one, no number in two lines, no page wider than its
window, no axis without a title; and while a run plays nothing may move that nobody moved. Charts of Bokeh are
canvases, so their models are asked.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from playground.labs import lab_class
from tests.helpers import SIZES, answered, drawn, eventually, steps, stopped

SCRIPT = (Path(__file__).parent / "looks.js").read_text()

# The presets with the longest numbers and sentences, or the most columns: they find what is narrow.
WIDEST = {
    "weight": ("exploding", "hot-and-cold"),
    "streetlights": ("two-layers", "three-inputs"),
    "force": ("two-layer", "outlier"),
    "activations": ("sigmoid-deep", "linear-stack"),
    "descent": ("narrow-valley", "too-steep"),
    "clinic": ("dropout-left-on", "unscaled"),
    "averaging": ("cosine-snapshots", "ensemble"),
    "circuit": ("powers", "neuron"),
    "backprop": ("wide", "multi-layer"),
    "classifier": ("three-classes", "convnetjs"),
    "recurrent": ("long-numbers", "exploding"),
    "lstm": ("long-gap", "sunspots"),
    "vectors": ("doubling", "inner-product"),
    "encrypted": ("fine", "too-bold"),
    "spam": ("in-earnest", "twelve-messages"),
    "qtable": ("gridworld", "cliff"),
}


PLAYED = 5  # steps until one looks at a run on its way
ROUNDS = (
    8  # of asking, until what is asked for must have been drawn: a chart follows its window after a moment
)


def looks(page: Page, lab: str, *, every_preset: bool = False) -> None:
    """Presets of the lab that is open, in windows of all sizes, at the start, on the way and at the stop.

    Raises AssertionError with a line for each fault.
    """
    found = []
    for preset in presets(lab, every_preset):
        choose(page, preset)
        found += [f"{preset}, when a notice goes, {fault}" for fault in without_notice(page)]
        for moment, go in (("at the start", None), ("while it plays", play), ("at the stop", pause)):
            if go:
                go(page)
            found += [f"{preset}, {moment}, {fault}" for fault in everywhere(page, first=go is None)]
    assert not found, f"{len(found)} faults of {lab}:\n" + "\n".join(found)


def presets(lab: str, every: bool) -> list[str]:
    """Those to look at: the default and the two widest (of a lab that is new the first three), or all."""
    names = list(lab_class(lab).presets)
    return names if every else list(dict.fromkeys([names[0], *WIDEST.get(lab, names[1:3])]))


def choose(page: Page, preset: str) -> None:
    """Start from a preset; what is said about it stands there then."""
    page.set_viewport_size(SIZES["wide"])
    tell(page, type="preset", name=preset)
    eventually(lambda: steps(page) == 0)


def without_notice(page: Page) -> list[str]:
    """Send away what is said: what has moved then."""
    notice = page.locator(".notice")
    expect(notice).to_be_visible()
    drawn(page)
    evaluate(page, "remember")
    page.evaluate("npRuns.drop()")  # the run of before that this page offers, if it does
    tell(page, type="dismiss")
    expect(notice).to_be_hidden()
    return lasting(page, "moved")


def tell(page: Page, **message: Any) -> None:
    """What a control of the page would send."""
    page.evaluate("(detail) => { dispatchEvent(new CustomEvent('np-command', { detail })) }", message)
    answered(page)


def play(page: Page) -> None:
    """Until the run is on its way, or has ended."""
    tell(page, type="play")
    paused = page.get_by_role("button", name="Play", exact=True)
    eventually(lambda: steps(page) > PLAYED or paused.is_visible())


def pause(page: Page) -> None:
    tell(page, type="pause")
    stopped(page)


def everywhere(page: Page, *, first: bool) -> list[str]:
    """The faults in windows of all sizes; `first` is the moment with which the others are compared."""
    found = []
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        found += [f"{size}: {fault}" for fault in lasting(page, "faults")]
        if first:
            evaluate(page, "remember")
        else:
            found += [f"{size}: {fault}" for fault in lasting(page, "moved")]
    return found


def lasting(page: Page, question: str) -> list[str]:
    """What is found and does not go away by itself."""
    for _ in range(ROUNDS):
        answered(page)
        drawn(page)
        if not (found := evaluate(page, question)):
            break
    return found


def evaluate(page: Page, question: str) -> list[str]:
    """The answer of a function of `looks.js`."""
    found: list[str] = page.evaluate(f"() => {{ {SCRIPT}\n return {question}() ?? []; }}")
    return found
