"""The commands of a page: what fails leaves the run as it was, and is said."""

import logging
from typing import Any

import pytest

from playground.lab import SettingError
from tests import pages


@pytest.mark.parametrize("error", [SettingError("weight", "there is no such weight"), ValueError("a slip")])
def test_a_handler_of_a_view_that_fails_halfway_changes_nothing(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    shell = pages.open_page("backprop")
    lab, commands = shell.lab, shell.commands
    commands.handle({"type": "set", "name": "learning_rate", "text": "3"})
    lab.run(5)
    before, history, undo = lab.state(), [*lab.history], [*commands.undo_stack]

    def handler(lab: Any, message: dict[str, Any]) -> str:
        lab.set_weight(0, 12.0)
        lab.update(hidden=2)
        lab.reset()
        raise error

    commands.handlers["slip"] = lambda message: shell.edit(handler, message, "Slip")
    with caplog.at_level(logging.CRITICAL):
        commands.handle({"type": "slip"})
    said = str(error) if isinstance(error, SettingError) else "That did not work; nothing was changed."
    assert commands.notice == said
    assert commands.undo_stack == undo and [*lab.history] == history and lab.altered == []
    assert (lab.steps, lab.hidden, lab.learning_rate) == (5, 4, 3)
    assert all((lab.state()[name] == array).all() for name, array in before.items())
    shell.draw()
    lab.run(1)
    commands.handle({"type": "undo"})
    assert (lab.steps, lab.learning_rate) == (0, 1)


def test_a_preset_that_cannot_be_made_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = pages.open_page("vectors")
    lab = shell.lab
    lab.run(3)

    def build(lab: Any) -> None:
        raise SettingError("w", "that is not to be")

    monkeypatch.setattr(type(lab), "build", build)
    shell.commands.handle({"type": "preset", "name": "loud"})
    assert shell.commands.errors == {"w": "that is not to be"}
    assert (lab.steps, lab.noise, lab.preset_name()) == (3, 10, "turning")
    shell.draw()


def test_an_address_of_which_no_model_can_be_made_opens_all_the_same() -> None:
    shell = pages.open_page("encrypted", scaling="100000", noise="5")
    assert shell.commands.notice.startswith("With scaling 100000 this cannot start: a number")
    assert (shell.lab.scaling, shell.lab.noise) == (1000, 5)
    pages.say(shell, "set", name="scaling", text="100000")
    assert "bits" in shell.commands.errors["scaling"] and shell.lab.scaling == 1000
    pages.say(shell, "step")
    assert shell.lab.steps == 1


def test_an_address_and_a_message_may_have_a_name_of_before() -> None:
    shell = pages.open_page("backprop", alpha="10", dataset="xor")
    assert (shell.lab.learning_rate, shell.lab.data, shell.query) == (10, "xor", "data=xor&learning_rate=10")
    pages.say(shell, "set", name="alpha", text="no number")
    assert list(shell.commands.errors) == ["learning_rate"]
    pages.say(shell, "set", name="alpha", text="2")
    assert shell.commands.errors == {} and shell.lab.learning_rate == 2
