"""Several runs side by side: one setting takes several values, and everything else stays the same.

A sweep is a list of labs that learn in lockstep, step by step, so that at any time their curves can be
compared. Labs that can hold their models in one array (`Lab.lockstep`) train all of them in one pass of
numpy; the others take turns. The numbers are the same either way.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground import settings
from playground.lab import Lab
from playground.settings import SettingError

MOST_RUNS = 64


class Sweep:
    """Labs like `lab`, one for every value of the setting `name` and every seed, all at step 0.

    `runs[i][j]` is the lab with `values[i]` and `seeds[j]`. Raises `SettingError` for a value that the
    setting cannot take, or for more than 64 runs.
    """

    def __init__(self, lab: Lab, name: str, values: Sequence[Any], seeds: Sequence[int] | int = 1) -> None:
        self.name, self.values = name, list(values)
        self.seeds = [lab.seed + i for i in range(seeds)] if isinstance(seeds, int) else list(seeds)
        if not self.values or not 1 <= len(self.values) * len(self.seeds) <= MOST_RUNS:
            raise SettingError(
                name, f"a sweep makes from 1 to {MOST_RUNS} runs, not {len(self.values) * len(self.seeds)}"
            )
        self.runs = [
            [type(lab)(**lab.settings | {"seed": seed} | {name: value}) for seed in self.seeds]
            for value in self.values
        ]
        self.labs = [run for row in self.runs for run in row]
        self._advance = type(lab).lockstep(self.labs)

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

    def curves(self, metric: str) -> tuple[np.ndarray, np.ndarray]:
        """Steps `[n]` and the median over seeds of `metric`, `[values, n]`, at the steps recorded by all."""
        common = sorted(set.intersection(*({moment.step for moment in lab.history} for lab in self.labs)))
        steps = np.array(common, float)
        by_run = np.array(
            [[m.metrics[metric] for m in lab.history if m.step in set(common)] for lab in self.labs]
        )  # [values * seeds, n]
        medians: np.ndarray = np.median(by_run.reshape(len(self.values), len(self.seeds), -1), axis=1)
        return steps, medians
