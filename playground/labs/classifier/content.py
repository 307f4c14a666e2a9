"""What the lab `classifier` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

from playground.lab import Challenge, Prediction, Preset, Source

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
        "What TensorFlow Playground opens with: a disc in a ring, six tanh neurons.", horizon=1000
    ),
    "one-neuron": Preset(
        "Two blobs: one straight border does, so a single neuron without a hidden layer learns it.",
        horizon=100,
        data="gauss",
        hidden=(),
    ),
    "xor": Preset(
        "Four squares like a chessboard, four ReLU neurons: each takes a corner.",
        horizon=1000,
        data="xor",
        hidden=(4,),
        activation="relu",
    ),
    "spiral": Preset(
        "Two arms wound into each other. Sines as features and Adam make short work of it.",
        horizon=1000,
        data="spiral",
        features="x,y,sinx,siny",
        hidden=(8, 8),
        initializer="xavier",
        **ADAM,
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
        horizon=200,
        data="plane",
        hidden=(),
    ),
    "hills": Preset(
        "Regression: three hills and three hollows. Watch them appear one after the other.",
        horizon=3000,
        data="multi-gauss",
        hidden=(16, 16),
        initializer="xavier",
        **ADAM,
    ),
    "convnetjs": Preset(
        "The ConvNetJS demo: softmax, a little momentum, and its L2 of 0.001, over a batch of ten.",
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
        horizon=500,
        data="own",
        train_share=75,
        hidden=(6,),
    ),
    "pruning": Preset(
        "All seven features and L1: link after link is cut, and the border stays where it is.",
        horizon=1000,
        features=ALL_FEATURES,
        hidden=(4,),
        regularization="l1",
        regularization_rate=0.01,
    ),
    "by-heart": Preset(
        "50 noisy points and 32 neurons: the training loss falls to nothing, the test loss rises.",
        horizon=2000,
        noise=40,
        train_share=10,
        hidden=(16, 16),
        initializer="xavier",
        **ADAM,
    ),
    "too-fast": Preset(
        "A hundred times the usual learning rate: every step jumps across the valley.",
        horizon=300,
        learning_rate=3.0,
    ),
    "blow-up": Preset(
        "A learning rate just too high for the plane: each step overshoots further than the last.",
        horizon=20,
        data="plane",
        hidden=(),
        learning_rate=0.3,
    ),
    "dead-relus": Preset(
        "Large steps with momentum: within two epochs a whole layer is silent, and stays so.",
        horizon=50,
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
        "Get all of xor right without a hidden layer.",
        passed=_xor_without_hidden,
        hints=(
            "The sign of which feature is blue in two opposite squares?",
            "Data xor, no hidden layer, and xy as the only feature.",
        ),
        why="The product x·y is above 0 in two opposite squares: with it the border is a single threshold.",
    ),
    Challenge(
        "spiral-coordinates",
        "Wind through the spiral with nothing but x and y: test loss below 0.1.",
        passed=_spiral_from_coordinates,
        hints=(
            "Without sines, the border is made of many straight pieces. Which neurons bend sharply?",
            "Two layers of 16 ReLU neurons, the initializer he, Adam with a learning rate of 0.01.",
        ),
        why="A second layer adds up the bends of the first: enough of them are as good as a sine.",
    ),
    Challenge(
        "alive",
        "Learn the circle with two layers of eight ReLU neurons at a learning rate of 1 or more: test loss "
        "below 0.05, and no neuron dead.",
        passed=_alive,
        hints=(
            "The preset dead relus fails at it. What else makes its steps long?",
            "In that preset choose the optimizer sgd, and reset.",
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
            "Begin with the preset by heart. What keeps neurons from relying on one another?",
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
            "All seven features, no hidden layer, L1 with a rate of 0.01: some 1,000 steps.",
        ),
        why="A circle is x² + y² = r²: two features tell all of it, and every other weight only costs.",
    ),
)
