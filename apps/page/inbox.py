"""The messages of a page that wait, what becomes of them, and the answers to them.

Whatever arrives is done or refused, and the page lives: a message is read before anything is touched
(`fields.py`), and one whose command fails, in whatever way, leaves the page as it was before (`Before`). When
messages come faster than they are handled, as from a slider, one that decides nothing but what the next one
decides anew is passed over, as if it had been done.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apps.page import commands
from apps.page.fields import LAST, Command, Message, Refused
from playground.lab import SettingError
from playground.lab.run import Bookmark

log = logging.getLogger(__name__)

MOST_SHOWN = (
    500  # answers that a browser has not said to have seen: of one that is gone, none are kept for ever
)

FAILED = "That did not work; nothing was changed."
LOST = "That did not work, and what it had begun could not be taken back: press Reset."


class Page(commands.Page, Protocol):
    """What the messages need of the page that they belong to, which is `apps.page.shell.Shell`."""

    commands: commands.Commands
    inbox: "Inbox"


@dataclass(frozen=True)
class Order:
    """A message that has been read."""

    command: Command
    given: Message  # its fields
    message: Message

    def is_settled_by(self, later: "Order") -> bool:
        """Whether this decides something, and all of it is decided anew by the message after it."""
        decided = {*self.command.settles(self.given)}
        return bool(decided) and decided <= {*later.command.settles(later.given)}


class Inbox:
    """One page's messages. `waiting` may be filled from any thread; all else is for the event loop."""

    def __init__(self, shell: Page) -> None:
        self._shell = shell
        self.waiting: deque[Message] = deque()
        self.answers: list[list[Any]] = []  # [number of a question, what was wrong or an empty text]
        self.expected: dict[int, asyncio.Future[str]] = {}  # answers to Python, by number: those are below 0
        self._shown: list[tuple[list[Any], int]] = []  # answers, and the first frame that each was in
        self._seen = 0  # the last frame that the browser is known to have drawn

    def empty(self) -> list[Message]:
        """Take out what waits now."""
        return [self.waiting.popleft() for _ in range(len(self.waiting))]

    def handle(self, *messages: Message) -> None:
        """Do what messages ask for, in their order, or say why not; each with a number `ask` is answered."""
        alike: list[Order] = []  # each decides all that the one before it does
        for message in messages:
            try:
                order = self._read(message)
            except Refused as error:
                self._do_last(alike)
                self._shell.commands.complain(error)
                self._answer(message, str(error))
                continue
            if alike and not alike[-1].is_settled_by(order):
                self._do_last(alike)
            alike.append(order)
        self._do_last(alike)

    def _read(self, message: Message) -> Order:
        """Who takes a message, and its fields. Raises `Refused`."""
        kind = message.get("type")
        command = self._shell.commands.handlers.get(kind) if isinstance(kind, str) else None
        if command is None:
            raise Refused("That was left out: this page knows no such message.")
        try:
            return Order(command, command.read(message), message)
        except Refused as error:
            raise Refused(f"“{kind}” was left out: {error}.") from None

    def _do_last(self, alike: list[Order]) -> None:
        """Do the last of these that can be done, and pass over those before it. Empties the list."""
        refused: list[tuple[Order, SettingError]] = []
        while alike:
            order = alike.pop()
            wrong = self._do(order)
            if wrong is None:
                self._answer(order.message, "")
                break
            refused.append((order, wrong))
        for order in alike:
            self._answer(order.message, "")
        alike.clear()
        for order, wrong in reversed(refused):
            at_home = order.command.refuse if not isinstance(wrong, Refused) else None
            (at_home or self._shell.commands.complain)(wrong)
            self._answer(order.message, str(wrong))

    def _do(self, order: Order) -> SettingError | None:
        """Run a command; what was wrong if it failed, and then all is as it was."""
        before = Before(self._shell)
        self._shell.commands.gesture = order.message.get("gesture")
        wrong: SettingError
        try:
            order.command.do(order.given)
            self._shell.commands.forget_complaints(before.settings)
            return None
        except SettingError as error:
            wrong = error
        except Exception:
            log.exception("A message of the page failed: %s", order.message["type"])
            wrong = Refused(FAILED)
        return wrong if before.restore() else Refused(LOST)

    def _answer(self, message: Message, wrong: str) -> None:
        ask = message.get("ask")
        if type(ask) is int and abs(ask) <= LAST:
            self.answers.append([ask, wrong])

    def refuse(self, messages: Sequence[Message], why: str) -> None:
        """Say of messages that they came to nothing, though their commands did not fail."""
        self._shell.commands.say(why)
        for message in messages:
            self._answer(message, why)

    def seen(self, frame: int) -> None:
        """The browser has drawn this frame, and knows the answers in it. May be called from any thread."""
        self._seen = max(self._seen, frame)

    def answers_to_show(self, frame: int) -> list[list[Any]]:
        """The answers that belong into this frame. Who waits in Python gets those to it now.

        Of several frames that arrive together a browser draws the last one: an answer is in every frame until
        one of them has been drawn.
        """
        for number, wrong in self.answers:
            if number in self.expected and not self.expected[number].done():
                self.expected[number].set_result(wrong)
        new = [(answer, frame) for answer in self.answers if answer[0] not in self.expected]
        self.answers = []
        unseen = [(answer, first) for answer, first in self._shown if first > self._seen]
        self._shown = unseen[-MOST_SHOWN:] + new
        return [answer for answer, _ in self._shown]


class Before:
    """A page as it is now: its lab, what its views look at, and all that commands leave to be shown."""

    def __init__(self, shell: Page) -> None:
        self._shell, said, comparison = shell, shell.commands, shell.comparison
        self._mark: Bookmark | None
        try:
            self._mark = shell.lab.bookmark()
        except Exception:  # a lab that has been lost: what is asked of it now may mend it
            self._mark = None
        self.settings = shell.lab.settings
        self._solved = dict(shell.lab.solved)
        self._looks = [(view, view.looks()) for view in shell.views]
        self._guide, self._slow_motion = shell.guide.before(), shell.slow_motion.before()
        self._again = shell.again.before()
        self._playing, self._speed = shell.player.playing, shell.player.speed
        self._sweep, self._pinned = comparison.sweep, [*comparison.pinned]
        self._answers = [*shell.inbox.answers]
        self._said: dict[str, Any] = {
            **{"notice": said.notice, "errors": {**said.errors}, "link": said.link},
            **{"open_tab": said.open_tab, "undo_stack": [*said.undo_stack]},
        }

    def restore(self) -> bool:
        """Put everything back, though a run that was paused stays so; False if the lab cannot be put back."""
        shell = self._shell
        vars(shell.commands).update(self._said)
        shell.inbox.answers = self._answers
        shell.comparison.sweep, shell.comparison.pinned = self._sweep, self._pinned
        shell.player.speed = self._speed
        shell.guide.return_to(self._guide)
        shell.slow_motion.return_to(self._slow_motion)
        shell.again.return_to(self._again)
        if not self._playing:
            shell.player.pause()
        try:
            if self._mark is None:
                return False
            if not shell.lab.stands_at(self._mark):
                shell.lab.return_to(self._mark)
            shell.lab.solved = self._solved
            for view, looks in self._looks:
                view.look_back(looks)
        except Exception:
            log.exception("A page could not be put back as it was.")
            return False
        return True
