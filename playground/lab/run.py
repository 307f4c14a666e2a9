"""A run: a model that learns step by step, remembers how it got there, and can go back.

This is the half of a lab that deals with time. It calls on the model through a few methods that a lab writes
(`build`, `learn`, `metrics`) and the arrays that it declares, keeps a history of moments, notices when the
numbers run away or the model raises `Halt`, and makes sure that a step once made can be made again with the
same numbers.
"""

import math
import sys
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from math import isqrt
from time import perf_counter
from typing import Any, ClassVar

import numpy as np
import param

from playground.lab import settings
from playground.lab.arrays import Array, Part
from playground.lab.challenge import Challenge, Solved
from playground.lab.history import Arrays, History, Moment
from playground.lab.journal import Journal, pack
from playground.lab.numerals import with_minus
from playground.lab.record import Record
from playground.lab.settings import SettingError

NEVER = 10**9  # steps
MOST_ALTERED = 1000  # changes by hand that are listed: the last ones
BLOWN = ": in the next one, "  # in what is said of a run that blew up
CANNOT = "This cannot "  # begins what is said of a model of which no numbers can be given


class Halt(Exception):
    """Raised by a model that cannot go on, with the reason as a clause: "a number came up that does not fit".

    From `learn`, and from `metrics`, it ends the run, which is left at its last good step. From `build` it
    says that the model cannot start; `setting` then names the setting that is to blame, if that is known.
    """

    def __init__(self, why: str, setting: str = "") -> None:
        super().__init__(why.rstrip("."))
        self.setting = setting


