"""What is wrong with this network? The first things that somebody who has trained many would look at.

Each check below is a pure function: from arrays to a `Finding`, or to None if there is nothing to say. A
finding gives its evidence in numbers, what these mean, and what to try. `diagnose` runs all of them. No check
is ever certain: a network with a finding may learn well, and one without may not. The sources are named in
`playground.nn.advice`; the limits here are rules of thumb.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from playground.lab.finding import SEVERITIES, Finding
from playground.nn.advice import WORDS, advise, finding
from playground.nn.losses import Loss
from playground.nn.network import Network

type Array = NDArray[np.float64]

FLAT_SLOPE = 0.02  # of the steepest slope: less counts as flat, for tanh where |a| > 0.99
FLAT_SHARE = 0.95  # of the examples: a neuron that is flat for so many is saturated
VANISHING, EXPLODING = 1e-3, 1e2  # the first layer's delta over the last one's
LARGE_GRADIENT = 1e2  # of a weight, on the average
FAST, SLOW = 0.3, 1e-6  # update over weight in one step
LEARNT = 0.5  # of a blind guess's loss: below, steps may be as small as they like
BAD_START, NO_BETTER = 1.5, 0.95  # times a blind guess's loss: before the first step, and after many
PATIENCE = 1000  # steps after which a network should know better
LARGE_TARGET = 10  # size of what a network is to say
LARGE_INPUT, UNLIKE_INPUTS, OFF_CENTRE = 10, 20, 3  # size; largest over smallest size; mean over spread
UNEQUAL, VERY_UNEQUAL = 3, 10  # the largest class over the smallest


def diagnose(
    net: Network,
    inputs: Array,
    targets: Array,
    loss: Loss,
    steps: int = 0,
    update: Array | None = None,
    in_use: Collection[str] = (),
) -> list[Finding]:
    """All findings about a single network on its training data, the worst first. Changes nothing.

    inputs: [n, in]; targets: [n, out]; steps: how many it has learnt for; update: what the last step has
    taken off the parameters [P], see `Optimizer.last_update`; in_use: tags of `playground.nn.advice`, for
    what needs no advice, besides those that the network itself shows.
    """
    lost = not_a_number(net.flat)
    if lost is not None:
        return [lost]  # everything else would only repeat it
    net = _double(net)
    with np.errstate(over="ignore", invalid="ignore"):
        output = net.forward(inputs)
        net.backward(targets, loss)
        value, blind = float(loss.value(output, targets)), chance(loss, targets)
    *hidden, last = places(len(net.weights))
    checks = [
        unscaled_targets(targets),
        against_chance(value, blind, steps),
        fading_gradient(net.deltas, net.weight_gradients, [*hidden, last]),
        None if loss.fused_with else certain_and_wrong(output, targets, net.activation_names[-1], last),
        unscaled_inputs(inputs),
        imbalance(targets),
    ]
    for layer, where in enumerate(hidden):
        a, name = net.activations[layer + 1], net.activation_names[layer]
        checks.append(saturated(a, name, where))
        checks.append(dead_relus(a, where) if name == "relu" else None)
        checks.append(all_alike(net.weights[layer], net.weights[layer + 1], where))
    if update is not None:
        updates = net.blueprint.views(update)[0]
        checks.append(update_ratio(updates, net.weights, [*hidden, last], value < LEARNT * blind))
    done = {*in_use, *shown_by(net.activation_names[:-1])}
    found = [
        replace(check, advice=advise(WORDS[check.kind][1], done)) for check in checks if check is not None
    ]
    return sorted(found, key=lambda one: SEVERITIES.index(one.severity))


def shown_by(activations: Sequence[str]) -> set[str]:
    """What the hidden layers are already, as tags of `playground.nn.advice`."""
    shown = {*activations}
    if "sigmoid" not in activations:
        shown.add("no sigmoid")
    if len(activations) < 2:
        shown.add("shallow")
    return shown


_doubles: WeakKeyDictionary[Network, Network] = WeakKeyDictionary()


def _double(net: Network) -> Network:
    """A network with the same parameters, to be looked at in peace; kept, as it takes long to make."""
    double = _doubles.get(net)
    if double is None:
        double = _doubles[net] = net.copy()
    double.load_state(net.state())
    return double


# ---------------------------------------------------------------------------------------------------- neurons


def slope(a: Array, activation: str) -> Array | None:
    """The slope at each output a [n, neurons], the steepest being 1; None if the activation is never flat."""
    if activation == "tanh":
        return 1 - a**2
    return 4 * a * (1 - a) if activation == "sigmoid" else None


def saturated(a: Array, activation: str, where: str) -> Finding | None:
    """Neurons of a hidden layer on the flat part of tanh or sigmoid, from their outputs [n, neurons]."""
    slopes = slope(a, activation)
    if slopes is None:
        return None
    flat = (slopes < FLAT_SLOPE).mean(axis=0)  # [neurons]: for what share of the examples
    stuck = np.flatnonzero(flat >= FLAT_SHARE)
    if not stuck.size:
        return None
    severity = "problem" if stuck.size == flat.size else "warning" if 2 * stuck.size >= flat.size else "note"
    evidence = (
        f"{stuck.size} of {flat.size} neurons are at the flat end of {activation} for at least "
        f"{flat[stuck].min():.0%} of the examples; mean slope {slopes[:, stuck].mean():.2g} of the steepest."
    )
    return finding("Saturated neurons", severity, f"{where}, {neurons(stuck)}", evidence)


def dead_relus(a: Array, where: str) -> Finding | None:
    """ReLU neurons that fire for no example, from their outputs [n, neurons]."""
    dead = np.flatnonzero((a <= 0).all(axis=0))
    if not dead.size:
        return None
    share = dead.size / a.shape[-1]
    severity = "problem" if share == 1 else "warning" if share >= 0.4 else "note"
    evidence = f"{dead.size} of {a.shape[-1]} neurons answer 0 to all {a.shape[0]} examples."
    return finding("Dead ReLUs", severity, f"{where}, {neurons(dead)}", evidence)


def all_alike(weight: Array, outgoing: Array, where: str) -> Finding | None:
    """Neurons that all do the same, from the weights in [in, neurons] and out [neurons, out]."""
    both = np.concatenate([weight, outgoing.T])  # [in + out, neurons]
    if both.shape[-1] < 2 or np.ptp(both, axis=-1).any():
        return None
    evidence = f"All {both.shape[-1]} neurons have exactly the same weights, in and out."
    return finding("Neurons all alike", "problem", where, evidence)


def certain_and_wrong(output: Array, target: Array, activation: str, where: str) -> Finding | None:
    """Outputs [n, out] at the flat end that is the wrong one; for losses that have to pass the activation."""
    slopes = slope(output, activation)
    if slopes is None:
        return None
    middle = 1.0 if activation == "tanh" else 0.5  # how far it is from one end to the middle
    stuck = ((slopes < FLAT_SLOPE) & (np.abs(output - target) > middle)).any(axis=-1).mean()
    if stuck < 0.05:
        return None
    evidence = (
        f"{stuck:.0%} of the examples get the opposite of the right answer, at the flat end of {activation}."
    )
    return finding("Certain and wrong", "problem" if stuck >= 0.25 else "warning", where, evidence)


# -------------------------------------------------------------------------------------- gradients and updates


def fading_gradient(
    deltas: Sequence[Array], gradients: Sequence[Array], where: Sequence[str]
) -> Finding | None:
    """A gradient that dies away or grows from layer to layer on its way back.

    deltas: the gradient at each layer's sums [n, neurons]; gradients: of each layer's weights [in, out].
    """
    sizes, slopes = [rms(delta) for delta in deltas], [rms(gradient) for gradient in gradients]
    if sizes[-1] == 0:
        return None  # nothing to learn from these examples
    by_layer = f"Size of the gradient by layer: {listed(where, sizes)}."
    steepest = int(np.argmax(slopes))
    if slopes[steepest] > LARGE_GRADIENT or max(sizes) > EXPLODING * sizes[-1]:
        evidence = f"{by_layer} At the weights it is {slopes[steepest]:.2g} on the average."
        return finding("Exploding gradient", "problem", where[steepest], evidence)
    if sizes[0] < VANISHING * sizes[-1]:
        evidence = (
            f"{by_layer} Of what leaves the last layer, {sizes[0] / sizes[-1]:.2g} arrives at the first."
        )
        return finding("Vanishing gradient", "warning" if sizes[0] else "problem", where[0], evidence)
    return None


def update_ratio(
    updates: Sequence[Array], weights: Sequence[Array], where: Sequence[str], learnt: bool = False
) -> Finding | None:
    """How far one step moves the weights of each layer, against how large they are: both [in, out].

    A network that has `learnt` may take steps as small as it likes.
    """
    ratios = [rms(update) / max(rms(weight), 1e-12) for update, weight in zip(updates, weights, strict=True)]
    evidence = (
        f"Update over weight: {listed(where, ratios)}. About 0.001 is usual, in small networks up to 0.1."
    )
    if max(ratios) > FAST:
        return finding("Steps too large", "warning", where[int(np.argmax(ratios))], evidence)
    if max(ratios) < SLOW and not learnt:
        return finding("Steps too small", "warning", "all layers", evidence)
    return None


def not_a_number(flat: Array) -> Finding | None:
    """Parameters [P] that are no numbers any more."""
    bad = int((~np.isfinite(flat)).sum())
    evidence = f"{bad} of {flat.size} parameters are NaN or infinite."
    return finding("Not a number", "problem", "parameters", evidence) if bad else None


# ---------------------------------------------------------------------------------------------- loss and data


def chance(loss: Loss, targets: Array) -> float:
    """The loss of a blind guess: of the best answer that is the same for all examples, [n, out]."""
    if loss.name == "absolute-error":
        guess = np.median(targets, axis=0)
    elif loss.name == "hinge":
        guess = np.where(targets.mean(axis=0) >= 0, 1.0, -1.0)
    else:
        guess = targets.mean(axis=0)  # [out]
    return float(loss.value(np.broadcast_to(guess, targets.shape), targets))


def against_chance(value: float, blind: float, steps: int) -> Finding | None:
    """A loss that is worse than a blind guess's at the start, or not much better after many steps."""
    costs = f"the loss is {value:.3g}; always giving the same answer costs {blind:.3g}."
    if steps == 0 and value > BAD_START * blind:
        return finding("A bad start", "warning", "loss", f"Before the first step {costs}")
    if steps >= PATIENCE and value > NO_BETTER * blind:
        return finding("No better than guessing", "warning", "loss", f"After {steps:,} steps {costs}")
    return None


