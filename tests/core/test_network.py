"""Whole networks: against PyTorch, nudging and a printed source; replicas against single runs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import RandomState

from playground.nn import activation_maps
from playground.nn.activations import ACTIVATIONS
from playground.nn.gradcheck import check
from playground.nn.initializers import INITIALIZERS
from playground.nn.losses import LOSSES, HalfSquaredError, Loss, mean_absolute_error
from playground.nn.network import Network
from playground.nn.optimizers import OPTIMIZERS, SGD, Adam, Momentum
from playground.nn.regularization import Penalty

PYTORCH = np.load(Path(__file__).parents[1] / "reference" / "pytorch.npz")

# What make_references.py made networks of: sizes, activations, loss, optimiser.
NETWORKS = {
    "tanh": ((2, 4, 2, 1), "tanh", "half-squared-error", "momentum"),
    "relu": ((3, 7, 5, 2), ("relu", "leaky-relu", "linear"), "squared-hinge", "sgd"),
    "sigmoid": ((5, 3, 1), "sigmoid", "logistic", "rmsprop"),
    "softmax": ((2, 6, 6, 3), ("tanh", "relu", "softmax"), "softmax-cross-entropy", "adam"),
    "inner-softmax": ((4, 5, 3, 2), ("softmax", "tanh", "linear"), "hinge", "nesterov"),
}

# Shapes, functions and rules to be combined at will. Losses that go with any last layer and any ±1 targets:
FREE_LOSSES = [name for name, loss in LOSSES.items() if loss.fused_with is None]
shapes = st.lists(st.integers(1, 9), min_size=2, max_size=6).map(tuple)
functions = st.lists(st.sampled_from(sorted(ACTIVATIONS)), min_size=5, max_size=5).map(tuple)
seeds = st.integers(0, 2**31 - 1)


def make(sizes=(2, 4, 2, 1), activations="tanh", seed: int | list[int] = 0, **options) -> Network:
    rng = RandomState(seed) if isinstance(seed, int) else [RandomState(s) for s in seed]
    return Network(sizes, activations, options.pop("init", "xavier"), rng, **options)


def gradient_of(net: Network, inputs: np.ndarray, targets: np.ndarray, loss: Loss) -> np.ndarray:
    net.forward(inputs)
    net.backward(targets, loss)
    return net.grad_flat.copy()


def loss_at(net: Network, inputs: np.ndarray, targets: np.ndarray, loss: Loss):
    """The loss as a function of all parameters."""

    def value(flat: np.ndarray) -> float:
        net.flat[...] = flat
        return float(loss.value(net.predict(inputs), targets))

    return value


# ---------------------------------------------------------------------------------------------- right numbers


@pytest.mark.parametrize("name", NETWORKS)
def test_network_equals_pytorch(name: str) -> None:
    sizes, activations, loss_name, optimizer_name = NETWORKS[name]
    reference = {part: PYTORCH[f"networks/{name}/{part}"] for part in ("inputs", "targets", "gradient")}
    net, loss = make(sizes, activations), LOSSES[loss_name]()
    net.flat[...] = PYTORCH[f"networks/{name}/flat"]

    output = net.forward(reference["inputs"])
    np.testing.assert_allclose(output, PYTORCH[f"networks/{name}/output"], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(
        loss.value(output, reference["targets"]), PYTORCH[f"networks/{name}/loss"], rtol=1e-10
    )
    gradient = gradient_of(net, reference["inputs"], reference["targets"], loss)
    np.testing.assert_allclose(gradient, reference["gradient"], rtol=1e-10, atol=1e-12)

    optimizer = OPTIMIZERS[optimizer_name](0.1)
    for _ in range(10):
        net.train_step(reference["inputs"], reference["targets"], loss, optimizer)
    np.testing.assert_allclose(net.flat, PYTORCH[f"networks/{name}/after_10_steps"], rtol=1e-10, atol=1e-10)


@settings(max_examples=30)
@given(shapes, functions, st.sampled_from(FREE_LOSSES), st.booleans(), seeds)
def test_gradient_passes_the_numerical_check(sizes, names, loss_name, bias, seed) -> None:
    rng = RandomState(seed)
    names = [
        {"relu": "tanh", "leaky-relu": "sigmoid"}.get(name, name) for name in names
    ]  # no kinks to step on
    loss = LOSSES[
        {"hinge": "squared-hinge", "absolute-error": "half-squared-error"}.get(loss_name, loss_name)
    ]()
    net = make(sizes, names[: len(sizes) - 1], seed, bias=bias)
    inputs, targets = rng.standard_normal((4, sizes[0])), 2.0 * rng.randint(2, size=(4, sizes[-1])) - 1
    gradient, flat = gradient_of(net, inputs, targets, loss), net.flat.copy()
    assert check(loss_at(net, inputs, targets, loss), gradient, flat, tolerance=1e-5).ok


def test_gradient_with_dropout_passes_the_numerical_check() -> None:
    """With the mask held: the generator is wound back before every look at the loss."""
    net, loss, rng = make((3, 8, 5, 2), dropout=0.4), HalfSquaredError(), RandomState(5)
    inputs, targets, start = rng.standard_normal((6, 3)), rng.standard_normal((6, 2)), net.rngs[0].get_state()

    def value(flat: np.ndarray) -> float:
        net.flat[...] = flat
        net.rngs[0].set_state(start)
        return float(loss.value(net.forward(inputs, train=True), targets))

    flat = net.flat.copy()
    value(flat)
    net.backward(targets, loss)
    gradient = net.grad_flat.copy()
    assert (net.activations[1] == 0).any()
    assert check(value, gradient, flat, tolerance=1e-5).ok


def test_seven_alphas_in_lockstep_print_what_the_source_prints() -> None:
    """A. Trask, A Neural Network in 13 lines of Python, part 2, 2015: errors after 0 and 10,000 iterations.

    Printed to 12 digits, from Python 2 on another machine; ours agree to 1e-9.
    """
    inputs = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    targets = np.array([[0], [1], [1], [0]])
    net = make((3, 4, 1), "sigmoid", [1] * 7, init="uniform", bias=False)
    loss, optimizer = HalfSquaredError("sum"), SGD([0.001, 0.01, 0.1, 1, 10, 100, 1000])
    np.testing.assert_allclose(mean_absolute_error(net.predict(inputs), targets), 0.496410031903, atol=1e-9)
    for _ in range(10_000):
        net.train_step(inputs, targets, loss, optimizer)
    printed = [
        0.495164025493,
        0.457431074442,
        0.0428880170001,
        0.00858452565325,
        0.00312938876301,
        0.125476983855,
        0.5,
    ]
    np.testing.assert_allclose(mean_absolute_error(net.predict(inputs), targets), printed, atol=1e-9)


def test_it_learns_exclusive_or() -> None:
    inputs = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    targets = np.array([[-1.0], [1], [1], [-1]])
    net, loss, optimizer = make((2, 4, 1), seed=3), HalfSquaredError(), Adam(0.05)
    before = loss.value(net.predict(inputs), targets)
    for _ in range(500):
        net.train_step(inputs, targets, loss, optimizer)
    assert loss.value(net.predict(inputs), targets) < 0.001 < before


# --------------------------------------------------------------------------------------------------- replicas


@settings(max_examples=60, deadline=None)
@given(
    shapes, functions, st.sampled_from(FREE_LOSSES), st.sampled_from(sorted(OPTIMIZERS)), seeds,
    st.sampled_from([0.0, 0.3]), st.sampled_from(["none", "l1", "l2"]), st.booleans(), st.integers(1, 11),
)  # fmt: skip
def test_replicas_do_exactly_what_single_networks_do(
    sizes, names, loss_name, rule, seed, dropout, penalty, bias, batch
) -> None:
    rng, replicas, names = RandomState(seed), 3, names[: len(sizes) - 1]
    own = [int(s) for s in rng.randint(2**31, size=replicas)]
    rates, loss = rng.uniform(0.01, 0.5, replicas), LOSSES[loss_name]()
    inputs = rng.standard_normal((4, replicas, batch, sizes[0]))
    targets = 2.0 * rng.randint(2, size=(4, replicas, batch, sizes[-1])) - 1

    together = make(sizes, names, own, dropout=dropout, bias=bias)
    optimizer, price = OPTIMIZERS[rule](rates), Penalty(penalty, 0.3, together.is_weight)
    for x, t in zip(inputs, targets, strict=True):
        together.train_step(x, t, loss, optimizer, price)

    for replica in range(replicas):
        alone = make(sizes, names, own[replica], dropout=dropout, bias=bias)
        optimizer, price = OPTIMIZERS[rule](rates[replica]), Penalty(penalty, 0.3, alone.is_weight)
        for x, t in zip(inputs[:, replica], targets[:, replica], strict=True):
            alone.train_step(x, t, loss, optimizer, price)
        np.testing.assert_array_equal(together.flat[replica], alone.flat)
        np.testing.assert_array_equal(together.grad_flat[replica], alone.grad_flat)
        np.testing.assert_array_equal(together.predict(inputs[0])[replica], alone.predict(inputs[0, replica]))
        for ours, theirs in zip(together.deltas, alone.deltas, strict=True):
            np.testing.assert_array_equal(ours[replica], theirs)


@pytest.mark.parametrize("name", ["logistic", "softmax-cross-entropy"])
def test_replicas_with_fused_losses_do_exactly_what_single_networks_do(name: str) -> None:
    rng, loss = RandomState(8), LOSSES[name]()
    inputs, targets = rng.standard_normal((5, 9, 2)), np.eye(3)[rng.randint(3, size=(5, 9))]
    together = make((2, 7, 3), ("tanh", loss.fused_with), [1, 2, 3, 4, 5])
    optimizer = Adam(0.1)
    for _ in range(5):
        together.train_step(inputs, targets, loss, optimizer)
    for replica in range(5):
        alone, optimizer = make((2, 7, 3), ("tanh", loss.fused_with), replica + 1), Adam(0.1)
        for _ in range(5):
            alone.train_step(inputs[replica], targets[replica], loss, optimizer)
        np.testing.assert_array_equal(together.flat[replica], alone.flat)


def test_sixty_four_replicas_may_share_a_batch() -> None:
    rng, loss = RandomState(9), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    together, optimizer = make(seed=list(range(64))), SGD(0.1)
    for _ in range(20):
        together.train_step(inputs, targets, loss, optimizer)
    for replica in (0, 17, 63):
        alone, optimizer = make(seed=replica), SGD(0.1)
        for _ in range(20):
            alone.train_step(inputs, targets, loss, optimizer)
        np.testing.assert_array_equal(together.flat[replica], alone.flat)


def test_the_layout_of_what_is_handed_in_does_not_matter() -> None:
    rng, loss = RandomState(10), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 7)), rng.standard_normal((10, 3))
    nets = [make((7, 5, 3), seed=1) for _ in range(3)]
    wide = np.zeros((20, 14))
    wide[::2, ::2] = inputs
    for net, given_inputs in zip(nets, (inputs, np.asfortranarray(inputs), wide[::2, ::2]), strict=True):
        net.train_step(given_inputs, targets, loss, SGD(0.1))
    np.testing.assert_array_equal(nets[0].flat, nets[1].flat)
    np.testing.assert_array_equal(nets[0].flat, nets[2].flat)


def test_stacked_networks_learn_in_lockstep_and_stay_usable() -> None:
    rng, loss = RandomState(11), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    members, alone = [make(seed=s) for s in range(4)], [make(seed=s) for s in range(4)]
    members[0].forward(inputs)
    stack, optimizer = Network.stack(members), SGD(0.1)
    for _ in range(5):
        stack.train_step(inputs, targets, loss, optimizer)
        for net in alone:
            net.train_step(inputs, targets, loss, SGD(0.1))
    for index, (member, net) in enumerate(zip(members, alone, strict=True)):
        np.testing.assert_array_equal(member.flat, net.flat)
        np.testing.assert_array_equal(member.weights[1], stack.weights[1][index])
        np.testing.assert_array_equal(member.predict(inputs), net.predict(inputs))
        assert np.shares_memory(member.flat, stack.flat)

    members[2].train_step(inputs, targets, loss, SGD(0.1))  # one goes on alone
    alone[2].train_step(inputs, targets, loss, SGD(0.1))
    np.testing.assert_array_equal(stack.flat[2], alone[2].flat)


def test_a_replica_can_be_taken_out() -> None:
    stack = make(seed=[1, 2, 3])
    one = stack.replica(1)
    np.testing.assert_array_equal(one.flat, make(seed=2).flat)
    one.weights[0][0, 0] = 9
    assert stack.weights[0][1, 0, 0] == 9
    with pytest.raises(ValueError, match="no replica 3 among 3"):
        stack.replica(3)


def test_only_like_networks_can_be_stacked() -> None:
    frozen = make()
    frozen.frozen = {0}
    for other in (make((2, 3, 1)), make(activations="relu"), make(bias=False), make(seed=[1, 2]), frozen):
        with pytest.raises(ValueError, match="built alike"):
            Network.stack([make(), other])


# -------------------------------------------------------------------------------------------- the flat buffer


def test_the_flat_buffer_holds_layer_by_layer_weights_then_biases() -> None:
    net = make((2, 3, 1), seed=[0, 1])
    net.flat[...] = np.arange(26).reshape(2, 13)
    np.testing.assert_array_equal(net.weights[0][0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(net.biases[0][0], [[6, 7, 8]])
    np.testing.assert_array_equal(net.weights[1][1], [[13 + 9], [13 + 10], [13 + 11]])
    np.testing.assert_array_equal(net.biases[1][1], [[13 + 12]])
    np.testing.assert_array_equal(net.is_weight, [1] * 6 + [0] * 3 + [1] * 3 + [0])


@pytest.mark.parametrize("init", INITIALIZERS)
def test_weights_are_drawn_layer_by_layer_and_biases_are_not_drawn(init: str) -> None:
    net, rng = make((3, 5, 2), seed=4, init=init, bias_init=0.25), RandomState(4)
    for weight in net.weights:
        np.testing.assert_array_equal(weight, INITIALIZERS[init](rng, *weight.shape))
    assert all((bias == 0.25).all() for bias in net.biases)


def test_tensorflow_playgrounds_default() -> None:
    net = Network(rng=RandomState(0))
    assert net.sizes == (2, 4, 2, 1)
    assert net.activation_names == ("tanh", "tanh", "tanh")
    assert all(np.abs(weight).max() <= 0.5 for weight in net.weights)
    assert all((bias == 0.1).all() for bias in net.biases)


def test_without_biases_there_are_none() -> None:
    net = make((3, 4, 1), bias=False)
    assert net.biases == []
    assert net.flat.shape == (16,)
    np.testing.assert_array_equal(net.is_weight, np.ones(16))


def test_a_single_layer_is_a_network() -> None:
    net = make((3, 1), "sigmoid")
    inputs = RandomState(0).standard_normal((4, 3))
    np.testing.assert_allclose(
        net.predict(inputs), 1 / (1 + np.exp(-(inputs @ net.weights[0] + net.biases[0])))
    )


# ----------------------------------------------------------------------------------------- what a step leaves


def test_after_a_step_all_that_was_said_and_told_is_there() -> None:
    rng, net, loss = RandomState(12), make(), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    net.train_step(inputs, targets, loss, SGD(0.0))
    assert [a.shape for a in net.activations] == [(10, 2), (10, 4), (10, 2), (10, 1)]
    assert [d.shape for d in net.deltas] == [(10, 4), (10, 2), (10, 1)]
    np.testing.assert_array_equal(net.activations[0], inputs)
    for layer in range(3):
        z = net.activations[layer] @ net.weights[layer] + net.biases[layer]
        np.testing.assert_allclose(net.preactivations[layer], z, rtol=1e-13)
        np.testing.assert_array_equal(net.activations[layer + 1], np.tanh(net.preactivations[layer]))
        np.testing.assert_allclose(net.weight_gradients[layer], net.activations[layer].T @ net.deltas[layer])
        np.testing.assert_allclose(net.bias_gradients[layer], net.deltas[layer].sum(axis=0, keepdims=True))


def test_predicting_disturbs_nothing() -> None:
    rng, net, loss = RandomState(13), make(dropout=0.5), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    net.train_step(inputs, targets, loss, SGD(0.1))
    before = [a.copy() for a in (*net.activations, *net.deltas, net.grad_flat)]
    state = net.rngs[0].get_state()[1].copy()
    first = net.predict(inputs)
    net.predict(2 * inputs)
    for a, b in zip((*net.activations, *net.deltas, net.grad_flat), before, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(net.rngs[0].get_state()[1], state)
    np.testing.assert_array_equal(first, net.predict(inputs))


def test_batches_of_many_sizes_may_come_in_any_order() -> None:
    rng, net, loss = RandomState(14), make(), HalfSquaredError()
    inputs, targets = rng.standard_normal((30, 2)), rng.standard_normal((30, 1))
    for size in [*range(1, 31), *range(30, 0, -1)]:
        gradient = gradient_of(net, inputs[:size], targets[:size], loss)
        np.testing.assert_array_equal(gradient, gradient_of(make(), inputs[:size], targets[:size], loss))


def test_a_step_makes_no_new_arrays_of_its_own() -> None:
    rng, net, loss, optimizer = RandomState(15), make(), HalfSquaredError(), Momentum(0.1)
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    net.train_step(inputs, targets, loss, optimizer)
    arrays = [id(a) for a in (*net.activations, *net.deltas, *net.weights, net.flat, net.grad_flat)]
    net.predict(rng.standard_normal((250, 2)))
    net.train_step(inputs, targets, loss, optimizer)
    assert arrays == [id(a) for a in (*net.activations, *net.deltas, *net.weights, net.flat, net.grad_flat)]


def test_dropout_is_for_training_and_hidden_layers_only() -> None:
    net, inputs = make((2, 50, 50, 1), dropout=0.5), np.ones((20, 2))
    net.forward(inputs, train=True)
    for hidden in net.activations[1:-1]:
        assert 0.4 < (hidden == 0).mean() < 0.6
    assert (net.activations[-1] != 0).all()
    np.testing.assert_array_equal(net.forward(inputs, train=False), net.predict(inputs))
    net.dropout = 0.0
    np.testing.assert_array_equal(net.forward(inputs, train=True), net.predict(inputs))
    assert net.dropout == (0.0,)


# ------------------------------------------------------------------------------------------------------- maps


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_maps_are_what_every_neuron_says_everywhere(activation: str) -> None:
    net = make((2, 4, 3, 2), activation, [0, 1])
    axis = np.linspace(-6, 6, 20)
    grid = np.stack(np.meshgrid(axis, axis[:15]), axis=-1)  # [15, 20, 2]
    for dtype, tolerance in ((np.float32, 2e-5), (np.float64, 1e-12)):
        maps = [np.array(m) for m in net.maps(grid, dtype)]
        net.forward(grid.reshape(-1, 2))
        assert [m.shape for m in maps] == [(2, 4, 15, 20), (2, 3, 15, 20), (2, 2, 15, 20)]
        for layer, pictures in enumerate(maps):
            assert pictures.dtype == dtype
            said = net.activations[layer + 1].mT.reshape(pictures.shape)
            np.testing.assert_allclose(pictures, said, atol=tolerance, rtol=tolerance)


def test_maps_of_a_single_network_without_biases() -> None:
    net = make((3, 5), "relu", bias=False)
    grid = RandomState(0).standard_normal((4, 6, 3))
    (pictures,) = net.maps(grid)
    np.testing.assert_allclose(
        pictures[2, 1, 5], max(0, grid[1, 5] @ net.weights[0][:, 2]), rtol=1e-5, atol=1e-6
    )
    with pytest.raises(ValueError, match="height×width×3"):
        net.maps(grid[..., :2])


def test_tanh_by_way_of_exp_is_tanh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As WebAssembly draws it, on every machine."""
    monkeypatch.setattr(activation_maps, "TANH_BY_EXP", True)
    net = make((1, 1), "tanh", bias=False)
    net.weights[0][...] = 1
    sums = np.concatenate([[-np.inf, -1e30, -50, 0, 50, 1e30, np.inf], np.linspace(-10, 10, 2001)])
    (pictures,) = net.maps(sums[None, :, None])
    np.testing.assert_allclose(pictures[0, 0], np.tanh(sums), atol=3e-7, rtol=0)
    (precise,) = net.maps(sums[None, :, None], np.float64)
    np.testing.assert_array_equal(precise[0, 0], np.tanh(sums))


