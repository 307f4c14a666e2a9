"""The page of `backprop`: tiles that are set by key, hand and number, the ball on its curve, and own rows."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers import eventually, fits, open_lab, place, step, steps


@pytest.fixture
def opened(page: Page) -> Page:
    return open_lab(page, "/backprop")


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("spinbutton", name=name)


def value(page: Page, name: str) -> float:
    return float(tile(page, name).locator(".v").inner_text().replace("−", "-"))


def test_a_tile_is_set_by_keys_number_and_hand_and_undone(opened: Page) -> None:
    tile(opened, "x2 → hidden 2").click()
    expect(tile(opened, "x2 → hidden 2")).to_be_focused()
    opened.keyboard.press("ArrowUp")
    eventually(lambda: value(opened, "x2 → hidden 2") == -0.72)
    opened.keyboard.press("ArrowRight")
    expect(tile(opened, "x2 → hidden 3")).to_be_focused()
    opened.keyboard.type("-3.25")
    opened.keyboard.press("Enter")
    eventually(lambda: value(opened, "x2 → hidden 3") == -3.25)
    expect(tile(opened, "x2 → hidden 3")).to_be_focused()
    expect(tile(opened, "x2 → hidden 3")).to_have_attribute("aria-valuenow", "-3.2500")
    box = place(tile(opened, "x1 → hidden 3"))
    opened.mouse.move(box["x"] + 20, box["y"] + 20)
    opened.mouse.down()
    opened.mouse.move(box["x"] + 20, box["y"] - 30, steps=5)
    opened.mouse.up()
    eventually(lambda: value(opened, "x1 → hidden 3") == 1.0)
    undo = opened.locator("[aria-label=Undo]")
    for name, before in (("x1 → hidden 3", -1.0), ("x2 → hidden 3", -0.63), ("x2 → hidden 2", -0.82)):
        undo.click()
        eventually(lambda name=name, before=before: value(opened, name) == before)
    expect(undo).to_be_disabled()


def test_choosing_is_not_editing(opened: Page) -> None:
    tile(opened, "x1 → hidden 1").click()
    expect(opened.locator(".one-weight")).to_contain_text("Loss over the weight x1 → hidden 1")
    opened.get_by_role("button", name="Row 3").click()
    expect(opened.get_by_role("button", name="Row 3")).to_have_attribute("aria-pressed", "true")
    expect(opened.locator(".rows .words")).to_contain_text("Row 3, 1 0 1")
    expect(opened.locator("[aria-label=Undo]")).to_be_disabled()


def test_the_ball_moves_the_weight(opened: Page) -> None:
    ball = opened.get_by_role("slider", name="The weight")
    expect(ball).to_have_attribute("aria-valuenow", re.compile(r"^-0\.59"))
    box = place(ball)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.mouse.move(x, y)
    opened.mouse.down()
    opened.mouse.move(x + 60, y, steps=5)
    opened.mouse.up()
    there = x + 60  # where the ball is when the drag is over
    eventually(lambda: (at := ball.bounding_box()) and abs(at["x"] + at["width"] / 2 - there) < 2)
    before = value(opened, "hidden 1 → y")
    assert before > 2
    opened.keyboard.press("ArrowLeft")
    eventually(lambda: value(opened, "hidden 1 → y") < before)


def test_keys_that_come_faster_than_the_answers_all_count(opened: Page) -> None:
    ball = opened.get_by_role("slider", name="The weight")
    half = float(ball.get_attribute("aria-valuemax") or 0)
    for _ in range(5):
        ball.press("PageUp")  # five hundredths of half the axis
    eventually(lambda: value(opened, "hidden 1 → y") == round(-0.5911 + 0.25 * half, 2))
    tile(opened, "x1 → hidden 1").focus()
    for _ in range(7):
        opened.keyboard.press("ArrowUp")
    eventually(lambda: value(opened, "x1 → hidden 1") == 0.53)


def test_a_weight_out_of_range_is_refused_in_words(opened: Page) -> None:
    field = opened.get_by_label("Value of the chosen weight")
    field.fill("1e9")
    field.press("Enter")
    expect(opened.get_by_text("a weight can be set from −1,000 to 1,000")).to_be_visible()
    expect(field).to_have_value("-0.5911")


def test_a_weight_set_while_it_learns_holds_from_then_on(opened: Page) -> None:
    opened.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: steps(opened) > 20)
    tile(opened, "hidden 1 → y").click()
    opened.keyboard.type("50")
    opened.keyboard.press("Enter")
    eventually(lambda: value(opened, "hidden 1 → y") > 40)
    at = steps(opened)
    eventually(lambda: steps(opened) > at)
    opened.get_by_role("button", name="Pause").click()
    expect(opened.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_own_rows_are_refused_at_their_line_and_learnt_when_right(opened: Page) -> None:
    opened.get_by_label("Table", exact=True).select_option("own")
    rows = opened.get_by_label("Own rows", exact=True)
    rows.fill("0, 1, 1\n0, x, 1")
    rows.blur()
    expect(opened.locator("[data-setting=own] [role=alert]")).to_contain_text("line 2")
    rows.fill("wet, dry, walk\n0, 1, 1\n1, 0, 0")
    rows.blur()
    expect(tile(opened, "wet → hidden 1")).to_be_visible()
    expect(opened.get_by_role("button", name="Row 2")).to_be_visible()
    expect(opened.get_by_role("button", name="Row 3")).to_have_count(0)


def test_every_shape_of_network_is_drawn(page: Page, subtests: pytest.Subtests) -> None:
    for query in ("hidden=64&bias=true", "hidden=0", "preset=multi-layer", "preset=dropout"):
        with subtests.test(query):
            open_lab(page, f"/backprop?{query}")
            expect(page.locator(".rows .tile").first).to_be_visible()
            step(page)
            fits(page)
