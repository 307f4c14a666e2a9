"""Many visitors on one server. They need no browser: they speak its protocol (benchmarks/crowd/page.py)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from benchmarks.crowd.page import Page, PageClosed
from playground.labs.classifier import Classifier
from tests.helpers import until


async def everybody_plays(url: str, count: int) -> None:
    pages = [Page(url, "classifier") for _ in range(count)]
    seen: list[dict[str, Any]] = []  # what the first one was shown

    listening = []
    for page in pages:
        await page.open()
        listening.append(asyncio.create_task(page.listen()))
    pages[0].on_frame = lambda: seen.append(pages[0].state)
    for page in pages:
        page.send("play")
    await until(lambda: all(page.frames >= 40 and page.steps > 40 * 25 / 2 for page in pages))

    answers: list[tuple[int, str]] = []
    for number, page in enumerate(pages):
        text = "0.1" if number else "fast"
        page.send("set", lambda said, n=number: answers.append((n, said)), name="learning_rate", text=text)
    await until(lambda: len(answers) == count)
    assert [number for number, said in answers if said] == [0]  # who has typed a word is told so

    before = [page.frames for page in pages]
    answers.clear()
    for page in pages[::2]:
        page.send("pause", lambda said: answers.append((0, said)))
    await until(lambda: len(answers) == len(pages[::2]))
    still = [page.state["step"] for page in pages[::2]]
    assert not any(page.state["playing"] for page in pages[::2])
    await until(lambda: all(page.frames > n + 20 for page, n in zip(pages[1::2], before[1::2], strict=True)))
    assert [page.state["step"] for page in pages[::2]] == still
    numbers = [frame["frame"] for frame in seen]
    assert numbers == sorted(set(numbers))
    lab = Classifier()
    for frame in seen:  # the status line is of the step that it tells
        if frame["step"] > lab.steps:
            lab.run(frame["step"] - lab.steps)
        assert (frame["step"], frame["status"]) == (lab.steps, [list(pair) for pair in lab.status_line()])

    for page, task in zip(pages, listening, strict=True):
        page.close()
        with suppress(PageClosed):
            await task


def test_everybody_plays_and_is_heard(server: str) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps an event loop in the main thread
        elsewhere.submit(asyncio.run, everybody_plays(server, 8)).result()
