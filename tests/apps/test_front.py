"""The one address in front of several processes: who is asked, what is handed on, and what is not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from apps.host import front
from apps.host.front import LARGEST_HEAD, Front, Refused, Request
from tests.apps.protocol import together

GET = b"GET /lstm?seed=3 HTTP/1.1\r\nHost: here\r\n\r\n"
Answers = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Process:
    """Answers with its name and with all that it was asked; or as it is told to."""

    def __init__(self, name: str, pages: int = 0, answers: Answers | None = None) -> None:
        self.name, self.pages, self.port = name, pages, 0
        self.asked: list[bytes] = []
        self.answers = answers or self.say_what_was_asked

    def open_pages(self) -> int:
        return self.pages

    async def say_what_was_asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head)
        length = int(Request.parse(head).value(b"content-length") or 0)
        writer.write(b"HTTP/1.1 200 OK\r\nX-Odd:  kept  \r\n\r\n" + self.name.encode())
        writer.write(await reader.readexactly(length))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.answers(reader, writer)
        finally:
            writer.close()


@asynccontextmanager
async def fronting(*processes: Process) -> AsyncIterator[int]:
    """The port of a front before these processes."""
    servers = []
    for process in processes:
        servers.append(await asyncio.start_server(process.serve, "127.0.0.1", 0))
        process.port = servers[-1].sockets[0].getsockname()[1]
    servers.append(await asyncio.start_server(Front(processes).serve, "127.0.0.1", 0, limit=LARGEST_HEAD))
    try:
        yield servers[-1].sockets[0].getsockname()[1]
    finally:
        for server in servers:
            server.close()


async def say(port: int, text: bytes) -> bytes:
    """All that is answered, until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text)
    answer = await reader.read()
    writer.close()
    return answer


def answer(processes: Sequence[Process], text: bytes) -> bytes:
    async def story() -> bytes:
        async with fronting(*processes) as port:
            return await say(port, text)

    return together(story())


def upgrade(address: str) -> bytes:
    return (
        f"GET {address} HTTP/1.1\r\nHost: here\r\nconnection: Upgrade\r\nupgrade: WebSocket\r\n\r\n".encode()
    )


# ----------------------------------------------------------------------------------------------- who is asked


def test_a_new_page_goes_where_the_fewest_are() -> None:
    processes = [Process("one", 3), Process("two", 1), Process("three", 2)]
    assert answer(processes, GET).endswith(b"two")
    assert [len(process.asked) for process in processes] == [0, 1, 0]


def test_a_class_that_comes_at_once_is_spread() -> None:
    """Before any of the processes has counted whom it was just given."""
    gate = asyncio.Event()
    came: list[str] = []

    def slow(name: str) -> Process:
        async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.append(name)
            if len(came) == 9:
                gate.set()
            await gate.wait()
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")

        return Process(name, answers=answers)

    async def story() -> None:
        async with fronting(*(slow(name) for name in "abc")) as port:
            await asyncio.gather(*(say(port, GET) for _ in range(9)))

    together(story())
    assert sorted(came) == [*"aaabbbccc"]


@pytest.mark.parametrize(
    "address, who, asked",
    [
        ("/~1/lstm/ws?seed=3", b"one", b"GET /lstm/ws?seed=3 HTTP/1.1"),
        ("/~2/lstm/ws", b"two", b"GET /lstm/ws HTTP/1.1"),
        ("/~2/ws", b"two", b"GET /ws HTTP/1.1"),
        ("/~7/ws", b"one", b"GET /ws HTTP/1.1"),  # a page of yesterday, when there were seven
        ("/~0/ws", b"one", b"GET /ws HTTP/1.1"),
        ("/lstm/ws", b"one", b"GET /lstm/ws HTTP/1.1"),
        ("/~2/~1/lstm/ws", b"one", b"GET /~2/~1/lstm/ws HTTP/1.1"),  # which it does not have
        ("/~2/lstm/ws/", b"one", b"GET /~2/lstm/ws/ HTTP/1.1"),
        ("/~2/../ws", b"one", b"GET /~2/../ws HTTP/1.1"),
    ],
)
def test_a_socket_goes_to_the_process_that_its_address_names(address: str, who: bytes, asked: bytes) -> None:
    processes = [Process("one"), Process("two", 9)]
    assert answer(processes, upgrade(address)).endswith(who)
    (head,) = processes[0].asked + processes[1].asked
    assert head.startswith(asked + b"\r\n")


