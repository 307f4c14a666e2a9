"""Adding two binary numbers, digit by digit from the right, as a task for a network with a memory.

At every moment the network sees one digit of each number and must say one digit of the sum. The two digits do
not settle it: 1 and 0 make 1, or 0 with a one carried. What was carried must be remembered from the moment
before, and nothing older matters. So a single bit of memory is enough, if it is the right one.

Source: A. Trask, Anyone Can Learn To Code an LSTM-RNN in Python (Part 1: RNN), 2015, where both numbers are
drawn below half of the largest, so that the sum has no more digits than they may have.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.lab.numerals import PLAIN
from playground.lab.settings import SettingError, shorten

type Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sum:
    """Two numbers to add in `bits` digits. In all arrays the first moment is the last digit."""

    a: int
    b: int
    bits: int

    @cached_property
    def inputs(self) -> Array:
        """A digit of each number at every moment [bits, 2]."""
        return np.stack([digits(self.a, self.bits), digits(self.b, self.bits)], axis=1)

    @cached_property
    def targets(self) -> Array:
        """The digits of the sum [bits, 1]."""
        return digits(self.a + self.b, self.bits)[:, None]

    @cached_property
    def carried(self) -> Array:
        """The one that a moment gets from the moment before, or 0 [bits]."""
        found: Array = (self.targets[:, 0] - self.inputs.sum(axis=1)) % 2
        return found


def draw(rng: RandomState, bits: int) -> Sum:
    """Two random numbers, in the source's order, both with a zero in front."""
    a = rng.randint(2 ** (bits - 1))
    return Sum(int(a), int(rng.randint(2 ** (bits - 1))), bits)


def digits(number: int, bits: int) -> Array:
    """The last `bits` binary digits [bits], the last one first."""
    return np.array([number >> place & 1 for place in range(bits)], float)


def number(answers: Array) -> int:
    """What answers between 0 and 1 mean, [bits] or [bits, 1], each rounded to a digit, the last one first."""
    return sum(1 << place for place, answer in enumerate(np.ravel(answers)) if answer > 0.5)


def own(a: str, b: str, bits: int) -> Sum:
    """The sum that somebody has typed. Raises `SettingError` if it is none, or has too many digits."""
    numbers: list[int] = []
    for text in (a, b):
        plain = text.strip().translate(PLAIN)
        if not (plain.isascii() and plain.isdigit()):
            raise SettingError("sum", f"Type whole numbers from 0 on, not “{shorten(plain)}”.")
        if len(plain) > 20 or int(plain) >= 2**bits:
            raise SettingError("sum", f"{shorten(plain)} has more than {bits} binary digits.")
        numbers.append(int(plain))
    if sum(numbers) >= 2**bits:
        most = 2**bits - 1
        raise SettingError("sum", f"{numbers[0]} + {numbers[1]} is more than {bits} digits can say, {most}.")
    return Sum(numbers[0], numbers[1], bits)
