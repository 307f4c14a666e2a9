"""The page of `classifier`: fast enough while it learns, quick to answer, and all of it can be handled."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.helpers import PATIENCE, SIZES, UNTIL, answered, eventually, open_lab, place, step, steps, stopped

QUESTIONS = 50  # one after the other: more than a second of a quick machine's time
TICKS = os.sysconf("SC_CLK_TCK")

# Counts the frames that the page draws: the canvas of the tiles is painted once a frame. How many of them the
# screen then shows is up to the browser; without a graphics card it skips some (about a third was seen).
COUNT_FRAMES = """
window.frames = 0;
const save = CanvasRenderingContext2D.prototype.save;
CanvasRenderingContext2D.prototype.save = function () {
  if (this.canvas.parentElement?.classList.contains("stage")) window.frames++;
  return save.call(this);
};
"""


@pytest.fixture
def opened(page: Page) -> Page:
    return open_classifier(page)


def open_classifier(page: Page, query: str = "") -> Page:
    page.add_init_script(COUNT_FRAMES)
    open_lab(page, f"/classifier{query}")
    expect(page.locator(".network .wire").first).to_be_attached()
    return page


def play(page: Page, speed: str = "full speed") -> None:
    page.get_by_role("button", name=speed, exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: steps(page) > 50)


def wire(page: Page, name: str) -> Locator:
    return page.locator(f'.network .wire[aria-label^="weight from {name}:"]')


def unfold_tools(page: Page) -> None:
    """What stands below the plane for those who look for it."""
    page.locator(".plane summary").click()


def value(handle: Locator) -> float:
    """The number at the end of the name of a wire or a dot."""
    return float((handle.get_attribute("aria-label") or "").rsplit(": ")[1].replace("−", "-"))


def plane_at(page: Page, x: float, y: float) -> tuple[float, float]:
    """The place of (x, y) on the screen; the plane goes from −6 to 6 both ways."""
    canvas = page.locator(".np-side .bk-Canvas, .np-side .bk-CanvasPanel").first
    canvas.evaluate("(canvas) => canvas.scrollIntoView({ block: 'center' })")  # its tools stand below it
    box = place(canvas)
    return box["x"] + (x + 6) / 12 * box["width"], box["y"] + (6 - y) / 12 * box["height"]


# Bokeh takes what is longer than 0.3 s for no tap, and two taps within that time for a double one. A mouse of
# Playwright's waits for the page in between, which may be busy; these taps are as quick as can be.
TAPS = """(places) => places.forEach(([clientX, clientY]) => {
  let at = document.elementFromPoint(clientX, clientY);
  for (let inner; (inner = at.shadowRoot?.elementFromPoint(clientX, clientY)) && inner !== at;) at = inner;
  for (const [kind, buttons] of [["pointerdown", 1], ["pointerup", 0]])
    at.dispatchEvent(new PointerEvent(kind, {
      view: window, bubbles: true, composed: true, cancelable: true, isPrimary: true,
      pointerId: 1, pointerType: "mouse", button: 0, buttons, clientX, clientY,
    }));
})"""
A_WHILE = "() => new Promise((done) => setTimeout(done, 500))"  # after which a tap is no second half


def tap(page: Page, *places: tuple[float, float]) -> None:
    """On these places of the plane, one right after the other."""
    page.evaluate(TAPS, [plane_at(page, x, y) for x, y in places])


# ----------------------------------------------------------------------------------------------------- speed


def seconds_computed(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS  # user + system time


@pytest.fixture
def two_sessions(new_page: Callable[..., Page]) -> Page:
    """One of two pages that are both learning at full speed."""
    pages = [open_classifier(new_page(viewport=SIZES["wide"])) for _ in range(2)]
    for page in pages:
        play(page)
    return pages[0]


def test_a_slider_a_weight_and_stop_take_effect_while_two_sessions_learn(two_sessions: Page) -> None:
    """How soon they do is measured by `make bench-live`."""
    page = two_sessions
    rate = page.get_by_label("Learning rate η", exact=True)

    def takes_effect(control: Locator, act: str, seen: str) -> None:
        control.evaluate(UNTIL, {"act": act, "seen": seen, "patience": PATIENCE * 1000})

    weight = page.get_by_role("dialog").get_by_role("spinbutton")
    pause = page.get_by_role("button", name="Pause")
    for turn in range(5):
        act = f"element.value = {80 + turn}; element.dispatchEvent(new Event('input'))"
        seen = f"location.search !== {page.evaluate('location.search')!r}"  # the address says what is set
        takes_effect(rate, act, seen)
        wire(page, "x to a1").dispatch_event("click")
        act = f"element.value = {0 if turn % 2 else 50}; element.dispatchEvent(new Event('change'))"
        width = "Number(root.querySelector('[data-place=\"wire 0 0 0\"]').getAttribute('stroke-width'))"
        takes_effect(weight, act, f"{width} {'< 2' if turn % 2 else '> 4'}")
        takes_effect(pause, "element.click()", "element.getAttribute('aria-label') === 'Play'")
        at = stopped(page)
        page.get_by_role("button", name="Play", exact=True).click()
        eventually(lambda at=at: steps(page) > at)


def test_closing_the_tab_ends_the_training(new_page: Callable[..., Page], running_server: Any) -> None:
    page = open_classifier(new_page(viewport=SIZES["wide"]))
    play(page)
    page.close()

    def rests() -> bool:
        """A while comes in which it computes next to nothing; training, it would do little else."""
        before = seconds_computed(running_server.process.pid)
        time.sleep(2)
        return seconds_computed(running_server.process.pid) - before < 0.1

    eventually(rests)


def test_nothing_is_sent_while_nothing_happens(page: Page) -> None:
    patches: list[str] = []

    def receive(message: str | bytes) -> None:
        if isinstance(message, str) and '"msgtype": "PATCH-DOC"' in message:
            patches.append(message)

    page.on("websocket", lambda socket: socket.on("framereceived", receive))
    open_classifier(page)
    step(page)
    assert patches

    def quiet() -> bool:
        """Each of many questions brings its answer, and nothing else comes between them."""
        patches.clear()
        for _ in range(QUESTIONS):
            answered(page)
        return len(patches) == QUESTIONS

    eventually(quiet)


# ------------------------------------------------------------------------------------------------ the network


def test_a_wire_is_set_by_mouse_and_by_key_and_undone(opened: Page) -> None:
    at_first = value(wire(opened, "x to a1"))
    box = place(wire(opened, "x to a1"))
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.mouse.move(middle[0], middle[1] + 5)  # not quite on it
    expect(opened.locator(".network .tip")).to_contain_text("x → a1")
    opened.mouse.click(middle[0], middle[1] + 5)
    expect(opened.get_by_role("dialog")).to_contain_text("Weight x → a1")
    opened.keyboard.type("2.5")
    opened.keyboard.press("Enter")
    eventually(lambda: value(wire(opened, "x to a1")) == 2.5)
    expect(wire(opened, "x to a1")).to_be_focused()
    opened.keyboard.press("ArrowDown")
    expect(wire(opened, "x to a2")).to_be_focused()
    second = value(wire(opened, "x to a2"))
    opened.keyboard.press("+")
    eventually(lambda: value(wire(opened, "x to a2")) == pytest.approx(second + 0.1, abs=1e-3))
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("dialog").get_by_role("spinbutton")).to_be_focused()
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("dialog")).to_be_hidden()
    undo = opened.get_by_role("button", name="Undo", exact=True)
    for _ in range(2):
        undo.click()
    eventually(lambda: value(wire(opened, "x to a1")) == at_first)
    expect(undo).to_be_disabled()


def test_a_bias_is_set_at_its_dot(opened: Page) -> None:
    dot = opened.locator('.network .dot[aria-label^="bias of b2:"]')
    dot.click()
    opened.keyboard.type("-1.5")
    opened.get_by_role("heading", level=1).click()  # what was typed counts, wherever one goes next
    expect(opened.get_by_role("dialog")).to_be_hidden()
    eventually(lambda: value(dot) == -1.5)
    expect(dot.locator(".neg")).to_have_count(1)  # a ring, not a disc


def test_inputs_neurons_layers_and_locks_are_switched_in_the_picture(opened: Page) -> None:
    squared = opened.get_by_role("button", name="input x²")
    squared.focus()
    opened.keyboard.press("Enter")
    opened.wait_for_url("**features=x,y,x2**")
    expect(squared).to_be_focused()
    expect(squared).to_have_attribute("aria-pressed", "true")
    more = opened.get_by_role("button", name="One neuron more in layer 1")
    more.evaluate("button => { for (let i = 0; i < 3; i++) button.click() }")  # faster than any answer
    opened.wait_for_url("**hidden=7,2**")
    for _ in range(2):
        opened.get_by_role("button", name="One neuron less in layer 1").click()
    opened.wait_for_url("**hidden=5,2**")
    opened.get_by_role("button", name="One layer more").click()
    opened.wait_for_url("**hidden=5,2,2**")
    expect(opened.locator(".network .wire")).to_have_count(3 * 5 + 5 * 2 + 2 * 2 + 2)
    opened.get_by_role("button", name="One neuron less in layer 2").click()
    opened.wait_for_url("**hidden=5,1,2**")
    frozen = value(wire(opened, "x to a1"))
    opened.get_by_role("button", name="Freeze layer 1").click()
    opened.wait_for_url("**frozen=1**")
    moving = value(wire(opened, "c1 to out"))
    play(opened, "fast")
    opened.get_by_role("button", name="Pause").click()
    eventually(lambda: value(wire(opened, "c1 to out")) != moving)
    assert value(wire(opened, "x to a1")) == frozen
    for name, left in (("x", "y,x2"), ("x²", "y"), ("y", "y")):
        opened.get_by_role("button", name=f"input {name}", exact=True).click()
        opened.wait_for_url(f"**features={left}&**")
    expect(opened.locator(".network .formula")).to_contain_text("at least one input")


def test_a_neuron_tells_its_formula_and_shows_itself_in_the_plane(opened: Page) -> None:
    neuron = opened.get_by_role("button", name="neuron a3")
    neuron.hover()
    expect(opened.locator(".network .formula")).to_contain_text("a3 = tanh(")
    expect(opened.locator(".plane .words")).to_contain_text("what one neuron says")
    opened.get_by_role("heading", level=1).hover()
    expect(opened.locator(".plane .words")).to_contain_text("the network's answer")
    neuron.click()
    opened.get_by_role("heading", level=1).hover()
    expect(neuron).to_have_attribute("aria-pressed", "true")
    expect(opened.locator(".plane .words")).to_contain_text("what one neuron says")


def test_a_large_network_scrolls_in_its_own_box(new_page: Callable[..., Page]) -> None:
    page = open_classifier(new_page(viewport=SIZES["phone"]), "?hidden=16,16,16,16,16,16")
    expect(page.locator(".network .wire")).to_have_count(2 * 16 + 5 * 256 + 16)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert (
        page.locator(".network .scroll").evaluate("element => element.scrollWidth - element.clientWidth")
        > 100
    )


# -------------------------------------------------------------------------------------------------- the plane


def test_the_plane_tells_its_value_at_a_place(opened: Page) -> None:
    said = opened.locator(".plane .said")
    opened.mouse.move(*plane_at(opened, 2, -3))
    expect(opened.get_by_label("x of the place")).to_have_value("2")
    expect(opened.get_by_label("y of the place")).to_have_value("-3")
    shown = said.inner_text()
    assert -1 <= float(shown.replace("−", "-")) <= 1
    opened.get_by_role("heading", level=1).hover()
    expect(said).to_contain_text("Point at the plane")
    unfold_tools(opened)
    opened.get_by_label("x of the place").fill("2")
    opened.get_by_label("x of the place").press("Tab")
    opened.get_by_label("y of the place").fill("-3")
    opened.get_by_label("y of the place").press("Enter")
    expect(said).to_have_text(shown)


def test_what_is_shown_is_not_a_step(opened: Page) -> None:
    """TensorFlow Playground adds a point to its chart when a display option changes."""
    step(opened)
    before = opened.get_by_role("status").inner_text(), opened.get_by_label("Timeline").get_attribute("max")
    unfold_tools(opened)
    for name in ("Discretise", "Test points"):
        opened.get_by_label(name).check()
    answered(opened)
    assert before == (
        opened.get_by_role("status").inner_text(),
        opened.get_by_label("Timeline").get_attribute("max"),
    )
    expect(opened.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


def test_points_are_drawn_taken_away_and_undone(opened: Page) -> None:
    counts = opened.get_by_text("Test points (")
    unfold_tools(opened)
    opened.get_by_role("button", name="Draw my own points").click()
    opened.get_by_role("button", name="Start from scratch").click()
    expect(counts).to_have_text("Test points (2)")
    tap(opened, (0, 4))
    expect(counts).to_have_text("Test points (3)")
    opened.wait_for_url("**data=own**")
    opened.get_by_role("button", name="new: c").click()
    opened.evaluate(A_WHILE)
    tap(opened, (4, 4))
    expect(opened.locator(".plane .kind")).to_have_text(["a", "b", "c"])
    expect(opened.get_by_role("button", name="neuron out c")).to_be_visible()
    opened.evaluate(A_WHILE)
    tap(opened, (4.1, 3.9))
    expect(opened.locator(".plane .kind")).to_have_count(0)
    opened.get_by_role("button", name="Undo", exact=True).click()
    expect(opened.locator(".plane .kind")).to_have_count(3)
    play(opened)


def drawn(page: Page) -> list[str]:
    """The places of the points that are not those one starts from, as the address has them."""
    query = parse_qs(page.evaluate("location.search").removeprefix("?"))
    lines = query["own"][0].splitlines()[1:]
    places = [",".join(f"{float(number):.1f}" for number in line.split(",")[:2]) for line in lines]
    return sorted(place for place in places if not place.endswith(",0.0"))


def test_points_drawn_quickly_are_all_there(opened: Page) -> None:
    counts = opened.get_by_text("Test points (")
    unfold_tools(opened)
    opened.get_by_role("button", name="Draw my own points").click()
    opened.get_by_role("button", name="Start from scratch").click()
    expect(counts).to_have_text("Test points (2)")
    tap(opened, *((x, 4) for x in range(-4, 5, 2)))
    expect(counts).to_have_text("Test points (5)")  # half of nine
    opened.evaluate(A_WHILE)
    tap(opened, (0, -4), (0, -4))  # one point, not one put and taken away
    places = [f"{x}.0,4.0" for x in (-2, -4)] + ["0.0,-4.0"] + [f"{x}.0,4.0" for x in (0, 2, 4)]
    eventually(lambda: drawn(opened) == places)


def test_pointing_at_the_plane_tells_the_value_there(opened: Page) -> None:
    said, at_x = opened.locator(".plane .said"), opened.get_by_label("x of the place whose value is told")
    expect(said).to_have_text("Point at the plane for the value there.")
    opened.mouse.move(*plane_at(opened, 2, -3))
    opened.mouse.move(*plane_at(opened, 3, -3), steps=5)
    eventually(lambda: abs(float(at_x.input_value() or 0) - 3) < 0.1)
    expect(said).not_to_contain_text("Point at")
    opened.mouse.move(10, 10)
    expect(said).to_have_text("Point at the plane for the value there.")


def file(text: str) -> FilePayload:
    return {"name": "points.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_points_come_from_a_file_and_bad_ones_do_not(opened: Page) -> None:
    unfold_tools(opened)
    opened.get_by_role("button", name="Draw my own points").click()
    chooser = opened.locator(".plane input[type=file]")
    rows = [f"{i % 7 - 3},{i % 5 - 2},{'abcdef'[i % 6]}" for i in range(60)]
    chooser.set_input_files(file("\n".join(rows)))
    expect(opened.locator(".notice")).to_contain_text("60 points from the file")
    shapes = opened.locator(".plane .kind path")
    expect(shapes).to_have_count(6)
    assert len({shapes.nth(i).get_attribute("d") for i in range(6)}) == 6, "each class has a shape of its own"
    for bad, why in (("1,2", "line 1"), ("1,2,a\n1,inf,b", "line 2"), ("x" * 130_000, "")):
        chooser.set_input_files(file(bad))
        if why:
            expect(opened.locator(".notice")).to_contain_text(why)
        else:
            expect(opened.locator(".plane .said")).to_contain_text("too large")
        expect(shapes).to_have_count(6)


def test_on_a_phone_the_guide_brings_what_it_speaks_of_into_sight(new_page: Callable[..., Page]) -> None:
    page = open_classifier(new_page(viewport=SIZES["phone"]))
    guide = page.locator(".steps:visible").first
    guide.get_by_role("button", name="Next").click()
    guide.get_by_role("button", name="Show one").click()
    tile = page.locator(".network [data-part~=hidden]").first
    eventually(lambda: place(tile)["y"] >= 0 and place(tile)["y"] < SIZES["phone"]["height"])
