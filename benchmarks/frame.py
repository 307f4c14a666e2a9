"""How long does everything take that a frame of the page `classifier` shows, less the drawing?

    python benchmarks/frame.py [--json] [--rounds N]

A frame as TensorFlow Playground makes it: one epoch (25 mini-batches of 10 points), both losses over all
500 points, and a picture of 100 × 100 for every neuron. Beside our times stand those of its own code (nn.ts,
under Node 20 on two cores), measured once and not in this run. Ours go through the whole lab, history
included.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent.parent))

from playground.labs.classifier import Classifier

EPOCH = 25  # steps
PARTS = ("epoch", "losses", "pictures")
NETWORKS = {  # hidden layers -> milliseconds of TensorFlow Playground for the parts
    (4, 2): (0.21, 0.34, 8.0),
    (8, 8): (1.25, 1.03, 22.8),
    (8,) * 6: (2.16, 1.52, 37.0),
}


def milliseconds(action: Callable[[], object], rounds: int) -> float:
    """The fastest of `rounds` goes."""
    best = float("inf")
    for _ in range(rounds):
        began = perf_counter()
        action()
        best = min(best, perf_counter() - began)
    return 1000 * best


def frame(hidden: tuple[int, ...], rounds: int) -> tuple[float, float, float]:
    """Milliseconds for the parts of a frame, of a network that has been learning for a while."""
    lab = Classifier(hidden=hidden)
    lab.run(40 * EPOCH)

    def losses() -> None:
        lab.training.changes += 1  # or it would only look up what it has computed already
        lab.metrics()

    return (
        milliseconds(lambda: lab.run(EPOCH), rounds),
        milliseconds(losses, rounds),
        milliseconds(lambda: lab.inspector.maps(100), rounds),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--rounds", type=int, default=60, help="goes, of which the fastest counts")
    options = parser.parse_args()

    ours = {hidden: frame(hidden, options.rounds) for hidden in NETWORKS}
    lab = Classifier()
    per_second = 4000 / milliseconds(lambda: lab.run(4000), max(options.rounds // 20, 1)) * 1000
    if options.json:
        frames = {
            ",".join(map(str, hidden)): dict(zip(PARTS, times, strict=True)) for hidden, times in ours.items()
        }
        print(json.dumps({"milliseconds": frames, "steps_per_second": per_second}))
        return
    print(f"{'milliseconds':>18} {'':12}" + "".join(f"{part:>10}" for part in (*PARTS, "frame")))
    for hidden, theirs in NETWORKS.items():
        name = ", ".join(map(str, hidden)) if len(hidden) < 4 else f"{len(hidden)} × {hidden[0]}"
        for who, times in (("here", ours[hidden]), ("nn.ts, once", theirs)):
            print(f"{name:>18} {who:12}" + "".join(f"{time:10.2f}" for time in (*times, sum(times))))
            name = ""
    print(f"\nThe default work, through the whole lab: {per_second:,.0f} steps a second")


if __name__ == "__main__":
    main()
