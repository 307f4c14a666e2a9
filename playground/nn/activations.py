"""What a neuron does with the sum it has collected.

Without it a stack of layers would be one big linear map. Each activation below is a pair: `forward` bends the
sum z into the output a = f(z), and `backward` passes a gradient the other way, by multiplying it with the
slope f′(z). All of these slopes can be written with the output a alone, which the forward pass has left
behind.

Everything works in place on arrays of any shape, because it runs for every layer in every step of training.
`gradient` comes in as the gradient of the loss at a and leaves as the gradient at z; `scratch` is an array of
the same shape whose contents may be lost.
"""

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.floating]

# An array with no axes instead of a plain number, which numpy would convert anew at every call.
_ONE = np.array(1.0)


class Activation:
    """One activation f. The neurons of the layer lie along `axis`, which only softmax cares about.

    `steepest` is the largest slope that it has anywhere.
    """

    name = ""
    steepest = 1.0

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        """Write f(z) into `out`, of the same shape [...], which may be `z` itself."""
        raise NotImplementedError

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        """Multiply `gradient` by f′(z), in place, where a = f(z); all three are of one shape [...]."""
        raise NotImplementedError

    def slope(self, a: Array) -> Array:
        """How much each output a = f(z) [...] changes with its own sum: f′(z), a new array [...]."""
        slope = np.ones_like(a)
        self.backward(a, slope, np.empty_like(a))
        return slope


class Step(Activation):
    """f(z) = 1 where z > 0, else 0: all or nothing, and flat everywhere. Its slope is 0, so nothing that lies
    before it can learn by gradient descent.
    """

    name = "step"
    steepest = 0.0

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        np.heaviside(z, 0.0, out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        gradient.fill(0.0)


class Linear(Activation):
    """f(z) = z, slope 1: no bend at all. For regression, and to see what depth without a bend is worth."""

    name = "linear"

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        np.copyto(out, z)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        pass


class Tanh(Activation):
    """f(z) = tanh z, between −1 and 1; slope 1 − a²."""

    name = "tanh"

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        np.tanh(z, out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        np.multiply(a, a, out=scratch)
        np.subtract(_ONE, scratch, out=scratch)
        np.multiply(gradient, scratch, out=gradient)


class Sigmoid(Activation):
    """f(z) = 1/(1 + e⁻ᶻ), between 0 and 1; slope a(1 − a), never more than ¼."""

    name = "sigmoid"
    steepest = 0.25

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        # e⁷⁰⁹ is about the largest number there is (e⁸⁸ in single precision), and 1/e⁷⁰⁹ as good as 0. To
        # stop there avoids the overflow, and everywhere else the formula is the textbook's to the last digit.
        largest = 708.0 if out.dtype == np.float64 else 88.0
        np.negative(z, out=out)
        np.minimum(out, largest, out=out)
        np.exp(out, out=out)
        np.add(out, 1.0, out=out)
        np.divide(1.0, out, out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        np.subtract(_ONE, a, out=scratch)
        np.multiply(a, scratch, out=scratch)
        np.multiply(gradient, scratch, out=gradient)


class ReLU(Activation):
    """f(z) = max(0, z); slope 1 where the neuron fires and 0 where it does not."""

    name = "relu"

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        np.maximum(z, 0.0, out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        np.sign(a, out=scratch)  # a is never negative: 1 where it fires, else 0
        np.multiply(gradient, scratch, out=gradient)


class LeakyReLU(Activation):
    """f(z) = z where z > 0, else z/100: a neuron that does not fire still lets a little gradient through."""

    name = "leaky-relu"
    leak = 0.01

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        np.maximum(z, self.leak * z, out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        np.heaviside(a, 0.0, out=scratch)  # 1 where it fires, else 0
        np.maximum(scratch, self.leak, out=scratch)
        np.multiply(gradient, scratch, out=gradient)


class ELU(Activation):
    """f(z) = z where z > 0, else eᶻ − 1: a ReLU that bends gently, towards −1; slope 1, and left of 0 a + 1.

    D.-A. Clevert, T. Unterthiner and S. Hochreiter, Fast and Accurate Deep Network Learning by Exponential
    Linear Units (ELUs), 2015, with their α = 1.
    """

    name = "elu"

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        left = np.expm1(np.minimum(z, 0.0))  # 0 where z > 0
        np.maximum(z, 0.0, out=out)
        np.add(out, left, out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        np.minimum(a, 0.0, out=scratch)
        np.add(scratch, _ONE, out=scratch)
        np.multiply(gradient, scratch, out=gradient)


class Softmax(Activation):
    """f(z)ᵢ = eᶻⁱ / Σⱼ eᶻʲ: positive shares that add up to 1, one for every class.

    Each output depends on every input of the layer. Its derivative is ∂aᵢ/∂zⱼ = aᵢ(δᵢⱼ − aⱼ), so the gradient
    at z is aᵢ(gᵢ − Σⱼ gⱼaⱼ). The loss `softmax-cross-entropy` skips this: the two together are just
    a − target.
    """

    name = "softmax"
    steepest = 0.25

    def forward(self, z: Array, out: Array, axis: int = -1) -> None:
        np.subtract(z, z.max(axis=axis, keepdims=True), out=out)  # the largest exponent is 0: no overflow
        np.exp(out, out=out)
        np.divide(out, out.sum(axis=axis, keepdims=True), out=out)

    def backward(self, a: Array, gradient: Array, scratch: Array) -> None:
        np.multiply(gradient, a, out=scratch)
        np.subtract(gradient, scratch.sum(axis=-1, keepdims=True), out=gradient)
        np.multiply(gradient, a, out=gradient)

    def slope(self, a: Array) -> Array:
        return a * (1 - a)  # ∂aᵢ/∂zᵢ; what the other sums do to aᵢ is not in it


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (Tanh(), ReLU(), LeakyReLU(), ELU(), Sigmoid(), Linear(), Step(), Softmax())
}


def sigmoid(z: Array | np.floating) -> NDArray[np.float64]:
    """Between 0 and 1, without overflow: a new array of the shape of `z`."""
    out = np.empty_like(z, np.float64)
    ACTIVATIONS["sigmoid"].forward(np.asarray(z), out)
    return out
