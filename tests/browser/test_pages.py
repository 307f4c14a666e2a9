"""Every lab in a real browser: a tour of its page on a server, and what concerns no single lab.

`page` also fails a test on any console error, any request to another host, and any traceback in the server's
log.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.helpers import SIZES, eventually, fits, open_lab, serious, steps, stopped
from tests.looks import looks
from tests.tour import BAD_ADDRESSES, THEMES, Tour, all_questions


@pytest.mark.parametrize("number, lab", list(enumerate(LABS)), ids=LABS)
def test_tour(page: Page, subtests: pytest.Subtests, number: int, lab: str) -> None:
    """Wide in one theme and on a phone in the other, in turn.

    One code reads the addresses of all labs, so the first lab is asked every kind of wrong one;
    tests/apps/test_addresses.py asks all of them, without a browser.
    """
    themes = (THEMES[1 - number % 2], THEMES[number % 2])
    tour = Tour(lab, page, f"/{lab}", open_lab, subtests)
    all_questions(tour, themes, () if number else BAD_ADDRESSES)
    tour.ask("nothing is cut off, and nothing moves by itself", looks, lab, at=tour.address)


@pytest.mark.parametrize("size, theme", [*zip(SIZES, THEMES, strict=True)])
def test_axe_finds_nothing_serious_on_the_front_page(
    new_page: Callable[..., Page], size: str, theme: str
) -> None:
    page = new_page(viewport=SIZES[size])
    page.goto(f"/?theme={theme}")
    assert serious(page) == []


def test_embedded_page_has_picture_and_transport_only(page: Page) -> None:
    open_lab(page, "/circuit?embed=1")
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator(".np-settings")).to_be_hidden()
    expect(page.get_by_role("tablist")).to_be_hidden()


def test_embedded_page_shows_what_it_is_told_to(page: Page, subtests: pytest.Subtests) -> None:
    parts = {
        "guide": page.get_by_role("region", name="Guide"),
        "settings": page.locator(".np-settings").get_by_label("Noise, %", exact=True),
        "presets": page.get_by_role("group", name="Presets"),
        "text": page.get_by_role("tablist"),
        "challenges": page.get_by_text("Get all of xor right without a hidden layer."),
        "question": page.locator(".np-question"),
    }
    also = {"settings": {"presets"}}
    for name in parts:
        with subtests.test(name):
            open_lab(page, f"/classifier?embed=1&show={name}")
            for other, part in parts.items():
                seen = other == name or other in also.get(name, ())
                expect(part.first).to_be_visible(visible=seen)
            fits(page)


def test_in_a_lecture_hall_there_is_the_picture_in_large_type(page: Page) -> None:
    open_lab(page, "/classifier?show=large")
    for hidden in (page.locator(".np-settings"), page.get_by_role("tablist"), page.get_by_role("banner")):
        expect(hidden).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status")).to_contain_text("step 1")
    large = page.get_by_role("region", name="Guide").locator(".says").bounding_box()
    assert large and large["height"] >= 56, "two lines of 20 pixels, enlarged"
    fits(page)


def test_index_leads_to_every_lab(page: Page) -> None:
    page.goto("/")
    links = page.locator("ol.np-labs h3 a")
    assert [links.nth(i).get_attribute("href") for i in range(links.count())] == list(LABS)
    links.first.click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_sweep_trains_in_lockstep_and_a_run_can_be_adopted(page: Page) -> None:
    open_lab(page, "/backprop")
    page.get_by_role("button", name="Try several values at once").click()
    page.get_by_label("Setting to vary").select_option("learning_rate")
    page.get_by_label("Values to try").fill("0.1, 1, 10")
    page.get_by_role("button", name="Try them").click()
    runs = page.get_by_role("list", name="Runs of the sweep").get_by_role("listitem")
    expect(runs).to_have_count(3)
    seen = runs.nth(2).inner_text()
    eventually(lambda: runs.nth(2).inner_text() != seen)  # the runs learn, while the page's own waits
    page.get_by_role("button", name="Pause").click()
    stopped(page)
    runs.nth(2).get_by_role("button", name="adopt").click()
    page.wait_for_url("**learning_rate=10**")
    eventually(lambda: steps(page) > 0)
