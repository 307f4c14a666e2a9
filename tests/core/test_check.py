"""`playground check`: what it compares holds, and it would say so if it did not.

The command takes all runs to their end; here the one with 32 hidden neurons stops at its second checkpoint.
"""

import io
from collections.abc import Iterator

import numpy as np
import pytest

from playground.check import agents, ciphers, gradients, recurrent, sources
from playground.check.line import Line
from playground.check.report import check_everything
from playground.circuits.circuit import GATES
from playground.nn.losses import LOSSES
from playground.rl import gridworlds, planning

OTHERS = (
    "one_weight",
    "streetlights",
    "forces",
    "bends",
    "error_plane",
    "at_chance",
    "hackers_guide",
    "neuron_by_hand",
    "single_neuron",
    "multi_layer",
)


@pytest.fixture(scope="module")
def four_hidden() -> list[Line]:
    return list(sources.alphas_with_4_hidden())


@pytest.mark.slow
def test_seven_alphas_at_six_checkpoints_hold_to_1e_9(four_hidden: list[Line]) -> None:
    errors = [line for line in four_hidden if line.source == sources.DESCENT and "error" in line.what]
    assert len({line.what for line in errors}) == 7 * 6
    assert [str(line) for line in errors if not line.off <= 1e-9] == []


@pytest.mark.slow
def test_weights_and_changes_of_direction_hold(four_hidden: list[Line]) -> None:
    weights = [line for line in four_hidden if "weights" in line.what]
    sign_changes = [line for line in four_hidden if "direction" in line.what]
    assert (len(weights), len(sign_changes)) == (6, 7)
    assert [str(line) for line in [*weights, *sign_changes] if not line.ok] == []
    assert all(line.tolerance < 6e-9 for line in weights[:5]) and all(
        line.tolerance == 0 for line in sign_changes
    )


@pytest.mark.slow
def test_32_hidden_neurons_hold_and_only_alpha_10_is_loose() -> None:
    lines = list(sources.alphas_with_32_hidden(sources.STEPS[:2]))
    assert len(lines) == 14
    assert [str(line) for line in lines if not line.ok] == []
    assert [line.what for line in lines if line.tolerance > 1e-9] == ["32 hidden, alpha 10, error at 10,000"]


@pytest.mark.slow
@pytest.mark.parametrize("part", OTHERS)
def test_the_other_sources_hold(part: str) -> None:
    lines = list(getattr(sources, part)())
    assert lines
    assert [str(line) for line in lines if not line.ok] == []


@pytest.mark.slow
def test_the_ten_blocks_of_the_addition_hold() -> None:
    lines = list(recurrent.ten_blocks())
    assert len(lines) == 20
    assert [str(line) for line in lines if not line.ok] == []
    assert [line.tolerance for line in lines] == [0.0, 5.1e-9] * 10


def test_the_command_prints_every_source(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [*OTHERS]
    parts += ["alphas_with_4_hidden", "alphas_with_32_hidden"]
    for part in parts:
        monkeypatch.setattr(sources, part, lambda part=part: iter([Line("s", part, 1.0, 1.0, 0.0)]))
    monkeypatch.setattr(recurrent, "ten_blocks", lambda: iter([Line("s", "ten_blocks", 1.0, 1.0, 0.0)]))
    monkeypatch.setattr(agents, "learnt", lambda best: Line("s", "learnt", 1.0, 1.0, 0.0))
    parts += ["ten_blocks", "learnt"]
    out = io.StringIO()
    assert check_everything(out)
    assert all(part in out.getvalue() for part in parts)
    assert "Chaotic" in out.getvalue()
    printed = len(parts) - 1  # the best agents are counted apart
    assert out.getvalue().endswith(f"\nreproduced {printed} of {printed}\n")


def test_every_gate_and_every_loss_is_nudged() -> None:
    lines = list(gradients.gradients())
    assert [str(line) for line in lines if not line.ok] == []
    named = {line.what for line in lines}
    assert {f"gate {symbol}" for symbol in GATES} <= named
    assert {f"loss {name}, {reduction}" for name in LOSSES for reduction in ("sum", "mean")} <= named


def test_the_key_reads_what_computing_in_the_open_gives() -> None:
    lines = list(ciphers.ciphers())
    assert len(lines) == 8
    assert [str(line) for line in lines if not line.ok] == []


def test_what_there_is_to_be_found_is_found_in_two_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "learnt", lambda best: Line("s", "learnt", 1.0, 1.0, 0.0))
    assert [str(line) for line in agents.agents() if not line.ok] == []


@pytest.mark.slow
def test_the_median_of_eleven_seeds_learns_to_cross_the_ice() -> None:
    world = gridworlds.lake()
    line = agents.learnt(planning.greedy_success(planning.truth(world, 0.99), world))
    assert line.ok and line.printed == pytest.approx(14 / 17)
    assert float(np.asarray(line.ours)) >= 0.95 * 14 / 17


@pytest.mark.parametrize(
    "printed, ours, tolerance, ok",
    [
        (1.0, 1.0, 0.0, True),
        (1.0, 1.0 + 1e-8, 1e-9, False),
        (1.0, np.nan, 1.0, False),
        ((1, 2), np.array([1.0, 2.0]), 0.0, True),
        ((1, 2), np.array([1.0, 2.5]), 0.1, False),
        ((1, 2), np.array([1.0, 2.0, 3.0]), 9.0, False),
    ],
)
def test_a_line_that_is_off_says_so(printed: object, ours: object, tolerance: float, ok: bool) -> None:
    line = Line("source", "what", printed, ours, tolerance)  # type: ignore[arg-type]
    assert line.ok is ok
    assert str(line).endswith("ok" if ok else "FAILED")


def test_one_wrong_number_fails_the_whole_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_of_two() -> Iterator[Line]:
        yield Line("s", "w", 1.0, 1.0, 0.0)
        yield Line("s", "w", 1.0, 2.0, 0.0)

    monkeypatch.setattr(gradients, "gradients", lambda: iter([Line("s", "w", 0.0, 0.0, 0.0)]))
    monkeypatch.setattr(agents, "agents", lambda: iter([Line("s", "w", 0.0, 0.0, 0.0)]))
    monkeypatch.setattr(sources, "printed_results", one_of_two)
    out = io.StringIO()
    assert not check_everything(out)
    assert "FAILED" in out.getvalue() and out.getvalue().endswith("reproduced 1 of 2\n")
