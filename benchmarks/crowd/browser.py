"""One page in headless Chromium: how many frames and steps a second does it show at full speed?"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.boot.server import Server
from benchmarks.boot.visits import new_profile

PATIENCE = 120_000  # ms
WARM_UP = 3.0  # seconds after Play in which nothing is measured

# The transport tells every frame to the page around it, and takes its commands (js/page/host.js): here a
# frame is written down, with the time at which it was shown.
WATCH = """() => {
  window.shown = [];
  addEventListener("np-frame", ({ detail: { step, playing } }) =>
    shown.push({ at: performance.now() / 1000, step, playing }));
}"""
TELL = (
    """(type) => { shown.length = 0; dispatchEvent(new CustomEvent("np-command", { detail: { type } })); }"""
)
# Some labs are done before the time is over: such a run begins anew.
PLAY = """async ([warmUp, seconds]) => {
  const after = (time) => new Promise((done) => setTimeout(done, 1000 * time));
  const tell = (type) => dispatchEvent(new CustomEvent("np-command", { detail: { type } }));
  const until = performance.now() / 1000 + warmUp + seconds;
  while (performance.now() / 1000 < until) {
    const { playing = true, step = 0 } = shown.at(-1) ?? {};
    if (!playing && step > 0) ["reset", "play"].forEach(tell);
    await after(0.1);
  }
  const late = shown.filter(({ at }) => at > until - seconds), frames = late.length > 10 ? late : shown;
  const passed = frames.at(-1).at - frames[0].at;
  const made = frames.map(({ step }, i) => (i ? Math.max(0, step - frames[i - 1].step) : 0));
  return { frames: (frames.length - 1) / passed, steps: made.reduce((a, b) => a + b) / passed };
}"""

# Runs a script of plain numpy in the site's Python; the fastest of three goes, in seconds.
LOOP = """
import io, time
from contextlib import redirect_stdout
def fastest(script):
    code, best = compile(script, "the code tab", "exec"), float("inf")
    for _ in range(3):
        began = time.perf_counter()
        with redirect_stdout(io.StringIO()):
            exec(code, {"__name__": "__main__"})
        best = min(best, time.perf_counter() - began)
    return best
fastest
"""
IN_PYTHON = "async ([code, script]) => (await ready).python.runPython(code)(script)"
WORKER_OF_ITS_OWN = "delete window.SharedWorker"  # Playwright cannot talk to shared ones


def there() -> bool:
    """Whether there is a Chromium to look with."""
    return chromium() is not None


def chromium() -> str | None:
    """The browser that `make` has found, or one that is installed."""
    names = "chromium-headless-shell", "chromium"
    return os.environ.get("PLAYGROUND_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def opened(address: str, speed: str = "full speed") -> Iterator[Page]:
    """The page, once it can be played at this speed."""
    with sync_playwright() as playwright, new_profile(playwright.chromium, chromium()) as context:
        page = context.pages[0]
        page.add_init_script(WORKER_OF_ITS_OWN)
        page.goto(address)
        page.get_by_role("button", name=speed, exact=True).click(timeout=PATIENCE)
        page.evaluate(WATCH)
        yield page


def play(page: Page, seconds: float) -> dict[str, float]:
    """Frames and steps a second."""
    page.evaluate(TELL, "play")
    rates: dict[str, float] = page.evaluate(PLAY, [WARM_UP, seconds])
    page.evaluate(TELL, "pause")
    page.wait_for_timeout(500)
    return rates


def on_a_server(url: str, lab: str, seconds: float, speed: str = "full speed") -> dict[str, float]:
    """A lab of a running server."""
    with opened(f"{url}/{lab}", speed) as page:
        return play(page, seconds)


def lab_in_the_site(site: Path, lab: str, seconds: float) -> dict[str, float]:
    """A lab of the built site."""
    with Server() as server:
        server.mount("site", site.resolve())
        with opened(f"{server.url}/site/{lab}.html") as page:
            page.wait_for_function("document.documentElement.dataset.python === 'ready'", timeout=PATIENCE)
            return play(page, seconds)


def in_the_site(
    site: Path, query: str, script: str, steps: int, seconds: float
) -> tuple[dict[str, float], float]:
    """`classifier` of the built site, and steps a second of a plain script in the same Python."""
    with Server() as server:
        server.mount("site", site.resolve())
        with opened(f"{server.url}/site/classifier.html?{query}") as page:
            page.wait_for_function("document.documentElement.dataset.python === 'ready'", timeout=PATIENCE)
            return play(page, seconds), steps / page.workers[0].evaluate(IN_PYTHON, [LOOP, script])
