"""How long is one step of training, and how much longer does it take others?

    python benchmarks/training_step.py [--json] [--rounds N]

A step is: fetch the next batch, forward, backward, update. tanh layers, half the squared error, plain SGD.
Four ways to do it, in turns and many times over, so that whatever else the machine is doing hits all of them
alike; of each the fastest turn counts. So the ratios mean more than the times.

PyTorch runs in an interpreter of its own: the one named by PLAYGROUND_TORCH_PYTHON, or else the first one
found that has it. Without one its row is left out, and a line says so.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded: one thread for everybody
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from numpy.random import RandomState

from playground.data.minibatches import Batches
from playground.nn.losses import HalfSquaredError
from playground.nn.network import Network
from playground.nn.optimizers import SGD

NETWORKS = [((2, 4, 2, 1), 10), ((2, 8, 8, 8, 1), 10), ((2, 8, 8, 8, 1), 250)]  # sizes, batch
POINTS, RATE, REPLICAS = 500, 0.03, 64
TURN = 0.002  # seconds; short, so that some turns are not interrupted
GOALS = {"PyTorch, eager, one thread": 7, f"{REPLICAS} replicas in lockstep": 15}  # for the first network

Turn = Callable[[int], float]  # makes so many steps, returns the seconds they took


def playground(sizes: tuple[int, ...], batch: int, replicas: int | None = None) -> Turn:
    """A network of ours, or `replicas` in lockstep, each with points of its own."""
    rngs = [RandomState(seed) for seed in range(replicas or 1)]
    points = [
        Batches(rng.standard_normal((POINTS, sizes[0])), rng.standard_normal((POINTS, sizes[-1])), batch, rng)
        for rng in rngs
    ]
    batches = Batches.together(points) if replicas else points[0]
    net = Network(sizes, "tanh", rng=rngs if replicas else rngs[0])
    loss, optimizer = HalfSquaredError(), SGD(RATE)

    def run(steps: int) -> float:
        began = perf_counter()
        for _ in range(steps):
            inputs, targets = batches.next()
            net.train_step(inputs, targets, loss, optimizer)
        return perf_counter() - began

    return run


def plain_numpy(sizes: tuple[int, ...], batch: int) -> Turn:
    """What one writes down first: a loop of array expressions, each of which makes a new array."""
    rng = RandomState(0)
    x, y = rng.standard_normal((POINTS, sizes[0])), rng.standard_normal((POINTS, sizes[-1]))
    weights = [rng.uniform(-0.5, 0.5, pair) for pair in pairwise(sizes)]
    biases = [np.full(size, 0.1) for size in sizes[1:]]
    place = 0

    def run(steps: int) -> float:
        nonlocal place
        began = perf_counter()
        for _ in range(steps):
            a, targets = [x[place : place + batch]], y[place : place + batch]
            place = (place + batch) % POINTS
            for weight, bias in zip(weights, biases, strict=True):
                a.append(np.tanh(a[-1] @ weight + bias))
            delta = (a[-1] - targets) / batch * (1 - a[-1] ** 2)
            for layer in reversed(range(len(weights))):
                weight_gradient, bias_gradient = a[layer].T @ delta, delta.sum(axis=0)
                if layer:
                    delta = (delta @ weights[layer].T) * (1 - a[layer] ** 2)
                weights[layer] -= RATE * weight_gradient
                biases[layer] -= RATE * bias_gradient
        return perf_counter() - began

    return run


class PyTorch:
    """PyTorch in an interpreter of its own, kept running so that its turns come between the others'."""

    def __init__(self, python: str) -> None:
        script = Path(__file__).with_name("pytorch_step.py")
        self.process = subprocess.Popen(
            [python, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = self._read()

    def _read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def turn(self, sizes: tuple[int, ...], batch: int) -> Turn:
        def run(steps: int) -> float:
            assert self.process.stdin is not None
            print(",".join(map(str, sizes)), batch, steps, file=self.process.stdin, flush=True)
            return float(self._read())

        return run

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def pythons() -> Iterator[str]:
    """Interpreters that may have PyTorch, the likeliest first."""
    named = os.environ.get("PLAYGROUND_TORCH_PYTHON")
    if named:
        yield named
        return
    yield sys.executable
    for minor in range(14, 9, -1):
        yield from filter(None, [shutil.which(f"python3.{minor}")])
    yield from map(str, sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"), reverse=True))


def find_pytorch() -> PyTorch | None:
    """PyTorch, running, or None if no interpreter has it."""
    look = "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)"
    for python in pythons():
        if shutil.which(python) and subprocess.run([python, "-c", look], capture_output=True).returncode == 0:
            peer = PyTorch(python)
            if peer.version:
                return peer
            peer.close()
    return None


def fastest(turns: dict[str, Turn], rounds: int) -> dict[str, float]:
    """Seconds a step of each, from its fastest turn."""
    for run in turns.values():
        run(20)  # warm up
    steps = {name: max(1, round(20 * TURN / run(20))) for name, run in turns.items()}
    best = dict.fromkeys(turns, float("inf"))
    for _ in range(rounds):
        for name, run in turns.items():
            best[name] = min(best[name], run(steps[name]) / steps[name])
    return best


def measure(rounds: int, peer: PyTorch | None) -> list[dict[str, object]]:
    """A table of all networks: one row for each way to train it."""
    rows: list[dict[str, object]] = []
    for sizes, batch in NETWORKS:
        turns: dict[str, Turn] = {
            "playground": playground(sizes, batch),
            "plain numpy": plain_numpy(sizes, batch),
        }
        if peer is not None:
            turns["PyTorch, eager, one thread"] = peer.turn(sizes, batch)
        turns[f"{REPLICAS} replicas in lockstep"] = playground(sizes, batch, REPLICAS)
        seconds = fastest(turns, rounds)
        ours = 1 / seconds["playground"]  # network-steps a second
        for name, time in seconds.items():
            networks = REPLICAS if name.endswith("lockstep") else 1
            rate = networks / time
            rows.append(
                {
                    "network": "-".join(map(str, sizes)),
                    "batch": batch,
                    "what": name,
                    "microseconds": round(time * 1e6, 2),
                    "network_steps_per_second": round(rate),
                    "ratio": round(rate / ours if networks > 1 else ours / rate, 2),
                    "goal": GOALS.get(name) if (sizes, batch) == NETWORKS[0] else None,
                }
            )
    return rows


def table(rows: list[dict[str, object]]) -> str:
    """The rows as text."""
    lines = []
    for row in rows:
        what, ratio = str(row["what"]), f"{row['ratio']:.1f}×"
        if what == "playground":
            lines += [
                "",
                f"{row['network']}, batch {row['batch']:<17}{'µs a step':>16}{'network-steps/s':>18}",
            ]
            said = ""
        else:
            said = f"   {ratio} one network" if what.endswith("lockstep") else f"   we are {ratio} as fast"
        goal = f" (goal {row['goal']}×)" if row["goal"] else ""
        rate = row["network_steps_per_second"]
        lines.append(f"  {what:30}{row['microseconds']:12.1f}{rate:18,}{said}{goal}")
    return "\n".join(lines[1:])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="One step of training: how long, and how long for others?")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--rounds", type=int, default=300, help="turns each (300)")
    options = parser.parse_args(arguments)
    peer = find_pytorch()
    if peer is None:
        print("PyTorch is not installed: its rows are left out.", file=sys.stderr)
    rows = measure(options.rounds, peer)
    if peer is not None:
        peer.close()
    print(json.dumps(rows, indent=1) if options.json else table(rows))


if __name__ == "__main__":
    main()
