"""What every lab promises, asked of every lab, every preset and every setting."""

import ast
import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import param
import pytest

from apps.page import url
from playground.lab import Lab, SettingError, run, settings, share
from playground.lab.history import Arrays, History
from playground.labs import LABS, lab_class
from tests.apps import pages
from tests.ends import one_sentence, worst
from tests.toy import Toy

KINDS: list[type[Lab]] = [*map(lab_class, LABS), Toy]  # the toy tests these tests
WITH_PRESET = [(kind, preset) for kind in KINDS for preset in kind.presets]
WITH_SETTING = [(kind, name) for kind in KINDS for name in kind.setting_names()]
STEPS = 60
# The setting that chooses own data, where it is not called `data`.
CHOOSES = {"qtable": "world", "streetlights": "task", "activations": "target", "descent": "landscape"}
NAMES = Path(__file__).parents[2] / "docs" / "names.md"
MOST_LINES = 40  # of the script of a lab's first preset
MOST_LINES_OF_ALL = 60  # where data are embedded, or every gate and every option has a line of its own

every_lab = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
every_preset = pytest.mark.parametrize(
    "kind, preset", WITH_PRESET, ids=[f"{kind.slug}-{preset}" for kind, preset in WITH_PRESET]
)
every_setting = pytest.mark.parametrize(
    "kind, name", WITH_SETTING, ids=[f"{kind.slug}-{name}" for kind, name in WITH_SETTING]
)


@pytest.fixture
def short_memory() -> Iterator[None]:
    """Histories of a few moments, so that going back means replaying."""
    with patch.object(run, "History", partial(History, 8)):
        yield


def trained(kind: type[Lab], preset: str | None = None, steps: int = STEPS, **values: Any) -> Lab:
    lab = kind(preset, **values)
    lab.run(steps)
    return lab


@cache
def seen(kind: type[Lab], preset: str) -> tuple[Lab, Lab]:
    """One that has not learnt and one that has, to look at and not to change."""
    return kind(preset), trained(kind, preset)


def same(a: Arrays, b: Arrays) -> bool:
    """Equal to the last bit; what an optimiser does not remember yet is 0."""
    nothing = {name: np.zeros_like(array) for name, array in (a | b).items()}
    return all(np.array_equal((nothing | a)[name], (nothing | b)[name]) for name in nothing)


def all_of(lab: Lab) -> tuple[Any, ...]:
    """Whatever looking at a lab must not change."""
    state = {name: array.tolist() for name, array in lab.state().items()}
    draws = [part.tolist() if isinstance(part, np.ndarray) else part for part in lab.rng.get_state()]
    return state, draws, lab.settings, lab.steps, lab.reading, lab.metrics(), [*lab.altered], lab.stopped


def alternatives(kind: type[Lab], name: str) -> list[Any]:
    """Some other values of a setting: all choices, numbers near the default and at the lower bound."""
    parameter: Any = kind.param[name]
    if isinstance(parameter, param.Boolean):
        return [True, False]
    if isinstance(parameter, param.Selector):
        return [*parameter.objects]
    if isinstance(parameter, settings.Sizes):
        return [(), (3,), (2, 1, 3)]
    if isinstance(parameter, settings.Text):
        return [*{preset[name]: None for preset in kind.presets.values() if name in preset}]
    low, high = parameter.bounds
    if isinstance(parameter, param.Integer):
        return [low, min(parameter.default + 1, high)]
    return [low, (low * high) ** 0.5 if isinstance(parameter, settings.Log) else low + (high - low) / 3]


@cache
def variants(kind: type[Lab], name: str) -> list[dict[str, Any]]:
    """The alternatives of a setting that go together with the default preset."""
    found = []
    for value in alternatives(kind, name):
        try:
            kind(**{name: value})
            found.append({name: value})
        except SettingError:
            pass
    return found


# ------------------------------------------------------------------------------------------- what is declared


