"""Who may open a page and who may play: the counts, the sentences, and a server that keeps to them."""

import asyncio
import gc
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from bokeh.util.token import generate_jwt_token

from apps.host import admission, entrance, serve, waiting
from apps.host.admission import FREE, House, Limits, site
from apps.page.shell import Shell, opened
from playground.lab.settings import SettingError
from tests.apps.protocol import TOKEN, Visitor, fetched, socket_address, together


@pytest.fixture(autouse=True)
def no_house_afterwards() -> Iterator[None]:
    yield
    admission.house = None


class Pages:
    """What is open and plays in a process that does not exist."""

    def __init__(self) -> None:
        self.open = self.playing = 0

    def house(self, limits: Limits, slots: list[int] | None = None, number: int = 1) -> House:
        return House(limits, lambda: self.open, lambda: self.playing, slots, number)


# --------------------------------------------------------------------------------------------------- counting


def test_pages_are_let_in_until_the_house_is_full() -> None:
    pages = Pages()
    house = pages.house(Limits(sessions=2))
    for _ in range(2):
        assert house.enter()
        pages.open += 1
        house.entered()
    assert not house.enter() and not house.enter()
    pages.open -= 1
    assert house.enter()


def test_a_page_that_is_being_made_counts() -> None:
    house = Pages().house(Limits(sessions=1))
    assert house.enter() and not house.enter()
    house.entered()  # and could not be made
    assert house.enter()


def test_limits_count_over_all_processes() -> None:
    slots, here, there = [0] * 4, Pages(), Pages()
    one, other = (pages.house(Limits(3, 3), slots, k) for k, pages in ((1, here), (2, there)))
    here.open, here.playing = 2, 2
    one.count()
    assert other.enter() and not other.enter() and not one.enter()
    assert other.may_play() and other.room_to_play() == 1
    there.playing = 1
    assert not other.may_play() and not one.may_play()
    assert other.room_to_play() == one.room_to_play() == 0
    slots[0:2] = 0, 0  # the first process has died
    assert other.may_play() and other.enter()


def test_of_two_at_once_never_both_get_the_last_place() -> None:
    """Each writes down that it is about to let somebody in before it adds up."""
    slots = [0] * 4
    houses = [Pages().house(Limits(1, 1), slots, number) for number in (1, 2)]
    for other, house in ((2, houses[0]), (0, houses[1])):
        slots[:] = [0] * 4
        slots[other] = slots[other + 1] = 1  # what the other one has just written
        assert not house.enter() and not house.may_play()


def test_who_waits_to_play_is_told_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "BETWEEN_LOOKS", 0.001)
    pages, told = Pages(), list[str]()
    house, present = pages.house(Limits(playing=1)), {"first", "second", "third"}
    pages.playing = 1

    async def wait(name: str) -> None:
        if await house.until_there_is_room(name, lambda: name in present):
            told.append(name)
            pages.playing += 1  # and plays at once

    async def story() -> None:
        tasks = [asyncio.create_task(wait(name)) for name in ("first", "second", "third")]
        await asyncio.sleep(0.02)
        assert told == []
        present.remove("first")  # has left
        await asyncio.wait(tasks[:1])
        pages.playing = 0
        await asyncio.wait(tasks[1:2])
        present.remove("third")
        await asyncio.wait(tasks)
        assert told == ["second"]

    together(story())


def test_refusals_are_sentences() -> None:
    pages = Pages()
    pages.playing = 1
    assert pages.house(Limits()).refusal() == ""
    one = pages.house(Limits(playing=1)).refusal()
    assert one.startswith("One lab plays here already") and "in your own browser" not in one
    pages.playing = 64
    many = pages.house(Limits(static_site="https://example.org/nn/")).refusal()
    assert many.startswith("64 labs play here already") and "At https://example.org/nn/ it plays" in many


def test_only_long_idleness_is_too_idle() -> None:
    house = Pages().house(Limits(idle_minutes=15))
    assert house.too_idle(899) == ""
    assert "15 minutes" in house.too_idle(900)
    assert "for a minute." in Pages().house(Limits(idle_minutes=1)).too_idle(61)
    assert Pages().house(Limits(idle_minutes=0)).too_idle(1e9) == ""


# ---------------------------------------------------------------------------------------- the page that waits


