"""One step of learning in slow motion, phase after phase; with the last one the lab makes its step."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from apps.page.components import SlowMotion
from apps.page.fields import Message
from playground.lab import Lab, SettingError


class Page(Protocol):
    """What this needs of the page that it belongs to, which is `apps.page.shell.Shell`."""

    lab: Lab

    def receive(self, message: Message) -> None: ...


class InSlowMotion:
    """Where a page is within a step: `phase` counts the lab's phases, None while steps are made whole."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.phases = page.lab.phases
        self.phase: int | None = None
        self._at = 0  # the step of learning that this phase belongs to
        self._before: Mapping[str, np.ndarray] = {}
        self.component = SlowMotion(page.receive, fixed={"names": [phase.name for phase in self.phases]})

    def start(self) -> None:
        """Open the next step. Raises `SettingError` for a lab whose steps have no parts."""
        if not self.phases:
            raise SettingError("step", "the steps of this lab have no phases")
        self._turn_to(0)

    def stop(self) -> None:
        """Steps are made whole again."""
        self.phase, self._before = None, {}

    def go_on(self) -> None:
        """To the next phase; after the last one begins the next step."""
        lab, last = self._page.lab, len(self.phases) - 1
        self._settle()
        if self.phase is None or self.phase == last:
            self._turn_to(0)
        elif self.phase + 1 < last:
            self._turn_to(self.phase + 1)
        else:
            before = {name: np.array(array) for name, array in lab.state().items()}
            lab.run(1)
            self._turn_to(last)
            self._before = before

    def _turn_to(self, phase: int) -> None:
        self.phase, self._at, self._before = phase, self._page.lab.steps, {}

    def _settle(self) -> None:
        """A lab that has moved by other means is at the beginning of its next step."""
        if self.phase is not None and self._at != self._page.lab.steps:
            self._turn_to(0)

    def draw(self) -> None:
        """Say what is computed now."""
        self._settle()
        if self.phase is None:
            self.component.show(on=False, phase=0, text="", lights="")
            return
        phase = self.phases[self.phase]
        text = phase.says(self._page.lab, self._before)
        self.component.show(on=True, phase=self.phase, text=text, lights=phase.lights)

    def before(self) -> tuple[Any, ...]:
        """What it takes to come back to this."""
        return self.phase, self._at, self._before

    def return_to(self, before: tuple[Any, ...]) -> None:
        """Be as it was at `before`."""
        self.phase, self._at, self._before = before
