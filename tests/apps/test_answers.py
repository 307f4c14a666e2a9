"""A message of any form is answered or refused, and the page lives."""

import asyncio
import datetime
import logging
from base64 import b64encode
from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from apps.page import shell as shells
from apps.page.components import Component
from apps.page.fields import (
    AtMostOne,
    Command,
    File,
    Flag,
    Maybe,
    Number,
    OneOf,
    Text,
    Texts,
    Typed,
    Whole,
    takes,
)
from apps.page.inbox import FAILED, LOST
from apps.page.player import IN_FLIGHT
from apps.page.shell import NOT_DRAWN, Shell
from apps.page.views import Curve, Picture
from playground.lab import SettingError, Solved
from playground.labs import LABS
from playground.labs.backprop import Backprop
from tests.apps import pages
from tests.helpers import until

MESSAGES = 700  # to each lab

NO_VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        [],
        {},
        (),
        [[]],
        [None],
        {"": None},
        {1: 2},
        {"learning_rate": 1},
        b"",
        b"\xff",
        object(),
        len,
    ),
    *(0, -1, 1, 7, 2**31, 2**53, -(2**63), 10**400, 0.5, -0.0, 1e-320, 1e308),
    *(float("nan"), float("inf"), -float("inf"), np.float64(2), np.zeros(0), np.eye(3), np.array("x")),
    *("", " ", "x", "0", "-1", "1e999", "nan", "true", "\0", "\ud800", "<script>", "ﬁ٣", "a" * 101),
    *("é" * 100_001, [1] * 1000, {str(i): "1" for i in range(51)}, datetime.datetime(2000, 1, 1), {1}),
]
NO_TYPES = [*NO_VALUES, "__init__", "constructor", "SET", "set ", "drawn"]


def well_formed(field: Any, lab: Any, random: Random) -> Any:
    """A value that can be read; whether it means anything is up to the lab."""
    if isinstance(field, Maybe):
        return well_formed(field.inside, lab, random)
    if isinstance(field, Whole):
        return random.choice([field.low, field.high, *(n for n in (0, 1, 2, 3, 5, 40) if n <= field.high)])
    if isinstance(field, Number | Typed):
        typed = ["0.5", "1e400", "half"] if isinstance(field, Typed) else []
        return random.choice([0, -1.5, 1e-300, -3, 7, 1e9, -1e300, *typed])
    if isinstance(field, Flag):
        return random.random() < 0.5
    if isinstance(field, OneOf):
        return random.choice([*field.words])
    if isinstance(field, AtMostOne):
        return random.choice([[], [0.5], [-1e300], np.array([1.5])])
    if isinstance(field, File):
        return b64encode(random.choice([b"", b"1,2,a\n3,4,b", b"\xff\xfe\0", b"ham, a\n" * 5])).decode()
    some = random.choice(["", "a", "xor", "1,2", "1, 2, 3", "\0", "12", "2", "none", *lab.setting_names()])
    if isinstance(field, Text):
        return some[: field.longest]
    assert isinstance(field, Texts), f"say what a well-formed {field} is"
    return {random.choice(lab.setting_names()): random.choice(["0", "-1", "x", "", "1e9", some])}


def messages(shell: Shell, random: Random) -> Iterator[dict[Any, Any]]:
    """Messages that look well, and such as nobody would send who means well."""
    handlers = list(shell.commands.handlers.items())
    for number in range(MESSAGES):
        kind, command = handlers[number % len(handlers)]
        message: dict[Any, Any] = {"type": kind, "ask": number}
        message |= {name: well_formed(field, shell.lab, random) for name, field in command.fields.items()}
        if kind == "sweep":
            message["seeds"] = random.choice([1, 2, 65, -1])
        broken = random.randrange(6)
        if broken < 3 and command.fields:
            message[random.choice([*command.fields])] = random.choice(NO_VALUES)
        elif broken == 3 and command.fields:
            del message[random.choice([*command.fields])]
        elif broken == 4:
            message[random.choice(["more", 3, None, ("a", 1)])] = random.choice(NO_VALUES)
        elif number % 3 == 0:
            message["type"] = random.choice(NO_TYPES)
        yield message


