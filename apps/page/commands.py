"""What a person can do on a page, one method for each kind of message that a component sends.

Everything that changes the lab can be undone. What is wrong is said at the control it came from, and changes
nothing.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol

from apps.page import url
from apps.page.compare import Comparison
from apps.page.components import Message
from apps.page.player import SPEEDS, Player
from apps.page.views import View
from playground.lab import Lab, SettingError, share

log = logging.getLogger(__name__)

MOST_UNDO = 30
MOST_ANSWERS = 16  # answers that wait until the page has shown a frame; a page asks far less in that time
ONE_DRAG = 1.0  # seconds between two changes of the same thing that are undone as one

Handler = Callable[[Lab, Message], str | None]


class Page(Protocol):
    """What the commands need of the page that they belong to, which is `apps.page.shell.Shell`."""

    lab: Lab
    player: Player
    comparison: Comparison
    page: dict[str, str]
    views: list[View]
    curve: View


class Commands:
    """The handlers of one page's messages, and what they leave to be shown."""

    def __init__(self, shell: Page) -> None:
        self.shell, self.lab = shell, shell.lab
        self.undo_stack: list[tuple[str, Any]] = []  # (what it was, the lab before it)
        self._remembered = 0.0
        self.notice = ""
        self.errors: dict[str, str] = {}  # setting -> what is wrong with what was typed there
        self.answers: list[list[Any]] = []  # [number of a question, what was wrong or an empty text]
        self.link: dict[str, str] = {}
        self.open_tab = "story"
        self.handlers: dict[str, Callable[[Message], None]] = {
            "hello": self._hello,
            "play": lambda message: shell.player.play(),
            "pause": lambda message: shell.player.pause(),
            "step": self._step,
            "back": lambda message: self._rewind(self.lab.steps - 1),
            "rewind": lambda message: self._rewind(int(message["step"])),
            "reset": self._reset,
            "undo": self._undo,
            "speed": self._speed,
            "set": lambda message: self._set({str(message["name"]): str(message["text"])}),
            "set_all": lambda message: self._set(dict(message["values"])),
            "preset": self._preset,
            "tab": self._tab,
            "theme": lambda message: self._theme(bool(message["dark"])),
            "share": self._share,
            "load": self._load,
            "pin": lambda message: shell.comparison.pin(),
            "unpin": lambda message: shell.comparison.unpin(int(message["number"])),
            "sweep": self._sweep,
            "adopt": self._adopt,
            "dismiss": lambda message: self.say(""),
        }

    def handle(self, message: Message) -> None:
        """Do what one message asks for, or say why not; a message with a number `ask` gets an answer."""
        wrong = ""
        try:
            self.handlers[message["type"]](message)
        except SettingError as error:
            wrong = str(error)
            self._complain(error)
        except (KeyError, TypeError, ValueError, OverflowError):
            log.exception("A message of the page failed: %s", message["type"])
            wrong = "That did not work; nothing was changed."
            self.say(wrong)
        if isinstance(message.get("ask"), int):
            self.answers = [*self.answers, [message["ask"], wrong]][-MOST_ANSWERS:]

    def say(self, text: str) -> None:
        """Show a sentence under the timeline, in the place of the last one."""
        self.notice = text

    def _complain(self, error: SettingError) -> None:
        """Say what was wrong, at the control if there is one."""
        if error.name in {*self.lab.setting_names(), "sweep"} - {"seed"}:
            self.errors[error.name] = str(error)
        else:
            self.say(str(error))

    def edit(self, handler: Handler, message: Message, what: str) -> None:
        """Let a view's handler change the lab, so that it can be undone; if it fails, nothing has changed."""
        mark = self.lab.bookmark()
        with self.lab.attempt():
            answer = handler(self.lab, message)
        self._remember(what, mark)
        self.say(answer or "")

    def _hello(self, message: Message) -> None:
        """A browser has opened the page: it tells its colours, and the weights after the # of its address."""
        self._theme(bool(message.get("dark")))
        weights = str(message.get("hash", ""))
        if weights.startswith("#w="):
            share.adopt(self.lab, weights.removeprefix("#w="))

    def _step(self, message: Message) -> None:
        self.shell.player.pause()
        self.lab.run(1)

    def _rewind(self, step: int) -> None:
        self.shell.player.pause()
        self.lab.rewind(step)

    def _reset(self, message: Message) -> None:
        self.shell.player.pause()
        mark = self.lab.bookmark() if self.lab.steps else None
        self.lab.reset()
        self.shell.comparison.end_sweep()
        if mark:
            self._remember("Reset", mark)
        self.say("")

    def _set(self, texts: dict[str, str]) -> None:
        for name in texts:
            self.errors.pop(self.lab.canonical(name), None)
        values = self.lab.parse(texts)
        changed = [name for name, value in values.items() if getattr(self.lab, name) != value]
        if not changed:
            return
        what = " and ".join(self.lab.param[name].label for name in changed)
        mark = self.lab.bookmark()
        with self.lab.attempt():
            self.lab.update(**values)
            rebuilt = bool(self.lab.pending())
            if rebuilt:  # what needs a new model gets it at once; undo brings a lost run back
                self.lab.reset()
        if rebuilt:
            self.shell.comparison.end_sweep()
        self._remember(what, mark)
        self.say(f"{what}: started again from step 0." if rebuilt and mark.moment.step else "")

    def _preset(self, message: Message) -> None:
        name = str(message["name"])
        values, mark = self.lab.preset_settings(name), self.lab.bookmark()
        with self.lab.attempt():
            self.lab.update(
                **values | {"seed": self.lab.seed} if "seed" not in self.lab.presets[name] else values
            )
            self.lab.reset()
        self.errors.clear()
        self._remember(name, mark)
        self.say(self.lab.presets[name].about)

    def _remember(self, what: str, mark: Any) -> None:
        now = monotonic()
        one_drag = self.undo_stack and self.undo_stack[-1][0] == what and now - self._remembered < ONE_DRAG
        self._remembered = now
        if not one_drag:
            self.undo_stack = [*self.undo_stack, (what, mark)][-MOST_UNDO:]

    def _undo(self, message: Message) -> None:
        if self.undo_stack:
            self.shell.player.pause()
            what, mark = self.undo_stack.pop()
            self.lab.return_to(mark)
            self.errors.clear()
            self.say(f"Undone: {what}.")

    def _speed(self, message: Message) -> None:
        if message["speed"] in SPEEDS:
            self.shell.player.speed = message["speed"]

    def _tab(self, message: Message) -> None:
        self.open_tab = str(message["tab"])

    def _theme(self, dark: bool) -> None:
        for view in [*self.shell.views, self.shell.curve]:
            view.theme(dark)

    def _share(self, message: Message) -> None:
        self.link = {
            "query": url.query(self.lab, self.shell.page),
            "weights": share.pack(self.lab) if self.lab.shared else "",
        }

    def _load(self, message: Message) -> None:
        mark = self.lab.bookmark()
        share.adopt(self.lab, str(message["text"]).strip())
        self._remember("Load weights", mark)
        self.say(f"Loaded weights that have learnt for {self.lab.steps:,} steps.")

    def _sweep(self, message: Message) -> None:
        self.errors.pop("sweep", None)
        try:
            self.shell.comparison.start_sweep(
                str(message["name"]), str(message["values"]), int(message.get("seeds", 1))
            )
        except (SettingError, ValueError) as error:
            raise SettingError("sweep", str(error)) from None
        self.shell.player.play()

    def _adopt(self, message: Message) -> None:
        mark = self.lab.bookmark()
        run = self.shell.comparison.adopt(int(message["number"]))
        self.shell.player.pause()
        self.lab.return_to(run.bookmark())
        self.shell.comparison.end_sweep()
        self._remember("Adopt a run", mark)
