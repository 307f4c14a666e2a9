"""What the base class does for every lab: ends of runs, all or nothing, texts that are read, gradients."""

from functools import partial
from typing import Any, ClassVar
from unittest.mock import patch

import numpy as np
import pytest

from playground.lab import (
    Array,
    Gradient,
    Halt,
    Lab,
    Part,
    Preset,
    Record,
    SettingError,
    run,
    settings,
    share,
)
from playground.lab.history import History
from playground.lab.listing import fill
from playground.lab.lockstep import Lockstep
from tests.toy import Toy


class Memory:
    """A part of a model with arrays of its own."""

    def __init__(self) -> None:
        self.seen = np.zeros(2)

    def state(self) -> dict[str, np.ndarray]:
        return {"seen": self.seen.copy()}

    def load_state(self, arrays: dict[str, np.ndarray]) -> None:
        self.seen[...] = arrays["seen"]


def read(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split())


def doubled(array: np.ndarray) -> np.ndarray:
    return 2 * array


def halved(array: np.ndarray) -> np.ndarray:
    if (array % 2).any():
        raise ValueError("odd numbers cannot be halved")
    return array / 2


class Counter(Lab):
    """Adds `pace` to a number, and breaks at `limit`, halfway through a step."""

    slug = "counter"
    presets: ClassVar = {"default": Preset("It counts.")}

    start = settings.Integer(0, bounds=(-1, 9), group="Numbers", label="Start", doc="The first number.")
    numbers = settings.Text("1 2", parse=read, group="Numbers", label="Some Numbers", doc="Any numbers.")
    by = settings.Integer(1, bounds=(0, 9), group="Counting", live=True, label="By", doc="What is added.")
    limit = settings.Integer(
        100, bounds=(0, 10**6), group="Counting", live=True, label="Most", doc="The end."
    )

    arrays = (
        Array("count", high=1e6),
        Array("values", of="inner.values", low=-500, high=500, formerly=("old_values",)),
        Array("kept", encode=doubled, decode=halved),
        Array("made", get=lambda lab: lab.inner.values * 3, put=lambda lab, array: None, shared=False),
        Part("memory"),
    )

    def build(self) -> None:
        if self.start < 0:
            raise Halt("nobody counts from below zero", setting="start")
        self.count, self.kept, self.memory = self.start, np.zeros(3), Memory()
        self.inner = type("Inner", (), {"values": np.zeros(2, np.int64)})()

    def learn(self) -> None:
        self.inner.values[0] += 1  # is to be undone if the step breaks
        self.rng.rand()
        if self.count + self.now.by > self.now.limit:
            raise Halt("it is enough.")
        self.count += self.now.by
        self.memory.seen += 1

    def metrics(self) -> dict[str, float]:
        if self.count == 13:
            raise Halt("thirteen cannot be measured")
        return {"count": float(self.count)}

    def script(self, steps: int) -> str:
        return f"print('count', {float(self.start + steps * self.by)})"


def everything(lab: Lab) -> Any:
    state = {name: array.tolist() for name, array in lab.state().items()}
    return (
        state,
        lab.rng.get_state()[1].tolist(),
        lab.settings,
        lab.steps,
        lab.reading,
        lab.stopped,
        lab.altered,
    )


# --------------------------------------------------------------------------------------------- ends of runs


@pytest.mark.parametrize("capacity", [4, 400])
@pytest.mark.parametrize("n", [1, 3, 1000])
def test_a_halt_leaves_the_run_at_its_last_good_step(capacity: int, n: int) -> None:
    with patch.object(run, "History", partial(History, capacity)):
        lab, plain = Counter(limit=11), Counter()
        while lab.run(n):
            pass
        plain.run(11)
    assert lab.stopped == "Stopped after step 11: in the next one, it is enough."
    assert everything(lab)[0] == everything(plain)[0], "what the broken step had done is undone"
    assert lab.rng.rand() == plain.rng.rand()
    assert lab.run(5) == 0
    lab.rewind(4)
    assert lab.stopped == "" and lab.run(100) == 7


def test_a_live_setting_may_let_a_halted_run_go_on() -> None:
    lab = Counter(limit=5)
    lab.run(9)
    lab.limit = 7
    assert lab.stopped == "" and lab.run(9) == 2 and lab.count == 7


@pytest.mark.parametrize("stride", [1, 4])
def test_metrics_that_cannot_be_read_end_a_run(stride: int) -> None:
    lab = Counter()
    lab.history.stride = stride
    lab.run(13)
    assert (lab.steps, lab.count) == (12, 12)
    assert lab.stopped == "Stopped after step 12: in the next one, thirteen cannot be measured."
    assert lab.reading == lab.metrics() == {"count": 12.0}


