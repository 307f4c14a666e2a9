"""The run of the lab `streetlights` as a script: the lines of the source, for the task on screen."""

from typing import TYPE_CHECKING

from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.streetlights.lab import Streetlights

# Before the bar stand the flags that a line is for.
PROGRAM = """\
                |import numpy as np
                |
                |X = np.array({X!r})  # a row for each example
                |goals = np.array({y!r})
weights one     |W = np.array({start!r}).reshape({inputs}, {outputs})
two             |rng = np.random.RandomState({seed})
two             |W1 = 2 * rng.random_sample(({inputs}, {hidden})) - 1
two             |W2 = 2 * rng.random_sample(({hidden}, {outputs})) - 1
weights         |
weights one     |def look(x, goal):
weights one     |    delta = x @ W - goal
weights one     |    return float(np.sum(delta**2)), [np.outer(x, delta)]
two             |def look(x, goal):
two             |    sums = x @ W1
two             |    hidden = (sums > 0) * sums  # ReLU
two             |    delta = hidden @ W2 - goal
two             |    hidden_delta = (W2 @ delta) * (hidden > 0)  # passed back
two             |    return float(np.sum(delta**2)), [np.outer(x, hidden_delta), np.outer(hidden, delta)]
weights         |
weights         |error = 0.0
weights         |for x, goal in zip(X, goals):
weights         |    error += look(x, goal)[0]
weights one     |layers = [W]
two             |layers = [W1, W2]
weights         |for step in range({steps}):
weights         |    error, total = 0.0, [np.zeros_like(layer) for layer in layers]
weights         |    for x, goal in zip(X, goals):
weights         |        row_error, weight_deltas = look(x, goal)
weights         |        error += row_error
weights         |        for layer, summed, weight_delta in zip(layers, total, weight_deltas):
weights single  |            layer -= {learning_rate!r} * weight_delta  # as soon as it was looked at
weights !single |            summed += weight_delta
weights !single |    for layer, summed in zip(layers, total):
weights !single |        layer -= {learning_rate!r} * (summed / len(X))  # by the average of all rows
!weights        |on = X > 0
!weights        |seen = {steps} * on.sum(axis=0)  # in how many rows each input was on
!weights        |came = {steps} * (on * goals).sum(axis=0)  # and the answer came true
!weights        |shares = np.divide(came, seen, out=np.zeros(len(seen)), where=seen > 0)
!weights        |error = 0.0
!weights        |for x, goal in zip(on, goals):
!weights        |    error += float((shares[x].mean() - goal[0]) ** 2) if x.any() else float(goal[0] ** 2)
                |
                |print("error", repr(error))
                |values = {values}
                |for name, value in zip({names!r}, values):
                |    print("w." + name, repr(float(value)))
"""


def script(lab: "Streetlights", steps: int) -> str:
    """A script that needs only numpy, makes `steps` passes and prints the metrics."""
    fresh = type(lab)(**lab.settings)
    two = len(fresh.network.layers) > 1
    flags = {"weights"} - ({"weights"} if fresh.counts else set())
    flags |= {"two"} if two else {"one"}
    flags |= {"single"} if fresh.order == "one-by-one" else set()
    values = "shares" if fresh.counts else "[*W1.ravel(), *W2.ravel()]" if two else "W.ravel()"
    return fill(
        PROGRAM, flags, X=fresh.X.tolist(), y=fresh.y.tolist(), start=fresh.network.flat.tolist(),
        inputs=fresh.X.shape[1], outputs=fresh.y.shape[1], hidden=fresh.hidden, seed=fresh.seed, steps=steps,
        learning_rate=float(fresh.learning_rate), values=values, names=fresh.names,
    )  # fmt: skip
