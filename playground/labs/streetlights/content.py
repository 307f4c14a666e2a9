"""What the lab `streetlights` has to say: story, sources, presets with what they are for, and challenges."""

import numpy as np

from playground.lab import Challenge, Prediction, Preset, Source

STORY = """
You stand at a crossing in a strange city. Each light has three lamps, left, middle and right, and you do not
know which of them says that people walk. You write down what you see: six [rows](rows), each with its lamps
and with what people did, the [goal](goal). Can the rows teach which lamp matters?

### A weight for each input
Each lamp has a [weight](weights). The [prediction](prediction) of a row is the sum of the weights of the
lamps that are on. How far it is from the goal is the [delta](delta) of the row, its *error signal*.

### Who is to blame?
A row changes only the weights of the lamps that are on, each by input times delta: that is its
[weight delta](arrows). A lamp that was off had no part in the prediction, so its weight stays. Multiplied
by the *learning rate* α it is taken off the weight. [One by one](?order=one-by-one), each row moves the
weights as soon as it was looked at: this is *stochastic gradient descent*. [All at once](?order=all-at-once),
the weights move at the end of a pass, by the average of what all rows ask for.

### One row alone learns the wrong thing
With [one row only](?preset=one-light-only) the network learns to be right about that row, by making left and
right cancel. It has not found out anything. Other rows pull the weights elsewhere, and only what is true of
all of them remains: the middle lamp. But a network may also [begin with weights](?preset=edge-case) that are
right about some rows for no good reason. Those rows then teach nothing.

### Several outputs, several inputs
One input can make [three predictions](?preset=three-predictions) at once: each has its own weight, and they
do not disturb one another. [Three inputs](?preset=three-inputs) can make one prediction: they share one
delta, and the largest input takes the largest part of it.

### When no weights will do
Some rows have an answer that no single lamp gives away. With [such rows](?preset=odd-one-out) one layer of
weights ends in the middle between right and wrong. [Two layers](?preset=two-layers-odd) can learn them, since
a hidden neuron may say something of two lamps together. Their part of the blame is passed back through the
weights, which is *backpropagation*, and a neuron that said 0 (a *ReLU* below its bend) gets none.

### Without weights
[Counting](?preset=counting) needs no learning rate: how often did people walk while this lamp was on? It
answers the same question, and has a number for each lamp, too.
"""

SOURCES = (
    Source(
        "A. Trask", "Grokking Deep Learning, chapters 3, 5 and 6", 2019,
        "several inputs and outputs, the lights of the crossing, and two layers",
    ),
    Source("B. Widrow and M. E. Hoff", "Adaptive Switching Circuits", 1960, "the rule for each weight"),
)  # fmt: skip

ODD = "left, middle, right, walk\n1, 0, 1, 1\n0, 1, 1, 1\n0, 0, 1, 0\n1, 1, 1, 0"

PRESETS = {  # the first is the default
    "three-predictions": Preset(
        "One number, the record of a team, predicts three: each prediction has a weight of its own.",
        horizon=40, label="three predictions",
    ),
    "six-lights": Preset(
        "Six rows of a crossing, one after another: within 40 passes the middle lamp is found.",
        horizon=40, label="six lights", task="six-lights",
    ),
    "three-inputs": Preset(
        "Three numbers predict one. The largest input, 8.5, takes most of the blame.",
        horizon=20, label="three inputs", task="three-inputs", learning_rate=0.01,
    ),
    "one-light-only": Preset(
        "Only the first row is learnt: left and right come to cancel, and nothing is found out.",
        horizon=20, label="one light only", task="own",
        own="left, middle, right, walk\n1, 0, 1, 0", start="0.5, 0.48, -0.7",
    ),
    "edge-case": Preset(
        "Weights at the start that are right about the first row by accident: it teaches nothing.",
        horizon=40, label="right by accident", task="six-lights", start="0.5, 0.48, -0.5",
    ),
    "two-layers": Preset(
        "Four hidden neurons between the lamps and the answer; delta is passed back through them.",
        horizon=60, label="two layers", task="two-layers", learning_rate=0.2,
    ),
    "two-layers-odd": Preset(
        "Rows that no single layer can learn, with a hidden layer of four: now they are learnt.",
        horizon=60, label="two layers, odd rows", task="two-layers-odd", learning_rate=0.2,
    ),
    "counting": Preset(
        "No weights: how often did people walk while this lamp was on?",
        horizon=1, task="counting",
    ),
    "odd-one-out": Preset(
        "People walk if exactly one of left and middle is on: no single layer can say so.",
        horizon=40, label="odd one out", task="own", own=ODD,
    ),
}  # fmt: skip

