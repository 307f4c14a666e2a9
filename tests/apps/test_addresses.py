"""Addresses of every lab, without a browser: wrong ones, of which each gets a sentence and a page that lives,
and those of long texts, which carry all that a setting may hold.

The tour of tests/browser asks the first lab of wrong ones in a browser.
"""

import numpy as np
import pytest

from apps.page import url
from apps.page.shell import Shell
from playground.lab import settings
from playground.lab.share import pack_settings
from playground.labs import LABS, lab_class
from tests.apps import pages
from tests.tour import BAD_ADDRESSES


def hello(shell: Shell, behind: str = "") -> None:
    """What a browser says first, with what stands behind the # of its address."""
    shell.handle([{"type": "hello", "dark": False, "hash": f"#{behind}" if behind else ""}])


@pytest.mark.slow
@pytest.mark.parametrize("bad", BAD_ADDRESSES)
@pytest.mark.parametrize("lab", LABS)
def test_it_gets_a_message_and_the_default(lab: str, bad: str) -> None:
    query, _, weights = bad.removeprefix("?").partition("#")
    with pages.page(lab, query) as shell:
        hello(shell, weights)
        said = shell.transport.frame
        assert said["notice"] and "Traceback" not in said["notice"]
        assert said["step"] == 0
        opening = lab_class(lab).opening if not query else ""
        assert shell.lab.settings == lab_class(lab)(opening or None).settings
        shell.handle([{"type": "step"}])
        assert shell.transport.frame["step"] == 1


# ------------------------------------------------------------------------------------------------ long texts


def lines(most: int, line: str) -> str:
    """As many lines as fit, each with other random decimals where the line has {}."""
    rng, found = np.random.RandomState(4), ""
    while len(found) < most:
        numbers = rng.uniform(-6, 6, line.count("{}")).tolist()
        text, found = found, found + line.format(*numbers) + "\n"
    return text.strip()


def the_most(lab: str, name: str) -> dict[str, str]:
    """A lab's settings with as long a text as `name` takes, of what takes most room in an address."""
    most = lab_class(lab).param[name].longest
    return {
        "backprop own": {"data": "own", name: lines(min(most, 700), "{}, {}, 0.123456789")},
        "streetlights own": {"task": "own", name: lines(min(most, 700), "{}, {}, 0.123456789")},
        "force own": {
            "data": "own",
            name: "\n".join(f"{i}.123, -{i}.456, {1 - 2 * (i % 2)}" for i in range(40)),
        },
        "activations own": {"target": "own", name: "x" + "+x-x" * ((most - 1) // 4)},
        "descent own": {"landscape": "own", name: "x" + " + x" * ((most - 1) // 4)},
        "circuit expression": {name: "ж" + " + ж" * (most // 4 - 1), "values": "ж=2"},
        "circuit values": {"expression": "ж + x", name: f"ж={'1' * 90}e-60, x=2"},
        "classifier own": {"data": "own", name: lines(most, "{},{},а\n{},{},я")},
        "spam own": {"data": "own", name: "\n".join(["spam,да дорогой друг", "ham,нет мой друг"] * 200)},
        "qtable own": {"world": "own", name: "SFFH\nFHFF\nFFFG"},
    }.get(f"{lab} {name}", {})


TEXTS = [
    (lab, name)
    for lab in LABS
    for name in lab_class(lab).setting_names()
    if isinstance(lab_class(lab).param[name], settings.Text)
]


@pytest.mark.parametrize(("lab", "name"), TEXTS)
def test_an_address_carries_what_a_text_may_hold(lab: str, name: str) -> None:
    texts = the_most(lab, name)
    assert texts or lab_class(lab).param[name].longest * len("%F0%9F%98%80") < 3 * url.LONGEST
    with pages.page(lab) as shell:
        pages.say(shell, "set_all", values=texts)
        assert not shell.commands.errors
        there, values = shell.address, shell.lab.settings
        assert len(there.query) <= url.LONGEST and url.address(shell.lab, {}) == there
    with pages.page(lab, there.query) as shell:
        hello(shell, there.packed and f"packed={there.packed}")
        assert shell.lab.settings == values and shell.commands.notice == ""
        assert (shell.transport.frame["query"], shell.transport.frame["packed"]) == (
            there.query,
            there.packed,
        )


def test_two_thousand_points_with_nine_decimals_are_all_there_again() -> None:
    rng = np.random.RandomState(1)
    points = "\n".join(f"{x:.9f},{y:.9f},{'ab'[i % 2]}" for i, (x, y) in enumerate(rng.randn(2000, 2)))
    with pages.page("classifier") as shell:
        pages.say(shell, "set_all", values={"data": "own", "own": points})
        pages.say(shell, "step")
        pages.say(shell, "share")
        there, state = shell.address, shell.lab.state()["flat"]
        weights = shell.commands.link["weights"]
        assert "own" not in dict(url.parse_qsl(there.query)) and len(there.packed) < 40_000
    with pages.page("classifier", there.query) as shell:
        hello(shell, f"packed={there.packed}&w={weights}")
        assert shell.lab.own == points and len(shell.lab.problem.train) == 1000
        assert (shell.lab.state()["flat"] == state).all() and shell.lab.steps == 1


def test_a_long_text_may_stand_behind_the_sign_as_it_is() -> None:
    points = lines(30_000, "{},{},a\n{},{},b")
    with pages.page("classifier", "data=own") as shell:
        hello(shell, url.urlencode({"own": points}))
        assert shell.lab.own == points and shell.lab.data == "own"


@pytest.mark.parametrize("packed", ["x", "AAAA", pack_settings({"own": "x"})[:-3], "%00", "é", "e" * 999])
def test_packed_settings_that_are_damaged_are_said_and_the_others_taken(packed: str) -> None:
    with pages.page("classifier", "seed=3") as shell:
        hello(shell, f"packed={packed}")
        assert "packed settings of this link are damaged" in shell.commands.notice
        assert shell.lab.seed == 3


def test_weights_that_do_not_fit_leave_the_packed_settings_there() -> None:
    with pages.page("classifier") as shell:
        hello(shell, f"packed={pack_settings({'hidden': '3'})}&w=damaged")
        assert "weights in this link are damaged" in shell.commands.notice
        assert shell.lab.hidden == (3,)


def test_a_bomb_of_settings_is_not_unpacked() -> None:
    with pages.page("classifier") as shell:
        hello(shell, f"packed={pack_settings({'own': '0' * 50_000_000})}")
        assert "damaged" in shell.commands.notice
