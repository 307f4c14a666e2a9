"""Settings: read from text, written as text, checked, and every way in which they can be wrong."""

import json
import math
from typing import Any

import numpy as np
import param
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lab import Lab, SettingError, settings
from playground.lab.numerals import written
from playground.lab.settings import check, describe, did_you_mean, parse, readable, shorten, write
from playground.labs import LABS, lab_class
from tests.toy import Toy

NAMES = Toy.setting_names()


class Odd(param.Parameterized):
    """Kinds of settings that the toy has not."""

    choice = param.Selector(default=1, objects=[1, 2.5, 3.0, "four", None], doc="Not only texts.")
    narrow = param.Number(0.5, bounds=(0.25, 0.75), doc="Between two fractions.")
    wide = param.Number(0, bounds=(-1e12, 1e300), doc="Nearly everything.")
    color = param.Color(default="#ffffff", doc="Not a kind of setting.")


# ----------------------------------------------------------------------------------- there and back as text


def there_and_back(parameter: Any, value: Any) -> Any:
    return check(parameter, parse(parameter, write(parameter, value)))


def same(a: Any, b: Any) -> bool:
    """Equal to the last bit, and of the same type."""
    if isinstance(a, float) and isinstance(b, float):
        return np.float64(a).tobytes() == np.float64(b).tobytes()
    return type(a) is type(b) and a == b


@given(st.floats(0.0, 1.0))
def test_a_number_comes_back_exactly(value: float) -> None:
    assert same(there_and_back(Toy.param.wind, value), value)


@given(st.floats(-1e12, 1e300))
def test_so_does_one_of_any_size(value: float) -> None:
    assert same(there_and_back(Odd.param.wide, value), value)


@given(st.floats(1e-3, 1e3))
def test_a_logarithmic_number_comes_back_exactly(value: float) -> None:
    assert same(there_and_back(Toy.param.rate, value), value)


@given(st.integers(0, 2**32 - 1))
def test_a_whole_number_comes_back(value: int) -> None:
    assert same(there_and_back(Toy.param.seed, value), value)


@pytest.mark.parametrize("value", [True, False])
def test_a_switch_comes_back(value: bool) -> None:
    assert there_and_back(Toy.param.still, value) is value


@pytest.mark.parametrize("value", Odd.param.choice.objects)
def test_a_choice_comes_back(value: Any) -> None:
    assert same(there_and_back(Odd.param.choice, value), value)


@given(st.lists(st.integers(1, 5), max_size=3).map(tuple))
def test_layer_sizes_come_back(value: tuple[int, ...]) -> None:
    assert there_and_back(Toy.param.hidden, value) == value


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_text_comes_back_as_it_is_held(text: str) -> None:
    value = check(Toy.param.note, text)
    assert value == text.strip()
    assert there_and_back(Toy.param.note, value) == value


@given(st.text(max_size=80), st.sampled_from(NAMES))
def test_any_text_is_a_value_or_an_error_of_one_line(text: str, name: str) -> None:
    try:
        values = Toy.parse({name: text})
    except SettingError as error:
        assert error.name == name
        assert str(error).startswith(name)
        assert "\n" not in str(error)
        assert len(str(error)) < 200
    else:
        assert there_and_back(Toy.param[name], values[name]) == values[name]


@pytest.mark.parametrize(
    "parameter, value, text",
    [
        (Toy.param.rate, 1.0, "1"),
        (Toy.param.rate, 0.001, "0.001"),
        (Odd.param.wide, 1e22, "1e+22"),
        (Odd.param.wide, -0.0, "-0"),
        (Toy.param.wind, np.float64(0.25), "0.25"),
        (Toy.param.size, 3, "3"),
        (Toy.param.still, True, "true"),
        (Toy.param.shape, "ditch", "ditch"),
        (Toy.param.hidden, (4, 2), "4,2"),
        (Toy.param.hidden, (), "none"),
        (Toy.param.note, "", ""),
    ],
)
def test_what_is_written(parameter: Any, value: Any, text: str) -> None:
    assert write(parameter, value) == text
    assert same(check(parameter, parse(parameter, text)), check(parameter, value))


