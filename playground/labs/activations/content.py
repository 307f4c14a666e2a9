"""What the lab `activations` has to say: story, sources, presets with what they are for, and challenges."""

from playground.lab import Challenge, Prediction, Preset, Source

STORY = """
A neuron adds up what it gets: each input times a weight, and a bias. That is a straight line. Then it puts
its sum through a function, its *activation*, which bends the line. Why?

### A stack of lines is a line
Put [five layers](?preset=linear-stack) without a bend on top of each other. Whatever their weights are, the
stack is [one weight and one bias](one): a line of lines is a line. All that depth is worth a single neuron,
and no training gets it nearer to the [target](target) than a line can be.

### A few bends are enough
With a *ReLU*, which is 0 below and a line above, each neuron bends the [curve](curve) once. Add up
[a few of them](?preset=any-function), and the curve follows a sine; with more, any function. *Sigmoid* and
tanh bend smoothly, and ELU is a ReLU with a round corner. A *softmax* looks at its whole layer: its outputs
are shares of 1.

### What a bend must be able to do
It must have a value for every sum. It should not turn round (if it goes up here and down there, several sums
give the same answer, and learning does not know where to go). And it needs a [slope](slope) that is cheap:
*backpropagation* multiplies by this *derivative* in every layer. A [step](?preset=step) has a value
everywhere, but its slope is 0, so that nothing before it learns.

### Slopes multiply
The sigmoid is steepest at 0, and there its slope is ¼. [Ten layers](?preset=sigmoid-deep) multiply ten such
numbers: the *gradient* that is left for the first one is about a millionth. This is the
*vanishing gradient*. Weights that are too large do the opposite: an *exploding gradient*. The
*initialization* decides which, and it must suit the activation: Xavier's suits tanh, He's suits ReLU.

### Sparse, and dead
A ReLU says 0 to about half of all sums. So a layer of them is [sparse](?preset=relu-sparse): only some speak
at a time, while all sigmoids do, always. But a neuron that is 0 for *every* x has no slope anywhere. It is
[dead](?preset=dying): no gradient reaches its weights, and it stays as it is. A
[leaky ReLU](?preset=leaky) lets a hundredth through, and so its neurons can come back.

### What is measured
The *error* is the root of the mean squared error: about how far the curve is from its target. The *gradient
share* is the size of the gradient at the sums of the first layer, over that at the last hidden layer.
*Saturated* outputs are where the slope is less than a tenth of the steepest that the activation has; the
left side of a ReLU counts, and that of a leaky one, too.

### Which one, then?
If you know nothing, begin with ReLU. If neurons die, take a leaky one or smaller steps. If the answer should
be a probability, the last neuron may well be a sigmoid.
"""

SOURCES = (
    Source(
        "A. Sharma", "Understanding Activation Functions in Neural Networks", 2017,
        "from the step to the leaky ReLU: what each is good for, and what goes wrong with it",
    ),
    Source(
        "A. Trask", "Grokking Deep Learning, chapter 9", 2019, "what makes a function a good activation",
    ),
    Source(
        "D.-A. Clevert, T. Unterthiner and S. Hochreiter",
        "Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)", 2015, "the ELU",
    ),
)  # fmt: skip

MANY_DEAD = 0.4  # of the hidden neurons

PRESETS = {  # the first is the default
    "any-function": Preset(
        "Five ReLUs, each with one bend, are added up until they follow a sine.",
        horizon=800, label="a few bends",
    ),
    "step": Preset(
        "All or nothing: a step has no slope, so the hidden layer stays as it was drawn.",
        horizon=300, label="steps", activation="step", width=12, learning_rate=0.05,
    ),
    "linear-stack": Preset(
        "Five layers that do not bend are one line, exactly.",
        horizon=200, label="five layers, one line", activation="linear", layers=5, width=6,
        learning_rate=0.05,
    ),
    "sigmoid-deep": Preset(
        "Ten layers of sigmoids: next to nothing of the gradient is left for the first.",
        horizon=200, label="ten sigmoids deep", activation="sigmoid", layers=10, width=8,
    ),
    "relu-sparse": Preset(
        "Three layers of ReLUs: about half of all that they say is 0.",
        horizon=200, label="sparse", layers=3, width=16, learning_rate=0.01, initializer="he",
    ),
    "dying": Preset(
        "Steps that are too large push ReLUs to where they say 0 to every x, and there they stay.",
        horizon=150, label="dying ReLUs", layers=3, width=12, initializer="he", seed=2,
    ),
    "leaky": Preset(
        "The same start and the same large steps, but the ReLUs are leaky: none of them dies.",
        horizon=300, label="leaky", activation="leaky-relu", layers=3, width=12,
        initializer="he", seed=2,
    ),
}  # fmt: skip

CHALLENGES = (
    Challenge(
        "one-matrix",
        "Show that at least four linear layers are one line: the two agree to a trillionth, after training.",
        passed=lambda lab: (
            lab.activation == "linear" and lab.built.layers >= 4 and lab.steps > 0 and lab.apart() <= 1e-12
        ),
        hints=("Which activation does not bend?", "Take five layers, one line, and press Play."),
        why="Multiplying by one matrix after the other is multiplying by their product.",
        warm_up=True,
        predict=Prediction(
            "How close to a sine can four linear layers come?",
            ("as close as one", "closer than one", "not even as close as one"),
            lambda lab: 1 if lab.reading["error"] < lab.best_line() - 1e-9 else 0,
        ),
    ),
    Challenge(
        "eight-relus",
        "Fit sin x with an error below 0.05, with eight ReLUs or fewer.",
        passed=lambda lab: (
            lab.activation == "relu"
            and lab.built.target == "sin"
            and lab.neurons <= 8
            and lab.reading["error"] < 0.05
        ),
        hints=(
            "How many bends does a sine need? Where the neurons begin is drawn by the seed.",
            "Take one layer of eight, Xavier, a learning rate of 0.1, seed 3 or 5, and 3,000 steps.",
        ),
        why="Each ReLU bends the line once at most; a few straight pieces are enough to look like a sine.",
    ),
    Challenge(
        "revive",
        "Let at least 40 % of the ReLUs die. Then, in the same run, revive them with leaky ReLUs: bring the"
        " error down to half.",
        passed=lambda lab: lab.activation == "leaky-relu" and lab.reading["dead"] == 0 and lab.revived() >= 2,
        hints=(
            "Large steps kill ReLUs. The activation can be changed while the stack learns.",
            "Play dying ReLUs for 150 steps, change to leaky ReLU, set the rate to 0.03, and play on.",
        ),
        why="A slope of a hundredth is small, but it is not 0: step by step the neurons find their way back.",
        predict=Prediction(
            "What will the dead neurons do once they are leaky?",
            ("stay as they are", "learn again, slowly", "be right at once"),
            lambda lab: 0 if lab.revived() <= 1 else 2 if lab.reading["error"] < 1e-6 else 1,
        ),
    ),
    Challenge(
        "ten-layers",
        "Find an activation that bends, with which ten layers still pass more than 10 % of the gradient after"
        " 100 steps.",
        passed=lambda lab: (
            lab.activation not in ("linear", "step")
            and lab.built.layers >= 10
            and lab.steps >= 100
            and lab.reading["gradient_share"] > 0.1
        ),
        hints=(
            "Ten times a slope of ¼ leaves nothing. Which slopes are 1, at least around 0?",
            "From ten sigmoids deep, change the activation to tanh, and press Play.",
        ),
        why="Around 0 the slope of tanh is 1, and Xavier's weights keep the gradient at its size.",
    ),
)
