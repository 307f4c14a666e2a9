"""Why does a network not learn? A chapter of ills, each as somebody meets it, and each to be planted.

A `Setup` is all that there is to decide when a small network is to learn to read digits: what is loaded,
how it is fed, what the network is like, how wrong it is told to be and how it steps. As it stands it is
healthy. An ill is one of these decisions gone wrong, and nothing else; its cure takes that decision back.
So whoever cures an ill that a patient has not got changes nothing.

Read `ILLS` from top to bottom: the name in the field's words, what is planted, how it shows, what cures
it. The numbers are those of the reasons in S. Ivanov, 37 Reasons why your Neural Network is not working,
2017. Reasons that are no mistake in a single place, and so cannot be planted, are in `REMARKS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Setup:
    """How a network is to be trained.

    balance        how many pictures there are of each digit: "equal", or "one" that has nearly all
    labels         "right", "shuffled" (in another order than the pictures), "noisy" (half are drawn)
    inputs         what arrives of a picture: "pixels" standardised, "raw" ones, "zeros", "random" numbers, or
                   "turned" (rows are taken for columns); of "broken" ones one pixel is no number
    order          in which pictures come: "shuffled", "sorted" by digit, "by class" (one digit a batch), or
                   "stuck" (always the same batch)
    batch          pictures in a batch
    hidden         neurons of the hidden layers
    initializer    a name of `playground.nn.initializers.INITIALIZERS`, or "small-last": Xavier's with an
                   output layer of zeros, so that the loss starts exactly at chance
    loss           "cross-entropy", "no-logarithm", or "softmax-twice"
    slopes         "right", or "wrong": one hidden layer's backward gives each neuron its neighbour's slope
    frozen         layers that do not learn, numbered from 0
    learning_rate  of plain gradient descent
    price          of the weights: rate of L2 regularization
    dropout        the chance of a hidden neuron to be silent in training
    answers        whether it answers in "test" mode, or still in "training" mode, with dropout
    """

    balance: str = "equal"
    labels: str = "right"
    inputs: str = "pixels"
    order: str = "shuffled"
    batch: int = 25
    hidden: tuple[int, ...] = (16, 12)
    initializer: str = "small-last"
    loss: str = "cross-entropy"
    slopes: str = "right"
    frozen: tuple[int, ...] = ()
    learning_rate: float = 1.0
    price: float = 0.0
    dropout: float = 0.1
    answers: str = "test"


HEALTHY = Setup()
ROUNDS = 64  # patients, one after another, whose data and weights are drawn beforehand


@dataclass(frozen=True)
class Ill:
    """One way in which training goes wrong.

    key      names it in settings and links
    name     what people in the field call it
    reason   its number among the 37
    planted  the decisions of a `Setup` that it spoils
    what     what was done
    shows    how one finds it
    cure     what to do about it
    """

    key: str
    name: str
    reason: int
    planted: Mapping[str, Any]
    what: str
    shows: str
    cure: str

    def plant(self, setup: Setup) -> Setup:
        """The set-up with this ill."""
        return replace(setup, **self.planted)

    def heal(self, setup: Setup) -> Setup:
        """The set-up without it: what the ill spoils is as it is in a healthy one, and all else stays."""
        return replace(setup, **{name: getattr(HEALTHY, name) for name in self.planted})


ILLS = (
    # --- what is loaded, and what of it arrives -------------------------------------------------------------
    Ill(
        "zero-inputs", "All inputs are zero", 1, {"inputs": "zeros"},
        "The loader hands on an array that nobody has filled: every pixel is 0.",
        "The batch as it is fed is blank. The loss stays at chance, ln 10, as there is nothing to tell "
        "digits by.",
        "Look at what arrives at the first layer, and fill it with the pictures.",
    ),
    Ill(
        "same-batch", "The same batch over and over", 1, {"order": "stuck"},
        "The loader's counter never moves on, so every step sees the same 25 pictures.",
        "Two batches in a row are identical. Those 25 are soon known by heart, the other pictures never "
        "seen.",
        "Move on to the next batch after every step.",
    ),
    Ill(
        "turned-inputs", "Width and height confused", 25, {"inputs": "turned"},
        "In training, 7 rows of 5 pixels are read as 5 rows of 7 and turned: the pixels change places.",
        "The batch as it is fed shows no digits, though its statistics are fine. It learns what it is "
        "fed, but fails on pictures that are read rightly.",
        "Read rows as rows. Prime numbers for the sizes make such a slip show.",
    ),
    Ill(
        "random-inputs", "Random numbers instead of data", 2, {"inputs": "random"},
        "What arrives are random numbers of the right size; the pictures get lost on the way.",
        "The batch as it is fed shows noise, and no picture of the data is like it. The error is the same as "
        "with random numbers, because it is with random numbers.",
        "Follow one picture from the file to the first layer, and see where it turns into something else.",
    ),
    Ill(
        "shuffled-labels", "Labels shuffled apart from inputs", 4, {"labels": "shuffled"},
        "The pictures were shuffled, the labels in another order.",
        "In the batch as it is fed nine labels of ten are wrong, though in the data they are right. The loss "
        "hardly leaves chance, and what is learnt is learnt by heart.",
        "Shuffle pictures and labels with the same permutation.",
    ),
    Ill(
        "noisy-labels", "Label noise", 6, {"labels": "noisy"},
        "Half of the labels in the data were drawn at random: whoever wrote them was not careful.",
        "About half of the labels of a batch are wrong, and pictures that are alike have different ones. The "
        "training loss stays high while test accuracy can be good: the noise cancels.",
        "Look at examples one by one, and label them anew.",
    ),
    Ill(
        "sorted-data", "Data not shuffled", 7, {"order": "sorted"},
        "The pictures come in the order of the file: first all zeros, then all ones, and so on.",
        "Labels go from 0 to 9 like a staircase, batch after batch. Each digit is forgotten for the next.",
        "Shuffle the data, pictures and labels together, before every epoch.",
    ),
    Ill(
        "class-imbalance", "Class imbalance", 8, {"balance": "one"},
        "Of 500 pictures 491 show the same digit, and the others one each.",
        "One bar of the label counts dwarfs the others. The training loss is soon next to nothing, and "
        "the test accuracy lags far behind.",
        "Collect more of the rare digits, or weigh them more.",
    ),
    Ill(
        "one-class-batches", "Batches of a single class", 10, {"order": "by class"},
        "The sorted data were cut into batches, and only then shuffled: each batch holds one digit.",
        "Every batch is a single bar of labels, another one each time. The loss jumps with each batch.",
        "Shuffle pictures, not batches.",
    ),
    Ill(
        "large-batch", "Batch too large", 11, {"batch": 500},
        "Every step takes the mean over all 500 pictures.",
        "An epoch is a single step, and the curve is as smooth as a wire. A step is 20 times the work, "
        "and gets little farther for it. (Without the noise of small batches some also generalise less.)",
        "Take a small batch: some dozens. A step gets no farther, but is a twentieth of the work.",
    ),
    Ill(
        "raw-inputs", "Inputs not standardised", 12, {"inputs": "raw"},
        "Pixels from 0 to 255 are fed as they are.",
        "The inputs' mean and spread are of the size of a hundred, not 0 and 1. The first layer is saturated "
        "from the first step.",
        "Subtract the pixels' mean and divide by their spread, both taken from the training data.",
    ),
    # --- how wrong it is told to be -------------------------------------------------------------------------
    Ill(
        "wrong-loss", "A loss of one's own with a mistake", 18, {"loss": "no-logarithm"},
        "The loss is −p of the right class; the logarithm was forgotten.",
        "Before the first step it is −0.1, not ln 10, and then it goes below zero. Where the network is "
        "surely wrong it feels nothing.",
        "Test a loss by itself: a sure and right answer costs 0, a blind one ln k.",
    ),
    Ill(
        "softmax-twice", "Softmax applied twice", 19, {"loss": "softmax-twice"},
        "The loss expects sums and takes the softmax itself, but is given probabilities.",
        "It starts at ln 10, as it should, but a perfect answer still costs 1.46. The slopes are faint.",
        "Read what the loss expects, sums or probabilities, and give it that.",
    ),
    # --- the network ----------------------------------------------------------------------------------------
    Ill(
        "frozen-layers", "Frozen layers", 23, {"frozen": (0, 1)},
        "Both hidden layers were frozen for a test, and nobody has let them go.",
        "There is a gradient at their weights, but no step changes them. Only the output layer learns.",
        "Let all layers learn.",
    ),
    Ill(
        "too-small", "Network too small", 24, {"hidden": (1, 1)},
        "Each hidden layer has a single neuron, through which ten digits are to pass.",
        "Data, loss and gradients are right, but the loss stops far from 0, even for two examples a batch.",
        "Take more neurons.",
    ),
    Ill(
        "wrong-slope", "A wrong backward pass", 26, {"slopes": "wrong"},
        "In the backward pass of one hidden layer each neuron gets the slope of its neighbour.",
        "The gradient check disagrees at this layer, by far more than rounding, and agrees at all others.",
        "Check every layer's gradient by nudging, and mend the one that disagrees.",
    ),
    Ill(
        "large-weights", "Bad initialisation", 28, {"initializer": "too-large"},
        "The first weights are drawn from −10 to 10.",
        "The loss before the first step is far above chance: it is sure of itself, and wrong. The neurons "
        "are saturated though the inputs are fine.",
        "Start from Xavier's weights (He's for ReLU).",
    ),
    Ill(
        "over-regularized", "Too much regularisation", 30, {"price": 0.2},
        "The price on the weights (L2) is 0.2, which is more than learning can pay.",
        "The penalty pulls at the weights as hard as the loss. They shrink towards 0, and the loss stays "
        "high.",
        "Take less of it. First let it overfit, then regularise.",
    ),
    Ill(
        "training-mode", "Dropout left on", 32, {"dropout": 0.6, "answers": "training"},
        "The network is asked in training mode: 6 in 10 of its hidden neurons are silent, others each time.",
        "The same picture gets another answer when it is asked again. Without dropout the accuracy is far "
        "better.",
        "Switch to test mode before asking.",
    ),
    # --- the steps ------------------------------------------------------------------------------------------
    Ill(
        "rate-too-small", "Learning rate too small", 36, {"learning_rate": 0.01},
        "The learning rate is a hundredth of what it should be.",
        "All is right and nothing moves. Ten times the rate does ten times the good.",
        "Multiply the learning rate by 10, and again.",
    ),
    Ill(
        "rate-too-large", "Learning rate too large", 36, {"learning_rate": 20.0},
        "The learning rate is twenty times what it should be.",
        "The loss starts at chance, rises far above it, and jumps from there.",
        "Divide the learning rate by 10, and again.",
    ),
    Ill(
        "not-a-number", "Not a number (NaN)", 37, {"inputs": "broken"},
        "One pixel of one picture is no number: somewhere 0 was divided by 0.",
        "All is well until that picture comes. From there on every weight is NaN, and the run is over.",
        "Find where it arises: count what is not finite in the data, then layer by layer.",
    ),
)  # fmt: skip

BY_KEY = {ill.key: ill for ill in ILLS}

REMARKS = {  # reasons that are no single mistake, in short
    "A loader that breaks in between (3)": "Print what the first layer gets, before anything is done to it.",
    "Too random a relation (5)": "If inputs say little about answers, no network finds more than they say.",
    "Too few examples (9)": "From scratch a network needs many of a class: for photographs a thousand.",
    "Too much augmentation (13)": "It regularises; with dropout and L2 on top a network may not fit at all.",
    "A pretrained network's scaling (14)": "Scale inputs as they were scaled when it was trained.",
    "Statistics of all data (15)": "Take mean and spread from the training data alone: see the inputs.",
    "A simpler version first (16)": "One part of the answer at a time shows which part does not work.",
    "Chance first (17)": "Before it learns the loss must be ln k with k classes: see the loss.",
    "Losses of unlike size (20)": "Of a sum of losses, the largest hides the others. Weigh them.",
    "Another measure (21)": "A loss may rest while accuracy rises, or the other way round. Watch both.",
    "A layer of one's own (22)": "Test each by itself, forward and backward.",
    "Two examples first (27)": "What cannot learn two examples by heart cannot learn a thousand.",
    "The other settings (29)": "If all else is right, try several on a grid.",
    "Patience (31)": "While the loss falls steadily, nothing is wrong.",
    "Another optimiser (34)": "It should not decide whether a network learns, only how fast.",
}
