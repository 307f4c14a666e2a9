"""The results that the sources print, beside our own, for `playground check`.

Every number stands here as its source prints it, with the tolerance that this allows: half a unit of its last
digit where it was rounded, 1e-9 for what was printed in full. "Error after j iterations" is the error of the
network as it stands after j updates: the first one is printed before any update.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from playground.check import recurrent
from playground.check.line import Line
from playground.circuits import ascent
from playground.circuits.expressions import parse
from playground.labs.activations import Activations
from playground.labs.backprop import Backprop
from playground.labs.clinic import Clinic
from playground.labs.descent import Descent
from playground.labs.force import Force
from playground.labs.streetlights import Streetlights
from playground.labs.weight import Weight
from playground.nn import stack
from playground.nn.network import Network

type Array = NDArray[np.float64]

GUIDE = "Karpathy, Hacker's guide"
DESCENT = "Trask, 13 lines, part 2"
GROKKING = "Trask, Grokking Deep Learning"
SHARMA = "Sharma, Understanding Activations"
PYTORCH = "Trask, Deep Learning in PyTorch"
MULTI_LAYER = "Spencer-Harper, multi-layered"
REASONS = "Ivanov, 37 Reasons"
BORGEN = "Borgen, Learning How To Code"

CHAOTIC = """\
Chaotic in the last digits: one unit in the last place of the first weights, which adding up in another order
is enough for, comes out as about 1 % of the error with 32 hidden neurons and alpha 10, as 1e-4 in the weights
with 4 hidden neurons and alpha 100, and as quite other weights with alpha 1000, where only the errors and the
changes of direction can be compared. All other numbers hold to the last digit that is printed.
No seed, so nothing to reproduce: the dropout post, and the framework's own run in the PyTorch post."""


def printed_results() -> Iterator[Line]:
    """All of them, as they are computed; about a quarter of a minute in all."""
    yield from one_weight()
    yield from streetlights()
    yield from forces()
    yield from bends()
    yield from at_chance()
    yield from hackers_guide()
    yield from neuron_by_hand()
    yield from single_neuron()
    yield from error_plane()
    yield from multi_layer()
    yield from alphas_with_4_hidden()
    yield from alphas_with_32_hidden()
    yield from recurrent.ten_blocks()


# --- A. Trask, Grokking Deep Learning, chapter 4 ------------------------------------------------------------


def one_weight() -> Iterator[Line]:
    """Errors and predictions before each round, which stand here as they are printed."""
    printed = {
        "hot-and-cold": {0: (0.3025, 0.25), 1: (0.30195025, 0.2505), 1099: (2.50000000033e-07, 0.7995)},
        "descent": {
            0: (0.3025, 0.25), 1: (0.17015625, 0.3875), 2: (0.095712890625, 0.490625),
            17: (1.7092608064e-05, 0.79586567925), 18: (9.61459203602e-06, 0.796899259437),
            19: (5.40820802026e-06, 0.797674444578),
        },
        "exploding": {
            0: (0.04, 1.0), 1: (0.36, 0.2), 2: (3.24, 2.6), 17: (6.67087267987e14, -25828031.8),
            18: (6.00378541188e15, 77484098.6), 19: (5.40340687069e16, -232452292.6),
        },
    }  # fmt: skip
    for preset, rounds in printed.items():
        lab = Weight(preset)
        for step, numbers in rounds.items():
            lab.run(step - lab.steps)
            for name, number in zip(("error", "prediction"), numbers, strict=True):
                tolerance = abs(number) * (1e-8 if preset == "exploding" else 1e-11)
                yield Line(
                    GROKKING, f"{preset}: {name} after {step} rounds", number, lab.reading[name], tolerance
                )


def streetlights() -> Iterator[Line]:
    """One game with three predictions; the six lights with one layer, of which errors are printed."""
    lab = Streetlights("three-predictions")
    seen = lab.look(0)
    for what, printed, found in (
        ("predictions", (0.195, 0.13, 0.585), seen.prediction),
        ("errors", (0.009025, 0.7569, 0.235225), seen.delta**2),
        ("deltas", (0.095, -0.87, 0.485), seen.delta),
        ("weight deltas", (0.06175, -0.5655, 0.31525), seen.weight_deltas[0][0]),
    ):
        yield Line(GROKKING, f"three predictions: {what}", np.array(printed), found, 1e-14)
    lab.run(1)
    yield Line(
        GROKKING, "three predictions: weights after a step", np.array((0.293825, 0.25655, 0.868475)),
        lab.network.flat, 1e-14,
    )  # fmt: skip
    lights = Streetlights("six-lights")
    for passes, error in {
        1: 2.6561231104, 2: 0.962870177672, 39: 0.000614343567483, 40: 0.000533736773285,
    }.items():  # fmt: skip
        lights.run(passes - lights.steps)
        yield Line(
            GROKKING, f"six lights: error of pass {passes}", error, lights.reading["error"], error * 1e-11
        )


