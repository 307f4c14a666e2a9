"""The boot benchmark, less the browser: a server that counts, wheels packed again, and the table."""

import gzip
import http.client
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from benchmarks import site, site_boot
from benchmarks.boot import runtime, table, wheels
from benchmarks.boot.server import ASK_AGAIN, FOR_EVER, TEN_MINUTES, Server, freshness
from benchmarks.boot.visits import Visit
from tests.helpers import PATIENCE

SCRIPT = b"const words = 'the same again and again';\n" * 100


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "page.html").write_bytes(b"<p>short</p>")
    (tmp_path / "script.js").write_bytes(SCRIPT)
    (tmp_path / "ready.js").write_bytes(SCRIPT)
    (tmp_path / "ready.js.gz").write_bytes(gzip.compress(SCRIPT, 1, mtime=0))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "index.html").write_bytes(b"<p>inner</p>")
    with Server() as running:
        running.mount("site", tmp_path)
        yield running


def get(server: Server, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=PATIENCE)
    try:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


# ------------------------------------------------------------------------------------------------- the server


def test_bytes_are_counted_as_they_are_sent(server: Server) -> None:
    server.reset()
    response, body = get(server, "/site/script.js", Accept_Encoding="gzip, br")
    assert response.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(body) == SCRIPT
    assert server.traffic.sent == len(body) < len(SCRIPT)
    response, body = get(server, "/site/script.js")
    assert response.getheader("Content-Encoding") is None and body == SCRIPT
    assert [sent for _, _, sent in server.traffic.answers] == [server.traffic.sent - len(SCRIPT), len(SCRIPT)]


def test_a_file_that_gzip_does_not_shrink_is_sent_plain(server: Server) -> None:
    response, body = get(server, "/site/page.html", Accept_Encoding="gzip")
    assert response.getheader("Content-Encoding") is None and body == b"<p>short</p>"


def test_what_was_compressed_before_is_sent_as_it_is(server: Server) -> None:
    _, body = get(server, "/site/ready.js", Accept_Encoding="gzip")
    assert body == gzip.compress(SCRIPT, 1, mtime=0)
    assert get(server, "/site/ready.js.gz")[0].status == 404


def test_what_the_browser_has_is_not_sent_again(server: Server) -> None:
    tag = get(server, "/site/script.js")[0].getheader("ETag")
    server.reset()
    response, body = get(server, "/site/script.js", If_None_Match=str(tag))
    assert (response.status, body, server.traffic.sent) == (304, b"", 0)


def test_a_folder_answers_with_its_index_and_nothing_else_with_404(server: Server) -> None:
    assert get(server, "/site/inner/?embed=1")[1] == b"<p>inner</p>"
    server.reset()
    assert get(server, "/site/none.js")[0].status == 404
    assert server.traffic.missing == ["/site/none.js"]


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/site/backprop.html", ASK_AGAIN),
        ("/site/1.2/backprop.html", ASK_AGAIN),
        ("/site/sw.js", ASK_AGAIN),
        ("/site/facade.js", ASK_AGAIN),
        ("/site/bokeh.0123abcd.js", FOR_EVER),
        ("/site/a/page-0123456789abcdef.css", FOR_EVER),
        ("/stock/cdn/pyodide/v314.0.7/full/pyodide.mjs", FOR_EVER),
        ("/stock/index/simple/numpy.v1+json", TEN_MINUTES),
    ],
)
def test_only_what_can_not_change_is_kept_for_ever(path: str, expected: str) -> None:
    assert freshness(path) == expected


# ------------------------------------------------------------------------------------------------- the wheels


def test_a_wheel_packed_again_holds_the_package_and_nothing_compiled(tmp_path: Path) -> None:
    wheel = wheels.repack(distribution("markupsafe"), tmp_path)
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "markupsafe/__init__.py" in names and "markupsafe/_native.py" in names
    assert not [name for name in names if name.endswith(wheels.COMPILED) or "__pycache__" in name]
    assert sum(name.endswith(".dist-info/METADATA") for name in names) == 1


