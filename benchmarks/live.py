"""How live is the playground: for many people on one server, and with large networks in one browser?

    make bench-live                                       or
    python -m benchmarks.live [--only crowd|epochs|labs|points] [--visitors 1,4] [--seconds 6] [--lab circuit]

Four tables:

- *crowd*: so many visitors play one lab at once, at the speed that Play has, on one `playground serve`. They
  are real clients of Bokeh's protocol in a process of their own (crowd/visitors.py), which acknowledge
  frames as a browser does, but draw nothing: a browser each would have this machine to itself. For each row:
  frames and steps a second of the average and of the worst-off visitor, their ratio to a visitor alone, and
  seconds until a setting that was moved, or Pause, is answered.
- *epochs*: passes through the training points a second, of `classifier` at full speed: on a server, and in
  the built site in headless Chromium, if there are a site and a Chromium.
- *labs*: frames a second of every lab at full speed, on a server and in the built site if there is one, as a
  headless Chromium shows them. Twenty are wanted.
- *points*: how long the run that each page opens with takes, at the speed that Play has, until it has shown
  its point (the horizon of its preset). Ten seconds are wanted.

Beside each row stands a loop of plain numpy of the same minute, in the same place: the script that the page's
code tab gives for the same work. A busy machine slows both: ratios can be trusted, single figures cannot.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.crowd import browser
from playground.labs import LABS, lab_class
from playground.labs.classifier import Classifier

ROOT = Path(__file__).parent.parent
TABLES = ("crowd", "epochs", "labs", "points")
CROWDS = (1, 4, 16, 32, 64)
# visitors -> frames and steps a second each, and seconds until they are answered
GOALS = {16: (8, 300, 1.0), 64: (2, 60, 2.0)}
EPOCH = 25  # steps of the default work
NETWORKS = {"4,2": (400, 140), "8,8": (350, 150), "8,8,8,8,8,8": (100, 30)}  # -> epochs/s: server, site
SECONDS_TO_START = 60
SECONDS_TO_THE_POINT = 10


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """`playground serve` in a process of its own; gives its address and its number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "playground.cli", "serve", "--no-open", "--address", "127.0.0.1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, **quiet) as process:
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while True:
                try:
                    urlopen(url, timeout=SECONDS_TO_START).close()
                    break
                except URLError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError("the server did not start") from None
                    time.sleep(0.1)
            yield url, process.pid
        finally:
            process.terminate()


def visitors_of(url: str, **options: Any) -> Any:
    """What crowd/visitors.py finds with these options."""
    command = [sys.executable, "-m", "benchmarks.crowd.visitors", url]
    command += [f"--{name}={value}" for name, value in options.items()]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def numpy_loop(script: str, steps: int) -> float:
    """Steps a second of a lab's own script, which is a loop of plain numpy and nothing else."""
    code = compile(script, "the code tab", "exec")
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        with redirect_stdout(StringIO()):
            exec(code, {"__name__": "__main__"})
        best = min(best, time.perf_counter() - began)
    return steps / best


def classifier_loop(hidden: tuple[int, ...] = (4, 2), epochs: int = 100) -> tuple[str, int]:
    """The script for the default work, and the number of its steps."""
    return Classifier(hidden=hidden).code(steps=EPOCH * epochs), EPOCH * epochs


# --------------------------------------------------------------------------------------------- many people


@dataclass(frozen=True)
class Crowd:
    """What so many visitors had."""

    visitors: int
    frames: list[float]  # a second, of each
    steps: list[float]
    answers: list[float]  # seconds
    kilobytes: float  # a frame
    busy: float  # cores that the server used
    loop: float  # steps a second of plain numpy

    @classmethod
    def measured(cls, visitors: int, options: argparse.Namespace) -> "Crowd":
        loop = numpy_loop(*classifier_loop())
        asked = {"visitors": visitors, "lab": options.lab, "speed": options.speed, "seconds": options.seconds}
        with serving() as (url, process):
            found = visitors_of(url, process=process, **asked)
        rates = found["visitors"]
        frames, steps = [rate["frames"] for rate in rates], [rate["steps"] for rate in rates]
        kilobytes = sum(rate["bytes"] for rate in rates) / max(sum(frames), 1e-9) / 1000
        return cls(visitors, frames, steps, found["set"] + found["pause"], kilobytes, found["busy"], loop)

    def row(self, alone: "Crowd") -> str:
        line = f"{self.visitors:8}"
        for each, one in ((self.frames, alone.frames), (self.steps, alone.steps)):
            line += f"{mean(each):8.1f}{min(each):7.1f}{mean(each) / mean(one):7.2f}"
        line += f"{median(self.answers):8.2f}{max(self.answers):7.2f}{self.kilobytes:9.1f}{self.busy:8.2f}"
        return f"{line}{self.loop:12,.0f}{self.goal()}"

    def goal(self) -> str:
        """Whether this many visitors have what they shall have."""
        if self.visitors not in GOALS:
            return ""
        frames, steps, answer = GOALS[self.visitors]
        met = mean(self.frames) >= frames and mean(self.steps) >= steps and max(self.answers) <= answer
        return f"   {'met' if met else 'missed'}: ≥ {frames}, ≥ {steps}, ≤ {answer:g} s"


