"""`playground serve --processes N`: several servers on one machine, behind one address.

A Python process computes on one core. So there are N of them, each a whole server of its own on this machine
only, and in front of them this one (`apps/host/front.py`), which computes nothing. It starts them, says when
one has ended and starts it again, and when it ends itself, by Ctrl+C or otherwise, so do they. They see how
many pages there are in all of them together in a few numbers of memory that they share
(`apps/host/admission.py`).
"""

import asyncio
import gc
import multiprocessing
import signal
import socket
import webbrowser
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from threading import Thread
from time import monotonic
from typing import Any

from tornado.netutil import bind_sockets

from apps.host.admission import USUAL, Limits
from apps.host.front import LARGEST_HEAD, MOST_CONNECTIONS, Front
from apps.host.origins import allowed, embedding
from playground.lab.settings import SettingError

HERE = "127.0.0.1"
BETWEEN_LOOKS = 0.25  # seconds between two looks whether all processes live
BETWEEN_COUNTS = 500  # milliseconds between two times that a process writes down how many it has
SECONDS_TO_START = 120.0
SECONDS_TO_END = 5.0
SOON = 10.0  # seconds: who ends so soon after its start is started again only after a while
LONGEST_WAIT = 30.0


class Process:
    """One of them, as the one in front sees it. It is given a connection that ends when the front does."""

    def __init__(
        self, number: int, context: SpawnContext, slots: MutableSequence[int], given: dict[str, Any]
    ) -> None:
        self.number = number
        self.port = 0  # once it listens
        self._context, self._slots, self._given = context, slots, given
        self._wait, self._started = 0.0, 0.0
        self._running: Any = None
        self._line: Connection

    def open_pages(self) -> int:
        return self._slots[2 * self.number - 2]

    def start(self) -> None:
        self._line, other_end = self._context.Pipe()
        self._running = self._context.Process(
            target=run,
            args=(self.number, other_end, self._slots),
            kwargs=self._given,
            name=f"playground {self.number}",
        )
        self._running.start()
        other_end.close()
        self._started = monotonic()

    def listens(self) -> bool:
        """Whether it has said where it listens. Raises `SettingError` if it has said why it cannot."""
        if not self.port and self._line.poll():
            with suppress(EOFError):
                told = self._line.recv()
                if isinstance(told, str):
                    raise SettingError("port", told)
                self.port = told
        return bool(self.port)

    @property
    def ended(self) -> bool:
        return not self._running.is_alive()

    def how_it_ended(self) -> str:
        """Told to whoever runs the server."""
        code = self._running.exitcode
        if code is None:
            return "it takes too long"
        with suppress(ValueError):
            return signal.Signals(-code).name
        return f"exit code {code}"

    def look_after(self) -> None:
        """Hear where it listens; if it has ended, say so, and start it again."""
        if self._running is None:
            if monotonic() >= self._started + self._wait:
                self.start()
        elif self.ended:
            self.port = 0
            self._slots[2 * self.number - 2] = self._slots[2 * self.number - 1] = 0
            self._wait = min(2 * self._wait + 1, LONGEST_WAIT) if monotonic() - self._started < SOON else 0.0
            how = self.how_it_ended()
            _say(f"Process {self.number} has ended ({how}); it is started again.")
            self._line.close()
            self._running.close()
            self._running = None
        else:
            try:
                self.listens()
            except SettingError as error:  # its port was taken meanwhile: it ends, and is started again
                _say(f"Process {self.number}: {error}")

    def let_go(self) -> None:
        """From now on it ends by itself."""
        self.port = 0
        if self._running is not None:
            self._line.close()

    def end(self) -> None:
        """Wait until it has ended; one that takes too long is ended."""
        if self._running is not None:
            self._running.join(SECONDS_TO_END)
            if self._running.is_alive():
                self._running.kill()
                self._running.join()


def _say(text: str) -> None:
    with suppress(OSError):  # whoever listened may be gone, and the pages go on
        print(text, flush=True)


