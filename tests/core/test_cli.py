"""The command line: what was asked for on stdout, one line on stderr when it cannot be, never a traceback."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from apps.host.admission import Limits
from playground import __version__, cli
from playground.labs import LABS, lab_class
from tests.toy import Toy

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more lab, which is called toy."""
    monkeypatch.setitem(LABS, "toy", "Toy")
    monkeypatch.setattr(cli, "lab_class", lambda slug: Toy if slug == "toy" else lab_class(slug))


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that works prints."""
    assert cli.main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line with which bad input is refused."""
    try:
        code: Any = cli.main(arguments)
    except SystemExit as end:  # argparse leaves like this
        code = end.code
    printed = capsys.readouterr()
    assert code == 2
    assert printed.out == ""
    assert printed.err.startswith("playground: ") and printed.err.endswith("\n")
    assert printed.err.count("\n") == 1
    assert len(printed.err) < 500
    return printed.err.removeprefix("playground: ").rstrip("\n")


def objects(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def toy_after(steps: int, **values: Any) -> dict[str, float]:
    lab = Toy(**values)
    lab.run(steps)
    return lab.metrics()


# --------------------------------------------------------------------------------------------------- list


def test_all_labs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    printed = ask(capsys, "list")
    for slug in LABS:
        assert f"{slug}\n" in printed
    assert "A ball in a valley: Where does a ball come to rest?" in printed
    assert "gentle, wild, other-seed" in printed
    assert re.search(r"^  rate +0\.1 +How fast it rolls\.$", printed, flags=re.MULTILINE)


def test_all_labs_are_listed_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(ask(capsys, "list", "--json"))
    assert [lab["lab"] for lab in listed] == [*LABS]
    toy = listed[-1]
    assert {"lab", "title", "question", "parameters", "presets"} <= set(toy)
    assert toy["presets"]["other-seed"] == {"seed": "7", "hidden": "3"}
    about = {parameter["name"]: parameter for parameter in toy["parameters"]}
    assert [*about] == Toy.setting_names()
    assert about["rate"]["takes_effect"] == "next step"
    assert about["size"]["takes_effect"] == "next reset"
    assert about["size"]["bounds"] == [1, 9]


# ---------------------------------------------------------------------------------------------------- run


@pytest.mark.parametrize(
    "steps, every, printed",
    [
        ("10", "4", [0, 4, 8, 10]),
        ("10", "5", [0, 5, 10]),
        ("10", "100", [0, 10]),
        ("3", "1", [0, 1, 2, 3]),
        ("0", "1", [0]),
        ("25", None, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 25]),
        ("5", None, [0, 1, 2, 3, 4, 5]),
        (None, None, [*range(0, 1001, 100)]),
    ],
)
def test_a_run_prints_its_metrics(
    capsys: pytest.CaptureFixture[str], steps: str | None, every: str | None, printed: list[int]
) -> None:
    options = [*(["--steps", steps] if steps else []), *(["--every", every] if every else [])]
    lines = objects(ask(capsys, "run", "toy", "--json", *options))
    assert [line["step"] for line in lines] == printed
    assert all(set(line) == {"step", "metrics"} for line in lines)
    for line in lines:
        assert line["metrics"] == toy_after(line["step"]), "exactly, before and after every step"
    texts = ask(capsys, "run", "toy", *options).splitlines()
    assert [text.split(" · ")[0].split() for text in texts] == [["step", f"{n:,}"] for n in printed]
    assert f"height {toy_after(0)['height']:.6g}" in texts[0]