def test_the_cdns_wheels_leave_out_what_the_cdn_serves_by_itself() -> None:
    assert wheels.is_for_panels_cdn("panel/dist/css/button.css")
    assert wheels.is_for_panels_cdn("panel/io/pyodide.py")
    assert not wheels.is_for_panels_cdn("panel/dist/panel.min.js")
    assert not wheels.is_for_panels_cdn("panel/tests/util.py")
    assert wheels.is_for_bokehs_cdn("bokeh/core/_templates/autoload_js.js")
    assert not wheels.is_for_bokehs_cdn("bokeh/server/static/js/bokeh.min.js")


def test_a_file_with_another_sum_is_refused(tmp_path: Path) -> None:
    with pytest.raises(runtime.Unavailable, match=r"^pyodide\.mjs is not the file that was expected"):
        runtime._write_checked(tmp_path / "pyodide.mjs", b"something else", runtime.SUMS["pyodide.mjs"])
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_fails_says_what_it_was(tmp_path: Path) -> None:
    with pytest.raises(runtime.Unavailable, match=r"^`no-such-command x` failed"):
        runtime._fetched(tmp_path, "x-*.tgz", ["no-such-command", "x"])


# -------------------------------------------------------------------------------------------------- the table


def pair(click: float, frame: float = 0.4) -> table.Pair:
    megabytes = round(click * 1e6)
    return Visit(frame, click, megabytes // 2, megabytes), Visit(frame / 2, click / 2, 0, 0)


def lines(visits: dict[str, list[table.Pair]]) -> dict[str, table.Row]:
    return {row.quantity.name: row for row in table.rows(visits)}


def test_the_table_has_medians_and_their_ratio() -> None:
    found = lines({"stock": [pair(10), pair(99), pair(12)], "ours": [pair(3), pair(4), pair(1)]})
    cold = found["click applied, cold"]
    assert (cold.stock, cold.ours, cold.ratio) == (12, 3, 0.25)
    assert cold.met is True
    assert found["sent, cold"].met is True
    assert found["first picture, cold"].met is True


def test_a_goal_that_is_missed_is_said() -> None:
    visits = {"stock": [pair(10)], "ours": [pair(4, frame=0.6)]}
    found = lines(visits)
    assert found["click applied, cold"].met is False
    assert found["sent, cold"].met is True
    assert found["first picture, cold"].met is False
    text = table.text(table.rows(visits))
    assert "0.40   ≤ 0.30  MISSED" in text and "≤ 0.5 s  MISSED" in text
    assert table.missed(table.rows(visits)) == [
        "first picture, cold: 0.60 s, ≤ 0.5 s",
        "click applied, cold: 0.40 of stock, ≤ 0.30",
        "click applied, warm: 0.40 of stock, ≤ 0.30",
    ]


def test_both_halves_are_measured_and_what_is_missed_is_said_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []

    def not_measured(site: Path, repeat: int) -> list[str]:
        asked.append((site, repeat))
        raise TimeoutError("nothing came")

    monkeypatch.setattr(site.five_labs, "run", not_measured)
    monkeypatch.setattr(site.site_boot, "run", lambda arguments: asked.append(arguments) or ["warm: 0.31"])
    (tmp_path / "build.txt").write_text("1")
    assert site.main(["--site", str(tmp_path), "--repeat", "2", "--lab", "circuit"]) == 1
    assert asked == [(tmp_path, 2), ["--site", str(tmp_path), "--repeat", "2", "--lab", "circuit"]]
    said = capsys.readouterr().out.splitlines()
    assert said[-3:] == ["Missed:", "  Five labs on a page, and one: could not be measured", "  warm: 0.31"]
    monkeypatch.setattr(site.five_labs, "run", lambda site, repeat: [])
    monkeypatch.setattr(site.site_boot, "run", lambda arguments: [])
    assert site.main(["--site", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "All goals are met."


@pytest.mark.parametrize("side", ["stock", "ours"])
def test_one_side_alone_has_numbers_and_no_verdict_on_ratios(side: str) -> None:
    found = lines({side: [pair(10)]})
    assert getattr(found["click applied, cold"], side) == 10
    assert found["click applied, cold"].ratio is None and found["click applied, cold"].met is None
    assert "–" in table.text(list(found.values()))


def test_a_site_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert site_boot.main(["--only", "ours", "--site", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path} holds no backprop.html; `make site` builds it" in said
    assert "There is nothing to measure." in said
