"""The page of the lab `classifier`: the network, the plane it divides, and the points to divide."""

from typing import Any

import numpy as np

from apps.page.fields import NAME, Command, Field, Message, Number, Text, Whole
from apps.page.shell import Shell
from apps.page.views import Curve, Picture, as_bytes
from apps.views.classifier import FINE, Plane, answers
from apps.views.palette import normalised, thumbnails
from playground.data.minibatches import FEATURES
from playground.labs.classifier import Classifier
from playground.labs.classifier.formulas import looked_at

ACTIVATION_LABELS = Classifier.param.activation.labels
MOST_LAYERS, MOST_NEURONS = Classifier.param.hidden.layers, Classifier.param.hidden.width

feature_maps = Classifier(features=",".join(FEATURES)).inspector.maps(FINE)[0].copy()  # [7, n, n]
plane = Plane(feature_maps)


def frame(lab: Classifier) -> dict[str, Any]:
    """What the picture of the network shows."""
    net, inspector = lab.training.net, lab.inspector
    pulls = inspector.gradients  # asked for first: it leaves the gradients of all parameters behind
    # weights, biases, the gradients of both, and of each neuron; layer by layer
    numbers = *net.weights, *net.biases, *net.weight_gradients, *net.bias_gradients, *pulls
    column, row = plane.look
    known = 0 < column < len(net.sizes) and row < net.sizes[column]
    return {
        "sizes": list(net.sizes),
        "inputs": [list(FEATURES).index(name) for name in lab.problem.names],
        "outputs": list(lab.problem.labels) if lab.problem.outputs > 1 else ["output"],
        "names": [
            [inspector.neuron(layer, j) for j in range(size)] for layer, size in enumerate(net.sizes[1:])
        ],
        "activations": [ACTIVATION_LABELS.get(name, name) for name in net.activation_names],
        "frozen": [layer - 1 for layer in lab.parsed("frozen")],
        "numbers": np.concatenate([array.ravel() for array in numbers]).astype(np.float32),
        "maps": tiles(lab),
        "discretise": plane.discretise,
        "told": told(lab),
        "formula": f"{inspector.neuron(column - 1, row)} = {inspector.formula(column - 1, row)}"
        if known
        else "",
        "words": alt_text(lab),
    }


def told(lab: Classifier) -> list[int]:
    """The column and the row of the neuron whose numbers stand in the formulas."""
    _, layer, neuron = looked_at(lab, plane.looks())
    return [layer + 1, neuron]


def tiles(lab: Classifier) -> np.ndarray:
    """Every neuron over the plane, bytes [neurons, s, s]; the smaller, the more of them there are."""
    layers = plane.maps(lab)[1:]
    neurons = sum(map(len, layers))
    points = 48 if neurons <= 24 else 32 if neurons <= 48 else 24
    apart = layers[0].shape[-1] // points
    *hidden, outputs = (layer[:, ::apart, ::apart] for layer in layers)
    return as_bytes(normalised(np.concatenate([*hidden, answers(lab, outputs)])))


def alt_text(lab: Classifier) -> str:
    """The picture of the network for those who cannot see it."""
    net = lab.training.net
    largest = max(float(np.abs(weights).max()) for weights in net.weights)
    seen = ", ".join(FEATURES[name][0] for name in lab.problem.names)
    return (
        f"A network that sees {seen} and has {' and '.join(map(str, lab.hidden)) or 'no'} hidden neurons. "
        f"Its largest weight is {largest:.2f}; its test loss is {lab.reading['test_loss']:.3f}."
    )


def set_weight(lab: Classifier, message: Message) -> None:
    lab.set_weight(message["layer"], message["i"], message["j"], message["value"])


def set_bias(lab: Classifier, message: Message) -> None:
    lab.set_bias(message["layer"], message["j"], message["value"])


def which(message: Message) -> set[Any]:
    """The weight or the bias that is set."""
    return {tuple(message.get(name) for name in ("layer", "i", "j"))}


number: dict[str, Field] = {"layer": Whole(), "j": Whole(), "name": Text(NAME), "value": Number()}


Shell(
    Classifier,
    pictures=[
        Picture(
            "classifier/network",
            frame,
            on={
                "set_weight": Command(set_weight, number | {"i": Whole()}, settles=which),
                "set_bias": Command(set_bias, number, settles=which),
            },
            undo=lambda message: f"{message['name']} by hand",
            fixed={
                "features": list(FEATURES),
                "feature_names": [name for name, _ in FEATURES.values()],
                "feature_maps": as_bytes(normalised(feature_maps[:, ::4, ::4])),
                "most_layers": MOST_LAYERS,
                "most_neurons": MOST_NEURONS,
            },
        )
    ],
    side=[plane],
    side_first=True,
    curve=Curve("test_loss", "train_loss", height=120, title="loss"),
    thumbnails={"data": thumbnails()},
).servable()
