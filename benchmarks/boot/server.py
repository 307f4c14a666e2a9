"""A small web server that counts what it sends: the same one for both sides of the boot benchmark.

Folders are read into memory and compressed before anything is measured, so that neither the disk nor the
compressor is part of a time. Both sides get the same rules:

- gzip for every file that it makes at least a twentieth smaller; a `.gz` beside the file is sent as it is;
- a file whose path carries a version or a content hash may be kept for ever, as the CDNs say of theirs, and a
  page of a package index for ten minutes; any other file is asked for again, and answered with "not
  modified" where it has not changed;
- nothing is delayed: a real network makes every byte dearer than it is here.
"""

import gzip
import hashlib
import mimetypes
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".v1+json": "application/vnd.pypi.simple.v1+json",  # a page of a package index
}
VERSION_OR_HASH = re.compile(r"\d+\.\d+|(?<![0-9a-z])[0-9a-f]{8,}(?![0-9a-z])")
FOR_EVER = "public, max-age=31536000, immutable"
TEN_MINUTES = "public, max-age=600"
ASK_AGAIN = "no-cache"
WORTH_IT = 0.95  # a compressed file larger than this share of the plain one is sent plain


def freshness(path: str) -> str:
    """How long a browser may keep what stands at `path` (`Cache-Control`)."""
    if path.endswith(".v1+json"):
        return TEN_MINUTES
    return FOR_EVER if VERSION_OR_HASH.search(path) and not path.endswith(".html") else ASK_AGAIN


@dataclass(frozen=True)
class File:
    """One file, ready to be sent."""

    plain: bytes
    gzipped: bytes | None  # None: not worth it
    kind: str  # Content-Type
    tag: str  # ETag

    @classmethod
    def read(cls, path: Path) -> "File":
        plain = path.read_bytes()
        sibling = path.with_name(path.name + ".gz")
        gzipped = sibling.read_bytes() if sibling.is_file() else gzip.compress(plain, mtime=0)
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
        return cls(plain, gzipped if len(gzipped) < WORTH_IT * len(plain) else None, kind, tag)


@dataclass
class Traffic:
    """What was sent since the last `reset`."""

    sent: int = 0  # bytes of bodies, as on the wire
    missing: list[str] = field(default_factory=list)  # paths that were asked for and are not there
    answers: list[tuple[str, int, int]] = field(default_factory=list)  # path, status, bytes
    last: float = 0.0  # when the last answer went out


class Server:
    """Serves folders on a free port of this machine, and counts: `with Server() as server: ...`."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.traffic = Traffic()
        self._open = 0
        self._lock = threading.Lock()
        handler = type("BoundHandler", (Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def mount(self, prefix: str, folder: Path) -> None:
        """Serve the files under `folder` under `/prefix/`."""
        for path in sorted(folder.rglob("*")):
            compressed = path.suffix in (".gz", ".br") and path.with_suffix("").is_file()
            if path.is_file() and not compressed:
                self.files[f"/{prefix}/{path.relative_to(folder).as_posix()}"] = File.read(path)

    def find(self, path: str) -> File | None:
        return self.files.get(path) or self.files.get(f"{path.rstrip('/')}/index.html")

    def reset(self) -> None:
        """Begin to count from nothing."""
        with self._lock:
            self.traffic = Traffic(last=monotonic())

    def quiet_for(self) -> float:
        """Seconds since the last answer; 0 while one is on its way."""
        with self._lock:
            return 0.0 if self._open else monotonic() - self.traffic.last

    def began(self) -> None:
        with self._lock:
            self._open += 1

    def count(self, path: str, status: int, sent: int) -> None:
        with self._lock:
            self.traffic.sent += sent
            self.traffic.answers.append((path, status, sent))
            if status == 404:
                self.traffic.missing.append(path)

    def ended(self) -> None:
        with self._lock:
            self._open -= 1
            self.traffic.last = monotonic()


class Handler(BaseHTTPRequestHandler):
    """Answers one connection; `owner` is the server that it counts for."""

    owner: Server
    protocol_version = "HTTP/1.1"  # connections are kept open, as they are everywhere
    disable_nagle_algorithm = True  # or a small answer waits 40 ms for the browser's acknowledgement

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.owner.began()
        try:
            self._answer(unquote(urlsplit(self.path).path))
        except ConnectionError:  # the browser has changed its mind
            self.close_connection = True
        finally:
            self.owner.ended()

    def _answer(self, path: str) -> None:
        file = self.owner.find(path)
        if file is None:
            self._send(path, 404, b"", {})
            return
        headers = {
            "Content-Type": file.kind,
            "Cache-Control": freshness(path),
            "ETag": file.tag,
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",  # as a CDN does
        }
        if self.headers.get("If-None-Match") == file.tag:
            self._send(path, 304, b"", headers)
            return
        body = file.plain
        if file.gzipped is not None and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = file.gzipped, "gzip"
        self._send(path, 200, body, headers)

    def _send(self, path: str, status: int, body: bytes, headers: dict[str, str]) -> None:
        if self.command == "HEAD":
            headers, body = headers | {"Content-Length": str(len(body))}, b""
        self.owner.count(path, status, len(body))  # before the browser can know that it has it
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304 and self.command != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the table is what is to be read."""