def halts_on[**P, T](error: type[Exception]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """For a method of a model: if it raises such an error, that is a `Halt` for the reason it gives."""

    def decorate(method: Callable[P, T]) -> Callable[P, T]:
        @wraps(method)
        def halting(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return method(*args, **kwargs)
            except error as caught:
                raise Halt(str(caught)) from None

        return halting

    return decorate


@dataclass(frozen=True)
class Bookmark:
    """A whole run as it stands, settings and history included: what undo goes back to."""

    settings: dict[str, Any]
    built: Record
    moment: Moment
    history: History
    altered: list[tuple[int, str]]
    stopped: str
    journal: Journal


class Run(param.Parameterized):
    """A model, its clock and its history; `playground.lab.Lab` adds what is declared and shown.

    `steps` counts the steps made. `stopped` says in words why the run cannot go on, and is empty while it
    can. `reading` holds the metrics as last computed. `altered` lists what was changed by hand during the run
    as (step, what), the last thousand of them, and `solved` when each challenge was met, by its key; those in
    `given` were met by what came from elsewhere.

    A setting is read in three ways: `self.hidden` is what is set, whether or not the model has it yet;
    `self.built.hidden` is what the model was built with; `self.now.learning_rate` is a live setting for the
    steps to be made (the same as `self.learning_rate`, and cheap enough for a hot loop).

    `changes` counts whatever has happened to the model otherwise than in lockstep.
    """

    challenges: ClassVar[tuple[Challenge, ...]] = ()
    live: ClassVar[frozenset[str]] = frozenset()
    most: ClassVar[float] = 1e15  # a larger number has run away: it hardly knows its own ones any more
    arrays: ClassVar[tuple[Array | Part, ...]] = ()
    built: Record

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
        self.solved: dict[str, Solved] = {}
        self.given: set[str] = set()
        self.again: set[str] | None = None  # what was met while a log is done again, which nobody plays
        self.history = History()
        self.journal = Journal()  # what was done, so that it can be done again
        self.reading: dict[str, float] = {}
        self._left_off = False  # we stand at a rewound moment; the next step starts a new branch
        self._quiet = True  # settings are being set by us, not by somebody who plays
        self._now: Record | None = None  # forgotten when a live setting changes
        self._bound = self.most  # for whoever starts beyond it: a thousand times that
        self.changes = 0

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

    def alike(self) -> Hashable | None:
        """What labs must have in common to learn in one pass of numpy (see `lockstep`); None: they cannot."""
        return None

    @staticmethod
    def join(labs: "list[Any]") -> Callable[[int], None]:
        """How to take n steps with all of these, which are alike, and leave each of them up to date."""
        raise NotImplementedError

    def finished(self) -> str:
        """Why there is nothing left to learn (shown to the learner); empty while there is."""
        return ""

    def due(self) -> bool:
        """Whether `finished` may stop the run at the step just made, though the history skips it."""
        return False

    def steps_until_due(self) -> int:
        """How many steps may be made before `due` is to be asked again."""
        return NEVER if type(self).due is Run.due else 1

    def trouble(self) -> str:
        """One sentence on why numbers ran away, finite or not, said when a run blows up."""
        large = [(abs(value), name) for name, value in self.reading.items() if math.isfinite(value)]
        if len(large) == len(self.reading) and max(large)[0] > self._bound:
            name = max(large)[1]
            return f"{self.spoken(name)} came to {self.reading[name]:.2g}, and nothing holds it back"
        return "a number left the range that floating point can hold"

    def spoken(self, metric: str) -> str:
        """What a metric is called within a sentence."""
        return metric.replace("_", " ")

    @classmethod
    def canonical(cls, name: str) -> str:
        """The name of a setting as it is now, for one that it may have had before."""
        raise NotImplementedError

    @classmethod
    def setting_names(cls) -> list[str]:
        """Every setting, in the order of the page; the seed comes last."""
        raise NotImplementedError

    @classmethod
    def checked(cls, name: str, value: Any) -> Any:
        """`value` as the setting `name` will hold it. Raises `SettingError`."""
        raise NotImplementedError

    @property
    def settings(self) -> dict[str, Any]:
        """All settings as they are now, by name."""
        return {name: getattr(self, name) for name in self.setting_names()}

    @property
    def now(self) -> Record:
        """The settings that take effect at the next step."""
        if self._now is None:
            self._now = Record({name: getattr(self, name) for name in sorted(self.live)})
        return self._now

    @property
    def live_settings(self) -> dict[str, Any]:
        """As `now`, by name."""
        return vars(self.now)

    def pending(self) -> list[str]:
        """The settings changed since the model was built: they wait for the next reset."""
        return [
            name
            for name, value in self.settings.items()
            if name not in self.live and value != getattr(self.built, name)
        ]

    def _setting_changed(self, *events: param.parameterized.Event) -> None:
        self._now = None
        if not self._quiet:
            self._settings_moved(sorted(event.name for event in events))

    def _settings_moved(self, names: Sequence[str]) -> None:
        """Live settings are different from here on. Before the first step that is no intervention."""
        self._leave_future()
        self.journal = self.journal.with_settings(self.steps, {name: getattr(self, name) for name in names})
        if self.steps:
            self.touch(" and ".join(names))
        else:
            self._record()

    # --- the arrays of the model, as declared ------------------------------------------------------------

    def state(self) -> Arrays:
        """Copies of all arrays that change while the model learns, by name, in their own shapes."""
        state: Arrays = {}
        for array in self.arrays:
            state |= array.copy(self)
        return state

    def load_state(self, arrays: Arrays) -> None:
        """Put back what `state` gave, in the same shapes. Raises `SettingError` for what cannot be."""
        for array in self.arrays:
            try:
                array.restore(self, arrays)
            except ValueError as error:
                raise SettingError("#w", f"the weights in this link are damaged: {error}") from None

    # --- running -----------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Build the model anew, with all settings as they are now, and start counting from 0.

        Raises `SettingError` if that model cannot start. Then the run stays as it was, and what was set for
        the new model is taken back.
        """
        if not self._is_built:  # nothing to fall back on
            self._start()
            return
        try:
            with self.attempt():
                self._start()
        except SettingError:
            with self._quietly():
                self.param.update(**{name: getattr(self.built, name) for name in self.pending()})
            raise

    @property
    def _is_built(self) -> bool:
        return "built" in self.__dict__

    def _start(self) -> None:
        suspect = self._suspect()
        try:
            self._rebuild()
            self.steps, self.altered, self.history, self._left_off = 0, [], History(), False
            self._bound = self.most
            self.journal = Journal(self.settings)
            self._record()
        except Halt as halt:
            name = halt.setting or suspect
            raise SettingError(name, f"{self._with(name)} cannot start: {halt}.") from None

    def _with(self, name: str) -> str:
        """The beginning of a sentence on what has this setting."""
        if not name:
            return "This"
        parameter = type(self).param[name]
        text = settings.shorten(settings.write(parameter, getattr(self, name)), 24)
        return f"With {settings.label(parameter)} {text} this"

    def _suspect(self) -> str:
        """Which setting is to blame if the model cannot start: the first that is not as it was, or usual."""
        if self._is_built:
            usual = vars(self.built)
        else:
            usual = {name: type(self).param[name].default for name in self.setting_names()}
        return next((name for name, value in self.settings.items() if value != usual[name]), "")

    def _rebuild(self) -> None:
        self._quiet = True
        self.rng = np.random.RandomState(self.seed)
        self.built, self._now = Record(self.settings), None
        self.changes += 1
        with np.errstate(all="ignore"):
            self.build()
        self._quiet = False

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Settings are set by us in here, which is no intervention."""
        quiet, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = quiet

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """All or nothing: if anything is raised in here, the lab is as it was before, to the last number."""
        mark, attributes = self.bookmark(), self.__dict__.copy()
        solved, given = self.solved.copy(), self.given.copy()
        try:
            yield
        except BaseException:
            for name in self.__dict__.keys() - attributes.keys():
                del self.__dict__[name]
            self.__dict__.update(attributes)
            with self._quietly():
                self.param.update(**mark.settings)
            self._go_to(mark.moment)
            self.history, self.solved, self.given = mark.history, solved, given
            raise

    def step(self) -> None:
        """One step of learning, counted and remembered."""
        self.run(1)

    def run(self, n: int | None = None, seconds: float | None = None) -> int:
        """Learn for `n` steps, or for as many as fit into `seconds`; returns how many were made.

        Stops early, with the reason in `stopped`, when the numbers run away or the model raises `Halt` (it is
        then left at its last good step), or when the lab says that it has finished.
        """
        if n is None and seconds is None:
            raise ValueError("say how many steps to run, or for how many seconds")
        if not self.stopped and (n is None or n > 0):
            self._branch()
        first, done = self.steps, 0
        self.changes += 1
        deadline = perf_counter() + seconds if seconds is not None else None
        with np.errstate(all="ignore"):  # what overflows is noticed below, and said in words
            while not self.stopped and (n is None or done < n):
                try:
                    self.learn()
                except Halt as halt:
                    self._stop_before(str(halt))
                    break
                self.steps += 1
                done += 1
                if self.steps % self.history.stride == 0:
                    self._record()
                elif self.due():
                    self.assess()
                if deadline is not None and perf_counter() >= deadline:
                    break
            if done and not self.stopped and self.steps % self.history.stride:
                self.assess()
        return max(self.steps - first, 0)

    def advanced(self, steps: int, last: bool) -> None:
        """`steps` more were made in lockstep: note what `run` would have noted. `last`: it ends with them."""
        self.steps += steps
        if self.steps % self.history.stride == 0:
            self._record()
        elif last or self.due():
            self.assess()

    def _record(self, pinned: bool = False) -> None:
        """Keep the present moment, unless the run has just blown up. A moment made by hand is pinned."""
        state = self.assess(by_hand=pinned)
        if state is not None:
            self.history.add(self._moment(state, pinned))

    def _moment(self, state: Arrays, pinned: bool = False) -> Moment:
        rng = self.history.share_keys(self.rng.get_state())
        return Moment(self.steps, state, rng, self.live_settings, self.reading, pinned)

    @np.errstate(all="ignore")  # what overflows is noticed, and said in words
    def assess(self, by_hand: bool = False) -> Arrays | None:
        """Measure the model, and judge the run: its state; or None, and steps back, if it has run away.

        Notes what has been solved, and whether there is a reason to stop. The state is what
        `state` gave: arrays of any shape, by name.

        Raises `Halt` if the model is out of all bounds before its first step.
        """
        state, wrong = self._measure()
        if by_hand or not self.steps:
            self._let_be(state)
        if not by_hand and (wrong or not self._within_bounds(state)):
            if not self.history:
                raise Halt(wrong or self.trouble())
            if self.steps > self.history.last_step:
                self._stop_at_last_good_step(wrong or self.trouble())
                return None
        self.stopped = self._verdict(wrong)
        if not wrong:
            self._note_solved()
        return state

    def _note_solved(self) -> None:
        for challenge in self.challenges:
            if challenge.key in (self.solved if self.again is None else self.again):
                continue
            if not challenge.passed(self):
                self.given.discard(challenge.key)
            elif self.again is not None:
                self.again.add(challenge.key)
                self.given.add(challenge.key)
            elif challenge.key not in self.given:
                happened = challenge.predict.happened(self) if challenge.predict else None
                self.solved[challenge.key] = Solved(self.steps, happened, pack(self))

    def take_as_given(self, but: Collection[str] = ()) -> None:
        """Whoever plays has done nothing yet: what is solved by now, `but` these, was solved elsewhere."""
        for key in self.solved.keys() - set(but):
            del self.solved[key]
            self.given.add(key)

    def credit(self, run: "Run") -> None:
        """What another run of this lab has met on its way counts here, too: somebody goes on with it."""
        for key, solved in run.solved.items():
            if key not in self.given:
                self.solved.setdefault(key, solved)

    @np.errstate(all="ignore")
    def _measure(self) -> tuple[Arrays, str]:
        """The state, with the metrics measured; and what is wrong with them, or an empty text."""
        state = self.state()
        try:
            self.reading = self.metrics()
        except Halt as halt:
            return state, str(halt)
        return state, "" if _all_finite(state, self.reading) else self.trouble()

    def _within_bounds(self, state: Arrays) -> bool:
        """Whether no number of the state and the reading has run away, finite or not."""
        return _largest(state, self.reading) <= min(self._bound, sys.float_info.max)  # False for NaN

    def _let_be(self, state: Arrays) -> None:
        """Where somebody has put large numbers on purpose, only much larger ones have run away."""
        largest = _largest(state, self.reading)
        if math.isfinite(largest):
            self._bound = max(self._bound, 1000 * largest)

    def _verdict(self, wrong: str) -> str:
        """Why the run cannot go on from here, or an empty text."""
        if wrong:
            return f"{CANNOT}{'go on' if self.steps else 'start'}: {wrong}."
        return with_minus(self.finished())

    def _stop_at_last_good_step(self, why: str) -> None:
        """Replay from the last moment, look again and again, and ever closer, for where it went wrong."""
        blown, good = self.steps, self.history.moments[-1]
        while blown - good.step > 1:
            self._go_to(good)
            stride = isqrt(blown - good.step)
            while self.steps < blown:
                self._replay(min(self.steps + stride, blown))
                state, wrong = self._measure()
                if wrong or not self._within_bounds(state):
                    why = wrong or self.trouble()
                    break
                good = self._moment(state)
            blown = self.steps
        self._go_to(good)
        self.reading = good.metrics
        self.stopped = self._halted(why)

    def _halted(self, why: str) -> str:
        return f"Stopped after step {self.steps:,}{BLOWN}{with_minus(why)}."

    @property
    def blew_up(self) -> bool:
        """Whether the run has stopped because numbers ran away, or were in the way of the next step."""
        return BLOWN in self.stopped

    @property
    def out_of_bounds(self) -> bool:
        """Whether the model has come to where no numbers can be given of it: a live setting may do that."""
        return self.stopped.startswith(CANNOT)

    def _stop_before(self, why: str) -> None:
        """The step that was begun cannot be made: undo what it has done, and stop."""
        self.make_again()
        self.assess()
        self.stopped = self.stopped or self._halted(why)

    def make_again(self) -> None:
        """Put the model where it was after `self.steps` steps, whatever has happened to it since."""
        step = self.steps
        self._go_to(self.history.moments[-1])
        self._replay(step)

    def _replay(self, step: int) -> None:
        """Make steps again that were made before."""
        while self.steps < step:
            self.learn()
            self.steps += 1

    # --- going back --------------------------------------------------------------------------------------

    def rewind(self, step: int) -> int:
        """Put the model where it was after `step` steps, and return where it is now.

        That is `step`, or the nearest recorded moment before it when too many interventions lie between.
        The settings stay as they are: going on from here starts a new branch with them.
        """
        if self.steps > self.history.last_step:
            self.history.add(self._moment(self.state()))  # so that one can come back to where one was
        step = min(max(int(step), 0), self.history.last_step)
        moment, exact = self.history.before(step)
        self._go_to(moment)
        with np.errstate(all="ignore"), self._live_as(moment.settings):
            if exact:
                self._replay(step)
        self.stopped = self._verdict(self._measure()[1])
        self._left_off = True
        return self.steps

    def _go_to(self, moment: Moment) -> None:
        self.load_state(moment.state)
        self.rng.set_state(moment.rng)
        self.steps = moment.step
        self.changes += 1

    def _branch(self) -> None:
        """Before a step from a rewound moment; a live setting that differs by now was changed here."""
        if self._left_off:
            moment, _ = self.history.before(self.steps)
            changed = [name for name, value in self.live_settings.items() if value != moment.settings[name]]
            self._leave_future()
            if changed:
                self._settings_moved(changed)

    def _leave_future(self) -> None:
        """Forget what was recorded after the rewound moment at which we stand."""
        if self._left_off:
            self.journal = self.journal_here()
            self._left_off = False
            self.history.forget_after(self.steps)
            self.altered = [(step, what) for step, what in self.altered if step <= self.steps]

    def journal_here(self) -> Journal:
        """The log up to where we stand, with the live settings with which a new branch would begin here."""
        if not self._left_off:
            return self.journal
        then = self.history.before(self.steps)[0].settings
        changed = {name: value for name, value in self.live_settings.items() if value != then[name]}
        journal = self.journal.until(self.steps)
        return journal.with_settings(self.steps, changed) if changed else journal

    @contextmanager
    def _live_as(self, values: dict[str, Any]) -> Iterator[None]:
        present = self.live_settings
        with self._quietly():
            self.param.update(**values)
            try:
                yield
            finally:
                self.param.update(**present)

    def touch(self, what: str) -> None:
        """To be called after somebody changed the model or a live setting by hand: pins this moment."""
        self._leave_future()
        self.changes += 1
        if (self.steps, what) not in self.altered:
            self.altered = [*self.altered, (self.steps, what)][-MOST_ALTERED:]
        self._record(pinned=True)

    def bookmark(self) -> Bookmark:
        """Everything needed to come back to this very point, whatever is changed afterwards."""
        moment, history = self._moment(self.state()), self.history.copy()
        return Bookmark(
            self.settings, self.built, moment, history, [*self.altered], self.stopped, self.journal
        )

    def stands_at(self, mark: Bookmark) -> bool:
        """Whether nothing has happened to the run since `mark` was made."""
        then, kind, keys, *rest = mark.moment, *self.rng.get_state()
        return (
            (self.steps, self.stopped, self.altered) == (then.step, mark.stopped, mark.altered)
            and (self.settings, self.history) == (mark.settings, mark.history)
            and vars(self.built) == vars(mark.built)
            and self.reading is then.metrics
            and (kind, *rest) == (then.rng[0], *then.rng[2:])
            and np.array_equal(keys, then.rng[1])
            and _are_same(self.state(), then.state)
        )

    def return_to(self, mark: Bookmark) -> None:
        """Undo: settings, model, clock and history as they were when `mark` was made."""
        with self._quietly():
            self.param.update(**vars(mark.built))
        self._rebuild()
        with self._quietly():
            self.param.update(**mark.settings)
        self._go_to(mark.moment)
        self.reading, self.altered, self.stopped = mark.moment.metrics, [*mark.altered], mark.stopped
        self._let_be(mark.moment.state)
        self.history, self.journal = mark.history.copy(), mark.journal
        self._left_off = self.steps < self.history.last_step

    def start_from(self, arrays: Arrays, steps: int, what: str) -> None:
        """Go on from arrays that came from elsewhere, such as a link: the history begins here.

        They are some of those that `state` gives, in the same shapes. Raises `SettingError`, and changes
        nothing, if the model cannot take them or overflows with them.
        """
        before, reading = self.state(), self.reading
        try:
            self.load_state(before | arrays)
            if self._measure()[1]:
                raise SettingError(
                    "#w", f"{what}: with these numbers the model overflows; they were left out"
                )
        except SettingError:
            self.load_state(before)
            self.reading = reading
            raise
        self._leave_future()
        self.journal = self.journal.with_weights(self.steps, arrays, steps, what)
        self.steps, self.history, self._left_off, self.altered = steps, History(), False, []
        solved = set(self.solved)
        self.touch(what)
        self.take_as_given(but=solved)


def _are_same(some: Arrays, others: Arrays) -> bool:
    return some.keys() == others.keys() and all(
        np.array_equal(array, others[name]) for name, array in some.items()
    )


def _all_finite(state: Arrays, reading: dict[str, float]) -> bool:
    return all(map(math.isfinite, reading.values())) and all(
        np.isfinite(array).all() for array in state.values() if array.dtype.kind == "f"
    )


def _largest(state: Arrays, reading: dict[str, float]) -> float:
    """The size of the largest number in a state and a reading; NaN if any of them is none."""
    sizes = [abs(value) for value in reading.values()]
    for array in state.values():
        if array.dtype.kind == "f" and array.size:
            sizes += [float(array.max()), -float(array.min())]
    return math.nan if any(map(math.isnan, sizes)) else max(sizes, default=0.0)