def test_a_network_that_has_blown_up_can_be_drawn() -> None:
    net = make()
    net.flat[...] = 1e300
    net.flat[3] = np.nan
    assert net.maps(np.ones((5, 5, 2)))[-1].shape == (1, 5, 5)
    assert not net.is_finite


# ----------------------------------------------------------------------------------- frozen layers, cut links


def test_frozen_layers_stay_while_others_learn() -> None:
    rng, loss = RandomState(16), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    net = make()
    net.frozen = {1}
    before, optimizer = net.copy(), Adam(0.1)
    price = Penalty("l2", 0.1, net.is_weight)
    for _ in range(5):
        net.train_step(inputs, targets, loss, optimizer, price)
    np.testing.assert_array_equal(net.weights[1], before.weights[1])
    np.testing.assert_array_equal(net.biases[1], before.biases[1])
    for layer in (0, 2):
        assert (net.weights[layer] != before.weights[layer]).all()
    net.frozen = ()
    assert net.trainable is None
    net.train_step(inputs, targets, loss, optimizer, price)
    assert (net.weights[1] != before.weights[1]).any()


def test_what_is_cut_stays_cut_even_when_a_layer_thaws() -> None:
    rng, loss = RandomState(17), HalfSquaredError()
    inputs, targets = rng.standard_normal((10, 2)), rng.standard_normal((10, 1))
    net = make()
    links = np.zeros(net.flat.shape, bool)
    links[2] = True
    net.cut(links)
    net.frozen = {0}
    net.frozen = ()
    for _ in range(5):
        net.train_step(inputs, targets, loss, Adam(0.1))
    assert net.weights[0].flat[2] == 0
    assert (net.flat != 0).sum() == net.flat.size - 1