@every_lab
def test_the_words_of_a_lab(kind: type[Lab]) -> None:
    for text in (kind.title, kind.question, kind.invitation):
        assert text and "\n" not in text
    assert kind.question.endswith("?")
    assert kind.sources
    assert all(source.author and source.title and str(source) for source in kind.sources)
    assert kind is Toy or len(kind.story.split()) >= 150
    assert kind.story.count("*") % 2 == 0 and kind.story.count("`") % 2 == 0, "every mark has an end"


@every_lab
def test_every_challenge_says_what_it_asks_what_helps_and_why_it_worked(kind: type[Lab]) -> None:
    assert 3 <= len(kind.challenges) <= 7
    keys = [challenge.key for challenge in kind.challenges]
    assert len(set(keys)) == len(keys) and all(re.fullmatch("[a-z0-9-]{1,40}", key) for key in keys)
    assert sum(challenge.warm_up for challenge in kind.challenges) <= 1
    for challenge in kind.challenges:
        for text in (challenge.text, challenge.why, *challenge.hints):
            assert text.endswith((".", "?")) and "\n" not in text, text
        assert 1 <= len(challenge.hints) <= 3
        predict = challenge.predict
        if predict:
            assert predict.question.endswith("?")
            assert 2 <= len(set(predict.choices)) == len(predict.choices) <= 4


@every_lab
def test_a_lab_without_findings_says_what_was_looked_for(kind: type[Lab]) -> None:
    assert kind.healthy and kind.healthy[0].islower() and not kind.healthy.endswith(".")
    assert kind is Toy or kind.healthy != Lab.healthy, "in its own words"
    if kind.slug in ("vectors", "encrypted", "spam", "qtable", "circuit"):
        assert not re.search("unit|neuron", kind.healthy), "there are none"
    if kind.gradient is Lab.gradient and kind.slug != "circuit":
        assert "gradient" not in kind.healthy, "there is none"


@every_lab
def test_a_lab_is_listed_under_its_name(kind: type[Lab]) -> None:
    assert kind is Toy or LABS[kind.slug] == kind.__name__


@every_lab
def test_every_preset_says_what_it_is(kind: type[Lab]) -> None:
    for name, preset in kind.presets.items():
        assert name == name.lower() and " " not in name
        assert preset.about.endswith((".", "?", "!")) and "\n" not in preset.about
        assert preset.horizon is not None and preset.horizon > 0
        assert preset.keys() <= set(kind.setting_names())
    assert next(iter(kind.presets.values())) == {}, "the first is the default"


@every_lab
def test_every_setting_is_grouped_once(kind: type[Lab]) -> None:
    names = kind.setting_names()
    assert len(names) == len(set(names))
    assert set(names) == set(kind.param) - {"name"}
    assert kind.live <= set(names)
    assert "seed" not in kind.live


@every_preset
def test_no_metric_bears_the_name_of_a_setting(kind: type[Lab], preset: str) -> None:
    """Not even one of before: who reads `noise` must know whether it was set or has come about."""
    for lab in seen(kind, preset):
        assert not set(lab.reading) & {*kind.setting_names(), *kind.aliases}


@every_setting
def test_every_setting_explains_itself(kind: type[Lab], name: str) -> None:
    about = settings.describe(kind.param[name])
    assert about["label"]
    assert about["doc"].endswith((".", "?"))
    assert kind is Toy or len(about["doc"].split()) >= 5
    if isinstance(kind.param[name], param.Number):
        low, high = about["bounds"]
        assert low < high and kind.param[name].inclusive_bounds == (True, True)
        assert about["kind"] != "log" or low > 0


@every_setting
def test_the_default_of_a_setting_is_allowed(kind: type[Lab], name: str) -> None:
    default = kind.param[name].default
    held = kind.checked(name, default)
    assert held == default and type(held) is type(default)


