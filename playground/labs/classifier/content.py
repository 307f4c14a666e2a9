"""What the lab `classifier` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.lab import Challenge, Preset, Source

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

STORY = """
Every point is blue or orange. The network is told which for half of the points. From the two coordinates of
any point it computes an answer: the background shows that answer everywhere. Where the answer changes sign is
the *border*.

### What the neurons do
A *neuron* adds up its inputs, each times a *weight*, and a *bias*. Its *activation* bends the sum. In the
first [hidden layer](hidden) that makes a soft step along a straight line, as the small pictures show. The
weights turn the line, and the bias shifts it. The next layer adds such pictures up and bends the sum again.
So the output can close a curve around the blue points. Three lines are enough for a circle, two are not.

### How it learns
A *step* takes a *mini-batch* of points and computes how wrong the answers are: the *loss*. Then it changes
every weight a little against its [gradient](gradient), so that the loss falls. One pass over all training
points is an *epoch*. On the circle little happens for some twenty epochs, while no line has found its place.
Then one of them does, and the others follow. [Raise the learning rate to 0.1](?learning_rate=0.1), and it
comes sooner.

### Generalization and overfitting
Half of the points are kept for a test. If the loss falls for the training points and rises for the test
points, the network is *overfitting*: it learns single points by heart. Noise and few points lead to
[overfitting](?preset=by-heart). Fewer neurons, [dropout](?dropout=0.5) and a penalty on large weights
(*regularization*) work against it. L1 even cuts weights. Those that are left show which *features* matter.

### When it goes wrong
With too large a learning rate the border [jumps](?preset=too-fast), or the numbers [grow without
end](?preset=blow-up). ReLU neurons can [die](?preset=dead-relus): a large step pushes their sum below 0 for
all points, and no gradient ever brings them back. If all weights start at [zero](?initializer=zeros), all
neurons of a layer stay alike. The diagnosis says what it sees.

