"""Every check speaks up for a sick network, is silent for a healthy one, and says why in numbers."""

import re

import numpy as np
import pytest
from numpy.random import RandomState

from playground.lab.finding import SEVERITIES, Finding
from playground.nn import diagnose as checks
from playground.nn.advice import REMEDIES, WORDS, advise
from playground.nn.diagnose import diagnose
from playground.nn.losses import LOSSES, HalfSquaredError, Hinge, Logistic
from playground.nn.network import Network
from playground.nn.optimizers import SGD, Adam


def points(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A disc of +1 in a ring of −1, 250 points: [250, 2] and [250, 1]."""
    rng = RandomState(seed)
    target = rng.choice([-1.0, 1.0], 250)
    radius = np.where(target > 0, rng.uniform(0, 2.5, 250), rng.uniform(3.5, 5, 250))
    angle = rng.uniform(0, 2 * np.pi, 250)
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=-1), target[:, None]


def learn(net: Network, inputs, targets, loss, optimizer, steps: int) -> list[Finding]:
    for step in range(steps):
        start = 10 * step % len(inputs)
        net.train_step(inputs[start : start + 10], targets[start : start + 10], loss, optimizer)
    return diagnose(net, inputs, targets, loss, steps, optimizer.last_update)


def kinds(findings: list[Finding]) -> set[str]:
    return {finding.kind for finding in findings}


def found(finding: Finding | None) -> Finding:
    """The finding, after a look at its form: words for all, numbers in the evidence."""
    assert finding is not None
    assert finding.severity in SEVERITIES
    assert re.search(r"\d|All", finding.evidence)
    assert all(text and text == text.strip() for text in vars(finding).values())
    return finding


# --------------------------------------------------------------------------------------------- whole networks


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_said_of_tensorflow_playgrounds_default_from_start_to_end(seed: int) -> None:
    inputs, targets = points(seed)
    net, loss, optimizer = Network(rng=RandomState(seed)), HalfSquaredError(), SGD(0.03)
    assert diagnose(net, inputs, targets, loss) == []
    for _ in range(4):
        assert learn(net, inputs, targets, loss, optimizer, 500) == []


@pytest.mark.parametrize(
    ("activations", "init", "loss"),
    [
        (("tanh",) * 6 + ("tanh",), "xavier", "half-squared-error"),
        (("leaky-relu", "leaky-relu", "linear"), "xavier", "squared-hinge"),
        (("tanh", "sigmoid"), "xavier", "logistic"),
    ],
)
def test_nothing_is_said_of_other_healthy_networks(activations, init: str, loss: str) -> None:
    inputs, targets = points()
    inputs = inputs / 3
    targets = (targets + 1) / 2 if loss == "logistic" else targets
    net = Network((2, *[8] * (len(activations) - 1), 1), activations, init, RandomState(0), bias_init=0.0)
    assert diagnose(net, inputs, targets, LOSSES[loss]()) == []
    assert learn(net, inputs, targets, LOSSES[loss](), Adam(0.01), 300) == []


@pytest.mark.parametrize(
    ("options", "rate", "steps", "expected"),
    [
        ({"init": "too-large"}, 0.03, 0, {"A bad start", "Certain and wrong"}),
        (
            {"init": "too-large"},
            0.03,
            1000,
            {"No better than guessing", "Certain and wrong", "Saturated neurons"},
        ),
        ({"init": "zeros"}, 0.03, 10, {"Neurons all alike", "Vanishing gradient"}),
        (
            {"activations": ("relu", "relu", "tanh"), "init": "he"},
            3.0,
            300,
            {"Dead ReLUs", "Certain and wrong"},
        ),
        ({"sizes": (2, *[8] * 6, 1), "activations": "sigmoid"}, 0.03, 10, {"Vanishing gradient"}),
        ({}, 1e-9, 10, {"Steps too small"}),
        ({"activations": "linear"}, 10.0, 300, {"Not a number"}),
    ],
)
def test_sick_networks_are_found_out(options, rate: float, steps: int, expected: set[str]) -> None:
    inputs, targets = points()
    net = Network(**{"sizes": (2, 8, 8, 1), "activations": "tanh", "rng": RandomState(1)} | options)
    with np.errstate(all="ignore"):
        findings = learn(net, inputs, targets, HalfSquaredError(), SGD(rate), steps)
    assert expected <= kinds(findings)
    order = [SEVERITIES.index(found(finding).severity) for finding in findings]
    assert order == sorted(order)


def test_the_network_is_left_as_it_is() -> None:
    inputs, targets = points()
    net = Network(rng=RandomState(0), dropout=0.5)
    net.train_step(inputs[:10], targets[:10], HalfSquaredError(), SGD(0.03))
    arrays = [net.flat, net.grad_flat, *net.activations, *net.deltas, net.rngs[0].get_state()[1]]
    before = [array.copy() for array in arrays]
    diagnose(net, inputs, targets, HalfSquaredError(), 1)
    for array, was in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, was)


def test_every_kind_of_finding_has_its_words() -> None:
    for meaning, advice in REMEDIES.values():
        assert meaning.endswith(".")
        assert advice.endswith(".")


def test_what_is_in_use_is_not_advised() -> None:
    ways = [("use ReLU", "relu"), ("take fewer layers", "shallow"), ("wait", "")]
    assert advise(ways) == "Use ReLU, take fewer layers, or wait."
    assert advise(ways, {"relu"}) == "Take fewer layers, or wait."
    assert advise(ways, {"relu", "shallow"}) == "Wait."
    assert "in use already" in advise(ways[:2], {"relu", "shallow"})
    assert {tag for _, ways in WORDS.values() for _, tag in ways} <= {
        *("", "relu", "leaky-relu", "he", "momentum", "adam", "schedule", "slowest", "fastest", "scaled"),
        *("scaled targets", "small weights", "fitting weights", "no sigmoid", "shallow", "no price"),
    }, "of every tag somebody must say whether it is in use"


# ------------------------------------------------------------------------------------------------- one by one


def test_saturated_neurons() -> None:
    rng = RandomState(0)
    a = np.tanh(rng.standard_normal((100, 4)))
    assert checks.saturated(a, "tanh", "hidden layer 1") is None
    a[:, 2] = np.where(a[:, 2] > 0, 0.999, -0.999)
    finding = found(checks.saturated(a, "tanh", "hidden layer 1"))
    assert (finding.kind, finding.severity) == ("Saturated neurons", "note")
    assert finding.where == "hidden layer 1, neuron 3"
    assert "1 of 4 neurons" in finding.evidence
    a[:, :2] = 1.0
    assert found(checks.saturated(a, "tanh", "here")).severity == "warning"
    assert found(checks.saturated(np.ones((9, 4)), "sigmoid", "here")).severity == "problem"
    assert checks.saturated(np.full((9, 4), 0.5), "sigmoid", "here") is None
    assert checks.saturated(np.ones((9, 4)), "relu", "here") is None  # never flat on the side where it fires


def test_a_neuron_that_switches_on_the_way_is_not_saturated() -> None:
    a = np.tanh(np.linspace(-10, 10, 100))[:, None]  # flat for three quarters of the examples
    assert checks.saturated(a, "tanh", "here") is None


def test_dead_relus() -> None:
    a = np.maximum(0, RandomState(0).standard_normal((50, 10)))
    assert checks.dead_relus(a, "hidden layer 2") is None
    for dead, severity in ((1, "note"), (4, "warning"), (10, "problem")):
        a[:, :dead] = 0
        finding = found(checks.dead_relus(a, "hidden layer 2"))
        assert finding.severity == severity
        assert f"{dead} of 10 neurons answer 0 to all 50 examples" in finding.evidence
    assert finding.where == "hidden layer 2, neurons 1, 2, 3, 4, 5, 6 and 4 more"


def test_neurons_that_are_all_alike() -> None:
    weight, outgoing = np.full((3, 4), 0.5), np.full((4, 2), -1.0)
    assert found(checks.all_alike(weight, outgoing, "hidden layer 1")).severity == "problem"
    assert checks.all_alike(weight[:, :1], outgoing[:1], "here") is None  # a single neuron is no twin
    outgoing[0, 0] = 0
    assert checks.all_alike(weight, outgoing, "here") is None


def test_certain_and_wrong() -> None:
    target = np.tile([[1.0], [-1.0]], (50, 1))
    output = 0.999 * target
    assert checks.certain_and_wrong(output, target, "tanh", "output layer") is None
    output[:10] *= -1
    finding = found(checks.certain_and_wrong(output, target, "tanh", "output layer"))
    assert finding.severity == "warning"
    assert finding.evidence.startswith("10% of the examples")
    assert found(checks.certain_and_wrong(-output, target, "tanh", "here")).severity == "problem"
    assert checks.certain_and_wrong(0.5 * -output, target, "tanh", "here") is None  # wrong, but not certain
    assert checks.certain_and_wrong(-output, target, "linear", "here") is None


def test_a_fused_loss_has_nothing_to_fear_from_certainty() -> None:
    inputs, targets = points()
    net = Network((2, 1), "sigmoid", "zeros", RandomState(0))
    net.biases[0][...] = 20.0
    assert "Certain and wrong" not in kinds(diagnose(net, inputs, (targets + 1) / 2, Logistic(), 1))
    assert "Certain and wrong" in kinds(diagnose(net, inputs, (targets + 1) / 2, HalfSquaredError(), 1))


@pytest.mark.parametrize(
    ("sizes", "slopes", "kind"),
    [
        ([0.2, 0.1, 0.3], [1, 1, 1], None),
        ([0.002, 0.03, 0.3], [1, 1, 1], None),
        ([2e-4, 0.03, 0.3], [0.1, 1, 1], "Vanishing gradient"),
        ([0.0, 0.0, 0.3], [0, 0, 1], "Vanishing gradient"),
        ([50, 5, 0.3], [1, 1, 1], "Exploding gradient"),
        ([1, 1, 1], [1, 5000, 1], "Exploding gradient"),
        ([0.0, 0.0, 0.0], [0, 0, 0], None),  # all is right: nothing to pass back
    ],
)
def test_gradients_by_layer(sizes: list[float], slopes: list[float], kind: str | None) -> None:
    deltas = [np.full((10, n), size) for n, size in zip((4, 3, 1), sizes, strict=True)]
    gradients = [np.full(shape, slope) for shape, slope in zip(((2, 4), (4, 3), (3, 1)), slopes, strict=True)]
    finding = checks.fading_gradient(deltas, gradients, ["hidden layer 1", "hidden layer 2", "output layer"])
    assert (None if finding is None else found(finding).kind) == kind
    if finding is not None:
        assert "hidden layer 1" in finding.evidence


@pytest.mark.parametrize(
    ("ratio", "learnt", "kind"),
    [
        (1e-3, False, None),
        (0.1, False, None),
        (0.5, False, "Steps too large"),
        (1e-8, False, "Steps too small"),
        (1e-8, True, None),
    ],
)
def test_update_against_weight(ratio: float, learnt: bool, kind: str | None) -> None:
    weights = [np.full((2, 4), 0.5), np.full((4, 1), 2.0)]
    finding = checks.update_ratio(
        [ratio * w for w in weights], weights, ["hidden layer 1", "output layer"], learnt
    )
    assert (None if finding is None else found(finding).kind) == kind


def test_not_a_number() -> None:
    flat = np.ones(10)
    assert checks.not_a_number(flat) is None
    flat[:2] = np.nan, np.inf
    assert "2 of 10 parameters" in found(checks.not_a_number(flat)).evidence


def test_chance_is_the_best_constant_answer() -> None:
    """For k equal classes the cross-entropy of a guess is ln k (CS231n: ln 10 = 2.302)."""
    assert checks.chance(LOSSES["softmax-cross-entropy"](), np.tile(np.eye(10), (3, 1))) == pytest.approx(
        2.302585
    )
    halves = np.array([[-1.0], [1.0], [-1.0], [1.0]])
    assert checks.chance(HalfSquaredError(), halves) == pytest.approx(0.5)
    assert checks.chance(HalfSquaredError("sum"), halves) == pytest.approx(2.0)
    assert checks.chance(Logistic(), (halves + 1) / 2) == pytest.approx(np.log(2))
    rng = RandomState(0)
    for name, loss in ((name, loss()) for name, loss in LOSSES.items() if name != "softmax-cross-entropy"):
        targets = rng.choice([-1.0, 1.0], (40, 1), p=[0.3, 0.7])
        targets = (targets + 1) / 2 if name == "logistic" else targets
        low = 0.01 if name == "logistic" else -1.0
        guesses = [loss.value(np.full((40, 1), g), targets) for g in np.linspace(low, 0.99, 500)]
        assert checks.chance(loss, targets) == pytest.approx(min(guesses), rel=0.02), name
    assert checks.chance(Hinge(), np.array([[1.0], [1.0], [-1.0]])) == pytest.approx(2 / 3)


def test_loss_against_chance() -> None:
    assert checks.against_chance(0.52, 0.5, 0) is None
    assert found(checks.against_chance(1.0, 0.5, 0)).kind == "A bad start"
    assert checks.against_chance(1.0, 0.5, 50) is None  # give it time
    assert found(checks.against_chance(0.499, 0.5, 5000)).kind == "No better than guessing"
    assert checks.against_chance(0.3, 0.5, 5000) is None


def test_unscaled_inputs() -> None:
    x = RandomState(0).uniform(-6, 6, (100, 2))
    assert checks.unscaled_inputs(x) is None
    assert checks.unscaled_inputs(np.column_stack([x, np.ones(100)])) is None  # a bias, as in the 13 lines
    assert (
        found(checks.unscaled_inputs(x * [1, 42])).where == "input 2"
    )  # pixels from 0 to 255 are that large
    found(checks.unscaled_inputs(x * [1, 0.01]))  # far too small beside the other
    found(checks.unscaled_inputs(x / 6 + 5))  # all to one side


def test_unequal_classes() -> None:
    def two(large: int, small: int) -> np.ndarray:
        return np.repeat([1.0, -1.0], [large, small])[:, None]

    assert checks.imbalance(two(60, 40)) is None
    assert found(checks.imbalance(two(80, 20))).severity == "note"
    finding = found(checks.imbalance(two(990, 10)))
    assert finding.severity == "warning"
    assert finding.evidence == "The largest class has 990 examples, the smallest 10."
    many = np.eye(3)[np.repeat([0, 1, 2], [100, 90, 5])]
    assert found(checks.imbalance(many)).severity == "warning"
    assert checks.imbalance(np.eye(3)[np.repeat([0, 1, 2], [10, 9, 8])]) is None
    assert checks.imbalance(RandomState(0).standard_normal((50, 1))) is None  # regression has no classes
    assert checks.imbalance(RandomState(0).standard_normal((50, 3))) is None
