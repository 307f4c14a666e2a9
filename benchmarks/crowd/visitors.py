"""A class of visitors, in a process of their own: all play one lab, and now and then move a setting.

    python -m benchmarks.crowd.visitors http://localhost:5006 --lab classifier --visitors 16

Prints one JSON object. Opened one after another and set to play together, they are left alone for a moment;
what is measured comes after that.
"""

import argparse
import asyncio
import json
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.crowd.page import Page, PageClosed

WARM_UP = 2.0  # seconds after Play in which nothing is measured
LEAST_ASKED = 8  # times that a setting is moved, by all visitors together
PATIENCE = 30.0  # seconds for the last answers


def two_values(page: Page) -> tuple[str, list[str]]:
    """A setting that takes effect at once, and two values to move it between."""
    for setting in page.fixed["settings"]["parameters"]:
        if setting["takes_effect"] == "next step" and setting["kind"] in ("log", "integer"):
            value = setting["default"]
            other = f"{float(value) * 0.99:g}" if setting["kind"] == "log" else str(int(value) + 1)
            return setting["name"], [other, value]
    raise ValueError(f"{page.address} has no such setting")


def computed(process: int | None) -> float:
    """Seconds that a process has computed for so far; 0 where the system does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if process is None or not stat.exists():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # user + system time


async def visit(options: argparse.Namespace) -> dict[str, Any]:
    """Open all pages, play, measure, pause."""
    pages = [Page(options.url, options.lab, options.query) for _ in range(options.visitors)]
    listening = []
    for page in pages:
        await page.open()
        listening.append(asyncio.create_task(page.listen()))
    for page in pages:
        page.send("speed", speed=options.speed)
        page.send("play")
    while not all(page.state["playing"] for page in pages):
        await asyncio.sleep(0.05)
    await asyncio.sleep(WARM_UP)
    clock = asyncio.get_running_loop().time
    began, before = clock(), [(page.frames, page.steps, page.bytes) for page in pages]
    busy, answered = computed(options.process), list[float]()
    turns = [page for _ in range(-(-LEAST_ASKED // len(pages))) for page in random.sample(pages, len(pages))]
    for number, page in enumerate(turns):
        await asyncio.sleep(began + options.seconds * number / len(turns) - clock())
        name, values = two_values(page)
        page.ask("set", answered.append, name=name, text=values[number // len(pages) % 2])
    await asyncio.sleep(began + options.seconds - clock())
    passed = clock() - began
    busy = (computed(options.process) - busy) / passed
    rates = [
        {
            "frames": (page.frames - frames) / passed,
            "steps": (page.steps - steps) / passed,
            "bytes": (page.bytes - read) / passed,
        }
        for page, (frames, steps, read) in zip(pages, before, strict=True)
    ]
    playing = sum(page.state["playing"] for page in pages)
    paused: list[float] = []
    for page in pages:
        page.ask("pause", paused.append)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while len(paused) < len(pages) or len(answered) < len(turns):
                await asyncio.sleep(0.02)
    for page, task in zip(pages, listening, strict=True):
        page.close()
        with suppress(PageClosed):
            await task
    answered += [PATIENCE] * (len(turns) - len(answered))
    paused += [PATIENCE] * (len(pages) - len(paused))
    answers = {"set": sorted(answered), "pause": sorted(paused)}
    return {"visitors": rates, "still_playing": playing, "busy": busy} | answers


def main() -> None:
    parser = argparse.ArgumentParser(description="A class of visitors who all play one lab.")
    parser.add_argument("url", help="where `playground serve` serves")
    parser.add_argument("--lab", default="classifier")
    parser.add_argument("--query", default="", help="settings, as in an address")
    parser.add_argument("--speed", default="fast", help="slow, fast or full speed")
    parser.add_argument("--visitors", type=int, default=1)
    parser.add_argument("--process", type=int, help="the server's, to see how busy it was")
    parser.add_argument("--seconds", type=float, default=6.0)
    print(json.dumps(asyncio.run(visit(parser.parse_args()))))


if __name__ == "__main__":
    main()
