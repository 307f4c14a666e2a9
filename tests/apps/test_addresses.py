"""Wrong addresses of every lab, without a browser: each gets a sentence and a page that lives.

The tour of tests/browser asks the first lab the same in a browser.
"""

import pytest

from playground.labs import LABS, lab_class
from tests.apps import pages
from tests.tour import BAD_ADDRESSES


@pytest.mark.parametrize("bad", BAD_ADDRESSES)
@pytest.mark.parametrize("lab", LABS)
def test_it_gets_a_message_and_the_default(lab: str, bad: str) -> None:
    query, _, weights = bad.removeprefix("?").partition("#")
    with pages.page(lab, query) as shell:
        shell.handle([{"type": "hello", "dark": False, "hash": f"#{weights}" if weights else ""}])
        said = shell.transport.frame
        assert said["notice"] and "Traceback" not in said["notice"]
        assert said["step"] == 0
        assert shell.lab.settings == lab_class(lab)().settings
        shell.handle([{"type": "step"}])
        assert shell.transport.frame["step"] == 1