@every_lab
def test_a_lab_describes_itself_as_json(kind: type[Lab]) -> None:
    about = json.loads(json.dumps(kind.describe(), allow_nan=False))
    assert [setting["name"] for setting in about["parameters"]] == kind.setting_names()
    for preset, texts in about["presets"].items():
        assert kind(**kind.parse(texts)).settings == kind(preset).settings


@every_setting
def test_a_byte_order_mark_in_front_of_a_setting_is_no_part_of_it(kind: type[Lab], name: str) -> None:
    lab = kind()
    if isinstance(kind.param[name], settings.Text) and kind is not Toy:
        chooses = CHOOSES.get(kind.slug, "data")
        others = {chooses: "own"} if name == "own" else {}
        marked = {name: "\ufeff" + lab.texts()[name]}
        plain, pasted = kind(**others), kind(**others | kind.parse(marked))
        for one in (plain, pasted):
            one.run(3)
        assert pasted.metrics() == plain.metrics()
    elif kind is not Toy:
        assert kind.parse({name: "\ufeff" + lab.texts()[name]}) == {name: getattr(lab, name)}


@every_preset
def test_texts_and_links_mean_the_same_settings(kind: type[Lab], preset: str) -> None:
    lab = kind(preset, seed=7)
    assert kind.parse(lab.texts()) == lab.settings
    assert kind(**kind.parse(lab.to_query())).settings == lab.settings
    assert lab.preset_name() == preset
    assert lab.pending() == []


# ------------------------------------------------------------------------------------------------- running


@every_preset
def test_a_lab_builds_and_runs(kind: type[Lab], preset: str) -> None:
    lab = kind(preset)
    assert (lab.steps, lab.stopped, lab.solved) == (0, "", {}), "nothing is won or lost before the first step"
    made = lab.run(STEPS)
    assert made == lab.steps
    assert made == STEPS or lab.stopped
    for name, value in lab.metrics().items():
        assert isinstance(name, str) and isinstance(value, float) and np.isfinite(value)
        assert settings.readable(name, value)
    assert lab.status_line()
    assert set(kind.shared) <= set(lab.state())


@every_preset
def test_the_same_seed_is_the_same_run(kind: type[Lab], preset: str) -> None:
    fresh, first = seen(kind, preset)
    lab = kind(preset)
    while lab.steps < 10:
        lab.run(1)
    there = first.history.moments[10]
    assert same(lab.state(), there.state), "nor does it matter how it is cut into pieces"
    assert (lab.reading, lab.steps) == (there.metrics, there.step)
    lab.reset()
    assert same(lab.state(), fresh.state()) and lab.reading == fresh.reading


