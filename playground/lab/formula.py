r"""The formulas of a lab: mathematics in LaTeX, in symbols and with the numbers of the run put in.

A formula is written twice. In symbols it is what a textbook prints; in numbers it is the same with what is
true at this moment of the run, so that a learner can add it up:

    f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)      \num{0.83} = \sigma(\num{0.41} + \num{0.20} + \num{1.00})

The LaTeX is ordinary. Two commands are used in a way of their own:

    \class{part-forget}{f_t}   the symbol whose place in the picture is called `forget` (written by `part`)
    \num{-0.32}                a number of the run, as in the package siunitx (by `num` and `exact`)

A page shows it as MathML, which browsers draw themselves. The converter takes a while to be loaded, and its
answer depends on nothing but the formula with its numbers left out. So what it has answered for the formulas
of a lab is kept in a file of that lab (`mathml.json`, which `make formulas` writes), and it is loaded only
for what is not there.
"""

import html
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground.lab.numerals import raised

LABS = Path(__file__).parent.parent / "labs"
MARK = "9876543210"  # stands for a number of the run where the converter looks

type Looks = Mapping[str, Any]  # what somebody looks at, by the names that the views of a page give it


def always(lab: Any) -> bool:
    """A formula that holds whatever the settings."""
    return True


@dataclass(frozen=True)
class Formula:
    """One formula of a lab.

    name      a short heading in the field's words, such as "forget gate"
    latex     in symbols; a function of the lab where the settings decide what they are
    numbers   the same with the numbers of a run: `numbers(lab, looks)`. `looks` is what a page looks at (a
              unit, a weight, a tile), by the names that its views give it; where it says nothing, the first
              of each kind is meant
    about     one sentence on what it says
    when      whether the formula holds for a lab with its present settings
    """

    name: str
    latex: str | Callable[[Any], str]
    numbers: Callable[[Any, Looks], str]
    about: str
    when: Callable[[Any], bool] = always

    def symbols(self, lab: Any) -> str:
        """The LaTeX in symbols, as it is for this lab."""
        return self.latex if isinstance(self.latex, str) else self.latex(lab)


# --- writing LaTeX -----------------------------------------------------------------------------------------


def part(name: str, latex: str) -> str:
    """A symbol or number that has a place in the picture: `data-part="<name>"` in a view."""
    return rf"\class{{part-{name}}}{{{latex}}}"


def num(value: float, places: int = 2) -> str:
    """A number of the run with so many decimals; one that is too small or too large for that, as 1.2e-5."""
    value = float(value)
    if not math.isfinite(value):
        return exact("∞" if value == math.inf else "−∞" if value == -math.inf else "?")
    size = abs(value)
    plain = size == 0 or 5 * 10.0 ** -(places + 1) <= size < 1e5
    text = f"{value:.{places}f}" if plain else f"{value:.1e}"
    return rf"\num{{{text.removeprefix('-') if not float(text) else text}}}"


def exact(value: object) -> str:
    """A number as it is: a whole one, or one that somebody has set."""
    return rf"\num{{{value:.6g}}}" if isinstance(value, float) else rf"\num{{{value}}}"


def dots(number: int, ends: int = 4) -> str:
    """A whole number of many digits, of which those at both ends are shown."""
    text = str(number)
    return exact(text if len(text) <= 2 * ends + 2 else f"{text[:ends]}…{text[-ends:]}")


def total(terms: Iterable[str]) -> str:
    """Terms added up; nothing at all is 0."""
    return " + ".join(terms) or exact(0)


# --- as MathML ---------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\\num\{(.*?)\}")
# What a number below 0 stands in brackets after, such as in 2 · (−3): another sign, or the foot of a power.
_BEFORE_BRACKETS = re.compile(r"(<mo>[·⋅×+−-]</mo>|<msup>)(<mrow[^>]*>)*$")
_CODE = re.compile(r"&#x([0-9A-F]+);")


def mathml(latex: str, slug: str = "") -> str:
    """The formula as a MathML element in text; `slug` is the lab in whose file it may be kept.

    Parts of the picture bear their names as `data-part`, numbers of the run the class `num`, and `neg` if
    they are below 0. Raises ValueError where the converter loses a number.
    """
    numbers = _NUMBER.findall(latex)
    skeleton = bare(latex)
    pieces = (_kept(slug).get(skeleton) or _converted(skeleton)).split(f"<mn>{MARK}</mn>")
    if len(pieces) != len(numbers) + 1:
        raise ValueError(f"the converter has changed the numbers of {latex}")
    made = pieces[0]
    for number, piece in zip(numbers, pieces[1:], strict=True):
        element = _element(number)
        if number.startswith("-") and _BEFORE_BRACKETS.search(made):
            element = f'<mrow><mo stretchy="false">(</mo>{element}<mo stretchy="false">)</mo></mrow>'
        made += element + piece
    return made


def bare(latex: str) -> str:
    """The formula with a mark in the place of each number: all that the converter gets to see."""
    return _NUMBER.sub(f"{{{MARK}}}", latex)


def _element(number: str) -> str:
    digits, exponent = number, ""
    if re.fullmatch(r"-?[\d.]+e[-+]\d+", number):
        digits, _, exponent = number.partition("e")
    power = f"×10{raised(int(exponent))}" if exponent else ""
    kind = "num neg" if number.startswith("-") else "num"
    return f'<mn class="{kind}">{html.escape(digits.replace("-", "−"))}{power}</mn>'


@cache
def _kept(slug: str) -> dict[str, str]:
    file = LABS / slug / "mathml.json"
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if slug and file.exists() else {}
    return kept


@cache
def _converted(skeleton: str) -> str:
    return converted(skeleton)


def converted(skeleton: str) -> str:
    """What the converter makes of LaTeX without numbers of a run."""
    from latex2mathml.converter import convert  # not above: it takes long, and hardly any page asks for it

    text = _CODE.sub(lambda code: html.escape(chr(int(code[1], 16))), convert(skeleton))
    text = text.replace(f"<mrow><mn>{MARK}</mn></mrow>", f"<mn>{MARK}</mn>")
    return re.sub(r'class="part-([\w-]+)"', r'data-part="\1"', text)


def kept_by(kind: Any) -> dict[str, str]:
    """What the file of a lab keeps: all formulas in symbols, and those of each preset with some numbers."""
    lab = kind()
    found = {bare(formula.symbols(lab)): converted(bare(formula.symbols(lab))) for formula in lab.formulas}
    for preset in kind.presets:
        lab = kind(preset)
        for steps in (0, 3):
            lab.run(steps)
            for formula in lab.formulas:
                if formula.when(lab):
                    for latex in (formula.symbols(lab), formula.numbers(lab, {})):
                        found[bare(latex)] = converted(bare(latex))
    return dict(sorted(found.items()))
