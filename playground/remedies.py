"""What each finding of `playground.diagnose` means, and what to try.

Sources: A. Karpathy, Yes you should understand backprop, 2016 (saturation, dead ReLUs, gradients that vanish
or explode); CS231n, Neural Networks Part 3 (loss at chance, update ratio); S. Ivanov, 37 Reasons why your
Neural Network is not working, 2017 (scaling, imbalance, initialisation, NaN).
"""

REMEDIES: dict[str, tuple[str, str]] = {  # kind of finding -> its meaning, and what to try
    "Saturated neurons": (
        "Where the activation is flat, the backward pass multiplies by next to nothing: these neurons, "
        "and what lies before them, hardly learn any more.",
        "Start from smaller weights (Xavier), bring the inputs to about ±1, lower the learning rate, or "
        "use ReLU.",
    ),
    "Dead ReLUs": (
        "A ReLU that does not fire passes no gradient. One that fires for no example gets none at all and"
        " stays as it is: its weights are lost to the network.",
        "Lower the learning rate (one large step can do this), start again from He's weights, or use "
        "leaky ReLU, which always lets a little through.",
    ),
    "Neurons all alike": (
        "They compute the same, so they are told the same and change in the same way, for ever: the layer"
        " is worth a single neuron.",
        "Start from random weights.",
    ),
    "Certain and wrong": (
        "The error is as large as it can be, but the slope it is multiplied with is close to 0: the "
        "network cannot find its way back.",
        "Lower the learning rate and start again, or take a loss that cancels the slope: logistic or "
        "softmax cross-entropy.",
    ),
    "Exploding gradient": (
        "One step may throw the weights far beyond where the gradient tells anything about the loss.",
        "Lower the learning rate, start from smaller weights, scale the inputs and (in regression) the "
        "targets.",
    ),
    "Vanishing gradient": (
        "Each layer multiplies the gradient by its weights and slopes (a sigmoid's is ¼ at best). After "
        "some layers little is left, and the first ones learn slowest of all.",
        "Use tanh or ReLU instead of sigmoid, fewer layers, and weights of the right size (Xavier for "
        "tanh, He for ReLU).",
    ),
    "Steps too large": (
        "A single step changes the weights by a good part of themselves: what was learnt is overwritten, "
        "and the loss jumps.",
        "Divide the learning rate by 10, or let a schedule lower it.",
    ),
    "Steps too small": (
        "At this pace it takes a million steps to change the weights by as much as their size.",
        "Multiply the learning rate by 10, try momentum or Adam, and look for saturated or dead neurons.",
    ),
    "Not a number": (
        "Somewhere a number grew beyond what a computer can hold, and whatever is computed with it is "
        "lost as well. There is no way forward from here.",
        "Go back to before it happened, and lower the learning rate there, to a tenth or less. Unscaled "
        "inputs or targets do this too.",
    ),
    "Ran away": (
        "Each step threw the numbers further than the one before. At such a size they hardly know their own "
        "last digits, and there is no way back.",
        "Go back on the timeline to before it began, and take smaller steps from there.",
    ),
    "A bad start": (
        "A network that knows nothing should not be sure of anything. This one is, so its first weights "
        "are too large, or its inputs are.",
        "Start from smaller weights, and scale the inputs.",
    ),
    "No better than guessing": (
        "Nothing of what the inputs say about the targets has been learnt yet.",
        "Try a learning rate ten times larger or smaller, more neurons, less regularisation; see whether "
        "a few examples alone can be learnt; check that inputs and targets belong together.",
    ),
    "Unscaled inputs": (
        "Large inputs saturate the first layer, and one learning rate cannot suit weights whose inputs "
        "are of very different sizes.",
        "Subtract each input's mean and divide by its spread (for test data, by the training data's).",
    ),
    "Unequal classes": (
        "Who always names the largest class is right most of the time: a network can look good without "
        "having learnt anything about the others.",
        "Collect or repeat examples of the small classes, or weigh them more; judge by each class's own "
        "accuracy.",
    ),
}
