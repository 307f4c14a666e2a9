"""Writes the program behind a run of the lab `classifier`: plain numpy, and not a line more than it needs.

The program makes the very steps that the lab makes, in the same order of every operation, so that it prints
the same numbers to the last bit. What the settings do not ask for is not in it: without dropout there are no
masks, without a schedule the learning rate is a constant.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.data import recipes
from playground.lab.listing import fill
from playground.labs.classifier.parse import units
from playground.nn import pieces
from playground.nn.task import Problem

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

# The whole program. Before the bar stand the flags that a line is for (with !: those it is not for); in
# braces, what depends on the settings.
PROGRAM = r"""
                |import numpy as np
                |
                |STEPS, BATCH, RATE = {steps}, {batch}, {learning_rate!r}
                |rng = np.random.RandomState({seed})
                |
                |{cloud}
features        |x, y = points.T
features        |inputs = np.stack([{columns}], axis=1)  # [{points}, {ins}]
features        |targets = {targets}  # [{points}, {outs}]
!features       |inputs, targets = points, {targets}  # [{points}, 2], [{points}, {outs}]
                |train, test = np.split(rng.permutation({points}), [{train}])
reshuffle       |key = np.random.RandomState({seed}).randint(2**31, dtype=np.int64)
                |
                |sizes = {sizes}
                |weights = [{weights} for n, m in zip(sizes, sizes[1:])]  # [in, out]
                |biases = [np.full((1, m), {bias}) for m in sizes[1:]]
                |parameters = [p for pair in zip(weights, biases) for p in pair]
means           |means = [np.zeros_like(p) for p in parameters]
squares         |squares = [np.zeros_like(p) for p in parameters]
l1              |alive = [np.ones_like(weight) for weight in weights]
                |
softmax         |def softmax(z):
softmax         |    shares = np.exp(z - z.max(axis=1, keepdims=True))
softmax         |    return shares / shares.sum(axis=1, keepdims=True)
softmax         |
mixed           |layers = {layers}
mixed           |bends = {{{bends}}}
mixed           |slopes = {{{slopes}}}
mixed           |
!dropout        |def forward(x):
!dropout        |    outputs = [x]  # of every layer, the inputs first
dropout         |def forward(x, dropout=False):
dropout         |    outputs, fired, masks = [x], [x], [1.0]  # of every layer, the inputs first
                |    for weight, bias in zip(weights, biases):
                |        z = outputs[-1] @ weight + bias  # [batch, in] @ [in, out] + [1, out]
!dropout        |        outputs.append({bend})
!dropout        |    return outputs
dropout         |        fired.append({bend})
dropout         |        silence = dropout and len(outputs) < {depth}
dropout         |        masks.append(rng.binomial(1, {stay!r}, z.shape) * (1 / {stay!r}) if silence else 1.0)
dropout         |        outputs.append(fired[-1] * masks[-1])
dropout         |    return outputs, fired, masks
                |
                |for step in range(STEPS):
                |    first = step % {epoch} * BATCH  # {epoch} batches are an epoch