### What to touch
Click a [wire](weights) to set its weight, or draw your own points on the plane. Give the network [x² and y²
as inputs](?features=x,y,x2,y2&hidden=none), and the circle needs no hidden layer at all.
"""

SOURCES = (
    Source(
        "D. Smilkov, S. Carter, D. Sculley, F. B. Viégas and M. Wattenberg",
        "Direct-Manipulation Visualization of Deep Networks",
        2017,
        "TensorFlow Playground: clouds of points, ranges, the default work, L1 that cuts links",
    ),
    Source("A. Karpathy", "ConvNetJS: Classify toy 2D data", 2014, "two clouds, and the preset convnetjs"),
    Source("A. Karpathy", "Yes you should understand backprop", 2016, "dead ReLUs"),
    Source(
        "S. Ivanov",
        "37 Reasons why your Neural Network is not working",
        2017,
        "what to look at when nothing is learnt",
    ),
)

ALL_FEATURES = "x,y,x2,y2,xy,sinx,siny"
ADAM: dict[str, Any] = {"optimizer": "adam", "learning_rate": 0.01}

PRESETS = {
    "tensorflow-playground": Preset(
        "What TensorFlow Playground opens with: a disc in a ring, six tanh neurons.",
        label="circle",
        horizon=1000,
    ),
    "spiral": Preset(
        "Two arms wound into each other. Sines as features and Adam solve it in a few hundred steps.",
        horizon=1000,
        data="spiral",
        features="x,y,sinx,siny",
        hidden=(8, 8),
        initializer="xavier",
        **ADAM,
    ),
    "by-heart": Preset(
        "50 noisy points and 32 neurons: the training loss falls to nearly 0, the test loss rises.",
        label="overfitting",
        horizon=2000,
        noise=40,
        train_share=10,
        hidden=(16, 16),
        initializer="xavier",
        **ADAM,
    ),
    "dead-relus": Preset(
        "Large steps with momentum: within two epochs a whole layer answers 0, and stays so.",
        label="dead ReLUs",
        horizon=50,
        hidden=(8, 8),
        activation="relu",
        loss="logistic",
        optimizer="momentum",
        learning_rate=1.0,
    ),
    "too-fast": Preset(
        "A hundred times the usual learning rate: the loss jumps up and down.",
        label="rate too high",
        horizon=300,
        learning_rate=3.0,
    ),
    "xor": Preset(
        "Four squares like a chessboard, four ReLU neurons: each takes a corner.",
        label="XOR",
        horizon=1000,
        data="xor",
        hidden=(4,),
        activation="relu",
    ),
    "one-neuron": Preset(
        "Two blobs: one straight border does, so a single neuron without a hidden layer learns it.",
        label="one neuron",
        horizon=100,
        data="gauss",
        hidden=(),
    ),
    "three-classes": Preset(
        "Three blobs and a softmax output, one neuron for each class; their shares add up to 1.",
        horizon=200,
        data="three-gauss",
        hidden=(4,),
    ),
    "three-arms": Preset(
        "Three arms of a spiral, 32 ReLU neurons: the border is made of many straight pieces.",
        horizon=1500,
        data="three-spiral",
        hidden=(16, 16),
        activation="relu",
        initializer="he",
        **ADAM,
    ),
    "plane": Preset(
        "Regression: the height of a tilted plane. A linear neuron is a plane, so it can be exact.",
        label="regression: plane",
        horizon=200,
        data="plane",
        hidden=(),
    ),
    "hills": Preset(
        "Regression: three hills and three hollows. Watch them appear one after the other.",
        label="regression: hills",
        horizon=3000,
        data="multi-gauss",
        hidden=(16, 16),
        initializer="xavier",
        **ADAM,
    ),
    "pruning": Preset(
        "All seven features and L1: weight after weight is cut, and the border stays where it is.",
        label="L1 cuts weights",
        horizon=1000,
        features=ALL_FEATURES,
        hidden=(4,),
        regularization="l1",
        regularization_rate=0.01,
    ),
    "blow-up": Preset(
        "A learning rate just too high for the plane: each step overshoots further than the last.",
        label="divergence",
        horizon=20,
        data="plane",
        hidden=(),
        learning_rate=0.3,
    ),
    "convnetjs": Preset(
        "The ConvNetJS demo: softmax, a little momentum, and its L2 of 0.001, over a batch of ten.",
        label="ConvNetJS",
        horizon=8000,
        data="convnetjs-circle",
        train_share=90,
        hidden=(6, 2),
        initializer="convnetjs",
        loss="softmax-cross-entropy",
        optimizer="momentum",
        learning_rate=0.01,
        momentum=0.1,
        regularization="l2",
        regularization_rate=0.0001,
    ),
    "own-points": Preset(
        "Points of your own: click into the plane, or paste a table.",
        label="own points",
        horizon=500,
        data="own",
        train_share=75,
        hidden=(6,),
    ),
}


def _only_coordinates(lab: "Classifier") -> bool:
    return set(lab.problem.names) <= {"x", "y"}


def _on(lab: "Classifier", cloud: str) -> bool:
    """Whether the network has learnt something, and on this cloud."""
    return bool(lab.steps > 0 and lab.problem.train.name == cloud)


def _circle_with_three(lab: "Classifier") -> bool:
    few = sum(lab.training.net.sizes[1:-1]) <= 3
    return _on(lab, "circle") and few and _only_coordinates(lab) and bool(lab.reading["test_loss"] < 0.05)


def _xor_without_hidden(lab: "Classifier") -> bool:
    alone = len(lab.training.net.weights) == 1
    return _on(lab, "xor") and alone and bool(lab.reading["test_accuracy"] == 1)


def _spiral(lab: "Classifier") -> bool:
    return _on(lab, "spiral") and bool(lab.reading["test_loss"] < 0.1)


def _spiral_from_coordinates(lab: "Classifier") -> bool:
    return _spiral(lab) and _only_coordinates(lab)


def _dead_layer(lab: "Classifier") -> bool:
    return bool(lab.steps > 0 and any(dead.all() for dead in lab.inspector.dead_relus))


def _by_heart(lab: "Classifier") -> bool:
    return bool(lab.steps > 0 and lab.reading["train_loss"] < 0.02 and lab.reading["test_loss"] > 0.3)


def _pruned(lab: "Classifier") -> bool:
    if lab.training.net.alive is None or lab.reading.get("test_accuracy", 0) < 0.95:
        return False
    links = np.concatenate([alive.ravel() for alive in lab.inspector.alive])
    return bool(links.mean() < 0.5)


CHALLENGES = (
    Challenge(
        "Fence in the circle with three hidden neurons at most: test loss below 0.05, with x and y alone.",
        _circle_with_three,
        "One layer of three. If two lines fall together, reset with another seed.",
    ),
    Challenge(
        "Get all of xor right without a hidden layer.",
        _xor_without_hidden,
        "The sign of which feature is blue in two opposite squares?",
    ),
    Challenge("Wind through the spiral: test loss below 0.1.", _spiral, "More neurons, sines, and Adam."),
    Challenge(
        "The same with nothing but x and y.",
        _spiral_from_coordinates,
        "Two layers of 16 ReLU neurons, the initializer he, Adam with a learning rate of 0.01.",
    ),
    Challenge(
        "Kill a whole layer of ReLU neurons.",
        _dead_layer,
        "Large steps do it: a learning rate of 1 or more, and momentum.",
    ),
    Challenge(
        "Learn by heart: training loss below 0.02 while the test loss is above 0.3.",
        _by_heart,
        "Much noise, few training points, many neurons.",
    ),
    Challenge(
        "Cut more than half of the links with L1, and still get 95 % of the test points right.",
        _pruned,
        "Offer all features, and try rates around 0.01.",
    ),
)