@pytest.mark.parametrize("text", ["https://example.org/playground", "http://10.0.0.7:8000/", "https://x.y"])
def test_the_address_of_a_static_site(text: str) -> None:
    assert site(text) == text.rstrip("/") + "/"


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "javascript:alert(1)", "ftp://example.org", "https://", "https://a b/", "http://[::1",
     "https://x.y/?a=1", "https://x.y/#a", "https://x.y:99999/", "https://x.y/\n", "https://" + "x" * 600],
)  # fmt: skip
def test_what_is_no_address_of_a_static_site(text: str) -> None:
    with pytest.raises(SettingError, match="--static-site takes the address") as refused:
        site(text)
    assert len(str(refused.value)) < 200 and "\n" not in str(refused.value)


def test_the_waiting_page_keeps_what_was_asked_for() -> None:
    html, headers = waiting.page(
        "Full", "Why.", "/backprop", {"alpha": "10", "points": "1,2", "theme": "dark"}, "https://x.y/"
    )
    assert 'href="https://x.y/backprop.html?alpha=10&amp;points=1,2&amp;theme=dark"' in html
    assert headers["Retry-After"] in re.findall(r'data-seconds="(\d+)"', html)
    assert 15 <= int(headers["Retry-After"]) <= 30
    assert 'data-theme="dark"' in html
    html, _ = waiting.page("Full", "Why.", "/", {})
    assert "href" not in html and "data-theme" not in html
    assert 'href="https://x.y/"' in waiting.page("Full", "Why.", "/", {}, "https://x.y/")[0]


def test_in_a_course_page_the_site_opens_beside_it() -> None:
    query = {"embed": "1", "host": "https://course.example", "alpha": "10"}
    html, _ = waiting.page("Full", "Why.", "/backprop.html", query, "https://x.y/")
    assert 'href="https://x.y/backprop.html?alpha=10" target="_blank"' in html


def test_nothing_of_an_address_is_markup() -> None:
    bad = '"><script>alert(1)</script>'
    path, query = waiting.asked(f"/{bad}?theme={bad}&embed={bad}&alpha={bad}&{bad}={bad}")
    html, _ = waiting.page("Full", "Why.", path, query, "https://x.y/")
    assert html.count("<script") == 1 and bad not in html and 'href="https://x.y/?' in html


# ----------------------------------------------------------------------------------- the page and its process


@pytest.mark.parametrize(
    "page, socket",
    [
        ("/", "/~2/ws"),
        ("/classifier", "/~2/classifier/ws"),
        ("/classifier/", "/~2/classifier/ws"),
        ("/classifier?alpha=1/2", "/~2/classifier/ws"),
    ],
)
@pytest.mark.parametrize("place", ["http://localhost:5006", "https://example.org/some/place"])
def test_a_page_connects_with_its_own_process(page: str, socket: str, place: str) -> None:
    """Wherever the server stands: another one in front of it may have taken a beginning off the path."""
    call = entrance.connect_to(2, urlsplit(page).path)
    assert socket_address(place + page, call) == place.replace("http", "ws", 1) + socket


# --------------------------------------------------------------------------------------------- a whole server


@asynccontextmanager
async def serving(**limits: Any) -> AsyncIterator[Any]:
    """A server in this process; its address is `url`, its house `house`."""
    server = serve.server(0, "127.0.0.1", [])
    server.house = entrance.admit(server._tornado, Limits(**limits))
    server.url = f"http://127.0.0.1:{server.port}"
    server.start()
    try:
        yield server
    finally:
        while any(session.connection_count for session in sessions(server)):
            await asyncio.sleep(0.02)
        server.stop(wait=False)


def sessions(server: Any) -> list[Any]:
    return [session for context in server._tornado.applications.values() for session in context.sessions]


async def forget_who_left(server: Any) -> None:
    """Let the server drop sessions without a connection now, and not only after a quarter of a minute."""
    while any(not session.connection_count for session in sessions(server)):
        for context in server._tornado.applications.values():
            await context._cleanup_sessions(-1)
        await asyncio.sleep(0.02)


