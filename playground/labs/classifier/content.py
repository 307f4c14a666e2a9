"""What the lab `classifier` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

from playground.lab import Challenge, Prediction, Preset, Source

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


def _alive(lab: "Classifier") -> bool:
    """Whether it has learnt the circle with bold steps, and all its ReLUs are alive."""
    relus = lab.training.net.activation_names[:-1] == ("relu", "relu") and lab.built.hidden == (8, 8)
    bold = lab.now.learning_rate >= 1 and not any("learning_rate" in what for _, what in lab.altered)
    if not (_on(lab, "circle") and relus and bold and lab.reading["test_loss"] < 0.05):
        return False
    return not any(dead.any() for dead in lab.inspector.dead_relus)


def _cured(lab: "Classifier") -> bool:
    """Whether a network that could learn its few noisy points by heart has not done so."""
    tempted = (
        lab.built.noise >= 40 and lab.built.train_share <= 10 and sum(lab.training.net.sizes[1:-1]) >= 32
    )
    return _on(lab, "circle") and tempted and lab.steps >= 2000 and bool(lab.reading["test_loss"] < 0.35)


def _two_features(lab: "Classifier") -> bool:
    """Whether L1 has cut all links from seven features to the output but two."""
    net = lab.training.net
    if not _on(lab, "circle") or net.alive is None or net.sizes[:-1] != (len(lab.problem.names),):
        return False
    alive = sum(int(links.sum()) for links in lab.inspector.alive)
    return len(lab.problem.names) == 7 and alive == 2 and bool(lab.reading["test_accuracy"] == 1)


CHALLENGES = (
    Challenge(
        "spiral",
        "Wind through the spiral: test loss below 0.1.",
        passed=_spiral,
        hints=("More neurons, sines, and Adam.", "The preset spiral has all of them: press Play."),
        why=(
            "The sines bring waves that no border of tanh neurons has, and Adam gives each weight steps of "
            "its own."
        ),
        warm_up=True,
    ),
    Challenge(
        "circle-three",
        "Fence in the circle with three hidden neurons at most: test loss below 0.05, with x and y alone.",
        passed=_circle_with_three,
        hints=(
            "Each hidden neuron is a line. How many lines close a fence?",
            "One layer of three, learning rate 0.1. If two lines fall together, reset with another seed.",
        ),
        why=(
            "Three lines make a triangle, and a triangle with soft corners is nearly a circle. Two lines "
            "stay open."
        ),
    ),
    Challenge(
        "xor-alone",
        "Get all of XOR right without a hidden layer.",
        passed=_xor_without_hidden,
        hints=(
            "The sign of which feature is blue in two opposite squares?",
            "Data set XOR, no hidden layer, and xy as the only feature.",
        ),
        why="The product x·y is above 0 in two opposite squares: with it the border is a single threshold.",
    ),
    Challenge(
        "spiral-coordinates",
        "Wind through the spiral with nothing but x and y: test loss below 0.1.",
        passed=_spiral_from_coordinates,
        hints=(
            "Without sines, the border is made of many straight pieces. Which neurons bend sharply?",
            "Two layers of 16 ReLU neurons, the initialization He, Adam with a learning rate of 0.01.",
        ),
        why="A second layer adds up the bends of the first: enough of them are as good as a sine.",
    ),
    Challenge(
        "alive",
        "Learn the circle with two layers of eight ReLU neurons at a learning rate of 1 or more: test loss "
        "below 0.05, and no neuron dead.",
        passed=_alive,
        hints=(
            "The preset dead ReLUs fails at it. What else makes its steps long?",
            "In that preset choose the optimizer SGD, and reset.",
        ),
        why=(
            "A momentum of 0.9 adds up ten steps to one. Without it a step is short enough to leave ReLUs "
            "alive."
        ),
    ),
    Challenge(
        "cure",
        "Cure the network that learns by heart: noise 40, a tenth of the points for training, 32 hidden "
        "neurons or more, and after 2,000 steps or more a test loss on the circle below 0.35.",
        passed=_cured,
        hints=(
            "Begin with the preset overfitting. What keeps neurons from relying on one another?",
            "Dropout of 0.5, and 3,000 steps.",
        ),
        why="With half of its neurons silenced by chance, a network cannot remember points one by one.",
        predict=Prediction(
            "The cure makes the test loss smaller. What does it do to the training loss?",
            ("keeps it near 0", "makes it larger"),
            lambda lab: int(lab.reading["train_loss"] > 0.02),
        ),
    ),
    Challenge(
        "two-features",
        "Let L1 find out what matters: offer all seven features for the circle to an output without a "
        "hidden layer, and let it cut all links but two. All test points must be right.",
        passed=_two_features,
        hints=(
            (
                "Regularization L1 takes the same off every weight; those that are not needed come to 0 and "
                "are cut."
            ),
            "All seven features, no hidden layer, L1 with a penalty rate of 0.01: some 1,000 steps.",
        ),
        why="A circle is x² + y² = r²: two features tell all of it, and every other weight only costs.",
    ),
)
