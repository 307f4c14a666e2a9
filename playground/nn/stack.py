"""A stack of layers that bends a line: one number in, one number out, and what happens on the way.

A network with `layers` hidden layers of `width` neurons each, all with the same activation f, and an output
that only adds up:

    a₀ = x        zₗ = aₗ₋₁ Wₗ + bₗ        aₗ = f(zₗ)        y = aₙ Wₙ₊₁ + bₙ₊₁                         (1)

If f does not bend, the whole stack is one weight and one bias, however many layers there are:

    y = x · W₁W₂…Wₙ₊₁ + (…((b₁W₂ + b₂)W₃ + b₃)… + bₙ₊₁)                                                  (2)

On its way back the gradient is multiplied by a slope and by weights in every layer:

    δₗ = (δₗ₊₁ Wₗ₊₁ᵀ) ⊙ f′(zₗ)                                                                            (3)

so what arrives at the first layer may be next to nothing. The slope of the sigmoid is ¼ at the most: n of
them multiply to 4⁻ⁿ or less. A ReLU passes all or nothing. These are the constraints and the troubles that A.
Sharma's Understanding Activation Functions in Neural Networks (2017) and A. Trask's Grokking Deep Learning
tell of.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.circuits.expressions import formula_in
from playground.lab.numerals import with_minus
from playground.nn.activations import ACTIVATIONS
from playground.nn.initializers import INITIALIZERS
from playground.nn.network import Network

type Array = NDArray[np.float64]

EDGE, POINTS = 3.0, 61  # x goes from −3 to 3 in steps of 0.1
TALLEST = 10.0  # that a target may be
FLAT = 0.1  # of an activation's steepest slope: less counts as flat


def places() -> Array:
    """Where the function is known: x from −3 to 3, [61]."""
    return np.linspace(-EDGE, EDGE, POINTS)


TARGETS: dict[str, Callable[[Array], Array]] = {
    "sin": np.sin,
    "abs": np.abs,
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
}


def read_target(text: str) -> Array:
    """The values [61] of a formula in x, such as x * sin(2 * x), at `places()`.

    Raises ValueError for what is no formula in x alone, or has no value from −10 to 10 at some place.
    """
    x, circuit = places(), formula_in(text, "x")
    with np.errstate(all="ignore"):
        if circuit.inputs:
            circuit.set({"x": x})
        y: Array = np.broadcast_to(np.asarray(circuit.forward(), float), x.shape).copy()
    wrong = np.flatnonzero(~(np.abs(y) <= TALLEST * (1 + 1e-12)))  # 1 / x is a little more than 10 at 0.1
    if wrong.size:
        first, value = float(x[wrong[0]]), float(y[wrong[0]])
        says = f"it is {value:.4g}" if np.isfinite(value) else "it has no value"
        raise ValueError(
            with_minus(f"at x = {first:.1f} {says}; it must stay between -10 and 10 from x = -3 to 3")
        )
    return y


def build(
    activation: str, layers: int, width: int, initializer: str, scale: float, rng: RandomState
) -> Network:
    """The network (1), with weights and biases drawn by `initializer` and multiplied by `scale`.

    A bias is drawn as one of the weights of its layer is, so that the neurons of the first layer bend in
    different places. Order of the draws: the weights layer by layer; then for the biases, layer by layer, as
    many numbers once more, of which the first row counts.
    """
    net = Network(
        (1, *[width] * layers, 1), (*[activation] * layers, "linear"), initializer, rng, bias_init=0.0
    )
    for weight, bias in zip(net.weights, net.biases, strict=True):
        bias[...] = INITIALIZERS[initializer](rng, *weight.shape)[:1]
    net.flat *= scale
    return net


def rebent(net: Network, activation: str) -> Network:
    """A network with the same weights and biases, and another activation in its hidden layers."""
    names = (*[activation] * (len(net.weights) - 1), "linear")
    other = Network(net.sizes, names, "zeros", net.rngs[0])
    other.flat[...] = net.flat
    return other


def as_one(net: Network) -> tuple[float, float]:
    """(2): the one weight and the one bias that do the same as all layers, if they do not bend."""
    weight, bias = np.eye(1), np.zeros((1, 1))
    for w, b in zip(net.weights, net.biases, strict=True):
        weight, bias = weight @ w, bias @ w + b
    return float(weight[0, 0]), float(bias[0, 0])


def apart(net: Network, x: Array) -> float:
    """How far the stack is from the line (2) at the worst of the places x [N]: as a share of its answers.

    Answers below 1 count as 1.
    """
    weight, bias = as_one(net)
    said = net.predict(x[:, None])[:, 0]
    return float(np.max(np.abs(said - (weight * x + bias))) / max(1.0, float(np.max(np.abs(said)))))


def hidden(net: Network) -> list[Array]:
    """The outputs of the hidden layers in the last pass, [N, width] each."""
    return net.activations[1:-1]


def gradient_norms(net: Network) -> list[float]:
    """How large the gradient (3) is at the sums of each hidden layer, after `backward`: over all examples."""
    return [float(np.linalg.norm(delta)) for delta in net.deltas[:-1]]


def gradient_share(net: Network) -> float:
    """The norm of the gradient at the first hidden layer's sums, over that at the last hidden layer's.

    Both layers have the same width, so that with one hidden layer it is 1; with n of slope s and weights
    that change no length it is sⁿ⁻¹. It is 0 where nothing arrives at the last hidden layer either.
    """
    norms = gradient_norms(net)
    return norms[0] / norms[-1] if norms[-1] else 0.0


def silent(net: Network) -> list[NDArray[np.bool_]]:
    """Which neurons of each hidden layer were 0 in the last pass for all examples, [width] each."""
    return [(a == 0).all(axis=0) for a in hidden(net)]


def dead(net: Network) -> float:
    """The share of hidden neurons that were 0 in the last pass for all examples."""
    return float(np.mean(silent(net)))


def saturated(net: Network) -> float:
    """The share of hidden activations, over neurons and examples, on a flat part of the curve.

    Flat is where the slope is less than a tenth of the steepest that the activation has. A step is flat
    everywhere, a line nowhere.
    """
    function = ACTIVATIONS[net.activation_names[0]]
    slopes = np.stack([function.slope(a) for a in hidden(net)])
    return float(np.mean(slopes <= 0 if not function.steepest else slopes < FLAT * function.steepest))


def bends(net: Network) -> int:
    """Between how many neighbours, of the examples of the last pass, some neuron goes from z ≤ 0 to z > 0.

    Or back. For a stack of ReLUs and examples in order these are its bends: between two of them the answer is
    a straight line.
    """
    on = np.hstack([z > 0 for z in net.preactivations[:-1]])  # [N, all neurons]
    return int(np.count_nonzero((on[1:] != on[:-1]).any(axis=1)))


def curve(activation: str, z: Array, width: int = 2) -> tuple[Array, Array]:
    """An activation at the sums z [N]: its values and its slopes, [N] each.

    For softmax, which looks at a whole layer: those of one of `width` neurons, while the others' sums are 0.
    """
    sums = np.zeros((len(z), width if activation == "softmax" else 1))
    sums[:, 0] = z
    out = np.empty_like(sums)
    ACTIVATIONS[activation].forward(sums, out)
    slopes = np.array(ACTIVATIONS[activation].slope(out)[:, 0], np.float64)
    return out[:, 0].copy(), slopes
