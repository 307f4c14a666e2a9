"""How long does a page take without a server, ours and the stock way, until a click is applied?

    make bench-site                                       or
    python -m benchmarks.site_boot --site site --lab backprop --repeat 3 [--only stock|ours] [--json]

Stock is what `panel convert --to pyodide-worker` writes for the same page (boot/stock.py). Both are served by
one local server that counts (boot/server.py) and visited in turn, each time in a new browser profile
(boot/visits.py): a cold visit, and a warm one after it. The table has the medians.

- *Click applied*: Step is clicked as soon as there is such a button, and the status line says a later step
  than 0. Ours gets one click, the earliest there can be. The stock page loses what is clicked before its
  Python is there, so it is clicked every 100 ms until one click is applied.
- *First picture*: something is drawn inside #picture. The stock page shows a prerendered one, too, but behind
  a grey veil, and dead; it is counted as shown.
- *Sent*: bytes of bodies as the server sent them, gzipped, of the cold visit until the page wants no more.

What is not measured: a network (all is local, so bytes cost almost nothing here, and the stock page's three
CDNs and package index answer at once), the start of the browser, and the runtime that Panel asks for: stock
gets the same Pyodide as ours, 0.27.7, and Panel's 314.0.7 may be faster or slower. Where the stock side could
not be had as it is, it got less to load, never more: see boot/wheels.py and boot/stock.py.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.boot import table
from benchmarks.boot.runtime import Unavailable
from benchmarks.boot.server import Server
from benchmarks.boot.stock import write_stock_site
from benchmarks.boot.visits import BootFailed, cold_and_warm, new_profile

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".tools" / "stock"
REPEATEDLY = {"stock": True, "ours": False}  # how Step is clicked


def say(text: str) -> None:
    """To the error output, so that `--json` can be piped."""
    print(text, file=sys.stderr, flush=True)


def mount_stock(server: Server, lab: str, temporary: Path) -> str:
    """Make the stock page and serve it; returns its path."""
    say("Making the stock page")
    write_stock_site(lab, ROOT, temporary, CACHE, f"{server.url}/stock")
    server.mount("stock", temporary)
    return f"/stock/{lab}.html"


def mount_ours(server: Server, lab: str, site: Path) -> str:
    """Serve our built site; returns the path of the lab's page."""
    if not (site / f"{lab}.html").is_file():
        raise Unavailable(f"{site} holds no {lab}.html; `make site` builds it")
    server.mount("site", site)
    return f"/site/{lab}.html"


def mount(server: Server, options: argparse.Namespace, temporary: Path) -> dict[str, str]:
    """The paths of the sides that can be measured; of the others, why not is said."""
    sides: dict[str, Callable[[], str]] = {
        "stock": lambda: mount_stock(server, options.lab, temporary),
        "ours": lambda: mount_ours(server, options.lab, options.site),
    }
    paths = {}
    for side, serve in sides.items():
        if options.only in (None, side):
            try:
                paths[side] = serve()
            except Unavailable as reason:
                say(f"Left out, {side}: {reason}")
    return paths


def measure(server: Server, paths: dict[str, str], repeat: int) -> dict[str, list[table.Pair]]:
    """Visit the sides in turn, the other one first every second time, so that a busy machine hits both."""
    visits: dict[str, list[table.Pair]] = {side: [] for side in paths}
    with sync_playwright() as playwright:
        for turn in range(repeat):
            for side in list(paths)[:: -1 if turn % 2 else 1]:
                with new_profile(playwright.chromium, os.environ.get("PLAYGROUND_CHROMIUM")) as context:
                    cold, warm = cold_and_warm(context, server, paths[side], REPEATEDLY[side])
                visits[side].append((cold, warm))
                times = f"{cold.click:.2f} s cold, {warm.click:.2f} s warm"
                say(f"{turn + 1}/{repeat} {side}: {times} (load {os.getloadavg()[0]:.1f})")
    return visits


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and return 1 if a goal is missed, a side fails or none is there."""
    return int(bool(run(arguments)))


def run(arguments: list[str] | None = None) -> list[str]:
    """Measure and print; returns a line for each goal that is missed, or for what could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the folder that `make site` wrote")
    parser.add_argument("--lab", default="backprop", help="whose page is visited (backprop)")
    parser.add_argument("--repeat", type=int, default=3, help="visits in new profiles, a side (3)")
    parser.add_argument("--only", choices=("stock", "ours"), help="leave the other side out")
    parser.add_argument("--json", action="store_true", help="print every visit as JSON instead")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        server = stack.enter_context(Server())
        temporary = Path(stack.enter_context(TemporaryDirectory(prefix="stock-site-")))
        paths = mount(server, options, temporary)
        if not paths:
            say("There is nothing to measure.")
            return ["how fast a page starts was not measured"]
        try:
            visits = measure(server, paths, options.repeat)
        except BootFailed as reason:
            say(str(reason))
            return ["a page did not start"]
    if options.json:
        sides = {side: [list(map(asdict, pair)) for pair in pairs] for side, pairs in visits.items()}
        print(json.dumps(sides, indent=1))
        return []
    rows = table.rows(visits)
    print(f"{options.lab}, medians of {options.repeat}, {os.cpu_count()} cores\n\n{table.text(rows)}")
    return table.missed(rows)


if __name__ == "__main__":
    sys.exit(main())
