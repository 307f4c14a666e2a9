"""The row of formulas under the picture: one of them, in symbols or with the numbers of the run.

Numbers are put in only while somebody wants to see them, and when all of the page is drawn anew, a few times
a second. They are those of what is looked at: each view tells by its `looks` what that is.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from apps.page.commands import Commands
from apps.page.components import Formulas
from apps.page.fields import NAME, Flag, Maybe, Message, Text, takes
from apps.page.views import View
from playground.lab import Formula, Lab, SettingError
from playground.lab.formula import mathml


class Page(Protocol):
    """What the row needs of the page that it belongs to, which is `apps.page.shell.Shell`."""

    lab: Lab
    commands: Commands
    views: list[View[Any]]

    def receive(self, message: Message) -> None: ...


class FormulaRow:
    """Which formula is shown, and how; `component` is what a page shows of it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.chosen, self.in_numbers = "", False  # a name; none: the first formula that holds
        self.component = Formulas(page.receive, fixed={"lab": page.lab.slug})
        choose = takes(
            self._choose,
            settles=set,
            name=Maybe(Text(NAME)),
            numbers=Maybe(Flag()),
        )
        page.commands.add(formula=choose)

    def _choose(self, message: Message) -> None:
        known = [formula.name for formula in self._page.lab.formulas]
        if "name" in message and message["name"] not in known:
            raise SettingError("formula", "there is no formula of this name")
        self.chosen = message.get("name", self.chosen)
        self.in_numbers = message.get("numbers", self.in_numbers)

    def holding(self) -> Sequence[Formula]:
        """The formulas that hold with the present settings."""
        lab = self._page.lab
        return [formula for formula in lab.formulas if formula.when(lab)]

    def draw(self) -> None:
        """Show it as it is now."""
        lab, formulas = self._page.lab, self.holding()
        if not formulas:
            return
        shown = next((one for one in formulas if one.name == self.chosen), formulas[0])
        self.component.show(
            names=[formula.name for formula in formulas],
            name=shown.name,
            about=shown.about,
            symbols=mathml(shown.symbols(lab), lab.slug),
            numbers=self._numbers(shown) if self.in_numbers else "",
        )

    def _numbers(self, formula: Formula) -> str:
        looks = {name: value for view in self._page.views for name, value in view.looks().items()}
        with np.errstate(all="ignore"):  # of a run that is about to be stopped
            return mathml(formula.numbers(self._page.lab, looks), self._page.lab.slug)
