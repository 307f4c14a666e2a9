"""What the lab `clinic` has to say: story, sources, presets with what they are for, and challenges."""

from typing import TYPE_CHECKING, Any

from playground.lab import Challenge, Prediction, Preset, Source
from playground.nn.ills import BY_KEY, HEALTHY

if TYPE_CHECKING:
    from playground.labs.clinic.lab import Clinic

MOST_PARAMETERS = 35 * 16 + 16 + 16 * 12 + 12 + 12 * 10 + 10  # of a patient's network
FEW = 3  # looks
IN_A_ROW = 3  # patients
BY_HEART = 1e-3  # loss of two examples
WELL_AGAIN = 0.9  # accuracy
DATA = {"balance", "labels", "inputs", "order"}  # decisions of a set-up that are about the data

STORY = """
A network shall learn to read ten digits, from small pictures of 7 rows of 5 pixels. It does not. Somewhere in
its data, its loss, its layers or its steps one thing is wrong, and everything runs: no error message comes.

### Look, before you change anything
Watch the [loss](loss) first. Who has no idea gives each digit a tenth, and that costs ln 10: the line of
[chance](chance). A healthy network [starts there](?preset=healthy) and falls. Then take a
[look](instruments). Each instrument answers one question, and each costs a look:
first the *batch* as it arrives, for most ills are in the data.

### Name it, and see it cured
When you have an idea, [name the ill](name). Its cure begins at once: a second training, the same but for this
one thing, runs beside the first. If you were right, its loss falls away. If not, you have mended what was not
broken, and it does as badly as the patient.

### A good order
Data before loss, loss before layers, layers before steps. What is wrong in the data, say
[labels that do not belong](?preset=shuffled-labels), makes all that follows look wrong, too. A loss can be
tested by itself. A *backward pass* is compared with a *numerical gradient*, measured by
[nudging](?preset=wrong-slope). A *learning rate* is tried at a tenth, and at ten times: last of all.

### Where ills live
In the data: labels in another order than the pictures, a *mini-batch* that holds a single digit, or a whole
*epoch*. In the loss: a *softmax* that is taken twice. In the layers: a bad *initialization*,
[frozen weights](?preset=frozen), *dropout* that was [left on](?preset=dropout-left-on). In the steps: too
large a rate, or too much *regularization*.

### The program beside you
A program looks at the same numbers and names what it finds, though it knows as little as you do. What it says
is told after you have spoken. It is a list of rules of thumb: each ill of the textbook has its sign.

### What cannot be planted
Some reasons are no single mistake: too few examples, a relation that is mostly chance, no patience. They
stand with the numbers, as a list of advice.
"""

SOURCES = (
    Source(
        "S. Ivanov", "37 Reasons why your Neural Network is not working", 2017,
        "the list of ills; two of the reasons have no text left in the copy used here",
    ),
    Source(
        "A. Karpathy and others", "CS231n, Neural Networks Part 3: Learning and Evaluation", None,
        "loss at chance, gradient checks, two examples first",
    ),
)  # fmt: skip

PRESETS = {  # the first is the default
    "healthy": Preset(
        "A healthy patient, to know what that looks like: it starts at chance, and learns.", horizon=200,
    ),
    "drawn": Preset(
        "The seed has drawn an ill. Find out which it is.", label="a new patient", horizon=200,
        patient="drawn",
    ),
    "loss-at-chance": Preset(
        "The loss stays at ln 10, whatever happens. What arrives?", label="loss at chance", horizon=200,
        patient="zero-inputs",
    ),
    "shuffled-labels": Preset(
        "Pictures in one order, labels in another.", label="shuffled labels", horizon=300,
        patient="shuffled-labels",
    ),
    "one-class-batches": Preset(
        "Each batch holds one digit only.", label="one-class batches", horizon=100,
        patient="one-class-batches",
    ),
    "unscaled": Preset(
        "Pixels from 0 to 255 are fed as they are.", horizon=200, patient="raw-inputs",
    ),
    "frozen": Preset("The hidden layers do not learn.", horizon=300, patient="frozen-layers"),
    "wrong-slope": Preset(
        "The backward pass of one layer is wrong. In which?", label="wrong slope", horizon=300,
        patient="wrong-slope",
    ),
    "dropout-left-on": Preset(
        "It is asked in training mode, with dropout.", label="dropout left on", horizon=300,
        patient="training-mode",
    ),
}  # fmt: skip


