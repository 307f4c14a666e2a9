"""Every lab in the static site does what it does on a server: the same tour, in the browser's own Python."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.browser.test_chapters import solve_by_playing
from tests.browser.test_doors import reads_it_and_does_nothing, strange_address, watch_dialogs
from tests.helpers import SIZES, serious
from tests.site.serving import ready
from tests.tour import BAD_ADDRESSES, THEMES, Tour, all_questions, prints_its_numbers

Visit = Callable[..., Page]


def open_there(page: Page, address: str) -> Page:
    page.goto(address)
    return ready(page)


@pytest.mark.parametrize("number, lab", list(enumerate(LABS)), ids=LABS)
def test_tour(visit: Visit, subtests: pytest.Subtests, number: int, lab: str) -> None:
    """The addresses of all labs are read by one code: the first lab is asked every kind of wrong one."""
    themes = (THEMES[number % 2], THEMES[1 - number % 2])
    tour = Tour(lab, visit(), f"{lab}.html", open_there, subtests)
    tour.ask("the code is downloaded and prints the numbers", prints_its_numbers, lab)
    all_questions(tour, themes, () if number else BAD_ADDRESSES)


@pytest.mark.parametrize("size, theme", [*zip(SIZES, THEMES, strict=True)])
def test_axe_finds_nothing_serious_on_the_front_page(visit: Visit, size: str, theme: str) -> None:
    page = visit(f"index.html?theme={theme}", **SIZES[size])
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert serious(page) == []


def test_what_a_stranger_wrote_is_read_and_does_nothing(visit: Visit) -> None:
    page = visit()
    dialogs = watch_dialogs(page)
    page.goto(strange_address("circuit.html"))
    reads_it_and_does_nothing(ready(page), dialogs)


def test_the_front_page_leads_to_every_lab(visit: Visit) -> None:
    page = visit("./")
    links = page.locator("ol.np-labs h3 a")
    assert [links.nth(i).get_attribute("href") for i in range(links.count())] == [
        f"{lab}.html" for lab in LABS
    ]
    links.first.click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.goto("circuit.html?preset=two-gates")
    solve_by_playing(ready(page))
    page.get_by_role("link", name="Next lab").click()
    page.wait_for_url("**/backprop.html")
    page.get_by_role("link", name="Neural Playground").click()
    expect(page.locator(".np-lab [data-solved=circuit]")).to_have_text("✓ 1 of 5 challenges solved")
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Yes, forget").click()
    expect(page.locator(".np-lab [data-solved=circuit]")).to_have_text("5 challenges")


def test_points_come_from_a_file(visit: Visit) -> None:
    page = ready(visit("classifier.html"))
    page.locator(".plane summary").click()
    page.get_by_role("button", name="Draw my own points").click()
    chooser = page.locator(".plane input[type=file]")
    rows = "\n".join(f"{i % 7 - 3},{i % 5 - 2},{'abc'[i % 3]}" for i in range(30))
    chooser.set_input_files({"name": "points.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    expect(page.locator(".notice")).to_contain_text("30 points from the file")
    chooser.set_input_files({"name": "points.csv", "mimeType": "text/csv", "buffer": b"1,2,a\n1,inf,b"})
    expect(page.locator(".notice")).to_contain_text("line 2")