def test_settings_and_presets(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--preset", "other-seed", "--set", "rate=0.5", "--set", " still = yes", "--set", "hidden=2,1"]
    (*_, last) = objects(ask(capsys, "run", "toy", "--json", "--steps", "7", *options))
    assert last["metrics"] == toy_after(7, seed=7, rate=0.5, still=True, hidden=(2, 1))


def test_a_later_setting_wins(capsys: pytest.CaptureFixture[str]) -> None:
    (*_, last) = objects(
        ask(capsys, "run", "toy", "--json", "--steps", "7", "--set", "rate=1", "--set", "rate=2")
    )
    assert last["metrics"] == toy_after(7, rate=2.0)


def test_a_text_may_hold_an_equals_sign(capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "run", "toy", "--steps", "1", "--set", "note=a=1, b=2")


@pytest.mark.parametrize("every", [1, 10])
def test_a_run_that_ends_by_itself_says_so_on_stderr(capsys: pytest.CaptureFixture[str], every: int) -> None:
    options = ["--set", "rate=1000", "--steps", "1000", "--every", str(every)]
    assert cli.main(["run", "toy", "--json", *options]) == 0
    printed = capsys.readouterr()
    lab = Toy(rate=1000.0)
    lab.run(1000)
    steps = [line["step"] for line in objects(printed.out)]
    assert steps == [*range(0, lab.steps, every), lab.steps], "each once"
    assert printed.err == f"{lab.stopped}\n"


def test_a_model_that_cannot_start_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Toy, "metrics", lambda self: {"height": float("nan")})
    assert cli.main(["run", "toy", "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "playground: This cannot start: the ball flew away.\n"


def test_output_goes_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    expected = ask(capsys, "run", "toy", "--json", "--steps", "20")
    assert ask(capsys, "run", "toy", "--json", "--steps", "20", "--out", str(file)) == ""
    assert file.read_text() == expected


@pytest.mark.parametrize("lab", [*LABS])
def test_every_lab_runs(capsys: pytest.CaptureFixture[str], lab: str) -> None:
    kind = lab_class(lab)
    lines = objects(ask(capsys, "run", lab, "--json", "--steps", "4", "--every", "2"))
    assert [line["step"] for line in lines] == [0, 2, 4]
    assert lines[0]["metrics"] == kind().metrics()


# -------------------------------------------------------------------------------------------------- sweep


def test_a_sweep_prints_the_last_metrics_of_every_run(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--vary", "rate=0.1, 0.20,1000", "--seeds", "2", "--steps", "200"]
    lines = objects(ask(capsys, "sweep", "toy", "--json", *options))
    assert [line["set"] for line in lines] == [
        {"rate": rate, "seed": seed} for rate in ("0.1", "0.2", "1000") for seed in (1, 2)
    ]
    for line in lines:
        lab = Toy(**Toy.parse({"rate": line["set"]["rate"]}), seed=line["set"]["seed"])
        lab.run(200)
        assert (line["step"], line["metrics"]) == (lab.steps, lab.metrics())
    texts = ask(capsys, "sweep", "toy", *options).splitlines()
    assert len(texts) == 6
    assert texts[3].startswith("rate 0.2, seed 2, step 200: height ")


def test_values_with_commas_are_told_apart_by_semicolons(capsys: pytest.CaptureFixture[str]) -> None:
    lines = objects(ask(capsys, "sweep", "toy", "--json", "--vary", "hidden=3,1;none;2", "--steps", "3"))
    assert [line["set"]["hidden"] for line in lines] == ["3,1", "none", "2"]
    assert lines[0]["metrics"] == toy_after(3, hidden=(3, 1))


@pytest.mark.parametrize("steps", ["0", "1", "49", "50", "51", "120"])
def test_a_sweep_makes_as_many_steps_as_asked_for(capsys: pytest.CaptureFixture[str], steps: str) -> None:
    (line,) = objects(ask(capsys, "sweep", "toy", "--json", "--vary", "rate=0.1", "--steps", steps))
    assert line["step"] == int(steps)


# --------------------------------------------------------------------------------------- code, check, serve


def test_code_prints_a_script_that_prints_the_metrics(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(ask(capsys, "code", "toy", "--set", "rate=0.3", "--steps", "12"))
    runpy.run_path(str(script), run_name="__main__")
    expected = toy_after(12, rate=0.3)
    assert capsys.readouterr().out == "".join(f"{name} {value!r}\n" for name, value in expected.items())


def test_code_stops_where_the_run_does_and_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for setting in ("until=0.01", "rate=3"):
        assert cli.main(["code", "toy", "--set", setting, "--steps", "2000"]) == 0
        printed = capsys.readouterr()
        assert printed.err.startswith(("It has come to rest.", "Stopped after step"))
        script = tmp_path / "script.py"
        script.write_text(printed.out)
        runpy.run_path(str(script), run_name="__main__")
        lab = Toy(**Toy.parse(dict([setting.split("=")])))
        lab.run(2000)
        expected = "".join(f"{name} {value!r}\n" for name, value in lab.metrics().items())
        assert lab.steps < 2000 and capsys.readouterr().out == expected


@pytest.mark.parametrize("all_hold, code", [(True, 0), (False, 1)])
def test_check_says_whether_everything_holds(
    monkeypatch: pytest.MonkeyPatch, all_hold: bool, code: int
) -> None:
    monkeypatch.setattr("playground.check.report.check_everything", lambda out: all_hold)
    assert cli.main(["check"]) == code


def served_with(monkeypatch: pytest.MonkeyPatch, module: str, *options: str) -> list[Any]:
    """What `start` of a module is given."""
    asked: list[Any] = []
    monkeypatch.setitem(
        sys.modules, module, type("serve", (), {"start": lambda *given, **more: asked.extend([*given, more])})
    )
    assert cli.main(["serve", *options]) == 0
    return asked


def test_serve_hands_on_what_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["--port", "0", "--address", "0.0.0.0", "--allow-origin", "a.b", "--allow-origin", "c.d:80"]
    options += ["--embed-from", "https://e.f", "http://g.h:81"]
    asked = served_with(monkeypatch, "apps.host.serve", *options, "--no-open")
    framing = {"embed_from": ["https://e.f", "http://g.h:81"]}
    assert asked == [0, "0.0.0.0", ["a.b", "c.d:80"], False, Limits(200, 64, 15, ""), framing]
    options = [
        "--most-sessions",
        "9",
        "--most-playing",
        "8",
        "--idle-minutes",
        "0",
        "--static-site",
        "http://a.b",
    ]
    asked = served_with(monkeypatch, "apps.host.serve", *options)
    assert asked == [5006, "localhost", [], True, Limits(9, 8, 0, "http://a.b/"), {"embed_from": None}]


def test_serve_hands_on_how_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["--processes", "3", "--most-playing", "5", "--embed-from", "none"]
    asked = served_with(monkeypatch, "apps.host.processes", *options)
    limits = Limits(600, 5, 15, "")
    assert asked == [3, 5006, "localhost", [], True, limits, 0, {"embed_from": ["none"]}]
    asked = served_with(monkeypatch, "apps.host.processes", "--first-port", "65535")
    assert asked[0] == 1 and asked[-3:-1] == [Limits(200, 64, 15, ""), 65535]


# ---------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["run", "tpy"], "there is no lab “tpy”; did you mean “toy”?"),
        (["run", "zzz" * 99], "there is no lab “" + "zzz" * 13 + "…”; there is " + ", ".join([*LABS, "toy"])),
        (["code", "a\nb"], "there is no lab “a b”; there is " + ", ".join([*LABS, "toy"])),
        (["run", "toy", "--preset", "gental"], "toy has no preset “gental”; did you mean “gentle”?"),
        (["run", "toy", "--set", "rats=1"], "toy has no setting “rats”; did you mean “rate”?"),
        (["run", "toy", "--set", "rate"], "--set takes NAME=VALUE, not “rate”"),
        (["run", "toy", "--set", "x" * 999], "--set takes NAME=VALUE, not “" + "x" * 39 + "…”"),
        (["run", "toy", "--set", "rate=x"], "rate is a number, not “x”"),
        (["run", "toy", "--set", "rate=nan"], "rate is a number from 0.001 to 1,000, not “nan”"),
        (["run", "toy", "--set", "rate=1e9"], "rate goes from 0.001 to 1,000, not 1,000,000,000"),
        (["run", "toy", "--set", "size=" + "9" * 999], "size goes from 1 to 9, not so large a number"),
        (["run", "toy", "--set", "note=\udcff"], "note is a text of at most 60 characters"),
        (["run", "toy", "--set", "shape=ditch", "--set", "size=1"], "a ditch needs a size of at least 2"),
        (["sweep", "toy", "--vary", "rate"], "--vary takes NAME=VALUE, not “rate”"),
        (["sweep", "toy", "--vary", "rate=1,,2"], "rate is a number, not “”"),
        (["sweep", "toy", "--vary", "rate=1,x"], "rate is a number, not “x”"),
        (["sweep", "toy", "--vary", "speed=1"], "toy has no setting “speed”; did you mean “seed”?"),
        (["sweep", "toy", "--vary", "rate=1", "--seeds", "0"], "a sweep makes from 1 to 64 runs, not 0"),
        (
            ["sweep", "toy", "--vary", "rate=1", "--seeds", "99999999"],
            "a sweep makes from 1 to 64 runs, not 99,999,999",
        ),
        (["serve", "--port", "70000"], "a port goes from 0 to 65535, not 70000"),
        (
            ["serve", "--processes", "3", "--first-port", "65534"],
            "3 processes from port 65534 on are past 65535",
        ),
        (
            ["serve", "--static-site", "javascript:alert(1)"],
            "--static-site takes the address of a static site, such as https://example.org/playground/, "
            "not “javascript:alert(1)”",
        ),
    ],
)
def test_bad_input_gets_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert refused(capsys, *arguments) == message


@pytest.mark.parametrize(
    "arguments, part",
    [
        ([], "COMMAND"),
        (["rnu"], "rnu"),
        (["run"], "LAB"),
        (["run", "toy", "--nonsense"], "--nonsense"),
        (["run", "toy", "more\nof\nit"], "more of it"),
        (["run", "toy", "--steps", "-1"], "“-1” is not a whole number from 0 to 100,000,000"),
        (["run", "toy", "--steps", "1e3"], "“1e3” is not a whole number"),
        (["run", "toy", "--steps", "100000001"], "“100000001” is not a whole number"),
        (["run", "toy", "--steps", "9" * 9999], "is not a whole number from 0 to 100,000,000"),
        (["run", "toy", "--every", "x"], "“x” is not a whole number"),
        (["run", "toy", "--steps"], "--steps"),
        (["sweep", "toy"], "--vary"),
        (["code", "toy", "--json"], "--json"),
        (["serve", "--port", "http"], "http"),
        (["serve", "--processes", "0"], "“0” is not a whole number from 1 to 64"),
        (["serve", "--most-sessions", "-1"], "“-1” is not a whole number from 1 to 1,000,000"),
        (["serve", "--most-playing", "9" * 99], "9…” is not a whole number"),
        (["serve", "--idle-minutes", "1.5"], "“1.5” is not a whole number"),
    ],
)
def test_a_command_that_cannot_be_read_gets_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], part: str
) -> None:
    assert part in refused(capsys, *arguments)


