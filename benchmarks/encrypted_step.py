"""How fast does the encrypted network learn, and how much does encryption cost?

    python benchmarks/encrypted_step.py [--rounds N]

A step is one pass over the four rows of XOR, forward and backward, and one update. Measured: the lab as it
plays (ciphertexts, the twin in the open, metrics and history), and the twin's own arithmetic alone. Turns
alternate, and of each the fastest counts.
"""

import argparse
import os
import sys
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent.parent))

from playground.crypto.encrypted_network import Locked, Open, backward, forward, update
from playground.labs.encrypted import Encrypted

GOAL = 50  # steps of the lab a second
STEPS = 20  # a turn


def arithmetic(do: Locked | Open, w0: object, w1: object) -> float:
    """Seconds a step takes."""
    began = perf_counter()
    for _ in range(STEPS):
        g0, g1 = backward(do, w1, *forward(do, w0, w1, 5))
        w0, w1 = update(do, w0, g0, 0.1), update(do, w1, g1, 0.1)
    return (perf_counter() - began) / STEPS


def play() -> float:
    lab = Encrypted()
    began = perf_counter()
    lab.run(STEPS)
    return (perf_counter() - began) / STEPS


def main() -> None:
    parser = argparse.ArgumentParser(description="One step of the encrypted network.")
    parser.add_argument("--rounds", type=int, default=30, help="turns each (30)")
    rounds = parser.parse_args().rounds
    lab = Encrypted()
    turns = {
        "the lab, as it plays": play,
        "ciphertexts alone": lambda: arithmetic(lab.locked, lab.c0, lab.c1),
        "the twin in the open alone": lambda: arithmetic(lab.open, lab.w0, lab.w1),
    }
    best = dict.fromkeys(turns, float("inf"))
    for _ in range(rounds):
        for name, turn in turns.items():
            best[name] = min(best[name], turn())
    for name, seconds in best.items():
        print(f"  {name:30}{seconds * 1e6:12.0f} µs a step{1 / seconds:10,.0f} steps/s")
    locked, plain = best["ciphertexts alone"], best["the twin in the open alone"]
    print(f"  encryption costs {locked / plain:.1f}×; the goal for the lab is {GOAL} steps/s")


if __name__ == "__main__":
    main()
