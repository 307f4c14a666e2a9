"""What the lab `classifier` has to read: every neuron and link, and what ails the network."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from playground.lab import Finding, Gradient, Table
from playground.labs.classifier.parse import units
from playground.nn.advice import ran_away
from playground.nn.diagnose import diagnose
from playground.nn.gradcheck import some_indices

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

CHECKED = 10  # points
PRICE_ADVICE = (
    "Go back on the timeline to before it began, and take a lower regularisation rate there, or a lower "
    "learning rate."
)
FITTING: Mapping[str, set[str]] = {  # initializers, and the activations that they are made for
    "xavier": {"tanh", "sigmoid", "linear"},
    "he": {"relu", "leaky-relu"},
}


def tables(lab: "Classifier") -> list[Table]:
    """The neurons, what leads into each layer, and what was scaled."""
    links = [_links(lab, layer) for layer in range(len(lab.training.net.weights))]
    return [_neurons(lab), *links, *_in_your_units(lab)]


def _in_your_units(lab: "Classifier") -> list[Table]:
    """How own points were scaled, and how far the answers are off in the learner's own units."""
    change = units(lab.built.own, lab.built.data)
    if not str(change):
        return []
    rows: list[list[str | float]] = [["scaled", text] for text in str(change).split(", ")]
    if change.answer:
        for part, inputs, targets in zip(
            ("training", "test"), lab.problem.inputs, lab.problem.targets, strict=True
        ):
            off = change.answer.inverse(lab.training.net.predict(inputs)) - change.answer.inverse(targets)
            rows.append([f"typical error (root mean square), {part} points", float(np.sqrt(np.mean(off**2)))])
    note = "The network sees scaled numbers, and so do the losses. Here is how, and what it means for yours."
    return [Table("Your units", ["", "in your units"], rows, note)]


def _neurons(lab: "Classifier") -> Table:
    inspector, rows = lab.inspector, []
    gradients, answers = inspector.gradients, inspector.answers(lab.problem.inputs[0])
    for layer, kind in enumerate(lab.training.net.activation_names):
        for j, (size, said) in enumerate(zip(gradients[layer].tolist(), answers[layer], strict=True)):
            spread = float(said.min()), float(said.mean()), float(said.max())
            rows.append([inspector.neuron(layer, j), kind, *spread, size])
    note = "What each neuron says to the training points, and how hard the loss pulls at its sum."
    return Table("Neurons", ["neuron", "activation", "least", "mean", "most", "pull"], rows, note)


def _links(lab: "Classifier", layer: int) -> Table:
    inspector = lab.inspector
    weight, alive = inspector.weight_list[layer], inspector.alive[layer]
    rows: list[list[str | float]] = []
    for i, (numbers, living) in enumerate(zip(weight.tolist(), alive, strict=True)):
        values = [number if lives else "cut" for number, lives in zip(numbers, living, strict=True)]
        rows.append([inspector.neuron(layer - 1, i), *values])
    rows.append(["bias", *inspector.bias_list[layer].tolist()])
    columns = ["from", *(inspector.neuron(layer, j) for j in range(weight.shape[1]))]
    return Table(f"Weights of layer {layer + 1}", columns, rows)


def gradient(lab: "Classifier", rng: np.random.RandomState) -> Gradient:
    """Backpropagation for ten training points, which lie where the loss has no kink."""
    net, problem = lab.training.net, lab.problem
    points = problem.far_from_kinks(net.predict(problem.inputs[0]))
    points = points[some_indices(rng, len(points), CHECKED)] if len(points) else np.arange(1)
    inputs, targets = problem.inputs[0][points], problem.targets[0][points]
    net.forward(inputs)
    net.backward(targets, problem.loss)
    return Gradient(
        net.flat,
        lambda _: float(problem.loss.value(net.predict(inputs), targets)),
        net.grad_flat,
        h=1e-6,
    )


def findings(lab: "Classifier") -> list[Finding]:
    """What `playground.nn.diagnose` sees, without advising what is in use already."""
    lost = [
        replace(one, advice=PRICE_ADVICE) if _price_of_a_step(lab) > 2 else one
        for one in ran_away(lab.stopped, lab.blew_up)
    ]
    training, (inputs, _), (targets, _) = lab.training, lab.problem.inputs, lab.problem.targets
    update, loss = training.optimizer.last_update, lab.problem.loss
    return lost + diagnose(training.net, inputs, targets, loss, lab.steps, update, _in_use(lab))


def _in_use(lab: "Classifier") -> set[str]:
    """What needs no advice any more, as tags of `playground.nn.advice`."""
    low, high = lab.param.learning_rate.bounds
    hidden = {*lab.training.net.activation_names[:-1]}
    initializer, optimizer = lab.built.initializer, lab.built.optimizer
    tags = {
        "slowest": lab.learning_rate <= low,
        "fastest": lab.learning_rate >= high,
        "schedule": lab.schedule != "constant",
        "scaled": True,  # the plane ends at ±6, and points beyond are scaled
        "scaled targets": True,  # and values beyond ±6, too
        "small weights": initializer in ("tf-playground", "xavier", "convnetjs", "zeros"),
        "he": initializer == "he",
        "fitting weights": hidden <= FITTING.get(initializer, set()),
        "momentum": optimizer != "sgd",
        "adam": optimizer not in ("sgd", "momentum", "nesterov"),
        "no price": lab.regularization == "none" or not lab.regularization_rate,
    }
    return {tag for tag, so in tags.items() if so}


def trouble(lab: "Classifier") -> str:
    """Why numbers ran away: a price that makes weights grow, or the learning rate."""
    rate, flips = f"{lab.learning_rate:g}", _price_of_a_step(lab)
    if flips > 2:
        return (
            f"the numbers ran away: an L2 rate of {lab.regularization_rate:g} and a learning rate of {rate} "
            f"multiply every weight by {1 - flips:.3g} in each step; their product must stay below 2"
        )
    return (
        f"the numbers ran away: with a learning rate of {rate} each step overshot further than the one "
        "before; a tenth of it may do"
    )


def _price_of_a_step(lab: "Classifier") -> float:
    """The share of a weight that L2 takes off in a step; beyond 2, more is left than there was."""
    rate = float(lab.training.optimizer.lr)
    return rate * float(lab.regularization_rate) if lab.regularization == "l2" else 0.0
