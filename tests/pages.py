"""Pages without a server and without a browser: what a page would send and show, at the speed of Python."""

import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

from apps.page import url
from apps.page.shell import Shell

ROOT = Path(__file__).parent.parent
TABS = ("numbers", "code", "diagnosis", "challenges", "story")


def open_page(slug: str, root: Path = ROOT, **query: str) -> Shell:
    """The page of a lab, opened at this address and drawn once."""
    shown: list[Shell] = []
    with (
        patch.object(url, "arguments", lambda: query),
        patch.object(Shell, "servable", lambda self: shown.append(self)),
    ):
        runpy.run_path(str(root / "apps" / f"{slug}.py"))
    shown[0].draw()
    return shown[0]


def say(shell: Shell, kind: str, **message: Any) -> None:
    """Send one message and show what came of it, as the event loop does. A handler must not have failed."""
    shell.commands.say("")
    shell.commands.handle({"type": kind, **message})
    assert shell.commands.notice != "That did not work; nothing was changed."
    shell.draw()


def look_around(shell: Shell) -> None:
    """Open every tab."""
    for tab in TABS:
        say(shell, "tab", tab=tab)