def test_links_that_die_in_lockstep_are_dead_for_the_members() -> None:
    members = [make(seed=s) for s in range(2)]
    stack = Network.stack(members)
    links = np.zeros(stack.flat.shape, bool)
    links[1, 4] = True
    stack.cut(links)
    assert members[1].flat[4] == 0
    assert members[1].trainable is not None
    assert members[1].trainable[4] == 0
    assert members[0].trainable is not None
    assert members[0].trainable.all()
    again = Network.stack(members)
    np.testing.assert_array_equal(again.alive, stack.alive)
    stack.cut(links[::-1])  # of no concern to those who have moved on
    assert members[0].trainable.all()


# ------------------------------------------------------------------------------------------- state and copies


@pytest.mark.parametrize("seed", [0, [0, 1, 2]])
def test_a_restored_state_replays_the_same_run(seed) -> None:
    rng, loss = RandomState(18), HalfSquaredError()
    inputs, targets = rng.standard_normal((6, 10, 2)), rng.standard_normal((6, 10, 1))
    net = make(seed=seed)
    optimizer, price = SGD(0.1), Penalty("l1", 0.5, net.is_weight)
    for x, t in zip(inputs[:3], targets[:3], strict=True):
        net.train_step(x, t, loss, optimizer, price)
    state, branch = net.state(), net.copy()
    for x, t in zip(inputs[3:], targets[3:], strict=True):
        net.train_step(x, t, loss, optimizer, price)
    end = net.flat.copy()
    net.load_state(state)
    for other in (net, branch):
        for x, t in zip(inputs[3:], targets[3:], strict=True):
            other.train_step(x, t, loss, optimizer, price)
        np.testing.assert_array_equal(other.flat, end)


