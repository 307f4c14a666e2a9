"""What the property tests draw their cases from."""

from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

# No deadline for a single case: on a busy machine its time says nothing.
settings.register_profile("playground", deadline=None, max_examples=50)
settings.load_profile("playground")


def numbers(low: float = -3.0, high: float = 3.0) -> st.SearchStrategy[float]:
    """Finite floats in a range where central differences are trustworthy."""
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


def seeds() -> st.SearchStrategy[int]:
    """Every seed that RandomState takes."""
    return st.integers(0, 2**32 - 1)


def shapes(max_dims: int = 3, max_side: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st_numpy.array_shapes(min_dims=0, max_dims=max_dims, max_side=max_side)


def arrays(shape: Any, elements: st.SearchStrategy[float] | None = None) -> st.SearchStrategy[Any]:
    """float64 arrays of this shape (or of a shape drawn from this strategy)."""
    return st_numpy.arrays(np.float64, shape, elements=numbers() if elements is None else elements)


def broadcastable(count: int) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    """As many shapes as `count`, which numpy can stretch to a common one: (), (3,), (2, 1), ..."""
    drawn = st_numpy.mutually_broadcastable_shapes(num_shapes=count, max_dims=3, max_side=3)
    return drawn.map(lambda result: result.input_shapes)


def smooth_expressions(names: tuple[str, ...] = ("x", "y", "z")) -> st.SearchStrategy[str]:
    """Expressions a person might type, of gates without kinks or poles and of any nesting."""
    leaves = st.sampled_from(names) | st.sampled_from(("2", "0.5", "-1.5"))

    def grow(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        infix = st.tuples(parts, st.sampled_from("+-*"), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        gates = st.sampled_from(("sigmoid", "tanh", "sin", "cos"))
        call = st.tuples(gates, parts).map("{0[0]}({0[1]})".format)
        return infix | call | parts.map("-{}".format)

    return st.recursive(leaves, grow, max_leaves=8)
