"""Several runs side by side: one setting takes several values, and everything else stays the same.

A sweep is a list of labs that learn in lockstep, step by step, so that at any time their curves can be
compared. Labs that can hold their models in one array train all of them in one pass of numpy
(`playground.lab.lockstep`); the others take turns. The numbers are the same either way.
"""

from collections.abc import Sequence
from typing import Any

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
        parameter = self.labs[0].param[self.name]
        return f"{settings.label(parameter)} {settings.write(parameter, self.values[i])}"

    def curves(self, metric: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """For every value steps `[n]`, as far as all seeds got, and the median of `metric` `[n]`."""
        return [_median([_recorded(lab, metric) for lab in row]) for row in self.runs]


def _recorded(lab: Run, metric: str) -> dict[int, float]:
    return {moment.step: moment.metrics[metric] for moment in lab.history}


def _median(runs: list[dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Steps `[n]` that all runs have recorded, and the medians `[n]` over the runs."""
    steps = sorted(set.intersection(*map(set, runs)))
    medians: np.ndarray = np.median([[run[step] for step in steps] for run in runs], axis=0)
    return np.array(steps, float), medians
