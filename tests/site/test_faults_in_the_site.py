"""What can go wrong in the static site: each fault ends in a clear text, and in a way on."""

from collections.abc import Callable
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from tests.helpers import eventually, step
from tests.site.serving import (
    WORKER_OF_ITS_OWN,
    Fault,
    SiteServer,
    altered,
    in_python,
    late,
    missing,
    ready,
    truncated,
)

Stranger = Callable[..., Page]


@pytest.mark.parametrize(
    "file, fault, words",
    [
        ("numpy", truncated, "numpy"),
        ("panel-", altered, "not the file that this page was built with"),
        ("pyodide.asm.wasm", missing, "404"),
        ("python_stdlib", truncated, "broke off"),
        ("worker-", missing, "Python could not be started"),
        ("bokeh.min", missing, "The page could not be drawn"),
    ],
)
def test_a_file_that_does_not_come_right(
    own_server: SiteServer, stranger: Stranger, file: str, fault: Fault, words: str
) -> None:
    own_server.faults[file] = fault
    page = stranger(own_server)
    page.goto("backprop.html?alpha=3")
    box = page.locator(".np-wait")
    expect(box).to_contain_text(words)
    expect(box.get_by_role("button", name="Copy the report")).to_be_visible()
    assert "Traceback" not in box.inner_text()
    own_server.faults.clear()  # though what came wrong says that it may be kept for a year
    box.get_by_role("button", name="Try again").click()
    ready(page)
    eventually(lambda: page.evaluate("location.search") == "?learning_rate=3")
    step(page)


def test_what_has_gone_wrong_stays_to_be_read(own_server: SiteServer, stranger: Stranger) -> None:
    go = Event()
    own_server.faults |= {"bokeh.min": missing, "pyodide.asm.wasm": late(go)}
    page = stranger(own_server, script=WORKER_OF_ITS_OWN)
    page.goto("backprop.html")
    expect(page.locator(".np-wait")).to_contain_text("The page could not be drawn")
    go.set()
    assert in_python(page, "'Python is there, and has told how far it was'")
    expect(page.locator(".np-wait")).to_contain_text("The page could not be drawn")


def test_a_blocked_service_worker_takes_nothing_away(own_server: SiteServer, stranger: Stranger) -> None:
    own_server.faults["sw.js"] = missing
    page = stranger(own_server)
    page.goto("backprop.html")
    ready(page)
    step(page)


@pytest.mark.parametrize("lacking", ["WebAssembly", "Worker"])
def test_a_browser_that_cannot_run_python_is_told_so(
    own_server: SiteServer, stranger: Stranger, lacking: str
) -> None:
    page = stranger(own_server, script=f"delete window.{lacking}; delete window.SharedWorker")
    page.goto("backprop.html")
    expect(page.locator(".np-wait")).to_contain_text("This browser cannot run Python")
    expect(page.locator("#picture .tile").first).to_be_visible()


def test_a_worker_that_dies_is_noticed_and_started_again(own_server: SiteServer, stranger: Stranger) -> None:
    page = stranger(own_server, script=WORKER_OF_ITS_OWN)
    page.goto("backprop.html?seed=3")
    ready(page)
    step(page)
    page.workers[0].evaluate("self.close()")
    box = page.locator(".np-wait")
    expect(box).to_contain_text("Python has stopped")
    box.get_by_role("button", name="Try again").click()
    ready(page)
    eventually(lambda: "seed=3" in page.evaluate("location.search"))
    step(page)


COME_AND_GO = """() => {
  self.close = () => {};  // this worker has one page, and would end with it; a shared one goes on
  self.onmessage({ data: { type: "open", lab: "backprop", packages: [], query: "", prefix: "np0_" } });
  self.onmessage({ data: { type: "close" } });
}"""
SESSIONS = """
import gc
from apps.host.worker import Session
sum(type(thing) is Session for thing in gc.get_objects())
"""


def test_a_page_that_leaves_before_python_is_there_leaves_nothing_behind(
    own_server: SiteServer, stranger: Stranger
) -> None:
    go = Event()
    own_server.faults["pyodide.asm.wasm"] = late(go)
    page = stranger(own_server, script=f"{WORKER_OF_ITS_OWN}; delete Navigator.prototype.locks")
    with page.expect_worker() as called:
        page.goto("backprop.html")
    worker = called.value
    eventually(lambda: worker.evaluate("Boolean(self.onmessage)"))
    worker.evaluate(COME_AND_GO)
    go.set()
    assert in_python(page, SESSIONS) == 0


def test_an_exception_in_one_lab_leaves_the_others_and_offers_it_again(
    own_server: SiteServer, stranger: Stranger
) -> None:
    """The fault is in the lab's own step, while it plays; its settings and its weights come back."""
    page = stranger(own_server, script=WORKER_OF_ITS_OWN)
    page.goto("backprop.html?seed=3")
    ready(page)
    for _ in range(3):
        step(page)
    broken = "from playground.labs.backprop import Backprop; usual = Backprop.learn\n"
    broken += "def learn(self): raise MemoryError('no room')\n"
    in_python(page, broken + "Backprop.learn = learn")
    page.get_by_role("button", name="Play", exact=True).click()
    box = page.locator(".np-wait")
    expect(box).to_contain_text("no room")
    shown = page.get_by_role("status").inner_text()
    box.get_by_role("button", name="Try again").click()
    ready(page)
    eventually(lambda: page.get_by_role("status").inner_text() == shown)
    eventually(lambda: "seed=3" in page.evaluate("location.search"))
    step(page)
