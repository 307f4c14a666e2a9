"""The arrays that a model is made of while it learns: declared once, and all else follows from that.

    arrays = (
        Array("flat", of="network.flat"),
        Array("sign_changes", of="sign_changes.count", low=0, high=1e9, formerly=("turns",)),
        Array("cut", low=0, high=1e9),
        Array("cipher", of="c", encode=to_halves, decode=from_halves),
        Part("adam"),
    )

A lab that declares them is copied (`Run.state`), put back (`Run.load_state`), checked and shared by the base
class. What is put back may come from a link, so from a stranger: a share link holds finite numbers in the
right shapes, and `low` and `high` say how far they may go.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np

from playground.lab.history import Arrays


@dataclass(frozen=True)
class Array:
    """One array of the state, under the `name` that it has in a history and in a link.

    `of` says where it lives, as a path of attributes from the lab (by default the name itself). It is an
    array, which is filled anew and never replaced, or a plain number, which stands in the state as [1].

    An array that stands in the state otherwise than it lives, as whole numbers of 64 bits do, is turned into
    that by `encode(array)` and back by `decode(array)`, and then is replaced. What lives in no one place is
    read by `get(lab)` and put back by `put(lab, array)`. All of them give new arrays; `decode` and `put`
    raise ValueError for what they cannot take, and then have changed nothing.

    `low` and `high` are the range that is put back: what lies beyond is brought to its end. A run must never
    leave it by itself. `shared` is whether it goes into a share link, and `formerly` are names that it has
    had in older ones.
    """

    name: str
    of: str = ""
    low: float = -math.inf
    high: float = math.inf
    shared: bool = True
    encode: Callable[[np.ndarray], np.ndarray] | None = None
    decode: Callable[[np.ndarray], np.ndarray] | None = None
    get: Callable[[Any], np.ndarray] | None = None
    put: Callable[[Any, np.ndarray], object] | None = None
    formerly: tuple[str, ...] = ()

    def copy(self, lab: object) -> Arrays:
        """What it holds now, by name, in its own shape: [1] for a plain number."""
        if self.get is not None:
            return {self.name: self.get(lab)}
        value = attrgetter(self.of or self.name)(lab)
        if self.encode is not None:
            return {self.name: self.encode(value)}
        return {self.name: value.copy() if isinstance(value, np.ndarray) else np.array([float(value)])}

    def restore(self, lab: object, arrays: Arrays) -> None:
        """Put back what `copy` or a stranger gave, in its shape. Raises ValueError for what cannot be."""
        array = arrays[self.name]
        if self.low > -math.inf or self.high < math.inf:
            array = np.clip(array, self.low, self.high)
        if self.put is not None:
            self.put(lab, array)
            return
        above, _, last = (self.of or self.name).rpartition(".")
        owner = attrgetter(above)(lab) if above else lab
        value = getattr(owner, last)
        if self.decode is not None:
            setattr(owner, last, self.decode(array))
        elif isinstance(value, np.ndarray):
            if value.shape != array.shape:
                raise ValueError(f"“{self.name}” has another shape")
            value[...] = array
        else:
            setattr(owner, last, type(value)(array[0]))


@dataclass(frozen=True)
class Part:
    """A part of the model with a `state()` and a `load_state(arrays)` of its own, such as an optimiser.

    Its arrays stand in the state as "name.array", and are never shared.
    """

    name: str
    of: str = ""
    shared: ClassVar[bool] = False
    formerly: ClassVar[tuple[str, ...]] = ()

    def copy(self, lab: object) -> Arrays:
        """What it holds now, by name, all in their own shapes."""
        return {f"{self.name}.{name}": array for name, array in self._part(lab).state().items()}

    def restore(self, lab: object, arrays: Arrays) -> None:
        """Put back what `copy` gave, in the same shapes."""
        mine = f"{self.name}."
        self._part(lab).load_state(
            {name.removeprefix(mine): array for name, array in arrays.items() if name.startswith(mine)}
        )

    def _part(self, lab: object) -> Any:
        return attrgetter(self.of or self.name)(lab)
