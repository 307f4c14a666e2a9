"""The picture of the lab `averaging` in a browser: the network in the hand, and two networks looked at."""

from playwright.sync_api import Page, expect

from tests.helpers import answered, eventually, open_lab, place, steps


def test_the_network_is_dragged_to_the_other_valley_and_kept(page: Page) -> None:
    open_lab(page, "/averaging?preset=narrow-vs-wide")
    ball = page.get_by_role("button", name="The network: move it")
    box = place(ball)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    last = page.locator(".averaging .stat[data-part=network] b")
    before = last.inner_text()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    answered(page)
    eventually(lambda: last.inner_text() != before)
    moved = place(ball)
    assert abs(moved["x"] - box["x"] - 60) < 12 and steps(page) == 0
    ball.focus()
    page.keyboard.press("ArrowUp")
    eventually(lambda: place(ball)["y"] < moved["y"])
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".averaging g.kept")).to_have_count(1)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(".averaging g.kept")).to_have_count(0)


def test_two_networks_are_chosen_and_the_way_between_them_is_shown(page: Page) -> None:
    open_lab(page, "/averaging?preset=ensemble")
    names = page.locator(".averaging .way .name")
    expect(names).to_have_text(["4", "5"])
    page.get_by_role("button", name="Network 1: look at").focus()
    page.keyboard.press("PageDown")
    expect(page.get_by_role("button", name="Network 2: look at")).to_be_focused()
    page.keyboard.press("Enter")
    expect(names).to_have_text(["5", "2"])
    expect(page.get_by_role("button", name="Keep it")).to_be_disabled()


def test_nothing_lies_between_networks_before_there_are_two(page: Page) -> None:
    open_lab(page, "/averaging?preset=swa")
    expect(page.locator(".averaging .says")).to_contain_text("Two networks are needed")
    expect(page.locator(".averaging .mean").first).to_be_hidden()
