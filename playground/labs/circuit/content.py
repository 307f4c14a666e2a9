"""What the lab `circuit` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING

from playground.lab import Challenge, Prediction, Preset, Source

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit

STORY = """
A formula is a small machine. Numbers enter at the [inputs](inputs) on the left and travel along wires. A
*gate* takes one or two of them and puts out one. On the right the [answer](answer) appears. This is the
*forward pass*, and every calculator does it.

Now ask the opposite question. You pull the answer upwards: which way must each input move? The pull travels
back along the same wires, as a number on each of them: its *gradient*, in [violet](gradients). It says how
far the answer moves for each unit that this wire moves. A `+` hands the gradient on as it is. A `×`
multiplies it by the *other* input: the larger that one is, the more a small move of this one matters. A `max`
gives all of it to the larger input. This is the *backward pass*, or *backpropagation*. What arrives at an
input is the *derivative* of the answer with respect to that input.

No gate knows the whole formula. It multiplies the gradient that arrives by its own slope, and this one
multiplication is the *chain rule*. The largest networks learn in the same way.

### Three ways up
[Random search](?strategy=random) tries many small moves and makes the best of them.
The [numerical gradient](?strategy=numerical) is a *finite difference*: it nudges one input after another by
`h`, and measures what the answer does. The [analytic gradient](?strategy=analytic) takes one forward and one
backward pass, however many inputs there are. With a million inputs, only this one is fast enough.

### What to try
Walk [forward](walk), then backward, and guess each number before its gate computes it. Drag an input through
zero, and watch gradients change their sign. In [branch](?preset=branch) one wire becomes two, and the
gradients of both add up. In the [neuron](?preset=neuron), raise `c` until the sigmoid is nearly flat: the
gradients vanish, and learning stalls. Let the [division](?preset=division) play: a gradient promises
something for small steps only, and a large step can go far down. The answer of a formula
[without a top](?preset=without-a-top) grows without end: this is *divergence*. Then type a formula of your
own.
"""

SOURCES = (
    Source(
        "A. Karpathy",
        "Hacker's guide to Neural Networks, chapter 1",
        note="circuits, gates, gradients as pulls",
    ),
    Source("A. Trask", "Grokking Deep Learning, chapter 13", note="gradients that a program finds by itself"),
)

PRESETS = {
    "two-gates": Preset(
        "x and y must go down to make the answer go up. Walk backward to see why.", horizon=60
    ),
    "with-a-top": Preset(
        "A minus square has a top: the answer climbs to 9, and no input can bring it above.",
        horizon=150,
        expression="9 - square(x*y + z)",
        values="x=2, y=-3, z=1",
        step_size=0.002,
    ),
    "without-a-top": Preset(
        "Divergence: x × y has no top. Each step is larger than the last one, until the run is stopped.",
        horizon=100,
        expression="x * y",
        values="x=1, y=1",
        step_size=0.2,
    ),
    "neuron": Preset(
        "A neuron is a circuit too: two inputs, two weights, a bias, and a sigmoid as its activation.",
        horizon=100,
        expression="sigmoid(a*x + b*y + c)",
        values="a=1, b=2, c=-3, x=-1, y=3",
    ),
    "branch": Preset(
        "One wire becomes two. Each branch brings back a gradient of its own, and they add up.",
        horizon=30,
        expression="x * x",
        values="x=3",
    ),
    "one-gate": Preset(
        "A single ×: the gradient of each input is the number on the other one.",
        horizon=100,
        expression="x * y",
        values="x=-2, y=3",
    ),
    "division": Preset(
        "Raise the numbers above the line, lower those below it. But a step below zero is a long way down.",
        horizon=60,
        expression="(a + b) / (c + d)",
        values="a=2, b=4, c=1, d=2",
    ),
    "switches": Preset(
        "max listens to its larger input only, ReLU to nothing below zero: the gradients of y and z are 0.",
        horizon=50,
        expression="max(x, y) + relu(z)",
        values="x=2, y=1, z=-0.5",
    ),
    "powers": Preset(
        "Four gates in a row, each with a slope of its own. Let it play, and the answer diverges.",
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
            "Take the preset two gates, and press Play: each step moves every input the way it is pulled.",
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