@pytest.mark.parametrize(
    "name, text, value",
    [
        ("still", " YES ", True),
        ("still", "On", True),
        ("still", "1", True),
        ("still", "no", False),
        ("still", "off", False),
        ("still", "0", False),
        ("hidden", "", ()),
        ("hidden", " 4 , 2 ", (4, 2)),
        ("size", " 3 ", 3),
        ("rate", "1e-2", 0.01),
        ("rate", "1", 1.0),
        ("rate", "\ufeff ２．５ ", 2.5),
        ("wind", "+.25", 0.25),
        ("seed", "1e3", 1000),
        ("seed", "7.0", 7),
        ("seed", "007", 7),
    ],
)
def test_what_is_also_understood(name: str, text: str, value: Any) -> None:
    assert same(Toy.parse({name: text})[name], value)


@pytest.mark.parametrize(
    "name, value, held",
    [
        ("size", 3.0, 3),
        ("size", np.int64(3), 3),
        ("wind", 1, 1.0),
        ("wind", np.float32(0.5), 0.5),
        ("still", np.True_, True),
        ("hidden", [4, np.int64(2)], (4, 2)),
        ("note", "  a \n", "a"),
    ],
)
def test_values_are_held_as_plain_ones(name: str, value: Any, held: Any) -> None:
    assert same(Toy.checked(name, value), held)


# ---------------------------------------------------------------------------------------- what is not allowed