# --- A. Karpathy, Hacker's guide, chapter 2 -----------------------------------------------------------------


def forces() -> Iterator[Line]:
    """The first pulls on a line and its springs, and the cost of three points."""
    table = Force(data="table")
    yield Line(GUIDE, "forces: scores of two points", np.array((-1.2, -2.3)), table.scores()[:2], 1e-12)
    yield Line(GUIDE, "forces: how they pull", np.array((1, 0)), table.pulls()[:2], 0.0)
    yield Line(GUIDE, "forces: the springs of a and b", np.array((-1, 2)), table.forces()[1][:2], 0.0)
    three = Force(data="three")
    for index, value in enumerate((0.1, 0.2, 0.3)):
        three.set_parameter(index, value)
    yield Line(GUIDE, "cost: scores", np.array((0.56, 0.37, 1.1)), three.scores(), 1e-12)
    yield Line(GUIDE, "cost: in all", 1.815, three.cost(), 1e-12)


# --- A. Sharma, Understanding Activation Functions in Neural Networks ---------------------------------------


def bends() -> Iterator[Line]:
    """What the text says in words, as it is in closed form; it prints no figures of a run."""
    z = np.linspace(-4, 4, 81)
    double = stack.curve("sigmoid", 2 * z)[0]
    yield Line(
        SHARMA, "tanh is a scaled sigmoid, 2σ(2z) − 1", 2 * double - 1, stack.curve("tanh", z)[0], 1e-12
    )
    slopes = stack.curve("sigmoid", np.array((0.0, -2.0, 2.0)))[1]
    yield Line(SHARMA, "slopes of the sigmoid at 0 and ±2", np.array((0.25, 0.105, 0.105)), slopes, 5e-4)
    leaky = stack.curve("leaky-relu", np.array((-1.0, 1.0)))[0]
    yield Line(SHARMA, "leaky ReLU: 0.01 z for z < 0", np.array((-0.01, 1.0)), leaky, 1e-12)
    deep = Activations("linear-stack")
    deep.run(100)
    yield Line(SHARMA, "five linear layers are one", 0.0, deep.apart(), 1e-12)
    zeros = [
        np.mean(stack.hidden(Activations("relu-sparse", seed=seed).look())[0] == 0) for seed in range(50)
    ]
    yield Line(SHARMA, "about half of a random layer of ReLUs is 0", 0.5, float(np.mean(zeros)), 0.05)


# --- S. Ivanov, 37 Reasons why your Neural Network is not working ------------------------------------------


def at_chance() -> Iterator[Line]:
    """The loss of who has no idea, with ten classes: as the list prints it, and as ln 10."""
    start = Clinic().patient_now.start
    yield Line(REASONS, "loss at chance, ten classes", 2.302, start, 6e-4)
    yield Line(REASONS, "the same, as ln 10", math.log(10), start, 1e-12)


# --- A. Karpathy, Hacker's guide to Neural Networks, chapter 1 ---------------------------------------------


def hackers_guide() -> Iterator[Line]:
    circuits = (
        ("x * y", {"x": -2, "y": 3}, (-6, 0.0), [3, -2], 0.0, (-5.87, 0.005)),
        ("(x + y) * z", {"x": -2, "y": 5, "z": -4}, (-12, 0.0), [-4, -4, 3], 0.0, (-11.59, 0.005)),
        (
            "sigmoid(a*x + b*y + c)",
            {"a": 1, "b": 2, "c": -3, "x": -1, "y": 3},
            (0.8808, 5e-5),
            [-0.105, 0.315, 0.105, 0.105, 0.210],
            5e-4,
            (0.8825, 1e-4),  # 0.88255 in full: the guide cuts it off
        ),
    )
    for expression, values, (output, near), gradient, close, (moved, nearer) in circuits:
        circuit = parse(expression, values)
        yield Line(GUIDE, f"{expression}", output, circuit.forward(), near)
        circuit.backward()
        ours = np.array([*circuit.gradient.values()])
        yield Line(GUIDE, f"{expression}, gradient", gradient, ours, close)
        nudged = np.array([*ascent.numerical_gradient(circuit).values()])
        yield Line(GUIDE, f"{expression}, gradient by nudging, h 0.0001", gradient, nudged, max(close, 1e-3))
        ascent.analytic(circuit, step_size=0.01)
        yield Line(GUIDE, f"{expression}, after a step of 0.01", moved, circuit.output.value, nearer)


# --- P. H. Borgen, Learning How To Code Neural Networks ----------------------------------------------------


