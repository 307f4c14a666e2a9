"""The picture of the lab `circuit`, used as people use it: walked through, dragged, typed into, pulled at."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from playground.labs.circuit import Circuit
from tests.helpers import PHONE, eventually, fits, place


def open_circuit(page: Page, query: str = "?preset=two-gates") -> Page:
    page.goto(f"/circuit{query}")
    expect(says(page)).not_to_be_empty()
    return page


def says(page: Page) -> Locator:
    return page.locator(".circuit .says")


def test_a_new_page_is_filled_gate_by_gate_as_its_guide_says(page: Page) -> None:
    open_circuit(page, "")
    answer, guide = page.locator(".circuit .formula b"), page.get_by_role("region", name="Guide")
    expect(says(page)).to_contain_text("Only the inputs are known")
    for button, sentence, shown in (
        ("Compute ×", "q1 = x × y = 2 × (−3) = −6", "?"),
        ("Forward", "f = 9 − q3 = 9 − 25 = −16", "−16"),
        ("Backward", "y receives 10 × 2 = 20", "−16"),
        ("Ask it", "multiplies the gradient by the other input", "−16"),
    ):
        guide.get_by_role("button", name=button).click()
        expect(says(page)).to_contain_text(sentence)
        expect(answer).to_have_text(shown)
        guide.get_by_role("button", name="Next").click()
    guide.get_by_role("button", name="Let it climb").click()
    expect(guide.get_by_role("button", name="5 of 7")).to_contain_text("✓")
    eventually(lambda: float(answer.inner_text()) > 8.98)


def test_it_can_be_walked_through_gate_by_gate(page: Page) -> None:
    open_circuit(page)
    answer = page.locator(".circuit .formula b")
    expect(answer).to_have_text("−12")
    page.get_by_role("button", name="Empty").click()
    expect(answer).to_have_text("?")
    for sentence in ("q1 = x + y = −2 + 5 = 3", "f = q1 × z = 3 × (−4) = −12"):
        page.get_by_role("button", name="Forward ▸").click()
        expect(says(page)).to_contain_text(sentence)
    for sentence in ("pulled upwards", "z receives 1 × 3 = 3", "x receives −4 × 1 = −4"):
        page.get_by_role("button", name="◂ Backward").click()
        expect(says(page)).to_contain_text(sentence)
    expect(page.get_by_role("button", name="◂ Backward")).to_be_disabled()
    page.get_by_role("button", name="Fill").click()
    expect(says(page)).to_contain_text("To raise it, move x down")
    page.get_by_role("button", name="Gate ×").click()
    expect(says(page)).to_contain_text("multiplies the gradient by the other input")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_an_input_can_be_dragged_typed_and_moved_by_keys(page: Page) -> None:
    open_circuit(page)
    x = page.get_by_role("spinbutton", name="Input x")
    box = place(x.locator("rect"))
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] - 30, steps=8)
    page.mouse.up()
    expect(x).not_to_have_attribute("aria-valuenow", "-2")
    assert float(x.get_attribute("aria-valuenow") or "nan") > -2
    page.keyboard.press("Control+z")
    expect(x).to_have_attribute("aria-valuenow", "-2")
    x.focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(x).to_have_attribute("aria-valuenow", "-1.7")
    page.keyboard.press("Enter")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(says(page)).to_contain_text("The output f is −36.")
    page.keyboard.type("7x")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“7x” is not a number")).to_be_visible()
    expect(x).to_have_attribute("aria-valuenow", "4")
    eventually(lambda: "values=x%3D4" in page.evaluate("location.search"))


def test_the_output_can_be_pulled_down_and_the_inputs_follow(page: Page) -> None:
    open_circuit(page)
    page.get_by_role("button", name="Pull the answer down").click()
    expect(says(page)).to_contain_text("To lower it, move x up (gradient 4)")
    page.get_by_role("button", name="Follow the gradient").click()
    expect(says(page)).to_contain_text("The output f is −12.41.")


def test_a_formula_of_ones_own(page: Page) -> None:
    open_circuit(page)
    formula = page.get_by_role("textbox", name="Formula")
    formula.fill("x + foo(y)")
    formula.press("Tab")
    expect(page.get_by_text("“foo” is an unknown function")).to_be_visible()
    expect(page.locator(".circuit .formula .text")).to_have_text("(x + y) * z")
    formula.fill("tanh(w * x)")
    formula.press("Tab")
    expect(page.locator(".circuit .formula .text")).to_have_text("tanh(w * x)")
    expect(page.get_by_role("textbox", name="Starting values")).to_have_value("x=-2, w=1")


def test_a_nudge_is_chosen_on_the_curve_of_its_errors(page: Page) -> None:
    open_circuit(page, "?preset=neuron")
    slider = page.get_by_role("slider", name="Nudge h, as a power of ten")
    expect(slider).to_have_attribute("aria-valuetext", "h = 0.0001")
    slider.focus()
    page.keyboard.press("PageUp")
    expect(slider).to_have_attribute("aria-valuetext", "h = 0.01")
    expect(page.locator(".slopes caption")).to_contain_text("0.01")
    eventually(lambda: "h=0.01" in page.evaluate("location.search"))


def test_every_preset_fits_on_a_phone_and_a_long_formula_scrolls_in_its_box(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(viewport=PHONE)
    long = "?expression=" + "%2B".join(f"a{i % 9}*tanh(a{i % 7})" for i in range(30))
    for query in [*(f"?preset={preset}" for preset in Circuit.presets), long]:
        open_circuit(page, query)
        fits(page)
        if query is not long:  # the picture takes its size from its box, a moment after it is there
            box = page.locator(".circuit .scroll")
            eventually(lambda box=box: box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1)
