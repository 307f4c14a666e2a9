"""Serves a site that has been built, as a well-kept web server would: right types, compressed forms, caching.

    python build/serve_site.py site --port 8000

Whatever another server does (docs/deploying.md), the pages work without any of it: `python -m http.server`.
"""

import argparse
from contextlib import suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
}
FORMS = {"br": ".br", "gzip": ".gz"}  # the best first
REFERRER = "same-origin"  # the settings in an address are nobody else's business
# Python is compiled in the worker, and components come as modules made in the page (blob:). Nothing is made
# from text by eval, and nothing is loaded from, or sent to, another host.
POLICY = "; ".join((
    "default-src 'self'", "script-src 'self' blob: 'wasm-unsafe-eval'", "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
    "connect-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'none'",
))  # fmt: skip


class Handler(SimpleHTTPRequestHandler):
    """Answers with a file of the site, in its smallest form that the browser takes."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def send_head(self) -> Any:
        path = Path(self.translate_path(unquote(urlsplit(self.path).path)))
        if path.is_dir():
            return super().send_head()
        accepted = [part.split(";")[0].strip() for part in self.headers.get("Accept-Encoding", "").split(",")]
        for encoding, ending in FORMS.items():
            form = path.with_name(path.name + ending)
            if encoding in accepted and form.is_file():
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", self.guess_type(str(path)))
                self.send_header("Content-Encoding", encoding)
                self.send_header("Content-Length", str(form.stat().st_size))
                self.end_headers()
                return form.open("rb")
        return super().send_head()

    def send_response(self, code: int, message: str | None = None) -> None:
        self._found = code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
        super().send_response(code, message)

    def end_headers(self) -> None:
        lasting = "/assets/" in self.path and self._found  # that a file is missing is not kept for a year
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", REFERRER)
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """A line for each request would bury the one that says where the site is."""


def server(site: Path, address: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server of the folder, not yet running; port 0 takes any that is free."""

    def handle(*args: Any) -> Handler:
        return Handler(*args, directory=str(site))

    made = ThreadingHTTPServer((address, port), handle)
    made.daemon_threads = True
    return made


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the static site.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--address", default="127.0.0.1")
    asked = parser.parse_args()
    if not (asked.site / "build.txt").exists():
        parser.error(f"{asked.site} holds no site; `make site` builds one")
    running = server(asked.site, asked.address, asked.port)
    print(f"The site is open at http://{asked.address}:{running.server_port}/ (Ctrl+C closes it)", flush=True)
    with suppress(KeyboardInterrupt):
        running.serve_forever()


if __name__ == "__main__":
    main()
