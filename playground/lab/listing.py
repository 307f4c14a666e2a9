"""How a lab writes its script: a template whose gaps are filled, and whose lines may depend on flags.

    fill("for step in range({steps}):\n    x = x * {rate!r}\n", steps=3, rate=0.1)

With flags, every line of the template has a bar, and before it the flags that the line is for (with `!`:
those it is not for). So what a run does not need is not in its script:

    fill('''
            |for step in range({steps}):
    fast    |    x = 2 * x
    !fast   |    x = 1.1 * x
    ''', {"fast"}, steps=3)
"""

from collections.abc import Collection
from typing import Any

SIGMOID = """\
def sigmoid(z):
    return 1 / (1 + np.exp(np.minimum(-z, 708)))  # e**710 would be too large for a number"""


def fill(program: str, flags: Collection[str] | None = None, /, **fields: Any) -> str:
    """The program with its fields filled in; with `flags`, only the lines whose flags are all among them."""
    if flags is None:
        return program.format(**fields)
    lines = []
    for line in program.strip("\n").split("\n"):
        needs, bar, text = line.partition("|")
        if bar and all((flag.removeprefix("!") in flags) != flag.startswith("!") for flag in needs.split()):
            lines.append(text.format(**fields))
    return "\n".join(lines) + "\n"
