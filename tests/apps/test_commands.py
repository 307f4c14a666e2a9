"""The commands of a page: what cannot be leaves the run as it was, and is said."""

from typing import Any

import pytest

from apps.page.fields import takes
from apps.page.inbox import FAILED
from playground.lab import SettingError
from tests.apps import pages


@pytest.mark.parametrize("error", [SettingError("weight", "there is no such weight"), ValueError("a slip")])
def test_a_handler_of_a_view_that_fails_halfway_changes_nothing(error: Exception) -> None:
    with pages.page("backprop") as shell:
        lab, commands = shell.lab, shell.commands
        pages.say(shell, "set", name="learning_rate", text="3")
        lab.run(5)
        before, history, undo = lab.state(), [*lab.history], [*commands.undo_stack]

        def handler(lab: Any, message: dict[str, Any]) -> str:
            lab.set_weight(0, 12.0)
            lab.update(hidden=2)
            lab.reset()
            raise error

        commands.add(slip=takes(lambda message: commands.edit(handler, message, "Slip")))
        shell.inbox.handle({"type": "slip"})
        assert commands.notice == (str(error) if isinstance(error, SettingError) else FAILED)
        assert commands.undo_stack == undo and [*lab.history] == history and lab.altered == []
        assert (lab.steps, lab.hidden, lab.learning_rate) == (5, 4, 3)
        assert all((lab.state()[name] == array).all() for name, array in before.items())
        shell.draw()
        pages.say(shell, "step")
        pages.say(shell, "undo")
        assert (lab.steps, lab.learning_rate) == (0, 1)


def test_a_preset_that_cannot_be_made_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pages.page("vectors") as shell:
        lab = shell.lab
        lab.run(3)

        def build(lab: Any) -> None:
            raise SettingError("w", "that is not to be")

        with monkeypatch.context() as broken:
            broken.setattr(type(lab), "build", build)
            with pytest.raises(SettingError), lab.attempt():
                lab.update(**lab.preset_settings("loud"))
                lab.reset()
        assert (lab.steps, lab.noise, lab.preset_name()) == (3, 10, lab.opening)
        shell.draw()


def test_an_address_of_which_no_model_can_be_made_opens_all_the_same() -> None:
    with pages.page("encrypted", scaling="100000", noise="5") as shell:
        said = shell.commands.notice
        assert "scaling" in said.lower() and "bits" in said
        assert (shell.lab.scaling, shell.lab.noise) == (1000, 5)
        pages.say(shell, "set", name="scaling", text="100000")
        assert "bits" in shell.commands.errors["scaling"] and shell.lab.scaling == 1000
        pages.say(shell, "step")
        assert shell.lab.steps == 1


def test_a_live_setting_of_which_nothing_can_be_computed_is_refused_where_it_is_set() -> None:
    with pages.page("encrypted", scaling="100000", terms="2") as shell:
        assert shell.commands.notice == "" and (shell.lab.scaling, shell.lab.terms) == (100_000, 2)
        for steps in (0, 3):
            shell.lab.run(steps)
            pages.say(shell, "set", name="terms", text="5")
            assert "bits came up" in shell.commands.errors["terms"]
            assert (shell.lab.terms, shell.lab.stopped, shell.lab.steps) == (2, "", steps)
            assert not shell.commands.undo_stack and not shell.undrawn
        pages.say(shell, "preset", name="xor")
        assert shell.lab.preset_name() == "xor" and not shell.commands.errors


def test_an_address_and_a_message_may_have_a_name_of_before() -> None:
    with pages.page("backprop", alpha="10", dataset="xor") as shell:
        assert (shell.lab.learning_rate, shell.lab.data) == (10, "xor")
        assert shell.address.query == "data=xor&learning_rate=10"
        pages.say(shell, "set", name="alpha", text="no number")
        assert list(shell.commands.errors) == ["learning_rate"]
        pages.say(shell, "set", name="alpha", text="2")
        assert shell.commands.errors == {} and shell.lab.learning_rate == 2


def test_changes_that_follow_each_other_are_one_drag_but_two_resets_are_two() -> None:
    with pages.page("backprop") as shell:
        lab = shell.lab
        for text in ("2", "3", "4"):
            pages.say(shell, "set", name="learning_rate", text=text)
        pages.say(shell, "undo")
        assert lab.learning_rate == 1, "a slider that was drawn is put back at once"
        pages.say(shell, "set", name="learning_rate", text="2")
        pages.say(shell, "step")
        pages.say(shell, "reset")
        pages.say(shell, "step")
        pages.say(shell, "step")
        pages.say(shell, "reset")
        pages.say(shell, "undo")
        assert lab.steps == 2, "however soon one has come after the other"
        pages.say(shell, "undo")
        assert lab.steps == 1 and lab.learning_rate == 2


def test_what_comes_after_an_undo_is_a_change_of_its_own() -> None:
    with pages.page("backprop") as shell:
        pages.say(shell, "set", name="learning_rate", text="2")
        pages.say(shell, "set", name="dropout", text="0.5")
        pages.say(shell, "undo")
        pages.say(shell, "set", name="learning_rate", text="3")
        pages.say(shell, "undo")
        assert shell.lab.learning_rate == 2


