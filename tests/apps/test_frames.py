"""What the pictures are told: whatever means something is computed here, not in the browser."""

import math
import re
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from apps.page.assets import STATIC
from apps.page.components import modules
from apps.views.lstm import pipe
from apps.views.qtable import arrows, as_bits
from apps.views.recurrent import Unrolled
from playground.labs import LABS
from playground.labs.lstm import Lstm
from playground.labs.qtable import Qtable
from playground.labs.recurrent import Recurrent
from playground.rl import planning
from playground.rl.gridworlds import ACTIONS
from tests.apps.pages import components, page, say

# ------------------------------------------------------------------- what the scripts of the views count on

INTERFACE = re.compile(r"(?:/\*\* For (\w+)\.js\. \*/\n)?export interface (\w+) \{\n(.*?)\n\}", re.DOTALL)
TYPES = {"number": int | float, "string": str, "boolean": bool}
ARRAYS = {"Float32Array": "float32", "Float64Array": "float64", "Uint8Array": "uint8"}


type Kind = str | dict[str, "Kind"]  # a type as TypeScript writes it, or the types of an interface


def declared(room: str) -> dict[str, dict[str, Kind]]:
    """For each view of a room, the types of what it is told, as its scripts declare them."""
    source = (STATIC / "js" / room / "frames.d.ts").read_text()
    found: dict[str, dict[str, Kind]] = {}
    interfaces: dict[str, Kind] = {}
    for view, name, body in INTERFACE.findall(source):
        lines = re.sub(r"/\*\*.*?\*/", "", body, flags=re.DOTALL)
        types = dict(re.findall(r"^ *(\w+): ((?:[^;{]|\{.*?\})+);$", lines, re.MULTILINE))
        inside = {key: interfaces.get(kind, kind) for key, kind in types.items()}
        interfaces[name] = inside
        if view:
            found[f"{room}/{view}"] = inside
    return found


def fits(value: Any, kind: Kind) -> bool:
    """Whether the browser makes a value of this type from what Python sends."""
    if isinstance(kind, dict):
        return value.keys() == kind.keys() and all(fits(value[key], kind[key]) for key in kind)
    if kind in ARRAYS:
        return isinstance(value, np.ndarray) and value.dtype == ARRAYS[kind]
    if kind in TYPES:
        return isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)
    if kind == "null":
        return value is None
    if " | " in kind and not kind.endswith("]"):
        return any(fits(value, one) for one in kind.split(" | "))
    if re.fullmatch(r"(\w+)((\[\])+)", kind):
        return isinstance(value, list | tuple) and all(fits(one, kind.removesuffix("[]")) for one in value)
    return value is not None  # of a form that says more than this test asks


@pytest.mark.parametrize("slug", LABS)
def test_a_frame_is_what_the_script_of_its_view_declares(slug: str) -> None:
    types = declared(f"views/{slug}")
    with page(slug) as shell:
        for steps in (0, 3):
            shell.lab.run(steps)
            shell.draw()
            pictures = {modules(part)[0]: part.frame for part in components(shell)}
            pictures = {name: frame for name, frame in pictures.items() if name.startswith("views/")}
            assert pictures.keys() == types.keys()
            for name, frame in pictures.items():
                assert frame.keys() == types[name].keys(), name
                wrong = {
                    key: type(frame[key]) for key, kind in types[name].items() if not fits(frame[key], kind)
                }
                assert wrong == {}, name


@pytest.mark.parametrize("in_numbers", [False, True])
def test_the_row_of_formulas_is_told_what_its_script_declares(in_numbers: bool) -> None:
    with page("lstm") as shell:
        say(shell, "formula", name="cell state", numbers=in_numbers)
        frame = shell.formulas.component.frame
        types = declared("page")["page/formulas"]
        assert frame.keys() == types.keys()
        assert all(fits(frame[key], kind) for key, kind in types.items())
        assert bool(frame["numbers"]) == in_numbers and frame["name"] == "cell state"


