"""Two processes of `playground serve` behind nginx, set up by the file that docs/deploying.md hands out."""

import os
import re
import signal
import socket
from collections.abc import Iterator

import pytest

from tests.apps.protocol import Visitor, get, together
from tests.apps.served import Served, children, serving, until
from tests.conftest import ROOT
from tests.site.test_nginx import nginx, running

CONFIGURATION = (ROOT / "docs" / "deploying" / "nginx-server.conf").read_text(encoding="utf-8")


def free_ports() -> list[int]:
    """Three, of which the last two follow each other."""
    while True:
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            ports = [one.getsockname()[1], two.getsockname()[1], two.getsockname()[1] + 1]
            try:
                three.bind(("127.0.0.1", ports[2]))
                return ports
            except (OSError, OverflowError):
                continue


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """The processes, and nginx's address."""
    program = nginx()
    if program is None:
        pytest.skip("there is no nginx, and only root on a Debian machine can fetch it")
    port, first, second = free_ports()
    ours = CONFIGURATION
    for written, there in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("5010;", f"{first};"),
        ("5011;", f"{second};"),
    ):
        assert ours.count(written) == (1 if "listen" in written else 2)
        ours = ours.replace(written, there)
    options = ["--first-port", str(first), "--most-sessions", "5", "--most-playing", "2"]
    with serving(*options, "--allow-origin", f"127.0.0.1:{port}") as processes:
        assert processes.ports == [first, second]
        with running(program, tmp_path_factory.mktemp("nginx"), ours, port):
            yield processes, f"http://127.0.0.1:{port}"


def test_pages_stay_with_the_process_that_made_them(served: tuple[Served, str]) -> None:
    async def story(processes: Served, url: str) -> None:
        assert "Neural Playground" in get(url + "/")[2]
        query = "seed=3&rows=" + "0%2C" * 3000  # longer than what nginx takes by itself
        async with (
            Visitor(url) as one,
            Visitor(url, "lstm", "seed=3") as other,
            Visitor(url, "circuit", query) as third,
        ):
            pages = one, other, third
            assert {re.findall(r"/~(\d)/", page.socket_address)[0] for page in pages} == {"1", "2"}
            for page in pages:
                assert await page.ask("set", name="seed", text="7") == "" and page.shown["seed"] == 7
            for page in (one, other):
                assert await page.ask("play") == ""
                await page.until(lambda shown: shown["step"] > 3)
            assert (await third.ask("play")).startswith("2 labs play here already")

            assert get(url + "/circuit")[0] == 200
            status, headers, html = get(url + "/circuit?seed=2")
            assert status == 503 and headers["retry-after"] and "5 pages are open" in html
            assert get(url + "/embed.js")[0] == 200

            os.kill(children(processes.running.pid)[0], signal.SIGKILL)
            processes.hear("it is started again")
            await until(lambda: get(url + "/")[0] == 200)  # by the other one, or by this one again

    together(story(*served))
