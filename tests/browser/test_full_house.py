"""A server of two processes in a browser: pages stay with theirs, wait for room, and say what is lost."""

import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.apps.served import Served, children, serving
from tests.helpers import eventually, new_context, place, serious, steps


@pytest.fixture
def served() -> Iterator[Served]:
    with serving("--most-sessions", "2", "--static-site", "https://static.example/nn") as running:
        yield running


def open_and_watch(page: Page, address: str) -> int:
    """The number of the process with which the page connects."""
    found: list[str] = []

    def connects(socket: WebSocket) -> None:
        found.extend(re.findall(r"/~(\d)/\w+/ws", socket.url))

    page.on("websocket", connects)
    page.goto(address)
    expect(page.get_by_role("status")).to_contain_text("step")
    (number,) = found
    return int(number)


def test_pages_wait_for_room_and_say_when_their_process_is_gone(served: Served, browser: Browser) -> None:
    context = new_context(browser, base_url=served.url)
    try:
        page, other, late = (context.new_page() for _ in range(3))
        number = open_and_watch(page, "/backprop?alpha=3")
        assert {number, open_and_watch(other, "/lstm")} == {1, 2}
        page.get_by_role("button", name="Play", exact=True).click()
        eventually(lambda: steps(page) > 3)

        late.clock.install()
        late.goto("/circuit?seed=4&embed=1&theme=dark#w=weights")
        expect(late.get_by_role("heading")).to_have_text("The house is full")
        link = late.get_by_role("link", name="Or play in your own browser")
        expect(link).to_have_attribute("href", "https://static.example/nn/circuit.html?seed=4&theme=dark")
        assert serious(late) == []

        course = context.new_page()
        course.set_content(
            f'<script src="{served.url}/embed.js"></script><neural-lab name="lstm" start="auto"></neural-lab>'
        )
        expect(course.frame_locator("iframe").get_by_role("heading")).to_have_text("The house is full")
        shown = course.locator("iframe")
        expect(shown).to_have_attribute("style", re.compile(r"height: \d+px"))  # as it says itself
        assert 60 < place(shown)["height"] < 200
        course.close()

        os.kill(sorted(children(served.running.pid))[number - 1], signal.SIGKILL)
        served.hear(rf"Process {number} has ended")
        late.clock.fast_forward(31_000)
        expect(late.get_by_role("status")).to_contain_text("step")
        assert "seed=4" in late.url and "embed=1" in late.url
        expect(late.locator(".notice")).to_contain_text("weights")  # which those of the address are not

        expect(page.get_by_text("The connection with the server is lost.")).to_be_visible()
        page.get_by_role("button", name="Reload").click()
        expect(page.get_by_role("heading")).to_have_text("The house is full")  # its place was taken
        assert page.url.endswith("/backprop?learning_rate=3")
    finally:
        context.close()
