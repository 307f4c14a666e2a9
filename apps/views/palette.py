"""Colours and shapes of the plane's classes and values, and arrays as bytes to be coloured by a palette."""

from functools import cache

import numpy as np

from apps.page.views import GREY, as_bytes
from playground.data import datasets
from playground.data.point_set import Dataset

MOST_CLASSES = 6
SHADES = 256 // MOST_CLASSES  # of one class in the palette, from unsure to sure

# As in static/css/tokens.css; [False] is the light theme, [True] the dark one.
ZERO = {False: "#fbfaf7", True: "#1c1c20"}
CLASSES = {  # told apart by any kind of colour vision; the first two are negative and positive
    False: ("#f08a24", "#0877bd", "#7cd587", "#b06b94", "#f9d411", "#432820"),
    True: ("#f6a04d", "#4aa8e0", "#31f1b9", "#9a347a", "#f3f70e", "#b02c1c"),
}
MARKERS = ("square", "circle", "triangle", "diamond", "inverted_triangle", "hex")


def normalised(images: np.ndarray) -> np.ndarray:
    """Each picture [..., n, n] divided by its largest value if that is beyond ±1: it keeps its shape."""
    return images / np.maximum(1, np.abs(images).max(axis=(-2, -1), keepdims=True))


def class_bytes(shares: np.ndarray) -> np.ndarray:
    """How sure a network is of each class, [classes, ...], as bytes for `class_palette`: the surest wins."""
    sure = np.rint(shares.max(axis=0) * (SHADES - 1))
    return (shares.argmax(axis=0) * SHADES + sure).astype(np.uint8)


def mix(one: str, other: str, share: float) -> str:
    """A colour between two others; `share` is how much of the other there is."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@cache
def value_palette(dark: bool, discrete: bool = False) -> list[str]:
    """256 colours from orange over paper to blue; if discrete, only the two."""
    negative, positive = CLASSES[dark][:2]
    sizes = [1.0 if discrete else abs(i - 127.5) / 127.5 for i in range(256)]
    return [mix(ZERO[dark], positive if i > 127 else negative, size) for i, size in enumerate(sizes)]


@cache
def class_palette(dark: bool, discrete: bool = False) -> list[str]:
    """SHADES colours for each class, the surer the fuller; if discrete, only the fullest."""
    shades = [1.0 if discrete else 0.15 + 0.85 * i / (SHADES - 1) for i in range(SHADES)]
    colours = [mix(ZERO[dark], colour, share) for colour in CLASSES[dark] for share in shades]
    return colours + [GREY[dark]] * (256 - len(colours))


@cache
def thumbnails(size: int = 36, points: int = 240) -> dict[str, np.ndarray]:
    """A small picture of every dataset: each pixel as the points nearest to it.

    Bytes [size, size] for values and two classes, colours [size, size, 3] for more.
    """
    rng = np.random.RandomState(1)
    pictures = {name: _thumbnail(datasets.make(name, rng, points), size) for name in datasets.generators}
    for name, steps in (("own", 2), ("own-values", 7)):  # a few dots on paper, of two kinds or of many
        pictures[name] = np.full((size, size), 128, np.uint8)
        for i, (x, y) in enumerate(rng.randint(3, size - 6, (14, 2))):
            pictures[name][y : y + 4, x : x + 4] = 255 * (i % steps) // (steps - 1)
    return pictures


def _thumbnail(data: Dataset, size: int) -> np.ndarray:
    along = np.linspace(-5.6, 5.6, size)
    x, y = np.meshgrid(along, -along)
    squared = (x[..., None] - data.x[:, 0]) ** 2 + (y[..., None] - data.x[:, 1]) ** 2  # [size, size, points]
    nearest = squared.argpartition(3, axis=-1)[..., :3]  # a vote of three smooths the border
    if data.classes <= 2:
        return as_bytes(0.8 * data.y[:, 0][nearest].mean(axis=-1))
    votes = (data.y[nearest][..., None] == np.arange(data.classes)).sum(axis=-2)  # [size, size, classes]
    rgb = np.array(
        [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in CLASSES[False]], np.uint8
    )
    colours: np.ndarray = rgb[votes.argmax(axis=-1)]
    return colours
