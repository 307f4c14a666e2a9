"""One address for several processes: it reads the head of a request, picks a process, and hands on bytes.

A new page goes to the process that has the fewest; what a page connects to (`/~2/classifier/ws`) goes to the
process that made it, which its address names (`apps/host/entrance.py`). That is all that is read here: of one
request on each connection, the head, which must be short and soon there. A connection that is no websocket is
for one request only (`Connection: close`), so that whatever comes after the head, and all that is answered,
passes as it is.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from apps.host import waiting

LARGEST_HEAD = 64_000  # bytes; an address may bring a learner's own data, and a websocket a token made of it
SECONDS_FOR_HEAD = 10.0
SECONDS_TO_LINGER = 1.0
SECONDS_OF_SILENCE = 120.0  # after which an answer is given up; a page of a busy process may take half of it
MOST_CONNECTIONS = 4_000  # two open files each
PIECE = 64 * 1024  # bytes handed on at once

REQUEST = re.compile(rb"[A-Z]{1,20} (/[\x21-\x7e]*) HTTP/1\.[01]")
SOCKET = re.compile(rb"/~(\d{1,3})((?:/[\w-]+)?/ws(?:\?.*)?)")  # /~2/classifier/ws?alpha=10
ONLY_HERE = {b"connection", b"keep-alive", b"proxy-connection", b"upgrade"}  # said of one connection
CAUSES = {
    400: "Bad Request",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


class Process(Protocol):
    """What the front needs to know of a process."""

    port: int  # where it listens on this machine; 0 while it does not

    def open_pages(self) -> int: ...


class Refused(Exception):
    """A request that is not handed on."""

    def __init__(self, status: int) -> None:
        super().__init__(CAUSES[status])
        self.status = status


@dataclass
class Request:
    """The head of a request."""

    start: bytes  # GET /classifier HTTP/1.1
    address: bytes  # /classifier
    headers: list[tuple[bytes, bytes]]

    @classmethod
    def parse(cls, head: bytes) -> "Request":
        """Raises `Refused` for what servers read differently, or not at all."""
        start, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        found = REQUEST.fullmatch(start)
        headers = [line.partition(b":") for line in lines]
        if not found or any(b"\n" in line or b"\r" in line or b"\0" in line for line in lines):
            raise Refused(400)
        if not all(colon and re.fullmatch(rb"[!-9;-~]+", name) for name, colon, _ in headers):
            raise Refused(400)
        return cls(start, found[1], [(name, value.strip(b" \t")) for name, _, value in headers])

    def value(self, name: bytes) -> bytes:
        """Of a header; empty if there is none."""
        return b", ".join(value for own, value in self.headers if own.lower() == name)

    @property
    def only_asks(self) -> bool:
        """Whether it may be asked twice."""
        return self.start.startswith((b"GET ", b"HEAD "))

    @property
    def is_socket(self) -> bool:
        """Whether it wants to become a websocket, at an address where there is one."""
        path = self.address.partition(b"?")[0]
        return path.endswith(b"/ws") and self.value(b"upgrade").lower() == b"websocket"

    def handed_on(self, address: bytes, visitor: str) -> bytes:
        """The head for a process: for its own `address`, for one request only, and saying who asks."""
        passed = [(name, value) for name, value in self.headers if name.lower() not in ONLY_HERE]
        lines = [
            name + b": " + value for name, value in passed if not name.lower().startswith(b"x-forwarded-")
        ]
        before = self.value(b"x-forwarded-for")
        lines += [
            b"X-Forwarded-For: " + (before + b", " if before else b"") + visitor.encode(),
            b"X-Forwarded-Proto: " + (self.value(b"x-forwarded-proto") or b"http"),
            b"X-Forwarded-Host: " + (self.value(b"x-forwarded-host") or self.value(b"host")),
            b"Connection: " + (b"Upgrade\r\nUpgrade: websocket" if self.is_socket else b"close"),
        ]
        return b"\r\n".join([self.start.replace(self.address, address, 1), *lines]) + b"\r\n\r\n"


class Front:
    """Give `serve` to `asyncio.start_server`, with `limit=LARGEST_HEAD`."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self.processes = processes
        self._asked = [0] * len(processes)  # requests that each is answering now
        self._connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a visitor."""
        self._connections += 1
        try:
            if self._connections > MOST_CONNECTIONS:
                raise Refused(503)
            request = Request.parse(await _head(reader))
            await self._hand_on(request, reader, writer)
        except Refused as refused:
            await _answer(reader, writer, refused.status)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            pass  # one of the two is gone, or says nothing
        finally:
            self._connections -= 1
            writer.close()

    async def _hand_on(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        numbers, address = self._who_answers(request)
        for number in numbers:
            process = self.processes[number]
            self._asked[number] += 1
            try:
                try:
                    answers, asks = await asyncio.open_connection("127.0.0.1", process.port)
                except OSError:  # it has just died: another one may answer
                    continue
                try:
                    peer = writer.get_extra_info("peername") or ["unknown"]
                    asks.write(request.handed_on(address, peer[0]))
                    if request.is_socket:
                        await _talk(reader, asks, answers, writer)
                        return
                    if await _ask(reader, asks, answers, writer) or not request.only_asks:
                        return
                finally:
                    asks.close()
            finally:
                self._asked[number] -= 1
        html, headers = waiting.page(
            "Just a moment",
            "The program that shows the labs is being started.",
            *waiting.asked(request.address.decode()),
        )
        await _answer(reader, writer, 503, html, headers)

    def _who_answers(self, request: Request) -> tuple[list[int], bytes]:
        """The processes to try, in this order, and what to ask them for."""
        alive = [number for number, process in enumerate(self.processes) if process.port]
        alive.sort(key=lambda number: self.processes[number].open_pages() + self._asked[number])
        found = SOCKET.fullmatch(request.address) if request.is_socket else None
        if not found:
            return alive, request.address
        own = int(found[1]) - 1
        known = 0 <= own < len(self.processes)  # or else of a server that was another one
        return ([own] if known and own in alive else [] if known else alive[:1]), found[2]


async def _head(reader: asyncio.StreamReader) -> bytes:
    """All that comes before the first empty line."""
    try:
        async with asyncio.timeout(SECONDS_FOR_HEAD):
            return await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise Refused(431) from None
    except TimeoutError:
        raise Refused(408) from None


async def _pass(source: asyncio.StreamReader, target: asyncio.StreamWriter, patience: float | None) -> bool:
    """Hand on what comes, until nothing more does. Whether anything came."""
    came = False
    while True:
        async with asyncio.timeout(patience):
            try:
                piece = await source.read(PIECE)
            except ConnectionError:  # it ended without a word
                piece = b""
            if not piece:
                return came
            came = True
            target.write(piece)
            await target.drain()


async def _ask(
    reader: asyncio.StreamReader,
    asks: asyncio.StreamWriter,
    answers: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> bool:
    """The rest of a request one way, its whole answer the other way. False if there was none."""
    rest = asyncio.create_task(_pass(reader, asks, None))
    try:
        return await _pass(answers, writer, SECONDS_OF_SILENCE)
    finally:
        await _end(rest)


async def _talk(
    reader: asyncio.StreamReader,
    asks: asyncio.StreamWriter,
    answers: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Both ways, until either side is done. A socket may be silent for long: the process looks after that."""
    ways = [asyncio.create_task(_pass(reader, asks, None)), asyncio.create_task(_pass(answers, writer, None))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(*ways)


async def _end(*tasks: "asyncio.Task[bool]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _answer(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    status: int,
    text: str = "",
    headers: dict[str, str] | None = None,
) -> None:
    """What the front says by itself."""
    body = (text or CAUSES[status]).encode()
    lines = {"Content-Type": "text/plain; charset=UTF-8", "X-Content-Type-Options": "nosniff"}
    lines |= (headers or {}) | {"Content-Length": str(len(body)), "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(SECONDS_FOR_HEAD):
            writer.write(f"HTTP/1.1 {status} {CAUSES[status]}\r\n{head}\r\n".encode() + body)
            await writer.drain()
            writer.write_eof()
        async with asyncio.timeout(SECONDS_TO_LINGER):  # closed with words unread, the answer would be lost
            while await reader.read(PIECE):
                pass
