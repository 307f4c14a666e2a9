"""The recipes of `playground.data.datasets` as lines of a script.

Every recipe draws the same numbers in the same order as the function of the same name there, and leaves
`points` [n, 2] and `labels` [n]: −1 and 1 for two classes, 0, 1, 2 … for more, numbers for a regression.
"""

import textwrap

import numpy as np

from playground.data.point_set import Dataset

# In the texts below, {n} stands for the number of points and {noise} for the noise, from 0 to 0.5. Points
# come in shares that are equal, or almost: {a} and {b} of two, {shares} of {parts}.

_POLAR = "points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)  # [{n}, 2]"
_ARMS = """
    arm = np.repeat(np.arange({parts}), [{shares}])
    along = np.concatenate([np.arange(size) / size for size in ({shares})])  # 0 in the middle
    radius, angle = 5 * along, {turns} * 2 * np.pi * along + 2 * np.pi * arm / {parts}"""
_BLOBS = """
    blob = np.repeat(np.arange({parts}), [{shares}])
    width = np.sqrt(0.5 + 7 * {noise})  # the standard deviation
    points = np.array({centres}, float)[blob] + width * rng.normal(size=({n}, 2))  # [{n}, 2]"""
_THREE_CENTRES = "[(0, 3.5), (-3, -1.75), (3, -1.75)]"
_FOUR_CENTRES = "[(2.5, 2.5), (-2.5, 2.5), (-2.5, -2.5), (2.5, -2.5)]"

RECIPES: dict[str, str] = {
    "circle": """
    # {n} points: a disc (1) in a ring (-1). Noise moves the point that is asked for its label.
    radius = np.concatenate([rng.uniform(0, 2.5, {a}), rng.uniform(3.5, 5, {b})])
    angle = rng.uniform(0, 2 * np.pi, {n})
    POLAR
    asked = points + rng.uniform(-5, 5, ({n}, 2)) * {noise}
    labels = np.where(np.sqrt(asked[:, 0] ** 2 + asked[:, 1] ** 2) < 2.5, 1.0, -1.0)""",
    "xor": """
    # {n} points in four squares: 1 where x and y have the same sign. Noise moves the point that is asked.
    points = rng.uniform(-5, 5, ({n}, 2))
    points += np.where(points > 0, 0.3, -0.3)  # [{n}, 2], away from the axes
    asked = points + rng.uniform(-5, 5, ({n}, 2)) * {noise}
    labels = np.where(asked[:, 0] * asked[:, 1] >= 0, 1.0, -1.0)""",
    "gauss": """
    # {n} points in two blobs, 1 above and -1 below.
    BLOBS
    labels = np.where(blob == 0, 1.0, -1.0)""",
    "spiral": """
    # {n} points on two arms, wound into each other.
    ARMS
    POLAR
    points = points + rng.uniform(-1, 1, ({n}, 2)) * {noise}
    labels = np.where(arm == 0, 1.0, -1.0)""",
    "plane": """
    # {n} points on a tilted plane. Noise moves the point whose height is taken.
    points = rng.uniform(-6, 6, ({n}, 2))
    asked = points + rng.uniform(-6, 6, ({n}, 2)) * {noise}
    labels = asked.sum(axis=1) / 10""",
    "multi-gauss": """
    # {n} points over three hills and three hollows. Noise moves the point whose height is taken.
    points = rng.uniform(-6, 6, ({n}, 2))
    asked = points + rng.uniform(-6, 6, ({n}, 2)) * {noise}
    labels = np.zeros({n})
    for x, y, sign in [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]:
        distance = np.sqrt((asked[:, 0] - x) ** 2 + (asked[:, 1] - y) ** 2)
        labels += sign * np.clip(1 - distance / 2, 0, 1)""",
    "convnetjs-circle": """
    # {n} points: a disc (1) in a ring (-1), which lie evenly around.
    radius = np.concatenate([rng.uniform(0, 2, {a}), rng.uniform(3, 5, {b})])
    angle = np.concatenate([rng.uniform(0, 2 * np.pi, {a}), 2 * np.pi * np.arange({b}) / {b}])
    POLAR
    points = points + rng.uniform(-1, 1, ({n}, 2)) * {noise}
    labels = np.where(np.arange({n}) < {a}, 1.0, -1.0)""",
    "convnetjs-spiral": """
    # {n} points on two shaky arms.
    ARMS
    radius = radius + rng.uniform(-0.1, 0.1, {n})
    angle = angle + rng.uniform(-0.1, 0.1, {n})
    POLAR
    points = points + rng.uniform(-1, 1, ({n}, 2)) * {noise}
    labels = np.where(arm == 0, 1.0, -1.0)""",
    "moons": """
    # {n} points on two half circles, each with an end in the hollow of the other.
    upper, lower = np.linspace(0, np.pi, {a}), np.linspace(0, np.pi, {b})
    x = np.concatenate([np.cos(upper), 1 - np.cos(lower)])
    y = np.concatenate([np.sin(upper), 0.5 - np.sin(lower)])
    points = np.stack([x, y], axis=1)  # [{n}, 2]
    points = (points + rng.normal(size=({n}, 2)) * {noise} - [0.5, 0.25]) * 10 / 3
    labels = np.where(np.arange({n}) >= {a}, 1.0, -1.0)""",
    "three-gauss": """
    # {n} points in three blobs.
    BLOBS
    labels = blob""",
    "four-gauss": """
    # {n} points in four blobs.
    BLOBS
    labels = blob""",
    "three-spiral": """
    # {n} points on three arms.
    ARMS
    POLAR
    points = points + rng.uniform(-1, 1, ({n}, 2)) * {noise}
    labels = arm""",
}

