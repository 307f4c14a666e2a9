"""What each lab's tests take, in seconds: a report for pytest.

    make test ARGS="-p tests.by_lab"                      or, of one lab,
    python -m pytest -p tests.by_lab -k lstm

A test belongs to the first lab that its id names, by its file (`test_lstm.py`) or its parameters
(`[lstm-...]`); one that names none is left out. What a test prepares is counted apart: whichever test comes
first also pays for the server or the browser that all others share. The clock runs on while other programs
have the core, so the figures are worth something on a quiet machine only.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

import pytest

from playground.labs import CHAPTERS

SLUGS = {slug for chapter in CHAPTERS for slug in chapter.labs}
ROOMS = ("core", "labs", "apps", "browser", "site", "browsers")
ELSEWHERE = "others"


@dataclass
class Cost:
    """Of the tests of a lab in a room: seconds of the tests themselves, and of what they prepare."""

    tests: int = 0
    took: float = 0.0
    prepared: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.tests + other.tests, self.took + other.took, self.prepared + other.prepared)


def lab_of(test: str) -> str | None:
    """The first lab that the id of a test names."""
    return next((word for word in re.split(r"[^a-z0-9]|_", test) if word in SLUGS), None)


def room_of(test: str) -> str:
    """The folder of tests/ that it is in, if that is a room."""
    folder = test.removeprefix("tests/").split("/")[0]
    return folder if folder in ROOMS else ELSEWHERE


class ByLab:
    """Listens to what pytest reports, in the process that prints it, and adds up."""

    def __init__(self) -> None:
        self.costs: defaultdict[tuple[str, str], Cost] = defaultdict(Cost)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if (lab := lab_of(report.nodeid)) is None:
            return
        itself = report.when == "call"
        cost = Cost(1, took=report.duration) if itself else Cost(prepared=report.duration)
        self.costs[lab, room_of(report.nodeid)] += cost

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("seconds by lab")
        for line in self.lines():
            terminalreporter.write_line(line)

    def lines(self) -> list[str]:
        """A line for each lab and room, and one for each lab's sum."""
        form = "{:<12} {:<9} {:>6} {:>8} {:>12}".format
        lines = [form("lab", "room", "tests", "seconds", "preparation")]
        for lab in sorted({lab for lab, _ in self.costs}):
            rooms = {room: self.costs[lab, room] for room in (*ROOMS, ELSEWHERE) if (lab, room) in self.costs}
            for room, cost in [*rooms.items(), ("all", sum(rooms.values(), Cost()))]:
                lines.append(form(lab, room, cost.tests, f"{cost.took:.1f}", f"{cost.prepared:.1f}"))
        return lines


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ByLab(), "by-lab-report")
