"""The contract of a lab: one question that a learner can answer by playing.

A lab is a model, the settings it is built and trained with, and a clock that counts steps of learning. It
knows nothing of screens: the same object runs under a page, a test, a notebook and the command line.

Writing one means: declare the settings and the arrays of the model, then `build` it, `learn` one step, read
its `metrics`, and print the run as a short `script`. Everything else (checking settings, running, keeping a
history, going back, sharing, sweeping) is here, once, for all labs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import param

from playground.lab import settings
from playground.lab.finding import Finding
from playground.lab.formula import Formula
from playground.lab.guide import GuideStep
from playground.lab.lockstep import Lockstep
from playground.lab.numerals import with_minus
from playground.lab.phase import Phase
from playground.lab.preset import Preset
from playground.lab.record import Record
from playground.lab.run import Run
from playground.lab.settings import SettingError
from playground.lab.sweep import Sweep
from playground.lab.teaching import Question

MOST_CHECKED = 32  # slopes, so that the check can go on while the model learns
TRIES = 3  # of a check, with other examples


AT_A_TIME = 0.01  # seconds for which a page may try out how a run ends


@dataclass(frozen=True)
class Source:
    """What a lab teaches from: cited on its page."""

    author: str
    title: str
    year: int | None = None
    note: str = ""

    def __str__(self) -> str:
        return f"{self.author}, {self.title}" + (f" ({self.year})" if self.year else "")


@dataclass(frozen=True)
class Table:
    """Numbers for the learner to read: `rows` of texts and numbers under `columns`."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | float]]
    note: str = ""

    def __post_init__(self) -> None:
        rows = [
            tuple(with_minus(cell) if isinstance(cell, str) else cell for cell in row) for row in self.rows
        ]
        object.__setattr__(self, "rows", rows)


class Gradient(NamedTuple):
    """The slopes by which a model learns, and what it takes to measure them.

    at      the parameters: the model's own array, or a copy of it
    loss    the loss with the parameters in an array like `at`: it may read them there, or in the model itself
            if `at` is the model's own, as they are nudged in place
    slopes  d loss / d parameter, of the shape of `at`
    h       how far a parameter is nudged
    scales  what h is multiplied by, for parameters of very different sizes: a number, or an array like `at`;
            of several, the one counts with which the two agree best
    """

    at: np.ndarray
    loss: Callable[[np.ndarray], float]
    slopes: np.ndarray
    h: float = 1e-5
    scales: Sequence[float | np.ndarray] = (1.0,)


