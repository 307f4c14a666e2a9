"""A page without a browser: it speaks with the server as `static/js/page/transport.js`, and draws nothing.

The server cannot tell it from a browser that is never late. It opens the page's address, pulls the document
over the websocket, says that it is ready and who it is, and from then on acknowledges frames at once. A
message of Bokeh's protocol is three texts (header, metadata, content), and two more parts for each array.
"""

import json
import re
from collections.abc import Callable
from time import monotonic
from typing import Any

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

TOKEN = re.compile(r'"token":\s*"([^"]+)"')
SECONDS_TO_OPEN = 120
LARGEST = 64_000_000  # bytes of a part


class PageClosed(Exception):
    """The connection is closed, by the server or by us."""


class Page:
    """One visitor: `await open()`, `send(...)` what a person does, and `listen()` while frames come.

    `state` is what the transport shows, `frames` and `steps` count what has come since the page was opened;
    `on_frame` is called after each frame.
    """

    def __init__(self, url: str, lab: str, query: str = "") -> None:
        self.address = f"{url}/{lab}{query and '?'}{query}"
        self.socket_address = f"{url.replace('http', 'ws', 1)}/{lab}/ws"
        self.frames = self.steps = self.bytes = 0
        self.state: dict[str, Any] = {}
        self.fixed: dict[str, dict[str, Any]] = {}  # what never changes, of each component
        self.on_frame: Callable[[], None] = lambda: None
        self._answers: dict[int, Callable[[str], None]] = {}
        self._messages = self._asked = self._told = 0
        self._socket: WebSocketClientConnection
        self._transport = self._data = ""  # the identifiers of the component, and of what it shows

    async def open(self) -> None:
        """Until the page is ready and has said so."""
        got = await AsyncHTTPClient().fetch(self.address, request_timeout=SECONDS_TO_OPEN)
        token = TOKEN.search(got.body.decode())
        if token is None:
            raise PageClosed(f"{self.address} is no page of a lab")
        self._socket = await websocket_connect(
            self.socket_address,
            subprotocols=["bokeh", token[1]],
            connect_timeout=SECONDS_TO_OPEN,
            max_message_size=LARGEST,
        )
        await self._receive()  # ACK
        self._write("PULL-DOC-REQ", {})
        header, content = await self._receive()
        while header["msgtype"] != "PULL-DOC-REPLY":
            header, content = await self._receive()
        for root in json.loads(content)["doc"]["roots"]:
            self._take(root)
        self._event("document_ready", {})
        self.send("hello", dark=False, hash="")

    def _take(self, root: dict[str, Any]) -> None:
        name, data = root["attributes"].get("name"), root["attributes"].get("data")
        if data is not None:
            self.fixed[name] = _plain(data["attributes"].get("fixed", {}))
        if name == "transport":
            self._transport, self._data = root["id"], data["id"]
            self.state = _plain(data["attributes"]["frame"])

    def send(self, type: str, answered: Callable[[str], None] | None = None, **more: Any) -> None:
        """Tell the lab something; if it is to be answered, `answered` is called with what was wrong."""
        if answered is not None:
            self._asked += 1
            self._answers[self._asked] = answered
            more["ask"] = self._asked
        self._event("data_event", {"model": {"id": self._transport}, "data": _map({"type": type} | more)})

    def ask(self, type: str, told: Callable[[float], None], **more: Any) -> None:
        """`send`, and tell how many seconds it took until the answer was on the page."""
        began = monotonic()
        self.send(type, lambda wrong: told(monotonic() - began), **more)

    async def listen(self) -> None:
        """Take what comes, and acknowledge frames, until the server closes the connection."""
        while True:
            header, content = await self._receive()
            if header["msgtype"] == "PATCH-DOC" and self._data in content:
                for event in json.loads(content)["events"]:
                    if event.get("attr") == "frame" and event["model"].get("id") == self._data:
                        self._show(_plain(event["new"]))

    def close(self) -> None:
        self._socket.close()

    def _show(self, frame: dict[str, Any]) -> None:
        before, self.state = self.state, frame
        self.frames += 1
        self.steps += max(frame["step"] - before["step"], 0)
        if frame["playing"] and frame["frame"] >= self._told + 2:
            self._told = frame["frame"]
            self.send("drawn", frame=self._told)
        for number, wrong in frame["answers"]:
            self._answers.pop(number, lambda wrong: None)(wrong)
        self.on_frame()

    # --- Bokeh's protocol ----------------------------------------------------------------------------------

    def _event(self, name: str, values: dict[str, Any]) -> None:
        event = {"type": "event", "name": name, "values": {"type": "map", "entries": [*values.items()]}}
        message = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        self._write("PATCH-DOC", {"events": [message]})

    def _write(self, kind: str, content: dict[str, Any]) -> None:
        self._messages += 1
        try:
            for part in ({"msgid": str(self._messages), "msgtype": kind}, {}, content):
                self._socket.write_message(json.dumps(part))
        except WebSocketClosedError:
            raise PageClosed(f"{self.address} is closed") from None

    async def _receive(self) -> tuple[dict[str, Any], str]:
        """The header and the content of the next message; arrays are counted and let go."""
        header = json.loads(await self._part())
        _, content = await self._part(), await self._part()
        for _ in range(2 * header.get("num_buffers", 0)):
            await self._part()
        return header, str(content)

    async def _part(self) -> str | bytes:
        part = await self._socket.read_message()
        if part is None:
            raise PageClosed(f"{self.address} was closed by the server")
        self.bytes += len(part)
        return part


def _map(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "map", "entries": [[name, value] for name, value in values.items()]}


def _plain(value: Any) -> Any:
    """Dictionaries and lists as they were before Bokeh wrote them; arrays are left as they are written."""
    if isinstance(value, dict) and value.get("type") == "map":
        return {name: _plain(inner) for name, inner in value.get("entries", [])}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
