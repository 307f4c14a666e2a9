"""What is wrong with this training? The program that stands beside the learner in a clinic.

It reads what the instruments show (`playground.nn.instruments`) of the model, the data, the batches as
they are fed and the history, and names ills of `playground.nn.ills`. It never knows what was planted.
Rules come in the order in which one should look: data first, then the loss, the network, the steps; for an
ill of the data makes all that comes later look ill too. A rule that is certain makes a *problem*, a rule
of thumb a *warning*.
"""

from collections.abc import Iterator

import numpy as np

from playground.lab.finding import SEVERITIES, Finding
from playground.nn import instruments
from playground.nn.diagnose import LARGE_INPUT, listed, places
from playground.nn.ills import BY_KEY
from playground.nn.instruments import Case

APART = 0.2  # of the examples: labels that are others than in the data
AGREE = 0.5  # of what is above luck: how often neighbours have the same label
MANY_TIMES = 50  # the largest class over the smallest
PURE = 0.99  # of a batch: of one class
LARGE_SHARE, MANY = 0.5, 100  # a batch of so much of so many examples is large
EXACT = 1e-6  # what a test of the loss may be off
ROUNDING = 1e-12  # of a weight: a smaller change is none
WRONG = 1e-2  # relative error of a gradient
LARGE_START, LARGE_WEIGHTS = 2.0, 4.0  # times chance; times Xavier's size
UNLEARNT = 0.25  # of chance: above, the loss is high
HEAVY = 0.5  # of the loss's pull: the penalty's
WORSE = 1.2  # times chance, after a start near it
LESS = 0.8  # of the loss after a step: that after a tenth of it
CRAWL, FARTHER = 0.01, 3.0  # of the loss that a step takes away; how much more ten times the rate does

type Said = tuple[str, str, str, str]  # key of the ill, severity, where, evidence


def diagnose(case: Case) -> list[Finding]:
    """The ills that this training seems to have, the surest first. Changes nothing.

    A finding's `kind` is the name of an ill in `playground.nn.ills`.
    """
    with np.errstate(all="ignore"):
        found = [*_data(case)] or [*_loss(case)] or [*_network(case)] or [*_steps(case)]
    findings = [
        Finding(BY_KEY[key].name, severity, where, evidence, BY_KEY[key].what, BY_KEY[key].cure)
        for key, severity, where, evidence in found
    ]
    return sorted(findings, key=lambda one: SEVERITIES.index(one.severity))


def _data(case: Case) -> Iterator[Said]:
    """What is loaded, and what of it arrives. One of these explains what comes after, so the first is
    enough.
    """
    seen, batch, labels = (
        look(case) for look in (instruments.statistics, instruments.batch, instruments.labels)
    )
    n = len(case.data[0])
    counts = labels["counts"]
    if seen["lost"]:
        said = f"{seen['lost']} of the numbers that are fed in an epoch are none."
        yield "not-a-number", "problem", "a batch as it is fed", said
    elif seen["spread"] == 0 and seen["stored_spread"] > 0:
        said = f"Every input is {seen['mean']:.3g}, though those in the data have a spread of "
        yield "zero-inputs", "problem", "inputs as fed", f"{said}{seen['stored_spread']:.3g}."
    elif batch["same"] and batch["size"] < n:
        said = f"{len(case.batches)} batches in a row hold the same {batch['size']} examples, of {n}."
        yield "same-batch", "problem", "batches as fed", said
    elif max(abs(seen["mean"]), seen["spread"]) > LARGE_INPUT:
        said = (
            f"The inputs have the mean {seen['mean']:.3g} and the spread {seen['spread']:.3g}, not 0 and 1."
        )
        yield "raw-inputs", "warning", "inputs as fed", said
    elif seen["moved"] > 0.5:
        said = (
            f"{seen['moved']:.0%} of what is fed are examples of the data with their numbers in other places."
        )
        yield "turned-inputs", "problem", "inputs as fed", said
    elif seen["known"] < 0.5:
        said = f"{1 - seen['known']:.0%} of what is fed stand nowhere in the data."
        yield "random-inputs", "problem", "inputs as fed", said
    elif labels["apart"] > APART:
        said = f"{labels['apart']:.0%} of the examples are fed with another label than they have in the data."
        yield "shuffled-labels", "problem", "labels as fed", said
    elif len(counts) > 1 and counts.max() > MANY_TIMES * max(counts.min(), 1):
        said = f"The largest class has {counts.max()} examples, the smallest {counts.min()}."
        yield "class-imbalance", "warning", "labels in the data", said
    elif case.is_classes and _are_pure(labels["batches"]):
        means = labels["batches"].argmax(axis=1)
        said = f"Each of {len(means)} batches holds one class: {', '.join(map(str, means[:8]))} …"
        staircase = int((np.diff(means) < 0).sum()) <= 1
        yield "sorted-data" if staircase else "one-class-batches", "problem", "batches as fed", said
    elif case.is_classes and labels["alike"] - labels["by_luck"] < AGREE * (1 - labels["by_luck"]):
        said = f"Only {labels['alike']:.0%} of the examples have the label of their nearest neighbour."
        yield "noisy-labels", "warning", "labels in the data", said
    elif case.is_classes and batch["size"] >= LARGE_SHARE * n and n >= MANY:
        yield "large-batch", "warning", "batches as fed", f"A batch holds {batch['size']} of {n} examples."


