"""Every lab in Firefox and WebKit: it opens without an error, draws, plays, goes back, takes a setting.

What these tests ask is a part of what `tests/browser` and `tests/site` ask in Chromium, where the details
are: here it is about what browsers do differently.
"""

from functools import partial

import pytest

from playground.labs import LABS
from tests.browsers.conftest import Place
from tests.browsers.drivers import ARROW_LEFT, ARROW_RIGHT, Browser
from tests.browsers.lab_page import LabPage

pytestmark = [
    pytest.mark.timeout(900),  # the first test in the site waits until that is built, and Python there
    # what the drivers, which others write, warn of or leave to the garbage collector
    pytest.mark.filterwarnings("ignore::DeprecationWarning:selenium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_an_error_is_noticed(place: Place) -> None:
    """So that the silence of the other tests says something."""
    page = place.open("circuit")
    place.browser.errors()
    for kind, code in {
        "written": "console.error('it was written')",
        "thrown": "setTimeout(() => { throw new Error('it was thrown'); })",
        "rejected": "Promise.reject(new Error('it was rejected'))",
    }.items():
        page.ask(code)
        wanted = f"it was {kind}"
        page.wait(partial(reports, place.browser, wanted), f"an error: {wanted}")


def reports(browser: Browser, text: str) -> bool:
    return any(text in line for line in browser.errors())


def test_the_back_button_leads_to_a_page_that_lives(place: Place) -> None:
    """Browsers may keep a page that one has left, but not its connection with Python.

    Of that, the page that was kept may complain before it begins anew: it is not watched here.
    """
    page = place.open("circuit")
    page.click_until("[aria-label=Step]", lambda: page.steps == 1, "step 1")
    page.ask(
        "window.__left = true"
    )  # which a page that was kept remembers, and one that begins anew does not
    page = place.open("backprop")
    page.ask("history.back()")
    begun_anew = "return location.pathname.includes('circuit') && !window.__left"
    page.wait(lambda: page.ask(begun_anew), "the page before, begun anew")
    page.wait_until_ready(python=place.target == "site")
    wanted = page.steps + 1
    page.click_until("[aria-label=Step]", lambda: page.steps == wanted, f"step {wanted}")


@pytest.mark.parametrize("lab", LABS)
def test_plays_in_this_browser(watched: Place, lab: str) -> None:
    page = watched.open(lab)
    assert page.steps == 0
    draws(page)
    plays_stops_and_goes_back(page)
    a_setting_changed_by_key_shows_in_the_address(page)
    turns_dark(page)


def draws(page: LabPage) -> None:
    page.wait(lambda: {picture["curve"] for picture in page.pictures()} == {True, False}, "picture and curve")
    page.wait(lambda: all(picture["drawn"] for picture in page.pictures()), "all pictures")
    own = [picture for picture in page.pictures() if not picture["curve"]]
    assert all(picture["words"].strip() for picture in own), own


def plays_stops_and_goes_back(page: LabPage) -> None:
    page.key_until(ARROW_RIGHT, lambda: page.steps == 1, "step 1, by key")
    after_one = page.status
    page.play()
    page.wait(lambda: page.steps > 5, "steps, after Play")
    page.pause()
    at = page.steps
    assert page.steps_of_frames(20) == [at] * 20, "it went on after Pause"
    page.click_until("[aria-label='Back one step']", lambda: page.steps == at - 1, "one step back")
    page.key_until(ARROW_LEFT, lambda: page.steps == at - 2, "one step back, by key")
    page.key_until("r", lambda: page.steps == 0, "step 0, by key")
    page.click_until("[aria-label='Step']", lambda: page.steps == 1, "step 1")
    assert page.status == after_one, "the same step has other numbers"
    page.click_until("[aria-label='Reset to step 0']", lambda: page.steps == 0, "step 0")


def a_setting_changed_by_key_shows_in_the_address(page: LabPage) -> None:
    name, value = page.turn_first_slider()
    page.wait(lambda: page.settings_in_the_address.get(name) == value, f"{name}={value} in the address")


def turns_dark(page: LabPage) -> None:
    assert page.theme == "light"
    paper, ink = page.brightness()
    assert paper > 0.8 and ink < 0.4, "the light theme is not light"
    page.click_until("[data-theme-button]", lambda: page.theme == "dark", "the dark theme")
    page.wait(lambda: page.brightness()[0] < 0.2 and page.brightness()[1] > 0.6, "dark paper")
    page.wait(lambda: all(picture["drawn"] for picture in page.pictures()), "all pictures, in the dark")
