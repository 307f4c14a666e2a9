"""`playground check`: all it compares holds, and it would say so if it did not."""

import io

import numpy as np
import pytest

from playground import check_gradients, check_sources
from playground.check import Line, check_everything
from playground.circuits import GATES
from playground.losses import LOSSES


@pytest.fixture(scope="module")
def report() -> tuple[bool, list[str]]:
    """What the command prints; it takes a while, so once for all tests here."""
    out = io.StringIO()
    held = check_everything(out)
    return held, out.getvalue().rstrip("\n").split("\n")


def test_everything_holds(report: tuple[bool, list[str]]) -> None:
    held, lines = report
    assert [line for line in lines if "FAILED" in line] == []
    assert held
    count = lines[-1].removeprefix("reproduced ").split(" of ")
    assert count[0] == count[1] and int(count[0]) >= 7 * 6 * 2 + 6 + 7 + 12


@pytest.mark.parametrize("hidden, alphas, steps", [(4, 7, 6), (32, 7, 6)])
def test_every_alpha_and_every_checkpoint_is_there(
    report: tuple[bool, list[str]], hidden: int, alphas: int, steps: int
) -> None:
    lines = [line for line in report[1] if line.startswith(check_sources.DESCENT) and f"  {hidden} hidden" in line]
    assert len(set(lines)) == len(lines) == alphas * steps
    loose = [line for line in lines if " 1e-09 " not in line]
    assert all("32 hidden, alpha 10, " in line for line in loose)


def test_every_gate_and_loss_is_nudged(report: tuple[bool, list[str]]) -> None:
    text = "\n".join(report[1])
    assert all(f"gate {symbol} " in text for symbol in GATES)
    assert all(f"loss {name}, sum " in text and f"loss {name}, mean " in text for name in LOSSES)


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
    monkeypatch.setattr(check_gradients, "gradients", lambda: iter([Line("s", "w", 0.0, 0.0, 0.0)]))
    monkeypatch.setattr(
        check_sources, "printed_results", lambda: iter([Line("s", "w", 1.0, 1.0, 0.0), Line("s", "w", 1.0, 2.0, 0.0)])
    )
    out = io.StringIO()
    assert not check_everything(out)
    assert out.getvalue().rstrip().endswith("reproduced 1 of 2")
