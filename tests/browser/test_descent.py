"""The picture of the lab `descent` in a browser: balls in the hand, and rivals that race."""

from playwright.sync_api import Page, expect

from tests.helpers import answered, eventually, open_lab, place, steps


def test_a_ball_is_dragged_along_its_curve(page: Page) -> None:
    open_lab(page, "/descent?preset=bucket")
    ball = page.get_by_role("button", name="Ball 1: move it with the arrow keys")
    box, where = place(ball), page.locator(".descent .numbers [data-part=ball] b")
    expect(where).to_have_text("−3.000")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y - 30, steps=4)
    page.mouse.up()
    answered(page)
    eventually(lambda: where.inner_text() != "−3.000")
    moved = place(ball)
    assert abs(moved["x"] - box["x"] - 90) < 12 and moved["y"] > box["y"] + 20, "it stays on its curve"
    ball.focus()
    page.keyboard.press("ArrowRight")
    eventually(lambda: place(ball)["x"] > moved["x"])
    page.get_by_role("button", name="Undo").first.click()
    eventually(lambda: abs(place(ball)["x"] - moved["x"]) < 1)


def test_a_click_on_the_ground_puts_the_ball_there(page: Page) -> None:
    open_lab(page, "/descent?preset=narrow-valley")
    ground, where = page.locator(".descent svg.picture"), page.locator(".descent .numbers [data-part=ball] b")
    expect(where).to_have_text("−4.000, 1.000")
    box = place(ground)
    page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 0.2 * box["height"])
    eventually(lambda: where.inner_text().startswith("4.0"))
    step_button = page.get_by_role("button", name="Step", exact=True).first
    step_button.click()
    eventually(lambda: steps(page) == 1)


def test_rivals_are_shown_and_hidden(page: Page) -> None:
    open_lab(page, "/descent?preset=narrow-valley")
    names = page.locator(".descent .legend .name")
    expect(names).to_have_count(4)
    page.get_by_label("other optimizers").uncheck()
    expect(names).to_have_count(0)
    page.get_by_label("other optimizers").check()
    expect(names).to_have_count(4)


def test_another_ball_is_looked_at_by_key(page: Page) -> None:
    open_lab(page, "/descent?preset=annealing")
    which = page.locator(".descent .which")
    expect(which).to_have_text("ball 1")
    page.get_by_role("button", name="Ball 1: move").focus()
    page.keyboard.press("PageDown")
    expect(which).to_have_text("ball 2")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    expect(which).to_have_text("ball 30")