def test_a_file_that_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "not there" / "file"
    assert "No such file or directory" in refused(capsys, "run", "toy", "--out", str(file))


def test_being_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(self: Toy) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Toy, "learn", interrupt)
    assert cli.main(["run", "toy"]) == 130
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------------------------------ the real thing


def run_command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "playground.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def test_the_version_and_help() -> None:
    assert run_command("--version").stdout == f"neural-playground {__version__}\n"
    shown = run_command("--help").stdout
    for command in ("list", "run", "sweep", "code", "check", "serve"):
        assert re.search(rf"^ +{command} ", shown, flags=re.MULTILINE)


def test_a_refusal_from_outside() -> None:
    result = run_command("run", "backprop", "--set", "alpha=fast")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "playground: learning_rate is a number, not “fast”\n"


def test_a_reader_who_leaves_early_is_no_error() -> None:
    command = [sys.executable, "-m", "playground.cli", "run", "backprop", "--steps", "3000", "--every", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout and running.stderr
        assert running.stdout.readline().startswith("step ")
        running.stdout.close()
        assert running.stderr.read() == ""
        assert running.wait() == 0


def test_a_console_without_our_characters() -> None:
    result = run_command("list", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (result.returncode, result.stderr) == (0, "")
    assert "circuit" in result.stdout


# ------------------------------------------------------------------------------------------------------- site


def test_the_site_says_what_it_lacks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "playground" / "cli.py"))
    assert "no checkout" in refused(capsys, "site")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "site.py").write_text("")
    assert "make site" in refused(capsys, "site", "--out", "elsewhere")


def test_the_site_is_built_by_its_own_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A builder that only writes down what it was given stands in for the one that takes twenty seconds."""
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "playground" / "cli.py"))
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "site.py").write_text("import sys; open(sys.argv[2], 'w').close(); sys.exit(3)")
    (tmp_path / ".venv-site" / "bin").mkdir(parents=True)
    (tmp_path / ".venv-site" / "bin" / "python").symlink_to(sys.executable)
    assert cli.main(["site", "--out", str(tmp_path / "out")]) == 3
    assert (tmp_path / "out").exists()
