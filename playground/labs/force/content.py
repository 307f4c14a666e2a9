"""What the lab `force` has to say: story, sources, presets with what they are for, and challenges."""

from functools import cache

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source
from playground.nn import force

STORY = """
Six points lie in the plane, each with a label: +1 or −1. A [line](line) shall divide them. It has three
parameters, a, b and c, and gives each point a *score*, a x + b y + c: above 0 on one side, below 0 on the
other. How do a, b and c become right?

### Points pull
Take one [point](points). If it is labelled +1 and its score is below 1, it [pulls](pull) the score up. If it
is labelled −1 and its score is above −1, it pulls it down. Otherwise it is content and lets go. The two thin
lines are these [margins](margin), where the score is 1 and −1. The pull goes backward, as in a circuit, to
each [parameter](parameters): a feels it x times, b y times, and c once.

### Springs hold
On a and b there are [springs](springs) that pull them to 0, the harder the farther away they are. Without
them the line would become too sure of itself: large a and b make every score large. But a spring that is too
strong [keeps the line from dividing](?preset=guide) the points for a long time, while with a
[weak one](?preset=weak-spring) it succeeds.

### The same thing, said with a loss
Nobody needs to speak of forces. Add up how far each point is from its margin, take the mean, and add the
energy of the springs, which is *regularization*: that is the [loss](loss). Its *gradient* is the mean
force with the other sign, and a step is *gradient descent* with one random point: as far as the
*learning rate* says. Switch the picture to see the loss over a and b: the forces lead down its slope.

### How hard to pull
In the *hinge* each point pulls with 1. In the *squared hinge* it pulls the harder, the farther it is from its
margin. Then a single [outlier](?preset=outlier) can turn the whole line, which the hinge would hardly notice.

### Three lines and one on top
A line divides [these points](?preset=first-table) only by a hair, and hardly ever finds how. A
[net](?preset=two-layer) has three lines that bend, its hidden neurons (*ReLU*), and one more line on top of
them. The same pulls train it.
"""

SOURCES = (
    Source(
        "A. Karpathy", "Hacker's guide to Neural Networks, chapter 2", 2014,
        "the points, the force specification of a support vector machine, and its loss",
    ),
    Source("C. Cortes and V. Vapnik", "Support-Vector Networks", 1995, "the margin and what is paid for it"),
)  # fmt: skip

CORNERS = "1, 1, 1\n-1, -1, 1\n1, -1, -1\n-1, 1, -1"  # that no line divides
CLUSTERS = (
    "2, 1, 1\n2, -1, 1\n3, 0, 1\n2.5, 2, 1\n2.5, -2, 1\n"
    "-2, 1, -1\n-2, -1, -1\n-3, 0, -1\n-2.5, 2, -1\n-2.5, -2, -1\n8, 2, -1"
)

PRESETS = {  # the first is the default
    "guide": Preset(
        "As in the source, with springs of 1: they hold so hard that after 400 steps one of six is wrong.",
        horizon=400, label="strong spring",
    ),
    "weak-spring": Preset(
        "A tenth of the spring: within 400 steps the line divides all six.",
        horizon=400, label="weak spring", spring=0.1,
    ),
    "outlier": Preset(
        "Two heaps and one point with the wrong label far away. With the squared hinge it turns the line.",
        horizon=600, data="own", own=CLUSTERS, pull="squared-hinge", spring=0.1,
    ),
    "two-layer": Preset(
        "Three hidden neurons and a line on top of them, trained by the same pulls.",
        horizon=1000, label="two layers", model="net", spring=0.01, seed=3,
    ),
    "first-table": Preset(
        "Six points that a line divides only by a hair: after 400 steps it has not found how.",
        horizon=400, label="by a hair", data="table", spring=0.1,
    ),
}  # fmt: skip

GUIDE_POINTS = (
    (1.2, 0.7, 1),
    (-0.3, -0.5, -1),
    (3.0, 0.1, 1),
    (-0.1, -1.0, -1),
    (-1.0, 1.1, -1),
    (2.1, -3, 1),
)
CHEAP = 0.5
TURNED = 10.0  # degrees


@cache
def _swings(points: tuple[tuple[float, ...], ...], spring: float) -> tuple[float, float]:
    """By how many degrees the last of these points turns the line: with the hinge, and with its square."""
    found = np.array(points)
    hinge, squared = (force.swing(found[:, :2], found[:, 2], spring, squared) for squared in (False, True))
    return hinge, squared


def _is_robust(lab) -> bool:  # type: ignore[no-untyped-def]
    found = np.column_stack([lab.X, lab.labels])
    if lab.built.data != "own" or len(found) != 7 or not np.array_equal(found[:6], np.array(GUIDE_POINTS)):
        return False
    hinge, squared = _swings(tuple(map(tuple, found.tolist())), float(lab.spring))
    return squared > TURNED > hinge


CHALLENGES = (
    Challenge(
        "all-six",
        "Let the line divide all six points within 400 steps.",
        passed=lambda lab: (
            lab.built.data == "guide"
            and lab.built.model == "line"
            and 0 < lab.steps <= 400
            and lab.by_itself()
            and lab.reading["accuracy"] == 1
        ),
        hints=("What keeps a and b small?", "Take the six points with a spring of 0.1, and press Play."),
        why="A weak spring lets a and b grow until no point is left on the wrong side of the line.",
        warm_up=True,
    ),
    Challenge(
        "cheap",
        "Three points: set a, b and c by hand so that their cost is below 0.5.",
        passed=lambda lab: (
            lab.built.data == "three"
            and lab.built.model == "line"
            and not lab.by_itself()
            and lab.cost() < CHEAP
        ),
        hints=(
            "The cost, below the plane, adds up what each point lacks to its margin, and 0.1 · (a² + b²).",
            "Take the points three, and try a = 1.2, b = 0, c = −0.5, or a little beside it.",
        ),
        why="The points are just beyond their margins, with weights no larger than they must be for that.",
    ),
    Challenge(
        "robust",
        "Type in the six points as your own, and a seventh that turns the line of the squared hinge by more"
        " than 10°, and that of the hinge by less.",
        passed=_is_robust,
        hints=(
            "A point with the wrong label: the hinge pulls with 1, however far it is on the wrong side.",
            "Set the spring to 0.1, copy the six points into own points, and add the line −4, 2, 1.",
        ),
        why="Squared, a pull grows with the distance, so that one far point outdoes six near ones.",
        predict=Prediction(
            "Which of the two gives in more to a single point with a wrong label?",
            ("the hinge", "the squared hinge", "both alike"),
            lambda lab: 1 if lab.swing(True) > lab.swing(False) else 0,
        ),
    ),
    Challenge(
        "mixed",
        "Let a net divide the six mixed points.",
        passed=lambda lab: (
            lab.built.data == "table"
            and lab.built.model == "net"
            and lab.steps > 0
            and lab.by_itself()
            and lab.reading["accuracy"] == 1
        ),
        hints=(
            "Where the three neurons begin is drawn by the seed: several seeds may be worth a try.",
            "Take six mixed, a net, a spring of 0.001, a learning rate of 0.1 and seed 3 or 5.",
        ),
        why="Each neuron takes a side of the plane, and the line on top puts the three together.",
    ),
)
