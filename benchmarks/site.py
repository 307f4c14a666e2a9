"""The site's two benchmarks, and at the end which goals were missed: how fast it starts, what five labs cost.

    make bench-site                                       or
    python -m benchmarks.site --site site [--repeat 3] [what site_boot.py takes]

Both are run whatever the first one says.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error

from benchmarks import five_labs, site_boot


def main(arguments: list[str] | None = None) -> int:
    """Run both; 1 if a goal is missed, or if something could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--site", type=Path, default=site_boot.ROOT / "site", help="the folder that `make site` wrote"
    )
    parser.add_argument("--repeat", type=int, default=3, help="visits in new profiles (3)")
    options, others = parser.parse_known_args(arguments)
    if not (options.site / "build.txt").exists():
        parser.error(f"{options.site} holds no site; `make site` builds one")
    shared = ["--site", str(options.site), "--repeat", str(options.repeat)]
    halves: dict[str, Callable[[], list[str]]] = {
        "Five labs on a page, and one": lambda: five_labs.run(options.site, options.repeat),
        "How fast a page starts": lambda: site_boot.run([*shared, *others]),
    }
    missed = []
    for what, measure in halves.items():
        print(f"\n{what}\n", flush=True)
        try:
            missed += measure()
        except (
            AssertionError,
            Error,
            OSError,
        ) as error:  # of Playwright's patience, or a browser that has died
            print(error, file=sys.stderr)
            missed.append(f"{what}: could not be measured")
    print(
        "\n" + "\n".join(["Missed:", *(f"  {line}" for line in missed)] if missed else ["All goals are met."])
    )
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
