"""`make bench`: every benchmark in this folder, one after the other, each in a process of its own.

A benchmark is a script with a `GOALS` or a table of its own; what it measures against stands at its top.
"""

import subprocess
import sys
from pathlib import Path

PEERS = {"pytorch_step.py"}  # what others run; started by a benchmark
APART = {"live.py", "site_boot.py"}  # need a browser, and minutes: `make bench-live`, `make bench-site`
HERE = Path(__file__).parent


def main() -> int:
    """Run them all, and return the number of those that failed."""
    failed = 0
    for script in sorted(HERE.glob("*.py")):
        if script.name not in PEERS | APART and not script.name.startswith("_"):
            print(f"\n=== {script.stem.replace('_', ' ')}", flush=True)
            failed += subprocess.run([sys.executable, str(script), *sys.argv[1:]]).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
