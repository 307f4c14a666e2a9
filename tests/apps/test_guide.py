"""The guide on a page: its button does what a hand could do, and can be taken back."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from apps.page.player import Player
from playground.lab import GuideStep
from playground.labs import LABS, lab_class
from tests.apps.pages import page, say

GUIDED = [slug for slug in LABS if lab_class(slug).guide]


def plays(player: Player) -> None:
    player.playing = True


@pytest.fixture(autouse=True)
def played_by_the_test() -> Iterator[None]:
    """Frame by frame, as there is no browser to acknowledge them."""
    with patch.object(Player, "play", plays):
        yield


@pytest.mark.slow
@pytest.mark.parametrize("slug", GUIDED)
def test_the_guide_leads_to_its_end(slug: str) -> None:
    """Button after button; what a button plays is run here to where it ends by itself."""
    with page(slug) as shell:
        for number, step in enumerate(shell.guide.steps):
            say(shell, "guide", step=number)
            assert shell.guide.component.frame["at"] == number
            if step.button:
                say(shell, "guide_do", step=number)
                assert not shell.commands.notice
                while shell.guide.steps_left() and shell._advance(0.05, 5):
                    pass
                shell.player.pause()
                shell.draw()
                assert number in shell.guide.component.frame["done"], step.text
        say(shell, "guide", step=len(shell.guide.steps))
        assert shell.guide.step is None


def test_a_button_of_the_guide_can_be_undone() -> None:
    with page("classifier") as shell:
        shell.guide.steps = (GuideStep("Raise it.", "Raise it", settings={"learning_rate": 1.0}),)
        say(shell, "guide_do", step=0)
        assert shell.lab.learning_rate == 1.0
        assert shell.guide.component.frame["done"] == [0]
        say(shell, "undo")
        assert shell.lab.learning_rate == 0.03


def test_playing_for_the_guide_ends_where_it_says() -> None:
    with page("classifier") as shell:
        shell.guide.steps = (GuideStep("Learn.", "Learn", steps=70, done=lambda lab: lab.steps >= 1000),)
        say(shell, "guide_do", step=0)
        assert shell.player.playing
        while shell._advance(0.05, 1):
            pass
        assert shell.lab.steps == 70
        say(shell, "play")
        shell._advance(0.05, 1)
        assert shell.lab.steps > 70, "who plays by hand is not stopped"


def test_a_button_that_only_adds_steps_adds_them_each_time_it_is_pressed() -> None:
    with page("classifier") as shell:
        shell.guide.steps = (GuideStep("One step.", "One step", steps=1),)
        for steps in (1, 2):
            say(shell, "guide_do", step=0)
            while shell._advance(0.05, 5):
                pass
            shell.player.pause()
            shell.draw()
            assert shell.lab.steps == steps
            assert shell.guide.component.frame["done"] == [0]


def test_what_is_watched_closely_ends_at_that_very_step() -> None:
    with page("classifier") as shell:
        step = GuideStep("Learn.", "Learn", steps=70, closely=True, done=lambda lab: lab.steps >= 13)
        shell.guide.steps = (step,)
        say(shell, "guide_do", step=0)
        while shell._advance(0.05, 5):
            pass
        assert shell.lab.steps == 13


def test_what_goes_wrong_leaves_page_and_guide_as_they_were() -> None:
    with page("classifier") as shell:
        shell.guide.steps = (GuideStep("Break it.", "Break it", settings={"learning_rate": -1}),)
        before = shell.lab.settings
        say(shell, "guide_do", step=0)
        assert shell.lab.settings == before
        assert shell.commands.errors or shell.commands.notice
        assert not shell.guide.done and not shell.player.playing


def test_a_step_that_cannot_be_asked_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with page("classifier") as shell:
        shell.guide.steps = (GuideStep("Ask.", "Ask", done=lambda lab: 1 / 0 > 0),)
        shell.draw()
        assert not shell.undrawn and not shell.guide.done
        assert "cannot be asked" in caplog.text
