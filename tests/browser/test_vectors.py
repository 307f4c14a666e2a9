"""The picture of the lab `vectors`, used as people use it: a vector typed, computed on, and lost in noise."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.helpers import PHONE, eventually


def open_vectors(page: Page, query: str = "") -> Page:
    page.goto(f"/vectors{query}")
    expect(page.locator(".vectors tbody tr").first).to_be_visible()
    return page


def column(page: Page, name: str) -> list[str]:
    """What its cells say; between a number and its mark no line may end."""
    texts = page.locator(f".vectors td.{name}").all_inner_texts()
    return [text.strip().replace("\N{NO-BREAK SPACE}", " ") for text in texts if text.strip()]


def operation(page: Page, name: str) -> Locator:
    return page.locator(".vectors").get_by_role("button", name=name)


def test_the_box_is_computed_on_by_its_buttons(page: Page) -> None:
    open_vectors(page)
    eventually(lambda: column(page, "read") == ["1 ✓", "2 ✓", "3 ✓", "5 ✓"])
    before = column(page, "seen")
    assert len(before) == 5
    operation(page, "Add y").click()
    expect(page.get_by_role("status")).to_contain_text("step 1")
    eventually(lambda: column(page, "read") == ["3 ✓", "2 ✓", "4 ✓", "4 ✓"])
    after = column(page, "seen")
    assert all(one != other for one, other in zip(before, after, strict=True))
    operation(page, "Transform: turn").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("step 2")
    eventually(lambda: column(page, "read") == ["4 ✓", "3 ✓", "2 ✓", "4 ✓"])
    operation(page, "Inner product").click()
    expect(page.get_by_role("status")).to_contain_text("step 3")
    eventually(lambda: column(page, "read") == ["6 ✓", "0 ✓", "0 ✓", "0 ✓"])
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("step 2")
    eventually(lambda: column(page, "truth") == ["4", "3", "2", "4"])


def test_too_much_noise_is_seen_and_said(page: Page) -> None:
    open_vectors(page, "?operation=scale")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("Decryption fails: place")).to_be_visible()
    expect(page.locator(".vectors td.read.wrong").first).to_contain_text("✗")
    expect(page.get_by_role("meter", name="Noise budget")).to_have_attribute("aria-valuenow", "0")
    operation(page, "Add y").click()
    expect(page.get_by_text("Go back, or reset.")).to_be_visible()


def test_a_vector_of_ones_own_and_one_that_cannot_be(page: Page) -> None:
    open_vectors(page)
    x = page.get_by_role("textbox", name="Vector x")
    x.fill("1, 2, 3, 4.5")
    x.press("Tab")
    expect(page.get_by_text("whole numbers only, and “4.5” is none")).to_be_visible()
    eventually(lambda: column(page, "truth") == ["1", "2", "3", "5"])
    x.fill("-7, 0, 12, 1000")
    x.press("Tab")
    expect(page.locator(".vectors td.truth").first).to_have_text("−7")
    eventually(lambda: column(page, "read") == ["−7 ✓", "0 ✓", "12 ✓", "1,000 ✓"])


def test_it_fits_on_a_phone(new_page: Callable[..., Page]) -> None:
    page = open_vectors(new_page(viewport=PHONE), "?x=1000,-1000,1000,1&y=1000,1,2,3&w=1048576")
    box = page.locator(".vectors .scroll")
    eventually(lambda: box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1)
