"""The run of the lab `qtable` as a script: the world, one move after the other, and how good the table is.

Every world and every method needs some lines of its own; what a run does not need is not in its script.
"""

from playground.labs.qtable.settings import BATCH, CAPACITY, RENEWED, land
from playground.rl import gridworlds

SLOPES = {
    "squared": "delta",
    "huber": "np.clip(delta, -limit, limit)",
    "clipped": "np.where(np.abs(delta) < limit, delta, 0.0)  # the bug: the largest misses get no slope",
}


def script(
    *, world: str, map: str, slippery: bool, method: str, alpha: float, gamma: float, epsilon: float,
    decay: float, replay: bool, target: bool, loss: str, clip: float, seed: int, steps: int,
) -> str:  # fmt: skip
    """A script that needs only numpy, makes `steps` moves and prints the metrics."""
    place = land(world, map, slippery)
    network, grid = method == "network", place.grid
    values = "(Q + bar)" if grid else "Q"
    lines = [
        f"# {place.rows} × {place.cols} tiles; {method}, one move a step.",
        "import numpy as np",
        "",
        f'tiles, cols = np.array(list("{"".join(place.letters)}")), {place.cols}',
        f"alpha, gamma, epsilon, decay = {alpha!r}, {gamma!r}, {epsilon!r}, {decay!r}",
        f"rng, start = np.random.RandomState({seed}), {place.start}",
        *_rules(place),
        *(_network(loss, clip) if network else []),
        *(_choosing(values) if method == "sarsa" else []),
        "",
        "Q, results, s, moves = np.zeros((len(tiles), 4)), [], start, 0",
        *(["planned = None"] if method == "sarsa" else []),
        *(["frozen = Q.copy()"] if network and target else []),
        *(["memory = []"] if network and replay else []),
        f"for step in range({steps}):",
        *_move(place, method, values, replay and network, target and network),
        f"    if {'done' if grid else 'ends[there]'} or moves == {place.limit}:",
        f"        results.append({'left' if grid else 'goal[there]'})",
        f"        s, moves{', planned = start, 0, None' if method == 'sarsa' else ' = start, 0'}",
        "",
        *_truth(place),
        *_success(values),
        *_reach(place),
        'print("episodes", repr(float(len(results))))',
        'print("success_rate", repr(float(np.mean(results[-100:] or [0]))))',
        'print("greedy_success", repr(float(min(h[start], 1.0))))',
        f'print("gap", repr(float(np.abs(Q - truth){_moves(place)}.max())))',
    ]
    return "\n".join(lines) + "\n"


def _rules(place: gridworlds.World) -> list[str]:
    """Where moves lead, and what tiles are worth."""
    walls, thin = "#" in place.letters, "-" in place.letters
    beside = (
        "np.clip(s // cols + down, 0, len(tiles) // cols - 1) * cols + np.clip(s % cols + right, 0, cols - 1)"
    )
    lines = [
        f'goal, ends = tiles == "G", np.isin(tiles, list("HG{"#" if walls else ""}"))',
        *(['worth = goal - 1.0 * (tiles == "-")'] if thin else []),
        "",
        "",
        "def moved(s, a):  # left, down, right, up; at the edge one stays",
        "    down, right = (0, 1, 0, -1)[a], (-1, 0, 1, 0)[a]",
        f"    {'there =' if walls else 'return'} {beside}",
        *(['    return s if tiles[there] == "#" else there'] if walls else []),
        "",
        "",
    ]
    turns = "(a - 1, a, a + 1)" if place.slippery else "(a,)"
    there = f"{'start if ends[s] else ' if place.grid else ''}moved(s, turn % 4)"
    lines += [f"ways = [[[{there} for turn in {turns}] for a in range(4)] for s in range(len(tiles))]"]
    if place.grid:
        lines += [
            "row, col = np.divmod(np.arange(len(tiles)), cols)",
            "off = np.stack([col == 0, row == row[-1], col == cols - 1, row == 0], axis=1)",
            'bar = np.where(off & (tiles != "#")[:, None], -np.inf, 0.0)  # moves that do not exist',
        ]
    return lines


def _choosing(values: str) -> list[str]:
    return [
        "",
        "",
        "def choose(s):",
        "    explores = rng.random_sample() < epsilon * decay ** len(results)",
        f"    among = {_among(values)}",
        "    return among[int(rng.random_sample() * len(among))]",
        "",
    ]


def _among(values: str) -> str:
    every = "np.flatnonzero(bar[s] == 0)" if values != "Q" else "range(4)"
    return f"{every} if explores else np.flatnonzero({values}[s] == {values}[s].max())"


def _network(loss: str, clip: float) -> list[str]:
    """One step of gradient descent, as a function."""
    return [
        *([f"limit = {clip!r}"] if loss != "squared" else []),
        "",
        "",
        "def descend(s, a, target):  # a network of one layer: its weights are Q",
        "    x, picked = np.eye(len(Q))[s], (np.arange(len(s)), a)  # one-hot [n, S]",
        "    y, delta = x @ Q, np.zeros((len(s), 4))",
        "    delta[picked] = y[picked] - target",
        f"    slope = {SLOPES[loss]}",
        "    Q[...] -= alpha * (x.T @ slope / len(x))",
        "",
    ]