def test_what_is_no_socket_is_not_sent_to_a_process_of_choice() -> None:
    processes = [Process("one"), Process("two", 9)]
    assert answer(processes, b"GET /~2/lstm/ws HTTP/1.1\r\n\r\n").endswith(b"one")
    assert processes[0].asked[0].startswith(b"GET /~2/lstm/ws ")


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A process that dies when it is asked."""


def test_a_process_that_dies_is_passed_over() -> None:
    assert answer([Process("dies", 0, hang_up), Process("two", 9)], GET).endswith(b"two")
    posted = answer([Process("dies", 0, hang_up), Process("two", 9)], GET.replace(b"GET", b"POST"))
    assert posted == b"", "it may have been done already"


def test_while_there_is_no_process_who_asks_is_told_when_to_try() -> None:
    for text in (GET, upgrade("/~2/lstm/ws")):
        said = answer([], text)
        assert said.startswith(b"HTTP/1.1 503 ") and b"Retry-After: " in said and b"Just a moment" in said
        assert b"nosniff" in said and b"Content-Security-Policy: " in said

    async def story() -> bytes:
        one, two = Process("one"), Process("two")
        async with fronting(one, two) as port:
            two.port = 0  # is being started again
            return await say(port, upgrade("/~2/lstm/ws"))

    assert together(story()).startswith(b"HTTP/1.1 503 "), "nobody else knows the page"


# ------------------------------------------------------------------------------------------ what is handed on


def test_the_head_is_for_one_request_and_says_who_asks() -> None:
    process = Process("one")
    given = b"Host: here:5006\r\nCookie: a=b\r\nContent-Length: 7\r\n"
    text = (
        b"POST / HTTP/1.1\r\nConnection: keep-alive, X-Own\r\nKeep-Alive: 9\r\nUpgrade: h2c\r\n"
        b"X-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Proto: https\r\n" + given + b"\r\n a body"
    )
    assert answer([process], text) == b"HTTP/1.1 200 OK\r\nX-Odd:  kept  \r\n\r\none a body"
    assert process.asked == [
        b"POST / HTTP/1.1\r\n" + given + b"X-Forwarded-For: 10.0.0.9, 127.0.0.1\r\n"
        b"X-Forwarded-Proto: https\r\nX-Forwarded-Host: here:5006\r\nConnection: close\r\n\r\n"
    ]


def test_a_socket_carries_both_ways_until_one_side_is_done() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Connection: Upgrade\r\nUpgrade: websocket\r\n" in head
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        while (piece := await reader.read(10_000)) not in (b"", b"end"):
            writer.write(piece)
            await writer.drain()
        ended.set()

    ended = asyncio.Event()

    async def story() -> None:
        async with fronting(Process("one", 0, echo)) as port:
            for ends_here in (True, False):
                ended.clear()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(upgrade("/~1/lstm/ws"))
                await reader.readuntil(b"\r\n\r\n")
                long = bytes(range(256)) * 4000
                writer.write(long)
                assert await reader.readexactly(len(long)) == long
                if not ends_here:
                    writer.write(b"end")
                    assert await reader.read() == b""
                writer.close()
                await ended.wait()

    together(story())


# ------------------------------------------------------------------------------------------------ what is not


@pytest.mark.parametrize(
    "text",
    [
        b"GET http://elsewhere/ HTTP/1.1\r\n\r\n",
        b"GET lstm HTTP/1.1\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/2\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\r\n\r\n",
        b"\x16\x03\x01 TLS\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nName : a\r\n\r\n",
        b"GET / HTTP/1.1\r\n: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\r\n and more\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\nConnection: keep-alive\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\rConnection: keep-alive\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: \0\r\n\r\n",
        b"GET / HTTP/1.1\nA: b\r\n\r\n",
    ],
)
def test_what_servers_read_differently_is_refused(text: bytes) -> None:
    with pytest.raises(Refused, match="Bad Request"):
        Request.parse(text)
    process = Process("one")
    said = answer([process], text)
    assert said.startswith(b"HTTP/1.1 400 ") and said.endswith(b"Bad Request") and process.asked == []


def test_a_head_is_short_and_soon_there(monkeypatch: pytest.MonkeyPatch) -> None:
    process = Process("one")
    fits = b"GET / HTTP/1.1\r\nA: " + b"a" * (LARGEST_HEAD - 100) + b"\r\n\r\n"
    assert answer([process], fits).endswith(b"one")
    assert answer([process], fits.replace(b"A: ", b"A: " + b"a" * 200)).startswith(b"HTTP/1.1 431 ")
    monkeypatch.setattr(front, "SECONDS_FOR_HEAD", 0.05)
    assert answer([process], b"GET / HTTP/1.1\r\nA: ").startswith(b"HTTP/1.1 408 ")
    assert len(process.asked) == 1


def test_who_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    monkeypatch.setattr(front, "SECONDS_OF_SILENCE", 0.05)
    assert answer([Process("one", 0, silent)], GET) == b""


def test_connections_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST_CONNECTIONS", 1)

    async def story() -> None:
        async with fronting(Process("one")) as port:
            first, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GET[:-4])
            while not (said := await say(port, GET)).startswith(b"HTTP/1.1 503 "):
                assert said.endswith(b"one"), "the first one is not there yet"
            writer.write(GET[-4:])
            assert (await first.read()).endswith(b"one")
            writer.close()
            assert (await say(port, GET)).endswith(b"one")

    together(story())
