"""The instruments of a clinic for networks: what one looks at when a network does not learn.

Each is a pure function of a `Case`, which is all that may be seen of a training: the model, the data, the
batches as they are fed, and how it has gone. None of them knows what was planted. `diagnose_training` reads
the same numbers as a learner does.

Sources: S. Ivanov, 37 Reasons why your Neural Network is not working, 2017; CS231n, Neural Networks Part 3
(loss at chance, gradient checks, update ratio, two examples first).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.nn import gradcheck
from playground.nn.diagnose import rms, slope
from playground.nn.losses import Loss, accuracy
from playground.nn.network import Network
from playground.nn.optimizers import SGD, Optimizer
from playground.nn.regularization import Penalty

type Array = NDArray[np.float64]
type Batch = tuple[Array, Array]  # inputs [batch, in], targets [batch, out]

FLAT = 0.05  # of the steepest slope: less counts as flat
ALONE = 300  # steps in which two examples are to be learnt
LOOKED_AT = 200  # examples at most, where all would take too long
CHECKED = 6  # weights of a layer whose gradient is checked
HOPELESS = 1e-30  # share of the right class
TRIES = 2  # batches with which it is
STEPS = 6  # that are tried, of each rate
RATES = (0.1, 1.0, 10.0)  # times the learning rate
SHOWN = 12  # bars of a histogram


@dataclass(frozen=True)
class Case:
    """What may be read of a training.

    net, loss, optimizer, penalty   the model, and how it steps
    data      inputs [n, in] and targets [n, out] as they are stored, ready to be fed
    batches   those of an epoch, as they are fed, in their order; at most some dozens
    test      inputs [m, in] as they arrive when it is asked, with their targets [m, out]
    answer    what it says to inputs [k, in] when it is asked, [k, out]
    steps     how many it has learnt for
    start     its loss before the first step
    """

    net: Network
    loss: Loss
    optimizer: Optimizer
    penalty: Penalty
    data: Batch
    batches: Sequence[Batch]
    test: Batch
    answer: Callable[[Array], Array]
    steps: int
    start: float

    @cached_property
    def fed(self) -> Batch:
        """All that the batches hold, one after another, without what is no number: [n, in] and [n, out]."""
        inputs, targets = (np.concatenate(parts) for parts in zip(*self.batches, strict=True))
        whole = np.isfinite(inputs).all(axis=1)
        return inputs[whole], targets[whole]

    @property
    def blind(self) -> float:
        """The loss of who has no idea: ln k with k classes, for a loss that takes softmax's shares."""
        return math.log(self.data[1].shape[-1])

    @property
    def is_classes(self) -> bool:
        """Whether the network names one of several classes, by shares that add up to 1."""
        return self.net.activation_names[-1] == "softmax"


def batch(case: Case) -> dict[str, Any]:
    """The next batch as it is fed, and whether the one after that is another."""
    (inputs, targets), *later = case.batches
    same = bool(later) and all(
        np.array_equal(inputs, x, equal_nan=True) and np.array_equal(targets, t) for x, t in later
    )
    return {"inputs": inputs, "targets": targets, "size": len(inputs), "same": same}


def statistics(case: Case) -> dict[str, Any]:
    """Inputs as they are fed, beside those in the data: mean and spread of each, and of all.

    `known` is the share of the fed examples that stand in the data as they are; `moved` of those that do with
    their numbers in another order. `lost` counts numbers that are none.
    """
    raw = np.concatenate([inputs for inputs, _ in case.batches])
    inputs, stored = case.fed[0], case.data[0]
    rows = {row.tobytes() for row in stored}
    sorted_rows = {row.tobytes() for row in np.sort(stored, axis=1)}
    known = np.array([row.tobytes() in rows for row in inputs])
    moved = np.array([row.tobytes() in sorted_rows for row in np.sort(inputs, axis=1)]) & ~known
    return {
        "means": inputs.mean(axis=0),
        "spreads": inputs.std(axis=0),
        "mean": float(inputs.mean()),
        "spread": float(inputs.std()),
        "stored_mean": float(stored.mean()),
        "stored_spread": float(stored.std()),
        "known": float(known.mean()),
        "moved": float(moved.mean()),
        "lost": int((~np.isfinite(raw)).sum()),
    }


