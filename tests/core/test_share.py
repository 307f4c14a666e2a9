"""Models in links: exact to the last bit, and a stranger's until they have been looked at."""

import base64
import json
import re
import tracemalloc
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from playground.lab import SettingError, share
from tests.toy import Toy

DAMAGED = "the weights in this link are damaged; ask for the link again"
FOREIGN = "the weights in this link belong to another model; they were left out"
TOO_LONG = "the weights in this link are too long (over 400,000 characters)"
OVERFLOW = "weights from a link: with these numbers the model overflows; they were left out"
HERE, THERE = Toy(), Toy()
finite = st.floats(allow_nan=False, allow_infinity=False)  # denormals and -0.0 among them


def encode(body: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(body)).decode().rstrip("=")


def link(ball: Any = (1, 2, 3, 4, 5), **head: Any) -> str:
    """A link to a toy; `head` replaces what its first line says."""
    array = np.asarray(ball, "<f8")
    told = {"version": 1, "lab": "toy", "steps": 10, "arrays": {"ball": list(array.shape)}} | head
    return encode(json.dumps(told).encode() + b"\n" + array.tobytes())


# ------------------------------------------------------------------------------------------- there and back


@given(st_numpy.arrays(np.float64, 5, elements=finite), st.integers(0, share.MOST_STEPS))
def test_arrays_come_back_to_the_last_bit(ball: np.ndarray, steps: int) -> None:
    THERE.ball[...], THERE.steps = ball, steps
    arrays, learnt = share.unpack(HERE, share.pack(THERE))
    assert arrays["ball"].tobytes() == ball.tobytes()
    assert learnt == steps


def test_the_text_fits_into_an_address() -> None:
    lab = Toy()
    lab.run(100)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", share.pack(lab))


def test_a_link_written_in_the_first_version_is_still_read() -> None:
    """Links are out in the world: what was packed once must be unpacked for ever."""
    text = (
        "eNqrVipLLSrOzM9TslIw1FFQyklMArKUSvIrlYC84pLUgmKQjAGQk1hUlFgJ4lUrJSXm5AAZ0aaxtbVcDCjggj2EfgClX0DpD_YA8D0YKQ"
    )  # fmt: skip
    arrays, steps = share.unpack(Toy(), text)
    assert (arrays["ball"].tolist(), steps) == ([0.0, 0.25, 0.5, 0.75, 1.0], 10)


def test_an_adopted_model_goes_on_where_the_other_stood() -> None:
    there, here = Toy(still=True), Toy(still=True)
    there.run(70)
    here.run(3)
    share.adopt(here, share.pack(there))
    assert here.steps == 70
    assert here.reading == there.reading
    assert here.altered == [(70, "weights from a link")]
    there.run(10)
    here.run(10)
    assert np.array_equal(here.ball, there.ball)


def test_adopting_does_not_tie_two_models_together() -> None:
    there, here = Toy(), Toy()
    share.adopt(here, share.pack(there))
    here.run(1)
    assert np.array_equal(there.ball, Toy().ball)


# ----------------------------------------------------------------------------------------------- bad links


def deep(n: int) -> str:
    return encode(b'{"arrays": ' + b"[" * n + b"]" * n + b"}\n")


