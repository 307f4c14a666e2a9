"""A network: layers in a row, run forward to answer and backward to learn.

    net = Network((2, 4, 2, 1), "tanh", rng=RandomState(0))
    loss, optimizer = HalfSquaredError(), SGD(lr=0.03)
    net.train_step(inputs, targets, loss, optimizer)   # inputs [batch, 2], targets [batch, 1]
    net.predict(inputs)                                # [batch, 1]

One training step is three calls: `forward` (what does the network say?), `backward` (which way should each
weight move?), and the optimiser's `step` (move). Afterwards all that every neuron said and was told is still
there to look at: `activations` and `deltas`, lists with one array per layer.

**One flat buffer.** All parameters lie in one array, `flat` [P]: the first layer's weights row by row, then
its biases, then the second layer's, and so on. `weights[l]` and `biases[l]` are views into it. So an
optimiser step, a snapshot or a link with all weights is one operation on one array. Gradients lie the same
way in `grad_flat`.

**Replicas.** With a list of R generators the network is R networks trained in lockstep by the very same code:
`flat` is [R, P], `weights[l]` [R, in, out], and a batch may be [R, batch, in] (one each) or [batch, in]
(shared by all). Each replica does exactly, to the last bit, what it would do alone.
"""

import copy
from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

import numpy as np
from numpy.random import RandomState
from numpy.typing import ArrayLike, NDArray

from playground.nn.activation_maps import Maps, Pictures
from playground.nn.activations import ACTIVATIONS
from playground.nn.architecture import Blueprint, checked_generators
from playground.nn.buffers import Passes, Stage
from playground.nn.initializers import INITIALIZERS
from playground.nn.layers import Dense
from playground.nn.losses import Loss
from playground.nn.optimizers import Optimizer, PerReplica
from playground.nn.regularization import Penalty

type Array = NDArray[np.float64]
type Generators = RandomState | Sequence[RandomState]


