"""The log of a run: whatever was done, doing it again ends in the same state, to the last bit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lab import Lab, SettingError, journal
from playground.labs import LABS, lab_class
from tests import strategies  # noqa: F401  # how many cases, and no deadline
from tests.toy import Toy

KINDS = [*map(lab_class, LABS), Toy]
SMALL: dict[str, dict[str, Any]] = {  # so that building one takes no time
    "spam": {"data": "own", "key_bits": 128, "passes": 1},
    "lstm": {"gap": 3, "hidden": 2, "batch": 2},
}


def act_by_hand(lab: Any, number: int) -> None:
    """One of the edits that a hand can make, with whatever it may be given."""
    edits: dict[str, list[Callable[[], Any]]] = {
        "toy": [lambda: lab.push(number % lab.ball.size, number / 7)],
        "circuit": [lambda: lab.set_input("x", number / 3), lambda: lab.give_way()],
        "backprop": [lambda: lab.set_weight(number % len(lab.links), number / 9)],
        "classifier": [
            lambda: lab.set_weight(0, 0, number % 2, number / 9),
            lambda: lab.set_bias(0, number % 2, -number / 9),
        ],
        "qtable": [
            lambda: lab.act(number % 4),
            lambda: lab.set_value(4, 2, number / 9),
            lambda: lab.set_reward(9, number / 9),
            lambda: lab.set_tile(number % 15, "HF"[number % 2]),
        ],
        "spam": [lambda: lab.write(f"free money {number}")],
        "vectors": [lambda: lab.apply(["add", "transform"][number % 2])],
    }
    mine = edits.get(lab.slug, [])
    if mine:
        mine[number % len(mine)]()


def change_a_setting(lab: Any, number: int) -> None:
    """Some live setting, to somewhere within its range or to another choice."""
    names = sorted(lab.live)
    parameter = lab.param[names[number % len(names)]]
    if hasattr(parameter, "objects"):
        value = [*parameter.objects][number % len(parameter.objects)]
    elif getattr(parameter, "bounds", None):
        low, high = parameter.bounds
        value = type(parameter.default)(min(max(parameter.default * (1 + number % 3) / 2, low), high))
    else:
        value = parameter.default if number % 2 or not isinstance(parameter.default, bool) else True
    lab.update(**{parameter.name: value})


ACTS = ("run", "set", "hand", "rewind", "reset", "undo", "link")


def do(lab: Any, act: str, number: int, marks: list[Any]) -> None:
    if act == "run":
        lab.run(number)
    elif act == "rewind":
        lab.rewind(lab.steps - number)
    elif act == "undo":
        if marks:
            lab.return_to(marks.pop())
    elif act == "link":
        state = lab.state()
        lab.start_from({name: state[name] for name in lab.shared}, number, "weights from a link")
    else:
        marks.append(lab.bookmark())
        {"set": change_a_setting, "hand": act_by_hand, "reset": lambda lab, _: lab.reset()}[act](lab, number)


def is_as(one: Any, other: Any) -> bool:
    state, same = one.state(), other.state()
    nothing = {name: np.zeros_like(array) for name, array in (state | same).items()}  # an optimiser at first
    draws = zip(one.rng.get_state(), other.rng.get_state(), strict=True)
    return (
        (one.steps, one.settings, one.reading) == (other.steps, other.settings, other.reading)
        and vars(one.built) == vars(other.built)
        and bool(one.stopped) == bool(other.stopped)
        and all(np.array_equal((nothing | state)[name], (nothing | same)[name]) for name in nothing)
        and all(np.array_equal(mine, its) for mine, its in draws)
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
@settings(max_examples=12)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 12)), max_size=9))
def test_doing_it_again_ends_in_the_same_state(kind: type[Lab], acts: list[tuple[str, int]]) -> None:
    lab, marks = kind(**SMALL.get(kind.slug, {})), []  # type: ignore[var-annotated]
    for act, number in acts:
        try:
            do(lab, act, number, marks)
        except SettingError:
            continue  # nothing was changed
    assert is_as(journal.replay(kind, journal.pack(lab)), lab)


def test_a_challenge_is_met_again() -> None:
    toy, circuit, teacher = Toy(), lab_class("circuit")("switches"), lab_class("backprop")
    toy.run(3)
    toy.push(0, 1e6)
    act_by_hand(circuit, 0)  # which asks for no more than a number on x
    switched: Any = lab_class("circuit")("switches")
    switched.set_input("y", 3)
    switched.set_input("z", 1)
    taught: Any = teacher(data="xor", hidden=2, bias=True)
    for index, value in enumerate((12, 12, 12, 12, -6, -18, 10, -12, -4)):
        taught.set_weight(index, value)
    for lab, key in ((toy, "high"), (switched, "switch-over"), (taught, "teacher")):
        log = lab.solved[key].log
        assert journal.holds(type(lab), key, log)
        lab.run(5)
        assert lab.solved[key].log == log, "as it was when it was met"
    again = journal.replay(Toy, toy.solved["high"].log)
    assert again.steps == 3 and again.altered == [(3, "push 0")]
    assert not journal.holds(type(circuit), "switch-over", journal.pack(circuit))


def test_what_was_taken_back_does_not_stand_in_it() -> None:
    lab = Toy()
    lab.run(5)
    mark = lab.bookmark()
    lab.push(0, 3.0)
    lab.return_to(mark)
    lab.rate = 0.2
    lab.rate = 0.3
    assert lab.journal.events == ((5, "set", [{"rate": 0.3}]),), "a drag is one change"
    lab.rewind(2)
    lab.run(1)
    assert lab.journal.events == ((2, "set", [{"rate": 0.3}]),), "another branch, with what is set"
    lab.reset()
    assert lab.journal.events == () and lab.journal.built["rate"] == 0.3


def test_a_log_is_short() -> None:
    lab = Toy()
    for step in range(50):
        lab.run(7)
        lab.push(step % 3, step / 10)
    assert len(journal.pack(lab)) < 1500


def test_a_log_that_is_none_is_refused() -> None:
    lab = Toy()
    lab.run(5)
    good = journal.pack(lab)
    assert journal.replay(Toy, good).steps == 5
    for text, kind, says in (
        ("", Toy, "damaged"),
        ("%%%", Toy, "damaged"),
        (good[:-9], Toy, "damaged"),
        (good, lab_class("circuit"), "another lab"),
        ("A" * 1_000_001, Toy, "too long"),
    ):
        with pytest.raises(SettingError, match=says):
            journal.replay(kind, text)
    with pytest.raises(SettingError, match="more than 4 steps"):
        journal.replay(Toy, good, most_steps=4)


def test_a_log_calls_nothing_but_what_a_hand_may_do() -> None:
    lab = Toy()
    lab.journal = lab.journal.with_edit(0, "reset", [])
    with pytest.raises(SettingError, match="damaged"):
        journal.replay(Toy, journal.pack(lab))
