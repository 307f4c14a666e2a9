"""The page of `recurrent`: sums of one's own, a hidden state wiped, an error signal that is followed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers import PHONE, eventually, fits, open_lab, step


@pytest.fixture
def opened(page: Page) -> Page:
    return open_lab(page, "/recurrent")


def answer(page: Page, digit: int) -> Locator:
    return page.get_by_role("button", name=f"Digit {digit}:")


def share(page: Page, digit: int) -> str:
    return answer(page, digit).locator("small").inner_text()


def test_the_first_sight_is_the_first_problem_of_the_source(opened: Page) -> None:
    expect(opened.get_by_label("First number")).to_have_value("9")
    expect(opened.get_by_label("Second number")).to_have_value("60")
    expect(opened.locator(".said")).to_have_text("1")
    expect(opened.locator(".verdict")).to_contain_text("it is 69")
    opened.get_by_role("button", name="Step", exact=True).click()
    expect(opened.get_by_role("status")).to_contain_text("last error 3.456")


def test_a_sum_of_ones_own_stays_while_it_learns(opened: Page) -> None:
    opened.get_by_label("First number").fill("100")
    opened.get_by_label("Second number").fill("27")
    opened.keyboard.press("Enter")
    expect(opened.locator(".verdict")).to_contain_text("it is 127")
    step(opened)
    expect(opened.get_by_label("First number")).to_have_value("100")
    expect(opened.get_by_label("Undo")).to_be_disabled()
    opened.get_by_role("button", name="Next problem").click()
    expect(opened.get_by_label("First number")).not_to_have_value("100")
    expect(opened.get_by_role("button", name="Next problem")).to_be_hidden()


@pytest.mark.parametrize("typed, said", [("two", "whole numbers"), ("256", "8 binary digits")])
def test_what_is_no_sum_is_refused_where_it_was_typed(opened: Page, typed: str, said: str) -> None:
    opened.get_by_label("First number").fill(typed)
    opened.keyboard.press("Enter")
    expect(opened.locator(".unrolled [role=alert]")).to_contain_text(said)
    expect(opened.get_by_label("First number")).to_have_value(typed)
    expect(opened.locator(".verdict")).to_contain_text("it is 69")
    opened.get_by_role("button", name="Next problem").click()
    expect(opened.locator(".unrolled [role=alert]")).to_be_hidden()
    expect(opened.get_by_label("First number")).to_have_value("9")


def test_the_memory_is_wiped_by_key_and_comes_back(opened: Page) -> None:
    before = {digit: share(opened, digit) for digit in (4, 5)}
    arrow = opened.get_by_role("button", name="Hidden state wiped before digit 5")
    arrow.focus()
    opened.keyboard.press("Enter")
    expect(arrow).to_have_attribute("aria-pressed", "true")
    eventually(lambda: share(opened, 5) != before[5])
    assert share(opened, 4) == before[4]
    expect(opened.locator(".unrolled .words")).to_contain_text("wiped before 1 of the columns")
    expect(arrow).to_be_focused()
    opened.keyboard.press("Enter")
    eventually(lambda: share(opened, 5) == before[5])


def test_the_error_signal_is_followed_from_the_answer_that_is_pressed(opened: Page) -> None:
    bars = opened.locator(".delta rect")
    expect(answer(opened, 8)).to_have_attribute("aria-pressed", "true")
    answer(opened, 3).click()
    expect(answer(opened, 3)).to_have_attribute("aria-pressed", "true")
    expect(opened.locator(".flow")).to_have_text(re.compile("^Error signal of digit 3: .* at digit 1"))
    heights = [float(bars.nth(t).get_attribute("height") or 0) for t in range(8)]
    assert all(heights[:3]) and not any(heights[3:])


def test_every_size_is_drawn_on_a_phone(page: Page, subtests: pytest.Subtests) -> None:
    page.set_viewport_size(PHONE)
    for query in ("bits=2&hidden=1", "bits=16&hidden=32", "preset=exploding"):
        with subtests.test(query):
            open_lab(page, f"/recurrent?{query}")
            step(page)
            fits(page)