@pytest.mark.parametrize(
    "text, message",
    [
        pytest.param("", DAMAGED, id="empty"),
        pytest.param("hello", DAMAGED, id="no base64 of anything"),
        pytest.param("!!!!", DAMAGED, id="characters that are not base64"),
        pytest.param("größer", DAMAGED, id="not ASCII"),
        pytest.param("a\nb c", DAMAGED, id="white space"),
        pytest.param(link()[:-8], DAMAGED, id="cut off"),
        pytest.param(link()[:-4], DAMAGED, id="without its checksum"),
        pytest.param(link()[8:], DAMAGED, id="without its beginning"),
        pytest.param(link().swapcase(), DAMAGED, id="other case"),
        pytest.param(encode(b""), DAMAGED, id="nothing packed"),
        pytest.param(encode(b"[]\n"), DAMAGED, id="a list"),
        pytest.param(encode(b"7\n"), DAMAGED, id="a number"),
        pytest.param(encode(b"{}\n"), DAMAGED, id="no head"),
        pytest.param(encode(b"\xff\xfe\n"), DAMAGED, id="no text"),
        pytest.param(deep(100_000), DAMAGED, id="nested deeply"),
        pytest.param(link(arrays=[5]), DAMAGED, id="arrays as a list"),
        pytest.param(link(arrays={"ball": 5}), DAMAGED, id="a shape that is a number"),
        pytest.param(link(arrays={"ball": ["x"]}), DAMAGED, id="a shape that is a text"),
        pytest.param(link(arrays={"ball": [1e999]}), DAMAGED, id="an infinite shape"),
        pytest.param(link(arrays={"ball": [float("nan")]}), DAMAGED, id="a shape that is no number"),
        pytest.param(link(steps=float("inf")), DAMAGED, id="infinitely many steps"),
        pytest.param(link(steps=None), DAMAGED, id="no steps"),
        pytest.param(link(steps=[1]), DAMAGED, id="steps as a list"),
        pytest.param(link([1, 2, 3, 4, np.nan]), DAMAGED, id="NaN"),
        pytest.param(link([1, 2, 3, 4, -np.inf]), DAMAGED, id="infinity"),
        pytest.param(link(range(6), arrays={"ball": [5]}), DAMAGED, id="a number too many"),
        pytest.param(link(range(4), arrays={"ball": [5]}), DAMAGED, id="a number too few"),
        pytest.param(encode(link().encode()), DAMAGED, id="packed twice"),
        pytest.param(link(range(6)), FOREIGN, id="other shape"),
        pytest.param(link(np.zeros((5, 1))), FOREIGN, id="other dimensions"),
        pytest.param(link(arrays={"ball": [-5]}), FOREIGN, id="negative shape"),
        pytest.param(link(arrays={"ball": [10**300]}), FOREIGN, id="huge shape"),
        pytest.param(link(arrays={"cube": [5]}), FOREIGN, id="other name"),
        pytest.param(link(arrays={}), FOREIGN, id="no arrays"),
        pytest.param(link(lab="backprop"), FOREIGN, id="other lab"),
        pytest.param(link(lab=["toy"]), FOREIGN, id="strange lab"),
        pytest.param(link(version=2), FOREIGN, id="other version"),
        pytest.param(encode(b"[" * 3_000_000), DAMAGED, id="too large"),
        pytest.param("A" * 400_001, TOO_LONG, id="too long"),
        pytest.param(link([1e200] * 5), OVERFLOW, id="overflow"),
    ],
)
def test_a_bad_link_changes_nothing(text: str, message: str) -> None:
    lab = Toy()
    lab.run(7)
    lab.rewind(5)
    before = lab.ball.copy(), lab.steps, lab.reading, lab.altered, lab.history.last_step, lab.settings
    with pytest.raises(SettingError) as caught:
        share.adopt(lab, text)
    assert (str(caught.value), caught.value.name) == (message, "#w")
    ball, *rest = before
    assert np.array_equal(lab.ball, ball)
    assert [lab.steps, lab.reading, lab.altered, lab.history.last_step, lab.settings] == rest


@pytest.mark.parametrize("bomb", [b"\0" * 50_000_000, b"{}\n" + bytes(50_000_000)], ids=["head", "arrays"])
def test_a_bomb_is_not_unpacked(bomb: bytes) -> None:
    lab, text = Toy(), encode(bomb)
    tracemalloc.start()
    with pytest.raises(SettingError, match="damaged"):
        share.unpack(lab, text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5 * share.LARGEST


@given(st.text(max_size=100) | st.binary(max_size=100).map(encode))
def test_any_text_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(SettingError) as caught:
        share.unpack(HERE, text)
    assert str(caught.value) in (DAMAGED, FOREIGN)


@given(st.data())
def test_a_link_with_one_character_changed_is_refused_or_harmless(data: st.DataObject) -> None:
    text = link(range(5))
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("Az09-_=%"))
    try:
        arrays, steps = share.unpack(HERE, text[:place] + other + text[place + 1 :])
    except SettingError as error:
        assert str(error) in (DAMAGED, FOREIGN)
    else:
        assert (arrays["ball"].tolist(), steps) == ([0, 1, 2, 3, 4], 10), (
            "a checksum stands behind every link"
        )


@pytest.mark.parametrize("steps, learnt", [(-5, 0), (10**30, share.MOST_STEPS), (2.9, 2)])
def test_steps_of_a_stranger_are_brought_into_range(steps: Any, learnt: int) -> None:
    assert share.unpack(Toy(), link(steps=steps))[1] == learnt


def test_a_link_of_another_shape_does_not_fit_until_the_model_is_rebuilt() -> None:
    there = Toy(size=4)
    text = share.pack(there)
    with pytest.raises(SettingError, match="belong to another model"):
        share.adopt(Toy(), text)
    share.adopt(Toy(size=4), text)
