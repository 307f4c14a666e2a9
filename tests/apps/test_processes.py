"""Several processes behind one address: pages stay with theirs, limits count over all, the dead come back."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from apps.host import processes
from tests.apps.protocol import Visitor, fetched, get, together
from tests.apps.served import Served, children, listens, serving, until

ROOT = Path(__file__).parents[2]


def numbers(*visitors: Visitor) -> list[str]:
    """Of the processes that they are connected with."""
    return sorted(re.findall(r"/(~\d)/", " ".join(visitor.socket_address for visitor in visitors)))


@pytest.mark.slow
def test_one_address_for_all() -> None:
    async def story(served: Served) -> None:
        url = served.url
        async with Visitor(url) as one, Visitor(url, "lstm", "seed=3") as other, Visitor(url) as third:
            assert {*numbers(one, other)} == {"~1", "~2"}
            assert other.shown["seed"] == 3
            for visitor in (one, other):
                assert await visitor.ask("set", name="seed", text="5") == ""
                assert await visitor.ask("play") == ""
                await visitor.until(lambda shown: shown["playing"] and shown["step"] > 3)
            assert (await third.ask("play")).startswith("2 labs play here already"), "in both together"
            assert await one.ask("pause") == ""
            await third.until(lambda shown: shown["notice"].startswith("There is room"))
            assert await third.ask("play") == ""

            assert (await fetched(url + "/"))[0] == 200
            status, headers, html = await fetched(url + "/circuit?seed=2")
            assert status == 503 and "4 pages are open" in html and headers["connection"] == "close"
            status, headers, _ = await fetched(url + "/embed.js")
            assert status == 200 and "javascript" in headers["content-type"]
            for port in served.ports:
                direct = await fetched(f"http://127.0.0.1:{port}/circuit")
                assert direct[0] == 503, "no process has room of its own"

            before = await asyncio.to_thread(children, served.running.pid)
            assert len(before) == 2
            os.kill(before[0], signal.SIGKILL)
            dead, alive = (one, other) if await ended_first(one, other) is one else (other, one)
            said = await asyncio.to_thread(
                served.hear, r"Process (\d) has ended \((\w+)\); it is started again"
            )
            assert said[2] == "SIGKILL" and f"/~{said[1]}/" in dead.socket_address
            assert await alive.ask("set", name="seed", text="6") == "", "the other one has not noticed"
            await until(lambda: get(url + "/")[0] == 200)  # those of the dead process are no more

            while True:
                try:
                    await dead.connect()  # its process makes its page anew, once it is there
                    break
                except HTTPClientError as error:
                    assert error.code == 503
                    await asyncio.sleep(0.1)
            assert await dead.ask("step") == "" and dead.shown["step"] == 1

        served.running.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(served.running.wait) == 0
        await until(lambda: not any(map(listens, served.ports)))

    async def ended_first(*visitors: Visitor) -> Visitor:
        tasks = {asyncio.create_task(visitor.gone()): visitor for visitor in visitors}
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        (first,) = done
        return tasks[first]

    with serving("--most-sessions", "4", "--most-playing", "2") as served:
        together(story(served))


class Pretended:
    """Stands for what starts processes; the last one that was started lives until it is told to end."""

    def __init__(self) -> None:
        self.started = 0
        self.exitcode: int | None = None
        self.its_end: Any = None

    def Pipe(self) -> Any:
        return Pipe()

    def Process(self, args: tuple[int, Any, list[int]], **more: Any) -> "Pretended":
        self.its_end = args[1]
        return self

    def start(self) -> None:
        self.started += 1
        self.exitcode = None
        self.its_end = os.dup(self.its_end.fileno())

    def is_alive(self) -> bool:
        return self.exitcode is None

    def close(self) -> None:
        os.close(self.its_end)


def test_a_process_that_ends_at_once_is_not_started_again_and_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr(processes, "monotonic", lambda: now)
    system: Any = Pretended()
    slots = [1, 1, 7, 5]
    process = processes.Process(2, system, slots, {})
    process.start()
    waits = []
    for _ in range(8):
        started, ended = system.started, now
        system.exitcode = -9
        process.look_after()
        assert slots == [1, 1, 0, 0] and process.port == 0, "what it had written down is no more"
        assert capsys.readouterr().out == "Process 2 has ended (SIGKILL); it is started again.\n"
        while system.started == started:
            process.look_after()
            now += 0.25
        waits.append(now - ended)
    assert waits[0] < 2 and waits[-1] > 29 and waits == sorted(waits)
    now += 100
    system.exitcode = 1
    process.look_after()
    process.look_after()
    assert system.started == 10, "who ran for long is started at once"
    assert "(exit code 1)" in capsys.readouterr().out
    process.let_go()
    system.close()


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--port", "--first-port"])
def test_a_port_that_is_taken_is_said(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "playground.cli", "serve", "--no-open", "--address", "127.0.0.1"]
        command += ["--port", "0", "--processes", "2", option, str(port)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(rf"playground: cannot listen on 127.0.0.1:{port} \(.*\n", ended.stderr)


@pytest.mark.slow
def test_processes_end_with_the_one_in_front_however_it_ends() -> None:
    with serving() as served:
        assert all(map(listens, served.ports))
        served.running.kill()
        together(until(lambda: not any(map(listens, served.ports))))
