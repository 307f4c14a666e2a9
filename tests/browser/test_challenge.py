"""The challenge beside the picture: hints in stages, a prediction, what is seen and heard when it is met."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.labs import LABS, lab_class
from tests.helpers import SIZES, open_lab, place, serious, sideways, step

OLD = {"circuit": {"of": 5, "steps": {"0": 42, "4": 9}}, "lstm": {"of": 4, "steps": {"2": 55}}, "x": 1}


def card(page: Page) -> Locator:
    return page.get_by_role("region", name="Next challenge")


def play_until_met(page: Page, number: int) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    expect(card(page).get_by_role("heading", name=f"Challenge {number} · solved")).to_be_visible()
    page.get_by_role("button", name="Pause").click()


def test_a_challenge_is_met_seen_and_heard_and_the_next_one_comes(page: Page) -> None:
    open_lab(page, "/circuit?preset=two-gates")
    here, first, second = card(page), *lab_class("circuit").challenges[:2]
    expect(here.get_by_role("heading")).to_have_text("Challenge 1 · a warm-up")
    expect(here).to_contain_text(first.text)
    assert serious(page) == []
    for hint in first.hints:
        here.get_by_role("button", name="hint").click()
        expect(here.get_by_role("list")).to_contain_text(hint)
        expect(here.locator("[aria-live=polite]")).to_have_text(hint)
    expect(here.get_by_role("button", name="hint")).to_have_count(0)
    before = place(here)
    play_until_met(page, 1)
    assert place(here)["height"] == before["height"], "nothing moves when it is met"
    expect(here.get_by_text(first.why, exact=True)).to_be_visible()
    said = here.locator("[aria-live=polite]")
    expect(said).to_contain_text(f"Solved: challenge 1. {first.text} {first.why}")
    assert serious(page) == []
    here.get_by_role("button", name="To the next challenge").click()
    expect(here.get_by_role("heading")).to_have_text("Challenge 2 · try it")
    expect(here.get_by_role("heading")).to_be_focused()
    here.get_by_role("button", name="Skip this one").press("Enter")
    expect(here.get_by_role("heading")).to_have_text("Challenge 3 · try it")
    page.reload()  # a new run; the browser remembers what was solved, and not what was skipped
    expect(card(page)).to_contain_text(second.text)


def test_a_prediction_comes_first_and_is_compared(page: Page) -> None:
    open_lab(page, "/backprop?preset=overshooting")
    here, challenge = card(page), lab_class("backprop").challenges[0]
    assert challenge.predict
    wrong, *_, right = challenge.predict.choices
    expect(here.get_by_role("heading")).to_have_text("Challenge 1 · predict first")
    choices = here.get_by_role("group", name="Your prediction").get_by_role("button")
    expect(choices).to_have_text(list(challenge.predict.choices))
    choices.first.click()
    expect(choices.first).to_have_attribute("aria-pressed", "true")
    expect(choices.first).to_be_focused()
    expect(here.get_by_role("heading")).to_have_text("Challenge 1 · a warm-up")
    for _ in range(3):
        step(page)
    expect(here.get_by_text(f"You predicted: {wrong}. It was: {right}.", exact=True)).to_be_visible()


def test_what_the_first_store_knew_still_counts_where_it_asks_for_the_same(page: Page) -> None:
    page.add_init_script(f"localStorage['np-solved-1'] ??= {json.dumps(json.dumps(OLD))}")
    open_lab(page, "/circuit")
    expect(page.locator("[data-progress]")).to_have_text("solved 2 of 5 here")
    kept = json.loads(page.evaluate("localStorage['np-solved-2']"))
    assert kept == {"circuit": {"of": 5, "steps": {"above-zero": 42, "own-formula": 9}}}
    expect(card(page).get_by_role("heading")).to_have_text("Challenge 2 · try it")


def test_the_first_store_knows_the_challenges_of_today() -> None:
    from apps.page import assets

    table = re.search(r"keys: \{\n(.*?)\n    \},", assets.text("js/page/solved.js"), re.DOTALL)
    assert table
    for slug, keys in re.findall(r"(\w+): \[(.*?)\]", table[1]):
        there = {challenge.key for challenge in lab_class(slug).challenges}
        assert slug in LABS and set(re.findall(r'"(.+?)"', keys)) <= there


@pytest.mark.parametrize("size", SIZES)
def test_it_fits(new_page: Callable[..., Page], size: str) -> None:
    page = open_lab(new_page(viewport=SIZES[size]), "/classifier")
    here = card(page)
    expect(here.get_by_role("heading")).to_have_text("Challenge 1 · a warm-up")
    assert sideways(page) <= 0
    for button in here.get_by_role("button").all():
        assert place(button)["height"] >= 24, "too small for a finger"


def test_an_embedded_lab_shows_none(page: Page) -> None:
    open_lab(page, "/circuit?embed=1")
    expect(page.locator(".np-challenge")).to_be_hidden()
