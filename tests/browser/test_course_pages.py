"""What a teacher does: copy lines from a lab's page, build the examples, show a lab in a notebook.

Every page here is of another origin than the playground.
"""

import html
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Page, expect

from apps.host.notebook import show
from tests.browser.course import Course, call, inside, served, wait_for
from tests.helpers import eventually

EXAMPLES = Path(__file__).parents[2] / "docs" / "embedding"
PLACEHOLDER = "https://playground.example"


@pytest.fixture(autouse=True)  # so that it ends after the pages that it serves
def site(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    folder = tmp_path / "site"
    folder.mkdir()
    with served(folder) as port:
        yield folder, port


@pytest.fixture
def course(site: tuple[Path, int], server: str, new_page: Callable[..., Page]) -> Course:
    return Course(*site, server, new_page)


# ------------------------------------------------------------------------------- the lines of the Share sheet


@pytest.fixture
def sheet(page: Page) -> Page:
    """A page with the Share sheet open, its settings not the default ones, one of them awkward in HTML."""
    page.goto("/circuit?formula=a*x%2Bb&values=a%3D2&seed=7&theme=dark")
    page.get_by_role("button", name="Share").click()
    return page


def lines(sheet: Page, kind: str) -> str:
    sheet.get_by_label("Kind of course page").select_option(kind)
    return sheet.get_by_label("Lines to paste").input_value()


@pytest.mark.parametrize("kind", ["HTML", "iframe", "Moodle", "Canvas"])
def test_pasted_lines_show_the_lab_with_its_settings(sheet: Page, course: Course, kind: str) -> None:
    pasted = lines(sheet, kind)
    (course.folder / "index.html").write_text(f"<!doctype html><title>A course</title>{pasted}")
    page = course.page()
    page.goto(course.url)
    if kind == "HTML":
        page.get_by_role("button", name="Start the lab").click()
    frame = inside(page, "iframe")
    link = frame.get_by_role("link", name="Open in the playground")
    expect(link).to_have_attribute("href", sheet.url.replace("&theme=dark", ""))


@pytest.mark.parametrize("kind", ["MkDocs", "Sphinx", "Jupyter Book 1", "Quarto"])
def test_lines_for_other_pages_hold_those_for_html(sheet: Page, kind: str) -> None:
    unindented = [line.strip() for line in lines(sheet, kind).splitlines()]
    assert "\n".join(lines(sheet, "HTML").splitlines()) in "\n".join(unindented)


def test_jupyter_book_2_gets_the_address_of_the_frame(sheet: Page) -> None:
    directive, address = lines(sheet, "Jupyter Book 2").splitlines()[0].split()
    assert directive == ":::{iframe}"
    assert f'src="{address}"' in html.unescape(lines(sheet, "iframe"))


def test_lines_follow_the_settings_and_can_be_copied(sheet: Page) -> None:
    sheet.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pasted = lines(sheet, "HTML")
    sheet.locator(".course").get_by_role("button", name="Copy").click()
    expect(sheet.locator(".course").get_by_role("button", name="Copied")).to_be_visible()
    assert sheet.evaluate("navigator.clipboard.readText()") == pasted
    sheet.keyboard.press("Escape")
    sheet.get_by_label("Seed").fill("8")
    sheet.get_by_label("Seed").press("Enter")
    sheet.get_by_role("button", name="Share").click()
    expect(sheet.get_by_label("Lines to paste")).to_have_value(pasted.replace('seed="7"', 'seed="8"'))


# ----------------------------------------------------------------------------------------------- the examples


def test_addresses_of_the_static_site_lead_to_the_same_pages(page: Page, server: str) -> None:
    page.goto("/backprop.html?alpha=10&hidden=8")
    assert page.url == f"{server}/backprop?alpha=10&hidden=8"
    page.goto("/index.html")
    assert page.url == f"{server}/"


def build(example: str, course: Course, tmp_path: Path) -> Page:
    """The example's page, built as its reader would, for the playground of this test."""
    source = tmp_path / example
    copytree(EXAMPLES / example, source)
    for file in source.rglob("*.*"):
        file.write_text(file.read_text().replace(PLACEHOLDER, course.playground))
    builders = {
        "mkdocs": ["mkdocs", "build", "--strict", "--quiet", "--site-dir", str(course.folder)],
        "sphinx": ["sphinx", "-q", "-W", ".", str(course.folder)],
    }
    if example in builders:
        subprocess.run([sys.executable, "-m", *builders[example]], cwd=source, check=True)
    else:
        copytree(source, course.folder, dirs_exist_ok=True)
    return course.page()


@pytest.mark.parametrize("example", ["html", "mkdocs", "sphinx"])
def test_an_example_is_built_and_shows_the_lab(course: Course, tmp_path: Path, example: str) -> None:
    page = build(example, course, tmp_path)
    page.goto(course.url)
    page.get_by_role("button", name="Start the lab").click()
    link = inside(page).get_by_role("link", name="Open in the playground")
    expect(link).to_have_attribute("href", f"{course.playground}/backprop?hidden=8&learning_rate=10")
    if example == "html":
        page.get_by_role("button", name="Ten times as fast").click()
        expect(link).to_have_attribute("href", f"{course.playground}/backprop?hidden=8&learning_rate=100")


def test_solved_challenges_are_collected(course: Course, tmp_path: Path) -> None:
    page = build("html", course, tmp_path)
    file = course.folder / "collect.html"
    file.write_text(file.read_text().replace('name="backprop"', 'name="circuit" preset="two-gates"'))
    page.goto(f"{course.url}/collect.html")
    call(page, "document.querySelector('neural-lab').play()")
    wait_for(page, "document.querySelector('tbody').rows.length > 0")
    panel = inside(page).get_by_role("tabpanel", name="Challenges")  # what is collected can be read there
    expect(panel).to_contain_text("Bring the answer of (x + y) * z above zero.")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("circuitBring the answer of (x + y) * z above zero.")
    kept = page.locator("tbody").inner_text()
    page.reload()
    assert page.locator("tbody").inner_text().startswith(kept)


@pytest.mark.parametrize(
    "example", ["jupyter-book/lab.md", "quarto/lab.qmd", "moodle/page.html", "canvas/page.html"]
)
def test_the_other_examples_use_the_same_addresses(example: str) -> None:
    text = html.unescape((EXAMPLES / example).read_text())
    script = f'<script src="{PLACEHOLDER}/embed.js"></script>'
    element = f'{script}\n<neural-lab name="backprop" learning_rate="10" hidden="8">'
    assert element in text or f'"{PLACEHOLDER}/backprop.html?embed=1&learning_rate=10&hidden=8"' in text


# ------------------------------------------------------------------------------------------------- a notebook


def test_a_notebook_shows_a_live_lab(course: Course, new_page: Callable[..., Page]) -> None:
    shown = show("backprop", alpha=10, hidden=8)
    host = shown.address.split("/")[2]
    (course.folder / "index.html").write_text(
        f"<!doctype html><title>A notebook</title>{shown._repr_html_()}"
    )
    page = new_page(more_hosts=(course.host, host), viewport={"width": 900, "height": 800})
    page.goto(course.url)
    frame = inside(page, "iframe")
    frame.get_by_role("button", name="Step", exact=True).click()
    expect(frame.get_by_role("status")).to_contain_text("step 1")
    box, inner = page.locator("iframe"), page.frames[1]
    height = "document.documentElement.scrollHeight"
    eventually(lambda: box.evaluate("frame => frame.clientHeight") == inner.evaluate(height))


def test_the_next_cell_reads_and_sets_what_the_notebook_shows(
    course: Course, new_page: Callable[..., Page]
) -> None:
    lab = show("backprop")
    (course.folder / "index.html").write_text(f"<!doctype html><title>A notebook</title>{lab._repr_html_()}")
    host = lab.address.split("/")[2]
    page = new_page(more_hosts=(course.host, host), viewport={"width": 900, "height": 800})
    page.goto(course.url)
    frame = inside(page, "iframe")
    lab.play()
    expect(frame.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    lab.pause()
    expect(frame.get_by_role("status")).to_contain_text(f"step {lab.step:,} ")
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    lab.set(learning_rate=5)
    link = frame.get_by_role("link", name="Open in the playground")
    expect(link).to_have_attribute("href", f"http://{host}/backprop?learning_rate=5")
    frame.get_by_role("button", name="Step", exact=True).click()
    eventually(lambda: lab.settings["learning_rate"] == 5 and lab.step > 0 and not lab.playing)
