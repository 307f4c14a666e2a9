"""The run of the lab `qtable` as a script: the world, one move after the other, and how good the table is.

Every world and every method needs some lines of its own; what a run does not need is not in its script.
"""

from typing import TYPE_CHECKING

from playground.lab.listing import fill
from playground.labs.qtable.learner import BATCH, CAPACITY, RENEWED

if TYPE_CHECKING:
    from playground.labs.qtable.lab import Qtable

SLOPES = {
    "squared": "delta",
    "huber": "np.clip(delta, -limit, limit)",
    "clipped": "np.where(np.abs(delta) < limit, delta, 0.0)  # the bug: the largest misses get no slope",
}

BESIDE = (
    "np.clip(s // cols + down, 0, len(tiles) // cols - 1) * cols + np.clip(s % cols + right, 0, cols - 1)"
)

# Before the bar stand the flags that a line is for. `islands` are tiles where nobody ever comes to.
PROGRAM = """
                |# {rows} × {cols} tiles; {method}, one move a step.
                |import numpy as np
                |
                |tiles, cols = np.array(list("{tiles}")), {cols}
                |alpha, gamma, epsilon, decay = {learning_rate!r}, {gamma!r}, {epsilon!r}, {decay!r}
                |rng, start = np.random.RandomState({seed}), {start}
                |goal, ends = tiles == "G", np.isin(tiles, list("{ends}"))
thin            |worth = goal - 1.0 * (tiles == "-")
                |
                |
                |def moved(s, a):  # left, down, right, up; at the edge one stays
                |    down, right = (0, 1, 0, -1)[a], (-1, 0, 1, 0)[a]
walls           |    there = {beside}
walls           |    return s if tiles[there] == "#" else there
!walls          |    return {beside}
                |
                |
                |ways = [[[{there} for turn in {turns}] for a in range(4)] for s in range(len(tiles))]
grid            |row, col = np.divmod(np.arange(len(tiles)), cols)
grid            |off = np.stack([col == 0, row == row[-1], col == cols - 1, row == 0], axis=1)
grid            |bar = np.where(off & (tiles != "#")[:, None], -np.inf, 0.0)  # moves that do not exist
limited         |limit = {limit!r}
network         |
network         |
network         |def descend(s, a, target):  # a network of one layer: its weights are Q
network         |    x, picked = np.eye(len(Q))[s], (np.arange(len(s)), a)  # one-hot [n, S]
network         |    y, delta = x @ Q, np.zeros((len(s), 4))
network         |    delta[picked] = y[picked] - target
network         |    slope = {slope}
network         |    Q[...] -= alpha * (x.T @ slope / len(x))
network         |
sarsa           |
sarsa           |
sarsa           |def choose(s):
sarsa           |    explores = rng.random_sample() < epsilon * decay ** len(results)
sarsa           |    among = {among}
sarsa           |    return among[int(rng.random_sample() * len(among))]
sarsa           |
                |
                |Q, results, s, moves = np.zeros((len(tiles), 4)), [], start, 0
sarsa           |planned = None
target          |frozen = Q.copy()
replay          |memory = []
                |for step in range({steps}):
sarsa           |    a = choose(s) if planned is None else planned
!sarsa          |    explores = rng.random_sample() < epsilon * decay ** len(results)
!sarsa          |    among = {among}
!sarsa          |    a = among[int(rng.random_sample() * len(among))]
                |    there = ways[s][a][int(rng.random_sample() * len(ways[s][a]))]
grid            |    done, left = ends[s], goal[s]
replay          |    memory[step % {capacity} : step % {capacity} + 1] = [(s, a, there, {done}, {earned})]
replay          |    drawn = (rng.random_sample({batch}) * len(memory)).astype(int)
replay          |    at, made, after, over, earned = map(np.array, zip(*[memory[i] for i in drawn]))
replay          |    descend(at, made, earned + gamma * ({teacher}[after].max(1) * (1 - over)))
sarsa           |    planned = None if {done} else choose(there)  # the move that does follow
expected        |    known, chance = {known}.tolist(), epsilon * decay ** len(results)
!replay         |    target = {earned} + gamma * (0.0 if {done} else {follows})
network !replay |    descend([s], [a], np.array([target]))
!network        |    Q[s, a] += alpha * (target - Q[s, a])
target          |    if step % {renewed} == {last}:
target          |        frozen[...] = Q
                |    s, moves = there, moves + 1
                |    if {done} or moves == {most}:
grid            |        results.append(left)
!grid           |        results.append(goal[there])
sarsa           |        s, moves, planned = start, 0, None
!sarsa          |        s, moves = start, 0
                |
                |# T[s, a, s'] is the chance to get from s by a to s'
                |T = np.array([[np.{share} for way in row] for row in ways])
                |T[ends] = 0  # where it is over, nothing follows
grid            |R = np.where(tiles == "#", 0.0, {worth} - {cost!r})[:, None] + bar
grid            |policy = bar.argmax(1)
!grid           |R, policy = T @ {worth}, np.zeros(len(tiles), int)
                |for _ in range(100):  # policy iteration, many more rounds than it takes
                |    here = range(len(tiles)), policy
                |    V = np.linalg.solve(np.eye(len(tiles)) - gamma * T[here], R[here])
                |    truth = R + gamma * (T @ V)
                |    policy = np.where(truth.max(1) > V + 1e-12 * (1 + np.abs(V)), truth.argmax(1), policy)
                |best = {values} == {values}.max(1, keepdims=True)
                |onward = np.einsum("sa,sat->st", best / best.sum(1, keepdims=True), T)
                |hope = goal
                |for _ in tiles:
                |    hope = hope | (onward[:, hope] > 0).any(1)
                |h, on = goal.astype(float), np.flatnonzero(hope & ~goal)
                |h[on] = np.linalg.solve(np.eye(len(on)) - onward[np.ix_(on, on)], onward[on] @ h)
islands         |reached = np.arange(len(tiles)) == start  # the tiles that some moves lead to
islands         |for _ in tiles:
islands         |    reached = reached | (T[reached].sum((0, 1)) > 0)
                |print("episodes", repr(float(len(results))))
                |print("success_rate", repr(float(np.mean(results[-100:] or [0]))))
                |print("greedy_success", repr(float(min(h[start], 1.0))))
                |print("gap", repr(float(np.abs(Q - truth){counted}.max())))
"""


