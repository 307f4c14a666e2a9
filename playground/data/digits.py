"""Small pictures of the ten digits, each a little different: for a network that is to read them.

A picture is 7 rows of 5 pixels, from 0 (paper) to 255 (ink). Both numbers are prime and differ, so that
rows and columns cannot be taken for each other without its showing. Ink varies, and every pixel has noise
on it.
"""

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]

ROWS, COLUMNS, CLASSES = 7, 5, 10
INK = 255.0
SPREAD = 75.0  # of the noise on a pixel

GLYPHS = (
    "01110 10001 10011 10101 11001 10001 01110",
    "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00010 00100 01000 11111",
    "11111 00010 00100 00010 00001 10001 01110",
    "00010 00110 01010 10010 11111 00010 00010",
    "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110",
    "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110",
    "01110 10001 10001 01111 00001 00010 01100",
)
SHAPES = np.array([[float(c) for c in glyph.replace(" ", "")] for glyph in GLYPHS])  # [10, 35]


def draw(labels: NDArray[np.int64], rng: np.random.RandomState) -> Array:
    """A picture of each of these digits [n], as rows of pixels one after another, [n, 35], from 0 to 255."""
    ink = 0.6 + 0.4 * rng.random_sample((len(labels), 1))  # [n, 1]: how dark a picture is
    noise = SPREAD * rng.standard_normal((len(labels), ROWS * COLUMNS))
    pictures: Array = np.clip(INK * ink * SHAPES[labels] + noise, 0.0, INK)
    return pictures


def standardizer(pixels: Array) -> tuple[float, float]:
    """The mean and the spread of all pixels of the pictures [n, 35].

    Take them from the training pictures alone: those for testing are to be as unknown as what comes later.
    """
    return float(pixels.mean()), float(pixels.std())
