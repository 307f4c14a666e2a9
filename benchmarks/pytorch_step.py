"""The peer of `training_step.py`: the same step in PyTorch, eager, on one thread, as its tutorials write it.

Runs in whatever Python has PyTorch, so it imports nothing of the playground. It reads lines from standard
input, `sizes batch steps` such as `2,4,2,1 10 20`, and answers each with the seconds that so many steps took.
"""

import sys
from itertools import pairwise
from time import perf_counter

import torch

POINTS = 500


def stepper(sizes, batch):
    """A function that makes a number of steps and returns the seconds they took."""
    torch.manual_seed(0)
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.Tanh()]
    net = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
    inputs, targets = torch.randn(POINTS, sizes[0]), torch.randn(POINTS, sizes[-1])
    place = 0

    def run(steps):
        nonlocal place
        began = perf_counter()
        for _ in range(steps):
            x, t = inputs[place : place + batch], targets[place : place + batch]
            place = (place + batch) % POINTS
            optimizer.zero_grad()
            loss = 0.5 * ((net(x) - t) ** 2).mean()
            loss.backward()
            optimizer.step()
        return perf_counter() - began

    return run


def main():
    torch.set_num_threads(1)
    steppers = {}
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        sizes, batch, steps = line.split()
        if (sizes, batch) not in steppers:
            steppers[sizes, batch] = stepper([int(size) for size in sizes.split(",")], int(batch))
        print(steppers[sizes, batch](int(steps)), flush=True)


if __name__ == "__main__":
    main()
