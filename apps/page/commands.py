"""What a person can do on a page, one method for each kind of message that a component sends.

Everything that changes the lab can be undone. What is wrong is said at the control it came from, and changes
nothing: a command that fails, in whatever way, leaves the page as it was (`apps/page/inbox.py`).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

from apps.page import url
from apps.page.again import Again
from apps.page.compare import Comparison
from apps.page.fields import NAME, Command, File, Flag, Maybe, Message, OneOf, Text, Texts, Whole, takes
from apps.page.guide import GuidedTour
from apps.page.player import SPEEDS, Player
from apps.page.slow_motion import InSlowMotion
from apps.page.tabs import TABS
from apps.page.views import Curve, View
from playground.data.files import read_file
from playground.lab import Lab, SettingError, journal, settings, share
from playground.lab.sweep import MOST_RUNS

MOST_UNDO = 30
ONE_DRAG = 1.0  # seconds between two changes of one thing by one gesture, which are undone as one
LARGEST_FILE = 1_000_000  # bytes, as static/js/page/transport.js has it: far more than weights take
LONGEST_HASH = 10_000_000  # of an address: that it is too long for weights is said by `share`

Handler = Callable[[Lab, Message], str | None]


class Page(Protocol):
    """What the commands need of the page that they belong to, which is `apps.page.shell.Shell`."""

    lab: Lab
    player: Player
    comparison: Comparison
    page: dict[str, str]
    views: list[View[Any]]
    curve: Curve
    guide: GuidedTour
    slow_motion: InSlowMotion
    again: Again

    def ask_to_play(self) -> None: ...


class Commands:
    """The handlers of one page's messages, and what they leave to be shown."""

    def __init__(self, shell: Page) -> None:
        self.shell, self.lab = shell, shell.lab
        self.undo_stack: list[tuple[str, Any]] = []  # (what it was, the lab before it)
        self._remembered = 0.0
        self.gesture: Any = None  # which one of the hand on the page brought the message that is handled
        self._last_gesture: Any = None
        self.notice = ""
        self.errors: dict[str, str] = {}  # setting -> what is wrong with what was typed there
        self.apart: dict[str, Any] = {}  # texts still in their fields that do not go with the other settings
        self.link: dict[str, str] = {}
        self.open_tab = "story"
        self.came_with_weights = False
        self._hash: str | None = None  # what the address has behind the #, once it has been read
        self.handlers: dict[str, Command] = {}
        self.add(
            hello=takes(self._hello, dark=Maybe(Flag(), False), hash=Maybe(Text(LONGEST_HASH), "")),
            play=takes(self._play, settles="playing"),
            pause=takes(self._pause, settles="playing"),
            step=takes(self._step),
            slow_motion=takes(self._slow_motion, settles="slow motion", on=Flag()),
            back=takes(lambda message: self._rewind(self.lab.steps - 1)),
            rewind=takes(lambda message: self._rewind(message["step"]), settles="moment", step=Whole()),
            reset=takes(self._reset),
            undo=takes(self._undo),
            speed=takes(self._speed, settles="speed", speed=OneOf(SPEEDS)),
            set=takes(
                lambda message: self._set({message["name"]: message["text"]}),
                settles=lambda message: {("setting", self.lab.canonical(message["name"]))},
                name=Text(NAME),
                text=Text(),
            ),
            set_all=takes(
                lambda message: self._set(message["values"]),
                settles=lambda message: {("setting", self.lab.canonical(name)) for name in message["values"]},
                values=Texts(),
            ),
            preset=takes(self._preset, name=Text(NAME)),
            tab=takes(self._tab, settles="tab", tab=OneOf(TABS)),
            theme=takes(lambda message: self._theme(message["dark"]), settles="theme", dark=Flag()),
            share=takes(self._share, settles="link"),
            load=takes(self._load, file=File(LARGEST_FILE)),
            again=takes(
                self._again, log=Text(journal.LONGEST_TEXT), number=Maybe(Whole(0, 10**9), instead=0)
            ),
            pin=takes(lambda message: shell.comparison.pin()),
            unpin=takes(lambda message: shell.comparison.unpin(message["number"]), number=Whole(0, 99)),
            sweep=takes(
                self._sweep, name=Text(NAME), values=Text(), seeds=Maybe(Whole(1, MOST_RUNS), instead=1)
            ),
            adopt=takes(self._adopt, number=Whole(0, 99)),
            guide=takes(lambda message: shell.guide.turn_to(message["step"]), step=Whole(0, 99)),
            guide_do=takes(self._guide_do, step=Whole(0, 99)),
            dismiss=takes(lambda message: self.say(""), settles="notice"),
        )

    def add(self, **commands: Command) -> None:
        """More kinds of messages, as those of a view. Two that take the same kind are a mistake."""
        for kind, command in commands.items():
            if kind in self.handlers:
                raise ValueError(f"two of this page's views take “{kind}”")
            self.handlers[kind] = command

    # --- what is said ------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Show a sentence under the timeline, in the place of the last one."""
        self.notice = text

    def complain(self, error: SettingError) -> None:
        """Say what was wrong, at the control if there is one; that of the seed has no room for a sentence."""
        if error.name in {*self.lab.setting_names(), "sweep"}:
            self.errors[error.name] = error.on_page
        if error.name not in self.errors or error.name == "seed":
            self.say(error.on_page)

    def forget_complaints(self, before: Mapping[str, Any]) -> None:
        """What was wrong with a setting is past when it has another value than before, whoever has set it."""
        for name, value in self.lab.settings.items():
            if value != before[name] and name not in self.apart:
                self.errors.pop(name, None)

    # --- what is done ------------------------------------------------------------------------------------

    def edit(self, handler: Handler, message: Message, what: str) -> None:
        """Let a view's handler change the lab, so that it can be undone."""
        mark = self._mark()
        answer = handler(self.lab, message)
        self._remember(what, mark, may_be_a_drag=True)
        self.say(answer or "")

    def _hello(self, message: Message) -> None:
        """A browser has opened the page: it tells its colours, and what its address has behind the #.

        A page of the site that was drawn anew says so again; what was done in between stays.
        """
        self._theme(message["dark"])
        if self._hash == message["hash"]:
            return
        behind = url.behind_the_sign(message["hash"])
        weights, log = behind.pop("w", ""), behind.pop("log", "")
        if behind:
            wanted, complaints = url.open_lab(type(self.lab), self.shell.page | behind)
            self.lab.update(**wanted.settings)
            self.lab.reset()
            self.lab.take_as_given()  # what an address solves by itself, nobody has solved
            self.say(" ".join(complaints))
        if weights:
            self.came_with_weights = True
            if self.lab.opening and not behind and not url.asks_for_something(self.shell.page):
                self.lab.update(**self.lab.preset_settings())  # as links of before meant it
                self.lab.reset()
            try:
                share.adopt(self.lab, weights)
            except SettingError as error:
                if not behind:
                    raise
                self.say(f"{self.notice} {error}".lstrip())  # and the settings stay
        self._hash = message["hash"]
        if log:
            self._again({"log": log, "number": 0})

    def _play(self, message: Message) -> None:
        self.shell.ask_to_play()
        self.shell.slow_motion.stop()
        self.shell.guide.let_go()
        self.shell.player.play()

    def _pause(self, message: Message) -> None:
        self.shell.guide.let_go()
        self.shell.player.pause()

    def _guide_do(self, message: Message) -> None:
        """The button of a step of the guide: it changes the lab as a hand would, and may let it learn."""
        self.shell.guide.turn_to(message["step"])
        step = self.shell.guide.step
        if step and step.steps:  # others only look, or change something: on a full server, too
            self.shell.ask_to_play()
        mark = self._mark()
        plays = self.shell.guide.begin()
        self.errors.clear()
        self.shell.comparison.end_sweep()
        self._remember(f"Step {message['step'] + 1} of the guide", mark)
        self.say("")
        if plays:
            self.shell.player.play()

    def _step(self, message: Message) -> None:
        self.shell.player.pause()
        self.shell.again.let_go()
        if self.shell.slow_motion.phase is None:
            self.lab.run(1)
        else:
            self.shell.slow_motion.go_on()

    def _slow_motion(self, message: Message) -> None:
        self.shell.player.pause()
        self.shell.again.let_go()
        if message["on"]:
            self.shell.slow_motion.start()
        else:
            self.shell.slow_motion.stop()

    def _rewind(self, step: int) -> None:
        self.shell.player.pause()
        self.shell.again.let_go()
        self.lab.rewind(step)

    def _reset(self, message: Message) -> None:
        self.shell.player.pause()
        mark = self._mark() if self.lab.steps else None
        self.lab.reset()
        self.shell.comparison.end_sweep()
        if mark:
            self._remember("Reset", mark)
        self.say("")

    def _set(self, texts: Mapping[str, str]) -> None:
        for name in texts:
            if self.errors.pop(self.lab.canonical(name), "") == self.notice:
                self.say("")
        values, present = self.lab.parse(texts), self.lab.settings
        if all(present[name] == value for name, value in values.items()):
            return
        mark = self._mark()
        values = self._update(values)
        changed = [name for name, value in values.items() if present[name] != value]
        what = " and ".join(str(self.lab.param[name].label) for name in changed)
        rebuilt = bool(self.lab.pending())
        if rebuilt:  # what needs a new model gets it at once; undo brings a lost run back
            self.lab.reset()
            self.shell.comparison.end_sweep()
        elif self.lab.out_of_bounds and not mark.stopped:
            raise SettingError(changed[0], self.lab.stopped)
        self._remember(what, mark, may_be_a_drag=True)
        self.say(f"{what}: started again from step 0." if rebuilt and mark.moment.step else "")

    def _update(self, values: dict[str, Any]) -> dict[str, Any]:
        """Set `values`, and texts that were refused before if they go together now: two may need each other.

        Returns what has been set. Raises `SettingError` if the values go neither with these nor without.
        """
        waiting = {n: value for n, value in self.apart.items() if n in self.errors and n not in values}
        self.apart = waiting
        if waiting:
            with suppress(SettingError):
                self.lab.update(**waiting | values)
                self.apart = {}
                for name in waiting:
                    self.errors.pop(name)
                return waiting | values
        try:
            self.lab.update(**values)
        except SettingError:
            texts = {n: value for n, value in values.items() if isinstance(self.lab.param[n], settings.Text)}
            self.apart = waiting | texts
            raise
        return values

    def _preset(self, message: Message) -> None:
        name = message["name"]
        values, mark = self.lab.preset_settings(name), self._mark()
        self.lab.update(
            **values | {"seed": self.lab.seed} if "seed" not in self.lab.presets[name] else values
        )
        self.lab.reset()
        self.errors.clear()
        self._remember(name, mark)
        self.say(self.lab.presets[name].about)

    def _mark(self) -> Any:
        """The lab before somebody changes it, for undo; what was being made again is not, any more."""
        self.shell.again.let_go()
        return self.lab.bookmark()

    def _again(self, message: Message) -> None:
        """Make a run again, from its log; the pages that ask for it wait for it by its number."""
        self.shell.ask_to_play()
        self.shell.player.pause()
        mark = self.shell.again.begin(message["log"], message["number"])
        self.errors.clear()
        self.shell.guide.let_go()
        self.shell.slow_motion.stop()
        self.shell.comparison.end_sweep()
        self._remember("A run made again", mark)
        self.say("")
        self.shell.player.play()

    def _remember(self, what: str, mark: Any, may_be_a_drag: bool = False) -> None:
        """So that it can be undone: by itself, or with the changes of the same thing by the same gesture."""
        now = monotonic()
        goes_on = self.undo_stack and self.undo_stack[-1][0] == what and now - self._remembered < ONE_DRAG
        one_drag = may_be_a_drag and goes_on and self.gesture == self._last_gesture
        self._remembered, self._last_gesture = now, self.gesture
        if not one_drag:
            self.undo_stack = [*self.undo_stack, (what, mark)][-MOST_UNDO:]

    def _undo(self, message: Message) -> None:
        if self.undo_stack:
            self.shell.player.pause()
            self.shell.again.let_go()
            what, mark = self.undo_stack.pop()
            self._remembered = 0.0  # what comes now goes on with nothing
            self.lab.return_to(mark)
            self.errors.clear()
            self.say(f"Undone: {what}.")

    def _speed(self, message: Message) -> None:
        self.shell.player.speed = message["speed"]

    def _tab(self, message: Message) -> None:
        self.open_tab = message["tab"]

    def _theme(self, dark: bool) -> None:
        for view in [*self.shell.views, self.shell.curve]:
            view.theme(dark)

    def _share(self, message: Message) -> None:
        self.link = {
            "query": url.address(self.lab, self.shell.page, with_weights=True).query,
            "weights": share.pack(self.lab) if self.lab.shared else "",
            "log": journal.pack(self.lab),
        }

    def _load(self, message: Message) -> None:
        mark = self._mark()
        try:
            text, _ = read_file(message["file"], "text")
        except ValueError as error:
            raise SettingError("file", str(error)) from None
        share.adopt(self.lab, text.strip())
        self._remember("Load weights", mark)
        self.say(f"Loaded weights that have learnt for {self.lab.steps:,} steps.")

    def _sweep(self, message: Message) -> None:
        self.errors.pop("sweep", None)
        self.shell.ask_to_play()
        self.shell.again.let_go()
        try:
            self.shell.comparison.start_sweep(message["name"], message["values"], message["seeds"])
        except ValueError as error:
            raise SettingError("sweep", str(error), getattr(error, "on_page", "")) from None
        self.shell.player.play()

    def _adopt(self, message: Message) -> None:
        mark = self._mark()
        run = self.shell.comparison.adopt(message["number"])
        self.shell.player.pause()
        self.lab.return_to(run.bookmark())
        self.lab.credit(run)
        self.say("")  # what was said of the run before
        self.shell.comparison.end_sweep()
        self._remember("Adopt a run", mark)
