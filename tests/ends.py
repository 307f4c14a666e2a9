"""What is furthest out of all that can be set: the ends of every range, and one's own data at their worst."""

from collections.abc import Iterator
from typing import Any

import param

from playground.lab import Lab, settings

# What chooses one's own data, the setting that holds them, and texts (a bar is a new line): one class,
# all alike, one row, rows that contradict each other, none. Names are old ones, as in links from before.
OWN_DATA = {
    "circuit": ({}, "expression", ["1", "x", "x - x", "1 / x", "log(x - x)", "x = y", "max(x, x)"]),
    "backprop": (
        {"dataset": "own"},
        "rows",
        ["0,1,1", "0,1,1|1,0,1", "0,1,1|0,1,1", "0,1,0|0,1,1", "0,0,0|0,0,0", "a,b|", "1|0", "10,-10,1", ""],
    ),
    "classifier": (
        {"dataset": "own"},
        "points",
        ["1,1,a", "0,0,a|1,1,a", "1,1,a|1,1,a", "1,1,a|1,1,b", "0,0,a|0,0,b|0,0,c", "x,y,a|", ""],
    ),
    "vectors": ({}, "x", ["0, 0, 0, 0", "1, 1, 1, 1", "0, 0", "1000, -1000, 1000, -1000", ", ,", "5", ""]),
    "spam": (
        {"dataset": "own"},
        "own",
        [
            "spam, win",
            "spam, win|spam, win more",
            "ham, hello|ham, hello you|ham, yes|ham, no",
            "spam, win|ham, hello",
            "spam, win|spam, win|ham, win|ham, win",
            "spam, win|spam, win more|ham, win|ham, win more",
            "spam, !!!|spam, ???|ham, !!!|ham, ...",
            "spam,|spam,|ham,|ham,",
            "",
        ],
    ),
    "qtable": (
        {"world": "own"},
        "map",
        ["S", "SG", "GS", "SS/GG", "SF/FF", "SH/HG", "S#G", "SGG", "S-G/---", "FFF", "SF/G", ""],
    ),
    "activations": (
        {"target": "own"},
        "own",
        ["x", "0", "1/x", "log(x)", "x**x", "10 * x", "exp(exp(x))", "y", "x y", "sin", "x = 1", ""],
    ),
}  # fmt: skip


def ends(kind: type[Lab], name: str) -> list[Any]:
    """Both ends of a range, every choice, nothing and too much."""
    parameter: Any = kind.param[name]
    if isinstance(parameter, param.Boolean):
        return [True, False]
    if isinstance(parameter, param.Selector):
        return [*parameter.objects]
    if isinstance(parameter, settings.Sizes):
        return [(), (parameter.width,) * parameter.layers]
    if isinstance(parameter, settings.Text):
        return ["", "x" * parameter.longest, "0", "\n" * parameter.longest, ","]
    return [*parameter.bounds]


def worst(kind: type[Lab]) -> Iterator[tuple[str, dict[str, str]]]:
    """Which setting is tried, and the texts of an address that does."""
    for name in kind.setting_names():
        for value in ends(kind, name):
            yield name, {name: settings.write(kind.param[name], value)}
    chosen, name, texts = OWN_DATA.get(kind.slug, ({}, "", []))
    for text in texts:
        yield kind.canonical(name), chosen | {name: text.replace("|", "\n")}


def one_sentence(text: str) -> bool:
    """Whether this is something to read, and no more than that."""
    return 0 < len(text) < 250 and "\n" not in text and "Error" not in text and "nan" not in text.split()