def test_a_value_of_another_type_is_noticed() -> None:
    assert fits(1.5, "number") and fits([[1], []], "number[][]") and fits(None, "number[] | null")
    assert fits(np.zeros(2, np.float32), "Float32Array")
    assert not fits(True, "number") and not fits(1, "boolean") and not fits(["a"], "number[]")
    assert not fits(np.zeros(2), "Float32Array") and not fits(None, "string")
    assert fits({"says": "a"}, {"says": "string"})
    assert not fits({"says": 1}, {"says": "string"}) and not fits({}, {"says": "string"})


# ---------------------------------------------------------------------- what means something is computed here


def test_what_comes_through_the_valves_adds_up() -> None:
    lab = Lstm()
    lab.run(3)
    seen = lab.look(0, None)
    for moment, unit in ((0, 0), (2, 1), (len(seen.answers) - 1, 0)):
        p = pipe(seen, moment, unit)
        assert p["kept"] + p["added"] == pytest.approx(p["now"], abs=1e-12), "memory = f·c + i·g"
        assert p["o"] * p["squashed"] == pytest.approx(p["out"], abs=1e-12), "says = o·tanh(memory)"
        assert p["squashed"] == pytest.approx(math.tanh(p["now"]))


@pytest.mark.parametrize("activation, border", [("sigmoid", 4.0), ("tanh", None)])
def test_the_rings_say_what_fades(activation: str, border: float | None) -> None:
    lab = Recurrent(activation=activation)
    lab.run(1)
    frame = Unrolled().loop(lab)
    outer = [] if border is None else [["border", border]]  # 1 over the steepest slope of the activation
    assert frame["rings"] == [["one", 1.0], *outer]
    largest = float(np.hypot(frame["real"], frame["imaginary"]).max())
    assert frame["reach"] == pytest.approx(1.15 * max(largest, border or 1.0), rel=1e-6)


def test_the_arrows_are_the_greedy_moves() -> None:
    lab = Qtable("slippery")
    lab.run(400)
    frame = arrows(lab)
    size = lab.land.size
    mine, right = frame["best"][:size], frame["best"][size:]
    for values, bits in ((lab.learner.q, mine), (lab.truth, right)):
        best = planning.greedy(values, lab.land) > 0
        for state in range(size):
            known = lab.land.choosing[state]
            if known.any() and np.ptp(values[state][known]) > 1e-6:
                assert bits[state] == int(as_bits(best[state : state + 1])[0])
    agreed = [
        state
        for state in range(size)
        if not right[state] or (mine[state] and not mine[state] & ~right[state])
    ]
    assert np.flatnonzero(frame["good"]).tolist() == agreed
    counted = [s for s in range(size) if lab.land.choosing[s].any() and lab.land.letters[s] != "G"]
    assert frame["agree"] == [len({*agreed} & {*counted}), len(counted)]


def test_as_the_table_nears_the_truth_all_arrows_agree() -> None:
    lab = Qtable("slippery")
    assert arrows(lab)["agree"][0] < arrows(lab)["agree"][1], "it has learnt nothing yet"
    lab.learner.q[:] = lab.truth
    good, counted = arrows(lab)["agree"]
    assert good == counted


def test_bits_are_numbered_as_the_moves() -> None:
    moves = np.eye(len(ACTIONS), dtype=bool)
    assert as_bits(moves).tolist() == [1, 2, 4, 8]
    assert as_bits(np.ones((1, len(ACTIONS)), bool)).tolist() == [15]


def test_a_history_that_is_on_its_way_is_not_added_to() -> None:
    """Its message is written down when it is sent: points added to it until then would come twice."""
    with page("backprop") as shell:
        curve = shell.curve
        with patch.object(type(curve.source), "stream", autospec=True) as stream:
            for steps, arrives, streamed in ((3, True, True), (3, False, False), (3, True, True)):
                say(shell, "reset")
                if arrives:
                    curve.arrived(shell.frame)
                stream.reset_mock()
                shell.lab.run(steps)
                shell.draw()
                assert stream.called == streamed
                if not streamed:
                    assert [*curve.source.data["step"]] == [0, 1, 2, 3], "all of it, once more"