def _move(place: gridworlds.World, method: str, values: str, replay: bool, target: bool) -> list[str]:
    """The body of the loop: choose, move, and learn."""
    if method == "sarsa":
        lines = ["    a = choose(s) if planned is None else planned"]
    else:
        lines = [
            "    explores = rng.random_sample() < epsilon * decay ** len(results)",
            f"    among = {_among(values)}",
            "    a = among[int(rng.random_sample() * len(among))]",
        ]
    lines += ["    there = ways[s][a][int(rng.random_sample() * len(ways[s][a]))]"]
    worth = "worth" if "-" in place.letters else "goal"
    earned, done = f"{worth}[there]", "ends[there]"
    if place.grid:
        earned, done = f"{worth}[s] - {place.step_cost!r}", "done"
        lines += ["    done, left = ends[s], goal[s]"]
    if replay:
        kept = f"memory[step % {CAPACITY} : step % {CAPACITY} + 1]"
        lines += [f"    {kept} = [(s, a, there, {done}, {earned})]"]
        source = values.replace("Q", "frozen") if target else values
        lines += [
            f"    drawn = (rng.random_sample({BATCH}) * len(memory)).astype(int)",
            "    at, made, after, over, earned = map(np.array, zip(*[memory[i] for i in drawn]))",
            f"    descend(at, made, earned + gamma * ({source}[after].max(1) * (1 - over)))",
        ]
    else:
        lines += _learn(place, method, values, target, earned, done)
    if target:
        lines += [
            f"    if step % {RENEWED} == {RENEWED - 1}:",
            "        frozen[...] = Q",
        ]
    return [*lines, "    s, moves = there, moves + 1"]


def _learn(
    place: gridworlds.World, method: str, values: str, target: bool, earned: str, done: str
) -> list[str]:
    """The update: of the table, or of the network from this move alone."""
    following = f"{values}[there].max()"
    lines = []
    if method == "sarsa":
        lines += [f"    planned = None if {done} else choose(there)  # the move that does follow"]
        following = "Q[there, planned]"
    elif method == "expected-sarsa":
        known = "Q[there][bar[there] == 0]" if place.grid else "Q[there]"
        # a list, for Python adds up its own numbers more carefully than numpy's
        lines += [f"    known, chance = {known}.tolist(), epsilon * decay ** len(results)"]
        following = "((1 - chance) * max(known) + chance * (sum(known) / len(known)))"
    elif target:
        following = following.replace("Q", "frozen")
    lines += [f"    target = {earned} + gamma * (0.0 if {done} else {following})"]
    if method == "network":
        return [*lines, "    descend([s], [a], np.array([target]))"]
    return [*lines, "    Q[s, a] += alpha * (target - Q[s, a])"]


def _truth(place: gridworlds.World) -> list[str]:
    """Q* by policy iteration: `T[s, a, s']`, `R[s, a]`, and a handful of rounds."""
    worth = "worth" if "-" in place.letters else "goal"
    count = f"bincount(way, minlength=len(tiles)){' / 3' if place.slippery and not place.grid else ''}"
    lines = [
        "# T[s, a, s'] is the chance to get from s by a to s'",
        f"T = np.array([[np.{count} for way in row] for row in ways])",
        "T[ends] = 0  # where it is over, nothing follows",
        f"R, policy = T @ {worth}, np.zeros(len(tiles), int)",
    ]
    if place.grid:
        lines[3:] = [
            f'R = np.where(tiles == "#", 0.0, {worth} - {place.step_cost!r})[:, None] + bar',
            "policy = bar.argmax(1)",
        ]
    return [
        *lines,
        "for _ in range(100):  # policy iteration, many more rounds than it takes",
        "    here = range(len(tiles)), policy",
        "    V = np.linalg.solve(np.eye(len(tiles)) - gamma * T[here], R[here])",
        "    truth = R + gamma * (T @ V)",
        "    policy = np.where(truth.max(1) > V + 1e-12 * (1 + np.abs(V)), truth.argmax(1), policy)",
    ]


def _islands(place: gridworlds.World) -> bool:
    """Whether there are tiles where nobody ever comes to."""
    return bool((place.choosing.any(axis=1) & ~place.within_reach).any())


def _reach(place: gridworlds.World) -> list[str]:
    """Which tiles can be reached from the start, where not all can."""
    if not _islands(place):
        return []
    return [
        "reached = np.arange(len(tiles)) == start  # the tiles that some moves lead to",
        "for _ in tiles:",
        "    reached = reached | (T[reached].sum((0, 1)) > 0)",
    ]


def _moves(place: gridworlds.World) -> str:
    """The moves whose values count."""
    if not _islands(place):
        return "[bar == 0]" if place.grid else ""
    return "[(bar == 0) & reached[:, None]]" if place.grid else "[reached]"


def _success(values: str) -> list[str]:
    """How likely the best moves lead to the goal."""
    return [
        f"best = {values} == {values}.max(1, keepdims=True)",
        'onward = np.einsum("sa,sat->st", best / best.sum(1, keepdims=True), T)',
        "hope = goal",
        "for _ in tiles:",
        "    hope = hope | (onward[:, hope] > 0).any(1)",
        "h, on = goal.astype(float), np.flatnonzero(hope & ~goal)",
        "h[on] = np.linalg.solve(np.eye(len(on)) - onward[np.ix_(on, on)], onward[on] @ h)",
    ]