def test_a_full_house_makes_no_session() -> None:
    async def story() -> None:
        async with (
            serving(sessions=1, static_site="https://x.y/nn/") as server,
            Visitor(server.url, "backprop") as visitor,
        ):
            pages = len(opened)
            for path in (
                "/lstm?seed=3",
                "/",
                "/backprop?embed=1",
            ):
                status, headers, html = await fetched(server.url + path)
                assert status == 503 and int(headers["retry-after"]) >= 15
                assert headers["cache-control"] == "no-store" and "text/html" in headers["content-type"]
                assert "One page is open" in html and "https://x.y/nn/" in html
            assert len(sessions(server)) == 1 and len(opened) == pages
            assert not server.house._entering
            assert (await fetched(server.url + "/embed.js"))[0] == 200, "that costs nothing"

            assert await visitor.ask("set", name="learning_rate", text="3") == "", "who is in stays in"
            (session,) = sessions(server)
            stranger = Visitor(server.url, "backprop")
            stranger.socket_address, stranger.token = visitor.socket_address, generate_jwt_token("somebody")
            async with asyncio.timeout(60):
                with pytest.raises(ConnectionError):  # a page of yesterday, whose session is gone
                    await stranger.connect()
            assert sessions(server) == [session]

    together(story())


@pytest.mark.slow
def test_who_comes_back_finds_the_page_and_then_there_is_room_for_others() -> None:
    async def story() -> None:
        async with serving(sessions=2) as server:
            html = (await fetched(server.url + "/lstm"))[2]
            async with Visitor(server.url, "backprop"):
                assert (await fetched(server.url + "/lstm"))[0] == 503
                late = Visitor(server.url, "lstm")
                late.socket_address, late.token = socket_address(late.address, html), TOKEN.findall(html)[0]
                await late.connect()
                assert len(sessions(server)) == 2
                await late.__aexit__()
            await forget_who_left(server)
            async with Visitor(server.url, "lstm"):
                pass

    together(story())


@pytest.mark.slow
def test_past_the_limit_play_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "BETWEEN_LOOKS", 0.01)

    async def story() -> None:
        async with serving(playing=1) as server, Visitor(server.url) as one, Visitor(server.url) as other:
            assert await one.ask("play") == ""
            assert await one.ask("play") == "", "it does already"
            refusal = await other.ask("play")
            assert refusal.startswith("One lab plays here already")
            await other.until(lambda shown: shown["notice"] == refusal and not shown["playing"])
            assert await other.ask("step") == "" and other.shown["step"] == 1
            assert refusal == await other.ask("sweep", name="learning_rate", values="1,2", seeds=1)
            assert await one.ask("sweep", name="learning_rate", values="1,2", seeds=1) == "", (
                "it plays already"
            )
            assert await one.ask("pause") == ""
            await other.until(lambda shown: shown["notice"] == FREE)
            assert await other.ask("play") == ""
            await other.until(lambda shown: shown["playing"])
            assert (await one.ask("play")).startswith("One lab plays")

    together(story())


def test_who_plays_untouched_for_long_is_paused_and_can_go_on() -> None:
    async def story() -> None:
        async with serving(idle_minutes=1) as server, Visitor(server.url) as visitor:
            await visitor.ask("play")
            await visitor.until(lambda shown: shown["step"] > 1)
            (shell,) = (opened[session.document] for session in sessions(server))
            shell._touched -= 59
            step = visitor.shown["step"]
            await visitor.until(lambda shown: shown["step"] > step)
            assert visitor.shown["playing"]
            shell._touched -= 60
            await visitor.until(lambda shown: not shown["playing"])
            assert visitor.shown["notice"] == server.house.too_idle(60)
            step = visitor.shown["step"]
            assert await visitor.ask("play") == ""
            await visitor.until(lambda shown: shown["step"] > step)

    together(story())


@pytest.mark.slow
def test_a_server_gives_back_what_its_visitors_took() -> None:
    """Three rounds of visitors, and after each nothing is left of their pages."""

    async def story() -> None:
        async with serving() as server:
            for _ in range(3):
                visitors = [
                    await Visitor(server.url, lab).__aenter__() for lab in ("backprop", "circuit", "lstm")
                ]
                for visitor in visitors:
                    await visitor.ask("play")
                    await visitor.until(lambda shown: shown["step"] > 1)
                    await visitor.ask("pause")
                    await visitor.__aexit__()
                await forget_who_left(server)
                while len(living()) > before:  # some last messages are still on their way
                    await asyncio.sleep(0.1)

    def living() -> list[Shell]:
        gc.collect()
        return [thing for thing in gc.get_objects() if isinstance(thing, Shell)]

    before = len(living())
    together(story())
