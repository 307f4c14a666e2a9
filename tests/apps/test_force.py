"""The page of `force`: what a drag of a point leaves behind."""

import numpy as np

from playground.lab import journal
from playground.labs.force import Force
from tests.apps.pages import page, say


def test_a_point_that_was_moved_keeps_what_was_learnt_and_the_log_knows_it() -> None:
    with page("force", "preset=weak-spring") as shell:
        shell.lab.run(100)
        learnt = shell.lab.machine.flat.copy()
        for x in (0.5, 0.7):
            say(shell, "move_point", point=0, x=x, y=0.3)
        assert shell.lab.data == "own" and shell.lab.X[0].tolist() == [0.7, 0.3]
        assert np.array_equal(shell.lab.machine.flat, learnt)
        shell.lab.run(20)
        again = journal.replay(Force, journal.pack(shell.lab))
        assert np.array_equal(again.machine.flat, shell.lab.machine.flat)


def test_a_point_far_outside_stays_at_the_edge() -> None:
    with page("force") as shell:
        say(shell, "move_point", point=2, x=1e9, y=0.0)
        assert np.isfinite(shell.lab.X).all() and shell.lab.X[2, 0] < 1e3