def test_a_halt_in_lockstep_is_that_of_the_lab_it_belongs_to() -> None:
    class Joined(Counter):
        slug = "joined"

        def alike(self) -> str:
            return "all"

        @staticmethod
        def join(labs: list[Any]) -> Any:
            def learn(n: int) -> None:
                for _ in range(n):
                    for lab in labs:
                        lab.learn()

            return learn

    for capacity in (4, 400):
        with patch.object(run, "History", partial(History, capacity)):
            labs, alone = ([Joined(limit=limit) for limit in (5, 100, 9)] for _ in range(2))
        lockstep = Lockstep(labs)
        for n in (3, 5, 1, 20):
            lockstep.advance(n)
            for one, other in zip(labs, alone, strict=True):
                other.run(n)
                assert everything(one) == everything(other)
                assert [moment.step for moment in one.history] == [moment.step for moment in other.history]
        assert (labs[0].steps, labs[2].steps) == (5, 9)


# ----------------------------------------------------------------------------------- models that cannot start


def test_a_model_that_cannot_start_is_a_sentence_at_its_setting() -> None:
    sentence = "With start -1 this cannot start: nobody counts from below zero."
    with pytest.raises(SettingError) as caught:
        Counter(start=-1)
    assert (caught.value.name, str(caught.value)) == ("start", sentence)
    lab = Counter(start=2)
    lab.run(3)
    lab.update(start=-1, numbers="5", by=3)
    before = everything(lab)
    with pytest.raises(SettingError, match=sentence):
        lab.reset()
    assert (lab.start, lab.numbers, lab.by) == (2, "1 2", 3), "what waited for the new model is taken back"
    assert lab.pending() == [] and everything(lab)[0] == before[0] and lab.steps == 3
    assert lab.run(1) == 1 and lab.count == 8


def test_an_attempt_that_fails_leaves_everything_as_it_was() -> None:
    lab = Counter()
    lab.run(7)
    lab.by = 2
    before, moments, solved = everything(lab), [*lab.history], dict(lab.solved)
    with pytest.raises(ZeroDivisionError), lab.attempt():
        lab.run(5)
        lab.rewind(3)
        lab.update(start=4, by=5, limit=50)
        lab.reset()
        lab.run(2)
        lab.invented = 1
        raise ZeroDivisionError
    assert everything(lab) == before and [*lab.history] == moments and lab.solved == solved
    assert not hasattr(lab, "invented")
    assert lab.now.by == 2 and lab.built.start == 0
    lab.run(1)
    assert lab.count == 9


# --------------------------------------------------------------------------------------------------- settings


def test_settings_as_they_are_as_built_and_as_they_hold_now() -> None:
    lab = Counter(start=3)
    lab.update(start=5, by=4)
    assert (lab.start, lab.built.start, lab.built.by) == (5, 3, 1)
    before = lab.now
    assert before.by == 4 and lab.now is before
    lab.by = 6
    assert lab.now.by == 6 and before.by == 4, "a record stays what it was"
    for record in (lab.now, lab.built):
        with pytest.raises(AttributeError, match="cannot be set here"):
            record.by = 7
        with pytest.raises(AttributeError):
            del record.by
    with pytest.raises(AttributeError):
        _ = lab.now.start  # it is not live
    assert vars(Record({"a": 1})) == {"a": 1} and repr(Record({"a": 1})) == "Record({'a': 1})"


def test_groups_and_live_settings_are_those_declared_in_their_order() -> None:
    assert Counter.groups == {"Numbers": ("start", "numbers"), "Counting": ("by", "limit")}
    assert Counter.live == {"by", "limit"}
    assert Counter.setting_names() == ["start", "numbers", "by", "limit", "seed"]
    assert Counter.shared == ("count", "values", "kept")


def test_a_text_is_read_once_and_what_is_wrong_is_said_at_its_setting() -> None:
    lab = Counter()
    assert lab.parsed("numbers") == (1, 2) and lab.parsed("numbers") is Counter().parsed("numbers")
    lab.numbers = "7"
    assert lab.parsed("numbers") == (7,)
    assert lab.parsed("numbers", lab.built) == (1, 2) and lab.parsed("numbers", {"numbers": "8"}) == (8,)
    with pytest.raises(SettingError) as caught:
        lab.parsed("numbers", {"numbers": "x"})
    assert caught.value.name == "numbers" and str(caught.value).startswith("some Numbers: invalid literal")


def test_what_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="a setting cannot be called state"):
        type("Wrong", (Lab,), {"state": settings.Boolean(False, group="A", label="B", doc="C.")})
    with pytest.raises(TypeError, match="nothing cannot be another name of more"):
        type("Wrong", (Lab,), {"aliases": {"nothing": "more"}})
    with pytest.raises(TypeError, match="size cannot be another name of rate"):
        type("Wrong", (Toy,), {"aliases": {"size": "rate"}})


# ----------------------------------------------------------------------------------------------------- arrays


