"""Every preset of every lab at the start, while it plays and at the stop, wide and on a phone."""

import pytest
from playwright.sync_api import Page

from playground.labs import LABS
from tests.helpers import open_lab
from tests.looks import looks


@pytest.mark.timeout(1800)  # classifier has fifteen presets
@pytest.mark.parametrize("lab", LABS)
def test_every_preset(page: Page, lab: str) -> None:
    looks(open_lab(page, f"/{lab}"), lab, every_preset=True)