def run(
    number: int,
    line: Connection,
    slots: MutableSequence[int],
    port: int,
    allow: list[str],
    limits: Limits,
    more: dict[str, Any],
) -> None:
    """One process: serve until the line to the front is cut, whatever has cut it."""
    from tornado.ioloop import PeriodicCallback

    from apps.host import entrance, serve

    try:
        serving = serve.server(port, HERE, allow, **more)
    except SettingError as error:
        with suppress(OSError):
            line.send(str(error))
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the one in front decides
    house = entrance.admit(serving._tornado, limits, slots, number)
    gc.freeze()  # as in apps/host/serve.py

    def wait_for_the_end() -> None:
        with suppress(EOFError, OSError):
            line.recv()
        serving.io_loop.add_callback(serving.io_loop.stop)

    def tell_where() -> None:
        with suppress(OSError):
            line.send(serving.port)

    Thread(target=wait_for_the_end, daemon=True).start()
    serving.start()
    PeriodicCallback(house.count, BETWEEN_COUNTS).start()
    serving.io_loop.add_callback(tell_where)
    serving.io_loop.start()


def start(
    processes: int,
    port: int,
    address: str,
    allow: list[str],
    open_browser: bool,
    limits: Limits = USUAL,
    first_port: int = 0,
    **more: Any,
) -> None:
    """Serve until interrupted. Raises `SettingError` when a port cannot be had.

    The processes listen on `first_port` and those that follow, or on any that are free; `more` goes to
    `apps.host.serve.server` of each.
    """
    for origin in allow:  # said once, and not by each process
        allowed(origin)
    embedding(more.get("embed_from"))
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_serve(processes, port, address, allow, open_browser, limits, first_port, more))


async def _serve(
    number: int,
    port: int,
    address: str,
    allow: list[str],
    open_browser: bool,
    limits: Limits,
    first_port: int,
    more: dict[str, Any],
) -> None:
    _allow_open_files(4 * MOST_CONNECTIONS)
    sockets = _bind(port, address)
    port = sockets[0].getsockname()[1]
    context = multiprocessing.get_context("spawn")
    slots: Any = context.RawArray("l", 2 * number)
    given = {"allow": allow or [f"localhost:{port}"], "limits": limits, "more": more}
    processes = [
        Process(one, context, slots, given | {"port": first_port and first_port + one - 1})
        for one in range(1, number + 1)
    ]
    with suppress(NotImplementedError):  # on Windows
        this: Any = asyncio.current_task()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    with _all(processes):
        await _until_all_listen(processes)
        front = Front(processes)
        for one in sockets:
            await asyncio.start_server(front.serve, sock=one, limit=LARGEST_HEAD, backlog=1024)
        host = "localhost" if address in ("", "0.0.0.0", "::") else address
        where = f"http://{host}:{port}/"
        listening = ", ".join(str(process.port) for process in processes)
        print(f"The playground is open at {where} (Ctrl+C closes it)", flush=True)
        print(f"{number} processes listen on this machine only, on ports {listening}", flush=True)
        if open_browser:
            asyncio.get_running_loop().call_later(0.3, webbrowser.open, where)
        while True:
            await asyncio.sleep(BETWEEN_LOOKS)
            for process in processes:
                process.look_after()


@contextmanager
def _all(processes: list[Process]) -> Iterator[None]:
    """They run, and are ended."""
    try:
        for process in processes:
            process.start()
        yield
    finally:
        for process in processes:
            process.let_go()
        for process in processes:
            process.end()


async def _until_all_listen(processes: list[Process]) -> None:
    for process in processes:
        deadline = monotonic() + SECONDS_TO_START
        while not process.listens():
            if (process.ended and not process.listens()) or monotonic() > deadline:
                how = process.how_it_ended()
                raise SettingError("processes", f"process {process.number} did not start ({how})")
            await asyncio.sleep(0.05)


def _bind(port: int, address: str) -> list[socket.socket]:
    try:
        return bind_sockets(port, address)
    except OSError as error:
        raise SettingError(
            "port",
            f"cannot listen on {address}:{port} ({error.strerror or error}); try --port 0 for any free port",
        ) from None


def _allow_open_files(most: int) -> None:
    """Each connection is an open file; a program may have a thousand, but often more if it asks."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