def test_arrays_are_copied_and_put_back() -> None:
    lab = Counter()
    lab.run(3)
    lab.kept[:] = 4
    state = lab.state()
    assert {name: array.tolist() for name, array in state.items()} == {
        "count": [3.0], "values": [3, 0], "kept": [8, 8, 8], "made": [9, 0], "memory.seen": [3, 3],
    }  # fmt: skip
    values = lab.inner.values
    lab.run(2)
    lab.load_state(state)
    assert (lab.count, lab.kept.tolist(), lab.memory.seen.tolist()) == (3, [4, 4, 4], [3, 3])
    assert isinstance(lab.count, int) and lab.inner.values is values and values.tolist() == [3, 0]
    lab.memory.seen += 1
    assert state["memory.seen"].tolist() == [3, 3], "a copy"


def test_a_link_brings_no_more_than_its_range_and_what_it_cannot_bring_is_said() -> None:
    lab = Counter()
    lab.start_from({"count": np.array([2e6]), "values": np.array([-900.0, 1e99])}, 4, "a link")
    assert (lab.count, lab.inner.values.tolist()) == (10**6, [-500, 500])
    before = everything(lab)
    for arrays in ({"kept": np.ones(3)}, {"values": np.ones(3)}):
        with pytest.raises(SettingError, match="the weights in this link are damaged: ") as caught:
            lab.start_from(arrays, 4, "a link")
        assert caught.value.name == "#w" and everything(lab) == before


def test_a_link_may_have_the_name_that_an_array_had_before() -> None:
    lab = Counter()
    lab.run(3)
    before = tuple(
        Array("old_values", of="inner.values") if array.name == "values" else array
        for array in Counter.arrays
    )
    with (
        patch.object(Counter, "arrays", before),
        patch.object(Counter, "shared", ("count", "old_values", "kept")),
    ):
        text = share.pack(lab)
    other = Counter()
    share.adopt(other, text)
    assert other.inner.values.tolist() == [3, 0] and other.count == other.steps == 3


# -------------------------------------------------------------------------------------------------- gradients


def test_a_gradient_is_measured_where_it_is_and_everything_put_back() -> None:
    lab = Toy(hidden=(5, 5), size=9)
    ball, before = lab.ball, lab.ball.copy()
    report = lab.gradient_check()
    assert report.ok and len(report.indices) == len(lab.ball)
    assert lab.ball is ball and np.array_equal(ball, before)

    def wrong(lab: Toy, rng: np.random.RandomState) -> Gradient:
        return Gradient(lab.ball, lambda x: float(x @ x) / 2, lab.ball * 1.01)

    def broken(lab: Toy, rng: np.random.RandomState) -> Gradient:
        def loss(x: np.ndarray) -> float:
            if not np.array_equal(x, before):
                raise ZeroDivisionError
            return 0.0

        return Gradient(lab.ball, loss, lab.ball)

    with patch.object(Toy, "gradient", wrong):
        assert not lab.gradient_check().ok
    with patch.object(Toy, "gradient", broken), pytest.raises(ZeroDivisionError):
        lab.gradient_check()
    assert np.array_equal(lab.ball, before)
    assert Counter().gradient_check() is None


def test_a_check_that_meets_a_kink_is_tried_with_other_examples() -> None:
    asked = []

    def gradient(lab: Toy, rng: np.random.RandomState) -> Gradient:
        asked.append(rng.rand())
        slopes = lab.slopes * lab.ball * (2 if len(asked) < 3 else 1)
        return Gradient(lab.ball, lambda x: float(lab.slopes @ x**2) / 2, slopes)

    lab = Toy()
    with patch.object(Toy, "gradient", gradient):
        assert lab.gradient_check().ok
    assert len(set(asked)) == 3


def test_many_parameters_are_checked_at_some_places_all_over() -> None:
    many = np.arange(1000.0)
    with patch.object(
        Toy, "gradient", lambda lab, rng: Gradient(many, lambda x: float(x.sum()), np.ones(1000))
    ):
        found = Toy().gradient_check().indices
    assert len(found) == 32 and (found[0], found[-1]) == (0, 999)


def test_peeking_draws_nothing() -> None:
    lab = Toy()
    with lab.peeking():
        seen = lab.rng.rand()
    assert lab.rng.rand() == seen


# --------------------------------------------------------------------------------------------------- a script


def test_a_template_is_filled_and_loses_the_lines_that_are_not_wanted() -> None:
    assert fill("{a} | {b!r} {{}}\n", a=1, b="x") == "1 | 'x' {}\n"
    program = """
            |first {n}
    a       |only with a
    !a      |only without a
    a b     |with both
    a !b    |with a alone
            |    {{deep}}
    """
    assert fill(program, {"a"}, n=2) == "first 2\nonly with a\nwith a alone\n    {deep}\n"
    assert fill(program, set(), n=2) == "first 2\nonly without a\n    {deep}\n"
