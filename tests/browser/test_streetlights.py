"""The picture of the lab `streetlights` in a browser: knobs in the hand, and a row that is looked at."""

import re

from playwright.sync_api import Page, expect

from tests.helpers import eventually, open_lab


def test_a_knob_sets_its_weight_and_every_row_follows(page: Page) -> None:
    open_lab(page, "/streetlights?preset=six-lights")
    knob = page.get_by_role("slider", name="Weight of middle")
    knob.fill("1")
    prediction = page.locator(".lamps tbody tr").nth(1).locator("[data-part=prediction]")
    expect(prediction).to_have_text("0.300")  # middle and right: 1 − 0.7
    expect(page.locator(".lamps .knob b").nth(1)).to_have_text("1.000")
    knob.press("ArrowRight")
    expect(prediction).to_have_text("0.310")
    page.get_by_role("button", name="Undo").first.click()
    eventually(lambda: prediction.inner_text() != "0.310")


def test_the_row_that_is_looked_at_has_its_numbers_in_the_formulas(page: Page) -> None:
    open_lab(page, "/streetlights?preset=six-lights")
    page.get_by_role("button", name="numbers", exact=True).click()
    formula = page.get_by_role("region", name="Formulas")
    expect(formula).to_contain_text(re.compile(r"−0\.200\s*="))  # left and right: 0.5 − 0.7
    page.locator(".lamps tbody tr").nth(2).hover()
    expect(formula).to_contain_text(re.compile(r"−0\.700\s*="))


def test_three_predictions_have_a_line_each(page: Page) -> None:
    open_lab(page, "/streetlights?preset=three-predictions")
    rows = page.locator(".lamps tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("win")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(rows.nth(1).locator(".knob b")).to_have_text("0.257")
