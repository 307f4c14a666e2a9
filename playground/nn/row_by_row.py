"""A network without biases that learns row by row, as in A. Trask, Grokking Deep Learning, chapters 5 and 6.

With one layer of weights W [inputs, outputs] every answer is a weighted sum:

    prediction = x W          delta = prediction − goal          weight_delta = xᵀ delta              (1)

With hidden neurons between, which say 0 for a negative sum (ReLU), delta goes back through W₂:

    hidden = relu(x W₁)       prediction = hidden W₂
    hidden_delta = (delta W₂ᵀ) · (hidden > 0)
    W₂ −= alpha hiddenᵀ delta                    W₁ −= alpha xᵀ hidden_delta                          (2)

A pass is one look at every row. *One by one* moves the weights after each (stochastic gradient descent), *all
at once* after the last, by the average of all that the rows asked for (full gradient descent).
"""

from typing import NamedTuple

import numpy as np

from playground.data.point_set import Floats


class Look(NamedTuple):
    """What one row makes of the weights: `hidden` [H] (empty without a hidden layer), `prediction` [O],
    `delta` [O], and for each matrix the `weight_deltas` of its shape."""

    hidden: Floats
    prediction: Floats
    delta: Floats
    weight_deltas: list[Floats]

    @property
    def error(self) -> float:
        """The squared deltas, added up."""
        return float(np.sum(self.delta**2))


class RowByRow:
    """The weights, in one flat buffer `flat` [P], of which `layers` are views: W, or W₁ and W₂."""

    def __init__(self, inputs: int, hidden: int, outputs: int) -> None:
        shapes = [(inputs, hidden), (hidden, outputs)] if hidden else [(inputs, outputs)]
        self.flat = np.zeros(sum(a * b for a, b in shapes))
        self.layers: list[Floats] = []
        at = 0
        for a, b in shapes:
            self.layers.append(self.flat[at : at + a * b].reshape(a, b))
            at += a * b

    def randomize(self, rng: np.random.RandomState) -> None:
        """Every weight evenly between −1 and 1, layer by layer."""
        for layer in self.layers:
            layer[...] = 2 * rng.random_sample(layer.shape) - 1

    def look(self, x: Floats, goal: Floats) -> Look:
        """One row: `x` [inputs], `goal` [outputs]. Changes nothing."""
        first, last = self.layers[0], self.layers[-1]
        if len(self.layers) == 1:
            prediction = x @ first
            delta = prediction - goal
            return Look(np.zeros(0), prediction, delta, [np.outer(x, delta)])  # (1)
        sums = x @ first
        hidden = (sums > 0) * sums
        prediction = hidden @ last
        delta = prediction - goal
        hidden_delta = (last @ delta) * (hidden > 0)
        return Look(hidden, prediction, delta, [np.outer(x, hidden_delta), np.outer(hidden, delta)])  # (2)

    def learn(self, X: Floats, goals: Floats, alpha: float, one_by_one: bool) -> float:
        """One pass over `X` [N, inputs] and `goals` [N, outputs]; the error, each row before its update."""
        error, total = 0.0, [np.zeros_like(layer) for layer in self.layers]
        for x, goal in zip(X, goals, strict=True):
            seen = self.look(x, goal)
            error += seen.error
            for layer, summed, weight_delta in zip(self.layers, total, seen.weight_deltas, strict=True):
                if one_by_one:
                    layer -= alpha * weight_delta
                else:
                    summed += weight_delta
        if not one_by_one:
            for layer, summed in zip(self.layers, total, strict=True):
                layer -= alpha * (summed / len(X))
        return error

    def error(self, X: Floats, goals: Floats) -> float:
        """The same for `X` [N, inputs] and `goals` [N, outputs], without any update."""
        error = 0.0
        for x, goal in zip(X, goals, strict=True):
            error += self.look(x, goal).error
        return error

    def gradient(self, X: Floats, goals: Floats) -> Floats:
        """Of half the error, [P]: all weight_deltas, added up."""
        looks = [self.look(x, goal) for x, goal in zip(X, goals, strict=True)]
        layers = [sum(look.weight_deltas[at] for look in looks) for at in range(len(self.layers))]
        return np.concatenate([np.ravel(layer) for layer in layers])


class Counting:
    """Learning without weights: how often did the answer come true while this input was on?

    `seen` [inputs] counts the rows in which an input was on, `came` [inputs] adds up the answers of those.
    """

    def __init__(self, inputs: int) -> None:
        self.seen, self.came = np.zeros(inputs), np.zeros(inputs)

    def learn(self, X: Floats, goals: Floats) -> None:
        """Count each row once: `X` [N, inputs], on or off, `goals` [N, 1]."""
        on = X > 0
        self.seen += on.sum(axis=0)
        self.came += (on * goals).sum(axis=0)

    @property
    def shares(self) -> Floats:
        """[inputs]: the share of its rows in which the answer came true; 0 where nothing was counted yet."""
        return np.divide(self.came, self.seen, out=np.zeros_like(self.came), where=self.seen > 0)

    def predict(self, x: Floats) -> float:
        """For a row [inputs]: the average share of the inputs that are on; 0 if none is."""
        on = x > 0
        return float(self.shares[on].mean()) if on.any() else 0.0