class Lab(Run):
    """Base of all labs. What a lab brings:

    Declared: `slug`, `title` (as in the list of labs), `question`, `invitation`, `minutes` (that a newcomer
    needs, the first challenges included), `after` (the labs to play before this one, by slug), `for_whom`
    (whom it is for, and what one should know), `story`, `sources`, `presets` (the first is the default, and
    names no setting), `challenges`, `headline` (the metrics of the status line), `pace` (steps a frame at a
    page's middle speed), `guide` (what to do first, in four to seven steps: `playground.lab.guide`),
    `formulas` (its mathematics, in symbols and in numbers: `playground.lab.formula`), `phases` (the parts of
    a step in slow motion: `playground.lab.phase`), `teaches` (the words of the field in it:
    `playground.lab.glossary`), `goals` (two to four, each the end of "After this lab you can …"), `questions`
    (for a class, with answers: `playground.lab.teaching`), `essential` (the settings that stand above the
    picture: those that the guide speaks of), `opening` (the preset that its page opens with, if that is not
    the first), `healthy` (what `findings` has looked for and not found, to go on from "Nothing looks ill:"),
    the settings (see `playground.lab.settings`), the `arrays` that learning changes (see
    `playground.lab.arrays`), `aliases` (names that settings have had: {old: new}; they are taken for ever, in
    an address, on the command line and in Python).

    Written: `build`, `learn`, `metrics`, `script`; where they mean something also `check`, `irrelevant`,
    `finished`, `tables`, `findings`, `gradient`, `alike` and `join`. Any of them may be a plain function of
    the lab, written in another file: `tables = report.tables`.

    Derived: `groups` (settings by heading, in the order of the page), `live` (the settings that take effect
    at the next step), `shared` (names of the arrays that go into a share link).

    Randomness comes from `self.rng` only: a `numpy.random.RandomState(seed)` made anew at every reset.
    """

    slug: ClassVar[str] = ""
    title: ClassVar[str] = ""
    question: ClassVar[str] = ""
    invitation: ClassVar[str] = ""
    minutes: ClassVar[int] = 0
    after: ClassVar[tuple[str, ...]] = ()
    for_whom: ClassVar[str] = ""
    story: ClassVar[str] = ""
    sources: ClassVar[tuple[Source, ...]] = ()
    formulas: ClassVar[tuple[Formula, ...]] = ()
    groups: ClassVar[dict[str, tuple[str, ...]]] = {}
    presets: ClassVar[Mapping[str, Preset]] = {"default": Preset("As it is.")}
    aliases: ClassVar[dict[str, str]] = {}
    headline: ClassVar[tuple[str, ...]] = ()
    teaches: ClassVar[tuple[str, ...]] = ()
    goals: ClassVar[tuple[str, ...]] = ()
    questions: ClassVar[tuple[Question, ...]] = ()
    guide: ClassVar[tuple[GuideStep, ...]] = ()
    essential: ClassVar[tuple[str, ...]] = ()
    phases: ClassVar[tuple[Phase, ...]] = ()
    opening: ClassVar[str] = ""
    shared: ClassVar[tuple[str, ...]] = ()
    pace: ClassVar[int] = 1
    healthy: ClassVar[str] = "every number is finite"  # what there is to say where there are no findings

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        declared = _declared(cls)
        for name in declared.keys() - {"seed"}:
            if hasattr(Lab, name):
                raise TypeError(f"{cls.__name__}: a setting cannot be called {name}, as every lab has one")
        grouped: dict[str, list[str]] = {}
        for name, parameter in declared.items():
            if getattr(parameter, "group", ""):
                grouped.setdefault(parameter.group, []).append(name)
        cls.groups = {heading: tuple(names) for heading, names in grouped.items()}
        cls.live = frozenset(name for name, one in declared.items() if getattr(one, "live", False))
        cls.shared = tuple(array.name for array in cls.arrays if array.shared)
        for old, new in cls.aliases.items():
            if isinstance(getattr(cls, old, None), _OtherName):
                continue  # of a class above
            if hasattr(cls, old) or new not in declared:
                raise TypeError(f"{cls.__name__}: {old} cannot be another name of {new}")
            setattr(cls, old, _OtherName(new))

    def __init__(self, preset: str | None = None, **values: Any) -> None:
        super().__init__()
        self.trial: Lab | None = None  # a run with these settings and without hands, to try out how it ends
        self.update(**self.preset_settings(preset) | self.renamed(values))
        self.reset()
        self.param.watch(self._setting_changed, sorted(self.live))

    # --- what a lab writes, besides `build`, `learn` and `metrics` ----------------------------------------

    def script(self, steps: int) -> str:
        """A short script, with no import but numpy, that makes this run and prints the same metrics.

        It trains for `steps` steps with the present settings, from the start, and prints one line a metric:
        the name, a space, and the `repr` of its value.
        """
        raise NotImplementedError

    def check(self, values: dict[str, Any]) -> None:
        """Raise `SettingError` if the settings, each fine by itself, do not go together."""

    def irrelevant(self) -> set[str]:
        """The settings that change nothing under the present ones; a page need not show them."""
        return set()

    def tables(self) -> list[Table]:
        """The numbers behind the picture: weights, activations, gradients."""
        return []

    def findings(self) -> list[Finding]:
        """What is worth knowing about the model as it stands."""
        return []

    def gradient(self, rng: np.random.RandomState) -> Gradient | None:
        """The gradient of the next step; None without one. `rng` chooses examples, if not all are taken.

        A nudge across a kink (of a ReLU, say) makes a right gradient look wrong, so it is asked up to three
        times: with other examples it looks right again, and a wrong one does not.
        """
        return None

    # --- for all labs ------------------------------------------------------------------------------------

    def code(self, steps: int | None = None) -> str:
        """The script of a run with these settings: of `steps` steps, by default as many as this one has made.

        Of fewer, if the run stops before (`until_it_stops`).
        """
        return self.script(self.until_it_stops(steps))

    def until_it_stops(self, steps: int | None = None) -> int:
        """Of `steps` steps (None: as many as this run has made), those that a run with these settings makes.

        It begins anew, and may stop before: because it has finished, or because numbers ran away. Whether it
        does is known of the steps that this run has made, unless a hand was in it; else it is tried out. For
        None, which a page asks again and again, a little at a time. Raises `SettingError` if no model with
        these settings can start.
        """
        wanted = self.steps if steps is None else steps
        if not self.altered and not self.pending():
            if wanted <= max(self.steps, self.history.last_step):
                return wanted
            if self.stopped and self.steps == self.history.last_step:
                return self.steps
        trial = self.trial
        if trial is None or trial.settings != self.settings:
            trial = self.trial = type(self)(**self.settings)
        if not trial.stopped and trial.steps < wanted:
            trial.run(wanted - trial.steps, seconds=AT_A_TIME if steps is None else None)
        return min(wanted, trial.steps) if trial.stopped else wanted

    @np.errstate(all="ignore")
    def gradient_check(self) -> Any:
        """The analytic gradient beside the numerical one (a `gradcheck.Report`); None without a gradient."""
        from playground.nn import gradcheck  # not above: a lab without a gradient need not load it

        report = None
        for attempt in range(TRIES):
            found = self.gradient(np.random.RandomState([self.steps % 2**32, attempt]))
            if found is None:
                return None
            report = _measured(found, gradcheck.check)
            if report.ok:
                break
        return report

    @contextmanager
    def peeking(self) -> Iterator[None]:
        """Numbers that are drawn in here are drawn again afterwards: for a look at what comes next."""
        before = self.rng.get_state()
        try:
            yield
        finally:
            self.rng.set_state(before)

    @classmethod
    def lockstep(cls, labs: Sequence[Self]) -> Callable[[int], None]:
        """How to advance several labs of one kind by n steps together; see `playground.lab.lockstep`."""
        return Lockstep(labs).advance

    # --- settings ----------------------------------------------------------------------------------------

    @classmethod
    def setting_names(cls) -> list[str]:
        """Every setting, in the order of the page; the seed comes last."""
        return [name for group in cls.groups.values() for name in group if name != "seed"] + ["seed"]

    @classmethod
    def preset_settings(cls, preset: str | None = None) -> dict[str, Any]:
        """The settings of a preset, those it does not name at their defaults. None means the first one.

        Raises `SettingError` if there is none of that name.
        """
        preset = next(iter(cls.presets)) if preset is None else preset
        if preset not in cls.presets:
            near = settings.did_you_mean(preset, cls.presets)
            raise SettingError("preset", f"{cls.slug} has no preset “{settings.shorten(preset)}”{near}")
        return {name: cls.param[name].default for name in cls.setting_names()} | cls.presets[preset]

    @classmethod
    def canonical(cls, name: str) -> str:
        """The name of a setting as it is now, for one that it may have had before."""
        return cls.aliases.get(name, name)

    @classmethod
    def renamed(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values under the names of today. Raises `SettingError` if a setting is named twice."""
        found: dict[str, Any] = {}
        for name, value in values.items():
            now = cls.canonical(name)
            if now in found:
                raise SettingError(now, f"{now} is given twice: {name} is another name of it")
            found[now] = value
        return found

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> dict[str, Any]:
        """Settings from texts, as a URL or a command line has them. Raises `SettingError`."""
        values = {}
        for name, text in cls.renamed(texts).items():
            values[name] = cls.checked(name, settings.parse(cls._parameter(name), text))
        return values

    @classmethod
    def translated(cls, query: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """What the address of another program means here, as texts to `parse`, and a sentence on the rest.

        A lab that knows no other program gives back what it gets.
        """
        return dict(query), ""

    @classmethod
    def checked(cls, name: str, value: Any) -> Any:
        """`value` as the setting `name` will hold it. Raises `SettingError`."""
        return settings.check(cls._parameter(name), value)

    def parsed(self, name: str, values: Mapping[str, Any] | Record | None = None) -> Any:
        """What the text of the setting `name` means: as it is set, or as it is in `values`.

        It is read once, and must not be changed. Raises `SettingError` at that setting for what is no such
        text.
        """
        parameter = self._parameter(name)
        found = values if isinstance(values, Mapping) else vars(values or Record(self.settings))
        try:
            return parameter.parse(found[name])
        except SettingError:
            raise
        except ValueError as error:
            raise SettingError(name, f"{settings.label(parameter)}: {error}") from None

    @classmethod
    def _parameter(cls, name: str) -> settings.Parameter:
        name = cls.canonical(name)
        if name not in cls.setting_names():
            near = settings.did_you_mean(name, cls.setting_names(), cls.aliases)
            raise SettingError(name, f"{cls.slug} has no setting “{settings.shorten(name)}”{near}")
        return cls.param[name]

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """The lab as plain JSON values: for `playground list --json`, and for the controls of a page."""
        headings = {name: heading for heading, names in cls.groups.items() for name in names}
        return {
            "lab": cls.slug,
            "title": cls.title,
            "question": cls.question,
            "minutes": cls.minutes,
            "after": list(cls.after),
            "for_whom": cls.for_whom,
            "parameters": [
                settings.describe(cls.param[name])
                | {
                    "group": headings.get(name, ""),
                    "takes_effect": "next step" if name in cls.live else "next reset",
                }
                for name in cls.setting_names()
            ],
            "presets": {
                name: {key: settings.write(cls.param[key], value) for key, value in preset.items()}
                for name, preset in cls.presets.items()
            },
            "aliases": dict(cls.aliases),
        }

    def texts(self) -> dict[str, str]:
        """All settings as texts that `parse` reads back."""
        return {name: settings.write(self.param[name], value) for name, value in self.settings.items()}

    def preset_name(self) -> str:
        """The preset whose settings these are (whatever the seed), or an empty text."""
        mine = self.settings
        for name in self.presets:
            if all(value == mine[key] for key, value in self.preset_settings(name).items() if key != "seed"):
                return name
        return ""

    def status_line(self) -> list[tuple[str, str]]:
        """The status line: names and values of the headline metrics, rates as percentages."""
        return [
            (name.replace("_", " "), settings.readable(name, self.reading[name]))
            for name in self.headline
            if name in self.reading
        ]

    def to_query(self) -> dict[str, str]:
        """The settings that differ from the first preset, as readable texts for a link.

        What a page opens with needs no link; if that is another preset than the first (`opening`), the link
        of the first one names its seed, so that it is one.
        """
        default, mine = self.preset_settings(), self.settings
        if self.opening and mine == self.preset_settings(self.opening):
            return {}
        different = {name for name, value in mine.items() if value != default[name]}
        if self.opening and not different:
            different = {"seed"}
        return {name: settings.write(self.param[name], mine[name]) for name in mine if name in different}

    def update(self, **values: Any) -> None:
        """Change settings, all of them or, if one is not allowed (`SettingError`), none."""
        checked = {name: self.checked(name, value) for name, value in self.renamed(values).items()}
        present = self.settings
        self.check(present | checked)
        self.param.update(**{name: value for name, value in checked.items() if value != present[name]})

    def sweep(self, name: str, values: Sequence[Any], seeds: Sequence[int] | int = 1) -> Sweep[Self]:
        """One run for each of `values` of the setting `name` and each seed; see `playground.lab.sweep`."""
        return Sweep(self, name, values, seeds)


def _declared(cls: type[Lab]) -> dict[str, settings.Parameter]:
    """The settings of a class by name, in the order in which they were declared."""
    return {
        name: value
        for base in reversed(cls.__mro__)
        for name, value in vars(base).items()
        if isinstance(value, param.Parameter) and name != "name"
    }


class _OtherName(property):
    """The attribute for a name that a setting has had."""

    def __init__(self, name: str) -> None:
        super().__init__(lambda lab: getattr(lab, name), lambda lab, value: setattr(lab, name, value))


def _measured(found: Gradient, check: Callable[..., Any]) -> Any:
    """The report of a check that nudges some of the parameters, evenly spread, where they are."""
    at, here, slopes = found.at, found.at.copy(), found.slopes.copy()

    def loss(nudged: np.ndarray) -> float:
        at[...] = nudged
        return float(found.loss(at))

    some = np.unique(np.linspace(0, here.size - 1, min(here.size, MOST_CHECKED)).astype(np.intp))
    try:
        reports = [check(loss, slopes, here, h=found.h, indices=some, scale=one) for one in found.scales]
        return min(reports, key=lambda report: np.nan_to_num(report.max_relative_error, nan=np.inf))
    finally:
        loss(here)  # so that the model, too, is as it was
