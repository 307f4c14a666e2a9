"""Several runs side by side: one setting takes several values, and everything else stays the same.

A sweep is a list of labs that learn in lockstep, step by step, so that at any time their curves can be
compared. Labs that can hold their models in one array train all of them in one pass of numpy
(`playground.lab.lockstep`); the others take turns. The numbers are the same either way.
"""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from playground.lab import settings
from playground.lab.lockstep import Lockstep
from playground.lab.numerals import written
from playground.lab.run import Run
from playground.lab.settings import SettingError

MOST_RUNS = 64


class Sweep[L: Run]:
    """Labs like `lab`, one for every value of the setting `name` and every seed, all at step 0.

    `runs[i][j]` is the lab with `values[i]` and `seeds[j]`. Raises `SettingError` for a value that the
    setting cannot take, or for more than 64 runs.
    """

    def __init__(self, lab: L, name: str, values: Sequence[Any], seeds: Sequence[int] | int = 1) -> None:
        runs = len(values) * (seeds if isinstance(seeds, int) else len(seeds))
        if not 1 <= runs <= MOST_RUNS:
            raise SettingError(name, f"a sweep makes from 1 to {MOST_RUNS} runs, not {written(runs)}")
        self.name = name = lab.canonical(name)
        self.values = [lab.checked(name, value) for value in values]
        self.seeds = [lab.seed + i for i in range(seeds)] if isinstance(seeds, int) else [*seeds]
        self.runs = [
            [type(lab)(**lab.settings | {"seed": seed} | {name: value}) for seed in self.seeds]
            for value in self.values
        ]
        self.labs = [run for row in self.runs for run in row]
        self._advance = Lockstep(self.labs).advance

    @property
    def steps(self) -> int:
        """Steps made by every run that has not stopped early."""
        return max(lab.steps for lab in self.labs)

    def run(self, n: int) -> None:
        """`n` more steps for every run."""
        self._advance(n)

    def label(self, i: int) -> str:
        """How the i-th value is called beside its curve, such as "alpha 0.1"."""
        return f"{settings.label(self.labs[0].param[self.name])} {self.value(i)}"

    def value(self, i: int) -> str:
        """The i-th value as it is typed."""
        return settings.write(self.labs[0].param[self.name], self.values[i])

    def curves(self, metric: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """For every value steps `[n]`, as far as all seeds got, and the median of `metric` `[n]`."""
        return [_median([_recorded(lab, metric) for lab in row]) for row in self.runs]


def suggested(lab: Run, name: str) -> str:
    """Values of a setting that are worth a try, as they are typed: "0.1, 0.3, 1"; around the present one
    where a setting is logarithmic, else over its range.
    """
    parameter: Any = lab.param[lab.canonical(name)]
    now = getattr(lab, parameter.name)
    if isinstance(parameter, settings.Choice):
        values = [*parameter.objects][:4]
    elif isinstance(parameter, settings.Boolean):
        values = [False, True]
    elif isinstance(parameter, settings.Sizes):
        values = [(2,), (4,), (4, 2), (8,)]
    elif name == "seed":
        values = [now + i for i in range(4)]
    elif isinstance(parameter, settings.Log):
        low, high = cast(tuple[float, float], parameter.bounds)
        values = [v for f in (0.1, 0.3, 1, 3, 10) if low <= (v := float(f"{now * f:.1g}")) <= high]
    else:
        low, high = parameter.bounds
        step = parameter.step or (1 if isinstance(parameter, settings.Integer) else (high - low) / 100)
        places = (
            round((high - low) * share / step) * step + low for share in (0, 1 / 8, 1 / 4, 1 / 2, 3 / 4)
        )
        values = [int(v) if isinstance(parameter, settings.Integer) else float(f"{v:.6g}") for v in places]
    between = "; " if isinstance(parameter, settings.Sizes) else ", "
    return between.join(dict.fromkeys(settings.write(parameter, value) for value in values))


def _recorded(lab: Run, metric: str) -> dict[int, float]:
    return {moment.step: moment.metrics[metric] for moment in lab.history}


def _median(runs: list[dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Steps `[n]` that all runs have recorded, and the medians `[n]` over the runs."""
    steps = sorted(set.intersection(*map(set, runs)))
    medians: np.ndarray = np.median([[run[step] for step in steps] for run in runs], axis=0)
    return np.array(steps, float), medians