def _are_pure(batches: np.ndarray) -> bool:
    """Whether nearly each of several batches, from their counts [batches, k], is of one class."""
    if len(batches) < 8 or batches.sum(axis=1).max() < 5 or len({*batches.argmax(axis=1).tolist()}) < 2:
        return False
    return bool((batches.max(axis=1) / batches.sum(axis=1)).mean() > PURE)


def _loss(case: Case) -> Iterator[Said]:
    """The loss by itself."""
    test = instruments.loss_test(case)
    at_chance = not case.is_classes or abs(test["blind"] - test["should"]) < EXACT
    if not at_chance:
        said = f"A blind answer costs {test['blind']:.4g}, not {test['should']:.4g}."
        yield "wrong-loss", "problem", "loss", said
    elif case.is_classes and abs(test["perfect"]) > EXACT:
        yield "softmax-twice", "problem", "loss", f"A perfect answer still costs {test['perfect']:.4g}."


def _network(case: Case) -> Iterator[Said]:
    """Its layers, forward and backward."""
    where = places(len(case.net.weights))
    moves, checked = instruments.changes(case), instruments.gradients(case)
    modes, test = instruments.modes(case), instruments.loss_test(case)
    pulls = zip(moves["slopes"], moves["weights"], moves["moved"], strict=True)
    still = [i for i, (slope, weight, moved) in enumerate(pulls) if slope > ROUNDING * weight and moved == 0]
    large = max(w / usual for w, usual in zip(moves["weights"], moves["usual"], strict=True))
    if case.is_classes and case.start > LARGE_START * case.blind and large > LARGE_WEIGHTS:
        said = (
            f"Before the first step the loss was {case.start:.3g}, by chance it would be {case.blind:.3g}; "
        )
        yield "large-weights", "warning", "weights", f"{said}weights are {large:.2g} times the usual size."
        return
    if still:
        said = f"The gradient is not 0 there, but the step is: {listed(where, moves['moved'])}."
        yield "frozen-layers", "problem", ", ".join(where[i] for i in still), said
    bad = [i for i, error in enumerate(checked["errors"]) if not error <= WRONG]
    if bad:
        said = f"Relative error of the gradient by layer: {listed(where, checked['errors'])}."
        yield "wrong-slope", "problem", ", ".join(where[i] for i in bad), said
    if modes["apart"] > EXACT:
        said = f"{modes['asked']:.0%} right as it is asked, {modes['still']:.0%} without dropout."
        yield "training-mode", "problem", "answers", said
    narrow, k = min(case.net.sizes[1:-1], default=0), case.data[1].shape[-1]
    if narrow and 3 * narrow < k and test["now"] > UNLEARNT * case.blind:
        said = f"{k} classes pass through a layer of {narrow}; the loss is {test['now']:.3g}."
        yield "too-small", "warning", where[case.net.sizes[1:-1].index(narrow)], said


def _steps(case: Case) -> Iterator[Said]:
    """What moves the weights, and how far."""
    moves, tried, test = instruments.changes(case), instruments.rates(case), instruments.loss_test(case)
    if not (case.is_classes and test["now"] > UNLEARNT * case.blind):
        return
    before, after = tried["before"], tried["after"]
    pulls = sum(p > HEAVY * s for p, s in zip(moves["penalty"], moves["slopes"], strict=True))
    if 2 * pulls > len(moves["slopes"]):
        said = (
            f"The penalty pulls with {listed(places(len(moves['slopes'])), moves['penalty'])}; the loss with "
        )
        yield (
            "over-regularized",
            "warning",
            "weights",
            f"{said}{', '.join(f'{s:.2g}' for s in moves['slopes'])}.",
        )
    elif test["now"] > WORSE * case.blind >= case.start:
        said = f"The loss began at {case.start:.3g}, near chance, and learning has brought it to "
        yield "rate-too-large", "warning", "learning rate", f"{said}{test['now']:.3g}."
    elif after[0] < LESS * after[1]:
        said = f"A step takes the loss from {before:.3g} to {after[1]:.3g}; a tenth of it, to "
        yield "rate-too-large", "warning", "learning rate", f"{said}{after[0]:.3g}."
    elif before - after[1] < CRAWL * before and before - after[2] > FARTHER * (before - after[1]) > 0:
        said = f"A step takes the loss from {before:.5g} to {after[1]:.5g}; ten times the rate, "
        yield "rate-too-small", "warning", "learning rate", f"{said}to {after[2]:.5g}."
