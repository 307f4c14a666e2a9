"""The server of `make site-serve`: what it says of a file, in which form it goes, and how long it is kept."""

import http.client
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.helpers import PATIENCE
from tests.site.serving import serve_site


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[..., tuple[int, Any, bytes]]]:
    """Asks a server of a few files: `ask("index.html", "gzip")` gives its status, headers and body."""
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "assets/a.mjs", "assets/a.wasm", "assets/a.css", "assets/plain.js"):
        (tmp_path / name).write_bytes(b"plain")
    for ending in (".gz", ".br"):
        (tmp_path / "assets" / f"a.mjs{ending}").write_bytes(ending.encode())
    (tmp_path / "assets" / "a.wasm.gz").write_bytes(b".gz")
    running = serve_site.server(tmp_path)
    Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()

    def ask(path: str, encodings: str = "") -> tuple[int, Any, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", running.server_port, timeout=PATIENCE)
        try:
            connection.request("GET", f"/{path}", headers={"Accept-Encoding": encodings})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    yield ask
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    "path, kind",
    [
        ("", "text/html"),
        ("index.html?seed=3", "text/html"),
        ("assets/a.mjs", "text/javascript"),
        ("assets/plain.js", "text/javascript"),
        ("assets/a.wasm", "application/wasm"),
        ("assets/a.css", "text/css"),
    ],
)
def test_every_file_is_served_as_what_it_is(ask: Callable[..., Any], path: str, kind: str) -> None:
    for encodings in ("", "gzip, br"):
        status, headers, _ = ask(path, encodings)
        assert (status, headers.get_content_type()) == (200, kind)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == serve_site.REFERRER


@pytest.mark.parametrize(
    "path, encodings, sent",
    [
        ("assets/a.mjs", "gzip, deflate, br", "br"),
        ("assets/a.mjs", "gzip;q=1.0, deflate", "gzip"),
        ("assets/a.mjs", "", None),
        ("assets/a.wasm", "br, gzip", "gzip"),  # of which there is no better form
        ("assets/a.wasm", "br", None),
        ("assets/plain.js", "gzip, br", None),
    ],
)
def test_the_smallest_form_is_sent_that_the_browser_takes(
    ask: Callable[..., Any], path: str, encodings: str, sent: str | None
) -> None:
    _, headers, body = ask(path, encodings)
    assert headers["Content-Encoding"] == sent
    assert body == {"br": b".br", "gzip": b".gz", None: b"plain"}[sent]
    assert headers["Vary"] == "Accept-Encoding"


def test_only_what_is_there_under_a_name_with_a_sum_is_kept(ask: Callable[..., Any]) -> None:
    for encodings in ("", "br"):
        assert ask("assets/a.mjs", encodings)[1]["Cache-Control"].endswith("max-age=31536000, immutable")
        for path, status in {"index.html": 200, "assets/gone.js": 404, "gone.html": 404}.items():
            found, headers, _ = ask(path, encodings)
            assert (found, headers["Cache-Control"]) == (status, "no-cache")
