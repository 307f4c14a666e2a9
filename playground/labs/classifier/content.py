"""What the lab `classifier` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.lab import Challenge, Preset, Source

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

STORY = """
Every point is blue or orange, and the network is told which, for half of them. From its two coordinates
it has to say the colour of any point, and the background shows what it would say everywhere.

### What the neurons do
A neuron adds up its inputs, each times a weight, and bends the sum. In the first hidden layer that makes
a soft step along a straight line: look into the small pictures. The weights turn and shift the line. The
next layer adds such pictures up and bends again, and so the output can close a curve around the blue
points, though no neuron has ever seen one. Three lines are enough for a circle, two are not.

### How it learns
A *step* takes a mini-batch of points, asks how wrong the answers are (the *loss*), and moves every weight
a little towards less. The pull on each neuron is shown in violet. A pass over all training points is an
*epoch*. On the circle nothing much seems to happen for some twenty epochs: all lines look for something
to do. Then one of them finds it, and the others fill in.

### Understood, or learnt by heart
Half of the points are kept back. If the loss falls for the training points and rises for the test points,
the network is remembering points instead of finding the pattern. Noise and few points lead it there;
fewer neurons, dropout and a price on large weights (*regularisation*) lead it away. L1 even cuts links:
those left tell you which features matter.

### When it goes wrong
Too high a learning rate makes the border jump, or lets the numbers run away. ReLU neurons can die: one
large step pushes them below 0 for all points, and no gradient ever brings them back. All-zero weights
keep all neurons alike. Each of these is a preset; the diagnosis says what it sees.

### What to touch
Click a wire to set its weight, or put your own points on the plane. Give the network x² and y² as
features, and the circle needs no hidden layer at all.
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
        "What TensorFlow Playground opens with: a disc in a ring, six tanh neurons."
    ),
    "one-neuron": Preset(
        "Two blobs: one straight border does, so a single neuron without a hidden layer learns it.",
        data="gauss",
        hidden=(),
    ),
    "xor": Preset(
        "Four squares like a chessboard, four ReLU neurons: each takes a corner.",
        data="xor",
        hidden=(4,),
        activation="relu",
    ),
    "spiral": Preset(
        "Two arms wound into each other. Sines as features and Adam make short work of it.",
        data="spiral",
        features="x,y,sinx,siny",
        hidden=(8, 8),
        initializer="xavier",
        **ADAM,
    ),
    "three-classes": Preset(
        "Three blobs and a softmax output, one neuron for each class; their shares add up to 1.",
        data="three-gauss",
        hidden=(4,),
    ),
    "three-arms": Preset(
        "Three arms of a spiral, 32 ReLU neurons: the border is made of many straight pieces.",
        data="three-spiral",
        hidden=(16, 16),
        activation="relu",
        initializer="he",
        **ADAM,
    ),
    "plane": Preset(
        "Regression: the height of a tilted plane. A linear neuron is a plane, so it can be exact.",
        data="plane",
        hidden=(),
    ),
    "hills": Preset(
        "Regression: three hills and three hollows. Watch them appear one after the other.",
        data="multi-gauss",
        hidden=(16, 16),
        initializer="xavier",
        **ADAM,
    ),
    "convnetjs": Preset(
        "The ConvNetJS demo: softmax, a little momentum, and its L2 of 0.001, over a batch of ten.",
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
        "Points of your own: click into the plane, or paste a table.", data="own", train_share=75, hidden=(6,)
    ),
    "pruning": Preset(
        "All seven features and L1: link after link is cut, and the border stays where it is.",
        features=ALL_FEATURES,
        hidden=(4,),
        regularization="l1",
        regularization_rate=0.01,
    ),
    "by-heart": Preset(
        "50 noisy points and 32 neurons: the training loss falls to nothing, the test loss rises.",
        noise=40,
        train_share=10,
        hidden=(16, 16),
        initializer="xavier",
        **ADAM,
    ),
    "too-fast": Preset(
        "A hundred times the usual learning rate: every step jumps across the valley.", learning_rate=3.0
    ),
    "blow-up": Preset(
        "A learning rate just too high for the plane: each step overshoots further than the last.",
        data="plane",
        hidden=(),
        learning_rate=0.3,
    ),
    "dead-relus": Preset(
        "Large steps with momentum: within two epochs a whole layer is silent, and stays so.",
        hidden=(8, 8),
        activation="relu",
        loss="logistic",
        optimizer="momentum",
        learning_rate=1.0,
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
