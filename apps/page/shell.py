"""The page around every lab, and the only place that knows about playing.

A page declares what is particular to it (its pictures, its curves) and hands that to `Shell`; the shell
brings the transport, the settings made from the lab's own description, the timeline, undo, pinned runs and
sweeps, the link that reproduces what is on screen, and the tabs with the numbers, the code, the diagnosis
and the challenges.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import panel as pn
from bokeh.document import Document

from apps.page import assets, url
from apps.page.commands import Commands, Handler
from apps.page.compare import Comparison
from apps.page.components import Message, Settings, Tabs, Transport
from apps.page.player import SPEEDS, Player, expect_closed_tabs
from apps.page.tabs import tab_content
from apps.page.views import Curve, View
from playground.lab import Lab
from playground.labs import LABS, menu_name

opened: WeakKeyDictionary[Document, "Shell"] = WeakKeyDictionary()  # the pages of all living sessions

BETWEEN_WHOLE = 0.25  # seconds between redraws of what need not move with every frame
BETWEEN_CURVES = 0.1  # and of the curves: a browser takes as long for them as for all pictures together


class Shell:
    """One page of one session: `Shell(kind, pictures=[...], curve=Curve(...)).servable()`.

    `pictures` go to the middle, `side` to the right above the curves. A view's `on` maps the type of a
    message to `handler(lab, message)`, which changes the lab (undoably) and may return a sentence to show.
    Drawing only reads the lab.
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
        self.frame = 0
        self.query = ""
        self._drawn_whole = self._drawn_curves = 0.0
        self.player = Player(self._advance, self._draw_frame, self._ended)
        self.transport = Transport(
            self.receive,
            fixed={
                "lab": kind.slug,
                "title": kind.title,
                "speeds": list(SPEEDS),
                "challenges": [challenge.text for challenge in kind.challenges],
            },
        )
        self.settings = Settings(self.receive, fixed=_described(kind) | {"thumbnails": thumbnails or {}})
        self.tabs = Tabs(
            self.receive, fixed={"story": kind.story, "sources": list(map(_source, kind.sources))}
        )
        self.comparison = Comparison(self.lab, curve, self.receive)
        self.inbox: deque[Message] = deque()
        self.commands = Commands(self)
        self.commands.notice = " ".join(complaints)
        for view in self.views:
            view.attach(self)

    # --- what arrives ------------------------------------------------------------------------------------

    def receive(self, message: Message) -> None:
        """Take one message of a component. It is handled, in order, on the server's event loop.

        Panel may call this from a thread, and before the page is ready to be written to; the player runs on
        the event loop too, so a lab is only ever touched from there.
        """
        if message["type"] == "drawn":  # comes with every frame, and touches nothing but the player's clock
            self.player.drawn(message.get("frame"))
        elif message["type"] in self.commands.handlers:
            self.inbox.append(message)
            pn.state.execute(self._handle_inbox)

    async def _handle_inbox(self) -> None:
        while not pn.state.loaded:
            await asyncio.sleep(0.01)
            if pn.state.curdoc.session_context is None:  # the browser left before its page was ready
                return
        with pn.io.hold():
            seen = bool(self.inbox)
            while self.inbox:
                self.commands.handle(self.inbox.popleft())
            if seen:
                self.draw()

    def edit(self, handler: Handler, message: Message, what: str) -> None:
        """Let a view's handler change the lab, so that it can be undone."""
        self.commands.edit(handler, message, what)

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
        return self._draw_moving(monotonic() - self._drawn_curves > BETWEEN_CURVES)

    def draw(self) -> int:
        """Bring everything up to date; returns the number of this frame."""
        lab = self.lab
        self._drawn_whole = monotonic()
        self.query = url.query(lab, self.page)
        self.settings.show(
            values=lab.texts(),
            errors=self.commands.errors.copy(),
            irrelevant=sorted(lab.irrelevant()),
            preset=lab.preset_name(),
        )
        self.tabs.show(**tab_content(lab, self.commands.open_tab))
        return self._draw_moving()

    def _draw_moving(self, curves: bool = True) -> int:
        lab = self.lab
        self.frame += 1
        for view in self.views:
            view.draw(lab)
        if curves:
            self._drawn_curves = monotonic()
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
            notice=self.commands.notice,
            undo=self.commands.undo_stack[-1][0] if self.commands.undo_stack else "",
            query=self.query,
            link=self.commands.link,
            seed=lab.seed,
            solved=[[number, step] for number, step in lab.solved.items()],
            answers=self.commands.answers,
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
            "labs": [(slug, menu_name(slug)) for slug in LABS],
            "styles": assets.text("css/tokens.css", "css/page.css"),
            "script": assets.text("js/page.js", "js/host.js"),
            "theme": self.page.get("theme", "auto"),
        }.items():
            template.add_variable(name, value)
        roots: dict[str, Any] = {"transport": self.transport, "settings": self.settings, "tabs": self.tabs}
        roots["picture"] = pn.Column(
            *(view.panel for view in self.pictures), sizing_mode="stretch_width", margin=0
        )
        roots["side"] = pn.Column(
            *(view.panel for view in self.side),
            pn.Column(*self.comparison.panels, sizing_mode="stretch_width", margin=0),
            sizing_mode="stretch_width",
            margin=0,
        )
        for name, root in roots.items():
            template.add_panel(name, root)
        self.draw()
        if pn.state.curdoc is not None:
            opened[pn.state.curdoc] = self
        pn.state.on_session_destroyed(_stopper(self.player))
        expect_closed_tabs()
        template.servable(title=f"{kind.title} · Neural Playground")


def _stopper(player: Player) -> Callable[[Any], None]:
    """Bound to the player, not to the page's globals, which are gone by the time it is called."""

    def stop(context: Any) -> None:
        player.pause()

    return stop


def _described(kind: type[Lab]) -> dict[str, Any]:
    return kind.describe() | {"about": {name: preset.about for name, preset in kind.presets.items()}}


def _source(source: Any) -> dict[str, str]:
    return {"text": str(source), "note": source.note}
