"""A step in slow motion on a page: phase after phase, and the step itself with the last one."""

from tests.apps.pages import page, say


def test_step_goes_from_phase_to_phase_and_the_last_one_is_the_step() -> None:
    with page("backprop") as shell:
        shown = shell.slow_motion.component.frame
        say(shell, "step")
        assert (shell.lab.steps, shown["on"]) == (1, False)
        say(shell, "slow_motion", on=True)
        for phase in (0, 1, 2):
            assert (shell.lab.steps, shown["phase"], shown["on"]) == (1, phase, True)
            assert shown["text"] and shown["lights"]
            say(shell, "step")
        assert (shell.lab.steps, shown["phase"]) == (2, 3)
        assert "←" in shown["text"], "the old weight and the new one"
        say(shell, "step")
        assert (shell.lab.steps, shown["phase"]) == (2, 0), "the next step begins"
        say(shell, "slow_motion", on=False)
        say(shell, "step")
        assert (shell.lab.steps, shown["on"]) == (3, False)


def test_whatever_else_moves_the_lab_begins_at_the_first_phase() -> None:
    with page("backprop") as shell:
        shown = shell.slow_motion.component.frame
        say(shell, "slow_motion", on=True)
        for _ in range(3):
            say(shell, "step")
        assert (shell.lab.steps, shown["phase"]) == (1, 3)
        say(shell, "back")
        assert (shell.lab.steps, shown["phase"], shown["on"]) == (0, 0, True)
        say(shell, "step")
        say(shell, "preset", name="wide")
        assert shell.lab.steps == 0 and shown["on"]
        assert "nan" not in shown["text"]


def test_a_lab_whose_steps_have_no_parts_says_so() -> None:
    with page("vectors") as shell:
        say(shell, "slow_motion", on=True)
        assert shell.commands.notice == "the steps of this lab have no phases"
        say(shell, "step")
        assert shell.lab.steps == 1
