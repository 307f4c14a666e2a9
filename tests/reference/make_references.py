"""Make `pytorch.npz`: what PyTorch computes for layers, losses, optimisers, schedules and whole networks.

The tests compare the playground with these numbers, so that no test needs PyTorch. Run once, with any Python
that has `torch` and `numpy`:

    python tests/reference/make_references.py

All numbers are drawn from a fixed seed, and everything is double precision: on any machine the file holds the
same numbers to about 1e-15. Made with PyTorch 2.13.0.
"""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

FILE = Path(__file__).with_name("pytorch.npz")
STEPS = 50

ACTIVATIONS = {
    "linear": lambda z: z * 1.0,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky-relu": lambda z: F.leaky_relu(z, 0.01),
    "softmax": lambda z: torch.softmax(z, dim=-1),
}

# Of each example [..., batch], from what the last layer puts out (for the last two: from its sums z).
LOSSES = {
    "half-squared-error": lambda o, t: (0.5 * (o - t) ** 2).sum(-1),
    "absolute-error": lambda o, t: (o - t).abs().sum(-1),
    "hinge": lambda o, t: F.relu(1 - t * o).sum(-1),
    "squared-hinge": lambda o, t: (F.relu(1 - t * o) ** 2).sum(-1),
    "logistic": lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction="none").sum(-1),
    "softmax-cross-entropy": lambda z, t: F.cross_entropy(z, t, reduction="none"),
}

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
}

SCHEDULES = {
    "step": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=7, gamma=0.5),
    "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.1),
    "cyclic": lambda o: torch.optim.lr_scheduler.CyclicLR(
        o, base_lr=0.1, max_lr=1.0, step_size_up=8, cycle_momentum=False
    ),
}

NETWORKS = {  # sizes, activations, loss, optimiser
    "tanh": ((2, 4, 2, 1), ("tanh", "tanh", "tanh"), "half-squared-error", "momentum"),
    "relu": ((3, 7, 5, 2), ("relu", "leaky-relu", "linear"), "squared-hinge", "sgd"),
    "sigmoid": ((5, 3, 1), ("sigmoid", "sigmoid"), "logistic", "rmsprop"),
    "softmax": ((2, 6, 6, 3), ("tanh", "relu", "softmax"), "softmax-cross-entropy", "adam"),
    "inner-softmax": ((4, 5, 3, 2), ("softmax", "tanh", "linear"), "hinge", "nesterov"),
}


def targets_for(loss: str, rng: np.random.RandomState, shape: tuple[int, ...]) -> np.ndarray:
    """Targets such as the loss wants them: any number, ±1, 0 or 1, or one 1 in each row."""
    if loss in ("half-squared-error", "absolute-error"):
        return rng.standard_normal(shape)
    if loss == "softmax-cross-entropy":
        return np.eye(shape[-1])[rng.randint(shape[-1], size=shape[:-1])]
    zero_or_one = rng.randint(2, size=shape).astype(float)
    return zero_or_one if loss == "logistic" else 2 * zero_or_one - 1


def tensor(array: np.ndarray) -> torch.Tensor:
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def numbers(value: torch.Tensor | None) -> np.ndarray:
    assert value is not None
    return value.detach().numpy().copy()


def flatten(tensors: Iterable[torch.Tensor | None]) -> np.ndarray:
    return np.concatenate([numbers(t).ravel() for t in tensors])


def make() -> dict[str, np.ndarray]:
    rng = np.random.RandomState(2015)
    made: dict[str, np.ndarray] = {}

    x, w, b, g = (rng.standard_normal(shape) for shape in ((3, 5, 7), (3, 7, 4), (3, 1, 4), (3, 5, 4)))
    tensors = [tensor(a) for a in (x, w, b)]
    out = tensors[0] @ tensors[1] + tensors[2]
    out.backward(torch.tensor(g))
    made |= {"dense/x": x, "dense/weight": w, "dense/bias": b, "dense/pull": g, "dense/out": numbers(out)}
    made |= {
        f"dense/{n}_gradient": numbers(t.grad) for n, t in zip(("x", "weight", "bias"), tensors, strict=True)
    }

    made["activations/z"] = z = 3 * rng.standard_normal((2, 5, 6))
    made["activations/pull"] = g = rng.standard_normal((2, 5, 6))
    for name, function in ACTIVATIONS.items():
        before = tensor(z)
        out = function(before)
        out.backward(torch.tensor(g))
        made |= {
            f"activations/{name}/out": numbers(out),
            f"activations/{name}/gradient": numbers(before.grad),
        }

    made["losses/output"] = output = 1.5 * rng.standard_normal((6, 4))
    for name, loss in LOSSES.items():
        made[f"losses/{name}/target"] = target = targets_for(name, rng, output.shape)
        for reduction in ("mean", "sum"):
            before = tensor(output)
            value = getattr(loss(before, torch.tensor(target)), reduction)()
            value.backward()
            made[f"losses/{name}/{reduction}/value"] = numbers(value)
            made[f"losses/{name}/{reduction}/gradient"] = numbers(before.grad)

    made["optimizers/start"] = start = rng.standard_normal(12)
    made["optimizers/gradients"] = gradients = rng.standard_normal((STEPS, 12)) * 10 ** rng.uniform(-3, 1, 12)
    for name, optimizer_for in OPTIMIZERS.items():
        parameters = tensor(start)
        optimizer = optimizer_for([parameters])
        path = []
        for gradient in gradients:
            parameters.grad = torch.tensor(gradient)
            optimizer.step()
            path.append(numbers(parameters))
        made[f"optimizers/{name}/path"] = np.array(path)  # [steps, P]

    for name, schedule_for in SCHEDULES.items():
        optimizer = torch.optim.SGD([tensor(np.zeros(1))], lr=1.0)
        schedule = schedule_for(optimizer)
        factors = []
        for _ in range(STEPS):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        made[f"schedules/{name}"] = np.array(factors)

    for name, (sizes, activations, loss_name, optimizer_name) in NETWORKS.items():
        made[f"networks/{name}/inputs"] = inputs = rng.standard_normal((9, sizes[0]))
        made[f"networks/{name}/targets"] = targets = targets_for(loss_name, rng, (9, sizes[-1]))
        parameters = []  # weight [in, out], bias [out], layer by layer
        for fan_in, fan_out in pairwise(sizes):
            parameters += [
                tensor(rng.standard_normal((fan_in, fan_out))),
                tensor(rng.standard_normal(fan_out)),
            ]
        made[f"networks/{name}/flat"] = flatten(parameters)

        optimizer = OPTIMIZERS[optimizer_name](parameters)
        for step in range(10):
            a = torch.tensor(inputs)
            for layer, activation in enumerate(activations):
                z = a @ parameters[2 * layer] + parameters[2 * layer + 1]
                a = ACTIVATIONS[activation](z)
            fused = loss_name in ("logistic", "softmax-cross-entropy")
            value = LOSSES[loss_name](z if fused else a, torch.tensor(targets)).mean()
            optimizer.zero_grad()
            value.backward()
            if step == 0:
                made[f"networks/{name}/output"] = numbers(a)
                made[f"networks/{name}/loss"] = numbers(value)
                made[f"networks/{name}/gradient"] = flatten(p.grad for p in parameters)
            optimizer.step()
        made[f"networks/{name}/after_10_steps"] = flatten(parameters)
    return made


if __name__ == "__main__":
    np.savez_compressed(FILE, **make())
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB, PyTorch {torch.__version__}")
