"""What the pieces of a network are called in plain numpy: the building blocks of the scripts.

Each entry computes the same, in the same order of operations, as what goes by its name in the core, so that a
script made of them prints the same numbers to the last bit.
"""

# An activation and its slope, the slope written with the output a.
BENDS = {
    "tanh": ("np.tanh(z)", "1 - a ** 2"),
    "relu": ("np.maximum(z, 0.0)", "np.sign(a)"),
    "leaky-relu": ("np.maximum(z, 0.01 * z)", "np.where(a > 0, 1.0, 0.01)"),
    "sigmoid": ("1 / (1 + np.exp(np.minimum(-z, 708.0)))", "a * (1 - a)"),
    "linear": ("z", "1.0"),
    "softmax": ("softmax(z)", "1.0"),  # its slope is folded into the loss
}
# The loss of each output o with the target t, and the gradient with which the way back begins.
LOSSES = {
    "half-squared-error": ("0.5 * (o - t) ** 2", "(o - t)"),
    "absolute-error": ("np.abs(o - t)", "np.sign(o - t)"),
    "hinge": ("np.maximum(0.0, 1 - t * o)", "-t * (t * o < 1)"),
    "squared-hinge": ("np.maximum(0.0, 1 - t * o) ** 2", "-2 * t * np.maximum(0.0, 1 - t * o)"),
    "logistic": (
        "-t * np.log(np.maximum(o, np.exp(-100))) - (1 - t) * np.log(np.maximum(1 - o, np.exp(-100)))",
        "(o - t)",
    ),
    "softmax-cross-entropy": ("-t * np.log(np.maximum(o, np.exp(-100)))", "(o - t)"),
}
# The first weights of a layer with n inputs and m neurons.
WEIGHTS = {
    "tf-playground": "rng.random_sample((n, m)) - 0.5",
    "uniform": "2 * rng.random_sample((n, m)) - 1",
    "xavier": "np.sqrt(6 / (n + m)) * (2 * rng.random_sample((n, m)) - 1)",
    "he": "rng.standard_normal((n, m)) * np.sqrt(2 / n)",
    "convnetjs": "rng.standard_normal((n, m)) * np.sqrt(1 / n)",
    "zeros": "np.zeros((n, m))",
    "too-large": "20 * rng.random_sample((n, m)) - 10",
}
# How a parameter p with the gradient g moves; m and s are what the optimiser remembers of it.
RULES = {
    "sgd": ["p -= g * {rate}"],
    "momentum": ["m *= {momentum}", "m += g", "p -= m * {rate}"],
    "nesterov": ["m *= {momentum}", "m += g", "p -= (m * {momentum} + g) * {rate}"],
    "adagrad": ["s += g * g", "p -= g / (np.sqrt(s) + 1e-10) * {rate}"],
    "rmsprop": ["s[...] = s * 0.99 + g * g * (1 - 0.99)", "p -= g / (np.sqrt(s) + 1e-8) * {rate}"],
    "adadelta": [
        "s[...] = s * 0.9 + g * g * (1 - 0.9)",
        "move = np.sqrt((m + 1e-6) / (s + 1e-6)) * g",
        "m[...] = m * 0.9 + move * move * (1 - 0.9)",
        "p -= move * {rate}",
    ],
    "adam": [
        "m[...] = m * 0.9 + g * (1 - 0.9)",
        "s[...] = s * 0.999 + g * g * (1 - 0.999)",
        "root = np.sqrt(s / (1 - 0.999 ** (step + 1))) + 1e-8",
        "p -= m / root / (1 - 0.9 ** (step + 1)) * {rate}",
    ],
}
# The learning rate of a step.
SCHEDULES = {
    "constant": "RATE",
    "step": "RATE * 0.5 ** (step // {period})",
    "cosine": "RATE * ((1 + np.cos(np.pi * min(step / {period}, 1.0))) / 2)",
    "cyclic": "RATE * (0.1 + 0.9 * (1 - abs(step % (2 * {period}) / {period} - 1)))",
}
# All others are called as in the settings.
FEATURES = {"x2": "x * x", "y2": "y * y", "sinx": "np.sin(x)", "siny": "np.sin(y)", "xy": "x * y"}
