"""The picture of the lab `force` in a browser: points and parameters in the hand, forces and loss in turn."""

from playwright.sync_api import Page, expect

from tests.helpers import answered, eventually, open_lab, place, steps


def test_a_point_is_dragged_and_the_points_are_ones_own(page: Page) -> None:
    open_lab(page, "/force?preset=guide")
    point = page.get_by_role("button", name="Point 3, labelled +1")
    box = place(point)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=4)
    page.mouse.up()
    answered(page)
    eventually(lambda: "data=own" in page.evaluate("location.search"))
    moved = place(point)
    assert abs(moved["x"] - box["x"] + 60) < 12 and steps(page) == 0
    point.focus()
    page.keyboard.press("ArrowUp")
    eventually(lambda: place(point)["y"] < moved["y"])
    page.keyboard.press("PageUp")
    expect(page.get_by_role("button", name="Point 2, labelled")).to_be_focused()
    page.keyboard.press("PageDown")
    expect(point).to_be_focused()
    page.get_by_role("button", name="Undo").first.click()
    eventually(lambda: abs(place(point)["y"] - moved["y"]) < 1)
    page.get_by_role("button", name="Undo").first.click()  # the whole drag is one thing
    eventually(lambda: "data=own" not in page.evaluate("location.search"))
    eventually(lambda: abs(place(point)["y"] - box["y"]) < 1)


def test_a_parameter_is_moved(page: Page) -> None:
    open_lab(page, "/force?preset=guide")
    page.get_by_role("slider", name="Parameter a").fill("2")
    row = page.locator(".force tbody tr").first
    expect(row.locator("[data-part=parameters]")).to_have_text("2.000")
    expect(row.locator("[data-part=springs]")).to_have_text("−2.000")


def test_forces_and_loss_are_two_views(page: Page) -> None:
    open_lab(page, "/force?preset=guide")
    points = page.locator(".force .point").first
    expect(points).to_be_visible()
    page.get_by_role("button", name="loss", exact=True).first.click()
    expect(points).to_be_hidden()
    expect(page.locator(".force .ball")).to_be_visible()
    page.get_by_role("button", name="forces", exact=True).click()
    expect(points).to_be_visible()
