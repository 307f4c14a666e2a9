"""The watch that every browser test keeps over its page (tests/conftest.py) sees what it is there to see."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.conftest import watch
from tests.helpers import eventually

ASK = "fetch('http://127.0.0.2:9/').catch(() => 0)"


@pytest.mark.parametrize(
    "misbehaviour, policy, report",
    [
        ("console.error('wrong')", True, "console error"),
        ("setTimeout(() => { throw new Error('wrong') }, 0)", True, "error on"),
        (ASK, True, "console error"),  # the page's policy keeps it from asking
        (ASK, False, "asked another host"),
    ],
)
def test_the_watch_reports(
    browser: Browser, server: str, misbehaviour: str, policy: bool, report: str
) -> None:
    problems: list[str] = []
    page = browser.new_page(bypass_csp=not policy)
    watch(page, urlsplit(server).netloc, problems)
    page.goto(server)
    assert problems == []
    page.evaluate(f"() => {{ {misbehaviour} }}")
    eventually(lambda: page.title() and any(report in problem for problem in problems))
    page.close()