def test_a_copy_draws_the_same_masks_and_shares_nothing() -> None:
    net = make((2, 8, 1), dropout=0.5)
    other = net.copy()
    inputs = np.ones((10, 2))
    np.testing.assert_array_equal(net.forward(inputs, train=True), other.forward(inputs, train=True))
    other.flat[...] = 0
    assert net.flat.any()


def test_reset_draws_anew_from_the_generator() -> None:
    net, rng = make(init="uniform"), RandomState(0)
    rng.random_sample(2 * 4 + 4 * 2 + 2 * 1)
    net.reset("uniform")
    np.testing.assert_array_equal(net.weights[0], 2 * rng.random_sample((2, 4)) - 1)


# -------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sizes": (2,)}, "inputs and outputs"),
        ({"sizes": (2, *[4] * 13, 1)}, "0 to 12 hidden layers, not 13"),
        ({"sizes": (2, 65, 1)}, "1 to 64 neurons, not 65"),
        ({"sizes": (2, 0, 1)}, "1 to 64 neurons, not 0"),
        ({"sizes": (0, 4, 1)}, "1 to 1024 inputs and outputs"),
        ({"sizes": (2, 2.5, 1)}, "whole numbers"),
        ({"sizes": "2,4,1"}, "whole numbers"),
        ({"sizes": 4}, "whole numbers"),
        ({"activations": "tanhh"}, "no activation “tanhh”"),
        ({"activations": ("tanh", "tanh")}, "3 layers need 3 activations, not 2"),
        ({"init": "big"}, "no initialiser “big”"),
        ({"rng": None}, "RandomState"),
        ({"rng": []}, "RandomState"),
        ({"rng": 42}, "RandomState"),
        ({"rng": RandomState(0), "replicas": 4}, "4 replicas need a list of 4 generators"),
        ({"rng": [RandomState(0)], "replicas": 4}, "4 replicas need 4 generators, not 1"),
        ({"dropout": 1.0}, "dropout is a probability"),
        ({"dropout": -0.1}, "dropout is a probability"),
        ({"dropout": float("nan")}, "dropout is a probability"),
    ],
)
def test_what_cannot_be_built_is_said_in_one_sentence(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        Network(**{"rng": RandomState(0)} | arguments)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "inputs", [np.zeros((10, 3)), np.zeros((10, 1)), np.zeros(2), np.zeros((0, 2)), np.zeros((4, 10, 2)), 3.0]
)
def test_inputs_that_do_not_fit_are_named(inputs) -> None:
    net = make()
    for use in (net.forward, net.predict):
        with pytest.raises(ValueError, match="inputs must be batch×2, not"):
            use(inputs)


def test_targets_and_losses_that_do_not_fit_are_named() -> None:
    net = make()
    net.forward(np.zeros((10, 2)))
    with pytest.raises(ValueError, match="targets"):
        net.backward(np.zeros(10), HalfSquaredError())
    with pytest.raises(ValueError, match="needs the activation softmax"):
        net.backward(np.zeros((10, 1)), LOSSES["softmax-cross-entropy"]())
    with pytest.raises(ValueError, match="numbered 0 to 2"):
        net.frozen = {3}
    with pytest.raises(ValueError, match="do not fit"):
        net.load_state(make((2, 3, 1)).state())