def neuron_by_hand() -> Iterator[Line]:
    neuron = Network((2, 1), "sigmoid", "zeros", RandomState(0), bias_init=-2.0)
    neuron.weights[0][:, 0] = 7, 3
    output = neuron.forward([[1.0, 0.0]])
    yield Line(BORGEN, "the sum in a neuron: 1·7 + 0·3 − 2", 5, neuron.preactivations[0][0, 0], 0.0)
    yield Line(BORGEN, "its sigmoid, rounded up", 1, output[0, 0], 0.01)


# --- A. Trask, A Neural Network in 13 lines of Python (Part 2: Gradient Descent) ----------------------------

ALPHAS = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
STEPS = (0, 10_000, 20_000, 30_000, 40_000, 50_000)


def table(text: str) -> dict[float, list[float]]:
    """Numbers by alpha, from lines such as "0.01: 1.5 2.5"; a line without a colon goes on with the last."""
    numbers: dict[float, list[float]] = {}
    alpha = 0.0
    for line in text.split("\n"):
        before, colon, after = line.rpartition(":")
        alpha = float(before) if colon else alpha
        numbers.setdefault(alpha, []).extend(map(float, after.split()))
    return {alpha: found for alpha, found in numbers.items() if found}


ERRORS_4 = table("""
0.001: 0.496410031903 0.495164025493 0.493596043188 0.491606358559 0.489100166544 0.485977857846
0.01:  0.496410031903 0.457431074442 0.359097202563 0.239358137159 0.143070659013 0.0985964298089
0.1:   0.496410031903 0.0428880170001 0.0240989942285 0.0181106521468 0.0149876162722 0.0130144905381
1:     0.496410031903 0.00858452565325 0.00578945986251 0.00462917677677 0.00395876528027 0.00351012256786
10:    0.496410031903 0.00312938876301 0.00214459557985 0.00172397549956 0.00147821451229 0.00131274062834
100:   0.496410031903 0.125476983855 0.125330333528 0.125267728765 0.12523107366 0.125206352756
1000:  0.496410031903 0.5 0.5 0.5 0.5 0.5
""")  # the error after each of STEPS, 4 hidden neurons

ERRORS_32 = table("""
0.001: 0.496439922501 0.491049468129 0.484976307027 0.477830678793 0.46903846539 0.458029258565
0.01:  0.496439922501 0.356379061648 0.146939845465 0.0880156127416 0.065147819275 0.0529658087026
0.1:   0.496439922501 0.0305404908386 0.0190638725334 0.0147643907296 0.0123892429905 0.0108421669738
1:     0.496439922501 0.00736052234249 0.00497251705039 0.00396863978159 0.00338641021983 0.00299625684932
10:    0.496439922501 0.00224922117381 0.00153852153014 0.00123717718456 0.00106119569132 0.000942641990774
100:   0.496439922501 0.5 0.5 0.5 0.5 0.5
1000:  0.496439922501 0.5 0.5 0.5 0.5 0.5
""")  # the same, 32 hidden neurons

WEIGHTS = table("""
0.001: -0.28448441 0.32471214 -1.53496167 -0.47594822
       -0.7550616 -1.04593014 -1.45446052 -0.32606771
       -0.2594825 -0.13487028 -0.29722666 0.40028038
       -0.61957526 0.76414675 -1.49797046 0.40734574
0.01:  2.39225985 2.56885428 -5.38289334 -3.29231397
       -0.35379718 -4.6509363 -5.67005693 -1.74287864
       -0.15431323 -1.17147894 1.97979367 3.44633281
       -3.70045078 4.57578637 -7.63362462 4.73787613
0.1:   3.88035459 3.6391263 -5.99509098 -3.8224267
       -1.72462557 -5.41496387 -6.30737281 -3.03987763
       0.45953952 -1.77301389 2.37235987 5.04309824
       -5.72386389 6.15041318 -9.40272079 6.61461026
1:     4.6013571 4.17197193 -6.30956245 -4.19745118
       -2.58413484 -5.81447929 -6.60793435 -3.68396123
       0.97538679 -2.02685775 2.52949751 5.84371739
       -6.96765763 7.14101949 -10.31917382 7.86128405
10:    4.52597806 5.77663165 -7.34266481 -5.29379829
       1.66715206 -7.16447274 -7.99779235 -1.81881849
       -4.27032921 -3.35838279 3.44594007 4.88852208
       -8.58485788 10.1786297 -14.87601886 7.57026121
100:   -17.20515374 1.89881432 -16.95533155 -8.23482697
       5.70240659 -17.23785161 -9.48052574 -7.92972576
       -4.18781704 -0.3388181 2.82024759 -8.40059859
       9.68285369 9.55731916 -16.0390702 6.27326973
""")  # after 60,000 steps: the first layer [3, 4], then the second [4]

