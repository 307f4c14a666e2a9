"""What each finding of `playground.nn.diagnose` means, and what to try.

What to try is a list of ways out. Whoever is told to do what is done already stops listening, so each way has
a tag, and those whose tag is in use are left out.

Sources: A. Karpathy, Yes you should understand backprop, 2016 (saturation, dead ReLUs, gradients that vanish
or explode); CS231n, Neural Networks Part 3 (loss at chance, update ratio); S. Ivanov, 37 Reasons why your
Neural Network is not working, 2017 (scaling, imbalance, initialisation, NaN).
"""

from collections.abc import Collection, Sequence

from playground.lab.finding import Finding

type Ways = Sequence[tuple[str, str]]  # what to do, and the tag of a network that does it

SLOWER = ("lower the learning rate", "slowest")
SCALE = ("scale the inputs", "scaled")
SCALE_TARGETS = ("scale the targets", "scaled targets")
SMALLER = ("start from smaller weights", "small weights")

WORDS: dict[str, tuple[str, Ways]] = {  # kind of finding -> its meaning, and ways out
    "Saturated neurons": (
        "Where the activation is flat, the backward pass multiplies by next to nothing: these neurons, "
        "and what lies before them, hardly learn any more.",
        [
            ("start from smaller weights (Xavier)", "small weights"),
            ("bring the inputs to about ±1", "scaled"),
            SLOWER,
            ("use ReLU", "relu"),
        ],
    ),
    "Dead ReLUs": (
        "A ReLU that does not fire passes no gradient. One that fires for no example gets none at all and"
        " stays as it is: its weights are lost to the network.",
        [
            ("lower the learning rate (one large step can do this)", "slowest"),
            ("start again from He's weights", "he"),
            ("use leaky ReLU, which always lets a little through", "leaky-relu"),
        ],
    ),
    "Neurons all alike": (
        "They compute the same, so they are told the same and change in the same way, for ever: the layer"
        " is worth a single neuron.",
        [("start from random weights", "")],
    ),
    "Certain and wrong": (
        "The error is as large as it can be, but the slope it is multiplied with is close to 0: the "
        "network cannot find its way back.",
        [
            ("lower the learning rate and start again", "slowest"),
            ("take a loss that cancels the slope: logistic or softmax cross-entropy", ""),
        ],
    ),
    "Exploding gradient": (
        "One step may throw the weights far beyond where the gradient tells anything about the loss.",
        [SLOWER, SMALLER, SCALE, SCALE_TARGETS],
    ),
    "Vanishing gradient": (
        "Each layer multiplies the gradient by its weights and slopes (a sigmoid's is ¼ at best). After "
        "some layers little is left, and the first ones learn slowest of all.",
        [
            ("use tanh or ReLU instead of sigmoid", "no sigmoid"),
            ("take fewer layers", "shallow"),
            ("take weights of the right size (Xavier for tanh, He for ReLU)", "fitting weights"),
        ],
    ),
    "Steps too large": (
        "A single step changes the weights by a good part of themselves: what was learnt is overwritten, "
        "and the loss jumps.",
        [("divide the learning rate by 10", "slowest"), ("let a schedule lower it", "schedule")],
    ),
    "Steps too small": (
        "At this pace it takes a million steps to change the weights by as much as their size.",
        [
            ("multiply the learning rate by 10", "fastest"),
            ("try momentum", "momentum"),
            ("try Adam", "adam"),
            ("look for saturated or dead neurons", ""),
        ],
    ),
    "Not a number": (
        "Somewhere a number grew beyond what a computer can hold, and whatever is computed with it is "
        "lost as well. There is no way forward from here. Unscaled inputs or targets do this, or too large a "
        "learning rate.",
        [("go back to before it happened, and take a tenth of the learning rate there, or less", "")],
    ),
    "Ran away": (
        "Each step threw the numbers further than the one before. At such a size they hardly know their own "
        "last digits, and there is no way back.",
        [("go back on the timeline to before it began, and take smaller steps from there", "")],
    ),
    "A bad start": (
        "A network that knows nothing should not be sure of anything. This one is, so its first weights "
        "are too large, or its data are.",
        [SMALLER, SCALE, SCALE_TARGETS],
    ),
    "No better than guessing": (
        "Nothing of what the inputs say about the targets has been learnt yet.",
        [
            ("try a learning rate ten times larger or smaller", ""),
            ("take more neurons", ""),
            ("take less regularisation", "no price"),
            ("see whether a few examples alone can be learnt", ""),
            ("check that inputs and targets belong together", ""),
        ],
    ),
    "Unscaled inputs": (
        "Large inputs saturate the first layer, and one learning rate cannot suit weights whose inputs "
        "are of very different sizes.",
        [("subtract each input's mean and divide by its spread (for test data, by the training data's)", "")],
    ),
    "Unscaled targets": (
        "The first answers of a network lie about 0. To reach numbers of such a size its last weights must "
        "grow as large, and every step on the way there overshoots.",
        [("subtract the targets' mean and divide by their spread, and turn the answers back afterwards", "")],
    ),
    "Unequal classes": (
        "Who always names the largest class is right most of the time: a network can look good without "
        "having learnt anything about the others.",
        [
            ("collect or repeat examples of the small classes", ""),
            ("weigh them more", ""),
            ("judge by each class's own accuracy", ""),
        ],
    ),
}


def advise(ways: Ways, in_use: Collection[str] = ()) -> str:
    """The ways out that are not in use, as one sentence."""
    left = [way for way, tag in ways if tag not in in_use]
    if not left:
        return "What usually helps is in use already. Go back to before it, or try another seed."
    sentence = f"{', '.join(left[:-1])}, or {left[-1]}" if left[1:] else left[0]
    return f"{sentence[0].upper()}{sentence[1:]}."


REMEDIES = {kind: (meaning, advise(ways)) for kind, (meaning, ways) in WORDS.items()}


def finding(kind: str, severity: str, where: str, evidence: str) -> Finding:
    """A finding with the words that go with its kind."""
    return Finding(kind, severity, where, evidence, *REMEDIES[kind])


def ran_away(stopped: str, blew_up: bool) -> list[Finding]:
    """What there is to say of a run that has stopped because numbers ran away; `stopped` says how."""
    return [finding("Ran away", "problem", "this run", stopped)] if blew_up else []
