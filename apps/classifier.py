"""The page of the lab `classifier`: the network, the plane it divides, and the points to divide."""

from typing import Any

import numpy as np

from apps.components import Message
from apps.plane import POINTS, Plane
from apps.shades import as_bytes, normalised, thumbnails
from apps.shell import Shell
from apps.views import Curve, Picture
from playground.labs.classifier import FEATURES, Classifier

MOST_LAYERS, MOST_NEURONS = Classifier.param.hidden.layers, Classifier.param.hidden.width

feature_maps = Classifier(features=",".join(FEATURES)).maps(POINTS)[0].copy()  # [7, n, n]
plane = Plane(feature_maps)


def frame(lab: Classifier) -> dict[str, Any]:
    """What the picture of the network shows; arrays are flat, layer by layer, in the order of the picture."""
    net = lab.training.net
    pulls = np.concatenate(lab.gradients)  # leaves the gradients of all parameters behind
    layers = plane.maps(lab)[1:]
    apart = 2 if sum(map(len, layers)) <= 24 else 3 if sum(map(len, layers)) <= 48 else 4
    tiles = [as_bytes(normalised(image[::apart, ::apart])) for layer in layers for image in layer]
    column, row = plane.look
    known = 0 < column < len(net.sizes) and row < net.sizes[column]
    return {
        "sizes": list(net.sizes),
        "inputs": [list(FEATURES).index(name) for name in lab.feature_names],
        "outputs": list(lab.labels) if lab.problem.outputs > 1 else ["output"],
        "names": [[lab.neuron(layer, j) for j in range(size)] for layer, size in enumerate(net.sizes[1:])],
        "activations": list(net.activation_names),
        "frozen": [number - 1 for number in sorted(_frozen(lab))],
        "weights": _flat(net.weights),
        "biases": _flat(net.biases),
        "pulls": _flat(net.weight_gradients),
        "bias_pulls": _flat(net.bias_gradients),
        "neuron_pulls": pulls.astype(np.float32),
        "maps": np.stack(tiles),  # [neurons, s, s]
        "discretise": plane.discretise,
        "formula": f"{lab.neuron(column - 1, row)} = {lab.formula(column - 1, row)}" if known else "",
        "words": _words(lab),
    }


def _frozen(lab: Classifier) -> set[int]:
    """The numbers of the frozen layers, counted from 1 as in the setting."""
    return {int(number) for number in lab.frozen.split(",") if number.strip()}


def _flat(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([array.ravel() for array in arrays]).astype(np.float32)


def _words(lab: Classifier) -> str:
    net = lab.training.net
    largest = max(float(np.abs(weights).max()) for weights in net.weights)
    hidden = " and ".join(map(str, net.sizes[1:-1])) or "no"
    return (
        f"A network that sees {', '.join(FEATURES[name][0] for name in lab.feature_names)} and has {hidden} hidden "
        f"neurons. Its largest weight is {largest:.2f}; its test loss is {lab.reading['test_loss']:.3f}."
    )


def set_weight(lab: Classifier, message: Message) -> None:
    lab.set_weight(int(message["layer"]), int(message["i"]), int(message["j"]), float(message["value"]))


def set_bias(lab: Classifier, message: Message) -> None:
    lab.set_bias(int(message["layer"]), int(message["j"]), float(message["value"]))


Shell(
    Classifier,
    pictures=[
        Picture(
            "network",
            frame,
            on={"set_weight": set_weight, "set_bias": set_bias},
            fixed={
                "features": list(FEATURES),
                "feature_names": [name for name, _ in FEATURES.values()],
                "feature_maps": np.stack([as_bytes(normalised(image[::2, ::2])) for image in feature_maps]),
                "most_layers": MOST_LAYERS,
                "most_neurons": MOST_NEURONS,
            },
        )
    ],
    side=[plane],
    curve=Curve("test_loss", "train_loss"),
    thumbnails={"dataset": thumbnails()},
).servable()
