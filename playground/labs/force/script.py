"""The run of the lab `force` as a script: the loop of the guide, in numpy."""

from typing import TYPE_CHECKING

from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.force.lab import Force

# Before the bar stand the flags that a line is for.
PROGRAM = """\
        |import numpy as np
        |
        |X = np.array({X!r})
        |labels = np.array({labels!r})
        |rng = np.random.RandomState({seed})
line    |w = np.array([1.0, -2.0, -1.0])  # a, b, c
line    |held = np.array([1.0, 1.0, 0.0])  # which of them have a spring
net     |w = rng.random_sample(13) - 0.5
net     |held = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0], float)  # what is only added has no spring
        |
line    |def forward(X):
line    |    return X[:, 0] * w[0] + X[:, 1] * w[1] + w[2], np.column_stack([X, np.ones(len(X))])
net     |def forward(X):
net     |    hidden, top = w[:9].reshape(3, 3), w[9:]
net     |    sums = X[:, 0:1] * hidden[:, 0] + X[:, 1:2] * hidden[:, 1] + hidden[:, 2]
net     |    n = np.maximum(0, sums)
net     |    scores = n[:, 0] * top[0] + n[:, 1] * top[1] + n[:, 2] * top[2] + top[3]
net     |    back = np.where(sums > 0, top[:3], 0.0)  # through the neurons that are above their bend
net     |    inputs = np.column_stack([X, np.ones(len(X))])
net     |    slopes = (back[:, :, None] * inputs[:, None, :]).reshape(len(X), 9)
net     |    return scores, np.hstack([slopes, n, np.ones((len(X), 1))])
        |
        |for step in range({steps}):
        |    i = int(rng.random_sample() * len(X))  # a random point
        |    score, slopes = forward(X[i : i + 1])
        |    short = np.maximum(0, 1 - labels[i] * score[0])
square  |    pull = labels[i] * short  # the harder, the farther from the margin
!square |    pull = labels[i] if short > 0 else 0.0
        |    w += {learning_rate!r} * (pull * slopes[0] - {spring!r} * held * w)
        |
        |scores = forward(X)[0]
        |short = np.maximum(0, 1 - labels * scores)
square  |cost = 0.5 * short**2
!square |cost = short
        |print("loss", repr(float(np.mean(cost)) + 0.5 * {spring!r} * float(np.sum(held * w**2))))
        |print("accuracy", repr(float(np.mean(np.where(scores > 0, 1, -1) == labels))))
"""


def script(lab: "Force", steps: int) -> str:
    """A script that needs only numpy, makes `steps` steps and prints the metrics."""
    fresh = type(lab)(**lab.settings)
    flags = {fresh.model} | ({"square"} if fresh.squared else set())
    return fill(
        PROGRAM, flags, X=fresh.X.tolist(), labels=fresh.labels.tolist(), seed=fresh.seed, steps=steps,
        learning_rate=float(fresh.learning_rate), spring=float(fresh.spring),
    )  # fmt: skip
