"""Sweeps on a page: what is suggested, curves with their names, and small pictures of what was learnt."""

import numpy as np
import pytest

from apps.page.compare import MOST_VALUES, varied
from apps.page.views import Line, apart
from playground.lab.solved_list import Claim, judge
from playground.labs import LABS, lab_class
from tests.apps import pages


@pytest.mark.parametrize("slug", LABS)
def test_what_is_suggested_can_be_tried(slug: str) -> None:
    with pages.page(slug) as shell:
        suggested = varied(shell.lab)
        if "learning_rate" in shell.lab.setting_names():
            assert suggested[0][0] == "learning_rate"
        for name, _, text in suggested:
            values = [
                repr(shell.lab.parse({name: part})[name]) for part in text.split(";" if ";" in text else ",")
            ]
            assert 2 <= len(values) <= MOST_VALUES and len({*values}) == len(values), name
        name, _, text = suggested[0]
        pages.say(shell, "sweep", name=name, values=text)
        shell.player.pause()
        assert shell.comparison.sweep is not None and shell.comparison.sweep.name == name


def test_logarithmic_settings_are_tried_around_the_present_value() -> None:
    with pages.page("classifier", learning_rate="0.03") as shell:
        assert varied(shell.lab)[0] == ["learning_rate", "Learning rate η", "0.003, 0.009, 0.03, 0.09, 0.3"]
    with pages.page("classifier", learning_rate="10") as shell:
        assert varied(shell.lab)[0][2] == "1, 3, 10", "no further than it goes"


@pytest.mark.parametrize("slug", ["backprop", "classifier", "recurrent", "lstm", "qtable"])
def test_each_run_of_a_sweep_has_a_curve_with_its_name_and_a_small_picture(slug: str) -> None:
    with pages.page(slug) as shell:
        pages.say(shell, "sweep", name="learning_rate", values="0.01,0.1,0.3")
        shell.player.pause()
        assert shell.comparison.sweep is not None
        shell.comparison.sweep.run(1000 if slug == "qtable" else 30)  # until something was found
        shell.draw()
        runs, ends = shell.comparison.legend.frame["sweep"], shell.comparison.curve.ends.data
        assert sorted(ends["name"]) == ["0.01", "0.1", "0.3"] and len(set(ends["colour"])) == 3
        assert [run["label"].rpartition(" ")[2] for run in runs] == ["0.01", "0.1", "0.3"]
        pictures = [run["picture"] for run in runs]
        assert all(picture.dtype == np.uint8 and picture.ndim == 2 for picture in pictures)
        learnt = shell.comparison.sweep.runs[2][0]
        view = next(view for view in shell.views if view.small(learnt) is not None)
        assert np.array_equal(pictures[2], view.small(learnt)), "each run has its own"
        assert not np.array_equal(pictures[0], pictures[2])
        pages.say(shell, "sweep", name="", values="")
        assert (
            not len(shell.comparison.curve.ends.data["name"]) and not shell.comparison.legend.frame["sweep"]
        )


def test_a_small_picture_of_classes_has_their_colours() -> None:
    with pages.page("classifier", data="four-gauss") as shell:
        pages.say(shell, "sweep", name="seed", values="1,2")
        shell.player.pause()
        assert shell.comparison.legend.frame["sweep"][0]["picture"].shape[2:] == (3,)


def test_a_refused_sweep_says_why_beside_the_curve() -> None:
    with pages.page("backprop") as shell:
        pages.say(shell, "sweep", name="learning_rate", values="0.1")
        assert shell.comparison.legend.frame["wrong"] == "give from 2 to 8 values, separated by commas"
        pages.say(shell, "sweep", name="learning_rate", values="0.1, much")
        assert "much" in shell.comparison.legend.frame["wrong"]
        pages.say(shell, "sweep", name="learning_rate", values="0.1, 1")
        assert shell.comparison.legend.frame["wrong"] == ""
        shell.player.pause()


def test_names_stand_apart_and_in_order() -> None:
    assert apart([0.1, 0.5, 0.9], 0, 1, 0.1) == [0.1, 0.5, 0.9], "there is room"
    close = apart([0.5, 0.5, 0.51, 1.0, 1.0], 0, 1, 0.1)
    assert np.all(np.diff(close) >= 0.1 - 1e-12) and close[0] >= 0.05 and close[-1] <= 0.95 + 1e-12
    crowded = apart([0.0] * 20, 0, 1, 0.1)
    assert np.all(np.diff(crowded) > 0) and crowded[-1] <= 1, "they share what there is"
    assert apart([], 0, 1, 0.1) == []


def test_a_line_that_has_no_points_yet_has_no_name() -> None:
    with pages.page("backprop") as shell:
        curve = shell.comparison.curve
        curve.compare([Line(np.zeros(0), np.zeros(0), "#000000", "0.1")])
        curve.draw(shell.lab)
        assert not len(curve.ends.data["name"])


def test_what_an_adopted_run_has_met_counts_and_its_log_can_be_checked() -> None:
    with pages.page("weight", method="descent", input="1") as shell:
        pages.say(shell, "sweep", name="learning_rate", values="0.1,10")
        shell.player.pause()
        assert shell.comparison.sweep is not None
        shell.comparison.sweep.run(20)
        shell.draw()
        assert "steps; the picture waits at step 0" in shell.comparison.legend.frame["at"]
        pages.say(shell, "adopt", number=0)
        assert shell.lab.learning_rate == 0.1 and not shell.lab.solved, "it closes in on the goal"
        assert shell.comparison.legend.frame["at"] == "", "there is no sweep any more"
        pages.say(shell, "sweep", name="learning_rate", values="0.1,10")
        shell.player.pause()
        shell.comparison.sweep.run(20)
        pages.say(shell, "adopt", number=1)
        solved = shell.lab.solved["explode"]
        claim = Claim("weight", "explode", solved.step, solved.log)
        assert judge(claim, lab_class).holds