SIGN_CHANGES = table("""
0.001: 0 0 0 0 0 0 0 0 1 0 1 1 1 1 0 1
0.01:  1 1 0 0 2 0 0 2 4 2 1 1 2 1 0 1
0.1:   1 1 0 0 2 0 0 2 4 2 1 1 2 1 0 1
1:     1 1 0 0 2 0 0 2 4 2 1 1 2 1 0 1
10:    7 19 2 6 7 2 0 22 19 26 9 17 22 15 4 15
100:   8 7 3 2 13 8 2 4 16 13 12 8 13 11 12 10
1000:  3 2 4 1 1 2 2 1 6 6 4 1 7 7 7 3
""")  # how often the update of each of these weights has changed direction by then

IN_FULL = 1e-9  # printed with 12 digits
ONE_PERCENT = 2e-5  # of the largest of those errors that are chaotic in their last digits


def single_neuron() -> Iterator[Line]:
    """Two weights learn to repeat the first column. What is printed is the last pass, before its update."""
    lab = Backprop("single-neuron")
    lab.run(10_000 - 1)
    printed = (0.00505119, 0.00505119, 0.99494905, 0.99494905)
    yield Line(DESCENT, "single neuron, output of the 10,000th pass", printed, lab.look().outputs[:, 0], 5e-9)


def error_plane() -> Iterator[Line]:
    """The plane over the two weights of that neuron, and the way across it, as the source's code has them."""
    lab = Descent("error-plane")
    plane: Any = lab.ground
    corners = np.array([(0, 0), (10, -10), (10, 10), (-10, 10)], float)
    errors = np.array((0.5, 4.54e-5, 0.5, 0.999955))
    yield Line(DESCENT, "error plane at four places, mean |e|", errors, plane.mean_errors(corners), 5e-7)
    for step, place, printed, digits in (
        (0, (-0.16595599, 0.44064899), 0.57490, 5e-9),
        (10_000, (5.28317, -5.28312), 0.0050508, 5e-6),
    ):
        lab.run(step)
        here = lab.positions[0].copy()
        yield Line(DESCENT, f"error plane, weights after {step} passes", place, here, digits)
        error = plane.mean_errors(lab.positions)[0]
        yield Line(
            DESCENT, f"error plane, mean |e| after {step} passes", printed, error, 5e-6 if not step else 5e-8
        )


def alphas_with_4_hidden() -> Iterator[Line]:
    sweep = Backprop().sweep("learning_rate", ALPHAS)
    labs: list[Any] = sweep.labs
    for i, step in enumerate(STEPS):
        sweep.run(step - sweep.steps)
        for lab in labs:
            yield _error(DESCENT, lab, ERRORS_4[lab.learning_rate][i], IN_FULL)
            if lab.learning_rate == 1:  # this one is printed in another post as well
                yield _error(PYTORCH, lab, ERRORS_4[lab.learning_rate][i], IN_FULL)
    sweep.run(60_000 - sweep.steps)
    for lab in labs:
        alpha = lab.learning_rate
        if alpha in WEIGHTS:
            near = 5.1e-9 if alpha < 100 else 2e-4
            yield Line(DESCENT, f"alpha {alpha:g}, weights", WEIGHTS[alpha], lab.network.flat, near)
        yield Line(
            DESCENT,
            f"alpha {alpha:g}, changes of direction",
            SIGN_CHANGES[alpha],
            lab.sign_changes.count,
            0.0,
        )


def alphas_with_32_hidden(steps: Sequence[int] = STEPS) -> Iterator[Line]:
    sweep = Backprop(hidden=32).sweep("learning_rate", ALPHAS)
    labs: list[Any] = sweep.labs
    for i, step in enumerate(steps):
        sweep.run(step - sweep.steps)
        for lab in labs:
            near = ONE_PERCENT if lab.learning_rate == 10 and step else IN_FULL
            yield _error(DESCENT, lab, ERRORS_32[lab.learning_rate][i], near)


def _error(source: str, lab: Backprop, printed: float, tolerance: float) -> Line:
    what = f"{lab.hidden} hidden, alpha {lab.learning_rate:g}, error at {lab.steps:,}"
    return Line(source, what, printed, lab.metrics()["error"], tolerance)


# --- M. Spencer-Harper, How to build a multi-layered neural network in Python -------------------------------


def multi_layer() -> Iterator[Line]:
    lab = Backprop("multi-layer")
    lab.run(60_000)
    yield Line(MULTI_LAYER, "answer to 1 1 0 after 60,000 steps", 0.0078876, lab.answer((1, 1, 0)), 5e-8)
