"""The guide of a page: which step it is at, what its button does, and when that has been done."""

import logging
from typing import Any, Protocol

from apps.page.components import Guide
from apps.page.fields import Message
from apps.page.player import Player
from playground.lab import GuideStep, Lab

log = logging.getLogger(__name__)


class Page(Protocol):
    """What the guide needs of the page that it belongs to, which is `apps.page.shell.Shell`."""

    lab: Lab
    player: Player

    def receive(self, message: Message) -> None: ...
    def obey(self, message: Message) -> None: ...


class GuidedTour:
    """The steps of a lab's guide on one page. It waits for each to be done, and blocks nothing meanwhile."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.steps = page.lab.guide
        self.at = 0
        self.done: set[int] = set()
        self._until: int | None = None  # the step of learning that the button's play ends at
        described = [{"text": one.text, "button": one.button, "lights": one.lights} for one in self.steps]
        self.component = Guide(page.receive, fixed={"lab": page.lab.slug, "steps": described})

    @property
    def step(self) -> GuideStep | None:
        """What the learner is at; None once all of it has been seen."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    def turn_to(self, number: int) -> None:
        """Go to a step, which may be one that has been done."""
        self.let_go()
        self.at = min(number, len(self.steps))

    def begin(self) -> bool:
        """Do what the button of the present step does; True if its learning is to be played now.

        Raises `SettingError` as `GuideStep.begin` does.
        """
        step = self.step
        if step is None:
            return False
        self._page.player.pause()
        step.begin(self._page.lab)
        if step.message:
            self._page.obey({**step.message})
        self.done.discard(self.at)  # pressed again, it is to be done again
        if step.done is None and not step.steps:
            self.done.add(self.at)
        self._until = self._page.lab.steps + step.steps if step.steps else None
        return self._until is not None

    def steps_left(self) -> int | None:
        """How many steps of learning its button still asks for; None if it asks for none."""
        if self._until is None:
            return None
        self.notice()
        if self.at in self.done:
            return 0
        left = max(0, self._until - self._page.lab.steps)
        if not left and self.step is not None and self.step.done is None:
            self.done.add(self.at)  # its learning was all there was to do
        return left

    @property
    def closely(self) -> bool:
        """Whether its learning is to end at the very step that does it."""
        return self.step is not None and self.step.closely

    def let_go(self) -> None:
        """Somebody plays or pauses by hand: nothing ends by itself any more."""
        self._until = None

    def notice(self) -> None:
        """Take note of it if the present step is done."""
        step = self.step
        if step is None or self.at in self.done:
            return
        try:
            if step.is_done(self._page.lab):
                self.done.add(self.at)
        except Exception:  # a guide never stops a page
            log.exception("A step of the guide of %s cannot be asked", self._page.lab.slug)

    def draw(self) -> None:
        """Show where it is."""
        self.notice()
        self.component.show(at=self.at, done=sorted(self.done))

    def before(self) -> tuple[Any, ...]:
        """What it takes to come back to this."""
        return self.at, self.done.copy(), self._until

    def return_to(self, before: tuple[Any, ...]) -> None:
        """Be as it was at `before`."""
        self.at, self.done, self._until = before[0], before[1].copy(), before[2]
