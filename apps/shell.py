"""The page around every lab, and the only place that knows about playing.

A page declares what is particular to it (its pictures, its curves) and hands that to `Shell`; the shell
brings the transport, the settings made from the lab's own description, the timeline, undo, pinned runs and
sweeps, the link that reproduces what is on screen, and the tabs with the numbers, the code, the diagnosis
and the challenges.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import panel as pn

from apps import assets, url
from apps.compare import Comparison
from apps.components import Component, Message, Settings, Tabs, Transport
from apps.player import SPEEDS, Player
from apps.tabs import tab_content
from apps.views import Curve, View
from playground import share
from playground.lab import Lab, SettingError
from playground.labs import LABS

log = logging.getLogger(__name__)

MOST_UNDO = 30
BETWEEN_WHOLE = 0.25  # seconds between redraws of what need not move with every frame

Handler = Callable[[Lab, Message], str | None]


class Shell:
    """One page of one session: `Shell(kind, pictures=[...], curve=Curve(...)).servable()`.

    `pictures` go to the middle, `side` to the right above the curves. A view's `on` maps the type of a
    message to `handler(lab, message)`, which changes the lab (undoably) and may return a sentence to show.
    `before_draw(lab)` and the views only read the lab. `advance(lab, seconds)` may replace plain running.
    `thumbnails` gives choices a picture each: `{setting: {choice: uint8 array [n, n]}}`.
    """

    def __init__(
        self,
        kind: type[Lab],
        pictures: Sequence[View],
        curve: Curve,
        side: Sequence[View] = (),
        thumbnails: dict[str, dict[str, Any]] | None = None,
    ) -> None:
        self.page = url.arguments()
        self.lab, complaints = url.open_lab(kind, self.page)
        self.pictures, self.side, self.curve = list(pictures), list(side), curve
        self.views: list[View] = [*pictures, *side]
        self.undo_stack: list[tuple[str, Any]] = []
        self.frame = 0
        self.query = ""
        self._drawn_whole = 0.0
        self.player = Player(self._advance, self._draw_frame, self._ended)
        self.transport = Transport(self.receive, fixed={"speeds": list(SPEEDS)})
        self.settings = Settings(self.receive, fixed=_described(kind) | {"thumbnails": thumbnails or {}})
        self.tabs = Tabs(
            self.receive, fixed={"story": kind.story, "sources": list(map(_source, kind.sources))}
        )
        self.comparison = Comparison(self.lab, curve, self.receive)
        self.inbox: deque[Message] = deque()
        self.open_tab = "story"
        self.notice = " ".join(complaints)
        self.errors: dict[str, str] = {}
        self.link: dict[str, str] = {}
        self.handlers: dict[str, Callable[[Message], None]] = {
            "hello": self._hello,
            "play": lambda message: self.player.play(),
            "pause": lambda message: self.player.pause(),
            "drawn": lambda message: self.player.drawn(int(message["frame"])),
            "step": self._step,
            "back": lambda message: self._rewind(self.lab.steps - 1),
            "rewind": lambda message: self._rewind(int(message["step"])),
            "reset": self._reset,
            "undo": self._undo,
            "speed": self._speed,
            "set": lambda message: self._set({str(message["name"]): str(message["text"])}),
            "preset": self._preset,
            "tab": self._tab,
            "theme": lambda message: self._theme(bool(message["dark"])),
            "share": self._share,
            "load": self._load,
            "pin": lambda message: self.comparison.pin(),
            "unpin": lambda message: self.comparison.unpin(int(message["number"])),
            "sweep": self._sweep,
            "adopt": self._adopt,
            "dismiss": lambda message: self._say(""),
        }
        for view in self.views:
            view.attach(self)

    # --- what arrives ------------------------------------------------------------------------------------

    def receive(self, message: Message) -> None:
        """Take one message of a component. It is handled, in order, on the server's event loop.

        Panel may call this from a thread, and before the page is ready to be written to; the player runs on
        the event loop too, so a lab is only ever touched from there.
        """
        if message["type"] in self.handlers:
            self.inbox.append(message)
            pn.state.execute(self._handle_inbox)

    async def _handle_inbox(self) -> None:
        while not pn.state.loaded:
            await asyncio.sleep(0.01)
        with pn.io.hold():
            seen = False
            while self.inbox:
                message = self.inbox.popleft()
                self._handle(message)
                seen = seen or message["type"] != "drawn"
            if seen:
                self.draw()

    def _handle(self, message: Message) -> None:
        try:
            self.handlers[message["type"]](message)
        except SettingError as error:
            self._complain(error)
        except (KeyError, TypeError, ValueError, OverflowError):
            log.exception("A message of the page failed: %s", message["type"])
            self._say("That did not work; nothing was changed.")

    def _complain(self, error: SettingError) -> None:
        """Say what was wrong, at the control if there is one."""
        if error.name in {*self.lab.setting_names(), "sweep"} - {"seed"}:
            self.errors[error.name] = str(error)
        else:
            self._say(str(error))

    def edit(self, handler: Handler, message: Message, what: str) -> None:
        """Let a view's handler change the lab, so that it can be undone."""
        mark = self.lab.bookmark()
        answer = handler(self.lab, message)
        self._remember(what, mark)
        self._say(answer or "")

    def _hello(self, message: Message) -> None:
        """A browser has opened the page: it tells its colours, and the weights after the # of its address."""
        self._theme(bool(message.get("dark")))
        weights = str(message.get("hash", ""))
        if weights.startswith("#w="):
            share.adopt(self.lab, weights.removeprefix("#w="))

    def _step(self, message: Message) -> None:
        self.player.pause()
        self.lab.run(1)

    def _rewind(self, step: int) -> None:
        self.player.pause()
        self.lab.rewind(step)

    def _reset(self, message: Message) -> None:
        self.player.pause()
        mark = self.lab.bookmark() if self.lab.steps else None
        self.lab.reset()
        self.comparison.end_sweep()
        if mark:
            self._remember("Reset", mark)
        self._say("")

    def _set(self, texts: dict[str, str]) -> None:
        for name in texts:
            self.errors.pop(name, None)
        values = self.lab.parse(texts)
        changed = [name for name, value in values.items() if getattr(self.lab, name) != value]
        if not changed:
            return
        mark = self.lab.bookmark()
        self.lab.update(**values)
        self._apply(mark, " and ".join(self.lab.param[name].label for name in changed))

    def _preset(self, message: Message) -> None:
        name = str(message["name"])
        values, mark = self.lab.preset_settings(name), self.lab.bookmark()
        self.lab.update(
            **values | {"seed": self.lab.seed} if "seed" not in self.lab.presets[name] else values
        )
        self.lab.reset()
        self.errors.clear()
        self._remember(name, mark)
        self._say(self.lab.about.get(name, ""))

    def _apply(self, mark: Any, what: str) -> None:
        """After settings moved: what needs a new model gets it at once; undo brings a lost run back."""
        rebuilt = bool(self.lab.pending())
        if rebuilt:
            self.lab.reset()
            self.comparison.end_sweep()
        self._remember(what, mark)
        self._say(f"{what}: started again from step 0." if rebuilt and mark.moment.step else "")

    def _remember(self, what: str, mark: Any) -> None:
        if (
            self.undo_stack
            and self.undo_stack[-1][0] == what
            and mark.moment.step == self.undo_stack[-1][1].moment.step
        ):
            return  # one drag of a slider is one thing to undo
        self.undo_stack = [*self.undo_stack, (what, mark)][-MOST_UNDO:]

    def _undo(self, message: Message) -> None:
        if self.undo_stack:
            self.player.pause()
            what, mark = self.undo_stack.pop()
            self.lab.return_to(mark)
            self.errors.clear()
            self._say(f"Undone: {what}.")

    def _speed(self, message: Message) -> None:
        if message["speed"] in SPEEDS:
            self.player.speed = message["speed"]

    def _tab(self, message: Message) -> None:
        self.open_tab = str(message["tab"])

    def _theme(self, dark: bool) -> None:
        for view in [*self.views, self.curve]:
            view.theme(dark)

    def _share(self, message: Message) -> None:
        self.link = {
            "query": url.query(self.lab, self.page),
            "weights": share.pack(self.lab) if self.lab.shared else "",
        }

    def _load(self, message: Message) -> None:
        mark = self.lab.bookmark()
        share.adopt(self.lab, str(message["text"]).strip())
        self._remember("Load weights", mark)
        self._say(f"Loaded weights that have learnt for {self.lab.steps:,} steps.")

    def _sweep(self, message: Message) -> None:
        self.errors.pop("sweep", None)
        try:
            self.comparison.start_sweep(
                str(message["name"]), str(message["values"]), int(message.get("seeds", 1))
            )
        except (SettingError, ValueError) as error:
            raise SettingError("sweep", str(error)) from None
        self.player.play()

    def _adopt(self, message: Message) -> None:
        mark = self.lab.bookmark()
        run = self.comparison.adopt(int(message["number"]))
        self.player.pause()
        self.lab.return_to(run.bookmark())
        self.comparison.end_sweep()
        self._remember("Adopt a run", mark)

    def _say(self, text: str) -> None:
        self.notice = text

    # --- playing and drawing -----------------------------------------------------------------------------

    def _advance(self, seconds: float) -> bool:
        if self.comparison.sweep is not None:
            return self.comparison.advance(seconds)
        if seconds:
            self.lab.run(seconds=seconds, n=None if self.player.speed == "full speed" else self.lab.pace)
        else:
            self.lab.run(1)
        return not self.lab.stopped

    def _ended(self) -> None:
        if pn.state.curdoc is not None:
            self.redraw()

    def redraw(self) -> None:
        """Show the lab as it is now, in one message."""
        with pn.io.hold():
            self.draw()

    def _draw_frame(self) -> int:
        """A frame of a film: what moves at every frame, and the rest four times a second."""
        if monotonic() - self._drawn_whole > BETWEEN_WHOLE:
            return self.draw()
        return self._draw_moving()

    def draw(self) -> int:
        """Bring everything up to date; returns the number of this frame."""
        lab = self.lab
        self._drawn_whole = monotonic()
        self.query = url.query(lab, self.page)
        self.settings.show(
            values=lab.texts(),
            errors=self.errors.copy(),
            irrelevant=sorted(lab.irrelevant()),
            preset=lab.preset_name(),
        )
        self.tabs.show(**tab_content(lab, self.open_tab))
        return self._draw_moving()

    def _draw_moving(self) -> int:
        lab = self.lab
        self.frame += 1
        for view in self.views:
            view.draw(lab)
        self.comparison.draw()
        self.transport.show(
            frame=self.frame,
            step=lab.steps,
            last=max(lab.history.last_step, lab.steps),
            marks=[step for step, _ in lab.altered][-40:],
            playing=self.player.playing,
            speed=self.player.speed,
            status=[list(pair) for pair in lab.read_out()],
            stopped=lab.stopped,
            notice=self.notice,
            undo=self.undo_stack[-1][0] if self.undo_stack else "",
            query=self.query,
            link=self.link,
            seed=lab.seed,
        )
        return self.frame

    def servable(self) -> None:
        """Put the page into the document of this session."""
        kind = type(self.lab)
        template = pn.Template(assets.text("html/page.html"))
        for name, value in {
            "heading": kind.title,
            "question": kind.question,
            "invitation": kind.invitation,
            "slug": kind.slug,
            "labs": list(LABS.items()),
            "styles": assets.text("css/tokens.css", "css/page.css"),
            "script": assets.text("js/page.js"),
            "embedded": self.page.get("embed") == "1",
            "theme": self.page.get("theme", "auto"),
        }.items():
            template.add_variable(name, value)
        roots: dict[str, Any] = {"transport": self.transport, "settings": self.settings, "tabs": self.tabs}
        roots["picture"] = pn.Column(
            *(view.panel for view in self.pictures), sizing_mode="stretch_width", margin=0
        )
        roots["side"] = pn.Column(
            *(view.panel for view in self.side),
            *self.comparison.panels,
            sizing_mode="stretch_width",
            margin=0,
        )
        for name, root in roots.items():
            template.add_panel(name, root)
        self.draw()
        pn.state.on_session_destroyed(_stopper(self.player))
        template.servable(title=f"{kind.title} · Neural Playground")


def _stopper(player: Player) -> Callable[[Any], None]:
    """Bound to the player, not to the page's globals, which are gone by the time it is called."""

    def stop(context: Any) -> None:
        player.pause()

    return stop


def _described(kind: type[Lab]) -> dict[str, Any]:
    return kind.describe() | {"about": dict(kind.about)}


def _source(source: Any) -> dict[str, str]:
    return {"text": str(source), "note": source.note}


__all__ = ["Component", "Curve", "Shell", "View"]
