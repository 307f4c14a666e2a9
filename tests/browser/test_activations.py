"""The pictures of `activations` in a browser: the finger on the bend, bends that move, layers as one line."""

from playwright.sync_api import Page, expect

from tests.helpers import open_lab


def test_the_finger_on_the_bend_shows_value_and_slope(page: Page) -> None:
    open_lab(page, "/activations?activation=sigmoid")
    finger = page.get_by_role("slider", name="The sum z")
    finger.focus()
    finger.press("Home")
    expect(finger).to_have_attribute("aria-valuetext", "−5.0: 0.007, slope 0.007")
    for _ in range(5):
        finger.press("PageUp")
    expect(finger).to_have_attribute("aria-valuetext", "0.0: 0.500, slope 0.250")
    expect(page.locator(".bending .numbers .slope")).to_have_text("slope 0.250")


def test_a_bend_is_dragged(page: Page) -> None:
    open_lab(page, "/activations")
    knee = page.get_by_role("slider", name="Where neuron 1 bends")
    knee.focus()
    knee.press("End")
    expect(knee).to_have_attribute("aria-valuetext", "x 3.0")
    before = page.locator(".stack .curve").get_attribute("d")
    knee.press("Home")
    expect(knee).to_have_attribute("aria-valuetext", "x −3.0")
    assert page.locator(".stack .curve").get_attribute("d") != before
    page.get_by_role("button", name="Undo").first.click()
    expect(knee).not_to_have_attribute("aria-valuetext", "x −3.0")


def test_linear_layers_say_which_line_they_are(page: Page) -> None:
    open_lab(page, "/activations?preset=linear-stack")
    expect(page.locator(".stack .one")).to_contain_text("6 matrices are one: y = ")
    expect(page.locator(".stack tbody tr")).to_have_count(5)
    expect(page.locator(".stack .knee")).to_have_count(0)
