"""A run: a model that learns step by step, remembers how it got there, and can go back.

This is the half of a lab that deals with time. It calls on the model through a few methods that a lab writes
(`build`, `learn`, `metrics`, `state`, `load_state`), keeps a history of moments, notices when numbers run
away, and makes sure that a step once made can be made again with the same numbers.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, ClassVar

import numpy as np
import param

from playground.history import Arrays, History, Moment


@dataclass(frozen=True)
class Challenge:
    """Something to achieve by playing. `passed(lab)` is asked whenever the run or a setting has moved."""

    text: str
    passed: Callable[[Any], bool]
    hint: str = ""


@dataclass(frozen=True)
class Bookmark:
    """A whole run as it stands, settings and history included: what undo goes back to."""

    settings: dict[str, Any]
    built: dict[str, Any]
    moment: Moment
    history: History
    altered: list[tuple[int, str]]
    stopped: str


class Run(param.Parameterized):
    """A model, its clock and its history; `playground.lab.Lab` adds what is declared and shown.

    `steps` counts the steps made. `stopped` says in words why the run cannot go on, and is empty while it
    can. `reading` holds the metrics as last computed. `altered` lists what was changed by hand during the run
    as (step, what), and `solved` at which step each challenge was passed.
    """

    challenges: ClassVar[tuple[Challenge, ...]] = ()
    live: ClassVar[frozenset[str]] = frozenset()

    seed = param.Integer(
        1,
        bounds=(0, 2**32 - 1),
        label="Seed",
        doc="Where all random numbers start. The same seed gives the same run.",
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.steps = 0
        self.stopped = ""
        self.altered: list[tuple[int, str]] = []
        self.solved: dict[int, int] = {}
        self.history = History()
        self.reading: dict[str, float] = {}
        self._left_off = False  # we stand at a rewound moment; the next step starts a new branch
        self._quiet = True  # settings are being set by us, not by somebody who plays

    # --- what a lab writes -------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the model from the settings and `self.rng`."""
        raise NotImplementedError

    def learn(self) -> None:
        """One step of learning, with the live settings as they are now."""
        raise NotImplementedError

    def metrics(self) -> dict[str, float]:
        """Named scalars describing the model as it stands after `self.steps` steps."""
        raise NotImplementedError

    def state(self) -> Arrays:
        """Copies of all arrays that change while the model learns, by name."""
        raise NotImplementedError

    def load_state(self, arrays: Arrays) -> None:
        """Put arrays that `state` gave back into the model."""
        raise NotImplementedError

    def finished(self) -> str:
        """Why there is nothing left to learn (shown to the learner); empty while there is."""
        return ""

    def due(self) -> bool:
        """Whether the step just made must be looked at, though the history skips it: `finished` may stop here."""
        return False

    def trouble(self) -> str:
        """One sentence on why numbers ran away, said when a run blows up."""
        return "a number left the range that floating point can hold"

    @classmethod
    def setting_names(cls) -> list[str]:
        """Every setting, in the order of the page; the seed comes last."""
        raise NotImplementedError

    @property
    def settings(self) -> dict[str, Any]:
        """All settings as they are now, by name."""
        return {name: getattr(self, name) for name in self.setting_names()}

    @property
    def live_settings(self) -> dict[str, Any]:
        """The settings that take effect at the next step."""
        return {name: getattr(self, name) for name in sorted(self.live)}

    def pending(self) -> list[str]:
        """The settings changed since the model was built: they wait for the next reset."""
        return [
            name
            for name, value in self.settings.items()
            if name not in self.live and value != self._built[name]
        ]

    def _setting_changed(self, *events: param.parameterized.Event) -> None:
        if self._quiet:
            return
        if self.steps:
            self.touch(" and ".join(sorted(event.name for event in events)))
        else:
            self._record()

    # --- running -----------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Build the model anew, with all settings as they are now, and start counting from 0."""
        self._quiet = True
        self.rng = np.random.RandomState(self.seed)
        self._built = self.settings
        with np.errstate(all="ignore"):
            self.build()
        self.steps, self.stopped, self.altered = 0, "", []
        self.history = History()
        self._left_off = False
        self._record()
        self._quiet = False

    def step(self) -> None:
        """One step of learning, counted and remembered."""
        self.run(1)

    def run(self, n: int | None = None, seconds: float | None = None) -> int:
        """Learn for `n` steps, or for as many as fit into `seconds`; returns how many were made.

        Stops early, with the reason in `stopped`, when the numbers run away (the model is then left at its
        last finite step) or when the lab says that it has finished.
        """
        if n is None and seconds is None:
            raise ValueError("say how many steps to run, or for how many seconds")
        if self._left_off:
            self._branch()
        first, done = self.steps, 0
        deadline = perf_counter() + seconds if seconds is not None else None
        with np.errstate(all="ignore"):  # what overflows is noticed below, and said in words
            while not self.stopped and (n is None or done < n):
                self.learn()
                self.steps += 1
                done += 1
                if self.steps % self.history.stride == 0:
                    self._record()
                elif self.due():
                    self._look()
                if deadline is not None and perf_counter() >= deadline:
                    break
            if done and not self.stopped and self.steps % self.history.stride:
                self._look()
        return max(self.steps - first, 0)

    def _record(self, pinned: bool = False) -> None:
        """Keep the present moment, unless the run has just blown up."""
        state = self._look()
        if state is not None:
            self.history.add(self._moment(state, pinned))

    def _moment(self, state: Arrays, pinned: bool = False) -> Moment:
        return Moment(self.steps, state, self.rng.get_state(), self.live_settings, self.reading, pinned)

    def _look(self) -> Arrays | None:
        """Read the metrics and the state; None, and a step back, if they are not finite any more."""
        with np.errstate(all="ignore"):
            state, self.reading = self.state(), self.metrics()
        if not _all_finite(state, self.reading):
            if self.history.moments:
                self._stop_at_last_finite_step()
                return None
            self.stopped = f"This cannot start: {self.trouble()}."
            return state
        self.stopped = self.finished()
        for number, challenge in enumerate(self.challenges):
            if number not in self.solved and challenge.passed(self):
                self.solved[number] = self.steps
        return state

    def _stop_at_last_finite_step(self) -> None:
        """Replay from the last moment, this time looking at every step."""
        blown = self.steps
        moment, _ = self.history.before(blown)
        self._go_to(moment)
        before = moment
        with np.errstate(all="ignore"):
            while self.steps < blown:
                before = self._moment(self.state())
                self.learn()
                self.steps += 1
                if not _all_finite(self.state(), self.metrics()):
                    break
            why = self.trouble()
            self._go_to(before)
            self.reading = self.metrics()
        self.stopped = f"Stopped after step {self.steps:,}: in the next one, {why}."

    @staticmethod
    def lockstep(labs: "list[Any]") -> Callable[[int], None]:
        """How to advance several labs of one kind by n steps together. Here they take turns."""

        def advance(n: int) -> None:
            for lab in labs:
                lab.run(n)

        return advance

    # --- going back --------------------------------------------------------------------------------------

    def rewind(self, step: int) -> int:
        """Put the model where it was after `step` steps, and return where it is now.

        That is `step`, or the nearest recorded moment before it when too many interventions lie between.
        The settings stay as they are: going on from here starts a new branch with them.
        """
        if not self._left_off and self.steps > self.history.last_step:
            self.history.add(self._moment(self.state()))  # so that one can come back to where one was
        step = min(max(int(step), 0), self.history.last_step)
        moment, exact = self.history.before(step)
        self._go_to(moment)
        with np.errstate(all="ignore"), self._live_as(moment.settings):
            while exact and self.steps < step:
                self.learn()
                self.steps += 1
            self.reading = self.metrics()
        self.stopped = ""
        self._left_off = True
        return self.steps

    def _go_to(self, moment: Moment) -> None:
        self.load_state(moment.state)
        self.rng.set_state(moment.rng)
        self.steps = moment.step

    def _branch(self) -> None:
        """Leave the recorded future behind; a setting that differs by now was changed here."""
        moment, _ = self.history.before(self.steps)
        changed = [name for name, value in self.live_settings.items() if value != moment.settings[name]]
        self.history.forget_after(self.steps)
        self.altered = [(step, what) for step, what in self.altered if step <= self.steps]
        self._left_off = False
        if changed and self.steps:
            self.touch(" and ".join(changed))

    @contextmanager
    def _live_as(self, values: dict[str, Any]) -> Iterator[None]:
        present, quiet = self.live_settings, self._quiet
        self._quiet = True
        self.param.update(**values)
        try:
            yield
        finally:
            self.param.update(**present)
            self._quiet = quiet

    def touch(self, what: str) -> None:
        """To be called after somebody changed the model or a live setting by hand: pins this moment."""
        if self._left_off:
            self._left_off = False
            self.history.forget_after(self.steps)
            self.altered = [(step, what) for step, what in self.altered if step <= self.steps]
        if (self.steps, what) not in self.altered:
            self.altered.append((self.steps, what))
        self.stopped = ""
        self._record(pinned=True)

    def bookmark(self) -> Bookmark:
        """Everything needed to come back to this very point, whatever is changed afterwards."""
        history = replace(
            self.history, moments=[*self.history.moments], interventions=[*self.history.interventions]
        )
        moment = self._moment(self.state())
        return Bookmark(self.settings, self._built, moment, history, [*self.altered], self.stopped)

    def return_to(self, mark: Bookmark) -> None:
        """Undo: settings, model, clock and history as they were when `mark` was made."""
        self._quiet = True
        self.param.update(**mark.built)
        self.reset()
        self._quiet = True
        self.param.update(**mark.settings)
        self._go_to(mark.moment)
        self.reading, self.altered, self.stopped = mark.moment.metrics, [*mark.altered], mark.stopped
        self.history = replace(mark.history, moments=[*mark.history.moments])
        self._left_off = self.steps < self.history.last_step
        self._quiet = False

    def start_from(self, arrays: Arrays, steps: int, what: str) -> None:
        """Go on from arrays that came from elsewhere, such as a link: the history begins here."""
        self.load_state(self.state() | arrays)
        self.steps, self.history, self._left_off, self.altered = steps, History(), False, []
        self.touch(what)


def _all_finite(state: Arrays, reading: dict[str, float]) -> bool:
    return all(map(math.isfinite, reading.values())) and all(
        np.isfinite(array).all() for array in state.values() if array.dtype.kind == "f"
    )
