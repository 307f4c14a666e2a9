"""The command line: every lab without a screen, and the screens themselves.

What is asked for goes to stdout, progress to stderr. Bad input gets one line that says what is wrong, and
exit code 2.
"""

import argparse
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TextIO

from playground import __version__
from playground.lab import Lab
from playground.lab.settings import SettingError, shorten, write
from playground.labs import CHAPTERS, LABS, lab_class

MOST_STEPS = 100_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 fine, 1 a check failed, 2 bad input)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console without a − in its character set shows ?
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.command(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # somebody piped us into `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is still to be written
        return 0
    except (SettingError, OSError) as error:
        print(f"playground: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


class _Parser(argparse.ArgumentParser):
    """One that says in one line what is wrong."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"playground: {shorten(message, 300)} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="playground", description="See a neural network learn.")
    parser.add_argument("--version", action="version", version=f"neural-playground {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=run)
        return added

    def settable(added: argparse.ArgumentParser) -> None:
        added.add_argument("lab", metavar="LAB", help="one of " + ", ".join(LABS))
        added.add_argument("--preset", metavar="P", help="start from a named preset (default: the first)")
        added.add_argument(
            "--set",
            metavar="NAME=VALUE",
            action="append",
            default=[],
            help="change a setting; may be repeated",
        )

    listing = command("list", list_labs, "the labs, with title, question, settings and presets")
    listing.add_argument("--json", action="store_true", help="as one JSON list")

    running = command("run", run, "train a lab and print its metrics")
    settable(running)
    running.add_argument(
        "--steps", type=_count, default=1000, metavar="N", help="steps to make (default 1000)"
    )
    running.add_argument("--every", type=_count, metavar="K", help="print every K steps (default: a tenth)")
    running.add_argument("--json", action="store_true", help="one JSON object a line")
    running.add_argument("--out", metavar="FILE", help="write there instead of to stdout")

    sweeping = command("sweep", sweep, "the same run with several values of one setting")
    settable(sweeping)
    sweeping.add_argument(
        "--vary", metavar="NAME=V1,V2,...", required=True, help="the setting and its values"
    )
    sweeping.add_argument("--seeds", type=_count, default=1, metavar="S", help="seeds a value (default 1)")
    sweeping.add_argument(
        "--steps", type=_count, default=1000, metavar="N", help="steps to make (default 1000)"
    )
    sweeping.add_argument("--json", action="store_true", help="one JSON object a run, one a line")

    coding = command("code", code, "a lab as a short standalone numpy script")
    settable(coding)
    coding.add_argument(
        "--steps", type=_count, default=1000, metavar="N", help="steps it makes (default 1000)"
    )

    solving = command("solved", solved, "check lists of solved challenges: each run is made again")
    solving.add_argument("lists", metavar="FILE", nargs="+", help="as the front page saves them")

    command("check", check, "gradient checks, and the sources' printed results beside ours")

    serving = command("serve", serve, "open the playground in the browser")
    serving.add_argument(
        "--port", type=int, default=5006, help="port to listen on (default 5006, 0 for any free one)"
    )
    serving.add_argument("--address", default="localhost", help="address to listen on (default localhost)")
    serving.add_argument(
        "--allow-origin",
        metavar="HOST[:PORT]",
        action="append",
        default=[],
        help="another host pages may come from",
    )
    serving.add_argument(
        "--embed-from",
        metavar="ORIGIN",
        nargs="+",
        action="extend",
        help="the only other pages that may show a lab in a frame, such as https://course.example, or none "
        "(default: any page may, as labs are made to be embedded)",
    )
    serving.add_argument("--no-open", action="store_true", help="do not open a browser")
    serving.add_argument(
        "--processes",
        type=_from(1, 64),
        default=1,
        metavar="N",
        help="processes that share the work behind the one address, a core each (default 1)",
    )
    serving.add_argument(
        "--first-port",
        type=_from(1, 65535),
        metavar="PORT",
        help="the port of the first process, for a proxy that asks them itself; the others follow "
        "(default: any free ones)",
    )
    serving.add_argument(
        "--most-sessions",
        type=_from(1, 1_000_000),
        metavar="N",
        help="pages open at once, in all processes together; who comes later may wait "
        "(default 200 for each process)",
    )
    serving.add_argument(
        "--most-playing",
        type=_from(1, 1_000_000),
        metavar="N",
        help="pages that play at once, in all processes together (default 64 for each process)",
    )
    serving.add_argument(
        "--idle-minutes",
        type=_from(0, 100_000),
        default=15,
        metavar="M",
        help="after which a page pauses that plays and that nobody touches (default 15, 0 for never)",
    )
    serving.add_argument(
        "--static-site",
        metavar="URL",
        default="",
        help="where the static site is, for whom this server has no room",
    )

    adding = command("new-lab", new_lab, "write a small lab to begin a new one with (in a checkout)")
    adding.add_argument("slug", metavar="SLUG", help="what it is called: one small word")

    building = command("site", site, "build the static site, which needs no server (from a checkout)")
    building.add_argument("--out", metavar="DIR", default="site", help="the folder to write (default: site)")
    return parser


def _count(text: str) -> int:
    if (
        not (text.isascii() and text.isdecimal())
        or len(text) > len(str(MOST_STEPS))
        or int(text) > MOST_STEPS
    ):
        raise argparse.ArgumentTypeError(f"“{shorten(text)}” is not a whole number from 0 to {MOST_STEPS:,}")
    return int(text)


def _from(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def number(text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(most)) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                f"“{shorten(text)}” is not a whole number from {least} to {most:,}"
            )
        return int(text)

    return number


def list_labs(arguments: argparse.Namespace) -> int:
    """`playground list`"""
    labs = [lab_class(slug) for slug in LABS]
    chapters = {slug: chapter.name for chapter in CHAPTERS for slug in chapter.labs}
    if arguments.json:
        listed = [{"chapter": chapters.get(lab.slug, "")} | lab.describe() for lab in labs]
        print(json.dumps(listed, indent=2, ensure_ascii=False))
        return 0
    for lab in labs:
        print(f"{lab.slug}\n  {lab.title}: {lab.question}")
        before = f", after {' and '.join(lab.after)}" if lab.after else ""
        print(f"  chapter   {chapters.get(lab.slug, '')} ({lab.minutes} minutes{before})")
        print(f"  presets   {', '.join(lab.presets)}")
        for about in lab.describe()["parameters"]:
            print(f"  {about['name']:<16}{shorten(about['default'], 24):<26}{about['doc']}")
        print()
    return 0


def run(arguments: argparse.Namespace) -> int:
    """`playground run`: metrics at step 0, then every K steps, and at the last."""
    lab, every = _lab(arguments), arguments.every or max(arguments.steps // 10, 1)
    with _output(arguments.out) as out:
        _print_metrics(lab, out, arguments.json)
        while lab.steps < arguments.steps and not lab.stopped:
            before = lab.steps
            lab.run(min(every, arguments.steps - lab.steps))
            if lab.steps > before:
                _print_metrics(lab, out, arguments.json)
            _progress(lab.steps, arguments.steps)
    if lab.stopped:
        print(lab.stopped, file=sys.stderr)
    return 0


def sweep(arguments: argparse.Namespace) -> int:
    """`playground sweep`: the last metrics of every run. Raises `SettingError` if they cannot be made."""
    lab = _lab(arguments)
    name, values = _name_and_value(arguments.vary, "--vary")
    separator = ";" if ";" in values else ","  # values such as 4,2 are told apart by semicolons
    name = lab.canonical(name)
    parsed = [lab.parse({name: value})[name] for value in values.split(separator)]
    runs = lab.sweep(name, parsed, arguments.seeds)
    step = max(arguments.steps // 50, 1)
    for start in range(0, arguments.steps, step):
        runs.run(min(step, arguments.steps - start))
        _progress(start + step, arguments.steps)
    for i, row in enumerate(runs.runs):
        for one in row:
            if arguments.json:
                made_with = {name: write(lab.param[name], runs.values[i]), "seed": one.seed}
                print(json.dumps({"set": made_with, "step": one.steps, "metrics": one.metrics()}))
            else:
                print(f"{runs.label(i)}, seed {one.seed}, step {one.steps}: {_metrics_line(one)}")
    return 0


def code(arguments: argparse.Namespace) -> int:
    """`playground code`: the script that prints the metrics after N steps."""
    lab = _lab(arguments)
    print(lab.code(arguments.steps))
    if lab.trial is not None and lab.trial.steps < arguments.steps:  # so does the script
        print(lab.trial.stopped, file=sys.stderr)
    return 0


def solved(arguments: argparse.Namespace) -> int:
    """`playground solved`: a line for each claim; 1 if any does not hold, or a file is no list."""
    from playground.lab.solved_list import claims, judge

    all_hold = True
    for file in arguments.lists:
        try:
            listed = claims(Path(file).read_text(encoding="utf-8", errors="replace"))
        except SettingError as error:
            print(f"{file}: {error.on_page}")
            all_hold = False
            continue
        for claim in listed:
            holds, why = judge(claim, lab_class)
            all_hold &= holds
            mark = "holds" if holds else "DOES NOT HOLD"
            print(
                f"{file}: {shorten(claim.lab)} {shorten(claim.challenge)}, step {claim.step}: {mark}, {why}"
            )
    return 0 if all_hold else 1


def check(arguments: argparse.Namespace) -> int:
    """`playground check`"""
    from playground.check.report import check_everything  # the labs need not be loaded to print help

    return 0 if check_everything(sys.stdout) else 1


def serve(arguments: argparse.Namespace) -> int:
    """`playground serve`. Raises `SettingError` for ports that there are not."""
    from importlib import import_module

    if not 0 <= arguments.port <= 65535:
        raise SettingError("port", f"a port goes from 0 to 65535, not {arguments.port}")
    admission = import_module("apps.host.admission")  # the screens are on the other side of the wall
    processes: int = arguments.processes
    limits = admission.Limits(
        arguments.most_sessions or processes * admission.SESSIONS,
        arguments.most_playing or processes * admission.PLAYING,
        arguments.idle_minutes,
        admission.site(arguments.static_site) if arguments.static_site else "",
    )
    asked = arguments.port, arguments.address, arguments.allow_origin, not arguments.no_open, limits
    first = arguments.first_port
    if first and first + processes - 1 > 65535:
        raise SettingError("first-port", f"{processes} processes from port {first} on are past 65535")
    if processes == 1 and not first:
        import_module("apps.host.serve").start(*asked, embed_from=arguments.embed_from)
    else:
        import_module("apps.host.processes").start(
            processes, *asked, first or 0, embed_from=arguments.embed_from
        )
    return 0


def site(arguments: argparse.Namespace) -> int:
    """`playground site`: the builder runs in an environment of its own, with just the Python of the site.

    Raises `SettingError` outside a checkout, or without that environment.
    """
    root = Path(__file__).parent.parent
    builder, python = root / "build" / "site.py", root / ".venv-site" / "bin" / "python"
    if not builder.exists():
        raise SettingError(
            "site", "the site is built from a checkout of the project, and this is no checkout"
        )
    if not python.exists():
        raise SettingError("site", "the site's environment is not there yet: run `make site` once")
    return subprocess.run([python, builder, "--out", arguments.out], check=False).returncode


def new_lab(arguments: argparse.Namespace) -> int:
    """`playground new-lab`: a small lab of that name, for the one that it is to become.

    Raises `SettingError` outside a checkout.
    """
    from playground.lab.scaffold import new_lab as write_lab

    root = Path(__file__).parent.parent
    if not (root / "tests" / "labs").is_dir():
        raise SettingError("slug", "a lab is added to a checkout of the project, and this is no checkout")
    for file in write_lab(root, arguments.slug):
        print(file.relative_to(root))
    return 0


def _lab(arguments: argparse.Namespace) -> Lab:
    kind = lab_class(arguments.lab)
    values = kind.parse(dict(_name_and_value(text, "--set") for text in arguments.set))
    return kind(arguments.preset, **values)


def _name_and_value(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SettingError(name, f"{option} takes NAME=VALUE, not “{shorten(text)}”")
    return name.strip(), value


def _metrics_line(lab: Lab) -> str:
    return " · ".join(f"{name} {value:.6g}" for name, value in lab.metrics().items())


def _print_metrics(lab: Lab, out: TextIO, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"step": lab.steps, "metrics": lab.metrics()}), file=out, flush=True)
    else:
        print(f"step {lab.steps:>8,} · {_metrics_line(lab)}", file=out, flush=True)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\r{min(done, total):,} of {total:,} steps", end=end, file=sys.stderr, flush=True)


@contextmanager
def _output(path: str | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
    else:
        with Path(path).open("w", encoding="utf-8") as file:
            yield file


if __name__ == "__main__":
    sys.exit(main())
