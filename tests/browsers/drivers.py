"""Firefox and WebKit behind one small interface: open, evaluate, click, press, and what the console said.

Both drivers speak WebDriver, and their elements are alike; they differ in how a browser starts, and in where
the errors of its pages are to be read.
"""

import os
import re
import shutil
import signal
import subprocess
import warnings
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its parts are older than the Python that compiles them here
    from marionette_driver.marionette import Marionette

WIDTH, HEIGHT = 1280, 800
ARROW_LEFT, ARROW_RIGHT = "\ue012", "\ue014"  # as WebDriver spells keys
SECONDS_FOR_A_SCRIPT = 120

# Components draw in shadow trees, which selectors do not look into by themselves.
_DEEP = """
const all = (selector, root = document) => [...root.querySelectorAll("*")].flatMap((element) => [
  ...(element.matches(selector) ? [element] : []),
  ...(element.shadowRoot ? all(selector, element.shadowRoot) : []),
]);
"""


class Browser(ABC):
    """A running browser that shows one page at a time."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address; returns when the page has loaded."""

    @abstractmethod
    def keep_open(self) -> None:
        """Leave the page that is shown open, and go on in another tab or window."""

    @abstractmethod
    def errors(self) -> list[str]:
        """What pages have reported as errors since this was asked last."""

    @abstractmethod
    def close(self) -> None:
        """End the browser, and whatever was started for it."""

    def evaluate(self, body: str, *arguments: Any) -> Any:
        """The value that a function with this `body` returns in the page.

        It has `arguments`, and `all(selector)`: the elements of the page, those in shadow trees too.
        """
        return self.driver.execute_script(_DEEP + body, *arguments)

    def click(self, selector: str) -> None:
        """With the pointer, in the middle of the first element that is seen."""
        self._element(selector).click()

    def press(self, selector: str, key: str) -> None:
        """A key, with the focus on the first element that is seen."""
        self._element(selector).send_keys(key)

    def _element(self, selector: str) -> Any:
        found = self.evaluate("return all(arguments[0]).find((e) => e.checkVisibility()) ?? null", selector)
        assert found is not None, f"the page has no {selector} to be seen"
        return found


class Firefox(Browser):
    """Headless, through Marionette."""

    # Of a process: scripts that failed, rules of the page that were broken, and what was written to the
    # console. Warnings are left out, and so is what Firefox says of its own parts.
    _ERRORS = """
    const WARNING_OR_INFO = 1 | 8;
    const scripts = Services.console.getMessageArray()
      .filter((said) => said instanceof Ci.nsIScriptError && !(said.flags & WARNING_OR_INFO))
      .filter((said) => !/^(chrome|resource|moz-extension):/.test(said.sourceName))
      .map((said) => `${said.errorMessage} (${said.sourceName}:${said.lineNumber})`);
    const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
    const written = storage.getEvents()
      .filter((said) => ["error", "assert"].includes(said.level))
      .filter((said) => !/^(chrome|resource|moz-extension):/.test(said.filename))
      .map((said) => `${Array.from(said.arguments, String).join(" ")} (${said.filename}:${said.lineNumber})`);
    Services.console.reset();
    storage.clearEvents();
    return [...scripts, ...written];
    """

    def __init__(self, program: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        driver = Marionette(
            bin=program,
            port=0,  # one that is free
            headless=True,
            workspace=str(folder),
            gecko_log=str(folder / "firefox.txt"),
        )
        super().__init__(driver)
        driver.start_session()
        driver.timeout.script = SECONDS_FOR_A_SCRIPT
        driver.set_window_rect(width=WIDTH, height=HEIGHT)

    def open(self, address: str) -> None:
        self.driver.navigate(address)

    def keep_open(self) -> None:
        opened = self.driver.open(type="tab", focus=True)
        self.driver.switch_to_window(opened["handle"])

    def evaluate(self, body: str, *arguments: Any) -> Any:
        # without a sandbox of Marionette's own, in which the page's objects would not be what they are
        return self.driver.execute_script(_DEEP + body, script_args=arguments, sandbox=None)

    def errors(self) -> list[str]:
        in_the_page = self.driver.execute_script(self._ERRORS, sandbox="system")
        with self.driver.using_context("chrome"):
            elsewhere = self.driver.execute_script(self._ERRORS)
        return list(dict.fromkeys([*in_the_page, *elsewhere]))  # what a page's process says is told here too

    def close(self) -> None:
        self.driver.quit()
        self.driver.cleanup()


class WebKit(Browser):
    """Windows of our own with Debian's WebKit in them, on a screen that nobody sees."""

    _ERROR = r"CONSOLE (\w+ )?ERROR"
    # WebKit keeps the page that one has left, for Back, and closes its connection: no error of the page
    _LEFT = "WebSocket is closed due to suspension."

    def __init__(self, program: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._console = folder / "console.txt"
        self._console.touch()
        self._read = 0
        self._screen, display = _screen()
        options = Options()
        options.binary_location = shutil.which("stdbuf") or "stdbuf"
        window = Path(__file__).with_name("webkit_window.py")
        for argument in ("-oL", "/usr/bin/python3", window, self._console):
            options.add_argument(str(argument))
        homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
        service = Service(
            executable_path=program,
            log_output=str(folder / "driver.txt"),
            env={**os.environ, **homes, "DISPLAY": display, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"},
        )
        try:
            super().__init__(webdriver.WebKitGTK(options=options, service=service))
        except BaseException:
            self._screen.kill()
            self._screen.wait()
            raise
        self.driver.set_script_timeout(SECONDS_FOR_A_SCRIPT)
        self.driver.set_window_size(WIDTH, HEIGHT)

    def open(self, address: str) -> None:
        self.driver.get(address)

    def keep_open(self) -> None:
        self.driver.switch_to.new_window("window")
        self.driver.set_window_size(WIDTH, HEIGHT)

    def errors(self) -> list[str]:
        with self._console.open("rb") as console:
            console.seek(self._read)
            said = console.read()
        whole, _, _ = said.rpartition(b"\n")
        self._read += len(whole)
        lines = whole.decode(errors="replace").splitlines()
        return [line for line in lines if re.search(self._ERROR, line) and not line.endswith(self._LEFT)]

    def close(self) -> None:
        try:
            self.driver.quit()
        finally:
            self._screen.send_signal(signal.SIGTERM)
            self._screen.wait()


def _screen() -> tuple[subprocess.Popen[bytes], str]:
    """An X server without a screen, and its name as DISPLAY has it; it takes a number that is free."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    running = subprocess.Popen(
        command, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        name = number.readline().strip()  # it comes when the server is ready, or never if that ends
    if not name:
        raise RuntimeError(f"Xvfb ended with {running.wait()}")
    return running, f":{name}"
