"""The page around every lab, and the only place that knows about playing.

A page declares what is particular to it (its pictures, its curves) and hands that to `Shell`; the shell
brings the transport, the settings made from the lab's own description, the timeline, undo, pinned runs and
sweeps, the link that reproduces what is on screen, and the tabs with the numbers, the code, the diagnosis
and the challenges.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import panel as pn
from bokeh.document import Document

from apps.host import admission
from apps.host.idle import begin_housekeeping
from apps.page import challenges, chapters, html, url
from apps.page.again import Again
from apps.page.commands import Commands, Handler
from apps.page.compare import Comparison
from apps.page.components import Essential, NextChallenge, Settings, Tabs, Transport, modules
from apps.page.fields import Message
from apps.page.formulas import FormulaRow
from apps.page.guide import GuidedTour
from apps.page.inbox import LOST, Before, Inbox
from apps.page.player import SPEEDS, Player, expect_closed_tabs
from apps.page.slow_motion import InSlowMotion
from apps.page.tabs import tab_content
from apps.page.views import Curve, View
from playground.lab import Lab, SettingError, journal
from playground.lab.glossary import GLOSSARY

log = logging.getLogger(__name__)

opened: WeakKeyDictionary[Document, "Shell"] = WeakKeyDictionary()  # the pages of all living sessions

BETWEEN_WHOLE = 0.25  # seconds between redraws of what need not move with every frame
BETWEEN_CURVES = 0.1  # and of the curves: a browser takes as long for them as for all pictures together
BETWEEN_LOGS = 3.0  # and of what the browser keeps, should the page be closed
BETWEEN_MESSAGES = 1 / 30  # seconds in which messages gather, as in the page's own sliders

NOT_DRAWN = "What came of that cannot be drawn; nothing was changed."


class Shell:
    """One page of one session: `Shell(kind, pictures=[...], curve=Curve(...)).servable()`.

    `pictures` go to the middle, `side` to the right above the curves. A view's `on` maps the type of a
    message to `handler(lab, message)`, which changes the lab (undoably) and may return a sentence to show.
    Drawing only reads the lab.
    `thumbnails` gives choices a picture each: `{setting: {choice: uint8 array [n, n]}}`. `side_first`: on a
    phone, what is at the side comes before the pictures.
    """

    def __init__[L: Lab](
        self,
        kind: type[L],
        pictures: Sequence[View[L]],
        curve: Curve,
        side: Sequence[View[L]] = (),
        thumbnails: dict[str, dict[str, Any]] | None = None,
        side_first: bool = False,
    ) -> None:
        self.page = url.arguments()
        self.side_first = side_first
        self.lab: Lab
        self.lab, complaints = url.open_lab(kind, self.page)
        self.pictures, self.side, self.curve = list(pictures), list(side), curve
        self.views: list[View[Any]] = [*pictures, *side]
        self.frame = 0
        self.address = url.Address()
        self._settings: dict[str, Any] = {}  # as they were drawn last
        self._drawn_whole = self._drawn_curves = self._logged = 0.0
        self._log_of: tuple[Any, ...] = ()  # of which run the browser has the log
        self._touched = monotonic()  # by a person, at least a moment ago
        self._in_line = False  # to play, on a server that is full
        self.player = Player(self._advance, self._draw_frame, self._ended)
        self.transport = Transport(
            self.receive,
            fixed={
                "lab": kind.slug,
                "title": kind.title,
                "speeds": list(SPEEDS),
                "phases": bool(kind.phases),
                "challenges": [{"key": one.key, "text": one.text} for one in kind.challenges],
            },
        )
        described = _described(kind) | {"thumbnails": thumbnails or {}}
        self.settings = Settings(self.receive, fixed=described | {"above": list(kind.essential)})
        parameters = {one["name"]: one for one in described["parameters"]}
        above = {"parameters": [parameters[name] for name in kind.essential], "thumbnails": {}}
        self.essential = Essential(self.receive, fixed=above)
        self.tabs = Tabs(
            self.receive,
            fixed={
                "story": kind.story,
                "terms": [[term, GLOSSARY[term]] for term in kind.teaches],
                "sources": list(map(_source, kind.sources)),
                "healthy": f"Nothing looks ill: {kind.healthy}.",
                "challenges": challenges.described(kind),
            },
        )
        self.challenge = NextChallenge(self.receive, fixed={"challenges": challenges.described(kind)})
        self.comparison = Comparison(self.lab, curve, self.views, self.receive)
        self.guide, self.slow_motion, self.again = GuidedTour(self), InSlowMotion(self), Again(self)
        self.commands = Commands(self)
        self.formulas = FormulaRow(self)
        self.inbox = Inbox(self)
        self._handling = self._served = False
        self.undrawn: set[str] = set()  # what could not be drawn the last time
        self.commands.notice = " ".join(complaints)
        for view in self.views:
            view.attach(self)

    # --- what arrives ------------------------------------------------------------------------------------

    def receive(self, message: Message) -> None:
        """Take one message of a component. It is handled, in order, on the server's event loop.

        Panel may call this from a thread, and before the page is ready to be written to; the player runs on
        the event loop too, so a lab is only ever touched from there.
        """
        kind = message.get("type")
        # what comes with every frame touches nothing but the player's clock
        if isinstance(kind, str) and kind == "drawn" and self.player.drawn(message.get("frame"), self.frame):
            self.inbox.seen(message["frame"])
            self.curve.arrived(message["frame"])
            return
        self._touched = monotonic()
        self.inbox.waiting.append(message)
        if not self._handling:
            pn.state.execute(self._handle_inbox)

    async def ask(self, message: Message) -> str:
        """Take a message as `receive` does; what was wrong with it, or an empty text, when it has been drawn.

        On the event loop of the server, with the document of this page as the present one.
        """
        number = min(self.inbox.expected, default=0) - 1
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.inbox.expected[number] = answer
        try:
            self.receive(message | {"ask": number})
            return await answer
        finally:
            del self.inbox.expected[number]

    async def _handle_inbox(self) -> None:
        """Handle what waits, and what comes meanwhile: not each by itself, but all that has gathered."""
        if self._handling or self._has_left():
            return
        self._handling = True
        try:
            while not pn.state.loaded:
                await asyncio.sleep(0.01)
                if self._has_left():
                    return
            while self.inbox.waiting and not self._has_left():
                began = monotonic()
                with pn.io.hold():
                    self.handle(self.inbox.empty())
                took = monotonic() - began
                await asyncio.sleep(max(BETWEEN_MESSAGES - took, took))  # others have their turn
        finally:
            self._handling = False
        if self.inbox.waiting and not self._has_left():  # come from a thread, just now
            pn.state.execute(self._handle_inbox)

    def _has_left(self) -> bool:
        """Whether there was a browser that this page was made for, and is no more."""
        document = pn.state.curdoc
        here = document is not None and document.session_context is not None
        self._served = self._served or here
        return self._served and not here

    def handle(self, messages: Sequence[Message]) -> None:
        """Do what messages ask for, and draw; whatever cannot be drawn afterwards is taken back."""
        before, undrawn = Before(self), self.undrawn
        self.inbox.handle(*messages)
        self._draw_whole()
        if self.undrawn <= undrawn:
            self._tell()
        if self.undrawn <= undrawn:
            return
        taken_back, self.undrawn = before.restore(), undrawn
        if len(messages) > 1:  # which of them it was
            half = len(messages) // 2
            self.handle(messages[:half])
            self.handle(messages[half:])
            return
        self.inbox.refuse(messages, NOT_DRAWN if taken_back else LOST)
        self.draw()

    def edit(self, handler: Handler, message: Message, what: str) -> None:
        """Let a view's handler change the lab, so that it can be undone."""
        self.commands.edit(handler, message, what)

    def obey(self, message: Message) -> None:
        """Do at once what a message of the page's own asks for. Raises `SettingError` as its command does."""
        command = self.commands.handlers[message["type"]]
        command.do(command.read(message))

    # --- playing and drawing -----------------------------------------------------------------------------

    def ask_to_play(self) -> None:
        """Raise `SettingError` if this server lets nobody else play now; the page says when it does again."""
        house = admission.house
        if house is None or self.player.playing:
            return
        refusal = house.refusal()
        if refusal:
            if not self._in_line:
                self._in_line = True
                pn.state.execute(self._wait_to_play)
            raise SettingError("play", refusal)

    async def _wait_to_play(self) -> None:
        def wants() -> bool:
            document = pn.state.curdoc
            here = document is not None and document.session_context is not None
            return here and not self.player.playing

        try:
            room = admission.house and await admission.house.until_there_is_room(self, wants)
        finally:
            self._in_line = False
        if room:
            self.commands.say(admission.FREE)
            self.redraw()

    def _advance(self, seconds: float, beats: int | None) -> bool:
        idle = admission.house.too_idle(monotonic() - self._touched) if admission.house else ""
        if idle:
            self.commands.say(idle)
            return False
        if self.again.running:
            return self._make_again(seconds)
        if self.comparison.sweep is not None:
            return self.comparison.advance(seconds)
        left = self.guide.steps_left()
        if left == 0:
            return False
        due = 1 if beats == 0 else None if beats is None else beats * self.lab.pace
        if left is not None:
            due = left if due is None else min(due, left)
        if self.guide.closely and left is not None:
            return self._advance_closely(seconds, due or left)
        self.lab.run(due, seconds=None if beats == 0 else seconds)
        return not self.lab.stopped and self.guide.steps_left() != 0

    def _advance_closely(self, seconds: float, due: int) -> bool:
        """Step by step, so that not one is made after the guide has what it waits for."""
        ends = monotonic() + seconds
        while due > 0 and monotonic() < ends and not self.lab.stopped and self.guide.steps_left():
            self.lab.run(1)
            due -= 1
        return not self.lab.stopped and self.guide.steps_left() != 0

    def _make_again(self, seconds: float) -> bool:
        try:
            return self.again.advance(seconds)
        except SettingError as error:
            self.commands.complain(error)
            return False

    def _ended(self) -> None:
        self.guide.let_go()
        if pn.state.curdoc is not None and not self._has_left():  # its models are empty then
            self.redraw()

    def redraw(self) -> None:
        """Show the lab as it is now, in one message."""
        with pn.io.hold():
            self.draw()

    def _draw_frame(self) -> int:
        """A frame of a film: what moves at every frame, and the rest four times a second."""
        if monotonic() - self._drawn_whole > BETWEEN_WHOLE:
            return self.draw()
        self._draw_moving(monotonic() - self._drawn_curves > BETWEEN_CURVES)
        return self._tell()

    def draw(self) -> int:
        """Bring everything up to date; returns the number of this frame."""
        self._draw_whole()
        return self._tell()

    def _draw_whole(self) -> None:
        lab = self.lab
        self._drawn_whole = monotonic()
        with self._drawing("settings"):
            self._draw_settings()
        with self._drawing("guide"):
            self.guide.draw()
            self.slow_motion.draw()
        if self.page.get("embed") != "1":
            with self._drawing("formulas"):
                self.formulas.draw()
        with self._drawing("tabs"):
            self.tabs.show(**tab_content(lab, self.commands.open_tab))
        with self._drawing("log"):
            self._draw_log()
        self._draw_moving()

    def _draw_log(self) -> None:
        """What the browser keeps of this run, to make it again: nothing of one that has not begun."""
        lab, now = self.lab, monotonic()
        if self.again.running or (self.player.playing and now - self._logged < BETWEEN_LOGS):
            return
        present = (lab.steps, lab.journal, lab.settings)
        if present != self._log_of:
            self._logged, self._log_of = now, present
            begun = lab.steps or lab.journal.events
            self.challenge.show(log=journal.pack(lab) if begun else "", steps=lab.steps)

    def _draw_settings(self) -> None:
        """Their texts, and the address, are as before if the settings are."""
        lab, present = self.lab, self.lab.settings
        shown: dict[str, Any] = {"errors": self.commands.errors.copy()}
        if present != self._settings:
            self.address = url.address(lab, self.page, self.commands.came_with_weights)
            shown |= {
                "values": lab.texts(),
                "irrelevant": sorted(lab.irrelevant()),
                "preset": lab.preset_name(),
            }
            self._settings = present
        self.settings.show(**shown)
        if "values" in shown:  # those above the picture are few: own texts, which may be long, go once
            shown["values"] = {name: shown["values"][name] for name in lab.essential}
        self.essential.show(**shown)

    @contextmanager
    def _drawing(self, what: str) -> Iterator[None]:
        """What cannot be drawn stays as it was, and is named under the timeline; all else is drawn."""
        try:
            yield
        except Exception:
            if what not in self.undrawn:
                log.exception("A part of the page cannot be drawn: %s", what)
            self.undrawn = self.undrawn | {what}
        else:
            self.undrawn = self.undrawn - {what}

    def _draw_moving(self, curves: bool = True) -> None:
        for view in self.views:
            with self._drawing(view.name):
                view.draw(self.lab)
        with self._drawing("curves"):
            if curves:
                self._drawn_curves = monotonic()
                self.curve.frame = self.frame + 1
                self.comparison.draw(self.commands.errors.get("sweep", ""))
            else:
                self.comparison.tell_now()

    def _tell(self) -> int:
        """The frame of the transport, which comes last: with it the browser has the whole picture."""
        lab = self.lab
        self.frame += 1
        solved = challenges.solved(lab)
        with self._drawing("challenge"):
            self.challenge.show(solved=solved, logs=challenges.logs(lab))  # the browser keeps both, at once
        with self._drawing("transport"):
            self.transport.show(
                frame=self.frame,
                step=lab.steps,
                last=max(lab.history.last_step, lab.steps),
                marks=[step for step, _ in lab.altered][-40:],
                playing=self.player.playing,
                speed=self.player.speed,
                status=[list(pair) for pair in lab.status_line()],
                stopped=lab.stopped,
                failed=lab.blew_up or lab.out_of_bounds,
                notice=self._notice(),
                undo=self.commands.undo_stack[-1][0] if self.commands.undo_stack else "",
                query=self.address.query,
                packed=self.address.packed,
                link=self.commands.link,
                seed=lab.seed,
                seed_refused="seed" in self.commands.errors,
                solved=solved,
                again=self.again.met,
                answers=self.inbox.answers_to_show(self.frame),
            )
        return self.frame

    def _notice(self) -> str:
        """What there is to say under the timeline."""
        said = self.again.said() or self.commands.notice
        if not self.undrawn:
            return said
        parts = ", ".join(sorted(self.undrawn))
        return f"{said} Not everything can be drawn just now ({parts}).".lstrip()

    def servable(self) -> None:
        """Put the page into the document of this session."""
        kind = type(self.lab)
        template = html.page(
            "page.html",
            heading=kind.title,
            question=kind.question,
            invitation="" if kind.guide else kind.invitation,
            side_first=self.side_first,
            guided=bool(kind.guide),
            formulas=bool(kind.formulas),
            has_phases=bool(kind.phases),
            essential=bool(kind.essential),
            slug=kind.slug,
            chapters=chapters.menu(),
            place=chapters.place(kind.slug),
        )
        roots: dict[str, Any] = {"transport": self.transport, "settings": self.settings, "tabs": self.tabs}
        if kind.essential:
            roots["essential"] = self.essential
        if kind.guide:
            roots["guide"] = self.guide.component
        if kind.formulas:
            roots["formulas"] = self.formulas.component
        if kind.phases:
            roots["slow_motion"] = self.slow_motion.component
        roots["picture"] = pn.Column(
            *(view.panel for view in self.pictures), sizing_mode="stretch_width", margin=0
        )
        roots["side"] = pn.Column(
            *(view.panel for view in self.side),
            pn.Column(*self.comparison.panels, sizing_mode="stretch_width", margin=0),
            sizing_mode="stretch_width",
            margin=0,
        )
        roots["challenge"] = self.challenge
        for name, root in roots.items():
            template.add_panel(name, root)
        template.add_variable("views", [name for root in roots.values() for name in modules(root)])
        self.draw()
        document = pn.state.curdoc
        if document is not None:
            opened[document] = self
        pn.state.on_session_destroyed(_stopper(self.player))
        expect_closed_tabs()
        begin_housekeeping()
        # otherwise Bokeh looks through all models of the document for every root that it is given
        with document.models.freeze() if document is not None else nullcontext():
            template.servable(title=f"{kind.title} · Neural Playground")


def _stopper(player: Player) -> Callable[[Any], None]:
    """Bound to the player, not to the page's globals, which are gone by the time it is called."""

    def stop(context: Any) -> None:
        player.pause()

    return stop


def _described(kind: type[Lab]) -> dict[str, Any]:
    presets = kind.presets.items()
    return kind.describe() | {
        "about": {name: preset.about for name, preset in presets},
        "preset_labels": {name: preset.label or name.replace("-", " ") for name, preset in presets},
    }


def _source(source: Any) -> dict[str, str]:
    return {"text": str(source), "note": source.note}
