"""The pages for teachers: answers are folded, and each page is one sheet of paper."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.labs import LABS, lab_class
from tests.helpers import PHONE, serious, sideways

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The docs, built as `make docs` does."""
    place = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(place)]
    subprocess.run(command, cwd=ROOT, check=True)
    return place


def sheets(page: Page) -> int:
    """How many sheets of paper the page takes, of the size that its style asks for."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_prints_on_one_sheet(browser: Browser, docs: Path, slug: str) -> None:
    page = browser.new_page()
    page.goto((docs / "for-teachers" / f"{slug}.html").as_uri())
    assert sheets(page) == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_text("embed.js")).to_be_hidden()
    expect(page.get_by_text(lab_class(slug).questions[0].text)).to_be_visible()
    page.close()


def test_answers_are_folded(browser: Browser, docs: Path) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto((docs / "for-teachers" / "backprop.html").as_uri())
    assert sideways(page) <= 0 and serious(page) == []
    first, second, *_ = lab_class("backprop").questions
    expect(page.get_by_text(first.answer)).to_be_hidden()
    page.get_by_text("Answer", exact=True).first.click()
    expect(page.get_by_text(first.answer)).to_be_visible()
    expect(page.get_by_text(second.answer)).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text(first.answer)).to_be_visible()  # what is open is printed
    page.close()
