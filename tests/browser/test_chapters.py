"""The menu by chapter, the neighbours of a lab, and what was solved, which the browser keeps."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from playground.labs import LABS, title_of
from tests import forty
from tests.helpers import SIZES, open_lab, place, serious, sideways, step

TITLES = [title_of(slug) for slug in LABS]


def menu_of(page: Page) -> tuple[Locator, Locator]:
    return page.get_by_role("button", name="labs"), page.get_by_role("navigation", name="Labs")


def has_focus(page: Page, locator: Locator) -> None:
    expect(locator).to_be_focused()


def solve_by_playing(page: Page) -> None:
    """Play the lab circuit until its answer is above zero, which is its first challenge."""
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("[data-progress]")).to_contain_text("solved 1 of 5 here")
    page.get_by_role("button", name="Pause").click()


# ------------------------------------------------------------------------------------------------- forty labs


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """A page of no address, which therefore has no store."""
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("size", SIZES)
def test_forty_labs_fit(blank: Page, size: str) -> None:
    blank.set_viewport_size(SIZES[size])
    height = SIZES[size]["height"]
    for slug in ("", "lab1", "lab20", "lab40"):
        blank.goto("about:blank")
        blank.set_content(forty.page(slug))
        assert sideways(blank) <= 0
        header = blank.locator(".np-header")
        assert header.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
        button, menu = menu_of(blank)
        expect(menu).to_be_hidden()
        button.click()
        box = place(menu)
        assert box["y"] + box["height"] <= height, "the end of the menu is out of reach"
        assert sideways(blank) <= 0 and menu.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
        current = menu.locator("[aria-current]")
        if slug:
            expect(current).to_be_in_viewport(ratio=1)
        button.press("ArrowDown")
        has_focus(blank, current if slug else menu.get_by_role("link").first)
        blank.keyboard.press("End")
        last = menu.get_by_role("link").last
        has_focus(blank, last)
        expect(last).to_be_in_viewport(ratio=1)
        assert serious(blank) == []


def test_without_a_store_everything_works_and_nothing_is_remembered(blank: Page) -> None:
    blank.goto("about:blank")
    blank.set_content(forty.page())
    said = blank.locator("main [data-remember]")
    expect(said).to_contain_text("This browser keeps nothing here, so it cannot mark what you solve.")
    expect(said.get_by_role("button")).to_have_count(0)
    frame = {"lab": "lab1", "challenges": [{"key": "one"}, {"key": "two"}], "solved": [["one", 7, -1]]}
    blank.evaluate("frame => { dispatchEvent(new CustomEvent('np-frame', { detail: frame })) }", frame)
    expect(blank.locator(".np-lab [data-solved=lab1]")).to_have_text("4 challenges")


# ------------------------------------------------------------------------------------------------ on a server


def test_the_menu_on_a_phone(new_page: Callable[..., Page]) -> None:
    page = open_lab(new_page(viewport=SIZES["phone"]), "/lstm")
    button, menu = menu_of(page)
    expect(button).to_have_accessible_name("Labs: Memory")
    expect(menu).to_be_hidden()
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(8, 800),
        lambda: button.click(),
    ):
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        assert menu.locator(".np-title").all_inner_texts() == TITLES
        close()
        expect(menu).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")
    assert serious(page) == []
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    has_focus(page, menu.get_by_role("link", name="Hold the valves"))
    page.keyboard.press("ArrowUp")
    has_focus(page, menu.get_by_role("link", name="Carry the one"))
    page.keyboard.press("ArrowRight")  # moves time elsewhere, and nothing here
    page.keyboard.press("r")
    expect(page.get_by_role("status")).to_contain_text("step 0")
    page.keyboard.press("Escape")
    has_focus(page, button)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Tab")  # past the last lab: the menu is left
    expect(menu).to_be_hidden()
    page.get_by_role("link", name="Previous lab: Carry the one").click()
    page.wait_for_url("**/recurrent")


def test_what_is_solved_is_remembered_until_it_is_forgotten(new_page: Callable[..., Page]) -> None:
    page = open_lab(new_page(viewport=SIZES["wide"]), "/circuit?preset=two-gates")
    expect(page.locator("[data-progress]")).to_be_empty()
    solve_by_playing(page)
    kept = json.loads(page.evaluate("localStorage['np-solved-2']"))
    assert set(kept) == {"circuit"} and kept["circuit"]["of"] == 5
    assert list(kept["circuit"]["steps"]) == ["above-zero"] and kept["circuit"]["steps"]["above-zero"] > 0

    index = page.context.new_page()
    index.goto("/")
    tile = index.locator(".np-lab [data-solved=circuit]")
    expect(tile).to_have_text("✓ 1 of 5 challenges solved")
    expect(index.locator(".np-lab [data-solved=backprop]")).to_have_text("4 challenges")
    expect(index.locator(".np-track [data-solved=circuit]").first).to_have_text("✓ 1 of 5")
    assert serious(index) == []

    # a page of another lab: in its menu and header, though that lab has no challenge solved
    page.get_by_role("link", name="Next lab: The thirteen lines").click()
    expect(page.locator("[data-progress]")).to_have_text("solved 0 of 4 here, 1 in all")
    button, menu = menu_of(page)
    button.click()
    expect(menu.get_by_role("link", name="Pull on the answer")).to_contain_text("✓ 1 of 5")
    page.go_back()
    page.get_by_role("tab", name="Challenges 1/5").click()  # a new run, in which nothing is solved yet
    expect(page.get_by_role("tabpanel")).to_contain_text("You have done this before, at step")

    # forgetting asks first, and is seen in the other tab
    button, menu = menu_of(page)
    button.click()
    remember = menu.locator("[data-remember]")
    expect(remember).to_contain_text("You have solved 1 challenge. Only this browser knows.")
    menu.get_by_role("button", name="Forget").click()
    expect(remember).to_contain_text("Forget the challenge that you have solved?")
    has_focus(page, menu.get_by_role("button", name="No, keep"))
    assert serious(page) == []
    page.keyboard.press("Enter")
    has_focus(page, menu.get_by_role("button", name="Forget"))
    expect(tile).to_have_text("✓ 1 of 5 challenges solved")
    page.keyboard.press("Enter")
    menu.get_by_role("button", name="Yes, forget").click()
    expect(menu).to_be_visible()
    expect(page.get_by_role("tab", name="Challenges 0/5")).to_be_visible()
    expect(tile).to_have_text("5 challenges")
    assert page.evaluate("localStorage.getItem('np-solved-2')") is None
    page.keyboard.press("Escape")
    solve_by_playing(page)  # it can be solved again
    expect(tile).to_have_text("✓ 1 of 5 challenges solved")

    # whatever else stands in the store does no harm
    for text in (
        "{",
        "[]",
        "null",
        '"x"',
        '{"circuit": 1}',
        '{"circuit": {"of": 5, "steps": {"above-zero": -1, "No key": 3, "x": "1"}}}',
    ):
        index.evaluate("text => { localStorage['np-solved-2'] = text }", text)
        index.reload()
        expect(tile).to_have_text("5 challenges")
        expect(index.locator("main [data-remember]")).to_contain_text("What you solve is marked here.")


def test_a_page_that_nobody_has_touched_remembers_nothing(page: Page) -> None:
    """As one that is played by the page around it; and what an address brings is not solved at all."""
    untouched = "Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })"
    page.add_init_script(untouched)  # Playwright touches every page it looks at
    open_lab(page, "/circuit?preset=neuron&h=0.5")
    step(page)
    expect(page.get_by_role("tab", name="Challenges 0/5")).to_be_visible()
    page.get_by_role("button", name="two gates").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("tab", name="Challenges 1/5")).to_be_visible()
    assert page.evaluate("localStorage.getItem('np-solved-2')") is None
