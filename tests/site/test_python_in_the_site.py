"""The browser's own Python: the same numbers as elsewhere, all applied in order, shims that are needed."""

import ast
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from playground.labs import LABS, lab_class
from tests.helpers import PATIENCE, UNTIL, eventually, new_context, steps, stopped
from tests.site.serving import WORKER_OF_ITS_OWN, SiteServer, in_python, ready

STEPS = 200

# Where a run jumps across its valley, rounding errors grow a hundredfold in ten steps: numpy's exp and its
# sums differ in the last bit between a processor and WebAssembly. After so many steps that would be seen.
CHAOTIC = {
    ("backprop", "jumping"): 20,  # alpha 100
    ("classifier", "too-fast"): 20,  # a hundred times the usual learning rate
    ("clinic", "one-class-batches"): 15,  # each batch throws the network over to another digit
    ("clinic", "unscaled"): 3,  # inputs of a hundred make steps of a hundred
    ("clinic", "dropout-left-on"): 30,  # 6 in 10 neurons are silent, with a large rate
    ("recurrent", "exploding"): 5,  # the gradient explodes on its way back, and so does the error
    ("recurrent", "clipped"): 20,  # the same, with shorter steps
}

RUN = """
from playground.labs import lab_class

def run(slug, preset, steps):
    lab = lab_class(slug)(preset=preset)
    lab.run(steps)
    return lab.metrics()
"""


@pytest.fixture(scope="module")
def page(browser: Browser, site_server: SiteServer) -> Iterator[Page]:
    """A lab with a worker of its own, which a test can speak to."""
    context = new_context(browser, base_url=site_server.url)
    context.add_init_script(WORKER_OF_ITS_OWN)
    page = context.new_page()
    page.goto("classifier.html")
    yield ready(page)
    context.close()


@pytest.mark.parametrize("lab", LABS)
def test_every_preset_computes_the_same_numbers_as_here(page: Page, lab: str) -> None:
    here: dict[str, Any] = {}
    exec(RUN, here)
    for preset in lab_class(lab).presets:
        steps = CHAOTIC.get((lab, preset), STEPS)
        code = f"{RUN}\nimport json\njson.dumps(run({lab!r}, {preset!r}, {steps}))"
        there = json.loads(in_python(page, code))
        assert there == pytest.approx(here["run"](lab, preset, steps), rel=1e-9, abs=1e-9, nan_ok=True), (
            preset
        )


# --------------------------------------------------------------------------------------- everything, in order

LISTEN = """
from apps.page.inbox import Inbox
heard = []
usual = Inbox.handle
def handle(self, *messages):
    heard.extend(messages)
    usual(self, *messages)
Inbox.handle = handle
"""

# A hundred times the slider of the learning rate, and after every fifth time a click: as fast as a page can.
FIRE = """() => {
  const find = (root, selector) => root.querySelector(selector) ?? [...root.querySelectorAll("*")]
    .map((one) => one.shadowRoot && find(one.shadowRoot, selector)).find(Boolean);
  const slider = find(document, "[id*=learning_rate][type=range], [aria-label='Learning rate'][type=range]");
  const speeds = ["slow", "full speed"].map((name) => find(document, `[data-speed="${name}"]`));
  const [low, high] = [Number(slider.min), Number(slider.max)];
  for (let i = 0; i < 100; i++) {
    slider.value = low + (high - low) * ((i * 37) % 101) / 101;
    slider.dispatchEvent(new Event("change"));
    if (i % 5 === 4) speeds[(i % 10 === 9) ? 1 : 0].click();
  }
}"""


def test_a_hundred_slider_events_and_twenty_clicks_are_applied_in_order(page: Page) -> None:
    in_python(page, LISTEN)
    page.get_by_role("button", name="full speed", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: steps(page) > 100)
    in_python(page, "heard.clear()")
    page.evaluate(FIRE)
    told = "import json\njson.dumps([m for m in heard if m['type'] in ('set', 'speed')])"
    eventually(lambda: len(json.loads(in_python(page, told))) == 120)
    heard = json.loads(in_python(page, told))
    assert [message["type"] for message in heard] == (["set"] * 5 + ["speed"]) * 20
    assert [m["speed"] for m in heard if m["type"] == "speed"] == ["slow", "full speed"] * 10
    values = [message["text"] for message in heard if message["type"] == "set"]
    assert len(set(values)) > 20 and all(
        message["name"] == "learning_rate" for message in heard if "name" in message
    )
    last = float(values[-1])
    eventually(
        lambda: float(page.get_by_label("Learning rate η, as a number").input_value()) == pytest.approx(last)
    )
    assert f"learning_rate={values[-1]}" in page.evaluate("location.search")
    page.get_by_role("button", name="Pause").click()


def test_it_stops_while_it_learns_at_full_speed(page: Page) -> None:
    page.goto("classifier.html")
    ready(page)
    page.get_by_role("button", name="full speed", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: steps(page) > 50)
    seen = "element.getAttribute('aria-label').startsWith('Play')"
    page.locator(".play").evaluate(
        UNTIL, {"act": "element.click()", "seen": seen, "patience": PATIENCE * 1000}
    )
    stopped(page)


# --------------------------------------------------------------------------------------------------- shims


def test_the_runtime_still_lacks_the_name_for_javascripts_null(page: Page) -> None:
    """When this fails, `jsnull` in apps/host/shims.py can go."""
    assert in_python(page, "import pyodide.ffi; type(pyodide.ffi.jsnull) is object"), (
        "the runtime has jsnull itself"
    )


def panels_own_source() -> ast.Module:
    spec = importlib.util.find_spec("panel.io")
    assert spec and spec.submodule_search_locations
    file = Path(next(iter(spec.submodule_search_locations))) / "pyodide.py"
    return ast.parse(file.read_text(encoding="utf-8"))


def test_panel_still_imports_pandas_for_nothing() -> None:
    """When this fails, `pandas` in apps/host/shims.py can go."""
    imports = [line for line in panels_own_source().body if isinstance(line, ast.Import)]
    assert any(name.name == "pandas" for line in imports for name in line.names)


def test_panel_still_makes_javascript_from_text() -> None:
    """When this fails, `no_eval` in apps/host/shims.py can go."""
    made = [line.value for line in panels_own_source().body if isinstance(line, ast.Assign)]
    assert any(
        isinstance(call, ast.Call) and ast.unparse(call.func) == "pyodide.code.run_js" for call in made
    )
