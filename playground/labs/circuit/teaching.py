"""What the lab `circuit` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, written

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit

GOALS = (
    "compute a formula forward, gate by gate.",
    "carry a gradient backward through the gates +, × and max with the chain rule.",
    "measure a derivative by a finite difference, and say why the nudge must be small.",
)


def _slope_of_x(kind: "type[Circuit]") -> list[str]:
    read = kind("two-gates").reading
    assert read["grad.x"] == read["value.z"]
    return [written(read["grad.x"])]


def _one_gate(kind: "type[Circuit]") -> list[str]:
    read = kind("one-gate").reading
    return [written(read["grad.x"]), written(read["grad.y"])]


def _two_branches(kind: "type[Circuit]") -> list[str]:
    read = kind("branch").reading
    assert read["grad.x"] == 2 * read["value.x"]
    return [written(read["value.x"]), written(read["grad.x"])]


def _not_listened_to(kind: "type[Circuit]") -> list[str]:
    return [written(kind("switches").reading["grad.y"])]


def _large_nudge(kind: "type[Circuit]") -> list[str]:
    return [written(kind("neuron", h=0.5).misled_by(), 2)]


QUESTIONS = (
    Question(
        "In (x + y) × z with x = −2, y = 5 and z = −4: which way must x move so that the answer grows?",
        "Downwards. The gradient at x is −4. The × gate multiplies the gradient that arrives by its other"
        " input, which is z, and the + gate hands it on as it is.",
        _slope_of_x,
    ),
    Question(
        "A single × has the inputs x = −2 and y = 3. What are the gradients of both?",
        "The gradient at x is 3 and the gradient at y is −2: each is the number on the other input.",
        _one_gate,
    ),
    Question(
        "Why is the derivative of x × x not x?",
        "The wire of x divides into two, and both branches bring a gradient back. At x = 3 each of them is"
        " 3, and together they make 6.",
        _two_branches,
    ),
    Question(
        "In max(x, y) with x = 2 and y = 1, why does learning leave y where it is?",
        "The gate max passes its gradient to the larger input only. The gradient at y is 0, so a small move"
        " of y changes nothing.",
        _not_listened_to,
    ),
    Question(
        "Take the preset neuron and set h to 0.5. Why are the measured gradients wrong?",
        "The sigmoid bends within so large a nudge, and a finite difference sees only its two ends. One of"
        " the gradients is wrong by 0.14.",
        _large_nudge,
    ),
)
