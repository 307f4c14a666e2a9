"""What the picture of the lab `weight` is told: a window that stays, predictions, and words."""

from typing import Any

import numpy as np
import pytest

from playground.labs.weight import Weight
from tests.apps import pages


def frame(shell: object) -> dict[str, object]:
    return shell.views[0].panel.frame  # type: ignore[attr-defined, no-any-return]


def test_the_window_stays_until_something_leaves_it() -> None:
    with pages.page("weight", preset="descent") as shell:
        window = frame(shell)["low"], frame(shell)["high"]
        for _ in range(10):
            pages.say(shell, "step")
            assert (frame(shell)["low"], frame(shell)["high"]) == window
        pages.say(shell, "set_weight", value=50)
        assert frame(shell)["high"] > 50  # type: ignore[operator]
        pages.say(shell, "reset")
        assert (frame(shell)["low"], frame(shell)["high"]) == window


def test_all_there_is_to_see_is_in_the_window_while_it_explodes() -> None:
    with pages.page("weight", preset="exploding") as shell:
        for _ in range(60):
            pages.say(shell, "step")
            seen = frame(shell)
            for name in ("w", "next", "best"):
                assert seen["low"] <= seen[name] <= seen["high"], name  # type: ignore[operator]
            assert 0 <= seen["height"] <= 1 and np.isfinite(seen["heights"]).all()  # type: ignore[operator, call-overload]


@pytest.mark.parametrize("given", ["0", "0.01", "-2", "4"])
@pytest.mark.parametrize("goal", ["0", "-10", "10"])
def test_any_input_and_goal_can_be_drawn(given: str, goal: str) -> None:
    for method in ("hot-cold", "descent"):
        with pages.page("weight", method=method, input=given, goal=goal) as shell:
            for _ in range(3):
                pages.say(shell, "step")
            assert shell.undrawn == set()
            assert frame(shell)["words"]


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"input": "0.5"}, "by 0.75: it closes in on the goal."),
        ({"input": "2"}, "by −3: it explodes."),
        ({"input": "2", "learning_rate": "0.25"}, "by 0: it hits the goal at once."),
        ({"input": "2", "learning_rate": "0.5"}, "by −1: it bounces for ever."),
        ({"input": "0"}, "by 1: it never moves."),
    ],
)
def test_what_becomes_of_it_is_said(settings: dict[str, str], words: str) -> None:
    with pages.page("weight", method="descent", **settings) as shell:
        assert str(frame(shell)["says"]).endswith(words)


def test_a_weight_that_cannot_be_is_refused() -> None:
    with pages.page("weight") as shell:
        pages.say(shell, "set_weight", value=1e9)
        assert "−1,000,000 to 1,000,000" in shell.commands.notice
        assert isinstance(shell.lab, Weight) and shell.lab.reading["w"] == 0.5


def test_who_goes_back_from_an_explosion_sees_the_valley_again() -> None:
    with pages.page("weight", preset="exploding") as shell:
        shell.lab.run(60)
        shell.draw()
        pages.say(shell, "rewind", step=4)
        seen: dict[str, Any] = frame(shell)
        assert all(seen["low"] <= seen[name] <= seen["high"] for name in ("w", "best"))
        assert seen["high"] - seen["low"] < 100 * abs(seen["w"])
        assert len(seen["trail"]) == 4, "the rounds before this one, and none of those after it"
