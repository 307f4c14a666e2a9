"""The docs as the site ships them: found from its first page, and quiet though scripts are forbidden."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from playground import __version__
from tests.conftest import watch
from tests.helpers import PHONE, new_context, serious, sideways
from tests.site.serving import SiteServer

READ = (
    "index", "labs/index", "labs/backprop", "for-teachers/index", "for-teachers/backprop", "contract",
    "first-lab", "reproduced", "decisions/index",
)  # fmt: skip
LOOKED_OVER = ("index", "labs/backprop", "embedding/examples")  # these have everything that a page can have


@pytest.fixture
def visit(browser: Browser, site_server: SiteServer) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser that runs no Python, since the docs need none; `visit("docs/index.html")`.

    No page may report anything to the console, or ask another host for anything.
    """
    problems: list[str] = []
    contexts = []

    def open_page(address: str, **options: Any) -> Page:
        contexts.append(new_context(browser, base_url=site_server.url, **options))
        page = contexts[-1].new_page()
        watch(page, urlsplit(site_server.url).netloc, problems)
        page.on("console", lambda message: problems.append(f"{page.url}: {message.text}"))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def test_the_docs_are_read_in_both_themes_and_sizes(
    visit: Callable[..., Page], site_server: SiteServer
) -> None:
    page = visit("docs/index.html")
    answer = page.request.get(f"{site_server.url}docs/index.html")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for name in {*READ, *LOOKED_OVER}:
            page.goto(f"docs/{name}.html")
            assert page.locator("html").get_attribute("data-theme") == theme, "the script did not run"
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 800})
                assert sideways(page) <= 0, f"{name} scrolls sideways at {width} px"
            if name in LOOKED_OVER:
                assert serious(page) == [], f"{name}, {theme}"


def test_on_a_phone_the_pages_are_behind_a_button(visit: Callable[..., Page]) -> None:
    page = visit("docs/labs/backprop.html", viewport=PHONE)
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_be_hidden()
    page.get_by_role("button", name="Pages").click()
    expect(pages.get_by_role("link", name="The thirteen lines")).to_have_attribute("aria-current", "page")
    for close in (lambda: page.keyboard.press("Escape"), page.get_by_role("button", name="Pages").click):
        close()
        expect(pages).to_be_hidden()
        page.get_by_role("button", name="Pages").click()
        expect(pages).to_be_visible()
    pages.get_by_role("link", name="The contract of a lab").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The contract of a lab")
    page.go_back()
    expect(page.get_by_role("link", name="Open this lab")).to_have_attribute("href", "../../backprop.html")


def test_the_first_page_leads_to_the_docs_and_back(visit: Callable[..., Page]) -> None:
    page = visit("index.html")
    expect(page.locator("footer")).to_contain_text(f"Neural Playground {__version__}")
    page.get_by_role("link", name="Documentation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Neural Playground")
    before = page.locator("html").get_attribute("data-theme")
    page.get_by_role("button", name="Light or dark").click()
    page.get_by_role("link", name="Open the playground").click()
    expect(page.locator("footer")).to_contain_text("Documentation")
    assert page.locator("html").get_attribute("data-theme") != before, "what is chosen here holds there"


def test_a_lab_leads_to_its_page_for_teachers(site_server: SiteServer, visit: Callable[..., Page]) -> None:
    page = visit("docs/for-teachers/backprop.html")
    lab = page.request.get(f"{site_server.url}backprop.html").text()
    assert 'href="docs/for-teachers/backprop.html"' in lab
    expect(page.get_by_role("heading", level=1)).to_contain_text("The thirteen lines")
    expect(page.get_by_role("link", name="Open this lab")).to_have_attribute("href", "../../backprop.html")
