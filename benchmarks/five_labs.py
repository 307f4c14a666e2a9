"""What do five labs on one page cost, compared with one? All share one Python, so it should be little.

    python -m benchmarks.five_labs --site site [--repeat 3]

A course page shows labs of the static site in frames. Measured, each time in a new browser profile: the
seconds until Step has been applied in all of them, and the memory of all the browser's processes then
(proportional set size, which counts what processes share once; Linux only). What the browser holds with an
empty page is taken off.
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


def memory() -> float:
    """Megabytes that the browser's processes hold: what this process has started, but Playwright's own."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            parents[process] = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
    found = {Path("/proc") / str(os.getpid())}
    while more := {one for one, parent in parents.items() if Path("/proc") / parent in found} - found:
        found |= more
    total = 0
    for process in found:
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if b"--user-data-dir" in command or b"--type=" in command:
                lines = (process / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


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


def measure(site: Path, repeat: int) -> dict[int, dict[str, list[float]]]:
    """Seconds and megabytes for one lab and for five, in turn."""
    results: dict[int, dict[str, list[float]]] = {n: {"seconds": [], "megabytes": []} for n in (1, len(LABS))}
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
                    empty = memory()
                    result["seconds"].append(open_labs(page, count, f"{server.url}/course/{count}.html"))
                    time.sleep(5)  # the service worker keeps the site, and the browser tidies up
                    result["megabytes"].append(memory() - empty)
    return results


def main() -> int:
    """Measure, and print one and five beside each other; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description="Five labs on a page, compared with one.")
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    if not (options.site / "build.txt").exists():
        parser.error(f"{options.site} holds no site; `make site` builds one")
    one, five = measure(options.site.resolve(), options.repeat).values()
    print(f"{'':12}{'one lab':>10}{'five':>10}{'ratio':>8}{'goal':>8}")
    missed = False
    for what, goal in GOALS.items():
        low, high = statistics.median(one[what]), statistics.median(five[what])
        missed |= high / low > goal
        print(f"{what:12}{low:10.1f}{high:10.1f}{high / low:8.2f}{f'≤ {goal}':>8}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