def test_two_texts_that_need_each_other_are_taken_when_the_second_is_there() -> None:
    with pages.page("vectors") as shell:
        lab, commands = shell.lab, shell.commands
        pages.say(shell, "set", name="x", text="1, 2")
        assert list(commands.errors) == ["x"] and lab.x == "1, 2, 3, 5"
        pages.say(shell, "set", name="noise", text="20")
        assert list(commands.errors) == ["x"] and lab.noise == 20
        pages.say(shell, "set", name="y", text="3, 4, 5")
        assert list(commands.errors) == ["x", "y"] and lab.noise == 20
        pages.say(shell, "set", name="y", text="3, 4")
        assert commands.errors == {} and (lab.x, lab.y) == ("1, 2", "3, 4")
        pages.say(shell, "undo")
        assert (lab.x, lab.y, lab.noise) == ("1, 2, 3, 5", "2, 0, 1, -1", 20)
        pages.say(shell, "set", name="y", text="1, 2, 3")
        pages.say(shell, "reset")
        pages.say(shell, "preset", name="turning")
        pages.say(shell, "set", name="x", text="7, 8, 9")
        assert list(commands.errors) == ["x"] and lab.x == "1, 2, 3, 5", "what a preset has cleared is gone"


def test_a_setting_that_an_address_names_twice_is_taken_once_and_said() -> None:
    with pages.page("backprop", alpha="10", learning_rate="5") as shell:
        assert "learning_rate is given twice" in shell.commands.notice
        assert shell.lab.learning_rate == 10


def test_a_formula_brings_its_own_values_also_after_one_that_was_refused() -> None:
    with pages.page("circuit") as shell:
        pages.say(shell, "set", name="expression", text="x + foo(y)")
        assert "foo" in shell.commands.errors["expression"]
        pages.say(shell, "set", name="expression", text="tanh(w * x)")
        assert shell.commands.errors == {}
        assert (shell.lab.expression, shell.lab.values) == ("tanh(w * x)", "x=2, w=1")


def test_a_complaint_is_past_when_the_setting_has_another_value_whoever_set_it() -> None:
    with pages.page("classifier") as shell:

        def refused(**values: str) -> dict[str, str]:
            for name, text in values.items():
                shell.handle([{"type": "set", "name": name, "text": text}])
            assert set(shell.settings.frame["errors"]) == set(values)
            return dict(shell.settings.frame["errors"])

        said = refused(learning_rate="99")
        assert said == {"learning_rate": "Learning rate η goes from 0.00001 to 10, not 99"}
        pages.say(shell, "set", name="seed", text="3")
        assert shell.settings.frame["errors"] == said, "that was about something else"
        pages.say(shell, "set", name="rate", text="0.1")  # a name of before, of another setting
        assert shell.settings.frame["errors"] == said
        pages.say(shell, "set", name="learning_rate", text="0.03")  # which it is
        assert shell.settings.frame["errors"] == {}
        refused(data="what")
        pages.say(shell, "scratch")  # points drawn by hand are other data
        assert shell.settings.frame["errors"] == {}
        refused(batch="0")
        shell.commands.edit(lambda lab, message: lab.update(batch=3), {}, "By hand")
        pages.say(shell, "sweep", name="batch", values="5,6")
        pages.say(shell, "adopt", number=0)
        assert shell.lab.batch == 5 and shell.settings.frame["errors"] == {}
        shell.player.pause()


def test_a_seed_that_is_none_is_said_until_there_is_one() -> None:
    with pages.page("lstm") as shell:
        shell.handle([{"type": "set", "name": "seed", "text": "abc"}])
        assert shell.transport.frame["notice"] == "Seed is a whole number, not “abc”"
        assert shell.transport.frame["seed_refused"] and shell.lab.seed == 1
        shell.handle([{"type": "set", "name": "seed", "text": "1"}])  # as it is
        assert shell.transport.frame["notice"] == "" and not shell.transport.frame["seed_refused"]


def test_two_gestures_are_undone_one_by_one_however_soon_they_follow() -> None:
    with pages.page("circuit") as shell:
        start = shell.lab.settings, [unit.value for unit in shell.lab.circuit.inputs]

        def move(gesture: int, name: str, value: float) -> None:
            pages.say(shell, "set_input", name=name, value=value, gesture=gesture)

        for value in (1, 2, 3):
            move(1, "x", value)
        move(1, "y", 4)
        for value in (7, 8):
            move(2, "x", value)
        assert len(shell.commands.undo_stack) == 2
        pages.say(shell, "undo")
        assert [unit.value for unit in shell.lab.circuit.inputs][:2] == [3, 4]
        pages.say(shell, "undo")
        assert (shell.lab.settings, [unit.value for unit in shell.lab.circuit.inputs]) == start


def test_the_number_beside_the_curve_is_that_of_the_status_line_in_every_frame() -> None:
    with pages.page("backprop") as shell:
        shell.draw()
        for _ in range(5):
            shell.lab.run(7)
            shell._draw_frame()  # soon after the last one: the curves are not drawn
            now = {name: value for name, value in shell.comparison.legend.frame["now"]}
            status = {name: value for name, value in shell.transport.frame["status"]}
            assert now["error"] == status["error"] and shell.transport.frame["step"] == shell.lab.steps
        assert len(shell.curve._drawn) < len(shell.lab.history.moments)
