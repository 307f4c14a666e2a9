"""The formulas of all labs: they can be shown, their numbers are true, and their parts are in the picture."""

import json
import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from apps.page.assets import STATIC
from playground.lab import Formula, Lab, SettingError
from playground.lab.formula import LABS as FOLDER
from playground.lab.formula import bare, converted, exact, kept_by, mathml, num, part
from playground.labs import LABS, lab_class
from tests.intervals import Interval, sides

SEEDS = range(6)  # of random settings
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def random_settings(kind: type[Lab], seed: int) -> dict[str, Any]:
    """Settings from all over their ranges; of texts, those that the presets have."""
    rng = np.random.RandomState(seed)
    values: dict[str, Any] = {}
    for about in kind.describe()["parameters"]:
        name = about["name"]
        if about["kind"] == "choice":
            values[name] = about["options"][rng.randint(len(about["options"]))]
        elif about["kind"] == "boolean":
            values[name] = bool(rng.randint(2))
        elif about["kind"] in ("number", "log", "integer"):
            low, high = about["bounds"]
            share = rng.random_sample() / (1 if about["kind"] == "number" else 2)
            value = low * (high / low) ** share if about["kind"] == "log" else low + (high - low) * share
            values[name] = round(value) if about["kind"] == "integer" else value
        elif about["kind"] == "sizes":
            values[name] = tuple(rng.randint(1, 9, rng.randint(0, 4)).tolist())
    return values | {"key_bits": 128} if kind.slug == "spam" else values


def small(kind: type[Lab]) -> dict[str, Any]:
    """Settings with which what takes long does not."""
    return {"key_bits": 128} if kind.slug == "spam" else {}


@cache
def runs(slug: str) -> list[tuple[str, Lab]]:
    """Of every preset at the start and after some steps, and of random settings."""
    kind, found = lab_class(slug), []
    for preset in kind.presets:
        for steps in (0, 1, 25):
            lab = kind(preset, **small(kind))
            lab.run(steps)
            found.append((f"{preset}, {steps} steps", lab))
    for optimizer in (
        kind.param.optimizer.objects if slug == "descent" else ()
    ):  # each has a formula of its own
        lab = kind(optimizer=optimizer, balls=5, kick=0.2, learning_rate=0.05)
        lab.run(7)
        found.append((optimizer, lab))
    for seed in SEEDS:
        try:
            lab = kind(**random_settings(kind, seed))
        except SettingError:
            continue  # these do not go together
        lab.run(7)
        found.append((f"random {seed}", lab))
    if slug == "spam":
        lab = kind(**small(kind), passes=1)
        lab.run(50_000)
        assert lab.part == "done"
        found.append(("to the end", lab))
    return found


LOOKS: dict[str, list[dict[str, Any]]] = {
    "backprop": [{"weight": 0, "row": 1}, {"weight": 3, "row": 2}, {"weight": 10_000, "row": 10_000}],
    "classifier": [{"look": (1, 0)}, {"look": (2, 1)}, {"look": (9, 9)}, {"look": (0, 0)}],
    "recurrent": [{"follow": 0}, {"follow": 2, "wiped": {1}}, {"follow": 1, "wiped": {1}}],
    "lstm": [
        {"moment": 0, "unit": 0, "index": 1},
        {"moment": 3, "unit": 2, "hands": {"forget": 0.0}, "only_here": False},
        {"moment": 10_000, "unit": 10_000, "hands": {"input": 1.0}, "only_here": True},
    ],
    "activations": [{"z": -0.8}, {"z": 2.5, "x": -1.2}, {"z": 5.0, "x": 3.0}, {"z": 0.0}],
    "qtable": [{"cell": 0}, {"cell": 5}, {"cell": 10_000}],
}


@cache
def shown(slug: str) -> list[tuple[str, Formula, Lab, str]]:
    """What is asked, the formula, the lab, and its LaTeX with numbers."""
    found = []
    for name, lab in runs(slug):
        for formula in lab.formulas:
            for looks in ({}, *LOOKS.get(slug, [])):
                if formula.when(lab):
                    with np.errstate(all="ignore"):
                        numbers = formula.numbers(lab, looks)
                    found.append((f"{name}, {formula.name}, {looks}", formula, lab, numbers))
    return found


every_lab = pytest.mark.parametrize("slug", LABS)


@every_lab
def test_a_lab_has_formulas_in_the_words_of_its_field(slug: str) -> None:
    formulas = lab_class(slug).formulas
    assert len({formula.name for formula in formulas}) == len(formulas)
    for formula in formulas:
        assert formula.name and formula.about.endswith(".") and "\n" not in formula.about
        assert len(formula.about) <= 100, "it has room in one line"


@every_lab
def test_there_are_some_whatever_is_chosen_and_all_have_room(slug: str) -> None:
    """Where none held, the last one would stay on the page, and be wrong."""
    kind = lab_class(slug)
    for about in kind.describe()["parameters"]:
        for option in about["options"] if about["kind"] == "choice" else ():
            try:
                lab = kind(**small(kind) | {about["name"]: option})
            except SettingError:
                continue  # it does not go together with the defaults
            hold = [formula.name for formula in lab.formulas if formula.when(lab)]
            assert 1 <= len(hold) <= 6, (about["name"], option, hold)


