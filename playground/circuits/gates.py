"""The gates. Each is two short rules: what it computes, and how it hands a pull back.

Read one and you can read them all. `forward` turns the values of the inputs into the value of the output.
`backward` is given the pull on the output, then the inputs' values and the output's, and returns the pull on
each input: the pull it was given times its own slope there. That one multiplication is the chain rule. A gate
knows nothing of the circuit it sits in.

At a kink the slope is a convention: relu and abs have slope 0 at 0, and of two equal inputs to max or min the
first one wins.

Sources: A. Karpathy, Hacker's guide to Neural Networks, chapter 1; for `@`, sum and mean: A. Trask, Grokking
Deep Learning, chapter 13.
"""

import numpy as np

from playground.circuits.wires import Gate, Value

type Pair = tuple[Value, Value]


class Add(Gate):
    symbol, formula = "+", "{} + {}"
    says = "passes the gradient on unchanged to both inputs"

    def forward(self, x: Value, y: Value) -> Value:
        return x + y

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull, pull


class Subtract(Gate):
    symbol, formula = "−", "{} − {}"
    says = "passes the gradient on, with its sign changed for the second input"

    def forward(self, x: Value, y: Value) -> Value:
        return x - y

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull, -pull


class Multiply(Gate):
    symbol, formula = "×", "{} × {}"
    says = "multiplies the gradient by the other input"

    def forward(self, x: Value, y: Value) -> Value:
        return x * y

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull * y, pull * x


class Divide(Gate):
    symbol, formula = "÷", "{} ÷ {}"
    says = "divides the gradient by the second input, and hands the second one minus the output times that"

    def forward(self, x: Value, y: Value) -> Value:
        return x / y

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull / y, -pull * out / y


class Power(Gate):
    """x ** y. At x = 0 the logarithm is taken as 0, and x ** 0 is level everywhere."""

    symbol, formula = "power", "{} ** {}"
    says = "brings the exponent down in front and lowers it by one"

    def forward(self, x: Value, y: Value) -> Value:
        return x**y

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull * y * x ** (y - (y != 0)), pull * out * np.log(np.where(x == 0, 1, x))


class Max(Gate):
    symbol, formula = "max", "max({}, {})"
    says = "is a switch that gives the whole gradient to the larger input"

    def forward(self, x: Value, y: Value) -> Value:
        return np.maximum(x, y)

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull * (x >= y), pull * (x < y)


class Min(Gate):
    symbol, formula = "min", "min({}, {})"
    says = "is a switch that gives the whole gradient to the smaller input"

    def forward(self, x: Value, y: Value) -> Value:
        return np.minimum(x, y)

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return pull * (x <= y), pull * (x > y)


class Negate(Gate):
    symbol, formula = "neg", "−{}"
    says = "changes the sign of the gradient"

    def forward(self, x: Value) -> Value:
        return -x

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return -pull


class Square(Gate):
    symbol, formula = "square", "square({})"
    says = "multiplies the gradient by twice its input"

    def forward(self, x: Value) -> Value:
        return x * x

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * 2 * x


class Sqrt(Gate):
    symbol, formula = "sqrt", "sqrt({})"
    says = "divides the gradient by twice its output"

    def forward(self, x: Value) -> Value:
        return np.sqrt(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull / (2 * out)


class Exp(Gate):
    symbol, formula = "exp", "exp({})"
    says = "multiplies the gradient by its own output"

    def forward(self, x: Value) -> Value:
        return np.exp(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * out


class Log(Gate):
    symbol, formula = "log", "log({})"
    says = "divides the gradient by its input"

    def forward(self, x: Value) -> Value:
        return np.log(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull / x


class Sigmoid(Gate):
    """1 / (1 + e⁻ˣ), which brings any number to between 0 and 1."""

    symbol, formula = "sigmoid", "sigmoid({})"
    says = "multiplies the gradient by s(1 − s), where s is its output"

    def forward(self, x: Value) -> Value:
        return 1 / (1 + np.exp(-x))

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * out * (1 - out)


class Tanh(Gate):
    symbol, formula = "tanh", "tanh({})"
    says = "multiplies the gradient by 1 − t², where t is its output"

    def forward(self, x: Value) -> Value:
        return np.tanh(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * (1 - out * out)


class Relu(Gate):
    symbol, formula = "relu", "relu({})"
    says = "lets the gradient through where its input is above 0 and stops it elsewhere"

    def forward(self, x: Value) -> Value:
        return np.maximum(x, 0)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * (x > 0)


class Abs(Gate):
    symbol, formula = "abs", "abs({})"
    says = "changes the sign of the gradient where its input is negative"

    def forward(self, x: Value) -> Value:
        return np.abs(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * np.sign(x)


class Sin(Gate):
    symbol, formula = "sin", "sin({})"
    says = "multiplies the gradient by the cosine of its input"

    def forward(self, x: Value) -> Value:
        return np.sin(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * np.cos(x)


class Cos(Gate):
    symbol, formula = "cos", "cos({})"
    says = "multiplies the gradient by minus the sine of its input"

    def forward(self, x: Value) -> Value:
        return np.cos(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return -pull * np.sin(x)


class Sum(Gate):
    """All elements of an array added up."""

    symbol, formula = "sum", "sum({})"
    says = "hands the whole gradient to every element"

    def forward(self, x: Value) -> Value:
        return np.sum(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * np.ones_like(x)


class Mean(Gate):
    symbol, formula = "mean", "mean({})"
    says = "shares the gradient equally among the elements"

    def forward(self, x: Value) -> Value:
        return np.mean(x)

    def backward(self, pull: Value, x: Value, out: Value) -> Value:
        return pull * np.ones_like(x) / np.size(x)


class MatMul(Gate):
    """Matrices multiplied: [..., rows, inner] @ [..., inner, columns] -> [..., rows, columns]."""

    symbol, formula = "@", "{} @ {}"
    says = "multiplies the gradient by the other matrix, transposed"

    def forward(self, x: Value, y: Value) -> Value:
        """Raises ValueError for what has fewer than two axes."""
        if np.ndim(x) < 2 or np.ndim(y) < 2:
            raise ValueError("@ multiplies matrices: give both sides two axes, as [[1, 2, 3]] has.")
        return np.asarray(np.matmul(x, y))

    def backward(self, pull: Value, x: Value, y: Value, out: Value) -> Pair:
        return np.matmul(pull, np.swapaxes(y, -1, -2)), np.matmul(np.swapaxes(x, -1, -2), pull)