RATE, SIZE = "from 0.001 to 1,000", "from 1 to 9"


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("rate", "fast", "rate is a number, not “fast”"),
        ("rate", "", "rate is a number, not “”"),
        ("rate", "nan", f"rate is a number {RATE}, not “nan”"),
        ("rate", "inf", f"rate is a number {RATE}, not “inf”"),
        ("rate", "-Infinity", f"rate is a number {RATE}, not “-inf”"),
        ("rate", "1e999", f"rate is a number {RATE}, not “inf”"),
        ("rate", "0", f"rate goes {RATE}, not 0"),
        ("rate", "1000.1", f"rate goes {RATE}, not 1,000.1"),
        ("rate", "1e300", f"rate goes {RATE}, not 1e300"),
        ("rate", "½", "rate is a number, not “½”"),
        ("rate", "٣", "rate is a number, not “٣”"),
        ("rate", "1_0", "rate is a number, not “1_0”"),
        ("rate", "2,5", "rate is a number, not “2,5”; write decimals with a point"),
        ("rate", "1\x002", "rate is a number, not “1\N{REPLACEMENT CHARACTER}2”"),
        ("rate", "9" * 490 + "z", "rate is a number, not “" + "9" * 39 + "…”"),
        ("seed", "abc", "seed is a whole number, not “abc”"),
        ("seed", "1_0", "seed is a whole number, not “1_0”"),
        ("seed", "٣", "seed is a whole number, not “٣”"),
        ("hidden", "1_0", "hidden is a list of layer sizes such as 4,2, not “1_0”"),
        ("size", "many", "size is a whole number, not “many”"),
        ("size", "2.5", "size is a whole number, not “2.5”"),
        ("size", "0", f"size goes {SIZE}, not 0"),
        ("size", "-12345", f"size goes {SIZE}, not −12,345"),
        ("size", "9" * 400, f"size goes {SIZE}, not so large a number"),
        ("size", "9" * 9999, "size is a whole number, not “" + "9" * 39 + "…”"),
        ("seed", "1e300", "seed is a whole number, not “1e300”"),
        ("seed", "4294967296", "seed goes from 0 to 4,294,967,295, not 4,294,967,296"),
        ("still", "maybe", "still is on or off, not “maybe”"),
        ("still", "", "still is on or off, not “”"),
        ("shape", "bowel", "shape cannot be “bowel”; did you mean “bowl”?"),
        ("shape", "", "shape cannot be “”; there is bowl, ditch"),
        ("shape", "💥" * 99, "shape cannot be “" + "💥" * 39 + "…”; there is bowl, ditch"),
        ("hidden", "4;2", "hidden is a list of layer sizes such as 4,2, not “4;2”"),
        ("hidden", "4,,2", "hidden is a list of layer sizes such as 4,2, not “4,,2”"),
        ("hidden", "1,1,1,1", "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", "6", "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", "0", "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", "-1", "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("note", "x" * 61, "note is a text of at most 60 characters"),
        ("note", "half \ud800", "note is a text of at most 60 characters"),
        ("sise", "3", "toy has no setting “sise”; did you mean “size”?"),
        ("name", "3", "toy has no setting “name”; there is " + ", ".join(NAMES)),
        ("\n" * 9 + "z" * 99, "3", "toy has no setting “" + "z" * 39 + "…”; there is " + ", ".join(NAMES)),
    ],
)
def test_what_a_text_cannot_be(name: str, text: str, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Toy.parse({name: text})
    assert str(caught.value) == message
    assert caught.value.name == name


@pytest.mark.parametrize(
    "name, value, message",
    [
        ("rate", "1", f"rate is a number {RATE}, not “1”"),
        ("rate", True, f"rate is a number {RATE}, not “True”"),
        ("rate", None, f"rate is a number {RATE}, not “None”"),
        ("rate", 1 + 0j, f"rate is a number {RATE}, not “(1+0j)”"),
        ("rate", np.complex128(1), f"rate is a number {RATE}, not “(1+0j)”"),
        ("rate", math.nan, f"rate is a number {RATE}, not “nan”"),
        ("rate", np.float64(np.inf), f"rate is a number {RATE}, not “inf”"),
        pytest.param("rate", 10**5000, f"rate goes {RATE}, not so large a number", id="huge rate"),
        ("rate", -(10**400), f"rate goes {RATE}, not so large a number"),
        ("size", 2.5, f"size is a whole number {SIZE}, not 2.5"),
        ("size", True, f"size is a whole number {SIZE}, not “True”"),
        pytest.param("size", 10**5000, f"size goes {SIZE}, not so large a number", id="huge size"),
        ("size", -np.inf, f"size is a whole number {SIZE}, not “-inf”"),
        ("still", 1, "still is on or off, not “1”"),
        ("still", None, "still is on or off, not “None”"),
        pytest.param("still", 10**5000, "still is on or off, not “so large a number”", id="huge switch"),
        ("seed", "abc", "seed is a whole number from 0 to 4,294,967,295, not “abc”"),
        ("shape", np.zeros(2), "shape cannot be “[0. 0.]”; there is bowl, ditch"),
        ("shape", None, "shape cannot be “None”; there is bowl, ditch"),
        ("hidden", 4, "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", None, "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", "42", "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", (2.5,), "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", (True,), "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("hidden", [10**400], "hidden takes up to 3 layers of 1 to 5 neurons each"),
        ("note", 5, "note is a text of at most 60 characters"),
    ],
)
def test_what_a_value_cannot_be(name: str, value: Any, message: str) -> None:
    lab = Toy()
    before = lab.settings
    with pytest.raises(SettingError) as caught:
        lab.update(wind=0.5, **{name: value})
    assert str(caught.value) == message
    assert lab.settings == before, "all or none"


@pytest.mark.parametrize("choice", Odd.param.choice.objects)
def test_a_choice_may_be_given_as_its_text(choice: Any) -> None:
    assert same(check(Odd.param.choice, write(Odd.param.choice, choice)), choice)


def test_a_choice_is_held_as_it_was_declared() -> None:
    assert same(check(Odd.param.choice, np.int64(1)), 1)
    assert same(check(Odd.param.choice, 3), 3.0)
    with pytest.raises(SettingError, match=r"choice cannot be “True”; there is 1, 2\.5, 3, four, None"):
        check(Odd.param.choice, True)


@pytest.mark.parametrize("slug", LABS)
def test_every_choice_of_every_lab_may_be_given_as_its_text(slug: str) -> None:
    kind = lab_class(slug)
    for name in kind.setting_names():
        if isinstance(parameter := kind.param[name], param.Selector):
            for choice in parameter.objects:
                assert same(kind.checked(name, write(parameter, choice)), choice)


def test_settings_that_do_not_go_together() -> None:
    lab = Toy()
    lab.update(shape="ditch")
    before = lab.settings
    with pytest.raises(SettingError, match="a ditch needs a size of at least 2"):
        lab.update(size=1, wind=0.5)
    assert lab.settings == before
    with pytest.raises(SettingError, match="a ditch needs a size of at least 2"):
        Toy(shape="ditch", size=1)
    lab.update(size=1, shape="bowl")


def test_a_parameter_that_is_no_setting() -> None:
    with pytest.raises(TypeError, match="color: a lab's setting cannot be a Color"):
        describe(Odd.param.color)


# ---------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    "word, known, answer",
    [
        ("alhpa", ["alpha", "beta"], "; did you mean “alpha”?"),
        ("zzz", ["alpha", "beta"], "; there is alpha, beta"),
        ("", ["alpha"], "; there is alpha"),
        ("a" * 100_000, ["alpha"], "; there is alpha"),
    ],
)
def test_did_you_mean(word: str, known: list[str], answer: str) -> None:
    assert did_you_mean(word, iter(known)) == answer


@pytest.mark.parametrize(
    "name, value, text",
    [
        ("test_accuracy", 0.934, "93 %"),
        ("success", 1.0, "100 %"),
        ("error", 0.03125, "0.0312"),
        ("error", -0.5, "−0.5000"),
        ("output", 12.3456, "12.35"),
        ("loss", 0.00012345, "0.000123"),
        ("loss", 1.5e-9, "1.5e−09"),
        ("output", 123456.7, "1.23e+05"),
        ("epoch", 12000.0, "12,000"),
        ("epoch", 12.25, "12"),
        ("output", 0.0, "0"),
        ("output", -3.0, "−3"),
        ("output", 1e20, "1e+20"),
        ("output", math.nan, "not a number"),
        ("output", math.inf, "not a number"),
    ],
)
def test_how_a_metric_is_read(name: str, value: float, text: str) -> None:
    assert readable(name, value) == text


@given(st.text(), st.integers(1, 50))
def test_what_is_shortened_fits_on_a_line(text: str, longest: int) -> None:
    short = shorten(text, longest)
    assert len(short) <= longest
    assert short == " ".join(short.split())


# ------------------------------------------------------------------------------------------ what is described


@pytest.mark.parametrize(
    "name, kind, more",
    [
        ("size", "integer", {"bounds": [1, 9], "step": 1}),
        ("shape", "choice", {"options": ["bowl", "ditch"], "labels": {}}),
        ("hidden", "sizes", {"layers": 3, "width": 5}),
        ("note", "text", {"longest": 60, "rows": 2}),
        ("rate", "log", {"bounds": [0.001, 1000.0], "step": None}),
        ("wind", "number", {"bounds": [0.0, 1.0], "step": 0.01}),
        ("still", "boolean", {}),
        ("seed", "integer", {"bounds": [0, 2**32 - 1], "step": 1}),
    ],
)
def test_a_setting_describes_itself(name: str, kind: str, more: dict[str, Any]) -> None:
    about = describe(Toy.param[name])
    assert about["kind"] == kind
    assert {key: about[key] for key in more} == more
    assert set(about) - set(more) == {"name", "label", "doc", "default", "kind"}
    assert check(Toy.param[name], parse(Toy.param[name], about["default"])) == Toy.param[name].default
    json.dumps(about)


def test_choices_are_described_as_they_are_written() -> None:
    assert describe(Odd.param.choice)["options"] == ["1", "2.5", "3", "four", "None"]


def test_a_choice_may_be_shown_otherwise_than_it_is_written() -> None:
    class Shown(param.Parameterized):
        bend = settings.Choice("relu", ["relu", "tanh", 2], labels={"relu": "ReLU", 2: "two"})

    assert describe(Shown.param.bend)["labels"] == {"relu": "ReLU", "2": "two"}
    assert parse(Shown.param.bend, "ReLU") == "ReLU", "which check refuses: links keep their words"
    with pytest.raises(SettingError, match="relu"):
        check(Shown.param.bend, "ReLU")
    with pytest.raises(ValueError, match="sine"):
        settings.Choice("relu", ["relu"], labels={"sine": "Sine"})


def test_the_explanation_is_one_line() -> None:
    assert describe(Lab.param.seed)["doc"] == (
        "Where all random numbers start. The same seed gives the same run."
    )
    assert settings.label(Toy.param.rate) == "rate"


# ------------------------------------------------------------------------------------------ presets and links


def test_a_preset_is_the_default_but_for_what_it_names() -> None:
    assert Toy().settings == Toy("gentle").settings == Toy.preset_settings()
    assert Toy("wild").settings == Toy().settings | {"rate": 3.0}
    assert Toy("wild", rate=2.0, seed=3).settings == Toy().settings | {"rate": 2.0, "seed": 3}


def test_an_unknown_preset() -> None:
    with pytest.raises(SettingError, match=r"toy has no preset “wyld”; did you mean “wild”\?"):
        Toy("wyld")


def test_which_preset_this_is() -> None:
    lab = Toy("wild", seed=99)
    assert lab.preset_name() == "wild"
    lab.rate = 0.1
    assert lab.preset_name() == "gentle"
    lab.rate = 0.2
    assert lab.preset_name() == ""


def test_a_link_says_what_is_different() -> None:
    assert Toy().to_query() == {}
    lab = Toy("other-seed", still=True, note="x=1&y=2 #3")
    query = lab.to_query()
    assert query == {"hidden": "3", "note": "x=1&y=2 #3", "still": "true", "seed": "7"}
    assert Toy(**Toy.parse(query)).settings == lab.settings


def test_all_settings_as_texts() -> None:
    lab = Toy("other-seed", rate=0.3)
    assert Toy.parse(lab.texts()) == lab.settings


def test_the_status_line() -> None:
    lab = Toy(rate=1.0, still=True)
    lab.step()
    assert lab.status_line() == [("height", "0")]


@pytest.mark.parametrize(
    "value, text",
    [
        (0, "0"), (-0.0, "0"), (5000.0, "5,000"), (-99999, "−99,999"), (-99999.0, "−99,999"),
        (1e-5, "0.00001"), (-1e-9, "−1e−9"), (2.5e300, "2.5e300"), (10.000001, "10.000001"),
        (10**20, "so large a number"), (1e20, "1e20"), (float("inf"), "∞"), (float("nan"), "not a number"),
    ],
)  # fmt: skip
def test_a_number_in_a_sentence(value: float, text: str) -> None:
    assert written(value) == text


def test_a_number_in_a_sentence_has_as_many_digits_as_it_is_told() -> None:
    assert [written(value, 4) for value in (1 / 3, 123456.789, -2e-8 / 3, 123456.0)] == [
        "0.3333", "123,500", "−6.667e−9", "123,456",
    ]  # fmt: skip


def test_a_message_names_the_setting_by_name_and_on_a_page_by_label() -> None:
    with pytest.raises(SettingError) as caught:
        Toy.parse({"hidden": "6"})
    label = Toy.param["hidden"].label
    assert str(caught.value).startswith("hidden takes") and caught.value.on_page.startswith(f"{label} takes")
