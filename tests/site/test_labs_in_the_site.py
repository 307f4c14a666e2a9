"""Every lab in the static site does what it does on a server: the same checks, in the browser's own Python."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.browser.test_doors import reads_it_and_does_nothing, strange_address, watch_dialogs
from tests.browser.test_pages import (
    BAD_ADDRESSES,
    SIZES,
    address_and_weights_round_trip,
    axe_finds_nothing_serious,
    bad_address_got_a_message_and_the_default,
    eventually,
    keys_move_time,
    plays_stops_and_goes_back,
    presets_and_tabs,
    steps,
)
from tests.browser.test_chapters import solve_by_playing
from tests.site.serving import ready

Visit = Callable[..., Page]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lab", LABS)
def test_plays_stops_and_goes_back(visit: Visit, lab: str, size: str) -> None:
    plays_stops_and_goes_back(ready(visit(f"{lab}.html", **SIZES[size])))


@pytest.mark.parametrize("lab", LABS)
def test_keys_move_time(visit: Visit, lab: str) -> None:
    keys_move_time(ready(visit(f"{lab}.html")))


@pytest.mark.parametrize("lab", LABS)
def test_address_and_weights_round_trip(visit: Visit, lab: str) -> None:
    address_and_weights_round_trip(ready(visit(f"{lab}.html")), visit)


@pytest.mark.parametrize("lab", LABS)
def test_settings_in_the_address_are_there_from_the_start(visit: Visit, lab: str) -> None:
    page = ready(visit(f"{lab}.html?seed=5"))
    assert page.get_by_label("Seed").input_value() == "5"
    assert page.evaluate("location.search") == "?seed=5"


@pytest.mark.parametrize("bad", BAD_ADDRESSES)
def test_bad_addresses_get_a_message_and_the_default(visit: Visit, bad: str) -> None:
    bad_address_got_a_message_and_the_default(ready(visit(f"circuit.html{bad}")))


def test_what_a_stranger_wrote_is_read_and_does_nothing(visit: Visit) -> None:
    page = visit()
    dialogs = watch_dialogs(page)
    page.goto(strange_address("circuit.html"))
    reads_it_and_does_nothing(ready(page), dialogs)


@pytest.mark.parametrize("lab", LABS)
def test_presets_and_tabs(visit: Visit, lab: str) -> None:
    presets_and_tabs(ready(visit(f"{lab}.html")), lab)


@pytest.mark.parametrize("i, name", list(enumerate(["index", *LABS])))
def test_axe_finds_nothing_serious(visit: Visit, i: int, name: str) -> None:
    theme, size = ("light", "dark")[i % 2], ("wide", "phone")[i // 2 % 2]  # as in tests/browser
    page = visit(f"{name}.html?theme={theme}", **SIZES[size])
    if name in LABS:
        ready(page)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    axe_finds_nothing_serious(page)


def test_the_front_page_leads_to_every_lab(visit: Visit) -> None:
    page = visit("./")
    links = page.locator("ol a")
    assert [links.nth(i).get_attribute("href") for i in range(links.count())] == [f"{lab}.html" for lab in LABS]
    links.first.click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    solve_by_playing(ready(page))
    page.get_by_role("link", name="Next lab").click()
    page.wait_for_url("**/backprop.html")
    page.get_by_role("link", name="Neural Playground").click()
    expect(page.locator("main [data-solved=circuit]")).to_have_text("✓ 1 of 5 challenges solved")
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Yes, forget").click()
    expect(page.locator("main [data-solved=circuit]")).to_have_text("5 challenges")


def test_points_come_from_a_file(visit: Visit) -> None:
    page = ready(visit("classifier.html"))
    page.get_by_role("button", name="Draw my own points").click()
    chooser = page.locator(".plane input[type=file]")
    rows = "\n".join(f"{i % 7 - 3},{i % 5 - 2},{'abc'[i % 3]}" for i in range(30))
    chooser.set_input_files({"name": "points.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    expect(page.locator(".notice")).to_contain_text("30 points from the file")
    chooser.set_input_files({"name": "points.csv", "mimeType": "text/csv", "buffer": b"1,2,a\n1,inf,b"})
    expect(page.locator(".notice")).to_contain_text("line 2")


@pytest.mark.parametrize("lab", LABS)
def test_the_code_is_downloaded_and_prints_the_numbers(visit: Visit, lab: str) -> None:
    page = ready(visit(f"{lab}.html"))
    for wanted in (1, 2):
        page.get_by_role("button", name="Step", exact=True).click()
        eventually(lambda wanted=wanted: steps(page) == wanted)
    page.get_by_role("tab", name="Code").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    script = download.value.path()
    assert download.value.suggested_filename == f"{lab}.py"
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    numbers = [float(text) for text in re.findall(r"-?\d+\.\d+(?:e[-+]?\d+)?", printed)]
    shown = re.findall(r"-?\d+\.\d+", page.get_by_role("status").inner_text().replace("−", "-"))
    for text in shown:
        rounding = 0.51 * 10.0 ** -len(text.split(".")[1])
        assert any(abs(float(text) - number) < rounding for number in numbers), (text, printed)
    assert shown
