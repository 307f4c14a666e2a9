"""The run of the lab `recurrent` as a script: forward over the digits, and back through time."""

SQUASH = {
    "sigmoid": ("sigmoid(X[t] @ W_in + H[t] @ W_loop)", "(H[t + 1] * (1 - H[t + 1]))"),
    "tanh": ("np.tanh(X[t] @ W_in + H[t] @ W_loop)", "(1 - H[t + 1] ** 2)"),
}


def script(
    *, alpha: float, hidden: int, bits: int, squash: str, loop: float, clip: bool, limit: float, seed: int,
    steps: int,
) -> str:  # fmt: skip
    """A script that needs only numpy, learns from `steps` problems and prints the metrics."""
    forward, slope = SQUASH[squash]
    lines = [
        "import numpy as np",
        "",
        f"bits, hidden, alpha = {bits}, {hidden}, {alpha!r}",
        f"rng = np.random.RandomState({seed})",
        "",
        "",
        "def sigmoid(z):",
        "    return 1 / (1 + np.exp(np.minimum(-z, 708)))  # e**710 would be too large for a number",
        "",
        "",
        "W_in = 2 * rng.random_sample((2, hidden)) - 1  # [in, hidden]",
        "W_out = 2 * rng.random_sample((hidden, 1)) - 1",
        f"W_loop = (2 * rng.random_sample((hidden, hidden)) - 1) * {loop!r}",
        "error, right = bits / 2, []",
        "",
        f"for step in range({steps}):",
        "    a, b = rng.randint(2 ** (bits - 1)), rng.randint(2 ** (bits - 1))",
        "    X = np.array([[a >> t & 1, b >> t & 1] for t in range(bits)], float)  # the last digits first",
        "    y = np.array([[a + b >> t & 1] for t in range(bits)], float)",
        "    H = np.zeros((bits + 1, hidden))  # the memory, empty at first",
        "    for t in range(bits):",
        f"        H[t + 1] = {forward}",
        "    answer = sigmoid(H[1:] @ W_out)  # [bits, 1]",
        "    error = np.sum(np.abs(y - answer))",
        "    right.append(np.all((answer > 0.5) == (y > 0.5)))",
        "",
        "    blame = (answer - y) * (answer * (1 - answer))",
        "    delta = blame @ W_out.T  # [bits, hidden]",
        "    for t in reversed(range(bits)):  # back through time",
        "        if t + 1 < bits:",
        "            delta[t] += delta[t + 1] @ W_loop.T  # what the next moment hands back",
        f"        delta[t] *= {slope}",
        "    moves = [X.T @ delta, H[1:].T @ blame, H[:-1].T @ delta]",
        *(_clipping(limit) if clip else []),
        "    for W, move in zip((W_in, W_out, W_loop), moves):",
        "        W -= alpha * move",
        "",
        'print("last_error", repr(float(error)))',
        'print("accuracy", repr(float(np.mean(right[-100:])) if right else 0.0))',
    ]
    return "\n".join(lines) + "\n"


def _clipping(limit: float) -> list[str]:
    return [
        "    whole = np.concatenate([move.ravel() for move in moves])",
        "    length = np.sqrt(whole @ whole)",
        f"    if length > {limit!r}:  # too long: keep the direction, shorten the step",
        f"        moves = [move * ({limit!r} / length) for move in moves]",
    ]
