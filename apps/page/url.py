"""The address of a page says what it shows: settings that differ from the default, and nothing else.

    ?learning_rate=10&hidden=32       settings, in the words of the lab
    ?preset=xor               a preset to start from
    &embed=1                  picture and transport only
    &show=guide,settings      and these parts of the page too; show=large is for a lecture hall
    &theme=dark               dark, light or auto
    &host=https://example.org the page around an embedded one, with which it talks (static/js/page/host.js)
    #w=...                    the weights (see playground.lab.share)

What a stranger typed there is checked name by name; what is wrong is left out and said.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import panel as pn

from playground.lab import Lab, SettingError
from playground.lab.settings import shorten

# What an address may say besides settings and the preset: which values, and what to say of others.
PARTS = ("question", "guide", "settings", "presets", "challenges", "text", "large")  # static/js/page/theme.js
SHOWN: dict[str, tuple[re.Pattern[str], str]] = {
    "embed": (re.compile("[01]"), "embed is 1 or left out, not “{}”"),
    "show": (
        re.compile("(({})([ ,]+|$))+".format("|".join(PARTS))),
        f"show takes any of {', '.join(PARTS)}, not “{{}}”",
    ),
    "theme": (re.compile("auto|light|dark"), "theme is auto, light or dark, not “{}”"),
    "host": (
        re.compile(r"https?://[^\s/?#@]+"),
        "host is the beginning of the address of the page around this one, such as https://example.org",
    ),
}
OURS = {"preset", *SHOWN}
LONGEST = 2_000  # characters of one value that are looked at


def arguments() -> dict[str, str]:
    """The query of the page that is being opened, last value first come."""
    found = {}
    for name, values in pn.state.session_args.items():
        if values and not name.startswith("bokeh-"):
            found[name] = values[-1].decode("utf-8", "replace")[: LONGEST * 10]
    return found


def open_lab(kind: type[Lab], query: Mapping[str, str]) -> tuple[Lab, list[str]]:
    """A lab with the settings in `query`, and one sentence for everything that was wrong and left out."""
    query, untranslated = kind.translated(query)
    complaints: list[str] = [untranslated] if untranslated else []
    for name, (right, wrong) in SHOWN.items():
        if name in query and not right.fullmatch(query[name]):
            complaints.append(wrong.format(shorten(query[name])))
    preset = query.get("preset")
    if preset is not None and preset not in kind.presets:
        try:
            kind.preset_settings(preset)
        except SettingError as error:
            complaints.append(str(error))
        preset = None
    if kind.opening and not asks_for_something(query):
        preset = kind.opening
    values: dict[str, Any] = {}
    for name, text in query.items():
        if name in OURS:
            continue
        try:
            found = kind.parse({name: text})
            if twice := found.keys() & values.keys():  # by its name of today, and by one of before
                complaints.append(f"{twice.pop()} is given twice in this address; the first one counts")
            values = found | values
        except SettingError as error:
            complaints.append(str(error))
    while True:
        try:
            lab = kind(preset, **values)
            lab.take_as_given()
            return lab, complaints
        except SettingError as error:  # each is fine by itself, but not together, or no model can start so
            if not values and preset is None:
                raise
            complaints.append(str(error))
            if values.pop(error.name, None) is None:
                values = {}
                preset = None


def asks_for_something(query: Mapping[str, str]) -> bool:
    """Whether an address says more than how the page is to be shown."""
    return bool(query.keys() - SHOWN.keys())


def behind_the_sign(anchor: str) -> dict[str, str]:
    """Names and values behind the # of an address, where TensorFlow Playground keeps its settings."""
    pairs = [pair for pair in anchor.removeprefix("#")[: LONGEST * 10].split("&") if "=" in pair]
    return dict(parse_qsl("&".join(pairs), keep_blank_values=True))


def query(lab: Lab, page: Mapping[str, str], with_weights: bool = False) -> str:
    """The query that opens this lab again; `page` is the query it was opened with.

    One that weights are to follow is never empty where a page opens with another preset than the first: links
    of the first preset's weights were, before it did.
    """
    kept = {name: page[name] for name, (right, _) in SHOWN.items() if right.fullmatch(page.get(name, ""))}
    settings = lab.to_query()
    if with_weights and lab.opening and not settings:
        settings = {"preset": lab.opening}
    return urlencode(settings | kept, safe=",()*")
