"""What the lab `circuit` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit

STORY = """
A formula is a little machine. Numbers enter on the left and travel along wires; a gate takes one or two of
them and sends out one; on the right the answer appears. This is the *forward pass*, and every calculator does
it.

Now turn the question round. Take hold of the answer and pull it upwards. Which way would each input like to
move? The pull goes back along the same wires, and every gate hands it on by a rule of its own. A `+` passes
it on as it is. A `×` multiplies it by the *other* input: the larger that one is, the more a small move of
this one matters. A `max` gives all of it to the larger input. This is the *backward pass*. What arrives at an
input is the derivative of the answer with respect to it: how many times as far the answer moves when the
input moves a little.

No gate knows what formula it sits in. It multiplies the pull that arrives by its own slope, and that one
multiplication is the chain rule. The largest networks learn by nothing else.

### Three ways up

*Random* tries many small moves and keeps the best. *Numerical* nudges one input after another by `h` and
looks what the answer does. *Analytic* runs the circuit forward and backward once, however many inputs there
are; with a million of them it is the only one of the three that ever ends.

### What to try

Walk forward, then backward, and guess each number before its gate runs. Drag an input through zero and see
pulls turn round. In *branch* one wire becomes two, and the pulls of both add up. In the *neuron*, raise `c`
until the sigmoid is nearly flat: the pulls fade, and learning stalls. Let the *division* play: a slope only
promises something for small steps, and a bold one can land in a hole. Then type a formula of your own.
"""

SOURCES = (
    Source("A. Karpathy", "Hacker's guide to Neural Networks, chapter 1", note="circuits, gates, pulls"),
    Source("A. Trask", "Grokking Deep Learning, chapter 13", note="gradients that a program finds by itself"),
)

PRESETS = {
    "two-gates": Preset(
        "x and y must go down to make the answer go up. Walk backward to see why.", horizon=60
    ),
    "one-gate": Preset(
        "A single ×: each input is pulled as hard as the other one is large.",
        horizon=100,
        expression="x * y",
        values="x=-2, y=3",
    ),
    "neuron": Preset(
        "A neuron is a circuit too: two inputs, two weights, a bias, and a gate that squashes.",
        horizon=100,
        expression="sigmoid(a*x + b*y + c)",
        values="a=1, b=2, c=-3, x=-1, y=3",
    ),
    "branch": Preset(
        "One wire becomes two. Each branch brings back a pull of its own, and they add up.",
        horizon=30,
        expression="x * x",
        values="x=3",
    ),
    "division": Preset(
        "Raise what is above the line, lower what is below it; but beware of zero below.",
        horizon=60,
        expression="(a + b) / (c + d)",
        values="a=2, b=4, c=1, d=2",
    ),
    "switches": Preset(
        "max listens to its larger input only, relu to nothing below zero: y and z feel no pull.",
        horizon=50,
        expression="max(x, y) + relu(z)",
        values="x=2, y=1, z=-0.5",
    ),
    "powers": Preset(
        "Four gates in a row, each with a slope of its own. Let it play, and it runs away.",
        horizon=250,
        expression="((a*b + c) * d)**2",
        values="a=2, b=-1, c=3, d=0.5",
        step_size=0.001,
    ),
}


def which_mislead(lab: "Circuit") -> int:
    """Which ends of the slider of h give wrong slopes: 0 the large one, 1 the tiny one, 2 both."""
    low, high = lab.param["h"].bounds
    large, tiny = lab.misled_by(high) > 0.01, lab.misled_by(low) > 0.01
    return 2 if large and tiny else int(tiny)


CHALLENGES = (
    Challenge(
        "above-zero",
        "Bring the answer of (x + y) * z above zero.",
        passed=lambda lab: lab.shows("two-gates") and lab.reading["output"] > 0,
        hints=(
            "Think: what must the signs of x + y and of z be, so that their product is above zero?",
            "Press Play and wait: each step moves every input the way it is pulled.",
        ),
        why=(
            "The pull on an input says which way it must move to raise the answer, and each step goes that "
            "way."
        ),
        warm_up=True,
    ),
    Challenge(
        "switch-over",
        "In max(x, y) + relu(z), send all the pull of max to y, and let some through to z.",
        passed=lambda lab: lab.shows("switches") and [lab.feels(name) for name in "xyz"] == [0, 1, 1],
        hints=(
            "max gives its pull to the larger input, and relu passes it on above zero.",
            "Take the preset switches, drag y above x, and z above zero.",
        ),
        why=(
            "max and relu are switches: where they pass a number on, they pass the pull back, and nowhere "
            "else."
        ),
    ),
    Challenge(
        "silence",
        "Silence the neuron: bring the pull on x below 0.001, with a and x where they were at the start.",
        passed=lambda lab: (
            lab.shows("neuron") and lab.values_now("a", "x") == [1, -1] and lab.feels("x") < 0.001
        ),
        hints=(
            "Where is a sigmoid flat?",
            "Take the preset neuron, and drag c far to one side, to 4 or to −14.",
        ),
        why="Far from zero the sigmoid is flat: its slope is nearly 0, and every pull is multiplied by it.",
    ),
    Challenge(
        "misleading-h",
        "Find an h with which the numerical gradient of the neuron is wrong by more than 0.01.",
        passed=lambda lab: lab.shows("neuron") and lab.misled_by() > 0.01,
        hints=(
            "The setting is called Nudge h. Its usual value, 0.0001, is a good one.",
            "Take the preset neuron, and try both ends of the slider.",
        ),
        why=(
            "With a large h the curve bends on the way; with a tiny one the answer changes by less than the "
            "computer's numbers can tell."
        ),
        predict=Prediction(
            "Which h misleads?",
            ("only a large one", "only a tiny one", "a large one and a tiny one"),
            which_mislead,
        ),
    ),
    Challenge(
        "own-formula",
        "Type a formula of your own with five gates or more; start it below zero and bring it above.",
        passed=lambda lab: not lab.preset_shown() and len(lab.circuit.gates) >= 5 and lab.has_risen(),
        hints=(
            "Each sign such as + or * is a gate, and each function such as tanh.",
            (
                "For example tanh(a*x + b*y) * c - d: with d = 2 and the rest at 1 it begins below zero. "
                "Then Play."
            ),
        ),
        why="No gate knows the formula that it sits in: the same rules of pull work for every circuit.",
    ),
)