PARTS = {"three-gauss": 3, "three-spiral": 3, "four-gauss": 4}  # all others: 2
TURNS = {"spiral": "1.75", "convnetjs-spiral": "1.25", "three-spiral": "1.0"}
CENTRES = {"gauss": "[(2, 2), (-2, -2)]", "three-gauss": _THREE_CENTRES, "four-gauss": _FOUR_CENTRES}


def lines(name: str, data: Dataset, noise: float, scaled: str = "") -> str:
    """The lines that make `data`: the recipe `name`, or the points themselves if there is none.

    `scaled` says how they were scaled, if they were.
    """
    return recipe(name, len(data), noise) if name in RECIPES else table(data, scaled)


def recipe(name: str, n: int, noise: float) -> str:
    """The lines that draw `n` points of the cloud `name`."""
    parts = PARTS.get(name, 2)
    shares = [(n + part) // parts for part in range(parts)]
    text = RECIPES[name]
    for block, lines in (("    POLAR", f"    {_POLAR}"), ("\n    ARMS", _ARMS), ("\n    BLOBS", _BLOBS)):
        text = text.replace(block, lines)
    numbers = {"n": n, "noise": noise, "parts": parts, "a": shares[0], "b": shares[1]}
    listed = ", ".join(map(str, shares))
    text = text.format(**numbers, shares=listed, turns=TURNS.get(name), centres=CENTRES.get(name))
    return textwrap.dedent(text).strip()


def table(data: Dataset, scaled: str = "") -> str:
    """The lines that hold the points of `data` themselves, to the last bit."""
    numbers = np.column_stack([data.x, data.answers]).ravel().tolist()
    text = textwrap.fill(" ".join(repr(number).removesuffix(".0") for number in numbers), 108)
    kind = ".astype(int)" if data.classes > 2 else ""
    return (
        f"# {len(data)} points: x, y and the {'label' if data.classes else 'value'} of each\n"
        + (f"# scaled: {scaled}\n" if scaled else "")
        + f'table = np.array("""\n{text}\n""".split(), float).reshape(-1, 3)\n'
        f"points, labels = table[:, :2], table[:, 2]{kind}"
    )
