"""Keeping a picture: an SVG that needs nothing else and shows what the page shows, and a PNG of the same."""

import io
import re
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Error, Page, expect

from tests.helpers import answered, open_lab, step

NO_BLOBS = """() => {
  HTMLCanvasElement.prototype.toBlob = () => { throw new DOMException("no", "SecurityError"); };
}"""
XMLNS = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"}


def kept(page: Page, name: str) -> Path:
    """Press a button of the sheet, and get what it saves."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path()).rename(
        Path(waiting.value.path()).with_name(waiting.value.suggested_filename)
    )


@pytest.mark.parametrize(
    "lab, shown",
    [
        ("weight", ".valley .numbers b"),
        ("backprop", ".rows .tile .v"),
        ("vectors", ".vectors td:not(.seen), .vectors td.seen span"),
        ("qtable", ".ice svg text"),
        ("circuit?preset=two-gates", "#picture svg text"),
    ],
)
def test_what_is_saved_is_what_is_shown_and_needs_nothing_else(page: Page, lab: str, shown: str) -> None:
    open_lab(page, f"/{lab}")
    step(page)
    answered(page)
    numbers = [text for text in page.locator(shown).all_text_contents() if re.search(r"\d", text)]
    assert numbers
    page.get_by_role("button", name="Share").click()
    file = kept(page, "Save the picture as SVG")
    assert file.name == f"{lab.partition('?')[0]}-step-1.svg"
    text = file.read_text()
    root = ElementTree.fromstring(text)
    words = " ".join("".join(root.itertext()).split())
    for number in numbers[:20]:
        assert " ".join(number.split()) in words
    assert "step 1" in (root.findtext("{http://www.w3.org/2000/svg}title") or "")
    assert set(re.findall(r'https?://[^\s"<)]+', text)) <= XMLNS
    assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= {part.get("id") for part in root.iter()}
    assert not re.search(r"<script|javascript:|\son\w+=", text)


@pytest.mark.parametrize("lab", ["weight", "circuit", "classifier", "lstm", "encrypted", "qtable"])
def test_a_png_looks_like_the_page(page: Page, lab: str) -> None:
    """At twice its size; letters are drawn a little differently, and what can be pressed has no shadow."""
    open_lab(page, f"/{lab}?theme=dark{'&preset=two-gates' if lab == 'circuit' else ''}")
    step(page)
    answered(page)
    picture = page.locator("#picture")
    seen = image(picture.screenshot(scale="css"))
    page.get_by_role("button", name="Share").click()
    saved = image(kept(page, "Save the picture as PNG").read_bytes())
    height, width = seen.shape[:2]
    assert saved.shape[1] == pytest.approx(2 * (width + 32), abs=4)
    assert saved.shape[0] == pytest.approx(2 * (height + 72), abs=4)
    there = saved[32 : 32 + 2 * height : 2, 32 : 32 + 2 * width : 2]
    seen, there = coarse(seen), coarse(there)
    off, empty = np.abs(there - seen).mean(), np.abs(seen - np.median(seen, axis=(0, 1))).mean()
    assert off < 0.5 * empty, "an empty card would be as like it"


def coarse(pixels: np.ndarray) -> np.ndarray:
    """Averages over squares of 12 pixels, within which letters may be moved."""
    rows, columns = pixels.shape[0] // 12, pixels.shape[1] // 12
    whole: np.ndarray = pixels[: 12 * rows, : 12 * columns].reshape(rows, 12, columns, 12, 3).astype(float)
    return whole.mean(axis=(1, 3))


def image(png: bytes) -> np.ndarray:
    """The pixels of a PNG, [height, width, 3]."""
    return np.array(Image.open(io.BytesIO(png)).convert("RGB"))


def test_what_stands_beside_it_is_saved_too(page: Page) -> None:
    open_lab(page, "/classifier")
    page.get_by_role("button", name="Share").click()
    file = kept(page, "Save what stands beside it as PNG")
    assert file.name == "classifier-side-step-0.png"
    assert len(np.unique(image(file.read_bytes()).reshape(-1, 3), axis=0)) > 200, "the plane and the curve"
    expect(page.get_by_role("alert").filter(has_text="PNG")).to_have_count(0)


def test_a_browser_that_cannot_says_so(page: Page) -> None:
    open_lab(page, "/backprop")
    page.evaluate(NO_BLOBS)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Save the picture as PNG").click()
    expect(page.get_by_text("This browser makes no PNG of it: save the SVG instead.")).to_be_visible()


def test_a_film_shows_the_picture_while_it_moves(page: Page) -> None:
    """It plays by itself, and ends when it is told to or its time is up; its first bytes tell its kind."""
    open_lab(page, "/backprop")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Film the picture").click()
        expect(page.locator(".status b").first).to_have_text(re.compile(r"\d\d"))  # it plays
        with suppress(Error):  # on a busy machine its ten seconds may be over
            page.get_by_role("button", name="Stop filming").click(timeout=5000)
    film = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename == "backprop.webm" and film[:4] == b"\x1aE\xdf\xa3"
    assert len(film) > 5_000
    expect(page.get_by_role("button", name="Film the picture")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
