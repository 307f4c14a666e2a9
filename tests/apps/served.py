"""`playground serve` with several processes, in a process of its own, for tests of all kinds."""

import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers import PATIENCE

ROOT = Path(__file__).parents[2]


class Served:
    """`playground serve` with two processes, each line that it has said, and its address."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "playground.cli", "serve", "--no-open", "--port", "0"]
        command += ["--address", "127.0.0.1", "--processes", "2", *options]
        self.running = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.url = self.hear(r"open at (http://\S+)/ ")[1]
        self.ports = [int(port) for port in self.hear(r"on ports (\d+), (\d+)").groups()]

    def hear(self, pattern: str) -> re.Match[str]:
        """Wait for a line."""
        assert self.running.stdout
        said = []
        for line in self.running.stdout:
            if found := re.search(pattern, line):
                return found
            said.append(line)
        raise AssertionError(f"it has ended, and said {said}")

    def end(self) -> None:
        self.running.kill()
        assert self.running.stdout
        self.running.stdout.close()
        self.running.wait()


@contextmanager
def serving(*options: str) -> Iterator[Served]:
    served = Served(*options)
    try:
        yield served
    finally:
        served.end()


def children(parent: int) -> list[int]:
    """The processes that serve for this one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if above == parent and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue  # it has just ended
    return found


def listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


async def until(holds: Callable[[], object]) -> None:
    """Ask in a thread, as the answer may take a while, until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.1)
