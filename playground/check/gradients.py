"""Every gate, activation, loss, penalty and layer: its backward pass against nudging, for `playground check`.

The tests do the same on many random shapes. Here each is checked once, on fixed numbers away from kinks, so
that anybody can see it hold on their own machine.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.check.line import Line
from playground.circuits.circuit import GATES, Circuit, Unit
from playground.data.truth_tables import tables
from playground.labs.encrypted import Encrypted
from playground.labs.qtable import Qtable
from playground.labs.spam import Spam
from playground.nn import gradcheck
from playground.nn.activations import ACTIVATIONS
from playground.nn.backprop_trace import Pass
from playground.nn.losses import LOSSES, Loss
from playground.nn.lstm import LSTM
from playground.nn.network import Network
from playground.nn.recurrent import STEEPEST, RecurrentNetwork, error
from playground.nn.regularization import PENALTIES, Penalty
from playground.rl import q_network

type Array = NDArray[np.float64]

TOLERANCE = 1e-6  # of the relative error
SOURCE = "central differences"


def gradients() -> Iterator[Line]:
    """One line each; `printed` is 0, the error there should be."""
    for symbol in GATES:
        yield _line(f"gate {symbol}", gate(symbol))
    for name in ACTIVATIONS:
        yield _line(f"activation {name}, in a network of two layers", network(name, LOSSES["logistic"]()))
    for name, loss in LOSSES.items():
        for reduction in ("mean", "sum"):
            yield _line(f"loss {name}, {reduction}", network("tanh", loss(reduction)))
    for name in PENALTIES[1:]:
        yield _line(f"penalty {name}", penalty(name))
    yield _line("dropout, its mask held", dropout())
    for activation in STEEPEST:
        yield _line(f"recurrent network, {activation}, back through time", recurrent_network(activation))
    for peephole in (False, True):
        yield _line(f"LSTM{', peepholes' if peephole else ''}, back through time", lstm(peephole))
    yield _line("the network that learns on ciphertexts, in the open", Encrypted().gradient_check())
    yield _line("spam filter, the weights of words", Spam(passes=1).gradient_check())
    for kind in q_network.LOSSES:
        lab = Qtable("replay", loss=kind, clip_delta=0.3)
        lab.run(500)
        yield _line(f"Q-network, loss {kind}", lab.gradient_check())
    wrong = gradcheck.check(lambda x: float(np.sum(x**3)), 2 * np.ones(3), np.ones(3))  # it is 3, not 2
    yield Line(SOURCE, "a gradient that is wrong by a third is rejected", 1, not wrong.ok, 0.0)


def _line(what: str, report: gradcheck.Report) -> Line:
    return Line(SOURCE, what, 0.0, report.max_relative_error, TOLERANCE)


def gate(symbol: str) -> gradcheck.Report:
    """A gate between matrices, pulled at the sum of what it puts out."""
    rng = RandomState(4)
    kind = GATES[symbol]
    count = kind.formula.count("{}")
    shape = (2, 3, 3) if count == 2 else (1, 3, 3)
    start = rng.uniform(0.3, 2.0, shape)  # positive: log and sqrt are at home there

    def circuit(x: Array) -> Circuit:
        made = Circuit(kind.of(*(Unit(part, f"x{i}") for i, part in enumerate(x))))
        made.forward()
        return made

    at = circuit(start)
    at.backward()
    gradient = np.stack([unit.grad for unit in at.inputs])
    return _compare(lambda x: float(np.sum(circuit(x).output.value)), gradient, start)


def network(activation: str, loss: Loss) -> gradcheck.Report:
    """A network of two layers: with this activation in front and the one that goes with the loss behind."""
    rng = RandomState(5)
    last = loss.fused_with or "tanh"
    net = Network((3, 5, 2), (activation, last), "xavier", rng, bias_init=0.2)
    inputs = rng.uniform(-2, 2, (6, 3))
    aims = np.eye(2)[rng.randint(2, size=6)]  # [6, 2]: one of two classes
    targets = aims if last in ("softmax", "sigmoid") else 2 * aims - 1
    net.forward(inputs, train=True)
    net.backward(targets, loss)
    return _check(net, lambda: float(loss.value(net.predict(inputs), targets)), net.grad_flat.copy())


def penalty(kind: str) -> gradcheck.Report:
    net = Network((3, 4, 1), "tanh", "xavier", RandomState(6))
    price = Penalty(kind, 0.1, net.is_weight)
    return _check(net, lambda: float(price.value(net.flat)), price.gradient(net.flat))


def dropout() -> gradcheck.Report:
    """Neurons that are silenced in one pass, and stay so while the parameters are nudged."""
    net = Network((3, 8, 1), "sigmoid", "uniform", RandomState(7), dropout=0.5)
    seen = Pass.of(net, tables["four-rows"])
    return _compare(lambda flat: float(seen.losses_at(flat[None])[0]), seen.gradient, net.flat)


def recurrent_network(activation: str) -> gradcheck.Report:
    """Eight moments of two inputs, and back through all of them."""
    rng = RandomState(8)
    net = RecurrentNetwork(2, 5, 1, rng, activation)
    inputs, targets = rng.uniform(-1, 1, (8, 2)), rng.uniform(0, 1, (8, 1))
    net.backward(net.forward(inputs), targets)

    def at(flat: Array) -> float:
        net.flat[...] = flat
        return error(net.forward(inputs).outputs, targets)

    return _compare(at, net.grad_flat.copy(), net.flat.copy())


def lstm(peephole: bool) -> gradcheck.Report:
    """Six moments of two inputs in three sequences, and back through all of them."""
    rng = RandomState(9)
    net = LSTM(2, 4, 1, rng, peephole=peephole)
    inputs, targets = rng.uniform(-1, 1, (6, 3, 2)), rng.uniform(-1, 1, (6, 3, 1))
    trace = net.forward(inputs)
    net.backward(trace, trace.y - targets)

    def at(flat: Array) -> float:
        net.flat[...] = flat
        return float(0.5 * np.sum((net.forward(inputs).y - targets) ** 2))

    return _compare(at, net.grad_flat.copy(), net.flat.copy())


def _check(net: Network, value: Callable[[], float], gradient: Array) -> gradcheck.Report:
    """Nudge the parameters of a network; `value` says what comes of it."""

    def at(flat: Array) -> float:
        net.flat[...] = flat
        return value()

    return _compare(at, gradient, net.flat.copy())


def _compare(f: Callable[[Array], float], gradient: Array, x: Array) -> gradcheck.Report:
    return gradcheck.check(f, gradient, x, tolerance=TOLERANCE)