def everything(shell: Shell) -> dict[str, Any]:
    """All that a refused message leaves alone, but for where it is said that it was refused."""
    lab, commands = shell.lab, shell.commands
    looks = [{name: one for name, one in view.looks().items() if name not in SAID} for view in shell.views]
    return {
        "mark": lab.bookmark(),
        "solved": dict(lab.solved),
        "looks": looks,
        "undo": [*commands.undo_stack],
        "tab": commands.open_tab,
        "link": commands.link,
        "runs": [shell.comparison.sweep, *shell.comparison.pinned],
        "speed": shell.player.speed,
    }


SAID = {"wrong", "complaint", "tapped"}


def check_unchanged(shell: Shell, before: dict[str, Any]) -> None:
    now = everything(shell)
    assert shell.lab.stands_at(before.pop("mark")) or shell.lab.stopped
    del now["mark"]
    assert now == before


@pytest.mark.slow
@pytest.mark.parametrize("lab", LABS)
def test_whatever_arrives_is_done_or_refused_and_the_page_lives(
    lab: str, caplog: pytest.LogCaptureFixture
) -> None:
    random = Random(lab)

    async def bombard() -> tuple[int, int]:
        done = refused = 0
        with pages.page(lab) as shell:
            for message in messages(shell, random):
                before = everything(shell)
                shell.inbox.answers.clear()
                shell.inbox.handle(message)
                [[ask, wrong]] = shell.inbox.answers
                shell.draw()
                assert ask == message["ask"] and shell.undrawn == set(), message
                done, refused = done + (not wrong), refused + bool(wrong)
                if wrong:
                    assert wrong not in (FAILED, LOST), message
                    assert len(wrong) < 400 and "\n" not in wrong, message
                    check_unchanged(shell, before)
                pages.sent(shell)
            shell.player.pause()
            shell.handle([{"type": "preset", "name": next(iter(shell.lab.presets))}])
            shell.handle([{"type": "set", "name": "seed", "text": "7"}, {"type": "step", "ask": 1}])
            assert (shell.lab.seed, shell.lab.steps) == (7, 1)
            assert [1, ""] in shell.transport.frame["answers"]
        return done, refused

    done, refused = asyncio.run(bombard())
    assert done > MESSAGES / 10 and refused > MESSAGES / 4, (done, refused)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.fixture
def shell() -> Iterator[Shell]:
    with pages.page("backprop") as made:
        yield made


def ask(shell: Shell, **message: Any) -> str:
    """What the page answers to a message: an empty text if it was done."""
    shell.handle([message | {"ask": 12345}])
    return dict(shell.transport.frame["answers"])[12345]


def test_every_command_says_what_it_takes() -> None:
    for lab in LABS:
        with pages.page(lab) as made:
            assert all(isinstance(command, Command) for command in made.commands.handlers.values())


def test_two_views_that_take_the_same_kind_of_message_are_a_mistake(shell: Shell) -> None:
    with pytest.raises(ValueError, match="two of this page's views take “step”"):
        shell.commands.add(step=takes(lambda message: None))


