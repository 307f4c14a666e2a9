"""What `show()` returns in a notebook: a handle on the lab that a browser has open."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from apps.host.notebook import LiveLab, NotOpen, local_server, show
from playground.lab.settings import SettingError
from playground.labs.backprop import Backprop
from playground.labs.circuit import Circuit
from tests.apps.protocol import Visitor, together
from tests.helpers import until


def opened(shown: LiveLab) -> Visitor:
    """A browser that opens the lab as the notebook shows it."""
    address = urlsplit(shown.address)
    return Visitor(local_server().address, address.path.strip("/").removesuffix(".html"), address.query)


async def there[T](do: Callable[[], T]) -> T:
    """In a thread of its own, as a notebook's cells are beside what shows the lab."""
    return await asyncio.to_thread(do)


def test_it_reads_what_is_on_screen_and_does_what_the_buttons_do() -> None:
    async def cells() -> None:
        shown, alone = show("backprop", hidden=8), Backprop(hidden=8)
        async with opened(shown) as visitor:
            assert await there(lambda: (shown.step, shown.playing)) == (0, False)
            assert await there(lambda: shown.metrics) == alone.metrics()
            await there(shown.play)
            await until(lambda: visitor.shown["step"] > 20)
            assert await there(lambda: shown.playing)
            await there(shown.pause)
            assert not await there(lambda: shown.playing)
            step = await there(lambda: shown.step)
            await until(lambda: visitor.shown["step"] == step)
            alone.run(step)
            assert await there(lambda: shown.metrics) == alone.metrics()
            weights = await there(lambda: shown.weights)
            assert weights.keys() == alone.state().keys()
            assert all(np.array_equal(array, weights[name]) for name, array in alone.state().items())
            await there(lambda: shown.set(alpha=5, hidden=3))
            found = await there(lambda: shown.settings)
            assert (found["learning_rate"], found["hidden"]) == (5, 3)
            await until(lambda: "learning_rate=5" in visitor.shown["query"])
            assert "handle" not in visitor.shown["query"], "no link that is copied leads back to this page"
            await there(shown.reset)
            assert await there(lambda: shown.step) == 0

    together(cells())


@pytest.mark.slow
def test_it_knows_the_challenges_that_were_solved() -> None:
    async def cells() -> None:
        shown = show("circuit", preset="two-gates")
        async with opened(shown) as visitor:
            assert await there(lambda: shown.solved) == {}
            await there(shown.play)
            await until(lambda: visitor.shown["solved"])
            ((key, step, *_), *_) = visitor.shown["solved"]
            (asked,) = (challenge.text for challenge in Circuit.challenges if challenge.key == key)
            assert (await there(lambda: shown.solved))[asked] == step

    together(cells())


@pytest.mark.parametrize(
    "settings, problem",
    [
        ({"alpha": -1}, "goes from 0.001"),
        ({"alfa": 1}, "did you mean “learning_rate”"),
        ({"data": "own", "own": "these are no rows", "hidden": 3}, "there are no rows"),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(settings: dict[str, Any], problem: str) -> None:
    async def cells() -> None:
        shown = show("backprop")
        async with opened(shown):
            before = await there(lambda: shown.settings)
            with pytest.raises(SettingError, match=problem):
                await there(lambda: shown.set(**settings))
            assert await there(lambda: shown.settings) == before

    together(cells())


def test_two_frames_are_two_labs() -> None:
    async def cells() -> None:
        one, other = show("circuit"), show("circuit")
        async with opened(one), opened(other):
            await there(lambda: one.set(h=0.25))
            assert await there(lambda: one.settings["h"]) == 0.25
            assert await there(lambda: other.settings["h"]) == Circuit(Circuit.opening).h

    together(cells())


def test_a_lab_that_no_browser_has_open_says_so() -> None:
    shown = show("circuit")
    with pytest.raises(NotOpen, match="show it as the last line of a cell"):
        _ = shown.step

    def is_closed() -> bool:
        try:
            return shown.step < 0
        except NotOpen as error:
            return "its page has been closed" in str(error)

    async def cells() -> None:
        async with opened(shown):
            assert await there(lambda: shown.step) == 0
        await until(is_closed)

    together(cells())


def test_a_lab_on_another_server_cannot_be_reached() -> None:
    shown = show("backprop", base="https://playground.example/labs")
    assert "handle" not in shown.address
    for use in (lambda: shown.step, lambda: shown.metrics, shown.play, lambda: shown.set(hidden=3)):
        with pytest.raises(NotOpen, match="on another server"):
            use()


@pytest.mark.parametrize("preset", [None, "with-a-top", "two-gates"])
def test_the_page_opens_as_it_would_without_a_handle(preset: str | None) -> None:
    async def cells() -> None:
        shown = show("circuit", preset=preset)
        async with opened(shown) as visitor:
            assert visitor.shown["notice"] == ""
            assert await there(lambda: shown.settings) == Circuit(preset).settings

    together(cells())