class Network:
    """Dense layers of `sizes` (inputs, hidden layers …, outputs), each followed by its activation.

    sizes: at most 12 hidden layers of 1 to 64 neurons; 1 to 1024 inputs and outputs.
    activations: a name of `playground.nn.activations.ACTIVATIONS` for all layers, or one name per layer.
    init: a name of `playground.nn.initializers.INITIALIZERS`.
    rng: the generator for weights and dropout masks, or a list of R generators for R replicas.
    bias: whether there are biases at all; they start at `bias_init`.
    dropout: the probability with which a hidden neuron is silenced in training; a number, or one per
        replica.
    replicas: how many generators there must be, if that is to be checked.

    Order of the draws: layer by layer from the first to the last, one array [in, out] each; none for biases.

    Attributes: `flat`, `grad_flat` [..., P]; `weights`, `weight_gradients`: lists of views [..., in, out];
    `biases`, `bias_gradients`: lists of views [..., 1, out], empty if there are no biases.
    Raises ValueError, in one sentence, for anything that cannot be built.
    """

    def __init__(
        self,
        sizes: Sequence[int] = (2, 4, 2, 1),
        activations: str | Sequence[str] = "tanh",
        init: str = "tf-playground",
        rng: Generators | None = None,
        *,
        bias: bool = True,
        bias_init: float = 0.1,
        dropout: PerReplica = 0.0,
        replicas: int | None = None,
    ) -> None:
        self.blueprint = Blueprint.checked(sizes, activations, bias)
        self.sizes, self.activation_names = self.blueprint.sizes, self.blueprint.activations
        self.rngs, self.replicas = checked_generators(rng, replicas)
        self.alive: Array | None = None  # [..., P]: 0 where a link has been cut for good; None: none has
        self.trainable: Array | None = None  # [..., P]: 0 where nothing may change; None: everything may
        self._frozen: frozenset[int] = frozenset()
        self._members: WeakKeyDictionary[Network, int] = WeakKeyDictionary()  # who lives in which of our rows
        self._rates = self._checked_rates(dropout)

        leading = () if self.replicas is None else (self.replicas,)
        shape = (*leading, self.blueprint.parameters)
        self._bind(np.zeros(shape), np.zeros(shape))
        self.reset(init, bias_init)

    def _bind(self, flat: Array, grad_flat: Array) -> None:
        """Let `flat` and `grad_flat` [..., P] hold the parameters and their gradients from now on."""
        self.flat, self.grad_flat = flat, grad_flat
        self.weights, self.biases = self.blueprint.views(flat)
        self.weight_gradients, self.bias_gradients = self.blueprint.views(grad_flat)
        none = [None] * len(self.weights)
        biases, bias_gradients = self.biases or none, self.bias_gradients or none
        dense = list(map(Dense, self.weights, biases, self.weight_gradients, bias_gradients))
        functions = [ACTIVATIONS[name] for name in self.activation_names]
        self._passes = Passes(dense, functions, self._rates, self.rngs)
        self._predictions = Passes(dense, functions, (), ())  # arrays of its own, and never any dropout
        self._maps = Maps(self.weights, self.biases, self.activation_names)
        self._now: list[Stage] = []  # what the last pass went through

    # -------------------------------------------------------------------------------- forward and backward

    def forward(self, inputs: ArrayLike, train: bool = False) -> Array:
        """The outputs [..., batch, out] for `inputs` [..., batch, in]; with dropout if `train`.

        What is returned is an array that the next pass over a batch of this size overwrites. Raises
        ValueError for inputs of another shape.
        """
        self._now = stages = self._passes.load(inputs)
        for stage in stages:
            stage.forward(train)
        return stages[-1].a

    def backward(self, targets: Array, loss: Loss) -> None:
        """Fill `grad_flat` with the gradient of `loss` for the batch that `forward` has just seen.

        targets: [..., batch, out]. Nothing is added to what an earlier batch has left: it is overwritten.
        Raises ValueError if they do not fit the outputs, or the loss does not fit the last activation.
        """
        last = self._now[-1]
        if targets.shape[-2:] != last.a.shape[-2:]:
            raise ValueError(f"targets {targets.shape} do not fit the outputs {last.a.shape}")
        if loss.fused_with is not None and loss.fused_with != last.activation.name:
            raise ValueError(f"the loss {loss.name} needs the activation {loss.fused_with} in the last layer")
        loss.gradient(last.a, targets, out=last.delta)
        last.backward(fused=loss.fused_with is not None)
        for stage in self._now[-2::-1]:
            stage.backward()

    def train_step(
        self,
        inputs: ArrayLike,
        targets: Array,
        loss: Loss,
        optimizer: Optimizer,
        penalty: Penalty | None = None,
    ) -> None:
        """One step of learning from one batch: `forward`, `backward`, move (and pay the penalty, if any).

        inputs: [..., batch, in], targets: [..., batch, out]. Raises ValueError as these two do.
        """
        self.forward(inputs, train=True)
        self.backward(targets, loss)
        if penalty is None or not penalty.active:
            optimizer.step(self.flat, self.grad_flat, self.trainable)
        elif penalty.after_step:
            slope = penalty.gradient(self.flat)
            if self.trainable is not None:
                slope *= self.trainable
            optimizer.step(self.flat, self.grad_flat, self.trainable)
            died = penalty.shrink(self.flat, slope, optimizer.lr)
            if died is not None:
                self.cut(died)
        else:
            self.grad_flat += penalty.gradient(self.flat)
            optimizer.step(self.flat, self.grad_flat, self.trainable)

    def predict(self, inputs: ArrayLike) -> Array:
        """The outputs [..., batch, out] for `inputs` [..., batch, in], as a new array, without dropout.

        Leaves `activations` and `deltas` as the last training step has left them. Raises ValueError for
        inputs of another shape.
        """
        stages = self._predictions.load(inputs)
        for stage in stages:
            stage.forward(train=False)
        return stages[-1].a.copy()

    def maps(self, grid: Array, dtype: type[np.floating] = np.float32) -> list[Pictures]:
        """What every neuron says at each point of a picture: [..., neurons, height, width] for each layer.

        grid: the inputs at the points, [height, width, in]. The next call overwrites the arrays returned.
        """
        return self._maps.draw(grid, dtype)

    @property
    def activations(self) -> list[Array]:
        """What the last pass said [..., batch, n]: the inputs, then each layer's outputs (after dropout)."""
        return [self._now[0].x, *(stage.a for stage in self._now)] if self._now else []

    @property
    def preactivations(self) -> list[Array]:
        """Each layer's sums z = x W + b in the last pass [..., batch, n]."""
        return [stage.z for stage in self._now]

    @property
    def deltas(self) -> list[Array]:
        """The gradient of the loss at each layer's sums z, as `backward` left it [..., batch, n]."""
        return [stage.delta for stage in self._now]

    # ------------------------------------------------------------------------------------------ parameters

    def reset(self, init: str, bias_init: float = 0.1) -> None:
        """Draw all weights anew, layer by layer, each replica's from its own generator.

        Raises ValueError for a name that no initialiser has.
        """
        if init not in INITIALIZERS:
            raise ValueError(f"there is no initialiser “{init}”; there is {', '.join(INITIALIZERS)}")
        for row, rng in zip(self.flat.reshape(-1, self.blueprint.parameters), self.rngs, strict=True):
            weights, biases = self.blueprint.views(row)
            for weight in weights:
                weight[...] = INITIALIZERS[init](rng, *weight.shape)
            for bias in biases:
                bias[...] = bias_init
        self.alive = None
        self._renew_trainable()

    @property
    def is_weight(self) -> Array:
        """[P]: 1 where the flat buffer holds a weight, 0 where it holds a bias."""
        mask = np.zeros(self.blueprint.parameters)
        for weight in self.blueprint.views(mask)[0]:
            weight[...] = 1.0
        return mask

    @property
    def is_finite(self) -> NDArray[np.bool_]:
        """Whether all parameters are still numbers, [...]."""
        return np.asarray(np.isfinite(self.flat).all(axis=-1))

    @property
    def dropout(self) -> tuple[float, ...]:
        """The probability that a hidden neuron is silenced in training, one per replica.

        May be set, to one number or to [R]. Raises ValueError for what is no probability below 1.
        """
        return self._rates

    @dropout.setter
    def dropout(self, rate: PerReplica) -> None:
        rates = self._checked_rates(rate)
        if rates != self._rates:
            self._rates = rates
            self._passes = Passes(self._passes.dense, self._passes.activations, rates, self.rngs)

    def _checked_rates(self, rate: PerReplica) -> tuple[float, ...]:
        rates = tuple(float(r) for r in np.broadcast_to(rate, (len(self.rngs),)))
        if not all(0 <= r < 1 for r in rates):
            raise ValueError(f"dropout is a probability from 0 to below 1, not {rate}")
        return rates

    @property
    def frozen(self) -> frozenset[int]:
        """The layers whose parameters stay as they are, numbered as in `weights`. May be set.

        Raises ValueError for a layer that there is not.
        """
        return self._frozen

    @frozen.setter
    def frozen(self, layers: Iterable[int]) -> None:
        frozen = frozenset(layers)
        if not frozen <= set(range(len(self.weights))):
            raise ValueError(f"layers are numbered 0 to {len(self.weights) - 1}, not {sorted(frozen)}")
        self._frozen = frozen
        self._renew_trainable()

    def cut(self, links: NDArray[np.bool_]) -> None:
        """Set the parameters marked in `links` [..., P] to 0 for good: no step moves them again."""
        if self.alive is None:
            self.alive = np.ones(self.flat.shape)
        self.flat[links] = self.alive[links] = 0.0
        self._renew_trainable()

    def _renew_trainable(self) -> None:
        self.trainable = None if self.alive is None else self.alive.copy()
        if self._frozen:
            self.trainable = np.ones(self.flat.shape) if self.trainable is None else self.trainable
            weights, biases = self.blueprint.views(self.trainable)
            for layer in self._frozen:
                for parameters in (weights[layer], *biases[layer : layer + 1]):
                    parameters[...] = 0.0
        for member, index in self._members.items():
            if np.may_share_memory(member.flat, self.flat):  # else it has moved on, to another stack
                member.alive = None if self.alive is None else self.alive[index]
                member._renew_trainable()

    def state(self) -> dict[str, Array]:
        """All that training changes here, as copies [..., P]: `flat`, and `alive` if links have been cut."""
        state = {"flat": self.flat.copy()}
        return state if self.alive is None else state | {"alive": self.alive.copy()}

    def load_state(self, state: dict[str, Array]) -> None:
        """Take over what `state` gave, in the same shapes. Raises ValueError if `flat` has another one."""
        if state["flat"].shape != self.flat.shape:
            raise ValueError(f"parameters {state['flat'].shape} do not fit a network of {self.flat.shape}")
        self.flat[...] = state["flat"]
        self.alive = state["alive"].copy() if "alive" in state else None
        self._renew_trainable()

    # -------------------------------------------------------------------------------------------- replicas

    def copy(self) -> "Network":
        """A network that goes on from here by itself: same parameters, and generators in the same state."""
        rngs = copy.deepcopy(self.rngs)
        return self._like(rngs[0] if self.replicas is None else rngs, self._rates, self.state())

    @classmethod
    def stack(cls, networks: Sequence["Network"]) -> "Network":
        """The given single networks as replicas of one, to be trained in lockstep.

        Their parameters move into its rows, and they stay usable: what the stack learns, they have learnt.
        Raises ValueError unless all have the same sizes, activations, biases and frozen layers.
        """
        first = networks[0]
        for one in networks:
            if one.replicas is not None or one.blueprint != first.blueprint or one.frozen != first.frozen:
                raise ValueError("only single networks that are built alike can be trained in lockstep")
        state = {"flat": np.stack([one.flat for one in networks])}
        if any(one.alive is not None for one in networks):
            ones = np.ones(first.flat.shape)
            state["alive"] = np.stack([ones if one.alive is None else one.alive for one in networks])
        rngs, rates = [one.rngs[0] for one in networks], [one.dropout[0] for one in networks]
        stacked = first._like(rngs, rates, state)
        for index, one in enumerate(networks):
            stacked._adopt(index, one)
        return stacked

    def replica(self, index: int) -> "Network":
        """Replica `index` as a network of its own, which lives in row `index` of this one.

        Raises ValueError if there is no such replica.
        """
        if not 0 <= index < (self.replicas or 0):
            raise ValueError(f"there is no replica {index} among {self.replicas or 0}")
        state = {name: array[index] for name, array in self.state().items()}
        one = self._like(self.rngs[index], self._rates[index], state)
        self._adopt(index, one)
        return one

    def _like(self, rng: Generators, rates: PerReplica, state: dict[str, Array]) -> "Network":
        """A network built like this one, with other generators and parameters."""
        bias = self.blueprint.bias
        like = Network(self.sizes, self.activation_names, "zeros", rng, bias=bias, dropout=rates)
        like.load_state(state)
        like.frozen = self._frozen
        return like

    def _adopt(self, index: int, one: "Network") -> None:
        """Let `one`, whose parameters are those of row `index`, live there."""
        one._bind(self.flat[index], self.grad_flat[index])
        self._members[one] = index
        self._renew_trainable()