@pytest.mark.parametrize(
    "message, why",
    [
        ({"type": "choose", "row": 4}, "there is no row 5; there are 4"),
        ({"type": "choose", "row": -1}, "row is a whole number from 0"),
        ({"type": "choose", "weight": 99}, "there is no weight 100; there are"),
        ({"type": "set_all", "values": {"learning_rate": 5}}, "values is at most 50 names, each with a text"),
        (
            {"type": "set_all", "values": [["learning_rate", "5"]]},
            "values is at most 50 names, each with a text",
        ),
        ({"type": "set_all"}, "values is missing: it is at most 50 names"),
        ({"type": "set", "name": "learning_rate", "text": 5}, "text is a text of at most"),
        ({"type": "rewind", "step": True}, "step is a whole number from 0"),
        ({"type": "speed", "speed": "faster"}, "speed is one of slow, fast, full speed"),
        ({"type": "drawn", "frame": 10**9}, "this page knows no such message"),
        ({"type": ["step"]}, "this page knows no such message"),
        ({}, "this page knows no such message"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(shell: Shell, message: dict[str, Any], why: str) -> None:
    before = everything(shell)
    assert why in ask(shell, **message)
    assert why in shell.transport.frame["notice"]
    check_unchanged(shell, before)
    assert ask(shell, type="step") == "" and shell.lab.steps == 1


@pytest.mark.parametrize("what", [None, "play", 3, ["type"], b"type"])
def test_what_is_no_message_is_refused_too(what: Any) -> None:
    heard: list[Any] = []
    Component(heard.append)._handle_msg(what)
    (message,) = heard
    with pages.page("circuit") as shell:
        shell.handle([message])
        assert "no such message" in shell.transport.frame["notice"]


# ------------------------------------------------------------------------------------------- what goes wrong


class Stubborn(Exception):
    """An exception that nobody has heard of."""


ANYTHING = [
    *(Stubborn("!"), KeyError("x"), IndexError(), ZeroDivisionError(), AssertionError(), RecursionError()),
    *(MemoryError(), OSError(2, "gone"), StopIteration(), NotImplementedError(), UnicodeError(), EOFError()),
]


def half_done(lab: Any, message: dict[str, Any]) -> None:
    """Change everything that can be changed, and then fail."""
    lab.update(learning_rate=3, hidden=2)
    lab.reset()
    lab.run(5)
    lab.set_weight(0, 4.5)
    lab.solved["whatever"] = Solved(5)
    raise message["error"]


class Whatever(Text):
    """Lets anything pass."""

    def read(self, value: Any) -> Any:
        return value


@pytest.mark.parametrize("error", ANYTHING, ids=lambda error: type(error).__name__)
def test_a_handler_that_fails_halfway_has_done_nothing(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    picture = Picture(
        "rows", lambda lab: {}, on={"break": takes(half_done, error=Whatever())}, undo="Breaking"
    )
    shell = Shell(Backprop, pictures=[picture], curve=Curve("error"))
    shell.handle([{"type": "step"}, {"type": "set", "name": "learning_rate", "text": "2"}])
    before = everything(shell)
    assert ask(shell, type="break", error=error) == FAILED == shell.transport.frame["notice"]
    assert "Traceback" in caplog.text
    check_unchanged(shell, before)
    assert ask(shell, type="undo") == "" and shell.lab.learning_rate == 1, (
        "what was done before can still be undone"
    )
    assert shell.transport.frame["notice"] == "Undone: Learning rate."


def test_what_a_handler_refuses_halfway_is_taken_back_too() -> None:
    picture = Picture("rows", lambda lab: {}, on={"break": takes(half_done, error=Whatever())})
    shell = Shell(Backprop, pictures=[picture], curve=Curve("error"))
    before = everything(shell)
    assert ask(shell, type="break", error=SettingError("hidden", "no")) == "no"
    assert shell.settings.frame["errors"] == {"hidden": "no"}
    check_unchanged(shell, before)


def test_a_lab_that_cannot_be_brought_back_is_told_of(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.commands.add(**{"break": takes(lambda message: half_done(shell.lab, message), error=Whatever())})
    with monkeypatch.context() as patch:
        patch.setattr(Backprop, "return_to", lambda self, mark: 1 / 0)
        assert ask(shell, type="break", error=Stubborn()) == LOST
    with monkeypatch.context() as patch:
        patch.setattr(Backprop, "bookmark", lambda self: 1 / 0)
        assert ask(shell, type="break", error=Stubborn()) == LOST
    assert ask(shell, type="reset") == "" and shell.lab.steps == 0


@pytest.fixture
def fussy(monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A page with a picture that cannot draw every lab, and one that can."""

    def frame(lab: Any) -> dict[str, Any]:
        if lab.learning_rate > 10:
            raise Stubborn("too steep")
        return {"learning_rate": lab.learning_rate}

    pictures = [Picture("rows", frame), Picture("slopes", lambda lab: {"steps": lab.steps})]
    return Shell(Backprop, pictures=pictures, curve=Curve("error"))


def test_what_cannot_be_drawn_is_taken_back(fussy: Shell) -> None:
    fussy.handle([{"type": "step"}])
    before = everything(fussy)
    assert (
        ask(fussy, type="set", name="learning_rate", text="11")
        == NOT_DRAWN
        == fussy.transport.frame["notice"]
    )
    check_unchanged(fussy, before)
    assert fussy.undrawn == set() and fussy.settings.frame["values"]["learning_rate"] == "1"


def test_of_several_only_the_one_that_cannot_be_drawn_is_taken_back(fussy: Shell) -> None:
    fussy.handle(
        [
            {"type": "set", "name": "learning_rate", "text": "5", "ask": 1},
            {"type": "set", "name": "seed", "text": "9", "ask": 2},
            {"type": "set", "name": "learning_rate", "text": "50", "ask": 3},
            {"type": "step", "ask": 4},
            {"type": "speed", "speed": "slow", "ask": 5},
        ]
    )
    answers = fussy.transport.frame["answers"]
    assert answers == [[1, ""], [2, ""], [3, NOT_DRAWN], [4, ""], [5, ""]], "each once"
    assert (fussy.lab.learning_rate, fussy.lab.seed, fussy.lab.steps, fussy.player.speed) == (5, 9, 1, "slow")


def test_a_picture_that_cannot_be_drawn_by_itself_leaves_the_rest_alive(
    fussy: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    fussy.lab.update(learning_rate=20)  # as a run might lead there
    for _ in range(3):
        fussy.draw()
    assert fussy.transport.frame["notice"] == "Not everything can be drawn just now (rows)."
    assert len(caplog.records) == 1, "it is written down once, not in every frame"
    assert ask(fussy, type="step") == "" and fussy.pictures[1].panel.frame == {"steps": 1}
    assert ask(fussy, type="set", name="learning_rate", text="2") == "" and fussy.undrawn == set()
    assert fussy.pictures[0].panel.frame == {"learning_rate": 2}
    assert "drawn" not in fussy.transport.frame["notice"]


# --------------------------------------------------------------------------------------------- back-pressure


@pytest.mark.parametrize(
    "frame", [None, True, 1.0, 2.5, -1, 0, 10**9, "1", [1], float("inf"), float("nan"), 10**400]
)
def test_a_frame_that_was_never_sent_does_not_speed_the_player_up(frame: Any) -> None:
    with pages.page("circuit") as shell:
        shell.player._sent = shell.draw()
        drawn = shell.player._drawn
        assert shell.player.drawn(frame, shell.frame) is False
        assert shell.player._drawn == drawn


@pytest.mark.slow
def test_who_never_draws_gets_a_few_frames_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lies about frames that are to come count for nothing, and neither does an old one told again."""

    async def play() -> int:
        with pages.page("circuit") as shell:
            first, tasks = shell.draw(), asyncio.all_tasks()
            shell.receive({"type": "play"})
            await until(lambda: shell.player._sent > first)
            for lie in (10**9, True, first, 5.5):
                await asyncio.sleep(0.3)
                shell.receive({"type": "drawn", "frame": lie})
            shell.player.pause()
            drawn_by_player = shell.player._sent - first
            await until(lambda: asyncio.all_tasks() <= tasks)  # the player comes to its end
            return drawn_by_player

    monkeypatch.setattr("apps.page.player.PATIENCE", 60)
    assert 0 < asyncio.run(play()) <= IN_FLIGHT + 6, "with those that show that something was refused"


# ------------------------------------------------------------------------------------- what need not be done


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every command that is carried out, but for those that decide nothing that matters here."""
    carried_out: list[str] = []
    usual = shells.Inbox._do

    def noted(self: Any, order: Any) -> Any:
        carried_out.append(order.message["type"])
        return usual(self, order)

    monkeypatch.setattr(shells.Inbox, "_do", noted)
    return carried_out


def sets(name: str, *texts: Any, ask: int = 0) -> list[dict[str, Any]]:
    return [
        {"type": "set_all", "values": {name: str(text)}, "ask": ask + number}
        for number, text in enumerate(texts)
    ]


def test_a_name_of_before_decides_the_same(shell: Shell, done: list[str]) -> None:
    shell.handle([*sets("alpha", 2, 3), *sets("learning_rate", 4), *sets("alpha", 5)])
    assert len(done) == 1 and shell.lab.learning_rate == 5


def test_of_a_flood_only_the_last_is_done_and_all_are_answered(shell: Shell, done: list[str]) -> None:
    shell.handle(
        [
            *sets("learning_rate", *range(1, 5001)),
            {"type": "set", "name": "learning_rate", "text": "7", "ask": 5000},
        ]
    )
    assert done == ["set"] and shell.lab.learning_rate == 7
    assert sorted(shell.transport.frame["answers"]) == [[number, ""] for number in range(5001)]


def test_what_decides_something_else_is_done_in_its_order(shell: Shell, done: list[str]) -> None:
    shell.handle(
        [
            *({"type": kind} for kind in ("play", "pause", "play", "pause")),
            *({"type": "speed", "speed": speed} for speed in ("slow", "full speed", "fast")),
            *sets("learning_rate", 2, 3),
            {"type": "step"},
            *sets("learning_rate", 4, 5),
            {"type": "step"},
            {"type": "step"},
            *({"type": "tab", "tab": tab} for tab in ("numbers", "code", "story")),
            *({"type": "theme", "dark": dark} for dark in (True, False)),
            {"type": "choose", "row": 1},
            {"type": "choose", "row": 2, "weight": 1},
        ]
    )
    assert done == ["pause", "speed", "set_all", "step", "set_all", "step", "step", "tab", "theme", "choose"]
    assert shell.lab.steps == 3 and [what for _, what in shell.lab.altered] == ["learning_rate"]
    assert shell.lab.history.moments[0].settings["learning_rate"] == 3


def test_more_than_the_next_one_decides_is_done(shell: Shell, done: list[str]) -> None:
    both = {"type": "set_all", "values": {"learning_rate": "5", "hidden": "2"}}
    shell.handle([*sets("learning_rate", 9), both, *sets("learning_rate", 3, 4)])
    assert len(done) == 2 and (shell.lab.learning_rate, shell.lab.hidden) == (4, 2)


def test_what_is_refused_replaces_nothing(shell: Shell, done: list[str]) -> None:
    shell.handle(sets("learning_rate", 2, 3, "x", -1))
    assert shell.lab.learning_rate == 3 and len(done) == 3
    answers = dict(shell.transport.frame["answers"])
    assert answers[0] == answers[1] == "" and "not “x”" in answers[2] and "not −1" in answers[3]
    assert "not −1" in shell.settings.frame["errors"]["learning_rate"], "the last one is said last"


def test_what_cannot_be_read_is_refused_even_if_it_need_not_be_done(shell: Shell, done: list[str]) -> None:
    shell.handle(
        [
            *sets("learning_rate", 2),
            {"type": "set_all", "values": {"learning_rate": 3}, "ask": 7},
            *sets("learning_rate", 4),
        ]
    )
    assert dict(shell.transport.frame["answers"])[7] and shell.lab.learning_rate == 4


def test_messages_gather_while_others_are_handled(
    shell: Shell, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shells, "BETWEEN_MESSAGES", 0.3)

    async def flood() -> None:
        shell.receive(sets("learning_rate", 500)[0])
        while not done:
            await asyncio.sleep(0)
        for message in sets("learning_rate", *range(1, 301)):
            shell.receive(message)
        while shell.inbox.waiting:
            await asyncio.sleep(0.01)

    asyncio.run(flood())
    assert len(done) == 2 and shell.lab.learning_rate == 300


def test_while_a_page_is_not_ready_one_task_waits_for_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: list[bool] = []
    monkeypatch.setattr(type(shells.pn.state), "loaded", property(lambda state: bool(ready)))

    async def wait() -> int:
        for _ in range(100):
            shell.receive({"type": "step"})
        await asyncio.sleep(0.05)
        tasks = len(asyncio.all_tasks()) - 1
        ready.append(True)
        while shell.inbox.waiting:
            await asyncio.sleep(0.01)
        return tasks

    assert asyncio.run(wait()) == 1
    assert shell.lab.steps == 100