def unscaled_inputs(inputs: Array) -> Finding | None:
    """Inputs [n, features] far from 0, or of very different sizes. Constant ones pass as biases."""
    varied = np.flatnonzero(np.ptp(inputs, axis=0) > 0)
    if not varied.size:
        return None
    x = inputs[:, varied]
    sizes = np.sqrt((x**2).mean(axis=0))  # [features]
    large, unlike = sizes.max(), sizes.max() / sizes.min()
    off = (np.abs(x.mean(axis=0)) / x.std(axis=0)).max()
    if large <= LARGE_INPUT and unlike <= UNLIKE_INPUTS and off <= OFF_CENTRE:
        return None
    evidence = (
        f"The largest input has size {large:.3g}, {unlike:.3g} times the smallest's; the mean is up to "
        f"{off:.3g} times the spread."
    )
    return finding("Unscaled inputs", "warning", f"input {varied[sizes.argmax()] + 1}", evidence)


def unscaled_targets(targets: Array) -> Finding | None:
    """Targets [n, out] of a regression that are far from 0; those of classes are never."""
    if rms(targets) <= LARGE_TARGET:
        return None
    evidence = (
        f"The targets go from {targets.min():.4g} to {targets.max():.4g}; first answers are not far from 0."
    )
    return finding("Unscaled targets", "problem", "training data", evidence)


