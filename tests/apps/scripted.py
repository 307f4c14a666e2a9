"""A scripted visitor: it speaks Bokeh's protocol over a websocket, as a browser does, and is none.

    visitor = await Visitor.arrive("http://127.0.0.1:8000", "circuit")
    await visitor.event("document_ready")
    await visitor.say(type="step")
    visitor.leave()

A message is three texts: header, metadata and content; arrays follow in pairs of messages.
"""

import json
import re
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.helpers import PATIENCE

LARGEST = 100_000_000  # bytes of one message


class Visitor:
    """Somebody who has pulled the document of a page; `roots` are the identifiers of its roots by name."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket = socket
        self.roots: dict[str, str] = {}
        self._number = 0

    @classmethod
    async def arrive(cls, server: str, page: str) -> "Visitor":
        """Ask for the page, open the socket that it names, and pull the document."""
        answer = await AsyncHTTPClient().fetch(f"{server}/{page}", request_timeout=PATIENCE)
        token = re.search(r'"token":"([^"]+)"', answer.body.decode())
        assert token, "a page names the token of its session"
        address = HTTPRequest(f"{server.replace('http', 'ws', 1)}/{page}/ws", request_timeout=PATIENCE)
        visitor = cls(
            await websocket_connect(address, subprotocols=["bokeh", token[1]], max_message_size=LARGEST)
        )
        await visitor.hear("ACK")
        document = (await visitor.ask("PULL-DOC-REQ", {}, "PULL-DOC-REPLY"))["doc"]
        visitor.roots = {root["attributes"]["name"]: root["id"] for root in document["roots"]}
        return visitor

    async def event(self, name: str, **values: Any) -> None:
        """Something happened in the document; returns when the server says that it has heard of it."""
        entries = [[key, value] for key, value in values.items()]
        data = {"type": "event", "name": name, "values": {"type": "map", "entries": entries}}
        event = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": data}
        await self.ask("PATCH-DOC", {"events": [event]}, "OK")

    async def say(self, **message: Any) -> None:
        """A message of the transport, as its script would send it."""
        data = {"type": "map", "entries": [[key, value] for key, value in message.items()]}
        await self.event("data_event", model={"id": self.roots["transport"]}, data=data)

    async def ask(self, kind: str, content: dict[str, Any], answer: str) -> dict[str, Any]:
        """Send a message, and wait for the kind of message that answers it."""
        self._number += 1
        for part in ({"msgid": str(self._number), "msgtype": kind}, {}, content):
            await self.socket.write_message(json.dumps(part))
        return await self.hear(answer)

    async def hear(self, kind: str) -> dict[str, Any]:
        """The content of the next message of this kind; others are passed over, but for an error."""
        while True:
            header, _, content = [json.loads(await self._read()) for _ in range(3)]
            for _ in range(2 * header.get("num_buffers", 0)):
                await self._read()
            assert header["msgtype"] != "ERROR", content
            if header["msgtype"] == kind:
                return dict(content)

    def leave(self) -> None:
        """Close the socket, as a tab that is closed."""
        self.socket.close()

    async def _read(self) -> str | bytes:
        read = await self.socket.read_message()
        assert read is not None, "the server has closed the socket"
        return read
