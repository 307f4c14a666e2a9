"""Lists of solved challenges: what holds, and why the rest does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from playground.cli import main
from playground.lab import SettingError
from playground.lab.solved_list import FORMAT, Claim, claims, judge
from playground.labs import lab_class


def claim() -> Claim:
    """A true one."""
    lab: Any = lab_class("backprop")(data="xor", hidden=2, bias=True)
    for index, value in enumerate((12, 12, 12, 12, -6, -18, 10, -12, -4)):
        lab.set_weight(index, value)
    return Claim("backprop", "teacher", 0, lab.solved["teacher"].log)


def listed(*found: Claim) -> str:
    return json.dumps({"format": FORMAT, "version": 1, "solved": [one._asdict() for one in found]})


def test_a_true_claim_holds_to_the_last_bit() -> None:
    assert claims(listed(claim())) == [claim()]
    assert judge(claim(), lab_class) == (True, "the same to the last bit")


@pytest.mark.parametrize(
    "change, why",
    [
        ({"lab": "nothing"}, "there is no lab “nothing”"),
        ({"challenge": "nothing"}, "backprop has no challenge “nothing”"),
        ({"challenge": "stuck"}, "this run does not meet it"),
        ({"step": 7}, "it is met at step 0"),
        ({"log": ""}, "it has no log: it was too long, or solved before logs were kept"),
        ({"log": "AAAA"}, "this log is damaged"),
        ({"lab": "circuit", "challenge": "silence"}, "this log belongs to another lab"),
    ],
)
def test_a_false_one_does_not_and_says_why(change: dict[str, Any], why: str) -> None:
    assert judge(claim()._replace(**change), lab_class) == (False, why)


NO_LISTS = [
    *("", "{}", "[]", "null", "1", '{"format": 1}', "[" * 100_000, "{" + listed()),
    *(
        listed().replace("[]", found)
        for found in ("null", "[1]", '[{"lab": "a", "step": "x", "challenge": "b"}]')
    ),
]


@pytest.mark.parametrize("text", NO_LISTS)
def test_what_is_no_list_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingError, match="no list of solved challenges"):
        claims(text)


def test_the_command_tells_of_each_and_fails_if_one_does_not_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong, other = (str(tmp_path / name) for name in ("right.json", "wrong.json", "other.txt"))
    Path(right).write_text("\ufeff" + listed(claim()), encoding="utf-8")
    Path(wrong).write_text(listed(claim(), claim()._replace(step=3)), encoding="utf-8")
    Path(other).write_text("hello", encoding="utf-8")
    assert main(["solved", right]) == 0
    assert "backprop teacher, step 0: holds, the same to the last bit" in capsys.readouterr().out
    assert main(["solved", right, wrong, other]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4 and "DOES NOT HOLD, it is met at step 0" in said[2] and "no list" in said[3]
    assert main(["solved", str(tmp_path / "absent.json")]) == 2
