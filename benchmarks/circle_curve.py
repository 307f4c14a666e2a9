"""Does the default work learn as TensorFlow Playground's does?

    python benchmarks/circle_curve.py [--json] [--seeds N]

The median test loss over some seeds on its circle, at several epochs, beside the median over 25 seeds of its
own code (measured once, not in this run). Points and weights are drawn by other generators there, so the two
curves agree only as well as two samples do.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np

from playground.labs.classifier import Classifier

EPOCH = 25  # steps
THEIRS = {10: 0.498, 25: 0.412, 50: 0.068, 100: 0.014, 200: 0.005, 500: 0.0019}  # epoch -> median test loss


def medians(seeds: int) -> dict[int, float]:
    """Epoch -> the median test loss over so many runs, trained in lockstep."""
    labs = [Classifier(seed=seed) for seed in range(seeds)]
    for lab in labs:
        lab.history.capacity = 40  # nobody will scrub through these
    advance, found, done = Classifier.lockstep(labs), {}, 0
    for epoch in THEIRS:
        advance((epoch - done) * EPOCH)
        done, found[epoch] = epoch, float(np.median([lab.reading["test_loss"] for lab in labs]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--seeds", type=int, default=25, help="runs, of which the median is taken")
    options, _ = parser.parse_known_args()  # other benchmarks take more
    found = medians(options.seeds)
    if options.json:
        print(json.dumps({"median_test_loss": found}))
        return
    print(f"{'epoch':>6} {'here':>8} {'there':>8} {'ratio':>6}")
    for epoch, ours in found.items():
        print(f"{epoch:6} {ours:8.4f} {THEIRS[epoch]:8.4f} {ours / THEIRS[epoch]:6.2f}")


if __name__ == "__main__":
    main()