def labels(case: Case) -> dict[str, Any]:
    """Which labels there are, in the data and batch by batch, and whether they belong to their examples.

    counts   of each class in the data [k]
    batches  the same of each batch as it is fed [batches, k]
    apart    the share of fed examples whose label is another than in the data
    alike    the share of examples in the data whose nearest neighbour has the same label
    by_luck  what that would be if labels were dealt out at random
    """
    inputs, targets = case.fed
    stored, answers = case.data
    places = {row.tobytes(): place for place, row in enumerate(stored)}
    found = np.array([places.get(row.tobytes(), -1) for row in inputs])  # where each stands in the data
    known = found >= 0
    others = (answers[found[known]] != targets[known]).any(axis=-1)
    apart = float(others.mean()) if known.any() else 0.0
    classes = _classes(answers)
    k = int(classes.max()) + 1 if answers.shape[-1] == 1 else answers.shape[-1]
    counts = np.bincount(classes, minlength=k)
    by_batch = np.array([np.bincount(_classes(target), minlength=k) for _, target in case.batches])
    some = np.arange(len(stored))[:: max(1, len(stored) // LOOKED_AT)]
    squares = (stored**2).sum(axis=1)  # |x − y|² = |x|² − 2 x·y + |y|²
    nearest = np.empty_like(some)
    for i, place in enumerate(some):  # one by one: quicker than a product that is shared among processors
        distances = squares - 2 * (stored @ stored[place])
        distances[place] = np.inf
        nearest[i] = distances.argmin()
    shares = counts / counts.sum()
    return {
        "counts": counts,
        "batches": by_batch,
        "apart": apart,
        "alike": float((classes[some] == classes[nearest]).mean()),
        "by_luck": float((shares**2).sum()),
    }


def _classes(targets: Array) -> NDArray[np.intp]:
    """The class of each target [n, out] as a number from 0, [n]."""
    if targets.shape[-1] > 1:
        return targets.argmax(axis=-1)
    return (targets[:, 0] > 0).astype(np.intp)


def loss_test(case: Case) -> dict[str, Any]:
    """The loss by itself: before the first step, at a blind answer, at a perfect one; and now, in training.

    The blind answer is only asked of a network that gives shares; with k classes it should cost ln k.
    """
    targets = case.data[1]
    blind = np.full_like(targets, 1 / targets.shape[-1])
    inputs, fed = case.fed
    return {
        "start": case.start,
        "blind": float(case.loss.value(blind, targets)) if case.is_classes else math.nan,
        "should": case.blind if case.is_classes else math.nan,
        "perfect": float(case.loss.value(targets, targets)),
        "now": float(case.loss.value(case.net.predict(inputs), fed)),
        "right": float(accuracy(case.net.predict(inputs), fed, _middle(case))),
    }


def _middle(case: Case) -> float:
    return 0.5 if case.net.activation_names[-1] == "sigmoid" else 0.0


def alone(case: Case) -> dict[str, Any]:
    """Two examples of different classes, learnt by a copy with the same loss and steps but no dropout.

    `losses` are those on the way [ALONE + 1]; the last should be next to nothing. The copy starts anew,
    always from the same weights, of Xavier's kind.
    """
    inputs, targets = case.fed
    classes = _classes(targets)
    first = int(inputs[:, 0].argmin())  # the same two in every epoch, in whatever order they come
    others = np.flatnonzero(classes != classes[first])
    second = int(others[inputs[others, 0].argmin()]) if others.size else first
    pair = inputs[[first, second]], targets[[first, second]]
    net = case.net.copy()
    net.dropout = 0.0
    net.rngs[0].seed(0)
    net.reset("xavier", 0.0)
    optimizer = type(case.optimizer)(case.optimizer.lr)
    losses = [float(case.loss.value(net.predict(pair[0]), pair[1]))]
    for _ in range(ALONE):
        net.train_step(*pair, case.loss, optimizer, case.penalty)
        losses.append(float(case.loss.value(net.activations[-1], pair[1])))
    losses = [*losses[1:], float(case.loss.value(net.predict(pair[0]), pair[1]))]
    return {"losses": np.array(losses), "end": losses[-1], "classes": classes[[first, second]]}


def activations(case: Case) -> dict[str, Any]:
    """What the hidden neurons say to examples as they are fed: histograms, and the share at a flat end."""
    inputs = case.fed[0][:LOOKED_AT]
    found, shares, a = [], [], inputs
    net = case.net.copy()
    net.forward(inputs)
    for a, name in zip(net.activations[1:-1], net.activation_names, strict=False):
        low, high = (-1.0, 1.0) if name == "tanh" else (float(a.min()), max(float(a.max()), 1e-9))
        found.append(np.histogram(a, SHOWN, (low, high))[0] / a.size)
        slopes = slope(a, name)
        shares.append(float(np.mean(slopes < FLAT)) if slopes is not None else 0.0)
    return {"histograms": np.array(found), "flat": shares}


def changes(case: Case) -> dict[str, Any]:
    """How large each layer's weights are, and what moves them: the loss, the penalty, and what becomes of it.

    A step is tried on a copy, with the next batch and without dropout. `kept` is what of the loss's and the
    penalty's pull arrives as a change: 0 for a layer that is frozen.
    """
    net, (inputs, targets) = case.net.copy(), _whole_batch(case)
    net.dropout = 0.0
    net.forward(inputs)
    net.backward(targets, case.loss)
    price = net.blueprint.views(np.asarray(case.penalty.gradient(net.flat)))[0]
    slopes, weights = [g.copy() for g in net.weight_gradients], [w.copy() for w in net.weights]
    before = net.flat.copy()
    optimizer = SGD(1.0)
    net.train_step(inputs, targets, case.loss, optimizer, case.penalty)
    moved = net.blueprint.views(net.flat - before)[0]
    rate = float(case.optimizer.lr)
    limits = [math.sqrt(2 / sum(weight.shape[-2:])) for weight in weights]
    return {
        "weights": [rms(w) for w in weights],
        "usual": limits,  # the spread of Xavier's weights
        "slopes": [rms(g) for g in slopes],
        "penalty": [rms(p) for p in price],
        "moved": [rms(m) for m in moved],
        "ratio": [rate * rms(m) / max(rms(w), 1e-12) for m, w in zip(moved, weights, strict=True)],
    }  # fmt: skip


def _whole_batch(case: Case, number: int = 0) -> Batch:
    """One of the next batches, without what is no number."""
    inputs, targets = case.batches[number]
    whole = np.isfinite(inputs).all(axis=1)
    return inputs[whole], targets[whole]


def gradients(case: Case) -> dict[str, Any]:
    """The gradient of each layer's weights as backpropagation has it, beside one measured by nudging.

    `errors` are relative, the largest of some weights in each layer; `worst` are the two numbers there. A
    nudge across a kink makes a right gradient look wrong, but not with other examples: of some batches,
    the one counts with which a layer agrees best.
    """
    tried = [_gradients(case, number) for number in range(min(TRIES, len(case.batches)))]
    best = [
        min((errors[layer], pairs[layer]) for errors, pairs in tried)
        for layer in range(len(case.net.weights))
    ]
    return {"errors": [error for error, _ in best], "worst": [pair for _, pair in best]}


def _gradients(case: Case, number: int) -> tuple[list[float], list[tuple[float, float]]]:
    net, (inputs, targets) = case.net, _whole_batch(case, number)
    here = net.flat.copy()
    if case.is_classes:  # a loss that is cut off where an answer is hopeless has no slope there
        hopeful = (net.predict(inputs) * targets).sum(axis=-1) > HOPELESS
        inputs, targets = (inputs[hopeful], targets[hopeful]) if hopeful.any() else (inputs, targets)
    net.forward(inputs)
    net.backward(targets, case.loss)
    analytic = net.grad_flat.copy()

    def measured(flat: Array) -> float:
        net.flat[...] = flat
        return float(case.loss.value(net.predict(inputs), targets))

    errors, worst = [], []
    try:
        for layer, weight in enumerate(net.weights):
            mask = np.zeros(net.flat.size)
            net.blueprint.views(mask)[0][layer][...] = 1.0
            places = np.flatnonzero(mask)
            strong = places[np.argsort(-np.abs(analytic[places]), kind="stable")]
            some = np.sort(strong[: min(CHECKED, weight.size)])
            report = gradcheck.check(measured, analytic, here, h=1e-5, indices=some)
            at = int(np.argmax(report.errors))
            errors.append(report.max_relative_error)
            worst.append((float(report.analytic[at]), float(report.numerical[at])))
    finally:
        net.flat[...] = here
    return errors, worst


def modes(case: Case) -> dict[str, Any]:
    """How well it answers as it is asked, and without any dropout; and how far the two lie apart."""
    inputs, targets = case.test
    asked, still = case.answer(inputs), case.net.predict(inputs)
    middle = _middle(case)
    return {
        "asked": float(accuracy(asked, targets, middle)),
        "still": float(accuracy(still, targets, middle)),
        "apart": float(np.abs(asked - still).max()),
    }


def rates(case: Case) -> dict[str, Any]:
    """What a single step does, with a tenth of the learning rate, with all of it, and with ten times as much.

    `before` is the loss over some examples as they are fed, `after` [3] the mean of it after a step for
    each of some batches, always from where the network is now, and without dropout.
    """
    net, (inputs, targets) = case.net.copy(), case.fed
    net.dropout = 0.0
    some = slice(None, None, max(1, len(inputs) // LOOKED_AT))

    def loss() -> float:
        return float(case.loss.value(net.predict(inputs[some]), targets[some]))

    here, before, after = net.flat.copy(), loss(), np.zeros(len(RATES))
    tried = [_whole_batch(case, number) for number in range(min(STEPS, len(case.batches)))]
    for batch in tried:
        for i, factor in enumerate(RATES):
            net.train_step(*batch, case.loss, SGD(factor * case.optimizer.lr), case.penalty)
            after[i] += loss() / len(tried)
            net.flat[...] = here
    return {"before": before, "after": after}


@dataclass(frozen=True)
class Instrument:
    """One way of looking: `key` names it, `label` is what its button says, `asks` what it tells."""

    key: str
    label: str
    asks: str
    look: Callable[[Case], dict[str, Any]]


INSTRUMENTS = (
    Instrument("batch", "Batch as fed", "What arrives at the first layer, and with which labels?", batch),
    Instrument("inputs", "Input statistics", "Are the inputs near 0, of size 1, and known?", statistics),
    Instrument("labels", "Labels", "How many are there of each, and in which order do they come?", labels),
    Instrument("loss", "Loss test", "Does a blind answer cost ln k, and a perfect one nothing?", loss_test),
    Instrument("alone", "Two examples", "Can it learn two examples by heart?", alone),
    Instrument("activations", "Activations", "Are hidden neurons stuck at an end?", activations),
    Instrument("changes", "Weight changes", "Which layers move, and what moves them?", changes),
    Instrument("gradients", "Gradient check", "Is every layer's gradient what nudging says?", gradients),
    Instrument("modes", "Without dropout", "Does it answer better when it is asked without dropout?", modes),
    Instrument("rates", "Rate × 0.1, × 10", "Would a step of another size do better?", rates),
)  # fmt: skip

BY_KEY = {one.key: one for one in INSTRUMENTS}
