"""Where the pages find their scripts, styles and pictures: beside `apps/`, or inside it once installed."""

from functools import cache
from pathlib import Path

_APPS = Path(__file__).parent.parent
STATIC = _APPS / "static" if (_APPS / "static").is_dir() else _APPS.parent / "static"


@cache
def text(*names: str) -> str:
    """The files `names` under `static/`, joined: a component's script is `common.js` and its own file."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