FINE = 1e-3
VERY_FINE = 1e-4
EXACT = 1e-9
LEAST = 1.005  # of the odd rows: the least that one layer can do is 1
APART = 0.25
NEAR = 0.05


def _one_layer(lab) -> bool:  # type: ignore[no-untyped-def]
    return bool(lab.built.task == "six-lights")


def _is_odd(lab) -> bool:  # type: ignore[no-untyped-def]
    rows = [(1, 0, 1, 1), (0, 1, 1, 1), (0, 0, 1, 0), (1, 1, 1, 0)]
    found = np.hstack([lab.X, lab.y])
    return lab.built.task == "own" and {*map(tuple, found.tolist())} == {*rows} and len(found) == len(rows)


def _least_error(lab) -> float:  # type: ignore[no-untyped-def]
    """What the best weights of one layer leave."""
    best = np.linalg.lstsq(lab.X, lab.y, rcond=None)[0]
    return float(np.sum((lab.X @ best - lab.y) ** 2))


CHALLENGES = (
    Challenge(
        "agree",
        "Let the weights find what counting finds: that the middle lamp decides.",
        passed=lambda lab: (
            _one_layer(lab)
            and lab.steps > 0
            and lab.by_itself()
            and abs(lab.reading["w.middle"] - 1) < NEAR
            and max(abs(lab.reading["w.left"]), abs(lab.reading["w.right"])) < NEAR
        ),
        hints=("Take the six lights, and press Play.",),
        why="Only the middle lamp is right in every row, so only its weight is not pulled back and forth.",
        warm_up=True,
    ),
    Challenge(
        "fifteen-passes",
        "Six lights, one layer: bring the error below 0.001 within 15 passes.",
        passed=lambda lab: (
            _one_layer(lab) and 0 < lab.steps <= 15 and lab.by_itself() and lab.reading["error"] < FINE
        ),
        hints=(
            "Each row takes off α times its delta. What if α is larger?",
            "Take the six lights one by one with a learning rate between 0.35 and 0.7, and press Step.",
        ),
        why="Each row took off more of its delta, and the rows agree, so none of that had to be taken back.",
    ),
    Challenge(
        "right-by-luck",
        "Set the weights so that the first two rows are right, although the weight of the middle is not 1.",
        passed=lambda lab: (
            _one_layer(lab)
            and max(lab.row_error(0), lab.row_error(1)) < EXACT
            and abs(lab.reading["w.middle"] - 1) >= APART
        ),
        hints=(
            "Row 1 has left and right on, and its goal is 0. What if they cancel?",
            "Row 2 has middle and right on: together they must be 1. Try left −0.5, middle 0.5, right 0.5.",
        ),
        why="Many weights are right about two rows. Row 3, the right lamp alone, shows that these are wrong.",
    ),
    Challenge(
        "best-there-is",
        "Odd one out: bring the error of one layer to the least that there is.",
        passed=lambda lab: _is_odd(lab) and lab.steps > 0 and lab.reading["error"] < LEAST,
        hints=(
            "One by one, each row takes back what another one has asked for. What if all are asked first?",
            "Take odd one out, order all at once, a learning rate of 0.5, and play 100 passes.",
        ),
        why="Left and middle end at 0 and right at ½: each answer is ½, wrong by ½, which makes 4 · ¼ = 1.",
        predict=Prediction(
            "How small can the error of these four rows become with one layer?",
            ("0", "1", "4"),
            lambda lab: min(range(3), key=lambda i: abs((0, 1, 4)[i] - _least_error(lab))),
        ),
    ),
    Challenge(
        "deeper",
        "Two layers: bring the error below 0.0001 within 30 passes.",
        passed=lambda lab: (
            lab.built.task == "two-layers"
            and 0 < lab.steps <= 30
            and lab.by_itself()
            and lab.reading["error"] < VERY_FINE
        ),
        hints=(
            "The number of hidden neurons, the learning rate and the seed may all help.",
            "Take two layers with 4 hidden neurons, seed 1 and a learning rate of 0.3, and play 30 passes.",
        ),
        why="Larger steps help as long as no hidden neuron is thrown below its bend for every row.",
    ),
)
