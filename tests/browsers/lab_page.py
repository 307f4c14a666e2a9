"""The page of a lab as somebody sees it who has it before them, in whichever browser."""

import re
import time
from collections.abc import Callable
from typing import Any, Self

from tests.browsers.drivers import ARROW_LEFT, ARROW_RIGHT, Browser

PATIENCE = 120  # seconds; Python in the browser starts in ten or twenty, and a busy machine takes its time


class LabPage:
    """What is shown, and what can be done to it. A method that acts waits until that has shown."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def open(self, address: str) -> None:
        self.browser.open(address)

    def wait_until_ready(self, *, python: bool) -> Self:
        """`python`: in the static site, until the browser's own Python has taken over."""
        self.wait(lambda: self.seen("button.play") and re.match(r"step \d", self.status), "a first frame")
        if python:
            self.wait(lambda: self.ask("return document.documentElement.dataset.python") == "ready", "Python")
        return self

    def wait(self, true: Callable[[], Any], what: str) -> None:
        """Until `true()`; raises AssertionError with what the page shows if that never comes."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > deadline:
                said = [self.status, *self.browser.errors(), self.ask("return document.body.innerText")[:500]]
                raise AssertionError(f"waited in vain for {what}: {said}")
            time.sleep(0.05)

    def ask(self, body: str, *arguments: Any) -> Any:
        return self.browser.evaluate(body, *arguments)

    def seen(self, selector: str) -> bool:
        return bool(self.ask("return all(arguments[0]).some((e) => e.checkVisibility())", selector))

    # ------------------------------------------------------------------------------------------ what it shows

    @property
    def status(self) -> str:
        """The line beside the buttons, as in "step 3 · error 0.25"; empty before there is one."""
        return str(self.ask("return all('.status')[0]?.textContent ?? ''"))

    @property
    def steps(self) -> int:
        found = re.match(r"step ([\d,]+)", self.status)
        assert found, self.status
        return int(found[1].replace(",", ""))

    @property
    def playing(self) -> bool:
        """What the button offers tells: Pause, or Play."""
        return bool(self.ask("return all('button.play')[0].getAttribute('aria-label')") == "Pause")

    def steps_of_frames(self, frames: int) -> list[int]:
        """The steps that the page shows in so many frames of the browser, one after the other."""
        self.ask(
            """
            const seen = window.__steps = [], status = all(".status")[0];
            const look = () => {
              seen.push(parseInt(status.textContent.replace(/[^0-9·]/g, "")));
              if (seen.length < arguments[0]) requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """,
            frames,
        )
        self.wait(lambda: self.ask("return window.__steps.length") == frames, f"{frames} frames")
        return [int(step) for step in self.ask("return window.__steps")]

    def pictures(self) -> list[dict[str, Any]]:
        """Each picture of the lab, and each of its curves.

        With its `kind`, the `words` of the view that it is in, whether it is a `curve`, and whether it
        is `drawn`: a canvas with a pixel that is not empty, an SVG with a shape that takes room, a table with
        text.
        """
        found: list[dict[str, Any]] = self.ask(
            """
            const painted = (canvas) => canvas.getContext("2d")
              .getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
            const room = (shape) => {
              const box = shape.getBoundingClientRect();
              return box.width + box.height > 4;
            };
            const drawn = {
              canvas: (picture) => picture.width > 0 && painted(picture),
              svg: (picture) => [...picture.querySelectorAll("path, line, rect, circle, text")].some(room),
              table: (picture) => picture.innerText.trim() !== "",
            };
            const within = (element, selector) => {
              for (let at = element; at; at = at.parentElement ?? at.getRootNode().host)
                if (at.matches(selector)) return at;
              return null;
            };
            return all("canvas, svg, table")
              .filter((picture) => picture.checkVisibility() && picture.getBoundingClientRect().width > 40)
              .filter((picture) => within(picture, ".np-picture, .np-side"))
              .map((picture) => {
                const kind = picture.tagName.toLowerCase(), root = picture.getRootNode();
                const curve = picture.matches(".bk-layer"); // of Bokeh's layers, the upper ones may be empty
                const layers = curve ? [...root.querySelectorAll("canvas")] : [picture];
                const words = [...root.querySelectorAll(".words")].map((e) => e.textContent).join(" ");
                return { kind, words, curve, drawn: layers.some(drawn[kind]) };
              });
            """
        )
        return found

    # ------------------------------------------------------------------------------------- what is done to it

    def click_until(self, selector: str, true: Callable[[], Any], what: str) -> None:
        self.browser.click(selector)
        self.wait(true, what)

    def key_until(self, key: str, true: Callable[[], Any], what: str) -> None:
        """A key for the page, with the focus on nothing in particular."""
        self.browser.press("body", key)
        self.wait(true, what)

    def play(self) -> None:
        self.click_until("button.play", lambda: self.playing, "Pause on the button")

    def pause(self) -> None:
        self.click_until("button.play", lambda: not self.playing, "Play on the button")

    def turn_first_slider(self) -> tuple[str, str]:
        """To the right by key, or to the left from the end, until its value is another.

        The values of a slider have few digits, so that one key may not change them. Gives the setting's name,
        and its value as the field beside the slider has it then.
        """
        slider = ".setting input[type=range]"
        name, at, last, before = self.ask(
            """
            const slider = all(arguments[0]).find((e) => e.checkVisibility());
            const setting = slider.closest(".setting");
            const field = setting.querySelector("input.value");
            return [setting.dataset.setting, Number(slider.value), Number(slider.max), field.value];
            """,
            slider,
        )
        field = "return all(`[data-setting=${arguments[0]}] input.value`)[0].value"
        for _ in range(5):
            self.browser.press(slider, ARROW_RIGHT if at < last else ARROW_LEFT)
            if self.ask(field, name) != before:
                break
        return name, self.ask(field, name)

    @property
    def settings_in_the_address(self) -> dict[str, str]:
        found: dict[str, str] = self.ask("return Object.fromEntries(new URLSearchParams(location.search))")
        return found

    # ---------------------------------------------------------------------------------------------- its theme

    @property
    def theme(self) -> str:
        return str(self.ask("return document.documentElement.dataset.theme"))

    def brightness(self) -> tuple[float, float]:
        """Of the paper and of the ink on it, from 0 (black) to 1."""
        paper, ink = self.ask(
            """
            const style = getComputedStyle(document.body);
            return [style.backgroundColor, style.color];
            """
        )
        paper, ink = (sum(map(int, re.findall(r"\d+", colour)[:3])) / (3 * 255) for colour in (paper, ink))
        return paper, ink
