"""The address of a page says what it shows: settings that differ from the default, and nothing else.

    ?learning_rate=10&hidden=32       settings, in the words of the lab
    ?preset=xor               a preset to start from
    &embed=1                  picture and transport only
    &show=guide,settings      and these parts of the page too; show=large is for a lecture hall
    &theme=dark               dark, light or auto
    &host=https://example.org the page around an embedded one, with which it talks (static/js/page/host.js)
    #packed=...&w=...         settings too long for a query, and the weights (see playground.lab.share)

All but the weights may stand before the # and behind it: no server sees, or cuts, what is behind it. What a
stranger typed there is checked name by name; what is wrong is left out and said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import panel as pn

from playground.lab import Lab, SettingError, settings, share
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
HANDLE = "handle"  # by which a notebook finds the page that it shows; no link carries it on
OURS = {"preset", "packed", HANDLE, *SHOWN}
LONGEST = 2_000  # characters of a query: there are programs that cut a longer address


def arguments() -> dict[str, str]:
    """The query of the page that is being opened, last value first come."""
    found = {}
    for name, values in pn.state.session_args.items():
        if values and not name.startswith("bokeh-"):
            found[name] = values[-1].decode("utf-8", "replace")
    return found


def open_lab(kind: type[Lab], query: Mapping[str, str]) -> tuple[Lab, list[str]]:
    """A lab with the settings in `query`, and one sentence for everything that was wrong and left out."""
    complaints: list[str] = []
    try:
        query = {**query, **share.unpack_settings(query.get("packed", ""))}
    except SettingError as error:
        complaints.append(error.on_page)
    query, untranslated = kind.translated(query)
    complaints += [untranslated] if untranslated else []
    for name, (right, wrong) in SHOWN.items():
        if name in query and not right.fullmatch(query[name]):
            complaints.append(wrong.format(shorten(query[name])))
    preset = query.get("preset")
    if preset is not None and preset not in kind.presets:
        try:
            kind.preset_settings(preset)
        except SettingError as error:
            complaints.append(error.on_page)
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
            complaints.append(error.on_page)
    while True:
        try:
            lab = kind(preset, **values)
            lab.take_as_given()
            return lab, complaints
        except SettingError as error:  # each is fine by itself, but not together, or no model can start so
            if not values and preset is None:
                raise
            complaints.append(error.on_page)
            if values.pop(error.name, None) is None:
                values = {}
                preset = None


def asks_for_something(query: Mapping[str, str]) -> bool:
    """Whether an address says more than how the page is to be shown."""
    return bool(query.keys() - {HANDLE, *SHOWN})


def behind_the_sign(anchor: str) -> dict[str, str]:
    """Names and values behind the # of an address: there, TensorFlow Playground keeps its settings, too."""
    pairs = [pair for pair in anchor.removeprefix("#").split("&") if "=" in pair]
    return dict(parse_qsl("&".join(pairs), keep_blank_values=True))


@dataclass(frozen=True)
class Address:
    """Where a lab is opened again with the same settings: the query, and what goes behind the #, packed."""

    query: str = ""
    packed: str = ""


def address(lab: Lab, page: Mapping[str, str], with_weights: bool = False) -> Address:
    """The address of this lab as it is set; `page` is the query it was opened with.

    Texts go behind the #, the longest first, until the query is short enough for every program. The query of
    an address with weights is never empty where a page opens with another preset than the first: addresses of
    the first preset's weights were, before it did.
    """
    kept = {name: page[name] for name, (right, _) in SHOWN.items() if right.fullmatch(page.get(name, ""))}
    short, long = lab.to_query(), {}
    texts = [name for name in short if isinstance(lab.param[name], settings.Text)]
    for name in sorted(texts, key=lambda name: -len(_query({name: short[name]}))):
        if len(_query(short | kept)) > LONGEST:
            long[name] = short.pop(name)
    if with_weights and lab.opening and not short and not long:
        short = {"preset": lab.opening}
    return Address(_query(short | kept), share.pack_settings(long))


def _query(texts: Mapping[str, str]) -> str:
    return urlencode(texts, safe=",()*")
