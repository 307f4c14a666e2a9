"""The origins that `playground serve` is told of, checked before anything listens.

`--allow-origin` names pages that may talk with the labs, `--embed-from` pages that may show them in a frame.
"""

import re

from playground.lab.settings import SettingError, shorten

_HOST = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*"
_ORIGIN = re.compile(
    rf"(?:(?P<scheme>https?)://)?(?P<host>(?:\*\.)?{_HOST})(?::(?P<port>\d{{1,5}}))?/?", re.ASCII
)
_USUAL = {"http": "80", "https": "443"}  # browsers leave the usual port out


def _parts(text: str) -> tuple[str, str, str] | None:
    found = _ORIGIN.fullmatch(text.lower())
    if not found or (found["port"] and not 1 <= int(found["port"]) <= 65535):
        return None
    scheme, host, port = found["scheme"] or "", found["host"], found["port"] or ""
    return scheme, host, "" if _USUAL.get(scheme) == port else port


def allowed(text: str) -> str:
    """A host whose pages may talk with the labs, as Bokeh wants it: `host` or `host:port`."""
    parts = _parts(text)
    if parts is None or "*" in parts[1]:
        raise SettingError(
            "allow-origin",
            f"--allow-origin takes a host such as playground.example or 10.0.0.7:5006, not “{shorten(text)}”",
        )
    _, host, port = parts
    return f"{host}:{port}" if port else host


def embedding(texts: list[str] | None) -> list[str] | None:
    """The origins whose pages may frame a lab, as a policy wants them; None is anybody, `none` is nobody."""
    if texts is None:
        return None
    found = []
    for text in texts:
        parts = _parts(text)
        if parts is None:
            raise SettingError(
                "embed-from",
                "--embed-from takes origins such as https://course.example, or the word none, "
                f"not “{shorten(text)}”",
            )
        scheme, host, port = parts
        if host != "none":
            found.append((f"{scheme}://" if scheme else "") + host + (f":{port}" if port else ""))
    return found
