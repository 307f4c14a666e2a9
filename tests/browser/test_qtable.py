"""The page of `qtable`: walking oneself, digging, paying, setting values, and comparing with the truth."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers import PHONE, eventually, fits, open_lab, place, step, steps


@pytest.fixture
def opened(page: Page) -> Page:
    return open_lab(page, "/qtable?slippery=false&learning_rate=0.05&gamma=0.99")


def board(page: Page) -> Locator:
    return page.locator(".ice svg.board")


def use(page: Page, tool: str) -> None:
    page.get_by_role("group", name="A click on a tile").get_by_role("button", name=tool).click()


def click_cell(page: Page, row: int, column: int, size: int = 4) -> None:
    """In the middle of a cell, counted from 1."""
    box = place(board(page))
    width, height = (box[side] / size for side in ("width", "height"))
    board(page).click(position={"x": (column - 0.5) * width, "y": (row - 0.5) * height})


def value(page: Page, row: int, column: int) -> Locator:
    """Of the table: the row of a cell of the 4 × 4 lake, and the number of a move."""
    return page.locator(".q-table tbody tr").nth(row).locator("td").nth(column)


def says(page: Page) -> Locator:
    return page.locator(".bellman .says")


def test_the_learner_walks_by_keys_buttons_and_clicks(opened: Page) -> None:
    expect(says(opened)).to_contain_text("Nothing has been learnt yet")
    board(opened).focus()
    opened.keyboard.press("ArrowRight")
    eventually(lambda: steps(opened) == 1)
    expect(says(opened)).to_have_text(
        "From row 1, column 1 it went right →, by your hand, and came to row 1, column 2."
    )
    opened.get_by_role("button", name="Walk left").click()
    expect(says(opened)).to_contain_text("came to row 1, column 1")
    click_cell(opened, 2, 1)
    expect(says(opened)).to_contain_text("came to row 2, column 1")
    click_cell(opened, 2, 2)
    expect(says(opened)).to_contain_text("fell into a hole. The episode is over.")
    expect(opened.locator(".bellman .term").filter(has_text="nothing follows")).to_be_visible()
    assert steps(opened) == 4
    opened.get_by_role("button", name="Back one step").click()
    expect(says(opened)).to_contain_text("came to row 2, column 1")


def test_the_terms_of_the_last_update_add_up(opened: Page) -> None:
    value(opened, 1, 2).click()
    opened.keyboard.type("0.5")
    opened.keyboard.press("Enter")
    opened.get_by_role("button", name="Walk right").click()
    expect(says(opened)).to_contain_text("came to row 1, column 2")
    names = ["old value", "learning rate", "reward", "discount", "best next value", "old value", "new value"]
    numbers = ["0", "0.05", "0", "0.99", "0.5000", "0", "0.0248"]  # 0.05 · 0.99 · 0.5 = 0.02475
    terms = opened.locator(".bellman .term")
    expect(terms.locator("small")).to_have_text(names)
    expect(terms.locator("b")).to_have_text(numbers)
    expect(value(opened, 0, 2)).to_have_text("0.0248")
    expect(value(opened, 0, 2)).to_have_class(re.compile("learnt"))


def test_what_follows_is_named_as_the_method_means_it(page: Page, subtests: pytest.Subtests) -> None:
    for method, name in {
        "sarsa": "value of its next move",
        "expected-sarsa": "average next value",
        "network": "best next value",
    }.items():
        with subtests.test(method):
            open_lab(page, f"/qtable?method={method}")
            page.get_by_role("button", name="Step", exact=True).click()
            expect(page.locator(".bellman .term.best small")).to_have_text(name)


def test_a_value_is_set_by_hand_and_taken_back(opened: Page) -> None:
    value(opened, 0, 1).focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("0")
    opened.keyboard.type(".25")
    opened.keyboard.press("Enter")
    expect(value(opened, 0, 2)).to_have_text("0.2500")
    expect(value(opened, 0, 2)).to_be_focused()
    opened.keyboard.press("Enter")
    opened.keyboard.type("a lot")
    opened.keyboard.press("Enter")
    expect(opened.locator(".q-table .error")).to_contain_text("a lot")
    expect(value(opened, 0, 2)).to_have_text("0.2500")
    opened.get_by_label("Undo").click()
    expect(value(opened, 0, 2)).to_have_text("0.0000")


def test_a_hole_is_dug_and_the_last_way_is_kept(opened: Page) -> None:
    use(opened, "digs")
    click_cell(opened, 1, 2)
    expect(opened.locator(".q-table tbody tr").nth(1)).to_contain_text("hole")
    click_cell(opened, 2, 1)
    expect(opened.locator(".ice .error")).to_contain_text("no path")
    expect(opened.locator(".q-table tbody tr").nth(4)).not_to_contain_text("hole")
    click_cell(opened, 1, 1)
    expect(opened.locator(".ice .error")).to_contain_text("start")
    board(opened).focus()
    opened.keyboard.press("ArrowRight")
    expect(opened.locator(".ice .cell b")).to_have_text("Row 1, column 2 · hole")
    opened.keyboard.press("Enter")
    expect(opened.locator(".q-table tbody tr").nth(1)).not_to_contain_text("hole")
    expect(opened.locator(".ice .error")).to_be_hidden()
    assert steps(opened) == 0


def test_a_reward_is_paid_and_found(opened: Page) -> None:
    use(opened, "rewards")
    click_cell(opened, 1, 2)
    field = opened.get_by_label("Reward", exact=True)
    expect(field).to_be_focused()
    opened.keyboard.type("-2")
    opened.keyboard.press("Enter")
    expect(board(opened).locator(".paid").filter(has_text="−2")).to_have_count(1)
    opened.get_by_role("button", name="Walk right").click()
    expect(opened.locator(".bellman .term.reward b")).to_have_text("−2")
    field.fill("much")
    field.press("Enter")
    expect(opened.locator(".ice .error")).to_contain_text("much")


def test_the_truth_is_shown_and_compared(opened: Page) -> None:
    show = opened.get_by_role("group", name="Show", exact=True)
    top = board(opened).locator("text.value").first
    expect(top).to_have_text(".00")
    show.get_by_role("button", name="true Q*").click()
    expect(top).to_have_text(".94")  # seven moves away from the goal: 0.99 to the sixth
    show.get_by_role("button", name="Q − Q*").click()
    expect(top).to_have_text("−.94")
    expect(opened.locator(".ice .agree")).to_have_text("0 of 11 arrows are optimal")
    value(opened, 14, 2).click()
    opened.keyboard.type("1")
    opened.keyboard.press("Enter")
    expect(opened.locator(".ice .agree")).to_have_text("1 of 11 arrows are optimal")


def test_every_world_is_drawn_on_a_phone(page: Page, subtests: pytest.Subtests) -> None:
    page.set_viewport_size(PHONE)
    for query in ("preset=gridworld", "world=8x8", "world=own&own=SF/FG"):
        with subtests.test(query):
            open_lab(page, f"/qtable?{query}")
            step(page)
            assert place(board(page))["width"] <= 366
            fits(page)
            expect(page.locator(".q-table td.learnt")).to_be_visible()


def test_the_network_says_what_its_loss_lets_through(page: Page) -> None:
    open_lab(
        page, "/qtable?method=network&slippery=false&learning_rate=0.5&gamma=0.5&loss=clipped&clip_delta=0.5"
    )
    value(page, 1, 2).click()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Walk right").click()
    expect(page.locator(".bellman .term b")).to_have_text(
        ["0", "0.5", "4.0000", "0", "2.0000", "0", "0.5", "0", "0"]
    )
    expect(page.locator(".bellman .caption")).to_contain_text("nothing is learnt from it")
    page.get_by_label("Loss", exact=True).select_option("huber")
    expect(page.locator(".bellman .caption")).to_contain_text("A setting has been changed since")
    page.get_by_label("Back one step").click()
    page.get_by_role("button", name="Walk right").click()
    expect(page.locator(".bellman .term.new b")).to_have_text("0.2500")
    expect(page.locator(".bellman .caption")).to_contain_text("Huber’s loss is straight")
