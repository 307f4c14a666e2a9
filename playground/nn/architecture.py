"""The plan of a network: how many neurons where, with which activation, and where in memory a weight is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.nn.activations import ACTIVATIONS
from playground.nn.flat import views

type Array = NDArray[np.float64]

MOST_HIDDEN_LAYERS = 12
MOST_NEURONS = 64  # in a hidden layer
MOST_ENDS = 1024  # inputs, or outputs


@dataclass(frozen=True)
class Blueprint:
    """Sizes from the inputs to the outputs, one activation per layer, and whether there are biases."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    bias: bool

    @classmethod
    def checked(cls, sizes: Sequence[int], activations: str | Sequence[str], bias: bool) -> Self:
        """The plan for what was asked, or a ValueError that says in one sentence what cannot be."""
        try:
            whole = tuple(int(size) for size in sizes)
        except (TypeError, ValueError):
            raise ValueError(f"sizes are whole numbers such as 2, 4, 2, 1, not {sizes!r}") from None
        if whole != tuple(sizes):
            raise ValueError(f"sizes are whole numbers such as 2, 4, 2, 1, not {sizes!r}")
        if len(whole) < 2:
            raise ValueError(f"a network has at least inputs and outputs, not only {whole}")
        if len(whole) > MOST_HIDDEN_LAYERS + 2:
            raise ValueError(f"a network has 0 to {MOST_HIDDEN_LAYERS} hidden layers, not {len(whole) - 2}")
        for size in whole[1:-1]:
            if not 1 <= size <= MOST_NEURONS:
                raise ValueError(f"a hidden layer has 1 to {MOST_NEURONS} neurons, not {size}")
        if not all(1 <= size <= MOST_ENDS for size in (whole[0], whole[-1])):
            ends = f"{whole[0]} and {whole[-1]}"
            raise ValueError(f"a network has 1 to {MOST_ENDS} inputs and outputs, not {ends}")

        layers = len(whole) - 1
        names = (activations,) * layers if isinstance(activations, str) else tuple(activations)
        if len(names) != layers:
            raise ValueError(f"{layers} layers need {layers} activations, not {len(names)}")
        for name in names:
            if name not in ACTIVATIONS:
                raise ValueError(f"there is no activation “{name}”; there is {', '.join(ACTIVATIONS)}")
        return cls(whole, names, bool(bias))

    @property
    def parameters(self) -> int:
        """P, the number of parameters."""
        return sum((fan_in + self.bias) * fan_out for fan_in, fan_out in self._layers())

    def _layers(self) -> list[tuple[int, int]]:
        return list(zip(self.sizes[:-1], self.sizes[1:], strict=True))

    def views(self, flat: Array) -> tuple[list[Array], list[Array]]:
        """`flat` [..., P] seen as weights [..., in, out] and biases [..., 1, out] of each layer.

        Layer by layer: the weights row by row (a row holds what leaves one input), then the biases. Without
        biases the second list is empty. The views share the memory of `flat`.
        """
        layers = self._layers()
        if not self.bias:
            return views(flat, layers), []
        parts = views(flat, [shape for fan_in, out in layers for shape in ((fan_in, out), (1, out))])
        return parts[::2], parts[1::2]


def checked_generators(
    rng: RandomState | Sequence[RandomState] | None, replicas: int | None
) -> tuple[list[RandomState], int | None]:
    """The generators as a list, and the number of replicas (None: a single network, no leading axis).

    Raises ValueError for no generator at all, or for another number of them than there are replicas.
    """
    if isinstance(rng, RandomState):
        if replicas is not None:
            raise ValueError(f"{replicas} replicas need a list of {replicas} generators, one each")
        return [rng], None
    rngs = list(rng) if isinstance(rng, Sequence) else []
    if not rngs or not all(isinstance(one, RandomState) for one in rngs):
        raise ValueError("rng is the RandomState that weights are drawn from, or a list of them for replicas")
    if replicas is not None and replicas != len(rngs):
        raise ValueError(f"{replicas} replicas need {replicas} generators, not {len(rngs)}")
    return rngs, len(rngs)
