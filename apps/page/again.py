"""A run that is made again on a page, from its log.

It may be that of a link, of a list of solved challenges, or one's own of before the page was closed. It plays
as any run does, as fast as it can, and nobody solves anything by it.
"""

from typing import Any, Protocol

from playground.lab import Lab, SettingError
from playground.lab.journal import MOST_STEPS, Replay


class Page(Protocol):
    """What this needs of the page that it belongs to, which is `apps.page.shell.Shell`."""

    lab: Lab


class Again:
    """What is being made again on one page: `running` while it is, `met` what it has come to."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._replay: Replay | None = None
        self._mark: Any = None  # the lab before it, for a log that turns out to be damaged
        self.met: dict[str, Any] = {}  # of the last one: its number, and what it came to, or what was wrong
        self._number = 0

    @property
    def running(self) -> bool:
        """Whether there is more of it to be made: also while it is paused."""
        return self._replay is not None

    def begin(self, text: str, number: int = 0) -> Any:
        """Take up a log, whoever asks counting by `number`; returns the lab as it was before, for undo.

        Raises `SettingError` for one that is damaged or of another lab, and changes nothing.
        """
        lab = self._page.lab
        replay, mark = Replay(type(lab), text, MOST_STEPS), lab.bookmark()
        self.let_go()
        lab.again = set()
        try:
            replay.begin(lab)
        except SettingError:
            lab.again = None
            raise
        self._replay, self._mark, self._number, self.met = replay, mark, number, {}
        return mark

    def advance(self, seconds: float) -> bool:
        """Make some more of it; False when it is done.

        Raises `SettingError` for a log that turns out to be damaged; the lab is then as it was before it.
        """
        replay, lab = self._replay, self._page.lab
        if replay is None:
            return False
        try:
            if replay.go_on(lab, seconds):
                return True
        except SettingError as error:
            mark = self._mark
            self.let_go()
            lab.return_to(mark)
            self.met = {"number": self._number, "wrong": error.on_page}
            raise
        keys, same = sorted(lab.again or ()), replay.sameness(lab)
        self.met = {"number": self._number, "steps": lab.steps, "keys": keys, "same": same}
        self.let_go()
        return False

    def let_go(self) -> None:
        """It goes on no more: it is done, or something else is."""
        self._replay = self._mark = None
        if self._page.lab.again is not None:
            self._page.lab.again = None
            self._page.lab.take_as_given(but=self._page.lab.solved)

    def said(self) -> str:
        """What there is to say while it runs."""
        if self._replay is None:
            return ""
        return f"Made again as its log tells: {self._page.lab.steps:,} of {self._replay.steps:,} steps."

    def before(self) -> tuple[Any, ...]:
        """What it takes to come back to this."""
        return self._replay, self._mark, self._number, self.met, self._page.lab.again

    def return_to(self, before: tuple[Any, ...]) -> None:
        """Be as it was at `before`."""
        self._replay, self._mark, self._number, self.met, self._page.lab.again = before
