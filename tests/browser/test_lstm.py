"""The page of `lstm`: scrubbing, choosing a unit, and gates in somebody's hand."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers import PHONE, eventually, fits, open_lab, place, step, steps


@pytest.fixture
def opened(page: Page) -> Page:
    return open_lab(page, "/lstm")


def hand(page: Page, valve: str, name: str) -> Locator:
    return page.get_by_role("group", name=valve).get_by_role("button", name=name)


def label(page: Page, begins: str) -> Locator:
    return page.locator(".pipe text").filter(has_text=re.compile(f"^{begins}"))


def test_a_valve_is_held_at_one_moment_and_let_go(opened: Page) -> None:
    expect(opened.locator(".verdict")).to_contain_text("All gates are free")
    hand(opened, "Forget gate", "shut").focus()
    opened.keyboard.press("Enter")
    expect(hand(opened, "Forget gate", "shut")).to_have_attribute("aria-pressed", "true")
    expect(label(opened, "forget gate")).to_have_text("forget gate 0 %")
    expect(opened.locator(".verdict")).to_contain_text("Held:")
    opened.get_by_role("slider", name="Time step").fill("5")
    expect(label(opened, "forget gate")).to_have_text("forget gate 0 %")
    hand(opened, "Forget gate", "open").click()
    expect(label(opened, "forget gate")).to_have_text("forget gate 100 %")
    hand(opened, "Forget gate", "free").click()
    expect(opened.locator(".verdict")).to_contain_text("All gates are free")
    expect(opened.get_by_label("Undo")).to_be_disabled()


def test_all_moments_are_held_when_one_asks_for_it(opened: Page) -> None:
    opened.get_by_label("only at this time step").uncheck()
    hand(opened, "Output gate", "shut").click()
    expect(label(opened, "hidden state")).to_have_text("hidden state 0.00")
    opened.get_by_role("slider", name="Time step").fill("9")
    expect(opened.locator(".valves .says")).to_contain_text("time step 10")
    expect(label(opened, "hidden state")).to_have_text("hidden state 0.00")


def test_a_valve_in_the_picture_can_be_pressed(opened: Page) -> None:
    valve = opened.locator(".pipe .valve").first
    valve.click()
    expect(hand(opened, "Forget gate", "shut")).to_have_attribute("aria-pressed", "true")
    valve.click()
    expect(hand(opened, "Forget gate", "open")).to_have_attribute("aria-pressed", "true")
    valve.click()
    expect(hand(opened, "Forget gate", "free")).to_have_attribute("aria-pressed", "true")


def test_a_place_in_the_chart_chooses_moment_and_unit(opened: Page) -> None:
    track = opened.locator(".track.forget")
    track.scroll_into_view_if_needed()
    box = place(track)
    opened.mouse.click(box["x"] + box["width"] * 0.99, box["y"] + box["height"] * 0.98)
    expect(opened.locator(".sliders")).to_contain_text("Time step 12 of 12")
    expect(opened.locator(".sliders")).to_contain_text("Unit 8 of 8")
    opened.get_by_role("button", name="Another sequence").click()
    expect(opened.locator(".valves .says")).to_contain_text("Sequence 2")


def test_scrubbing_by_key_moves_the_moment_and_not_time(opened: Page) -> None:
    opened.get_by_role("slider", name="Time step").focus()
    opened.keyboard.press("ArrowRight")
    expect(opened.locator(".sliders")).to_contain_text("Time step 3 of 12")
    assert steps(opened) == 0


def test_every_size_is_drawn_on_a_phone(page: Page, subtests: pytest.Subtests) -> None:
    page.set_viewport_size(PHONE)
    for query in ("task=addition&gap=2&hidden=1", "gap=40&hidden=16", "preset=sunspots"):
        with subtests.test(query):
            open_lab(page, f"/lstm?{query}")
            hand(page, "Forget gate", "shut").click()
            step(page)
            expect(page.locator(".sensitivity")).to_contain_text("LSTM, gates held: ")
            fits(page)


def test_a_typed_number_moves_its_slider_and_the_keys_go_on_from_there(opened: Page) -> None:
    field = opened.get_by_label("Units, as a number")
    slider = opened.locator(".setting", has=field).get_by_role("slider")
    before = int(slider.input_value())
    field.fill("12")
    field.press("Enter")
    eventually(lambda: int(slider.input_value()) > before)
    slider.focus()
    opened.keyboard.press("ArrowRight")
    eventually(lambda: field.input_value() == "13")
