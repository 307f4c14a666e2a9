"""Take the screenshots in docs/pictures/ and the tiles of the index page, from a running playground.

    make pictures                        all labs
    make pictures ARGS="circuit"         some of them, and the index page
    make pictures ARGS="index"           the index page alone

Every lab is played for a while first, so that the pictures show a network that has learnt something. The seed
is the default one and the number of steps is fixed, so two runs of this script take the same pictures.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from playground.labs import LABS

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
TILES = ROOT / "static" / "images"
SIZES = {"1280": (1280, 800), "390": (390, 844)}
TILE = (480, 300)  # CSS pixels on the index page
COLOURS = 192  # of its palette
# How far each lab is played: (?query, steps).
PLAYED = {
    "weight": ("preset=exploding", 4),
    "streetlights": ("preset=six-lights", 6),
    "force": ("preset=weak-spring", 120),
    "activations": ("", 600),
    "descent": ("preset=hundred-balls", 12),
    "clinic": ("preset=wrong-slope", 60),
    "averaging": ("preset=swa", 220),
    "circuit": ("", 40),
    "backprop": ("", 1500),
    "classifier": ("", 1250),
    "recurrent": ("", 8000),
    "lstm": ("", 400),
    "vectors": ("", 150),
    "encrypted": ("", 100),
    "spam": ("", 1370),
    "qtable": ("", 20000),
}


def main() -> None:
    """Start a server, take every picture, stop the server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labs", nargs="*", metavar="LAB", help=f"some of {', '.join(LABS)} (default: all)")
    asked = parser.parse_args().labs or list(LABS)
    labs = [lab for lab in asked if lab != "index"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "playground.cli", "serve", "--no-open", "--address", "127.0.0.1"]
    server = subprocess.Popen([*command, "--port", port], cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            chromium = os.environ.get("PLAYGROUND_CHROMIUM") or None
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            for lab in labs:
                take_tile(browser, address, lab)
            for name in [*labs, "index"]:
                take_pages(browser, address, name)
    finally:
        server.terminate()


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            urlopen(address, timeout=10).close()
            return
        except URLError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def open_lab(
    browser: Browser, address: str, name: str, size: tuple[int, int], theme: str, sharpness: float = 1
) -> Page:
    """A page with the lab `name` (or the index), played to its number of steps, at so many dots a pixel."""
    viewport = ViewportSize(width=size[0], height=size[1])
    page = browser.new_page(viewport=viewport, device_scale_factor=sharpness)
    query, steps = PLAYED.get(name, ("", 200))
    page.goto(f"{address}/{'' if name == 'index' else name}?theme={theme}{query and f'&{query}'}")
    if name != "index":
        page.wait_for_selector(".play")
        page.wait_for_timeout(500)
        page.get_by_role("button", name="full speed").click()
        page.locator(".play").click()
        play_to(page, steps)
    page.wait_for_timeout(700)
    return page


def play_to(page: Page, steps: int) -> None:
    """Play past `steps`, then scrub back to exactly that step."""
    status = page.get_by_role("status")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        shown = int(status.inner_text().split("·")[0].removeprefix("step ").replace(",", ""))
        ended = shown and page.locator(".play").get_attribute("aria-label") == "Play"  # by itself
        if shown >= steps or ended:
            break
        page.wait_for_timeout(50)
    if page.locator(".play").get_attribute("aria-label") == "Pause":
        page.locator(".play").click()
        page.wait_for_timeout(300)
    timeline = page.get_by_label("Timeline")
    if int(timeline.get_attribute("max") or 0) >= steps:
        timeline.fill(str(steps))
        page.wait_for_timeout(500)
    page.mouse.move(0, 0)


def take_tile(browser: Browser, address: str, name: str) -> None:
    """The picture of a lab, cut out for the index page and for the start of `<neural-lab>`.

    That is as wide as somebody's page, so the picture has two dots a pixel. A lab is drawn in few colours:
    with a palette, that takes hardly more bytes than half of the dots without one.
    """
    page = open_lab(browser, address, name, (1280, 900), "light", sharpness=2)
    picture = page.locator("#picture")
    box = picture.bounding_box()
    assert box is not None, f"{name} shows no picture"
    width = box["width"]
    clip = {"x": box["x"], "y": box["y"], "width": width, "height": width * TILE[1] / TILE[0]}
    dots = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True))).convert("RGB")
    page.close()
    dots.quantize(COLOURS, dither=Image.Dither.NONE).save(TILES / f"{name}.png", optimize=True)


def take_pages(browser: Browser, address: str, name: str) -> None:
    """A page at both sizes, light and dark."""
    for label, size in SIZES.items():
        for theme in ("light", "dark"):
            page = open_lab(browser, address, name, size, theme)
            page.screenshot(path=PICTURES / f"{name}-{label}-{theme}.png")
            page.close()
            print(f"docs/pictures/{name}-{label}-{theme}.png", flush=True)


if __name__ == "__main__":
    main()