@pytest.mark.slow
@every_lab
def test_every_formula_becomes_mathml(slug: str) -> None:
    for asked, formula, lab, numbers in shown(slug):
        for latex in (formula.symbols(lab), numbers):
            math = ElementTree.fromstring(mathml(latex, slug))
            assert math.tag == f"{MATHML}math"
            text = "".join(math.itertext())
            assert not re.search(r"\\|[{}]|nan|inf|9876543210", text, re.IGNORECASE), (asked, text)
            elements = [element.text for element in math.iter(f"{MATHML}mn") if element.get("class")]
            assert len(elements) == len(re.findall(r"\\num\{", latex)), asked


@every_lab
def test_the_numbers_of_a_formula_are_true(slug: str) -> None:
    """Both sides, and all sides of a longer one, are the same number as far as its digits say."""
    compared = 0
    for asked, _, _, numbers in shown(slug):
        for one, other in sides(numbers):
            compared += 1
            assert one.meets(other), f"{asked}: {numbers}: {one} is not {other}"
    assert compared > 5


@every_lab
def test_looking_at_the_numbers_changes_nothing(slug: str) -> None:
    kind = lab_class(slug)
    for preset in kind.presets:
        lab, other = kind(preset, **small(kind)), kind(preset, **small(kind))
        for _ in range(2):
            for formula in lab.formulas:
                if formula.when(lab):
                    formula.numbers(lab, {})
            lab.run(3)
            other.run(3)
            assert lab.metrics() == other.metrics(), preset
            now, then = lab.state(), other.state()
            assert all(np.array_equal(now[name], then[name]) for name in then), preset


@every_lab
def test_every_part_has_a_place_in_the_picture(slug: str) -> None:
    """A view names its parts: the browser's tour looks for each on the page."""
    scripts = "".join(file.read_text() for file in (STATIC / "js" / "views" / slug).glob("*.js"))
    frames = "".join(file.read_text() for file in (STATIC.parent / "apps" / "views").glob(f"{slug}*.py"))
    texts = re.findall(r"[\"'`]([\w -]+)[\"'`]|^ *(\w+): ", scripts + frames, re.MULTILINE)
    known = {word for pair in texts for text in pair for word in text.split()}
    for _, formula, lab, numbers in shown(slug):
        parts = set(re.findall(r"\\class\{part-([\w-]+)\}", formula.symbols(lab) + numbers))
        assert parts <= known, formula.name


@every_lab
def test_what_is_kept_is_what_the_converter_makes(slug: str) -> None:
    """`make formulas` writes it anew. What a page shows first is there."""
    file = FOLDER / slug / "mathml.json"
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    assert kept == kept_by(lab_class(slug)), "run `make formulas`"
    assert all(text == converted(latex) for latex, text in kept.items())
    lab = lab_class(slug)()
    assert {bare(formula.symbols(lab)) for formula in lab.formulas} <= kept.keys()


def test_numbers_are_written_with_the_digits_that_they_have() -> None:
    assert num(0.1234) == r"\num{0.12}" and num(-0.126) == r"\num{-0.13}"
    assert num(0) == r"\num{0.00}" and num(-0.0) == r"\num{0.00}"
    assert num(1.2345e-5) == r"\num{1.2e-05}" and num(-2.5e7) == r"\num{-2.5e+07}"
    assert num(float("nan")) == r"\num{?}" and num(float("inf")) == r"\num{∞}"
    assert exact(3) == r"\num{3}" and exact(0.1) == r"\num{0.1}"
    text = mathml(part("forget", num(-0.5)) + r" = \num{1.2e-05}")
    assert '<mrow data-part="forget"><mn class="num neg">−0.50</mn></mrow>' in text
    assert '<mn class="num">1.2×10⁻⁵</mn>' in text


def test_a_number_below_zero_stands_in_brackets_after_another_sign() -> None:
    def plain(latex: str) -> str:
        return re.sub("<.*?>", "", mathml(latex))

    minus = exact(-3)
    assert plain(rf"{exact(2)} \cdot {minus} + {part('a', minus)} = {minus}") == "2·(−3)+(−3)=−3"
    assert plain(rf"{minus}^2 - {minus}") == "(−3)2−(−3)" and plain(rf"({minus})") == "(−3)"
    assert plain(rf"{exact(2)} \cdot {exact(3)} + {exact(1)}") == "2·3+1"


def test_what_is_no_number_cannot_get_into_the_page() -> None:
    assert "<script>" not in mathml(r"x = \num{<script>}")


def test_two_sides_that_differ_are_noticed() -> None:
    [(one, other)] = sides(r"\num{0.83} = \sigma(\num{0.41} + \num{0.20} + \num{1.00})")
    assert one.meets(other)
    [(one, other)] = sides(r"\num{0.85} = \sigma(\num{0.41} + \num{0.20} + \num{1.00})")
    assert not one.meets(other)
    assert Interval(1, 2).meets(Interval(2, 3)) and not Interval(1, 2).meets(Interval(2.1, 3))
