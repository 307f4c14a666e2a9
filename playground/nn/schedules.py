"""Learning rates that change with time.

Large steps find the valley, small steps settle into it. A schedule is a pure function from the number of the
step to a factor for the learning rate: nothing is remembered, so a run that is wound back is scheduled
exactly as it was.
"""

import math


def constant(step: int) -> float:
    """Always 1."""
    return 1.0


def stairs(step: int, every: int = 1000, drop: float = 0.5) -> float:
    """Down by the factor `drop` after `every` steps, and again, and again: drop^⌊step/every⌋."""
    return drop ** (step // every)


def cosine(step: int, period: int = 10_000, floor: float = 0.0) -> float:
    """From 1 along half a cosine down to `floor` after `period` steps, and there it stays.

    I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2016, equation 5, for
    one period without a restart.
    """
    progress = min(step / period, 1.0)
    return floor + (1 - floor) * (1 + math.cos(math.pi * progress)) / 2


def cyclic(step: int, half_cycle: int = 1000, low: float = 0.1) -> float:
    """From `low` in a straight line up to 1 within `half_cycle` steps, down again within as many, and so on.

    L. Smith, Cyclical Learning Rates for Training Neural Networks, 2015: the policy `triangular`. Now and
    then a large rate shakes the weights out of a saddle where small steps would stay for long.
    """
    position = step % (2 * half_cycle) / half_cycle  # 0 to 2: up, then down
    return low + (1 - low) * (1 - abs(position - 1))


SCHEDULES = {"constant": constant, "step": stairs, "cosine": cosine, "cyclic": cyclic}
