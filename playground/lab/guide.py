"""A guide: what to do first in a lab, in a few sentences, each with a button that does it.

    GuideStep(
        "The two weights on the left *pull* the border. Turn one of them round.",
        button="Turn it round",
        do=lambda lab: lab.set_weight(0, 0, 0, -2.0),
        steps=200,
        lights="hidden-1",
        done=lambda lab: lab.reading["test_loss"] < 0.1,
    )

A step waits: it is done when `done` says so, whether by its button or by the learner's own hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Guided(Protocol):
    """What a guide does with a lab, which is `playground.lab.lab.Lab`."""

    @property
    def stopped(self) -> str: ...
    def update(self, **values: Any) -> None: ...
    def pending(self) -> Any: ...
    def reset(self) -> None: ...
    def run(self, n: int) -> Any: ...


@dataclass(frozen=True)
class GuideStep:
    """One sentence of a guide.

    text      what to look at, and what to try. *Words* in stars are stressed; words in brackets with a part
              after them, as in `[the forget gate](forget)`, light up that part of the picture
    button    what its button says, as a command: "Raise it". Without one, the learner does it by hand
    settings  what the button sets. If that needs a new model, the run begins anew
    reset     whether the button begins a new run in any case; one that is to learn does so if the run has
              stopped
    do        what it does after that, as a hand would: a function of the lab
    steps     how many steps of learning it adds at most; it stops as soon as the step is done
    closely   whether that is asked after each step of learning: where just this moment is spoken of
    message   a message of the page, as one of its views would send it: for what is looked at, which no run
              knows of
    lights    the part of the picture that the step speaks of: the name of a part, of a setting, or `play`
    done      whether it is done, asked of the lab; None: once its button has been pressed
    """

    text: str
    button: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    reset: bool = False
    do: Callable[[Any], Any] | None = None
    steps: int = 0
    closely: bool = False
    message: Mapping[str, Any] = field(default_factory=dict)
    lights: str = ""
    done: Callable[[Any], bool] | None = None

    def is_done(self, lab: Guided) -> bool:
        """Whether the lab is where this step leads to."""
        return bool(self.done and self.done(lab))

    def begin(self, lab: Guided) -> None:
        """Do what the button does before any learning. Raises `SettingError` if that cannot be."""
        lab.update(**self.settings)
        if self.reset or lab.pending() or (self.steps and lab.stopped):
            lab.reset()
        if self.do is not None:
            self.do(lab)

    def follow(self, lab: Guided, most: int = 50) -> None:
        """Do all of it, as the page does while somebody watches: `most` steps of learning at a time."""
        self.begin(lab)
        left, most = self.steps, 1 if self.closely else most
        while left > 0 and not lab.stopped and not self.is_done(lab):
            lab.run(min(most, left))
            left -= most
