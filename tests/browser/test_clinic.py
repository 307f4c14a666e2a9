"""The picture of the lab `clinic` in a browser: a look, a name, a cure, and the next patient."""

from playwright.sync_api import Page, expect

from tests.helpers import open_lab


def test_a_look_a_name_and_the_next_patient(page: Page) -> None:
    open_lab(page, "/clinic?preset=loss-at-chance")
    ward = page.locator(".clinic")
    expect(ward.locator(".tally")).to_have_text("looks 0 · named 0")
    page.get_by_role("button", name="Batch as fed").click()
    expect(ward.locator(".tally")).to_have_text("looks 1 · named 0")
    expect(ward.locator(".images figure")).to_have_count(25)
    ward.get_by_label("What the patient has").select_option("zero-inputs")
    page.get_by_role("button", name="Name it").click()
    expect(ward.locator(".verdict")).to_contain_text("Right: all inputs are zero.")
    expect(ward.locator(".tally")).to_have_text("looks 1 · named 1")
    page.get_by_role("button", name="Next patient").click()
    expect(ward.locator(".head b")).to_have_text("Patient 2")
    expect(ward.get_by_label("What the patient has")).to_have_value("")


def test_pictures_of_a_batch_differ(page: Page) -> None:
    open_lab(page, "/clinic?preset=healthy")
    page.get_by_role("button", name="Batch as fed").click()
    expect(page.locator(".clinic .images figure")).to_have_count(25)
    drawn = page.evaluate(
        """() => [...document.querySelectorAll("*")]
            .flatMap((one) => [...(one.shadowRoot?.querySelectorAll(".images canvas") ?? [])])
            .map((canvas) => canvas.toDataURL())"""
    )
    assert len({*drawn}) == len(drawn) or not drawn


def test_the_wrong_layer_is_pointed_at(page: Page) -> None:
    open_lab(page, "/clinic?preset=wrong-slope")
    page.get_by_role("button", name="Gradient check").click()
    buttons = page.locator(".clinic .bars").get_by_role("button")
    expect(buttons).to_have_count(3)
    buttons.first.click()
    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    expect(buttons.nth(1)).to_be_disabled()
