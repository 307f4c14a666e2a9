"""What do five labs on one page cost, compared with one? All share one Python, so it should be little.

    python -m benchmarks.five_labs --site site [--repeat 3]

A course page shows labs of the static site in frames. Measured, each time in a new browser profile: the
seconds until Step has been applied in all of them, the seconds for which all processors together have worked
for the browser by then (they say more than the clock where a machine has something else to do), and the
memory of all the browser's processes once the service worker has kept what it keeps (proportional set size,
which counts what processes share once; Linux only). What the browser needs for an empty page is taken off.
"""

import argparse
import os
import shutil
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.boot.server import Server
from benchmarks.boot.visits import new_profile

GOALS = {"seconds": 1.5, "megabytes": 1.6}
LABS = ("backprop", "circuit", "classifier", "backprop", "circuit")  # the first is what site_boot.py measures
PATIENCE = 120_000  # ms


def processes() -> list[Path]:
    """The browser's, under /proc: what this process has started, but Playwright's own."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            parents[process] = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
    found = {Path("/proc") / str(os.getpid())}
    while more := {one for one, parent in parents.items() if Path("/proc") / parent in found} - found:
        found |= more
    browser = []
    for process in found:
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if b"--user-data-dir" in command or b"--type=" in command:
                browser.append(process)
    return browser


def memory() -> float:
    """Megabytes that the browser's processes hold."""
    total = 0
    for process in processes():
        with suppress(OSError):
            lines = (process / "smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def worked() -> float:
    """Seconds for which processors have worked for the browser's processes that are alive."""
    ticks = 0
    for process in processes():
        with suppress(OSError):
            ticks += sum(map(int, (process / "stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def chromium() -> str | None:
    """The browser that `make` has found; without it, Playwright's own."""
    return os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")


def open_labs(page: Page, count: int, address: str) -> float:
    """Show a page with so many labs; returns the seconds until a step has been made in each."""
    started = time.monotonic()
    page.goto(address)
    frames = [page.frame_locator("iframe").nth(i) for i in range(count)]
    for frame in frames:
        frame.get_by_role("button", name="Step", exact=True).click(timeout=PATIENCE)
    for frame in frames:
        expect(frame.get_by_role("status")).to_contain_text("step 1", timeout=PATIENCE)
    return time.monotonic() - started


def wait_until_kept(page: Page) -> None:
    """Until the service worker that the labs share has kept the site."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        if page.frames[1].evaluate(
            "navigator.serviceWorker.getRegistration().then((kept) => Boolean(kept?.active))"
        ):
            return
        page.wait_for_timeout(200)
    raise TimeoutError("the service worker has not kept the site")


def measure(site: Path, repeat: int) -> dict[int, dict[str, list[float]]]:
    """Seconds and megabytes for one lab and for five, in turn."""
    quantities = ("seconds", "processor", "megabytes")
    results: dict[int, dict[str, list[float]]] = {n: {q: [] for q in quantities} for n in (1, len(LABS))}
    with TemporaryDirectory() as course, Server() as server, sync_playwright() as playwright:
        server.mount("site", site)
        for count in results:
            addresses = (f"{server.url}/site/{lab}.html?embed=1" for lab in LABS[:count])
            frames = "".join(f'<iframe src="{address}" height="500"></iframe>' for address in addresses)
            (Path(course) / f"{count}.html").write_text(f"<!DOCTYPE html><title>A course</title>{frames}")
        server.mount("course", Path(course))
        for _ in range(repeat):
            for count, result in results.items():
                with new_profile(playwright.chromium, chromium()) as browser:
                    page = browser.pages[0]
                    page.set_viewport_size({"width": 1280, "height": 3000})
                    empty, before = memory(), worked()
                    result["seconds"].append(open_labs(page, count, f"{server.url}/course/{count}.html"))
                    result["processor"].append(worked() - before)
                    wait_until_kept(page)
                    time.sleep(5)  # the browser tidies up
                    result["megabytes"].append(memory() - empty)
    return results


def run(site: Path, repeat: int = 3) -> list[str]:
    """Measure and print one and five beside each other; returns a line for each goal that is missed."""
    one, five = measure(site.resolve(), repeat).values()
    print(f"{'':12}{'one lab':>10}{'five':>10}{'ratio':>8}{'goal':>8}")
    missed = []
    for what in one:
        low, high = statistics.median(one[what]), statistics.median(five[what])
        goal = GOALS.get(what)
        print(f"{what:12}{low:10.1f}{high:10.1f}{high / low:8.2f}{f'≤ {goal}' if goal else '':>8}")
        if goal and high / low > goal:
            missed.append(f"five labs, {what}: {high / low:.2f} of one, ≤ {goal}")
    return missed


def main() -> int:
    """Measure and print; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description="Five labs on a page, compared with one.")
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    if not (options.site / "build.txt").exists():
        parser.error(f"{options.site} holds no site; `make site` builds one")
    return int(bool(run(options.site, options.repeat)))


if __name__ == "__main__":
    sys.exit(main())
