"""Where the pages find their scripts, styles and pictures: beside `apps/`, or inside it once installed."""

from functools import cache
from pathlib import Path

_BESIDE = Path(__file__).parent.parent / "static"
STATIC = _BESIDE if _BESIDE.is_dir() else Path(__file__).parent / "static"


@cache
def text(*names: str) -> str:
    """The files `names` under `static/`, joined: a component's script is `common.js` and its own file."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
