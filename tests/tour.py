"""The tour: a lab's page is opened once and asked one question after another, on a server and in the site.

Each question is a subtest that bears its name and the lab's. It finds the page at step 0, with the settings
of its address, and leaves it like that, but for the step: if it fails, or goes elsewhere, the page is opened
anew by its address. What the page reports to its console is told by the fixture that has opened it.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from playground.lab import Lab
from playground.labs import lab_class
from tests.helpers import PATIENCE, SIZES, answered, eventually, fits, serious, step, steps, stopped

THEMES = ("light", "dark")
MOST_FAILURES = 3  # of one tour: then it is broken off, since each takes all patience
BAD_ADDRESSES = (
    "?seed=-1", "?seed=abc", "?nonsense=1", "?preset=%3Cscript%3E", "?seed=1e999", "#w=AAAA", "?seed=%FF%00",
)  # fmt: skip


class Tour:
    """A page, and the address of its lab, to which `open` goes."""

    def __init__(
        self, lab: str, page: Page, address: str, open: Callable[[Page, str], Page], subtests: pytest.Subtests
    ) -> None:
        self.lab, self._page, self.address = lab, page, address
        self._open, self._subtests = open, subtests
        self._failures = 0
        self._at_home = True
        open(page, address)
        assert steps(page) == 0

    def ask[Found](
        self,
        question: str,
        answer: Callable[..., Found],
        *more: Any,
        at: str | None = None,
        size: str = "wide",
        theme: str = "light",
    ) -> Found | None:
        """A subtest: what `answer(page, *more)` finds, or None if it has failed.

        The page is at step 0 of its own address, or has just been opened `at` another one.
        """
        with self._subtests.test(question, lab=self.lab):
            self._arrive(at, size, theme)
            found = answer(self._page, *more)
            self._at_home = at is None
            return found
        self._failures += 1
        if self._failures == MOST_FAILURES:
            pytest.fail(f"{self.lab}: {MOST_FAILURES} questions have failed, no more are asked")
        return None

    def _arrive(self, at: str | None, size: str, theme: str) -> None:
        page, stay = self._page, self._at_home and at is None
        self._at_home = False
        if not stay:  # as if for the first time; an address that differs behind its # only is another one too
            page.evaluate("try { localStorage.clear() } catch { /* there is none where nothing is open */ }")
            page.goto("about:blank")
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        if not stay:
            self._open(page, self.address if at is None else at)
            return
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        answered(page)
        if steps(page):
            page.get_by_role("button", name="Reset to step 0").click()
            eventually(lambda: steps(page) == 0)
        page.get_by_role("heading", level=1).click()  # so that no control has the focus


# ---------------------------------------------------------------------------------------------- what is asked


def plays_stops_and_goes_back(page: Page) -> None:
    assert steps(page) == 0
    step(page)
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: steps(page) > 5)
    page.get_by_role("button", name="Pause").click()
    at = stopped(page)
    before = page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Back one step").click()
    eventually(lambda: steps(page) == at - 1)
    page.get_by_role("button", name="Step", exact=True).click()
    eventually(lambda: page.get_by_role("status").inner_text() == before)
    page.get_by_label("Timeline").fill("1")
    eventually(lambda: steps(page) == 1)
    page.get_by_role("button", name="Reset to step 0").click()
    eventually(lambda: steps(page) == 0)
    page.get_by_role("button", name="Undo", exact=True).click()
    eventually(lambda: steps(page) == 1)
    fits(page)


def keys_move_time(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    eventually(lambda: steps(page) == 1)
    page.keyboard.press("ArrowRight")
    eventually(lambda: steps(page) == 2)
    page.keyboard.press("ArrowLeft")
    eventually(lambda: steps(page) == 1)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("r")
    eventually(lambda: steps(page) == 0)


def shares_links(page: Page) -> tuple[list[str], str]:
    """The links after three steps with another seed: without and with weights, and with all that was done;
    and the status line there."""
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    eventually(lambda: "seed=7" in page.evaluate("location.search"))
    for _ in range(3):
        step(page)
    assert steps(page) == 3
    shown = page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Share").click()
    fields = page.locator(".sheet input[readonly]")
    expect(fields).to_have_count(3)
    links = [fields.nth(i).input_value() for i in range(3)]
    assert "seed=7" in links[0] and "#w=" in links[1] and "#log=" in links[2]
    page.keyboard.press("Escape")
    return links, shown


def shows(page: Page, status: str) -> None:
    eventually(lambda: page.get_by_role("status").inner_text() == status)


def settings_are_there(page: Page, theme: str, address: str) -> None:
    """From the start, those that are in the address, which stays as it is."""
    eventually(lambda: page.get_by_label("Seed").input_value() == "7")
    assert steps(page) == 0
    assert page.evaluate("location.href") == address
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    fits(page)


def says_what_is_wrong_and_takes_the_default(page: Page) -> None:
    expect(page.locator(".notice span")).not_to_be_empty()
    assert steps(page) == 0
    step(page)


def tabs_have_content(page: Page, lab: str) -> None:
    for name in ("Numbers", "Code", "Diagnosis", "Challenges", "What is going on"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tabpanel")).not_to_be_empty()
    page.get_by_role("tab", name="Code").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("import numpy as np")
    page.get_by_role("tab", name="Numbers").click()
    if lab_class(lab).gradient_check is not Lab.gradient_check:  # not all labs learn by one
        expect(page.get_by_role("tabpanel")).to_contain_text("Gradient checked")


def presets_can_be_chosen(page: Page) -> None:
    presets = page.get_by_role("group", name="Presets")
    if (more := presets.get_by_role("button", name=re.compile("more…$"))).count():
        more.click()
    chips = presets.locator(".chip")
    assert chips.count() > 1
    for i in range(chips.count()):
        chips.nth(i).click()
        expect(chips.nth(i)).to_have_attribute("aria-pressed", "true")
        answered(page)
        step(page)


def the_guide_leads_to_its_end(page: Page) -> None:
    """Its buttons, one after the other; what they play ends by itself."""
    guide = page.get_by_role("region", name="Guide")
    if not guide.count():
        return
    place, button, onward = (guide.locator(f".{name}") for name in ("place", "do", "next"))
    most = int(place.inner_text().split()[-1])
    for number in range(1, most + 1):
        expect(place).to_contain_text(f"{number} of {most}")
        if button.is_visible():
            button.click()
            expect(place).to_contain_text("✓", timeout=PATIENCE * 1000)
        onward.click()
    expect(place).to_have_text("✓")
    guide.get_by_role("button", name="Put the guide away").click()
    expect(onward).to_be_hidden()
    guide.get_by_role("button", name="Show me around").click()
    onward.click()
    expect(place).to_have_text(re.compile(f"1 of {most}"))
    fits(page)


def a_step_opens_in_slow_motion(page: Page) -> None:
    """Phase after phase to the step itself; then steps are whole again."""
    button = page.get_by_role("button", name="slow motion", exact=True)
    if not button.count():
        return
    button.click()
    parts = page.get_by_role("region", name="One step in slow motion")
    for name in ("forward", "loss", "backward", "update"):
        assert steps(page) == (name == "update")
        expect(parts.locator("[aria-current]")).to_have_text(name)
        expect(parts.locator(".says")).not_to_be_empty()
        page.get_by_role("button", name="Step", exact=True).click()
        answered(page)
    expect(parts.locator("[aria-current]")).to_have_text("forward")
    fits(page)
    parts.get_by_role("button", name="Whole steps again").click()
    expect(parts).to_be_hidden()


def formulas_have_numbers_and_point_at_the_picture(page: Page) -> None:
    """A symbol lights up its place in the picture, and a place its symbol; no number moves the page."""
    row = page.get_by_role("region", name="Formulas")
    chips = row.get_by_role("group", name="Which formula").get_by_role("button")
    symbols, numbers = (
        row.get_by_role("group", name="In symbols"),
        row.get_by_role("group", name="In numbers"),
    )
    step(page)
    row.get_by_role("button", name="numbers", exact=True).click()
    for i in range(chips.count()):
        chips.nth(i).click()
        expect(chips.nth(i)).to_have_attribute("aria-pressed", "true")
        expect(numbers.locator("math")).to_be_visible()
        parts = symbols.locator("[data-part]")
        names = {parts.nth(j).get_attribute("data-part"): j for j in range(parts.count())}
        for name, j in names.items():
            parts.nth(j).dispatch_event("pointerover")
            place = page.locator(f'.np-picture [data-part~="{name}"], .np-side [data-part~="{name}"]')
            expect(place.and_(page.locator(".lit"))).not_to_have_count(0)
            symbols.dispatch_event("pointerover")
            expect(place.and_(page.locator(".lit"))).to_have_count(0)
        if names:
            called = (
                f'[data-part="{name}"], [data-part^="{name} "]'  # of several names it lights up the first
            )
            place = page.locator(".np-picture, .np-side").locator(called).first
            place.dispatch_event("pointerover")
            expect(parts.and_(page.locator(".lit"))).not_to_have_count(0)
    height = row.evaluate("row => row.offsetHeight")
    for _ in range(3):
        step(page)
    assert row.evaluate("row => row.offsetHeight") == height
    fits(page)
    row.get_by_role("button", name="symbols", exact=True).click()
    expect(numbers).to_be_hidden()


def axe_finds_nothing_serious(page: Page) -> None:
    """While the run is under way."""
    step(page)
    problems = serious(page)
    assert not problems, "\n".join(problems)


def prints_its_numbers(page: Page, lab: str) -> None:
    """The script that can be downloaded, when it is run here."""
    for _ in range(2):
        step(page)
    page.get_by_role("tab", name="Code").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    script = download.value.path()
    assert download.value.suggested_filename == f"{lab}.py"
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    numbers = [float(text) for text in re.findall(r"-?\d+\.\d+(?:e[-+]?\d+)?", printed)]
    _, _, metrics = page.get_by_role("status").inner_text().replace("−", "-").partition("·")  # after the step
    shown = re.findall(r"(-?\d+(?:\.(\d+))?)( %)?", metrics)
    for text, decimals, percent in shown:
        unit = 0.01 if percent else 1.0
        rounding = 0.51 * 10.0 ** -len(decimals) * unit
        assert any(abs(float(text) * unit - number) < rounding for number in numbers), (text, printed)
    assert shown
    page.get_by_role("tab", name="What is going on").click()


# ------------------------------------------------------------------------------------------- in which order


def all_questions(tour: Tour, themes: tuple[str, str], bad_addresses: tuple[str, ...]) -> None:
    """In one theme wide, and in the other on a phone. What takes another address comes last."""
    wide, phone = themes
    tour.ask("keys move time", keys_move_time)
    tour.ask("plays, stops and goes back", plays_stops_and_goes_back)
    tour.ask(f"axe finds nothing serious, wide and {wide}", axe_finds_nothing_serious, theme=wide)
    tour.ask("formulas", formulas_have_numbers_and_point_at_the_picture)
    tour.ask("plays, stops and goes back on a phone", plays_stops_and_goes_back, size="phone", theme=phone)
    tour.ask(
        f"axe finds nothing serious, on a phone and {phone}",
        axe_finds_nothing_serious,
        size="phone",
        theme=phone,
    )
    tour.ask("tabs have content", tabs_have_content, tour.lab)
    shared = tour.ask("shares links", shares_links)
    tour.ask("a step opens in slow motion", a_step_opens_in_slow_motion)
    tour.ask("the guide leads to its end", the_guide_leads_to_its_end)
    tour.ask("presets can be chosen", presets_can_be_chosen)  # and then it is another one
    if shared:
        links, status = shared
        tour.ask("a link with weights", shows, status, at=links[1])
        themed = f"{links[0]}&theme={phone}"
        tour.ask(
            "settings in the address", settings_are_there, phone, themed, at=themed, size="phone", theme=wide
        )
    for bad in bad_addresses:
        question = f"the wrong address {bad}"
        tour.ask(question, says_what_is_wrong_and_takes_the_default, at=tour.address + bad)
