"""What the lab `classifier` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.classifier.lab import Classifier

GOALS = (
    "say what one neuron of the first hidden layer does to the plane, and what the next layer makes of it.",
    "explain why a network without a bend in its neurons can only draw straight borders.",
    "tell overfitting from generalization by the losses of training and test points.",
    "recognise a learning rate that is too large, and a layer of dead ReLUs.",
)


def _right(lab: "Classifier") -> str:
    return written(100 * lab.reading["test_accuracy"])


def _straight(kind: "type[Classifier]") -> list[str]:
    return [_right(played(kind, 1500, activation="linear"))]


def _squares(kind: "type[Classifier]") -> list[str]:
    return [_right(played(kind, 1500, features="x,y,x2,y2", hidden=()))]


def _by_heart(kind: "type[Classifier]") -> list[str]:
    read = played(kind, 2000, "by-heart").reading
    return [written(read["train_loss"], 2), written(read["test_loss"], 2)]


def _all_silent(kind: "type[Classifier]") -> list[str]:
    lab = kind("dead-relus")
    while not any(dead.all() for dead in lab.inspector.dead_relus):
        lab.run(1)
    return [written(lab.steps)]


def _ran_away(kind: "type[Classifier]") -> list[str]:
    lab = played(kind, 500, "blow-up")
    assert lab.blew_up
    return [written(lab.steps)]


QUESTIONS = (
    Question(
        "Make the activation linear, and let the first preset learn for 1,500 steps. Why does the border"
        " never close around the circle?",
        "Weighted sums of weighted sums are weighted sums: without a bend, all layers together draw one"
        " straight line. Only 60 % of the test points are right.",
        _straight,
    ),
    Question(
        "Which features make the hidden layer needless for the circle, and why?",
        "The squares of x and y. Their sum is the squared distance from the middle, and a circle is where"
        " that has one value. After as many steps 100 % of the test points are right.",
        _squares,
    ),
    Question(
        "Let the preset by-heart learn for 2,000 steps. What do the two losses say?",
        "The training loss is 0.01 and the test loss 0.50: overfitting. The network knows its few points by"
        " heart, noise included. More points, fewer neurons, dropout or regularization help.",
        _by_heart,
    ),
    Question(
        "What is a dead ReLU, and why does learning not wake it?",
        "Its sum is negative for every point, so its answer and its gradient are zero, and no step moves its"
        " weights. In the preset dead-relus a whole layer is dead after 34 steps.",
        _all_silent,
    ),
    Question(
        "What happens in the preset blow-up, and what is the cure?",
        "Each step goes further beyond the lowest point than the one before, and the numbers run away after"
        " 15 steps. A smaller learning rate is the cure.",
        _ran_away,
    ),
)
