"""The pictures of the lab `encrypted`: three windows on one network, and the polynomial beside them."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.helpers import PHONE, eventually, fits


def open_encrypted(page: Page, query: str = "") -> Page:
    page.goto(f"/encrypted{query}")
    expect(page.locator(".encrypted td").first).not_to_be_empty()
    return page


def window(page: Page, name: str, part: str) -> list[str]:
    return page.get_by_role("region", name=name).locator(f".{part} td").all_inner_texts()


def test_the_cloud_sees_nothing_and_the_key_holder_sees_xor(page: Page) -> None:
    open_encrypted(page)
    before = window(page, "The cloud sees", "weights")
    assert len(before) == 20 and len(window(page, "The key holder sees", "weights")) == 16
    page.get_by_role("button", name="Play", exact=True).click()
    right = page.get_by_role("region", name="The key holder sees").locator("td.right")
    expect(right).to_have_count(4)
    page.get_by_role("button", name="Pause").click()
    after = window(page, "The cloud sees", "weights")
    assert all("." not in number for number in after), "whole numbers only"
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 20
    assert len(window(page, "In the open", "answers")) == 4


def test_the_polynomial_follows_its_terms(page: Page) -> None:
    open_encrypted(page)
    series = page.locator(".taylor .series")
    five = series.get_attribute("d")
    expect(page.locator(".taylor .dot")).to_have_count(16)
    page.get_by_role("button", name="straight line").click()
    expect(page.locator(".taylor")).to_contain_text("polynomial of 2 terms")
    assert series.get_attribute("d") != five


def test_running_away_is_said(page: Page) -> None:
    open_encrypted(page, "?preset=too-bold")
    page.get_by_role("button", name="full speed").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("bits came up")).to_be_visible()


def test_it_fits_on_a_phone(new_page: Callable[..., Page]) -> None:
    page = open_encrypted(new_page(viewport=PHONE), "?scaling=1")
    fits(page)
    box = page.locator(".encrypted")
    eventually(lambda: box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1)
