"""All parameters of a model in one array, so that an optimiser is written once for all of them.

The model itself sees the flat array as its weights and biases: each a view, which shares its memory, so that
a change of the one is a change of the other.
"""

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]


def views(flat: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """`flat` [..., P] seen as one array after the other, each [..., *shape]; they share its memory."""
    parts, start = [], 0
    for shape in shapes:
        end = start + prod(shape)
        parts.append(flat[..., start:end].reshape(*flat.shape[:-1], *shape))
        start = end
    return parts
