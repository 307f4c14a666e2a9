"""The run of the lab `activations` as a script: the stack forward and back, in numpy."""

from typing import TYPE_CHECKING

from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.activations.lab import Activations

# Before the bar stand the flags that a line is for.
PROGRAM = """\
        |import numpy as np
        |
        |rng = np.random.RandomState({seed})
        |X = np.linspace(-3, 3, 61)[:, None]
own     |y = np.array({y!r})[:, None]
!own    |y = {target}
        |sizes = {sizes!r}
        |pairs = list(zip(sizes, sizes[1:]))
        |
        |def drawn(n, m):
        |    return {drawn}
        |
        |W = [drawn(n, m) * {scale!r} for n, m in pairs]
        |b = [drawn(n, m)[:1] * {scale!r} for n, m in pairs]
        |
        |def f(z):
softmax |    e = np.exp(z - z.max(axis=-1, keepdims=True))
        |    return {f}
        |
        |def back(a, g):  # through the activation: the gradient times its slope
        |    return {back}
        |
        |def passes():
        |    a = [X]
        |    for w, c in zip(W[:-1], b[:-1]):
        |        a.append(f(a[-1] @ w + c))
        |    out = a[-1] @ W[-1] + b[-1]
        |    d = [(out - y) / len(X)]  # the gradient at each layer's sums, from the last to the first
        |    for w, h in zip(W[:0:-1], a[:0:-1]):
        |        d.insert(0, back(h, d[0] @ w.T))
        |    return a, out, d
        |
        |for step in range({steps}):
        |    a, out, d = passes()
        |    for i in range(len(W)):
        |        W[i] -= {learning_rate!r} * (a[i].T @ d[i])
        |        b[i] -= {learning_rate!r} * (np.ones((1, len(X))) @ d[i])
        |
        |a, out, d = passes()
        |first, last = np.linalg.norm(d[0]), np.linalg.norm(d[-2])
        |print("error", repr(float(np.sqrt(np.mean((out - y) ** 2)))))
        |print("gradient_share", repr(float(first) / float(last) if last else 0.0))
        |print("dead", repr(float(np.mean([(h == 0).all(axis=0) for h in a[1:]]))))
        |print("saturated", repr(float(np.mean({flat}))))
"""

DRAWN = {
    "uniform": "2 * rng.random_sample((n, m)) - 1",
    "tf-playground": "rng.random_sample((n, m)) - 0.5",
    "convnetjs": "rng.standard_normal((n, m)) * np.sqrt(1 / n)",
    "xavier": "np.sqrt(6 / (n + m)) * (2 * rng.random_sample((n, m)) - 1)",
    "he": "rng.standard_normal((n, m)) * np.sqrt(2 / n)",
    "zeros": "np.zeros((n, m))",
    "too-large": "20 * rng.random_sample((n, m)) - 10",
}
TARGETS = {"sin": "np.sin(X)", "abs": "np.abs(X)", "step": "np.where(X > 0, 1.0, 0.0)"}
PIECES = {  # f(z), the gradient at z, and where a is flat
    "step": ("np.heaviside(z, 0.0)", "0.0 * g", "1.0"),
    "linear": ("z", "g", "0.0"),
    "sigmoid": (
        "1 / (1 + np.exp(np.minimum(-z, 708.0)))", "g * (a * (1 - a))",
        "[h * (1 - h) < 0.1 * 0.25 for h in a[1:]]",
    ),
    "tanh": ("np.tanh(z)", "g * (1 - a * a)", "[1 - h * h < 0.1 for h in a[1:]]"),
    "relu": ("np.maximum(z, 0.0)", "g * np.sign(a)", "[np.sign(h) < 0.1 for h in a[1:]]"),
    "leaky-relu": (
        "np.maximum(z, 0.01 * z)", "g * np.where(a > 0, 1.0, 0.01)",
        "[np.where(h > 0, 1.0, 0.01) < 0.1 for h in a[1:]]",
    ),
    "elu": (
        "np.maximum(z, 0.0) + np.expm1(np.minimum(z, 0.0))", "g * (np.minimum(a, 0.0) + 1)",
        "[np.minimum(h, 0.0) + 1 < 0.1 for h in a[1:]]",
    ),
    "softmax": (
        "e / e.sum(axis=-1, keepdims=True)", "(g - (g * a).sum(axis=-1, keepdims=True)) * a",
        "[h * (1 - h) < 0.1 * 0.25 for h in a[1:]]",
    ),
}  # fmt: skip


def script(lab: "Activations", steps: int) -> str:
    """A script that needs only numpy, makes `steps` steps and prints the metrics."""
    flags = {lab.activation} | ({"own"} if lab.target == "own" else set())
    f, back, flat = PIECES[lab.activation]
    y = lab.parsed("own").tolist() if lab.target == "own" else []
    return fill(
        PROGRAM, flags, seed=lab.seed, steps=steps, sizes=(1, *[lab.width] * lab.layers, 1),
        drawn=DRAWN[lab.initializer], scale=float(lab.scale), target=TARGETS.get(lab.target, ""), y=y,
        f=f, back=back, flat=flat, learning_rate=float(lab.learning_rate),
    )  # fmt: skip