reshuffle       |    if first == 0:
reshuffle       |        order = np.arange(len(train))
reshuffle       |        np.random.RandomState([key, step // {epoch}]).shuffle(order)
reshuffle       |    rows = train[order[first : first + BATCH]]
!reshuffle      |    rows = train[first : first + BATCH]
                |    x, t = inputs[rows], targets[rows]  # [batch, in], [batch, out]
!dropout        |    outputs = forward(x)
dropout         |    outputs, fired, masks = forward(x, dropout=True)
                |    o, gradients, ones = outputs[-1], [], np.ones((1, len(x)))
                |    delta = {pull} / len(x){last_slope}  # [batch, out]
                |    for layer in reversed(range({depth})):
                |        gradients = [outputs[layer].T @ delta, ones @ delta, *gradients]
hidden          |        if layer > 0:
hidden !dropout |            delta = delta @ weights[layer].T * {slope}
hidden dropout  |            delta = delta @ weights[layer].T * masks[layer] * {slope}
schedule        |    rate = {schedule}
l1              |    costs = [{price!r} * np.sign(weight) for weight in weights]
l2              |    costs = [{price!r} * weight for weight in weights]
!frozen         |    for {one} in zip({all}):
frozen          |    for k, ({one}) in enumerate(zip({all})):
frozen          |        if k // 2 in {frozen}:
frozen          |            continue  # this layer is frozen
                |        {rule}
priced          |    for layer, (weight, cost) in enumerate(zip(weights, costs)):
priced frozen   |        if layer in {frozen}:
priced frozen   |            continue
l2              |        weight -= {rate} * cost
l1              |        shrunk = weight - {rate} * cost
l1              |        alive[layer][weight * shrunk < 0] = 0.0  # carried across 0: cut for good
l1              |        weight[...] = shrunk * alive[layer]
                |
                |for part, rows in ("train", train), ("test", test):
!dropout        |    o, t = forward(inputs[rows])[-1], targets[rows]
dropout         |    o, t = forward(inputs[rows])[0][-1], targets[rows]
!softmax        |    print(f"{{part}}_loss", np.mean({loss}))
softmax         |    print(f"{{part}}_loss", ({loss}).sum(axis=1).mean())
classes !softmax|    print(f"{{part}}_accuracy", np.mean((o > {middle}) == (t > {middle})))
softmax         |    print(f"{{part}}_accuracy", np.mean(o.argmax(axis=1) == t.argmax(axis=1)))
                |print("epoch", STEPS // {epoch} + STEPS % {epoch} * BATCH / {train})
"""


def script(lab: "Classifier", steps: int) -> str:
    """A script that needs only numpy, trains for `steps` steps and prints the metrics."""
    points, problem = lab.posed(np.random.RandomState(lab.seed))  # in the order in which they are drawn
    activations, frozen = lab.hidden_activations(), sorted(lab.controls().frozen)
    output, depth = problem.output, len(activations) + 1
    kinds = list(dict.fromkeys(activations))
    dropout = bool(lab.dropout and kinds)
    price = lab.regularization if lab.regularization_rate else "none"
    rule = pieces.RULES[lab.optimizer]
    slots = [slot for slot in ("means", "squares") if re.search(rf"\b{slot[0]}\b", " ".join(rule))]
    rate = "RATE" if lab.schedule == "constant" else "rate"

    flags = {
        "features": problem.names != ("x", "y"),
        "softmax": output == "softmax",
        "classes": problem.classes > 0,
        "hidden": depth > 1,
        "schedule": rate == "rate",
        "priced": price != "none",
        "frozen": bool(frozen),
        "reshuffle": lab.reshuffle,
        "mixed": len(kinds) > 1,
        "dropout": dropout,
    }
    fields = {
        "steps": steps,
        "points": len(points),
        "train": len(problem.train),
        "cloud": recipes.lines(lab.data, points, lab.noise / 100, str(units(lab.own, lab.data))),
        "columns": ", ".join(pieces.FEATURES.get(name, name) for name in problem.names),
        "targets": _targets(problem),
        "ins": len(problem.names),
        "outs": problem.outputs,
        "sizes": [len(problem.names), *lab.hidden, problem.outputs],
        "depth": depth,
        "weights": pieces.WEIGHTS[lab.initializer],
        "bias": 0.1 if lab.initializer == "tf-playground" else 0.0,
        "layers": [*activations, output],
        "bends": _table("z", {kind: pieces.BENDS[kind][0] for kind in [*kinds, output]}),
        "slopes": _table("a", {kind: pieces.BENDS[kind][1] for kind in kinds}),
        "bend": _bend(kinds, output, depth),
        "slope": _slope(kinds, "fired[layer]" if dropout else "outputs[layer]"),
        "last_slope": "" if problem.loss.fused_with or output == "linear" else f" * {_slope([output], 'o')}",
        "stay": 1 - lab.dropout,
        "epoch": -(-len(problem.train) // lab.batch),
        "pull": pieces.LOSSES[problem.loss_name][1],
        "loss": pieces.LOSSES[problem.loss_name][0],
        "middle": 0.5 if output == "sigmoid" else 0,
        "schedule": pieces.SCHEDULES[lab.schedule].format(period=lab.period),
        "price": lab.regularization_rate,
        "rate": rate,
        "frozen": frozen,
        "one": ", ".join(["p", "g", *(slot[0] for slot in slots)]),
        "all": ", ".join(["parameters", "gradients", *slots]),
        "rule": "\n        ".join(rule).format(rate=rate, momentum=lab.momentum),
    }
    wanted = {flag for flag, on in flags.items() if on} | {price, *slots}
    return fill(PROGRAM, wanted, **lab.settings | fields)


def _targets(problem: Problem) -> str:
    if problem.output == "softmax":
        which = "labels" if problem.classes > 2 else "(labels > 0).astype(int)"
        return f"np.eye({problem.classes})[{which}]"
    return "(labels[:, None] + 1) / 2" if problem.output == "sigmoid" else "labels[:, None]"


def _table(name: str, formulas_by_kind: dict[str, str]) -> str:
    """Functions of one argument, as the inside of a dictionary."""
    return ", ".join(f'"{kind}": lambda {name}: {formula}' for kind, formula in formulas_by_kind.items())


def _bend(kinds: Sequence[str], output: str, depth: int) -> str:
    """How the sum z of a layer is bent, in `forward`."""
    if len(kinds) > 1:
        return "bends[layers[len(outputs) - 1]](z)"
    last = pieces.BENDS[output][0]
    if not kinds or kinds[0] == output:
        return last
    return f"{pieces.BENDS[kinds[0]][0]} if len(outputs) < {depth} else {last}"


def _slope(kinds: Sequence[str], a: str) -> str:
    """The slope where the output is `a`."""
    if len(kinds) != 1:
        return f"slopes[layers[layer - 1]]({a})"
    return f"({re.sub(r'\ba\b', a, pieces.BENDS[kinds[0]][1])})"
