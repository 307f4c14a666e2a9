"""Visits: the first moments, several labs on a page, a second visit without a network, and a new build."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.helpers import eventually, step, steps
from tests.site.serving import READY, SiteServer, late, ready

Stranger = Callable[..., Page]


def test_the_picture_stands_before_python_and_what_is_done_to_it_is_kept(
    own_server: SiteServer, stranger: Stranger
) -> None:
    """In every lab: they are opened side by side, and wait for the same Python.

    Every second one has settings in its address: Python makes it anew, and its models have other identifiers.
    """
    go = Event()
    own_server.faults["pyodide.asm.wasm"] = late(go)
    first = stranger(own_server)
    asked = {lab: "?seed=7" if i % 2 else "" for i, lab in enumerate(LABS)}
    pages = {lab: first if not i else first.context.new_page() for i, lab in enumerate(LABS)}
    for lab, page in pages.items():
        page.goto(f"{lab}.html{asked[lab]}")
        expect(
            page.locator("#picture").locator("svg, canvas, .tile, table").filter(visible=True).first
        ).to_be_visible()
        expect(page.locator(".np-wait")).to_contain_text("Fetching Python")
        for _ in range(3):
            page.get_by_role("button", name="Step", exact=True).click()
        follows = "your settings" if asked[lab] else "what you did"
        expect(page.locator(".np-wait")).to_contain_text(f"{follows} will follow")
        assert steps(page) == 0
    go.set()
    for lab, page in pages.items():
        page.bring_to_front()
        ready(page)
        eventually(lambda page=page: steps(page) == 3)
        assert asked[lab] in page.url
        expect(page.locator(".np-wait")).to_be_hidden()


def test_what_stands_before_bokeh_is_handed_over_as_it_is(own_server: SiteServer, stranger: Stranger) -> None:
    go = Event()
    own_server.faults["bokeh.min"] = late(go)
    page = stranger(own_server)
    page.goto("backprop.html")
    slider = page.locator(".np-essential").get_by_label("Hidden neurons", exact=True)
    expect(slider).to_be_visible()
    page.get_by_role("button", name="Step", exact=True).click()
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("typeof Bokeh") == "undefined", "Bokeh is there: this test shows nothing"
    slider.evaluate("element => { element.mark = 'the same'; }")
    go.set()
    ready(page)
    eventually(lambda: "hidden=5" in page.evaluate("location.search"))
    assert slider.evaluate("element => [element.mark, element.getRootNode().activeElement === element]") == [
        "the same",
        True,
    ]
    assert slider.input_value() == "5"
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(1)


def test_five_labs_on_a_page_share_one_python(own_server: SiteServer, stranger: Stranger) -> None:
    labs = [*LABS, *LABS][:5]
    frames = "".join(
        f'<iframe src="nn/{lab}.html?seed={i}" title="{i}"></iframe>' for i, lab in enumerate(labs)
    )
    (own_server.root / "courses" / "page.html").write_text(f"<!DOCTYPE html><title>A course</title>{frames}")
    page = stranger(own_server)
    page.goto("../page.html")
    for i in range(5):
        expect(page.frame_locator("iframe").nth(i).locator(READY)).to_be_attached()
    for i in range(5):
        frame = page.frame_locator("iframe").nth(i)
        frame.get_by_role("button", name="Step", exact=True).click()
        expect(frame.get_by_role("status")).to_contain_text("step 1")
    assert own_server.times("pyodide.asm.wasm") == 1, "the runtime came more than once"
    page.evaluate("document.querySelector('iframe').remove()")
    last = page.frame_locator("iframe").last
    last.get_by_role("button", name="Step", exact=True).click()
    expect(last.get_by_role("status")).to_contain_text("step 2")


def kept_whole(page: Page) -> bool:
    """Has the service worker got everything, and is it in charge?"""
    return bool(
        page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => Boolean(kept?.active))")
    )


def has_kept(page: Page, *labs: str) -> bool:
    """Has the service worker got all that these labs need? Their pages come last."""
    return all(page.evaluate(f"caches.match('{lab}.html').then(Boolean)") for lab in labs)


def test_the_second_visit_needs_no_network(own_server: SiteServer, stranger: Stranger) -> None:
    page = stranger(own_server)
    page.goto("backprop.html?seed=3")
    ready(page)
    eventually(lambda: kept_whole(page))
    eventually(lambda: has_kept(page, "backprop", "circuit"))  # the latter when there is time
    own_server.down = True
    page.goto("backprop.html?seed=4")  # with other settings, which are the page's business
    ready(page)
    step(page)
    page.goto("circuit.html")  # where it has never been
    ready(page)
    step(page)
    page.goto("./")
    expect(page.locator("ol.np-labs h3 a")).to_have_count(len(LABS))


def test_a_second_visit_fetches_nothing_that_has_not_changed(
    own_server: SiteServer, stranger: Stranger
) -> None:
    page = stranger(own_server)
    page.goto("backprop.html")
    ready(page)
    eventually(lambda: kept_whole(page))
    eventually(lambda: has_kept(page, *LABS))  # then it asks for nothing more by itself
    page.close()
    own_server.asked.clear()
    again = page.context.new_page()
    again.goto("backprop.html")
    ready(again)
    assert not [path for path in own_server.asked if "/assets/" in path]


def another_build(site: Path, place: Path) -> Path:
    """The site as it would be if one file had changed: another icon, under another build's name."""
    shutil.copytree(site, place)
    old = (place / "build.txt").read_text().strip()
    new = old[::-1]
    for file in [*place.glob("*.html"), place / "sw.js", place / "build.txt"]:
        file.write_text(file.read_text().replace(old, new))
        for packed in (".gz", ".br"):
            file.with_name(file.name + packed).unlink(missing_ok=True)
    (place / "images" / "icon.svg").write_text((site / "images" / "icon.svg").read_text() + "<!-- new -->")
    return place


