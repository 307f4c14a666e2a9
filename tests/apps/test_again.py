"""A run that is made again on a page, from its log: to the last bit, undoably, solved by nobody."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from apps.page import again
from apps.page.shell import Shell
from playground.lab import journal
from playground.labs import LABS, lab_class
from tests.apps import pages
from tests.core.test_journal import SMALL, act_by_hand, is_as


def made(slug: str) -> Any:
    """A run in which something was done."""
    lab: Any = lab_class(slug)(**SMALL.get(slug, {}))
    lab.run(3)
    act_by_hand(lab, 1)
    lab.run(4)
    return lab


def play_on(shell: Shell) -> None:
    """Go on until it is made, without a browser that would keep up."""
    while shell.again.running:
        shell._make_again(0.01)
    shell.draw()


@pytest.mark.parametrize("slug", LABS)
def test_a_page_makes_a_run_again_and_takes_it_back(slug: str) -> None:
    lab = made(slug)
    with pages.page(slug) as shell:
        mark = shell.lab.bookmark()
        pages.say(shell, "again", log=journal.pack(lab), number=7)
        play_on(shell)
        assert is_as(shell.lab, lab) and shell.undrawn == set()
        told = shell.transport.frame["again"]
        assert (told["number"], told["steps"], told["same"]) == (7, lab.steps, "the same to the last bit")
        assert journal.pack(shell.lab) == journal.pack(lab), "and can be made again from here"
        pages.say(shell, "undo")
        assert shell.lab.stands_at(mark)


@pytest.fixture
def shell() -> Iterator[Shell]:
    with pages.page("backprop") as made:
        yield made


def solved() -> Any:
    """A run that has met a challenge: the one with weights set by hand."""
    lab: Any = lab_class("backprop")(data="xor", hidden=2, bias=True)
    for index, value in enumerate((12, 12, 12, 12, -6, -18, 10, -12, -4)):
        lab.set_weight(index, value)
    assert "teacher" in lab.solved
    return lab


def test_what_it_meets_is_told_and_solved_by_nobody(shell: Shell) -> None:
    lab = solved()
    pages.say(shell, "again", log=lab.solved["teacher"].log, number=1)
    play_on(shell)
    assert "teacher" in shell.transport.frame["again"]["keys"]
    assert shell.lab.solved == {} and shell.challenge.frame["logs"] == {}
    pages.say(shell, "step")
    assert shell.lab.solved == {}, "it holds still, and still by nobody's doing"


def test_what_is_solved_by_hand_after_it_counts(shell: Shell) -> None:
    pages.say(shell, "again", log=solved().solved["teacher"].log)
    play_on(shell)
    lab: Any = shell.lab
    lab.set_weight(6, 0.0)
    lab.set_weight(6, 10.0)
    shell.draw()
    assert set(lab.solved) >= {"teacher"} and shell.challenge.frame["logs"].keys() == lab.solved.keys()
    assert journal.holds(type(lab), "teacher", shell.challenge.frame["logs"]["teacher"])


def test_pause_holds_it_and_whatever_is_done_by_hand_ends_it(shell: Shell) -> None:
    lab = lab_class("backprop")()
    lab.run(50)
    log = journal.pack(lab)
    for kind, message in [
        ("set", {"name": "seed", "text": "3"}),
        ("step", {}),
        ("preset", {"name": next(iter(lab.presets))}),
    ]:
        pages.say(shell, "again", log=log)
        shell.player.pause()
        if shell.again.running:  # it is quick: it may be done by now
            assert "50 steps" in shell.again.said()
        pages.say(shell, kind, **message)
        assert not shell.again.running and shell.lab.again is None


def test_a_damaged_log_changes_nothing_and_is_said(shell: Shell) -> None:
    lab = lab_class("backprop")()
    lab.run(5)
    log = journal.pack(lab)
    pages.say(shell, "step")
    for text in ("", "x", log[:-3], log[:9] + "A" + log[10:], journal.pack(lab_class("circuit")())):
        mark = shell.lab.bookmark()
        pages.say(shell, "again", log=text)
        assert shell.lab.stands_at(mark) and "log" in shell.commands.notice
        assert not shell.again.running and shell.lab.again is None


def test_a_log_that_turns_out_to_be_wrong_on_the_way_is_taken_back(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = lab_class("backprop")()
    lab.run(9)
    monkeypatch.setattr(again, "MOST_STEPS", 8)
    mark = shell.lab.bookmark()
    pages.say(shell, "again", log=journal.pack(lab))
    assert shell.commands.notice == "this log tells of more than 8 steps" == shell.again.met["wrong"]
    assert shell.lab.stands_at(mark) and not shell.again.running


def test_a_link_makes_it_again(shell: Shell) -> None:
    lab: Any = lab_class("backprop")()
    lab.run(20)
    lab.set_weight(1, 0.25)
    pages.say(shell, "hello", hash=f"#log={journal.pack(lab)}")
    play_on(shell)
    assert is_as(shell.lab, lab)


def test_the_browser_is_given_the_log_of_what_was_begun(shell: Shell) -> None:
    assert shell.challenge.frame["log"] == ""
    pages.say(shell, "step")
    log = shell.challenge.frame["log"]
    assert is_as(journal.replay(type(shell.lab), log), shell.lab) and shell.challenge.frame["steps"] == 1
    pages.say(shell, "share")
    assert shell.transport.frame["link"]["log"] == log
    pages.say(shell, "reset")
    assert shell.challenge.frame["log"] == ""


def test_made_in_pieces_it_is_the_same() -> None:
    lab = made("classifier")
    whole, pieces = journal.replay(type(lab), journal.pack(lab)), type(lab)()
    again = journal.Replay(type(lab), journal.pack(lab))
    again.begin(pieces)
    count = 0
    while again.go_on(pieces, 0.0):
        count += 1
    assert count > 3 and is_as(pieces, whole)
    assert all(np.array_equal(pieces.state()[name], array) for name, array in whole.state().items())
