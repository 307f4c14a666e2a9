"""What tests of pages share: how long they wait and for what, and what one does with the page of a lab.

A test waits for something to be so, and never for time to pass: a busy machine is slow, not wrong. How fast
things are is measured by benchmarks.
"""

import asyncio
import re
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FloatRect, Frame, Locator, Page, ViewportSize, expect

PATIENCE = 60  # seconds for anything that takes a few at most; also on a machine that is five times slower
expect.set_options(timeout=PATIENCE * 1000)

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
PHONE = SIZES["phone"]

# What axe finds in Bokeh's own canvas wrapper and cannot be mended from here; every entry has its reason.
ACCEPTED: dict[str, str] = {}

# ---------------------------------------------------------------------------------------------------- waiting


def eventually(true: Callable[[], Any]) -> None:
    """Wait until it is so. Playwright tells of a page's events only while it is asked something."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


async def until(true: Callable[[], Any]) -> None:
    """The same on an event loop, which goes on meanwhile."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser's context whose pages are waited for as long as anything else."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE * 1000)
    return context


def drawn(page: Page | Frame) -> None:
    """Wait until whatever has reached the page is on the screen."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def place(locator: Locator) -> FloatRect:
    """Where it is, once it stands still: a page moves its parts until it has settled."""
    seen: list[FloatRect | None] = [None]

    def stands_still() -> bool:
        seen.append(locator.bounding_box())
        drawn(locator.page)
        return seen[-1] is not None and seen[-1] == seen[-2] == locator.bounding_box()

    eventually(stands_still)
    found = seen[-1]
    assert found
    return found


# ---------------------------------------------------------------------------------------- a lab and its page


def open_lab(page: Page, address: str) -> Page:
    """Go to the page of a lab on a server, and wait until it can be played."""
    page.goto(address)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("step")
    return page


def steps(page: Page) -> int:
    """The step that the status line shows."""
    found = re.match(r"step ([\d,]+)", page.get_by_role("status").inner_text())
    assert found
    return int(found[1].replace(",", ""))


def step(page: Page) -> None:
    """One step more."""
    before = steps(page)
    page.get_by_role("button", name="Step", exact=True).click()
    eventually(lambda: steps(page) == before + 1)


# Asks the lab for what it does already: when the answer comes, all that was asked before is done and drawn.
ASK = """([ask, patience]) => new Promise((done, failed) => {
  const listen = ({ detail }) => {
    if (!detail.answers.some(([number]) => number === ask)) return;
    removeEventListener("np-frame", listen);
    done();
  };
  addEventListener("np-frame", listen);
  const find = (root) => root.querySelector("[role=tab][aria-selected=true]")
    ?? [...root.querySelectorAll("*")].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
  const tab = find(document).dataset.name;
  dispatchEvent(new CustomEvent("np-command", { detail: { type: "tab", tab, ask } }));
  setTimeout(failed, patience, new Error("the lab does not answer"));
})"""
_asks = count(1_000_000)  # none of those that the page counts itself


def answered(page: Page | Frame) -> None:
    """Wait until the lab has done, and the page has drawn, whatever was asked of it so far."""
    page.evaluate(ASK, [next(_asks), PATIENCE * 1000])


def stopped(page: Page) -> int:
    """At which step it stands after Pause: for good, it goes no further while it is asked again and again."""
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    answered(page)
    at = steps(page)
    for _ in range(5):
        answered(page)
        assert steps(page) == at, "it went on after Pause"
    return at


def sideways(page: Page | Frame) -> int:
    """By how many pixels the page is wider than its window, drawn as it is now."""
    drawn(page)
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def fits(page: Page | Frame) -> None:
    """Wait until nothing of the page is beside its window; another size is drawn after a moment."""
    eventually(lambda: sideways(page) <= 0)


def serious(page: Page | Frame) -> list[str]:
    """What axe finds wrong with a page, as far as it matters much."""
    found = Axe().run(page).response["violations"]  # it asks nothing that a frame has not
    return [
        f"{one['id']}: {one['help']}\n    "
        + "\n    ".join(str(node["target"]) + node["html"][:200] for node in one["nodes"][:4])
        for one in found
        if one["impact"] in ("serious", "critical") and one["id"] not in ACCEPTED
    ]


# Acts, then looks at every frame until it sees the effect. How soon that is, `make bench-live` measures.
UNTIL = """(element, { act, seen, patience }) => new Promise((done, failed) => {
  const root = element.getRootNode(), shown = new Function("element", "root", `return ${seen}`);
  new Function("element", "root", act)(element, root);
  const look = () => shown(element, root) ? done() : requestAnimationFrame(look);
  look();
  setTimeout(failed, patience, new Error("no effect"));
})"""
