"""Course pages that show labs of the static site, from a host of their own: the element, its events and
methods, and the lines of the Share sheet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.course import Course, call, heard, inside, served, wait_for
from tests.helpers import new_context
from tests.site.serving import FOLDER, SiteServer, ready


@pytest.fixture
def course(browser: Browser, site_server: SiteServer, tmp_path: Path) -> Iterator[Course]:
    contexts = []

    def new_page(more_hosts: tuple[str, ...] = (), **options: object) -> Page:
        contexts.append(new_context(browser, **options))
        return contexts[-1].new_page()

    with served(tmp_path) as port:
        yield Course(tmp_path, port, site_server.url.removesuffix("/"), new_page)
        for context in contexts:
            context.close()


def test_a_lab_starts_tells_what_happens_and_obeys(course: Course) -> None:
    page = course.open('<neural-lab id="one" name="backprop" alpha="10" seed="3"></neural-lab>')
    page.get_by_role("button", name="Start the lab").click()
    wait_for(page, "heard.some((event) => event.type === 'ready')")
    frame = inside(page)
    assert heard(page, "ready")[0]["id"] == "one"
    assert call(page, "one.play()") == "done"
    wait_for(page, "heard.filter((event) => event.type === 'step').length > 3")
    assert call(page, "one.pause()") == "done"
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert call(page, "one.set({alpha: 2})") == "done"
    expect(frame.get_by_label("Learning rate, as a number")).to_have_value("2")
    assert call(page, "one.set({alpha: 'much'})") != "done"
    assert call(page, "one.reset()") == "done"
    expect(frame.get_by_role("status")).to_contain_text("step 0")
    wait_for(page, "one.clientHeight > 400")  # as high as its content
    assert site_scripts(page) == {"embed.js"}


def site_scripts(page: Page) -> set[str]:
    """What the course page itself has loaded from the site."""
    return set(page.evaluate(
        f"performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'script' && "
        f"one.name.includes('{FOLDER}')).map((one) => one.name.split('/').pop())"
    ))  # fmt: skip


@pytest.mark.parametrize("kind", ["HTML", "iframe"])
def test_pasted_lines_show_the_lab_with_its_settings(
    visit: Callable[..., Page], course: Course, kind: str
) -> None:
    sheet = ready(visit("backprop.html?alpha=3&seed=7"))
    sheet.get_by_role("button", name="Share").click()
    sheet.get_by_label("Kind of course page").select_option(kind)
    pasted = sheet.get_by_label("Lines to paste").input_value()
    assert FOLDER in pasted
    (course.folder / "index.html").write_text(f"<!doctype html><title>A course</title>{pasted}")
    page = course.page()
    page.goto(course.url)
    if kind == "HTML":
        page.get_by_role("button", name="Start the lab").click()
    frame = inside(page, "iframe")
    frame.get_by_role("button", name="Step", exact=True).click()
    sheet.keyboard.press("Escape")
    sheet.get_by_role("button", name="Step", exact=True).click()
    expect(sheet.get_by_role("status")).to_contain_text("step 1")
    shown = sheet.get_by_role("status").inner_text()
    expect(frame.get_by_role("status")).to_have_text(shown)
