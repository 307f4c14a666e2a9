"""A new lab from a small one: `playground new-lab <slug>`.

`doubling/` holds every file of a lab that is as small as a lab can be. A new lab is a copy with names of its
own, each file in its room, and a line in the list of labs: it runs, is tested, and waits to be changed into
what it is to become.
"""

import re
from pathlib import Path

from playground.lab.settings import SettingError, shorten

TEMPLATE = Path(__file__).parent / "doubling"
ROOMS = {  # a file of the template -> where it goes
    "__init__.py.txt": "playground/labs/{slug}/__init__.py",
    "lab.py.txt": "playground/labs/{slug}/lab.py",
    "content.py.txt": "playground/labs/{slug}/content.py",
    "teaching.py.txt": "playground/labs/{slug}/teaching.py",
    "guide.py.txt": "playground/labs/{slug}/guide.py",
    "formulas.py.txt": "playground/labs/{slug}/formulas.py",
    "script.py.txt": "playground/labs/{slug}/script.py",
    "page.py.txt": "apps/{slug}.py",
    "picture.js.txt": "static/js/views/{slug}/size.js",
    "frames.d.ts.txt": "static/js/views/{slug}/frames.d.ts",
    "picture.css.txt": "static/css/views/{slug}.css",
    "test_lab.py.txt": "tests/labs/test_{slug}.py",
    "test_page.py.txt": "tests/browser/test_{slug}.py",
}
LIST = "playground/labs/__init__.py"


def new_lab(root: Path, slug: str) -> list[Path]:
    """Write the lab `slug` into the checkout at `root`; returns the files written or changed.

    Raises `SettingError`, and writes nothing, for a name that cannot be.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]{1,23}", slug):
        raise SettingError(
            "slug", f"a lab is called by one small word such as doubling, not “{shorten(slug)}”"
        )
    files = {root / path.format(slug=slug): TEMPLATE / name for name, path in ROOMS.items()}
    taken = [file for file in files if file.exists()]
    if taken:
        raise SettingError("slug", f"there is a file {taken[0].relative_to(root)} already")
    for file, template in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_named(template.read_text(encoding="utf-8"), slug), encoding="utf-8")
    labs = root / LIST
    labs.write_text(_listed(labs.read_text(encoding="utf-8"), slug), encoding="utf-8")
    return [*files, labs]


def _listed(text: str, slug: str) -> str:
    """The list of labs with one more, the last of its last chapter."""
    written = (TEMPLATE / "lab.py.txt").read_text(encoding="utf-8")
    (title,) = re.findall(r'^    title = (".*")$', written, re.MULTILINE)
    line = f'            "{slug}": Entry("{slug.capitalize()}", {title}),\n'
    last = r"(CHAPTERS = \(\n(?:.*\n)*?)(        \},\n    \),\n\)\n)"
    return re.sub(last, rf"\g<1>{line}\g<2>", text, count=1)


def _named(text: str, slug: str) -> str:
    return text.replace("doubling", slug).replace("Doubling", slug.capitalize())
