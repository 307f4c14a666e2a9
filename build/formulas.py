"""Writes what the converter makes of the formulas of each lab into a file, so that no page waits for it.

python build/formulas.py
"""

import json

from playground.lab.formula import LABS as FOLDER
from playground.lab.formula import kept_by
from playground.labs import LABS, lab_class


def main() -> None:
    """One file for each lab, with a line for each formula."""
    for slug in LABS:
        text = json.dumps(kept_by(lab_class(slug)), ensure_ascii=False, indent=0)
        (FOLDER / slug / "mathml.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