@every_preset
@pytest.mark.usefixtures("short_memory")
def test_going_back_and_on_again_is_the_first_run(kind: type[Lab], preset: str) -> None:
    plain, truth = kind(preset), []
    for _ in range(21):
        truth.append((plain.state(), plain.metrics()))
        plain.run(1)
    lab = trained(kind, preset, 20)
    end = lab.steps
    for step in (end, end - 1, end // 2, 0, end // 3, end // 2):
        assert lab.rewind(step) == step
        assert same(lab.state(), truth[step][0])
        assert lab.reading == lab.metrics() == truth[step][1]
    lab.run(5)
    assert lab.rewind(end // 2) == end // 2
    assert same(lab.state(), truth[end // 2][0]), "running has not written into the history"
    lab.run(end - end // 2)
    assert same(lab.state(), truth[end][0]) and lab.metrics() == truth[end][1]


@every_lab
def test_replay_is_exact_across_changes_of_live_settings(kind: type[Lab]) -> None:
    changes = [
        variant
        for name in sorted(kind.live)
        for variant in [*variants(kind, name), {name: kind.param[name].default}]
    ]
    with patch.object(run, "History", partial(History, 2 * len(changes) + 4)):
        lab, truth = kind(), {}
        for change in changes:
            for _ in range(5):
                truth[lab.steps] = lab.state()
                lab.run(1)
            truth[lab.steps] = lab.state()
            lab.update(**change)
    assert lab.history.stride > 1, "going back means replaying"
    for step in sorted(truth, reverse=True):
        assert lab.rewind(step) == step
        assert same(lab.state(), truth[step])


@every_lab
def test_settings_that_rebuild_change_nothing_before_the_reset(kind: type[Lab]) -> None:
    lab, plain = kind(), kind()
    for preset in kind.presets:
        values = kind.preset_settings(preset) | {"seed": 9}
        lab.update(**{name: value for name, value in values.items() if name not in kind.live})
        lab.run(3)
        plain.run(3)
        assert same(lab.state(), plain.state()) and lab.metrics() == plain.metrics()
        assert "seed" in lab.pending()
    lab.update(**kind.preset_settings(preset))
    lab.reset()
    assert lab.pending() == []
    assert same(lab.state(), kind(preset).state())


@every_preset
def test_undo_brings_everything_back(kind: type[Lab], preset: str) -> None:
    lab = trained(kind, preset, 10)
    before, mark = all_of(lab), lab.bookmark()
    lab.update(**kind.preset_settings(next(reversed(kind.presets))) | {"seed": 5})
    lab.reset()
    lab.run(3)
    lab.return_to(mark)
    assert all_of(lab) == before
    lab.run(STEPS - lab.steps)
    assert same(lab.state(), seen(kind, preset)[1].state())


@every_preset
def test_what_is_irrelevant_changes_nothing(kind: type[Lab], preset: str) -> None:
    lab = trained(kind, preset, 3)
    names = lab.irrelevant()
    assert names <= set(kind.setting_names())
    for name in names:
        for value in [
            variant[name] for variant in variants(kind, name) if variant[name] != getattr(lab, name)
        ][:1]:
            other = trained(kind, preset, 3, **{name: value})
            assert other.metrics() == lab.metrics() and same(other.state(), lab.state()), name


# ------------------------------------------------------------------------------------------------ the script


def printed_by(script: str) -> dict[str, float]:
    """The metrics that a script prints, in a namespace of its own."""
    out = io.StringIO()
    with redirect_stdout(out), np.errstate(all="ignore"):
        exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    lines = (line.split(" ") for line in out.getvalue().splitlines())
    return {name: float(value) for name, value in lines}


@every_preset
def test_the_script_prints_the_metrics_of_the_lab(kind: type[Lab], preset: str) -> None:
    fresh, lab = seen(kind, preset)
    assert printed_by(lab.script(lab.steps)) == lab.metrics(), "to the last bit"
    assert lab.script(lab.steps) == lab.code() == lab.code(lab.steps) == fresh.script(lab.steps)
    assert printed_by(fresh.script(0)) == fresh.metrics()


@every_setting
def test_the_script_has_the_settings_on_screen(kind: type[Lab], name: str) -> None:
    found = variants(kind, name)
    assert found or isinstance(kind.param[name], settings.Text)
    for variant in found:
        lab = trained(kind, None, 8, **variant)
        assert printed_by(lab.script(lab.steps)) == lab.metrics(), variant


# What somebody may type into the texts among the settings; of others there is what the presets say.
TYPED = {
    ("circuit", "expression"): (
        "(x + y) * z", "x * y", "sigmoid(a*x + b*y + c)", "(a + b) / (c + d)", "max(x, y) + relu(z)", "x**y",
        "exp(x*y) - z**2", "log(x) + sqrt(y)*tanh(z)", "e**x * pi", "abs(x) / min(y, z)", "x⁻² + ½*y³",
    ),
    ("circuit", "values"): (
        "x=-2, y=5, z=-4", "x=1, y=2, z=3, a=1, b=1, c=2, d=-3", "x=9, y=.5, z=2, a=7, b=-2, c=1",
    ),
    ("backprop", "own"): (
        "0, 0, 0, 0\n0, 1, 1, 1\n1, 0, 1, 1\n1, 1, 1, 1", "1,0\n0,1", "10;-10;0,5\n3;4;1\n-7;2;0",
    ),
    ("classifier", "own"): (
        "1,2,a\n3,4,b\n-1,2,a\n-3,4,b", "1,2,0\n3,-4,7\n50,6,-3\n7,8,2", "1,2,a\n3,4,b\n5,6,c\n0,0,a",
    ),
    ("classifier", "features"): ("x,y", "x,y,x2,y2,xy,sinx,siny", "siny", "x2,y2"),
    ("classifier", "activations"): ("", "relu", "tanh,relu", "sigmoid,linear,leaky-relu"),
    ("classifier", "frozen"): ("", "1", "1,2"),
    ("vectors", "x"): ("1, 2, 3, 5", "-7, 1000", "0, 0, 0", "1, -1, 2, -2, 3, -3"),
    ("vectors", "y"): ("2, 0, 1, -1", "5, -1000", "1, 2, 3", "9, 8, 7, 6, 5, 4"),
    ("vectors", "matrix"): ("turn", "mirror", "differences", "sums", "0 1; 1 0", "9 -9; 3 1"),
    ("qtable", "own"): (
        "SFFF/FHFH/FFFF/HFFG", "FFFFFFF/SHHHHHG", "SGF", "S#F/GF#/-H-", "SF-/-#G", '["SFF", "FHG"]',
    ),
    ("spam", "own"): (
        "spam, win now\nspam, you win\nham, hi\nham, lunch now", "spam,win\nspam,win\nham,hi\nham,lunch",
    ),
}  # fmt: skip
# Settings that are kept small; of the worlds, the large ones have tests of their own.
SLOW = {"key_bits": (128,), "gap": range(2, 12), "hidden": range(1, 9), "world": ("4x4", "own")}


def drawn(kind: type[Lab], rng: np.random.RandomState) -> Lab:
    """A lab with settings drawn anywhere between their bounds, and at them; some are left as they are."""
    while True:
        values: dict[str, Any] = {}
        for name in kind.setting_names():
            parameter, anywhere = kind.param[name], rng.random_sample()
            texts = TYPED.get((kind.slug, name)) or [
                one[name] for one in kind.presets.values() if name in one
            ]
            if rng.random_sample() < 0.25 or (isinstance(parameter, settings.Text) and not texts):
                continue
            if isinstance(parameter, settings.Text):
                choices: Any = texts
            elif isinstance(parameter, settings.Sizes):
                choices = [tuple(rng.randint(1, 6, rng.randint(0, 4)).tolist())]
            elif isinstance(parameter, param.Selector):
                choices = [choice for choice in parameter.objects if choice in SLOW.get(name, [choice])]
            elif isinstance(parameter, param.Boolean):
                choices = [True, False]
            else:
                low, high = parameter.bounds
                logarithmic = isinstance(parameter, settings.Log)
                value = low * (high / low) ** anywhere if logarithmic else low + (high - low) * anywhere**2
                choices = [low, high, value, float(f"{value:.2g}")]
                if isinstance(parameter, param.Integer):
                    choices = [number for number in map(int, choices) if number in SLOW.get(name, [number])]
            if len(choices):
                values[name] = choices[rng.randint(len(choices))]
        try:
            return kind(**values)
        except SettingError:
            continue  # it is drawn anew


@pytest.mark.slow
@every_lab
def test_the_script_prints_the_metrics_at_any_settings_and_stops_where_the_run_does(kind: type[Lab]) -> None:
    rng, stopped = np.random.RandomState(len(kind.slug)), 0
    for _ in range(50):
        lab, steps = drawn(kind, rng), int(rng.randint(0, 13))
        script = lab.code(steps)
        lab.run(steps)
        assert printed_by(script) == lab.metrics(), (lab.settings, steps)
        assert lab.code(steps) == lab.code() == script
        stopped += lab.steps < steps
    assert stopped or kind.slug not in ("circuit", "classifier", "vectors", "encrypted", "toy")


@every_lab
def test_the_script_of_a_run_with_hands_in_it_is_that_of_a_new_one(kind: type[Lab]) -> None:
    rng = np.random.RandomState(7)
    for _ in range(5):
        lab = trained(kind, None, 3)
        new = drawn(kind, rng)
        lab.update(**new.settings)
        lab.touch("by hand")
        new.run(9)
        assert lab.code(9) == new.code()


@every_preset
def test_the_script_is_short_and_needs_numpy_only(kind: type[Lab], preset: str) -> None:
    script = seen(kind, preset)[1].code(20)
    imports = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import numpy as np"]
    lines = [line for line in script.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) <= (MOST_LINES if preset == next(iter(kind.presets)) else MOST_LINES_OF_ALL)
    assert "#" in script, "and it says what it does"


# ------------------------------------------------------------------------------------------- looking at a lab


@every_preset
def test_the_gradient_is_right(kind: type[Lab], preset: str) -> None:
    for lab in seen(kind, preset):
        before = all_of(lab)
        report = lab.gradient_check()
        assert all_of(lab) == before, "looking changes nothing"
        if report is None:
            pytest.skip("nothing here learns by a gradient")
        assert report.ok or lab.stopped, report
        assert len(report.analytic) == len(report.numerical) > 0


@every_preset
def test_tables_and_findings_can_be_read(kind: type[Lab], preset: str) -> None:
    for lab in seen(kind, preset):
        before = all_of(lab)
        texts = [lab.stopped, *(value for _, value in lab.status_line())]
        for table in lab.tables():
            assert table.title and table.columns and table.rows
            for row in table.rows:
                assert len(row) == len(table.columns)
                assert all(isinstance(cell, str | float) for cell in row), row
                texts += [cell for cell in row if isinstance(cell, str)]
        for finding in lab.findings():
            texts += [finding.evidence, finding.meaning, finding.advice]
            assert all(texts[-3:])
        for text in texts:
            assert not re.search(r"(?<!\w)-\.?\d|\de-\d", text), f"{text}: a number has a real minus"
        assert all_of(lab) == before, "looking changes nothing"


@every_preset
def test_challenges_can_be_asked_at_any_time(kind: type[Lab], preset: str) -> None:
    for lab in seen(kind, preset):
        before = all_of(lab)
        for challenge in kind.challenges:
            assert challenge.passed(lab) in (True, False)
        assert all_of(lab) == before, "looking changes nothing"


@pytest.mark.slow
@every_preset
def test_playing_a_preset_meets_no_challenge_but_the_warm_up(kind: type[Lab], preset: str) -> None:
    """To its horizon, after which it has shown its point; all else takes a decision."""
    lab, horizon = kind(preset), kind.presets[preset].horizon
    assert horizon is not None
    lab.run(horizon)
    assert lab.steps == horizon or lab.stopped
    assert lab.solved.keys() <= {challenge.key for challenge in kind.challenges if challenge.warm_up}


# -------------------------------------------------------------------------------------------- names of before

WITH_ALIAS = [(kind, old, new) for kind in KINDS for old, new in kind.aliases.items()]


@pytest.mark.parametrize(
    "kind, old, new", WITH_ALIAS, ids=[f"{kind.slug}-{old}" for kind, old, _ in WITH_ALIAS]
)
def test_a_name_of_before_means_the_same_everywhere(kind: type[Lab], old: str, new: str) -> None:
    values = [value for value in alternatives(kind, new) if value != kind.param[new].default]
    for value in values or ["any text"]:
        text = settings.write(kind.param[new], value)
        (before, said), (today, _) = url.open_lab(kind, {old: text}), url.open_lab(kind, {new: text})
        assert (before.settings, said) == (today.settings, []) == (kind(**{old: value}).settings, [])
        assert getattr(before, old) == getattr(before, new) == value
        assert url.address(before, {}) == url.address(today, {})
        lab = kind()
        lab.update(**{old: value})
        lab.reset()
        assert lab.settings == today.settings
        lab = kind()
        setattr(lab, old, value)
        assert lab.settings == today.settings
    with pytest.raises(SettingError, match=f"{new} is given twice") as caught:
        kind(**{old: value, new: value})
    assert caught.value.name == new
    sweep = kind().sweep(old, [kind.param[new].default])
    assert sweep.name == new and sweep.label(0).startswith(settings.label(kind.param[new]))
    assert kind is Toy or f"| `{kind.slug}` | `{old}` | `{new}` |\n" in NAMES.read_text()


def test_the_table_of_names_has_no_others() -> None:
    rows = [row for row in NAMES.read_text().splitlines() if row.startswith("| `")]
    assert len(rows) == len([kind for kind, _, _ in WITH_ALIAS if kind is not Toy])


# ------------------------------------------------------------------------------------ the ends of every range


@pytest.mark.slow
@every_lab
def test_at_the_ends_of_its_settings_a_lab_runs_or_says_why_not(kind: type[Lab]) -> None:
    for name, texts in worst(kind):
        try:
            lab = kind(**kind.parse(texts))
        except SettingError as error:
            assert error.name == name and one_sentence(str(error)), (texts, error)
            lab = kind()
            lab.run(2)
            before = all_of(lab)
            with pytest.raises(SettingError) as caught, lab.attempt():
                lab.update(**lab.parse(texts))
                lab.reset()
            assert (caught.value.name, str(caught.value)) == (name, str(error))
            assert all_of(lab) == before, "the run is as it was"
            lab.run(2)
            continue
        assert lab.stopped == "" or one_sentence(lab.stopped)
        lab.run(3)
        assert np.isfinite([*lab.metrics().values()]).all(), texts
        assert lab.steps == 3 or one_sentence(lab.stopped), texts
        lab.tables(), lab.findings(), lab.gradient_check()
        assert printed_by(lab.script(lab.steps)) == lab.metrics(), texts


@pytest.mark.slow
@pytest.mark.parametrize("slug", LABS)
def test_at_the_ends_of_its_settings_a_page_lives(slug: str) -> None:
    with pages.page(slug) as shell:
        shell.lab.run(2)
        for name, texts in worst(lab_class(slug)):
            before, undo, mark = all_of(shell.lab), [*shell.commands.undo_stack], shell.lab.bookmark()
            pages.say(shell, "set_all", values=texts)
            errors = shell.commands.errors
            if errors:
                assert set(errors) == {name} and one_sentence(errors[name]), texts
                assert all_of(shell.lab) == before, "the run is as it was"
                assert shell.commands.undo_stack == undo
                with pages.page(slug, **texts) as opened:
                    said = "and an address that asks for it says so, and opens"
                    assert errors[name] in opened.commands.notice, said
                    pages.say(opened, "step")
                    assert opened.lab.steps == 1
            else:
                assert {one: shell.lab.texts()[one] for one in shell.lab.parse(texts)} == {
                    shell.lab.canonical(one): text.strip() for one, text in texts.items()
                }
            pages.say(shell, "step")
            pages.look_around(shell)
            shell.lab.return_to(mark)
            shell.commands.errors.clear()


# ----------------------------------------------------------------------------------------- links and sweeps


@every_preset
def test_a_shared_model_comes_back_to_the_last_bit(kind: type[Lab], preset: str) -> None:
    lab, other = seen(kind, preset)[1], kind(preset)
    text = share.pack(lab)
    assert len(text) < share.LONGEST_TEXT / 4
    share.adopt(other, text)
    assert other.steps == lab.steps
    for name in kind.shared:
        assert other.state()[name].tobytes() == lab.state()[name].tobytes()
    assert other.metrics() == other.reading == lab.metrics()
    other.run(5)


@every_lab
@pytest.mark.parametrize("value", [-1.0, 0.5, 1e6, 1e300, -1e308])
def test_numbers_of_a_stranger_do_no_harm(kind: type[Lab], value: float) -> None:
    lab, plain = trained(kind, steps=5), trained(kind, steps=5)
    for name in kind.shared:
        strange = lab.state()
        strange[name] = np.full(strange[name].shape, value)
        with patch.object(lab, "state", return_value=strange):
            text = share.pack(lab)
        before = all_of(lab)
        try:
            share.adopt(lab, text)
        except SettingError:
            assert all_of(lab) == before
        else:
            lab.run(20)
            with np.errstate(all="ignore"):
                assert np.isfinite([*lab.metrics().values()]).all()
                lab.tables(), lab.findings(), lab.script(lab.steps)
            lab.return_to(plain.bookmark())


@pytest.mark.slow
@every_setting
def test_a_sweep_is_the_same_as_single_runs(kind: type[Lab], name: str) -> None:
    values = [variant[name] for variant in variants(kind, name)][:3]
    if not values:
        return
    sweep = kind(seed=3).sweep(name, values, seeds=1 if name == "seed" else 2)
    for n in (1, 0, 4, 5):
        sweep.run(n)
    for value, row in zip(values, sweep.runs, strict=True):
        for lab in row:
            alone = trained(kind, None, 10, **{"seed": lab.seed, name: value})
            assert (lab.steps, lab.stopped, lab.reading) == (alone.steps, alone.stopped, alone.reading)
            assert same(lab.state(), alone.state())
            assert [m.step for m in lab.history] == [m.step for m in alone.history]
            assert [m.metrics for m in lab.history] == [m.metrics for m in alone.history]
    assert len(sweep.curves(next(iter(lab.reading)))) == len(values)


@every_lab
@pytest.mark.usefixtures("short_memory")
def test_runs_of_a_sweep_can_be_played_with(kind: type[Lab]) -> None:
    """Lockstep must notice whatever is done to a single one of its labs."""
    name = swept(kind)
    values = [variant[name] for variant in variants(kind, name)][:2]
    sweep, alone = kind().sweep(name, values), [kind(**{name: value}) for value in values]

    def both(n: int) -> None:
        sweep.run(n)
        for one, other in zip(sweep.labs, alone, strict=True):
            other.run(n)
            assert same(one.state(), other.state())
            assert (one.steps, one.reading) == (other.steps, other.reading)
            assert one.reading == one.metrics()
            assert [moment.step for moment in one.history] == [moment.step for moment in other.history]

    for n in (13, 1, 1, 1):
        both(n)
    for lab in (*sweep.labs, *alone):
        assert lab.rewind(5) == 5
    both(0)
    both(4)
    for lab in (sweep.labs[0], alone[0]):
        lab.update(**{name: values[1]})
    both(3)
    for lab in (sweep.labs[1], alone[1]):
        lab.rewind(2)
    both(9)
    for lab in (sweep.labs[1], alone[1]):
        lab.reset()
    both(3)


def swept(kind: type[Lab]) -> str:
    """A live setting with more than one value."""
    return next(name for name in kind.setting_names() if name in kind.live and len(variants(kind, name)) > 1)


@every_lab
def test_a_run_of_a_sweep_can_be_adopted(kind: type[Lab]) -> None:
    name = swept(kind)
    values = [variant[name] for variant in variants(kind, name)][:2]
    lab = trained(kind, steps=5)
    sweep = lab.sweep(name, values)
    sweep.run(10)
    chosen = sweep.runs[1][0]
    lab.return_to(chosen.bookmark())
    sweep.run(3)  # goes on without the other
    assert lab.settings == chosen.settings and lab.steps == 10
    lab.run(10)
    assert same(lab.state(), trained(kind, None, 20, **{name: values[1]}).state())


@every_lab
def test_nothing_is_ill_before_the_first_step(kind: type[Lab]) -> None:
    assert [finding.kind for finding in kind().findings() if finding.severity != "note"] == []