def _quick(lab: "Clinic") -> bool:
    row = lab.is_right and lab.streak >= IN_A_ROW and not lab.was_told(IN_A_ROW)
    return bool(lab.built.patient == "drawn" and row)


def _by_heart(lab: "Clinic") -> bool:
    """Whether two examples are learnt by a patient whose own rate is too small for that."""
    slow = lab.built.patient == "rate-too-small" and lab.rate_factor > 1 and lab.has_opened("alone")
    return bool(slow and lab.seen("alone")["end"] < BY_HEART)


def _found_layer(lab: "Clinic") -> bool:
    wrong = lab.patient_now.net.wrong
    return bool(lab.has_opened("gradients") and wrong is not None and lab.suspected == wrong)


def _mended(lab: "Clinic") -> bool:
    if not (lab.built.patient == "drawn" and lab.is_right and lab.cured and lab.cured.age):
        return False
    touched: set[str] = {*BY_KEY[lab.ill].planted}
    return not touched & DATA and lab.cured.scores()["accuracy"] >= WELL_AGAIN


def _shown_by(lab: Any) -> int:
    return 0 if lab.cured.setup == HEALTHY else 1


CHALLENGES = (
    Challenge(
        "name-one",
        "Name the ill of a patient that the seed has drawn.",
        passed=lambda lab: lab.built.patient == "drawn" and lab.is_right and not lab.was_told(),
        hints=(
            "Let it train for a while, then look at the batch, the labels, the loss test, the weight "
            "changes.",
            "The textbook stands with the numbers: compare how each ill shows. Try as many patients as "
            "you like.",
        ),
        why="Each ill has a sign of its own, if one looks with the right instrument.",
    ),
    Challenge(
        "three-looks",
        "Name three drawn patients in a row, each with at most 3 looks.",
        passed=_quick,
        hints=(
            "The curve is free: does it start at chance, does it fall, does it jump, can it get to 0?",
            "Most ills are in the data: look at the batch and the labels first, then at what the curve "
            "suggests.",
            "With a curve that falls but not far: gradient check, weight changes, two examples.",
        ),
        why="The curve has told you where to look, so that you did not have to look everywhere.",
        predict=Prediction(
            "What will a wrong cure do to the second training?",
            ("nothing: it does as the patient does", "it makes it worse"),
            _shown_by,
        ),
    ),
    Challenge(
        "two-examples",
        "A patient whose learning rate is too small does not learn even two examples. Bring it to a loss "
        "below 0.001 there.",
        passed=_by_heart,
        hints=(
            "Choose the patient with too small a learning rate, and look at two examples.",
            "Multiply its learning rate by 100.",
        ),
        why="What cannot learn two examples by heart has something wrong with it, and here it was the rate.",
    ),
    Challenge(
        "wrong-layer",
        "Find the layer whose backward pass is wrong, with the gradient check, and point at it.",
        passed=_found_layer,
        hints=(
            "Choose the patient with the wrong slope, and let it train a little: before, all slopes are 0.",
            "Look at the gradient check: at one layer the error is larger than 0.01. Press it.",
        ),
        why="At this layer backpropagation and nudging disagree, and everywhere else they agree.",
    ),
    Challenge(
        "no-new-data",
        "Cure a drawn patient without changing its data, so that the second training reads 90 % of the test "
        "pictures.",
        passed=_mended,
        hints=(
            "Take one whose ill is in the loss, in the layers or in the steps.",
            "Call the next patient until batch and labels look right; then name its ill, and press Play.",
        ),
        why="The data were right all the time; something in between was not.",
    ),
)
