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


def restarts(step: int, cycle: int = 200) -> float:
    """From 1 along half a cosine down to almost 0 in every `cycle` of steps, and then at once up to 1 again.

    G. Huang et al., Snapshot Ensembles, 2017, equation 2; Loshchilov and Hutter's, with restarts.
    """
    return cosine(step % cycle, cycle)


def vee(step: int, cycle: int = 20, low: float = 0.01) -> float:
    """From 1 in a straight line down to `low` in the middle of every `cycle`, and up to 1 until its end.

    T. Garipov et al., Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs, 2018, section 5: with
    t = (step mod c + 1)/c, it is (1 − 2t) + 2t·low up to t = ½, then (2 − 2t)·low + (2t − 1).
    """
    t = (step % cycle + 1) / cycle
    return (1 - 2 * t) + 2 * t * low if t <= 0.5 else (2 - 2 * t) * low + (2 * t - 1)


def saw(step: int, cycle: int = 20, low: float = 0.2) -> float:
    """From 1 in a straight line down to `low` at the end of every `cycle`, and then at once up to 1 again.

    P. Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018, section 3.2.
    """
    t = (step % cycle + 1) / cycle
    return (1 - t) + t * low


SCHEDULES = {"constant": constant, "step": stairs, "cosine": cosine, "cyclic": cyclic}