def script(lab: "Qtable", steps: int) -> str:
    """A script that needs only numpy, makes `steps` moves and prints the metrics."""
    land, method, network = lab.land_to_cross(), lab.method, lab.method == "network"
    flags = {
        "grid": land.grid,
        "thin": "-" in land.letters,
        "walls": "#" in land.letters,
        "islands": bool((land.choosing.any(axis=1) & ~land.within_reach).any()),
        "network": network,
        "sarsa": method == "sarsa",
        "expected": method == "expected-sarsa",
        "replay": network and lab.replay,
        "target": network and lab.target,
        "limited": network and lab.loss != "squared",
    }
    on = {flag for flag, is_on in flags.items() if is_on}
    values, worth = "(Q + bar)" if land.grid else "Q", "worth" if flags["thin"] else "goal"
    every = "np.flatnonzero(bar[s] == 0)" if land.grid else "range(4)"
    teacher = values.replace("Q", "frozen") if flags["target"] else values
    follows = {
        "sarsa": "Q[there, planned]",
        # a list, for Python adds up its own numbers more carefully than numpy's
        "expected-sarsa": "((1 - chance) * max(known) + chance * (sum(known) / len(known)))",
    }.get(method, f"{teacher}[there].max()")
    counted = {
        "grid": "[bar == 0]",
        "islands": "[reached]",
        "grid islands": "[(bar == 0) & reached[:, None]]",
    }.get(" ".join(flag for flag in ("grid", "islands") if flags[flag]), "")  # the moves whose values count
    return fill(
        PROGRAM,
        on,
        **{
            name: getattr(lab, name)
            for name in ("method", "learning_rate", "gamma", "epsilon", "decay", "seed")
        },
        rows=land.rows,
        cols=land.cols,
        tiles="".join(land.letters),
        start=land.start,
        most=land.limit,
        cost=land.step_cost,
        ends="HG#" if flags["walls"] else "HG",
        beside=BESIDE,
        there=f"{'start if ends[s] else ' if land.grid else ''}moved(s, turn % 4)",
        turns="(a - 1, a, a + 1)" if land.slippery else "(a,)",
        share=f"bincount(way, minlength=len(tiles)){' / 3' if land.slippery and not land.grid else ''}",
        slope=SLOPES[lab.loss],
        limit=lab.clip_delta,
        among=f"{every} if explores else np.flatnonzero({values}[s] == {values}[s].max())",
        worth=worth,
        earned=f"{worth}[s] - {land.step_cost!r}" if land.grid else f"{worth}[there]",
        done="done" if land.grid else "ends[there]",
        known="Q[there][bar[there] == 0]" if land.grid else "Q[there]",
        values=values,
        teacher=teacher,
        follows=follows,
        capacity=CAPACITY,
        batch=BATCH,
        renewed=RENEWED,
        last=RENEWED - 1,
        counted=counted,
        steps=steps,
    )
