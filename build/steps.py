"""What the steps of a build share: saying what happens, and stopping with a sentence."""

import sys
import time

_began = time.monotonic()


class BuildError(Exception):
    """The site cannot be built; the text says why, and what it is about."""


def say(text: str) -> None:
    """A line of progress, with the seconds since the build began."""
    print(f"{time.monotonic() - _began:6.1f} s  {text}", file=sys.stderr, flush=True)