def imbalance(targets: Array) -> Finding | None:
    """Classes of very different sizes, from targets [n, 1] of two values or [n, classes] of 0 and 1."""
    if targets.shape[-1] > 1:
        counts = targets.astype(int).sum(axis=0)
        if not np.isin(targets, (0, 1)).all() or counts.sum() != len(targets):
            return None  # not classes
    else:
        names = np.unique(targets)
        if len(names) != 2:
            return None
        counts = np.array([(targets == name).sum() for name in names])
    largest, smallest = int(counts.max()), int(counts.min())
    if largest <= UNEQUAL * smallest:
        return None
    severity = "warning" if largest > VERY_UNEQUAL * smallest else "note"
    evidence = f"The largest class has {largest} examples, the smallest {smallest}."
    return finding("Unequal classes", severity, "training data", evidence)


# --------------------------------------------------------------------------------------------------- in words


def rms(array: Array) -> float:
    """The size of a typical entry: the root mean square of an array of any shape."""
    return float(np.sqrt(np.mean(np.square(array))))


def places(layers: int) -> list[str]:
    """What the layers of a network are called."""
    return [f"hidden layer {layer}" for layer in range(1, layers)] + ["output layer"]


def listed(where: Sequence[str], numbers: Sequence[float]) -> str:
    return ", ".join(f"{place} {number:.2g}" for place, number in zip(where, numbers, strict=True))


def neurons(indices: NDArray[np.intp], most: int = 6) -> str:
    """Which neurons, counted from 1 as on the page; `indices` [n] count from 0. At most `most` are named."""
    named = ", ".join(str(index + 1) for index in indices[:most])
    rest = f" and {len(indices) - most} more" if len(indices) > most else ""
    return f"neuron{'s' if len(indices) > 1 else ''} {named}{rest}"
