"""The lab `activations`, beside closed forms, a stack that is written out, and its own nudges."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.lab import SettingError
from playground.labs.activations import Activations
from playground.nn import stack
from playground.nn.initializers import INITIALIZERS
from playground.nn.losses import HalfSquaredError

BENDS: dict[
    str, tuple[Callable[[float], float], Callable[[float], float]]
] = {  # f, and its slope at z, as a textbook has them
    "step": (lambda z: 1.0 if z > 0 else 0.0, lambda z: 0.0),
    "linear": (lambda z: z, lambda z: 1.0),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    "leaky-relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1.0 if z > 0 else 0.01),
    "elu": (lambda z: z if z > 0 else math.exp(z) - 1, lambda z: 1.0 if z > 0 else math.exp(z)),
}


# --- closed forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BENDS)
def test_the_curves_are_those_of_the_textbook(name: str) -> None:
    z = np.linspace(-5, 5, 101)
    value, slope = stack.curve(name, z)
    f, df = BENDS[name]
    assert value == pytest.approx([f(at) for at in z.tolist()], abs=1e-12)
    assert slope == pytest.approx([df(at) for at in z.tolist()], abs=1e-12)


def test_softmax_among_silent_neighbours_is_a_sigmoid_moved_aside() -> None:
    z = np.linspace(-5, 5, 41)
    for width in (2, 5, 32):
        moved = stack.curve("sigmoid", z - math.log(width - 1))
        assert np.allclose(stack.curve("softmax", z, width), moved, atol=1e-12)
    assert np.array_equal(stack.curve("softmax", z, 1)[0], np.ones(41))


@pytest.mark.parametrize("layers", [1, 4, 5, 12])
@pytest.mark.parametrize("seed", range(3))
def test_linear_layers_are_one(layers: int, seed: int) -> None:
    lab = Activations(activation="linear", layers=layers, width=7, seed=seed, learning_rate=0.01)
    lab.run(50)
    weight, bias = np.eye(1), np.zeros((1, 1))
    for w, b in zip(lab.net.weights, lab.net.biases, strict=True):
        weight, bias = weight @ w, bias @ w + b
    assert lab.as_one() == (weight.item(), bias.item())
    said = lab.net.predict(lab.X)
    assert np.abs(said - (lab.X * weight + bias)).max() <= 1e-12 * max(1, np.abs(said).max())
    assert lab.apart() <= 1e-12


def test_what_bends_is_not_one_line() -> None:
    for name in BENDS.keys() - {"linear"}:
        assert Activations(activation=name, layers=3).apart() > 1e-3, name


def test_linear_layers_cannot_do_better_than_the_best_line() -> None:
    lab = Activations("linear-stack")
    lab.run(3000)
    A = np.column_stack([lab.X, np.ones(61)])
    best = A @ np.linalg.lstsq(A, lab.y, rcond=None)[0]
    assert lab.reading["error"] == pytest.approx(float(np.sqrt(np.mean((best - lab.y) ** 2))), abs=1e-4)


@pytest.mark.parametrize(
    "name, slope", [("linear", 1.0), ("sigmoid", 0.25), ("tanh", 1.0), ("relu", 1.0), ("leaky-relu", 0.01)]
)
def test_gradient_share_is_the_product_of_the_slopes_between_first_and_last(name: str, slope: float) -> None:
    """With identity matrices, and sums that stay where the slope is that one."""
    layers, width = 6, 3
    net = stack.build(name, layers, width, "zeros", 1.0, np.random.RandomState(0))
    for weight in net.weights[1:-1]:
        weight[...] = np.eye(width)
    net.weights[-1][...] = 1.0
    start = {"relu": 1.0, "leaky-relu": -1.0}.get(name, 0.0)
    for layer, bias in enumerate(net.biases[:-1]):
        if name == "sigmoid" and layer:
            bias[...] = -0.5  # so that the sum is 0 again
        elif not layer:
            bias[...] = start
    x = np.linspace(-1, 1, 5)[:, None]
    net.forward(x)
    net.backward(x + 1, HalfSquaredError())
    assert stack.gradient_share(net) == pytest.approx(slope ** (layers - 1), rel=1e-12)
    assert stack.gradient_norms(net)[-1] == pytest.approx(float(np.linalg.norm(net.deltas[-2])))


def test_one_layer_passes_all_and_a_step_nothing() -> None:
    for name in BENDS:
        share = Activations(activation=name).reading["gradient_share"]
        assert share == (0.0 if name == "step" else 1.0)


def test_the_sigmoid_cannot_pass_more_than_its_slope_and_the_weights_do() -> None:
    for seed in range(5):
        lab = Activations("sigmoid-deep", seed=seed)
        most = math.prod(0.25 * np.linalg.norm(w, 2) for w in lab.net.weights[1:-1])
        assert 0 < lab.reading["gradient_share"] <= most


def test_about_half_of_what_random_relus_say_is_zero() -> None:
    zeros = [
        np.mean(stack.hidden(Activations(initializer=name, width=32, seed=seed).look())[0] == 0)
        for name in ("he", "xavier", "uniform") for seed in range(20)
    ]  # fmt: skip
    assert np.mean(zeros) == pytest.approx(0.5, abs=0.03)


def test_dead_and_saturated_are_counted() -> None:
    lab = Activations(width=4)
    lab.net.weights[0][...] = [[0.0, 0.0, 1.0, 1.0]]
    lab.net.biases[0][...] = [[-1.0, 0.0, -2.0, 5.0]]
    reading = lab.metrics()
    assert reading["dead"] == 0.5, "a sum of 0 or below for every x"
    off = np.mean(lab.X <= 2 + 1e-12)  # of the third
    assert reading["saturated"] == pytest.approx((1 + 1 + off + 0) / 4)
    lab.update(activation="leaky-relu")
    assert lab.metrics()["dead"] == 0.25, "a sum of exactly 0 is 0 for a leaky one, too"
    lab.update(activation="linear")
    assert lab.metrics()["saturated"] == 0
    lab.update(activation="step")
    assert lab.metrics()["saturated"] == 1
    lab.update(activation="sigmoid")
    z = np.array([[-1.0, 0.0, 1.0, 5.0]]) + lab.X * np.array([[0.0, 0.0, 1.0, 1.0]])
    z[:, 2] = lab.X[:, 0] - 2
    slope = np.exp(-z) / (1 + np.exp(-z)) ** 2
    assert lab.metrics()["saturated"] == pytest.approx(np.mean(slope < 0.025))


# --- a stack that is written out ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", BENDS)
def test_a_run_as_it_is_written_out(name: str) -> None:
    """Neuron by neuron, with the textbook's f and slope."""
    lab = Activations(
        activation=name, layers=2, width=3, initializer="he", scale=0.7, learning_rate=0.05, seed=4
    )
    f, df = BENDS[name]
    rng = np.random.RandomState(4)
    pairs = ((1, 3), (3, 3), (3, 1))
    W = [(INITIALIZERS["he"](rng, n, m) * 0.7).tolist() for n, m in pairs]
    b = [(INITIALIZERS["he"](rng, n, m)[0] * 0.7).tolist() for n, m in pairs]
    x, y = lab.X[:, 0].tolist(), np.sin(lab.X[:, 0]).tolist()
    for _ in range(15):
        dW = [[[0.0] * m for _ in range(n)] for n, m in pairs]
        db = [[0.0] * m for _, m in pairs]
        for given, wanted in zip(x, y, strict=True):
            a, sums = [[given]], []
            for layer, (w, c) in enumerate(zip(W, b, strict=True)):
                z = [sum(a[-1][i] * w[i][j] for i in range(len(w))) + c[j] for j in range(len(c))]
                sums.append(z)
                a.append([f(one) for one in z] if layer < 2 else z)
            delta = [(a[-1][0] - wanted) / len(x)]
            for layer in (2, 1, 0):
                for j, d in enumerate(delta):
                    db[layer][j] += d
                    for i, given_i in enumerate(a[layer]):
                        dW[layer][i][j] += given_i * d
                if layer:
                    delta = [
                        sum(W[layer][i][j] * d for j, d in enumerate(delta)) * df(sums[layer - 1][i])
                        for i in range(3)
                    ]
        for layer, (n, m) in enumerate(pairs):
            for j in range(m):
                b[layer][j] -= 0.05 * db[layer][j]
                for i in range(n):
                    W[layer][i][j] -= 0.05 * dW[layer][i][j]
    lab.run(15)
    for mine, theirs in zip((*lab.net.weights, *lab.net.biases), (*W, *b), strict=True):
        assert mine.ravel() == pytest.approx(np.ravel(theirs), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", [*BENDS, "softmax"])
@pytest.mark.parametrize("layers", [1, 4])
def test_the_gradient_is_right(name: str, layers: int) -> None:
    lab = Activations(activation=name, layers=layers, width=6)
    lab.run(20)
    report = lab.gradient_check()
    assert report is not None and report.ok, report


def test_through_a_step_the_hidden_layers_learn_nothing() -> None:
    lab = Activations("step", layers=3)
    before = [array.copy() for array in (*lab.net.weights, *lab.net.biases)]
    lab.run(50)
    last = len(lab.net.weights) - 1
    for i, (old, now) in enumerate(zip(before, (*lab.net.weights, *lab.net.biases), strict=True)):
        assert np.array_equal(old, now) == (i % (last + 1) != last)
    assert [one.kind for one in lab.findings()] == ["No slope"]
    assert lab.reading["error"] < 0.7, "what the output neuron can do, it does"


# --- targets, hands, words ---------------------------------------------------------------------------------


def test_targets() -> None:
    x = stack.places()
    assert len(x) == 61 and x[0] == -3 and x[30] == 0
    assert np.array_equal(Activations(target="abs").y[:, 0], np.abs(x))
    assert Activations(target="step").y[29:32, 0].tolist() == [0, 0, 1]
    own = Activations(target="own", own="x * sin(2x) / 2".replace("2x", "2 * x"))
    assert own.y[:, 0] == pytest.approx(x * np.sin(2 * x) / 2)
    assert np.array_equal(Activations(target="own", own="2").y, np.full((61, 1), 2.0))


@pytest.mark.parametrize(
    "own, said",
    [
        ("1 / x", "at x = 0.0 it has no value"),
        ("log(x)", "at x = −3.0 it has no value"),
        ("exp(x)", "at x = 2.4 it is 11.02"),
        ("y + x", "“y” is no name here: use x"),
        ("2x", r"write 2 \* x"),
        ("", "no expression"),
        ("x = 1", "cannot be read"),
    ],
)
def test_what_is_no_target_is_said_at_its_setting(own: str, said: str) -> None:
    with pytest.raises(SettingError, match=said) as caught:
        Activations(target="own", own=own)
    assert caught.value.name == "own"
    Activations(own=own)  # it is not asked for


def test_the_activation_changes_on_the_way_and_the_weights_stay() -> None:
    lab = Activations(layers=2)
    lab.run(10)
    before = lab.net.flat.copy()
    lab.update(activation="tanh")
    assert lab.net.activation_names == ("tanh", "tanh", "linear")
    assert np.array_equal(lab.net.flat, before) and lab.steps == 10 and lab.altered == [(10, "activation")]
    lab.run(5)
    lab.rewind(5)
    assert lab.net.activation_names[0] == "tanh", "settings stay as they are"
    there = Activations(layers=2)
    there.run(5)
    assert np.array_equal(lab.net.flat, there.net.flat), "and what was learnt with ReLU is as it was"


def test_a_bend_is_moved_by_hand() -> None:
    lab = Activations()
    lab.set_knee(2, 1.5)
    assert lab.knees()[2] == pytest.approx(1.5)
    x = np.array([[1.49], [1.5], [1.51]])
    sums = x * lab.net.weights[0][0, 2] + lab.net.biases[0][0, 2]
    assert sums[1] == pytest.approx(0, abs=1e-12) and sums[0] * sums[2] < 0
    for neuron, at in ((5, 0.0), (-1, 0.0), (0, 3.1), (0, float("nan"))):
        with pytest.raises(SettingError):
            lab.set_knee(neuron, at)
    zeros = Activations(initializer="zeros")
    assert zeros.knees() == [None] * 5
    with pytest.raises(SettingError, match="bends nowhere"):
        zeros.set_knee(0, 1.0)


def test_bends_of_the_curve_are_counted() -> None:
    lab = Activations(width=5)
    for neuron, at in enumerate((-2.0, -1.0, 0.5, 1.0, 2.0)):
        lab.set_knee(neuron, at + 0.01)
    lab.net.forward(np.linspace(-3, 3, 121)[:, None])
    assert stack.bends(lab.net) == 5


def test_what_is_found() -> None:
    def kinds(*preset: str, steps: int = 0, **settings: Any) -> list[str]:
        lab = Activations(*preset, **settings)
        lab.run(steps)
        return [one.kind for one in lab.findings()]

    assert kinds() == []
    assert kinds("linear-stack") == ["Only a line"]
    assert kinds("sigmoid-deep") == ["Vanishing gradient"]
    assert "Dead ReLUs" in kinds("dying", steps=150)
    assert kinds("leaky", steps=300) == []
    assert kinds(activation="softmax", width=1)[0] == "A share of one"
    assert kinds(activation="tanh", initializer="zeros")[0] == "Neurons all alike"
    assert kinds(activation="tanh", initializer="too-large") == ["Saturated neurons"]
    assert "Exploding gradient" in kinds(activation="linear", layers=12, scale=3.0, width=16)
    assert kinds(learning_rate=2.0, steps=500)[0] == "Ran away"


# --- challenges --------------------------------------------------------------------------------------------


def met(steps: int, *preset: str, **settings: Any) -> list[str]:
    lab = Activations(*preset, **settings)
    lab.run(steps)
    return [*lab.solved]


def test_the_challenges_can_be_met() -> None:
    assert met(10, "linear-stack") == ["one-matrix"]
    assert met(10, "linear-stack", layers=3) == []
    for seed in (3, 5):
        assert met(3000, width=8, seed=seed) == ["eight-relus"]
    assert met(3000, width=9, seed=3) == []
    assert met(100, "sigmoid-deep", activation="tanh") == ["ten-layers"]
    assert met(100, "sigmoid-deep", activation="linear")[:1] == ["one-matrix"]


def test_the_dead_are_revived_by_a_leak() -> None:
    lab = Activations("dying")
    lab.run(150)
    assert lab.reading["dead"] >= 0.4 and not lab.solved
    lab.update(activation="leaky-relu", learning_rate=0.03)
    assert not lab.solved
    lab.run(800)
    assert [*lab.solved] == ["revive"]
    leaky = Activations("leaky")
    leaky.run(800)
    assert not leaky.solved, "nobody was dead"
