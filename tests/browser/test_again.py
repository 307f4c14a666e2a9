"""Runs that are made again: after a reload, from a link, and from a list of what was solved."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from playground.labs.circuit import Circuit
from tests.helpers import SIZES, eventually, open_lab, serious, sideways, steps


def status(page: Page) -> str:
    return page.locator(".status").inner_text()


def go_on_to(page: Page, least: int) -> str:
    """Play to some step, and pause there; what the status line says then."""
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".status b").first).to_have_text(re.compile(r"\d{3}"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert steps(page) >= least
    return status(page)


KEPT = (
    "() => JSON.parse(sessionStorage.getItem(`np-run:${document.querySelector('[data-lab]').dataset.lab}`))"
)


def is_kept(page: Page) -> None:
    """Wait until the tab has kept the run that is on the screen."""
    eventually(lambda: (page.evaluate(KEPT) or {}).get("steps") == steps(page))


def test_a_run_can_be_had_again_after_a_reload(page: Page) -> None:
    open_lab(page, "/backprop?hidden=3")
    before = go_on_to(page, 100)
    is_kept(page)
    page.reload()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    notice = page.locator(".notice")
    expect(notice).to_contain_text("You had come to step")
    assert steps(page) == 0 and serious(page) == []
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert sideways(page) <= 0
    notice.get_by_role("button", name="Make that run again").click()
    expect(page.locator(".status")).to_have_text(re.sub(r"\s+", " ", before), use_inner_text=True)
    expect(notice).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".status b").first).to_have_text("0")


def test_who_does_not_want_it_is_not_asked_twice(page: Page) -> None:
    open_lab(page, "/backprop")
    page.get_by_role("button", name="Step", exact=True).click()
    is_kept(page)
    page.reload()
    notice = page.locator(".notice")
    expect(notice).to_contain_text("You had come to step 1 here")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    page.get_by_role("button", name="Reset").click()
    open_lab(page, "/circuit")  # another lab, in which nothing was done
    expect(notice).to_be_hidden()


def test_a_link_makes_the_run_again_for_whoever_opens_it(page: Page, new_page: Callable[[], Page]) -> None:
    open_lab(page, "/backprop")
    before = go_on_to(page, 100)
    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("This very run").input_value()
    assert "#log=" in link
    other = open_lab(new_page(), link)
    expect(other.locator(".status")).to_have_text(re.sub(r"\s+", " ", before), use_inner_text=True)
    damaged = new_page()
    open_lab(damaged, link[:-9] + "AAAA" + link[-5:])
    expect(damaged.locator(".notice")).to_contain_text("this log is damaged")
    assert steps(damaged) == 0


def test_a_list_of_what_was_solved_is_saved_and_checked(page: Page, tmp_path: Path) -> None:
    open_lab(page, "/circuit?preset=two-gates")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("[data-progress]")).to_contain_text("solved 1 of")
    page.get_by_role("button", name="Pause").click()
    page.goto("/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the list").first.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    found = json.loads(file.read_text())
    assert [(one["lab"], one["challenge"]) for one in found["solved"]] == [("circuit", "above-zero")]
    assert found["solved"][0]["log"]

    wrong = {**found["solved"][0], "challenge": "switch-over"}
    false = tmp_path / "false.json"
    false.write_text(json.dumps(found | {"solved": [wrong, {**wrong, "lab": "nothing"}]}))
    twice, damaged, empty = (tmp_path / f"{name}.json" for name in ("twice", "damaged", "empty"))
    twice.write_text(file.read_text())
    damaged.write_text(json.dumps(found | {"solved": [{**wrong, "step": "abc"}]}))
    empty.write_text(json.dumps(found | {"solved": []}))
    page.get_by_text("Check lists of solved challenges").click()
    page.get_by_label("Files").set_input_files([file, false, twice, damaged, empty])
    page.get_by_label("or one list, pasted").fill("hello")
    page.get_by_role("button", name="Check", exact=True).click()
    said = page.locator("[data-check] [role=status]")
    expect(said).to_contain_text("1 of 3 hold.")
    expect(said).to_contain_text("The pasted text is no list of solved challenges")
    expect(said).to_contain_text(f"“twice.json” is the same list as “{file.name}”: it counts once.")
    expect(said).to_contain_text("“damaged.json” is damaged: its entry 1 needs")
    expect(said).to_contain_text("“empty.json” holds nothing that was solved.")
    rows = page.locator("[data-check] tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text(Circuit.title)
    expect(rows.nth(0)).to_contain_text(Circuit.challenges[0].text)
    expect(rows.nth(0)).to_contain_text("✓ holds: the same to the last bit")
    expect(rows.nth(1)).to_contain_text("✗ does not hold: this run does not meet it")
    expect(rows.nth(2)).to_contain_text("no such lab here")
    assert serious(page) == [] and sideways(page) <= 0
    link = rows.nth(0).get_by_role("link").get_attribute("href")
    open_lab(page, f"/{link}")
    expect(page.locator(".status b").first).to_have_text(f"{found['solved'][0]['step']:,}")
