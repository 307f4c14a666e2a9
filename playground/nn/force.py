"""A classifier that points pull on, as A. Karpathy's Hacker's guide to Neural Networks, chapter 2, has it.

A point with a label of +1 or −1 pulls on its score until the score is on the right side of a margin of 1:

    pull = label if label · score < 1 else 0                              (hinge)
    pull = label · max(0, 1 − label · score)                              (squared hinge)

The pull goes backward to each parameter, times how much the score changes with it, and on each weight that
multiplies something there is also a spring towards 0, which pulls with −spring · weight. A step moves the
parameters a little where they are pulled:

    parameter += rate · (pull · ∂score/∂parameter − spring · weight)                               (1)

This is gradient descent of a loss, on average over the points:

    loss = mean max(0, 1 − label · score) + spring / 2 · Σ weight²     (hinge; squared: ½ max(0, …)²)     (2)
"""

import numpy as np

from playground.data.point_set import Floats


def pulls(scores: Floats, labels: Floats, squared: bool) -> Floats:
    """How each point [N] pulls on its score [N]; `labels` [N] are +1 or −1."""
    short = np.maximum(0, 1 - labels * scores)
    return labels * short if squared else np.where(short > 0, labels, 0.0)


def costs(scores: Floats, labels: Floats, squared: bool) -> Floats:
    """The loss of each point [N], of which the pulls are minus the slopes."""
    short = np.maximum(0, 1 - labels * scores)
    return 0.5 * short**2 if squared else short


class Line:
    """score = a x + b y + c. `flat` [3] is a, b, c; `held` [3] says which of them have a spring: not c."""

    names = ("a", "b", "c")

    def __init__(self, rng: np.random.RandomState | None = None) -> None:
        self.flat = np.array([1.0, -2.0, -1.0])
        self.held = np.array([1.0, 1.0, 0.0])

    def scores(self, X: Floats) -> Floats:
        """Of points [N, 2]: [N]."""
        a, b, c = self.flat
        found: Floats = X[:, 0] * a + X[:, 1] * b + c
        return found

    def slopes(self, X: Floats) -> Floats:
        """How much the score of each point changes with each parameter, [N, 3]."""
        return np.column_stack([X, np.ones(len(X))])


class Net:
    """Three neurons n = max(0, a x + b y + c), and a score a₄ n₁ + b₄ n₂ + c₄ n₃ + d₄.

    `flat` [13] is a₁ b₁ c₁ a₂ b₂ c₂ a₃ b₃ c₃ a₄ b₄ c₄ d₄; what is only added (c₁ c₂ c₃ d₄) has no spring.
    """

    names = ("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3", "a4", "b4", "c4", "d4")

    def __init__(self, rng: np.random.RandomState) -> None:
        self.flat = rng.random_sample(13) - 0.5
        self.held = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0], float)

    def sums(self, X: Floats) -> Floats:
        """What the neurons add up before they bend, [N, 3]."""
        hidden = self.flat[:9].reshape(3, 3)
        found: Floats = X[:, 0:1] * hidden[:, 0] + X[:, 1:2] * hidden[:, 1] + hidden[:, 2]
        return found

    def scores(self, X: Floats) -> Floats:
        """Of points [N, 2]: [N]."""
        n, top = np.maximum(0, self.sums(X)), self.flat[9:]
        found: Floats = n[:, 0] * top[0] + n[:, 1] * top[1] + n[:, 2] * top[2] + top[3]
        return found

    def slopes(self, X: Floats) -> Floats:
        """How much the score of each point changes with each parameter, [N, 13]."""
        sums, top = self.sums(X), self.flat[9:]
        back = np.where(sums > 0, top[:3], 0.0)  # through the neurons that are above their bend
        inputs = np.column_stack([X, np.ones(len(X))])
        hidden = (back[:, :, None] * inputs[:, None, :]).reshape(len(X), 9)
        return np.hstack([hidden, np.maximum(0, sums), np.ones((len(X), 1))])


Model = Line | Net


def step(model: Model, x: Floats, label: float, rate: float, spring: float, squared: bool) -> None:
    """(1), for one point [2]."""
    X, labels = x[None], np.array([label])
    pull = pulls(model.scores(X), labels, squared)[0]
    model.flat += rate * (pull * model.slopes(X)[0] - spring * model.held * model.flat)


def loss(model: Model, X: Floats, labels: Floats, spring: float, squared: bool) -> float:
    """(2), for points `X` [N, 2] with `labels` [N]."""
    springs = 0.5 * spring * float(np.sum(model.held * model.flat**2))
    return float(np.mean(costs(model.scores(X), labels, squared))) + springs


def gradient(model: Model, X: Floats, labels: Floats, spring: float, squared: bool) -> Floats:
    """Of (2), [P]: minus the mean force on each parameter."""
    pull = pulls(model.scores(X), labels, squared)
    found: Floats = -(pull @ model.slopes(X)) / len(X) + spring * model.held * model.flat
    return found


def loss_over(across: Floats, c: float, X: Floats, labels: Floats, spring: float, squared: bool) -> Floats:
    """(2) of every line whose a and b are among `across` [K], with this c: [K, K], a row for each b.

    `X` [N, 2] are the points, `labels` [N] is +1 or −1 each.
    """
    a, b = across[None, :, None], across[:, None, None]
    points = costs(a * X[:, 0] + b * X[:, 1] + c, labels, squared).mean(axis=2)
    found: Floats = points + 0.5 * spring * (across[None, :] ** 2 + across[:, None] ** 2)
    return found


def accuracy(model: Model, X: Floats, labels: Floats) -> float:
    """The share of the points `X` [N, 2] whose score has the sign of their label, of `labels` [N].

    A score of 0 counts as −1.
    """
    return float(np.mean(np.where(model.scores(X) > 0, 1, -1) == labels))


DESCENTS = 400  # steps after which a line of a few points stands still, more or less


def best_line(X: Floats, labels: Floats, spring: float, squared: bool) -> Line:
    """The line that the forces of points [N, 2] with labels [N] come to, all pulling at once."""
    line = Line()
    rate = 0.5 / (1 + float(np.mean(np.sum(X**2, axis=1))) + spring)
    for _ in range(DESCENTS):
        line.flat -= rate * gradient(line, X, labels, spring, squared)
    return line


def swing(X: Floats, labels: Floats, spring: float, squared: bool) -> float:
    """By how many degrees the last of the points [N, 2] with labels [N] turns their best line."""
    lines = (best_line(X[:end], labels[:end], spring, squared) for end in (None, -1))
    one, other = (float(np.degrees(np.arctan2(line.flat[1], line.flat[0]))) for line in lines)
    turned = abs(one - other) % 360
    return min(turned, 360 - turned)