def crowd(options: argparse.Namespace) -> Iterator[str]:
    """One line for each number of visitors."""
    yield f"{options.lab} at {options.speed}, {options.seconds:g} s, {os.cpu_count()} cores"
    heads = f"{'frames/s each':>22}{'steps/s each':>22}{'answered, s':>15}{'a frame':>9}{'server':>8}"
    rate = f"{'mean':>8}{'least':>7}{'ratio':>7}"
    yield f"{'':8}{heads}{'numpy loop':>12}"
    yield f"{'visitors':>8}{rate}{rate}{'median':>8}{'most':>7}{'kB':>9}{'cores':>8}{'steps/s':>12}"
    alone = None
    for visitors in options.visitors:
        found = Crowd.measured(visitors, options)
        alone = alone or found
        yield found.row(alone)


# ------------------------------------------------------------------------------------------ large networks


def epochs(options: argparse.Namespace) -> Iterator[str]:
    """One line for each network, and each place where it learns."""
    yield f"{'':14}{'':10}{'epochs/s':>10}{'frames/s':>10}{'numpy loop':>12}{'ratio':>7}{'goal':>7}"
    for name, (on_server, in_site) in NETWORKS.items():
        hidden = tuple(map(int, name.split(",")))
        script, steps = classifier_loop(hidden)
        loop = numpy_loop(script, steps) / EPOCH
        with serving() as (url, _):
            found = visitors_of(url, query=f"hidden={name}", speed="full speed", seconds=options.seconds)
        [rate] = found["visitors"]
        yield _epochs(name, "server", rate, loop, on_server)
        if browser.there() and (options.site / "build.txt").exists():
            rate, loop = browser.in_the_site(options.site, f"hidden={name}", script, steps, options.seconds)
            yield _epochs("", "site", rate, loop / EPOCH, in_site)


def _epochs(name: str, place: str, rate: dict[str, float], loop: float, goal: int) -> str:
    passes = rate["steps"] / EPOCH
    line = f"{name:14}{place:10}{passes:10.0f}{rate['frames']:10.1f}{loop:12.0f}{passes / loop:7.2f}"
    return f"{line}{f'≥ {goal}':>7}{'' if passes >= goal else '  missed'}"


# ----------------------------------------------------------------------------------------------- every lab


def labs(options: argparse.Namespace) -> Iterator[str]:
    """One line for each lab."""
    if not browser.there():
        yield "There is no Chromium: set PLAYGROUND_CHROMIUM."
        return
    loop = numpy_loop(*classifier_loop())
    yield f"{'':14}{'frames/s':>10}{'steps/s':>10}    (numpy loop: {loop:,.0f} steps/s)"
    with serving() as (url, _):
        for slug in LABS:
            rate = browser.on_a_server(url, slug, options.seconds)
            yield f"{slug:14}{rate['frames']:10.1f}{rate['steps']:10.0f}"
            if (options.site / "build.txt").exists():
                rate = browser.lab_in_the_site(options.site, slug, options.seconds)
                yield f"{'  in the site':14}{rate['frames']:10.1f}{rate['steps']:10.0f}"


def points(options: argparse.Namespace) -> Iterator[str]:
    """One line for each lab."""
    if not browser.there():
        yield "There is no Chromium: set PLAYGROUND_CHROMIUM."
        return
    yield f"{'':14}{'preset':22}{'steps':>8}{'steps/s':>10}{'seconds':>9}"
    with serving() as (url, _):
        for slug in LABS:
            kind = lab_class(slug)
            name = kind.opening or next(iter(kind.presets))
            horizon = kind.presets[name].horizon
            rate = browser.on_a_server(url, slug, options.seconds, "fast")["steps"]
            seconds = horizon / rate
            missed = "" if seconds <= SECONDS_TO_THE_POINT else "  more than wanted"
            yield f"{slug:14}{name:22}{horizon:8,}{rate:10.0f}{seconds:9.1f}{missed}"


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, line by line as they are measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=TABLES, action="append", help="one of the tables (may be repeated)")
    parser.add_argument("--visitors", type=_numbers, default=CROWDS, help="such as 1,4,16 (1,4,16,32,64)")
    parser.add_argument("--seconds", type=float, default=6.0, help="that each row is measured for (6)")
    parser.add_argument("--lab", choices=[*LABS], default="classifier", help="what the crowd plays")
    parser.add_argument("--speed", default="fast", help="slow, fast or full speed, of the crowd (fast)")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the folder that `make site` wrote")
    options = parser.parse_args(arguments)
    tables = {"crowd": crowd, "epochs": epochs, "labs": labs, "points": points}
    for name in options.only or TABLES:
        print(f"\n{name}", flush=True)
        for line in tables[name](options):
            print(line, flush=True)
    return 0


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no list of numbers such as 1,4,16") from None


if __name__ == "__main__":
    sys.exit(main())
