"""A visitor without a browser: it speaks Bokeh's protocol with a served lab, and draws nothing.

It opens a page's address, connects where that page says that its websocket is, pulls the document, says
hello, and acknowledges every frame. A message of the protocol is three texts (header, metadata, content), and
two more parts for each array.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

from tornado.iostream import IOStream
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from tests.helpers import PATIENCE

TOKEN = re.compile(r'"token":\s*"([^"]+)"')
SOCKET = re.compile(r'embed_items\(docs_json, render_items(?:, undefined, "([^"]*)")?\)')


def together[Found](visit: Awaitable[Found]) -> Found:
    """What a coroutine finds, run in a thread of its own: a browser's tests have a loop in the main one."""

    async def whole() -> Found:
        return await asyncio.wait_for(visit, 4 * PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, whole()).result()


def get(address: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of what a server answers."""
    try:
        answer = urlopen(address, timeout=PATIENCE)
    except HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, headers, answer.read().decode()


_elsewhere = ThreadPoolExecutor(4, thread_name_prefix="fetched")


async def fetched(address: str) -> tuple[int, dict[str, str], str]:
    """The same from a thread of the tests' own: a loop that serves has none to give."""
    return await asyncio.get_running_loop().run_in_executor(_elsewhere, get, address)


def socket_address(address: str, html: str) -> str:
    """Where the page that was opened at `address` connects to, as Bokeh's script works it out."""
    found = SOCKET.search(html)
    assert found, "the page does not say how to connect"
    base = urlsplit(urljoin(address, found[1] or address))
    return f"{'wss' if base.scheme == 'https' else 'ws'}://{base.netloc}{base.path.rstrip('/')}/ws"


class Visitor:
    """One open page: `async with Visitor(url, "backprop") as visitor: await visitor.ask("play")`.

    `shown` is what the transport shows; every frame that comes is acknowledged, unless `silent`.
    """

    def __init__(self, url: str, lab: str = "backprop", query: str = "") -> None:
        self.address = f"{url}/{lab}{query and '?'}{query}"
        self.silent = False
        self.shown: dict[str, Any] = {}
        self.socket_address = self.token = ""
        self._socket: WebSocketClientConnection
        self._stream: IOStream
        self._messages = 0
        self._transport = self._data = ""  # the identifiers of the component, and of what it shows
        self._listening: asyncio.Task[None]

    async def __aenter__(self) -> "Visitor":
        status, _, html = await fetched(self.address)
        assert status == 200, f"{self.address}: {status}"
        self.socket_address = socket_address(self.address, html)
        token = TOKEN.search(html)
        assert token
        self.token = token[1]
        await self.connect()
        return self

    async def connect(self) -> None:
        """Open the websocket, pull the document, and say hello."""
        self._socket = await websocket_connect(
            self.socket_address,
            subprotocols=["bokeh", self.token],
            connect_timeout=PATIENCE,
            max_message_size=64_000_000,
        )
        assert self._socket.protocol and self._socket.protocol.stream
        self._stream = self._socket.protocol.stream
        await self._receive()  # ACK
        self._write("PULL-DOC-REQ", {})
        header, content = await self._receive()
        while header["msgtype"] != "PULL-DOC-REPLY":
            header, content = await self._receive()
        for root in json.loads(content)["doc"]["roots"]:
            if root["attributes"].get("name") == "transport":
                data = root["attributes"]["data"]
                self._transport, self._data = root["id"], data["id"]
                self.shown = _plain(data["attributes"]["frame"])
        self._event("document_ready", {})
        self._listening = asyncio.create_task(self._listen())
        self.send("hello", dark=False, hash="")

    async def __aexit__(self, *what: object) -> None:
        self._socket.close()
        await self.gone()

    def send(self, type: str, **more: Any) -> None:
        """Tell the lab what a person did."""
        entries = [[name, value] for name, value in ({"type": type} | more).items()]
        self._event(
            "data_event", {"model": {"id": self._transport}, "data": {"type": "map", "entries": entries}}
        )

    async def ask(self, type: str, **more: Any) -> str:
        """`send`, and wait for the answer: what was wrong, or an empty text."""
        number = self._messages + 1
        self.send(type, ask=number, **more)
        await self.until(lambda shown: any(ask == number for ask, _ in shown["answers"]))
        wrong: str = next(wrong for ask, wrong in self.shown["answers"] if ask == number)
        return wrong

    async def until(self, holds: Callable[[dict[str, Any]], Any]) -> None:
        """Wait until it holds of what is shown, or the connection is gone."""
        while not holds(self.shown):
            assert not self._listening.done(), f"the connection is gone; shown was {self.shown}"
            await asyncio.sleep(0.02)

    async def gone(self) -> None:
        """Wait until the server has ended the connection."""
        await asyncio.wait([self._listening])

    async def _listen(self) -> None:
        with suppress(ConnectionError, WebSocketClosedError):
            await self._take_frames()
        self._hang_up()

    def _hang_up(self) -> None:
        """Not only say goodbye, for which Tornado waits: it may never be answered."""
        self._socket.close()
        self._stream.close()

    async def _take_frames(self) -> None:
        while True:
            header, content = await self._receive()
            if header["msgtype"] != "PATCH-DOC" or self._data not in content:
                continue
            for event in json.loads(content)["events"]:
                if event.get("attr") == "frame" and event["model"].get("id") == self._data:
                    self.shown = _plain(event["new"])
                    if self.shown["playing"] and not self.silent:
                        self.send("drawn", frame=self.shown["frame"])

    def _event(self, name: str, values: dict[str, Any]) -> None:
        event = {"type": "event", "name": name, "values": {"type": "map", "entries": [*values.items()]}}
        self._write(
            "PATCH-DOC", {"events": [{"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}]}
        )

    def _write(self, kind: str, content: dict[str, Any]) -> None:
        self._messages += 1
        for part in ({"msgid": str(self._messages), "msgtype": kind}, {}, content):
            self._socket.write_message(json.dumps(part))

    async def _receive(self) -> tuple[dict[str, Any], str]:
        header = json.loads(await self._part())
        _, content = await self._part(), await self._part()
        for _ in range(2 * header.get("num_buffers", 0)):
            await self._part()
        return header, str(content)

    async def _part(self) -> str | bytes:
        part = await self._socket.read_message()
        if part is None:
            self._hang_up()
            raise ConnectionError(f"{self.socket_address} was closed by the server")
        return part


def _plain(value: Any) -> Any:
    """Dictionaries and lists as they were before Bokeh wrote them; arrays are left as they are written."""
    if isinstance(value, dict) and value.get("type") == "map":
        return {name: _plain(inner) for name, inner in value.get("entries", [])}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