def test_a_new_build_waits_until_it_is_asked_for(
    own_server: SiteServer, stranger: Stranger, site: Path, tmp_path: Path
) -> None:
    page = stranger(own_server)
    page.goto("backprop.html")
    ready(page)
    eventually(lambda: kept_whole(page))
    eventually(lambda: has_kept(page, "backprop"))
    page.reload()  # now the service worker is in charge
    ready(page)
    page.get_by_role("button", name="full speed").click()
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(lambda: steps(page) > 20)

    own_server.serve(another_build(site, tmp_path / "b"))
    new = (tmp_path / "b" / "build.txt").read_text().strip()
    page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept.update())")
    offer = page.locator(".np-update")
    expect(offer).to_contain_text("There is a new version")
    at = steps(page)
    eventually(lambda: steps(page) > at + 20)  # the training went on
    caches = page.evaluate("caches.keys()")
    assert len(caches) == 2
    names = dict(zip(["old", "new"], sorted(caches, key=lambda name: new in name), strict=True))
    kept = "([name, file]) => caches.match(file, { cacheName: name }).then(Boolean)"
    assert page.evaluate(kept, [names["new"], "backprop.html"]), "a lab that was kept is kept no more"

    offer.get_by_role("button", name="Load it").click()
    expect(page.locator(f'script[data-build="{new}"]')).to_be_attached()
    ready(page)
    eventually(lambda: page.evaluate("caches.keys()") == [name for name in caches if new in name])


def test_any_web_server_will_do(site: Path, stranger: Stranger, own_server: SiteServer) -> None:
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(site),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as plain:
        try:
            assert plain.stdout
            port = plain.stdout.readline().split("port ")[1].split()[0]
            page = stranger(own_server)
            page.goto(f"http://127.0.0.1:{port}/backprop.html")
            ready(page)
            step(page)
        finally:
            plain.terminate()
