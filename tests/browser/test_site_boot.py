"""The boot benchmark's eyes: a page of known slowness is visited, and times and bytes must fit it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from benchmarks.boot import visits
from benchmarks.boot.server import Server

# A picture after 300 ms, a Step button at once, and something that counts clicks only 500 ms after it has
# drawn the picture: earlier ones are lost (LOSES) or kept. The page writes down when all that was, and when
# it was last alive. Its service worker fetches one more file.
PAGE = """<!doctype html><title>Slow</title><p role="status">step 0</p><section id="picture"></section>
<div id="host"></div><script>
const own = { picture: 0, counts: Infinity, alive: 0 }, steps = { kept: 0 };
const status = document.querySelector("[role=status]");
const root = host.attachShadow({ mode: "open" });
root.innerHTML = '<button aria-label="Step">▸</button>';
root.firstChild.onclick = () => {
  if (performance.now() >= own.counts) status.textContent = `step ${++steps.kept} · error 0.5`;
  else if (!LOSES) steps.kept += 1;
};
const count = () => {
  own.counts = performance.now();
  if (steps.kept) status.textContent = `step ${steps.kept} · error 0.5`;
};
let frames = 0;
const live = () => {
  own.alive = performance.now();
  localStorage.setItem("own", JSON.stringify(own));
  if (own.picture && ++frames === 10) setTimeout(count, 500);
  requestAnimationFrame(live);
};
live();
setTimeout(() => {
  own.picture = performance.now();
  picture.innerHTML = '<svg width="100" height="100"><path/></svg>';
}, 300);
navigator.serviceWorker.register("sw.js");
</script>"""
WORKER = """
self.addEventListener("install", (event) => event.waitUntil(fetch("extra.bin").then((r) => r.arrayBuffer())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
"""
EXTRA = os.urandom(5000)  # gzip can do nothing with it


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "keeps.html").write_text(PAGE.replace("LOSES", "false"))
    (tmp_path / "loses.html").write_text(PAGE.replace("LOSES", "true"))
    (tmp_path / "deaf.html").write_text(PAGE.replace("LOSES", "true").replace("count, 500", "() => {}, 500"))
    (tmp_path / "sw.js").write_text(WORKER)
    (tmp_path / "beside.html").write_text("<!doctype html><title>Beside</title>")
    (tmp_path / "extra.bin").write_bytes(EXTRA)
    with Server() as running:
        running.mount("site", tmp_path)
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visits.new_profile(browser.browser_type, os.environ.get("PLAYGROUND_CHROMIUM")) as fresh:
        yield fresh


@pytest.mark.parametrize("page, repeatedly", [("keeps", False), ("loses", True)])
def test_times_and_bytes_of_a_visit(
    server: Server, context: BrowserContext, page: str, repeatedly: bool
) -> None:
    cold, warm = visits.cold_and_warm(context, server, f"/site/{page}.html", repeatedly)
    for visit in (cold, warm):
        assert 0.3 <= visit.frame <= visit.click - 0.5
    beside = context.new_page()
    beside.goto(f"{server.url}/site/beside.html")  # of the same origin, so that it has the same store
    own = json.loads(beside.evaluate("localStorage.own"))
    assert own["picture"] / 1000 <= warm.frame <= own["counts"] / 1000 <= warm.click <= own["alive"] / 1000
    assert cold.bytes > len(EXTRA)  # the service worker's file is counted
    assert warm.bytes == 0  # all else is asked for again and has not changed


def test_a_lost_click_is_a_failure_that_is_told(
    server: Server, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "SECONDS_TO_BOOT", 2)
    with pytest.raises(visits.BootFailed, match="no click applied in 2 s"):
        visits.visit(context, server, "/site/deaf.html", clicks_repeatedly=False)
