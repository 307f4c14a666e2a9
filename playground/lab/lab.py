"""The contract of a lab: one question that a learner can answer by playing.

A lab is a model, the settings it is built and trained with, and a clock that counts steps of learning. It
knows nothing of screens: the same object runs under a page, a test, a notebook and the command line.

Writing one means: declare the settings, then `build` the model, `learn` one step, read its `metrics`, copy
out its `state` and put one back, and print itself as a short script (`code`). Everything else (checking
settings, running, keeping a history, going back, sharing, sweeping) is here, once, for all labs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from playground.lab import settings
from playground.lab.history import Arrays
from playground.lab.numerals import with_minus
from playground.lab.run import Challenge, Run
from playground.lab.settings import SettingError
from playground.lab.sweep import Sweep

__all__ = ["Arrays", "Challenge", "Lab", "SettingError", "Source", "Table"]


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


class Lab(Run):
    """Base of all labs. What is in capitals in the text below is what a lab must bring.

    Declared: `slug`, `title` (as in the list of labs), `question`, `invitation`, `minutes` (that a newcomer
    needs, the first challenges included), `after` (the labs to play before this one, by slug), `for_whom`
    (whom it is for, and what one should know), `story`, `sources`, `groups` (settings by heading, in the
    order of the page), `live` (the settings that take effect at the next step; all others rebuild the model
    and take effect at the next reset), `presets` (named settings, the first is the default), `about` (a
    sentence for each preset), `challenges`, `headline` (the metrics of the status line), `shared` (names of
    the arrays of `state()` that go into a share link), `pace` (steps a frame at a page's middle speed),
    `healthy` (what `findings` has looked for and not found, to go on from "Nothing looks ill:").

    Written: `build`, `learn`, `metrics`, `state`, `load_state`, `code`; where they mean something also
    `check`, `finished`, `irrelevant`, `findings`, `gradient_check`.

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
    groups: ClassVar[dict[str, tuple[str, ...]]] = {}
    presets: ClassVar[dict[str, dict[str, Any]]] = {"default": {}}
    about: ClassVar[dict[str, str]] = {}
    headline: ClassVar[tuple[str, ...]] = ()
    shared: ClassVar[tuple[str, ...]] = ()
    pace: ClassVar[int] = 1
    healthy: ClassVar[str] = "every number is finite"  # what there is to say where there are no findings

    def __init__(self, preset: str | None = None, **values: Any) -> None:
        super().__init__()
        self.trial: Lab | None = None  # a run with these settings and without hands, to try out how it ends
        self.update(**self.preset_settings(preset) | values)
        self.reset()
        self.param.watch(self._setting_changed, sorted(self.live))

    def until_it_stops(self, steps: int | None = None) -> int:
        """Of `steps` steps (None: as many as this run has made), those that a run with these settings makes.

        It begins anew, and may stop before: because it has finished, or because numbers ran away. Whether it
        does is known of the steps that this run has made, unless a hand was in it; else it is tried out. For
        None, which a page asks again and again, a little at a time.
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

    # --- what a lab writes, besides `build`, `learn`, `metrics`, `state` and `load_state` ------------------

    def code(self, steps: int | None = None) -> str:
        """A short script, with no import but numpy, that makes this run and prints the same metrics.

        It trains for `steps` steps (by default as many as this run has made) with the present settings, from
        the start, or for as many as a run makes before it stops (`until_it_stops`), and prints one line a
        metric: the name, a space, and the `repr` of its value.
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

    def findings(self) -> list[Any]:
        """What `playground.nn.diagnose` has to say about the model as it stands."""
        return []

    def gradient_check(self) -> Any:
        """The analytic gradient beside the numerical one (a `gradcheck.Report`); None without a gradient."""
        return None

    # --- settings ----------------------------------------------------------------------------------------

    @classmethod
    def setting_names(cls) -> list[str]:
        """Every setting, in the order of the page; the seed comes last."""
        return [name for group in cls.groups.values() for name in group if name != "seed"] + ["seed"]

    @classmethod
    def preset_settings(cls, preset: str | None = None) -> dict[str, Any]:
        """The settings of a preset, those it does not name at their defaults. None means the first one."""
        preset = next(iter(cls.presets)) if preset is None else preset
        if preset not in cls.presets:
            near = settings.did_you_mean(preset, cls.presets)
            raise SettingError("preset", f"{cls.slug} has no preset “{settings.shorten(preset)}”{near}")
        return {name: cls.param[name].default for name in cls.setting_names()} | cls.presets[preset]

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> dict[str, Any]:
        """Settings from texts, as a URL or a command line has them. Raises `SettingError`."""
        values = {}
        for name, text in texts.items():
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

    @classmethod
    def _parameter(cls, name: str) -> settings.Parameter:
        if name not in cls.setting_names():
            near = settings.did_you_mean(name, cls.setting_names())
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

    def read_out(self) -> list[tuple[str, str]]:
        """The status line: names and values of the headline metrics, rates as percentages."""
        return [
            (name.replace("_", " "), settings.read(name, self.reading[name]))
            for name in self.headline
            if name in self.reading
        ]

    def to_query(self) -> dict[str, str]:
        """The settings that differ from the default preset, as readable texts for a link."""
        default = self.preset_settings()
        return {
            name: settings.write(self.param[name], value)
            for name, value in self.settings.items()
            if value != default[name]
        }

    def update(self, **values: Any) -> None:
        """Change settings, all of them or, if one is not allowed (`SettingError`), none."""
        checked = {name: self.checked(name, value) for name, value in values.items()}
        present = self.settings
        self.check(present | checked)
        self.param.update(**{name: value for name, value in checked.items() if value != present[name]})

    def sweep(self, name: str, values: Sequence[Any], seeds: Sequence[int] | int = 1) -> Sweep[Self]:
        """One run for each of `values` of the setting `name` and each seed; see `playground.lab.sweep`."""
        return Sweep(self, name, values, seeds)
